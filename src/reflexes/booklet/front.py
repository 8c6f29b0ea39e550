"""The first chapters: the inquiry and its method, and how to read the marks."""

import tomllib
from pathlib import Path

from reflexes.booklet.scribe import Scribe
from reflexes.booklet.tree import Entry, Key, KeyRow, Paragraph, Section, Voice
from reflexes.conversion import structure
from reflexes.fields import many, part
from reflexes.records import record
from reflexes.texts import Text, Title

METHODS = Path(__file__).parent.parent / "data" / "booklet"
"""Where the method of an inquiry is told, in a file named for its catalogue."""


@record
class MethodPart:
    """A part of the method, with its texts."""

    title: Title = part("Title")
    told: tuple[Text, ...] = many("What it says", minimum=1)


@record
class Method:
    """How an inquiry was led, as its own publications say."""

    parts: tuple[MethodPart, ...] = many("Parts", minimum=1)


def read_method(name: str, directory: Path = METHODS) -> Method | None:
    """The method of the catalogue called `name`, or None when it has not been told."""
    # Compared, not joined: any catalogue may be loaded, and its name is no path.
    for path in sorted(directory.glob("*.toml")):
        if path.stem == name:
            return structure(Method, tomllib.loads(path.read_text("utf-8")), file=path.name)
    return None


def tell_inquiry(scribe: Scribe) -> tuple[Section, ...]:
    """The chapter on the inquiry: what the catalogue says of itself, the method, the history."""
    description = scribe.catalogue.description
    milestones = tuple(
        Entry(
            title=scribe.name(each.title),
            said=(scribe.said(each.told),),
            detail=scribe.day(each.known_on),
        )
        for each in description.milestones
    )
    history = (scribe.headed("How it became known, day by day", *milestones),) if milestones else ()
    return (
        scribe.chapter(
            "The inquiry and its method",
            "inquiry",
            blocks=(Paragraph(said=scribe.said(description.description)),),
            sections=(*_method(scribe), *history),
        ),
    )


def _method(scribe: Scribe) -> tuple[Section, ...]:
    """The method, without what rests on a source that this edition does not know."""
    method = read_method(scribe.catalogue.name)
    parts = method.parts if method else ()
    told = [
        (each, [text for text in each.told if set(text.sources) <= set(scribe.numbers)])
        for each in parts
    ]
    return tuple(
        Section(
            title=each.title.in_language(scribe.language),
            language=scribe.language,
            code="",
            blocks=tuple(Paragraph(said=scribe.said(text)) for text in texts),
            role="label",
        )
        for each, texts in told
        if texts
    )


def make_key(scribe: Scribe) -> Key:
    """The three marks."""
    rows = (
        (Voice.INQUIRY, "the inquiry", "said by the inquiry or its sequel"),
        (Voice.SOURCE, "a source", "said by another published source"),
        (Voice.OURS, "us", "said by this project alone"),
    )
    return Key(
        rows=tuple(
            KeyRow(voice=voice, word=scribe.words(word), meaning=scribe.words(meaning))
            for voice, word, meaning in rows
        )
    )


def tell_reading(scribe: Scribe) -> Section:
    """The chapter that explains the marks."""
    return scribe.chapter(
        "How to read the marks",
        "reading",
        blocks=(
            Paragraph(
                said=scribe.ours(
                    "After every text, a sign and a word say who speaks; the numbers are those of"
                    " the sources, at the end of the booklet."
                )
            ),
            make_key(scribe),
            Paragraph(
                said=scribe.ours(
                    "The sentences are ours, whoever speaks: no text is copied. "
                    "Names in quotation marks are exact."
                )
            ),
            Paragraph(
                said=scribe.ours(
                    "“%(mark)s” after a number: the source is in another language, and the words"
                    " here are our translation.",
                    mark=scribe.words("transl."),
                )
            ),
            Paragraph(
                said=scribe.ours(
                    "Under each title stands how far the record is known. Attested: a published"
                    " source names it. Reconstructed: we infer it from sources that do not name"
                    " it. Of this project: nobody but us proposes it."
                )
            ),
            Paragraph(
                said=scribe.ours(
                    "A text that exists in another language alone stays in it, and its language is"
                    " written before it."
                )
            ),
        ),
    )
