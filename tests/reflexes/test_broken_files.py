"""Whatever is done to the shipped files, the reader gives a catalogue or says where it is wrong."""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

import reflexes
from reflexes import editions
from reflexes.errors import Refusal
from reflexes.links import pointers
from reflexes.refusals import CODES, UNLISTED
from reflexes.wording import sentence, translator

LANGUAGES = [translator("fr"), translator("en")]
HOSTILE = {
    "nul": b"\x00",
    "no utf-8": b"\xff",
    "return": b"\r",
    "line end of Windows": b"\r\n",
    "byte order mark": b"\xef\xbb\xbf",
    "quotes": b'"""',
    "apostrophes": b"'''",
    "lists": b"[" * 3000,
    "tables": b"{a=" * 3000,
    "value": b"= [[1]]\n",
    "poles": b"\n[[poles]]\n",
    "title": b"\n[title]\n",
    "dotted": b"\na.b.c.d = 1\n",
    "moment": b"\nx = 1979-05-27T07:32:00.5-07:00\n",
    "long": b"\nrank = 99999999999999999999\n",
    "hexadecimal": b"\nrank = 0x" + b"f" * 5000 + b"\n",
    "longer": b"\nrank = " + b"7" * 5000 + b"\n",
    "infinite": b"\nrank = inf\n",
    "hidden": "\u202e\u0007".encode(),
    "escapes": rb"\u0000\u001b",
    "utf-16": "é".encode("utf-16"),
}
OTHER_VALUES = st.one_of(
    st.none().map(lambda _: {}),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["ours", "fr", "2020-13", "https://", "[[", "a\nb", " ", "un-code", "\u2067"]),
    st.dates(),
    st.datetimes(timezones=st.just(dt.UTC)),
    st.times(),
    st.lists(st.integers() | st.text(max_size=3), max_size=3),
    st.dictionaries(st.sampled_from(["fr", "en", "says", "zzz", ""]), st.text(max_size=3)),
)
PLACES = st.floats(0, 1, exclude_max=True)
FAULTS = st.lists(
    st.tuples(
        PLACES,
        st.one_of(
            st.tuples(st.just("flip"), PLACES, st.integers(0, 255)),
            st.tuples(st.just("insert"), PLACES, st.sampled_from([*HOSTILE])),
            st.tuples(st.just("cut"), PLACES, st.integers(1, 400)),
            st.tuples(st.just("drop line"), PLACES, st.none()),
            st.tuples(st.just("double line"), PLACES, st.none()),
            st.tuples(st.just("swap lines"), PLACES, PLACES),
            st.tuples(
                st.just("rename key"), PLACES, st.sampled_from(["fr", "zzz", "sayz", "code"])
            ),
            st.tuples(st.just("other value"), PLACES, OTHER_VALUES),
        ),
    ),
    min_size=1,
    max_size=3,
)


@pytest.fixture(scope="module")
def shipped_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree of some shipped files of every shelf, whose links hold."""
    shipped = reflexes.load(editions.TREE)
    codes: set[str] = set()
    for first in ("cergy-espace-de-dialogue", "tests-non-tenus", "robustesse", "acces-aux-droits"):
        _follow(shipped, first, codes)
    for shelf in ("orientations", "disagreements", "observations"):
        _follow(shipped, shipped.shelf(shelf).codes[0], codes)
    for pointer in pointers(shipped.description):
        _follow(shipped, pointer.code, codes)
    root = tmp_path_factory.mktemp("shipped")
    names = ["catalogue.toml", *sorted(f"{shipped.shelf_of(code)}/{code}.toml" for code in codes)]
    files = {name: (editions.TREE / name).read_bytes() for name in names}
    _write(root, files)
    assert {*map(len, map(reflexes.load(root).shelf, shipped.shelves))} > {1}
    return root


def _follow(catalogue: reflexes.Catalogue, code: str, codes: set[str]) -> None:
    if code not in codes:
        codes.add(code)
        for pointer in pointers(catalogue[code]):
            _follow(catalogue, pointer.code, codes)


def _write(root: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


# An example takes some 20 ms; the deadline is there to catch what would never end.
@settings(max_examples=200, deadline=dt.timedelta(seconds=10))
@given(faults=FAULTS)
def test_broken_files_are_refused_with_their_place(
    shipped_files: Path, tmp_path_factory: pytest.TempPathFactory, faults: list[Any]
) -> None:
    root = tmp_path_factory.getbasetemp() / "broken"
    root.mkdir(exist_ok=True)
    broken = {
        path.relative_to(shipped_files).as_posix(): path.read_bytes()
        for path in sorted(shipped_files.rglob("*.toml"))
    }
    for where, fault in faults:
        name = list(broken)[int(where * len(broken))]
        broken[name] = _broken(broken[name], *fault)
    _write(root, broken)
    refusals: tuple[Refusal, ...] = ()
    try:
        assert isinstance(reflexes.load(root), reflexes.Catalogue)
    except reflexes.RefusedError as error:
        refusals = error.refusals or (Refusal(kind="a refusal that says nothing"),)
    for refusal in refusals:
        _assert_told(refusal, root)


def _assert_told(refusal: Refusal, root: Path) -> None:
    assert refusal.code in {*CODES.values()} - {UNLISTED, CODES["refused"]}, refusal
    content = (root / refusal.file).read_bytes()
    lines = content.count(b"\n") + (not content.endswith(b"\n"))
    assert 0 <= refusal.line <= max(lines, 1), refusal
    assert refusal.line or not refusal.path, refusal
    for translate in LANGUAGES:
        assert sentence(refusal, translate).strip()


def _broken(content: bytes, fault: str, where: float, what: Any) -> bytes:
    at = int(where * len(content))
    if fault == "flip":
        return content[:at] + bytes([what]) + content[at + 1 :]
    if fault == "insert":
        return content[:at] + HOSTILE[what] + content[at:]
    if fault == "cut":
        return content[:at] + content[at + what :]
    if fault == "other value":
        return _with_other_value(content, where, what)
    lines = content.split(b"\n")
    line = int(where * len(lines))
    if fault == "drop line":
        del lines[line]
    elif fault == "double line":
        lines.insert(line, lines[line])
    elif fault == "swap lines":
        other = int(what * len(lines))
        lines[line], lines[other] = lines[other], lines[line]
    elif b"=" in lines[line]:
        lines[line] = what.encode() + b" =" + lines[line].partition(b"=")[2]
    return b"\n".join(lines)


def _with_other_value(content: bytes, where: float, what: Any) -> bytes:
    """The same file with one of its values, of any depth, replaced; if it can still be read."""
    try:
        said = tomllib.loads(content.decode())
    except (ValueError, RecursionError):
        return content
    holders = list(_holders(said))
    if holders:
        holder, key = holders[int(where * len(holders))]
        holder[key] = what
    return tomli_w.dumps(said).encode(errors="surrogatepass")


def _holders(said: Any) -> Iterator[tuple[Any, Any]]:
    items = said.items() if isinstance(said, dict) else enumerate(said)
    for key, value in items:
        yield said, key
        if isinstance(value, dict | list):
            yield from _holders(value)
