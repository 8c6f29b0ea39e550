"""Writing, previewing, copying and reading calls in a real browser, at 1280 and 320 pixels."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, expect

from tests.chromium import Axe
from tests.pressing import press
from tests.reflexes_calls.web.demonstration_server import check_page, serve_demonstration
from tests.reflexes_calls.web.test_the_whole_way import Walker

DRAFT_PAGES = (
    "",
    "/essentiel",
    "/pistes",
    "/calendrier",
    "/texte/en-bref",
    "/texte/moyens",
    "/criteres",
    "/regles",
    "/verifier",
    "/apercu",
    "/apercu/dossier",
    "/dupliquer",
    "/abandonner",
)


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
def test_every_page_of_a_draft_can_be_read_by_everyone(manager: Walker, axe_source: Axe) -> None:
    manager.go("/gestion/appels/nouveau")
    check_page(manager.page, axe_source, manager.page.url)
    manager.page.get_by_label("La micro-mobilité professionnelle").check()
    press(manager.page.get_by_role("button", name="Commencer le brouillon"))
    manager.see("Cet appel est un brouillon")
    draft = manager.page.url.split("?")[0]
    for page in DRAFT_PAGES:
        check_page(manager.page, axe_source, f"{draft}{page}")


@pytest.mark.web
def test_criteria_are_written_with_the_keyboard_alone(manager: Walker, axe_source: Axe) -> None:
    manager.go("/gestion/appels/nouveau?piste=micro-mobilite-professionnelle")
    press(manager.page.get_by_role("button", name="Commencer le brouillon"))
    page = f"{manager.page.url.removeprefix(manager.address).split('?')[0]}/criteres"
    manager.go(page)
    manager.page.get_by_role("button", name="Ajouter un critère").press("Enter")
    fifth = manager.page.locator("[name='criterion.5.fr']")
    fifth.fill("L’envie des équipes")
    with manager.page.expect_navigation():
        fifth.press("Enter")
    manager.go(page)
    expect(manager.page.locator("[name='criterion.5.fr']")).to_have_value("L’envie des équipes")
    check_page(manager.page, axe_source, manager.page.url)


@pytest.mark.web
def test_leaving_with_words_that_are_not_saved_is_asked_about(manager: Walker) -> None:
    manager.go("/gestion/appels/nouveau?piste=micro-mobilite-professionnelle")
    press(manager.page.get_by_role("button", name="Commencer le brouillon"))
    draft = manager.page.url.removeprefix(manager.address).split("?")[0]
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    manager.page.on("dialog", stay)
    manager.go(f"{draft}/texte/contexte")
    aims = manager.page.locator("[name=aims_fr]")
    aims.fill("Savoir ce qui tient.")
    manager.page.get_by_role("link", name="Gestion").first.click()
    expect(aims).to_have_value("Savoir ce qui tient.")
    assert asked == ["beforeunload"]
    # A button that saves asks nothing.
    with manager.page.expect_navigation():
        manager.page.get_by_role("button", name="Enregistrer et revenir").click()
    assert asked == ["beforeunload"]
    manager.go(f"{draft}/texte/contexte")
    expect(aims).to_have_value("Savoir ce qui tient.")


@pytest.mark.web
def test_every_kind_of_call_can_be_read_by_everyone(
    manager: Walker, address: str, axe_source: Axe
) -> None:
    manager.go("/appels")
    cards = manager.page.locator("main .card a")
    links = [each.get_attribute("href") for each in cards.all()]
    assert len(links) == 4
    for link in links:
        check_page(manager.page, axe_source, f"{address}{link}")
        check_page(manager.page, axe_source, f"{address}/gestion{link}")
        check_page(manager.page, axe_source, f"{address}/gestion{link}/dupliquer")
    check_page(manager.page, axe_source, f"{address}/appels")
    check_page(manager.page, axe_source, f"{address}/gestion")


@pytest.mark.web
def test_the_printed_call_shows_what_will_be_asked(manager: Walker) -> None:
    manager.go("/appels")
    press(manager.page.locator("main .card a").first)
    manager.page.emulate_media(media="print")
    expect(manager.page.locator(".contents")).to_be_hidden()
    expect(manager.page.get_by_text("Ce qui vous donnerait tort")).to_be_visible()
