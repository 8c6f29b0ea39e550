"""The pages of a pilot: promises first, measures, the end, the evaluation, the evidence."""

import datetime as dt
import re
from pathlib import Path

import pytest

from reflexes_calls.actions import piloting
from reflexes_calls.domain.pilot import Direction, Measure, Promise
from reflexes_calls.settings import Settings
from reflexes_calls.web.measures_by_day import lines_by_day
from reflexes_calls.web.trends import draw_trend, read_value
from tests.makers import (
    PROMISE,
    World,
    a_call,
    a_pilot,
    a_world,
    an_ended_pilot,
    an_evaluated_pilot,
    evaluation_form,
)
from tests.reflexes_calls.web.test_managing import Visits


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(f"sqlite:///{tmp_path / 'calls.sqlite3'}", tmp_path)


@pytest.fixture
def visits(world: World, settings: Settings) -> Visits:
    return Visits(world, settings)


def row(at: int, **said: str) -> dict[str, str]:
    return {f"{at}.{name}": value for name, value in (PROMISE | said).items()}


def test_anyone_reads_the_pilots_and_nobody_unknown_acts(visits: Visits) -> None:
    anyone = visits.as_(None)
    assert "Aucun essai" in anyone.get("/pilotes").text
    pilot = a_pilot(visits.world, a_call(visits.world))
    address = f"/pilotes/{pilot.public_id}"
    assert address in anyone.get("/pilotes").text
    shown = anyone.get(address)
    assert shown.status_code == 200
    assert 'name="do"' not in shown.text
    assert anyone.get("/pilotes/" + "0" * 32).status_code == 404
    assert (
        visits.send(visits.as_(visits.world.neighbour), address, {"do": "end"}).status_code == 403
    )


def test_promises_are_refused_together_and_kept_as_typed(visits: Visits) -> None:
    world = visits.world
    address = f"/pilotes/{a_pilot(world, a_call(world)).public_id}"
    team = visits.as_(world.applicant)
    said = row(0, target="") | row(2, indicator="i" * 161)
    refused = visits.send(team, address, {"do": "promise", **said})
    assert refused.status_code == 422
    assert 'href="#0.target"' in refused.text
    assert 'href="#2.indicator"' in refused.text
    assert "i" * 161 in refused.text
    assert visits.send(team, address, {"do": "promise", **row(0)}).status_code == 303
    locked = team.get(address).text
    assert re.search(r"<code>[0-9a-f]{64}</code>", locked)
    assert visits.send(team, address, {"do": "promise", **row(0)}).status_code == 409


def test_the_manager_starts_and_the_team_measures(visits: Visits) -> None:
    world = visits.world
    pilot = a_pilot(world, a_call(world))
    piloting.promise(world.desk, world.applicant, pilot.public_id, [PROMISE])
    address = f"/pilotes/{pilot.public_id}"
    team, manager = visits.as_(world.applicant), visits.as_(world.manager)
    early = {"do": "measure", "promise": "1", "value": "4", "measured_on": "2027-02-01"}
    assert visits.send(team, address, early).status_code == 409
    assert visits.send(team, address, {"do": "start"}).status_code == 403
    assert visits.send(manager, address, {"do": "start"}).status_code == 303
    wrong = {"do": "measure", "promise": "9", "value": "", "measured_on": "hier", "note": "Vu."}
    refused = visits.send(team, address, wrong)
    assert refused.status_code == 422
    for name in ("promise", "value", "measured_on"):
        assert f'href="#{name}"' in refused.text
    assert 'value="hier"' in refused.text
    assert "Vu." in refused.text
    for day, value in (("05/02/2027", "11 jours"), ("09/02/2027", "7,5 jours")):
        said = {"do": "measure", "promise": "1", "value": value, "measured_on": day}
        assert visits.send(team, address, said).status_code == 303
    shown = visits.as_(None).get(address).text
    assert '<polyline class="trend-line"' in shown
    assert "<desc" in shown
    assert "effet" not in shown.lower()


