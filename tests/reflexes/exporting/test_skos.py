"""SKOS in Turtle and JSON-LD: read back by rdflib, checked by pyshacl with our shapes."""

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import (
    DCTERMS,
    FOAF,
    OWL,
    PROV,
    RDF,
    RDFS,
    SKOS,
    XSD,
    BNode,
    Graph,
    Literal,
    URIRef,
)
from rdflib.compare import isomorphic

import reflexes
from reflexes.catalogue import Shelf
from reflexes.exporting import jsonld, shapes, skos
from reflexes.exporting.naming import Naming
from reflexes.exporting.vocabulary import REFLEXES, known_terms
from reflexes.links import parts
from reflexes.records import changed
from reflexes.texts import Says, Text, Title
from tests.reflexes.test_interviews import add_interview, add_observation

URN = "urn:reflexes:reflexes-publics:"
SMALL = "urn:reflexes:essai:"


def iri(code: str, start: str = URN) -> URIRef:
    return URIRef(start + code)


@pytest.fixture(scope="module")
def shapes_graph() -> Graph:
    graph = Graph()
    for name in ("skos", "reflexes"):
        graph.parse(data=shapes.turtle_of(name), format="turtle")
    return graph


@pytest.fixture(scope="module")
def edition() -> reflexes.Catalogue:
    return reflexes.load("2026.12")


@pytest.fixture(scope="module")
def graph(edition: reflexes.Catalogue) -> Graph:
    return skos.graph_of(edition)


@pytest.fixture
def small(tree: Path) -> Graph:
    return skos.graph_of(reflexes.load(tree))


def read_jsonld(content: bytes) -> Graph:
    """The graph of a JSON-LD document, as rdflib reads it."""
    with warnings.catch_warnings():
        # rdflib's own reader uses what rdflib deprecates.
        warnings.filterwarnings("ignore", "ConjunctiveGraph is deprecated", DeprecationWarning)
        return Graph().parse(data=content, format="json-ld")


def refusals(graph: Graph, shapes_graph: Graph) -> set[str]:
    """The French messages of what pyshacl refuses."""
    _, report, _ = validate(graph, shacl_graph=shapes_graph)
    assert isinstance(report, Graph)
    messages = report.objects(None, URIRef("http://www.w3.org/ns/shacl#resultMessage"))
    return {str(said) for said in messages if isinstance(said, Literal) and said.language == "fr"}


# The graph.


def test_skos_has_controversies_on_top_and_phenomena_below(
    edition: reflexes.Catalogue, graph: Graph
) -> None:
    scheme = iri("2026.12")

    tops = set(graph.objects(scheme, SKOS.hasTopConcept))
    assert tops == {iri(controversy.code) for controversy in edition.controversies}
    for phenomenon in edition.phenomena:
        assert set(graph.objects(iri(phenomenon.code), SKOS.broader)) == {
            iri(phenomenon.controversy)
        }
        assert (iri(phenomenon.controversy), SKOS.narrower, iri(phenomenon.code)) in graph
        assert (iri(phenomenon.code), SKOS.inScheme, scheme) in graph


def test_skos_holds_every_record_of_every_shelf(edition: reflexes.Catalogue, graph: Graph) -> None:
    told = set(graph.subjects(RDF.type, REFLEXES.Record))

    assert told == {iri(record.code) for record in edition}
    for record in edition:
        status = set(graph.objects(iri(record.code), REFLEXES.status))
        assert status == {REFLEXES[f"Status-{record.status.value}"]}


def test_skos_labels_say_their_language_and_keep_former_names(graph: Graph) -> None:
    piste = iri("micro-mobilite-professionnelle")

    assert set(graph.objects(piste, SKOS.prefLabel)) == {
        Literal("La micro-mobilité professionnelle", lang="fr"),
        Literal("Professional micro-mobility", lang="en"),
    }
    others = set(graph.objects(piste, SKOS.altLabel))
    assert Literal("La politique de micro-mobilités professionnelles", lang="fr") in others
    assert Literal("Micro-mobilité", lang="fr") in others
    note = Literal("Statut\N{NO-BREAK SPACE}: attesté.", lang="fr")
    assert (piste, SKOS.editorialNote, note) in graph


