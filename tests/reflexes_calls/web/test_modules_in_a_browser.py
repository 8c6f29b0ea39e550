"""A module in a real browser: composed, kept, retimed, published, led, and its lessons taken."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from reflexes_calls.actions.people import sign_in
from reflexes_calls.domain.people import Person
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.chromium import Axe
from tests.makers import PASSWORD, World
from tests.on_loopback import on_loopback
from tests.pressing import press
from tests.reflexes_calls.web.demonstration_server import check_page

pytestmark = pytest.mark.web


@pytest.fixture
def address(small_world: World) -> Iterator[str]:
    """The world, served on loopback."""
    with on_loopback(create_app(Settings(), small_world.desk)) as address:
        yield address


def _opened(browser: Browser, world: World, address: str, person: Person | None) -> Page:
    # Without script: every step is an ordinary form or link.
    context = browser.new_context(
        locale="fr-FR", viewport={"width": 1280, "height": 900}, java_script_enabled=False
    )
    if person is not None:
        session = sign_in(world.desk, person.email, PASSWORD)
        context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": address}])
    return context.new_page()


def test_from_choices_to_lessons(
    browser: Browser, axe_source: Axe, small_world: World, address: str
) -> None:
    trainer = _opened(browser, small_world, address, small_world.applicant)
    trainer.goto(f"{address}/modules/composer?about=micro-mobilite-professionnelle")
    trainer.get_by_label("Agents de terrain").check()
    trainer.get_by_text("Choisir les activités").click()
    trainer.get_by_label("Activité 2").select_option("piste-study")
    press(trainer.get_by_role("button", name="Mettre à jour le déroulé"))
    expect(trainer.get_by_role("table")).to_contain_text("Étudier une piste")
    composed = trainer.url
    press(trainer.get_by_role("button", name="Le garder pour le modifier"))
    kept = trainer.url.partition("?")[0]

    trainer.get_by_label("Minutes de « Débat mouvant").fill("50")
    trainer.get_by_label("Minutes de « Étudier une piste").fill("85")
    press(trainer.get_by_role("button", name="Enregistrer les minutes").first)
    expect(trainer.locator("#piste-study")).to_contain_text("10:30–11:55")
    press(trainer.get_by_role("button", name="Plus tard – Ouvrir"))
    expect(trainer.locator(".sequence").first).to_contain_text("Mettre en débat")
    press(trainer.get_by_role("button", name="Plus tôt – Ouvrir"))

    press(trainer.get_by_role("link", name="Partager"))
    trainer.get_by_label("Chacun peut copier").check()
    press(trainer.get_by_role("button", name="Publier sur l’étagère"))
    published = trainer.url.partition("?")[0]

    trainer.goto(f"{kept}/seances")
    trainer.get_by_label("Nom de la séance").fill("Mairie, 3 mai")
    trainer.get_by_label("Jour").fill("03/05/2027")
    press(trainer.get_by_role("button", name="L’annoncer"))
    told = trainer.url.partition("?")[0]
    session = trainer.locator(".address a").inner_text()

    guest = _opened(browser, small_world, address, None)
    guest.goto(session)
    guest.get_by_label("Oui, beaucoup").check()
    guest.get_by_label("Ce qui a marché").fill("Le débat.")
    press(guest.get_by_role("button", name="Envoyer"))
    expect(guest.get_by_role("status")).to_contain_text("sans votre nom")
    press(guest.get_by_role("link", name="Écrire le brouillon"))
    begun = guest.url
    guest.get_by_label("Ce qui vous donnerait tort").fill("Autant de fermetures qu’avant.")
    press(guest.get_by_role("button", name="Enregistrer le brouillon"))
    draft = guest.url.partition("?")[0]

    trainer.goto(told)
    trainer.get_by_label("Minutes réelles de « Étudier une piste").fill("100")
    press(trainer.get_by_role("button", name="Garder comment c’était"))
    lessons = trainer.url.partition("?")[0]
    trainer.goto(kept)
    press(trainer.get_by_role("button", name="Lui donner 1 h 40"))
    expect(trainer.locator("#piste-study")).to_contain_text("10:30–12:10")

    shown = (composed, kept, published, lessons, told, session, begun, draft)
    _check_pages(browser, axe_source, trainer, address, kept, shown)
    trainer.context.close()
    guest.context.close()


def _check_pages(  # noqa: PLR0917  # what is looked at, with what, as whom
    browser: Browser,
    axe: Axe,
    trainer: Page,
    address: str,
    kept: str,
    shown: tuple[str, ...],
) -> None:
    """Every page of the way holds at both widths, for whoever leads the module."""
    looking = browser.new_context(locale="fr-FR")
    looking.add_cookies(trainer.context.cookies())  # type: ignore[arg-type]  # as it gave them
    page = looking.new_page()
    for each in (
        *shown,
        f"{address}/modules",
        f"{address}/modules/composer?group=99&public=rois",
        f"{address}/modules/composer/fichiers",
        f"{address}/mes-modules",
        f"{kept}/activites/piste-study",
        f"{kept}/partage",
        f"{kept}/versions",
        f"{kept}/edition",
    ):
        check_page(page, axe, each)
    looking.close()
