"""SKOS: a catalogue as linked data, in Turtle.

Controversies and phenomena are the concepts of the edition's scheme, a phenomenon below its
controversy. Pistes, orientations and principles are concepts too, of schemes of their own inside
the edition: they are named things that one looks up, but no kinds of controversies. All else is
what it is: organisations, sources, observations, trials.

Every title and text is a thing of its own, with its words in `rdf:value`, who says it
(`reflexes:says`), the sources it rests on (`dcterms:source`, `prov:wasDerivedFrom`) and the
languages in which it is our translation. The words are attributed to the catalogue's contributors
throughout, since they are theirs even where the inquiry makes the claim. A SKOS note in plain words
cannot say whose it is: a text of ours about a record that is not ours is given as a link to the
thing, never as plain words. A tie that is ours is another property than an attested one.

Nothing is a blank node, so that the bytes are the same each time. IRIs of records are the same in
every edition: put each edition in a graph of its own.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Any

import attrs
from rdflib import (
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SKOS,
    XSD,
    Graph,
    Literal,
    Namespace,
    URIRef,
)
from rdflib.term import Node

from reflexes.catalogue import Catalogue
from reflexes.citing import issued_in, plain_address
from reflexes.describing import Described, described, shelf_words
from reflexes.editions import load, names
from reflexes.exporting.naming import Naming, part_of
from reflexes.exporting.tables import digest_said, plain_of
from reflexes.exporting.vocabulary import (
    NOTES,
    REFLEXES,
    choice_of,
    class_of,
    define,
    labels,
    properties_of,
)
from reflexes.kinds import KINDS
from reflexes.sources import Source, SourceKind
from reflexes.texts import Language, Says, Status, Text, Title
from reflexes.wording import translator

BIBO = Namespace("http://purl.org/ontology/bibo/")
AUTHORITY = "http://publications.europa.eu/resource/authority"
LANGUAGES = {
    Language.FRENCH: URIRef(f"{AUTHORITY}/language/FRA"),
    Language.ENGLISH: URIRef(f"{AUTHORITY}/language/ENG"),
}
LICENCES = "http://spdx.org/licenses/"
"""Where SPDX names licences, in RDF."""
PREFIXES = {
    "bibo": BIBO,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "reflexes": REFLEXES,
    "skos": SKOS,
    "xsd": XSD,
}

MAIN_SHELVES = ("controversies", "phenomena")
"""The shelves whose records are the concepts of the edition's own scheme."""
OTHER_SCHEMES = ("pistes", "principles", "orientations")
"""The shelves that are each a scheme inside the edition."""
CONCEPTS = (*MAIN_SHELVES, *OTHER_SCHEMES)
TYPES = {
    "organisations": (ORG.Organization, FOAF.Organization),
    "sources": (DCTERMS.BibliographicResource,),
    "experiments": (PROV.Activity,),
}
"""What the records of the other shelves are to others; `prov:Entity` for the rest."""
SOURCE_TYPES = {
    SourceKind.PAGE: BIBO.Webpage,
    SourceKind.POST: BIBO.Webpage,
    SourceKind.REPORT: BIBO.Report,
    SourceKind.PRESS: BIBO.Article,
    SourceKind.LAW: BIBO.LegalDocument,
    SourceKind.STUDY: BIBO.Report,
}
MAIN_TEXTS = ("fact", "tried", "finding", "reading")
"""The text that describes a record which is no concept."""
PARTIAL_DAYS = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
"""The type of a day as far as it is known, by how many characters it has."""
SPOKEN = ("fr", "en")


def write(catalogue: Catalogue, naming: Naming | None = None) -> bytes:
    """The catalogue in Turtle; `naming` says how things are named, by URN unless told otherwise."""
    return turtle(graph_of(catalogue, naming))


def turtle(graph: Graph) -> bytes:
    """A graph in Turtle, always in the same order."""
    return graph.serialize(format="turtle", encoding="utf-8")


def graph_of(catalogue: Catalogue, naming: Naming | None = None) -> Graph:
    """The catalogue as an RDF graph without a blank node."""
    return _Scribe(catalogue, naming or Naming.of(catalogue)).write()


