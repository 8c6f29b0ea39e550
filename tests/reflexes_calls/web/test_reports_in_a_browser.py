"""A team writes its report, with what nobody had planned, and reads it in two languages."""

import pytest
from playwright.sync_api import Browser, Page, expect

from reflexes_calls.actions import piloting
from reflexes_calls.actions.measuring_pilots import keep_table, measures_page
from tests.chromium import Axe
from tests.makers import World
from tests.pressing import press
from tests.reflexes_calls.actions.test_measuring_and_reporting_pilots import TABLE
from tests.reflexes_calls.web.test_findings_in_a_browser import enter, look, pilot_address

__all__ = ["pilot_address"]

pytestmark = pytest.mark.web


def ended(world: World, pilot_id: str) -> None:
    """The pilot has its figures, and is over."""
    code = measures_page(world.desk, world.applicant, pilot_id).measured[0].indicator.code
    keep_table(
        world.desk, world.applicant, pilot_id, code, text=TABLE, source="Registre du courrier"
    )
    piloting.end(world.desk, world.applicant, pilot_id)


def fill_line(page: Page, name: str, values: dict[str, str]) -> None:
    for column, value in values.items():
        page.locator(f"[name='{name}.{column}']").fill(value)


def test_what_was_not_planned_is_typed_and_read_apart(
    browser: Browser, axe_source: Axe, small_world: World, pilot_address: str
) -> None:
    """Without a script: lines are added and taken away by buttons, and nothing typed is lost."""
    world = small_world
    ended(world, pilot_address.rsplit("/", 1)[1])
    context = browser.new_context(locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    enter(page, world, world.applicant, pilot_address)
    page.goto(f"{pilot_address}/rapport")
    costs = page.get_by_role("group", name="Dépensé au-delà du plan", exact=False).first
    noticed = page.get_by_role("group", name="Remarqué au-delà du plan", exact=False).first
    fill_line(page, "beyond.1", {"name": "Salle", "amount": "beaucoup"})
    press(costs.get_by_role("button", name="Ajouter une ligne"))
    expect(page.locator("[name='beyond.1.amount']")).to_have_value("beaucoup")
    room = {"name": "Traiteur", "amount": "80,50", "paid_by": "Le service, pour la journée"}
    fill_line(page, "beyond.2", room)
    fill_line(page, "noticed.1", {"what": "Les réunions durent moins."})
    press(noticed.get_by_role("button", name="Ajouter une ligne"))
    fill_line(page, "noticed.2", {"what": "À retirer", "rests_on": "Rien"})
    press(noticed.get_by_role("button", name="Retirer la ligne 2"))
    expect(page.locator("[name='noticed.2.what']")).to_have_count(0)
    press(page.get_by_role("button", name="Publier le rapport"))
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Dépensé au-delà du plan, ligne 1, Montant, en euros")
    expect(alert).to_contain_text("Remarqué au-delà du plan, ligne 1, Sur quoi cela repose")
    expect(page.locator("[name='beyond.1.amount']")).to_have_value("beaucoup")
    assert page.locator("[name='beyond.1.amount']").get_attribute("aria-invalid") == "true"
    press(costs.get_by_role("button", name="Retirer la ligne 1"))
    fill_line(page, "noticed.1", {"rests_on": "Ce qu’en disent trois chefs"})
    for box in page.locator("main [name^='why-'], main [name^='unmeasured-']").all():
        box.fill("Une collègue est partie.")
    page.locator("main [name='lessons']").fill("Garder la méthode par écrit.")
    press(page.get_by_role("button", name="Publier le rapport"))
    expect(page.get_by_role("link", name="Le rapport (PDF)")).to_be_visible()
    context.close()
    page = browser.new_page(locale="fr-FR")
    enter(page, world, world.applicant, pilot_address)
    page.goto(f"{pilot_address}/rapport")
    look(page, axe_source)
    main = page.locator("main")
    expect(main.get_by_text("Exploratoire (personne ne l’avait demandé")).to_be_visible()
    expect(page.get_by_role("table", name="Non prévu")).to_contain_text("Traiteur")
    assert "indicateur-" not in main.inner_text()
    assert "effet" not in main.inner_text().lower()
    file = page.request.get(f"{pilot_address}/rapport.html").text()
    for said in ("Traiteur", "Non prévu", "Les réunions durent moins"):
        assert said in file
    page.close()


def test_the_report_of_a_before_and_after_says_no_effect_in_either_language(
    browser: Browser, axe_source: Axe, small_world: World, pilot_address: str
) -> None:
    world = small_world
    ended(world, pilot_address.rsplit("/", 1)[1])
    page = browser.new_page(locale="en-GB")
    enter(page, world, world.applicant, pilot_address)
    for language, change, word in (
        ("en", "changed by", "effect"),
        ("fr", "a changé de", "effet"),
    ):
        page.goto(f"{pilot_address}/rapport?lang={language}")
        said = page.locator("main").inner_text().lower()
        assert change in said
        assert word not in said.replace("smallest effect worth having", "")
        assert page.locator("html").get_attribute("lang") == language
        look(page, axe_source)
        drawn = "".join(page.locator("main svg").evaluate_all("all => all.map(e => e.textContent)"))
        assert word not in drawn.lower()
    page.close()
