"""The scribe: turns what records say into what a booklet says, with its mark and its numbers."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

import attrs

from reflexes.booklet.tree import Items, Paragraph, Said, Section, Status, Voice
from reflexes.catalogue import Catalogue
from reflexes.drawing import phenomena_of
from reflexes.sources import Source
from reflexes.texts import Language, Says, Text, Title
from reflexes.texts import Status as Known
from reflexes.wording import said_date, translator

VOICES = {Says.INQUIRY: Voice.INQUIRY, Says.SOURCE: Voice.SOURCE, Says.OURS: Voice.OURS}
SIGNS = {Known.ATTESTED: Voice.INQUIRY, Known.RECONSTRUCTED: Voice.OURS, Known.OURS: Voice.OURS}
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that neither XML nor a printed page can hold."""
HUES = 6
"""How many colours of tensions there are; they come round again after the last."""


def writable(words: str) -> str:
    """The same words, with a replacement mark for each character that no page can hold."""
    return UNWRITABLE.sub("\ufffd", words)


def numbered(sources: Iterable[Source]) -> dict[str, int]:
    """A number from 1 for each source: by day of publication, then by code; undated ones last."""
    ordered = sorted(sources, key=lambda source: (source.published_on or "9999", source.code))
    return {source.code: number for number, source in enumerate(ordered, start=1)}


class Scribe:
    """Writes what one catalogue says, in one language."""

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        """Number the sources and the colours once."""
        self.catalogue = catalogue
        self.language = language
        self.translate = translator(language)
        self.numbers = numbered(catalogue.sources)
        self.hues = {
            code: (controversy.rank - 1) % HUES + 1
            for controversy in catalogue.controversies
            for code in (
                controversy.code,
                *(each.code for each in phenomena_of(catalogue, controversy)),
            )
        }

    def words(self, message: str, **facts: object) -> str:
        """A sentence of the booklet itself, in its language."""
        said = self.translate(message)
        return writable(said % facts if facts else said)

    def label(self, message: str) -> Said:
        """Words that claim nothing: a heading, a label."""
        return Said(words=self.words(message), language=self.language)

    def ours(self, message: str, **facts: object) -> Said:
        """A sentence of the booklet itself, marked as ours."""
        return Said(words=self.words(message, **facts), language=self.language, voice=Voice.OURS)

    def said(self, text: Text) -> Said:
        """A text in the booklet's language, or in French where there is no English."""
        language = text.language(self.language)
        return self._said(text, text.in_language(self.language), language)

    def name(self, title: Title, *, to: str = "") -> Said:
        """A name in the booklet's language, leading to the record `to`."""
        said = self._said(title, title.in_language(self.language), self.language)
        return attrs.evolve(said, to=to)

    def original(self, title: Title) -> Said | None:
        """The name as first published, when the one shown is our translation of it."""
        if title.says is Says.OURS or Language(self.language) not in title.translated:
            return None
        other = "fr" if self.language == "en" else "en"
        words = title.in_language(other)
        if words == title.in_language(self.language):
            return None
        return attrs.evolve(self._said(title, words, other), translated=False)

    def _said(self, text: Text | Title, words: str, language: str) -> Said:
        voice = VOICES[text.says]
        return Said(
            words=writable(words),
            language=language,
            voice=voice,
            numbers=self.cite(text.sources),
            translated=voice is not Voice.OURS and Language(language) in text.translated,
        )

    def cite(self, codes: Iterable[str]) -> tuple[int, ...]:
        """The numbers of sources, in order."""
        return tuple(sorted(self.numbers[code] for code in codes if code in self.numbers))

    def title(self, record: Any) -> str:
        """The name of a record, bare."""
        return writable(record.title.in_language(self.language))

    def record(self, code: str) -> Any:
        """The record that bears `code`, even if it was withdrawn."""
        return self.catalogue.shelf(self.catalogue.shelf_of(code)).everything[code]

    def named(self, record: Any) -> Said:
        """The name of a record, leading to it."""
        return self.name(record.title, to=record.code)

    def link(self, code: str, says: Says, sources: Iterable[str] = ()) -> Said:
        """The name of the record `code` as something that `says` ties to another.

        A record of another catalogue, which is not at hand, is named by its code.
        """
        return Said(
            words=self.name_of(code),
            language=self.language,
            voice=VOICES[says],
            numbers=self.cite(sources),
            to=code,
        )

    def name_of(self, code: str) -> str:
        """The name of the record `code`, bare; the code itself for one of another catalogue."""
        return self.title(self.record(code)) if code in self.catalogue else writable(code)

    def status(self, record: Any) -> Status:
        """How far a record is known, and who gave it its name."""
        known = self.words(record.status.value)
        words = self.words(
            "%(status)s, known on %(day)s", status=known, day=self.day(record.known_on)
        )
        name = attrs.evolve(self.name(record.title), words=self.words("Name"))
        return Status(sign=SIGNS[record.status], words=words, name=name)

    def day(self, day: str | dt.date) -> str:
        """A year, a month or a day in words; nothing when it is not known."""
        if not day:
            return ""
        return said_date(tuple(map(int, str(day).split("-"))), self.language)

    def span(self, started: str, ended: str) -> str:
        """From when to when, as precisely as known."""
        said = dict.fromkeys(filter(None, (self.day(started), self.day(ended))))
        return " – ".join(said)

    def section(
        self, message: str, said: Text | Iterable[Text] | None, *, ordered: bool = False
    ) -> tuple[Section, ...]:
        """A small heading with one text or a list under it; nothing when there is nothing."""
        if not said:
            return ()
        block: Paragraph | Items
        if isinstance(said, Text):
            block = Paragraph(said=self.said(said))
        else:
            block = Items(said=tuple(map(self.said, said)), ordered=ordered)
        return (self.headed(message, block),)

    def headed(self, message: str, *blocks: Any) -> Section:
        """A small heading with blocks under it."""
        return Section(
            title=self.words(message), language=self.language, code="", blocks=blocks, role="label"
        )

    def of_record(self, record: Any, **parts: Any) -> Section:
        """The section that tells a record, under its name."""
        short: Title | None = getattr(record, "short", None)
        return Section(
            title=self.title(record),
            language=self.language,
            code=record.code,
            short=writable(short.in_language(self.language)) if short else "",
            original=self.original(record.title),
            hue=self.hues.get(record.code, 0),
            **parts,
        )

    def chapter(self, message: str, code: str, **parts: Any) -> Section:
        """A chapter; its code is a word that is no record's, since it holds a capital."""
        return Section(title=self.words(message), language=self.language, code=f"C-{code}", **parts)
