"""JSON-LD 1.1: the graph of `skos`, as nested JSON that reads without knowing RDF.

The context stands in the document and is the same for every edition. Our own terms bear no prefix
(`"status": "Status-attested"`), those of others do (`"skos:prefLabel"`). The parts of a record
stand inside it, records in the order of their shelves, and the definitions of terms come last.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, cast

from rdflib import DCTERMS, FOAF, PROV, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef

from reflexes.catalogue import Catalogue
from reflexes.describing import Described, described, used_by
from reflexes.description import Description
from reflexes.exporting.naming import VOCABULARY, Naming
from reflexes.exporting.skos import PREFIXES, graph_of
from reflexes.exporting.vocabulary import REFLEXES, properties_of
from reflexes.kinds import KINDS

WORDS = (
    DCTERMS.alternative,
    DCTERMS.title,
    RDF.value,
    RDFS.comment,
    RDFS.label,
    SKOS.altLabel,
    SKOS.prefLabel,
)
"""The properties whose values are words in a language, written as `{"fr": …, "en": …}`."""
LINKS = (
    DCTERMS.creator,
    DCTERMS.isPartOf,
    DCTERMS.isReplacedBy,
    DCTERMS.isVersionOf,
    DCTERMS.language,
    DCTERMS.license,
    DCTERMS.publisher,
    DCTERMS.replaces,
    DCTERMS.source,
    DCTERMS.subject,
    FOAF.page,
    PROV.wasAttributedTo,
    PROV.wasDerivedFrom,
    PROV.wasRevisionOf,
    RDFS.isDefinedBy,
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    SKOS.broader,
    SKOS.hasTopConcept,
    SKOS.inScheme,
    SKOS.narrower,
    SKOS.related,
    SKOS.topConceptOf,
    REFLEXES.answers,
    REFLEXES.answersInOurReading,
    REFLEXES.strengthens,
    REFLEXES.strengthensInOurReading,
)
"""The properties whose values are things; those of our fields are added to them."""
NATIVE = {XSD.integer: int, XSD.boolean: bool}
"""The types that JSON has."""
TYPE = "rdf:type"
Term = URIRef | Literal
FIRST = ("id", "type", "skos", "dcterms", "rdfs", "foaf", "rdf", "prov")
"""The order of the keys by their prefix; ours follow."""


def write(catalogue: Catalogue, naming: Naming | None = None) -> bytes:
    """The catalogue in JSON-LD; `naming` as in `skos.write`."""
    naming = naming or Naming.of(catalogue)
    subjects = _in_order(catalogue, naming)
    said = {"@context": context(), "@graph": _Nester(graph_of(catalogue, naming)).nest(subjects)}
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _in_order(catalogue: Catalogue, naming: Naming) -> Iterator[str]:
    """The edition, then the records in the order of their shelves."""
    yield naming.edition(catalogue.edition)
    for shelf in catalogue.shelves:
        for code in catalogue.shelf(shelf).all_codes:
            yield naming.record(shelf, code)


@cache
def context() -> dict[str, Any]:
    """The context of every document: prefixes, and what the values of each key are."""
    said: dict[str, Any] = {
        "@version": 1.1,
        "@vocab": VOCABULARY,
        "id": "@id",
        "type": "@type",
        **{prefix: str(space) for prefix, space in PREFIXES.items() if prefix != "reflexes"},
    }
    kinds: dict[str, dict[str, str]] = {_term(word): {"@container": "@language"} for word in WORDS}
    kinds |= {_term(link): {"@type": "@id"} for link in LINKS}
    for kind in (*KINDS.values(), Description):
        for one in (kind, *used_by(kind)):
            if hasattr(one, "__attrs_attrs__"):
                kinds |= _fields(one)
    return said | {term: {"@id": _id(term), **kinds[term]} for term in sorted(kinds)}


def _id(term: str) -> str:
    return term if ":" in term else f"{VOCABULARY}{term}"


def _fields(kind: Any) -> dict[str, dict[str, str]]:
    found = {}
    for field in described(kind):
        coerced = _coerced(field)
        for property_ in properties_of(kind, field.name):
            if coerced and property_.startswith(VOCABULARY):
                found[_term(property_)] = {"@type": coerced}
    return found


def _coerced(field: Described) -> str:
    """What the values of a field are; empty for plain words, numbers and partial days."""
    if field.spec.refers or field.is_record:
        return "@id"
    if field.is_choice:
        return "@vocab"
    return "xsd:date" if field.spec.kind == "day" else ""


def _term(iri: str) -> str:
    """The key or the type of an IRI: its local name for ours, `skos:prefLabel` for others."""
    for prefix, space in PREFIXES.items():
        if iri.startswith(str(space)):
            local = iri.removeprefix(str(space))
            return local if prefix == "reflexes" else f"{prefix}:{local}"
    return iri


class _Nester:
    """Writes a graph without blank nodes as nested nodes."""

    def __init__(self, graph: Graph) -> None:
        self.said: dict[str, list[tuple[str, Term]]] = {}
        for subject, predicate, value in sorted(graph):
            told = self.said.setdefault(str(subject), [])
            told.append((_term(str(predicate)), cast("Term", value)))
        self.waiting = set(self.said)

    def nest(self, first: Iterable[str]) -> list[dict[str, Any]]:
        """Every node, those of `first` before the others, our terms last."""
        written = [self._node(subject) for subject in first if subject in self.waiting]
        # Without its parts, the ontology's own IRI ends where its terms begin.
        others = sorted(self.waiting, key=lambda iri: (iri.startswith(VOCABULARY[:-1]), iri))
        return written + [self._node(subject) for subject in others if subject in self.waiting]

    def _node(self, subject: str) -> dict[str, Any]:
        self.waiting.discard(subject)
        types = [_term(str(value)) for key, value in self.said[subject] if key == TYPE]
        said: dict[str, list[Term]] = {}
        for key, value in self.said[subject]:
            if key != TYPE:
                said.setdefault(key, []).append(value)
        return {
            "id": subject,
            "type": _alone(sorted(types)),
            **{key: self._values(subject, key, said[key]) for key in sorted(said, key=_place)},
        }

    def _values(self, subject: str, key: str, values: list[Term]) -> Any:
        kind = context().get(key, {})
        if kind.get("@container") == "@language":
            return _by_language(values)
        return _alone([self._value(subject, value, kind.get("@type", "")) for value in values])

    def _value(self, subject: str, value: Term, coerced: str) -> Any:
        if isinstance(value, Literal):
            return _literal(value, coerced)
        iri = str(value)
        part = f"{subject}-" if "#" in subject else f"{subject}#"
        if iri in self.waiting and iri.startswith(part) and coerced:
            return self._node(iri)
        shown = _term(iri) if coerced == "@vocab" else iri
        return shown if coerced else {"id": shown}


def _place(key: str) -> tuple[int, str]:
    prefix = key.partition(":")[0] if ":" in key else ""
    return FIRST.index(prefix) if prefix in FIRST else len(FIRST), key


def _alone(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _by_language(values: list[Term]) -> dict[str, Any]:
    said: dict[str, list[str]] = {}
    for value in values:
        if not isinstance(value, Literal) or not value.language:
            raise ValueError(f"Words without their language: {value!r}")
        said.setdefault(value.language, []).append(str(value))
    # French first, as everywhere.
    return {language: _alone(said[language]) for language in sorted(said, reverse=True)}


def _literal(value: Literal, coerced: str) -> Any:
    if value.language:
        return {"@language": value.language, "@value": str(value)}
    if value.datatype in NATIVE:
        return value.toPython()
    if value.datatype is None:
        return {"@value": str(value)} if coerced else str(value)
    kind = _term(value.datatype)
    return str(value) if kind == coerced else {"@type": kind, "@value": str(value)}
