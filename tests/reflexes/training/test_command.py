"""The command line: new, check, build, update."""

import json
from pathlib import Path

import pytest

from reflexes.cli import main

REFUSED, UNKNOWN = 1, 2


def run(*said: object) -> int:
    return main(["module", *map(str, said)])


def test_from_nothing_to_all_the_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "atelier.toml"

    assert run("new", file) == 0
    said = capsys.readouterr().out
    assert "Management interne" in said
    assert "reflexes module build" in said
    assert run("check", file) == 0
    assert "rien à corriger" in capsys.readouterr().out
    assert run("build", file, "--output", tmp_path / "fichiers") == 0
    written = {path.name for path in (tmp_path / "fichiers").iterdir()}
    assert {"index.html", "2-guide-animation.docx", "atelier.zip", "atelier.toml"} <= written
    assert run("build", file, "--output", tmp_path / "fichiers") == 0, "the same again is no clash"
    assert (tmp_path / "fichiers" / "atelier.toml").read_bytes() == file.read_bytes()


def test_choices_are_said_on_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "elected.toml"
    choices = ("--about", "pilotage", "--public", "elected-officials", "--length", "day")
    more = ("--activity", "crisis-exercise", "--lang", "en", "--json")

    assert run("new", file, *choices, *more) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["title"] == "Steering: deciding and acting in times of crisis"
    assert "crisis-exercise" in file.read_text("utf-8")


def test_what_stands_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "atelier.toml"
    file.write_text("à moi", "utf-8")

    assert run("new", file) == REFUSED
    assert file.read_text("utf-8") == "à moi"
    assert "--force" in capsys.readouterr().err
    assert run("new", file, "--force") == 0


def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "atelier.toml"
    run("new", file)
    text = file.read_text("utf-8").replace("minutes = 210", "minutes = 240", 1)
    file.write_text(text.replace('verb = "rédiger"', 'verb = "comprendre"'), "utf-8")
    capsys.readouterr()

    assert run("build", file, "--output", tmp_path / "out") == REFUSED
    said = capsys.readouterr().err
    assert "RXA01" in said
    assert "la somme des parties est autre" in said
    assert (
        "Personne ne peut voir « comprendre »".replace("« ", "«\u00a0").replace(" »", "\u00a0»")
        in said
    )
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (("new", "atelier.txt"), UNKNOWN, "atelier.txt"),
        (("new", "Mon Atelier.toml"), REFUSED, "RX102"),
        (("new", "a.toml", "--about", "rien-de-tel"), REFUSED, "rien-de-tel"),
        (("new", "a.toml", "--from", "2020.05", "--activity", "piste-study"), UNKNOWN, "2020.05"),
        (("check", "absent.toml"), REFUSED, "RX101"),
    ],
)
def test_bad_commands_are_told(
    said: tuple[str, ...],
    code: int,
    words: str,
    *,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run(*said) == code
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_update_says_what_changed_and_takes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "atelier.toml"
    assert run("new", file, "--from", "2026.11") == 0
    capsys.readouterr()

    assert run("update", file) == 0
    assert "2026.11" in capsys.readouterr().out
    assert run("update", file, "--write") == 0
    assert 'edition = "2026.12"' in file.read_text("utf-8")
    capsys.readouterr()
    assert run("check", file) == 0
    assert run("update", file) == 0
    assert "rien n’a changé" in capsys.readouterr().out
