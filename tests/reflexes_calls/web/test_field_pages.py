"""The pages of the field without a browser: downloads, what is refused, what is left behind."""

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from reflexes_calls.actions import noting_field, surveying
from reflexes_calls.settings import Settings
from tests.makers import World, a_call, a_pilot, a_world
from tests.reflexes_calls.surveys_scene import an_open_survey, answer
from tests.reflexes_calls.web.test_managing import Visits


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(f"sqlite:///{tmp_path / 'calls.sqlite3'}", tmp_path)


@pytest.fixture
def visits(world: World, settings: Settings) -> Visits:
    return Visits(world, settings)


@pytest.fixture
def pilot(world: World) -> str:
    return a_pilot(world, a_call(world)).public_id


def rows_of(client: TestClient, address: str) -> list[list[str]]:
    given = client.get(address)
    assert given.status_code == 200
    assert "attachment" in given.headers["content-disposition"]
    return list(csv.reader(io.StringIO(given.text.removeprefix("\ufeff"))))


def test_notes_are_downloaded_without_who_wrote_them(visits: Visits, pilot: str) -> None:
    world = visits.world
    said = {"kind": "obstacle", "text": "=1+1 fois trop long", "seen_on": "01/02/2027"}
    noting_field.write_note(world.desk, world.applicant, pilot, said)
    manager = visits.as_(world.manager)
    heading, row = rows_of(manager, f"/pilotes/{pilot}/carnet.csv")
    assert heading[:3] == ["Vu le", "Nature", "Note"]
    assert row[:3] == ["2027-02-01", "Obstacle", "'=1+1 fois trop long"]
    assert world.applicant.name not in " ".join(row)
    assert rows_of(manager, f"/pilotes/{pilot}/carnet.csv?nature=surprise")[1:] == []


def test_a_note_refused_keeps_what_was_typed_and_leads_to_it(visits: Visits, pilot: str) -> None:
    team = visits.as_(visits.world.applicant)
    typed = {"do": "note", "text": "Mme Durand ne vient plus", "kind": ""}
    refused = visits.send(team, f"/pilotes/{pilot}/carnet", typed)
    assert refused.status_code == 422
    assert 'href="#kind"' in refused.text
    assert 'href="#text"' in refused.text
    assert "Mme Durand ne vient plus" in refused.text


def test_figures_and_words_of_a_survey_are_two_files(visits: Visits, pilot: str) -> None:
    world = visits.world
    survey = an_open_survey(world, pilot)
    answer(world, survey, 6, q3="Plus de calme", q4="2")
    address = f"/pilotes/{pilot}/enquetes/{survey.public_id}"
    team = visits.as_(world.applicant)
    assert rows_of(team, f"{address}/resultats.csv")[1:] == []
    assert rows_of(team, f"{address}/mots.csv")[1:] == []
    surveying.close_survey(world.desk, world.applicant, pilot, survey.public_id)
    figures = rows_of(team, f"{address}/resultats.csv")
    assert ["L’essai m’aide à bien travailler.", "Plutôt", "6", "6"] in [f[:4] for f in figures]
    assert "Plus de calme" not in str(figures)
    words = rows_of(team, f"{address}/mots.csv")
    assert {tuple(each) for each in words[1:]} == {
        ("Qu’est-ce qui vous a étonné ?", "Plus de calme")
    }
    assert visits.as_(world.neighbour).get(f"{address}/resultats.csv").status_code == 403


def test_whoever_answers_is_never_looked_up(visits: Visits, pilot: str) -> None:
    world = visits.world
    survey = an_open_survey(world, pilot)
    client = visits.as_(world.manager)
    asked: list[str] = []
    event.listen(world.desk.engine, "before_cursor_execute", lambda *met: asked.append(str(met[2])))
    shown = client.get(f"/enquetes/{survey.token}")
    assert shown.status_code == 200
    sent = client.post(f"/enquetes/{survey.token}", data={"q1": "5"})
    assert sent.status_code == 303
    assert client.get(sent.headers["location"]).status_code == 200
    assert not [sql for sql in asked if "sessions" in sql or "persons" in sql]
    (cookie,) = sent.headers.get_list("set-cookie")
    assert cookie.startswith(f"reflexes-answered-{survey.public_id[:8]}=1;")


@pytest.mark.parametrize("token", ["0" * 32, "é", "a.b", "x" * 300])
def test_a_link_that_is_none_of_ours_is_not_found(visits: Visits, token: str) -> None:
    anyone = visits.as_(None)
    assert anyone.get(f"/enquetes/{token}").status_code == 404
    assert anyone.post(f"/enquetes/{token}", data={"q1": "5"}).status_code == 404


def test_a_refused_answer_stays_in_the_form(visits: Visits, pilot: str) -> None:
    survey = an_open_survey(visits.world, pilot)
    anyone = visits.as_(None)
    typed = {"q1": "4", "q3": "Écrire à anne@mairie.example", "q4": "beaucoup"}
    refused = anyone.post(f"/enquetes/{survey.token}", data=typed)
    assert refused.status_code == 422
    assert 'href="#q3"' in refused.text
    assert 'href="#q4"' in refused.text
    assert "Écrire à anne@mairie.example" in refused.text
    assert "set-cookie" not in refused.headers
