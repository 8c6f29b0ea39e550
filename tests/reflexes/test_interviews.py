"""Interviews, workshops and the observations that rest on them: coded, counted, checked."""

import json
import re
from pathlib import Path

import pytest

import reflexes
from reflexes.cli import main
from reflexes.counting import count
from reflexes.observation import Leaning
from reflexes.personal_data import PERSONAL_DATA

INTERVIEW = """
status = "ours"
title = {{ fr = "Entretien {number}", en = "Interview {number}", says = "ours" }}
known_on = 2027-01-10
form = "{form}"
held_on = "2027-01-08"
met = {{ fr = "Une directrice de crèche", says = "ours" }}
people = {people}
consent = {{ form = "written", scope = "{scope}", given_on = "2027-01-08" }}
anonymised = {anonymised}
"""
OBSERVATION = """
status = "attested"
title = {{ fr = "{title}", en = "Seen", says = "ours" }}
known_on = 2027-01-10
about = ["l-appel"]
fact = {{ fr = "{fact}", says = "inquiry" }}
place = "{place}"
interviews = {interviews}
stances = {stances}
"""


def add_interview(tree: Path, number: int = 1, **said: object) -> None:
    """Write an interview into the tree."""
    facts = {"form": "interview", "people": 1, "scope": "coded", "anonymised": "true", **said}
    folder = tree / "interviews"
    folder.mkdir(exist_ok=True)
    (folder / f"entretien-{number}.toml").write_text(
        INTERVIEW.format(number=number, **facts), "utf-8"
    )


def add_observation(tree: Path, code: str = "vu", **said: object) -> None:
    """Write an observation that rests on the first interview."""
    facts = {
        "title": "Vu",
        "fact": "On appelle.",
        "place": "",
        "interviews": '["entretien-1"]',
        "stances": "[]",
        **said,
    }
    folder = tree / "observations"
    folder.mkdir(exist_ok=True)
    (folder / f"{code}.toml").write_text(OBSERVATION.format(**facts), "utf-8")


def refusals(tree: Path) -> list[tuple[str, str, str, str]]:
    """What the reader refuses: kind, file, path, met."""
    with pytest.raises(reflexes.RefusedError) as caught:
        reflexes.load(tree)
    return [(r.kind, r.file, r.path, r.met) for r in caught.value.refusals]


def test_an_observation_may_rest_on_an_interview(tree: Path) -> None:
    add_interview(tree)
    add_observation(tree)
    catalogue = reflexes.load(tree)

    interview = catalogue.interviews["entretien-1"]

    assert [each.code for each in catalogue.linked(interview, "observations")] == ["vu"]
    assert catalogue.observations["vu"].fact.sources == ()


def test_an_observation_rests_on_something(tree: Path) -> None:
    add_interview(tree)
    add_observation(tree, interviews="[]")
    claimed = refusals(tree)
    path = tree / "observations/vu.toml"
    path.write_text(path.read_text("utf-8").replace('says = "inquiry"', 'says = "ours"'), "utf-8")

    where = ("observations/vu.toml", "fact.sources")
    assert [each[:3] for each in claimed] == [("claim-without-source", *where)]
    assert [each[:3] for each in refusals(tree)] == [("observation-without-origin", *where)]


def test_a_coded_inquiry_observes_each_of_its_phenomena(tree: Path) -> None:
    assert len(reflexes.load(tree).phenomena) == 1

    add_interview(tree)

    assert refusals(tree) == [
        ("phenomenon-without-observation", "phenomena/l-appel.toml", "", "l-appel")
    ]


def test_a_withdrawn_phenomenon_needs_no_observation(tree: Path) -> None:
    add_interview(tree)
    add_observation(tree)
    path = tree / "phenomena/l-appel.toml"
    said = path.read_text("utf-8").replace("rank = 1", "rank = 2")
    (tree / "phenomena/l-ancien.toml").write_text(
        said
        + '[withdrawn]\nknown_on = 2027-01-01\nfate = "renamed"\nreplaced_by = ["l-appel"]\n'
        + 'reason = { fr = "Mieux nommé.", says = "ours" }\n',
        "utf-8",
    )

    assert [each.code for each in reflexes.load(tree).phenomena] == ["l-appel"]


def test_a_broken_observation_is_not_a_missing_one(tree: Path) -> None:
    add_interview(tree)
    add_observation(tree)
    path = tree / "observations/vu.toml"
    path.write_text(path.read_text("utf-8").replace("known_on", "connu_le"), "utf-8")

    assert {each[1] for each in refusals(tree)} == {"observations/vu.toml"}


