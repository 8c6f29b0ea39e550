"""The team of an application: colleagues, invitations, and links to go on elsewhere."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    String,
    bindparam,
    delete,
    func,
    literal,
    select,
    union_all,
    update,
)

from reflexes.records import record
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.people import Grant, Person, Role
from reflexes_calls.domain.team import Invitation, ResumeLink, TeamMember, TeamRole
from reflexes_calls.storage import people
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of

_M = t.team_members.c
_I = t.invitations.c
_L = t.resume_links.c
_ROLE = select(_M.role).where(
    _M.application_id == bindparam("application"), _M.person_id == bindparam("person")
)
_MEMBERS = (
    select(t.team_members)
    .where(_M.application_id == bindparam("application"))
    .order_by(_M.added_at, _M.person_id)
)
_JOINED = select(_M.application_id).where(_M.person_id == bindparam("person"))
_GRANT, _MEMBER, _INVITED = "grant", "member", "invited"
_PLACES = union_all(
    select(
        literal(_GRANT, String).label("place"), t.roles.c.call_id.label("key"), t.roles.c.role
    ).where(t.roles.c.person_id == bindparam("person")),
    select(literal(_MEMBER, String), t.memberships.c.organisation_id, literal("", String)).where(
        t.memberships.c.person_id == bindparam("person")
    ),
    select(literal(_INVITED, String), _M.application_id, _M.role).where(
        _M.person_id == bindparam("person"), _M.application_id == bindparam("application")
    ),
)
"""All that says what a person may do, in one question: it is asked at every step."""


@record
class Places:
    """The roles of a person, their organisations, and how they were invited on an application."""

    grants: tuple[Grant, ...]
    organisations: frozenset[int]
    invited: TeamRole | None


def places_of(connection: Connection, person: int, application: int | None) -> Places:
    """The places of a person, with their invitation to an application if there is one."""
    rows = connection.execute(_PLACES, {"person": person, "application": application or 0}).all()
    return Places(
        grants=tuple(
            Grant(person=person, call=row.key, role=Role(row.role))
            for row in rows
            if row.place == _GRANT
        ),
        organisations=frozenset(row.key for row in rows if row.place == _MEMBER),
        invited=next((TeamRole(row.role) for row in rows if row.place == _INVITED), None),
    )


def role_in(connection: Connection, application: int, person: int) -> TeamRole | None:
    """The role to which a person was invited on an application; None when they were not."""
    given = {"application": application, "person": person}
    found = connection.execute(_ROLE, given).scalar_one_or_none()
    return TeamRole(found) if found else None


def members_of_team(connection: Connection, application: int) -> tuple[TeamMember, ...]:
    """The colleagues invited to an application who came, the first one first."""
    rows = connection.execute(_MEMBERS, {"application": application})
    return tuple(record_of(TeamMember, row, role=TeamRole(row.role)) for row in rows)


def whole_team(connection: Connection, known: Application) -> tuple[Person, ...]:
    """Everyone of the team of an application, each once: its administration, then the invited."""
    own = people.members_of(connection, known.organisation_id)
    members = members_of_team(connection, known.id)
    if not members:
        return own
    invited = people.persons_by_id(connection, {each.person_id for each in members})
    return tuple({person.id: person for person in (*own, *invited.values())}.values())


def applications_joined(connection: Connection, person: int) -> frozenset[int]:
    """The inner ids of the applications to which a person was invited."""
    return frozenset(connection.execute(_JOINED, {"person": person}).scalars())


def add_member(connection: Connection, member: TeamMember) -> None:
    """Keep a colleague; one who is there already has their role replaced."""
    remove_member(connection, member.application_id, member.person_id)
    keep(
        connection,
        t.team_members,
        application_id=member.application_id,
        person_id=member.person_id,
        role=member.role,
        added_by=member.added_by,
        added_at=member.added_at,
    )


def remove_member(connection: Connection, application: int, person: int) -> None:
    """Take a colleague off an application."""
    connection.execute(
        delete(t.team_members).where(_M.application_id == application, _M.person_id == person)
    )


def _invitation(row: "Row[Any]") -> Invitation:
    return record_of(Invitation, row, role=TeamRole(row.role))


def add_invitation(
    connection: Connection, *, public_id: str | None = None, **values: Any
) -> Invitation:
    """Keep an invitation."""
    public_id = public_id or new_public_id()
    keep(connection, t.invitations, public_id=public_id, **values)
    row = connection.execute(select(t.invitations).where(_I.public_id == public_id)).one()
    return _invitation(row)


def invitations_of(connection: Connection, application: int) -> tuple[Invitation, ...]:
    """The invitations to an application, the first one first."""
    asked = select(t.invitations).where(_I.application_id == application).order_by(_I.id)
    return tuple(map(_invitation, connection.execute(asked)))


def find_invitation(connection: Connection, public_id: str) -> Invitation | None:
    """The invitation of a public id."""
    if not is_public_id(public_id):
        return None
    row = one(connection, select(t.invitations).where(_I.public_id == public_id))
    return _invitation(row) if row else None


def invitation_of_token(connection: Connection, digest: str) -> Invitation | None:
    """The invitation whose letter holds the link of this digest."""
    row = one(connection, select(t.invitations).where(_I.token_digest == digest))
    return _invitation(row) if row else None


def change_invitation(connection: Connection, key: int, **values: Any) -> None:
    """Change columns of an invitation."""
    connection.execute(update(t.invitations).where(_I.id == key).values(**values))


def add_resume_link(connection: Connection, digest: str, link: ResumeLink) -> None:
    """Keep a link to go on elsewhere."""
    keep(
        connection,
        t.resume_links,
        token_digest=digest,
        application_id=link.application_id,
        person_id=link.person_id,
        made_at=link.made_at,
        expires_at=link.expires_at,
        used_at=link.used_at,
    )


def find_resume_link(
    connection: Connection, digest: str, *, lock: bool = False
) -> ResumeLink | None:
    """The link of a digest; `lock` holds its row until the transaction ends."""
    asked = select(t.resume_links).where(_L.token_digest == digest)
    row = one(connection, asked.with_for_update() if lock else asked)
    return record_of(ResumeLink, row) if row else None


def use_resume_link(connection: Connection, digest: str, at: dt.datetime) -> None:
    """Note that a link was used: it opens nothing any more."""
    connection.execute(update(t.resume_links).where(_L.token_digest == digest).values(used_at=at))


def resume_links_since(connection: Connection, person: int, since: dt.datetime) -> int:
    """How many links a person asked for since an instant."""
    asked = select(func.count()).where(_L.person_id == person, _L.made_at > since)
    return connection.execute(asked).scalar_one()
