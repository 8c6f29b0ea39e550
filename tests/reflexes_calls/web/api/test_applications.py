"""A program drafts, mends, submits and withdraws an application; and meets what people meet."""

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import pytest

from reflexes_calls.actions import access_tokens, applying, looking
from reflexes_calls.domain.access import UNDER_WAY
from reflexes_calls.domain.people import Person
from reflexes_calls.settings import Settings
from reflexes_calls.storage import repeated_requests
from reflexes_calls.web.app import create_app
from tests.makers import AFTER, ToldClock, World, a_call, a_draft, a_submitted
from tests.reflexes_calls.web.api.tokens_given import Program, a_program

pytestmark = pytest.mark.web

ANSWERS: dict[str, Any] = {
    "title": "Prêter une crèche à un Ehpad",
    "summary": "Des agents de crèche renforcent l’Ehpad voisin aux pics d’absence.",
    "problem": "Chaque hiver, l’Ehpad manque de bras pendant trois semaines.",
    "proposal": "Un vivier de douze volontaires, une convention, un registre des renforts.",
    "people": "La direction de la petite enfance, l’Ehpad, deux représentants du personnel.",
    "weeks": 20,
    "start_on": "2027-04-05",
    "budget": 1_250_000,
    "indicator": "Jours entre la demande de renfort et l’arrivée",
    "proof_wrong": "Moins d’une demande sur trois pourvue dans la semaine.",
    "consent": True,
}


@pytest.fixture
def call(small_world: World) -> str:
    return a_call(small_world).public_id


def begun(program: Program, world: World, call: str, **said: Any) -> Any:
    """A draft begun by a program."""
    body = {"organisation": world.val_d_essai.public_id}
    answer = program.post(f"/calls/{call}/applications", json=body, **said)
    assert answer.status_code == 201, answer.text
    return answer


def filled(program: Program, path: str, tag: str, **changed: Any) -> Any:
    """A draft with a whole application in it."""
    answer = program.patch(path, match=tag, json={"answers": ANSWERS | changed})
    assert answer.status_code == 200, answer.text
    return answer


def test_a_draft_is_begun_filled_and_submitted(
    small_world: World, applicant: Program, call: str
) -> None:
    draft = begun(applicant, small_world, call)
    path = f"/applications/{draft.json()['id']}"
    assert draft.headers["Location"] == f"http://testserver/api/v1{path}"
    assert draft.json()["answers"] == {}

    missing = applicant.get(f"{path}/missing").json()
    assert not missing["is_complete"]
    assert "/answers/title" in {each["pointer"] for each in missing["errors"]}

    saved = filled(applicant, path, applicant.get(path).headers["ETag"])
    assert saved.json()["answers"] == ANSWERS
    assert saved.headers["ETag"] == applicant.get(path).headers["ETag"]
    assert applicant.get(f"{path}/missing").json()["is_complete"]

    sent = applicant.post(f"{path}/submit", match=saved.headers["ETag"])
    assert (sent.status_code, sent.json()["stage"]) == (200, "submitted")
    assert sent.json()["receipt"] == "2026-001"
    version = applicant.get(f"{path}/versions/1").json()
    assert version["answers"]["budget"] == 1_250_000
    assert version == sent.json()["submitted"]
    kept = looking.application_page(small_world.desk, small_world.applicant, path.split("/")[2])
    assert kept.versions[0].digest == version["digest"]


def test_a_form_and_its_schema_describe_the_answers(nobody: Program, call: str) -> None:
    told = nobody.get(f"/calls/{call}/form").json()
    schema = told["answers"]
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    assert list(check.iter_errors(ANSWERS)) == []
    wrong = {error.json_path for error in check.iter_errors(ANSWERS | {"budget": 1_500_001})}
    assert wrong == {"$.budget"}
    assert not any(each["internal"] for part in told["sections"] for each in part["questions"])


def test_all_that_is_wrong_is_told_at_once(
    small_world: World, applicant: Program, call: str
) -> None:
    path = f"/applications/{begun(applicant, small_world, call).json()['id']}"
    said = {"weeks": "vingt", "titre": "x", "consent": "oui", "budget": 12.5, "title": "Bon"}
    answer = applicant.patch(path, match="*", json={"answers": said})
    assert answer.status_code == 422
    told = {each["pointer"]: each["code"] for each in answer.json()["errors"]}
    assert told == {
        "/answers/weeks": "wrong-type",
        "/answers/titre": "no-such-question",
        "/answers/consent": "wrong-type",
        "/answers/budget": "wrong-type",
    }
    assert applicant.get(path).json()["answers"] == {}


