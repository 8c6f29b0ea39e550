"""Questions, partners, agreements, appeals and measures by programs: what the pages say."""

import pytest
from fastapi import FastAPI

from reflexes_calls.actions import asking, partnering, piloting
from reflexes_calls.storage import applications
from tests.makers import (
    AFTER,
    DECLINE,
    DURING,
    PROMISE,
    World,
    a_call,
    a_draft,
    a_pilot,
    a_reviewed,
    decide,
)
from tests.reflexes_calls.web.api.tokens_given import Program, a_program

pytestmark = pytest.mark.web


def test_questions_are_asked_and_read_once_answered(
    applicant: Program, nobody: Program, small_world: World
) -> None:
    world = small_world
    call = a_call(world).public_id
    here = f"/calls/{call}/questions"
    sent = {"question": "Un CCAS peut-il répondre ?"}
    asked = applicant.post(here, json=sent)
    assert (asked.status_code, asked.json()["answered_at"]) == (201, None)
    assert applicant.post(here, json=sent).json()["id"] == asked.json()["id"]
    refused = applicant.post(here, json={"question": "Écrivez à moi@essai.example"})
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/question"]
    assert nobody.get(here).json()["items"] == []
    page = asking.answers_page(world.desk, world.manager, call)
    asking.answer(
        world.desk,
        world.manager,
        call,
        page.waiting[0].public_id,
        {"answer": "Oui."},
        seen=asking.digest_of_answer(page.waiting[0]),
        address="",
    )
    (told,) = nobody.get(here).json()["items"]
    assert (told["question"], told["answer"]) == (sent["question"], "Oui.")
    assert "author" not in told


def test_partners_are_for_the_team(
    applicant: Program, manager: Program, small_world: World
) -> None:
    draft = a_draft(small_world, a_call(small_world))
    said = {
        "role": "partner", "name": "Association voisine", "siret": "",
        "email": "s@ailleurs.example", "part": "Prête une salle.",
    }  # fmt: skip
    partnering.name_partner(small_world.desk, small_world.applicant, draft.public_id, said)
    here = f"/applications/{draft.public_id}/partners"
    (told,) = applicant.get(here).json()["items"]
    assert (told["name"], told["state"], told["is_current"]) == (
        "Association voisine",
        "named",
        False,
    )
    assert "email" not in told
    assert manager.get(here).status_code == 404


def test_an_appeal_is_lodged_once(applicant: Program, manager: Program, small_world: World) -> None:
    world = small_world
    file = a_reviewed(world, a_call(world))
    decide(world, file, DECLINE)
    here = f"/applications/{file.public_id}/appeal"
    assert applicant.get(here).status_code == 404
    assert applicant.post(here, json={"text": ""}).status_code == 422
    lodged = applicant.post(here, json={"text": "Le registre a été mal lu."})
    assert lodged.status_code == 201
    assert manager.get(here).json()["text"] == "Le registre a été mal lu."
    assert applicant.post(here, json={"text": "Encore."}).status_code == 409


def test_a_measure_is_recorded_and_an_agreement_waits_to_be_issued(
    app: FastAPI, small_world: World, applicant: Program
) -> None:
    world = small_world
    world.at(DURING)
    pilot = a_pilot(world, a_call(world))
    piloting.promise(world.desk, world.applicant, pilot.public_id, [PROMISE])
    piloting.start(world.desk, world.manager, pilot.public_id)
    here = f"/pilots/{pilot.public_id}/measures"
    (promised,) = applicant.get(f"/pilots/{pilot.public_id}").json()["promises"]
    sent = {"promise": promised["position"], "value": "4", "measured_on": f"{AFTER:%Y-%m-%d}"}
    kept = applicant.post(here, json=sent)
    assert kept.status_code == 201
    assert kept.json()["value"] == "4"
    shown = applicant.get(f"/pilots/{pilot.public_id}").json()
    assert [each["value"] for each in shown["measures"]] == ["4"]
    assert applicant.post(here, json=sent | {"promise": 99}).status_code == 404
    future = applicant.post(here, json=sent | {"measured_on": "2030-01-01"})
    assert [each["pointer"] for each in future.json()["errors"]] == ["/measured_on"]
    reviewer = a_program(app, world.desk, world.reviewers[0])
    assert reviewer.post(here, json=sent).status_code == 403
    with world.desk.look() as connection:
        file = applications.get_application(connection, pilot.application_id).public_id
    assert applicant.get(f"/applications/{file}/agreement").status_code == 404