def test_skos_tells_who_says_each_text_and_on_which_sources(
    edition: reflexes.Catalogue, graph: Graph
) -> None:
    piste = edition.pistes["micro-mobilite-professionnelle"]
    node = URIRef(f"{iri(piste.code)}#proposition")

    assert piste.proposition is not None
    assert set(graph.objects(node, REFLEXES.says)) == {REFLEXES["Says-inquiry"]}
    sources = {iri(code) for code in piste.proposition.sources}
    assert len(sources) == 2
    assert set(graph.objects(node, DCTERMS.source)) == sources
    assert set(graph.objects(node, PROV.wasDerivedFrom)) == sources
    assert (node, RDF.value, Literal(piste.proposition.fr, lang="fr")) in graph
    assert (node, REFLEXES.translated, Literal("en", datatype=XSD.language)) in graph
    # The words are ours, whoever makes the claim.
    writers = set(graph.objects(node, PROV.wasAttributedTo))
    assert writers == {URIRef("urn:reflexes:reflexes-publics#contributors")}


def test_skos_counts_as_many_texts_as_the_catalogue(
    edition: reflexes.Catalogue, graph: Graph
) -> None:
    texts = [
        part
        for thing in (edition.description, *edition)
        for _, part in parts(thing)
        if isinstance(part, Title | Text)
    ]
    told = set(graph.subjects(RDF.type, REFLEXES.Text))
    told |= set(graph.subjects(RDF.type, REFLEXES.Title))

    assert len(told) == len(texts)
    for says in Says:
        counted = set(graph.subjects(REFLEXES.says, REFLEXES[f"Says-{says.value}"]))
        assert len(counted & told) == sum(text.says is says for text in texts), says


def test_skos_gives_no_plain_words_of_ours_about_what_is_attested(graph: Graph) -> None:
    # The inquiry's authors define no principle: the definition is ours.
    principle = iri("agilite")
    assert (principle, REFLEXES.status, REFLEXES["Status-attested"]) in graph

    assert list(graph.objects(principle, SKOS.definition)) == [URIRef(f"{principle}#definition")]
    ours = URIRef(f"{principle}#definition")
    assert (ours, REFLEXES.says, REFLEXES["Says-ours"]) in graph


def test_skos_tells_a_tie_of_ours_from_an_attested_one(graph: Graph) -> None:
    piste = iri("micro-mobilite-professionnelle")

    assert set(graph.objects(piste, REFLEXES.answers)) == {iri("reaffectation-agents")}
    assert set(graph.objects(piste, REFLEXES.answersInOurReading)) == {
        iri("mutualisation-ressources"),
        iri("management-interne"),
    }
    assert set(graph.objects(piste, REFLEXES.strengthens)) == set()
    assert (iri("reaffectation-agents"), SKOS.related, piste) in graph


def test_skos_describes_sources_in_dublin_core(graph: Graph) -> None:
    post = iri("billet-six-pistes-2020-09")

    assert (post, RDF.type, DCTERMS.BibliographicResource) in graph
    assert (post, DCTERMS.issued, skos.partial_day("2020-09-21")) in graph
    assert (post, DCTERMS.language, skos.LANGUAGES["fr"]) in graph
    publisher = graph.value(post, DCTERMS.publisher)
    assert graph.value(publisher, FOAF.name) == Literal("La 27e Région")
    pages = list(graph.objects(post, FOAF.page))
    assert len(pages) == 1
    assert str(pages[0]).startswith("https://www.la27eregion.fr/")


def test_skos_edition_says_its_version_its_licence_and_the_one_before(
    edition: reflexes.Catalogue, graph: Graph
) -> None:
    scheme = iri("2026.12")

    assert graph.value(scheme, OWL.versionInfo) == Literal("2026.12")
    assert graph.value(scheme, REFLEXES.digest) == Literal(edition.digest)
    assert graph.value(scheme, PROV.wasRevisionOf) == iri("2026.11")
    assert graph.value(scheme, DCTERMS.license) == URIRef("http://spdx.org/licenses/etalab-2.0")
    assert graph.value(scheme, DCTERMS.issued) == skos.partial_day("2026-11")
    assert skos.previous_of(reflexes.load("2020.05")) == ""


