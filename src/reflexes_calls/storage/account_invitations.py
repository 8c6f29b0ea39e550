"""Invitations to become a person of the service."""

from typing import Any

from sqlalchemy import Connection, Row, select, update

from reflexes_calls.domain.people import AccountInvitation, Role
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of

_I = t.account_invitations.c


def _invitation(row: "Row[Any]") -> AccountInvitation:
    return record_of(AccountInvitation, row, role=Role(row.role) if row.role else None)


def add(connection: Connection, **values: Any) -> AccountInvitation:
    """Keep an invitation; `values` are its columns without its ids."""
    public_id = new_public_id()
    keep(connection, t.account_invitations, public_id=public_id, **values)
    row = connection.execute(select(t.account_invitations).where(_I.public_id == public_id)).one()
    return _invitation(row)


def find(connection: Connection, public_id: str) -> AccountInvitation | None:
    """The invitation of a public id."""
    if not is_public_id(public_id):
        return None
    row = one(connection, select(t.account_invitations).where(_I.public_id == public_id))
    return _invitation(row) if row else None


def of_token(
    connection: Connection, digest: str, *, lock: bool = False
) -> AccountInvitation | None:
    """The invitation whose letter holds the link of this digest."""
    asked = select(t.account_invitations).where(_I.token_digest == digest)
    row = one(connection, asked.with_for_update() if lock else asked)
    return _invitation(row) if row else None


def waiting(
    connection: Connection, *, organisation: int | None = None, call: int | None = None
) -> tuple[AccountInvitation, ...]:
    """The invitations neither accepted nor cancelled, of an organisation, of a call, or all."""
    asked = select(t.account_invitations).where(_I.accepted_at.is_(None), _I.cancelled_at.is_(None))
    if organisation is not None:
        asked = asked.where(_I.organisation_id == organisation)
    if call is not None:
        asked = asked.where(_I.call_id == call)
    return tuple(map(_invitation, connection.execute(asked.order_by(_I.id))))


def change(connection: Connection, key: int, **values: Any) -> None:
    """Change columns of an invitation."""
    connection.execute(update(t.account_invitations).where(_I.id == key).values(**values))
