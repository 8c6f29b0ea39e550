"""Tries that fail are counted in the database, so that every process counts the same."""

import hashlib
from collections.abc import Mapping

from reflexes_calls.actions.desk import Desk
from reflexes_calls.domain.access import UNKNOWN_TOKENS
from reflexes_calls.domain.errors import Refused
from reflexes_calls.domain.signing_in import (
    ACCOUNT,
    CODES,
    LINKS_FROM,
    PAIR,
    RANGE,
    Limit,
    range_of,
    waits_until,
)
from reflexes_calls.storage import signing_in
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing

Limits = Mapping[str, Limit]


def password_limits(email: str, source: str) -> Limits:
    """What a try of a password counts for; `source` is the address it comes from."""
    account = hashlib.sha256(email.strip().lower().encode()).hexdigest()
    limits = {f"pair:{account}:{range_of(source)}": PAIR, f"account:{account}": ACCOUNT}
    return limits | ({f"range:{range_of(source)}": RANGE} if source else {})


def code_limits(person: str) -> Limits:
    """What a try of a second code counts for."""
    return {f"code:{person}": CODES}


def link_limits(source: str) -> Limits:
    """What asking for a link by mail counts for."""
    return {f"links:{range_of(source)}": LINKS_FROM} if source else {}


def token_limits(source: str) -> Limits:
    """What a token that nobody gave counts for."""
    return {f"tokens:{range_of(source)}": UNKNOWN_TOKENS} if source else {}


def begin_try(desk: Desk, limits: Limits) -> tuple[int, ...]:
    """Count a try before it is made; `Refused` says when the next may be made.

    Counted first, so that many tries made at the same moment are all seen; `end_try` takes back
    one that was right.
    """
    now = desk.wall_clock.now()
    with writing(desk.engine) as connection:
        signing_in.hold(connection, t.sign_in_failures)
        waits = [
            until
            for key, limit in limits.items()
            if (
                until := waits_until(
                    limit, signing_in.failures_of(connection, key, now - limit.during), now
                )
            )
        ]
        if waits:
            raise Refused("too-many-attempts", until=max(waits))
        return signing_in.add_failures(connection, tuple(limits), now)


def end_try(desk: Desk, limits: Limits, tried: tuple[int, ...]) -> None:
    """Take back a try that was right.

    What failed before it for the same account is forgotten; what failed for others from the same
    range is not: a guesser with an account of their own gains nothing.
    """
    own = tuple(key for key in limits if not key.startswith("range:"))
    with writing(desk.engine) as connection:
        signing_in.forget_try(connection, tried)
        signing_in.forget_failures(connection, own)
