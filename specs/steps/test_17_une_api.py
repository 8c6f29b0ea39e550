"""Programs that read, draft and deposit by the API."""

from typing import Any

import attrs
import pytest
from fastapi import FastAPI
from pytest_bdd import given, parsers, scenarios, then, when

from reflexes_calls.actions import applying
from reflexes_calls.domain.access import Scope
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from tests.makers import World, a_call
from tests.reflexes_calls.web.api.test_applications import ANSWERS
from tests.reflexes_calls.web.api.tokens_given import Program, a_program

scenarios("17-une-api.feature")


@attrs.define
class Deposit:
    """A file that a program writes, and what it was answered."""

    path: str
    tag: str
    answers: list[Any] = attrs.field(factory=list)


@pytest.fixture
def app(world: World, tmp_path, quick_passwords) -> FastAPI:
    del quick_passwords
    settings = Settings(outbox=tmp_path / "outbox", files=tmp_path / "files")
    return create_app(settings, world.desk)


@pytest.fixture
def program(world, app) -> Program:
    return a_program(app, world.desk, world.applicant)


@given("un appel ouvert")
def an_open_call(world, story) -> None:
    story.call = a_call(world)


@given("cinq appels sont ouverts")
def five_open_calls(world) -> None:
    for _ in range(4):
        a_call(world)


@given("un programme qui a rédigé un dossier complet", target_fixture="deposit")
def a_written_file(world, story, program) -> Deposit:
    body = {"organisation": world.val_d_essai.public_id}
    draft = program.post(f"/calls/{story.call.public_id}/applications", json=body)
    path = f"/applications/{draft.json()['id']}"
    saved = program.patch(path, match=draft.headers.get("ETag", "*"), json={"answers": ANSWERS})
    assert saved.status_code == 200, saved.text
    return Deposit(path, saved.headers["ETag"])


@given("un programme dont le jeton ne lit que les appels", target_fixture="program")
def a_program_for_calls(world, app) -> Program:
    return a_program(app, world.desk, world.applicant, Scope.CALLS_READ)


@when("un programme sans jeton lit les appels ouverts, deux par deux", target_fixture="pages")
def reads_two_by_two(world, app) -> list[list[str]]:
    anyone, pages = a_program(app, world.desk, None), []
    address: str | None = "/api/v1/calls?moment=open&limit=2"
    while address:
        told = anyone.get(address.removeprefix("http://testserver")).json()
        pages.append([each["id"] for each in told["items"]])
        address = told["next"]
    return pages


@then("il a lu chaque appel une fois, en trois pages")
def read_once_each(pages) -> None:
    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({each for page in pages for each in page}) == 5


@when("il le dépose deux fois avec la même clé")
def deposits_twice(program, deposit) -> None:
    for _ in range(2):
        sent = program.post(f"{deposit.path}/submit", match=deposit.tag, key="mon-depot")
        deposit.answers.append(sent)


@then(parsers.parse("les deux réponses sont la même, avec le récépissé « {receipt} »"))
def the_same_answer(deposit, receipt: str) -> None:
    first, second = deposit.answers
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    assert first.json()["receipt"] == receipt


@then("le dossier n’a été déposé qu’une fois")
def deposited_once(program, deposit) -> None:
    assert program.get(deposit.path).json()["versions"] == 1
    assert program.get(f"{deposit.path}/versions/2").status_code == 404


@then("un seul courrier d’arrivée est parti")
def one_letter(world, story) -> None:
    sent = [each for each in story.letters(world.applicant) if "2026-001" in each.get_content()]
    assert len(sent) == 1


@when("une collègue change le titre avant le dépôt")
def a_colleague_changes_the_title(world, program, deposit) -> None:
    file = deposit.path.rpartition("/")[2]
    said = {"title": "Un autre titre"}
    applying.save_draft(world.desk, world.applicant, file, said, revision=None, partial=True)
    deposit.answers.append(program.post(f"{deposit.path}/submit", match=deposit.tag))


@then("le dépôt est refusé, avec l’état qui vaut maintenant")
def refused_with_the_present_state(program, deposit) -> None:
    (answer,) = deposit.answers
    assert answer.status_code == 412
    assert answer.headers["ETag"] == program.get(deposit.path).headers["ETag"] != deposit.tag


@then("le dossier n’a pas de récépissé")
def no_receipt(program, deposit) -> None:
    assert program.get(deposit.path).json()["receipt"] is None


@when("il demande les dossiers", target_fixture="answer")
def asks_for_files(program) -> Any:
    return program.get("/applications")


@then(parsers.parse("cela lui est refusé, et la portée « {scope} » est nommée"))
def told_the_scope(answer, scope: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")
    assert f"« {scope} »".replace(" ", "\u00a0") in answer.json()["detail"]


@when("le programme d’une autre administration demande ce dossier", target_fixture="answers")
def another_asks(world, app, deposit) -> list[Any]:
    other = a_program(app, world.desk, world.neighbour)
    return [other.get(deposit.path), other.get("/applications/" + "0" * 32)]


@then("on lui répond qu’il n’y a rien là, comme pour un dossier qui n’existe pas")
def nothing_is_there(answers) -> None:
    assert {each.status_code for each in answers} == {404}
    told = [
        {name: said for name, said in each.json().items() if name not in {"instance", "request_id"}}
        for each in answers
    ]
    assert told[0] == told[1]
