"""A new inquiry: an empty, valid, documented catalogue, made whole or not at all."""

import datetime as dt
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import attrs

from reflexes import offering
from reflexes.checking.proofreading import proofread
from reflexes.conversion import structure
from reflexes.description import Description
from reflexes.editions import load
from reflexes.errors import Refusal, RefusedError, SpokenError
from reflexes.fields import shortened
from reflexes.inquiry.explaining import readme
from reflexes.inquiry.sampling import SAMPLE_FILE, sample
from reflexes.kinds import KINDS
from reflexes.writing import to_toml

LICENCE = "etalab-2.0"
"""The licence written in the description; whoever publishes may write another."""
LEFT_ALONE = frozenset({".git"})
"""What a folder may already hold and still be called empty."""
DESCRIPTION = "catalogue.toml"
NAMED = 3
"""How many of the files in the way are named."""
EXAMPLE = "mon-enquete"

DISK = "Nothing was made in %(path)s: %(why)s."


class InquiryError(SpokenError):
    """The disk refuses; nothing was left there."""


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

    Raises `RefusedError` with all that will not do (the folder, the name, the titles), and
    `InquiryError` when the disk refuses. In either case nothing is left behind.
    """
    directory = Path(os.path.abspath(directory))  # noqa: PTH100 - a link to a folder stays one
    name = name or as_code(directory.name)
    day = started_on or dt.datetime.now().astimezone().date()
    titles = {"fr": title or name or EXAMPLE, "en": title_en or title or name or EXAMPLE}
    refusals = [*_folder_refused(directory), *_name_refused(name, directory.name)]
    try:
        # A name that is refused is told once, by its own rule.
        description = _description(EXAMPLE if _is_no_code(name) else name, titles, day)
    except RefusedError as error:
        # What was taken from elsewhere is told where it was said.
        given = {"title.fr": title, "title.en": title_en}
        refusals += [refusal for refusal in error.refusals if given.get(refusal.path, "name")]
    if refusals:
        raise RefusedError(refusals)
    files = {
        DESCRIPTION: description,
        "README.md": readme(name, titles, day),
        **{f"{shelf}/{SAMPLE_FILE}": sample(shelf, day) for shelf in KINDS},
    }
    try:
        _place(files, directory)
    except OSError as error:
        why = error.strerror or str(error)
        raise InquiryError(DISK, path=directory, why=why) from error
    return Made(directory=directory, name=name, files=tuple(files))


def as_code(words: str) -> str:
    """Words as a code: `Enquête Inondation` gives `enquete-inondation`, `…` the empty string."""
    ascii_alone = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_alone.lower()))


def _folder_refused(directory: Path) -> Iterator[Refusal]:
    """A refusal when something stands there already."""
    file = _printable(str(directory))
    if not os.path.lexists(directory):
        return
    try:
        held = sorted({path.name for path in directory.iterdir()} - LEFT_ALONE)
    except NotADirectoryError:
        yield Refusal(kind="file-in-the-way", file=file, met=_printable(directory.name))
        return
    except OSError as error:
        met = error.strerror or type(error).__name__
        yield Refusal(kind="unreadable-file", file=file, met=met)
        return
    if held:
        said = ", ".join(held[:NAMED]) + ("…" if len(held) > NAMED else "")
        yield Refusal(kind="folder-not-empty", file=file, met=_printable(said))


def _name_refused(name: str, folder: str) -> Iterator[Refusal]:
    """A refusal when the name is no code, or would be borne by two catalogues at hand."""
    if _is_no_code(name):
        met, expected = _printable(shortened(name or folder)), as_code(name) or EXAMPLE
        yield Refusal(kind="name-not-a-code", path="name", met=met, expected=expected)
    elif name in offering.names():
        yield Refusal(kind="name-taken", path="name", met=name)


def _is_no_code(name: str) -> bool:
    return not name or as_code(name) != name


def _printable(said: str) -> str:
    """The same without the characters that a terminal obeys."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in said)


def _description(name: str, titles: dict[str, str], day: dt.date) -> str:
    said = {
        "name": name,
        "title": {**titles, "says": "ours"},
        "licence": LICENCE,
        "started_on": day,
        "description": {
            "fr": "À écrire\u00a0: ce que cette enquête cherche, où, quand et auprès de qui.",
            "en": "To be written: what this inquiry looks for, where, when and among whom.",
            "says": "ours",
        },
    }
    description = structure(Description, said, file=DESCRIPTION)
    refusals = list(proofread(description, DESCRIPTION))
    if refusals:
        raise RefusedError(refusals)
    return to_toml(description)


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
