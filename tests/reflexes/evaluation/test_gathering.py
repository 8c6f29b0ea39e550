"""Evidence of a piste together: what may be pooled, what stands side by side, what is only told."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import Graph

import reflexes
from reflexes.booklet import make_booklet
from reflexes.cli import main
from reflexes.evaluation import (
    Standing,
    gather,
    picture_together,
    synthesise,
    word_gathered,
    word_pilots,
    word_standing,
    word_strength,
    word_together,
)
from reflexes.evidence import Claim, Design
from reflexes.exporting import FORMATS, export
from reflexes.exporting.tables import rows
from reflexes.records import changed
from tests.reflexes.evaluation.pilots_of_a_piste import (
    PISTE,
    a_delay,
    a_piece,
    an_estimate,
    toml_of,
)

pytestmark = pytest.mark.unit
THREE = (
    a_piece("allauch", a_delay(-1.2, 0.4)),
    a_piece("bourges", a_delay(-0.3, 0.5)),
    a_piece("cassis", a_delay(-0.9, 0.3)),
)
GIVEN_UP = a_piece("dijon", a_delay(None))
ACCOUNT = a_piece("evian", design=Design.ACCOUNT)


def test_three_pilots_are_pooled_as_synthesise_does() -> None:
    (together,) = gather(THREE).together
    expected = synthesise([-1.2, -0.3, -0.9], [0.4, 0.5, 0.3])
    assert together.pooled == expected
    told = word_together(together)
    assert told.startswith(
        "Sur 3 pilotes qui ont mesuré «\u00a0Délai de réponse\u00a0», la moyenne"
    )
    assert "Si vous l’essayiez chez vous" in told
    assert "effet" not in told


def test_two_pilots_stand_side_by_side_without_a_number() -> None:
    (together,) = gather(THREE[:2]).together
    assert together.pooled is None
    told = word_together(together)
    assert "Deux pilotes ne disent pas de combien des pilotes diffèrent" in told
    assert "moyenne" not in told
    drawn = picture_together(together)
    assert [row[0] for row in drawn.table.rows] == ["Allauch", "Bourges"]
    assert drawn.sentence == told


def test_one_given_up_stands_in_the_picture_and_pools_nothing() -> None:
    gathered = gather((*THREE[:2], GIVEN_UP))
    (together,) = gathered.together
    assert together.pooled is None
    assert [one.evidence.code for one in together.pilots] == ["allauch", "bourges", "dijon"]
    assert "n’ont pas apporté de chiffre\u00a0: 1" in word_together(together)
    drawn = picture_together(together)
    assert drawn.table.rows[-1][0] == "Dijon"
    assert "abandonné" in drawn.table.rows[-1]
    assert word_pilots(together)[-1] == "Dijon\u00a0: abandonné"


def test_a_pilot_told_in_several_records_counts_once() -> None:
    again = changed(THREE[1], code="bourges-a-nouveau", pilot="p1")
    gathered = gather((THREE[0], changed(THREE[1], pilot="p1"), again))
    (together,) = gathered.together
    assert [one.evidence.code for one in together.pilots] == ["allauch", "bourges"]
    assert together.pooled is None
    assert len(gathered.evidence) == 3
    lost = changed(GIVEN_UP, pilot="p2")
    (together,) = gather((*THREE, lost, changed(lost, code="dijon-a-nouveau"))).together
    assert [one.evidence.code for one in together.pilots][3:] == ["dijon"]


def test_every_piece_is_told_and_none_is_a_vote() -> None:
    gathered = gather((*THREE, GIVEN_UP, ACCOUNT))
    assert [standing for _, standing in gathered.evidence] == [
        Standing.FOUND, Standing.FOUND, Standing.NIL, Standing.ABANDONED, Standing.ACCOUNT,
    ]  # fmt: skip
    counted, asked = word_gathered(gathered)
    assert counted == (
        "Résultats avec une estimation\u00a0: 2, résultats nuls ou indécis\u00a0: 1, "
        "tests abandonnés\u00a0: 1, récits sans comparaison\u00a0: 1."
    )
    assert "On ne compte jamais les pilotes pour et contre." in asked


@pytest.mark.parametrize(
    "other",
    [
        a_piece("fos", a_delay(-1.0, unit="heures")),
        a_piece("fos", a_delay(-1.0, indicator="Courriers")),
        a_piece("fos", a_delay(-1.0, estimate=an_estimate(-1.0, 0.5, claim=Claim.CHANGE))),
        a_piece("fos", a_delay(-1.0, estimate=an_estimate(-1.0, 0.0))),
    ],
)
def test_what_cannot_be_compared_is_never_put_together(other) -> None:
    gathered = gather((THREE[0], other))
    assert gathered.together == ()
    assert "aucun nombre ne les résume" in " ".join(word_gathered(gathered))


def test_the_words_of_a_keyboard_part_no_pilots() -> None:
    """Another apostrophe, another case, two spaces: the same thing. Other words need saying so."""
    one = a_piece("allauch", a_delay(-1.0, indicator="Délai d’attente"))
    same = a_piece("bourges", a_delay(-1.0, indicator="délai  d'attente"))
    assert len(gather((one, same)).together) == 1
    named = an_estimate(-1.0, 0.5, shared_name="Délai d’attente")
    third = a_piece("cassis", a_delay(-1.0, indicator="Temps au guichet", estimate=named))
    (together,) = gather((one, same, third)).together
    assert together.pooled is not None
    assert together.name == "Délai d’attente"


def test_changes_alone_never_tell_why() -> None:
    several = tuple(
        a_piece(code, a_delay(-1.0, estimate=an_estimate(value, 0.4, claim=Claim.CHANGE)),
                design=Design.BEFORE_AFTER)
        for code, value in (("allauch", -1.0), ("bourges", -0.5), ("cassis", -1.4))
    )  # fmt: skip
    (together,) = gather(several).together
    for language, word in (("fr", "effet"), ("en", "effect")):
        told = word_together(together, language) + picture_together(together, language).svg
        assert word not in told.lower()
    assert "aucun de ces pilotes ne dit pourquoi" in word_together(together)


def test_nothing_tried_is_said_and_asked_for() -> None:
    nothing, asked = word_gathered(gather(()))
    assert nothing == "Aucun essai de cette piste ne figure dans cette édition."
    assert "résultats nuls" in asked
    assert "stands by itself" in word_gathered(gather(THREE[:1]), "en")[1]
    assert word_gathered(gather((ACCOUNT,)))[1].startswith("Aucun pilote n’apporte d’estimation")


def test_each_standing_and_each_strength_has_its_plain_words() -> None:
    for language in ("fr", "en"):
        assert len({word_standing(one, language) for one in Standing}) == len(Standing)
        told = {word_strength(changed(ACCOUNT, design=one), language) for one in Design}
        assert len(told) == len(Design)


def test_a_withdrawn_piece_counts_no_more(tree: Path) -> None:
    catalogue = with_evidence(tree)
    gone = changed(THREE[0], withdrawn=object())
    assert len(gather((gone, *THREE[1:])).evidence) == 2
    assert len(gather(catalogue.linked(catalogue[PISTE], "evidence")).evidence) == 4


def with_evidence(tree: Path) -> reflexes.Catalogue:
    """The small catalogue, with three pilots of its piste and one given up."""
    folder = tree / "evidence"
    folder.mkdir()
    for one in (*THREE, GIVEN_UP):
        (folder / f"{one.code}.toml").write_text(toml_of(one), "utf-8")
    return reflexes.load(tree)


def test_numbers_come_back_from_the_file_to_the_last_figure(tree: Path) -> None:
    catalogue = with_evidence(tree)
    assert [catalogue.evidence[one.code] for one in THREE] == list(THREE)


def test_an_interval_that_does_not_hold_its_value_is_refused(tree: Path) -> None:
    astray = an_estimate(-1.0, 0.5, low=-0.5, high=-2.0)
    folder = tree / "evidence"
    folder.mkdir()
    piece = a_piece("allauch", a_delay(-1.0, estimate=astray))
    (folder / "allauch.toml").write_text(toml_of(piece), "utf-8")
    with pytest.raises(reflexes.RefusedError) as caught:
        reflexes.load(tree)
    assert [(one.kind, one.path) for one in caught.value.refusals] == [
        ("too-large", "results[0].estimate.low"),
        ("too-small", "results[0].estimate.high"),
    ]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_export_takes_an_estimate(tree: Path, tmp_path: Path, name: str) -> None:
    catalogue = with_evidence(tree)
    path = tmp_path / f"essai.{FORMATS[name].extension}"
    export(catalogue, name, path)
    assert path.stat().st_size


def test_numbers_stay_numbers_in_tables_and_in_linked_data(tree: Path, tmp_path: Path) -> None:
    catalogue = with_evidence(tree)
    (first, *_), *_ = [rows(catalogue)["evidence_results"]]
    assert -1.2 in first
    export(catalogue, "skos", tmp_path / "essai.ttl")
    graph = Graph().parse(tmp_path / "essai.ttl")
    values = {float(value) for _, name, value in graph if str(name).endswith("#value")
              and value.datatype}  # fmt: skip
    assert {-1.2, -0.3, -0.9} <= values


def test_a_piste_is_shown_with_what_its_trials_say(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_evidence(tree)
    assert main(["show", PISTE, "--from", str(tree)]) == 0
    told = capsys.readouterr().out
    assert "Sur 3 pilotes qui ont mesuré" in told
    assert "Allauch\u00a0: −1,2\u00a0jour (−1,98\u00a0jour à −0,416\u00a0jour)" in told
    assert main(["show", PISTE, "--from", str(tree), "--json"]) == 0
    (together,) = json.loads(capsys.readouterr().out)["together"]
    assert together["pilots"] == ["allauch", "bourges", "cassis", "dijon"]
    assert together["pooled"]["pilots"] == 3
    assert main(["show", "allauch", "--from", str(tree)]) == 0
    assert "−1,2" in capsys.readouterr().out.replace("-", "−")


def test_the_evidence_of_a_piste_is_told_without_numerical_libraries() -> None:
    """Two pilots need no mean: neither numpy nor scipy is imported."""
    program = (
        "import sys, reflexes\n"
        "from reflexes.evaluation import gather, word_gathered\n"
        "piste = reflexes.load().pistes['micro-mobilite-professionnelle']\n"
        "word_gathered(gather(reflexes.load().linked(piste, 'evidence')))\n"
        "print('numpy' in sys.modules or 'scipy' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_the_booklet_tells_a_piste_with_its_synthesis(tree: Path) -> None:
    page = make_booklet(with_evidence(tree), ".html").decode()
    assert "Sur 3 pilotes qui ont mesuré" in page
    assert "Bourges" in page
