"""The one way to make a record: a frozen attrs class whose fields are said by name."""

from typing import TypeVar, dataclass_transform

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
