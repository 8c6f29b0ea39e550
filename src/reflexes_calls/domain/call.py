"""Call: an invitation to try a piste, which keeps the piste's text, edition and digest."""

import datetime as dt
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from reflexes.fields import day, line, money, prose, whole
from reflexes.records import record, values_of
from reflexes_calls.domain.answers import Raw, read_day, read_form
from reflexes_calls.domain.clock import instant_of
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.lifecycle import CallStage

MOST_MARK = 4
CURRENCY = "EUR"


class Moment(StrEnum):
    """Whether a call takes applications; never stored, derived from the clock."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


@record
class Criterion:
    """What readers mark, from 0 to 4; `levels` anchors each mark in words."""

    code: str
    fr: str
    en: str
    weight: int
    levels_fr: tuple[str, ...]
    levels_en: tuple[str, ...]

    def label(self, language: str) -> str:
        """The label in `language`, `fr` or `en`."""
        return self.en if language == "en" else self.fr

    def levels(self, language: str) -> tuple[str, ...]:
        """The words of the five levels in `language`."""
        return self.levels_en if language == "en" else self.levels_fr


@record
class CallAnswers:
    """The form by which a manager writes a call."""

    title_fr: str = line("Title in French", max_length=120)
    title_en: str = line("Title in English", max_length=120)
    summary_fr: str = prose("Summary in French", max_length=1200)
    summary_en: str = prose("Summary in English", max_length=1200, default="")
    opens_on: dt.date = day("Applications open on", help="From midnight, Paris time.")
    closes_on: dt.date = day("Applications close on")
    closes_hour: int = whole("At this hour", minimum=0, maximum=23, help="On the hour, Paris time.")
    decision_on: dt.date = day("Decisions announced by")
    budget_cap: int = money("Most that one trial may receive", minimum=0, maximum=10_000_000_00)
    places: int = whole("Number of trials", minimum=1, maximum=50)
    weeks: int = whole("Longest trial, in weeks", minimum=4, maximum=52)


@record
class Call:
    """A call. `piste` is the frozen plain copy of the piste, never read strictly again."""

    id: int
    public_id: str
    stage: CallStage
    title_fr: str
    title_en: str
    summary_fr: str
    summary_en: str
    piste_code: str
    piste: dict[str, Any]
    edition: str
    piste_digest: str
    opens_at: dt.datetime
    closes_at: dt.datetime
    decision_by: dt.datetime
    budget_cap: int
    currency: str
    places: int
    weeks: int
    criteria: tuple[Criterion, ...]
    rubric_version: int
    reviews_needed: int
    created_at: dt.datetime
    published_at: dt.datetime | None = None

    def title(self, language: str) -> str:
        """The title in `language`."""
        return self.title_en if language == "en" else self.title_fr

    def summary(self, language: str) -> str:
        """The summary in `language`, or in French when there is no English."""
        return (self.summary_en or self.summary_fr) if language == "en" else self.summary_fr

    def moment(self, now: dt.datetime) -> Moment:
        """Whether applications are awaited, open or closed; the deadline itself is in time."""
        if now < self.opens_at:
            return Moment.UPCOMING
        return Moment.OPEN if now <= self.closes_at else Moment.CLOSED


def read_call(raw: Raw) -> CallAnswers:
    """The call said by a form; its days must follow each other."""
    refusals: list[FieldRefusal] = []
    said: CallAnswers | None = None
    try:
        said = read_form(CallAnswers, raw)
    except Invalid as error:
        refusals.extend(error.refusals)
    refusals.extend(_out_of_order(raw, {refusal.field for refusal in refusals}))
    if refusals or said is None:
        raise Invalid(tuple(refusals))
    return said


def _out_of_order(raw: Raw, refused: set[str]) -> list[FieldRefusal]:
    # The days that can be read are compared even when other answers are refused.
    found = []
    for later, earlier in (("closes_on", "opens_on"), ("decision_on", "closes_on")):
        if refused & {later, earlier}:
            continue
        met, expected = (read_day(raw[name].strip()) for name in (later, earlier))
        if met <= expected:
            found.append(_before(later, met, expected))
    return found


def _before(field: str, met: dt.date, expected: dt.date) -> FieldRefusal:
    return FieldRefusal(field=field, kind="not-after", met=f"{met}", expected=f"{expected}")


def call_values(said: CallAnswers) -> dict[str, Any]:
    """What a form says of a call, as the columns that are kept."""
    kept = values_of(said)
    opens, closes, hour = (kept.pop(key) for key in ("opens_on", "closes_on", "closes_hour"))
    decision = kept.pop("decision_on")
    return kept | {
        "opens_at": instant_of(opens, 0),
        "closes_at": instant_of(closes, hour),
        "decision_by": instant_of(decision, 23, 59),
    }


@cache
def usual_criteria() -> tuple[Criterion, ...]:
    """The criteria that a new call starts from."""
    said = tomllib.loads(
        files("reflexes_calls.domain").joinpath("criteria.toml").read_text("utf-8")
    )
    return tuple(
        Criterion(**one | {key: tuple(one[key]) for key in ("levels_fr", "levels_en")})
        for one in said["criteria"]
    )
