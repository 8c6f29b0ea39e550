"""Attachment: a file tied to a question, under the name its sender gave it; and the limits."""

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum

from reflexes.records import record
from reflexes_calls.domain.errors import Refused
from reflexes_calls.domain.form import Question

MEGABYTE = 1024 * 1024
"""The larger of the two usages: what any computer shows as 20 MB is taken."""
MOST_BYTES = 20 * MEGABYTE
MOST_FILES = 10
LONGEST_NAME = 120
MOST_ALTOGETHER = 100
"""How many files one application may hold, over all its questions."""
MOST_UNFINISHED = 20
"""How many files may be on their way to one application; beyond, the oldest are given up."""
PARTNER_LETTER = "partner-letter"
"""The question that the letter of a partner answers, in no form; its row is the partner."""
NAMELESS = "fichier"
"""What a file is called when nothing of its name can be kept."""
_ROW = re.compile(r"[A-Za-z0-9]{1,32}")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}")
# What Windows takes in no name, so that nobody meets a surprise when saving the file.
_FORBIDDEN = re.compile(r'[<>:"|?*]')


class FileRefused(Refused):
    """A file that is not taken; facts: what was `met`, what was `expected`."""


class FileKind(StrEnum):
    """The kinds of files that readers can open without a particular program."""

    PDF = "pdf"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    PNG = "png"
    JPEG = "jpg"
    CSV = "csv"
    TXT = "txt"

    @property
    def endings(self) -> tuple[str, ...]:
        """How the names of its files end, the usual way first."""
        return (".jpg", ".jpeg") if self is FileKind.JPEG else (f".{self.value}",)

    @property
    def media_type(self) -> str:
        """What browsers call it."""
        return _MEDIA_TYPES[self]


_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.ODT: f"{_OPEN_DOCUMENT}.text",
    FileKind.ODS: f"{_OPEN_DOCUMENT}.spreadsheet",
    FileKind.ODP: f"{_OPEN_DOCUMENT}.presentation",
    FileKind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    FileKind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    FileKind.PPTX: f"{_OFFICE}.presentationml.presentation",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.TXT: "text/plain; charset=utf-8",
}


class Scan(StrEnum):
    """Whether a virus scan has read the file."""

    NONE = "none"
    CLEAN = "clean"


@record
class FileLimits:
    """What a question takes: said before anything is sent, and held to afterwards."""

    most_bytes: int = MOST_BYTES
    most_files: int = MOST_FILES
    kinds: tuple[FileKind, ...] = tuple(FileKind)

    @property
    def endings(self) -> tuple[str, ...]:
        """Every ending that a name may have."""
        return tuple(ending for kind in self.kinds for ending in kind.endings)

    @property
    def megabytes(self) -> int:
        """The most that one file may weigh, in megabytes."""
        return self.most_bytes // MEGABYTE


@record
class Attachment:
    """A file of an application. `name` is what is shown; its content is found by `digest` alone.

    `row` is the row of a table, or None for a question that is no table.
    """

    id: int
    public_id: str
    application_id: int
    question: str
    row: str | None
    name: str
    digest: str
    size: int
    media_type: str
    scan: Scan
    uploaded_by: int
    uploaded_at: dt.datetime
    removed_at: dt.datetime | None = None

    def document(self) -> dict[str, object]:
        """What a submission keeps of it, for ever, under the names of these fields."""
        return {
            "public_id": self.public_id,
            "name": self.name,
            "digest": self.digest,
            "size": self.size,
            "media_type": self.media_type,
            "scan": self.scan.value,
        }


@record
class Upload:
    """A file on its way, sent in parts. How much of it has arrived is asked of the disk."""

    id: int
    public_id: str
    application_id: int
    question: str
    row: str | None
    name: str
    size: int
    started_by: int
    started_at: dt.datetime


def limits_of(question: Question, most_bytes: int = MOST_BYTES) -> FileLimits:
    """What a question takes, where no file may weigh more than `most_bytes`."""
    return FileLimits(most_bytes=most_bytes, most_files=question.maximum or MOST_FILES)


def limits_of_letter(most_bytes: int = MOST_BYTES) -> FileLimits:
    """What a partner's letter may be: one file, to be read as it was signed."""
    return FileLimits(
        most_bytes=most_bytes,
        most_files=1,
        kinds=(FileKind.PDF, FileKind.ODT, FileKind.DOCX, FileKind.PNG, FileKind.JPEG),
    )


def safe_name(given: str) -> str:
    """The name to show: no folder, nothing that hides or turns letters, never too long.

    Nothing is ever kept under this name, so that a clash or a trick in it opens no door.
    """
    parts = [each for each in re.split(r"[/\\]", given) if each.strip(" .")]
    text = unicodedata.normalize("NFC", parts[-1] if parts else "")
    text = " ".join("".join(filter(_is_shown, text)).split())
    text = _FORBIDDEN.sub("_", text).strip(" .")
    ending = ending_of(text)
    stem = text.removesuffix(ending)[: LONGEST_NAME - len(ending)].rstrip(" .")
    return f"{stem or NAMELESS}{ending}"


def _is_shown(letter: str) -> bool:
    # Controls, marks of direction, halves of characters, private and unknown ones; not spaces.
    return letter.isspace() or not unicodedata.category(letter).startswith("C")


def ending_of(name: str) -> str:
    """How a name ends, such as `.pdf`; empty when it has no such ending."""
    dot = name.rfind(".")
    return name[dot:] if dot >= 0 and _ENDING.fullmatch(name[dot:]) else ""


def named_for(name: str, kind: FileKind) -> str:
    """The same name, with the ending of its kind if it had none."""
    return name if ending_of(name) else safe_name(f"{name}{kind.endings[0]}")


def is_row(text: str) -> bool:
    """Whether a text may be the id of a row."""
    return _ROW.fullmatch(text) is not None


def check_any(count: int) -> None:
    """Raise `FileRefused` when a form was sent without a file."""
    if not count:
        raise FileRefused("file-none")


def refusal_of_sending(size: int, limits: FileLimits) -> FileRefused:
    """Why a form is not read to its end: together, its files weigh more than all that is taken."""
    return FileRefused("files-too-large", met=megabytes(size), expected=limits.megabytes)


def check_weight(size: int, limits: FileLimits) -> None:
    """Raise `FileRefused` for a file that is empty, or too large for the question."""
    if size <= 0:
        raise FileRefused("file-empty")
    if size > limits.most_bytes:
        raise FileRefused("file-too-large", met=megabytes(size), expected=limits.megabytes)


def check_count(present: int, limits: FileLimits) -> None:
    """Raise `FileRefused` when the question holds as many files as it takes."""
    if present >= limits.most_files:
        raise FileRefused("file-too-many", met=present, expected=limits.most_files)


def check_ending(name: str, limits: FileLimits) -> None:
    """Raise `FileRefused` when a name already says that the file is of no kind that is taken."""
    ending = ending_of(name)
    if ending and ending.lower() not in limits.endings:
        raise FileRefused("file-type", met=ending, expected=told_endings(limits.kinds))


def told_endings(kinds: Collection[FileKind]) -> str:
    """The usual ending of each kind, to be read: `.pdf, .odt`."""
    return ", ".join(kind.endings[0] for kind in kinds)


def megabytes(size: int) -> int:
    """A size in megabytes, rounded up: what is too much by one byte is told as too much."""
    return math.ceil(size / MEGABYTE)
