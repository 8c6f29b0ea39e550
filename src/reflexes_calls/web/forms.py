"""Forms: reading what was typed, and showing it again with what is to mend beside each field."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any

import attrs
from fastapi import Depends
from starlette.datastructures import FormData
from starlette.requests import Request

from reflexes.fields import Spec, spec_of
from reflexes_calls.web.security import CSRF_FIELD, check_csrf

REQUEST_FIELD = "_request"
"""The form's own key: sent twice, it does once what it asks for."""
LONGEST_KEY = 64
MAX_FIELDS = 400
MAX_FIELD_BYTES = 256 * 1024

Translate = Callable[[str], str]


@attrs.frozen
class Form:
    """What a browser sent, as typed."""

    pairs: tuple[tuple[str, str], ...] = ()

    def text(self, name: str) -> str:
        """The last value given under `name`, or the empty string."""
        return dict(self.pairs).get(name, "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value given under `name`, as a group of boxes gives them."""
        return tuple(value for key, value in self.pairs if key == name)

    @property
    def values(self) -> dict[str, str]:
        """Every field, with its last value; line ends are those of this side of the wire."""
        return dict(self.pairs)

    @property
    def revision(self) -> int:
        """The revision on which what is sent rests; -1, which nothing has, when it says none."""
        said = self.text("revision")
        return int(said) if re.fullmatch(r"[0-9]{1,9}", said) else -1

    @property
    def request_key(self) -> str | None:
        """The key of the form that was sent; None for one that has none."""
        return self.text(REQUEST_FIELD)[:LONGEST_KEY] or None

    def under(self, prefix: str) -> dict[str, str]:
        """The fields whose name begins with `prefix`, without it."""
        return {
            name.removeprefix(prefix): value
            for name, value in self.pairs
            if name.startswith(prefix)
        }


def _plain(data: FormData) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value.replace("\r\n", "\n").replace("\x00", ""))
        for name, value in data.multi_items()
        if isinstance(value, str)
    )


async def read_form(request: Request) -> Form:
    """Parse the body and check its token; what was typed is kept for the page of a refusal."""
    pairs = (await read_unbound_form(request)).pairs
    request.state.typed = tuple(
        pair for pair in pairs if pair[0] != CSRF_FIELD and "password" not in pair[0]
    )
    request.state.typed_is_whole = not any("password" in name for name, _ in pairs)
    check_csrf(request, dict(pairs).get(CSRF_FIELD, ""))
    return Form(tuple(pair for pair in pairs if pair[0] != CSRF_FIELD))


async def read_unbound_form(request: Request) -> Form:
    """Parse the body of a form that is bound to nobody: it bears no token, and needs none.

    Only for what anyone may send who holds the address, such as the answers to a survey.
    """
    data = await request.form(max_files=0, max_fields=MAX_FIELDS, max_part_size=MAX_FIELD_BYTES)
    return Form(_plain(data))


Unbound = Annotated[Form, Depends(read_unbound_form)]
Posted = Annotated[Form, Depends(read_form)]
"""The parameter of a page that receives a form: `def save(request: Request, form: Posted)`."""


@attrs.frozen(kw_only=True)
class Field:
    """One field as it is drawn by the macro of `fields.html`. Words are already translated.

    Several choices are `boxes` (name, words, whether ticked); a table has `rows`, and `total` says
    what its amounts make together; `beside` is the name next to a SIRET, `found` the one that the
    official lists give. `when` says to a script on which answers of the page a question depends.
    """

    name: str
    label: str
    kind: str = "line"
    hint: str = ""
    value: str = ""
    error: str = ""
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    optional: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    autocomplete: str = ""
    example: str = ""
    boxes: tuple[tuple[str, str, bool], ...] = ()
    rows: tuple["Row", ...] = ()
    total: str = ""
    beside: "Field | None" = None
    found: str = ""
    when: str = ""
    is_asked: bool = True

    @property
    def described_by(self) -> str:
        """The ids of what explains the field, in reading order."""
        parts = {"hint": self.hint, "example": self.example, "error": self.error}
        return " ".join(f"{self.name}-{part}" for part, said in parts.items() if said)


@attrs.frozen(kw_only=True)
class Row:
    """One row of a table: its id, its rank from 1, and a field for each column."""

    id: str
    rank: int
    cells: tuple[Field, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed in it."""
        return not any(cell.value.strip() for cell in self.cells)


@attrs.frozen(kw_only=True)
class Sheet:
    """The fields of a form, with what is to mend: (field name, sentence), in order."""

    fields: tuple[Field, ...]
    errors: tuple[tuple[str, str], ...] = ()

    def __getitem__(self, name: str) -> Field:
        """The field called `name`."""
        return next(field for field in self.fields if field.name == name)


def specs_of(record_class: type[Any]) -> dict[str, Spec]:
    """The `Spec` of each field of a record class, by name, in order."""
    found = ((each.name, spec_of(each)) for each in attrs.fields(record_class))
    return {name: spec for name, spec in found if spec is not None}


def draw_field(
    name: str, spec: Spec, translate: Translate, *, value: str = "", error: str = "", **changes: Any
) -> Field:
    """A field from its `Spec`, its value as typed and its error if any."""
    field = Field(
        name=name,
        label=translate(spec.label),
        kind=spec.kind,
        hint=translate(spec.help) if spec.help else "",
        value=value,
        error=error,
        max_length=spec.max_length,
        minimum=spec.minimum,
        maximum=spec.maximum,
        optional=spec.optional,
    )
    return attrs.evolve(field, **changes)


def draw_sheet(  # noqa: PLR0913  # each says one thing of the form
    specs: Mapping[str, Spec],
    translate: Translate,
    *,
    values: Mapping[str, str] | None = None,
    errors: Iterable[tuple[str, str]] = (),
    choices: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    autocomplete: Mapping[str, str] | None = None,
) -> Sheet:
    """The sheet of a whole form; `errors` are (field name, translated sentence)."""
    known = tuple(errors)
    sentences = dict(reversed(known))
    fields = tuple(
        draw_field(
            name,
            spec,
            translate,
            value=(values or {}).get(name, ""),
            error=sentences.get(name, ""),
            choices=tuple((choices or {}).get(name, ())),
            autocomplete=(autocomplete or {}).get(name, ""),
        )
        for name, spec in specs.items()
    )
    return Sheet(fields=fields, errors=known)
