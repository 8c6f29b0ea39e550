"""The pages of the calls."""

import datetime as dt
from pathlib import Path

import pytest

from reflexes_calls.actions.publishing import draft_call
from tests.reflexes_calls.web.scene import CALL, DEADLINE, Scene, make_scene


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """An open call."""
    return make_scene(tmp_path)


def test_list_says_open_calls_in_words(scene: Scene) -> None:
    shown = scene.visit("agent").get("/appels").text
    assert "Ouvert jusqu" in shown
    assert f"/appels/{scene.call}" in shown


@pytest.mark.parametrize("days", [-30, 0])
def test_apply_is_offered_while_open_only(scene: Scene, days: int) -> None:
    scene.clock.instant += dt.timedelta(days=days)
    shown = scene.visit("agent").get(f"/appels/{scene.call}").text
    assert (f"/appels/{scene.call}/candidater" in shown) == (days == 0)


def test_call_shows_where_it_comes_from_and_how_it_is_judged(scene: Scene) -> None:
    shown = scene.visit("agent").get(f"/appels/{scene.call}").text
    assert "/catalogue/pistes/micro-mobilite-professionnelle" in shown
    assert scene.desk.catalogue.edition in shown
    assert "Aucun besoin décrit" in shown
    assert "15\N{NARROW NO-BREAK SPACE}000\N{NO-BREAK SPACE}€" in shown


def test_call_is_shown_in_english(scene: Scene) -> None:
    shown = scene.visit("agent").get(f"/appels/{scene.call}?lang=en").text
    assert "Micro-mobility on trial" in shown
    assert "No need described" in shown


def test_call_closes_one_second_after_the_deadline(scene: Scene) -> None:
    scene.clock.instant = DEADLINE + dt.timedelta(seconds=1)
    assert "/candidater" not in scene.visit("agent").get(f"/appels/{scene.call}").text


def test_draft_call_does_not_exist_for_its_readers(scene: Scene) -> None:
    draft = draft_call(scene.desk, scene.manager, "micro-mobilite-professionnelle", CALL)
    agent, manager = scene.visit("agent"), scene.visit("manager")
    assert agent.get(f"/appels/{draft.public_id}").status_code == 404
    assert agent.get(f"/appels/{draft.public_id}/candidater").status_code == 404
    assert manager.get(f"/appels/{draft.public_id}").status_code == 200


def test_journal_is_offered_to_the_manager_alone(scene: Scene) -> None:
    address = f"/appels/{scene.call}"
    assert f"/journal/{scene.call}" in scene.visit("manager").get(address).text
    assert f"/journal/{scene.call}" not in scene.visit("agent").get(address).text
