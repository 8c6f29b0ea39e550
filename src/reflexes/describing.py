"""Describing: what the fields say of themselves, as a JSON Schema and as pages of reference.

Nothing is written here that a field or a docstring does not say already: forms, the strict reader,
the schema and the reference cannot drift apart.
"""

import ast
import datetime as dt
import inspect
import re
import textwrap
import types
import typing
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Any

import attrs

from reflexes.description import Description
from reflexes.editions import NAME_PATTERN, SCHEMA
from reflexes.fields import Spec, spec_of
from reflexes.kinds import KINDS
from reflexes.wording import Translate, translator

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_ID = f"urn:reflexes-publics:schema:{SCHEMA}"
"""The name of the schema of a whole edition; its number is that of `editions.SCHEMA`."""
NOT_BLANK = r"\S"
END = r"(?![\s\S])"
"""The end of the text in every dialect: `$` alone also stands before a last line break."""
DAY = {"type": "string", "format": "date", "pattern": f"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{END}"}
NUMBERS = {int: "integer", float: "number"}
"""What JSON Schema and table schemas call whole numbers and others."""

TYPES = {
    "line": "a line of text",
    "prose": "several paragraphs of text",
    "whole": "a whole number",
    "number": "a number",
    "money": "an amount in cents",
    "day": "a day, such as 2020-05-28",
    "partial-day": "a year, a month or a day, such as 2020-04",
    "yes": "true or false",
    "reference": "the code of a record",
    "references": "codes of records",
}
"""What a field holds, in words, by the kind of its `Spec`."""


@attrs.frozen(kw_only=True)
class Described:
    """One field of a record, as its class declares it.

    `kind` is what one value is: `str`, `int`, `bool`, `datetime.date`, a closed list or a record.
    `many` says that the field holds a tuple of such values, `nullable` that it may be None.
    """

    name: str
    spec: Spec
    kind: Any
    many: bool
    nullable: bool
    required: bool

    @property
    def is_record(self) -> bool:
        """Whether a value is a record inside the record."""
        return attrs.has(self.kind)

    @property
    def is_choice(self) -> bool:
        """Whether a value comes from a closed list."""
        return isinstance(self.kind, type) and issubclass(self.kind, StrEnum)


@cache
def described(kind: Any) -> tuple[Described, ...]:
    """The fields of the record class `kind`, in their order."""
    return tuple(_described(attribute) for attribute in attrs.fields(kind))


def _described(attribute: "attrs.Attribute[Any]") -> Described:
    said: Any = attribute.type
    nullable = isinstance(said, types.UnionType)
    if nullable:
        said = next(one for one in typing.get_args(said) if one is not types.NoneType)
    many = typing.get_origin(said) is tuple
    spec = spec_of(attribute)
    if spec is None:
        raise TypeError(f"The field {attribute.name} has no words: make it with reflexes.fields")
    return Described(
        name=attribute.name,
        spec=spec,
        kind=typing.get_args(said)[0] if many else said,
        many=many,
        nullable=nullable,
        required=attribute.default is attrs.NOTHING,
    )


def used_by(kind: Any) -> tuple[Any, ...]:
    """The records and closed lists met inside `kind`, itself excepted, each once, as met."""
    met: dict[Any, None] = {}
    _meet(kind, met)
    return tuple(one for one in met if one is not kind)


def _meet(kind: Any, met: dict[Any, None]) -> None:
    for field in described(kind):
        if field.kind in met or not (field.is_record or field.is_choice):
            continue
        met[field.kind] = None
        if field.is_record:
            _meet(field.kind, met)


def name_of(kind: Any) -> str:
    """The name of a record or of a closed list, as an English message id: `Organisation role`."""
    return re.sub(r"(?<!^)([A-Z])", lambda found: f" {found[1].lower()}", str(kind.__name__))


def purpose_of(kind: Any) -> str:
    """What a record or a closed list is: the first line of its docstring, an English message id."""
    return _paragraphs(kind)[0]


def remarks_of(kind: Any) -> tuple[str, ...]:
    """What more its docstring says, a paragraph each, as English message ids."""
    return _paragraphs(kind)[1:]


def _paragraphs(kind: Any) -> tuple[str, ...]:
    said = inspect.getdoc(kind) or ""
    return tuple(" ".join(paragraph.split()) for paragraph in said.split("\n\n"))


def shelf_words(shelf: str) -> str:
    """The name of a shelf, as an English message id: `Controversies`."""
    return shelf.capitalize()


