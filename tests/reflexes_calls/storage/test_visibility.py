"""The rule of who sees what is said twice: in Python and to the databases. They must agree."""

import datetime as dt
from collections.abc import Iterator
from itertools import product

import pytest
from sqlalchemy import Connection, delete, insert, select

from reflexes_calls.actions.seating import NOBODY_YET
from reflexes_calls.domain.finding import Wanted
from reflexes_calls.domain.jury import BondKind, Juror, JurorKind, JurorState, JuryKind
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.visibility import FileFacts, Seat, Viewer, is_in_conflict, seats_on
from reflexes_calls.storage import applications, juries
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import reading, writing
from reflexes_calls.storage.finding import Search, count_files
from reflexes_calls.storage.seeing import facts_of, hidden_from, seen_from, viewer_of
from tests.makers import World, a_call

pytestmark = pytest.mark.storage
AT = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
SIRET = "21350238800019"


def every_file(call: int) -> Iterator[dict[str, object]]:
    """Files of every kind towards one person: theirs or not, joined, partnered, given, sent."""
    flags = product((False, True), repeat=5)
    for rank, (own, joined, given, sent, two) in enumerate(flags, start=1):
        for partner in ("", "email", "siret", "terrain", "removed"):
            yield {
                "own": own,
                "joined": joined,
                "given": given,
                "partner": partner,
                "receipt": f"2027-{rank}-{partner}{two}-001" if sent else None,
                "call": call,
            }


@pytest.fixture
def crowd(world: World) -> tuple[World, Person, tuple[int, int]]:
    """One person before files of every kind, on two calls of which they manage one."""
    first, second = a_call(world), a_call(world)
    person = world.reviewers[0]
    with writing(world.desk.engine) as connection:
        own, other = (
            connection.execute(
                insert(t.organisations).values(public_id=name, name=name, siret=siret)
            ).inserted_primary_key[0]
            for name, siret in (("own", SIRET), ("other", None))
        )
        member = {"person_id": person.id, "organisation_id": own, "administers": False}
        connection.execute(insert(t.memberships).values(**member))
        held = {"person_id": person.id, "call_id": first.id, "role": Role.MANAGER}
        connection.execute(insert(t.roles).values(**held))
        terrain = _terrain(connection, own, person.id)
        slot = 0
        for call in (first.id, second.id):
            for kind in every_file(call):
                slot += 1
                place = own if kind["own"] else other
                _file(connection, kind, slot, person, terrain=terrain, organisation=place)
    return world, person, (first.id, second.id)


def _terrain(connection: Connection, own: int, person: int) -> int:
    said = {
        "public_id": "terrain",
        "organisation_id": own,
        "piste_code": "p",
        "stands_as": "offers",
        "territory_name": "",
        "offers": "",
        "needs": "",
        "offered_by": person,
        "offered_at": AT,
    }
    table = t.terrains
    roles = [one for one in table.constraints if "stands_as" in str(getattr(one, "sqltext", ""))]
    said["stands_as"] = str(roles[0].sqltext).split("'")[1]
    return connection.execute(insert(table).values(**said)).inserted_primary_key[0]


def _file(  # a file, and what ties one person to it
    connection: Connection,
    kind: dict[str, object],
    slot: int,
    person: Person,
    *,
    organisation: int,
    terrain: int,
) -> None:
    known = applications.add_draft(
        connection,
        call=int(str(kind["call"])),
        organisation=organisation,
        person=1,
        at=AT,
        slot=slot,
    )
    if kind["receipt"]:
        applications.change_application(connection, known.id, receipt=f"2027-{slot:03}")
    said = {"application_id": known.id}
    if kind["joined"]:
        role = {"person_id": person.id, "role": "reader", "added_by": 1, "added_at": AT}
        connection.execute(insert(t.team_members).values(**said, **role))
    if kind["given"]:
        given = {"reviewer_id": person.id, "assigned_at": AT}
        connection.execute(insert(t.assignments).values(**said, **given))
    if kind["partner"]:
        connection.execute(
            insert(t.partners).values(**said, **_partner(kind, person, slot, terrain))
        )


