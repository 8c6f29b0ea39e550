"""The page of letters: those that wait are read, corrected, let go or held back."""

import re

import pytest
from httpx2 import Response
from sqlalchemy import update
from starlette.testclient import TestClient

from reflexes_calls.actions import asking, handling, outbox, resuming
from reflexes_calls.actions.desk import Desk
from reflexes_calls.domain.call import Call
from reflexes_calls.settings import Settings
from reflexes_calls.storage import calls, letters
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing
from tests.makers import AFTER, World, a_call, a_submitted
from tests.reflexes_calls.web.conftest import TOKEN
from tests.reflexes_calls.web.scene import make_scene
from tests.reflexes_calls.web.test_managing import Visits


def send(client: TestClient, page: str, **said: str) -> Response:
    found = TOKEN.search(client.get(page).text)
    assert found
    return client.post(page, data={"csrf": found[1], **said})


def waiting_letter(desk: Desk, call: str, subject: str) -> None:
    """A letter of the call that waits to be read."""
    with writing(desk.engine) as connection:
        known = calls.find_call(connection, call)
        assert known is not None
        letters.queue(
            connection,
            kind="declined",
            person=None,
            recipient="equipe@example.org",
            subject=subject,
            body="Bonjour <b>équipe</b>.\n\nHello.",
            at=desk.clock.now(),
            call=known.id,
            waits=True,
        )


def test_letters_are_read_and_let_go(tmp_path) -> None:
    scene = make_scene(tmp_path)
    manager, here = scene.visit("manager"), f"/gestion/appels/{scene.call}/lettres"
    assert "partent dès qu’elles sont écrites" in manager.get(here).text
    assert send(manager, here, do="read-first").status_code == 303
    assert "attend ici une relecture" in manager.get(here).text
    desk = manager.app.state.desk
    waiting_letter(desk, scene.call, "Une première")
    waiting_letter(desk, scene.call, "Une seconde")
    page = manager.get(f"{here}?etat=waiting").text
    assert page.index("Une seconde") < page.index("Une première")
    first, second = re.findall(r'name="(pass-[0-9a-z]+)"', page)
    none = send(manager, here, do="some")
    assert none.status_code == 422
    assert "Cochez au moins une lettre" in none.text
    assert send(manager, here, do="some", **{first: "yes"}).status_code == 303
    left = manager.get(f"{here}?etat=waiting").text
    assert "Une première" in left
    assert "Une seconde" not in left
    one = f"{here}/{second.removeprefix('pass-')}"
    shown = manager.get(one).text
    assert "&lt;b&gt;équipe&lt;/b&gt;" in shown
    refused = send(manager, one, do="correct", subject="", body="Autrement")
    assert refused.status_code == 422
    assert "Autrement" in refused.text
    assert send(manager, one, do="correct", subject="Mieux", body="Autrement").status_code == 303
    assert "Bonjour" in manager.get(one).text
    assert send(manager, one, do="hold", reason="").status_code == 422
    assert send(manager, one, do="hold", reason="Doublon").status_code == 303
    assert "Doublon" in manager.get(one).text
    late = send(manager, here, do="all")
    assert late.status_code == 303
    held = manager.get(f"{here}?etat=held-back&sorte=declined").text
    assert "Mieux" in held
    assert "Aucune lettre ici" in manager.get(f"{here}?etat=waiting").text


def test_a_letter_that_was_settled_meanwhile_says_so(tmp_path) -> None:
    scene = make_scene(tmp_path)
    manager, here = scene.visit("manager"), f"/gestion/appels/{scene.call}/lettres"
    waiting_letter(manager.app.state.desk, scene.call, "Une lettre")
    found = re.search(r'name="pass-([0-9a-z]+)"', manager.get(here).text)
    assert found
    one = f"{here}/{found[1]}"
    token = TOKEN.search(manager.get(one).text)
    assert token
    assert send(manager, here, do="all").status_code == 303
    late = {"csrf": token[1], "do": "hold", "reason": "Trop tard"}
    answer = manager.post(one, data=late)
    assert answer.status_code == 409
    assert "n’attend plus" in answer.text
    assert manager.get(f"{here}/{'0' * 32}").status_code == 404


