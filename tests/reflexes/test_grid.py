"""The grid: anchored questions, answers with what they rest on, profiles without a mark."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import attrs
import pytest

import reflexes
from reflexes import editions, grid
from reflexes.cli import main
from reflexes.errors import RefusedError
from reflexes.grid.picturing import draw_profile, profile_rows
from reflexes.principle import Reads
from reflexes.records import changed
from reflexes.texts import Says

EXAMPLE = Path(__file__).parents[2] / "examples" / "a_reading_with_the_grid.toml"
TREE = str(editions.TREE)
SVG = "{http://www.w3.org/2000/svg}"
FRENCH_SPACES = re.compile(r"(?<![\u202f])[;?!]|(?<!\u00a0):|«(?!\u00a0)|(?<!\u00a0)»|'")

HEAD = """
edition = "2026.12"
reads = "administration"
name = "Une mairie fictive"
answered_on = 2027-01-15
"""


@pytest.fixture(scope="module")
def tree() -> reflexes.Catalogue:
    return reflexes.load(editions.TREE)


def written(directory: Path, answers: str, head: str = HEAD, name: str = "answers.toml") -> Path:
    path = directory / name
    path.write_text(head + answers, encoding="utf-8")
    return path


def one(question: str, *lines: str) -> str:
    return "\n".join(["[[answers]]", f'question = "{question}"', *lines, ""])


def supported(question: str, level: int, kind: str = "document") -> str:
    return one(question, f"level = {level}", 'rests_on = "Une note."', f'kind = "{kind}"')


def refused(path: Path, catalogue: reflexes.Catalogue | None) -> list[tuple[str, str]]:
    with pytest.raises(RefusedError) as caught:
        grid.read_answers(path, catalogue)
    assert all(refusal.code != "RX000" for refusal in caught.value.refusals)
    return [(refusal.kind, refusal.path) for refusal in caught.value.refusals]


def profile_of(
    path: Path, catalogue: reflexes.Catalogue, answers: str, head: str = HEAD
) -> grid.Profile:
    said = grid.read_answers(written(path, answers, head), catalogue)
    return grid.profile(catalogue, said)


def by_code(profile: grid.Profile) -> dict[str, grid.Placed]:
    return {placed.question.code: placed for part in profile.principles for placed in part.placed}


def keys(said: Any) -> set[str]:
    if isinstance(said, dict):
        return set(said) | {key for value in said.values() for key in keys(value)}
    return {key for value in said for key in keys(value)} if isinstance(said, list) else set()


def test_each_principle_has_four_questions_of_four_levels(tree) -> None:
    assert {p.code: len(p.questions) for p in tree.principles} == {
        "robustesse": 4,
        "agilite": 4,
        "decentralisation": 4,
        "entraide": 4,
    }
    assert {len(question.levels) for question in grid.questions(tree)} == {4}


def test_every_word_of_the_grid_is_ours_in_both_languages(tree) -> None:
    for question in grid.questions(tree):
        for text in (question.short, question.text, question.evidence_hint, *question.levels):
            assert text.says is Says.OURS, question.code
            assert text.fr, question.code
            assert text.en, question.code
            assert not FRENCH_SPACES.search(text.fr), text.fr


def test_levels_of_a_question_are_told_apart_and_codes_are_unique(tree) -> None:
    asked = grid.questions(tree)
    assert len({question.code for question in asked}) == len(asked) == 16
    for question in asked:
        assert len({level.fr for level in question.levels}) == 4, question.code
        assert len({level.en for level in question.levels}) == 4, question.code


def test_each_kind_of_object_is_read_through_every_principle(tree) -> None:
    read = {kind: grid.questions(tree, kind) for kind in Reads}
    assert {kind.value: len(asked) for kind, asked in read.items()} == {
        "piste": 8,
        "proposal": 13,
        "administration": 12,
    }
    for asked in read.values():
        for principle in tree.principles:
            assert set(principle.questions) & set(asked)


def test_the_price_of_each_principle_is_asked_of_every_object(tree) -> None:
    for principle in tree.principles:
        last = principle.questions[-1]
        assert set(last.reads) == set(Reads)
        assert "L’excès a son prix" in last.evidence_hint.fr


def test_an_edition_older_than_the_grid_has_no_question() -> None:
    assert grid.questions(reflexes.load("2026.11")) == ()


def test_an_unknown_object_is_no_object(tree) -> None:
    with pytest.raises(ValueError, match="commune"):
        grid.questions(tree, "commune")


def test_the_example_is_fictitious_and_says_so(tree) -> None:
    answers = grid.read_answers(EXAMPLE, tree)
    assert "FICTIVE" in EXAMPLE.read_text(encoding="utf-8")
    assert "fictif" in answers.name
    assert "inventé" in answers.note
    assert len(answers.answers) == len(grid.questions(tree, "administration"))


def test_answers_are_read_with_the_edition_that_they_name(
    tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = {"2027.05": tree, "2026.11": reflexes.load("2026.11")}
    monkeypatch.setattr(editions, "names", lambda: tuple(sorted(reads)))
    monkeypatch.setattr(editions, "load_edition", lambda name, _: reads[name])
    answers = supported("accord-d-avance", 2)
    later = grid.read_answers(written(tmp_path, answers, HEAD.replace("2026.12", "2027.05")))
    assert grid.catalogue_of(later) is tree
    too_early = written(tmp_path, answers, HEAD.replace("2026.12", "2026.11"))
    assert refused(too_early, None) == [("edition-without-grid", "edition")]
    unknown = written(tmp_path, answers, HEAD.replace("2026.12", "1999.01"))
    assert refused(unknown, None) == [("unknown-edition", "edition")]
    with pytest.raises(RefusedError, match=r"1999\.01"):
        grid.catalogue_of(changed(later, edition="1999.01"))


def test_answers_are_not_read_with_another_edition(tmp_path: Path) -> None:
    path = written(tmp_path, "")
    assert refused(path, reflexes.load("2026.11")) == [("other-edition", "edition")]


def test_every_refusal_of_a_file_comes_at_once(tree, tmp_path: Path) -> None:
    answers = "".join(
        (
            one("acord-d-avance", "level = 1", 'rests_on = "x"', 'kind = "document"'),
            one("zzz"),
            supported("accord-d-avance", 4),
            supported("essai-sans-appui", 1),
            supported("essai-sans-appui", 2),
            supported("place-des-aidants", 2),
            one("initiative-sans-ordre", "level = 0"),
            one("charge-de-l-aide", "level = 1", "not_applicable = true", 'rests_on = "x"'),
            one("prix-des-reserves", "not_applicable = true"),
            one("depart-en-renfort", 'level = "un"', 'sources = ["page"]'),
            one("autre-activite", 'sources = ["page-reflexes-public"]', 'kind = "rumeur"'),
            one("usure-des-changements", 'sources = ["page-reflexes-public"]', "niveau = 1"),
            one("ecarts-de-traitement", 'sources = ["page-reflexes-public", "zzzz"]'),
        )
    )
    head = HEAD.replace("2027-01-15", '"hier"')
    expected = [
        ("wrong-type", "answered_on"),
        ("unknown-question-near", "answers[0].question"),
        ("unknown-question", "answers[1].question"),
        ("too-large", "answers[2].level"),
        ("question-answered-twice", "answers[4].question"),
        ("question-not-for", "answers[5].question"),
        ("answer-without-support", "answers[6].rests_on"),
        ("support-without-kind", "answers[6].kind"),
        ("level-and-not-applicable", "answers[7].not_applicable"),
        ("support-without-kind", "answers[7].kind"),
        ("answer-without-support", "answers[8].rests_on"),
        ("wrong-type", "answers[9].level"),
        ("not-a-choice", "answers[10].kind"),
        ("unknown-key", "answers[11].niveau"),
        ("dangling-code-near", "answers[12].sources[0]"),
        ("dangling-code", "answers[12].sources[1]"),
    ]
    assert sorted(refused(written(tmp_path, answers, head), tree)) == sorted(expected)


def test_a_refused_answer_has_its_question_checked_all_the_same(tree, tmp_path: Path) -> None:
    answers = supported("acord-d-avance", 9) + supported("place-des-aidants", 9)
    assert sorted(refused(written(tmp_path, answers), tree)) == [
        ("question-not-for", "answers[1].question"),
        ("too-large", "answers[0].level"),
        ("too-large", "answers[1].level"),
        ("unknown-question-near", "answers[0].question"),
    ]


def test_a_refusal_of_answers_names_the_line(tree, tmp_path: Path) -> None:
    path = written(tmp_path, supported("accord-d-avance", 2) + supported("essai-sans-appui", 9))
    with pytest.raises(RefusedError) as caught:
        grid.read_answers(path, tree)
    line = path.read_text(encoding="utf-8").splitlines().index("level = 9") + 1
    assert [refusal.place for refusal in caught.value.refusals] == [f"answers.toml:{line}"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"edition = ", "broken-toml"),
        (b"name = \xff", "not-utf-8"),
        (HEAD.encode() + b"answers = 3", "wrong-type"),
        (HEAD.encode() + b"answers = [3]", "wrong-type"),
        (HEAD.encode() + b'piste = "nulle-part"', "dangling-code"),
        (HEAD.replace('edition = "2026.12"', "").encode(), "missing-key"),
    ],
)
def test_a_broken_file_of_answers_is_refused(tree, tmp_path: Path, content, kind) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    assert [met for met, _ in refused(path, tree)] == [kind]


def test_a_missing_file_of_answers_is_refused(tree, tmp_path: Path) -> None:
    assert refused(tmp_path / "none.toml", tree) == [("missing-file", "")]


def test_zero_unknown_and_not_applicable_are_three_things(tree, tmp_path: Path) -> None:
    profile = profile_of(
        tmp_path,
        tree,
        supported("doublure-d-un-poste", 0, "interview")
        + one("essai-sans-appui", 'rests_on = "Nous avons cherché."')
        + one("prix-des-reserves", "not_applicable = true", 'rests_on = "Aucune réserve."'),
    )
    standings = {code: placed.standing.value for code, placed in by_code(profile).items()}
    assert standings["doublure-d-un-poste"] == "answered"
    assert standings["essai-sans-appui"] == "unknown"
    assert standings["prix-des-reserves"] == "not-applicable"
    assert standings["accord-d-avance"] == "unknown"  # no answer at all
    robustness = profile.principles[0]
    assert robustness.distribution == (1, 0, 0, 0)
    assert (robustness.answered, robustness.unanswered, robustness.not_applicable) == (1, 1, 1)


def test_a_profile_tells_the_spread_and_what_it_rests_on(tree, tmp_path: Path) -> None:
    profile = profile_of(
        tmp_path,
        tree,
        supported("delai-d-un-changement", 3, "observation")
        + supported("autre-activite", 1, "opinion")
        + supported("usure-des-changements", 1, "opinion"),
    )
    agility = profile.principles[1]
    assert agility.principle.code == "agilite"
    assert agility.distribution == (0, 2, 0, 1)
    assert (agility.lowest, agility.highest) == (1, 3)
    assert agility.on_opinion_alone == 2
    assert {kind.value: n for kind, n in agility.supports.items()} == {
        "document": 0,
        "interview": 0,
        "observation": 1,
        "opinion": 2,
    }
    assert profile.principles[3].lowest is None
    assert [placed.question.code for placed in agility.placed] == [
        "delai-d-un-changement",
        "autre-activite",
        "usure-des-changements",
    ]


def test_a_profile_gives_no_mark_and_no_order(tree) -> None:
    profile = grid.profile(tree, grid.read_answers(EXAMPLE, tree))
    assert {attribute.name for attribute in attrs.fields(grid.Profile)} == {
        "answers",
        "edition",
        "principles",
    }
    public = {name for name in dir(profile) if not name.startswith("_")}
    assert public == {"answers", "edition", "principles"}
    said = grid.profile_to_plain(profile)
    numbers = [key for key, value in said.items() if isinstance(value, int | float)]
    assert numbers == []
    marks = re.compile("total|sum|mean|average|score|mark|note_|rank|grade|rating|percent|index")
    everything = keys(said) | keys(
        grid.comparison_to_plain(grid.compare_profiles(profile, profile))
    )
    assert [key for key in everything if marks.search(key)] == []
    parts = {name for name in dir(profile.principles[0]) if not name.startswith("_")}
    assert [name for name in parts if marks.search(name)] == []
    with pytest.raises(TypeError):
        sorted([profile, profile])


def test_a_profile_of_wrong_answers_is_refused(tree) -> None:
    answers = grid.read_answers(EXAMPLE, tree)
    with pytest.raises(RefusedError, match="question-not-for"):
        grid.profile(tree, changed(answers, reads=Reads.PISTE))


def test_two_dates_are_compared_question_by_question(tree, tmp_path: Path) -> None:
    before = profile_of(
        tmp_path,
        tree,
        supported("doublure-d-un-poste", 1)
        + supported("essai-sans-appui", 2)
        + supported("prix-des-reserves", 0)
        + supported("autre-activite", 2)
        + one("accord-d-avance", "not_applicable = true", 'rests_on = "Une île."'),
    )
    after = profile_of(
        tmp_path,
        tree,
        supported("doublure-d-un-poste", 3)
        + supported("essai-sans-appui", 1)
        + supported("prix-des-reserves", 0)
        + supported("usure-des-changements", 2)
        + supported("accord-d-avance", 1),
        HEAD.replace("2027-01-15", "2028-01-15"),
    )
    comparison = grid.compare_profiles(before, after)
    moved = {c.question.code: (c.moved.value, c.why and c.why.value) for c in comparison.changes}
    assert moved["doublure-d-un-poste"] == ("up", None)
    assert moved["essai-sans-appui"] == ("down", None)
    assert moved["prix-des-reserves"] == ("same", None)
    assert moved["autre-activite"] == ("not-comparable", "unknown-after")
    assert moved["usure-des-changements"] == ("not-comparable", "unknown-before")
    assert moved["accord-d-avance"] == ("not-comparable", "not-applicable-before")
    assert list(moved) == [question.code for question in grid.questions(tree, "administration")]


def test_a_reworded_a_new_and_a_gone_question_are_not_compared(tree, tmp_path: Path) -> None:
    before = profile_of(tmp_path, tree, supported("doublure-d-un-poste", 1))
    part = before.principles[0]
    first, gone, *rest = part.placed
    text = changed(first.question.text, fr="Une autre question ?")
    reworded = attrs.evolve(first, question=changed(first.question, text=text))
    fresh = attrs.evolve(gone, question=changed(gone.question, code="toute-neuve"))
    renewed = attrs.evolve(part, placed=(reworded, fresh, *rest))
    after = attrs.evolve(before, principles=(renewed, *before.principles[1:]))
    changes = grid.compare_profiles(before, after).changes
    why = {change.question.code: change.why for change in changes}
    assert why["doublure-d-un-poste"] is grid.Why.REWORDED
    assert why["toute-neuve"] is grid.Why.ADDED
    assert why[gone.question.code] is grid.Why.GONE
    assert changes[-1].question.code == gone.question.code


def test_other_objects_and_earlier_days_are_not_compared(tree, tmp_path: Path) -> None:
    before = profile_of(tmp_path, tree, "")
    other = profile_of(tmp_path, tree, "", HEAD.replace("mairie", "préfecture"))
    earlier = profile_of(tmp_path, tree, "", HEAD.replace("2027", "2026"))
    with pytest.raises(RefusedError, match="not-the-same-object"):
        grid.compare_profiles(before, other)
    with pytest.raises(RefusedError, match="day-before"):
        grid.compare_profiles(before, earlier)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_picture_is_a_named_image_that_says_all_in_words(tree, language) -> None:
    profile = grid.profile(tree, grid.read_answers(EXAMPLE, tree))
    drawn = draw_profile(profile, language)
    assert drawn == draw_profile(profile, language)
    root = ET.fromstring(drawn)  # noqa: S314 - drawn by ourselves
    assert root.get("role") == "img"
    assert root.get("lang") == language
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    for placed in by_code(profile).values():
        assert placed.question.text.in_language(language) in str(description.text)
        if placed.reached is not None:
            assert placed.reached.in_language(language) in str(description.text)
    assert "style" not in {name for element in root.iter() for name in element.attrib}


def test_the_picture_tells_levels_opinions_and_gaps_apart(tree) -> None:
    profile = grid.profile(tree, grid.read_answers(EXAMPLE, tree))
    root = ET.fromstring(draw_profile(profile, "fr"))  # noqa: S314 - drawn by ourselves
    rows = root.findall(f"{SVG}g[@class='grid-row']")
    marks = [mark.get("class") for row in rows for mark in row if (mark.get("class") or "").strip()]
    assert len(rows) == len(marks) == 12
    assert marks.count("grid-dot") == 9
    assert marks.count("grid-opinion") == 1
    assert marks.count("grid-unknown") == 1
    assert marks.count("grid-not-applicable") == 1
    places = {
        row[0].text: float(mark.get("cx", 0))
        for row in rows
        for mark in row
        if mark.get("class") == "grid-dot"
    }
    levels = {placed.question.text.fr: placed.level for placed in by_code(profile).values()}
    by_place = sorted({(levels[text], x) for text, x in places.items()})
    assert by_place == [(0, 225.0), (1, 269.0), (2, 313.0), (3, 357.0)]


def test_rows_say_the_same_as_the_picture(tree) -> None:
    profile = grid.profile(tree, grid.read_answers(EXAMPLE, tree))
    rows = profile_rows(profile, "fr")
    assert [row.question for row in rows] == [
        placed.question.text.fr for placed in by_code(profile).values()
    ]
    assert rows[0].principle == "Robustesse"
    assert rows[0].standing == "niveau 1"
    assert rows[0].support == "document"
    assert {row.standing for row in rows if not row.reached} == {"ne sait pas", "sans objet"}


def test_a_name_with_marks_is_escaped_in_the_picture(tree, tmp_path: Path) -> None:
    head = HEAD.replace("Une mairie fictive", "A < B & C")
    drawn = draw_profile(profile_of(tmp_path, tree, "", head), "fr")
    assert "A &lt; B &amp; C" in drawn
    ET.fromstring(drawn)  # noqa: S314 - drawn by ourselves


def test_the_command_prints_the_grid_and_whose_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grid", "--from", TREE]) == 0
    said = capsys.readouterr().out
    assert "Cette grille est de ce projet" in said
    assert said.count("À regarder") == 16
    assert main(["grid", "--reads", "piste", "--lang", "en", "--from", TREE]) == 0
    said = capsys.readouterr().out
    assert "This grid is this project's own" in said
    assert said.count("What to look at") == 8
    assert main(["grid", "--json", "--reads", "proposal", "--from", TREE]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 13


def test_the_command_says_when_an_edition_has_no_grid(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grid", "--from", "2026.11"]) == 2
    assert "L’édition 2026.11 n’a pas de grille" in capsys.readouterr().err


@pytest.mark.parametrize("reads", [one.value for one in Reads])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_file_to_fill_is_valid_before_and_after_it_is_filled(
    tree, tmp_path: Path, capsys: pytest.CaptureFixture[str], reads, language
) -> None:
    path = tmp_path / "to_fill.toml"
    asked = ["grid", "--template", str(path), "--reads", reads, "--lang", language, "--from", TREE]
    assert main(asked) == 0
    assert str(path) in capsys.readouterr().out
    empty = grid.read_answers(path, tree)
    assert [answer.question for answer in empty.answers] == [
        question.code for question in grid.questions(tree, reads)
    ]
    assert {answer.level for answer in empty.answers} == {None}
    filled = path.read_text(encoding="utf-8")
    assert ('# piste = ""' in filled) == (reads != "administration")
    filled = filled.replace('# piste = ""', 'piste = "micro-mobilite-professionnelle"')
    filled = filled.replace("# level = 2 ", "level = 2 ")
    filled = filled.replace('# rests_on = ""', 'rests_on = "Une note."')
    filled = filled.replace('# kind = ""', 'kind = "document"')
    path.write_text(filled, encoding="utf-8")
    assert {answer.level for answer in grid.read_answers(path, tree).answers} == {2}


def test_a_filled_file_is_never_replaced_unasked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("mine", encoding="utf-8")
    asked = ["grid", "--template", str(path), "--reads", "piste", "--from", TREE]
    assert main(asked) == 2
    assert path.read_text(encoding="utf-8") == "mine"
    assert "mine.toml" in capsys.readouterr().err
    assert main([*asked, "--force"]) == 0
    assert path.read_text(encoding="utf-8").startswith("#")
    assert [file.name for file in tmp_path.iterdir()] == ["mine.toml"]


def test_the_command_tells_a_profile_and_draws_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "profile.svg"
    assert main(["grid", str(EXAMPLE), "--svg", str(picture), "--from", TREE]) == 0
    said = capsys.readouterr().out
    assert "jamais une note" in said
    assert "· ● · ·   Doublures — niveau 1" in said
    assert "repose sur (avis seul)" in said
    assert "sur un avis seul\u00a0: 1 sur 3" in said
    assert "Renforts — sans objet" in said
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_the_command_compares_two_readings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    later = tmp_path / "later.toml"
    text = text.replace("2027-01-15", "2028-01-15").replace("level = 0", "level = 2")
    later.write_text(text, encoding="utf-8")
    asked = ["grid", str(later), "--against", str(EXAMPLE), "--from", TREE]
    assert main(asked) == 0
    said = capsys.readouterr().out
    assert "↑ Prix des réserves — monte" in said
    assert "= Doublures — ne bouge pas" in said
    assert "≠ Renforts — pas de comparaison possible (sans objet avant)" in said
    assert main([*asked, "--json"]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert [c["question"] for c in changes if c["moved"] == "up"] == ["prix-des-reserves"]
    assert main(["grid", str(EXAMPLE), "--against", str(later), "--from", TREE]) == 1
    assert "2028-01-15" in capsys.readouterr().err


def test_the_command_gives_the_profile_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grid", str(EXAMPLE), "--json", "--from", TREE]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [part["principle"] for part in said["principles"]] == [
        "robustesse",
        "agilite",
        "decentralisation",
        "entraide",
    ]
    assert said["says"] == "ours"
    assert said["principles"][2]["on_opinion_alone"] == 1
    assert said["principles"][0]["answers"][0]["rests_on"].startswith("Tableau")


@pytest.mark.parametrize(
    "asked",
    [
        ["--svg", "x.svg"],
        ["--against", "x.toml"],
        ["--template", "x.toml"],
        [str(EXAMPLE), "--reads", "piste"],
        [str(EXAMPLE), "--template", "x.toml"],
    ],
)
def test_the_command_says_what_does_not_go_together(
    asked, tmp_path: Path, monkeypatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["grid", *asked, "--from", TREE]) == 2
    assert capsys.readouterr().err.strip()
    assert list(tmp_path.iterdir()) == []


def test_the_command_refuses_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, one("acord-d-avance", "level = 1"))
    assert main(["grid", str(path), "--from", TREE]) == 1
    said = capsys.readouterr().err
    assert "Vouliez-vous dire\u00a0: accord-d-avance" in said
    assert "ne dit pas sur quoi elle repose" in said


PRINCIPLE = """
rank = {rank}
title = {{ fr = "Un", en = "One", says = "ours" }}
status = "ours"
known_on = 2026-11-22
definition = {{ fr = "Un.", says = "ours" }}

