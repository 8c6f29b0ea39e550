"""Decisions are prepared where nobody else sees them, then released together or not at all."""

from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest

from reflexes_calls.actions import applying, deciding, looking, reviewing
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.decision import DecisionOutcome
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.lifecycle import ApplicationStage
from tests.makers import (
    AFTER,
    DECLINE,
    SELECT,
    World,
    a_call,
    a_reviewed,
    a_submitted,
    assign_both,
    review_form,
)


def two_reviewed(world: World) -> tuple[Call, Application, Application]:
    call = a_call(world)
    first, second = a_submitted(world, call), a_submitted(world, call, neighbour=True)
    for each in (first, second):
        assign_both(world, each)
    world.at(AFTER)
    for each in (first, second):
        for reviewer in world.reviewers:
            reviewing.submit_review(world.desk, reviewer, each.public_id, review_form())
    return call, first, second


def test_nobody_else_sees_what_is_prepared(world: World) -> None:
    call, first, _ = two_reviewed(world)
    deciding.prepare(world.desk, world.manager, first.public_id, SELECT)

    seen = looking.application_page(world.desk, world.applicant, first.public_id)
    assert seen.application.stage is ApplicationStage.SUBMITTED
    assert seen.decision is None
    assert seen.comments == ()
    assert seen.pilot is None
    for other in (world.applicant, world.reviewers[0], world.neighbour):
        with pytest.raises((NotAllowed, NotFound)):
            deciding.prepared_for(world.desk, other, first.public_id)
        with pytest.raises(NotAllowed):
            deciding.release_page(world.desk, other, call.public_id)


def test_they_are_released_together(world: World) -> None:
    call, first, second = two_reviewed(world)
    deciding.prepare(world.desk, world.manager, first.public_id, SELECT)
    deciding.prepare(world.desk, world.manager, second.public_id, DECLINE)
    shown = deciding.release_page(world.desk, world.manager, call.public_id)
    assert [each.prepared is not None for each in shown.waiting] == [True, True]
    assert shown.granted == 10_000_00

    taken = deciding.release(
        world.desk,
        world.manager,
        call.public_id,
        {first.public_id, second.public_id},
        shown.seen,
        address="https://appels.example",
    )

    assert [each.outcome for each in taken] == [DecisionOutcome.SELECTED, DecisionOutcome.DECLINED]
    assert taken[0].amount == 10_000_00
    assert {each.decided_at for each in taken} == {AFTER}
    page = looking.application_page(world.desk, world.neighbour, second.public_id)
    assert page.application.stage is ApplicationStage.DECLINED
    assert page.comments == ("Précisez le registre.",) * 2
    told = deciding.release_page(world.desk, world.manager, call.public_id)
    assert told.waiting == ()


def test_a_refusal_carries_the_reasons_and_what_the_readers_wrote(world: World) -> None:
    call, _, second = two_reviewed(world)
    deciding.prepare(world.desk, world.manager, second.public_id, DECLINE)
    seen = deciding.release_page(world.desk, world.manager, call.public_id).seen
    address = "https://appels.example"
    chosen = {second.public_id}
    deciding.release(world.desk, world.manager, call.public_id, chosen, seen, address=address)

    parse = BytesParser(EmailMessage, policy=default).parsebytes
    sent = [parse(path.read_bytes()).get_content() for path in world.desk.outbox.glob("*.eml")]
    (letter,) = [each for each in sent if "recours gracieux" in each]
    assert DECLINE["reasons"] in letter
    assert letter.count("Précisez le registre.") == 4
    assert "12/04/2027 23:59" in letter
    assert f"{address}/dossiers/{second.public_id}" in letter


def test_what_changed_since_it_was_read_is_not_released(world: World) -> None:
    call, first, second = two_reviewed(world)
    deciding.prepare(world.desk, world.manager, first.public_id, SELECT)
    seen = deciding.release_page(world.desk, world.manager, call.public_id).seen
    deciding.prepare(world.desk, world.manager, second.public_id, DECLINE)

    with pytest.raises(Conflict) as caught:
        deciding.release(
            world.desk, world.manager, call.public_id, {first.public_id}, seen, address=""
        )
    assert caught.value.kind == "prepared-changed"
    page = looking.application_page(world.desk, world.manager, first.public_id)
    assert page.application.stage is ApplicationStage.SUBMITTED


def test_only_what_is_ticked_is_released(world: World) -> None:
    call, first, second = two_reviewed(world)
    deciding.prepare(world.desk, world.manager, first.public_id, SELECT)
    deciding.prepare(world.desk, world.manager, second.public_id, DECLINE)
    seen = deciding.release_page(world.desk, world.manager, call.public_id).seen
    with pytest.raises(NotOpen) as caught:
        deciding.release(world.desk, world.manager, call.public_id, set(), seen, address="")
    assert caught.value.kind == "nothing-prepared"

    deciding.release(world.desk, world.manager, call.public_id, {first.public_id}, seen, address="")
    left = deciding.release_page(world.desk, world.manager, call.public_id)
    assert [each.application.public_id for each in left.waiting] == [second.public_id]
    assert left.waiting[0].prepared is not None


def test_a_withdrawn_file_is_not_decided(world: World) -> None:
    call, first, _ = two_reviewed(world)
    deciding.prepare(world.desk, world.manager, first.public_id, SELECT)
    applying.withdraw(world.desk, world.applicant, first.public_id)
    assert deciding.release_page(world.desk, world.manager, call.public_id).prepared == ()


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({}, {"outcome": "missing", "reasons": "missing"}),
        ({"outcome": "perhaps", "reasons": "x"}, {"outcome": "not-a-choice"}),
        ({"outcome": "selected", "reasons": "x"}, {"amount": "missing"}),
        (
            {"outcome": "selected", "amount": "beaucoup", "reasons": ""},
            {
                "amount": "not-a-number",
                "reasons": "missing",
            },
        ),
        ({"outcome": "selected", "amount": "15 000,01", "reasons": "x"}, {"amount": "too-large"}),
        ({"outcome": "selected", "amount": "0", "reasons": "x"}, {"amount": "too-small"}),
        ({"outcome": "declined", "reasons": "x" * 2001}, {"reasons": "too-long"}),
    ],
)
def test_every_refusal_is_told_at_once(
    small_world: World, said: dict[str, str], refused: dict[str, str]
) -> None:
    application = a_reviewed(small_world, a_call(small_world))
    with pytest.raises(Invalid) as caught:
        deciding.prepare(small_world.desk, small_world.manager, application.public_id, said)
    assert {each.field: each.kind for each in caught.value.refusals} == refused


def test_an_amount_beside_a_refusal_says_nothing(small_world: World) -> None:
    application = a_reviewed(small_world, a_call(small_world))
    said = DECLINE | {"amount": "n’importe quoi"}
    kept = deciding.prepare(small_world.desk, small_world.manager, application.public_id, said)
    assert kept.amount is None
