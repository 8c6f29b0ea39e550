"""DCAT-AP: what a data portal has to know of an edition, in Turtle, after DCAT-AP 3.0.

The catalogue through time is a series of data sets, each edition a data set of it, each export a
distribution. The first distribution is the edition itself, the canonical JSON that the package
ships, with its SHA-256. Where things have no web address (see `naming`), the access address that
DCAT-AP asks of a distribution is its name: it says which file is meant, not where to get it; who
serves the catalogue gives a `base`.

The official shapes of DCAT-AP are not shipped here: the shapes `dcat-ap` are ours, written from
the specification, and say less. (What we write was put to the official ones of release 3.0.1 by
hand, without a violation; see the documentation of exports.)
"""

from collections.abc import Iterator
from typing import Any

from rdflib import DCTERMS, FOAF, PROV, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from reflexes.catalogue import Catalogue
from reflexes.citing import issued_in, plain_address
from reflexes.exporting import FORMATS, Format
from reflexes.exporting.naming import URN, Naming, part_of
from reflexes.exporting.skos import (
    AUTHORITY,
    LANGUAGES,
    LICENCES,
    SPOKEN,
    contributors,
    in_languages,
    partial_day,
    previous_of,
    turtle,
)
from reflexes.exporting.tables import digest_said, plain_of
from reflexes.wording import said_date, translator

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
PREFIXES = {
    "adms": ADMS,
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "prov": PROV,
    "rdf": RDF,
    "skos": SKOS,
    "spdx": SPDX,
    "xsd": XSD,
}

MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
THEME = URIRef(f"{AUTHORITY}/data-theme/GOVE")
THEMES = URIRef(f"{AUTHORITY}/data-theme")
THEME_NAMES = {
    "fr": ("Thème de données", "Gouvernement et secteur public"),
    "en": ("Data theme", "Government and public sector"),
}
"""The titles of the European list of themes and of the theme, in each language."""
IRREGULAR = URIRef(f"{AUTHORITY}/frequency/IRREG")
PUBLIC = URIRef(f"{AUTHORITY}/access-right/PUBLIC")
PLACES = {"reflexes-publics": URIRef(f"{AUTHORITY}/country/FRA")}
"""Where the inquiry of a catalogue was held, by the catalogue's name: its description has no field
for it."""
FILE_TYPES = {
    "json": "JSON",
    "csv": "CSV",
    "skos": "RDF_TURTLE",
    "jsonld": "JSON_LD",
    "dcat": "RDF_TURTLE",
    "xlsx": "XLSX",
    "ods": "ODS",
}
"""The file types of the European authority list; it has none that is surely right for SQLite."""
ZIPPED = {"csv": "text/csv"}
"""The formats that are one archive, with the media type of what is in it."""
STANDARDS = {
    "skos": URIRef("http://www.w3.org/TR/skos-reference"),
    "jsonld": URIRef("http://www.w3.org/TR/skos-reference"),
    "dcat": URIRef("http://www.w3.org/TR/vocab-dcat-3/"),
}
CANONICAL = "canonical"
"""The name of the distribution that is the edition itself."""

Triple = tuple[URIRef, URIRef, Node]


def media_type(said: str) -> URIRef:
    """The IRI of a media type of the IANA list."""
    return URIRef(f"{MEDIA_TYPES}/{said}")


def file_type(said: str) -> URIRef:
    """The IRI of a file type of the European authority list."""
    return URIRef(f"{AUTHORITY}/file-type/{said}")


LISTED: dict[URIRef, URIRef] = {
    **dict.fromkeys(LANGUAGES.values(), DCTERMS.LinguisticSystem),
    **dict.fromkeys(STANDARDS.values(), DCTERMS.Standard),
    **dict.fromkeys(map(file_type, FILE_TYPES.values()), DCTERMS.MediaTypeOrExtent),
    **{media_type(one.media_type): DCTERMS.MediaType for one in FORMATS.values()},
    **dict.fromkeys(map(media_type, ZIPPED.values()), DCTERMS.MediaType),
    PUBLIC: DCTERMS.RightsStatement,
    IRREGULAR: DCTERMS.Frequency,
}
"""The classes of what is named from lists."""


def write(catalogue: Catalogue, naming: Naming | None = None) -> bytes:
    """The record of an edition in Turtle; `naming` as in `skos.write`."""
    return turtle(graph_of(catalogue, naming=naming))


def graph_of(catalogue: Catalogue, *others: Catalogue, naming: Naming | None = None) -> Graph:
    """The record of an edition, or of several of the same catalogue, as an RDF graph."""
    naming = naming or Naming.of(catalogue)
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for one in (catalogue, *others):
        for triple in _Registrar(one, naming).triples():
            graph.add(triple)
    return graph


