"""Une limite, la même pour tous."""

import datetime as dt

import attrs
import pytest
from pytest_bdd import given, scenarios, then, when

from reflexes_calls.actions import applying, looking, publishing, reminding, watching
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Refused, TooLate
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.storage import journal
from tests.makers import (
    DEADLINE,
    PISTE,
    SECOND,
    ToldClock,
    World,
    a_call,
    a_draft,
    a_submitted,
    call_form,
)

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
    reminding.remind(world.desk, "https://appels.essai.example")
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


def published(world: World, **said: str) -> Call:
    drafted = publishing.draft_call(world.desk, world.manager, PISTE, call_form(**said))
    return publishing.publish(world.desk, world.manager, drafted.public_id)


@given("un appel dont la limite est à 17 h, avec 10 minutes de grâce", target_fixture="call")
def call_with_grace(world: World) -> Call:
    return published(world, grace="10")


@when("une équipe dépose à 17 h 10 min 00 s", target_fixture="sent")
def at_the_end_of_grace(world: World, call: Call) -> Application:
    ready = a_draft(world, call)
    world.at(DEADLINE + 10 * MINUTE)
    return applying.submit(world.desk, world.applicant, ready.public_id)


@when("une autre équipe dépose à 17 h 10 min 01 s", target_fixture="refused")
def after_grace(world: World, call: Call) -> tuple[Application, BaseException]:
    world.at(DEADLINE)
    ready = a_draft(world, call, neighbour=True)
    world.at(DEADLINE + 10 * MINUTE + SECOND)
    with pytest.raises(TooLate) as caught:
        applying.submit(world.desk, world.neighbour, ready.public_id)
    return ready, caught.value


def the_outage(world: World) -> int:
    ((number, _),) = watching.outages_told(world.desk, world.administrator)
    return number


@when("l’administratrice retire cette panne avant 17 h")
def take_back(world: World) -> None:
    world.at(DEADLINE - 10 * MINUTE)
    watching.cancel_outage(world.desk, world.administrator, the_outage(world))


@then("la limite est de nouveau à 17 h")
def put_back(world: World, call: Call) -> None:
    known = looking.call_page(world.desk, None, call.public_id).call
    assert known.deadline().until == DEADLINE


@then("l’équipe reçoit une lettre qui dit l’erreur")
def told_the_mistake(world: World) -> None:
    (letter,) = [each for each in letters(world) if "noted by mistake" in each]
    assert "30/01/2027 17:00" in letter


@when("l’administratrice veut retirer cette panne après 17 h", target_fixture="stays")
def cannot_take_back(world: World) -> Refused:
    world.at(DEADLINE + SECOND)
    with pytest.raises(Refused) as caught:
        watching.cancel_outage(world.desk, world.administrator, the_outage(world))
    return caught.value


@then("le retrait est refusé")
def it_stays(stays: Refused) -> None:
    assert stays.kind == "outage-stays"


@given(
    "un appel permanent avec une session le 20 décembre à 17 h",
    target_fixture="call",
)
def permanent(world: World) -> Call:
    return published(world, procedure="permanent", cutoffs="20/12/2026")


@given("un dossier déposé pour cette session", target_fixture="sent")
def sent_for_a_session(world: World, call: Call) -> Application:
    sent = a_submitted(world, call)
    assert sent.session == 1
    return sent


@when("il est 17 h 00 min 01 s ce jour-là")
def past_the_session(world: World, call: Call) -> None:
    world.at(call.cutoffs[0] + SECOND)


@then("le dossier ne peut plus être modifié")
def stands(world: World, sent: Application) -> None:
    with pytest.raises(TooLate):
        applying.save_draft(
            world.desk, world.applicant, sent.public_id, {"title": "b"}, revision=None, partial=True
        )


@then("une autre équipe peut encore déposer, pour la session suivante")
def next_session(world: World, call: Call) -> None:
    assert a_submitted(world, call, neighbour=True).session == 2
