"""The command line, as a person types it."""

import json
from pathlib import Path

import pytest

import reflexes
from reflexes import editions
from reflexes.cli import main
from reflexes.kinds import KINDS


def test_check_is_clean_on_the_shipped_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert "rien à corriger" in said
    assert f"l’édition {reflexes.load().edition}" in said


def test_check_says_every_refusal_in_french(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tree / "pistes/telephoner.toml"
    path.write_text('titre = 1\nrank = "un"\n', encoding="utf-8")

    assert main(["check", str(tree)]) == 1

    said = capsys.readouterr().err
    assert "pistes/telephoner.toml:1 · titre" in said
    assert "Vouliez-vous dire" in said
    assert "un nombre entier sans guillemets" in said
    assert "points à corriger" in said


def test_check_speaks_english_and_json(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "catalogue.toml").write_text("", encoding="utf-8")

    assert main(["check", "--json", "--lang", "en", str(tree)]) == 1

    said = json.loads(capsys.readouterr().out)
    assert said["refusals"][0]["sentence"] == "“description” is missing. Add it."
    assert len(said["refusals"]) == 4


def test_check_of_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "nowhere")]) == 2
    assert "Il n’y a pas de dossier" in capsys.readouterr().err


def test_check_of_a_clean_tree_as_json(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json", str(tree)]) == 0
    assert json.loads(capsys.readouterr().out)["records"]["pistes"] == 1


def test_show_tells_a_record_and_its_ties(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "micro-mobilite-professionnelle"]) == 0

    said = capsys.readouterr().out
    assert said.startswith("La micro-mobilité professionnelle\n===")
    assert "Ce qui lui donnerait tort" in said
    assert "— l’enquête, dans nos mots : billet-six-pistes-2020-09" in said.replace("\u00a0", " ")
    assert "→ phenomena" in said


def test_show_as_json_names_the_shelf(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "--json", "entraide"]) == 0

    said = json.loads(capsys.readouterr().out)
    assert (said["shelf"], said["code"]) == ("principles", "entraide")
    assert "pistes" in said["linked"]


def test_show_of_an_unknown_code_suggests(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "entrade"]) == 2
    assert "Vouliez-vous dire : entraide" in capsys.readouterr().err.replace("\u00a0", " ")


@pytest.mark.parametrize("kind", KINDS)
def test_list_gives_one_line_a_record(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", kind]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(reflexes.load().shelf(kind))


def test_list_as_json_from_a_folder(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "pistes", "--json", "--from", str(tree)]) == 0
    assert [r["code"] for r in json.loads(capsys.readouterr().out)] == ["telephoner"]


def test_an_edition_is_cut_once(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into = str(tmp_path / "editions")
    assert main(["edition", "cut", "2026.12", "--tree", str(tree), "--into", into]) == 0
    assert "Édition 2026.12 figée" in capsys.readouterr().out
    assert main(["edition", "cut", "2026.12", "--tree", str(tree), "--into", into]) == 2
    assert "ne change jamais" in capsys.readouterr().err
    assert main(["edition", "list"]) == 0
    assert capsys.readouterr().out.split() == list(editions.names())


def test_an_unknown_edition_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "pistes", "--from", "1999.01"]) == 2
    assert "1999.01" in capsys.readouterr().err


def test_from_is_never_passed_over_in_silence(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--from", str(tree)]) == 0
    assert capsys.readouterr().out.startswith("4 fiches")
    assert main(["edition", "cut", "2026.12", "--from", str(tree)]) == 0
    assert editions.names(tree / "editions") == ("2026.12",)
    capsys.readouterr()
    assert main(["edition", "list", "--from", str(tree)]) == 0
    assert capsys.readouterr().out == "2026.12\n"
    assert main(["edition", "verify", "--from", str(tree)]) == 0
    assert capsys.readouterr().out == "Une édition est telle qu’elle est parue.\n"
    assert main(["edition", "changelog", "--from", str(tree)]) == 0
    assert "## 2026.12" in capsys.readouterr().out


def test_check_remembers_the_codes_of_released_editions(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["edition", "cut", "2026.12", "--tree", str(tree)]) == 0
    (tree / "pistes/telephoner.toml").unlink()

    assert main(["check", str(tree)]) == 1

    assert "pistes/telephoner.toml  RX506" in capsys.readouterr().err


@pytest.mark.parametrize(
    "said",
    [
        ["check", "/nulle/part"],
        ["check", "--beside", "/nulle/part"],
        ["edition", "verify", "/nulle/part"],
        ["edition", "cut", "2026.12", "--tree", "/nulle/part"],
        ["edition", "changelog", "--from", "/nulle/part"],
    ],
)
def test_a_folder_that_is_not_there_is_refused(
    said: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(said) == 2
    assert "/nulle/part" in capsys.readouterr().err


def test_what_the_machine_refuses_is_told(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fichier").write_text("", "utf-8")
    into = str(tmp_path / "fichier/editions")

    assert main(["edition", "cut", "2026.12", "--tree", str(tree), "--into", into]) == 2
    assert capsys.readouterr().err.startswith("La machine a refusé")


def test_diff_is_of_one_inquiry_in_the_order_of_time(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", str(tree), "2020.09"]) == 2
    assert "deux enquêtes" in capsys.readouterr().err
    assert main(["diff", "2021.09", "2020.09"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("De 2020.09 à 2021.09")
    assert "Dans l’ordre du temps" in said.err


def test_a_code_suggests_those_that_begin_like_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "micro-mobilite"]) == 2
    assert "micro-mobilite-professionnelle" in capsys.readouterr().err