@cache
def choices_of(kind: type[StrEnum]) -> Mapping[str, str]:
    """Each value of a closed list, with the docstring under it, or the empty string."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    said = {member.value: "" for member in kind}
    value = ""
    for line in typing.cast("ast.ClassDef", body).body:
        if isinstance(line, ast.Assign):
            value = kind[typing.cast("ast.Name", line.targets[0]).id].value
        elif isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and value:
            said[value] = " ".join(str(line.value.value).split())
    return said


# The JSON Schema.


def json_schema(kind: Any, language: str = "fr") -> dict[str, Any]:
    """The JSON Schema 2020-12 of the plain form of the record class `kind`.

    `language` is that of its titles and descriptions. What a schema cannot say is checked by the
    reader alone: that a code is found on its shelf, that a claim has its source, that a text names
    nobody; and that 1.0 is no whole number. In return the schema refuses an empty code at once,
    which the reader refuses once it looks for the record, and `null`, which no plain form holds.
    """
    translate = translator(language)
    return {
        "$schema": DIALECT,
        "$id": f"{SCHEMA_ID}:{kind.__name__}",
        **_record_schema(kind, translate),
        "$defs": _definitions([kind], translate),
    }


def catalogue_schema(language: str = "fr") -> dict[str, Any]:
    """The JSON Schema 2020-12 of a whole edition, as the JSON export writes it."""
    translate = translator(language)
    kinds: list[Any] = [Description, *KINDS.values()]
    shelves = {
        shelf: {
            "title": translate(shelf_words(shelf)),
            "type": "array",
            "items": _pointed(kind),
        }
        for shelf, kind in KINDS.items()
    }
    properties = {
        "$schema": {"const": SCHEMA_ID},
        "schema": {"title": translate("Number of the schema"), "const": SCHEMA},
        "edition": {
            "title": translate("Edition"),
            "description": translate("Empty for a catalogue that is not an edition."),
            "type": "string",
            "pattern": f"^(?:|{NAME_PATTERN}){END}",
        },
        "day": {
            "title": translate("Last day of which it tells"),
            "description": translate("Absent from a catalogue that is still being written."),
            **DAY,
        },
        "digest": {
            "title": translate("Digest"),
            "description": translate(
                "SHA-256 of the released file: of these data without “$schema” and “digest”, in "
                "UTF-8, keys sorted, no spaces; an older release had the form of its own schema."
            ),
            "type": "string",
            "pattern": f"^[0-9a-f]{{64}}{END}",
        },
        "description": _pointed(Description),
        "shelves": _closed(shelves, list(shelves)),
    }
    return {
        "$schema": DIALECT,
        "$id": SCHEMA_ID,
        "title": translate("An edition of the catalogue"),
        **_closed(properties, [name for name in properties if name != "day"]),
        "$defs": {
            **{kind.__name__: _record_schema(kind, translate) for kind in kinds},
            **_definitions(kinds, translate),
        },
    }


def _definitions(kinds: list[Any], translate: Translate) -> dict[str, Any]:
    found: dict[Any, None] = dict.fromkeys(one for kind in kinds for one in used_by(kind))
    return {
        one.__name__: (
            _record_schema(one, translate) if attrs.has(one) else _choice_schema(one, translate)
        )
        for one in found
    }


def _closed(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _pointed(kind: Any) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _record_schema(kind: Any, translate: Translate) -> dict[str, Any]:
    fields = described(kind)
    return {
        "title": translate(name_of(kind)),
        "description": translate(purpose_of(kind)),
        **_closed(
            {field.name: _field_schema(field, translate) for field in fields},
            [field.name for field in fields if field.required],
        ),
    }


def _choice_schema(kind: type[StrEnum], translate: Translate) -> dict[str, Any]:
    return {
        "title": translate(name_of(kind)),
        "description": translate(purpose_of(kind)),
        "type": "string",
        "enum": list(choices_of(kind)),
    }


def _field_schema(field: Described, translate: Translate) -> dict[str, Any]:
    said: dict[str, Any] = {"title": translate(field.spec.label)}
    help_said = " ".join(_help(field, translate))
    if help_said:
        said["description"] = help_said
    if not field.many:
        return said | _value_schema(field)
    said |= {"type": "array", "items": _value_schema(field)}
    if field.spec.minimum is not None:
        said["minItems"] = field.spec.minimum
    if field.spec.maximum is not None:
        said["maxItems"] = field.spec.maximum
    return said


def _help(field: Described, translate: Translate) -> Iterator[str]:
    if field.spec.help:
        yield translate(field.spec.help)
    if field.spec.refers:
        yield translate("To be found in: %s.") % ", ".join(
            translate(shelf_words(shelf)) for shelf in field.spec.refers
        )


def _value_schema(field: Described) -> dict[str, Any]:
    if field.is_record or field.is_choice:
        return _pointed(field.kind)
    if field.kind is dt.date:
        return dict(DAY)
    if field.kind is bool:
        return {"type": "boolean"}
    if field.kind in NUMBERS:
        bounds = {"minimum": field.spec.minimum, "maximum": field.spec.maximum}
        said = {key: v for key, v in bounds.items() if v is not None}
        return {"type": NUMBERS[field.kind], **said}
    return {"type": "string", **_string_limits(field)}


def _string_limits(field: Described) -> dict[str, Any]:
    """The limits of one string; those of a tuple hold for its codes, and for nothing else."""
    spec = field.spec
    if field.many and spec.kind != "references":
        return {}
    said: dict[str, Any] = {} if spec.max_length is None else {"maxLength": spec.max_length}
    may_be_empty = spec.optional and not field.many
    if spec.pattern is not None:
        said["pattern"] = f"^(?:{'|' if may_be_empty else ''}{spec.pattern}){END}"
    elif not may_be_empty:
        said["pattern"] = NOT_BLANK
    return said


# The pages of reference.


def reference(language: str = "fr") -> str:
    """One page of Markdown: every shelf, every record inside, every closed list."""
    translate = translator(language)
    kinds: list[Any] = [Description, *KINDS.values()]
    inner = dict.fromkeys(one for kind in kinds for one in used_by(kind))
    sections = [
        f"# {translate('Reference of the records')}",
        *(reference_of(kind, language) for kind in kinds),
        f"## {translate('Records inside records')}",
        *(reference_of(one, language, level=3) for one in inner if attrs.has(one)),
        f"## {translate('Closed lists')}",
        *(reference_of(one, language, level=3) for one in inner if not attrs.has(one)),
    ]
    return "\n\n".join(sections) + "\n"


def reference_of(kind: Any, language: str = "fr", *, level: int = 2) -> str:
    """The Markdown of one record or closed list, under a heading of that level."""
    translate = translator(language)
    shelf = next((name for name, one in KINDS.items() if one is kind), "")
    heading = translate(name_of(kind))
    lines = [f"{'#' * level} {heading}", ""]
    for paragraph in (purpose_of(kind), *remarks_of(kind)):
        lines += [translate(paragraph), ""]
    if shelf:
        lines += [translate("Shelf: %s.") % f"`{shelf}`", ""]
    lines += _table(kind, translate) if attrs.has(kind) else _choices(kind, translate)
    return "\n".join(lines)


def _table(kind: Any, translate: Translate) -> Iterator[str]:
    headings = ("Key", "Words", "What it holds", "Required", "Limits", "Remark")
    yield _row([translate(heading) for heading in headings])
    yield _row(["---"] * len(headings))
    for field in described(kind):
        yield _row(
            [
                f"`{field.name}`",
                translate(field.spec.label),
                _held(field, translate),
                translate("yes") if field.required else translate("no"),
                ", ".join(_limits(field, translate)),
                " ".join(_help(field, translate)),
            ]
        )


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _held(field: Described, translate: Translate) -> str:
    if field.is_record or field.is_choice:
        one = translate(name_of(field.kind))
        anchored = f"[{one}](#{_anchor(one)})"
        if field.is_choice and not field.many:
            return translate("one of: %s") % anchored
        return translate("a list: %s") % anchored if field.many else anchored
    if field.many and field.spec.kind not in TYPES:
        return translate("a list: %s") % translate(TYPES["line"])
    return translate(TYPES[field.spec.kind])


def _anchor(heading: str) -> str:
    """The address that Markdown renderers give to a heading."""
    return re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-"))


def _limits(field: Described, translate: Translate) -> Iterator[str]:
    spec = field.spec
    if spec.max_length is not None and (not field.many or spec.refers):
        yield translate("at most %d characters") % spec.max_length
    if spec.minimum is not None:
        yield translate("at least %d") % spec.minimum
    if spec.maximum is not None:
        yield translate("at most %d") % spec.maximum
    if spec.pattern is not None:
        yield translate("of the form %s") % f"`{spec.pattern}`"


def _choices(kind: type[StrEnum], translate: Translate) -> Iterator[str]:
    for value, purpose in choices_of(kind).items():
        words = translate(value)
        said = f"`{value}`" if words == value else f"`{value}` ({words})"
        told = translate("%(label)s: %(values)s") % {"label": said, "values": translate(purpose)}
        yield f"- {told if purpose else said}"
