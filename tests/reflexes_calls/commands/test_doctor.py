"""`doctor` says what is wrong, one thing after another, and how to mend each."""

import datetime as dt
import json
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from reflexes_calls import cli
from reflexes_calls.commands import examining
from reflexes_calls.storage import letters
from reflexes_calls.storage import tables as t
from reflexes_calls.storage import watching as kept
from reflexes_calls.storage.engine import make_engine, writing
from reflexes_calls.storage.migrating import migrate
from tests.mail_server import mail_server

pytestmark = pytest.mark.storage
NOW = dt.datetime.now(dt.UTC)


class Doctor:
    """Runs the command on an instance."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def say(self, **said: str) -> None:
        for name, value in said.items():
            self.monkeypatch.setenv(f"REFLEXES_CALLS_{name}", value)

    def look(self) -> tuple[int, dict[str, dict[str, str]]]:
        code = cli.main(["doctor", "--json"])
        told = json.loads(self.capsys.readouterr().out)
        assert ["ok", "watch", "broken"].index(told["health"]) == code
        for one in told["checks"]:
            assert one["said"]
            assert bool(one["mend"]) == (one["health"] != "ok"), one
        return code, {one["check"]: one for one in told["checks"]}


@pytest.fixture
def doctor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Doctor:
    monkeypatch.chdir(tmp_path)
    return Doctor(monkeypatch, capsys)


@pytest.fixture
def well(doctor: Doctor, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Doctor:
    """An instance to which nothing is wanting but a mail server."""
    migrate(database_url)
    doctor.say(
        DATABASE_URL=database_url,
        ADDRESS="https://appels.essai.example",
        SECURE_COOKIES="1",
        SCANNER="true {file}",
    )
    monkeypatch.setattr(examining, "LEAST_ROOM", 0)
    engine = make_engine(database_url)
    with writing(engine) as connection:
        kept.keep_beat(connection, dt.datetime.now(dt.UTC))
    engine.dispose()
    return doctor


def change(url: str, *statements: object) -> None:
    engine = make_engine(url)
    with writing(engine) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]  # a statement
    engine.dispose()


def test_all_is_well(well: Doctor) -> None:
    with mail_server() as box:
        well.say(
            SMTP_HOST="127.0.0.1",
            SMTP_PORT=str(box.port),
            SMTP_SECURITY="none",
            SENDER="appels@essai.example",
        )
        code, checks = well.look()
    assert code == 0, [one for one in checks.values() if one["health"] != "ok"]
    assert checks.keys() >= {"schema", "clock", "heartbeat", "letters", "journal", "papers"}


def test_a_mail_server_that_does_not_answer_is_broken(well: Doctor) -> None:
    well.say(SMTP_HOST="127.0.0.1", SMTP_PORT="1", SENDER="appels@essai.example")
    code, checks = well.look()
    assert (code, checks["mail"]["health"]) == (2, "broken")
    assert "ConnectionRefusedError" in checks["mail"]["said"]


def test_letters_that_wait_long_and_a_heart_that_stopped_are_watched(
    well: Doctor, database_url: str
) -> None:
    long_ago = NOW - dt.timedelta(hours=2)
    engine = make_engine(database_url)
    with writing(engine) as connection:
        kept.keep_beat(connection, long_ago)
        letters.queue(
            connection,
            kind="receipt",
            person=None,
            recipient="a@b.example",
            subject="x",
            body="y",
            at=long_ago,
        )
    engine.dispose()
    code, checks = well.look()
    assert code == 1
    assert {name for name, one in checks.items() if one["health"] == "watch"} == {
        "heartbeat",
        "letters",
        "mail",
    }


def test_a_sign_of_life_to_come_says_that_the_clock_was_wrong(
    well: Doctor, database_url: str
) -> None:
    change(database_url, update(t.heartbeats).values(seen_at=NOW + dt.timedelta(hours=3)))
    assert "à venir" in well.look()[1]["heartbeat"]["said"]


def test_a_journal_that_was_touched_is_broken(well: Doctor, database_url: str) -> None:
    forged = dict.fromkeys(("call", "actor", "kind", "subject", "subject_id"), "x")
    forged |= dict.fromkeys(("source", "target", "facts_digest", "previous", "digest"), "x")
    change(database_url, insert(t.service_entries).values(seq=1, at=NOW, **forged))
    code, checks = well.look()
    assert (code, checks["journal"]["health"]) == (2, "broken")


def test_what_stands_beside_the_database_is_looked_at(well: Doctor, tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    well.say(
        OUTGOING=str(tmp_path / "a-file"),
        FILES=str(tmp_path / "a-file" / "files"),
        SCANNER="no-such-program {file}",
        ADDRESS="https://appels.essai.example",
        SECURE_COOKIES="0",
    )
    code, checks = well.look()
    assert code == 2
    wrong = {name: one["health"] for name, one in checks.items() if one["health"] != "ok"}
    assert wrong == {
        "outgoing": "broken",
        "receiving": "broken",
        "files": "broken",
        "scanner": "broken",
        "cookies": "watch",
        "mail": "watch",
    }


def test_little_room_is_said(well: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "LEAST_ROOM", 10**18)
    assert well.look()[1]["room"]["health"] == "watch"
    monkeypatch.setattr(examining, "LEAST_LEFT", 10**18)
    assert well.look()[1]["room"]["health"] == "broken"


def test_a_database_that_is_not_there_is_broken_and_not_made(
    doctor: Doctor, tmp_path: Path
) -> None:
    code, checks = doctor.look()
    assert (code, checks["database"]["health"]) == (2, "broken")
    assert not list(tmp_path.glob("*.sqlite3"))
    doctor.say(DATABASE_URL=f"postgresql://nobody@/calls?host={tmp_path}")
    code, checks = doctor.look()
    assert "La base ne répond pas" in checks["database"]["mend"]


def test_it_speaks_to_people_too(well: Doctor, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("OK   Réglages")
    assert sum(line.startswith("     → ") for line in said) == 1
    del well


def test_settings_that_cannot_be_read_end_before_it(
    doctor: Doctor, capsys: pytest.CaptureFixture[str]
) -> None:
    doctor.say(PORT="huit", HOSTT="x")
    assert cli.main(["doctor"]) == 2
    assert capsys.readouterr().err.count("REFLEXES_CALLS_") == 2
