"""Bad days: a full disk, a database that left, a clock put back. Told plainly, nothing lost."""

import datetime as dt
import errno
import re
from pathlib import Path
from typing import Any

import attrs
import pytest
from sqlalchemy import event, text
from starlette.testclient import TestClient

from reflexes_calls.actions import looking
from reflexes_calls.settings import Settings
from reflexes_calls.storage.engine import make_engine, reading, writing
from reflexes_calls.web.app import create_app
from tests.postgres_server import PostgresServer
from tests.reflexes_calls.web.applying import JSON, Draft, begin
from tests.reflexes_calls.web.scene import Scene, make_scene

pytestmark = pytest.mark.web
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
AGAIN = re.compile(r'<form method="post" action="([^"]+)">')
TYPED = {"title": "Un renfort", "summary": "Un résumé très long. " * 40}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


@pytest.fixture
def draft(scene: Scene) -> Draft:
    return begin(scene, scene.visit("agent"))


def keep_small(scene: Scene) -> Any:
    """Let the database take no page more; gives how to let it grow again."""
    engine = scene.desk.engine
    with reading(engine) as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()

    def limit(connection: Any, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(engine, "connect", limit)
    engine.dispose()

    def grow() -> None:
        event.remove(engine, "connect", limit)
        engine.dispose()

    return grow


def fill_up(draft: Draft) -> Any:
    """Save until the disk is full: the answer that said so."""
    for rank in range(200):
        said = draft.save("trial", TYPED | {"summary": f"{rank} " + TYPED["summary"] * 20})
        if said.status_code != 303:
            return said
    raise AssertionError("the disk never filled up")


def test_a_full_disk_is_told_and_what_was_typed_is_sent_again_once_there_is_room(
    scene: Scene, draft: Draft
) -> None:
    grow = keep_small(scene)
    refused = fill_up(draft)
    assert refused.status_code == 507
    assert "Il n’y a plus de place sur ce serveur" in refused.text
    shown = refused.text[refused.text.index("<main") :]
    again = AGAIN.search(shown)
    assert again is not None
    carried = {name: value.replace("&#39;", "'") for name, value in HIDDEN.findall(shown)}
    assert carried["title"] == TYPED["title"]
    with scene.desk.look() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    grow()
    assert draft.hands.post(again[1], data=carried).status_code == 303
    assert TYPED["title"] in draft.page("rubriques/trial")


def test_a_full_disk_is_told_to_scripts_too(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("reflexes_calls.storage.engine.open_to_write", full)
    refused = draft.save("trial", TYPED, headers=JSON)
    assert refused.status_code == 507
    assert refused.headers["content-type"] == "application/problem+json"


def test_an_error_of_ours_is_no_full_disk(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("reflexes_calls.storage.engine.open_to_write", broken)
    hands = TestClient(draft.hands.app, raise_server_exceptions=False, follow_redirects=False)
    hands.cookies = draft.hands.cookies
    said = attrs.evolve(draft, hands=hands).save("trial", TYPED)
    assert said.status_code == 500


def test_a_database_that_restarts_is_told_then_forgotten(
    postgresql_server: PostgresServer, tmp_path: Path
) -> None:
    """Its connections are ended and new ones refused, as a server does while it restarts."""
    with postgresql_server.fresh_database() as url:
        name = url.partition("@/")[2].partition("?")[0]
        administration = make_engine(postgresql_server.url("postgres"))

        def order(statement: str) -> None:
            with administration.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(statement))

        settings = Settings(database_url=url, outbox=tmp_path / "o", outgoing=tmp_path / "e")
        app = create_app(settings)
        hands = TestClient(app, raise_server_exceptions=False)
        assert hands.get("/appels").status_code == 200
        order(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"
        order(ended.format(name))
        for _ in range(3):
            away = hands.get("/appels")
            assert away.status_code == 503
            assert "La base de ce site ne répond pas" in away.text
        assert hands.get("/health").status_code == 503
        assert hands.get("/health/live").status_code == 200
        order(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert hands.get("/appels").status_code == 200
        assert hands.get("/health").status_code == 200
        app.state.desk.engine.dispose()
        administration.dispose()


def test_a_clock_put_back_breaks_no_journal_and_loses_no_submission(
    scene: Scene, draft: Draft
) -> None:
    draft.fill()
    scene.clock.instant += dt.timedelta(hours=5)
    assert draft.submit(key="1" * 32).status_code == 303
    scene.clock.instant -= dt.timedelta(hours=3)
    assert draft.save("trial", {"title": "Un autre titre"}).status_code == 303
    assert draft.submit(key="2" * 32).status_code == 303
    journal = looking.journal_of_call(scene.desk, scene.manager, scene.call)
    assert journal.broken_at is None
    submitted = [entry for entry in journal.entries if entry.kind == "submit"]
    assert [entry.at for entry in submitted] == sorted(
        (entry.at for entry in submitted), reverse=True
    )
    with writing(scene.desk.engine) as connection:
        numbers = connection.execute(text("SELECT number FROM application_versions ORDER BY id"))
        assert list(numbers.scalars()) == [1, 2]
