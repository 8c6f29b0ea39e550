"""A title, a text, and who says it: provenance belongs to each text, not only to a record."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import choice, day, line, many, prose, references
from reflexes.records import record


class Says(StrEnum):
    """Who speaks in a text."""

    INQUIRY = "inquiry"
    """The inquiry or its follow-up programme, in our own words."""
    SOURCE = "source"
    """Another published source, in our own words."""
    OURS = "ours"
    """This project."""


class Status(StrEnum):
    """How far a record is known from the inquiry or from a source."""

    ATTESTED = "attested"
    RECONSTRUCTED = "reconstructed"
    OURS = "ours"


class Language(StrEnum):
    """A language of the catalogue."""

    FRENCH = "fr"
    ENGLISH = "en"


@record
class Title:
    """A short name in both languages, and where it comes from.

    `translated` lists the languages in which the words are our translation. `known_on` is said
    where the days of the sources do not tell it (see `reflexes.dating`).
    """

    fr: str = line("French")
    en: str = line("English")
    says: Says = choice("Who says it")
    sources: tuple[str, ...] = references("Sources", default=(), refers=("sources",))
    translated: tuple[Language, ...] = many("Translated by us", default=())
    known_on: dt.date | None = day("Day these words became known", default=None)

    def in_language(self, language: str) -> str:
        """The title in `language`, `fr` or `en`."""
        return self.en if language == "en" else self.fr


@record
class Text:
    """Some sentences in French, perhaps in English, and where they come from.

    `translated` lists the languages in which the words are our translation. `known_on` is said
    where the days of the sources do not tell it (see `reflexes.dating`).
    """

    fr: str = prose("French")
    en: str = prose("English", default="")
    says: Says = choice("Who says it")
    sources: tuple[str, ...] = references("Sources", default=(), refers=("sources",))
    translated: tuple[Language, ...] = many("Translated by us", default=())
    known_on: dt.date | None = day("Day these words became known", default=None)

    def in_language(self, language: str) -> str:
        """The text in `language`, falling back on French when there is no English."""
        return (self.en or self.fr) if language == "en" else self.fr

    def language(self, language: str) -> str:
        """The language that `in_language` really gives: `fr` or `en`."""
        return "en" if language == "en" and self.en else "fr"
