"""A link by mail opens one application elsewhere: once, within a week, three an hour."""

import datetime as dt
import re

import attrs
import pytest
from sqlalchemy import select

from reflexes_calls.actions import people, resuming, teaming
from reflexes_calls.actions.desk import Desk
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.errors import DeadLink, NotFound, Refused, UnknownLink
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.team import RESUME_LENGTH
from reflexes_calls.storage import tables as t
from tests.makers import SECOND, ToldClock, World, a_call, a_draft

pytestmark = pytest.mark.storage

BASE = "https://appels.example"
NOW = dt.datetime(2026, 12, 10, 9, 0, tzinfo=dt.UTC)


def timed(world: World) -> tuple[Desk, ToldClock]:
    """The desk with a real time that is told too."""
    clock = ToldClock(NOW)
    return attrs.evolve(world.desk, wall_clock=clock), clock


def link(desk: Desk, person: Person, draft: Application) -> str:
    resuming.send_resume_link(desk, person, draft.public_id, base=BASE)
    with desk.look() as connection:
        asked = select(t.letters).where(t.letters.c.kind == "resume-link")
        letter = connection.execute(asked.order_by(t.letters.c.id.desc())).first()
    assert letter is not None
    assert letter.recipient == person.email
    found = re.search(rf"{BASE}/reprendre/(\S+)", letter.body)
    assert found is not None
    return found[1]


def test_a_link_opens_the_session_of_its_person_once(world: World) -> None:
    desk, _ = timed(world)
    draft = a_draft(world, a_call(world))
    token = link(desk, world.applicant, draft)
    with desk.look() as connection:
        assert token not in str(connection.execute(select(t.resume_links)).all())

    # Looking, as what reads letters beforehand does, uses nothing.
    for _ in range(2):
        assert resuming.resume_page(desk, token).application == draft.public_id
    application, session = resuming.resume(desk, token)

    assert application == draft.public_id
    assert people.person_of_session(desk, session) == world.applicant
    for use in (resuming.resume, resuming.resume_page):
        with pytest.raises(DeadLink) as caught:
            use(desk, token)
        assert caught.value.kind == "resume-used"


def test_a_link_lasts_a_week_to_the_second(small_world: World) -> None:
    desk, clock = timed(small_world)
    draft = a_draft(small_world, a_call(small_world))
    token = link(desk, small_world.applicant, draft)
    clock.instant = NOW + RESUME_LENGTH + SECOND
    with pytest.raises(DeadLink) as caught:
        resuming.resume(desk, token)
    assert caught.value.kind == "resume-expired"
    clock.instant = NOW + RESUME_LENGTH
    assert resuming.resume(desk, token)[0] == draft.public_id


@pytest.mark.parametrize("guessed", ["", "0" * 43, "é", "../dossiers"])
def test_a_guessed_link_opens_nothing(small_world: World, guessed: str) -> None:
    with pytest.raises(UnknownLink):
        resuming.resume_page(small_world.desk, guessed)
    with pytest.raises(UnknownLink):
        resuming.resume(small_world.desk, guessed)


def test_three_links_an_hour_and_no_more(world: World) -> None:
    desk, clock = timed(world)
    draft = a_draft(world, a_call(world))
    for _ in range(3):
        link(desk, world.applicant, draft)
    with pytest.raises(Refused) as caught:
        link(desk, world.applicant, draft)
    assert caught.value.kind == "too-many-links"
    clock.instant = NOW + dt.timedelta(hours=1)
    link(desk, world.applicant, draft)


def test_a_link_to_what_one_does_not_see_is_not_sent(small_world: World) -> None:
    desk, _ = timed(small_world)
    draft = a_draft(small_world, a_call(small_world))
    with pytest.raises(NotFound):
        resuming.send_resume_link(desk, small_world.neighbour, draft.public_id, base=BASE)


def test_the_link_of_a_removed_colleague_opens_nothing(small_world: World) -> None:
    world = small_world
    desk, _ = timed(world)
    draft = a_draft(world, a_call(world))
    said = {"email": world.neighbour.email, "role": "writer"}
    teaming.invite(desk, world.applicant, draft.public_id, said, base=BASE)
    with desk.look() as connection:
        body = str(connection.execute(select(t.letters.c.body)).scalars().first())
    (token,) = re.findall(r"/invitations/(\S+)", body)
    teaming.accept(desk, world.neighbour, token)
    resume = link(desk, world.neighbour, draft)
    teaming.dismiss(desk, world.applicant, draft.public_id, world.neighbour.public_id)
    with pytest.raises(DeadLink) as caught:
        resuming.resume(desk, resume)
    assert caught.value.kind == "resume-removed"