def test_skos_has_no_blank_node_and_defines_its_terms(graph: Graph) -> None:
    nodes = {node for triple in graph for node in triple}
    assert [node for node in nodes if isinstance(node, BNode)] == []

    used = {node for node in nodes if isinstance(node, URIRef) and node.startswith(str(REFLEXES))}
    assert len(used) > 100
    for term in used:
        languages = {label.language for label in graph.objects(term, RDFS.label)}
        assert languages == {"fr", "en"}, term
    assert used <= set(known_terms())


def test_skos_marks_a_withdrawn_record_and_what_replaces_it(tree: Path) -> None:
    old = (tree / "pistes" / "telephoner.toml").read_text(encoding="utf-8")
    gone = """
[withdrawn]
known_on = 2026-11-23
fate = "renamed"
replaced_by = ["telephoner"]
reason = { fr = "Un nom plus court.", says = "ours" }
"""
    (tree / "pistes" / "appeler.toml").write_text(old + gone, encoding="utf-8")
    made = skos.graph_of(reflexes.load(tree))
    withdrawn = iri("appeler", SMALL)

    assert (withdrawn, OWL.deprecated, Literal(lexical_or_value=True)) in made
    assert made.value(withdrawn, DCTERMS.isReplacedBy) == iri("telephoner", SMALL)
    assert (withdrawn, SKOS.topConceptOf, None) not in made
    assert (iri("telephoner", SMALL), OWL.deprecated, None) not in made


def test_skos_lets_a_claim_rest_on_an_interview(tree: Path, shapes_graph: Graph) -> None:
    add_interview(tree)
    add_observation(tree, stances='[{ controversy = "le-guichet", leaning = "first-pole" }]')
    made = skos.graph_of(reflexes.load(tree))
    fact, interview = iri("vu#fact", SMALL), iri("entretien-1", SMALL)

    assert refusals(made, shapes_graph) == set()
    assert list(made.objects(fact, PROV.wasDerivedFrom)) == [interview]
    assert (interview, REFLEXES.anonymised, Literal(lexical_or_value=True)) in made
    # A stance is no concept below its controversy.
    assert set(made.subjects(SKOS.broader, iri("le-guichet", SMALL))) == {iri("l-appel", SMALL)}
    assert set(read_jsonld(jsonld.write(reflexes.load(tree)))) == set(made)

    made.remove((fact, PROV.wasDerivedFrom, interview))
    assert refusals(made, shapes_graph) == {
        "Ce que dit l’enquête ou une autre source nomme une source ou un entretien."
    }


def test_skos_names_a_record_of_another_catalogue_by_its_urn(
    tree: Path, shapes_graph: Graph
) -> None:
    catalogue = reflexes.load(tree)
    piste = catalogue.pistes["telephoner"]
    tie = changed(piste.answers[0], to="reflexes-publics:pilotage")
    source = ("reflexes-publics:livret-2020-11",)
    problem = changed(piste.problem, says=Says.INQUIRY, sources=source)
    shelves = {name: catalogue.shelf(name) for name in catalogue.shelves}
    shelves["pistes"] = Shelf.of(
        "pistes", {piste.code: changed(piste, answers=(tie,), problem=problem)}
    )
    made = skos.graph_of(
        reflexes.Catalogue(describe=lambda: catalogue.description, shelves=shelves)
    )

    assert (iri("telephoner", SMALL), REFLEXES.answersInOurReading, iri("pilotage")) in made
    assert (iri("livret-2020-11"), RDF.type, DCTERMS.BibliographicResource) in made
    assert refusals(made, shapes_graph) == set()


def test_skos_is_named_by_the_addresses_of_a_site(edition: reflexes.Catalogue) -> None:
    naming = Naming.of(edition, "https://example.org/", {"phenomena": "phenomenes"})
    made = skos.graph_of(edition, naming)
    page = URIRef("https://example.org/catalogue/phenomenes/reaffectation-agents")

    assert (page, SKOS.inScheme, URIRef("https://example.org/editions/2026.12")) in made
    assert not any(str(subject).startswith(URN) for subject in made.subjects())
    assert (page, RDF.type, REFLEXES.Phenomenon) in made


# The files.


