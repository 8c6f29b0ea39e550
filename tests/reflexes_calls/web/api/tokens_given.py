"""Programs for tests: a client that bears a token of someone, and nothing else."""

import itertools
from typing import Any

import attrs
from fastapi import FastAPI
from starlette.testclient import TestClient

from reflexes_calls.actions.access_tokens import make_token
from reflexes_calls.actions.desk import Desk
from reflexes_calls.domain.access import Scope, scope_field
from reflexes_calls.domain.people import Person
from tests.makers import PASSWORD

ROOT = "/api/v1"
_KEYS = itertools.count(1)


def a_token(desk: Desk, person: Person, *scopes: Scope, days: int = 90) -> str:
    """A token of a person, with some scopes, or with all of them."""
    boxes = {scope_field(each): "yes" for each in scopes or Scope}
    said = {"name": "Essai", "days": str(days), "present": PASSWORD, **boxes}
    return make_token(desk, person, said, session="")[0]


@attrs.define
class Program:
    """A program that speaks to the API under a token, or under none."""

    client: TestClient
    token: str = ""

    def ask(self, method: str, path: str, **said: Any) -> Any:
        """One request; `key` and `match` are the headers that writing asks for."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if (key := said.pop("key", "")) or method == "POST":
            headers["Idempotency-Key"] = key or f"essai-{next(_KEYS)}"
        if match := said.pop("match", ""):
            headers["If-Match"] = match
        headers |= said.pop("headers", {})
        address = path if path.startswith("/") and path.startswith("/api") else f"{ROOT}{path}"
        return self.client.request(method, address, headers=headers, **said)

    def get(self, path: str, **said: Any) -> Any:
        """Read."""
        return self.ask("GET", path, **said)

    def post(self, path: str, **said: Any) -> Any:
        """Make or do."""
        return self.ask("POST", path, **said)

    def patch(self, path: str, **said: Any) -> Any:
        """Change."""
        return self.ask("PATCH", path, **said)


def a_program(app: FastAPI, desk: Desk, person: Person | None, *scopes: Scope) -> Program:
    """A program of a person, with some scopes or with all of them; or of nobody."""
    client = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
    return Program(client, a_token(desk, person, *scopes) if person else "")
