"""The page that carries a draft to new questions, and pages that never show the internal ones."""

import io
import re
import zipfile
from pathlib import Path

import pymupdf
import pytest
from starlette.testclient import TestClient

from reflexes.records import changed
from reflexes_calls.actions import applying, forming, internal_fields, publishing
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.form import Form, Kind, Question, form_document
from reflexes_calls.domain.forming import (
    Bench,
    add_question,
    need_question,
    put_question,
    remove_question,
)
from reflexes_calls.storage import calls, people
from tests.reflexes_calls.web.scene import ANSWERS, CALL, Scene, make_scene

TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')
REVISION = re.compile(r'name="revision" value="([0-9]+)"')
SECRET = "Mot-de-passe-du-jury"
SECRET_ANSWER = "Avis-qui-ne-sort-pas"
LINK = re.compile(r'(?:href|action)="(/[^"#?]*)')


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


def begun(scene: Scene, call: str, *, submit: bool = False) -> str:
    with scene.desk.look() as connection:
        found = people.find_by_email(connection, "agent@example.org")
    assert found is not None
    draft = applying.start_draft(scene.desk, found[0], call, scene.own)
    applying.save_draft(scene.desk, found[0], draft.public_id, ANSWERS, revision=0)
    if submit:
        applying.submit(scene.desk, found[0], draft.public_id)
    return draft.public_id


def publish_form(scene: Scene, call_id: str, form: Form) -> None:
    with scene.desk.take(scene.manager) as taking:
        known = taking.call(call_id)
        kept = calls.change_call(taking.connection, known.id, form=form_document(form))
        publishing.freeze(taking, kept, reason="Des questions changent.")


def without_people(form: Form) -> Form:
    bench = remove_question(Bench(form=form), "people")
    problem = need_question(bench, "problem")
    return put_question(
        bench, changed(problem, label=Bilingual(fr="Votre difficulté"), max_length=10)
    ).form


def present_form(scene: Scene) -> Form:
    return forming.builder_page(scene.desk, scene.manager, scene.call).call.questions()


def act(client: TestClient, address: str, **said: str) -> int:
    shown = client.get(address).text
    body = {"csrf": TOKEN.findall(shown)[0], "revision": REVISION.findall(shown)[0], **said}
    return client.post(address, data=body).status_code


def test_the_page_carries_a_draft_and_puts_it_back(scene: Scene) -> None:
    draft = begun(scene, scene.call)
    publish_form(scene, scene.call, without_people(present_form(scene)))
    agent, address = scene.visit("agent"), f"/dossiers/{draft}/nouvelle-version"
    shown = agent.get(address).text

    assert "Votre difficulté" in shown
    assert "Le problème que vous rencontrez" in shown
    assert "10 signes au plus" in shown or "10 caractères" in shown
    assert "mise de côté" in shown
    assert ANSWERS["people"] in shown
    assert act(agent, address, do="carry") == 303
    carried = agent.get(address).text
    assert ANSWERS["people"] in carried
    assert 'value="carry"' not in carried
    assert act(agent, address, do="back") == 303
    assert 'value="carry"' in agent.get(address).text


def test_an_older_page_is_told_and_does_nothing(scene: Scene) -> None:
    draft = begun(scene, scene.call)
    publish_form(scene, scene.call, without_people(present_form(scene)))
    agent, address = scene.visit("agent"), f"/dossiers/{draft}/nouvelle-version"
    assert act(agent, address, do="carry", revision="0") == 409
    assert act(agent, address, do="fly") == 404
    assert 'value="carry"' in agent.get(address).text


def test_nobody_else_sees_that_page(scene: Scene) -> None:
    draft = begun(scene, scene.call)
    for name in ("manager", "ana"):
        assert scene.visit(name).get(f"/dossiers/{draft}/nouvelle-version").status_code == 404


def with_a_secret(bench: Bench) -> Bench:
    bench, code = add_question(bench, "trial", Kind.LINE, Bilingual(fr=SECRET, en=SECRET))
    question: Question = need_question(bench, code)
    hidden = changed(
        question, internal=True, help=Bilingual(fr=SECRET), example=Bilingual(fr=SECRET)
    )
    return put_question(bench, hidden)


