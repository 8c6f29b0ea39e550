"""What a field is, said once: its words, its limits and its check.

Forms, strict reading and reference pages all read the `Spec` that these makers leave in the
attrs metadata. Labels are English message ids; the French words stand in the `.po` files.
"""

import re
from collections.abc import Callable
from typing import Any

import attrs

SPEC = "reflexes"
SHOWN = 60
"""How many characters of a refused value are shown."""
CODE_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"
POINTER_PATTERN = rf"(?:{CODE_PATTERN}:)?{CODE_PATTERN}"
"""A code of this catalogue, or `name:code` for a record of another one."""
PARTIAL_DAY_PATTERN = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"


@attrs.frozen(kw_only=True)
class Spec:
    """The words and limits of one field.

    Lengths are in characters; `minimum` and `maximum` bound numbers (cents for money) and counts.
    `refers` names the shelves where the field's codes must be found.
    """

    label: str
    kind: str
    help: str = ""
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None
    refers: tuple[str, ...] = ()
    optional: bool = False


class LimitError(ValueError):
    """A value is of the right type but outside its limits.

    `kind` is the stable key of the refusal, `expected` the limit in plain figures.
    """

    def __init__(self, kind: str, *, met: object, expected: object) -> None:
        """Keep the key, the value and the limit."""
        self.kind = kind
        self.met = met
        self.expected = expected
        super().__init__(f"{kind}: met {met!r}, expected {expected}")


def shortened(met: object) -> str:
    """What was met, as a refusal shows it: cut to `SHOWN` characters."""
    said = str(met)
    return said if len(said) <= SHOWN else f"{said[: SHOWN - 1]}…"


def check_limits(spec: Spec, value: Any) -> None:
    """Raise `LimitError` when a value passes the limits of its field."""
    if isinstance(value, str):
        _check_string(spec, value)
    elif isinstance(value, tuple):
        _check_bounds(spec, len(value), "too-few", "too-many")
        if spec.kind == "references":
            for code in value:
                _check_string(spec, code)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        _check_bounds(spec, value, "too-small", "too-large")


def _check_bounds(spec: Spec, value: float, below: str, above: str) -> None:
    if spec.minimum is not None and value < spec.minimum:
        raise LimitError(below, met=value, expected=spec.minimum)
    if spec.maximum is not None and value > spec.maximum:
        raise LimitError(above, met=value, expected=spec.maximum)


def _check_string(spec: Spec, value: str) -> None:
    if not value.strip() and not spec.optional:
        raise LimitError("empty", met=value, expected=spec.label)
    if spec.max_length is not None and len(value) > spec.max_length:
        raise LimitError("too-long", met=len(value), expected=spec.max_length)
    if value and spec.pattern is not None and not re.fullmatch(spec.pattern, value):
        raise LimitError("malformed", met=value, expected=spec.pattern)


def _validate(_: Any, attribute: "attrs.Attribute[Any]", value: Any) -> None:
    if value is not None:
        check_limits(attribute.metadata[SPEC], value)


def make_field(spec: Spec, default: Any = attrs.NOTHING) -> Any:
    """An attrs field that carries its `Spec` and refuses what passes its limits."""
    return attrs.field(default=default, kw_only=True, validator=_validate, metadata={SPEC: spec})


def spec_of(attribute: "attrs.Attribute[Any]") -> Spec | None:
    """The `Spec` of an attrs attribute, or None when it has no words of its own."""
    spec: Spec | None = attribute.metadata.get(SPEC)
    return spec


def _maker(kind: str, **fixed: Any) -> Callable[..., Any]:
    def make(label: str, *, default: Any = attrs.NOTHING, **said: Any) -> Any:
        optional = said.pop("optional", default is not attrs.NOTHING)
        return make_field(Spec(label=label, kind=kind, optional=optional, **fixed | said), default)

    return make


line = _maker("line", max_length=240)
"""One line of text."""
prose = _maker("prose", max_length=6000)
"""Several paragraphs of text."""
whole = _maker("whole")
"""A whole number."""
number = _maker("number")
"""A number, with decimals or without."""
money = _maker("money")
"""An amount in integer cents."""
day = _maker("day")
"""A calendar day."""
yes = _maker("yes")
"""A box to tick."""
choice = _maker("choice")
"""One value of a closed list, said by the field's enum."""
part = _maker("part")
"""A record inside the record."""
many = _maker("many")
"""A tuple of parts."""
reference = _maker("reference", pattern=POINTER_PATTERN, max_length=160)
"""The code of another record, `name:code` when it is of another catalogue; `refers` says on which
shelves. A field that must stay at home says `pattern=CODE_PATTERN`."""
references = _maker("references", pattern=POINTER_PATTERN, max_length=160)
"""A tuple of such codes."""
partial_day = _maker("partial-day", pattern=PARTIAL_DAY_PATTERN, max_length=10)
"""A year, a month or a day, as precisely as it is known: `2020`, `2020-04`, `2020-04-07`."""
