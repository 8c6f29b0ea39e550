"""Every word of the library has its French."""

import ast
import gettext
from enum import StrEnum
from pathlib import Path

import attrs

import reflexes
from reflexes.description import Description
from reflexes.fields import spec_of
from reflexes.kinds import KINDS
from reflexes.links import parts
from reflexes.telling import SAID_BY
from reflexes.wording import EXPECTED, LOCALE, REFUSALS


def words() -> set[str]:
    """Every message id that the library may say."""
    found = {*REFUSALS.values(), *EXPECTED.values(), *SAID_BY.values()}
    waiting: list[type] = [*KINDS.values(), Description]
    seen: set[type] = set()
    while waiting:
        kind = waiting.pop()
        if kind in seen:
            continue
        seen.add(kind)
        for attribute in attrs.fields(kind):
            spec = spec_of(attribute)
            assert spec is not None, (kind, attribute.name)
            found.add(spec.label)
            for inner in getattr(attribute.type, "__args__", (attribute.type,)):
                if isinstance(inner, type) and issubclass(inner, StrEnum):
                    found |= {member.value for member in inner}
                elif isinstance(inner, type) and attrs.has(inner):
                    waiting.append(inner)
    return found


def test_every_word_is_translated() -> None:
    # The catalogue of words has no public way to be listed.
    said = vars(gettext.translation("reflexes", LOCALE, ["fr"]))["_catalog"]

    assert words() - set(said) == set()
    assert [word for word in words() if not said[word]] == []


def spoken() -> set[str]:
    """Every message id that the code says by a call to `translate`."""
    found = set()
    for file in Path(reflexes.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("translate"):
                said = node.args[0] if node.args else None
                if isinstance(said, ast.Constant) and isinstance(said.value, str):
                    found.add(said.value)
    return found


def test_every_sentence_of_the_commands_is_translated() -> None:
    said = vars(gettext.translation("reflexes", LOCALE, ["fr"]))["_catalog"]

    assert "Nothing differs." in spoken()
    assert {words for words in spoken() if words and not said.get(words)} == set()


def test_parts_are_found_with_their_paths() -> None:
    paths = {path for path, _ in parts(reflexes.load().controversies["pilotage"])}
    assert {"title", "debate", "poles[0]", "poles[1].argument"} <= paths
