"""What changed in the catalogue since the edition that a module pins."""

from pathlib import Path

import pytest

import reflexes
from reflexes import editions, training
from reflexes.records import changed
from reflexes.training import Choices

CHOICES = Choices(activities=("moving-debate", "piste-study"))


@pytest.fixture
def cut(tree: Path) -> tuple[reflexes.Catalogue, Path]:
    """An edition cut from the small tree, and the tree, to change."""
    editions.cut(reflexes.load(tree), "2026.10", tree / "editions")
    return editions.load_edition("2026.10", tree / "editions"), tree


def spoil(tree: Path, file: str, before: str, after: str) -> None:
    path = tree / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def test_reworded_withdrawn_and_new_are_told(cut: tuple[reflexes.Catalogue, Path]) -> None:
    older, tree = cut
    module = training.compose(older, CHOICES)
    spoil(tree, "pistes/telephoner.toml", "Personne ne vient.", "Peu de gens viennent.")
    spoil(tree, "controversies/le-guichet.toml", "Voir les gens.", "Voir et entendre les gens.")
    (tree / "pistes" / "ecrire.toml").write_text(
        (tree / "pistes" / "telephoner.toml")
        .read_text("utf-8")
        .replace("rank = 1", "rank = 2")
        .replace("Téléphoner", "Écrire")
        .replace('to = "l-appel"', 'to = "le-guichet"'),
        "utf-8",
    )
    editions.cut(reflexes.load(tree), "2026.12", tree / "editions")
    newer = editions.load_edition("2026.12", tree / "editions")
    update = training.changes_since(module, older, newer)

    assert {each.after for each in update.reworded} == {
        "Peu de gens viennent.",
        "Voir et entendre les gens.",
    }
    assert [each.code for each in update.new] == ["ecrire"]
    made = training.updated(module, update, newer)
    assert made.edition == "2026.12"
    assert training.check_module(made, newer) == ()
    assert not training.changes_since(made, newer, newer)


def test_a_withdrawn_record_is_told_and_left_to_decide(
    cut: tuple[reflexes.Catalogue, Path],
) -> None:
    older, tree = cut
    module = training.compose(older, CHOICES)
    with (tree / "pistes" / "telephoner.toml").open("a", encoding="utf-8") as file:
        file.write(
            '[withdrawn]\nknown_on = 2026-11-23\nfate = "withdrawn"\n'
            'reason = { fr = "Retirée.", says = "ours" }\n'
        )
    editions.cut(reflexes.load(tree), "2026.12", tree / "editions")
    newer = editions.load_edition("2026.12", tree / "editions")
    update = training.changes_since(module, older, newer)
    made = training.updated(module, update, newer)

    assert [(each.code, each.withdrawn) for each in update.gone] == [("telephoner", True)]
    assert {one.kind for one in training.check_module(made, newer)} == {"points-to-withdrawn"}


def test_the_words_of_the_trainer_are_left_alone(cut: tuple[reflexes.Catalogue, Path]) -> None:
    older, _ = cut
    module = training.compose(older, CHOICES)
    mine = changed(module, title="Mon titre à moi")

    assert not training.changes_since(mine, older, older)
    assert training.updated(mine, training.changes_since(mine, older, older), older) == mine
