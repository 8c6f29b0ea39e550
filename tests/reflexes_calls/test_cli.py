"""The command of the service: its refusals are plain, its demonstration is filled once."""

import socket
from pathlib import Path

import pytest

from reflexes_calls import cli
from reflexes_calls.actions import looking
from reflexes_calls.actions.desk import make_desk
from reflexes_calls.demonstration import accounts, prepare
from reflexes_calls.domain.call import Moment, Procedure
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{tmp_path / 'demo.sqlite3'}",
        outbox=tmp_path / "outbox",
        outgoing=tmp_path / "outgoing",
        demo=True,
    )


def test_the_demonstration_tells_a_whole_life(settings: Settings) -> None:
    desk = make_desk(settings)

    assert prepare(desk) is True
    assert prepare(desk) is False
    calls = looking.public_calls(desk)
    assert [(call.procedure, call.funded, call.moment(desk.clock.now())) for call in calls] == [
        (Procedure.PERMANENT, False, Moment.OPEN),
        (Procedure.TWO_STEPS, True, Moment.UPCOMING),
        (Procedure.SINGLE, True, Moment.OPEN),
        (Procedure.SINGLE, True, Moment.CLOSED),
    ]
    assert all(len(call.terms) >= 34 for call in calls)  # every part that a call may have
    stages = {page.pilot.stage for page in looking.public_pilots(desk)}
    assert stages == {PilotStage.RUNNING, PilotStage.PROPOSED}
    assert len(list(settings.outgoing.iterdir())) == 2
    assert len(list(settings.outbox.iterdir())) >= 10


def test_nobody_real_stands_in_the_demonstration(settings: Settings) -> None:
    desk = make_desk(settings)
    prepare(desk)
    real = {organisation.title.fr for organisation in desk.catalogue.organisations}

    assert {page.organisation.name for page in looking.public_pilots(desk)}.isdisjoint(real)
    assert all(account.email.endswith("@demo.example") for account in accounts())


def test_the_demonstration_refuses_a_database_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "calls.sqlite3"
    monkeypatch.setenv("REFLEXES_CALLS_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("REFLEXES_CALLS_PASSWORD", "une longue phrase")
    assert cli.main(["migrate"]) == 0
    assert cli.main(["administrator", "iris@essai.example", "Iris Amandier"]) == 0
    assert cli.main(["administrator", "autre@essai.example", "Autre"]) == 2
    assert "a déjà quelqu’un" in capsys.readouterr().err

    assert cli.main(["demo", "--database", str(path)]) == 2

    assert "choisissez un autre fichier" in capsys.readouterr().err


def test_a_short_password_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REFLEXES_CALLS_DATABASE_URL", f"sqlite:///{tmp_path / 'x.sqlite3'}")
    monkeypatch.setenv("REFLEXES_CALLS_PASSWORD", "court")

    assert cli.main(["administrator", "iris@essai.example", "Iris"]) == 2
    assert "password" in capsys.readouterr().err


def test_a_taken_port_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REFLEXES_CALLS_DATABASE_URL", f"sqlite:///{tmp_path / 'x.sqlite3'}")
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        assert cli.main(["serve", "--port", str(holder.getsockname()[1])]) == 2
    assert "déjà pris" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [("PORT", "huit mille", "8000"), ("DEMO", "peut-être", "1 or 0")],
)
def test_a_setting_that_cannot_be_read_is_said(
    variable: str,
    value: str,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(f"REFLEXES_CALLS_{variable}", value)

    assert cli.main(["migrate"]) == 2
    said = capsys.readouterr().err
    assert value in said
    assert words in said


def test_a_port_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["serve", "--port", "0"])
    assert "un port" in capsys.readouterr().err


def test_an_operator_declares_lists_and_takes_back_an_outage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REFLEXES_CALLS_DATABASE_URL", f"sqlite:///{tmp_path / 'calls.sqlite3'}")
    monkeypatch.setenv("REFLEXES_CALLS_PASSWORD", "une phrase assez longue")
    monkeypatch.chdir(tmp_path)
    by = ["--by", "iris@essai.example"]
    span = ["--from", "2026-01-30T16:20", "--to", "2026-01-30T17:00"]
    assert cli.main(["outage", "declare", *span, "--reason", "Panne", *by]) == 2
    assert "personne n’a ce compte" in capsys.readouterr().err
    assert cli.main(["administrator", "iris@essai.example", "Iris"]) == 0
    assert cli.main(["outage", "list"]) == 0
    assert "Aucune panne" in capsys.readouterr().out
    assert cli.main(["outage", "declare", *span, "--reason", "Panne", *by]) == 0
    assert "Aucune limite" in capsys.readouterr().out
    assert cli.main(["outage", "declare", *span[:3], "2026-01-30T10:00", "--reason", "", *by]) == 2
    assert capsys.readouterr().err.count("\n") == 2
    assert cli.main(["outage", "list"]) == 0
    assert "30/01/2026 16:20 – 30/01/2026 17:00  Panne" in capsys.readouterr().out
    assert cli.main(["outage", "cancel", "1", *by]) == 0
    assert cli.main(["outage", "cancel", "1", *by]) == 2
    assert cli.main(["remind"]) == 0
    assert "0 rappels" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        cli.main(["outage", "declare", "--from", "hier"])
    assert "2027-01-30T16:20" in capsys.readouterr().err
