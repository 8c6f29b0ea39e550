"""Terrains: offered, found by piste and territory, matched, written to, made partners."""

import datetime as dt

import pytest

from reflexes_calls.actions import offering, partnering
from reflexes_calls.domain.errors import Invalid, NotAllowed, NotFound, Refused
from reflexes_calls.domain.people import Organisation, Person
from reflexes_calls.domain.terrain import Terrain
from tests.makers import DURING, PISTE, World, a_call, a_draft

pytestmark = pytest.mark.storage

BASE = "https://appels.example"


def offered(
    world: World, *, by: Person | None = None, of: Organisation | None = None, **said: str
) -> Terrain:
    told = {
        "stands_as": "terrain",
        "piste_code": PISTE,
        "territory": "35238",
        "offers": "Trois accueils et une équipe volontaire.",
        "from_on": "01/03/2027",
        "until_on": "31/12/2027",
    } | said
    actor, organisation = by or world.neighbour, of or world.bourg_temoin
    return offering.offer(world.desk, actor, organisation, told)


def keys(found: tuple[offering.TerrainShown, ...]) -> set[str]:
    return {each.terrain.public_id for each in found}


def test_an_offer_is_found_by_piste_and_by_each_territory_around_it(world: World) -> None:
    made = offered(world)
    assert (made.territory_name, made.department, made.region) == ("Rennes (35238)", "35", "R-53")
    for asked in (
        {},
        {"piste": PISTE},
        {"territory": "35238"},
        {"territory": "Rennes (35238)"},
        {"territory": "35"},
        {"territory": "R-53"},
        {"stands_as": "terrain", "piste": PISTE, "territory": "35"},
    ):
        assert keys(offering.list_terrains(world.desk, asked)) == {made.public_id}, asked
    for asked in ({"piste": "data-labs"}, {"territory": "29"}, {"stands_as": "lead"}):
        assert offering.list_terrains(world.desk, asked) == (), asked
    assert offering.count_offered(world.desk, (PISTE,)) == 1
    assert offering.count_offered(world.desk, ("data-labs",)) == 0


def test_an_offer_that_is_over_or_withdrawn_is_found_no_more(world: World) -> None:
    made = offered(world, until_on="10/12/2026", from_on="")
    assert keys(offering.list_terrains(world.desk, {})) == {made.public_id}
    world.at(DURING + dt.timedelta(days=1))
    assert offering.list_terrains(world.desk, {}) == ()
    assert offering.count_offered(world.desk, (PISTE,)) == 0

    again = offered(world)
    with pytest.raises(NotFound):
        offering.withdraw_offer(world.desk, world.applicant, again.public_id)
    offering.withdraw_offer(world.desk, world.neighbour, again.public_id)
    assert offering.list_terrains(world.desk, {}) == ()
    with pytest.raises(NotFound):
        offering.terrain_page(world.desk, world.applicant, again.public_id)
    assert offering.terrain_page(world.desk, world.neighbour, again.public_id).own


