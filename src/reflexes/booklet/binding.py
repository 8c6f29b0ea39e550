"""Binding: the chapters of a catalogue put together in their order."""

from itertools import chain

from reflexes.booklet.back import STATEMENT, tell_colophon, tell_map, tell_people, tell_sources
from reflexes.booklet.front import make_key, tell_inquiry, tell_reading
from reflexes.booklet.leads import tell_pistes
from reflexes.booklet.lessons import tell_disagreements, tell_principles, tell_trials
from reflexes.booklet.picture import cover_picture
from reflexes.booklet.scribe import Scribe, writable
from reflexes.booklet.tensions import tell_controversies, tell_phenomena
from reflexes.booklet.tree import Booklet
from reflexes.catalogue import Catalogue

TELLERS = (
    tell_inquiry,
    lambda scribe: (tell_reading(scribe),),
    tell_controversies,
    tell_phenomena,
    tell_map,
    tell_pistes,
    tell_principles,
    tell_trials,
    tell_disagreements,
    tell_people,
    tell_sources,
    lambda scribe: (tell_colophon(scribe),),
)
"""What tells each chapter, in reading order; a chapter with nothing in it is left out."""
COUNTED = {
    "controversies": ("1 controversy", "%d controversies"),
    "phenomena": ("1 phenomenon", "%d phenomena"),
    "observations": ("1 observation", "%d observations"),
    "pistes": ("1 piste", "%d pistes"),
    "sources": ("1 source", "%d sources"),
}
FURNITURE = {
    "booklet": "Booklet",
    "contents": "Contents",
    "transl": "transl.",
    "in-fr": "in French",
    "in-en": "in English",
    "original": "Original name:",
    "page": "p.",
    "name": "Name",
    "notes": "Your notes",
    "cover": "The picture of the cover",
    "skip": "Go to the text",
    "top": "Back to the contents",
    "access": "Pictures have words, and the map is also a table; no mark is said by colour alone.",
    "sources": "numbers of the sources",
}
"""The words around the texts, for the three writers."""


def bind(catalogue: Catalogue, language: str) -> Booklet:
    """The whole booklet of `catalogue` in `language`, `fr` or `en`."""
    scribe = Scribe(catalogue, language)
    description = catalogue.description
    return Booklet(
        language=language,
        title=writable(description.title.in_language(language)),
        subtitle=scribe.words("The booklet of edition %(edition)s", edition=catalogue.edition)
        if catalogue.edition
        else scribe.words("The booklet of a folder of files"),
        edition=catalogue.edition,
        author=scribe.words("Those who keep this catalogue"),
        identifier=_identifier(catalogue, language),
        day=catalogue.day.isoformat() if catalogue.day else "",
        licence=writable(description.licence),
        statement=scribe.words(STATEMENT),
        counts=_counts(scribe),
        cover=cover_picture(scribe),
        key=make_key(scribe),
        words={name: scribe.words(message) for name, message in FURNITURE.items()},
        chapters=tuple(chain.from_iterable(tell(scribe) for tell in TELLERS)),
    )


def _identifier(catalogue: Catalogue, language: str) -> str:
    """A name that is the same for the same edition and language, and for no other."""
    parts = ("reflexes", catalogue.name, catalogue.edition or "files", language)
    return writable(":".join(("urn", *parts)))


def _counts(scribe: Scribe) -> tuple[str, ...]:
    return tuple(
        scribe.words(one) if size == 1 else scribe.words(many) % size
        for shelf, (one, many) in COUNTED.items()
        if (size := len(scribe.catalogue.shelf(shelf)))
    )
