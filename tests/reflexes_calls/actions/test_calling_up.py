"""The waiting list once decisions are known: who is next, what is free, called up once, closed."""

from typing import Any

import attrs
import pytest

from reflexes_calls.actions import choosing, deciding, people, piloting, preparing
from reflexes_calls.actions.appealing import appeal
from reflexes_calls.actions.calling_up import (
    call_up,
    call_up_page,
    close_waiting_list,
    waiting_list_page,
)
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.storage import applications, decisions, journal, pilots, waiting_lists
from reflexes_calls.storage import people as people_kept
from tests.makers import World
from tests.reflexes_calls.actions.test_appealing import letters_to
from tests.reflexes_calls.selection_scene import Scene, a_selection_scene, selection_form

ADDRESS = "https://appels.example"
SAID = {"amount": "8 000", "reasons": "Une place se libère."}
LESSONS = {"lessons": "Personne n’a pu venir."}


@attrs.frozen
class Waited:
    """A call whose decisions are released: the best selected, two that wait."""

    scene: Scene
    chosen: tuple[Application, ...]
    waiting: tuple[Application, ...]

    @property
    def who(self) -> tuple[Any, Any]:
        return self.scene.world.desk, self.scene.world.manager


def release_all(scene: Scene) -> Waited:
    world, call = scene.world, scene.call.public_id
    page = choosing.choosing_page(world.desk, world.manager, call)
    made = choosing.choose(world.desk, world.manager, call, selection_form(), page.revision)
    preparing.prepare_selection(
        world.desk, world.manager, call, made.computation.public_id, replace=False
    )
    shown = deciding.release_page(world.desk, world.manager, call)
    codes = {each.application.public_id for each in shown.waiting}
    deciding.release(world.desk, world.manager, call, codes, shown.seen, address=ADDRESS)
    with world.desk.look() as connection:
        known = applications.applications_of(connection, call=scene.call.id)
        places = waiting_lists.places_of(connection, scene.call.id)
    by_key = {each.id: each for each in known}
    return Waited(
        scene=scene,
        chosen=tuple(each for each in known if each.stage is ApplicationStage.SELECTED),
        waiting=tuple(by_key[each.application_id] for each in places),
    )


@pytest.fixture
def waited(small_world: World) -> Waited:
    return release_all(a_selection_scene(small_world))


@pytest.fixture
def anywhere(world: World) -> Waited:
    """The same, on each kind of database."""
    return release_all(a_selection_scene(world))


def give_up(waited: Waited, file: Application) -> None:
    desk = waited.scene.world.desk
    with desk.look() as connection:
        pilot = pilots.pilot_of_application(connection, file.id)
        author = people_kept.get_person(connection, file.created_by)
    assert pilot is not None
    piloting.abandon(desk, author, pilot.public_id, LESSONS)


def test_the_list_says_who_is_next_and_what_comes_free(waited: Waited) -> None:
    shown = waiting_list_page(*waited.who, waited.scene.call.public_id)
    assert [each.place.rank for each in shown.waiting] == [1, 2]
    assert (shown.budget, shown.granted) == (30_000_00, shown.budget - (shown.left or 0))
    assert not shown.fits(shown.waiting[0])
    give_up(waited, waited.chosen[0])
    after = waiting_list_page(*waited.who, waited.scene.call.public_id)
    assert after.left == (shown.left or 0) + (waited.chosen[0].amount or 0)
    assert after.fits(after.waiting[0])


