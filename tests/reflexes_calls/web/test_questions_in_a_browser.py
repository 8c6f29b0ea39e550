"""The pages of questions and of late files in a real browser, at 1280 and 320 pixels."""

import datetime as dt
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from reflexes_calls.actions import amending, applying, asking
from reflexes_calls.actions.people import person_of_session
from reflexes_calls.domain.people import Person
from reflexes_calls.web.security import SESSION_COOKIE
from tests.chromium import Axe
from tests.pressing import press
from tests.reflexes_calls.web.demonstration_server import check_page
from tests.reflexes_calls.web.scene import ANSWERS, DEADLINE, Scene, make_scene

LONG = "Un syndicat intercommunal à vocation unique peut-il candidater avec deux communes ? " * 4


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Two answers, one corrected and one about an older version, one question, one draft."""
    made = make_scene(tmp_path_factory.mktemp("questions"))
    agent = _person(made, "agent")
    for text in (LONG, "Et un CCAS ?", "Et deux dossiers ?"):
        asking.ask(made.desk, agent, made.call, {"question": text}, address="")
    _answer(made, "Oui. " * 60)
    amending.prepare(made.desk, made.manager, made.call, {"closes_on": "06/02/2027"})
    seen = amending.amendment_page(made.desk, made.manager, made.call).digest
    amending.amend(made.desk, made.manager, made.call, "Une salle.", seen=seen, address="")
    _answer(made, "Non.")
    begun = applying.start_draft(made.desk, agent, made.call, made.own)
    applying.save_draft(made.desk, agent, begun.public_id, ANSWERS, revision=0)
    return made


def _person(scene: Scene, name: str) -> Person:
    found = person_of_session(scene.desk, scene.visit(name).cookies[SESSION_COOKIE])
    assert found is not None
    return found


def _answer(scene: Scene, text: str) -> None:
    which = asking.answers_page(scene.desk, scene.manager, scene.call).waiting[0].public_id
    asking.answer(
        scene.desk, scene.manager, scene.call, which, {"answer": text}, seen="", address=""
    )


@pytest.fixture(scope="module")
def address(scene: Scene) -> Iterator[str]:
    """The scene, served on loopback."""
    app = scene.visit("agent").app
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", ws="none")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def opened(browser: Browser, scene: Scene, address: str, name: str) -> Page:
    context = browser.new_context(locale="fr-FR")
    token = scene.visit(name).cookies[SESSION_COOKIE]
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])
    return context.new_page()


@pytest.mark.web
def test_the_pages_of_questions_can_be_read_by_everyone(
    browser: Browser, scene: Scene, address: str, axe_source: Axe
) -> None:
    page = opened(browser, scene, address, "agent")
    check_page(page, axe_source, f"{address}/appels/{scene.call}/questions")
    page.get_by_label("Votre question").fill("Rappelez le 06 12 34 56 78")
    press(page.get_by_role("button", name="Envoyer la question"))
    assert "ressemble à un numéro" in page.locator(".errors").inner_text()
    page.context.close()
    manager = opened(browser, scene, address, "manager")
    check_page(manager, axe_source, f"{address}/gestion/appels/{scene.call}/reponses")
    check_page(manager, axe_source, f"{address}/gestion/appels/{scene.call}")
    manager.context.close()


@pytest.mark.web
def test_the_page_of_late_files_can_be_read_by_everyone(
    browser: Browser, scene: Scene, address: str, axe_source: Axe
) -> None:
    scene.clock.instant = DEADLINE + dt.timedelta(days=8)
    page = opened(browser, scene, address, "manager")
    where = f"{address}/gestion/appels/{scene.call}/admettre"
    check_page(page, axe_source, where)
    press(page.get_by_role("button", name="Admettre ce dossier"))
    assert page.locator(".errors li").count() == 4
    page.get_by_label("Ville de Val-d’Essai").check()
    page.get_by_label("Pourquoi ce dossier").fill("Leur réseau a été coupé.")
    page.get_by_label("Jusqu’à quel jour").fill("10/02/2027")
    page.get_by_label("Jusqu’à quelle heure").fill("12 h")
    press(page.get_by_role("button", name="Admettre ce dossier"))
    check_page(page, axe_source, where)
    page.context.close()
