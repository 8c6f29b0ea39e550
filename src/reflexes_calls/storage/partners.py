"""The partners of applications, and the links by which they sign."""

from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from reflexes_calls.domain.partner import Partner, PartnerRole, PartnerState
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, new_public_id, one, record_of

_P = t.partners.c
_STANDING = (
    select(t.partners)
    .where(_P.application_id == bindparam("application"), _P.removed_at.is_(None))
    .order_by(_P.id)
)


def _partner(row: "Row[Any]") -> Partner:
    return record_of(Partner, row, role=PartnerRole(row.role), state=PartnerState(row.state))


def add_partner(connection: Connection, *, public_id: str | None = None, **values: Any) -> Partner:
    """Keep a partner who is named and not asked yet."""
    key = keep(
        connection,
        t.partners,
        public_id=public_id or new_public_id(),
        state=PartnerState.NAMED,
        signed_name="",
        signed_function="",
        note="",
        **values,
    )
    return get_partner(connection, key)


def get_partner(connection: Connection, key: int) -> Partner:
    """The partner of an inner id."""
    return _partner(connection.execute(select(t.partners).where(_P.id == key)).one())


def find_partner(connection: Connection, public_id: str) -> Partner | None:
    """The partner of a public id, perhaps removed since."""
    row = one(connection, select(t.partners).where(_P.public_id == public_id))
    return _partner(row) if row else None


def partners_of(connection: Connection, application: int) -> tuple[Partner, ...]:
    """The partners of an application who were not removed, the first one named first."""
    return tuple(map(_partner, connection.execute(_STANDING, {"application": application})))


def partner_of_token(connection: Connection, digest: str) -> Partner | None:
    """The partner whose letter holds the link of this digest, perhaps removed since."""
    row = one(connection, select(t.partners).where(_P.token_digest == digest))
    return _partner(row) if row else None


def change_partner(connection: Connection, key: int, **values: Any) -> Partner:
    """Change columns of a partner."""
    connection.execute(update(t.partners).where(_P.id == key).values(**values))
    return get_partner(connection, key)