def test_the_next_in_line_is_called_up_and_told_at_once(anywhere: Waited) -> None:
    first, world = anywhere.waiting[0], anywhere.scene.world
    give_up(anywhere, anywhere.chosen[0])
    made = call_up(*anywhere.who, first.public_id, SAID, address=ADDRESS)
    assert made.amount == 8_000_00
    with world.desk.look() as connection:
        known = applications.get_application(connection, first.id)
        place = waiting_lists.place_of(connection, first.id)
        assert pilots.pilot_of_application(connection, first.id) is not None
        assert decisions.find_decision(connection, first.id) == made
        entries = journal.entries_of(connection, anywhere.scene.call.id)
    assert known.stage is ApplicationStage.SELECTED
    assert place is not None
    # What was decided before is kept beside.
    assert "liste d’attente" in place.declined_reasons
    assert entries[-1].kind == "call_up"
    team = f"a{anywhere.scene.files.index(_of(anywhere, first))}@essai.example"
    letters = [each for each in letters_to(world, team) if " retenu :" in each["Subject"]]
    assert ["Une place se libère." in each.get_content() for each in letters] == [True]
    # Pressed twice, it is called up once.
    with pytest.raises(NotOpen):
        call_up(*anywhere.who, first.public_id, SAID, address=ADDRESS)
    shown = waiting_list_page(*anywhere.who, anywhere.scene.call.public_id)
    assert [each.place.rank for each in shown.waiting] == [2]


def _of(waited: Waited, file: Application) -> Application:
    return next(each for each in waited.scene.files if each.id == file.id)


def test_whoever_is_called_before_others_needs_a_reason_and_money(waited: Waited) -> None:
    second = waited.waiting[1]
    with pytest.raises(Invalid) as refused:
        call_up(*waited.who, second.public_id, SAID, address=ADDRESS)
    assert [(each.field, each.kind) for each in refused.value.refusals] == [
        ("before", "others-come-first"),
        ("amount", "beyond-the-budget"),
    ]
    with pytest.raises(Invalid) as empty:
        call_up(*waited.who, second.public_id, {}, address=ADDRESS)
    assert {each.field for each in empty.value.refusals} == {"amount", "reasons", "before"}
    said = SAID | {"before": "Le premier a renoncé par écrit.", "beyond": "yes"}
    assert call_up(*waited.who, second.public_id, said, address=ADDRESS).amount == 8_000_00


def test_an_appeal_is_answered_first(waited: Waited) -> None:
    first, world = waited.waiting[0], waited.scene.world
    with world.desk.look() as connection:
        author = people_kept.get_person(connection, first.created_by)
    appeal(world.desk, author, first.public_id, {"text": "Relisez."}, address=ADDRESS)
    with pytest.raises(Conflict, match="appeal-waits"):
        call_up(*waited.who, first.public_id, SAID | {"beyond": "yes"}, address=ADDRESS)


def test_a_closed_list_calls_nobody_up_and_everyone_is_told_once(waited: Waited) -> None:
    call, world = waited.scene.call.public_id, waited.scene.world
    assert close_waiting_list(*waited.who, call, address=ADDRESS) == 2
    for each in waited.waiting:
        rank = waited.scene.files.index(_of(waited, each))
        letters = letters_to(world, f"a{rank}@essai.example")
        assert sum("la liste d’attente est close" in one["Subject"] for one in letters) == 1
    with pytest.raises(NotOpen, match="nobody-waits"):
        close_waiting_list(*waited.who, call, address=ADDRESS)
    with pytest.raises(NotOpen, match="waiting-list-closed"):
        call_up(*waited.who, waited.waiting[0].public_id, SAID, address=ADDRESS)


def test_only_managers_who_are_not_bound_call_up(waited: Waited) -> None:
    world, call = waited.scene.world, waited.scene.call.public_id
    first = waited.waiting[0]
    with pytest.raises(NotAllowed):
        waiting_list_page(world.desk, world.reviewers[0], call)
    with pytest.raises(NotAllowed):
        close_waiting_list(world.desk, world.reviewers[0], call, address=ADDRESS)
    with pytest.raises(NotFound):
        call_up_page(*waited.who, waited.chosen[0].public_id)
    with world.desk.look() as connection:
        own = people_kept.find_organisation(connection, first.organisation_id)
    people.join(world.desk, world.administrator, world.manager, own)
    shown = waiting_list_page(*waited.who, call)
    assert first.id not in {each.application.id for each in shown.files}
    with pytest.raises(NotAllowed):
        call_up(*waited.who, first.public_id, SAID, address=ADDRESS)
