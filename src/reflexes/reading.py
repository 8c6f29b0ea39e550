"""A tree of TOML files becomes a `Catalogue`, strictly: every refusal at once, or the records."""

import os
import re
import tomllib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from reflexes.catalogue import Catalogue, Shelf, in_order
from reflexes.checking import check_together
from reflexes.conversion import structure
from reflexes.description import Description
from reflexes.errors import Refusal, RefusedError
from reflexes.fields import CODE_PATTERN
from reflexes.kinds import KINDS
from reflexes.locating import line_among, places
from reflexes.offering import Neighbours
from reflexes.opening import open_text, open_toml

DESCRIPTION_FILE = "catalogue.toml"
EXTENSION = ".toml"
NOT_SHELVES = frozenset({"editions", "__pycache__"})
"""The folders that may stand beside the shelves: the editions cut from them, what Python leaves."""
QUOTING = frozenset({"personal-data", "several-lines"})
"""The kinds whose `met` is a passage of the text, to be found on its own line."""


def read_catalogue(directory: Path, neighbours: Neighbours | None = None) -> Catalogue:
    """The catalogue said by the files of `directory`, one folder a shelf, one file a record.

    Its records may point to those of `neighbours`, the catalogues at hand unless others are said.
    Files that begin with a dot, and those that are not TOML, are left alone. Raises `RefusedError`
    with every refusal of every file, then of the records together; nothing else is ever raised.
    """
    refusals: list[Refusal] = []
    description = _kept(refusals, Description, directory / DESCRIPTION_FILE, DESCRIPTION_FILE)
    files = {name: _files(refusals, directory / name) for name in KINDS}
    shelves = {name: _read_shelf(refusals, name, files[name]) for name in KINDS}
    refusals += _strangers(directory)
    refusals += check_together(shelves, files, description, neighbours or Neighbours())
    if refusals or description is None:
        placed = _placed(refusals, directory)
        raise RefusedError(sorted(placed, key=lambda r: (r.file, r.line, r.path)))
    return Catalogue(
        describe=lambda: description,
        shelves={name: Shelf.of(name, in_order(records)) for name, records in shelves.items()},
    )


def _files(refusals: list[Refusal], folder: Path) -> dict[str, Path]:
    """The files of one shelf by code; what looks like a record and would not be read is refused."""
    files: dict[str, Path] = {}
    for path in _inside(refusals, folder, folder.name):
        file = _writable(f"{folder.name}/{path.name}")
        if path.suffix == EXTENSION and re.fullmatch(CODE_PATTERN, path.stem):
            files[path.stem] = path
        elif path.suffix == EXTENSION:
            expected = "la-relève-des-cadres → la-releve-des-cadres"
            refusals.append(
                Refusal(kind="bad-file-name", file=file, met=path.stem, expected=expected)
            )
        elif path.suffix.lower() == EXTENSION:
            refusals.append(
                Refusal(kind="wrong-extension", file=file, met=path.suffix, expected=EXTENSION)
            )
        elif _is_folder(path):
            refusals.append(
                Refusal(kind="nested-folder", file=file, met=path.name, expected=folder.name)
            )
    return files


def _inside(refusals: list[Refusal], folder: Path, file: str) -> list[Path]:
    """What a folder holds, in order, hidden files left out; none when there is no such folder."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except FileNotFoundError:
        if folder.is_symlink():
            refusals.append(Refusal(kind="unreadable-file", file=file, met="broken link"))
    except NotADirectoryError:
        refusals.append(Refusal(kind="not-a-folder", file=file, met=folder.name, expected="folder"))
    except OSError as error:
        met = error.strerror or type(error).__name__
        refusals.append(Refusal(kind="unreadable-file", file=file, met=met))
    return []


def _is_folder(path: Path) -> bool:
    # Path.is_dir raises what a folder without permission says.
    return os.path.isdir(path)  # noqa: PTH112 - see above


def _writable(name: str) -> str:
    """A file's name as text that can always be written, whatever bytes it is made of."""
    return os.fsencode(name).decode(errors="backslashreplace")


def _read_shelf(refusals: list[Refusal], name: str, files: dict[str, Path]) -> dict[str, Any]:
    kind = KINDS[name]
    read = {code: _kept(refusals, kind, files[code], f"{name}/{code}.toml") for code in files}
    return {code: record for code, record in read.items() if record is not None}


def _kept(refusals: list[Refusal], kind: type[Any], path: Path, file: str) -> Any:
    """The record of one file, or None once its refusals are noted."""
    try:
        return _read_file(kind, path, file)
    except RefusedError as error:
        refusals.extend(error.refusals)
        return None


def _read_file(kind: type[Any], path: Path, file: str) -> Any:
    said = open_toml(path, file)
    if kind is Description:
        return structure(kind, said, file=file)
    if "code" in said:
        met = said["code"] if isinstance(said["code"], str) else "…"
        refusal = Refusal(kind="code-inside", file=file, path="code", met=met, expected=path.stem)
        raise RefusedError([refusal])
    return structure(kind, {"code": path.stem, **said}, file=file)


def _strangers(directory: Path) -> Iterator[Refusal]:
    """Folders that are no shelf, files that stand on none."""
    refusals: list[Refusal] = []
    for path in _inside(refusals, directory, "."):
        file, shelves = _writable(path.name), ", ".join(KINDS)
        if path.name in KINDS or path.name == DESCRIPTION_FILE or path.name in NOT_SHELVES:
            continue
        if _is_folder(path):
            yield Refusal(kind="unknown-shelf", file=file, met=path.name, expected=shelves)
        elif path.suffix == EXTENSION:
            yield Refusal(kind="stray-file", file=file, met=path.name, expected=shelves)
        elif path.suffix.lower() == EXTENSION:
            yield Refusal(kind="wrong-extension", file=file, met=path.suffix, expected=EXTENSION)
    yield from refusals


def _placed(refusals: list[Refusal], directory: Path) -> Iterator[Refusal]:
    """The refusals with their lines, in words that no terminal takes for commands."""
    in_order_of_files = sorted(refusals, key=lambda r: r.file)
    for file, of_file in groupby(in_order_of_files, lambda r: r.file):
        waiting = list(of_file)
        text = _text(directory / file, file) if any(r.path for r in waiting) else None
        found = places(text or "")
        for refusal in waiting:
            line = refusal.line
            if text is not None and refusal.path and not line:
                passage = refusal.met if refusal.kind in QUOTING else ""
                line = line_among(found, text, refusal.path, passage)
            yield refusal._replace(
                line=line,
                file=_printable(refusal.file),
                path=_printable(refusal.path),
                met=_printable(refusal.met),
                expected=_printable(refusal.expected),
            )


def _text(path: Path, file: str) -> str | None:
    """The text of a file that was read a moment ago, or None if it has changed since."""
    try:
        text = open_text(path, file)
        tomllib.loads(text)
    except (RefusedError, ValueError, RecursionError):
        return None
    return text


def _printable(said: str) -> str:
    """The same without the characters that a terminal obeys."""
    return "".join(
        letter if letter.isprintable() or letter in "\u00a0\u202f" else f"\\u{ord(letter):04x}"
        for letter in said
    )
