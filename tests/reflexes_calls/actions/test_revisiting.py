"""Meetings a year and two years after the end of a pilot."""

import datetime as dt

import pytest

from reflexes_calls.actions import people, revisiting
from reflexes_calls.domain.errors import Invalid, NotAllowed, NotOpen
from reflexes_calls.domain.follow_up import due_on
from tests.makers import AFTER, PASSWORD, World, a_call, a_pilot, an_ended_pilot

ADDRESS = "https://essai.example"
SAID = {
    "met_on": "10/05/2028",
    "stands": "Le registre des renforts.",
    "given_up": "La convention : trop lourde pour trois jours.",
    "spread": "Deux écoles s’en servent.",
    "kept_by": "La direction de la petite enfance",
    "figure-1": "5",
}
ENDED = AFTER + dt.timedelta(days=90)


@pytest.fixture
def pilot(world: World) -> str:
    return an_ended_pilot(world, a_call(world)).public_id


def letters(world: World) -> list[str]:
    return [path.read_text("utf-8") for path in sorted(world.desk.outbox.glob("*.eml"))]


def test_a_leap_day_falls_on_the_last_of_february() -> None:
    assert due_on(dt.date(2028, 2, 29), 1) == dt.date(2029, 2, 28)
    assert due_on(dt.date(2027, 5, 11), 2) == dt.date(2029, 5, 11)


def test_whoever_is_there_then_is_written_to_once(world: World, pilot: str) -> None:
    del pilot
    before = letters(world)
    world.at(ENDED + dt.timedelta(days=300))
    assert revisiting.remind_follow_ups(world.desk, ADDRESS) == 0
    newcomer = people.create_person(
        world.desk,
        world.administrator,
        name="Une nouvelle",
        email="nouvelle@essai.example",
        password=PASSWORD,
    )
    people.join(world.desk, world.administrator, newcomer, world.val_d_essai)
    world.at(ENDED + dt.timedelta(days=340))
    assert revisiting.remind_follow_ups(world.desk, ADDRESS) == 1
    assert revisiting.remind_follow_ups(world.desk, ADDRESS) == 0
    sent = [text for text in letters(world) if text not in before]
    for email in (newcomer.email, world.applicant.email, world.manager.email):
        assert sum(f"To: {email}" in text for text in sent) == 1
    world.at(ENDED + dt.timedelta(days=705))
    assert revisiting.remind_follow_ups(world.desk, ADDRESS) == 1


def test_a_meeting_long_past_is_called_to_mind_no_more(world: World, pilot: str) -> None:
    del pilot
    world.at(ENDED + dt.timedelta(days=4 * 365))
    assert revisiting.remind_follow_ups(world.desk, ADDRESS) == 0


def test_what_stands_is_written_down_with_figures(world: World, pilot: str) -> None:
    desk, team = world.desk, world.applicant
    world.at(ENDED + dt.timedelta(days=366))
    revisiting.revisit(desk, team, pilot, 1, SAID)
    first, second = revisiting.follow_ups_page(desk, world.manager, pilot).meetings
    assert first.is_held
    assert first.kept is not None
    assert first.kept.said["given_up"] == SAID["given_up"]
    assert first.kept.figures == {"1": "5"}
    assert not second.is_held
    assert revisiting.remind_follow_ups(desk, ADDRESS) == 0
    with pytest.raises(NotAllowed):
        revisiting.revisit(desk, world.neighbour, pilot, 2, SAID)


def test_all_that_is_wrong_is_said(world: World, pilot: str) -> None:
    wrong = SAID | {"met_on": "01/01/2027", "stands": "", "given_up": "Vu avec M. Martin"}
    with pytest.raises(Invalid) as refused:
        revisiting.revisit(world.desk, world.applicant, pilot, 1, wrong | {"figure-1": "5" * 61})
    assert {each.field for each in refused.value.refusals} == {"stands", "given_up", "figure-1"}
    with pytest.raises(Invalid) as refused:
        revisiting.revisit(world.desk, world.applicant, pilot, 1, SAID | {"met_on": "01/01/2027"})
    assert [each.kind for each in refused.value.refusals] == ["not-after"]


def test_a_pilot_under_way_has_no_meeting(world: World) -> None:
    running = a_pilot(world, a_call(world)).public_id
    assert revisiting.follow_ups_page(world.desk, world.applicant, running).meetings == ()
    with pytest.raises(NotOpen):
        revisiting.revisit(world.desk, world.applicant, running, 1, SAID)
