"""What signing in leaves: links by mail, tries that failed, identities, visits to a provider."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select, text, update

from reflexes_calls.domain.signing_in import Flow, Identity, LinkPurpose, SignInLink
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, one, record_of

_L = t.sign_in_links.c
_F = t.sign_in_failures.c
_I = t.identities.c
_W = t.sign_in_flows.c


def hold(connection: Connection, table: Table) -> None:
    """Let one transaction at a time write to a table; SQLite has one writer in any case."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))


def add_link(connection: Connection, digest: str, link: SignInLink) -> None:
    """Keep a link by mail."""
    keep(
        connection,
        t.sign_in_links,
        token_digest=digest,
        person_id=link.person_id,
        purpose=link.purpose,
        next=link.next,
        made_at=link.made_at,
        expires_at=link.expires_at,
        used_at=link.used_at,
    )


def find_link(connection: Connection, digest: str, *, lock: bool = False) -> SignInLink | None:
    """The link of a digest; `lock` holds its row until the transaction ends."""
    asked = select(t.sign_in_links).where(_L.token_digest == digest)
    row = one(connection, asked.with_for_update() if lock else asked)
    return record_of(SignInLink, row, purpose=LinkPurpose(row.purpose)) if row else None


def use_link(connection: Connection, digest: str, at: dt.datetime) -> None:
    """Note that a link was used: it opens nothing any more."""
    connection.execute(update(t.sign_in_links).where(_L.token_digest == digest).values(used_at=at))


def use_links_of(connection: Connection, person: int, at: dt.datetime) -> None:
    """Let no link of a person open anything any more."""
    waiting = (_L.person_id == person, _L.used_at.is_(None))
    connection.execute(update(t.sign_in_links).where(*waiting).values(used_at=at))


def links_since(connection: Connection, person: int, since: dt.datetime) -> int:
    """How many links a person was sent since an instant."""
    asked = select(func.count()).where(_L.person_id == person, _L.made_at > since)
    return connection.execute(asked).scalar_one()


def failures_of(connection: Connection, key: str, since: dt.datetime) -> tuple[dt.datetime, ...]:
    """When tries failed under a key, since an instant."""
    asked = select(_F.at).where(_F.key == key, _F.at > since)
    return tuple(connection.execute(asked).scalars())


def add_failures(connection: Connection, keys: Collection[str], at: dt.datetime) -> tuple[int, ...]:
    """Count a try under each key; gives the ids of what was counted."""
    return tuple(keep(connection, t.sign_in_failures, key=key, at=at) for key in keys)


def forget_failures(connection: Connection, keys: Collection[str]) -> None:
    """Forget what was counted under some keys."""
    connection.execute(delete(t.sign_in_failures).where(_F.key.in_(keys)))


def forget_try(connection: Connection, counted: Collection[int]) -> None:
    """Forget one try, by the ids of what it counted."""
    connection.execute(delete(t.sign_in_failures).where(_F.id.in_(counted)))


def add_flow(connection: Connection, digest: str, flow: Flow) -> None:
    """Keep a visit on its way to the identity provider."""
    said = {
        name: getattr(flow, name)
        for name in ("visit_digest", "nonce", "verifier", "next", "person_id", "made_at")
    }
    keep(connection, t.sign_in_flows, state_digest=digest, **said, expires_at=flow.expires_at)


def take_flow(connection: Connection, digest: str) -> Flow | None:
    """The visit of a state, forgotten at once: no state comes back twice."""
    asked = select(t.sign_in_flows).where(_W.state_digest == digest).with_for_update()
    row = one(connection, asked)
    connection.execute(delete(t.sign_in_flows).where(_W.state_digest == digest))
    return record_of(Flow, row) if row else None


def find_identity(connection: Connection, issuer: str, subject: str) -> Identity | None:
    """The identity of a subject at its provider."""
    asked = select(t.identities).where(_I.issuer == issuer, _I.subject == subject)
    row = one(connection, asked)
    return record_of(Identity, row) if row else None


def identities_of(connection: Connection, person: int) -> tuple[Identity, ...]:
    """The identities tied to an account."""
    rows = connection.execute(select(t.identities).where(_I.person_id == person))
    return tuple(record_of(Identity, row) for row in rows)


def add_identity(connection: Connection, identity: Identity) -> None:
    """Tie an identity to an account."""
    names = ("issuer", "subject", "person_id", "email", "siret", "organisation")
    said: dict[str, Any] = {name: getattr(identity, name) for name in names}
    times = {"linked_at": identity.linked_at, "used_at": identity.used_at}
    keep(connection, t.identities, **said, **times)


def change_identity(connection: Connection, issuer: str, subject: str, **values: Any) -> None:
    """Change columns of an identity."""
    at = (_I.issuer == issuer, _I.subject == subject)
    connection.execute(update(t.identities).where(*at).values(**values))


def untie_identities(connection: Connection, person: int) -> None:
    """Tie no identity to an account any more."""
    connection.execute(delete(t.identities).where(_I.person_id == person))
