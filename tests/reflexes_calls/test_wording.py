"""Every refusal that the code can raise has a sentence, and the facts that the sentence needs."""

import ast
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import reflexes
import reflexes_calls
from reflexes_calls.domain.errors import FieldRefusal, NotFound, Refused, TooLate
from reflexes_calls.wording import SENTENCES, sentence

pytestmark = pytest.mark.unit

SERVICE = Path(reflexes_calls.__file__).parent
SOURCES = (
    *sorted((SERVICE / "domain").glob("*.py")),
    *sorted((SERVICE / "actions").glob("*.py")),
    *sorted((SERVICE / "places").glob("*.py")),
    *sorted((SERVICE / "files").glob("*.py")),
    Path(reflexes.__file__).parent / "fields.py",
)
WITH_FACTS = frozenset({"Refused", "NotOpen", "NotAllowed", "Conflict", "FileRefused", "DeadLink"})
OF_A_FIELD = frozenset(
    {
        "FieldRefusal",
        "Finding",
        "LimitError",
        "PlaceError",
        "UnreadableError",
        "_check_bounds",
        "_fault",
    }
)
# The first is told as “missing”; no form counts the second.
# The third is the thing that `UnknownLink` was asked for, not a key.
NEVER_SHOWN = frozenset({"empty", "too-few", "link"})
KEY = re.compile(r"[a-z]+(?:-[a-z]+)*")


def calls() -> Iterator[tuple[ast.Call, str]]:
    """Each call written in the source, and where it stands."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield node, f"{path.name}:{node.lineno}"


def keys(part: ast.AST | None) -> Iterator[str]:
    """The words of a piece of source that look like the key of a refusal."""
    for one in ast.walk(part) if part else ():
        if isinstance(one, ast.Constant) and KEY.fullmatch(str(one.value)):
            yield str(one.value)


def raised() -> Iterator[tuple[str, frozenset[str], str]]:
    """Each key written in the source, the names of its facts, and where it stands."""
    for node, where in calls():
        name = ast.unparse(node.func)
        named = {one.arg: one.value for one in node.keywords if one.arg}
        if (name in WITH_FACTS or name == "super().__init__") and node.args:
            yield from ((kind, frozenset(named), where) for kind in keys(node.args[0]))
        if name in OF_A_FIELD:
            for part in (*node.args, named.get("kind")):
                yield from ((kind, frozenset({"met", "expected"}), where) for kind in keys(part))


# Labels and figures stand beside the keys: only what looks like a key is asked for a sentence.
RAISED = [one for one in raised() if one[0] not in NEVER_SHOWN]


def test_the_source_was_found() -> None:
    assert {"not-found", "too-late", "missing", "not-a-day", "too-large", "malformed"} <= {
        kind for kind, _, _ in RAISED
    }


@pytest.mark.parametrize(("kind", "facts", "where"), RAISED, ids=[f"{k} {w}" for k, _, w in RAISED])
def test_each_refusal_has_a_sentence_and_its_facts(
    kind: str, facts: frozenset[str], where: str
) -> None:
    assert kind in SENTENCES, where
    assert set(re.findall(r"%\((\w+)\)s", SENTENCES[kind])) <= facts, where


def written() -> Iterator[str]:
    """Each key written anywhere in the service but in the tables of sentences."""
    for path in SERVICE.rglob("*.py"):
        if path.name != "wording.py" and not path.name.startswith("sentences_of_"):
            yield from keys(ast.parse(path.read_text("utf-8")))


def test_no_sentence_is_left_without_a_refusal() -> None:
    assert set(SENTENCES) - {kind for kind, _, _ in RAISED} - set(written()) == set()


def test_a_sentence_is_told_in_the_reader_s_words() -> None:
    said = sentence(
        Refused("undecided", count=3), lambda text: text.replace("applications", "lots")
    )
    assert said == "3 lots are not decided yet. Decide them first."
    assert sentence(NotFound("call", "%(x)s"), str) == SENTENCES["not-found"]


def test_instants_are_told_in_paris_time_to_the_second() -> None:
    deadline = dt.datetime(2027, 1, 30, 16, 0, tzinfo=dt.UTC)
    assert "30/01/2027 17:00:00" in sentence(TooLate(deadline, deadline), str)


@pytest.mark.parametrize("typed", ["100 %", "%(met)s", "%s", "%"])
def test_what_was_typed_is_told_as_typed(typed: str) -> None:
    refusal = FieldRefusal(field="weeks", kind="not-a-number", met=typed, expected="12")
    assert f"“{typed}”" in sentence(refusal, str)


def test_amounts_are_told_in_euros_and_other_numbers_as_they_are() -> None:
    amount = FieldRefusal(field="budget", kind="too-large", met="1500050", expected="1500000")
    weeks = FieldRefusal(field="weeks", kind="too-large", met="53", expected="52")
    assert sentence(amount, str) == ("15\u202f000,50 € is too much: write 15\u202f000 € at most.")
    assert sentence(weeks, str) == "53 is too much: write 52 at most."
