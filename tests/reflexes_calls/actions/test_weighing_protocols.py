"""A floor on what the second jury gave to protocols: computed, priced, told, replayed."""

import pytest
from sqlalchemy import update

from reflexes.jury.record import canonical, compute
from reflexes_calls.actions import choosing, deciding, people, preparing
from reflexes_calls.actions.choosing import Found, choosing_page
from reflexes_calls.actions.weighing_protocols import reads_protocols
from reflexes_calls.domain.errors import Invalid, NotOpen
from reflexes_calls.domain.jury import Stage
from reflexes_calls.domain.jury_results import Opening
from reflexes_calls.domain.people import Role
from reflexes_calls.storage import applications, calls
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing
from tests.makers import World
from tests.reflexes_calls.actions.test_reading import two_juries
from tests.reflexes_calls.selection_scene import Scene, a_selection_scene, selection_form


@pytest.fixture
def scene(small_world: World) -> Scene:
    """Six files whose protocols were given 4, 3.5, 3, 2.5, 2 and 1.5 on average."""
    made = a_selection_scene(small_world)
    two_juries(small_world, made.call)
    return made


def computed(scene: Scene, **said: str) -> Found:
    desk, manager, call = scene.world.desk, scene.world.manager, scene.call.public_id
    page = choosing_page(desk, manager, call)
    return choosing.choose(desk, manager, call, selection_form(**said), page.revision)


def test_a_file_whose_protocol_is_below_the_floor_is_not_selected(scene: Scene) -> None:
    free = computed(scene, places="4", budget="60 000")
    assert set(scene.receipts[:4]) == set(free.answered["chosen"])
    assert "protocol" not in free.asked
    found = computed(scene, places="4", budget="60 000", protocol="3")
    assert set(found.answered["chosen"]) == set(scene.receipts[:3])
    assert found.asked["protocol"]["at_least"] == 3.0
    assert found.asked["protocol"]["means"][scene.receipts[3]] == 2.5
    assert found.words["protocol"].fr == "Au moins 3 sur 4 pour le protocole"
    # What the rule costs is told as for any other.
    (priced,) = [each for each in found.answered["rules"] if each["name"] == "protocol"]
    assert scene.receipts[3] in priced["enters"]
    page = choosing_page(scene.world.desk, scene.world.manager, scene.call.public_id)
    assert page.is_fresh


def test_the_same_is_computed_again_to_the_byte(scene: Scene) -> None:
    found = computed(scene, protocol="3")
    assert canonical(compute(Stage.PORTFOLIO.value, found.asked)).decode() == choosing.as_text(
        found.answered
    )


def test_the_reasons_say_what_the_protocol_lacked(scene: Scene) -> None:
    made = computed(scene, places="4", budget="60 000", protocol="3")
    desk, manager, call = scene.world.desk, scene.world.manager, scene.call.public_id
    with writing(desk.engine) as connection:
        calls.change_call(connection, scene.call.id, reviews_needed=1)
    preparing.prepare_selection(desk, manager, call, made.computation.public_id, replace=False)
    shown = deciding.release_page(desk, manager, call)
    reasons = {
        each.application.receipt: each.prepared.reasons for each in shown.waiting if each.prepared
    }
    lacking = "Le jury du protocole lui donne 2,5 sur 4\u00a0: l’appel demande au moins 3"
    assert lacking in reasons[scene.receipts[3]]
    assert "protocole" not in reasons[scene.receipts[0]]


def test_a_floor_is_one_of_those_offered(scene: Scene) -> None:
    with pytest.raises(Invalid) as odd:
        computed(scene, protocol="5")
    assert [(each.field, each.kind) for each in odd.value.refusals] == [
        ("protocol", "not-a-choice")
    ]
    assert computed(scene, protocol="3.5").answered["chosen"] == list(scene.receipts[:2])


def test_without_a_second_jury_there_is_no_floor(small_world: World) -> None:
    scene = a_selection_scene(small_world)
    assert not reads_protocols(scene.call)
    with pytest.raises(Invalid) as refused:
        computed(scene, protocol="2")
    assert [each.kind for each in refused.value.refusals] == ["no-protocol-jury"]


def test_whoever_still_has_to_mark_a_protocol_sees_no_selection(scene: Scene) -> None:
    world, call = scene.world, scene.call.public_id
    computed(scene, protocol="2")
    second = world.reviewers[1]
    people.give_role(world.desk, world.administrator, second, Role.MANAGER, call)
    assert choosing_page(world.desk, second, call).found is not None
    with writing(world.desk.engine) as connection:
        version = applications.versions_of(connection, scene.files[5].id)[-1]
        theirs = (t.reviews.c.version_id == version.id, t.reviews.c.reviewer_id == second.id)
        connection.execute(update(t.reviews).where(*theirs).values(submitted_at=None))
    page = choosing_page(world.desk, second, call)
    assert (page.opening, page.found) == (Opening.SILENT, None)
    with pytest.raises(NotOpen, match="still-to-speak"):
        choosing.choose(world.desk, second, call, selection_form(), page.revision)
