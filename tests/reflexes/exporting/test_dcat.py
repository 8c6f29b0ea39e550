"""The DCAT-AP record, checked by pyshacl with our own shapes: the official ones are not shipped."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import DCTERMS, FOAF, RDF, XSD, BNode, Graph, Literal, URIRef

import reflexes
from reflexes.exporting import FORMATS, dcat, shapes
from reflexes.exporting.dcat import ADMS, DCAT, SPDX
from reflexes.exporting.naming import Naming

URN = "urn:reflexes:reflexes-publics"
EDITION = URIRef(f"{URN}:2021.09")
PORTAL = URIRef(f"{URN}#portal")
AUTHORITY = "http://publications.europa.eu/resource/authority"


@pytest.fixture(scope="module")
def shapes_graph() -> Graph:
    return Graph().parse(data=shapes.turtle_of("dcat-ap"), format="turtle")


@pytest.fixture
def graph() -> Graph:
    return Graph().parse(data=dcat.write(reflexes.load("2021.09")), format="turtle")


def refusals(graph: Graph, shapes_graph: Graph) -> set[str]:
    """The French messages of what pyshacl refuses."""
    _, report, _ = validate(graph, shacl_graph=shapes_graph)
    assert isinstance(report, Graph)
    messages = report.objects(None, URIRef("http://www.w3.org/ns/shacl#resultMessage"))
    return {str(said) for said in messages if isinstance(said, Literal) and said.language == "fr"}


@pytest.mark.parametrize("name", reflexes.edition_names())
def test_dcat_of_every_edition_keeps_the_shapes(name: str, shapes_graph: Graph) -> None:
    catalogue = reflexes.load(name)
    addressed = Naming.of(catalogue, "https://example.org")

    assert refusals(dcat.graph_of(catalogue), shapes_graph) == set()
    assert refusals(dcat.graph_of(catalogue, naming=addressed), shapes_graph) == set()


def test_dcat_says_what_a_portal_has_to_know(graph: Graph) -> None:
    assert (PORTAL, DCAT.dataset, EDITION) in graph
    titles = set(graph.objects(EDITION, DCTERMS.title))
    assert Literal("Catalogue des réflexes publics, édition 2021.09", lang="fr") in titles
    assert len(titles) == 2
    assert graph.value(EDITION, DCAT.version) == Literal("2021.09")
    assert graph.value(EDITION, DCAT.previousVersion) == URIRef(f"{URN}:2021.01")
    assert graph.value(EDITION, DCAT.prev) == URIRef(f"{URN}:2021.01")
    assert graph.value(EDITION, DCAT.theme) == URIRef(f"{AUTHORITY}/data-theme/GOVE")
    assert graph.value(EDITION, DCTERMS.spatial) == URIRef(f"{AUTHORITY}/country/FRA")
    languages = set(graph.objects(EDITION, DCTERMS.language))
    assert languages == {URIRef(f"{AUTHORITY}/language/{each}") for each in ("FRA", "ENG")}
    publisher = graph.value(EDITION, DCTERMS.publisher)
    assert Literal(
        "Les contributeurs de «\N{NO-BREAK SPACE}Catalogue des réflexes publics\N{NO-BREAK SPACE}»",
        lang="fr",
    ) in set(graph.objects(publisher, FOAF.name))
    assert Literal("Pilotage", lang="fr") in set(graph.objects(EDITION, DCAT.keyword))
    assert (None, ADMS.identifier, None) in graph
    assert not any(isinstance(node, BNode) for triple in graph for node in triple)


def test_dcat_of_the_past_does_not_claim_to_have_come_out_then(graph: Graph) -> None:
    # Told of 15 September 2021, made in November 2026.
    assert graph.value(EDITION, DCTERMS.issued) == Literal(
        "2026-11", datatype=XSD.gYearMonth, normalize=False
    )
    period = graph.value(EDITION, DCTERMS.temporal)
    assert str(graph.value(period, DCAT.startDate)) == "2020-05-28"
    assert str(graph.value(period, DCAT.endDate)) == "2021-09-15"
    notes = {str(note) for note in graph.objects(EDITION, ADMS.versionNotes)}
    assert any("Ce qui était public le 15 septembre 2021, réuni après coup." in n for n in notes)


def test_dcat_gives_the_digest_of_the_canonical_form_alone(graph: Graph) -> None:
    checksums = list(graph.subject_objects(SPDX.checksum))

    assert [str(thing) for thing, _ in checksums] == [f"{EDITION}#distribution-canonical"]
    value = graph.value(checksums[0][1], SPDX.checksumValue)
    assert str(value) == reflexes.load("2021.09").digest


def test_dcat_has_a_distribution_for_every_format(graph: Graph) -> None:
    told = set(graph.objects(EDITION, DCAT.distribution))

    assert told == {URIRef(f"{EDITION}#distribution-{name}") for name in ("canonical", *FORMATS)}
    table = URIRef(f"{EDITION}#distribution-csv")
    iana = "https://www.iana.org/assignments/media-types"
    assert graph.value(table, DCAT.mediaType) == URIRef(f"{iana}/text/csv")
    assert graph.value(table, DCAT.packageFormat) == URIRef(f"{iana}/application/zip")
    assert graph.value(table, DCTERMS.format) == URIRef(f"{AUTHORITY}/file-type/CSV")
    assert graph.value(table, DCTERMS.license) == URIRef("http://spdx.org/licenses/etalab-2.0")
    # Nobody serves it: a name, and nothing to download.
    assert graph.value(table, DCAT.accessURL) == URIRef(f"{EDITION}#csv")
    assert (None, DCAT.downloadURL, None) not in graph


def test_dcat_of_a_site_gives_addresses_to_download() -> None:
    catalogue = reflexes.load("2021.09")
    made = dcat.graph_of(catalogue, naming=Naming.of(catalogue, "https://example.org"))
    table = URIRef("https://example.org/editions/2021.09#distribution-csv")

    address = URIRef("https://example.org/editions/2021.09/fichiers/csv")
    assert made.value(table, DCAT.downloadURL) == address
    canonical = URIRef("https://example.org/editions/2021.09#distribution-canonical")
    assert (canonical, DCAT.downloadURL, None) not in made


def test_dcat_of_all_editions_is_one_portal_and_one_series(shapes_graph: Graph) -> None:
    names = reflexes.edition_names()
    made = dcat.graph_of(*map(reflexes.load, names))

    assert set(made.objects(PORTAL, DCAT.dataset)) == {URIRef(f"{URN}:{name}") for name in names}
    assert len(set(made.subjects(RDF.type, DCAT.DatasetSeries))) == 1
    assert refusals(made, shapes_graph) == set()


def test_dcat_of_a_tree_of_files_has_neither_version_nor_day(
    tree: Path, shapes_graph: Graph
) -> None:
    made = dcat.graph_of(reflexes.load(tree))

    assert refusals(made, shapes_graph) == set()
    assert (None, DCAT.version, None) not in made
    assert (None, DCTERMS.issued, None) not in made
    assert (None, DCTERMS.spatial, None) not in made


def without(thing: str, predicate: URIRef) -> Callable[[Graph], None]:
    def spoil(graph: Graph) -> None:
        assert (URIRef(thing), predicate, None) in graph
        graph.remove((URIRef(thing), predicate, None))

    return spoil


def plus(thing: str, predicate: URIRef, value: Literal | URIRef) -> Callable[[Graph], None]:
    return lambda graph: graph.add((URIRef(thing), predicate, value)) and None


CANONICAL = f"{EDITION}#distribution-canonical"
FAULTS = {
    "no title": (
        without(EDITION, DCTERMS.title),
        "Le titre manque, ou il y en a deux dans une langue.",
    ),
    "two titles": (
        plus(PORTAL, DCTERMS.title, Literal("Un autre", lang="fr")),
        "Le titre manque, ou il y en a deux dans une langue.",
    ),
    "no description": (
        without(PORTAL, DCTERMS.description),
        "La description manque, ou il y en a deux dans une langue.",
    ),
    "no publisher": (
        without(PORTAL, DCTERMS.publisher),
        "Il y a un éditeur, et un seul, décrit ici.",
    ),
    "a publisher without a name": (without(f"{URN}#contributors", FOAF.name), "Un agent a un nom."),
    "nothing in the portal": (
        without(PORTAL, DCAT.dataset),
        "Un portail annonce au moins un jeu de données, décrit ici.",
    ),
    "nowhere to go": (
        without(CANONICAL, DCAT.accessURL),
        "Une distribution dit où y accéder.",
    ),
    "no licence": (without(CANONICAL, DCTERMS.license), "Il y a une licence, et une seule."),
    "a media type in words": (
        plus(CANONICAL, DCAT.mediaType, Literal("application/json")),
        "Une distribution a un type de média, de la liste de l’IANA.",
    ),
    "a short digest": (
        plus(
            f"{CANONICAL}-checksum",
            SPDX.checksumValue,
            Literal("abcd", datatype=XSD.hexBinary, normalize=False),
        ),
        "Une empreinte a une valeur de 64 chiffres hexadécimaux.",
    ),
    "no digest": (
        without(CANONICAL, SPDX.checksum),
        "Une édition donne l’empreinte de sa forme canonique, et elle seule.",
    ),
    "out of the series": (
        without(EDITION, DCAT.inSeries),
        "Une édition appartient à la série des éditions.",
    ),
    "a language of no list": (
        plus(EDITION, DCTERMS.language, Literal("fr")),
        "Les langues viennent de la liste européenne.",
    ),
    "a theme of ours": (
        plus(EDITION, DCAT.theme, URIRef("urn:reflexes:theme")),
        "Une édition a un thème de la liste européenne.",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_dcat_shapes_refuse(fault: str, graph: Graph, shapes_graph: Graph) -> None:
    spoil, message = FAULTS[fault]
    spoil(graph)

    assert message in refusals(graph, shapes_graph)
