"""What changed between two catalogues, and whether it was learnt or merely corrected."""

import json
from pathlib import Path

import pytest

import reflexes
from reflexes.cli import main
from reflexes.comparing import Reason
from reflexes.recounting import Recounter, as_plain
from reflexes.texts import Says
from reflexes.wording import translator


def edited(tree: Path, file: str, old: str, new: str) -> None:
    """Say something otherwise in a file of the tree."""
    path = tree / file
    said = path.read_text(encoding="utf-8")
    assert old in said
    path.write_text(said.replace(old, new), encoding="utf-8")


@pytest.fixture
def before(tree: Path) -> reflexes.Catalogue:
    """The small catalogue before anything changed, its shelves read."""
    catalogue = reflexes.load(tree)
    assert len(list(catalogue)) == 4
    return catalogue


def test_the_same_catalogue_differs_in_nothing(before: reflexes.Catalogue) -> None:
    assert not before.compare(before)


def test_a_rename_is_told_with_both_names(tree: Path, before: reflexes.Catalogue) -> None:
    edited(
        tree, "pistes/telephoner.toml", 'title = { fr = "Téléphoner"', 'title = { fr = "Appeler"'
    )

    (renamed,) = before.compare(reflexes.load(tree)).renamed

    assert (renamed.code, renamed.before.fr, renamed.after.fr) == (
        "telephoner",
        "Téléphoner",
        "Appeler",
    )


def test_a_field_is_told_with_its_path(tree: Path, before: reflexes.Catalogue) -> None:
    edited(tree, "controversies/le-guichet.toml", "Voir les gens.", "Voir chacun.")

    (changed,) = before.compare(reflexes.load(tree)).changed

    assert changed.code == "le-guichet"
    assert [(f.path, f.before, f.after, f.reason) for f in changed.fields] == [
        ("poles[0].argument.fr", "Voir les gens.", "Voir chacun.", Reason.CORRECTED)
    ]


def test_an_item_put_first_in_a_list_is_one_addition(
    tree: Path, before: reflexes.Catalogue
) -> None:
    edited(
        tree,
        "pistes/telephoner.toml",
        'answers = [{ to = "l-appel", says = "ours" }]',
        'answers = [{ to = "le-guichet", says = "ours" }, { to = "l-appel", says = "ours" }]',
    )

    (changed,) = before.compare(reflexes.load(tree)).changed

    assert [(f.path, f.before, f.after) for f in changed.fields] == [
        ("answers[0]", None, "le-guichet · ours")
    ]


def test_additions_and_removals_are_told(tree: Path, before: reflexes.Catalogue) -> None:
    (tree / "pistes/ecrire.toml").write_text(
        (tree / "pistes/telephoner.toml").read_text("utf-8").replace("rank = 1", "rank = 2"),
        "utf-8",
    )
    after = reflexes.load(tree)

    assert [added.code for added in before.compare(after).added] == ["ecrire"]
    assert [removed.code for removed in after.compare(before).removed] == ["ecrire"]


def test_a_withdrawal_is_told_with_what_replaces_it(tree: Path, before: reflexes.Catalogue) -> None:
    path = tree / "pistes/telephoner.toml"
    said = path.read_text("utf-8")
    (tree / "pistes/ecrire.toml").write_text(said.replace("rank = 1", "rank = 2"), "utf-8")
    path.write_text(
        said
        + '[withdrawn]\nknown_on = 2026-12-01\nfate = "renamed"\nreplaced_by = ["ecrire"]\n'
        + 'reason = { fr = "Mieux nommée.", says = "ours" }\n',
        "utf-8",
    )

    difference = before.compare(reflexes.load(tree))
    (withdrawn,) = difference.withdrawn
    told = Recounter("fr", translator("fr")).in_terminal(difference)

    assert withdrawn.withdrawn is not None
    assert withdrawn.withdrawn.replaced_by == ("ecrire",)
    assert "renommée → ecrire" in told
    assert "Mieux nommée." in told


def test_what_is_ours_is_marked_in_a_difference() -> None:
    difference = reflexes.load("2025.01").compare(reflexes.load("2026.11"))

    says = {
        (changed.code, field.path): field.says
        for changed in difference.changed
        for field in changed.fields
    }
    piste = "micro-mobilite-professionnelle"
    assert says[piste, "proof_wrong"] is Says.OURS
    assert says[piste, "strengthens[0]"] is Says.OURS
    told = Recounter("fr", translator("fr")).as_markdown(difference)
    assert r"\[de ce projet\]" in told


