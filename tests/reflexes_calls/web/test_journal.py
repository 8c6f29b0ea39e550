"""The page of a call's journal: its entries in order, and whether the chain holds."""

from pathlib import Path

import pytest
from sqlalchemy import update

from reflexes_calls.settings import Settings
from reflexes_calls.storage import tables
from reflexes_calls.storage.engine import writing
from tests.makers import World, a_call, a_pilot, a_world
from tests.reflexes_calls.web.test_managing import Visits


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(f"sqlite:///{tmp_path / 'calls.sqlite3'}", tmp_path)


@pytest.fixture
def visits(world: World, settings: Settings) -> Visits:
    return Visits(world, settings)


def test_the_journal_is_read_by_the_manager_and_the_administrator(visits: Visits) -> None:
    world = visits.world
    call = a_call(world)
    a_pilot(world, call)
    address = f"/journal/{call.public_id}"
    assert visits.as_(None).get(address).status_code == 303
    for person in (world.applicant, world.neighbour, world.reviewers[0]):
        assert visits.as_(person).get(address).status_code == 403
    assert visits.as_(world.manager).get("/journal/" + "0" * 32).status_code == 404
    shown = visits.as_(world.manager).get(address).text
    steps = ["Appel publié", "Dossier déposé", "Relecture confiée", "Relecture remise"]
    places = [shown.index(step) for step in [*steps, "Dossier retenu"]]
    assert places == sorted(places)
    assert "La chaîne tient" in shown


def test_names_are_for_the_manager_alone(visits: Visits) -> None:
    world = visits.world
    call = a_call(world)
    a_pilot(world, call)
    address = f"/journal/{call.public_id}"
    reader = world.reviewers[0].name
    assert reader in visits.as_(world.manager).get(address).text
    administrator = visits.as_(world.administrator).get(address).text
    assert reader not in administrator
    assert "relecture" in administrator


def test_a_chain_that_was_tampered_with_is_said_broken(visits: Visits) -> None:
    world = visits.world
    call = a_call(world)
    a_pilot(world, call)
    entries = tables.journal_entries
    with writing(world.desk.engine) as connection:
        connection.execute(update(entries).where(entries.c.seq == 2).values(target="selected"))
    shown = visits.as_(world.manager).get(f"/journal/{call.public_id}").text
    assert "La chaîne est rompue à l’entrée 2" in shown
    assert "rompue ici" in shown
