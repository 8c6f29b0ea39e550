"""The one strict converter between plain data and records.

cattrs turns 12 into "12" and drops unknown keys by default; here every value must be of its exact
type, every key known, and all refusals come at once, each with its path.
"""

import datetime as dt
import math
import reprlib
import typing
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

import attrs
import cattrs
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from reflexes.errors import Refusal, RefusedError
from reflexes.fields import LimitError, check_limits, shortened, spec_of

R = TypeVar("R")
EXACT = {str: "text", int: "whole-number", bool: "true-or-false", dt.date: "day"}
LARGEST = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exact."""
MOST_GUESSES = 20
"""How many unknown keys of one table are compared with the known ones: each costs a little."""


class WrongTypeError(TypeError):
    """A value is not of its exact type."""

    def __init__(self, *, met: object, expected: str) -> None:
        """Keep what was met and what was expected."""
        self.met = met
        self.expected = expected
        super().__init__(f"met {_shown(met)}, expected {expected}")


def structure(kind: type[R], plain: object, *, file: str = "") -> R:
    """The record of class `kind` said by `plain`; raises `RefusedError` with every refusal."""
    try:
        return converter().structure(plain, kind)
    except (cattrs.BaseValidationError, WrongTypeError) as error:
        raise RefusedError(_refusals(error, file, "", kind)) from error


def plain(record: object, *, native_days: bool = False) -> dict[str, Any]:
    """The plain form of a record: what equals its default is left out.

    Days become ISO text for JSON, or stay days for TOML when `native_days`.
    """
    said: dict[str, Any] = converter(native_days=native_days).unstructure(record)
    return said


@cache
def converter(*, native_days: bool = False) -> cattrs.Converter:
    """The strict converter, made once for each way of writing days."""
    made = cattrs.Converter(forbid_extra_keys=True)
    for kind, expected in EXACT.items():
        made.register_structure_hook(kind, _exactly(kind, expected))
    made.register_structure_hook(int, _read_whole)
    made.register_structure_hook(float, _read_number)
    made.register_structure_hook(StrEnum, _read_choice)
    made.register_structure_hook_factory(_is_tuple, _read_many)
    made.register_structure_hook_factory(attrs.has, _read_record)
    if not native_days:
        made.register_unstructure_hook(dt.date, dt.date.isoformat)
    made.register_unstructure_hook_factory(
        _is_tuple, lambda _: lambda values: [made.unstructure(value) for value in values]
    )
    made.register_unstructure_hook_factory(attrs.has, _write_record)
    return made


def _exactly(kind: type, expected: str) -> Callable[[Any, Any], Any]:
    def read(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise WrongTypeError(met=value, expected=expected)
        return value

    return read


def _is_tuple(kind: Any) -> bool:
    return typing.get_origin(kind) is tuple


def _read_whole(value: Any, _: Any) -> int:
    if type(value) is not int:
        raise WrongTypeError(met=value, expected=EXACT[int])
    if abs(value) > LARGEST:
        kind = "too-large" if value > 0 else "too-small"
        raise LimitError(kind, met=_shown(value), expected=LARGEST if value > 0 else -LARGEST)
    return value


def _read_number(value: Any, _: Any) -> float:
    if type(value) not in {int, float} or not math.isfinite(value) or abs(value) > LARGEST:
        raise WrongTypeError(met=value, expected="number")
    return float(value)


def _read_choice(value: Any, kind: Any) -> StrEnum:
    choices = _choices(kind)
    if not isinstance(value, str) or value not in choices:
        raise LimitError("not-a-choice", met=_shown(value), expected=", ".join(choices))
    return choices[value]


@cache
def _choices(kind: type[StrEnum]) -> dict[str, StrEnum]:
    return {member.value: member for member in kind}


def _read_many(kind: Any, made: cattrs.Converter) -> Callable[[Any, Any], Any]:
    inner = homogenous_tuple_structure_factory(kind, made)

    def read(value: Any, said: Any) -> Any:
        if not isinstance(value, (list, tuple)):
            raise WrongTypeError(met=value, expected="list")
        return inner(value, said)

    return read


def _read_record(kind: Any, made: cattrs.Converter) -> Callable[[Any, Any], Any]:
    overrides: dict[str, Any] = {
        a.name: override(struct_hook=_checked(a, made)) for a in attrs.fields(kind)
    }
    inner = make_dict_structure_fn(
        kind,
        made,
        _cattrs_forbid_extra_keys=True,
        _cattrs_detailed_validation=True,
        **overrides,
    )

    def read(value: Any, said: Any) -> Any:
        if not isinstance(value, dict):
            raise WrongTypeError(met=value, expected="table")
        return inner(value, said)

    return read


def _checked(attribute: Any, made: cattrs.Converter) -> Callable[[Any, Any], Any]:
    """Run the limits inside the field's own hook: that is what keeps its path (cattrs#440)."""
    spec = spec_of(attribute)

    def read(value: Any, kind: Any) -> Any:
        known = made.structure(value, kind)
        if spec is not None and known is not None:
            check_limits(spec, known)
        return known

    return read


def _write_record(kind: Any, made: cattrs.Converter) -> Callable[[Any], dict[str, Any]]:
    return make_dict_unstructure_fn(kind, made, _cattrs_omit_if_default=True)


def _refusals(error: BaseException, file: str, path: str, kind: Any) -> Iterator[Refusal]:
    if isinstance(error, cattrs.BaseValidationError):
        for inner in error.exceptions:
            yield from _refusals(inner, file, path + _step(inner), error.cl)
    elif isinstance(error, cattrs.ForbiddenExtraKeysError):
        yield from _unknown_keys(error, file, path, kind)
    elif isinstance(error, LimitError):
        yield _refusal(error.kind, file, path, error.met, str(error.expected))
    elif isinstance(error, WrongTypeError):
        yield _refusal("wrong-type", file, path, error.met, error.expected)
    elif isinstance(error, KeyError):
        yield _refusal("missing-key", file, path, None, str(error.args[0]))
    else:
        yield _refusal("refused", file, path, None, str(error))


def _step(error: BaseException) -> str:
    """The next piece of path, as cattrs noted it on the inner error."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, cattrs.AttributeValidationNote):
            return f".{note.name}"
        if isinstance(note, cattrs.IterableValidationNote):
            return f"[{note.index}]"
    return ""


def _unknown_keys(
    error: cattrs.ForbiddenExtraKeysError, file: str, path: str, kind: Any
) -> Iterator[Refusal]:
    names = [a.name for a in attrs.fields(kind) if path or a.name != "code"]
    for place, key in enumerate(sorted(error.extra_fields)):
        near = get_close_matches(key, names, n=1, cutoff=0.6) if place < MOST_GUESSES else []
        kind_of_refusal = "unknown-key-near" if near else "unknown-key"
        expected = near[0] if near else ", ".join(names)
        yield _refusal(kind_of_refusal, file, f"{path}.{key}", key, expected)


def _refusal(kind: str, file: str, path: str, met: object, expected: str) -> Refusal:
    shown = "" if met is None else _shown(met)
    return Refusal(kind=kind, file=file, path=path.lstrip("."), met=shown, expected=expected)


def _shown(met: object) -> str:
    """What was met, short, however deep or large it is."""
    if isinstance(met, int) and abs(met) > LARGEST:
        return shortened(f"{met:#x}")  # Python writes no huge number in decimal figures
    return shortened(reprlib.repr(met) if isinstance(met, (dict, list)) else met)
