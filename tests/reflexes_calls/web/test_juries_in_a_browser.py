"""The pages of a jury in a real browser, narrow and wide, with forms that are refused."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from reflexes_calls.actions import seating, sitting
from reflexes_calls.actions.people import sign_in
from reflexes_calls.domain.jury import Juror
from reflexes_calls.domain.people import Person
from reflexes_calls.settings import Settings
from reflexes_calls.storage import calls
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.chromium import Axe
from tests.makers import AFTER, PASSWORD, World, a_call, a_submitted
from tests.on_loopback import on_loopback
from tests.pressing import press
from tests.reflexes_calls.actions.test_seating import invitation, seated, token_in
from tests.reflexes_calls.web.demonstration_server import check_page

pytestmark = pytest.mark.web


@pytest.fixture
def address(small_world: World) -> Iterator[str]:
    """The world, served on loopback."""
    with on_loopback(create_app(Settings(), small_world.desk)) as address:
        yield address


def opened(browser: Browser, world: World, address: str, person: Person | None) -> Page:
    context = browser.new_context(locale="fr-FR")
    if person is not None:
        session = sign_in(world.desk, person.email, PASSWORD)
        context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": address}])
    return context.new_page()


def checked_as_it_stands(page: Page, axe: Axe, width: int = 320) -> None:
    """The page of a refusal cannot be asked for again: it is looked at where it is."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(axe.script)
    found = page.evaluate("async () => (await axe.run()).violations.map(v => v.id)")
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture
def reader(small_world: World) -> Juror:
    """A member of the jury of a call that is closed, with two files in."""
    call = a_call(small_world)
    a_submitted(small_world, call)
    a_submitted(small_world, call, neighbour=True)
    made = seated(small_world, call, small_world.reviewers[0])
    small_world.at(AFTER)
    return made


def test_a_manager_sees_the_jury_invites_and_lifts(
    browser: Browser, small_world: World, reader: Juror, address: str, axe_source: Axe
) -> None:
    world = small_world
    page = opened(browser, world, address, world.manager)
    with world.desk.look() as connection:
        public = calls.get_call(connection, reader.call_id).public_id
    here = f"{address}/gestion/appels/{public}/jury"
    raw = {"kind": "past-employer", "organisation": "Ville de Val-d’Essai", "note": "2010"}
    seating.bind_juror(world.desk, world.manager, public, reader.public_id, raw)
    check_page(page, axe_source, here)
    page.locator("#email").fill("lea-chez-labo")
    press(page.get_by_role("button", name="Envoyer l’invitation"))
    assert page.locator(".errors li").count() == 3
    assert page.locator("#email").input_value() == "lea-chez-labo"
    checked_as_it_stands(page, axe_source)
    member = f"{here}/membres/{reader.public_id}"
    check_page(page, axe_source, member)
    press(page.get_by_role("button", name="Lever", exact=True).first)
    assert page.locator("#reason-error").is_visible()
    checked_as_it_stands(page, axe_source)
    check_page(page, axe_source, f"{here}/charte")


def test_a_guest_reads_what_is_asked(
    browser: Browser, small_world: World, address: str, axe_source: Axe
) -> None:
    world, call = small_world, a_call(small_world)
    seating.invite_juror(
        world.desk, world.manager, call.public_id, invitation(), base="https://appels.example"
    )
    page = opened(browser, world, address, None)
    check_page(page, axe_source, f"{address}/jury/invitation/{token_in(world)}")
    # Every detail was opened to be looked at.
    press(page.get_by_role("button", name="Décliner l’invitation"))
    assert page.locator("#reason-error").is_visible()
    checked_as_it_stands(page, axe_source)


def test_a_member_signs_describes_themselves_and_recuses(
    browser: Browser, small_world: World, reader: Juror, address: str, axe_source: Axe
) -> None:
    world, person = small_world, small_world.reviewers[0]
    page = opened(browser, world, address, person)
    seat = f"{address}/jury/{reader.public_id}"
    check_page(page, axe_source, f"{address}/jury")
    check_page(page, axe_source, seat)
    press(page.get_by_role("button", name="Signer la charte"))
    assert page.locator("#agreed-error").is_visible()
    checked_as_it_stands(page, axe_source)
    page.locator("#agreed").check()
    press(page.get_by_role("button", name="Signer la charte"))
    assert "Vous avez signé" in page.inner_text("main")
    check_page(page, axe_source, f"{seat}/profil")
    page.locator("#least").fill("12")
    page.locator("#most").fill("3")
    press(page.get_by_role("button", name="Enregistrer"))
    assert page.locator("#most-error").is_visible()
    checked_as_it_stands(page, axe_source)
    check_page(page, axe_source, f"{seat}/liens")
    press(page.get_by_role("button", name="Déclarer ce lien"))
    assert page.locator("#kind-error").is_visible()
    checked_as_it_stands(page, axe_source)
    page.goto(f"{seat}/liens")
    press(page.get_by_role("link", name="Me récuser").first)
    check_page(page, axe_source, page.url)
    press(page.get_by_role("button", name="Me récuser"))
    assert page.locator("#reason-error").is_visible()
    checked_as_it_stands(page, axe_source)
    page.locator("#reason").fill("Ma sœur.")
    press(page.get_by_role("button", name="Me récuser"))
    assert page.get_by_role("link", name="Me récuser").count() == 1
    check_page(page, axe_source, f"{seat}/quitter")
    assert len(sitting.seat_page(world.desk, person, reader.public_id).files) == 1
