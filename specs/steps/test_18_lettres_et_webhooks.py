"""Des lettres relues, des programmes prévenus."""

import datetime as dt
import json
from types import SimpleNamespace

import attrs
import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from reflexes_calls.actions import handling, hooking, outbox
from reflexes_calls.actions.delivering import deliver
from reflexes_calls.domain.outbox import KeptLetter, LetterState
from reflexes_calls.providers.calling import Answer
from tests.makers import AFTER, ToldClock, a_call, a_submitted

scenarios("18-lettres-et-webhooks.feature")
ADDRESS = "https://programme.example/ici"


@pytest.fixture
def met() -> SimpleNamespace:
    """What a story has met: letters, a program, what it received."""
    return SimpleNamespace(received=[], status=200)


def letters(story, state: LetterState) -> tuple[KeptLetter, ...]:
    world = story.world
    return outbox.letters_page(world.desk, world.manager, story.call.public_id, state=state).letters


@given("un appel dont les lettres sont relues")
def a_call_read_first(story) -> None:
    story.call = a_call(story.world)
    outbox.set_reading(story.world.desk, story.world.manager, story.call.public_id, wanted=True)


@when("un dossier reçu est déclaré irrecevable")
def found_inadmissible(story) -> None:
    sent = a_submitted(story.world, story.call)
    story.world.at(AFTER)
    handling.find_inadmissible(
        story.world.desk,
        story.world.manager,
        sent.public_id,
        {"reasons": "Hors du territoire."},
        address="https://appels.example",
    )


@then("l’accusé de réception est parti")
def the_receipt_left(story) -> None:
    assert "receipt" in {one.kind for one in letters(story, LetterState.SENT)}


@then("la lettre d’irrecevabilité attend")
def the_letter_waits(story, met) -> None:
    (met.letter,) = letters(story, LetterState.WAITING)
    assert met.letter.kind == "inadmissible"


@when("la responsable la corrige puis la laisse partir")
def corrected_and_let_go(story) -> None:
    world, (letter,) = story.world, letters(story, LetterState.WAITING)
    words = {"subject": letter.subject, "body": "Autrement dit.\n\nIn short."}
    call = story.call.public_id
    outbox.correct_letter(world.desk, world.manager, call, letter.public_id, words)
    outbox.pass_letters(world.desk, world.manager, call, None)


@then("la lettre part avec les mots corrigés")
def it_leaves_corrected(story) -> None:
    written = [path.read_text("utf-8") for path in story.world.desk.outbox.glob("*.eml")]
    assert sum("Autrement dit." in one for one in written) == 1


@then("ses premiers mots sont gardés")
def its_first_words_are_kept(story) -> None:
    (letter,) = [one for one in letters(story, LetterState.SENT) if one.kind == "inadmissible"]
    assert "Hors du territoire." in letter.original


@when(parsers.parse("la responsable la retient, « {reason} »"))
def held_back(story, met, reason: str) -> None:
    world, (letter,) = story.world, letters(story, LetterState.WAITING)
    outbox.hold_back_letter(
        world.desk, world.manager, story.call.public_id, letter.public_id, {"reason": reason}
    )
    met.reason = reason


@then("elle ne part jamais, et sa raison se lit")
def it_never_leaves(story, met) -> None:
    world = story.world
    assert outbox.pass_letters(world.desk, world.manager, story.call.public_id, None) == 0
    assert world.desk.send_letters() == 0
    (letter,) = letters(story, LetterState.HELD_BACK)
    assert letter.held_back_why == met.reason


@given("un appel publié qui prévient un programme des dépôts")
def a_call_that_tells(story) -> None:
    told = ToldClock()
    story.world = attrs.evolve(story.world, desk=attrs.evolve(story.world.desk, wall_clock=told))
    story.call = a_call(story.world)
    hooking.add_webhook(
        story.world.desk,
        story.world.manager,
        story.call.public_id,
        ADDRESS,
        ("application.submitted",),
    )


@given("ce programme est en panne")
def it_is_away(met) -> None:
    met.status = 503


@when("une équipe dépose son dossier")
def a_team_submits(story, met) -> None:
    met.sent = a_submitted(story.world, story.call)
    tell(story, met)


def tell(story, met) -> None:
    def call(address: str, body: bytes, headers: dict[str, str]) -> Answer:
        assert address == ADDRESS
        if met.status == 200:
            met.received.append((body, headers))
        return Answer(status=met.status, failure="")

    while deliver(story.world.desk, call):
        pass


@when("le programme revient dix minutes plus tard")
def it_is_back(story, met) -> None:
    assert met.received == []
    met.status = 200
    story.world.desk.wall_clock.instant += dt.timedelta(minutes=10)
    tell(story, met)


@then("le programme apprend le dépôt, signé, sans nom ni texte")
def it_is_told(story, met) -> None:
    ((body, headers),) = met.received
    told = json.loads(body)
    assert told["type"] == "application.submitted"
    assert told["data"]["id"] == met.sent.public_id
    assert headers["webhook-signature"].startswith("v1,")
    assert story.world.applicant.name not in body.decode()
    assert met.sent.draft_title() not in body.decode()


@then("il l’apprend une seule fois")
def only_once(story, met) -> None:
    tell(story, met)
    assert len(met.received) == 1