def test_giving_up_needs_lessons(visits: Visits) -> None:
    world = visits.world
    pilot = a_pilot(world, a_call(world))
    piloting.promise(world.desk, world.applicant, pilot.public_id, [PROMISE])
    piloting.start(world.desk, world.manager, pilot.public_id)
    address, team = f"/pilotes/{pilot.public_id}", visits.as_(world.applicant)
    refused = visits.send(team, address, {"do": "abandon", "lessons": ""})
    assert refused.status_code == 422
    assert "<details" in refused.text
    said = {"do": "abandon", "lessons": "Les volontaires manquaient."}
    assert visits.send(team, address, said).status_code == 303
    assert "Les volontaires manquaient." in visits.as_(None).get(address).text


def test_an_evaluation_answers_every_promise(visits: Visits) -> None:
    world = visits.world
    address = f"/pilotes/{an_ended_pilot(world, a_call(world)).public_id}"
    team = visits.as_(world.applicant)
    assert "non mesuré" in team.get(address).text
    said = evaluation_form(limits="", finding="Une trouvaille.") | {"outcome-1": ""}
    refused = visits.send(team, address, {"do": "evaluate", **said})
    assert refused.status_code == 422
    assert 'href="#outcome-1"' in refused.text
    assert 'href="#limits"' in refused.text
    assert "Une trouvaille." in refused.text
    good = evaluation_form(**{"outcome-1": "not-measured", "measured-1": ""})
    assert visits.send(team, address, {"do": "evaluate", **good}).status_code == 303
    assert "non mesuré" in visits.as_(None).get(address).text


def test_the_evidence_is_proposed_by_the_manager(visits: Visits) -> None:
    world = visits.world
    address = f"/pilotes/{an_evaluated_pilot(world, a_call(world)).public_id}"
    assert visits.as_(None).get(f"{address}/preuve.toml").status_code == 404
    assert visits.send(visits.as_(world.applicant), address, {"do": "propose"}).status_code == 403
    manager = visits.as_(world.manager)
    assert visits.send(manager, address, {"do": "propose"}).status_code == 303
    shown = visits.as_(None).get(address).text
    assert "proposé ici" in shown
    assert "<pre" in shown
    file = visits.as_(None).get(f"{address}/preuve.toml")
    assert file.headers["content-type"].startswith("application/toml")
    assert "attachment" in file.headers["content-disposition"]
    assert "before-after" in file.text
    assert visits.send(manager, address, {"do": "propose"}).status_code == 409


def test_an_unknown_step_is_not_found(visits: Visits) -> None:
    address = f"/pilotes/{a_pilot(visits.world, a_call(visits.world)).public_id}"
    said = {"do": "anything"}
    assert visits.send(visits.as_(visits.world.manager), address, said).status_code == 404


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("11", 11),
        ("7,5 jours", 7.5),
        ("12 500 €", 12500),
        ("-3", -3),
        ("une dizaine", None),
        ("3 à 5", None),
    ],
)
def test_only_numbers_are_drawn(text: str, value: float | None) -> None:
    assert read_value(text) == value


def _read_on(unit: str, value: str, day: int, key: int) -> Measure:
    return Measure(
        id=key,
        promise_id=1,
        value=value,
        measured_on=dt.date(2026, 3, day),
        note="Relevé au guichet." if not unit else "",
        recorded_by=1,
        recorded_at=dt.datetime(2026, 3, day, tzinfo=dt.UTC),
        observed_unit=unit,
    )


def test_units_observed_one_by_one_are_told_by_their_extremes() -> None:
    measures = (
        _read_on("Nord", "12.4", 2, 1),
        _read_on("Sud", "9", 2, 2),
        _read_on("Nord", "11,5", 2, 3),
        _read_on("Nord", "8", 9, 4),
        _read_on("", "3 heures", 5, 5),
    )
    lines = lines_by_day(measures, {1: "Attente"}, "fr")
    assert [(each.day.day, each.value, each.most, each.count) for each in lines] == [
        (2, "9", "11,5", 2),
        (5, "3 heures", "", 0),
        (9, "8", "", 1),
    ]
    assert lines[1].note == "Relevé au guichet."


def test_no_line_goes_from_one_unit_to_another() -> None:
    promise = Promise(
        id=1,
        position=1,
        **dict.fromkeys(("indicator", "unit", "baseline", "target", "source"), "2"),
        direction=Direction.DOWN,
    )
    of_one = (_read_on("Nord", "12", 2, 1), _read_on("Nord", "9", 9, 2))
    assert "polyline" in draw_trend(promise, of_one, str)
    assert draw_trend(promise, (*of_one, _read_on("Sud", "7", 9, 3)), str) == ""
