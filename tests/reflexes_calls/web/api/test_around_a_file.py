"""Questions, partners, agreements, appeals and measures by programs: what the pages say."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from reflexes_calls.actions import asking, partnering, piloting
from reflexes_calls.storage import applications, tables
from tests.makers import (
    AFTER,
    DECLINE,
    DURING,
    PROMISE,
    SELECT,
    World,
    a_call,
    a_draft,
    a_pilot,
    a_reviewed,
    decide,
)
from tests.reflexes_calls.actions.test_agreeing import PDF, TYPED
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


def test_partners_are_named_asked_and_taken_out_by_a_program(
    applicant: Program, manager: Program, small_world: World
) -> None:
    draft = a_draft(small_world, a_call(small_world))
    here = f"/applications/{draft.public_id}/partners"
    sent = {
        "role": "partner", "name": "Association voisine",
        "email": "s@ailleurs.example", "part": "Prête une salle.",
    }  # fmt: skip
    made = applicant.post(here, json=sent, key="une-seule-fois")
    assert (made.status_code, made.json()["state"]) == (201, "named")
    assert applicant.post(here, json=sent, key="une-seule-fois").json() == made.json()
    wrong = applicant.post(here, json=sent | {"siret": "123", "email": "nulle part", "role": 3})
    assert {each["pointer"] for each in wrong.json()["errors"]} >= {"/role"}
    wrong = applicant.post(here, json=sent | {"siret": "123", "email": "nulle part"})
    assert [each["pointer"] for each in wrong.json()["errors"]] == ["/siret", "/email"]
    assert manager.post(here, json=sent).status_code == 404
    one = f"{here}/{made.json()['id']}"
    asked = applicant.post(f"{one}/ask")
    assert (asked.status_code, asked.json()["state"]) == (200, "asked")
    assert _letters(small_world) == ["s@ailleurs.example"]
    gone = applicant.ask("DELETE", one, match="*")
    assert (gone.status_code, gone.json()["name"]) == (200, "Association voisine")
    assert applicant.get(here).json()["items"] == []
    assert applicant.ask("DELETE", one, match="*").status_code == 404


def _letters(world: World) -> list[str]:
    """To whom letters with a link to sign went."""
    asked = select(tables.letters).where(tables.letters.c.body.contains("/partenaires/"))
    with world.desk.look() as connection:
        return [row.recipient for row in connection.execute(asked)]


WRITTEN = {name: text for name, text in TYPED.items() if "." not in name} | {
    "nature": "aide en numéraire",
    "tranches": [
        {"amount": 7_000_00, "due": "2027-04-30", "condition": "à la signature"},
        {"amount": 3_000_00, "due": "2028-02-28", "condition": "à la remise du bilan"},
    ],
}


def test_an_agreement_is_written_issued_signed_and_paid_by_a_program(
    applicant: Program, manager: Program, small_world: World
) -> None:
    world = small_world
    file = a_reviewed(world, a_call(world))
    decide(world, file, SELECT)
    here = f"/applications/{file.public_id}/agreement"
    assert applicant.post(here, json=WRITTEN).status_code == 403
    assert manager.post(f"{here}/reopen").status_code == 409
    half = manager.post(here, json={"reference": "2027-C-014"})
    assert (half.status_code, half.json()["state"]) == (200, "draft")
    lacks = manager.post(f"{here}/issue")
    assert lacks.status_code == 422
    assert len(lacks.json()["errors"]) > 5
    written = manager.post(here, json=WRITTEN)
    assert written.json()["written"]["1.condition"] == "à la remise du bilan"
    assert applicant.get(here).status_code == 404
    assert manager.post(f"{here}/issue").json()["state"] == "issued"
    assert manager.post(here, json=WRITTEN).status_code == 409
    assert manager.post(f"{here}/reopen").json()["state"] == "draft"
    assert manager.post(f"{here}/issue").json()["digest"]
    late = manager.post(f"{here}/copies?name=convention.pdf&day=2099-01-01", content=PDF)
    assert [each["code"] for each in late.json()["errors"]] == ["future-signing"]
    signed = manager.post(f"{here}/copies?name=convention.pdf&day=2027-02-09", content=PDF)
    assert (signed.status_code, signed.json()["signed_on"]) == (201, "2027-02-09")
    paid = manager.post(f"{here}/tranches/1/pay", json={"day": "2027-02-09"})
    assert [each["paid_on"] for each in paid.json()["tranches"]] == ["2027-02-09", None]
    assert manager.post(f"{here}/tranches/1/pay", json={"day": "2027-02-09"}).status_code == 409
    assert manager.post(f"{here}/tranches/9/pay", json={"day": "2027-02-09"}).status_code == 404
    assert applicant.post(f"{here}/tranches/2/pay", json={"day": "2027-02-09"}).status_code == 403
    assert applicant.get(here).json()["tranches"] == paid.json()["tranches"]


def test_payments_that_are_none_are_all_refused_by_their_place(
    manager: Program, small_world: World
) -> None:
    file = a_reviewed(small_world, a_call(small_world))
    decide(small_world, file, SELECT)
    here = f"/applications/{file.public_id}/agreement"
    for sent, pointers in (
        ("deux", ["/tranches"]),
        ([{}] * 7, ["/tranches"]),
        ([3, {"amount": "mille", "rang": 1}], ["/tranches/0", "/tranches/1/amount"]),
    ):
        answer = manager.post(here, json={"tranches": sent})
        assert answer.status_code == 422
        assert set(pointers) <= {each["pointer"] for each in answer.json()["errors"]}


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
