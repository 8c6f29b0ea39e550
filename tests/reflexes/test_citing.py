"""Citations, their BibTeX read by pybtex, which is not ours."""

import json
from pathlib import Path

import pytest
from pybtex import PybtexEngine
from pybtex.database import BibliographyData, parse_string

import reflexes
from reflexes.citing import FORMATS, Citation, Reference, as_bibtex, cite
from reflexes.cli import main
from reflexes.errors import UnknownCodeError
from reflexes.wording import said_date
from tests.reflexes.test_interviews import add_interview, add_observation

PISTE = "micro-mobilite-professionnelle"
KEY = f"reflexes-publics-2026.12-{PISTE}"


@pytest.fixture(scope="module")
def edition() -> reflexes.Catalogue:
    return reflexes.load("2026.12")


def parsed(citation: Citation) -> BibliographyData:
    return parse_string(citation.written("bibtex"), "bibtex")


def spaced(said: str) -> str:
    """Words with the one sign that BibTeX has for no-break spaces."""
    return said.replace("\N{NO-BREAK SPACE}", "~").replace("\N{NARROW NO-BREAK SPACE}", "~")


def test_citing_a_record_in_bibtex_names_edition_digest_and_sources(
    edition: reflexes.Catalogue,
) -> None:
    entry = parsed(cite(edition, PISTE, address="https://example.org/a_b?c=%20")).entries[KEY]

    assert entry.type == "misc"
    assert entry.fields["title"] == "{La micro-mobilité professionnelle}"
    assert entry.fields["howpublished"] == "Catalogue des réflexes publics, édition 2026.12"
    assert (entry.fields["year"], entry.fields["month"]) == ("2026", "November")
    assert entry.fields["version"] == "2026.12"
    assert f"SHA-256 {edition.digest[:12]}…" in entry.fields["note"]
    assert "statut~: attesté" in entry.fields["note"]
    assert entry.fields["url"] == "https://example.org/a_b?c=%20"
    assert entry.fields["langid"] == "french"


def test_citing_lists_each_source_under_its_publisher(edition: reflexes.Catalogue) -> None:
    read = parsed(cite(edition, PISTE))
    cited = [source.code for source in edition.cited(edition.pistes[PISTE])]

    assert read.entries[KEY].fields["related"].split(",") == cited
    assert list(read.entries)[1:] == cited
    post = read.entries["billet-six-pistes-2020-09"]
    assert str(post.persons["author"][0]) == "{La 27e Région}"
    assert post.fields["urldate"] == "2026-11-22"
    assert "url" not in read.entries[KEY].fields


def test_citing_has_the_catalogue_for_author_whoever_speaks(edition: reflexes.Catalogue) -> None:
    # One attested title by the inquiry, one reconstructed phenomenon, one piste of ours.
    codes = [PISTE]
    codes += [p.code for p in edition.phenomena if p.status == "reconstructed"][:1]
    codes += [p.code for p in edition.pistes if p.status == "ours"][:1]
    assert len(codes) == 3

    for code in codes:
        entry = next(iter(parsed(cite(edition, code, language="en")).entries.values()))
        assert str(entry.persons["author"][0]) == "{Catalogue of public reflexes}"
    note = cite(edition, codes[2], language="en").cited.notes[0]
    assert note == f"Piste, record “{codes[2]}”; status: ours."


def test_citing_a_source_is_citing_the_source_itself(edition: reflexes.Catalogue) -> None:
    citation = cite(edition, "livret-2020-11")

    assert citation.cited.author == edition.sources["livret-2020-11"].publisher
    assert citation.cited.version == ""
    assert citation.sources == ()
    assert citation.cited.notes == (
        "Lecture\N{NO-BREAK SPACE}: source première, extrait seulement.",
    )


def test_citing_an_edition_is_a_data_set(edition: reflexes.Catalogue) -> None:
    entry = parsed(cite(edition)).entries["reflexes-publics-2026.12"]

    assert entry.type == "dataset"
    assert entry.fields["title"] == "{Catalogue des réflexes publics, édition 2026.12}"


def test_citing_an_edition_of_the_past_says_that_it_was_made_afterwards() -> None:
    cited = cite(reflexes.load("2020.05")).cited

    assert cited.issued == (2026, 11)
    assert cited.notes[0] == "Ce qui était public le 28 mai 2020, réuni après coup."


def test_citing_a_tree_of_files_says_that_it_is_no_edition(tree: Path) -> None:
    citation = cite(reflexes.load(tree), "l-appel")

    assert (
        citation.cited.notes[-1]
        == "En cours d’écriture\N{NO-BREAK SPACE}: ce n’est pas une édition."
    )
    assert "s. d." in citation.written("text")
    entry = parsed(citation).entries["essai-l-appel"]
    assert "year" not in entry.fields
    assert "version" not in entry.fields


