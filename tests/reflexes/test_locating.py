"""Each path of a TOML document is found on the line where it stands."""

import itertools
import json
import re
import tomllib
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from reflexes import editions
from reflexes.locating import line_deeper_than, line_of, places

WRITTEN_BY_HAND = '''# a comment with "quotes' and [brackets]
rank = 1 # one
title = { fr = "Un titre", en = 'A title', sources = ["a", "b"] }
place.town.name = "dotted"
"quoted.key" = "q"
'literal key' = 1
"caf\\u00e9" = "escaped"
when = 1979-05-27 07:32:00 # a day with a space
prose = """\\
  first "" line \\""" still,
second""""
literal = \'\'\'
c:\\no escape 'quoted' # no comment
end''\'\'\'
list = [ # of two
  "one", # [not here]

  { deep = [1,
     { er = "here" }] }, # a comma after the last
]

[a.b]
x = 1

[a]
y = 2

[[poles]]
name = "first"
argument = { fr = "A" }

[[poles]]
name = "second"
  [poles.argument]
  fr = "B"
  [[poles.deep]]
  leaf = 1
  [[poles.deep]]
  leaf = 2

[ spaced . "key.s" ]
z = []
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("rank", 2),
        ("title.sources[1]", 3),
        ("place", 4),
        ("place.town.name", 4),
        ("quoted.key", 5),
        ("literal key", 6),
        ("café", 7),
        ("when", 8),
        ("prose", 9),
        ("literal", 12),
        ("list[0]", 16),
        ("list[1]", 18),
        ("list[1].deep[0]", 18),
        ("list[1].deep[1].er", 19),
        ("a.b.x", 23),
        ("a.y", 26),
        ("poles", 28),
        ("poles[0]", 28),
        ("poles[0].argument.fr", 30),
        ("poles[1]", 32),
        ("poles[1].argument", 34),
        ("poles[1].argument.fr", 35),
        ("poles[1].deep[0].leaf", 37),
        ("poles[1].deep[1].leaf", 39),
        ("spaced.key.s.z", 42),
        ("poles[1].argument.en", 34),
        ("poles[0].missing[3].deeper", 28),
        ("missing", 1),
        ("", 1),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_locating_every_way_of_writing(path: str, line: int, end: str) -> None:
    text = WRITTEN_BY_HAND.replace("\n", end)
    tomllib.loads(text)

    assert line_of(text, path) == line


def test_locating_a_passage_of_a_text_of_several_lines() -> None:
    text = 'a = "x"\nprose = """one\ntwo\nthree"""\nlater = "two"\n'

    assert line_of(text, "prose", "two") == 3
    assert line_of(text, "prose", "absent") == 2
    assert line_of(text, "later", "two") == 5


def test_locating_where_it_grows_too_deep() -> None:
    assert line_deeper_than('a = "[[[["\nb = [[1], # [[\n[[2]]]', 2) == 3
    assert line_deeper_than("a = [[1]]", 2) == 1


def leaves(value: Any, path: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        steps = [(f"{path}.{key}" if path else key, one) for key, one in value.items()]
    elif isinstance(value, list):
        steps = [(f"{path}[{place}]", one) for place, one in enumerate(value)]
    else:
        return [(path, value)]
    return [leaf for step, one in steps for leaf in leaves(one, step)]


# Keys without dot nor bracket, and not empty: with those, two places may share a path.
KEYS = st.text(st.characters(codec="utf-8", exclude_characters=".[]"), min_size=1, max_size=6)
TEXTS = st.text(st.sampled_from("aé \"'\\#[]{},=\n\t."), max_size=12)
TREES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


DOCUMENTS = st.dictionaries(KEYS, TREES, min_size=1, max_size=5)


@given(DOCUMENTS, st.booleans())
def test_locating_each_leaf_of_what_is_written_by_program(
    tree: dict[str, Any], multiline: bool
) -> None:
    marked = _marked(tree, itertools.count())

    _assert_each_leaf_is_found(marked, tomli_w.dumps(marked, multiline_strings=multiline))


@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_locating_each_leaf_of_what_is_styled_by_hand(tree: dict[str, Any], rng: Random) -> None:
    marked = _marked(tree, itertools.count())
    text = "".join(_styled(marked, rng))
    assert tomllib.loads(text) == marked

    _assert_each_leaf_is_found(marked, text)


def _assert_each_leaf_is_found(tree: dict[str, Any], text: str) -> None:
    lines = text.split("\n")
    found = places(text)
    for path, value in leaves(tree):
        line = line_of(text, path)
        # A long text may open its quotes on the line before its marker.
        shown = "".join(lines[line - 1 : line + lines[line - 1].endswith('"""')])
        assert path in found
        assert value.split(":", 1)[0] + ":" in shown, (text, path, line)


def _marked(value: Any, numbers: Iterator[int]) -> Any:
    if isinstance(value, dict):
        return {key: _marked(one, numbers) for key, one in value.items()}
    if isinstance(value, list):
        return [_marked(one, numbers) for one in value]
    return f"marker{next(numbers)}:{value}"


def _styled(table: dict[str, Any], rng: Random) -> Iterator[str]:
    """The document of a table, each value in a style drawn at random, tables at the end."""
    tables = {k: v for k, v in table.items() if isinstance(v, dict) and v and rng.random() < 0.4}
    for key, value in table.items():
        if key not in tables:
            yield rng.choice(["", "\n", "  ", "# said = [ 'no\n"])
            yield from _pair(_key(key, rng), value, rng)
    for key, inner in tables.items():
        yield f"[ {_key(key, rng)} ] # a table\n"
        for name, value in inner.items():
            yield from _pair(_key(name, rng), value, rng)


def _pair(key: str, value: Any, rng: Random) -> Iterator[str]:
    """One key on its line; or, for a table, one line for each dotted key."""
    if isinstance(value, dict) and value and rng.random() < 0.5:
        for name, one in value.items():
            yield from _pair(f"{key} . {_key(name, rng)}", one, rng)
        return
    yield f"{key} = {_inline(value, rng, may_break=True)}\n"


def _inline(value: Any, rng: Random, *, may_break: bool) -> str:
    if isinstance(value, dict):
        pairs = (f"{_key(k, rng)}={_inline(v, rng, may_break=False)}" for k, v in value.items())
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, list):
        between = rng.choice([",", " ,\n", ", # ]\n\n"]) if may_break else ","
        return (
            "[" + "".join(f"{_inline(v, rng, may_break=may_break)}{between}" for v in value) + "]"
        )
    return _string(value, rng)


def _string(value: str, rng: Random) -> str:
    basic = json.dumps(value, ensure_ascii=rng.random() < 0.5)
    styles = [basic, f'""{basic}""']
    if "'" not in value:
        styles += [f"'''{value}'''"] + ([f"'{value}'"] if "\n" not in value else [])
    return rng.choice(styles)


def _key(key: str, rng: Random) -> str:
    if re.fullmatch(r"[A-Za-z0-9_-]+", key) and rng.random() < 0.7:
        return key
    return '"' + "".join(f"\\U{ord(letter):08x}" for letter in key) + '"'


def test_locating_every_leaf_of_the_shipped_files() -> None:
    for path in editions.TREE.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        lines = text.split("\n")
        for where, value in leaves(tomllib.loads(text)):
            line = line_of(text, where)
            begins = str(value).split("\n", 1)[0]
            shown = "\n".join(lines[line - 1 : line + 1]).replace('\\"', '"')
            assert begins in shown, (path, where, line)
