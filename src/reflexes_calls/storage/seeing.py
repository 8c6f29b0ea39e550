"""Who asks, as a condition of a query: what they do not see is removed before it is counted.

The rule is that of `domain.visibility`; a test holds the two to the same answers.
"""

from collections.abc import Collection

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    false,
    literal,
    literal_column,
    not_,
    or_,
    select,
    true,
    union,
    union_all,
)

from reflexes_calls.domain.application import Application
from reflexes_calls.domain.charter import charter_of, must_sign
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.visibility import FileFacts, Seat, Viewer
from reflexes_calls.storage import juries, people
from reflexes_calls.storage import tables as t

_A, _P = t.applications.c, t.partners.c
_JOINED = select(literal("team").label("place"), t.team_members.c.application_id).where(
    t.team_members.c.person_id == bindparam("person")
)
# With the teams, in one question: nearly everyone is in no jury.
_PLACES = union_all(
    _JOINED,
    select(literal("jury"), t.jurors.c.id).where(t.jurors.c.person_id == bindparam("person")),
)
_SIRETS = (
    select(t.organisations.c.siret)
    .join(t.memberships, t.memberships.c.organisation_id == t.organisations.c.id)
    .where(t.memberships.c.person_id == bindparam("person"), t.organisations.c.siret.is_not(None))
)
_TERRAINS = (
    select(t.terrains.c.id)
    .join(t.memberships, t.memberships.c.organisation_id == t.terrains.c.organisation_id)
    .where(t.memberships.c.person_id == bindparam("person"))
)
_STILL = _P.removed_at.is_(None)
# Three questions put together rather than one with OR: each then goes through its own index.
_PARTNERED = union(
    select(_P.application_id).where(_STILL, _P.email == bindparam("email")),
    select(_P.application_id).where(_STILL, _P.siret.in_(_SIRETS)),
    select(_P.application_id).where(_STILL, _P.terrain_id.in_(_TERRAINS)),
)
_GIVEN = select(t.assignments.c.reviewer_id).where(
    t.assignments.c.application_id == bindparam("application"),
    t.assignments.c.reviewer_id == bindparam("reviewer"),
)


def viewer_of(connection: Connection, person: Person) -> Viewer:
    """A person with everything that decides what they see."""
    asked = {"person": person.id, "email": person.email.lower()}
    places: dict[str, set[int]] = {"team": set(), "jury": set()}
    for place, key in connection.execute(_PLACES, asked):
        places[place].add(key)
    barred, unsigned = _as_juror(connection, places["jury"])
    return Viewer(
        person=person.id,
        grants=people.grants_of(connection, person.id),
        organisations=people.organisations_of(connection, person.id),
        joined=frozenset(places["team"]),
        partnered=frozenset(connection.execute(_PARTNERED, asked).scalars()),
        barred=barred,
        unsigned=unsigned,
    )


def _as_juror(
    connection: Connection, seats: Collection[int]
) -> tuple[frozenset[int], frozenset[int]]:
    """The files kept from a person by what binds them, and the calls whose charter waits."""
    barred: set[int] = set()
    unsigned: set[int] = set()
    for key in seats:
        juror = juries.get_juror(connection, key)
        barred |= juries.barred_files(connection, juror)
        charter = charter_of(juries.jury_of(connection, juror.call_id, juror.jury).settings)
        if must_sign(juror, charter):
            unsigned.add(juror.call_id)
    return frozenset(barred), frozenset(unsigned)


def facts_of(connection: Connection, known: Application, viewer: Viewer) -> FileFacts:
    """What of an application decides whether a viewer sees it."""
    asked = {"application": known.id, "reviewer": viewer.person}
    return FileFacts(
        id=known.id,
        call_id=known.call_id,
        organisation_id=known.organisation_id,
        is_submitted=known.receipt is not None,
        is_given=connection.execute(_GIVEN, asked).first() is not None,
    )


def seen_from(
    seat: Seat, viewer: Viewer, *, call: int | None = None, by_key: bool = False
) -> ColumnElement[bool]:
    """The condition that an application is seen by the viewer from a seat, on one call or all.

    `by_key` says that the rows are taken by their keys, and only looked at for the rest.
    """
    asked = _at(seat, viewer, call)
    if call is None:
        return asked
    # A plus sign keeps SQLite from walking all the files of the call for those few.
    of_call = literal_column("+applications.call_id") if by_key else _A.call_id
    return and_(of_call == call, asked)


def _at(seat: Seat, viewer: Viewer, call: int | None) -> ColumnElement[bool]:
    if seat is Seat.TEAM:
        return _of_team(viewer)
    submitted = (_A.receipt.is_not(None), *_outside(viewer))
    if seat is Seat.MANAGER:
        return and_(_managed(viewer, call), *submitted)
    given = select(t.assignments.c.application_id).where(
        t.assignments.c.reviewer_id == viewer.person
    )
    signed = [_A.call_id.not_in(viewer.unsigned)] if viewer.unsigned else []
    return and_(_A.id.in_(given), *signed, *submitted)


def _managed(viewer: Viewer, call: int | None) -> ColumnElement[bool]:
    if call is None:
        return _A.call_id.in_(viewer.managed)
    # Of one call it is known at once: nothing is left for the database to compare.
    return true() if viewer.manages(call) else false()


def _of_team(viewer: Viewer) -> ColumnElement[bool]:
    return or_(_A.organisation_id.in_(viewer.organisations), _A.id.in_(viewer.joined))


def _outside(viewer: Viewer) -> list[ColumnElement[bool]]:
    """That the viewer is not bound to an application; nothing is asked of whoever is to none."""
    outside: list[ColumnElement[bool]] = []
    if viewer.organisations:
        outside.append(not_(_A.organisation_id.in_(viewer.organisations)))
    if bound := viewer.joined | viewer.partnered | viewer.barred:
        outside.append(not_(_A.id.in_(bound)))
    return outside


def hidden_from(connection: Connection, viewer: Viewer, call: int) -> frozenset[str]:
    """The public ids of the applications to a call to which the viewer is bound."""
    bound = [_A.organisation_id.in_(viewer.organisations)] if viewer.organisations else []
    if keys := viewer.joined | viewer.partnered | viewer.barred:
        bound.append(_A.id.in_(keys))
    if not bound:
        return frozenset()
    asked = select(_A.public_id).where(_A.call_id == call, or_(*bound))
    return frozenset(connection.execute(asked).scalars())
