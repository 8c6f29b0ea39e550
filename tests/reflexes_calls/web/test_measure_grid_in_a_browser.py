"""A team types its figures cell by cell, at the keyboard and without a script."""

import pytest
from playwright.sync_api import Browser, expect

from reflexes_calls.actions.measuring_pilots import measures_page
from tests.chromium import Axe
from tests.makers import World
from tests.pressing import press
from tests.reflexes_calls.web.test_findings_in_a_browser import enter, look, pilot_address

__all__ = ["pilot_address"]

pytestmark = pytest.mark.web


def test_figures_are_typed_cell_by_cell(
    browser: Browser, axe_source: Axe, small_world: World, pilot_address: str
) -> None:
    world = small_world
    context = browser.new_context(locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    enter(page, world, world.applicant, pilot_address)
    page.goto(f"{pilot_address}/mesures")
    press(page.get_by_role("link", name="Plutôt taper les chiffres case par case"))
    first = page.get_by_role("textbox", name="État civil mai 2027")
    first.focus()
    page.keyboard.type("6,5")
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name="État civil juin 2027")).to_be_focused()
    page.keyboard.type("beaucoup")
    page.get_by_role("textbox", name="Urbanisme Autre jour").fill("5")
    page.keyboard.press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("État civil, juin 2027 – « beaucoup » n’est pas un nombre")
    expect(alert).to_contain_text("Autre jour – Des chiffres sont tapés sous ce jour")
    expect(alert).to_contain_text("D’où ils viennent")
    expect(first).to_have_value("6,5")
    page.get_by_role("textbox", name="État civil juin 2027").fill("4,25")
    page.get_by_label("Autre jour", exact=True).fill("15/07/2027")
    page.get_by_role("textbox", name="D’où ils viennent").fill("Registre du courrier")
    press(page.get_by_role("button", name="Garder ces chiffres"))
    expect(page.get_by_text("Les chiffres sont gardés.")).to_be_visible()
    # A figure of mid-July is there now: each column says its day.
    expect(page.get_by_role("textbox", name="État civil 1er juin 2027")).to_have_value("4,25")
    expect(page.get_by_role("textbox", name="Urbanisme 15 juillet 2027")).to_have_value("5")
    context.close()
    shown = measures_page(world.desk, world.applicant, pilot_address.rsplit("/", 1)[1])
    table = shown.measured[0].table
    assert {(one.unit, one.on.isoformat(), one.value) for one in table.measures} == {
        ("État civil", "2027-05-01", 6.5),
        ("État civil", "2027-06-01", 4.25),
        ("Urbanisme", "2027-07-15", 5.0),
    }
    page = browser.new_page(locale="fr-FR")
    enter(page, world, world.applicant, pilot_address)
    page.goto(f"{pilot_address}/mesures/grille")
    look(page, axe_source)
    page.set_viewport_size({"width": 320, "height": 900})
    region = page.get_by_role("region", name="une ligne par unité")
    region.focus()
    expect(region).to_be_focused()
    assert region.evaluate("each => each.scrollWidth > each.clientWidth")
    page.get_by_role("textbox", name="État civil 1er mai 2027").fill("")
    press(page.get_by_role("button", name="Garder ces chiffres"))
    expect(page.get_by_role("alert")).to_contain_text("aucun chiffre ne s’efface")
    look(page, axe_source)
    page.close()
