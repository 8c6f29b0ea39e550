"""« Affectation »: its page, its refusals, its table, and the way through it in a real browser."""

import csv
import io
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from starlette.testclient import TestClient

from reflexes_calls.actions.assigning import assignment_page, propose
from reflexes_calls.actions.people import sign_in
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.chromium import Axe
from tests.makers import PASSWORD, World
from tests.on_loopback import on_loopback
from tests.pressing import press
from tests.reflexes_calls.assigning_scene import Scene, an_assigning_scene, assignment_form
from tests.reflexes_calls.web.conftest import TOKEN
from tests.reflexes_calls.web.demonstration_server import check_page

pytestmark = pytest.mark.web


@pytest.fixture
def scene(small_world: World) -> Scene:
    return an_assigning_scene(small_world)


@pytest.fixture
def visitor(scene: Scene) -> Iterator[TestClient]:
    app = create_app(Settings(), scene.world.desk)
    with TestClient(app, follow_redirects=False) as client:
        session = sign_in(scene.world.desk, scene.world.manager.email, PASSWORD)
        client.cookies.set(SESSION_COOKIE, session)
        client.headers["accept-language"] = "fr"
        yield client


@pytest.fixture
def address(scene: Scene) -> Iterator[str]:
    """The scene, served on loopback."""
    with on_loopback(create_app(Settings(), scene.world.desk)) as address:
        yield address


def here(scene: Scene) -> str:
    return f"/gestion/appels/{scene.call.public_id}/jury/affectation"


def send(visitor: TestClient, scene: Scene, **typed: str) -> tuple[int, str]:
    """Send the form of the page."""
    found = TOKEN.search(visitor.get(here(scene)).text)
    assert found is not None
    given = visitor.post(here(scene), data={"csrf": found[1], "jury": "project"} | typed)
    return given.status_code, given.text


def test_the_page_shows_settings_first_and_the_menu_leads_to_it(
    visitor: TestClient, scene: Scene
) -> None:
    text = visitor.get(here(scene)).text
    assert f'href="{here(scene)}" aria-current="page"' in text
    assert "Dossiers à lire\xa0: 6. Personnes qui peuvent lire\xa0: 4." in text
    assert "Mettre en vigueur" not in text


def test_a_refusal_keeps_what_was_typed_and_names_what_is_missing(
    visitor: TestClient, scene: Scene
) -> None:
    status, text = send(visitor, scene, do="compute", **assignment_form(reviews="zéro"))
    assert (status, 'href="#reviews"' in text, 'value="zéro"' in text) == (422, True, True)
    status, text = send(visitor, scene, do="compute", **assignment_form(reviews="3", most="4"))
    assert status == 409
    assert "Lectures manquantes\xa0: 2." in text
    for receipt in (receipt for _, _, receipt in scene.files):
        assert receipt in text
    assert "Lectrice Numéro-01, Lectrice Numéro-02" in text


def test_the_table_holds_a_line_for_each_pair(visitor: TestClient, scene: Scene) -> None:
    found = propose(*scene.who, assignment_form())
    given = visitor.get(f"{here(scene)}.csv")
    header, *rows = csv.reader(io.StringIO(given.text.removeprefix("\ufeff")))
    assert header[:2] == ["Dossier", "Titre"]
    assert header[5:] == ["Accord, sur 100", "En mots", "Pourquoi"]
    receipts = {code: receipt for _, code, receipt in scene.files}
    names = {each.public_id: each.name for each in scene.readers}
    assert {(row[0], row[2]) for row in rows} == {
        (receipts[file], names[reader]) for file, reader in found.pairs
    }
    assert all(row[7] for row in rows)


def test_files_come_page_by_page(small_world: World) -> None:
    scene = an_assigning_scene(small_world, files=30)
    propose(*scene.who, assignment_form(most="30"))
    told = assignment_page(*scene.who, first=25, count=25).told
    assert [each.file.receipt for each in told] == [receipt for *_, receipt in scene.files[25:]]


def test_the_assignment_in_a_browser(
    browser: Browser, axe_source: Axe, scene: Scene, address: str
) -> None:
    context = browser.new_context(locale="fr-FR", java_script_enabled=True)
    session = sign_in(scene.world.desk, scene.world.manager.email, PASSWORD)
    context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": address}])
    page = context.new_page()
    page.goto(address + here(scene))
    check_page(page, axe_source, address + here(scene))
    compute(page)
    check_page(page, axe_source, address + here(scene))
    page.goto(address + here(scene))
    first = page.locator("select[name^=hand-]").first
    name = first.get_attribute("name")
    first.select_option("forbid")
    press(page.get_by_role("button", name="Calculer de nouveau autour de ces choix"))
    assert page.locator(f"select[name='{name}']").input_value() == "forbid"
    press(page.get_by_role("button", name="Mettre en vigueur"))
    assert "L’affectation est en vigueur." in page.inner_text("main")
    assert page.get_by_role("heading", name="L’affectation en vigueur").is_visible()
    context.close()


def compute(page: Page) -> None:
    """Two reviews for each file, and a proposal."""
    page.locator("#reviews").fill("2")
    page.locator("#most").fill("6")
    press(page.get_by_role("button", name="Calculer une proposition"))
    assert page.get_by_role("heading", name="La proposition").is_visible()
    assert "Si vous la mettez en vigueur" in page.inner_text("main")
