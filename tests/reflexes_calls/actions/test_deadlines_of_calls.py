"""Each deadline of a call, kept to the second by what people do: letters, closing, cut-offs."""

import datetime as dt

import pytest

from reflexes_calls.actions import applying, publishing
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import TooLate
from reflexes_calls.domain.lifecycle import ApplicationStage
from tests.makers import DEADLINE, PISTE, SECOND, World, a_draft, a_submitted, call_form

pytestmark = pytest.mark.storage

CUTOFF = dt.datetime(2026, 12, 20, 16, tzinfo=dt.UTC)
TEN_MINUTES = dt.timedelta(minutes=10)


def published(world: World, **said: str) -> Call:
    drafted = publishing.draft_call(world.desk, world.manager, PISTE, call_form(**said))
    return publishing.publish(world.desk, world.manager, drafted.public_id)


def retitled(world: World, draft: Application, title: str) -> Application:
    """The draft with another title, whatever was kept before."""
    said = {"title": title}
    return applying.save_draft(
        world.desk, world.applicant, draft.public_id, said, revision=None, partial=True
    )


def check_sharp(world: World, draft: Application, last: dt.datetime) -> None:
    """What arrives a second before and at `last` is taken; a second after, nothing is."""
    world.at(last + SECOND)
    with pytest.raises(TooLate):
        applying.submit(world.desk, world.applicant, draft.public_id)
    world.at(last - SECOND)
    first = applying.submit(world.desk, world.applicant, draft.public_id)
    world.at(last)
    retitled(world, draft, "Un autre titre")
    again = applying.submit(world.desk, world.applicant, draft.public_id)
    assert (first.stage, again.submitted_at) == (ApplicationStage.SUBMITTED, last)


def test_a_letter_of_intent_to_the_second(world: World) -> None:
    call = published(world, procedure="two-steps", letter_on="2026-12-20")
    check_sharp(world, a_draft(world, call), CUTOFF)


def test_the_closing_to_the_second_with_its_grace(world: World) -> None:
    call = published(world, grace="10")
    check_sharp(world, a_draft(world, call), DEADLINE + TEN_MINUTES)


@pytest.mark.parametrize(
    ("day", "hour"),
    [("2027-07-30", 15), ("2027-03-28", 15), ("2027-10-31", 16)],
    ids=["summer", "spring-forward", "autumn-back"],
)
def test_the_closing_is_at_17_in_paris_whatever_the_season(
    small_world: World, day: str, hour: int
) -> None:
    call = published(small_world, closes_on=day, decision_on="2027-12-15")
    draft = a_draft(small_world, call, start_on="2028-01-05")
    check_sharp(small_world, draft, dt.datetime.fromisoformat(f"{day}T{hour}:00:00+00:00"))


def test_what_misses_a_cut_off_by_a_second_belongs_to_the_next(world: World) -> None:
    call = published(world, procedure="permanent", cutoffs="20/12/2026")
    draft, other = a_draft(world, call), a_draft(world, call, neighbour=True)
    world.at(CUTOFF)
    assert applying.submit(world.desk, world.applicant, draft.public_id).session == 1
    world.at(CUTOFF + SECOND)
    assert applying.submit(world.desk, world.neighbour, other.public_id).session == 2
    world.at(DEADLINE + SECOND)
    with pytest.raises(TooLate):
        applying.submit(world.desk, world.neighbour, other.public_id, {"title": "Trop tard"})


def test_what_was_sent_for_a_cut_off_no_longer_changes_after_it(world: World) -> None:
    call = published(world, procedure="permanent", cutoffs="20/12/2026")
    sent = a_submitted(world, call)
    world.at(CUTOFF)
    retitled(world, sent, "Un autre titre")
    assert applying.submit(world.desk, world.applicant, sent.public_id).session == 1
    world.at(CUTOFF + SECOND)
    with pytest.raises(TooLate) as caught:
        retitled(world, sent, "Encore un autre")
    assert caught.value.facts["deadline"] == CUTOFF
