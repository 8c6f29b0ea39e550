"""Amending a call in a real browser, at 1280 and 320 pixels."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.chromium import Axe
from tests.pressing import press
from tests.reflexes_calls.web.demonstration_server import check_page, serve_demonstration
from tests.reflexes_calls.web.test_the_whole_way import Walker


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration, served on loopback."""
    with serve_demonstration(tmp_path_factory.mktemp("demonstration")) as served:
        yield served


@pytest.fixture
def manager(browser: Browser, address: str) -> Iterator[Walker]:
    """Who runs the calls."""
    walker = Walker.sign_in(browser, address, "gestionnaire")
    yield walker
    assert walker.broken == []
    walker.context.close()


@pytest.mark.web
def test_an_amendment_is_prepared_read_and_published(manager: Walker, axe_source: Axe) -> None:
    page = manager.page
    manager.go("/appels")
    press(page.locator("main a[href^='/appels/']").first)
    call = page.url.rpartition("/")[2]
    manager.go(f"/gestion/appels/{call}")
    press(page.get_by_role("link", name="Modifier l’appel publié"))
    check_page(page, axe_source, page.url)
    title = page.get_by_label("Titre en français")
    title.fill(title.input_value() + ", encore")
    page.get_by_label("Nombre d’essais").fill("9")
    press(page.get_by_role("button", name="Enregistrer et voir ce qui diffère"))
    manager.see("Ce qui changerait")
    check_page(page, axe_source, page.url)
    press(page.get_by_role("button", name="Publier la version 3"))
    manager.see("Rien n’est encore publié")
    page.get_by_label("Pourquoi l’appel change").fill("Une place de plus nous est donnée.")
    press(page.get_by_role("button", name="Publier la version 3"))
    manager.see("La modification est publiée")
    for read in ("versions", "versions/3"):
        check_page(page, axe_source, f"{manager.address}/appels/{call}/{read}")