def previous_of(catalogue: Catalogue) -> str:
    """The name of the edition before a released one; empty for the first, and for any other.

    Editions that came out since play no part, so that an export never changes.
    """
    known = names()
    if catalogue.edition not in known or load(catalogue.edition).digest != catalogue.digest:
        return ""
    place = known.index(catalogue.edition)
    return known[place - 1] if place else ""


def partial_day(said: str) -> Literal:
    """A year, a month or a day as the literal of its own type."""
    return Literal(said, datatype=PARTIAL_DAYS[len(said)], normalize=False)


def in_languages(words: Title | Text) -> Iterator[Literal]:
    """The words in each language in which there are some."""
    for language in SPOKEN:
        said = getattr(words, language)
        if said:
            yield Literal(said, lang=language)


def contributors(naming: Naming, catalogue: Catalogue) -> Iterator[tuple[URIRef, URIRef, Node]]:
    """Who wrote the catalogue, as an agent named after it."""
    agent = URIRef(part_of(naming.whole, "contributors"))
    yield agent, RDF.type, FOAF.Agent
    yield agent, RDF.type, PROV.Agent
    for language in SPOKEN:
        title = catalogue.description.title.in_language(language)
        said = translator(language)("The contributors to “%s”") % title
        yield agent, FOAF.name, Literal(said, lang=language)


