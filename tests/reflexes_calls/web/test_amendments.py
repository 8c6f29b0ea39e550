"""Amending a call over HTTP: prepared, checked, published; then read by anyone."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from reflexes_calls.domain.call import Call
from reflexes_calls.domain.criteria import typed_criteria
from reflexes_calls.settings import Settings
from reflexes_calls.storage import calls
from reflexes_calls.web.security import SESSION_COOKIE
from tests.makers import PASSWORD, World, a_call, a_draft
from tests.reflexes_calls.web.structure import faults_of
from tests.reflexes_calls.web.test_managing import Visits
from tests.reflexes_calls.web.test_managing_drafts import plain
from tests.reflexes_calls.web.test_sessions_that_end import hidden_of

SEEN = re.compile(r'name="seen" value="([0-9a-f]+)"')
WHY = "La salle est prise ce jour-là."
CHANGES = {
    "closes_on": "06/02/2027",
    "budget_cap": "20 000",
    "aims_fr": "Savoir ce qui use un renfort.",
}


@pytest.fixture
def visits(small_world: World, settings: Settings) -> Visits:
    return Visits(small_world, settings)


@pytest.fixture
def call(small_world: World) -> Call:
    return a_call(small_world)


@pytest.fixture
def manager(visits: Visits) -> TestClient:
    return visits.as_(visits.world.manager)


@pytest.fixture
def address(call: Call) -> str:
    return f"/gestion/appels/{call.public_id}/modification"


def kept(world: World, call: Call) -> Call:
    with world.desk.look() as connection:
        return calls.get_call(connection, call.id)


def publish(visits: Visits, manager: TestClient, address: str, reason: str = WHY) -> Any:
    found = SEEN.search(manager.get(f"{address}/verifier").text)
    assert found is not None
    said = {"do": "publish", "reason": reason, "seen": found[1]}
    return visits.send(manager, f"{address}/verifier", said)


def test_from_the_board_to_the_public_difference(
    visits: Visits, manager: TestClient, call: Call, address: str
) -> None:
    a_draft(visits.world, call)
    assert address in manager.get(f"/gestion/appels/{call.public_id}").text
    saved = visits.send(manager, address, {"do": "see", **CHANGES})
    assert saved.headers["location"].startswith(f"{address}/verifier")
    seen = manager.get(f"{address}/verifier")
    assert faults_of(seen.text) == []
    assert "6 février 2027 à 17 h" in plain(seen.text)
    # Nothing is public before it is published.
    assert "6 février" not in plain(visits.as_(None).get(f"/appels/{call.public_id}").text)

    done = publish(visits, manager, address)
    assert done.status_code == 303
    assert "modification est publiée" in plain(manager.get(done.headers["location"]).text)

    visitor = visits.as_(None)
    listed = visitor.get(f"/appels/{call.public_id}/versions")
    assert faults_of(listed.text) == []
    assert WHY in plain(listed.text)
    assert plain(listed.text).index("Version 2") < plain(listed.text).index("Version 1")
    shown = visitor.get(f"/appels/{call.public_id}/versions/2")
    assert faults_of(shown.text) == []
    read = plain(shown.text)
    assert "15 000 €" in read
    assert "20 000 €" in read
    assert "6 février 2027 à 17 h, heure de Paris" in read
    assert re.search(r"<del>\[<span[^>]*>supprimé\s*:</span> fait tenir ?\]</del>", shown.text)
    assert re.search(r"<ins>\[<span[^>]*>ajouté\s*:</span> use ?\]</ins>", shown.text)


def test_the_text_of_each_version_is_still_read(
    visits: Visits, manager: TestClient, call: Call, address: str
) -> None:
    visits.send(manager, address, {"do": "see", **CHANGES})
    publish(visits, manager, address)
    listed = visits.as_(None).get(f"/appels/{call.public_id}/versions").text
    older = f"/appels/{call.public_id}?version=1"
    assert older in listed
    read = plain(visits.as_(None).get(older).text)
    assert "Savoir ce qui fait tenir un renfort." in read
    assert "30 janvier 2027" in read
    first = visits.as_(None).get(f"/appels/{call.public_id}/versions/1").text
    assert "C’est le texte de l’ouverture" in plain(first)


def test_every_refusal_is_said_and_nothing_typed_is_lost(
    visits: Visits, manager: TestClient, call: Call, address: str
) -> None:
    said = {"do": "see", "closes_on": "20/01/2027", "places": "six", "aims_fr": ""}
    visits.send(manager, address, said)
    refused = publish(visits, manager, address, reason="")
    assert refused.status_code == 422
    assert faults_of(refused.text) == []
    for field in ("closes_on", "places", "aims_fr"):
        assert f'href="{address}#{field}"' in refused.text
    assert "vient avant ce qui était annoncé" in plain(refused.text)
    assert "Remplissez" in plain(refused.text)
    form = manager.get(address)
    assert faults_of(form.text) == []
    assert 'value="20/01/2027"' in form.text
    assert 'value="six"' in form.text
    assert 'id="places-error"' in form.text
    assert kept(visits.world, call).version == 1


def test_a_reason_too_long_is_kept_and_said(
    visits: Visits, manager: TestClient, address: str
) -> None:
    visits.send(manager, address, {"do": "see", **CHANGES})
    refused = publish(visits, manager, address, reason="é" * 601)
    assert refused.status_code == 422
    assert "é" * 601 in refused.text
    assert 'id="reason-error"' in refused.text


def test_what_was_not_read_is_not_published(
    visits: Visits, manager: TestClient, call: Call, address: str
) -> None:
    visits.send(manager, address, {"do": "see", **CHANGES})
    found = SEEN.search(manager.get(f"{address}/verifier").text)
    assert found is not None
    visits.send(manager, address, {"do": "save", "places": "9"})
    said = {"do": "publish", "reason": WHY, "seen": found[1]}
    refused = visits.send(manager, f"{address}/verifier", said)
    assert refused.status_code == 409
    assert "Relisez ce qui diffère" in plain(refused.text)
    assert WHY in refused.text
    assert kept(visits.world, call).version == 1


def test_it_is_given_up(visits: Visits, manager: TestClient, call: Call, address: str) -> None:
    visits.send(manager, address, {"do": "see", **CHANGES})
    done = visits.send(manager, f"{address}/verifier", {"do": "give-up"})
    assert "abandonnée" in plain(manager.get(done.headers["location"]).text)
    assert kept(visits.world, call).pending is None


def test_criteria_are_amended_too(
    visits: Visits, manager: TestClient, call: Call, address: str
) -> None:
    rows = typed_criteria(call.criteria) | {"criterion.1.weight": "9"}
    shown = manager.get(f"{address}/criteres")
    assert faults_of(shown.text) == []
    saved = visits.send(manager, f"{address}/criteres", {"do": "save", **rows})
    assert saved.status_code == 303
    seen = plain(manager.get(f"{address}/verifier").text)
    assert f"Critère : {call.criteria[0].fr}" in seen
    publish(visits, manager, address)
    assert kept(visits.world, call).rubric_version == 2
    wrong = visits.send(manager, f"{address}/criteres", {**rows, "criterion.1.weight": "trop"})
    assert wrong.status_code == 422
    assert 'value="trop"' in wrong.text


def test_after_the_closing_the_page_says_so(
    visits: Visits, manager: TestClient, call: Call, address: str
) -> None:
    visits.world.at(call.closes_at.replace(month=2, day=20))
    shown = manager.get(address)
    assert "ne change plus" in plain(shown.text)
    assert "<textarea" not in shown.text
    assert faults_of(shown.text) == []
    assert manager.get(f"{address}/verifier").status_code == 200


def test_it_is_for_the_manager_alone(visits: Visits, call: Call, address: str) -> None:
    applicant = visits.as_(visits.world.applicant)
    for page in ("", "/verifier", "/criteres"):
        assert applicant.get(address + page).status_code == 403
        assert visits.as_(None).get(address + page).status_code == 303
    assert visits.send(applicant, address, {"closes_on": "06/02/2027"}).status_code == 403
    for page in ("versions/2", "versions/0", "versions/x", "versions/²"):
        assert visits.as_(None).get(f"/appels/{call.public_id}/{page}").status_code == 404
    assert visits.as_(None).get(f"/appels/{call.public_id}/versions").status_code == 200


def test_what_was_typed_survives_a_session_that_ended(
    visits: Visits, manager: TestClient, address: str, call: Call
) -> None:
    token = hidden_of(manager.get(address).text)["csrf"]
    manager.cookies.delete(SESSION_COOKIE)
    said = {"csrf": token, "closes_on": "06/02/2027", "aims_fr": "Encore à écrire.", "do": "see"}
    asked = manager.post(address, data=said)
    assert asked.status_code == 401
    account = {"email": visits.world.manager.email, "password": PASSWORD}
    back = manager.post("/connexion", data=hidden_of(asked.text) | account)
    assert 'value="06/02/2027"' in back.text
    assert "Encore à écrire." in back.text
    assert kept(visits.world, call).pending is None


RULES = {"partners": "required", "evaluator": "none", "several": "yes", "reviews_needed": "3"}


def test_the_rules_are_amended_on_the_same_page(
    visits: Visits, manager: TestClient, call: Call, address: str
) -> None:
    page = manager.get(address).text
    assert faults_of(page) == []
    assert all(f'name="{name}"' in page for name in RULES)
    chosen = re.findall(r'<option value="(\w+)" selected>', page)
    assert chosen == ["optional", "none"]
    visits.send(manager, address, {"do": "see", **RULES})
    assert publish(visits, manager, address).status_code == 303
    assert kept(visits.world, call).settings == {
        "partners": "required",
        "evaluator": "none",
        "several": True,
    }
    read = plain(visits.as_(None).get(f"/appels/{call.public_id}/versions/2").text)
    assert "Partenaires Avant Possible Maintenant Exigé" in " ".join(read.split())


def test_a_rule_that_is_refused_is_told_beside_its_field(
    visits: Visits, manager: TestClient, call: Call, address: str
) -> None:
    visits.send(manager, address, {"do": "save", **RULES, "partners": "none"})
    page = manager.get(address).text
    assert "Partenaires – Les candidatures sont ouvertes" in plain(page)
    assert '<a href="#partners">' in page
    assert 'id="partners"' in page
    assert faults_of(page) == []
    assert publish(visits, manager, address).status_code == 422
    assert kept(visits.world, call).version == 1
