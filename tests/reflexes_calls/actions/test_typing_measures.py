"""Measures typed in a grid: each cell is prefilled, read, and refused where it stands."""

import datetime as dt

import pytest

from reflexes.evaluation.plan import Frequency
from reflexes.records import changed
from reflexes_calls.actions.measuring_pilots import keep_table, measures_page
from reflexes_calls.actions.typing_measures import GridPage, GridTried, grid_page, try_grid
from reflexes_calls.domain.errors import Conflict, NotAllowed
from reflexes_calls.domain.measure_grid import days_to_measure
from reflexes_calls.domain.pilot import Pilot
from tests.makers import World
from tests.reflexes.evaluation.plans import a_plan
from tests.reflexes_calls.actions.test_measuring_and_reporting_pilots import keep, pilot, primary

__all__ = ["pilot"]

pytestmark = pytest.mark.storage
SOURCE = {"source": "Registre du courrier"}


def grid(world: World, pilot: Pilot) -> GridPage:
    return grid_page(world.desk, world.applicant, pilot.public_id)


def tried(world: World, pilot: Pilot, said: dict[str, str]) -> GridTried:
    found = grid(world, pilot)
    return try_grid(
        world.desk,
        world.applicant,
        pilot.public_id,
        found.into.indicator.code,
        said,
        revision=found.revision,
    )


def test_a_grid_holds_each_unit_and_period_with_what_is_there(world: World, pilot: Pilot) -> None:
    empty = grid(world, pilot)
    assert [one.unit for one in empty.lines] == ["État civil", "Urbanisme", "Petite enfance"]
    assert empty.days[-1] <= dt.date(2027, 9, 30)
    assert all(value is None for line in empty.lines for _, value in line.cells)
    keep(world, pilot)
    found = grid(world, pilot)
    assert dt.date(2027, 7, 1) in found.days
    assert dict(found.lines[0].cells)["cell.0.2027-07-01"] == 4
    assert dict(found.lines[0].cells)["cell.0.2027-06-01"] == 4.5
    assert dict(found.lines[0].cells)["cell.0.2027-04-01"] is None
    assert found.source == "Registre du courrier"


def test_only_what_differs_is_kept(world: World, pilot: Pilot) -> None:
    """A cell left as it was brings no figure; one corrected comes after, the first stays."""
    keep(world, pilot)
    said = {
        "cell.0.2027-06-01": "4,5",
        "cell.0.2027-07-01": "3,25",
        "cell.1.2027-08-01": "1 234,5",
        "cell.2.other": "6",
        "other_day": "15/09/2027",
    }
    found = tried(world, pilot, said | SOURCE)
    assert (found.refused, found.astray) == ((), ())
    kept = keep_table(
        world.desk, world.applicant, pilot.public_id, primary(world, pilot),
        text=found.text, source=SOURCE["source"],
    )  # fmt: skip
    assert kept == 3
    into = measures_page(world.desk, world.applicant, pilot.public_id).measured[0]
    assert len(into.versions) == 21
    table = into.table
    assert table.of("État civil")[dt.date(2027, 7, 1)] == 3.25
    assert table.of("Urbanisme")[dt.date(2027, 8, 1)] == 1234.5
    assert table.of("Petite enfance")[dt.date(2027, 9, 15)] == 6


def test_each_refusal_names_its_cell_and_all_come_at_once(world: World, pilot: Pilot) -> None:
    keep(world, pilot)
    said = {
        "cell.0.2027-05-01": "beaucoup",
        "cell.0.2027-07-01": "",
        "cell.1.2027-05-01": "4 €",
        "cell.1.2027-08-01": "7,5",
        "cell.2.other": "6",
        "cell.2.2030-01-01": "6",
    }
    found = tried(world, pilot, said)
    assert {(one.field, one.kind) for one in found.refused} == {
        ("source", "missing"),
        ("cell.0.2027-07-01", "figure-erased"),
        ("other_day", "day-above-figures"),
    }
    assert {(field, one.kind) for field, one in found.astray} == {
        ("cell.0.2027-05-01", "unreadable-number"),
        ("cell.1.2027-05-01", "units-mixed"),
    }
    later = tried(world, pilot, {"cell.2.2030-01-01": "6"} | SOURCE)
    assert [(field, one.kind) for field, one in later.astray] == [
        ("cell.2.2030-01-01", "measured-later")
    ]
    soon = tried(world, pilot, {"cell.2.other": "6", "other_day": "01/01/2030"} | SOURCE)
    assert ("other_day", "future-day") in {(one.field, one.kind) for one in soon.refused}
    wrong = tried(world, pilot, {"cell.2.other": "6", "other_day": "hier"} | SOURCE)
    assert [(one.field, one.kind) for one in wrong.refused] == [("other_day", "not-a-day")]
    same = tried(world, pilot, {"cell.0.2027-06-01": "4.5", "cell.99.2027-06-01": "1"} | SOURCE)
    assert [one.kind for one in same.refused] == ["figures-unchanged"]


def test_a_grid_drawn_before_other_figures_came_keeps_nothing(world: World, pilot: Pilot) -> None:
    code, before = primary(world, pilot), grid(world, pilot).revision
    keep(world, pilot)
    with pytest.raises(Conflict) as caught:
        try_grid(
            world.desk, world.applicant, pilot.public_id, code,
            {"cell.0.2027-05-01": "9"} | SOURCE, revision=before,
        )  # fmt: skip
    assert caught.value.kind == "figures-moved"
    with pytest.raises(NotAllowed):
        grid_page(world.desk, world.neighbour, pilot.public_id)


def day(month: int, number: int = 1) -> dt.date:
    return dt.date(2027, month, number)


@pytest.mark.parametrize(
    ("frequency", "known", "today", "expected"),
    [
        (Frequency.MONTHLY, [], day(3, 15), [day(1), day(2), day(3)]),
        (Frequency.MONTHLY, [day(1, 31), day(3, 31)], day(4, 2),
         [day(1, 31), day(2, 28), day(3, 31)]),
        (Frequency.MONTHLY, [day(2, 12)], day(3, 20), [day(1, 12), day(2, 12), day(3, 12)]),
        (Frequency.QUARTERLY, [], day(12), [day(1), day(4)]),
        (Frequency.YEARLY, [], day(12), [day(1)]),
        (Frequency.WEEKLY, [day(1, 10)], day(1, 20), [day(1, 1), day(1, 10), day(1, 15)]),
        (Frequency.DAILY, [], day(1, 3), [day(1, 1), day(1, 2), day(1, 3)]),
        (Frequency.BEFORE_AND_AFTER, [], day(12), [day(1), day(6, 30)]),
        (Frequency.BEFORE_AND_AFTER, [], day(2), [day(1)]),
        (Frequency.ONCE, [], day(12), [day(6, 30)]),
        (Frequency.ONCE, [day(7, 4)], day(12), [day(6, 30), day(7, 4)]),
    ],
)  # fmt: skip
def test_the_columns_are_the_periods_that_the_plan_awaits(
    frequency, known, today, expected
) -> None:
    """From January to the end of June, or to today where that comes first."""
    plan = changed(a_plan(), measured_from=day(1), ends_on=day(6, 30))
    assert list(days_to_measure(frequency, plan, known, today)) == expected
