"""What the pages of a plan hold before anybody has typed: the application's own words, and days.

They are in French, as plans are: a team writes over them what is not so.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from reflexes_calls.domain.answers import UnreadableError, read_number

BEFORE = dt.timedelta(days=90)
AHEAD = dt.timedelta(days=30)
REPORT = dt.timedelta(days=60)
WEEKS, A_MONTH = 26, 365.25 / 12 / 7
MEASURES_BEFORE = 3


def first_words(
    said: Mapping[str, Any], *, organisation: str, title: str, today: dt.date
) -> dict[str, str]:
    """What is proposed for a plan, from the answers of an application and the day it is."""
    weeks = int(said.get("weeks") or WEEKS)
    asked = said.get("start_on")
    starts = asked if isinstance(asked, dt.date) and asked > today else today + AHEAD
    ends = starts + dt.timedelta(weeks=weeks)
    indicator = _words(said.get("indicator"), 160)
    budget = said.get("budget")
    return {
        "registrant": f"Responsable du pilote, {organisation}"[:160],
        "problem": _words(said.get("problem") or said.get("summary"), 2000),
        "purpose": title[:200],
        "assignment": "Services volontaires",
        "treated": organisation[:120],
        "indicator": indicator,
        "source": _words(said.get("measured_by"), 200),
        "question": f"{indicator[:150]} : qu’est-ce qui a changé ?" if indicator else "",
        "baseline": _figure(said.get("starting_point")),
        "frequency": "monthly",
        "before": str(MEASURES_BEFORE),
        "after": str(max(1, round(weeks / A_MONTH))),
        "measured_from": f"{starts - BEFORE:%d/%m/%Y}",
        "starts_on": f"{starts:%d/%m/%Y}",
        "ends_on": f"{ends:%d/%m/%Y}",
        "reported_on": f"{ends + REPORT:%d/%m/%Y}",
        "stop_when": "Un incident grave, ou deux plaintes en un mois",
        "stop_then": "On revient à l’organisation d’avant, et on dit pourquoi",
        "abandon_when": _words(said.get("proof_wrong"), 300),
        "missing": "On dit combien de chiffres manquent et quels services sont partis ; rien n’est "
        "inventé à leur place.",
        "criterion": "effectiveness",
        "costs": f"Budget du pilote ; {budget / 100:.2f}".replace(".", ",") if budget else "",
        "outcomes_seen": "nothing",
        "publishes_nil": "yes",
    }


def _words(said: object, most: int) -> str:
    """A text of the application on one line, cut at the end of a word."""
    text = " ".join(str(said or "").split())
    return text if len(text) <= most else text[:most].rpartition(" ")[0]


def _figure(said: object) -> str:
    try:
        read_number(str(said or ""))
    except UnreadableError:
        return ""
    return str(said)