def test_citing_an_observation_names_the_interviews_that_it_rests_on(tree: Path) -> None:
    add_interview(tree)
    add_observation(tree)

    notes = cite(reflexes.load(tree), "vu", language="en").cited.notes
    assert "It rests on these interviews: entretien-1." in notes


def test_citing_every_record_parses_and_loses_no_title(edition: reflexes.Catalogue) -> None:
    entries = {}
    for record in edition:
        for reference in cite(edition, record.code).references:
            entries[reference.key] = reference
    together = "\n\n".join(as_bibtex(Citation(cited=one)) for one in entries.values())
    read = parse_string(together, "bibtex").entries

    assert list(read) == list(entries)
    for key, reference in entries.items():
        title = read[key].fields["title"].replace(r"\&", "&").replace(r"\%", "%")
        assert title.startswith(f"{{{spaced(reference.title)}")


def test_citing_keeps_what_bibtex_would_take_for_its_own_signs() -> None:
    wicked = r"50 % de {x} & y_z # $ \fin ~ }"
    made = Reference(
        key="k",
        kind="entry",
        author="A and B",
        title=wicked,
        language="fr",
        address="https://example.org/{a} b",
        notes=("Un\nsaut.",),
    )
    entry = parse_string(as_bibtex(Citation(cited=made)), "bibtex").entries["k"]

    assert entry.fields["title"] == (
        r"{50 \% de \textbraceleft{}x\textbraceright{} \& y\_z \# \$ \textbackslash{}fin "
        r"\textasciitilde{} \textbraceright{}}"
    )
    assert [str(person) for person in entry.persons["author"]] == ["{A and B}"]
    assert entry.fields["url"] == "https://example.org/%7Ba%7D%20b"
    assert entry.fields["note"] == "Un saut."


def test_citing_is_printed_by_a_bibtex_style(edition: reflexes.Catalogue) -> None:
    printed = PybtexEngine().format_from_string(
        cite(edition, PISTE).written("bibtex"), style="plain", output_backend="text"
    )
    first = printed.splitlines()[0].replace("\N{NO-BREAK SPACE}", " ")

    assert first.startswith(
        "[1] Catalogue des réflexes publics. La micro-mobilité professionnelle. "
        "Catalogue des réflexes publics, édition 2026.12, November 2026."
    )


def test_citing_in_csl_has_dates_in_parts(edition: reflexes.Catalogue) -> None:
    first, *others = json.loads(
        cite(edition, PISTE, address="https://example.org/p").written("csl")
    )

    assert first["type"] == "entry"
    assert first["author"] == [{"literal": "Catalogue des réflexes publics"}]
    assert first["container-title"] == "Catalogue des réflexes publics"
    assert first["issued"] == {"date-parts": [[2026, 11]]}
    assert first["URL"] == "https://example.org/p"
    post = next(item for item in others if item["id"] == "billet-six-pistes-2020-09")
    assert post["type"] == "post-weblog"
    assert post["issued"] == {"date-parts": [[2020, 9, 21]]}
    assert post["accessed"] == {"date-parts": [[2026, 11, 22]]}


@pytest.mark.parametrize(
    ("parts", "fr", "en"),
    [
        ((), "s. d.", "n.d."),
        ((2020,), "2020", "2020"),
        ((2020, 8), "août 2020", "August 2020"),
        ((2020, 12, 1), "1er décembre 2020", "1 December 2020"),
    ],
)
def test_citing_says_dates_as_far_as_they_are_known(
    parts: tuple[int, ...], fr: str, en: str
) -> None:
    assert (said_date(parts, "fr"), said_date(parts, "en")) == (fr, en)


def test_cite_command_prints_each_form(capsys: pytest.CaptureFixture[str]) -> None:
    for form in FORMATS:
        assert main(["cite", PISTE, "--from", "2026.12", "--format", form]) == 0
        assert capsys.readouterr().out == (
            cite(reflexes.load("2026.12"), PISTE).written(form) + "\n"
        )
    assert main(["cite", "--lang", "en", "--from", "2021.09", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["version"] == "2021.09"


def test_cite_command_refuses_an_unknown_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cite", "micro-mobilite-profesionnelle"]) == 2
    assert "micro-mobilite-professionnelle" in capsys.readouterr().err
    with pytest.raises(UnknownCodeError):
        cite(reflexes.load(), "micro")
