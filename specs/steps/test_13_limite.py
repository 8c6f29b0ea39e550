"""Une limite, la même pour tous."""

import datetime as dt

import attrs
import pytest
from pytest_bdd import given, scenarios, then, when

from reflexes_calls.actions import applying, looking, watching
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import TooLate
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.storage import journal
from tests.makers import DEADLINE, SECOND, ToldClock, World, a_call, a_draft, a_submitted

scenarios("13-une-limite-pour-tous.feature")
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


def letters(world: World) -> list[str]:
    return [path.read_text("utf-8") for path in world.desk.outbox.glob("*.eml")]


@given("un appel dont la limite est à 17 h", target_fixture="call")
def call(world: World) -> Call:
    return a_call(world)


@given("une équipe dont le brouillon est prêt", target_fixture="draft")
def draft(world: World, call: Call) -> Application:
    return a_draft(world, call)


@when("une équipe dépose à 17 h 00 min 00 s", target_fixture="sent")
def at_the_second(world: World, call: Call) -> Application:
    ready = a_draft(world, call)
    world.at(DEADLINE)
    return applying.submit(world.desk, world.applicant, ready.public_id)


@then("son dossier est reçu")
def received(sent: Application) -> None:
    assert (sent.stage, sent.receipt) == (ApplicationStage.SUBMITTED, "2026-001")


@when("une autre équipe dépose à 17 h 00 min 01 s", target_fixture="refused")
def a_second_later(world: World, call: Call) -> tuple[Application, BaseException]:
    world.at(DEADLINE - HOUR)
    ready = a_draft(world, call, neighbour=True)
    world.at(DEADLINE + SECOND)
    with pytest.raises(TooLate) as caught:
        applying.submit(world.desk, world.neighbour, ready.public_id)
    return ready, caught.value


@then("son dépôt est refusé, et son brouillon est gardé")
def kept(world: World, refused: tuple[Application, BaseException]) -> None:
    known = looking.application_page(world.desk, world.neighbour, refused[0].public_id)
    assert known.application.draft == refused[0].draft
    assert known.application.receipt is None


@when("le service reste injoignable de 16 h à 16 h 40")
def silence(world: World) -> None:
    wall = ToldClock(DEADLINE - HOUR)
    world.desk = attrs.evolve(world.desk, wall_clock=wall)
    watching.beat(world.desk)
    wall.instant += 40 * MINUTE
    watching.beat(world.desk)


@then("la limite est à 18 h pour tout le monde")
def moved(world: World, call: Call) -> None:
    known = looking.call_page(world.desk, None, call.public_id).call
    assert known.deadline().until == DEADLINE + HOUR


@then("l’équipe reçoit une lettre qui le dit")
def told(world: World) -> None:
    (letter,) = letters(world)
    assert "30/01/2027 18:00" in letter


@then("le journal de l’appel en garde la trace")
def noted(world: World, call: Call) -> None:
    with world.desk.look() as connection:
        assert journal.entries_of(connection, call.id)[-1].kind == "move_deadline"


@when("il reste deux jours", target_fixture="sent")
def two_days(world: World, call: Call) -> Application:
    sent = a_submitted(world, call, neighbour=True)
    world.at(DEADLINE - dt.timedelta(days=2))
    watching.remind(world.desk, "https://appels.essai.example")
    return sent


@then("l’équipe reçoit une lettre « Vous n’avez PAS encore déposé »")
def reminded(world: World) -> None:
    found = [letter for letter in letters(world) if "samir@" in letter]
    assert len(found) == 1
    assert "PAS encore" in found[0]


@then("une équipe qui a déposé n’en reçoit pas")
def not_reminded(world: World, sent: Application) -> None:
    assert sent.receipt
    found = [letter for letter in letters(world) if "odile@" in letter]
    assert not any("PAS encore" in letter for letter in found)
