"""The same promises on SQLite and on PostgreSQL."""

import datetime as dt
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from reflexes_calls.actions import applying, evaluating, looking, people
from reflexes_calls.domain.lifecycle import ApplicationStage, PilotStage
from reflexes_calls.storage import applications, journal, letters, pilots
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import reading, writing
from reflexes_calls.storage.migrating import migrate
from tests.makers import (
    DURING,
    PASSWORD,
    World,
    a_call,
    a_draft,
    a_world,
    an_evaluated_pilot,
    answers,
)

TEAMS = 20


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'calls.sqlite3'}"
    url: str = request.getfixturevalue("postgresql")
    return url


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    """A desk and its people."""
    made = a_world(database_url, tmp_path)
    yield made
    made.desk.engine.dispose()


@pytest.mark.storage
def test_the_whole_way_is_kept(world: World) -> None:
    call = a_call(world)
    pilot = an_evaluated_pilot(world, call)

    evidence, path = evaluating.propose(world.desk, world.manager, pilot.public_id)

    with reading(world.desk.engine) as connection:
        assert pilots.get_pilot(connection, pilot.id).stage is PilotStage.PROPOSED
    assert path.read_text(encoding="utf-8") == evaluating.evidence_toml(world.desk, pilot.public_id)
    assert evaluating.overlay_for_piste(world.desk, call.piste_code) == (evidence,)
    page = looking.journal_of_call(world.desk, world.manager, call.public_id)
    assert page.broken_at is None
    assert [entry.kind for entry in page.entries][-3:] == ["end", "evaluate", "propose"]


@pytest.mark.storage
def test_the_migrations_make_the_tables(world: World) -> None:
    with world.desk.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, t.metadata) == []
    migrate(world.desk.engine.url.render_as_string(hide_password=False))


@pytest.mark.storage
def test_an_instant_comes_back_aware_and_in_utc(world: World) -> None:
    paris = dt.timezone(dt.timedelta(hours=1))
    call = a_call(world)
    assert call.closes_at == dt.datetime(2027, 1, 30, 17, tzinfo=paris)
    assert call.closes_at.tzinfo is dt.UTC
    with (
        pytest.raises((ValueError, StatementError), match="offset"),
        writing(world.desk.engine) as connection,
    ):
        connection.execute(t.calls.update().values(closes_at=dt.datetime(2027, 1, 30)))  # noqa: DTZ001  # what must fail


@pytest.mark.storage
def test_twenty_teams_submit_at_once_and_none_is_lost(world: World) -> None:
    call = a_call(world)
    ready = [_a_team_ready(world, call.public_id, number) for number in range(TEAMS)]
    start = threading.Barrier(TEAMS)

    def submit(one: tuple[people.Person, str]) -> str | None:
        start.wait()
        return applying.submit(world.desk, *one).receipt

    with ThreadPoolExecutor(TEAMS) as pool:
        receipts = list(pool.map(submit, ready))

    assert sorted(filter(None, receipts)) == [f"2026-{n:03}" for n in range(1, TEAMS + 1)]
    page = looking.journal_of_call(world.desk, world.manager, call.public_id)
    assert page.broken_at is None
    assert [entry.seq for entry in page.entries] == list(range(1, len(page.entries) + 1))
    assert sum(entry.kind == "submit" for entry in page.entries) == TEAMS


def _a_team_ready(world: World, call: str, number: int) -> tuple[people.Person, str]:
    home = people.create_organisation(
        world.desk, world.administrator, name=f"Commune d’Essai {number}"
    )
    with writing(world.desk.engine) as connection:
        person = people.people.add_person(
            connection,
            name=f"Personne {number}",
            email=f"p{number}@essai.example",
            password_hash=PASSWORD,
            at=DURING,
        )
    people.join(world.desk, world.administrator, person, home)
    draft = applying.start_draft(world.desk, person, call, home)
    applying.save_draft(world.desk, person, draft.public_id, answers(), revision=0)
    return person, draft.public_id


@pytest.mark.storage
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal_entries SET actor = 'somebody else' WHERE seq = 2",
        "DELETE FROM journal_entries WHERE seq = 2",
    ],
)
def test_a_change_behind_the_journals_back_is_seen(world: World, change: str) -> None:
    call = a_call(world)
    for neighbour in (False, True):
        draft = a_draft(world, call, neighbour=neighbour)
        actor = world.neighbour if neighbour else world.applicant
        applying.submit(world.desk, actor, draft.public_id)
    with writing(world.desk.engine) as connection:
        connection.execute(text(change))

    assert looking.journal_of_call(world.desk, world.manager, call.public_id).broken_at == 2


@pytest.mark.storage
def test_a_failure_leaves_nothing_half_done(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = a_draft(world, a_call(world))

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no ink left")

    monkeypatch.setattr(letters, "queue", fail)
    with pytest.raises(RuntimeError, match="ink"):
        applying.submit(world.desk, world.applicant, draft.public_id)

    with reading(world.desk.engine) as connection:
        kept = applications.get_application(connection, draft.id)
        assert (kept.stage, kept.receipt) == (ApplicationStage.DRAFT, None)
        assert applications.versions_of(connection, draft.id) == ()
        assert [e.kind for e in journal.entries_of(connection, draft.call_id)] == ["publish"]


@pytest.mark.storage
def test_the_journal_holds_neither_name_nor_text(world: World) -> None:
    call = a_call(world)
    an_evaluated_pilot(world, call)

    with reading(world.desk.engine) as connection:
        rows = connection.execute(select(t.journal_entries)).all()
    said = " ".join(str(value) for row in rows for value in row)
    for word in ("Odile", "Samir", "Val-d’Essai", "crèche", "Solide", "essai.example"):
        assert word not in said
