"""A button pressed twice, or two requests of one form at once, make one thing and one letter."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import func, select

from reflexes_calls.actions import applying, offering, partnering, teaming
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.once import id_of_request
from reflexes_calls.domain.partner import PartnerState
from reflexes_calls.storage import applications
from reflexes_calls.storage import tables as t
from tests.makers import DURING, World, a_call, a_draft
from tests.reflexes_calls.actions.test_offering import offered
from tests.reflexes_calls.actions.test_partnering import (
    BASE,
    RENNES,
    SIGNED,
    a_call_with,
    asked,
    named,
    said,
)

pytestmark = pytest.mark.storage

KEY, OTHER = "a" * 32, "b" * 32
R = TypeVar("R")


def at_once(act: Callable[[], R]) -> tuple[R, R]:
    """The same act, twice at the same moment."""
    together = Barrier(2)

    def once(_: int) -> R:
        together.wait()
        return act()

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(once, range(2))
    return first, second


def count_letters(world: World, kind: str) -> int:
    with world.desk.look() as connection:
        sent = select(func.count()).where(t.letters.c.kind == kind)
        return int(connection.execute(sent).scalar_one())


def alive(world: World, draft: Application) -> int:
    with world.desk.look() as connection:
        return len(applications.alive_of(connection, draft.call_id, draft.organisation_id))


def test_a_key_tells_apart_its_sender_and_what_is_typed() -> None:
    made = id_of_request(KEY, "ana", "call", 1)
    assert made == id_of_request(KEY, "ana", "call", 1)
    assert made is not None
    assert len(made) == 32
    others = [(OTHER, "ana", "call", 1), (KEY, "bo", "call", 1), (KEY, "ana", "call", 2)]
    assert made not in {id_of_request(*one) for one in others}
    assert id_of_request(None, "ana") is None


def test_another_application_asked_twice_is_begun_once(world: World) -> None:
    call = a_call_with(world, several="yes")
    first = a_draft(world, call)

    def another(key: str) -> Application:
        return applying.start_draft(
            world.desk,
            world.applicant,
            call.public_id,
            world.val_d_essai,
            another=True,
            request_key=key,
        )

    one, two = at_once(lambda: another(KEY))
    assert one.public_id == two.public_id != first.public_id
    assert alive(world, first) == 2
    assert another(OTHER).public_id not in {one.public_id, first.public_id}
    assert alive(world, first) == 3


def test_an_invitation_sent_twice_is_one_letter(world: World) -> None:
    draft = a_draft(world, a_call(world))
    told = {"email": "une.autre@essai.example", "role": "writer"}
    one, two = at_once(
        lambda: teaming.invite(
            world.desk, world.applicant, draft.public_id, told, base=BASE, request_key=KEY
        )
    )
    assert one.public_id == two.public_id
    assert count_letters(world, "invitation") == 1


def test_an_invitation_sent_again_at_once_leaves_its_link_alive(world: World) -> None:
    draft = a_draft(world, a_call(world))
    told = {"email": "une.autre@essai.example", "role": "writer"}
    kept = teaming.invite(world.desk, world.applicant, draft.public_id, told, base=BASE)

    def again() -> None:
        teaming.resend(world.desk, world.applicant, draft.public_id, kept.public_id, base=BASE)

    world.at(DURING + teaming.AT_ONCE)
    at_once(again)
    assert count_letters(world, "invitation") == 2
    teaming.uninvite(world.desk, world.applicant, draft.public_id, kept.public_id)
    teaming.uninvite(world.desk, world.applicant, draft.public_id, kept.public_id)


def test_a_partner_named_twice_by_one_form_is_one(world: World) -> None:
    draft = a_draft(world, a_call_with(world, partners="optional"))

    def name(**changes: str) -> str:
        desk, actor = world.desk, world.applicant
        typed = said(**changes)
        return partnering.name_partner(
            desk, actor, draft.public_id, typed, request_key=KEY
        ).public_id

    one, two = at_once(name)
    assert one == two
    # The page taken back from the browser's memory, with someone else typed in it.
    assert name(name="Agence d’Essai", siret="", email="agence@essai.example") != one
    shown = partnering.partners_page(world.desk, world.applicant, draft.public_id)
    assert [each.partner.siret for each in shown.partners] == [RENNES.replace(" ", ""), None]


def test_a_partner_asked_or_answering_twice_is_told_once(world: World) -> None:
    draft = a_draft(world, a_call_with(world, partners="required"))
    partner = named(world, draft)
    token = asked(world, draft, partner)
    assert asked(world, draft, partner) == token
    assert count_letters(world, "partner-asked") == 1

    digest = partnering.sign_page(world.desk, token).digest
    signed, again = at_once(lambda: partnering.sign(world.desk, token, SIGNED, digest=digest))
    assert (signed, signed.state) == (again, PartnerState.SIGNED)
    assert count_letters(world, "partner-signed") == 1
    for _ in range(2):
        partnering.decline(world.desk, token, {"note": "Pas cette année."})
    assert count_letters(world, "partner-declined") == 1


def test_a_terrain_offered_twice_by_one_form_is_one(world: World) -> None:
    told = {
        "stands_as": "terrain",
        "piste_code": "micro-mobilite-professionnelle",
        "territory": "35238",
        "offers": "Trois accueils.",
    }

    def offer() -> str:
        desk, actor = world.desk, world.neighbour
        return offering.offer(desk, actor, world.bourg_temoin, told, request_key=KEY).public_id

    one, two = at_once(offer)
    assert one == two
    assert len(offering.list_terrains(world.desk, {})) == 1
    told["offers"] = "Quatre accueils."
    assert offer() != one


def test_a_message_sent_twice_is_written_once(world: World) -> None:
    made = offered(world)
    sender, told = world.val_d_essai.public_id, {"message": "Bonjour, parlons-en."}
    at_once(
        lambda: offering.write_to(
            world.desk, world.applicant, made.public_id, sender, told, base=BASE
        )
    )
    assert count_letters(world, "terrain-message") == 1
    page = offering.terrain_page(world.desk, world.neighbour, made.public_id)
    assert [each.message for each, _ in page.messages] == ["Bonjour, parlons-en."]
