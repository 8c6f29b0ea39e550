"""Files sent from a real browser: with its script over a bad network, and without any script."""

import re
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, Route, expect
from starlette.testclient import TestClient

from reflexes_calls.actions.applying import start_draft
from reflexes_calls.actions.people import person_of_session
from reflexes_calls.domain.attachment import MEGABYTE
from reflexes_calls.web.security import SESSION_COOKIE
from tests.chromium import Axe
from tests.on_loopback import on_loopback
from tests.reflexes_calls.files import sent
from tests.reflexes_calls.web.demonstration_server import check_page
from tests.reflexes_calls.web.scene import Scene, make_scene

pytestmark = pytest.mark.web
LONG = FilePayload(name="long.txt", mimeType="text/plain", buffer=b"0" * (5 * MEGABYTE // 2))
PROGRAM = FilePayload(name="programme.pdf", mimeType="application/pdf", buffer=sent.EXE)
LETTER = FilePayload(name="lettre.pdf", mimeType="application/pdf", buffer=sent.PDF)


@attrs.frozen
class Served:
    """A scene on loopback, and the page of a question that asks for files."""

    scene: Scene
    agent: TestClient
    address: str
    path: str

    def open(self, context: BrowserContext) -> Page:
        """The page, in the browser of the applicant."""
        self.sign_in(context, self.agent)
        page = context.new_page()
        page.goto(f"{self.address}{self.path}")
        return page

    def sign_in(self, context: BrowserContext, client: TestClient) -> None:
        """Give the browser the session of a client."""
        cookie = client.cookies[SESSION_COOKIE]
        context.add_cookies([{"name": SESSION_COOKIE, "value": cookie, "url": self.address}])


@pytest.fixture
def served(tmp_path: Path, quick_passwords: None) -> Iterator[Served]:
    """One applicant's draft, served by a thread."""
    del quick_passwords
    scene = make_scene(tmp_path)
    agent = scene.visit("agent")
    person = person_of_session(scene.desk, agent.cookies[SESSION_COOKIE])
    assert person is not None
    draft = start_draft(scene.desk, person, scene.call, scene.own)
    with on_loopback(agent.app) as address:
        path = f"/dossiers/{draft.public_id}/fichiers/attached"
        yield Served(scene, agent, address, path)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A French browser."""
    made = browser.new_context(locale="fr-FR")
    yield made
    made.close()


def send(page: Page, *files: FilePayload) -> None:
    """Choose files and press the button."""
    page.get_by_label("Fichiers à envoyer").set_input_files(list(files))
    page.get_by_role("button", name="Envoyer", exact=True).click()


def test_files_are_sent_in_place_and_each_fault_is_told(
    served: Served, context: BrowserContext
) -> None:
    page = served.open(context)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    send(page, LONG, PROGRAM, LETTER)
    progress = page.get_by_role("status")
    expect(progress).to_contain_text("long.txt\u00a0: envoyé et gardé")
    expect(progress).to_contain_text("programme.pdf\u00a0: non gardé. Son nom finit par .pdf")
    expect(progress).to_contain_text("lettre.pdf\u00a0: envoyé et gardé")
    expect(page.get_by_role("link", name="long.txt")).to_be_visible()
    expect(page.get_by_role("link", name="lettre.pdf")).to_be_visible()
    assert page.get_by_label("Fichiers à envoyer").input_value() == ""
    page.get_by_role("button", name="Retirer lettre.pdf").click()
    expect(page.get_by_role("link", name="lettre.pdf")).to_have_count(0)
    expect(page.get_by_role("link", name="long.txt")).to_be_visible()
    assert not [each for each in said if "Content Security Policy" in each]


def test_a_cut_costs_one_part_and_not_the_file(served: Served, context: BrowserContext) -> None:
    page = served.open(context)
    offsets: list[str] = []

    def cut_the_second(route: Route) -> None:
        if route.request.method != "PATCH":
            route.continue_()
            return
        offsets.append(route.request.headers["upload-offset"])
        if len(offsets) in {2, 3}:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/envois/*", cut_the_second)
    send(page, LONG)
    progress = page.get_by_role("status")
    expect(progress).to_contain_text("la connexion est coupée. Nouvel essai")
    expect(progress).to_contain_text("envoyé et gardé", timeout=15_000)
    assert offsets == ["0", *["1048576"] * 3, "2097152"]
    expect(page.get_by_role("link", name="long.txt")).to_be_visible()


def test_a_session_that_ends_loses_nothing(served: Served, context: BrowserContext) -> None:
    page = served.open(context)
    context.clear_cookies()
    send(page, LONG)
    expect(page.get_by_role("status")).to_contain_text("Votre session est finie")
    served.sign_in(context, served.scene.visit("agent"))
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.get_by_role("link", name="long.txt")).to_be_visible()


def test_a_full_question_closes_its_form_and_opens_it_again(
    served: Served, context: BrowserContext
) -> None:
    page = served.open(context)
    files = [
        FilePayload(name=f"{name}.pdf", mimeType="application/pdf", buffer=sent.PDF)
        for name in ("un", "deux", "trois", "quatre")
    ]
    send(page, *files)
    expect(page.get_by_role("status")).to_contain_text("quatre.pdf\u00a0: non gardé. Il y a déjà 3")
    expect(page.get_by_text("Cette question a tous les fichiers")).to_be_visible()
    expect(page.get_by_role("button", name="Envoyer", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Retirer deux.pdf").click()
    expect(page.get_by_role("button", name="Envoyer", exact=True)).to_be_visible()


def test_everything_is_done_without_a_script(served: Served, browser: Browser) -> None:
    context = browser.new_context(locale="fr-FR", java_script_enabled=False)
    page = served.open(context)
    send(page, LONG, PROGRAM)
    expect(page.get_by_role("alert")).to_contain_text("programme.pdf – Son nom finit par .pdf")
    expect(page).to_have_title(re.compile("^Erreur"))
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_role("link", name="long.txt")).to_be_visible()
    send(page, LETTER)
    expect(page.get_by_text("Les fichiers sont envoyés et gardés.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="lettre.pdf").click()
    assert download.value.suggested_filename == "lettre.pdf"
    page.get_by_role("button", name="Retirer long.txt").click()
    expect(page.get_by_text("Le fichier est retiré.")).to_be_visible()
    context.close()


def test_the_page_is_accessible_with_files_and_with_faults(
    served: Served, context: BrowserContext, axe_source: Axe
) -> None:
    page = served.open(context)
    check_page(page, axe_source, f"{served.address}{served.path}")
    send(page, LETTER, PROGRAM)
    expect(page.get_by_role("link", name="lettre.pdf")).to_be_visible()
    check_page(page, axe_source, f"{served.address}{served.path}")