@pytest.mark.parametrize("name", reflexes.edition_names())
def test_skos_of_every_edition_keeps_the_shapes(name: str, shapes_graph: Graph) -> None:
    assert refusals(skos.graph_of(reflexes.load(name)), shapes_graph) == set()


def test_skos_in_turtle_and_in_jsonld_are_the_same_graph() -> None:
    catalogue = reflexes.load("2025.01")
    from_turtle = Graph().parse(data=skos.write(catalogue), format="turtle")
    from_jsonld = read_jsonld(jsonld.write(catalogue))

    assert len(from_turtle) == len(skos.graph_of(catalogue)) > 5000
    assert isomorphic(from_turtle, from_jsonld)


def test_jsonld_of_the_newest_edition_loses_nothing(
    edition: reflexes.Catalogue, graph: Graph
) -> None:
    assert set(read_jsonld(jsonld.write(edition))) == set(graph)


def test_jsonld_reads_as_nested_json_in_shelf_order(edition: reflexes.Catalogue) -> None:
    said = json.loads(jsonld.write(edition))
    nodes = said["@graph"]

    assert nodes[0]["id"] == f"{URN}2026.12"
    assert [node["id"] for node in nodes[1 : len(edition) + 1]] == [
        str(iri(record.code)) for record in edition
    ]
    piste = next(node for node in nodes if node["id"].endswith(":micro-mobilite-professionnelle"))
    assert piste["type"] == ["Piste", "Record", "skos:Concept"]
    assert piste["status"] == "Status-attested"
    assert piste["skos:prefLabel"] == {
        "fr": "La micro-mobilité professionnelle",
        "en": "Professional micro-mobility",
    }
    assert piste["proposition"]["says"] == "Says-inquiry"
    assert piste["proposition"]["rdf:value"]["fr"].startswith("Faire du changement")
    assert piste["rank"] == 1


def test_jsonld_has_the_same_context_for_every_edition(edition: reflexes.Catalogue) -> None:
    old = json.loads(jsonld.write(reflexes.load("2020.05")))["@context"]

    assert old == json.loads(jsonld.write(edition))["@context"]
    assert old["knownOn"] == {"@id": f"{REFLEXES}knownOn", "@type": "xsd:date"}


