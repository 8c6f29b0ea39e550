"""Whatever keeps a command from working ends in plain words, never in a trace."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from reflexes_calls import cli
from reflexes_calls.storage.engine import make_engine, writing
from reflexes_calls.storage.migrating import migrate
from tests.postgres_server import PostgresServer

pytestmark = pytest.mark.storage
COMMANDS = (
    ["serve", "--port", "1"],
    ["worker", "--once"],
    ["user", "list"],
    ["outage", "list"],
    ["remind"],
    ["retention"],
    ["journal", "verify"],
    ["backup", "backup.zip"],
)


@pytest.fixture
def said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> "Said":
    monkeypatch.chdir(tmp_path)
    return Said(monkeypatch, capsys)


class Said:
    """Runs a command on a database, and gives what it says of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, url: str, *command: str) -> str:
        self.monkeypatch.setenv("REFLEXES_CALLS_DATABASE_URL", url)
        assert cli.main([*command]) == 2
        told = self.capsys.readouterr().err
        assert "Traceback" not in told
        return told


@pytest.mark.parametrize("command", [*COMMANDS, ["migrate"]], ids=lambda one: one[0])
def test_a_file_that_is_no_database_is_said(said: Said, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "notes.txt").write_text("Ceci n’est pas une base.\n" * 100, "utf-8")
    assert "n’est pas une base SQLite" in said(f"sqlite:///{tmp_path / 'notes.txt'}", *command)
    assert (tmp_path / "notes.txt").read_text("utf-8").startswith("Ceci")


def test_the_demonstration_says_so_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Ceci n’est pas une base.\n" * 100, "utf-8")
    assert cli.main(["demo", "--database", str(path)]) == 2
    assert "n’est pas une base SQLite" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one[0])
def test_a_folder_that_is_not_there_is_said(said: Said, tmp_path: Path, command: list[str]) -> None:
    assert "ne peut pas être ouvert" in said(
        f"sqlite:///{tmp_path / 'nowhere' / 'x.sqlite3'}", *command
    )


@pytest.mark.parametrize("command", [*COMMANDS, ["migrate"]], ids=lambda one: one[0])
def test_a_server_that_does_not_answer_is_said(
    said: Said, tmp_path: Path, command: list[str]
) -> None:
    url = f"postgresql://nobody@/calls?host={tmp_path}"
    assert "La base ne répond pas" in said(url, *command)


def test_a_database_that_the_server_has_not_is_said(
    said: Said, postgresql_server: PostgresServer
) -> None:
    assert "La base ne répond pas" in said(postgresql_server.url("none_such"), "migrate")


def revised(url: str, revision: str) -> str:
    """A database whose schema says that it is of a revision."""
    migrate(url)
    engine = make_engine(url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
    engine.dispose()
    return url


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one[0])
def test_an_older_schema_says_to_migrate(said: Said, sqlite_url: str, command: list[str]) -> None:
    assert "reflexes-calls migrate" in said(revised(sqlite_url, "2026_11_23"), *command)


@pytest.mark.parametrize("command", [*COMMANDS, ["migrate"]], ids=lambda one: one[0])
def test_a_newer_schema_says_to_upgrade(said: Said, database_url: str, command: list[str]) -> None:
    assert "Upgrade this one" in said(revised(database_url, "2099_01_01"), *command)


def test_a_database_of_something_else_is_left_alone(said: Said, sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE recipes (name TEXT)"))
    engine.dispose()
    assert "autre programme" in said(sqlite_url, "user", "list")


def test_a_disk_that_fills_up_is_said_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    """The disk of a process is made small: no file of it may grow beyond some bytes."""
    url = f"sqlite:///{tmp_path / 'calls.sqlite3'}"
    surroundings = {**os.environ, "REFLEXES_CALLS_DATABASE_URL": url}

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, 64 * 1024))

    program = "import signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
    program += "from reflexes_calls.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "migrate"]
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        env=surroundings,
        cwd=tmp_path,
        preexec_fn=small,  # one thread, and nothing but the limit is set
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert "est-il plein" in done.stderr
    again = subprocess.run(
        command, check=False, capture_output=True, env=surroundings, cwd=tmp_path
    )
    assert again.returncode == 0
