"""Terrains that are offered or looked for, and the messages about them."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select, update

from reflexes_calls.domain.terrain import Terrain, TerrainContact, TerrainRole
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of

_T = t.terrains.c
_C = t.terrain_contacts.c


def _terrain(row: "Row[Any]") -> Terrain:
    return record_of(Terrain, row, stands_as=TerrainRole(row.stands_as))


def add_terrain(connection: Connection, *, public_id: str | None = None, **values: Any) -> Terrain:
    """Keep an offer."""
    key = keep(connection, t.terrains, public_id=public_id or new_public_id(), **values)
    return get_terrain(connection, key)


def get_terrain(connection: Connection, key: int) -> Terrain:
    """The offer of an inner id."""
    return _terrain(connection.execute(select(t.terrains).where(_T.id == key)).one())


def find_terrain(connection: Connection, public_id: str) -> Terrain | None:
    """The offer of a public id."""
    if not is_public_id(public_id):
        return None
    row = one(connection, select(t.terrains).where(_T.public_id == public_id))
    return _terrain(row) if row else None


def standing_terrains(
    connection: Connection, today: dt.date, **columns: str
) -> tuple[Terrain, ...]:
    """The offers that are neither withdrawn nor over, the newest first; `columns` filter them."""
    asked = select(t.terrains).where(
        _T.withdrawn_at.is_(None), or_(_T.until_on.is_(None), _T.until_on >= today)
    )
    for name, value in columns.items():
        asked = asked.where(_T[name] == value)
    return tuple(map(_terrain, connection.execute(asked.order_by(_T.id.desc()))))


def count_terrains(connection: Connection, today: dt.date, pistes: tuple[str, ...]) -> int:
    """How many administrations offer a terrain for one of these pistes."""
    asked = select(func.count(_T.organisation_id.distinct())).where(
        _T.withdrawn_at.is_(None),
        or_(_T.until_on.is_(None), _T.until_on >= today),
        _T.stands_as == TerrainRole.TERRAIN,
        _T.piste_code.in_(pistes),
    )
    return connection.execute(asked).scalar_one()


def withdraw_terrain(connection: Connection, key: int, at: dt.datetime) -> None:
    """Note that an offer no longer stands."""
    connection.execute(update(t.terrains).where(_T.id == key).values(withdrawn_at=at))


def add_contact(connection: Connection, **values: Any) -> None:
    """Keep a message about an offer."""
    keep(connection, t.terrain_contacts, **values)


def contacts_of(connection: Connection, terrain: int) -> tuple[TerrainContact, ...]:
    """The messages about an offer, the first one first."""
    asked = select(t.terrain_contacts).where(_C.terrain_id == terrain).order_by(_C.id)
    return tuple(record_of(TerrainContact, row) for row in connection.execute(asked))


def contacts_since(connection: Connection, person: int, since: dt.datetime) -> int:
    """How many messages a person wrote since an instant."""
    asked = select(func.count()).where(_C.written_by == person, _C.written_at > since)
    return connection.execute(asked).scalar_one()
