"""A new inquiry: an empty, valid, documented catalogue, made whole or not at all."""

import datetime as dt
import os
import re
import secrets
import shutil
import unicodedata
from pathlib import Path

import attrs

from reflexes import offering
from reflexes.conversion import structure
from reflexes.description import Description
from reflexes.editions import load
from reflexes.errors import SpokenError
from reflexes.fields import CODE_PATTERN
from reflexes.inquiry.explaining import readme
from reflexes.inquiry.sampling import SAMPLE_FILE, sample
from reflexes.kinds import KINDS
from reflexes.writing import to_toml

LICENCE = "etalab-2.0"
"""The licence written in the description; whoever publishes may write another."""
LEFT_ALONE = frozenset({".git"})
"""What a folder may already hold and still be called empty."""

WORDS = {
    "not-empty": "The folder %(path)s is not empty (%(met)s). Choose another, or empty it.",
    "not-a-folder": "%(path)s is not a folder. Choose another name.",
    "no-name": "The name of the folder, “%(met)s”, gives no name to the catalogue. Say --name with "
    "lower-case letters without accents, figures and hyphens.",
    "taken": "“%(name)s” is already the name of a catalogue at hand: the codes of the two could "
    "not be told apart. Say another --name.",
    "disk": "Nothing was made in %(path)s: %(why)s.",
}
"""What is said when no catalogue is made, as message ids."""


class InquiryError(SpokenError):
    """A catalogue cannot be made there, or under that name; nothing was written."""


@attrs.frozen(kw_only=True)
class Made:
    """A catalogue that was just made: its folder, its name and its files, as relative paths."""

    directory: Path
    name: str
    files: tuple[str, ...]


def make(
    directory: Path,
    *,
    name: str = "",
    title: str = "",
    title_en: str = "",
    started_on: dt.date | None = None,
) -> Made:
    """Make an empty catalogue in `directory`, which must be new or empty.

    Args:
        directory: where the files go.
        name: the catalogue's short name, by which others point to it; the folder's by default.
        title: its title in French; the name by default.
        title_en: its title in English; the French one by default.
        started_on: the day on which it is begun; today by default.

    Raises `InquiryError` when the folder or the name will not do, `RefusedError` when the title
    will not. In either case nothing is left behind.
    """
    directory = Path(os.path.abspath(directory))  # noqa: PTH100 - a link to a folder stays one
    _check_free(directory)
    name = name or _name_from(directory.name)
    if re.fullmatch(CODE_PATTERN, name) and name in offering.names():
        raise InquiryError(WORDS["taken"], name=name)
    day = started_on or dt.datetime.now().astimezone().date()
    titles = {"fr": title or name, "en": title_en or title or name}
    files = {
        "catalogue.toml": _description(name, titles, day),
        "README.md": readme(name, titles, day),
        **{f"{shelf}/{SAMPLE_FILE}": sample(shelf, day) for shelf in KINDS},
    }
    try:
        _place(files, directory)
    except OSError as error:
        why = error.strerror or str(error)
        raise InquiryError(WORDS["disk"], path=directory, why=why) from error
    return Made(directory=directory, name=name, files=tuple(files))


def _check_free(directory: Path) -> None:
    if not os.path.lexists(directory):
        return
    if not directory.is_dir():
        raise InquiryError(WORDS["not-a-folder"], path=directory)
    try:
        met = sorted({path.name for path in directory.iterdir()} - LEFT_ALONE)
    except OSError as error:
        raise InquiryError(WORDS["disk"], path=directory, why=error.strerror) from error
    if met:
        said = ", ".join(met[:3]) + ("…" if len(met) > 3 else "")  # noqa: PLR2004 - three are enough
        raise InquiryError(WORDS["not-empty"], path=directory, met=said)


def _name_from(folder: str) -> str:
    """The name of a folder as a code: `Enquête Inondation` gives `enquete-inondation`."""
    ascii_alone = unicodedata.normalize("NFKD", folder).encode("ascii", "ignore").decode()
    name = "-".join(re.findall(r"[a-z0-9]+", ascii_alone.lower()))
    if not name:
        raise InquiryError(WORDS["no-name"], met=folder)
    return name


def _description(name: str, titles: dict[str, str], day: dt.date) -> str:
    said = {
        "name": name,
        "title": {**titles, "says": "ours"},
        "licence": LICENCE,
        "started_on": day,
        "description": {
            "fr": "À écrire : ce que cette enquête cherche, où, quand et auprès de qui.",
            "en": "To be written: what this inquiry looks for, where, when and among whom.",
            "says": "ours",
        },
    }
    return to_toml(structure(Description, said, file="catalogue.toml"))


def _place(files: dict[str, str], directory: Path) -> None:
    """Write the files beside their place, read them as a catalogue, then put them there."""
    is_new = not directory.exists()
    home = directory.parent if is_new else directory
    home.mkdir(parents=True, exist_ok=True)
    draft = home / f".reflexes-new-{secrets.token_hex(6)}"
    try:
        draft.mkdir()
        for name, content in files.items():
            path = draft / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="\n")
        load(draft)
        if is_new:
            draft.rename(directory)
        else:
            _move_inside(draft, directory)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _move_inside(draft: Path, directory: Path) -> None:
    """Move what `draft` holds into `directory`, which someone may be standing in."""
    moved: list[Path] = []
    try:
        for path in sorted(draft.iterdir()):
            path.rename(directory / path.name)
            moved.append(directory / path.name)
    except BaseException:
        for path in moved:
            path.rename(draft / path.name)
        raise
