"""Taking up earlier answers through the pages: both are shown, only what is ticked is written."""

from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from reflexes_calls.actions import applying, looking, publishing
from reflexes_calls.domain.application import Application
from tests.makers import PISTE, World, a_draft, answers, call_form
from tests.reflexes_calls.web.papers_scene import REVISION, Town, make_town, token

pytestmark = pytest.mark.web


@pytest.fixture
def town(small_world: World, tmp_path: Path) -> Town:
    return make_town(small_world, tmp_path)


@pytest.fixture
def earlier(town: Town) -> Application:
    return a_draft(town.world, town.call)


@pytest.fixture
def draft(town: Town, earlier: Application) -> Application:
    """An empty draft of the same town, in another call."""
    del earlier
    world = town.world
    form = call_form(title_fr="Un second appel")
    drafted = publishing.draft_call(world.desk, world.manager, PISTE, form)
    call = publishing.publish(world.desk, world.manager, drafted.public_id)
    return applying.start_draft(world.desk, world.applicant, call.public_id, world.val_d_essai)


@pytest.fixture
def agent(town: Town) -> TestClient:
    return town.visit()


def address(draft: Application) -> str:
    return f"/dossiers/{draft.public_id}/reponses-anterieures"


def take(agent: TestClient, draft: Application, source: Application, *taken: str) -> object:
    shown = agent.get(f"{address(draft)}?de={source.public_id}").text
    revision = REVISION.search(shown)
    assert revision is not None
    said = {
        "csrf": token(agent, f"{address(draft)}?de={source.public_id}"),
        "revision": revision[1],
        "de": source.public_id,
        "take": list(taken),
    }
    return agent.post(address(draft), data=said)


def kept(town: Town, draft: Application) -> dict[str, str]:
    shown = looking.application_page(town.world.desk, town.world.applicant, draft.public_id)
    return shown.application.draft


def test_the_earlier_application_is_offered_with_its_call(
    town: Town, agent: TestClient, draft: Application, earlier: Application
) -> None:
    shown = agent.get(address(draft)).text
    assert f"{address(draft)}?de={earlier.public_id}" in unescape(shown)
    assert answers()["title"] in shown
    assert town.call.title_fr in shown


def test_what_is_ticked_is_written_and_nothing_else(
    town: Town, agent: TestClient, draft: Application, earlier: Application
) -> None:
    answer = take(agent, draft, earlier, "problem", "weeks")
    assert answer.headers["location"] == f"/dossiers/{draft.public_id}?done=earlier-taken"
    assert kept(town, draft) == {key: answers()[key] for key in ("problem", "weeks")}
    assert kept(town, earlier) == answers()


def test_what_would_be_replaced_is_shown_beside_and_not_ticked(
    town: Town, agent: TestClient, draft: Application, earlier: Application
) -> None:
    world = town.world
    applying.save_draft(
        world.desk, world.applicant, draft.public_id, {"title": "Titre neuf"}, revision=0
    )
    shown = agent.get(f"{address(draft)}?de={earlier.public_id}").text
    assert "Titre neuf" in shown
    assert answers()["title"] in shown
    assert 'value="title" aria-describedby="title-state">' in shown
    assert 'value="people" aria-describedby="people-state" checked>' in shown
    assert 'value="consent"' not in shown


def test_nothing_ticked_is_told(
    town: Town, agent: TestClient, draft: Application, earlier: Application
) -> None:
    answer = take(agent, draft, earlier)
    assert answer.status_code == 409
    assert "Cochez au moins une réponse" in answer.text
    assert kept(town, draft) == {}


def test_a_colleague_who_typed_meanwhile_is_not_overwritten(
    town: Town, agent: TestClient, draft: Application, earlier: Application
) -> None:
    page = agent.get(f"{address(draft)}?de={earlier.public_id}").text
    world = town.world
    applying.save_draft(
        world.desk, world.applicant, draft.public_id, {"title": "D’une collègue"}, revision=0
    )
    revision = REVISION.search(page)
    assert revision is not None
    said = {
        "csrf": token(agent, f"{address(draft)}?de={earlier.public_id}"),
        "revision": revision[1],
        "de": earlier.public_id,
        "take": ["title"],
    }
    answer = agent.post(address(draft), data=said)
    assert answer.status_code == 409
    assert "D’une collègue" in answer.text
    assert kept(town, draft) == {"title": "D’une collègue"}


def test_the_application_of_another_administration_cannot_be_taken_from(
    town: Town, agent: TestClient, draft: Application
) -> None:
    theirs = a_draft(town.world, town.call, neighbour=True)
    assert agent.get(f"{address(draft)}?de={theirs.public_id}").status_code == 404
    assert agent.get(f"{address(draft)}?de={'0' * 32}").status_code == 404
    assert town.visit(town.world.neighbour).get(address(draft)).status_code == 404


def test_a_town_without_earlier_application_is_told(town: Town, agent: TestClient) -> None:
    world = town.world
    draft = applying.start_draft(
        world.desk, world.applicant, town.call.public_id, world.val_d_essai
    )
    assert "n’a pas d’autre dossier" in agent.get(address(draft)).text
