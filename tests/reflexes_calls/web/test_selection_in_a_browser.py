"""The pages of a selection in a real browser: rules, a refusal, a result, a draw, decisions."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from reflexes_calls.actions.choosing import choose
from reflexes_calls.actions.people import sign_in
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.chromium import Axe
from tests.makers import AFTER, PASSWORD, World
from tests.on_loopback import on_loopback
from tests.pressing import press
from tests.reflexes_calls.actions.test_calling_up import release_all
from tests.reflexes_calls.selection_scene import Scene, a_selection_scene, selection_form
from tests.reflexes_calls.web.demonstration_server import check_page

pytestmark = pytest.mark.web


@pytest.fixture
def scene(small_world: World) -> Scene:
    return a_selection_scene(small_world)


@pytest.fixture
def address(scene: Scene) -> Iterator[str]:
    """The scene, served on loopback."""
    with on_loopback(create_app(Settings(), scene.world.desk)) as address:
        yield address


def opened(browser: Browser, scene: Scene, address: str) -> Page:
    context = browser.new_context(locale="fr-FR")
    session = sign_in(scene.world.desk, scene.world.manager.email, PASSWORD)
    context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": address}])
    return context.new_page()


def checked_as_it_stands(page: Page, axe: Axe, width: int = 320) -> None:
    """The page of a refusal cannot be asked for again: it is looked at where it is."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(axe.script)
    found = page.evaluate("async () => (await axe.run()).violations.map(v => v.id)")
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def refuse_twice(page: Page, axe: Axe) -> None:
    """A form with mistakes, then rules that contradict each other: nothing typed is lost."""
    page.locator("#budget").fill("30 000")
    page.locator("#places").fill("trois")
    page.locator("#rule-1-figure").fill("2")
    press(page.get_by_role("button", name="Calculer la sélection"))
    assert page.locator(".errors li").count() == 4
    assert "Règle 1, Pour qui – " in page.inner_text(".errors")
    assert page.locator("#rule-1-figure").input_value() == "2"
    checked_as_it_stands(page, axe)
    page.locator("#places").fill("3")
    page.locator("#rule-1-who").select_option("region:R-53")
    page.locator("#rule-1-sense").select_option("at-least")
    page.locator("#rule-1-figure").fill("4")
    page.locator("#rule-1-unit").select_option("files")
    press(page.get_by_role("button", name="Calculer la sélection"))
    assert "Rien ne peut tenir à la fois" in page.inner_text(".errors")
    assert "Au moins 4 dossiers\u00a0: Bretagne" in page.inner_text(".errors")
    checked_as_it_stands(page, axe)


def test_a_manager_selects_and_prepares(
    browser: Browser, scene: Scene, address: str, axe_source: Axe
) -> None:
    page = opened(browser, scene, address)
    here = f"{address}/gestion/appels/{scene.call.public_id}/jury/selection"
    check_page(page, axe_source, here)
    refuse_twice(page, axe_source)
    page.locator("#rule-1-figure").fill("2")
    press(page.get_by_role("button", name="Calculer la sélection"))
    assert "Dossiers retenus\u00a0: 3" in page.inner_text("main")
    assert "Il est démontré" in page.inner_text("main")
    check_page(page, axe_source, here)
    check_page(page, axe_source, f"{here}/dossiers")
    page.locator(f"#file-{scene.receipts[0]}-amount").fill("1 000")
    press(page.get_by_role("button", name="Enregistrer"))
    assert "au-dessous de la part minimale" in page.inner_text(".errors")
    checked_as_it_stands(page, axe_source)
    prepare_and_publish(page, axe_source, address, scene.call.public_id)
    page.context.close()


def prepare_and_publish(page: Page, axe: Axe, address: str, call: str) -> None:
    """Decisions from the selection, released, and their record for everyone."""
    here = f"{address}/gestion/appels/{call}/jury/selection"
    page.goto(here)
    press(page.get_by_role("button", name="Préparer les décisions"))
    assert page.url.endswith("/decisions?done=selection-prepared")
    assert "6 sur 6" in page.inner_text("main")
    press(page.get_by_role("button", name="Publier ce qui est coché"))
    check_page(page, axe, f"{here}/registre")
    press(page.get_by_role("button", name="Publier le registre"))
    check_page(page, axe, f"{address}/appels/{call}/resultats")
    with page.expect_download() as waited:
        page.get_by_role("link", name="Registre de la décision (ZIP)").click()
    assert waited.value.suggested_filename.endswith(".zip")


def test_a_draw_is_registered_then_drawn(
    browser: Browser, scene: Scene, address: str, axe_source: Axe
) -> None:
    desk, manager, call = scene.world.desk, scene.world.manager, scene.call.public_id
    choose(desk, manager, call, selection_form(), 0)
    page = opened(browser, scene, address)
    here = f"{address}/gestion/appels/{call}/jury/selection/tirage"
    check_page(page, axe_source, here)
    press(page.get_by_role("button", name="Annoncer le tirage"))
    assert page.locator(".errors li").count() == 2
    checked_as_it_stands(page, axe_source)
    day = AFTER + dt.timedelta(days=3)
    page.locator("#source").fill("Tirage du Loto, cinq numéros dans l’ordre")
    page.locator("#announced_on").fill(f"{day:%d/%m/%Y}")
    press(page.get_by_role("button", name="Annoncer le tirage"))
    check_page(page, axe_source, f"{address}/appels/{call}/tirage")
    scene.world.at(day)
    check_page(page, axe_source, here)
    page.locator("#seed").fill("4 8 15 16 23")
    page.locator("#seed_on").fill(f"{day:%d/%m/%Y}")
    press(page.get_by_role("button", name="Faire le tirage"))
    assert "Ce qui est sorti" in page.inner_text("main")
    check_page(page, axe_source, here)
    check_page(page, axe_source, f"{address}/appels/{call}/tirage")
    page.context.close()


def test_the_next_in_line_is_called_up_from_the_pages(
    browser: Browser, small_world: World, axe_source: Axe
) -> None:
    waited = release_all(a_selection_scene(small_world))
    first, second = waited.waiting
    with on_loopback(create_app(Settings(), small_world.desk)) as address:
        page = opened(browser, waited.scene, address)
        base = f"{address}/gestion/appels/{waited.scene.call.public_id}/liste-d-attente"
        check_page(page, axe_source, base)
        check_page(page, axe_source, f"{address}/gestion/dossiers/{second.public_id}/rappel")
        press(page.get_by_role("button", name="Appeler ce dossier"))
        assert "Un autre dossier vient d’abord, au rang 1." in page.inner_text(".errors")
        checked_as_it_stands(page, axe_source)
        page.goto(base)
        press(page.get_by_role("link", name=f"Appeler {first.receipt}"))
        page.locator("#reasons").fill("Une place se libère.")
        press(page.get_by_role("button", name="Appeler ce dossier"))
        assert "dépassent ce qui est libre" in page.inner_text(".errors")
        assert page.locator("#reasons").input_value() == "Une place se libère."
        page.locator("#beyond").check()
        press(page.get_by_role("button", name="Appeler ce dossier"))
        assert "Le dossier est appelé" in page.inner_text("main")
        press(page.get_by_role("button", name="Clore la liste"))
        assert "Cochez la case pour clore la liste" in page.inner_text(".errors")
        checked_as_it_stands(page, axe_source)
        page.locator("#sure").check()
        press(page.get_by_role("button", name="Clore la liste"))
        assert "La liste est close" in page.inner_text("main")
        assert "liste close le" in page.inner_text("table")
        check_page(page, axe_source, base)
        page.context.close()
