"""Everyone tries every page: the status is the one that was declared, and no secret is met.

The routes are those of the application itself, and each stands in `every_route.toml`: a new one
fails here until somebody has said who may open it.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from reflexes_calls.settings import Settings
from tests.reflexes_calls.web.everyone import (
    AMOUNTS,
    MARKS,
    ROLES,
    TEAM,
    TOKEN,
    Everyone,
    make_everyone,
    routes_of,
    visitor,
)

pytestmark = pytest.mark.web
DECLARED = Path(__file__).with_name("every_route.toml")
NOTHING = "0" * 32
MEETS = {
    "submitted": {*TEAM, "manager", "reviewer"},
    # The manager who is bound to the other file is not to this one.
    "declined": {"manager", "conflicted_manager", "reviewer", "other_reviewer"},
    "draft": set(),
}
"""Who may read the mark of each file, anywhere."""
OWN_COPY = re.compile(r"/mes-donnees/copie(\.json)?")
"""What was sent to a person stays theirs: a letter of before the conflict is given back."""


def _declared() -> dict[str, dict[str, int]]:
    groups = tomllib.loads(DECLARED.read_text("utf-8"))["group"]
    return {route: group["statuses"] for group in groups for route in group["routes"]}


def _expected(statuses: dict[str, int], role: str) -> int:
    if role in statuses:
        return statuses[role]
    if role in TEAM and "team" in statuses:
        return statuses["team"]
    return statuses["other"]


def _address(everyone: Everyone, path: str, file: str) -> str:
    """A path with the ids of what exists, wherever something of the call is meant."""
    known = {
        "application_id": file,
        "call_id": everyone.call,
        "code": "title",
        "edition": "2026.11",
        "number": "1",
        "format": "docx",
        "ending": "docx",
        "question": "budget",
        "call": everyone.call,
        "jury": "project",
        "picture": "classement",
        "form": "svg",
    }

    def fill(met: re.Match[str]) -> str:
        name = met[1].partition(":")[0]
        if name == "public_id":
            if path.startswith("/appels/"):
                return everyone.call
            return file if path.startswith(("/dossiers/", "/relectures/")) else NOTHING
        return known.get(name, NOTHING)

    return re.sub(r"\{([^}]+)\}", fill, path)


def _tries(everyone: Everyone, app: Any) -> list[tuple[str, str, str, str]]:
    """(route, method, address, stage of the file): what is only read comes first."""
    found = []
    for method, path in sorted(routes_of(app), key=lambda one: (one[0] != "GET", one[1])):
        for stage, file in everyone.files.items():
            address = _address(everyone, path, file)
            if stage == "submitted" or file in address:
                found.append((f"{method} {path}", method, address, stage))
    return found


def _send(client: TestClient, token: str, method: str, address: str) -> tuple[int, str]:
    if method == "GET":
        answer = client.get(address)
    elif method == "POST":
        answer = client.post(address, data={"csrf": token})
    else:
        answer = client.request(method, address, headers={"x-csrf": token})
    return answer.status_code, answer.text


def _token(client: TestClient, role: str) -> str:
    found = TOKEN.search(client.get("/connexion" if role == "anonymous" else "/").text)
    assert found is not None
    return found[1]


@pytest.fixture
def everyone(tmp_path: Path, quick_passwords: None) -> Everyone:
    del quick_passwords
    return make_everyone(tmp_path)


def test_every_route_is_declared(everyone: Everyone, tmp_path: Path) -> None:
    app = everyone.app(Settings(outbox=tmp_path / "outbox", files=tmp_path / "files"))
    known = {f"{method} {path}" for method, path in routes_of(app)}
    declared = set(_declared())
    assert known - declared == set(), f"Say in {DECLARED.name} who may open these."
    assert declared - known == set(), f"{DECLARED.name} speaks of routes that are no more."


@pytest.mark.parametrize("role", ROLES)
def test_everyone_tries_every_route(everyone: Everyone, tmp_path: Path, role: str) -> None:
    app = everyone.app(Settings(outbox=tmp_path / "outbox", files=tmp_path / "files"))
    client, declared = visitor(everyone, app, role), _declared()
    token = _token(client, role)
    wrong, met = [], []
    for route, method, address, stage in _tries(everyone, app):
        if method != "GET":
            # An earlier form may have signed out, or left the team.
            client = visitor(everyone, app, role)
            token = _token(client, role)
        status, text = _send(client, token, method, address)
        # What is not declared is told by the test above; its text is looked at all the same.
        expected = _expected(declared[route], role) if route in declared else status
        if stage == "submitted" and status != expected:
            wrong.append((route, status, expected))
        if status >= 500:  # whatever is asked, nothing breaks
            wrong.append((address, status, expected))
        met += [(route, mark) for mark in _marks_in(text) if role not in MEETS[mark]]
    assert wrong == []
    assert [one for one in met if not OWN_COPY.fullmatch(one[0].partition(" ")[2])] == []


def _marks_in(text: str) -> set[str]:
    found = {stage for stage, mark in MARKS.items() if mark in text}
    plain = text.replace("\u202f", " ").replace("\xa0", " ")
    # In euros or in cents, but not the figures that an identifier happens to hold.
    return found | {
        stage
        for stage, amounts in AMOUNTS.items()
        for each in amounts
        if re.search(rf"(?<![0-9A-Za-z]){each}(?:00)?(?![0-9A-Za-z])", plain)
    }


@pytest.mark.parametrize("role", ROLES)
def test_no_search_nor_filter_nor_count_tells_of_a_file(
    everyone: Everyone, tmp_path: Path, role: str
) -> None:
    """Whoever may not see a file finds as many when they look for its words as when for none."""
    app = everyone.app(Settings(outbox=tmp_path / "outbox", files=tmp_path / "files"))
    client = visitor(everyone, app, role)
    lists = ["/dossiers", "/relectures", f"/gestion/appels/{everyone.call}/dossiers"]
    for stage, mark in MARKS.items():
        if role in MEETS[stage]:
            continue
        for address in lists:
            for asked in ({"words": mark}, {"words": f"{mark[:4]}*"}, {"organisation": mark}):
                answer = client.get(address, params=asked)
                nothing = client.get(address, params={**asked, next(iter(asked)): "Introuvable"})
                assert answer.status_code == nothing.status_code
                shown = answer.text.split("<main")[-1].replace(mark, "").replace(mark[:4], "")
                plain = nothing.text.split("<main")[-1].replace("Introuvable", "")
                assert "secrète" not in shown
                assert _without_tokens(shown) == _without_tokens(plain)


def _without_tokens(text: str) -> str:
    return re.sub(r'[0-9a-f]{32,}|value="[^"]*"|\?[^"]*"', "", text)


def observed(folder: Path) -> dict[str, dict[str, int]]:
    """What each role meets now, to be judged and then declared: route → role → status."""
    found: dict[str, dict[str, int]] = {}
    for role in ROLES:
        here = folder / role
        here.mkdir()
        everyone = make_everyone(here)
        app = everyone.app(Settings(outbox=here / "outbox", files=here / "files"))
        client = visitor(everyone, app, role)
        token = _token(client, role)
        for route, method, address, stage in _tries(everyone, app):
            if method != "GET":
                client = visitor(everyone, app, role)
                token = _token(client, role)
            status, _ = _send(client, token, method, address)
            if stage == "submitted":
                found.setdefault(route, {})[role] = status
    return found
