"""What no record may hold, field by field: characters that hide, days on no calendar, repetitions.

Limits of length and form are said by each field and kept by `conversion`; these rules hold for all
the catalogue, and not for what is typed in a form.
"""

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import attrs

from reflexes.errors import Refusal
from reflexes.fields import shortened, spec_of
from reflexes.links import parts
from reflexes.sources import Source

YEARS = range(1700, 2101)
"""The years of the days that a catalogue may say: a slip of the finger seldom falls within."""
ADDRESS = re.compile(r"https?://[^\s/.]+\.[^\s/]+(?:/\S*)?")
HIDDEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, except tabulation and line feed
    "\u200b\u2028\u2029\u2060-\u2064\ufeff\ufff9-\ufffb"  # spaces of no width, separators, marks
    "\u202a-\u202e\u2066-\u2069"  # what turns the reading order round
    "\ufffd\ufdd0-\ufdef\ufffe\uffff"  # what a broken copy leaves; no character at all
    "\ue000-\uf8ff"  # private use: another machine shows something else
    "\U000e0000-\U000e007f"  # tags, which write without being seen
    "\U000f0000-\U0010ffff"  # private use again
    "]"
)


def proofread(record: Any, file: str) -> Iterator[Refusal]:
    """Every refusal of the values of `record` and of its parts, each by itself."""
    yield from _fields(record, "", file)
    for path, part in parts(record):
        yield from _fields(part, f"{path}.", file)
    if isinstance(record, Source):
        yield from _addresses(record, file)


def _fields(item: Any, path: str, file: str) -> Iterator[Refusal]:
    kind: Any = type(item)
    for name, rules in _rules_of(kind):
        value = getattr(item, name)
        if not value:
            continue
        for rule in rules:
            for refused, met, expected in rule(value):
                yield Refusal(
                    kind=refused,
                    file=file,
                    path=f"{path}{name}",
                    met=shortened(met),
                    expected=expected,
                )


Found = tuple[str, object, str]
Rule = Callable[[Any], Iterable[Found]]


@cache
def _rules_of(kind: Any) -> tuple[tuple[str, tuple[Rule, ...]], ...]:
    """The fields of a class that some rule is about, with these rules."""
    said = []
    for attribute in attrs.fields(kind):
        spec = spec_of(attribute)
        rules = RULES.get(spec.kind, ()) if spec is not None else ()
        if rules:
            said.append((attribute.name, rules))
    return tuple(said)


def _characters(text: str) -> Iterator[Found]:
    found = HIDDEN.search(text)
    if found is not None:
        name = unicodedata.name(found[0], "")
        yield "forbidden-character", f"U+{ord(found[0]):04X} {name}".rstrip(), "text"


def _one_line(text: str) -> Iterator[Found]:
    if "\n" in text.strip():
        yield "several-lines", text.strip().partition("\n")[0][-20:], "line"
    if text != text.strip():
        yield "outer-spaces", text, text.strip()


def _calendar(said: str) -> Iterator[Found]:
    """A year, a month or a day: its form is already known to be right."""
    try:
        first = dt.date.fromisoformat(said + "-01-01"[len(said) - 4 :])
    except ValueError:
        yield "not-a-day", said, "2020-05-28"
        return
    yield from _our_time(first)


def _our_time(day: dt.date) -> Iterator[Found]:
    if day.year not in YEARS:
        yield "far-day", day, f"{YEARS[0]}–{YEARS[-1]}"


def _repeated(values: tuple[Any, ...]) -> Iterator[Found]:
    if values and isinstance(values[0], str) and len(set(values)) < len(values):
        yield "repeated", next(v for v, times in Counter(values).items() if times > 1), "once"


def _addresses(source: Source, file: str) -> Iterator[Refusal]:
    for place, address in enumerate(source.addresses):
        if not ADDRESS.fullmatch(address):
            yield Refusal(
                kind="not-an-address",
                file=file,
                path=f"addresses[{place}]",
                met=shortened(address),
                expected="https://www.example.org/page",
            )


RULES: dict[str, tuple[Rule, ...]] = {
    "line": (_characters, _one_line),
    "prose": (_characters,),
    "partial-day": (_calendar,),
    "day": (_our_time,),
    "references": (_repeated,),
    "many": (_repeated,),
}
"""The rules for each kind of field (see `reflexes.fields`)."""
