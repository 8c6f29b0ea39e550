"""The pages of letters in a real browser: a letter waits, is corrected, and leaves."""

import re
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


@pytest.mark.web
def test_a_letter_waits_is_corrected_and_leaves(
    browser: Browser, address: str, axe_source: Axe
) -> None:
    manager = Walker.sign_in(browser, address, "gestionnaire")
    page = manager.page
    manager.go("/gestion")
    press(page.get_by_role("link", name="Répondre aux questions posées sur l’appel").first)
    call = page.url.removesuffix("/reponses")
    manager.go(f"{call.removeprefix(address)}/lettres")
    check_page(page, axe_source, f"{call}/lettres")
    press(page.get_by_role("button", name="Faire désormais attendre une relecture aux lettres"))
    manager.go(f"{call.removeprefix(address)}/reponses")
    manager.fill(answer="Oui, un CCAS peut répondre.")
    press(page.get_by_role("button", name="Publier la réponse").first)
    manager.go("/gestion")
    manager.see("1 lettre attend une relecture")
    press(page.get_by_role("link", name="Relisez les lettres qui attendent"))
    check_page(page, axe_source, page.url)
    press(page.get_by_role("button", name="Laisser partir celles cochées"))
    manager.see("Cochez au moins une lettre")
    press(page.locator("table a").first)
    manager.see("la personne qui a posé une question")
    letter = page.url
    check_page(page, axe_source, letter)
    manager.fill(subject="")
    manager.press("correct")
    manager.see_error()
    manager.fill(subject="Votre question a sa réponse")
    manager.press("correct")
    manager.see("Ses premiers mots, avant correction")
    check_page(page, axe_source, letter)
    manager.press("pass")
    manager.see("Votre question a sa réponse")
    manager.go(f"{letter.removeprefix(address)}")
    assert re.search(r"envoyée?,", page.inner_text("main"))
    assert manager.broken == []
    manager.context.close()


@pytest.mark.web
def test_a_team_finds_the_letters_it_received(
    browser: Browser, address: str, axe_source: Axe
) -> None:
    team = Walker.sign_in(browser, address, "candidat.maquette")
    team.go("/dossiers")
    press(team.page.locator("main a[href^='/dossiers/']").first)
    press(team.page.get_by_role("link", name="Lettres reçues"))
    team.see("La relire")
    check_page(team.page, axe_source, team.page.url)
    assert team.broken == []
    team.context.close()