def _partner(kind: dict[str, object], person: Person, slot: int, terrain: int) -> dict[str, object]:
    by = kind["partner"]
    states = [one for one in t.partners.constraints if "state" in str(getattr(one, "sqltext", ""))]
    roles = [one for one in t.partners.constraints if "role" in str(getattr(one, "sqltext", ""))]
    return {
        "public_id": f"partner{slot}",
        "role": str(roles[0].sqltext).split("'")[1],
        "name": "Partenaire",
        "siret": SIRET if by == "siret" else None,
        "email": person.email if by in {"email", "removed"} else "x@essai.example",
        "terrain_id": terrain if by == "terrain" else None,
        "part": "",
        "state": str(states[0].sqltext).split("'")[1],
        "signed_name": "",
        "signed_function": "",
        "note": "",
        "added_by": 1,
        "added_at": AT,
        "removed_at": AT if by == "removed" else None,
    }


def _agree(connection: Connection, viewer: Viewer, known_calls: tuple[int, int]) -> list[FileFacts]:
    """Hold the rule in Python and that of the databases to the same answers on every file."""
    files = applications.applications_of(connection)
    facts = {one.public_id: facts_of(connection, one, viewer) for one in files}
    for seat in Seat:
        expected = {key for key, fact in facts.items() if seat in seats_on(viewer, fact)}
        asked = select(t.applications.c.public_id).where(seen_from(seat, viewer))
        assert set(connection.execute(asked).scalars()) == expected
        for call in known_calls:
            here = {key for key in expected if facts[key].call_id == call}
            asked = select(t.applications.c.public_id)
            asked = asked.where(seen_from(seat, viewer, call=call))
            assert set(connection.execute(asked).scalars()) == here
            search = Search(viewer=viewer, seat=seat, wanted=Wanted(), call=call)
            assert count_files(connection, search) == len(here)
    for call in known_calls:
        bound = {
            key
            for key, fact in facts.items()
            if fact.call_id == call and is_in_conflict(viewer, fact)
        }
        assert hidden_from(connection, viewer, call) == bound
    return list(facts.values())


@pytest.mark.parametrize("who", ["in the middle", "applicant", "manager", "administrator"])
def test_python_and_the_databases_agree(
    crowd: tuple[World, Person, tuple[int, int]], who: str
) -> None:
    world, person, known_calls = crowd
    asker = person if who == "in the middle" else getattr(world, who)
    with reading(world.desk.engine) as connection:
        viewer = viewer_of(connection, asker)
        facts = _agree(connection, viewer, known_calls)
    if who == "in the middle":
        assert {seats_on(viewer, fact) for fact in facts} == {
            (),
            (Seat.TEAM,),
            (Seat.MANAGER,),
            (Seat.MANAGER, Seat.REVIEWER),
            (Seat.REVIEWER,),
        }


def _seat(connection: Connection, call: int, person: Person, link: str) -> Juror:
    made = juries.add_juror(
        connection,
        **NOBODY_YET,
        call_id=call,
        jury=JuryKind.PROJECT,
        name=person.name,
        email=person.email,
        is_chair=False,
        kind=JurorKind.AGENT,
        state=JurorState.ACCEPTED,
        invited_by=1,
        invited_at=AT,
    )
    juries.change_juror(connection, made.id, person_id=person.id, link_digest=link)
    return juries.get_juror(connection, made.id)


def test_what_binds_a_juror_is_left_out_by_both(
    crowd: tuple[World, Person, tuple[int, int]],
) -> None:
    """Recused from every third file of the first call; the charter of the second is not signed."""
    world, person, (first, second) = crowd
    with writing(world.desk.engine) as connection:
        # Their administration signs files beside nearly everyone here, which would bar them all.
        connection.execute(delete(t.memberships).where(t.memberships.c.person_id == person.id))
        juror = _seat(connection, first, person, "")
        _seat(connection, second, person, "d" * 64)
        recused = [
            one.id
            for one in applications.applications_of(connection)
            if one.call_id == first and one.id % 3 == 0
        ]
        for key in recused:
            said = {"application_id": key, "siret": "", "organisation": "", "note": ""}
            made = {"declared_by": person.id, "declared_at": AT, "kind": BondKind.RECUSAL}
            juries.add_bond(connection, juror_id=juror.id, **said, **made)
    with reading(world.desk.engine) as connection:
        viewer = viewer_of(connection, person)
        facts = _agree(connection, viewer, (first, second))
    seats = {one.id: seats_on(viewer, one) for one in facts}
    assert recused
    assert {seats[key] for key in recused} == {(), (Seat.TEAM,)}
    of = {one.id: one.call_id for one in facts}
    assert any(Seat.REVIEWER in seats[key] for key in seats if of[key] == first)
    assert not any(Seat.REVIEWER in seats[key] for key in seats if of[key] == second)