def test_an_incomplete_draft_is_refused_with_every_place(
    small_world: World, applicant: Program, call: str
) -> None:
    path = f"/applications/{begun(applicant, small_world, call).json()['id']}"
    filled(applicant, path, "*", title=None, budget=9_000_000)
    answer = applicant.post(f"{path}/submit", match="*", headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = {each["pointer"]: each["code"] for each in answer.json()["errors"]}
    assert told == {"/answers/title": "missing", "/answers/budget": "too-large"}
    assert "at most" in answer.json()["detail"]


def test_a_state_that_no_longer_holds_is_refused_with_the_present_one(
    small_world: World, applicant: Program, call: str
) -> None:
    path = f"/applications/{begun(applicant, small_world, call).json()['id']}"
    old = applicant.get(path).headers["ETag"]
    assert applicant.patch(path, json={"answers": {"title": "A"}}).status_code == 428
    new = applicant.patch(path, match=old, json={"answers": {"title": "A"}}).headers["ETag"]
    late = applicant.patch(path, match=old, json={"answers": {"title": "B"}})
    assert (late.status_code, late.headers["ETag"]) == (412, new)
    assert new in late.json()["detail"]
    assert applicant.get(path).json()["answers"] == {"title": "A"}
    assert applicant.get(path, headers={"If-None-Match": new}).status_code == 304
    assert applicant.post(f"{path}/submit", match=old).status_code == 412


def test_what_a_colleague_saves_meanwhile_is_not_submitted(
    small_world: World, call: str, applicant: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/applications/{begun(applicant, small_world, call).json()['id']}"
    tag = filled(applicant, path, "*").headers["ETag"]
    real = applying.submit

    def late(desk: Any, actor: Person, application: str, **said: Any) -> Any:
        applying.save_draft(
            desk, actor, application, {"title": "Tout autre"}, revision=None, partial=True
        )
        return real(desk, actor, application, **said)

    monkeypatch.setattr(applying, "submit", late)
    answer = applicant.post(f"{path}/submit", match=tag)
    assert (answer.status_code, answer.json()["code"]) == (412, "changed-since")
    assert applicant.get(path).json()["receipt"] is None


def test_a_submission_sent_twice_is_received_once(
    small_world: World, applicant: Program, call: str
) -> None:
    path = f"/applications/{begun(applicant, small_world, call).json()['id']}"
    tag = filled(applicant, path, "*").headers["ETag"]
    first = applicant.post(f"{path}/submit", match=tag, key="un-depot")
    again = applicant.post(f"{path}/submit", match=tag, key="un-depot")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json()["versions"] == 1
    other = applicant.post(f"{path}/submit", match='"autre"', key="un-depot")
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")
    assert other.json()["errors"][0]["header"] == "Idempotency-Key"
    keyless = applicant.post(f"{path}/submit", match=tag, headers={"Idempotency-Key": ""})
    assert (keyless.status_code, keyless.json()["code"]) == (400, "key-missing")


def test_many_processes_that_send_the_same_begin_one_draft(
    small_world: World, app: Any, call: str, quick_passwords: None
) -> None:
    del quick_passwords
    programs = [a_program(app, small_world.desk, small_world.applicant) for _ in range(4)]
    body = {"organisation": small_world.val_d_essai.public_id}
    found: list[Any] = []

    def send(program: Program) -> None:
        found.append(program.post(f"/calls/{call}/applications", json=body, key="le-meme"))

    threads = [threading.Thread(target=send, args=(each,)) for each in programs]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert {each.status_code for each in found} <= {201, 409}
    made = {each.json()["id"] for each in found if each.status_code == 201}
    assert len(made) == 1


def test_a_submission_whose_process_died_before_it_answered_is_told_when_asked_again(
    small_world: World, app: Any, call: str, quick_passwords: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    del quick_passwords
    wall = ToldClock()
    app.state.desk = attrs.evolve(small_world.desk, wall_clock=wall)
    applicant = a_program(app, app.state.desk, small_world.applicant)
    path = f"/applications/{begun(applicant, small_world, call).json()['id']}"
    tag = filled(applicant, path, "*").headers["ETag"]

    def die(*_: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as dying:
        dying.setattr(repeated_requests, "keep_answer", die)
        assert applicant.post(f"{path}/submit", match=tag, key="cle").status_code == 500
    again = applicant.post(f"{path}/submit", match=tag, key="cle")
    assert (again.status_code, again.json()["code"]) == (409, "request-under-way")
    wall.instant += UNDER_WAY + dt.timedelta(seconds=1)
    again = applicant.post(f"{path}/submit", match=tag, key="cle")
    assert (again.status_code, again.json()["receipt"]) == (200, "2026-001")
    assert again.json()["versions"] == 1


def test_what_was_refused_may_be_asked_again_under_its_key(
    small_world: World, applicant: Program, call: str
) -> None:
    path = f"/applications/{begun(applicant, small_world, call).json()['id']}"
    tag = applicant.get(path).headers["ETag"]
    assert applicant.post(f"{path}/submit", match=tag, key="essai").status_code == 422
    assert applicant.post(f"{path}/submit", match=tag, key="essai").status_code == 422


def test_someone_else_s_file_is_not_there(
    small_world: World, app: Any, call: str, quick_passwords: None
) -> None:
    del quick_passwords
    neighbour = a_program(app, small_world.desk, small_world.neighbour)
    known = looking.call_page(small_world.desk, None, call).call
    path = f"/applications/{a_draft(small_world, known).public_id}"
    for answer in (
        neighbour.get(path),
        neighbour.patch(path, match="*", json={"answers": {}}),
        neighbour.post(f"{path}/submit", match="*"),
        neighbour.get(f"{path}/missing"),
    ):
        assert answer.status_code == 404
        assert answer.json()["code"] == "not-found"


def test_withdrawing_twice_withdraws_once(
    small_world: World, applicant: Program, call: str
) -> None:
    file = a_submitted(small_world, looking.call_page(small_world.desk, None, call).call)
    path = f"/applications/{file.public_id}"
    for _ in range(2):
        answer = applicant.post(f"{path}/withdraw", match="*")
        assert (answer.status_code, answer.json()["stage"]) == (200, "withdrawn")


def test_after_the_deadline_nothing_is_taken(
    small_world: World, applicant: Program, call: str
) -> None:
    path = f"/applications/{begun(applicant, small_world, call).json()['id']}"
    small_world.at(AFTER)
    answer = applicant.post(f"{path}/submit", match="*")
    assert (answer.status_code, answer.json()["code"]) == (409, "too-late")


def test_the_manager_finds_files_page_by_page_as_on_the_page(
    small_world: World, manager: Program, call: str
) -> None:
    known = looking.call_page(small_world.desk, None, call).call
    files = [
        a_submitted(small_world, known).public_id,
        a_submitted(small_world, known, neighbour=True).public_id,
    ]
    first = manager.get(f"/calls/{call}/applications", params={"limit": 1})
    assert [each["id"] for each in first.json()["items"]] == files[:1]
    assert first.headers["Link"] == f'<{first.json()["next"]}>; rel="next"'
    second = manager.get(first.json()["next"].removeprefix("http://testserver"))
    assert [each["id"] for each in second.json()["items"]] == files[1:]
    assert second.json()["next"] is None
    assert "Link" not in second.headers

    def count(**asked: Any) -> int:
        found = manager.get(f"/calls/{call}/applications", params=asked)
        assert found.status_code == 200, found.text
        return len(found.json()["items"])

    assert count(words="introuvable") == 0
    assert count(amount_from=1_250_000) == 2
    assert count(amount_from=1_250_001) == 0
    wrong = manager.get(f"/calls/{call}/applications", params={"stage": "x", "tri": "y"})
    assert wrong.status_code == 422


def test_files_are_attached_listed_read_and_taken_out(
    small_world: World, applicant: Program, call: str
) -> None:
    path = f"/applications/{begun(applicant, small_world, call).json()['id']}"
    (question,) = [
        each["code"]
        for part in applicant.get(f"/calls/{call}/form").json()["sections"]
        for each in part["questions"]
        if each["kind"] == "file"
    ]
    content = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
    asked = {"question": question, "name": "plan.pdf"}
    made = applicant.post(f"{path}/attachments", params=asked, content=content)
    assert made.status_code == 201, made.text
    listed = applicant.get(f"{path}/attachments").json()["items"]
    assert listed == [made.json()]
    file = f"{path}/attachments/{made.json()['id']}"
    assert applicant.get(file).content == content
    assert applicant.ask("DELETE", file).status_code == 200
    assert applicant.get(f"{path}/attachments").json()["items"] == []
    nowhere = applicant.post(
        f"{path}/attachments", params={"question": "x", "name": "a"}, content=b"x"
    )
    assert nowhere.status_code == 404


def test_the_whole_way_on_each_database(
    world: World, tmp_path: Path, quick_passwords: None
) -> None:
    del quick_passwords
    settings = Settings(outbox=tmp_path / "outbox", files=tmp_path / "files")
    app, call = create_app(settings, world.desk), a_call(world).public_id
    program = a_program(app, world.desk, world.applicant)
    path = f"/applications/{begun(program, world, call, key='cle').json()['id']}"
    assert begun(program, world, call, key="cle").headers["Idempotency-Replayed"] == "true"
    tag = filled(program, path, program.get(path).headers["ETag"]).headers["ETag"]
    assert program.post(f"{path}/submit", match=tag).json()["receipt"] == "2026-001"
    manager = a_program(app, world.desk, world.manager)
    found = manager.get(f"/calls/{call}/applications", params={"words": "crèches"}).json()
    assert [f"/applications/{each['id']}" for each in found["items"]] == [path]
    entries = manager.get(f"/calls/{call}/journal", params={"limit": 1}).json()
    assert entries["items"][0]["kind"] == "publish"
    after = manager.get(entries["next"].removeprefix("http://testserver")).json()
    assert [each["kind"] for each in after["items"]] == ["submit"]
    (token,) = access_tokens.tokens_page(world.desk, world.applicant, "").tokens
    access_tokens.revoke_token(world.desk, world.applicant, token.public_id)
    assert program.get("/me").status_code == 401
