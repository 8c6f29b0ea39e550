"""Who writes, who only reads, and calls that take several applications of one administration."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from reflexes_calls.actions import drafting, people, publishing
from reflexes_calls.domain.team import TeamMember, TeamRole
from reflexes_calls.storage import applications, team
from reflexes_calls.storage import people as stored
from reflexes_calls.storage.engine import writing
from tests.reflexes_calls.web.applying import JSON, TOKEN, Draft, begin, found
from tests.reflexes_calls.web.scene import CALL, Scene, make_scene


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """An open call."""
    return make_scene(tmp_path)


@pytest.fixture
def draft(scene: Scene) -> Draft:
    """A draft just begun."""
    return begin(scene, scene.visit("agent"))


def bring(scene: Scene, draft: Draft, name: str, role: TeamRole) -> TestClient:
    """Someone from elsewhere, with a role on a draft."""
    with writing(scene.desk.engine) as connection:
        known = stored.find_by_email(connection, f"{name}@example.org")
        application = applications.find_application(connection, draft.address.rsplit("/", 1)[1])
        assert known is not None
        assert application is not None
        member = TeamMember(
            application_id=application.id,
            person_id=known[0].id,
            role=role,
            added_by=application.created_by,
            added_at=scene.clock.now(),
        )
        team.add_member(connection, member)
    return scene.visit(name)


def test_a_colleague_who_writes_is_named_and_does_not_submit(scene: Scene, draft: Draft) -> None:
    draft.fill()
    ana = Draft(bring(scene, draft, "ana", TeamRole.WRITER), draft.address)
    assert ana.save("trial", {"summary": "Écrit par Ana"}).status_code == 303
    assert "par Ana" in draft.page("rubriques/trial")
    assert "saisie par Ana" in draft.page()
    shown = ana.page("verifier")
    assert 'value="submit"' not in shown
    assert "Seules les personnes qui portent ce dossier" in shown
    said = {"csrf": found(TOKEN, shown), "do": "submit", "_request": "a" * 32}
    assert ana.hands.post(f"{draft.address}/verifier", data=said).status_code == 403
    assert "PAS encore déposé" in draft.page()


def test_a_colleague_who_reads_copies_and_changes_nothing(scene: Scene, draft: Draft) -> None:
    draft.save("trial", {"title": "Le titre"})
    bo = bring(scene, draft, "bo", TeamRole.READER)
    shown = bo.get(f"{draft.address}/rubriques/trial").text
    assert "Le titre" in shown
    assert "<textarea" not in shown
    assert "peut être lue et copiée, pas modifiée" in shown
    said = {"csrf": found(TOKEN, shown), "revision": "1", "title": "Changé", "do": "save"}
    answer = bo.post(f"{draft.address}/rubriques/trial", data=said)
    assert answer.status_code == 403
    assert "Changé" in answer.text
    assert bo.post(f"{draft.address}/rubriques/trial", data=said, headers=JSON).status_code == 403
    assert "Le titre" in draft.page("rubriques/trial")


def test_a_call_may_take_several_applications_of_one_administration(scene: Scene) -> None:
    call = publishing.draft_call(
        scene.desk,
        scene.manager,
        "micro-mobilite-professionnelle",
        CALL | {"opens_on": "2027-01-10"},
    )
    rules = {"partners": "optional", "evaluator": "none", "several": "yes", "reviews_needed": "2"}
    drafting.save_rules(scene.desk, scene.manager, call.public_id, rules)
    publishing.publish(scene.desk, scene.manager, call.public_id)
    agent = scene.visit("agent")
    address = f"/appels/{call.public_id}/candidater"
    first = agent.post(address, data={"csrf": found(TOKEN, agent.get(address).text), "do": "begin"})
    shown = agent.get(address).text
    assert "Commencer un autre dossier" in shown
    second = agent.post(address, data={"csrf": found(TOKEN, shown), "do": "another"})
    assert second.headers["location"] != first.headers["location"]
    listed = agent.get("/dossiers").text
    for each in (first, second):
        assert f'href="{each.headers["location"]}"' in listed


def test_a_call_that_takes_one_says_so(scene: Scene, draft: Draft) -> None:
    shown = draft.hands.get(f"/appels/{scene.call}/candidater").text
    assert "un dossier par administration" in shown
    assert "Commencer un autre dossier" not in shown


def test_two_people_who_press_submit_get_one_receipt(scene: Scene, draft: Draft) -> None:
    draft.fill()
    with writing(scene.desk.engine) as connection:
        known = stored.find_by_email(connection, "ana@example.org")
    assert known is not None
    root = stored_person(scene, "root")
    people.join(scene.desk, root, known[0], scene.own)
    colleague = Draft(scene.visit("ana"), draft.address)
    key = "b" * 32
    assert draft.submit().status_code == 303
    assert colleague.submit(key).status_code == 303
    assert draft.page().count("Déposé, version") == 1
    assert "2027-001" in colleague.page("recepisse")


def stored_person(scene: Scene, name: str) -> people.Person:
    """A person of the scene."""
    with scene.desk.look() as connection:
        known = stored.find_by_email(connection, f"{name}@example.org")
    assert known is not None
    return known[0]


def test_files_are_shown_before_the_submission_and_kept_with_it(draft: Draft) -> None:
    draft.fill()
    token = found(TOKEN, draft.page("rubriques/documents"))
    sent = draft.hands.post(
        f"{draft.address}/fichiers/attached",
        data={"csrf": token, "back": f"{draft.address}/rubriques/documents"},
        files={"file": ("notes.txt", b"Des notes.", "text/plain")},
    )
    assert sent.headers["location"].startswith(f"{draft.address}/rubriques/documents")
    assert "notes.txt" in draft.page("rubriques/documents")
    assert "notes.txt" in draft.page("verifier")
    draft.submit()
    shown = draft.page()
    link = found(re.compile(r'href="([^"]+/fichiers/[0-9a-f]{32})"'), shown)
    # Taken out of the draft, it stays in what was submitted, and a change is unsent.
    remove = {"csrf": token, "attachment": link.rsplit("/", 1)[1]}
    draft.hands.post(f"{draft.address}/fichiers/attached/retirer", data=remove)
    assert "Modifications non déposées." in draft.page()
    assert link in draft.page()
    assert draft.hands.get(link).content == b"Des notes."
