"""Accounts from the terminal: each refusal is said in words, each act is in the journal."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from reflexes_calls import cli
from reflexes_calls.actions.desk import make_desk
from reflexes_calls.actions.people import person_of_session, sign_in
from reflexes_calls.domain.errors import Refused
from reflexes_calls.settings import Settings
from reflexes_calls.storage import service_journal

pytestmark = pytest.mark.storage
PASSWORD = "une phrase assez longue"
IRIS, MAUD = "iris@essai.example", "maud@essai.example"


class Terminal:
    """Runs commands on an instance, with a password piped in."""

    def __init__(
        self, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.url, self.monkeypatch, self.capsys = url, monkeypatch, capsys

    def __call__(self, *command: str, typed: str = PASSWORD, code: int = 0) -> str:
        self.monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed}\n" if typed else ""))
        met = cli.main(["user", *command])
        said = self.capsys.readouterr()
        assert met == code, said
        return said.out if code == 0 else said.err


@pytest.fixture
def user(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    quick_passwords: None,
) -> Terminal:
    del quick_passwords
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REFLEXES_CALLS_DATABASE_URL", database_url)
    return Terminal(database_url, monkeypatch, capsys)


def test_the_first_account_administers_and_the_others_are_what_they_are_told(
    user: Terminal,
) -> None:
    assert "Aucun compte" in user("list")
    user("add", IRIS, "Iris Amandier")
    user("add", MAUD, "Maud Lherbier", "--role", "manager")
    lines = user("list").splitlines()
    assert [line.split()[-1] for line in lines] == ["administrator", "manager"]
    desk = make_desk(Settings(database_url=user.url))
    with desk.look() as connection:
        entries = service_journal.entries(connection)
    assert [(one.actor, one.kind) for one in entries] == [
        ("operator", kind) for kind in ("open_account", "grant") * 2
    ]
    desk.engine.dispose()


def test_everything_wrong_is_said_at_once(user: Terminal) -> None:
    said = user("add", "iris", " ", typed="court", code=2)
    assert [line.partition(":")[0] for line in said.splitlines()] == ["name", "email", "password"]
    user("add", IRIS, "Iris")
    assert "email" in user("add", IRIS, "Une autre", code=2)
    assert "email" in user("role", MAUD, "manager", code=2)


def test_roles_are_given_and_taken_back_but_the_last_administrator(user: Terminal) -> None:
    user("add", IRIS, "Iris")
    user("role", IRIS, "manager")
    assert "administrator, manager" in user("list")
    user("role", IRIS, "manager", "--remove")
    assert "manager" not in user("list")
    user("role", IRIS, "manager", "--remove", code=2)
    assert "administre" in user("role", IRIS, "administrator", "--remove", code=2)
    assert "--call" in user("role", IRIS, "reviewer", code=2)
    assert "--call" in user("role", IRIS, "administrator", "--call", "x", code=2)
    user("role", IRIS, "reviewer", "--call", "nowhere", code=2)


def test_another_password_ends_the_sessions(user: Terminal) -> None:
    user("add", IRIS, "Iris")
    desk = make_desk(Settings(database_url=user.url))
    token = sign_in(desk, IRIS, PASSWORD)
    user("password", IRIS, typed="une autre phrase, longue")
    assert person_of_session(desk, token) is None
    with pytest.raises(Refused, match="wrong-sign-in"):
        sign_in(desk, IRIS, PASSWORD)
    assert sign_in(desk, IRIS, "une autre phrase, longue")
    user("password", IRIS, typed="court", code=2)
    desk.engine.dispose()


def test_an_account_is_closed_and_opened_again(user: Terminal) -> None:
    user("add", IRIS, "Iris")
    user("add", MAUD, "Maud")
    desk = make_desk(Settings(database_url=user.url))
    user("disable", MAUD)
    assert "fermé" in user("list")
    with pytest.raises(Refused):
        sign_in(desk, MAUD, PASSWORD)
    user("disable", MAUD, "--undo")
    assert sign_in(desk, MAUD, PASSWORD)
    assert "administre" in user("disable", IRIS, code=2)
    desk.engine.dispose()


@pytest.mark.parametrize("command", [["user", "add"], ["administrator"]])
def test_without_a_terminal_a_password_is_asked_for_in_words(
    sqlite_url: str, tmp_path: Path, command: list[str]
) -> None:
    program = "import sys; from reflexes_calls.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", program, *command, IRIS, "Iris"],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        env={"REFLEXES_CALLS_DATABASE_URL": sqlite_url, "PATH": ""},
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert "REFLEXES_CALLS_PASSWORD" in done.stderr
