"""A payment that waits for a milestone, in a real browser: tied, asked for a reason, then told."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from reflexes_calls.actions.people import sign_in
from reflexes_calls.domain.people import Person
from reflexes_calls.settings import Settings
from reflexes_calls.storage import pilots
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.chromium import Axe
from tests.makers import AFTER, PASSWORD, SELECT, World, a_call, a_reviewed, decide
from tests.on_loopback import on_loopback
from tests.pressing import press
from tests.reflexes_calls.actions.test_agreeing import issue, sign
from tests.reflexes_calls.web.demonstration_server import check_page

pytestmark = pytest.mark.web


@pytest.fixture
def address(small_world: World) -> Iterator[str]:
    """The world, served on loopback."""
    with on_loopback(create_app(Settings(), small_world.desk)) as address:
        yield address


def opened(browser: Browser, world: World, address: str, person: Person) -> Page:
    context = browser.new_context(locale="fr-FR", viewport={"width": 320, "height": 800})
    session = sign_in(world.desk, person.email, PASSWORD)
    context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": address}])
    return context.new_page()


def test_a_payment_made_early_says_why(
    browser: Browser, axe_source: Axe, small_world: World, address: str, tmp_path: Path
) -> None:
    world = small_world
    application = a_reviewed(world, a_call(world))
    decide(world, application, SELECT)
    issue(world, application)
    sign(world, application, tmp_path)
    with world.desk.look() as connection:
        made = pilots.pilot_of_application(connection, application.id)
    assert made is not None
    steps = f"{address}/pilotes/{made.public_id}/etapes"
    manager = opened(browser, world, address, world.manager)
    manager.goto(steps)
    manager.get_by_label("Ce qui est attendu").fill("Note à mi-parcours")
    manager.get_by_label("Attendu le").fill(f"{AFTER + dt.timedelta(days=30):%d/%m/%Y}")
    manager.get_by_label("Qui s’en charge").fill("Cheffe de projet")
    manager.get_by_label("Versement qui l’attend").fill("2")
    press(manager.get_by_role("button", name="Poser le jalon"))
    payments = manager.get_by_role("table", name="Ce qui est versé, et ce que cela attend")
    expect(payments.get_by_text("attend : Note à mi-parcours")).to_be_visible()
    check_page(manager, axe_source, steps)
    # The team sees which payment waits, and cannot tie another.
    team = opened(browser, world, address, world.applicant)
    check_page(team, axe_source, steps)
    expect(team.get_by_text("attend : Note à mi-parcours")).to_be_visible()
    expect(team.get_by_label("Versement qui l’attend")).to_have_count(0)
    agreement = f"{address}/gestion/dossiers/{application.public_id}/convention"
    check_page(manager, axe_source, agreement)
    second = manager.get_by_label("à la remise du bilan")
    second.fill("10/02/2027")
    press(manager.get_by_role("button", name="Noter le versement 2"))
    expect(manager.get_by_role("alert")).to_contain_text("attend « Note à mi-parcours »")
    assert second.input_value() == "10/02/2027"
    link = manager.get_by_role("alert").get_by_role("link")
    assert link.get_attribute("href") == "#why-2"
    manager.get_by_label("Pourquoi il est versé quand même").fill("L’exercice se clôt.")
    press(manager.get_by_role("button", name="Noter le versement 2"))
    expect(manager.get_by_text("La raison donnée : L’exercice se clôt.")).to_be_visible()
    check_page(manager, axe_source, agreement)
    own = f"{address}/dossiers/{application.public_id}/convention"
    check_page(team, axe_source, own)
    expect(team.get_by_text("La raison donnée : L’exercice se clôt.")).to_be_visible()
    team.goto(f"{address}/pilotes/{made.public_id}/passation")
    early = "Versement 2 fait avant ce qu’il attendait – L’exercice se clôt."
    expect(team.get_by_text(early)).to_be_visible()