def test_a_change_of_what_replaces_is_told(tree: Path) -> None:
    path = tree / "pistes/telephoner.toml"
    said = path.read_text("utf-8")
    for rank, code in ((2, "ecrire"), (3, "parler")):
        other = said.replace("rank = 1", f"rank = {rank}")
        (tree / f"pistes/{code}.toml").write_text(other, "utf-8")
    gone = (
        '[withdrawn]\nknown_on = 2026-12-01\nfate = "renamed"\nreplaced_by = ["ecrire"]\n'
        'reason = { fr = "Mieux nommée.", says = "ours" }\n'
    )
    path.write_text(said + gone, "utf-8")
    before = reflexes.load(tree)
    path.write_text(said + gone.replace("ecrire", "parler"), "utf-8")

    (changed,) = before.compare(reflexes.load(tree)).changed

    assert [(f.path, f.before, f.after) for f in changed.fields] == [
        ("withdrawn.replaced_by", "ecrire", "parler")
    ]


def test_what_became_known_is_apart_from_corrections() -> None:
    difference = reflexes.load("2020.09").compare(reflexes.load("2021.09"))

    assert {r.code: (r.before.fr, r.after.fr, r.reason) for r in difference.renamed} == {
        "micro-mobilite-professionnelle": (
            "La politique de micro-mobilités professionnelles",
            "La micro-mobilité professionnelle",
            Reason.LEARNT,
        ),
        "portage-initiatives-spontanees": (
            "Le portage d’initiatives frugales sans permission",
            "Le portage d’initiatives spontanées",
            Reason.LEARNT,
        ),
    }
    assert [a.code for a in difference.added if a.shelf == "pistes"] == [
        "management-de-la-subsidiarite",
        "comites-liaison-citoyenne",
        "plateformes-engagement-citoyen",
    ]
    reasons = {field.reason for changed in difference.changed for field in changed.fields}
    assert reasons == {Reason.LEARNT}


def test_a_mere_correction_is_told_as_such() -> None:
    """The names of the principles were given the day on which they became known."""
    difference = reflexes.load("2026.11").compare(reflexes.load("2026.12"))

    reasons = {
        (changed.code, field.path): field.reason
        for changed in difference.changed
        for field in changed.fields
    }
    assert reasons["agilite", "title.known_on"] is Reason.CORRECTED
    assert reasons["agilite", "questions[0]"] is Reason.LEARNT
    assert not difference.added


def test_what_this_project_added_became_known_when_it_began() -> None:
    difference = reflexes.load("2025.01").compare(reflexes.load("2026.11"))

    reasons = {
        (changed.code, field.path): field.reason
        for changed in difference.changed
        for field in changed.fields
    }
    piste = "micro-mobilite-professionnelle"
    assert reasons[piste, "strengthens[0]"] is Reason.LEARNT
    assert reasons[piste, "proof_wrong"] is Reason.LEARNT
    assert reasons["portage-initiatives-spontanees", "answers[0]"] is Reason.LEARNT


def test_the_command_tells_it_three_ways(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "2020.09", "2021.09"]) == 0
    terminal = capsys.readouterr().out
    assert main(["diff", "2020.09", "2021.09", "--markdown", "--lang", "en"]) == 0
    markdown = capsys.readouterr().out
    assert main(["diff", "2020.09", "2021.09", "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)

    assert terminal.startswith("De 2020.09 à 2021.09\n")
    assert "« La politique de micro-mobilités professionnelles »" in terminal
    assert "## From 2020.09 to 2021.09" in markdown
    assert "### Renamed (2)" in markdown
    difference = reflexes.load("2020.09").compare(reflexes.load("2021.09"))
    assert plain == json.loads(json.dumps(as_plain(difference)))
    assert [each["code"] for each in plain["renamed"]] == [
        "micro-mobilite-professionnelle",
        "portage-initiatives-spontanees",
    ]
    assert plain["withdrawn"] == plain["removed"] == []


def test_an_unknown_edition_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "1999.01", "2021.09"]) == 2
    assert "1999.01" in capsys.readouterr().err
