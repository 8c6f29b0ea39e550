"""Two managers decide at the same moment: each file is decided once, and told once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from reflexes_calls.actions import deciding, looking, people
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.decision import Decision
from reflexes_calls.domain.errors import Conflict, NotOpen
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import Person, Role
from tests.makers import DECLINE, PASSWORD, SELECT, World, a_call, a_reviewed

pytestmark = pytest.mark.storage
ROUNDS = 6


def another_manager(world: World, call: Call) -> Person:
    desk, admin = world.desk, world.administrator
    email = "second@essai.example"
    person = people.create_person(desk, admin, name="Manon", email=email, password=PASSWORD)
    people.give_role(desk, world.manager, person, Role.MANAGER, call.public_id)
    return person


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act gave, or the refusal it met, when all begin together."""
    together = Barrier(len(acts))

    def take(act: Callable[[], object]) -> object:
        together.wait()
        try:
            return act()
        except (Conflict, NotOpen) as refused:
            return refused

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(take, acts))


def release(world: World, actor: Person, call: Call, known: Application, seen: str) -> object:
    return deciding.release(
        world.desk, actor, call.public_id, {known.public_id}, seen, address="http://essai"
    )


def decided(world: World, call: Call, known: Application) -> tuple[ApplicationStage, list[str]]:
    """Where a file stands, and the steps of its decision in a journal that holds."""
    journal = looking.journal_of_call(world.desk, world.manager, call.public_id)
    assert journal.broken_at is None
    kinds = [
        entry.kind
        for entry in journal.entries
        if entry.subject_id == known.public_id and entry.kind in {"select", "decline"}
    ]
    page = looking.application_page(world.desk, world.manager, known.public_id)
    return page.application.stage, kinds


def test_two_managers_who_release_at_once_decide_once(world: World) -> None:
    call = a_call(world)
    known = a_reviewed(world, call)
    managers = (world.manager, another_manager(world, call))
    deciding.prepare(world.desk, world.manager, known.public_id, SELECT)
    seen = deciding.release_page(world.desk, world.manager, call.public_id).seen
    before = len(list(world.desk.outbox.glob("*.eml")))

    told = at_once(*(lambda who=who: release(world, who, call, known, seen) for who in managers))

    refused = [each for each in told if isinstance(each, (Conflict, NotOpen))]
    assert len(refused) == 1, told
    assert decided(world, call, known) == (ApplicationStage.SELECTED, ["select"])
    letters = len(list(world.desk.outbox.glob("*.eml"))) - before
    assert letters == 1


def test_who_changes_a_decision_while_another_releases_it_never_has_theirs_released_unread(
    world: World,
) -> None:
    call = a_call(world)
    known, second = a_reviewed(world, call), another_manager(world, call)
    deciding.prepare(world.desk, world.manager, known.public_id, SELECT)
    seen = deciding.release_page(world.desk, world.manager, call.public_id).seen

    released, changed = at_once(
        lambda: release(world, world.manager, call, known, seen),
        lambda: deciding.prepare(world.desk, second, known.public_id, DECLINE),
    )

    if isinstance(released, Conflict):
        assert released.kind == "prepared-changed"
        assert decided(world, call, known) == (ApplicationStage.SUBMITTED, [])
    else:
        assert isinstance(released, tuple)
        assert all(isinstance(each, Decision) for each in released)
        assert isinstance(changed, NotOpen)
        assert decided(world, call, known) == (ApplicationStage.SELECTED, ["select"])


def test_of_two_who_prepare_opposite_decisions_at_once_one_stands_whole(world: World) -> None:
    call = a_call(world)
    known, second = a_reviewed(world, call), another_manager(world, call)
    for _ in range(ROUNDS):
        given = at_once(
            lambda: deciding.prepare(world.desk, world.manager, known.public_id, SELECT),
            lambda: deciding.prepare(world.desk, second, known.public_id, DECLINE),
        )
        assert deciding.prepared_for(world.desk, world.manager, known.public_id) in given
    journal = looking.journal_of_call(world.desk, world.manager, call.public_id)
    assert journal.broken_at is None
    assert [each.kind for each in journal.entries].count("prepare") == 2 * ROUNDS
