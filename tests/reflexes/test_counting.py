"""Who speaks of each phenomenon, and to which poles they lean: counts and never shares."""

import json
import re
from pathlib import Path

import pytest

import reflexes
from reflexes.cli import main
from reflexes.counting import ACROSS, Voices, count
from reflexes.observation import Leaning

NAMES = ("observations", "interviews", "workshops", "people", "sources")
INTERVIEW = """
status = "ours"
title = {{ fr = "{code}", en = "{code}", says = "ours" }}
known_on = 2027-01-10
form = "{form}"
held_on = "2027-01"
met = {{ fr = "Des gens.", says = "ours" }}
people = {people}
consent = {{ form = "recorded", scope = "coded", given_on = "2027-01" }}
anonymised = true
"""
OBSERVATION = """
status = "attested"
title = {{ fr = "{code}", en = "{code}", says = "ours" }}
known_on = 2027-01-10
about = {about}
fact = {{ fr = "Vu.", says = "inquiry", sources = {sources} }}
interviews = {interviews}
stances = [{stances}]
"""
MET = {"un": ("interview", 1), "deux": ("interview", 2), "atelier": ("workshop", 9)}
SEEN: dict[str, tuple[list[str], list[str], str]] = {
    "a": (["l-appel"], ["un", "atelier"], "first-pole"),
    "b": (["l-appel"], ["un"], "second-pole"),
    "c": (["le-guichet"], ["atelier"], "both"),
    "d": (["l-appel", "le-guichet"], [], "first-pole"),
}


def voices(each: Voices) -> tuple[int, ...]:
    """The five counts, in the order of `NAMES`."""
    return tuple(getattr(each, name) for name in NAMES)


@pytest.fixture
def coded(tree: Path) -> Path:
    """Three meetings, of which one is never coded, and four observations."""
    for folder in ("interviews", "observations"):
        (tree / folder).mkdir()
    for code, (form, people) in MET.items():
        said = INTERVIEW.format(code=code, form=form, people=people)
        (tree / f"interviews/{code}.toml").write_text(said, "utf-8")
    for code, (about, interviews, leaning) in SEEN.items():
        said = OBSERVATION.format(
            code=code,
            about=json.dumps(about),
            interviews=json.dumps(interviews),
            sources='["un-billet"]' if not interviews else "[]",
            stances=f'{{ controversy = "le-guichet", leaning = "{leaning}" }}',
        )
        (tree / f"observations/{code}.toml").write_text(said, "utf-8")
    return tree


def test_counting_counts_a_meeting_once_however_often_it_speaks(coded: Path) -> None:
    counted = count(reflexes.load(coded))

    (phenomenon,) = counted.phenomena
    assert voices(phenomenon.voices) == (3, 1, 1, 10, 1)
    assert voices(counted.whole) == (4, 1, 1, 10, 1)


def test_counting_goes_from_one_pole_to_the_other(coded: Path) -> None:
    counted = count(reflexes.load(coded))

    (controversy,) = counted.controversies
    assert (
        tuple(controversy.leanings)
        == ACROSS
        == (
            Leaning.FIRST,
            Leaning.BOTH,
            Leaning.NEITHER,
            Leaning.SECOND,
        )
    )
    assert [voices(each) for each in controversy.leanings.values()] == [
        (2, 1, 1, 10, 1),
        (1, 0, 1, 9, 0),
        (0, 0, 0, 0, 0),
        (1, 1, 0, 1, 0),
    ]
    # The first interview leans to each of the two poles, and is one interview.
    assert voices(controversy.whole) == (4, 1, 1, 10, 1)
    assert controversy.poles == ("ouvrir", "fermer")


def test_counting_names_what_has_none(coded: Path) -> None:
    counted = count(reflexes.load(coded))
    early = count(reflexes.load("2020.05"))

    assert counted.uncoded == ("deux",)
    assert counted.unobserved == ()
    assert set(early.unobserved) == {each.code for each in reflexes.load("2020.05").phenomena}


def test_counting_leaves_out_what_was_withdrawn(coded: Path) -> None:
    path = coded / "observations/a.toml"
    gone = 'fate = "withdrawn", reason = { fr = "Erreur.", says = "ours" }'
    words = f"withdrawn = {{ known_on = 2027-02-01, {gone} }}\n"
    path.write_text(words + path.read_text("utf-8"), "utf-8")

    counted = count(reflexes.load(coded))

    assert voices(counted.phenomena[0].voices) == (2, 1, 0, 1, 1)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_counting_is_told_in_a_table_without_a_share(
    coded: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    assert main(["count", "--from", str(coded), "--lang", language]) == 0
    told = capsys.readouterr().out

    pole, none = ("ouvrir", "Aucune observation ne vient de")
    if language == "en":
        pole, none = ("open", "No observation comes from")
    assert re.search(rf"^    {pole} +2 +1 +1 +10 +1$", told, re.MULTILINE)
    assert f"{none}\u00a0: deux." in told or f"{none}: deux." in told
    assert "%" not in told


def test_counting_says_the_same_as_json(coded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", str(coded), "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)

    (controversy,) = plain["controversies"]
    assert list(controversy["leanings"]) == ["first-pole", "both", "neither", "second-pole"]
    assert tuple(controversy["leanings"]["first-pole"][name] for name in NAMES) == (2, 1, 1, 10, 1)
    assert plain["uncoded"] == ["deux"]
