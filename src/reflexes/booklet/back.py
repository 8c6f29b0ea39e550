"""The last chapters: the picture of the whole, who took part, the sources, the colophon."""

import datetime as dt
from collections import Counter

from reflexes.booklet.cover import CREDITS
from reflexes.booklet.picture import map_picture, map_table
from reflexes.booklet.scribe import Scribe, writable
from reflexes.booklet.tree import Facts, Items, Paragraph, Reference, Said, Section, Voice
from reflexes.organisation import Organisation, Programme
from reflexes.sources import Source
from reflexes.texts import Says

STATEMENT = (
    "The facts come from the publications named at the end; the sentences are those of the people"
    " who keep this catalogue. This booklet does not speak for the authors of the inquiry."
)
PROGRAMMES = {
    Programme.INQUIRY: "Those who made the inquiry, or took part in it",
    Programme.FOLLOW_UP: "Those who took part in the sequel",
    Programme.THIS: "Those who took part in this inquiry",
}

LICENCES = {"etalab-2.0": "Licence Ouverte / Open Licence 2.0 (etalab-2.0)"}
"""The names of licences that are better known by them than by their codes."""


def tell_map(scribe: Scribe) -> tuple[Section, ...]:
    """The picture of the whole and the same as a table; nothing when there is nothing to draw."""
    catalogue = scribe.catalogue
    if not len(catalogue.controversies):
        return ()
    return (
        scribe.chapter(
            "The picture of the whole",
            "map",
            blocks=(map_picture(scribe),),
            sections=(
                Section(
                    title=scribe.words("The same as a table"),
                    language=scribe.language,
                    code="C-map-table",
                    blocks=(map_table(scribe),),
                ),
            ),
            role="map",
        ),
    )


def tell_people(scribe: Scribe) -> tuple[Section, ...]:
    """The organisations that took part, each with its sources; nothing when none is known."""
    sections = []
    for programme, words in PROGRAMMES.items():
        said = tuple(
            _organisation(scribe, each, programme)
            for each in scribe.catalogue.organisations
            if any(role.programme is programme for role in each.roles)
        )
        if said:
            sections.append(scribe.headed(words, Items(said=said)))
    if not sections:
        return ()
    intro = scribe.ours("Each name is attested by the sources whose numbers follow it.")
    return (
        scribe.chapter(
            "Who took part",
            "people",
            blocks=(Paragraph(said=intro),),
            sections=tuple(sections),
            role="people",
        ),
    )


def _organisation(scribe: Scribe, organisation: Organisation, programme: Programme) -> Said:
    roles = [role for role in organisation.roles if role.programme is programme]
    did = ", ".join(dict.fromkeys(scribe.words(role.role.value) for role in roles))
    return Said(
        words=scribe.words(
            "%(name)s (%(kind)s): %(did)s",
            name=scribe.title(organisation),
            kind=scribe.words(organisation.kind.value),
            did=did,
        ),
        language=scribe.language,
        numbers=scribe.cite(dict.fromkeys(code for role in roles for code in role.sources)),
    )


def tell_sources(scribe: Scribe) -> tuple[Section, ...]:
    """The sources by number; nothing when there are none."""
    if not scribe.numbers:
        return ()
    sources = scribe.catalogue.sources
    days = Counter(source.seen_on for source in sources)
    usual = max(sorted(days), key=lambda day: days[day])
    references = tuple(
        _reference(scribe, number, sources[code], usual) for code, number in scribe.numbers.items()
    )
    intro = scribe.ours(
        "By day of publication; those without a day come last. Each says how far it was read. They"
        " were seen on %(day)s, unless another day is said.",
        day=scribe.day(usual),
    )
    return (
        scribe.chapter(
            "Sources", "sources", blocks=(Paragraph(said=intro), *references), role="sources"
        ),
    )


def _reference(scribe: Scribe, number: int, source: Source, usual: dt.date) -> Reference:
    detail = (
        source.publisher,
        scribe.day(source.published_on) or scribe.words("undated"),
        scribe.words(source.confidence.value),
        scribe.words("seen on %(day)s", day=scribe.day(source.seen_on))
        if source.seen_on != usual
        else "",
    )
    # A source is called by its own name, in its own language.
    language = source.language.value
    return Reference(
        number=number,
        code=source.code,
        title=Said(
            words=writable(source.title.in_language(language)),
            language=language,
            voice=Voice.OURS if source.title.says is Says.OURS else Voice.PLAIN,
        ),
        detail=" · ".join(filter(None, detail)),
        addresses=source.addresses,
        note=scribe.said(source.note) if source.note else None,
    )


def tell_colophon(scribe: Scribe) -> Section:
    """What the booklet is, from which data, under which licence; and for whom it does not speak."""
    catalogue = scribe.catalogue
    rows = [
        (scribe.words("Catalogue"), catalogue.name),
        (scribe.words("Edition"), catalogue.edition or scribe.words("a folder of files")),
        (scribe.words("Tells what is known until"), scribe.day(catalogue.day or "")),
        (scribe.words("SHA-256 of the edition"), catalogue.digest),
        (scribe.words("Licence of the data"), _licence(scribe)),
        (scribe.words("Typefaces"), CREDITS),
    ]
    return scribe.chapter(
        "Colophon",
        "colophon",
        blocks=(
            Paragraph(said=scribe.ours(STATEMENT)),
            Facts(rows=tuple((name, value) for name, value in rows if value)),
        ),
        role="colophon",
    )


def _licence(scribe: Scribe) -> str:
    licence = scribe.catalogue.description.licence
    return LICENCES.get(licence, licence)