def test_consent_is_never_missing(tree: Path) -> None:
    add_interview(tree)
    add_observation(tree)
    path = tree / "interviews/entretien-1.toml"
    said = path.read_text("utf-8")
    path.write_text(
        "\n".join(line for line in said.splitlines() if not line.startswith("consent")), "utf-8"
    )

    assert ("missing-key", "interviews/entretien-1.toml") in [each[:2] for each in refusals(tree)]


def test_an_interview_is_anonymised_before_it_is_published(tree: Path) -> None:
    add_interview(tree, anonymised="false")
    add_observation(tree)

    assert refusals(tree) == [
        ("not-anonymised", "interviews/entretien-1.toml", "anonymised", "false")
    ]


def test_nobody_is_quoted_who_did_not_agree(tree: Path) -> None:
    add_interview(tree)
    add_observation(tree, fact="On nous dit : « Personne ne vient. »")
    assert refusals(tree) == [
        ("quotation-without-consent", "observations/vu.toml", "fact.fr", "entretien-1")
    ]

    add_interview(tree, scope="quoted")
    assert "Personne" in reflexes.load(tree).observations["vu"].fact.fr


@pytest.mark.parametrize(
    ("said", "path", "met"),
    [
        ({"fact": "Écrire à lea@example.org."}, "fact.fr", "lea@example.org."),
        ({"fact": "Au 06 12 34 56 78."}, "fact.fr", "06 12 34 56 78"),
        ({"title": "Chez Mme Durand"}, "title.fr", "Mme D"),
        ({"place": "12 bis, rue des Lilas"}, "place", "12 bis, rue "),
    ],
)
def test_what_names_people_is_refused_with_its_place(
    tree: Path, said: dict[str, str], path: str, met: str
) -> None:
    add_interview(tree)
    add_observation(tree, **said)

    assert refusals(tree) == [("personal-data", "observations/vu.toml", path, met)]


def test_the_patterns_are_a_stated_list() -> None:
    assert set(PERSONAL_DATA) == {"mail address", "telephone", "civility with a name", "street"}


def test_one_stance_is_taken_in_a_controversy(tree: Path) -> None:
    stance = '{ controversy = "le-guichet", leaning = "first-pole" }'
    add_interview(tree)
    add_observation(tree, stances=f"[{stance}, {stance}]")

    assert refusals(tree) == [
        ("stance-taken-twice", "observations/vu.toml", "stances[1].controversy", "le-guichet")
    ]


def test_an_interview_is_counted_once(tree: Path) -> None:
    for number, form, people in ((1, "interview", 1), (2, "workshop", 8)):
        add_interview(tree, number, form=form, people=people)
    first = '[{ controversy = "le-guichet", leaning = "first-pole" }]'
    second = '[{ controversy = "le-guichet", leaning = "second-pole" }]'
    add_observation(tree, "vu", stances=first)
    add_observation(tree, "revu", stances=first, interviews='["entretien-1", "entretien-2"]')
    add_observation(tree, "autre", stances=second, interviews='["entretien-2"]')

    counted = count(reflexes.load(tree))
    (phenomenon,) = counted.phenomena
    (controversy,) = counted.controversies

    voices = phenomenon.voices
    assert (voices.observations, voices.interviews, voices.workshops, voices.people) == (3, 1, 1, 9)
    assert {leaning: v.observations for leaning, v in controversy.leanings.items()} == {
        Leaning.FIRST: 2,
        Leaning.SECOND: 1,
        Leaning.BOTH: 0,
        Leaning.NEITHER: 0,
    }
    assert controversy.leanings[Leaning.FIRST].interviews == 1
    assert counted.unobserved == ()


def test_the_shipped_inquiry_observed_each_phenomenon(shipped: reflexes.Catalogue) -> None:
    counted = count(shipped)

    assert counted.unobserved == ()
    assert counted.whole.observations == len(shipped.observations)
    assert counted.whole.interviews == 0


def test_the_command_counts(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_interview(tree, people=3)
    add_observation(tree, stances='[{ controversy = "le-guichet", leaning = "both" }]')

    assert main(["count", str(tree)]) == 0
    told = capsys.readouterr().out
    assert main(["count", "--from", "2020.05", "--lang", "en"]) == 0
    early = capsys.readouterr().out
    assert main(["count", str(tree), "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)

    assert "les deux pôles" in told
    assert re.search(r"les deux pôles +1 +1 +0 +3 +0\n", told)
    assert early.count("reaffectation-agents") == 1
    assert plain["phenomena"][0]["voices"]["people"] == 3
    assert plain["unobserved"] == []
