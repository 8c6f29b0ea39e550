"""A team brings its measures, writes its report and reads its evidence, in a real browser."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from reflexes_calls.actions import piloting
from reflexes_calls.actions.people import sign_in
from reflexes_calls.actions.planning_pilots import lock_plan
from reflexes_calls.domain.people import Person
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.chromium import Axe
from tests.makers import PASSWORD, World, a_call, a_pilot
from tests.on_loopback import on_loopback
from tests.pressing import press
from tests.reflexes_calls.actions.test_measuring_and_reporting_pilots import TABLE
from tests.reflexes_calls.actions.test_planning_pilots import write
from tests.reflexes_calls.web.demonstration_server import RUN_AXE, TAGS, WIDTHS

pytestmark = pytest.mark.web


@pytest.fixture
def pilot_address(small_world: World) -> Iterator[str]:
    """Where a pilot under way is shown, its plan locked, on the day after its last figure."""
    world = small_world
    pilot = a_pilot(world, a_call(world))
    lock_plan(world.desk, world.applicant, pilot.public_id, revision=write(world, pilot))
    world.clock.instant = dt.datetime(2027, 5, 1, 9, tzinfo=dt.UTC)
    piloting.start(world.desk, world.manager, pilot.public_id)
    world.clock.instant = dt.datetime(2027, 10, 4, 9, tzinfo=dt.UTC)
    with on_loopback(create_app(Settings(), world.desk)) as address:
        yield f"{address}/pilotes/{pilot.public_id}"


def enter(page: Page, world: World, person: Person, address: str) -> None:
    token = sign_in(world.desk, person.email, PASSWORD)
    site = address.split("/pilotes", maxsplit=1)[0]
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": site}])


def look(page: Page, axe: Axe) -> None:
    """No complaint at both widths with all folds opened, and nothing that scrolls sideways."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(axe.script)
        assert page.evaluate(RUN_AXE, [TAGS, axe.french]) == [], (page.url, width)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (page.url, width, wide)


def test_from_measures_to_evidence(
    browser: Browser, axe_source: Axe, small_world: World, pilot_address: str
) -> None:
    world = small_world
    page = browser.new_page(locale="fr-FR")
    enter(page, world, world.applicant, pilot_address)
    page.goto(f"{pilot_address}/mesures")
    look(page, axe_source)
    page.get_by_role("textbox", name="Chiffres").fill("Service;05/2027\nVoirie;4\n")
    page.get_by_role("textbox", name="D’où ils viennent").fill("Registre du courrier")
    press(page.get_by_role("button", name="Regarder avant de garder"))
    expect(page.get_by_role("alert")).to_contain_text("Voirie")
    figures = page.get_by_role("textbox", name="Chiffres")
    expect(figures).to_have_value("Service;05/2027\nVoirie;4\n")
    look(page, axe_source)
    page.get_by_role("textbox", name="Chiffres").fill(TABLE)
    press(page.get_by_role("button", name="Regarder avant de garder"))
    expect(page.get_by_role("heading", name="Ce qui a été compris")).to_be_visible()
    look(page, axe_source)
    press(page.get_by_role("button", name="Garder ces chiffres"))
    expect(page.get_by_text("a changé de").first).to_be_visible()
    look(page, axe_source)
    assert "effet" not in page.locator("main").inner_text().lower()
    pilot_id = pilot_address.rsplit("/", 1)[1]
    piloting.end(world.desk, world.applicant, pilot_id)
    page.goto(f"{pilot_address}/rapport")
    look(page, axe_source)
    press(page.get_by_role("button", name="Publier le rapport"))
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, axe_source)
    for box in page.locator("main [name^='why-'], main [name^='unmeasured-']").all():
        box.fill("Une collègue est partie.")
    page.locator("main [name='lessons']").fill("Garder la méthode par écrit.")
    press(page.get_by_role("button", name="Publier le rapport"))
    expect(page.get_by_role("link", name="Le rapport (PDF)")).to_be_visible()
    look(page, axe_source)
    assert "effet" not in page.locator("main").inner_text().lower()
    for ending, begins in (("pdf", b"%PDF"), ("odt", b"PK"), ("docx", b"PK"), ("html", b"<!")):
        got = page.request.get(f"{pilot_address}/rapport.{ending}")
        assert got.ok
        assert got.body().startswith(begins)
    page.goto(f"{pilot_address}/preuve")
    expect(page.get_by_text("before-after").first).to_be_visible()
    look(page, axe_source)
    assert page.request.get(f"{pilot_address}/preuve.patch").text().startswith("diff --git")
    page.close()