def test_linked_data_has_the_same_bytes_in_every_process() -> None:
    program = (
        "import hashlib, reflexes\n"
        "from reflexes.exporting import dcat, jsonld, skos\n"
        "catalogue = reflexes.load('2023.03')\n"
        "for module in (skos, jsonld, dcat):\n"
        "    print(hashlib.sha256(module.write(catalogue)).hexdigest())\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }

    assert len(told) == 1
    assert len(set(next(iter(told)).split())) == 3


# The shapes: each rule refuses what breaks it.


def without(subject: str, predicate: URIRef, *, lang: str = "") -> Callable[[Graph], None]:
    """Takes out what a thing says by a property, in one language or in all."""

    def spoil(graph: Graph) -> None:
        thing = URIRef(SMALL + subject)
        found = list(graph.triples((thing, predicate, None)))
        kept = [
            t for t in found if not lang or (isinstance(t[2], Literal) and t[2].language == lang)
        ]
        assert kept, (subject, predicate)
        for triple in kept:
            graph.remove(triple)

    return spoil


def plus(subject: str, predicate: URIRef, value: Literal | str) -> Callable[[Graph], None]:
    """Adds a value to what a thing says."""

    def spoil(graph: Graph) -> None:
        node = URIRef(SMALL + value) if type(value) is str else value
        graph.add((URIRef(SMALL + subject), predicate, node))

    return spoil


CLAIM = "le-guichet#debate"
FAULTS = {
    "no French label": (
        without("le-guichet", SKOS.prefLabel, lang="fr"),
        "Un concept a un libellé préféré en français.",
    ),
    "no English label": (
        without("l-appel", SKOS.prefLabel, lang="en"),
        "Un concept a un libellé préféré en anglais.",
    ),
    "two labels": (
        plus("le-guichet", SKOS.prefLabel, Literal("L’accueil", lang="fr")),
        "Un concept n’a qu’un libellé préféré par langue, et ce libellé dit sa langue.",
    ),
    "a label of no language": (
        plus("le-guichet", SKOS.prefLabel, Literal("L’accueil")),
        "Un concept n’a qu’un libellé préféré par langue, et ce libellé dit sa langue.",
    ),
    "the same label twice": (
        plus("le-guichet", SKOS.altLabel, Literal("Le guichet", lang="fr")),
        "Un libellé ne peut être à la fois préféré et alternatif.",
    ),
    "no scheme": (
        without("l-appel", SKOS.inScheme),
        "Un concept appartient à un schéma de concepts.",
    ),
    "related to its own parent": (
        plus("l-appel", SKOS.related, "le-guichet"),
        "Un concept n’est pas associé à un concept qui lui est plus général.",
    ),
    "related to its own child": (
        plus("le-guichet", SKOS.related, "l-appel"),
        "Un concept n’est pas associé à un concept qui lui est plus particulier.",
    ),
    "related one way": (
        without("l-appel", SKOS.related),
        "Une association entre concepts s’écrit dans les deux sens.",
    ),
    "narrower without broader": (
        without("le-guichet", SKOS.narrower),
        "Plus général et plus particulier s’écrivent dans les deux sens.",
    ),
    "nowhere in the hierarchy": (
        without("l-appel", SKOS.broader),
        "Un concept est en tête de son schéma ou a un concept plus général.",
    ),
    "a concept that is a scheme": (
        lambda graph: graph.add((iri("l-appel", SMALL), RDF.type, SKOS.ConceptScheme)),
        "Rien n’est à la fois un concept et un schéma.",
    ),
    "nobody says it": (
        without(CLAIM, REFLEXES.says),
        "Un texte dit qui parle\N{NO-BREAK SPACE}: l’enquête, une autre source ou ce projet.",
    ),
    "a claim without a source": (
        without(CLAIM, DCTERMS.source),
        "Ce que dit l’enquête ou une autre source nomme une source ou un entretien.",
    ),
    "a source that is not described": (
        plus(CLAIM, DCTERMS.source, "ailleurs"),
        "Une source est décrite dans le catalogue.",
    ),
    "resting on what is no source": (
        plus(CLAIM, PROV.wasDerivedFrom, "telephoner"),
        "Un texte repose sur une source ou sur un entretien du catalogue.",
    ),
    "no words in French": (
        without(CLAIM, RDF.value, lang="fr"),
        "Un texte a des mots en français, une seule fois par langue.",
    ),
    "nobody wrote it": (without(CLAIM, PROV.wasAttributedTo), "Un texte dit qui l’a écrit."),
    "no status": (
        without("l-appel", REFLEXES.status),
        "Une fiche dit son statut\N{NO-BREAK SPACE}: attesté, reconstruit ou de ce projet.",
    ),
    "no code": (
        without("un-billet", DCTERMS.identifier),
        "Une fiche a un code, et un seul.",
    ),
    "no title": (
        without("un-billet", REFLEXES.title),
        "Une fiche a un titre qui dit qui parle.",
    ),
    "no day": (
        without("un-billet", REFLEXES.knownOn),
        "Une fiche dit le jour où elle a été connue.",
    ),
    "no edition": (
        without("un-billet", DCTERMS.isPartOf),
        "Une fiche appartient à une édition.",
    ),
}


def test_shapes_accept_the_small_catalogue(small: Graph, shapes_graph: Graph) -> None:
    assert refusals(small, shapes_graph) == set()


@pytest.mark.parametrize("fault", FAULTS)
def test_shapes_refuse(fault: str, small: Graph, shapes_graph: Graph) -> None:
    spoil, message = FAULTS[fault]
    spoil(small)

    assert message in refusals(small, shapes_graph)


def test_shapes_are_shipped_and_speak_both_languages() -> None:
    for name in shapes.NAMES:
        read = Graph().parse(data=shapes.turtle_of(name), format="turtle")
        messages: dict[object, set[str | None]] = {}
        for subject, _, said in read.triples(
            (None, URIRef("http://www.w3.org/ns/shacl#message"), None)
        ):
            assert isinstance(said, Literal)
            messages.setdefault(subject, set()).add(said.language)
        assert len(messages) >= 10
        assert set(map(frozenset, messages.values())) == {frozenset({"fr", "en"})}, name
