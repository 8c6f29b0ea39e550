"""From a path such as ``poles[1].argument.fr`` to its line in a TOML file.

`tomllib` reads values and forgets where they stood. This walks a text that `tomllib` has already
accepted, and notes where each key, table and element begins; it is only asked when something is
refused, so that reading a good file costs nothing more.
"""

import itertools
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import NamedTuple

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
SPACES = re.compile(r"[ \t]*")
BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
STRINGS = {
    '"""': re.compile(r'"""[^"\\]*(?:(?:\\[\s\S]|"{1,2}(?!"))[^"\\]*)*"{3,5}'),
    "'''": re.compile(r"'''(?:'{0,2}[^'])*'{3,5}"),
    '"': re.compile(r'"(?:\\.|[^"\\\n])*"'),
    "'": re.compile(r"'[^'\n]*'"),
}
OTHER_VALUE = re.compile(r"[^,\]}#\n]*")
TOKEN = re.compile(
    r"#[^\n]*|" + "|".join(f"(?:{one.pattern})" for one in STRINGS.values()) + r"|[\[{\]}]"
)


class Place(NamedTuple):
    """Where something begins and ends in the text, in characters from 0."""

    start: int
    end: int


def line_of(text: str, path: str, passage: str = "") -> int:
    """The line, from 1, where `path` stands in `text`, a TOML document that `tomllib` accepts.

    What is missing is said to stand where the table that lacks it begins. When `passage` is found
    in the value, which may run over several lines, its own line is given.
    """
    return line_among(places(text), text, path, passage)


def line_among(found: Mapping[str, Place], text: str, path: str, passage: str = "") -> int:
    """The same as `line_of`, among the places of `text` once they are known."""
    while path and path not in found:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    start, end = found.get(path, Place(0, 0))
    within = text.find(passage, start, end) if passage else -1
    return line_at(text, within if within >= 0 else start)


def line_at(text: str, position: int) -> int:
    """The line, from 1, of the character at `position`."""
    return text.count("\n", 0, position) + 1


def line_deeper_than(text: str, levels: int) -> int:
    """The first line where brackets are nested deeper than `levels`; 1 when none is.

    The text need not be valid TOML.
    """
    depth = 0
    for token in TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        if depth > levels:
            return line_at(text, token.start())
    return 1


def places(text: str) -> dict[str, Place]:
    """Where each path of a valid TOML document stands."""
    return Walk(text).places


class Walk:
    """One walk through a valid document, from its first character to its last."""

    def __init__(self, text: str) -> None:
        """Walk the whole text."""
        self.text = text
        self.places: dict[str, Place] = {}
        self.counts: dict[str, int] = {}
        table = ""
        at = self._skip(BLANK, 0)
        while at < len(text):
            if text[at] == "[":
                table, at = self._header(at)
            else:
                at = self._pair(table, at)
            at = self._skip(BLANK, at)

    def _skip(self, what: re.Pattern[str], at: int) -> int:
        found = what.match(self.text, at)
        return found.end() if found else at

    def _note(self, path: str, start: int, end: int) -> None:
        # The first place counts: a table begins where it is first named.
        self.places.setdefault(path, Place(start, end))

    def _header(self, at: int) -> tuple[str, int]:
        """A line such as ``[table]`` or ``[[tables]]``: the path it opens, and where it ends."""
        is_many = self.text.startswith("[[", at)
        keys, end = self._keys(at + 1 + is_many)
        end += 1 + is_many
        path = ""
        for key in keys[:-1]:
            path = self._latest(_join(path, key))
            self._note(path, at, end)
        path = _join(path, keys[-1])
        if is_many:
            self._note(path, at, end)
            count = self.counts[path] = self.counts.get(path, -1) + 1
            path = f"{path}[{count}]"
        self._note(path, at, end)
        return path, end

    def _latest(self, path: str) -> str:
        """The last element of an array of tables, or the table itself."""
        return f"{path}[{self.counts[path]}]" if path in self.counts else path

    def _keys(self, at: int) -> tuple[list[str], int]:
        """The parts of a key, and where it ends, the spaces after it included."""
        keys = []
        while True:
            at = self._skip(SPACES, at)
            quote = self.text[at]
            if quote in "\"'":
                end = self._skip(STRINGS[quote], at)
                keys.append(tomllib.loads(f"key = {self.text[at:end]}")["key"])
            else:
                end = self._skip(BARE_KEY, at)
                keys.append(self.text[at:end])
            at = self._skip(SPACES, end)
            if self.text[at] != ".":
                return keys, at
            at += 1

    def _pair(self, table: str, at: int) -> int:
        """A key with its value; gives where the value ends."""
        keys, equals = self._keys(at)
        path = table
        paths = [path := _join(path, key) for key in keys]
        end = self._value(path, self._skip(SPACES, equals + 1))
        for one in paths:
            self._note(one, at, end)
        return end

    def _value(self, path: str, at: int) -> int:
        """Any value; gives where it ends."""
        if self.text[at] == "[":
            return self._array(path, at)
        if self.text[at] == "{":
            return self._inline(path, at)
        for quotes, pattern in STRINGS.items():
            if self.text.startswith(quotes, at):
                return self._skip(pattern, at)
        return self._skip(OTHER_VALUE, at)

    def _array(self, path: str, at: int) -> int:
        def element(count: int, start: int) -> int:
            end = self._value(f"{path}[{count}]", start)
            self._note(f"{path}[{count}]", start, end)
            return end

        return self._enclosed(at, "]", element)

    def _inline(self, path: str, at: int) -> int:
        return self._enclosed(at, "}", lambda _, start: self._pair(path, start))

    def _enclosed(self, at: int, closing: str, read: Callable[[int, int], int]) -> int:
        """What stands between brackets, each item by `read`; gives where the brackets end."""
        at = self._skip(BLANK, at + 1)
        for count in itertools.count():
            if self.text[at] == closing:
                break
            at = self._skip(BLANK, read(count, at))
            if self.text[at] == ",":
                at = self._skip(BLANK, at + 1)
        return at + 1


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
