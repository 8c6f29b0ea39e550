"""Importing from the terminal: it says what it would do, then does it when told to."""

from pathlib import Path

import pytest

from reflexes_calls import cli
from reflexes_calls.storage import applications
from tests.makers import World, a_call
from tests.reflexes_calls.exported import VILLAGE, as_workbook, export, row

pytestmark = pytest.mark.storage


@pytest.fixture
def call(small_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    url = small_world.desk.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("REFLEXES_CALLS_DATABASE_URL", url)
    # The command reads the real clock, at which this call is not open yet.
    monkeypatch.setattr("reflexes_calls.actions.desk.SystemClock", lambda: small_world.clock)
    return a_call(small_world).public_id


def run(world: World, *said: str) -> int:
    return cli.main(["import", "--as", world.manager.email, *said])


def count(world: World) -> int:
    with world.desk.look() as connection:
        return len(applications.applications_of(connection))


def test_nothing_is_written_before_it_is_told_to(
    small_world: World, call: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(as_workbook(tmp_path / "e.xlsx", export(row("1"), row("2", VILLAGE))))
    assert run(small_world, call, path) == 0
    told = capsys.readouterr().out
    assert "Titre de votre essai  →  title" in told
    assert "       2  à importer" in told
    assert "--apply" in told
    assert count(small_world) == 0
    assert run(small_world, call, path, "--apply") == 0
    assert count(small_world) == 2
    assert run(small_world, call, path) == 0
    assert "       2  déjà importés" in capsys.readouterr().out


def test_what_is_to_mend_is_told_by_line_and_nothing_is_written(
    small_world: World, call: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(as_workbook(tmp_path / "e.xlsx", export(row("1"), row("2", VILLAGE, title=""))))
    assert run(small_world, call, path, "--apply") == 1
    assert "Ligne 3, colonne « Titre de votre essai »" in capsys.readouterr().out.replace(
        "\u00a0", " "
    )
    assert count(small_world) == 0


def test_what_columns_become_may_be_told_in_a_file(
    small_world: World, call: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(as_workbook(tmp_path / "e.xlsx", export(row("1"))))
    mapping = tmp_path / "m.toml"
    mapping.write_text('[columns]\n"Commentaire libre" = "problem"\n', "utf-8")
    assert run(small_world, call, path, "--mapping", str(mapping)) == 0
    assert "Commentaire libre  →  problem" in capsys.readouterr().out
    mapping.write_text("nothing", "utf-8")
    assert run(small_world, call, path, "--mapping", str(mapping)) == 2
    assert "m.toml" in capsys.readouterr().err


def test_a_file_that_is_none_and_an_unknown_person_are_told(
    small_world: World, call: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "e.csv"
    path.write_text("ID;Titre\n", "utf-8")
    assert run(small_world, call, str(path)) == 2
    assert cli.main(["import", "--as", "nobody@essai.example", call, str(path)]) == 2
    assert run(small_world, "0" * 32, str(path)) == 2
    assert run(small_world, call, str(tmp_path / "not-there.csv")) == 2
    assert "not-there.csv" in capsys.readouterr().err
