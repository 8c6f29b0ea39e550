"""From what was typed in a form to a record, or to every refusal at once.

One reader for every form: the fields of the record's class say what each answer must be.
"""

import datetime as dt
import re
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

import attrs

from reflexes.fields import LimitError, Spec, check_limits, shortened, spec_of
from reflexes_calls.domain.errors import FieldRefusal, Invalid

R = TypeVar("R")
Raw = Mapping[str, str]
EARLIEST_YEAR = 1900
MOST_FIGURES = 12
"""How many figures a number may have: more than any amount that is given here."""
TICKED = frozenset({"yes", "on", "true", "1"})


class UnreadableError(ValueError):
    """An answer cannot be read; the key and what was expected."""

    def __init__(self, kind: str, expected: str = "") -> None:
        """Keep the key and the expectation."""
        self.kind = kind
        self.expected = expected
        super().__init__(kind)


def keep_typed(cls: type, raw: Raw) -> dict[str, str]:
    """What was typed for the fields of `cls`, untouched, and nothing else."""
    return {a.name: raw[a.name] for a in attrs.fields(cls) if a.name in raw}


def read_form(
    cls: type[R], raw: Raw, *, bounds: Mapping[str, Mapping[str, Any]] | None = None, at: str = ""
) -> R:
    """The record of class `cls` said by `raw`; raises `Invalid` with every refusal.

    `bounds` tightens the limits of a field (`{"budget": {"maximum": cents}}`); `at` goes before
    the names of refused fields, when a form holds several rows.
    """
    said: dict[str, Any] = {}
    refusals: list[FieldRefusal] = []
    hints = typing.get_type_hints(cls)
    for attribute in attrs.fields(cls):  # type: ignore[arg-type]  # every form is a record
        spec = spec_of(attribute)
        if spec is None:
            continue
        spec = attrs.evolve(spec, **(bounds or {}).get(attribute.name, {}))
        typed = raw.get(attribute.name, "")
        try:
            value = _read(spec, hints[attribute.name], typed, attribute.default)
            if value is not None:
                check_limits(spec, value)
            said[attribute.name] = value
        except (UnreadableError, LimitError) as error:
            refusals.append(_refusal(at + attribute.name, error, typed))
    if refusals:
        raise Invalid(tuple(refusals))
    return cls(**said)


def _refusal(name: str, error: UnreadableError | LimitError, typed: str) -> FieldRefusal:
    met = error.met if isinstance(error, LimitError) else typed
    kind = "missing" if error.kind == "empty" else error.kind
    return FieldRefusal(field=name, kind=kind, met=shortened(met), expected=str(error.expected))


def _read(spec: Spec, hint: Any, typed: str, default: Any) -> Any:
    text = typed.replace("\r\n", "\n").strip()
    if spec.kind == "yes":
        return _read_tick(spec, text)
    if not text:
        if spec.optional:
            return default
        raise UnreadableError("missing", spec.label)
    readers = {"whole": read_whole, "money": read_money, "number": read_number, "day": read_day}
    if spec.kind in readers:
        return readers[spec.kind](text)
    if spec.kind == "choice":
        return _read_choice(hint, text)
    if spec.kind == "line" and "\n" in text:
        raise UnreadableError("several-lines", spec.label)
    if "\x00" in text:
        raise UnreadableError("unreadable", spec.label)
    return text


def _read_tick(spec: Spec, text: str) -> bool:
    ticked = text.lower() in TICKED
    if not ticked and not spec.optional:
        raise UnreadableError("not-ticked", spec.label)
    return ticked


def read_whole(text: str) -> int:
    """A whole number, with or without spaces between thousands."""
    bare = re.sub(r"\s", "", text)
    if re.fullmatch(r"[+-]?[0-9]{13,}", bare):
        raise UnreadableError("too-many-figures", str(MOST_FIGURES))
    if not re.fullmatch(r"[+-]?[0-9]{1,12}", bare):
        raise UnreadableError("not-a-number", "12")
    return int(bare)


def read_number(text: str) -> float:
    """A number as people write it: `6,5`, `-0.25`, `12 500`."""
    bare = re.sub(r"\s", "", text).replace("\u2212", "-")
    if not re.fullmatch(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,9})?", bare):
        raise UnreadableError("not-a-decimal", "6,5")
    return float(bare.replace(",", "."))


def read_money(text: str) -> int:
    """Cents, from French or English forms: `12 500`, `12 500,50 €`, `12500.5`."""
    bare = re.sub(r"\s|€|euros?|eur", "", text, flags=re.IGNORECASE)
    if re.fullmatch(r"-?[0-9]{13,}(?:[.,][0-9]{1,2})?", bare):
        raise UnreadableError("too-many-figures", str(MOST_FIGURES))
    if not re.fullmatch(r"-?[0-9]{1,12}(?:[.,][0-9]{1,2})?", bare):
        raise UnreadableError("not-a-number", "12 500,50")
    return int(Decimal(bare.replace(",", ".")) * 100)


def read_day(text: str) -> dt.date:
    """A day as `2026-12-01` (what a browser sends) or `01/12/2026` (what people write)."""
    if french := re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text):
        text = f"{french[3]}-{int(french[2]):02}-{int(french[1]):02}"
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise UnreadableError("not-a-day", "2026-12-01") from None
    if day.year < EARLIEST_YEAR:
        # A year typed in two figures reaches us as 0026.
        raise UnreadableError("not-a-day", "2026-12-01")
    return day


def read_hour(text: str) -> dt.time:
    """An hour of the day as people write it: `17`, `17h`, `17 h 30`, `17:30`."""
    said = re.fullmatch(r"([0-9]{1,2})(?:[hH:]([0-9]{2})?)?", re.sub(r"\s", "", text))
    if said is None:
        raise UnreadableError("not-an-hour", "16:20")
    try:
        return dt.time(int(said[1]), int(said[2] or 0))
    except ValueError:
        raise UnreadableError("not-an-hour", "16:20") from None


def _read_choice(hint: Any, text: str) -> StrEnum:
    if isinstance(hint, types.UnionType):
        hint = next(one for one in typing.get_args(hint) if one is not types.NoneType)
    try:
        chosen: StrEnum = hint(text)
    except ValueError:
        raise UnreadableError("not-a-choice", ", ".join(hint)) from None
    return chosen