@pytest.fixture
def scene(small_world: World, settings: Settings) -> tuple[Visits, Call, str]:
    """A call whose letters are read first, and a file of it found not admissible."""
    world = small_world
    call = a_call(world)
    outbox.set_reading(world.desk, world.manager, call.public_id, wanted=True)
    sent = a_submitted(world, call)
    resuming.send_resume_link(
        world.desk, world.applicant, sent.public_id, base="https://appels.example"
    )
    asking.ask(
        world.desk,
        world.neighbour,
        call.public_id,
        {"question": "Et un CCAS ?"},
        address="https://appels.example",
    )
    world.at(AFTER)
    said = {"reasons": "Hors du <b>territoire</b>."}
    handling.find_inadmissible(
        world.desk, world.manager, sent.public_id, said, address="https://appels.example"
    )
    return Visits(world, settings), call, sent.public_id


def test_what_waits_is_told_where_a_manager_looks(scene) -> None:
    visits, call, _ = scene
    manager = visits.as_(visits.world.manager)
    home = manager.get("/gestion").text
    assert "1 lettre attend une relecture" in home
    assert f"/gestion/appels/{call.public_id}/lettres?etat=waiting" in home
    release = manager.get(f"/gestion/appels/{call.public_id}/decisions").text
    assert "Les lettres de cet appel attendent une relecture" in release
    visits.world.clock.instant += 3 * (AFTER - AFTER.replace(day=9))
    assert "depuis 3 jours" in manager.get(f"/gestion/appels/{call.public_id}/lettres").text


def test_the_letters_of_one_file_and_nothing_of_its_links(scene) -> None:
    visits, call, file = scene
    manager = visits.as_(visits.world.manager)
    here = f"/gestion/appels/{call.public_id}/lettres"
    assert f"{here}?dossier={file}" in manager.get(f"/gestion/dossiers/{file}").text
    shown = manager.get(f"{here}?dossier={file}").text
    assert visits.world.manager.email not in shown
    assert "attend une relecture (1)" in shown
    assert "Laisser partir toutes" not in shown
    assert manager.get(f"{here}?dossier=%27%22&avant=x&etat=y&sorte=z").status_code == 200
    (link,) = re.findall(rf'href="({here}/[0-9a-f]+)">Continuer votre dossier', shown)
    one = manager.get(link).text
    assert "seul son destinataire la lit" in one
    assert "/reprendre/" not in one


def test_a_team_reads_again_what_it_was_sent_and_nobody_else_does(scene) -> None:
    visits, call, file = scene
    address = f"/dossiers/{file}/lettres"
    team = visits.as_(visits.world.applicant)
    assert address in team.get(f"/dossiers/{file}").text
    before = team.get(address).text
    assert "territoire" not in before
    assert "Elle portait un lien pour vous seul" in before
    assert "/reprendre/" not in before
    outbox.pass_letters(visits.world.desk, visits.world.manager, call.public_id, None)
    assert "Hors du &lt;b&gt;territoire&lt;/b&gt;." in team.get(address).text
    assert visits.as_(visits.world.neighbour).get(address).status_code == 404
    assert visits.as_(None).get(address).status_code == 303


def test_a_letter_that_cannot_leave_says_so_in_plain_words_and_is_tried_again(scene) -> None:
    visits, call, _ = scene
    world, manager = visits.world, visits.as_(visits.world.manager)
    here = f"/gestion/appels/{call.public_id}/lettres"
    outbox.pass_letters(world.desk, world.manager, call.public_id, None)
    with writing(world.desk.engine) as connection:
        failed = update(t.letters).where(t.letters.c.kind == "inadmissible")
        said = {"sent_at": None, "failure": "SMTP 550", "tries": 3, "gave_up_at": AFTER}
        connection.execute(failed.values(said))
    (one,) = re.findall(rf'href="({here}/[0-9a-f]+)"', manager.get(f"{here}?etat=given-up").text)
    shown = manager.get(one).text
    assert "l’a refusée chaque fois" in shown
    assert "3 fois" in shown
    assert send(manager, one, do="try").status_code == 303
    assert "l’a refusée chaque fois" not in manager.get(one).text
    # Sent by now: a second press of the button says so and sends nothing.
    token = TOKEN.search(manager.get(here).text)
    assert token
    again = manager.post(one, data={"csrf": token[1], "do": "try"})
    assert again.status_code == 409
