"""JSON-LD 1.1: the graph of `skos`, as nested JSON that reads without knowing RDF.

The context stands in the document and is the same for every edition. Our own terms bear no prefix
(`"status": "Status-attested"`), those of others do (`"skos:prefLabel"`). The parts of a record stand
inside it, records in the order of their shelves, and the definitions of terms come last.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from rdflib import DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from reflexes.catalogue import Catalogue
from reflexes.describing import Described, described, used_by
from reflexes.description import Description
from reflexes.exporting.naming import VOCABULARY, Naming
from reflexes.exporting.skos import PREFIXES, STANDARD, graph_of
from reflexes.exporting.vocabulary import REFLEXES, property_of
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
FIRST = ("id", "type", "skos", "dcterms", "rdfs", "foaf", "rdf", "prov")
"""The order of the keys by their prefix; ours follow."""


def write(catalogue: Catalogue, naming: Naming | None = None) -> bytes:
    """The catalogue in JSON-LD; `naming` as in `skos.write`."""
    naming = naming or Naming.of(catalogue)
    subjects = _in_order(catalogue, naming)
    said = {"@context": context(), "@graph": _Nester(graph_of(catalogue, naming)).nest(subjects)}
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _in_order(catalogue: Catalogue, naming: Naming) -> Iterator[URIRef]:
    """The edition, then the records in the order of their shelves."""
    yield URIRef(naming.edition(catalogue.edition))
    for shelf in catalogue.shelves:
        for code in catalogue.shelf(shelf).all_codes:
            yield URIRef(naming.record(shelf, code))


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
        if coerced and field.name not in STANDARD:
            found[_term(property_of(kind, field.name))] = {"@type": coerced}
    return found


def _coerced(field: Described) -> str:
    """What the values of a field are; empty for plain words, numbers and partial days."""
    if field.spec.refers or field.is_record:
        return "@id"
    if field.is_choice:
        return "@vocab"
    return "xsd:date" if field.spec.kind == "day" else ""


def _term(iri: URIRef) -> str:
    """The key or the type of an IRI: its local name for ours, `skos:prefLabel` for others."""
    for prefix, space in PREFIXES.items():
        if iri.startswith(space):
            local = iri.removeprefix(str(space))
            return local if prefix == "reflexes" else f"{prefix}:{local}"
    return str(iri)


class _Nester:
    """Writes a graph as nested nodes."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.waiting: dict[Node, None] = dict.fromkeys(sorted(set(graph.subjects())))

    def nest(self, first: Iterator[URIRef]) -> list[dict[str, Any]]:
        """Every node, those of `first` before the others, our terms last."""
        written = [self._node(subject) for subject in first if subject in self.waiting]
        others = sorted(self.waiting, key=lambda node: (node.startswith(VOCABULARY[:-1]), node))
        return written + [self._node(subject) for subject in others if subject in self.waiting]

    def _node(self, subject: Node) -> dict[str, Any]:
        del self.waiting[subject]
        said: dict[str, list[Node]] = {}
        types: list[str] = []
        for predicate, value in self.graph.predicate_objects(subject):
            if predicate == RDF.type:
                types.append(_term(URIRef(value)))
            else:
                said.setdefault(_term(URIRef(predicate)), []).append(value)
        keys = sorted(said, key=_place)
        return {
            "id": str(subject),
            "type": _alone(sorted(types)),
            **{key: self._values(subject, key, sorted(said[key])) for key in keys},
        }

    def _values(self, subject: Node, key: str, values: list[Node]) -> Any:
        kind = context().get(key, {})
        if kind.get("@container") == "@language":
            return _by_language(values)
        return _alone([self._value(subject, value, kind.get("@type", "")) for value in values])

    def _value(self, subject: Node, value: Node, coerced: str) -> Any:
        if isinstance(value, Literal):
            return _literal(value, coerced)
        part = f"{subject}-" if "#" in subject else f"{subject}#"
        if value in self.waiting and value.startswith(part) and coerced:
            return self._node(value)
        shown = _term(URIRef(value)) if coerced == "@vocab" else str(value)
        return shown if coerced else {"id": shown}


def _place(key: str) -> tuple[int, str]:
    prefix = key.partition(":")[0] if ":" in key else ""
    return FIRST.index(prefix) if prefix in FIRST else len(FIRST), key


def _alone(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _by_language(values: list[Node]) -> dict[str, Any]:
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


__all__ = ["context", "write"]
