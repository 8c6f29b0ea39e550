"""The manager's pages: a call from its opening to its end, the reviewers, the decisions."""

import re
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from starlette.testclient import TestClient

from reflexes_calls.actions.people import give_role, join, sign_in
from reflexes_calls.actions.publishing import draft_call
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.makers import (
    AFTER,
    PASSWORD,
    PISTE,
    World,
    a_call,
    a_reviewed,
    a_submitted,
    a_world,
    call_form,
)

TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')
NEW = f"/gestion/appels/nouveau?piste={PISTE}"


class Visits:
    """The pages of a world, as one person or another sees them."""

    def __init__(self, world: World, settings: Settings) -> None:
        self.world = world
        self.app = create_app(settings, world.desk)

    def as_(self, person: Person | None) -> TestClient:
        client = TestClient(self.app, follow_redirects=False)
        if person is not None:
            token = sign_in(self.world.desk, person.email, PASSWORD)
            client.cookies.set(SESSION_COOKIE, token)
        return client

    def send(self, client: TestClient, address: str, said: dict[str, str]) -> Any:
        found = TOKEN.search(client.get("/").text)
        assert found is not None
        return client.post(address, data={"csrf": found[1], **said})


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(f"sqlite:///{tmp_path / 'calls.sqlite3'}", tmp_path)


@pytest.fixture
def visits(world: World, settings: Settings) -> Visits:
    return Visits(world, settings)


def test_management_is_for_managers(visits: Visits) -> None:
    assert visits.as_(None).get("/gestion").status_code == 303
    assert visits.as_(visits.world.applicant).get("/gestion").status_code == 403
    assert visits.as_(visits.world.applicant).get(NEW).status_code == 403
    assert visits.as_(visits.world.manager).get("/gestion").status_code == 200


def test_a_call_whose_deadline_passed_is_not_published(visits: Visits) -> None:
    world = visits.world
    call = draft_call(world.desk, world.manager, PISTE, call_form())
    world.at(AFTER)
    manager = visits.as_(world.manager)
    refused = visits.send(manager, f"/gestion/appels/{call.public_id}", {"do": "publish"})
    assert refused.status_code == 422
    assert "#closes_on" in refused.text


def test_reviewers_are_assigned_and_conflicts_said(visits: Visits) -> None:
    world = visits.world
    call = a_call(world)
    application = a_submitted(world, call)
    first, second = world.reviewers
    for reviewer in world.reviewers:
        give_role(world.desk, world.administrator, reviewer, Role.REVIEWER, call.public_id)
    join(world.desk, world.administrator, second, world.val_d_essai)
    manager, address = visits.as_(world.manager), f"/gestion/appels/{call.public_id}"
    shown = manager.get(address).text
    assert f'value="{first.public_id}"' in shown
    assert f'value="{second.public_id}"' not in shown
    assert "membre de cette administration" in shown
    said = {"do": "assign", "application": application.public_id}
    assert visits.send(manager, address, said).status_code == 422
    assert visits.send(manager, address, said | {"reviewer": first.public_id}).status_code == 303
    refused = visits.send(manager, address, said | {"reviewer": second.public_id})
    assert refused.status_code == 409
    assert second.name in refused.text
    stranger = visits.send(manager, address, said | {"reviewer": "0" * 32})
    assert stranger.status_code == 404


def test_the_board_belongs_to_the_manager(visits: Visits) -> None:
    world = visits.world
    call = a_call(world)
    application = a_reviewed(world, call)
    address = f"/gestion/dossiers/{application.public_id}"
    assert visits.as_(world.applicant).get(f"/gestion/appels/{call.public_id}").status_code == 403
    assert visits.as_(world.applicant).get(address).status_code == 403
    assert visits.as_(world.reviewers[0]).get(address).status_code == 403
    assert visits.as_(world.neighbour).get(address).status_code == 404
    board = visits.as_(world.manager).get(f"/gestion/appels/{call.public_id}").text
    assert "2/2" in board
    assert "2026-001" in board