[[questions]]
code = "{code}"
known_on = 2026-11-23
short = {{ fr = "Q", en = "Q", says = "ours" }}
text = {{ fr = "Q.", says = "ours" }}
reads = [{reads}]
levels = [{levels}]
evidence_hint = {{ fr = "Voir.", says = "ours" }}
"""
LEVEL = '{ fr = "N.", says = "ours" }'


def principle(rank: int, code: str, reads: str = '"piste"', levels: int = 4) -> str:
    return PRINCIPLE.format(rank=rank, code=code, reads=reads, levels=", ".join([LEVEL] * levels))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    root = tmp_path / "small"
    (root / "principles").mkdir(parents=True)
    (root / "catalogue.toml").write_text(
        'name = "essai"\nlicence = "etalab-2.0"\n'
        'title = { fr = "Essai", en = "Trial", says = "ours" }\n'
        'description = { fr = "Un essai.", says = "ours" }\n',
        encoding="utf-8",
    )
    return root


@pytest.mark.parametrize(
    ("second", "kind", "path"),
    [
        (principle(2, "une-question"), "question-used-twice", "questions[0].code"),
        (principle(2, "autre", levels=3), "too-few", "questions[0].levels"),
        (principle(2, "autre", levels=5), "too-many", "questions[0].levels"),
        (principle(2, "autre", reads=""), "too-few", "questions[0].reads"),
        (principle(2, "autre", reads='"lettre"'), "not-a-choice", "questions[0].reads[0]"),
        (principle(2, "Autre"), "malformed", "questions[0].code"),
    ],
)
def test_a_faulty_question_is_refused(small: Path, second, kind, path) -> None:
    first = small / "principles" / "premier.toml"
    first.write_text(principle(1, "une-question"), encoding="utf-8")
    assert len(grid.questions(reflexes.load(small))) == 1
    (small / "principles" / "second.toml").write_text(second, encoding="utf-8")
    with pytest.raises(RefusedError) as caught:
        reflexes.load(small)
    assert [(r.kind, r.file, r.path) for r in caught.value.refusals] == [
        (kind, "principles/second.toml", path)
    ]
