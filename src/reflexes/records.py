"""The one way to make a record: a frozen attrs class whose fields are said by name."""

from typing import Any, TypeVar, cast, dataclass_transform

import attrs

from reflexes import fields

T = TypeVar("T")


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(
        fields.line,
        fields.prose,
        fields.whole,
        fields.number,
        fields.money,
        fields.day,
        fields.yes,
        fields.choice,
        fields.part,
        fields.many,
        fields.reference,
        fields.references,
        fields.partial_day,
        attrs.field,
    ),
)
def record(cls: type[T]) -> type[T]:
    """Make a frozen, slotted attrs class; every field is given by name."""
    return attrs.frozen(kw_only=True)(cls)


def values_of(item: object) -> dict[str, Any]:
    """The fields of a record and of its parts, as nested plain dicts."""
    return attrs.asdict(cast("Any", item))


def changed(item: T, **said: Any) -> T:
    """The same record with some fields said anew."""
    made: T = attrs.evolve(cast("Any", item), **said)
    return made
