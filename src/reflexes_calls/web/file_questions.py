"""A question answered by files, as the macros of `applications/files.html` draw it."""

from collections.abc import Callable

import attrs

from reflexes_calls.domain.attachment import PARTNER_LETTER, FileKind, FileLimits
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.form import Question
from reflexes_calls.web.notices import N_

KINDS_IN_WORDS = (
    (frozenset({FileKind.PDF}), N_("PDF")),
    (frozenset({FileKind.ODT, FileKind.DOCX}), N_("texts of LibreOffice or Word")),
    (frozenset({FileKind.ODS, FileKind.XLSX}), N_("workbooks of LibreOffice or Excel")),
    (frozenset({FileKind.ODP, FileKind.PPTX}), N_("slides of LibreOffice or PowerPoint")),
    (frozenset({FileKind.PNG, FileKind.JPEG}), N_("PNG or JPEG pictures")),
    (frozenset({FileKind.CSV, FileKind.TXT}), N_("CSV tables and plain text")),
)
"""People know programs and pictures; the endings of names are told beside."""


@attrs.frozen(kw_only=True)
class FileField:
    """A file question. Words are already translated; `contact` is who takes files otherwise.

    `back` is the page to return to after a file was sent without a script; `is_open` says whether
    files may be added and removed now.
    """

    name: str
    label: str
    limits: FileLimits
    kinds: tuple[str, ...]
    hint: str = ""
    optional: bool = False
    contact: str = ""
    row: str | None = None
    back: str = ""
    is_open: bool = True

    @property
    def key(self) -> str:
        """What tells it apart on a page, and what its refusals are tied to."""
        return field_key(self.name, self.row)

    @property
    def accept(self) -> str:
        """The endings that the browser offers first."""
        return ",".join(self.limits.endings)

    @property
    def query(self) -> str:
        """What follows the addresses of the question when it is that of a row."""
        return f"?row={self.row}" if self.row else ""


def field_key(question: str, row: str | None) -> str:
    """What tells the files of a question, or of one of its rows, from others."""
    return f"{question}-{row}" if row else question


def kinds_in_words(limits: FileLimits, words: Callable[[str], str]) -> tuple[str, ...]:
    """The kinds that are taken, as people call them."""
    return tuple(words(said) for kinds, said in KINDS_IN_WORDS if kinds & set(limits.kinds))


def file_field(  # noqa: PLR0913  # what is asked, within what, in which language, and around it
    question: Question,
    limits: FileLimits,
    language: str,
    words: Callable[[str], str],
    *,
    contact: str = "",
    back: str = "",
) -> FileField:
    """The field that a question of a form is."""
    return FileField(
        name=question.code,
        label=question.label.said(language),
        hint=question.help.said(language),
        optional=not question.required,
        limits=limits,
        kinds=kinds_in_words(limits, words),
        contact=contact,
        back=back,
    )


def letter_field(
    partner: str,
    limits: FileLimits,
    words: Callable[[str], str],
    *,
    contact: str = "",
    back: str = "",
) -> FileField:
    """The field for the letter of a partner, known by its public id."""
    return FileField(
        name=PARTNER_LETTER,
        label=words(N_("Letter of the partner")),
        limits=limits,
        kinds=kinds_in_words(limits, words),
        contact=contact,
        row=partner,
        back=back,
    )


def contact_of(call: Call, language: str) -> str:
    """Whom to ask about a call, as it says itself."""
    french = call.terms.get("contact_fr", "")
    return (call.terms.get("contact_en") or french) if language == "en" else french