def test_an_offer_written_wrongly_says_everything_at_once(small_world: World) -> None:
    world = small_world
    wrong = {
        "stands_as": "boss",
        "piste_code": "nulle-part",
        "territory": "35000",
        "offers": "",
        "from_on": "31/02/2027",
    }
    with pytest.raises(Invalid) as caught:
        offered(world, **wrong)
    assert {each.field: each.kind for each in caught.value.refusals} == {
        "stands_as": "not-a-choice",
        "offers": "missing",
        "from_on": "not-a-day",
        "territory": "postal-code",
        "piste_code": "not-a-choice",
    }


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"until_on": "01/12/2026", "from_on": ""}, ("until_on", "past-day")),
        ({"from_on": "02/03/2027", "until_on": "01/03/2027"}, ("until_on", "not-after")),
        ({"territory": "nulle part"}, ("territory", "unknown-territory")),
        ({"territory": ""}, ("territory", "missing")),
    ],
)
def test_an_offer_in_no_time_or_place_is_refused(
    small_world: World, said: dict[str, str], expected: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as caught:
        offered(small_world, **said)
    assert [(each.field, each.kind) for each in caught.value.refusals] == [expected]


def test_a_territory_may_be_named_when_the_name_is_that_of_one(small_world: World) -> None:
    assert offered(small_world, territory="Cesson-Sévigné").territory == "35051"


def test_one_offers_for_ones_own_administration_only(small_world: World) -> None:
    with pytest.raises(NotAllowed):
        offered(small_world, of=small_world.val_d_essai)


def test_the_page_says_who_matches_and_why_and_the_open_calls(world: World) -> None:
    call = a_call(world)
    made = offered(world)
    lead = offered(
        world,
        by=world.applicant,
        of=world.val_d_essai,
        stands_as="lead",
        territory="35051",
    )
    page = offering.terrain_page(world.desk, None, made.public_id)
    (match,) = page.matches
    assert match.shown.terrain.public_id == lead.public_id
    assert [reason.kind for reason in match.reasons] == [
        "same-piste",
        "stands-as-lead",
        "near-epci",
        "same-time",
    ]
    (fitting,) = page.calls
    assert fitting.call.public_id == call.public_id
    assert [reason.kind for reason in fitting.reasons] == ["call-of-piste", "whole-trial"]
    assert (page.messages, page.writers, page.candidates) == ((), (), ())


def test_messages_go_through_the_service_and_disclose_no_address(world: World) -> None:
    made = offered(world)
    said = {"message": "Nous cherchons un terrain pour avril."}
    sender = world.val_d_essai.public_id
    offering.write_to(world.desk, world.applicant, made.public_id, sender, said, base=BASE)

    (letter,) = [path.read_bytes() for path in world.desk.outbox.glob("*.eml")]
    assert b"To: odile@essai.example" in letter
    assert b"samir@essai.example" not in letter
    page = offering.terrain_page(world.desk, world.neighbour, made.public_id)
    assert [(each.message, who.name) for each, who in page.messages] == [
        (said["message"], world.val_d_essai.name)
    ]
    # Nobody else reads it.
    assert offering.terrain_page(world.desk, None, made.public_id).messages == ()
    assert offering.terrain_page(world.desk, world.manager, made.public_id).messages == ()

    back = {"message": "Volontiers."}
    own = world.bourg_temoin.public_id
    offering.write_to(
        world.desk, world.neighbour, made.public_id, own, back, base=BASE, answered=sender
    )
    page = offering.terrain_page(world.desk, world.applicant, made.public_id)
    assert [each.message for each, _ in page.messages] == [said["message"], back["message"]]


def test_a_message_needs_words_an_administration_and_some_restraint(small_world: World) -> None:
    world = small_world
    made = offered(world)
    sender, said = world.val_d_essai.public_id, {"message": "Bonjour."}
    with pytest.raises(Invalid):
        offering.write_to(world.desk, world.applicant, made.public_id, sender, {}, base=BASE)
    with pytest.raises(NotAllowed):
        offering.write_to(world.desk, world.manager, made.public_id, sender, said, base=BASE)
    own = world.bourg_temoin.public_id
    with pytest.raises(NotFound):
        # Who offers answers those who wrote, and nobody else.
        offering.write_to(
            world.desk, world.neighbour, made.public_id, own, said, base=BASE, answered=sender
        )
    for rank in range(offering.MOST_MESSAGES):
        told = {"message": f"Bonjour, {rank}."}
        offering.write_to(world.desk, world.applicant, made.public_id, sender, told, base=BASE)
    with pytest.raises(Refused) as caught:
        offering.write_to(world.desk, world.applicant, made.public_id, sender, said, base=BASE)
    assert caught.value.kind == "too-many-messages"


def test_a_terrain_becomes_a_partner_in_one_step_without_its_address(world: World) -> None:
    draft = a_draft(world, a_call(world))
    made = offered(world)
    page = offering.terrain_page(world.desk, world.applicant, made.public_id)
    assert [one.public_id for one, _ in page.candidates] == [draft.public_id]

    partner = partnering.name_terrain(
        world.desk, world.applicant, draft.public_id, made.public_id, part=""
    )
    assert (partner.name, partner.email) == (world.bourg_temoin.name, "")
    assert partner.part == made.offers
    partnering.ask_partner(
        world.desk, world.applicant, draft.public_id, partner.public_id, base=BASE
    )
    (letter,) = [path.read_bytes() for path in world.desk.outbox.glob("*.eml")]
    assert b"To: odile@essai.example" in letter
    with pytest.raises(Invalid) as caught:
        partnering.name_terrain(
            world.desk, world.applicant, draft.public_id, made.public_id, part=""
        )
    assert caught.value.refusals[0].kind == "partner-twice"
