"""A town with a draft or a receipt, seen through its pages: what the tests of papers start from."""

import re
from collections.abc import Mapping
from pathlib import Path

import attrs
from httpx2 import Response
from starlette.testclient import TestClient

from reflexes_calls.actions.people import sign_in
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.people import Person
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.makers import PASSWORD, World, a_call

TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')
REVISION = re.compile(r'name="revision" value="(\d+)"')


@attrs.define
class Town:
    """A world with one open call, and a browser for each person."""

    world: World
    call: Call
    folder: Path

    def visit(self, person: Person | None = None) -> TestClient:
        """The browser of a person, the applicant unless another is said."""
        settings = Settings(
            database_url=f"sqlite:///{self.folder / 'calls.sqlite3'}",
            outbox=self.folder / "outbox",
            outgoing=self.folder / "outgoing",
            files=self.folder / "files",
        )
        app = create_app(settings, self.world.desk)
        client = TestClient(app, follow_redirects=False)
        known = person or self.world.applicant
        client.cookies.set(SESSION_COOKIE, sign_in(self.world.desk, known.email, PASSWORD))
        return client


def make_town(world: World, folder: Path) -> Town:
    """A town whose call is open."""
    return Town(world, a_call(world), folder)


def token(client: TestClient, address: str) -> str:
    """The token of the first form of a page."""
    found = TOKEN.search(client.get(address).text)
    assert found is not None, address
    return found[1]


def send(client: TestClient, address: str, said: Mapping[str, object], *, at: str = "") -> Response:
    """Send a form with the token of its page."""
    return client.post(address, data={"csrf": token(client, at or address), **said})


def upload(client: TestClient, address: str, name: str, content: bytes) -> Response:
    """Send a file with the token of its page."""
    files = {"file": (name, content, "application/octet-stream")}
    return client.post(address, data={"csrf": token(client, address)}, files=files)
