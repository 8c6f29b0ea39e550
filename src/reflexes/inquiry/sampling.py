"""A sample file for each shelf, made from the fields themselves, so that it says what they are.

A sample is the TOML of a whole record, ready to be copied and filled. What is required stands as it
must be written; what is optional stands after `# `, to be uncommented; what begins with `#:` is
said to whoever reads.
"""

import datetime as dt
import re
import textwrap
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import tomli_w

from reflexes.describing import Described, choices_of, described, name_of, used_by
from reflexes.inquiry.shelves import SHELVES
from reflexes.kinds import KINDS
from reflexes.texts import Says
from reflexes.timeline import Fate
from reflexes.wording import Translate, translator

SAMPLE_FILE = "modele.toml.txt"
"""The file's name on each shelf: what does not end in `.toml` is not read."""
WIDTH = 96
GAP = "…"
SHOWN = frozenset(
    {
        ("observations", "about"),
        ("observations", "interviews"),
        ("observations", "stances"),
        ("pistes", "answers"),
        ("pistes", "problem"),
        ("pistes", "proof_wrong"),
        ("pistes", "proposition"),
    }
)
"""Optional fields that a new inquiry fills all the same: they are not commented out."""
SAID = {"addresses": "https://www.example.org/page", "code": "exemple", "field": "title"}
"""What is shown for the fields whose form is narrower than a line of text."""


def example_code(shelf: str) -> str:
    """The code to which samples point on `shelf`: `exemple-controverse`."""
    french = translator("fr")(name_of(KINDS[shelf]))
    plain = unicodedata.normalize("NFKD", french).encode("ascii", "ignore").decode().lower()
    return f"exemple-{re.sub('[^a-z0-9]+', '-', plain)}"


def sample(shelf: str, day: dt.date) -> str:
    """The sample file of `shelf`, in French and English; `day` is shown where a day is needed."""
    return "\n".join(_lines(shelf, day)) + "\n"


def _lines(shelf: str, day: dt.date) -> Iterator[str]:
    kind: Any = KINDS[shelf]
    french = translator("fr")
    yield from _told(f"{french(name_of(kind))} / {name_of(kind)}")
    yield from _told(french(SHELVES[shelf]))
    yield from _told(SHELVES[shelf])
    yield "#:"
    yield from _told(
        f"Copier ce fichier en {shelf}/mon-code.toml\u00a0: le code est le nom du fichier. "
        f"Remplacer les «\u00a0{GAP}\u00a0». Une ligne facultative se garde en ôtant son "
        "«\u00a0#\u00a0»."
    )
    yield from _told(
        f"Copy this file to {shelf}/my-code.toml: the code is the name of the file. Replace each "
        f"“{GAP}”. To keep an optional line, take its # away."
    )
    for field in described(kind):
        if field.name == "code":
            continue
        yield ""
        duty = "obligatoire / required" if field.required else "facultatif / optional"
        yield from _told(f"{_both(field.spec.label, french)} ({duty}){_pointing(field)}")
        if field.spec.help:
            yield from _told(_both(field.spec.help, french))
        written = f"{field.name} = {_inline(_value(field, day, field.name))}"
        is_open = field.required or (shelf, field.name) in SHOWN
        yield written if is_open else f"# {written}"
    yield from _inner(kind, french)


def _told(said: str) -> Iterator[str]:
    inner = "    " if said.startswith(" ") else ""
    for line in textwrap.wrap(
        said, WIDTH, subsequent_indent=inner, break_long_words=False, break_on_hyphens=False
    ):
        yield f"#: {line}"


def _both(words: str, french: Translate) -> str:
    said = french(words)
    return said if said == words else f"{said} / {words}"


def _pointing(field: Described) -> str:
    """The shelves of its codes, or the values among which it chooses."""
    if field.is_choice:
        return f" = {' | '.join(choices_of(field.kind))}"
    return f" → {', '.join(field.spec.refers)}" if field.spec.refers else ""


def _inner(kind: Any, french: Translate) -> Iterator[str]:
    """What may be written inside: the keys of the tables, the values of the closed lists."""
    yield from ("", "#: --- À l’intérieur / Inside (* : obligatoire / required) ---")
    for one in used_by(kind):
        yield from ("#:", f"#: {_both(name_of(one), french)}")
        if isinstance(one, type) and issubclass(one, StrEnum):
            for value, purpose in choices_of(one).items():
                told = f" ({_both(purpose, french)})" if purpose else ""
                yield from _told(f"  {value} : {french(value)}{told}")
        else:
            for field in described(one):
                mark = "*" if field.required else ""
                label = _both(field.spec.label, french)
                yield from _told(f"  {field.name}{mark} : {label}{_pointing(field)}")


def _value(field: Described, day: dt.date, path: str) -> Any:
    """A value of the field's form: a tuple holds as few as it may, and one at least."""
    if field.many:
        return [_one(field, day, path)] * max(field.spec.minimum or 1, 1)
    return _one(field, day, path)


def _one(field: Described, day: dt.date, path: str) -> Any:
    if field.is_record:
        return {
            inner.name: _value(inner, day, f"{path}.{inner.name}")
            for inner in described(field.kind)
            if inner.required
        }
    if field.is_choice:
        return _chosen(field.kind, path)
    if field.spec.refers:
        return example_code(field.spec.refers[0])
    if field.kind is str:
        return day.isoformat() if field.spec.kind == "partial-day" else SAID.get(field.name, GAP)
    # What is sworn, such as that an interview is anonymised, is so by whoever writes.
    return {dt.date: day, bool: False, int: field.spec.minimum or 1}[field.kind]


def _chosen(kind: type[StrEnum], path: str) -> str:
    """The first value of a closed list; for who speaks, ours, which asks for no source."""
    if kind is Says:
        # A fact is what the inquiry was told: the interview beside it is where it comes from.
        return (Says.INQUIRY if path == "fact.says" else Says.OURS).value
    # The other fates ask for what takes the record's place.
    return Fate.WITHDRAWN.value if kind is Fate else next(iter(kind)).value


def _inline(value: Any) -> str:
    """A value as TOML on one line, so that it can be commented out whole."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_inline(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return tomli_w.dumps({"key": value}).removeprefix("key = ").rstrip("\n")
