"""What the parts of a plan are called when people read of them: names for codes, days in words."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reflexes.evaluation.labels import LABELS, VALUES
from reflexes.evaluation.wording import said, word_day, word_days_in
from reflexes.wording import said_date, translator

if TYPE_CHECKING:
    from reflexes.evaluation.locking import Registration

Say = Callable[[str], str]
Names = Mapping[str, str]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONEY = re.compile(r"costs\[[^]]*\](?:\.amount)?")
_FREE = re.compile(r"(?:pilot|registrant|problem|.*\.(?:name|asks|says|source|when|then))")
"""What people wrote themselves: it is told as it stands, even where it looks like a code."""
_CODED = (
    ("objectives", "says"),
    ("questions", "asks"),
    ("qualitative", "asks"),
    ("others", "name"),
)
"""The parts of a plan that have a code, and what each is called by."""


def word_periods(days: Sequence[dt.date], language: str) -> tuple[str, ...]:
    """Periods in words: months where each is measured once on the same day, days otherwise."""
    if len({day.day for day in days}) <= 1:
        return tuple(said_date((day.year, day.month), language) for day in days)
    return tuple(word_day(day, language) for day in days)


def word_money(cents: float, language: str) -> str:
    """An amount, to the euro."""
    return said(round(cents / 100), "€", language)


def names_of(kept: "Registration", language: str, *later: Mapping[str, Any]) -> dict[str, str]:
    """What each code of a plan is called by; where it was renamed, both names.

    `later` are plain plans that would come after what is kept.
    """
    versions = [kept.first, *(one.plan for one in kept.amendments), *later]
    names: dict[str, list[str]] = {}
    for plan in versions:
        for code, name in _named(plan):
            known = names.setdefault(code, [])
            if name not in known:
                known.append(name)
    renamed = translator(language)("%(first)s, then called “%(last)s”")
    return {
        code: renamed % {"first": several[0], "last": several[-1]}
        if len(several) > 1
        else several[0]
        for code, several in names.items()
    }


def _named(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part, called in _CODED:
        yield from ((one["code"], one[called]) for one in plan.get(part) or ())
    yield plan["primary"]["code"], plan["primary"]["name"]


def word_path(path: str, say: Say, names: Names | None = None) -> str:
    """What a path of the plan is about, in words: `units[Pôle A]` is “Unit (Pôle A)”.

    `names` says what the codes of the plan are called by (see `names_of`).
    """
    start, _, rest = path.partition("[")
    name = rest.partition("]")[0]
    label = LABELS.get(start) or LABELS.get(start.partition(".")[0], start)
    return f"{say(label)} ({(names or {}).get(name, name)})" if name else say(label)


def word_value(path: str, value: str, language: str, names: Names | None = None) -> str:
    """A value of a plan as people read it: days, amounts, closed lists and codes in words."""
    if not value or _FREE.fullmatch(path):
        return value
    if _MONEY.fullmatch(path) and value.isdecimal():
        return word_money(int(value), language)
    if _DAY.fullmatch(value):
        return word_days_in(value, language)
    if value in VALUES:
        return translator(language)(VALUES[value])
    known = names or {}
    parts = value.split(", ")
    return ", ".join(known.get(one, one) for one in parts) if path.endswith("indicators") else value
