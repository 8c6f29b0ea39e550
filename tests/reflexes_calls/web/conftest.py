"""An instance on a scratch file, and a browser without eyes."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

import reflexes
from reflexes_calls.actions.people import create_person
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from tests.databases import lay_down

TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')


@pytest.fixture(scope="session")
def catalogue() -> reflexes.Catalogue:
    """The newest shipped edition."""
    return reflexes.load()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An instance that is no demonstration."""
    return Settings(
        database_url=f"sqlite:///{tmp_path / 'calls.sqlite3'}",
        outbox=tmp_path / "outbox",
        outgoing=tmp_path / "outgoing",
        files=tmp_path / "files",
    )


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    """The pages of an empty instance."""
    lay_down(settings.database_url)
    return create_app(settings)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A visitor who follows no redirection by themselves."""
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as visitor:
        yield visitor


@pytest.fixture
def token_of(client: TestClient) -> Callable[[str], str]:
    """The token of the first form of a page."""

    def read(address: str) -> str:
        found = TOKEN.search(client.get(address).text)
        assert found is not None, address
        return found[1]

    return read


@pytest.fixture
def account(app: FastAPI) -> tuple[str, str]:
    """The address and the password of the instance's first person."""
    address, password = "claude.essai@val-d-essai.example", "un mot de passe d’essai"
    create_person(app.state.desk, None, name="Claude Essai", email=address, password=password)
    return address, password


@pytest.fixture
def signed_in_client(
    client: TestClient, account: tuple[str, str], token_of: Callable[[str], str]
) -> TestClient:
    """A browser in which that person has signed in."""
    email, password = account
    said = {"csrf": token_of("/connexion"), "email": email, "password": password}
    assert client.post("/connexion", data=said).status_code == 303
    return client
