"""Second factors: the secret of each, the last code it gave, and the codes of recovery."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, insert, select, update

from reflexes_calls.domain.second_factor import SecondFactor
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, one, record_of

_F = t.second_factors.c
_R = t.recovery_codes.c


def factor_of(connection: Connection, person: int, *, lock: bool = False) -> SecondFactor | None:
    """The second factor of a person, confirmed or not."""
    asked = select(t.second_factors).where(_F.person_id == person)
    row = one(connection, asked.with_for_update() if lock else asked)
    return record_of(SecondFactor, row) if row else None


def begin_factor(connection: Connection, person: int, secret: str, at: dt.datetime) -> None:
    """Keep a secret that is to be confirmed by a first code; an older one is forgotten."""
    connection.execute(delete(t.second_factors).where(_F.person_id == person))
    keep(
        connection,
        t.second_factors,
        person_id=person,
        secret=secret,
        made_at=at,
        confirmed_at=None,
        last_step=0,
    )


def confirm_factor(connection: Connection, person: int, at: dt.datetime) -> None:
    """Keep that the first code was right."""
    connection.execute(
        update(t.second_factors).where(_F.person_id == person).values(confirmed_at=at)
    )


def take_step(connection: Connection, person: int, step: int) -> bool:
    """Take the code of a step of time, once; False when it or a later one was taken."""
    at = (_F.person_id == person, _F.last_step < step)
    done = connection.execute(update(t.second_factors).where(*at).values(last_step=step))
    return done.rowcount == 1


def replace_recovery(connection: Connection, person: int, digests: Iterable[str]) -> None:
    """Keep new codes of recovery in place of all the others."""
    connection.execute(delete(t.recovery_codes).where(_R.person_id == person))
    connection.execute(
        insert(t.recovery_codes),
        [{"person_id": person, "code_digest": digest, "used_at": None} for digest in digests],
    )


def use_recovery(connection: Connection, person: int, digest: str, at: dt.datetime) -> bool:
    """Use a code of recovery, once."""
    waiting = (_R.person_id == person, _R.code_digest == digest, _R.used_at.is_(None))
    done = connection.execute(update(t.recovery_codes).where(*waiting).values(used_at=at))
    return done.rowcount == 1


def recovery_left(connection: Connection, person: int) -> int:
    """How many codes of recovery were not used."""
    asked = select(func.count()).where(_R.person_id == person, _R.used_at.is_(None))
    return connection.execute(asked).scalar_one()


def forget_factor(connection: Connection, person: int) -> None:
    """Forget the second factor of a person, and its codes of recovery."""
    for table in (t.recovery_codes, t.second_factors):
        connection.execute(delete(table).where(table.c.person_id == person))
