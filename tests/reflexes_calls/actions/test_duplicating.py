"""Last year's call begun again: its days later, its pistes as they are now, all to be looked at."""

import datetime as dt
from typing import Any

import attrs
import pytest

from reflexes_calls.actions import drafting, duplicating, looking, people
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.publishing import draft_call, publish
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import Invalid, NotAllowed, NotFound
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.domain.people import Role
from reflexes_calls.domain.readiness import CALENDAR, PISTES, findings_of
from reflexes_calls.storage import calls
from reflexes_calls.storage.engine import writing
from tests.makers import AFTER, PISTE, World, a_call, call_form

YEAR = dt.timedelta(weeks=52)


def last_year(world: World, **said: str) -> Call:
    drafted = draft_call(world.desk, world.manager, PISTE, call_form(**said))
    return publish(world.desk, world.manager, drafted.public_id)


def copied(world: World, call: Call, weeks: str = "52") -> Call:
    return duplicating.duplicate_call(world.desk, world.manager, call.public_id, {"weeks": weeks})


def kinds(world: World, call: Call) -> set[str]:
    kept = looking.call_page(world.desk, world.manager, call.public_id).call
    return {each.kind for each in findings_of(kept, world.clock.now())}


def with_piste_of_before(world: World, call: Call, **said: Any) -> None:
    """Make the call look as if its piste had been frozen with other words."""
    with writing(world.desk.engine) as connection:
        frozen = {**call.piste, **said}
        calls.change_call(connection, call.id, piste=frozen, edition="2026.11")


def test_everything_is_copied_but_the_days_which_move_by_whole_weeks(world: World) -> None:
    call = last_year(
        world,
        procedure="permanent",
        cutoffs="2026-12-15\n2027-01-12",
        questions_on="2027-01-20",
        grace="15",
    )
    copy = copied(world, call)
    assert (copy.stage, copy.version) == (CallStage.DRAFT, 0)
    same = ("title_fr", "title_en", "terms", "criteria", "form", "settings", "grace", "budget_cap")
    assert {name: getattr(copy, name) for name in same} == {n: getattr(call, n) for n in same}
    moved = ("opens_at", "closes_at", "questions_until", "decision_by")
    for name in moved:
        before, after = getattr(call, name), getattr(copy, name)
        assert local_day(after) - local_day(before) == YEAR
    assert [local_day(each) for each in copy.cutoffs] == [
        local_day(each) + YEAR for each in call.cutoffs
    ]


def test_an_hour_stays_what_it_is_across_the_change_of_clocks(world: World) -> None:
    call = last_year(world, closes_on="2027-03-01")
    copy = copied(world, call, weeks="30")
    assert (call.closes_at.hour, copy.closes_at.hour) == (16, 15)
    assert copy.drafting["typed"]["closes_hour"] == "17"


def test_the_days_are_to_be_looked_at_before_it_opens(world: World) -> None:
    call = last_year(world)
    world.at(AFTER)
    copy = copied(world, call)
    with pytest.raises(Invalid) as refused:
        publish(world.desk, world.manager, copy.public_id)
    assert [each.kind for each in refused.value.refusals] == ["days-moved"]
    raw = copy.drafting["typed"]
    drafting.save_answers(world.desk, world.manager, copy.public_id, raw, page=CALENDAR)
    opened = publish(world.desk, world.manager, copy.public_id)
    assert (opened.stage, opened.drafting) == (CallStage.PUBLISHED, {})


@pytest.mark.parametrize(
    ("now", "weeks"),
    [
        (dt.datetime(2026, 12, 10, tzinfo=dt.UTC), 52),
        (dt.datetime(2027, 11, 29, 12, tzinfo=dt.UTC), 52),
        (dt.datetime(2027, 11, 30, 12, tzinfo=dt.UTC), 104),
        (dt.datetime(2026, 1, 10, tzinfo=dt.UTC), 52),
    ],
)
def test_the_opening_proposed_is_ahead_and_keeps_its_weekday(
    small_world: World, now: dt.datetime, weeks: int
) -> None:
    call = a_call(small_world)
    assert duplicating.weeks_to_the_future(call, now) == weeks
    assert local_day(call.opens_at) + dt.timedelta(weeks=weeks) > local_day(now)