def test_internal_questions_are_on_no_page_of_an_applicant(scene: Scene) -> None:
    call = publishing.draft_call(scene.desk, scene.manager, "micro-mobilite-professionnelle", CALL)
    forming.change_form(scene.desk, scene.manager, call.public_id, with_a_secret)
    early = scene.clock.instant
    publishing.publish(scene.desk, scene.manager, call.public_id)
    scene.clock.instant = early
    draft = begun(scene, call.public_id, submit=True)
    manager = scene.visit("manager")
    inside = f"/gestion/dossiers/{draft}/interne"
    shown = manager.get(inside).text
    assert SECRET in shown
    code = "mot_de_passe_du_jury"
    body = {
        "csrf": TOKEN.findall(shown)[0],
        "seen": re.findall(r'name="seen" value="([0-9a-f]+)"', shown)[0],
        code: SECRET_ANSWER,
    }
    assert manager.post(inside, data=body).status_code == 303
    assert SECRET_ANSWER in manager.get(f"/gestion/dossiers/{draft}").text

    agent = scene.visit("agent")
    starts = (f"/appels/{call.public_id}", "/appels", "/dossiers", f"/dossiers/{draft}")
    seen = crawl(agent, (*starts, f"/dossiers/{draft}/nouvelle-version"))
    assert f"/dossiers/{draft}/recepisse" in seen
    for address, said in seen.items():
        assert SECRET not in said, address
        assert SECRET_ANSWER not in said, address
        assert code not in said, address
    assert agent.get(inside).status_code == 404
    assert scene.visit("ana").get(inside).status_code == 404


ELSEWHERE = ("/catalogue", "/static", "/carte", "/recherche", "/editions", "/gestion", "/connexion")


def crawl(client: TestClient, starts: tuple[str, ...]) -> dict[str, str]:
    """Every page that can be reached from some of an applicant's, the catalogue left out."""
    found: dict[str, str] = {}
    ahead = list(starts)
    while ahead:
        address = ahead.pop()
        if address in found or address.startswith(ELSEWHERE):
            continue
        answer = client.get(address)
        text = text_inside(answer.content)
        found[address] = text
        if answer.headers.get("content-type", "").startswith("text/html"):
            ahead.extend(LINK.findall(text))
        if answer.status_code == 303:
            ahead.append(answer.headers["location"].split("?")[0])
    return found


def text_inside(content: bytes) -> str:
    """The text of a page, of a document made of packed files, or of a PDF."""
    if content.startswith(b"%PDF"):
        with pymupdf.open(stream=content, filetype="pdf") as read:
            return "\n".join(str(page.get_text()) for page in read)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside = [packed.read(name) for name in packed.namelist()]
        return "\n".join(each.decode("utf-8", errors="replace") for each in inside)
    return content.decode("utf-8", errors="replace")


def test_a_second_manager_is_told_before_replacing_internal_answers(scene: Scene) -> None:
    call = publishing.draft_call(scene.desk, scene.manager, "micro-mobilite-professionnelle", CALL)
    forming.change_form(scene.desk, scene.manager, call.public_id, with_a_secret)
    publishing.publish(scene.desk, scene.manager, call.public_id)
    draft = begun(scene, call.public_id, submit=True)
    manager = scene.visit("manager")
    inside = f"/gestion/dossiers/{draft}/interne"
    shown = manager.get(inside).text
    internal_fields.fill_internal(
        scene.desk, scene.manager, draft, {"mot_de_passe_du_jury": "Premier"}
    )
    body = {
        "csrf": TOKEN.findall(shown)[0],
        "seen": re.findall(r'name="seen" value="([0-9a-f]+)"', shown)[0],
        "mot_de_passe_du_jury": "Second",
    }
    answer = manager.post(inside, data=body)
    assert answer.status_code == 409
    assert "Second" in answer.text
