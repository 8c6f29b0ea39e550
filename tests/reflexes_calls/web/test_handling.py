"""What is missing, what is admissible and messages, as people meet them on the pages."""

from pathlib import Path

import pytest

from reflexes_calls.settings import Settings
from tests.makers import AFTER, World, a_call, a_submitted
from tests.reflexes_calls.web.test_managing import Visits

pytestmark = pytest.mark.web


@pytest.fixture
def visits(small_world: World, tmp_path: Path) -> Visits:
    return Visits(small_world, Settings(files=tmp_path / "files"))


def test_what_is_missing_is_asked_then_read_by_the_team(visits: Visits) -> None:
    world = visits.world
    file = a_submitted(world, a_call(world)).public_id
    manager, applicant = visits.as_(world.manager), visits.as_(world.applicant)
    address = f"/gestion/dossiers/{file}/recevabilite"
    assert "une fois leur heure limite passée" in manager.get(address).text
    world.at(AFTER)
    assert f'href="{address}"' in manager.get(f"/gestion/dossiers/{file}").text
    refused = visits.send(manager, address, {"do": "ask", "missing": "<b>", "due": "demain"})
    assert refused.status_code == 422
    assert "&lt;b&gt;" in refused.text
    assert 'href="#due"' in refused.text
    said = {"do": "ask", "missing": "Le budget.", "due": "17/02/2027"}
    assert visits.send(manager, address, said).status_code == 303
    own = applicant.get(f"/dossiers/{file}").text
    assert "À compléter avant le 17" in own
    assert "Le budget." in own
    assert visits.send(manager, address, {"do": "admissible"}).status_code == 303
    assert "À compléter avant" not in applicant.get(f"/dossiers/{file}").text
    without = visits.send(manager, address, {"do": "inadmissible", "reasons": " "})
    assert without.status_code == 422
    assert 'href="#reasons"' in without.text
    assert visits.send(manager, address, {"do": "nonsense"}).status_code == 404
    assert visits.as_(world.applicant).get(address).status_code == 403


def test_messages_are_written_from_both_sides(visits: Visits) -> None:
    world = visits.world
    file = a_submitted(world, a_call(world)).public_id
    manager, applicant = visits.as_(world.manager), visits.as_(world.applicant)
    own, managed = f"/dossiers/{file}/messages", f"/gestion/dossiers/{file}/messages"
    refused = visits.send(applicant, own, {"text": "x" * 4001})
    assert refused.status_code == 422
    assert "x" * 4001 in refused.text
    assert visits.send(applicant, own, {"text": "Un <script> ?"}).status_code == 303
    assert "pas encore ouvert" in applicant.get(own).text
    assert "Un &lt;script&gt; ?" in manager.get(managed).text
    assert "pas encore ouvert" not in applicant.get(own).text
    assert visits.send(manager, managed, {"text": "Oui."}).status_code == 303
    assert "équipe de l’appel" in applicant.get(own).text
    for other in (world.neighbour, world.reviewers[0]):
        assert visits.as_(other).get(own).status_code == 404
        assert visits.as_(other).get(managed).status_code == 404