def test_a_piste_that_did_not_change_is_told_so(world: World) -> None:
    call = last_year(world)
    (piste,) = duplicating.pistes_copied(world.desk, call)
    assert (piste.code, piste.changed, piste.gone) == (PISTE, (), False)
    assert "piste-changed" not in kinds(world, copied(world, call))


def test_a_piste_that_changed_is_frozen_anew_and_said(world: World) -> None:
    call = last_year(world)
    with_piste_of_before(world, call, problem={"fr": "Autrefois.", "says": "ours"})
    older = looking.call_page(world.desk, world.manager, call.public_id).call
    (piste,) = duplicating.pistes_copied(world.desk, older)
    assert (piste.changed, piste.was) == (("problem",), "2026.11")
    copy = copied(world, older)
    assert copy.piste == call.piste
    assert copy.edition == world.desk.catalogue.edition
    assert "piste-changed" in kinds(world, copy)
    drafting.change_pistes(world.desk, world.manager, copy.public_id, (PISTE,))
    assert "piste-changed" not in kinds(world, copy)
    kept = looking.call_page(world.desk, world.manager, copy.public_id).call
    assert kept.drafting["copied"]["to_check"] == [CALENDAR]
    assert PISTES in copy.drafting["copied"]["to_check"]


def test_a_piste_that_is_gone_keeps_its_old_text_when_it_is_alone(world: World) -> None:
    call = last_year(world)

    class Bare:
        """A catalogue without pistes."""

        pistes: dict[str, Any] = {}  # noqa: RUF012  # a stand-in of one test
        edition = "2027.01"

    desk: Desk = attrs.evolve(world.desk, catalogue=Bare())
    (piste,) = duplicating.pistes_copied(desk, call)
    assert piste.gone
    copy = duplicating.duplicate_call(desk, world.manager, call.public_id, {"weeks": "52"})
    assert (copy.piste, copy.edition) == (call.piste, call.edition)
    assert copy.drafting["copied"]["pistes"][0]["changed"] == ["gone"]


def test_a_year_left_in_the_text_is_told(world: World) -> None:
    call = last_year(world, aims_fr="Savoir, avant la fin de 2027, ce qui tient.")
    world.at(dt.datetime(2028, 1, 10, tzinfo=dt.UTC))
    assert "old-year" in kinds(world, copied(world, call, weeks="104"))


def test_an_unfinished_draft_may_be_copied_too(world: World) -> None:
    draft = drafting.begin_draft(world.desk, world.manager, (PISTE,))
    raw = {"opens_on": "un lundi", "closes_on": "30/01/2027"}
    drafting.save_answers(world.desk, world.manager, draft.public_id, raw, page=CALENDAR)
    typed = copied(world, draft, weeks="1").drafting["typed"]
    assert (typed["opens_on"], typed["closes_on"]) == ("un lundi", "06/02/2027")


@pytest.mark.parametrize("weeks", ["", "0", "1041", "un an"])
def test_a_shift_that_is_none_is_refused(small_world: World, weeks: str) -> None:
    call = a_call(small_world)
    with pytest.raises(Invalid) as refused:
        copied(small_world, call, weeks)
    assert [each.field for each in refused.value.refusals] == ["weeks"]


def test_whoever_writes_calls_may_copy_what_is_public_and_no_more(world: World) -> None:
    call = last_year(world)
    draft = draft_call(world.desk, world.manager, PISTE, call_form())
    with pytest.raises(NotAllowed):
        duplicating.duplicate_call(world.desk, world.applicant, call.public_id, {"weeks": "52"})
    people.give_role(world.desk, world.administrator, world.neighbour, Role.MANAGER)
    made = duplicating.duplicate_call(world.desk, world.neighbour, call.public_id, {"weeks": "52"})
    assert looking.managed_calls(world.desk, world.neighbour) == (made,)
    with pytest.raises(NotFound):
        duplicating.duplicate_call(world.desk, world.neighbour, draft.public_id, {"weeks": "52"})
