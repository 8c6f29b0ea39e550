"""The trials of a piste, together and apart, and an issued report, in a real browser."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from playwright.sync_api import Browser, expect
from starlette.testclient import TestClient

import reflexes
from reflexes.editions import DATA, EDITIONS, cut, load_edition
from reflexes.evidence import Evidence
from reflexes.records import changed
from reflexes.writing import write_record
from reflexes_calls.actions import evaluating, piloting
from reflexes_calls.actions.planning_pilots import lock_plan
from reflexes_calls.actions.reporting_pilots import issue_report
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from tests.chromium import Axe
from tests.makers import PISTE, World, a_call, a_pilot
from tests.on_loopback import on_loopback
from tests.pressing import press
from tests.reflexes.evaluation.pilots_of_a_piste import a_delay, a_piece
from tests.reflexes_calls.actions.test_measuring_and_reporting_pilots import keep, whole
from tests.reflexes_calls.actions.test_planning_pilots import write
from tests.reflexes_calls.web.test_findings_in_a_browser import look

pytestmark = pytest.mark.web
DELAYS = {"allauch": -1.2, "bourges": -0.3, "cassis": -0.9, "dijon": None}


def a_told_pilot(world: World) -> Pilot:
    """A pilot that ran, was reported and is proposed to the catalogue."""
    pilot = a_pilot(world, a_call(world))
    lock_plan(world.desk, world.applicant, pilot.public_id, revision=write(world, pilot))
    world.at(dt.datetime(2027, 5, 1, 9, tzinfo=dt.UTC))
    pilot = piloting.start(world.desk, world.manager, pilot.public_id)
    world.at(dt.datetime(2027, 10, 4, 9, tzinfo=dt.UTC))
    keep(world, pilot)
    piloting.end(world.desk, world.applicant, pilot.public_id)
    said = whole(world, pilot)
    issue_report(world.desk, world.applicant, pilot.public_id, said, revision=0)
    evaluating.propose(world.desk, world.manager, pilot.public_id)
    return pilot


def show_edition_with(world: World, folder: Path, *told: Evidence) -> None:
    """An edition that holds more evidence, cut in a folder and shown by the instance."""
    tree, editions = folder / "catalogue", folder / "editions"
    shutil.copytree(DATA / "catalogue", tree)
    shutil.copytree(EDITIONS, editions)
    for each in told:
        write_record(each, tree / "evidence")
    cut(reflexes.load(tree), "2027.12", editions, day=dt.date(2027, 12, 1))
    world.desk = attrs.evolve(world.desk, catalogue=load_edition("2027.12", editions))


@pytest.fixture
def site(small_world: World, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """An instance whose edition holds three pilots and one given up; and its own pilot, told."""
    world = small_world
    told = (a_piece(code, a_delay(value), pistes=(PISTE,)) for code, value in DELAYS.items())
    show_edition_with(world, tmp_path, *told)
    pilot = a_told_pilot(world)
    with on_loopback(create_app(Settings(), world.desk)) as address:
        yield address, pilot.public_id


def test_trials_of_a_piste_together_and_apart(
    browser: Browser, axe_source: Axe, site: tuple[str, str]
) -> None:
    address, pilot = site
    page = browser.new_page(locale="fr-FR")
    page.goto(f"{address}/catalogue/pistes/{PISTE}")
    trials = page.get_by_role("region", name="Preuves de l’édition")
    expect(trials).to_contain_text("Sur 3 pilotes qui ont mesuré")
    expect(trials.get_by_role("img", name="Délai de réponse")).to_be_visible()
    look(page, axe_source)
    table = trials.get_by_role("table")
    expect(table.get_by_role("row", name="Dijon")).to_contain_text("abandonné")
    expect(table.get_by_role("row", name="Un pilote de plus")).to_be_visible()
    apart = page.get_by_role("region", name="Proposé ici, pas encore au catalogue")
    press(apart.get_by_role("link", name="Son rapport"))
    assert page.url.endswith(f"/pilotes/{pilot}/rapport")
    expect(page.get_by_role("heading", name="Ce qui ne peut se dire")).to_be_visible()
    look(page, axe_source)
    page.close()


def test_a_pilot_that_an_edition_tells_is_told_once_and_leads_to_its_report(
    small_world: World, tmp_path: Path
) -> None:
    world = small_world
    pilot = a_told_pilot(world)
    (proposed,) = evaluating.proposed_for_piste(world.desk, PISTE)
    assert proposed.evidence.pilot == pilot.public_id
    # Whoever edits the catalogue may give it a better code.
    show_edition_with(world, tmp_path, changed(proposed.evidence, code="signer-au-plus-pres"))
    assert evaluating.proposed_for_piste(world.desk, PISTE) == ()
    client = TestClient(create_app(Settings(), world.desk))
    page = client.get(f"/catalogue/pistes/{PISTE}").text
    assert page.count(f'href="/pilotes/{pilot.public_id}/rapport"') == 1
