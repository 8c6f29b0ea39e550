"""The stated list of patterns: what it finds, what it lets through, where it looks."""

from pathlib import Path

import attrs
import pytest

import reflexes
from reflexes.checking.privacy import names_nobody
from reflexes.interview import Interview
from reflexes.links import parts
from reflexes.observation import Observation
from reflexes.personal_data import PERSONAL_DATA
from reflexes.records import changed
from reflexes.wording import sentence, translator

INONDATION = Path(__file__).parents[2] / "examples" / "inondation"


@pytest.fixture(scope="module")
def flood() -> reflexes.Catalogue:
    """A coded inquiry, wholly fictitious."""
    return reflexes.load(INONDATION)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("lea.martin+crue@mairie.example", "mail address"),
        ("06 12 34 56 78", "telephone"),
        ("06.12.34.56.78", "telephone"),
        ("06-12-34-56-78", "telephone"),
        ("0612345678", "telephone"),
        ("06\u202f12\u00a034 56 78", "telephone"),
        ("+33 6 12 34 56 78", "telephone"),
        ("0033 612345678", "telephone"),
        ("+33 (0)6 12 34 56 78", "telephone"),
        ("M. Durand", "civility with a name"),
        ("Mme\u00a0Étienne", "civility with a name"),
        ("Monsieur Durand", "civility with a name"),
        ("MM. Durand et Petit", "civility with a name"),
        ("Mmes Durand", "civility with a name"),
        ("Dr Petit", "civility with a name"),
        ("Mrs. Smith", "civility with a name"),
        ("12 rue des Lilas", "street"),
        ("12 bis, Rue des Lilas", "street"),
        ("3, place de la Mairie", "street"),
        ("4B chemin du Port", "street"),
        ("10 Downing Street", "street"),
    ],
)
def test_privacy_finds_each_form(flood: reflexes.Catalogue, words: str, what: str) -> None:
    observation = next(iter(flood.observations))
    spoken = changed(observation, place=f"Vu : {words}, hier")

    (refusal,) = names_nobody(spoken, "observations/x.toml")

    assert (refusal.path, refusal.expected) == ("place", what)
    assert PERSONAL_DATA[what].search(words)
    assert "donnée personnelle" in sentence(refusal, translator("fr"))


@pytest.mark.parametrize(
    "words",
    [
        "2 places en crèche, 3 rues fermées, 12 avenues",
        "une place de stationnement",
        "le maire, Madame la préfète et le docteur",
        "le 3 mai 2020, de 6 h 30 à 12 h",
        "1 234 567 890 euros",
        "le plan M, la ligne PR",
        "M. le maire",
        "@mairie",
        "SIRET 200 054 781 00022",
    ],
)
def test_privacy_lets_through_what_names_nobody(flood: reflexes.Catalogue, words: str) -> None:
    observation = changed(next(iter(flood.observations)), place=words)

    assert list(names_nobody(observation, "observations/x.toml")) == []


@pytest.mark.parametrize("kind", [Interview, Observation])
def test_privacy_reads_every_line_of_an_interview_and_of_an_observation(
    flood: reflexes.Catalogue, kind: type
) -> None:
    record = next(
        each for each in flood if isinstance(each, kind) and (getattr(each, "notes", True))
    )
    said = "Mme Durand"
    spoilt = changed(
        record,
        place=said,
        title=changed(record.title, fr=said, en=said),
        **{
            attribute.name: changed(getattr(record, attribute.name), fr=said, en=said)
            for attribute in attrs.fields(kind)
            if attribute.name in {"met", "fact"}
        },
    )
    if isinstance(spoilt, Interview):
        spoilt = changed(
            spoilt, organisation_kind=said, notes=tuple(changed(n, fr=said) for n in spoilt.notes)
        )

    paths = {refusal.path for refusal in names_nobody(spoilt, "")}

    own = {"met.fr", "met.en", "organisation_kind", "notes[0].fr"}
    expected = own if kind is Interview else {"fact.fr", "fact.en"}
    assert paths == {"place", "title.fr", "title.en"} | expected


def test_privacy_lets_authors_of_sources_be_named(flood: reflexes.Catalogue) -> None:
    source = next(iter(flood.sources))
    noted = changed(source, note=changed(flood.description.description, fr="Par M. Roux"))
    mailed = changed(noted, note=changed(noted.note, fr="roux@example.org"))

    assert list(names_nobody(noted, "sources/x.toml")) == []
    assert [each.expected for each in names_nobody(mailed, "sources/x.toml")] == ["mail address"]


def test_privacy_holds_a_quotation_back_in_the_notes_of_an_interview(tmp_path: Path) -> None:
    for path in INONDATION.rglob("*.toml"):
        copy = tmp_path / path.relative_to(INONDATION)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    path = tmp_path / "interviews" / "entretien-accueil.toml"
    assert 'scope = "coded"' in path.read_text("utf-8")
    note = '\n[[notes]]\nfr = "Elle dit : « Non. »"\nsays = "ours"\n'
    path.write_text(path.read_text("utf-8") + note, "utf-8")

    with pytest.raises(reflexes.RefusedError) as caught:
        reflexes.load(tmp_path)

    (refusal,) = caught.value.refusals
    assert (refusal.kind, refusal.path, refusal.met) == (
        "quotation-without-consent",
        "notes[0].fr",
        "entretien-accueil",
    )


def test_privacy_finds_nothing_in_what_is_shipped(shipped_tree: reflexes.Catalogue) -> None:
    lines = [
        value
        for record in shipped_tree
        for _, part in (("", record), *parts(record))
        for attribute in attrs.fields(type(part))
        for value in (getattr(part, attribute.name),)
        if isinstance(value, str)
    ]

    assert len(lines) > 3000
    for what, pattern in PERSONAL_DATA.items():
        assert [line for line in lines if pattern.search(line)] == [], what