def test_a_decision_needs_its_reasons(visits: Visits) -> None:
    world = visits.world
    call = a_call(world)
    address = f"/gestion/dossiers/{a_reviewed(world, call).public_id}"
    manager = visits.as_(world.manager)
    assert "Précisez le registre." in manager.get(address).text
    refused = visits.send(manager, address, {"do": "prepare", "reasons": " "})
    assert refused.status_code == 422
    assert 'href="#reasons"' in refused.text
    assert 'href="#outcome"' in refused.text
    long = "a" * 2001
    kept = visits.send(manager, address, {"do": "prepare", "outcome": "declined", "reasons": long})
    assert kept.status_code == 422
    assert long in kept.text
    said = {
        "do": "prepare",
        "outcome": "selected",
        "amount": "9 000",
        "reasons": "Un besoin situé.",
    }
    assert visits.send(manager, address, said).status_code == 303
    assert "Un besoin situé." in manager.get(address).text
    assert "Un besoin situé." not in visits.as_(world.applicant).get(own_address(address)).text
    released = release(visits, call.public_id, address.rpartition("/")[2])
    assert released.status_code == 303
    assert "Un besoin situé." in visits.as_(world.applicant).get(own_address(address)).text
    assert visits.send(manager, address, said).status_code == 409


def own_address(address: str) -> str:
    return address.removeprefix("/gestion")


def release(visits: Visits, call_id: str, *files: str) -> Response:
    manager = visits.as_(visits.world.manager)
    address = f"/gestion/appels/{call_id}/decisions"
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', manager.get(address).text)
    assert found is not None
    return visits.send(manager, address, {"seen": found[1], "application": list(files)})


def test_decisions_are_read_again_before_they_are_released(visits: Visits) -> None:
    world = visits.world
    call = a_call(world)
    application = a_reviewed(world, call)
    manager, address = visits.as_(world.manager), f"/gestion/appels/{call.public_id}/decisions"
    assert visits.as_(world.applicant).get(address).status_code == 403
    assert "Dossiers sans décision préparée\u00a0: 1" in manager.get(address).text
    file = f"/gestion/dossiers/{application.public_id}"
    said = {"do": "prepare", "outcome": "declined", "reasons": "Le besoin n’est pas situé."}
    visits.send(manager, file, said)
    stale = visits.send(manager, address, {"seen": "0" * 64, "application": application.public_id})
    assert stale.status_code == 409
    assert "Relisez-les" in stale.text
    nothing = release(visits, call.public_id)
    assert nothing.status_code == 409
    assert "Cochez au moins un dossier" in nothing.text
    assert release(visits, call.public_id, application.public_id).status_code == 303
    own = visits.as_(world.applicant).get(f"/dossiers/{application.public_id}").text
    assert "Le besoin n’est pas situé." in own
    assert "Former un recours" in own


def test_nothing_is_decided_before_the_deadline(visits: Visits) -> None:
    world = visits.world
    application = a_submitted(world, a_call(world))
    address = f"/gestion/dossiers/{application.public_id}"
    manager = visits.as_(world.manager)
    assert 'value="prepare"' not in manager.get(address).text
    early = visits.send(manager, address, {"do": "prepare", "reasons": "Trop tôt."})
    assert early.status_code == 409


def test_what_is_unknown_is_not_taken_for_a_refusal_of_the_file(visits: Visits) -> None:
    world = visits.world
    address = f"/gestion/dossiers/{a_reviewed(world, a_call(world)).public_id}"
    said = {"reasons": "Aucune action n’est nommée."}
    assert visits.send(visits.as_(world.manager), address, said).status_code == 404


def test_a_call_is_concluded_once_all_is_decided(visits: Visits) -> None:
    world = visits.world
    call = a_call(world)
    application = a_reviewed(world, call)
    manager, address = visits.as_(world.manager), f"/gestion/appels/{call.public_id}"
    assert "Décider, avec des motifs" in manager.get("/gestion").text
    assert visits.send(manager, address, {"do": "conclude"}).status_code == 409
    said = {"do": "prepare", "outcome": "declined", "reasons": "Le besoin n’est pas situé."}
    visits.send(manager, f"/gestion/dossiers/{application.public_id}", said)
    release(visits, call.public_id, application.public_id)
    assert "conclure l’appel" in manager.get("/gestion").text
    assert visits.send(manager, address, {"do": "conclude"}).status_code == 303
    assert "Cet appel est conclu" in manager.get(address).text
