"""A database that others hold: a plain page, what was typed given back, and nothing lost."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from reflexes_calls.storage import turns
from tests.reflexes_calls.web.applying import JSON, TOKEN, Draft, begin, found
from tests.reflexes_calls.web.scene import Scene, make_scene

pytestmark = pytest.mark.web
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
AGAIN = re.compile(r'<form method="post" action="([^"]+)">')
TYPED = {"title": "Un renfort entre crèches", "summary": "Première ligne.\nSeconde « ligne »."}


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """An instance in which nobody waits for ten seconds."""
    made = make_scene(tmp_path)
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    return made


@pytest.fixture
def agent(scene: Scene) -> TestClient:
    """Someone who applies."""
    return scene.visit("agent")


@pytest.fixture
def draft(scene: Scene, agent: TestClient) -> Draft:
    """Their draft."""
    return begin(scene, agent)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Someone else who may hold the database."""
    connection = sqlite3.connect(tmp_path / "calls.sqlite3", isolation_level=None)
    yield connection
    connection.close()


def test_what_was_typed_is_given_back_and_sent_again_by_one_button(
    draft: Draft, agent: TestClient, other: sqlite3.Connection
) -> None:
    other.execute("BEGIN IMMEDIATE")
    refused = draft.save("trial", TYPED)
    other.execute("ROLLBACK")

    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) > 0
    assert "Rien n’est perdu" in refused.text
    form = refused.text[refused.text.index('<form method="post" action="/dossiers/') :]
    again = AGAIN.search(form)
    assert again is not None
    carried = {name: _plain(value) for name, value in HIDDEN.findall(form)}
    assert carried.items() >= TYPED.items()
    sent = agent.post(again[1], data=carried)
    assert sent.status_code == 303
    shown = draft.page("rubriques/trial")
    assert "Un renfort entre crèches" in shown
    assert "Seconde « ligne »." in shown


def _plain(text: str) -> str:
    return text.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&")


def test_a_submission_that_met_a_busy_database_is_made_once_by_that_button(
    draft: Draft, agent: TestClient, other: sqlite3.Connection
) -> None:
    draft.fill()
    other.execute("BEGIN IMMEDIATE")
    refused = draft.submit(key="0" * 32)
    other.execute("ROLLBACK")

    assert refused.status_code == 503
    again = AGAIN.search(refused.text[refused.text.index("<main") :])
    assert again is not None
    carried = dict(HIDDEN.findall(refused.text))
    for _ in range(2):
        assert "/recepisse" in agent.post(again[1], data=carried).headers["location"]
    assert "version 2" not in draft.page().lower()


def test_a_script_is_told_to_try_again(draft: Draft, other: sqlite3.Connection) -> None:
    other.execute("BEGIN IMMEDIATE")
    refused = draft.save("trial", TYPED, headers=JSON)
    other.execute("ROLLBACK")

    assert refused.status_code == 503
    assert refused.headers["content-type"] == "application/problem+json"
    assert int(refused.headers["retry-after"]) > 0


def test_pages_are_read_while_someone_writes(draft: Draft, other: sqlite3.Connection) -> None:
    other.execute("BEGIN IMMEDIATE")
    assert draft.page("rubriques/trial")
    other.execute("ROLLBACK")


def test_a_password_is_never_written_on_the_page(
    agent: TestClient, other: sqlite3.Connection
) -> None:
    stranger = TestClient(agent.app, follow_redirects=False)
    token = found(TOKEN, stranger.get("/connexion").text)
    other.execute("BEGIN IMMEDIATE")
    said = {"csrf": token, "email": "agent@example.org", "password": "un mot de passe assez long"}
    refused = stranger.post("/connexion", data=said)
    other.execute("ROLLBACK")

    assert refused.status_code == 503
    assert "un mot de passe assez long" not in refused.text
    assert AGAIN.search(refused.text[refused.text.index("<main") :]) is None