class _Scribe:
    """Writes one catalogue into one graph."""

    def __init__(self, catalogue: Catalogue, naming: Naming) -> None:
        self.catalogue = catalogue
        self.naming = naming
        self.graph = Graph(bind_namespaces="none")
        for prefix, namespace in PREFIXES.items():
            self.graph.bind(prefix, namespace)
        if not naming.is_on_the_web:
            self.graph.bind("", f"{naming.whole}:")
        self.edition = URIRef(naming.edition(catalogue.edition))
        self.interviews: dict[URIRef, list[URIRef]] = {}
        self.people = URIRef(part_of(naming.whole, "contributors"))

    def write(self) -> Graph:
        """The graph, whole."""
        self._write_edition()
        for shelf in self.catalogue.shelves:
            for record in self.catalogue.shelf(shelf).everything.values():
                self._write_record(shelf, record)
        define(self.graph)
        return self.graph

    def _add(self, subject: URIRef, predicate: URIRef, *values: Node) -> None:
        for value in values:
            self.graph.add((subject, predicate, value))

    def _record(self, code: str) -> URIRef:
        """The record of a code; one of another catalogue, `name:code`, by its URN."""
        name, _, local = code.rpartition(":")
        if name:
            return URIRef(Naming(catalogue=name).record("", local))
        return URIRef(self.naming.record(self.catalogue.shelf_of(code), code))

    def _write_foreign(self, code: str, shelves: tuple[str, ...]) -> None:
        """What can be said of a record of another catalogue: its code, and that it is a source."""
        if ":" in code:
            self._add(self._record(code), DCTERMS.identifier, Literal(code))
            if shelves == ("sources",):
                self._add(self._record(code), RDF.type, DCTERMS.BibliographicResource)

    # The edition and its schemes.

    def _write_edition(self) -> None:
        said, edition = self.catalogue.description, self.edition
        self._add(edition, RDF.type, SKOS.ConceptScheme, PROV.Entity)
        self._add(edition, DCTERMS.isVersionOf, URIRef(self.naming.whole))
        self._add(edition, DCTERMS.title, *in_languages(said.title))
        self._add(edition, DCTERMS.description, *in_languages(said.description))
        self._add(edition, DCTERMS.license, URIRef(plain_address(f"{LICENCES}{said.licence}")))
        self._add(edition, DCTERMS.creator, self.people)
        for triple in contributors(self.naming, self.catalogue):
            self.graph.add(triple)
        self._write_version()
        self._write_fields(edition, edition, said, "")
        for shelf in OTHER_SCHEMES:
            if len(self.catalogue.shelf(shelf)):
                scheme = self._scheme(shelf)
                self._add(scheme, RDF.type, SKOS.ConceptScheme)
                self._add(scheme, DCTERMS.title, *labels(shelf_words(shelf)))
                self._add(scheme, DCTERMS.isPartOf, edition)

    def _write_version(self) -> None:
        catalogue, edition = self.catalogue, self.edition
        digest = digest_said(catalogue, plain_of(catalogue))
        self._add(edition, REFLEXES.digest, Literal(digest))
        if catalogue.day is None:
            return
        year, month = issued_in(catalogue)
        self._add(edition, OWL.versionInfo, Literal(catalogue.edition))
        self._add(edition, REFLEXES.day, Literal(catalogue.day))
        self._add(edition, DCTERMS.issued, partial_day(f"{year:04}-{month:02}"))
        previous = previous_of(catalogue)
        if previous:
            before = URIRef(self.naming.edition(previous))
            self._add(edition, PROV.wasRevisionOf, before)
            self._add(edition, DCTERMS.replaces, before)

    def _scheme(self, shelf: str) -> URIRef:
        return self.edition if shelf in MAIN_SHELVES else URIRef(part_of(self.edition, shelf))

    # The records.

    def _write_record(self, shelf: str, record: Any) -> None:
        subject = URIRef(self.naming.record(shelf, record.code))
        self._add(subject, RDF.type, REFLEXES.Record, class_of(KINDS[shelf]))
        self._add(subject, DCTERMS.isPartOf, self.edition)
        # What an observation claims without a source rests on its interviews.
        self.interviews[subject] = [*map(self._record, getattr(record, "interviews", ()))]
        self._add(subject, SKOS.editorialNote, *_status_note(record.status))
        if shelf in CONCEPTS:
            self._write_concept(subject, shelf, record)
        else:
            self._add(subject, RDF.type, *TYPES.get(shelf, (PROV.Entity,)))
            self._add(subject, RDFS.label, *in_languages(record.title))
        if shelf == "organisations":
            self._add(subject, FOAF.name, *in_languages(record.title))
        if isinstance(record, Source):
            self._write_source(subject, record)
        self._write_former_titles(subject, shelf, record)
        self._write_fields(subject, subject, record, "")
        if record.withdrawn is not None:
            self._add(subject, OWL.deprecated, Literal(lexical_or_value=True))
            instead = map(self._record, record.withdrawn.replaced_by)
            self._add(subject, DCTERMS.isReplacedBy, *instead)

    def _write_concept(self, subject: URIRef, shelf: str, record: Any) -> None:
        scheme = self._scheme(shelf)
        self._add(subject, RDF.type, SKOS.Concept)
        self._add(subject, SKOS.inScheme, scheme)
        self._add(subject, SKOS.prefLabel, *in_languages(record.title))
        if hasattr(record, "short"):
            self._add(subject, SKOS.altLabel, *_others(record.short, record.title))
        if record.withdrawn is not None:
            return
        above = getattr(record, "controversy", "")
        if above:
            self._add(self._record(above), SKOS.narrower, subject)
        else:
            self._add(scheme, SKOS.hasTopConcept, subject)
            self._add(subject, SKOS.topConceptOf, scheme)

    def _write_former_titles(self, subject: URIRef, shelf: str, record: Any) -> None:
        label = SKOS.altLabel if shelf in CONCEPTS else DCTERMS.alternative
        for former in record.formerly:
            if former.field == "title":
                self._add(subject, label, *_others(former.said, record.title))

    def _write_source(self, subject: URIRef, source: Source) -> None:
        publisher = URIRef(part_of(subject, "publisher"))
        self._add(subject, RDF.type, SOURCE_TYPES[source.kind])
        self._add(subject, DCTERMS.title, *in_languages(source.title))
        self._add(subject, DCTERMS.language, LANGUAGES[source.language])
        self._add(subject, DCTERMS.publisher, publisher)
        self._add(publisher, RDF.type, FOAF.Agent)
        self._add(publisher, FOAF.name, Literal(source.publisher))
        self._add(subject, FOAF.page, *(URIRef(plain_address(each)) for each in source.addresses))

    # The fields, whichever the record.

    def _write_fields(self, root: URIRef, subject: URIRef, item: Any, path: str) -> None:
        """Every field of `item`, a record or a part at `path` of the record `root`."""
        kind: Any = type(item)
        for field in described(kind):
            value = getattr(item, field.name)
            values = value if field.many else (value,)
            for place, one in enumerate(values, start=1):
                if one is None or one == "":
                    continue
                name = f"{path}{field.name}"
                here = f"{name}-{getattr(one, 'code', place)}" if field.many else name
                node = self._node(root, one, field, here)
                for predicate in properties_of(kind, field.name):
                    self._add(subject, predicate, node)
                self._write_beside(subject, item, field, one, node)

    def _node(self, root: URIRef, value: Any, field: Described, path: str) -> Node:
        """What stands for a value in the graph; a part is written on the way."""
        if field.spec.refers or field.name == "replaced_by":
            self._write_foreign(value, field.spec.refers)
            return self._record(value)
        if attrs.has(type(value)):
            part, kind = URIRef(part_of(root, path)), type(value)
            self._add(part, RDF.type, class_of(kind))
            if isinstance(value, Title | Text):
                self._write_words(part, value, resting=root)
            self._write_fields(root, part, value, f"{path}-")
            return part
        return _plain(value, field)

    def _write_words(self, part: URIRef, words: Title | Text, resting: URIRef) -> None:
        self._add(part, RDF.type, PROV.Entity)
        self._add(part, RDF.value, *in_languages(words))
        self._add(part, PROV.wasAttributedTo, self.people)
        if words.says is not Says.OURS and not words.sources:
            self._add(part, PROV.wasDerivedFrom, *self.interviews.get(resting, ()))

    def _write_beside(
        self, subject: URIRef, item: Any, field: Described, value: Any, node: Node
    ) -> None:
        """What a field says once more in the words of SKOS and Dublin Core."""
        kind = type(item)
        note = None
        if kind in CONCEPT_KINDS and isinstance(value, Text):
            note = NOTES.get((kind.__name__, field.name), SKOS.note)
        elif field.name in MAIN_TEXTS and kind in KINDS.values():
            note = DCTERMS.description
        if note is not None:
            alone = value.says is not Says.OURS or item.status is Status.OURS
            self._add(subject, note, *(in_languages(value) if alone else (node,)))
        if kind.__name__ == "Piste" and field.name == "answers":
            self._tie(subject, value.to, REFLEXES.answers, ours=value.says is Says.OURS)
        if kind.__name__ == "Piste" and field.name == "strengthens":
            ours = value.how.says is Says.OURS
            self._tie(subject, value.principle, REFLEXES.strengthens, ours=ours)

    def _tie(self, piste: URIRef, code: str, link: URIRef, *, ours: bool) -> None:
        other = self._record(code)
        self._add(piste, URIRef(f"{link}InOurReading") if ours else link, other)
        self._add(piste, SKOS.related, other)
        self._add(other, SKOS.related, piste)


CONCEPT_KINDS = tuple(KINDS[shelf] for shelf in CONCEPTS)


def _plain(value: Any, field: Described) -> Node:
    if isinstance(value, Language):
        return Literal(value.value, datatype=XSD.language)
    if isinstance(value, StrEnum):
        return choice_of(value)
    if isinstance(value, dt.date | bool | int):
        return Literal(value)
    if isinstance(value, float):
        # A decimal, written out without exponent: every reader of RDF keeps it as it stands.
        return Literal(f"{Decimal(repr(value)):f}", datatype=XSD.decimal)
    if field.spec.kind == "partial-day":
        return partial_day(value)
    return Literal(value)


def _others(words: Title | Text, title: Title) -> Iterator[Literal]:
    """The words in each language, but for those that are the title already."""
    titles = set(in_languages(title))
    return (said for said in in_languages(words) if said not in titles)


def _status_note(status: Status) -> Iterator[Literal]:
    for language in SPOKEN:
        translate = translator(language)
        said = translate("Status: %s.") % translate(status.value)
        yield Literal(said, lang=language)
