"""Vocabulary: our own terms in RDF, made from the fields, with their French and English labels.

SKOS, Dublin Core, PROV, FOAF and ORG say most of what there is to say. What is left has a term of
ours: a class for each kind of record or part, a property for each field, an individual for each
value of a closed list. The document that uses a term also defines it, since the IRIs of terms are
names at which nothing can be read.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Any

from rdflib import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from reflexes.describing import choices_of, described, name_of, purpose_of, used_by
from reflexes.description import Description
from reflexes.exporting.naming import VOCABULARY
from reflexes.kinds import KINDS
from reflexes.wording import translator

REFLEXES = Namespace(VOCABULARY)
LANGUAGES = ("fr", "en")

STANDARD = {
    "code": (DCTERMS.identifier,),
    "sources": (DCTERMS.source, PROV.wasDerivedFrom),
    "published_on": (DCTERMS.issued,),
    "Phenomenon.controversy": (SKOS.broader,),
    "Observation.about": (DCTERMS.subject,),
}
"""The fields, of every record or of one kind, that others have a property for."""

RENAMED = {("Piste", "answers"): "tie", ("Piste", "strengthens"): "strengthening"}
"""The fields whose plain name is kept for the direct link, without the part between."""

NOTES = {
    ("Controversy", "debate"): SKOS.definition,
    ("Phenomenon", "summary"): SKOS.definition,
    ("Phenomenon", "reasoning"): SKOS.editorialNote,
    ("Piste", "proposition"): SKOS.definition,
    ("Piste", "problem"): SKOS.scopeNote,
    ("Principle", "definition"): SKOS.definition,
}
"""The kind of SKOS note that a text of a concept is; `skos:note` for the others."""

OWN = {
    "Record": (OWL.Class, "Fiche du catalogue", "Record of the catalogue"),
    "answers": (OWL.ObjectProperty, "répond à", "answers"),
    "answersInOurReading": (
        OWL.ObjectProperty,
        "répond à, selon ce projet",
        "answers, in this project’s reading",
    ),
    "strengthens": (OWL.ObjectProperty, "renforce", "strengthens"),
    "strengthensInOurReading": (
        OWL.ObjectProperty,
        "renforce, selon ce projet",
        "strengthens, in this project’s reading",
    ),
    "digest": (OWL.DatatypeProperty, "SHA-256 de l’édition", "SHA-256 of the edition"),
    "day": (
        OWL.DatatypeProperty,
        "dernier jour dont parle l’édition",
        "last day of which the edition tells",
    ),
}
"""The terms that no field gives: their type, and their labels in French and in English."""


def class_of(kind: Any) -> URIRef:
    """The class of a record, of a part or of a closed list."""
    return REFLEXES[kind.__name__]


def property_of(kind: Any, field: str) -> URIRef:
    """The property of a field: `first_steps` is `firstSteps`."""
    first, *others = RENAMED.get((kind.__name__, field), field).split("_")
    return REFLEXES[first + "".join(map(str.capitalize, others))]


def properties_of(kind: Any, field: str) -> tuple[URIRef, ...]:
    """The properties that say a field: those of others where there are some, else ours."""
    standard = STANDARD.get(field) or STANDARD.get(f"{kind.__name__}.{field}")
    return standard or (property_of(kind, field),)


def choice_of(value: StrEnum) -> URIRef:
    """One value of a closed list: `Status-attested`."""
    return REFLEXES[f"{type(value).__name__}-{value.value}"]


def labels(words: str) -> tuple[Literal, ...]:
    """An English message id as a literal in each language."""
    return tuple(Literal(translator(language)(words), lang=language) for language in LANGUAGES)


def define(graph: Graph) -> None:
    """Add to `graph` the definitions of our terms that it uses, and of those that they use."""
    terms = known_terms()
    waiting = {node for triple in graph for node in triple if node in terms}
    if not waiting:
        return
    ontology = URIRef(VOCABULARY.removesuffix("#"))
    graph.add((ontology, RDF.type, OWL.Ontology))
    for label in labels("The terms of this project"):
        graph.add((ontology, RDFS.label, label))
    defined: set[Node] = set()
    while waiting:
        term = waiting.pop()
        defined.add(term)
        graph.add((term, RDFS.isDefinedBy, ontology))
        for predicate, value in terms[term]:
            graph.add((term, predicate, value))
            if value in terms and value not in defined:
                waiting.add(value)


@cache
def known_terms() -> dict[Node, tuple[tuple[URIRef, Node], ...]]:
    """Every term of ours, with what defines it."""
    known: dict[Node, dict[tuple[URIRef, Node], None]] = {}
    for name, (kind, french, english) in OWN.items():
        said = (Literal(french, lang="fr"), Literal(english, lang="en"))
        known[REFLEXES[name]] = dict.fromkeys(
            [(RDF.type, kind), *((RDFS.label, label) for label in said)]
        )
    for kind in _kinds():
        known[class_of(kind)] = dict.fromkeys(_class(kind))
        if issubclass(kind, StrEnum):
            known |= {choice_of(value): dict.fromkeys(_choice(value)) for value in kind}
            continue
        for field in described(kind):
            # Several kinds may have the field, under several labels: a property has them all.
            term = known.setdefault(property_of(kind, field.name), {})
            term |= dict.fromkeys(_property(kind, field))
    return {term: tuple(said) for term, said in known.items()}


def _kinds() -> tuple[Any, ...]:
    outer = (*KINDS.values(), Description)
    return tuple(dict.fromkeys(one for kind in outer for one in (kind, *used_by(kind))))


def _class(kind: Any) -> Iterator[tuple[URIRef, Node]]:
    yield RDF.type, OWL.Class
    for label in labels(name_of(kind)):
        yield RDFS.label, label
    for purpose in labels(purpose_of(kind)):
        yield RDFS.comment, purpose
    if kind in KINDS.values():
        yield RDFS.subClassOf, REFLEXES.Record
    if kind.__name__ in {"Text", "Title"}:
        yield RDFS.subClassOf, PROV.Entity


def _choice(value: StrEnum) -> Iterator[tuple[URIRef, Node]]:
    yield RDF.type, class_of(type(value))
    for label in labels(value.value):
        yield RDFS.label, label
    meaning = choices_of(type(value))[value.value]
    for said in labels(meaning) if meaning else ():
        yield RDFS.comment, said


def _property(kind: Any, field: Any) -> Iterator[tuple[URIRef, Node]]:
    link = field.is_record or field.spec.refers or (field.is_choice and field.name != "translated")
    yield RDF.type, OWL.ObjectProperty if link else OWL.DatatypeProperty
    for label in labels(field.spec.label):
        yield RDFS.label, label
    note = NOTES.get((kind.__name__, field.name))
    if note is not None:
        yield RDFS.subPropertyOf, note
