"""Everyone tries every operation by a token with all scopes: the declared status, and no secret.

The persons, the files and their marks are those of the pages: `test_every_route.py`.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from reflexes_calls.domain.access import Scope
from reflexes_calls.settings import Settings
from reflexes_calls.web.api.describing import specs_of
from reflexes_calls.web.api.nouns import OPERATIONS
from reflexes_calls.web.api.operations import Operation
from tests.reflexes_calls.web.api.tokens_given import Program, a_program
from tests.reflexes_calls.web.everyone import AMOUNTS, MARKS, ROLES, TEAM, Everyone, make_everyone

pytestmark = pytest.mark.web
DECLARED = Path(__file__).with_name("every_operation.toml")
NOTHING = "0" * 32
MEETS = {
    "submitted": {*TEAM, "manager", "reviewer"},
    "declined": {"manager", "conflicted_manager", "reviewer", "other_reviewer"},
    "draft": set(),
}
"""Who may read the mark of each file, anywhere."""


@pytest.fixture
def everyone(tmp_path: Path, quick_passwords: None) -> Everyone:
    del quick_passwords
    return make_everyone(tmp_path)


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Everyone:
    """The same for all who only read."""
    return make_everyone(tmp_path_factory.mktemp("everyone"))


def _declared() -> dict[str, dict[str, int]]:
    groups = tomllib.loads(DECLARED.read_text("utf-8"))["group"]
    return {each: group["statuses"] for group in groups for each in group["operations"]}


def _expected(statuses: dict[str, int], role: str) -> int:
    if role in statuses:
        return statuses[role]
    return statuses["team"] if role in TEAM and "team" in statuses else statuses["other"]


def _named(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def _tries(everyone: Everyone) -> Iterator[tuple[Operation, str, str]]:
    """(operation, address, stage of the file): what is only read comes first."""
    for operation in sorted(OPERATIONS, key=lambda one: (one.writes, one.path, one.method)):
        for stage, file in everyone.files.items():
            address = _address(everyone, operation.path, file)
            if stage == "submitted" or file in address:
                yield operation, address, stage


def _address(everyone: Everyone, path: str, file: str) -> str:
    known = {"application": file, "call": everyone.call, "number": "1"}
    return re.sub(r"\{(\w+)\}", lambda met: known.get(met[1], NOTHING), path)


def _program(everyone: Everyone, folder: Path, role: str) -> Program:
    app = everyone.app(Settings(outbox=folder / "outbox", files=folder / "files"))
    return a_program(app, everyone.world.desk, everyone.people.get(role))


def _send(program: Program, operation: Operation, address: str) -> tuple[int, str]:
    said = {} if operation.method == "GET" else {"match": "*"}
    if operation.body is not None:
        said["json"] = {}
    if operation.sends_file:
        sent = {"question": "budget", "name": "plan.pdf", "day": "2027-02-01"}
        asked = {name for name, _ in specs_of(operation.query)}
        address += "?" + urlencode({name: sent[name] for name in sent if name in asked})
        said["content"] = b"%PDF"
    answer = program.ask(operation.method, address, **said)
    return answer.status_code, answer.text


def test_every_operation_is_declared() -> None:
    known, declared = set(map(_named, OPERATIONS)), set(_declared())
    assert known - declared == set(), f"Say in {DECLARED.name} who may ask these."
    assert declared - known == set(), f"{DECLARED.name} speaks of what is no more."


@pytest.mark.parametrize("role", ROLES)
def test_everyone_tries_every_operation(everyone: Everyone, tmp_path: Path, role: str) -> None:
    program, declared = _program(everyone, tmp_path, role), _declared()
    wrong, met = [], []
    for operation, address, stage in _tries(everyone):
        status, text = _send(program, operation, address)
        expected = _expected(declared[_named(operation)], role)
        if (stage == "submitted" and status != expected) or status >= 500:
            wrong.append((_named(operation), stage, status, expected))
        met += [(address, mark) for mark in _marks_in(text) if role not in MEETS[mark]]
    assert wrong == []
    assert met == []


def _marks_in(text: str) -> set[str]:
    cents = {stage: tuple(f"{each}00" for each in amounts) for stage, amounts in AMOUNTS.items()}
    known = [(stage, mark) for stage, mark in MARKS.items()]
    known += [(stage, each) for stage, amounts in cents.items() for each in amounts]
    return {stage for stage, each in known if each in text}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "anonymous"])
def test_no_search_nor_filter_tells_of_a_file(
    read_only: Everyone, tmp_path: Path, role: str
) -> None:
    program = _program(read_only, tmp_path, role)
    lists = ("/applications", "/reviews", f"/calls/{read_only.call}/applications")
    for stage, mark in MARKS.items():
        if role in MEETS[stage]:
            continue
        for address in lists:
            for name in ("words", "organisation"):
                found = program.get(address, params={name: mark})
                nothing = program.get(address, params={name: "Introuvable"})
                assert found.status_code == nothing.status_code
                if found.status_code == 200:
                    assert found.json() == nothing.json()


def test_a_token_opens_no_page(read_only: Everyone, tmp_path: Path) -> None:
    program = _program(read_only, tmp_path, "applicant")
    bearing = {"Authorization": f"Bearer {program.token}"}
    answer = program.client.get("/dossiers", headers=bearing)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/connexion")


def test_scopes_are_all_tried() -> None:
    assert {each.scope for each in OPERATIONS} == {*Scope, None}


def observed(folder: Path) -> dict[str, dict[str, int]]:
    """What each role meets now, to be judged and then declared: operation → role → status."""
    found: dict[str, dict[str, int]] = {}
    for role in ROLES:
        here = folder / role
        here.mkdir()
        everyone = make_everyone(here)
        program = _program(everyone, here, role)
        for operation, address, stage in _tries(everyone):
            status, _ = _send(program, operation, address)
            if stage == "submitted":
                found.setdefault(_named(operation), {})[role] = status
    return found
