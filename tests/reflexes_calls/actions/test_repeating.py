"""Requests that are sent again: done once, whatever process receives them, on both databases."""

import datetime as dt
import threading
from collections.abc import Callable

import attrs
import pytest
from sqlalchemy import func, select

from reflexes_calls.actions.repeating import Keyed, answer_once, forget_answers
from reflexes_calls.domain.access import KEPT_ANSWERS, UNDER_WAY, KeptAnswer
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed
from reflexes_calls.storage import tables as t
from tests.makers import ToldClock, World

pytestmark = pytest.mark.storage
MINUTE = dt.timedelta(minutes=1)
REQUEST = Keyed(key="une-cle", digest="a" * 64)


def answering(status: int = 201) -> tuple[Callable[[], KeptAnswer], list[int]]:
    """Something to do, and how many times it was done."""
    done: list[int] = []

    def act() -> KeptAnswer:
        done.append(1)
        body = f'{{"fait": {len(done)}}}'
        return KeptAnswer(status=status, headers={"etag": '"x"'}, body=body)

    return act, done


def with_wall(world: World) -> ToldClock:
    wall = ToldClock()
    world.desk = attrs.evolve(world.desk, wall_clock=wall)
    return wall


def kept(world: World) -> int:
    with world.desk.look() as connection:
        return connection.execute(
            select(func.count()).select_from(t.repeated_requests)
        ).scalar_one()


def test_the_second_time_gives_what_the_first_gave(world: World) -> None:
    act, done = answering()
    first = answer_once(world.desk, world.applicant, REQUEST, act)
    again = answer_once(world.desk, world.applicant, REQUEST, act)
    assert (first[0], first[1], again[1]) == (again[0], False, True)
    assert len(done) == 1
    # A key is of one person: someone else's is another.
    assert not answer_once(world.desk, world.neighbour, REQUEST, act)[1]


def test_a_key_serves_one_request(world: World) -> None:
    act, done = answering()
    answer_once(world.desk, world.applicant, REQUEST, act)
    with pytest.raises(Invalid) as refused:
        answer_once(world.desk, world.applicant, attrs.evolve(REQUEST, digest="b" * 64), act)
    assert refused.value.refusals[0].kind == "key-reused"
    assert len(done) == 1


def test_what_was_refused_or_broke_is_not_kept(world: World) -> None:
    def refuse() -> KeptAnswer:
        raise NotAllowed("recused")

    act, done = answering(422)
    with pytest.raises(NotAllowed):
        answer_once(world.desk, world.applicant, REQUEST, refuse)
    for _ in range(2):
        answer_once(world.desk, world.applicant, REQUEST, act)
    assert (len(done), kept(world)) == (2, 0)


def test_what_is_under_way_is_not_begun_twice_and_what_died_is_taken_up(world: World) -> None:
    wall = with_wall(world)
    act, done = answering()

    def twice() -> KeptAnswer:
        with pytest.raises(Conflict, match="request-under-way"):
            answer_once(world.desk, world.applicant, REQUEST, act)
        wall.instant += UNDER_WAY + MINUTE
        # Whoever began it is taken for dead by now.
        return answer_once(world.desk, world.applicant, REQUEST, act)[0]

    answer_once(world.desk, world.applicant, REQUEST, twice)
    assert len(done) == 1
    assert answer_once(world.desk, world.applicant, REQUEST, act)[1]


def test_of_many_at_once_one_does_it(world: World) -> None:
    started, done, told = threading.Barrier(6), [], []

    def act() -> KeptAnswer:
        done.append(1)
        return KeptAnswer(status=200, headers={}, body="{}")

    def send() -> None:
        started.wait()
        try:
            told.append(answer_once(world.desk, world.applicant, REQUEST, act)[0].status)
        except Conflict as conflict:
            told.append(conflict.kind)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (len(told), len(done)) == (6, 1)
    assert set(told) <= {200, "request-under-way"}
    assert 200 in told


def test_answers_are_forgotten_after_a_day(world: World) -> None:
    wall = with_wall(world)
    act, done = answering()
    answer_once(world.desk, world.applicant, REQUEST, act)
    wall.instant += KEPT_ANSWERS - MINUTE
    forget_answers(world.desk)
    assert kept(world) == 1
    wall.instant += 2 * MINUTE
    # Not swept yet, and too old to be told.
    assert not answer_once(world.desk, world.applicant, REQUEST, act)[1]
    assert len(done) == 2
    wall.instant += KEPT_ANSWERS + MINUTE
    forget_answers(world.desk)
    assert kept(world) == 0
