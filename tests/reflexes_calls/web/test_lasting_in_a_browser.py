"""What makes a pilot last, in a real browser: a milestone, a suspension, a hand-over file."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from reflexes_calls.actions import piloting
from reflexes_calls.actions.people import sign_in
from reflexes_calls.actions.planning_pilots import lock_plan
from reflexes_calls.actions.reaching_milestones import set_milestone
from reflexes_calls.domain.people import Person
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.chromium import Axe
from tests.makers import PASSWORD, PROMISE, World, a_call, a_pilot
from tests.on_loopback import on_loopback
from tests.pressing import press
from tests.reflexes_calls.actions.test_planning_pilots import write
from tests.reflexes_calls.web.demonstration_server import RUN_AXE, TAGS, check_page

pytestmark = pytest.mark.web


@pytest.fixture
def address(small_world: World) -> Iterator[str]:
    """The world, served on loopback."""
    with on_loopback(create_app(Settings(), small_world.desk)) as address:
        yield address


@pytest.fixture
def pilot(small_world: World) -> str:
    made = a_pilot(small_world, a_call(small_world)).public_id
    piloting.promise(small_world.desk, small_world.applicant, made, [PROMISE])
    piloting.start(small_world.desk, small_world.manager, made)
    return made


def opened(browser: Browser, world: World, address: str, person: Person) -> Page:
    context = browser.new_context(locale="fr-FR", viewport={"width": 320, "height": 800})
    session = sign_in(world.desk, person.email, PASSWORD)
    context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": address}])
    return context.new_page()


def test_a_milestone_is_set_delivered_and_the_pilot_suspended(
    browser: Browser, axe_source: Axe, small_world: World, address: str, pilot: str
) -> None:
    page = opened(browser, small_world, address, small_world.applicant)
    here = f"{address}/pilotes/{pilot}/etapes"
    check_page(page, axe_source, here)
    page.get_by_label("Ce qui est attendu").fill("Note à mi-parcours")
    press(page.get_by_role("button", name="Poser le jalon"))
    expect(page.get_by_role("alert")).to_contain_text("Attendu le")
    assert page.get_by_label("Ce qui est attendu").input_value() == "Note à mi-parcours"
    page.get_by_label("Attendu le").fill("01/06/2027")
    page.get_by_label("Qui s’en charge").fill("Cheffe de projet")
    press(page.get_by_role("button", name="Poser le jalon"))
    expect(page.get_by_text("Le jalon est posé.")).to_be_visible()
    press(page.get_by_role("link", name="Livrer – Note à mi-parcours"))
    page.get_by_role("textbox", name="Ce qui a été livré").fill("La note, dans le dossier partagé.")
    press(page.get_by_role("button", name="Garder ce qui a été livré"))
    expect(page.get_by_role("table")).to_contain_text("La note, dans le dossier partagé.")
    press(page.get_by_role("link", name="Suspendre le pilote"))
    page.get_by_role("textbox", name="Pourquoi").fill("La directrice est absente.")
    press(page.get_by_role("button", name="Suspendre le pilote"))
    expect(page.get_by_role("link", name="Reprendre le pilote")).to_be_visible()
    check_page(page, axe_source, here)
    passing = f"{address}/pilotes/{pilot}/passation"
    check_page(page, axe_source, passing)
    page.goto(passing)
    expect(page.get_by_text("Suspendu – La directrice est absente.")).to_be_visible()
    for ending, mark in (("pdf", b"%PDF"), ("docx", b"PK")):
        given = page.request.get(f"{passing}.{ending}")
        assert given.status == 200
        assert given.body().startswith(mark)
    assert page.request.get(f"{passing}.exe").status == 404


def test_milestones_are_proposed_to_move_with_the_end(
    browser: Browser, axe_source: Axe, small_world: World, address: str
) -> None:
    """Each with its day and the one it would have, ticked at first; nothing moves unseen."""
    world = small_world
    made = a_pilot(world, a_call(world))
    lock_plan(world.desk, world.applicant, made.public_id, revision=write(world, made))
    piloting.start(world.desk, world.manager, made.public_id)
    for name, due in (("Bilan", "01/09/2027"), ("Atelier", "15/09/2027")):
        said = {"name": name, "due_on": due, "role": "Cheffe de projet"}
        set_milestone(world.desk, world.applicant, made.public_id, said)
    page = opened(browser, world, address, world.applicant)
    page.goto(f"{address}/pilotes/{made.public_id}/etapes?faire=prolonger")
    page.get_by_label("Nouvelle fin du pilote").fill("01/09/2027")
    page.get_by_role("textbox", name="Pourquoi").fill("Une collègue est partie.")
    press(page.get_by_role("button", name="Prolonger le pilote"))
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Nouvelle fin du pilote").fill("31/10/2027")
    press(page.get_by_role("button", name="Prolonger le pilote"))
    proposed = page.get_by_role("group", name="Jalons qui ne sont pas atteints")
    box = proposed.get_by_role("checkbox", name="Bilan : dû le 1er septembre 2027, le serait le")
    expect(box).to_be_checked()
    other = proposed.get_by_role("checkbox", name="Atelier")
    expect(other).to_be_checked()
    other.uncheck()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(axe_source.script)
        assert page.evaluate(RUN_AXE, [TAGS, axe_source.french]) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    press(page.get_by_role("button", name="Prolonger le pilote"))
    expect(page.get_by_text("jusqu’au 31 octobre 2027").first).to_be_visible()
    row = page.get_by_role("row", name="Bilan")
    expect(row).to_contain_text("2 octobre 2027")
    expect(page.get_by_role("row", name="Atelier")).to_contain_text("15 septembre 2027")


def test_the_rules_of_the_plan_are_read_by_whoever_gives_up(
    browser: Browser, axe_source: Axe, small_world: World, address: str
) -> None:
    """They stand in the form, and an answer with its reason is asked for."""
    world = small_world
    made = a_pilot(world, a_call(world))
    lock_plan(world.desk, world.applicant, made.public_id, revision=write(world, made))
    piloting.start(world.desk, world.manager, made.public_id)
    page = opened(browser, world, address, world.applicant)
    page.goto(f"{address}/pilotes/{made.public_id}")
    page.get_by_text("Abandonner le pilote", exact=True).first.click()
    page.get_by_role("textbox", name="Ce que vous avez appris").fill("Trop peu de courriers.")
    press(page.get_by_role("button", name="Abandonner, avec"))
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Quelle règle du plan s’applique")
    expect(alert).to_contain_text("Pourquoi elle s’applique, ou pourquoi aucune")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(axe_source.script)
        assert page.evaluate(RUN_AXE, [TAGS, axe_source.french]) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("radio", name="Si « Trois mois sans mesure »").check()
    page.get_by_role("textbox", name="Pourquoi elle s’applique").fill("Rien depuis mai.")
    press(page.get_by_role("button", name="Abandonner, avec"))
    page.goto(f"{address}/pilotes/{made.public_id}/rapport")
    expect(page.get_by_text("La règle a été jugée applicable")).to_be_visible()
