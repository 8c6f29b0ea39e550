"""A tree of TOML files becomes a `Catalogue`, strictly: every refusal at once, or the records."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reflexes.catalogue import Catalogue, Shelf, in_order
from reflexes.checking import check_together
from reflexes.conversion import structure
from reflexes.description import Description
from reflexes.errors import Refusal, RefusedError
from reflexes.fields import CODE_PATTERN
from reflexes.kinds import KINDS

DESCRIPTION_FILE = "catalogue.toml"


def read_catalogue(directory: Path) -> Catalogue:
    """The catalogue said by the files of `directory`, one folder a shelf, one file a record.

    Raises `RefusedError` with every refusal of every file, then of the records together.
    """
    refusals: list[Refusal] = []
    description = _kept(refusals, Description, directory / DESCRIPTION_FILE, directory)
    files = {name: _files(refusals, directory / name, directory) for name in KINDS}
    shelves = {name: _read_shelf(refusals, KINDS[name], files[name], directory) for name in KINDS}
    refusals += _strangers(directory)
    refusals += check_together(shelves, files)
    if refusals or description is None:
        raise RefusedError(sorted(refusals, key=lambda r: (r.file, r.path)))
    return Catalogue(
        describe=lambda: description,
        shelves={name: Shelf.of(name, in_order(records)) for name, records in shelves.items()},
    )


def _files(refusals: list[Refusal], folder: Path, directory: Path) -> dict[str, Path]:
    """The files of one shelf by code; a file whose name is no code is refused."""
    files: dict[str, Path] = {}
    for path in sorted(folder.glob("*.toml")):
        if re.fullmatch(CODE_PATTERN, path.stem):
            files[path.stem] = path
            continue
        refusals.append(
            Refusal(
                kind="bad-file-name",
                file=str(path.relative_to(directory)),
                met=path.stem,
                expected="la-relève-des-cadres → la-releve-des-cadres",
            )
        )
    return files


def _read_shelf(
    refusals: list[Refusal], kind: type[Any], files: dict[str, Path], directory: Path
) -> dict[str, Any]:
    read = {code: _kept(refusals, kind, path, directory) for code, path in files.items()}
    return {code: record for code, record in read.items() if record is not None}


def _kept(refusals: list[Refusal], kind: type[Any], path: Path, directory: Path) -> Any:
    """The record of one file, or None once its refusals are noted."""
    try:
        return _read_file(kind, path, str(path.relative_to(directory)))
    except RefusedError as error:
        refusals.extend(error.refusals)
        return None


def _read_file(kind: type[Any], path: Path, file: str) -> Any:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RefusedError([Refusal(kind="missing-file", file=file, expected=file)]) from None
    except UnicodeDecodeError as error:
        raise RefusedError(
            [Refusal(kind="not-utf-8", file=file, met=f"{error.start}", expected="UTF-8")]
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise RefusedError(
            [Refusal(kind="broken-toml", file=file, met=str(error), expected="TOML 1.0")]
        ) from None
    if kind is Description:
        return structure(kind, said, file=file)
    if "code" in said:
        raise RefusedError(
            [
                Refusal(
                    kind="code-inside",
                    file=file,
                    path="code",
                    met=str(said["code"]),
                    expected=path.stem,
                )
            ]
        )
    return structure(kind, {"code": path.stem, **said}, file=file)


def _strangers(directory: Path) -> Iterator[Refusal]:
    """Folders that are no shelf, files that stand on none."""
    if not directory.is_dir():
        return
    for path in sorted(directory.iterdir()):
        is_known = path.name in KINDS if path.is_dir() else path.name == DESCRIPTION_FILE
        if path.is_dir() and not is_known:
            yield Refusal(
                kind="unknown-shelf", file=path.name, met=path.name, expected=", ".join(KINDS)
            )
        elif path.suffix == ".toml" and not is_known:
            yield Refusal(
                kind="stray-file", file=path.name, met=path.name, expected=", ".join(KINDS)
            )
