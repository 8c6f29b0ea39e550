"""A newcomer fills and locks a plan in a real browser, and amends it once the pilot runs."""

import re
import time
from collections.abc import Iterator

import attrs
import pytest
from playwright.sync_api import Browser, Page, expect

from reflexes_calls.actions.people import sign_in
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.chromium import Axe
from tests.makers import PASSWORD, World, a_call, a_pilot
from tests.on_loopback import on_loopback
from tests.pressing import press
from tests.reflexes_calls.web.demonstration_server import check_page

pytestmark = pytest.mark.web

# What nobody but the team knows; the rest is proposed.
TYPED = {
    "but": {
        "purpose": "Des services qui décident",
        "outcomes": "Répondre vite",
        "actions": "Déléguer la signature",
    },
    "qui": {"treated": "État civil\nUrbanisme\nPetite enfance", "assignment": "Volontaires"},
    "mesures": {"unit": "jours", "source": "Le registre", "least_worth": "1"},
    "dates": {},
    "suite": {"asks": "Qu’est-ce qui vous a manqué ?", "asked_of": "Les agents"},
}
CHOSEN = {"direction": "down"}
A_SECOND_A_LETTER = 1.0
TEN_MINUTES = 600


@attrs.frozen
class Served:
    """A pilot that was just agreed, and where the service answers."""

    world: World
    pilot: str
    address: str


@pytest.fixture
def served(small_world: World) -> Iterator[Served]:
    pilot = a_pilot(small_world, a_call(small_world))
    with on_loopback(create_app(Settings(), small_world.desk)) as address:
        yield Served(small_world, pilot.public_id, address)


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(locale="fr-FR")
    session = sign_in(served.world.desk, served.world.applicant.email, PASSWORD)
    context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": served.address}])
    yield context.new_page()
    context.close()


def test_a_newcomer_promises_and_locks_well_within_ten_minutes(
    page: Page, served: Served, axe_source: Axe
) -> None:
    began, letters, clicks = time.monotonic(), 0, 0
    page.goto(f"{served.address}/pilotes/{served.pilot}")
    press(page.get_by_role("link", name="Écrire le plan"))
    for section, said in TYPED.items():
        expect(page).to_have_url(re.compile(f"/plan/{section}"))
        for name, words in said.items():
            page.fill(f"#{name}", words)
            letters += len(words)
        if section == "mesures":
            for name, value in CHOSEN.items():
                page.select_option(f"#{name}", value)
                clicks += 1
        press(page.get_by_role("button", name="Enregistrer et continuer"))
        clicks += 1
    expect(page.get_by_role("heading", level=1)).to_have_text("Relire et verrouiller")
    said = page.inner_text("main")
    assert page.locator(".errors").count() == 0, said
    assert "pas ce qui l’a fait changer" in said
    assert "effet" not in said.partition("Arbre d’objectifs")[2].lower()
    press(page.get_by_role("button", name="Promettre et verrouiller"))
    expect(page).to_have_url(re.compile(r"/plan\?"))
    assert "Empreinte" in page.inner_text("main")
    # A person types and thinks; the machine does not. A letter a second is slower than anyone.
    as_a_person = time.monotonic() - began + letters * A_SECOND_A_LETTER + clicks
    assert as_a_person < TEN_MINUTES
    check_page(page, axe_source, f"{served.address}/pilotes/{served.pilot}/plan")
    given = page.request.get(f"{served.address}/pilotes/{served.pilot}/plan/plan.json")
    assert given.json()["kind"] == "reflexes-plan"


def test_every_page_of_the_plan_stands_wide_and_narrow_with_what_is_to_mend(
    page: Page, served: Served, axe_source: Axe
) -> None:
    base = f"{served.address}/pilotes/{served.pilot}/plan"
    for section in (*TYPED, "verifier"):
        check_page(page, axe_source, f"{base}/{section}")
    first = page.locator(".errors a").first
    words = first.inner_text()
    press(first)
    # The line leads to the page of the answer, and to the answer itself.
    field = page.url.partition("#")[2]
    assert page.locator(f"#{field}").is_visible()
    assert page.locator(f"label[for={field}]").inner_text().split(" (")[0] in words


def test_two_tabs_are_told_apart_and_nothing_is_lost(
    page: Page, served: Served, axe_source: Axe
) -> None:
    base = f"{served.address}/pilotes/{served.pilot}/plan/but"
    page.goto(base)
    other = page.context.new_page()
    other.goto(base)
    page.fill("#purpose", "Le premier onglet")
    press(page.get_by_role("button", name="Garder"))
    other.fill("#purpose", "Le second onglet")
    press(other.get_by_role("button", name="Garder"))
    assert "Le premier onglet" in other.locator(".errors").inner_text()
    assert other.input_value("#purpose") == "Le second onglet"
    other.evaluate(axe_source.script)
    assert other.evaluate("async () => (await axe.run()).violations.map(v => v.id)") == []
    press(other.get_by_role("button", name="Garder"))
    other.goto(base)
    assert other.input_value("#purpose") == "Le second onglet"
