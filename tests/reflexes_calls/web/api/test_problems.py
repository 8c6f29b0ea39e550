"""What cannot be done is told as a problem, in the language that is asked, wherever it is asked."""

from typing import Any

import pytest

from reflexes_calls.actions.publishing import draft_call
from reflexes_calls.domain.errors import Busy
from reflexes_calls.web.api import calls as call_operations
from reflexes_calls.web.api.problems import OWN, TITLES
from reflexes_calls.web.api.reading import MOST_BODY
from reflexes_calls.web.problems import STATUSES
from tests.makers import PISTE, World, a_call, call_form
from tests.reflexes_calls.web.api.tokens_given import Program

pytestmark = pytest.mark.web


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        status,
        "application/problem+json",
    ), answer.text
    told: dict[str, Any] = answer.json()
    assert (told["status"], told["code"]) == (status, code)
    assert set(told) == {
        "type", "title", "status", "detail", "instance", "code", "request_id", "errors",
    }  # fmt: skip
    return told


@pytest.mark.parametrize("path", ["/api/v1/rien", "/api/", "/api/v2/calls", "/api/v1/calls/"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "QUERY"])
def test_an_address_that_is_none_is_told_as_data(nobody: Program, path: str, method: str) -> None:
    told = refused(nobody.ask(method, path), 404, "no-such-address")
    assert told["type"].endswith("/api#no-such-address")


def test_another_method_is_told_which_there_are(nobody: Program) -> None:
    answer = nobody.ask("PUT", "/me")
    refused(answer, 405, "method")
    assert answer.headers["Allow"] == "GET, HEAD"


def test_what_is_not_json_is_neither_given_nor_read(applicant: Program, small_world: World) -> None:
    path = f"/calls/{a_call(small_world).public_id}/applications"
    refused(applicant.get("/me", headers={"Accept": "text/html"}), 406, "not-acceptable")
    form = applicant.post(path, data={"organisation": "x"})
    refused(form, 415, "not-json-type")
    assert "application/json" in form.headers["Accept-Post"]
    kind = {"Content-Type": "application/json"}
    for content in (b"{", b'{"a": 1, "a": 2}', b'{"a": NaN}', b"\xff", b'"\\ud800"', b"[" * 99_999):
        refused(applicant.post(path, content=content, headers=kind), 400, "not-json")
    refused(applicant.post(path, content=b"[]", headers=kind), 422, "not-an-object")
    big = b'{"organisation": "' + b"x" * MOST_BODY + b'"}'
    refused(applicant.post(path, content=big, headers=kind), 413, "body-too-long")


def test_every_unknown_field_and_parameter_is_told(applicant: Program, small_world: World) -> None:
    path = f"/calls/{a_call(small_world).public_id}/applications"
    told = refused(applicant.post(path, json={"organisme": "x", "another": "oui"}), 422, "invalid")
    assert {each["pointer"]: each["code"] for each in told["errors"]} == {
        "/organisme": "unknown-field",
        "/another": "wrong-type",
        "/organisation": "missing",
    }
    told = refused(applicant.get("/me", params={"x": 1, "y": 2}), 422, "unknown-field")
    assert [each["parameter"] for each in told["errors"]] == ["x", "y"]


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "fr"),
        ("en", "en"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("de, fr;q=0.5, en;q=0.4", "fr"),
        ("de", "fr"),
        ("*;q=x, en;q=0", "fr"),
    ],
)
def test_the_words_are_those_of_the_language_asked(
    nobody: Program, asked: str, language: str
) -> None:
    answer = nobody.get("/me", headers={"Accept-Language": asked})
    title = {"fr": "Il faut un jeton", "en": "A token is needed"}
    assert answer.headers["Content-Language"] == language
    assert answer.json()["title"] == title[language]


@pytest.mark.parametrize("limit", ["0", "101", "x", "-1", "１", "1000000000"])
def test_a_page_has_from_one_to_a_hundred_things(nobody: Program, limit: str) -> None:
    refused(nobody.get("/calls", params={"limit": limit}), 422, "bad-limit")


@pytest.mark.parametrize("cursor", ["x", "W10", "eyJhIjoxfQ", "WzFd", "é", "WyJhIiwgMV0"])
def test_a_cursor_of_nowhere_is_refused_plainly(
    nobody: Program, small_world: World, cursor: str
) -> None:
    a_call(small_world)
    refused(nobody.get("/calls", params={"cursor": cursor}), 422, "page-lost")


def test_a_busy_service_says_when_to_come_back(
    nobody: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: Any) -> None:
        raise Busy

    monkeypatch.setattr(call_operations, "texts_that_stand", busy)
    answer = nobody.get("/calls")
    refused(answer, 503, "busy")
    assert answer.headers["Retry-After"] == "5"


def test_an_error_that_nobody_foresaw_tells_nothing_of_itself(
    nobody: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("un secret")

    monkeypatch.setattr(call_operations, "texts_that_stand", broken)
    answer = nobody.get("/calls")
    refused(answer, 500, "broken")
    assert "secret" not in answer.text
    assert "ZeroDivisionError" in caplog.text


def test_calls_come_page_by_page_without_a_token(nobody: Program, small_world: World) -> None:
    made = {a_call(small_world).public_id for _ in range(5)}
    found, address = [], "/api/v1/calls?moment=open&limit=2"
    while address:
        page = nobody.get(address)
        assert page.headers["Access-Control-Allow-Origin"] == "*"
        assert len(page.json()["items"]) <= 2
        found += [each["id"] for each in page.json()["items"]]
        address = (page.json()["next"] or "").removeprefix("http://testserver")
    assert len(found) == 5
    assert set(found) == made
    tag = nobody.get("/calls").headers["ETag"]
    assert nobody.get("/calls", headers={"If-None-Match": f'"x", {tag}'}).status_code == 304


def test_a_draft_of_a_call_is_its_manager_s_alone(
    nobody: Program, manager: Program, applicant: Program, small_world: World
) -> None:
    draft = draft_call(small_world.desk, small_world.manager, PISTE, call_form()).public_id
    for program, status in ((nobody, 404), (applicant, 404), (manager, 200)):
        assert program.get(f"/calls/{draft}").status_code == status
        listed = [each["id"] for each in program.get("/calls").json()["items"]]
        assert (draft in listed) is (status == 200)


def test_every_status_that_a_page_of_refusal_has_is_known() -> None:
    assert {status for _, status in STATUSES} <= set(TITLES)
    assert all(text.strip() for text in OWN.values())
