"""A module's file, read strictly: every refusal at once, each with its line."""

import re
from pathlib import Path
from typing import Any

import attrs

from reflexes import editions
from reflexes.catalogue import Catalogue
from reflexes.conversion import plain, structure
from reflexes.errors import Refusal, RefusedError
from reflexes.fields import CODE_PATTERN
from reflexes.locating import line_among, places
from reflexes.opening import open_text, open_toml, toml_said
from reflexes.training.checking import check_module
from reflexes.training.mending import FILLER, mended
from reflexes.training.module import CODE_LENGTH, Module

NOWHERE = Path("/nowhere")
"""A folder that holds nothing, for a module that came alone."""
SUMS = ("minutes-do-not-add-up", "length-out-of-bounds", "no-break")


@attrs.frozen(kw_only=True)
class Read:
    """A module that may be built, and the edition that it was made from."""

    module: Module
    catalogue: Catalogue


def read_module(path: Path, catalogue: Catalogue | None = None) -> Read:
    """The module said by the file at `path`, checked against the edition that it pins.

    With a `catalogue` it is checked against that one. Raises `RefusedError` with every refusal.
    """
    file = path.name
    said = open_toml(path, file)
    text = open_text(path, file)
    code = path.stem
    refusals = _named(code, file)
    # A bad name is told once, as the file's.
    named = {"code": FILLER if refusals else code, **said}
    module, known = _checked(named, refusals, file, path.parent, catalogue)
    if refusals or module is None or known is None:
        raise RefusedError(_with_lines(refusals, text))
    return Read(module=module, catalogue=known)


def read_text(text: str, code: str, *, file: str) -> Read:
    """The module that a TOML text says, under the code that is its own already.

    Nothing stands beside it: a picture or a font of its own is refused. Raises `RefusedError` with
    every refusal, each with its line; they name the text `file`.
    """
    said = {**toml_said(text, file), "code": code}
    refusals: list[Refusal] = []
    module, known = _checked(said, refusals, file, NOWHERE)
    if refusals or module is None or known is None:
        raise RefusedError(_with_lines(refusals, text))
    return Read(module=module, catalogue=known)


def _checked(
    said: dict[str, Any],
    refusals: list[Refusal],
    file: str,
    folder: Path,
    catalogue: Catalogue | None = None,
) -> tuple[Module | None, Catalogue | None]:
    """The module and the edition it is checked against; what is wrong goes to `refusals`."""
    module, broken = _structured(said, file)
    refusals += broken
    known = catalogue or _pinned(refusals, module, said, file)
    if module is not None and known is not None:
        found = check_module(module, known, file=file, folder=folder)
        refusals += [one for one in found if _stands(one, broken)]
    return module, known


def module_of(said: dict[str, Any], *, file: str = "") -> Module:
    """The module that plain data (JSON) says; raises `RefusedError` when it is no module."""
    return structure(Module, said, file=file)


def plain_module(module: Module) -> dict[str, Any]:
    """The plain data of a module, for JSON."""
    return plain(module)


def _named(code: str, file: str) -> list[Refusal]:
    if not re.fullmatch(CODE_PATTERN, code) or len(code) > CODE_LENGTH:
        return [Refusal("bad-file-name", file=file, met=code, expected=CODE_PATTERN)]
    return []


def _structured(said: dict[str, Any], file: str) -> tuple[Module | None, list[Refusal]]:
    """The module; or one whose broken places were filled, so that all the rest is checked too."""
    try:
        return structure(Module, said, file=file), []
    except RefusedError as error:
        broken = list(error.refusals)
    filled = mended(Module, said)
    try:
        return structure(Module, filled, file=file), broken
    except RefusedError:
        return None, broken


def _stands(refusal: Refusal, broken: list[Refusal]) -> bool:
    """Whether a refusal says something when other places could not even be read."""
    if refusal.kind in SUMS:
        return not broken
    return all(refusal.path != one.path for one in broken)


def _pinned(
    refusals: list[Refusal], module: Module | None, said: dict[str, Any], file: str
) -> Catalogue | None:
    edition = said.get("edition")
    if module is None or not isinstance(edition, str):
        return None
    if edition not in editions.names():
        expected = ", ".join(editions.names())
        refusals.append(
            Refusal("unknown-edition", file=file, path="edition", met=edition, expected=expected)
        )
        return None
    # Not by `load`, which would take a folder of that name for the edition.
    return editions.load_edition(edition, editions.EDITIONS)


def _with_lines(refusals: list[Refusal], text: str) -> list[Refusal]:
    found = places(text)
    placed = [one._replace(line=line_among(found, text, one.path)) for one in refusals]
    return sorted(placed, key=lambda one: one.line)