class _Registrar:
    """Tells the portal of one edition."""

    def __init__(self, catalogue: Catalogue, naming: Naming) -> None:
        self.catalogue = catalogue
        self.naming = naming
        self.said = catalogue.description
        self.portal = URIRef(part_of(naming.whole, "portal"))
        self.series = URIRef(part_of(naming.whole, "series"))
        self.dataset = URIRef(naming.edition(catalogue.edition))
        self.publisher = URIRef(part_of(naming.whole, "contributors"))
        self.licence = URIRef(plain_address(f"{LICENCES}{self.said.licence}"))

    def triples(self) -> Iterator[Triple]:
        """Every triple, in no particular order."""
        yield from contributors(self.naming, self.catalogue)
        yield from self._portal()
        yield from self._series()
        yield from self._dataset()
        yield from self._time()
        for place, chosen in enumerate(FORMATS.values()):
            if not place:
                yield from self._canonical()
            yield from self._export(chosen)
        yield from self._lists()

    def _common(self, thing: URIRef) -> Iterator[Triple]:
        """What the portal, the series and the data set all say."""
        yield from _all(thing, DCTERMS.description, in_languages(self.said.description))
        yield from _all(thing, DCTERMS.language, LANGUAGES.values())
        yield thing, DCTERMS.publisher, self.publisher
        place = PLACES.get(self.catalogue.name)
        if place is not None:
            yield thing, DCTERMS.spatial, place

    def _portal(self) -> Iterator[Triple]:
        yield self.portal, RDF.type, DCAT.Catalog
        yield from _all(self.portal, DCTERMS.title, in_languages(self.said.title))
        yield from self._common(self.portal)
        yield self.portal, DCTERMS.license, self.licence
        yield self.portal, DCAT.themeTaxonomy, THEMES
        yield self.portal, DCAT.dataset, self.dataset
        if self.naming.is_on_the_web:
            page = URIRef(self.naming.whole)
            yield self.portal, FOAF.homepage, page
            yield page, RDF.type, FOAF.Document

    def _series(self) -> Iterator[Triple]:
        yield self.series, RDF.type, DCAT.DatasetSeries
        for language in SPOKEN:
            title = self.said.title.in_language(language)
            said = translator(language)("%s, all editions") % title
            yield self.series, DCTERMS.title, Literal(said, lang=language)
        yield from self._common(self.series)
        yield self.series, DCTERMS.accrualPeriodicity, IRREGULAR

    def _dataset(self) -> Iterator[Triple]:
        catalogue, dataset = self.catalogue, self.dataset
        yield dataset, RDF.type, DCAT.Dataset
        yield from self._common(dataset)
        yield from _all(dataset, DCTERMS.title, self._titles())
        yield dataset, DCAT.inSeries, self.series
        yield dataset, DCAT.theme, THEME
        yield dataset, DCTERMS.accessRights, PUBLIC
        yield from _all(dataset, DCAT.keyword, self._keywords())
        yield from self._identifier()
        if not catalogue.edition:
            return
        yield dataset, DCAT.version, Literal(catalogue.edition)
        yield from _all(dataset, ADMS.versionNotes, self._version_notes())
        previous = previous_of(catalogue)
        if previous:
            before = URIRef(self.naming.edition(previous))
            yield dataset, DCAT.prev, before
            yield dataset, DCAT.previousVersion, before

    def _titles(self) -> Iterator[Literal]:
        for language in SPOKEN:
            title = self.said.title.in_language(language)
            if self.catalogue.edition:
                edition = translator(language)("edition %s") % self.catalogue.edition
                title = f"{title}, {edition}"
            yield Literal(title, lang=language)

    def _keywords(self) -> Iterator[Literal]:
        """The short names of the controversies, which say what the inquiry is about."""
        for controversy in self.catalogue.controversies:
            yield from in_languages(controversy.short)

    def _version_notes(self) -> Iterator[Literal]:
        """What became known, where the edition tells it; that it was made afterwards, if so."""
        day, began = self.catalogue.day, self.said.started_on
        told = [m.told for m in self.said.milestones if m.edition == self.catalogue.edition]
        for language in SPOKEN:
            notes = [text.in_language(language) for text in told]
            if day is not None and began is not None and day < began:
                words = translator(language)("What was public on %s, gathered afterwards.")
                notes.append(words % said_date((day.year, day.month, day.day), language))
            if notes:
                yield Literal(" ".join(notes), lang=language)

    def _identifier(self) -> Iterator[Triple]:
        node = URIRef(part_of(self.dataset, "identifier"))
        name = Naming(catalogue=self.catalogue.name).edition(self.catalogue.edition)
        yield self.dataset, DCTERMS.identifier, Literal(str(self.dataset), datatype=XSD.anyURI)
        yield self.dataset, ADMS.identifier, node
        yield node, RDF.type, ADMS.Identifier
        yield node, SKOS.notation, Literal(name.removeprefix(URN), datatype=XSD.token)

    def _time(self) -> Iterator[Triple]:
        """When the edition came out, and the days of which it tells."""
        day = self.catalogue.day
        if day is None:
            return
        year, month = issued_in(self.catalogue)
        yield self.dataset, DCTERMS.issued, partial_day(f"{year:04}-{month:02}")
        period = URIRef(part_of(self.dataset, "period"))
        first = min((record.known_on for record in self.catalogue.controversies), default=day)
        yield self.dataset, DCTERMS.temporal, period
        yield period, RDF.type, DCTERMS.PeriodOfTime
        yield period, DCAT.startDate, Literal(first)
        yield period, DCAT.endDate, Literal(day)

    def _canonical(self) -> Iterator[Triple]:
        """The edition itself, with the digest by which it can be told from any other."""
        words = "The edition itself, in canonical JSON"
        node = yield from self._distribution(CANONICAL, words, FILE_TYPES["json"])
        yield node, DCAT.mediaType, media_type("application/json")
        checksum = URIRef(part_of(node, "checksum"))
        digest = digest_said(self.catalogue, plain_of(self.catalogue))
        yield node, SPDX.checksum, checksum
        yield checksum, RDF.type, SPDX.Checksum
        yield checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256
        yield checksum, SPDX.checksumValue, Literal(digest, datatype=XSD.hexBinary)

    def _export(self, chosen: Format) -> Iterator[Triple]:
        node = yield from self._distribution(
            chosen.name, chosen.label, FILE_TYPES.get(chosen.name, "")
        )
        held = media_type(ZIPPED.get(chosen.name, chosen.media_type))
        yield node, DCAT.mediaType, held
        if chosen.name in ZIPPED:
            packed = media_type(chosen.media_type)
            yield node, DCAT.packageFormat, packed
        if chosen.name in STANDARDS:
            yield node, DCTERMS.conformsTo, STANDARDS[chosen.name]
        if self.naming.is_on_the_web and self.catalogue.edition:
            yield node, DCAT.downloadURL, URIRef(self._address(chosen.name))

    def _distribution(self, name: str, words: str, kind: str) -> Any:
        """What every distribution says; gives its IRI back to whom yields from it."""
        node = URIRef(part_of(self.dataset, f"distribution-{name}"))
        yield self.dataset, DCAT.distribution, node
        yield node, RDF.type, DCAT.Distribution
        for language in SPOKEN:
            yield node, DCTERMS.title, Literal(translator(language)(words), lang=language)
        yield node, DCAT.accessURL, URIRef(self._address(name))
        yield node, DCTERMS.license, self.licence
        yield from _all(node, DCTERMS.language, LANGUAGES.values())
        if kind:
            yield node, DCTERMS.format, file_type(kind)
        return node

    def _address(self, name: str) -> str:
        """Where a file is; the page of the edition for the canonical form, which no page gives."""
        if name == CANONICAL and self.naming.is_on_the_web:
            return str(self.dataset)
        return self.naming.file(self.catalogue.edition, name)

    def _lists(self) -> Iterator[Triple]:
        """What authority lists and standards name, with the classes that DCAT-AP asks to see."""
        yield self.licence, RDF.type, DCTERMS.LicenseDocument
        yield self.licence, DCTERMS.identifier, Literal(self.said.licence)
        for thing, kind in LISTED.items():
            yield thing, RDF.type, kind
        yield SPDX.checksumAlgorithm_sha256, RDF.type, SPDX.ChecksumAlgorithm
        yield THEMES, RDF.type, SKOS.ConceptScheme
        yield THEME, RDF.type, SKOS.Concept
        yield THEME, SKOS.inScheme, THEMES
        for language, (taxonomy, theme) in THEME_NAMES.items():
            yield THEMES, DCTERMS.title, Literal(taxonomy, lang=language)
            yield THEME, SKOS.prefLabel, Literal(theme, lang=language)
        place = PLACES.get(self.catalogue.name)
        if place is not None:
            yield place, RDF.type, DCTERMS.Location


def _all(subject: URIRef, predicate: URIRef, values: Any) -> Iterator[Triple]:
    for value in values:
        yield subject, predicate, value
