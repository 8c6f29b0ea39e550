"""Reading and deliberating in a real browser: wide and narrow, with a refused form on each page."""

from collections.abc import Iterator

import attrs
import pytest
from playwright.sync_api import Browser, Page

from reflexes_calls.actions import applying, reviewing
from reflexes_calls.actions.leading import open_reading, set_blind
from reflexes_calls.actions.people import sign_in
from reflexes_calls.domain.jury import JuryKind
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.chromium import Axe
from tests.makers import (
    AFTER,
    PASSWORD,
    World,
    a_call,
    a_draft,
    a_submitted,
    assign_both,
    review_form,
)
from tests.on_loopback import on_loopback
from tests.pressing import press
from tests.reflexes_calls.web.demonstration_server import check_page

pytestmark = pytest.mark.web


@attrs.frozen
class Served:
    """Two files that two readers have to read, and where the service answers."""

    world: World
    call: str
    file: str
    address: str


@pytest.fixture
def served(small_world: World) -> Iterator[Served]:
    world = small_world
    call = a_call(world)
    contact = "Direction de l’enfance, enfance@val.example"
    draft = a_draft(world, call, territory="22278", contact=contact)
    file = applying.submit(world.desk, world.applicant, draft.public_id)
    for each in (file, a_submitted(world, call, neighbour=True)):
        assign_both(world, each)
    world.at(AFTER)
    said = {"blind_reading": "yes"}
    set_blind(world.desk, world.manager, call.public_id, JuryKind.PROJECT, said)
    open_reading(world.desk, world.manager, call.public_id, JuryKind.PROJECT)
    with on_loopback(create_app(Settings(), world.desk)) as address:
        yield Served(world, call.public_id, file.public_id, address)


def opened(browser: Browser, served: Served, email: str) -> Page:
    context = browser.new_context(locale="fr-FR")
    session = sign_in(served.world.desk, email, PASSWORD)
    context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": served.address}])
    return context.new_page()


def as_it_stands(page: Page, axe: Axe) -> None:
    """The page of a refusal cannot be asked for again: it is looked at where it is."""
    page.set_viewport_size({"width": 320, "height": 900})
    page.evaluate(axe.script)
    found = page.evaluate("async () => (await axe.run()).violations.map(v => v.id)")
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_reading_blind_with_two_tabs(browser: Browser, axe_source: Axe, served: Served) -> None:
    reader = served.world.reviewers[0]
    page = opened(browser, served, reader.email)
    check_page(page, axe_source, f"{served.address}/relectures")
    here = f"{served.address}/relectures/{served.file}"
    check_page(page, axe_source, here)
    other = page.context.new_page()
    other.goto(here)
    page.goto(here)
    page.fill("textarea[name=comment_for_jury]", "Premier onglet")
    press(page.locator("button[value=save]"))
    other.fill("textarea[name=comment_for_jury]", "Second onglet")
    press(other.locator("button[value=save]"))
    assert other.locator("text=Premier onglet").count() == 1
    assert other.input_value("textarea[name=comment_for_jury]") == "Second onglet"
    as_it_stands(other, axe_source)
    # Sent again from the page that shows both, it is kept.
    press(other.locator("button[value=save]"))
    assert other.input_value("textarea[name=comment_for_jury]") == "Second onglet"
    check_page(page, axe_source, f"{here}/versions")


def test_leading_from_reading_to_minutes(browser: Browser, axe_source: Axe, served: Served) -> None:
    world = served.world
    led = opened(browser, served, world.manager.email)
    base = f"{served.address}/gestion/appels/{served.call}/jury"
    check_page(led, axe_source, f"{base}/lecture")
    check_page(led, axe_source, f"{base}/deliberation")
    press(led.locator("button[value=open]"))
    assert "Des relectures sont encore attendues" in led.inner_text(".errors")
    as_it_stands(led, axe_source)
    reviewing.submit_review(world.desk, world.reviewers[0], served.file, review_form(2))
    led.fill("textarea[name=why]", "Les autres ne peuvent plus lire à temps.")
    press(led.locator("button[value=open]"))
    led.check("input[name=present] >> nth=0")
    press(led.locator("button[value=presence]"))
    check_page(led, axe_source, f"{base}/deliberation")
    juror = opened(browser, served, world.reviewers[0].email)
    discussed = f"{served.address}/jury/{served.call}/deliberation"
    check_page(juror, axe_source, discussed)
    file = f"{discussed}/dossiers/{served.file}"
    check_page(juror, axe_source, file)
    juror.goto(file)
    juror.locator("summary", has_text="Changer mes notes").click()
    press(juror.locator("button[value=marks]"))
    as_it_stands(juror, axe_source)
    juror.check("input[name=mark-besoin][value='4']")
    juror.fill("textarea[name=reason]", "Le registre existe bien.")
    press(juror.locator("button[value=marks]"))
    juror.fill("textarea[name=remark]", "Qui tient le vivier ?")
    press(juror.locator("button[value=remark]"))
    assert "Qui tient le vivier" in juror.inner_text("main")
    led.goto(f"{base}/deliberation")
    press(led.locator("button[value=close]"))
    assert "Le registre existe bien." in led.inner_text("main")
    check_page(led, axe_source, led.url)
