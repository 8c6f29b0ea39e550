"""A form as a file in TOML, to be kept, shared and written by hand: out, and strictly in.

What is written is read back as the same form. What cannot be read is refused all at once, each
line of it named.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import tomli_w

from reflexes.digests import SCHEMA
from reflexes.fields import shortened
from reflexes.locating import line_among, places
from reflexes.records import record
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.form import (
    ALWAYS_ASKED,
    CODE,
    FIXED_KINDS,
    MOST_CHARACTERS,
    RESERVED_CODES,
    Form,
    Kind,
    Phase,
    Test,
    form_document,
    form_of,
)

HEAD = """\
# Les questions d’un appel. Les codes ne changent jamais d’une version à l’autre.
# The questions of a call. Codes never change from one version to the next.

"""
LONGEST_FILE = 200_000
LONGEST_CODE = 80
LONGEST_WORDS = 2000
UNREADABLE = {
    "toml-equals": ("Expected '='",),
    "toml-quotes": (
        "Unterminated string",
        "Illegal character",
        "Unescaped",
        "Expected '\"",
        'Expected "',
        "Escaped character",
    ),
    "toml-brackets": ("Unclosed", "Expected ']"),
    "toml-twice": ("Cannot ", "Duplicate"),
    "toml-value": ("Invalid value", "Invalid date", "Invalid hex"),
}
"""How each refusal of the reader of TOML begins, by the kind of ours that says it in words."""
BOUNDED_BY = ("weeks", "budget_cap")

Found = Iterator[tuple[str, str, object, object]]
Check = Callable[[str, Any], Found]


def form_text(form: Form) -> str:
    """A form as the text of a file."""
    return HEAD + tomli_w.dumps(form_document(form), indent=2)


def read_form_text(text: str, *, number: int = 0) -> Form:
    """The form of a file; raises `Invalid` with every refusal, whose field is `line 12`."""
    if not text.strip():
        raise Invalid((_refusal("", "toml-empty", "", ""),))
    if len(text) > LONGEST_FILE:
        raise Invalid((_refusal("", "toml-long", len(text), LONGEST_FILE),))
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid((_unreadable(text, str(error)),)) from None
    except RecursionError:
        raise Invalid((_refusal("line 1", "toml-unreadable", "[[[[…", ""),)) from None
    found = tuple(_form(said))
    if found:
        known = places(text)
        placed = [(line_among(known, text, path), path, rest) for path, *rest in found]
        placed.sort(key=lambda each: each[:2])
        raise Invalid(
            tuple(
                _refusal(f"line {line} {path}", str(kind), met, expected)
                for line, path, (kind, met, expected) in placed
            )
        )
    return form_of(said, number)


def _unreadable(text: str, said: str) -> FieldRefusal:
    """Where and why a text is no TOML, in words of ours: the reader's are English, for its makers.

    Of two refusals that it words alike, such as a lone value, the general one is given.
    """
    lines = text.splitlines()
    found = re.search(r"at line (\d+)", said)
    # What is never closed is noticed at the end, after the last blank line.
    last = max(rank for rank, line in enumerate(lines, start=1) if line.strip())
    number = min(int(found[1]), last) if found else last
    kind = next((kind for kind, marks in UNREADABLE.items() if said.startswith(marks)), "")
    return _refusal(f"line {number}", kind or "toml-unreadable", lines[number - 1].strip(), "")


@record
class FilePlace:
    """Where a refusal stands: its line, what its question or section is called, the key."""

    line: str
    named: str = ""
    key: str = ""
    in_question: bool = False


def place_of(text: str, field: str) -> FilePlace:
    """The place that `line 12 sections[0].questions[2].label` tells, in a text that was refused."""
    _, line, path = (*field.split(" ", 2), "", "")[:3]
    if not path:
        return FilePlace(line=line)
    parts = [int(part) if part.isdecimal() else part for part in re.findall(r"[^.\[\]]+", path)]
    found: Any = tomllib.loads(text)
    named, in_question = "", False
    # sections[0].questions[2]: what stands deeper is told by its question.
    for depth, part in enumerate(parts[:4]):
        try:
            found = found[part]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(found, dict) and isinstance(part, int):
            named, in_question = _words_of(found), depth > 1
    keys = [part for part in parts if isinstance(part, str)]
    return FilePlace(line=line, named=named, key=keys[-1], in_question=in_question)


def _words_of(said: Mapping[str, Any]) -> str:
    """What a question or a section of a file is called: its words, or its code."""
    words = said.get("label", said.get("title"))
    french = words.get("fr") if isinstance(words, dict) else None
    return shortened(french) if isinstance(french, str) else _text_of(said, "code")


def _refusal(field: str, kind: str, met: object, expected: object) -> FieldRefusal:
    return FieldRefusal(field=field, kind=kind, met=shortened(met), expected=str(expected))


def _form(said: Any) -> Found:
    yield from _table("", said, {"schema": _schema, "sections": _each(_section)}, ("sections",))
    sections = _dicts(said.get("sections"))
    if said.get("sections") == []:
        yield "sections", "toml-missing", "", "[[sections]]"
    questions = [
        (f"sections[{rank}].questions[{place}]", question)
        for rank, section in enumerate(sections)
        for place, question in enumerate(_dicts(section.get("questions")))
    ]
    yield from _once((f"sections[{rank}]", each) for rank, each in enumerate(sections))
    yield from _once(iter(questions))
    codes = {each.get("code") for _, each in questions if isinstance(each.get("code"), str)}
    for code in ALWAYS_ASKED:
        if sections and code not in codes:
            yield "sections", "form-always-asked", code, ""
    for path, question in questions:
        fixed = FIXED_KINDS.get(_text_of(question, "code"))
        if fixed is not None and question.get("kind") != fixed.value:
            yield f"{path}.kind", "form-fixed-kind", question.get("kind"), fixed.value
        if _text_of(question, "code") in RESERVED_CODES:
            yield f"{path}.code", "form-reserved-code", question["code"], ""


def _text_of(said: Mapping[str, Any], name: str) -> str:
    found = said.get(name)
    return found if isinstance(found, str) else ""


def _dicts(said: Any) -> list[dict[str, Any]]:
    return [each for each in said if isinstance(each, dict)] if isinstance(said, list) else []


def _once(parts: Iterator[tuple[str, Mapping[str, Any]]]) -> Found:
    known: set[str] = set()
    for path, each in parts:
        code = _text_of(each, "code")
        if code and code in known:
            yield f"{path}.code", "form-same-code", code, ""
        known.add(code)


def _table(path: str, said: Any, checks: Mapping[str, Check], needed: tuple[str, ...]) -> Found:
    """What is wrong in a table: keys that are missing, unknown, or hold something else."""
    if not isinstance(said, dict):
        yield path, "toml-needs-table", said, ""
        return
    for name in needed:
        if name not in said:
            yield f"{path}.{name}".lstrip("."), "toml-missing", "", name
    for name, value in said.items():
        inside = f"{path}.{name}".lstrip(".")
        if name in checks:
            yield from checks[name](inside, value)
        else:
            yield inside, "toml-unknown-key", name, ", ".join(checks)


def _each(check: Check) -> Check:
    def checked(path: str, said: Any) -> Found:
        if not isinstance(said, list):
            yield path, "toml-needs-list", said, ""
            return
        for place, each in enumerate(said):
            yield from check(f"{path}[{place}]", each)

    return checked


def _coded_each(check: Check) -> Check:
    def checked(path: str, said: Any) -> Found:
        yield from _each(check)(path, said)
        yield from _once((f"{path}[{place}]", each) for place, each in enumerate(_dicts(said)))

    return checked


def _schema(path: str, said: Any) -> Found:
    if said != SCHEMA or isinstance(said, bool):
        yield path, "toml-choice", said, SCHEMA


def _one_of(*known: str) -> Check:
    def checked(path: str, said: Any) -> Found:
        if not isinstance(said, str) or said not in known:
            yield path, "toml-choice", said, ", ".join(known)

    return checked


def _code(path: str, said: Any) -> Found:
    if not isinstance(said, str):
        yield path, "toml-needs-text", said, ""
    elif not re.fullmatch(CODE, said) or len(said) > LONGEST_CODE:
        yield path, "toml-code", said, "proof_wrong"


def _text(path: str, said: Any) -> Found:
    if not isinstance(said, str):
        yield path, "toml-needs-text", said, ""
    elif len(said) > LONGEST_WORDS:
        yield path, "too-long", len(said), LONGEST_WORDS
    elif "\x00" in said:
        yield path, "unreadable", "", ""


def _whole(path: str, said: Any, least: int = 0, most: int = 10**12) -> Found:
    if not isinstance(said, int) or isinstance(said, bool):
        yield path, "toml-needs-number", said, ""
    elif not least <= said <= most:
        yield path, "toml-between", said, f"{least} – {most}"


def _tick(path: str, said: Any) -> Found:
    if not isinstance(said, bool):
        yield path, "toml-needs-tick", said, ""


def _words(path: str, said: Any) -> Found:
    yield from _table(path, said, {"fr": _text, "en": _text}, ())


def _condition(path: str, said: Any) -> Found:
    checks = {"question": _code, "test": _one_of(*Test), "value": _text}
    yield from _table(path, said, checks, ("question", "test"))


def _choice(path: str, said: Any) -> Found:
    yield from _table(path, said, {"code": _code, "label": _words}, ("code",))


def _section(path: str, said: Any) -> Found:
    checks = {
        "code": _code,
        "title": _words,
        "intro": _words,
        "phases": _each(_one_of(*Phase)),
        "when": _each(_condition),
        "questions": _each(_question),
    }
    yield from _table(path, said, checks, ("code",))


def _question(path: str, said: Any) -> Found:
    checks: dict[str, Check] = {
        "code": _code,
        "kind": _one_of(*Kind),
        **dict.fromkeys(("label", "help", "example"), _words),
        **dict.fromkeys(("optional", "not_past", "internal", "identifies"), _tick),
        **dict.fromkeys(("minimum", "maximum"), _whole),
        "max_length": lambda at, length: _whole(at, length, 1, MOST_CHARACTERS),
        "bounded_by": _one_of(*BOUNDED_BY),
        "choices": _coded_each(_choice),
        "columns": _coded_each(_question),
        "total": _code,
        "when": _each(_condition),
        "criteria": _each(_text),
    }
    yield from _table(path, said, checks, ("code", "kind"))
