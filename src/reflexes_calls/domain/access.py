"""Access of programs: a token that a person makes for one, what it may ask, and until when.

A token never widens what its owner may see or do: it says which part of it a program is lent.
"""

import datetime as dt
import hashlib
from enum import StrEnum

from reflexes.fields import line, whole
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.signing_in import QUARTER, Limit

PREFIX = "rfx_"
"""What every token begins with, so that a program that looks for leaked secrets finds them."""
ENDING = 4
"""How many characters of a token are kept, for its owner to tell one from another."""
USUAL_DAYS, MOST_DAYS = 90, 365
MOST_TOKENS = 20
"""Of one person, those that ended not counted."""
FRESH = dt.timedelta(minutes=10)
"""How recent the session of whoever has no password must be, to make a token."""
USE_SHOWN = dt.timedelta(minutes=5)
"""How precisely the last use is known: more would be a write for each read."""
UNKNOWN_TOKENS = Limit(most=20, during=QUARTER)
"""Tokens that nobody gave, tried from one range of addresses."""
KEPT_ANSWERS = dt.timedelta(hours=24)
"""How long the answer to a request is kept, for whoever sends it again."""
UNDER_WAY = dt.timedelta(minutes=2)
"""After which a request that never ended is taken up again: its process was killed."""


class Scope(StrEnum):
    """What a token may be lent."""

    CALLS_READ = "calls:read"
    APPLICATIONS_READ = "applications:read"
    APPLICATIONS_WRITE = "applications:write"
    HANDLING_WRITE = "handling:write"
    REVIEWS_READ = "reviews:read"
    REVIEWS_WRITE = "reviews:write"
    JURY_READ = "jury:read"
    JURY_WRITE = "jury:write"
    PILOTS_READ = "pilots:read"
    PILOTS_WRITE = "pilots:write"
    JOURNAL_READ = "journal:read"


@record
class AccessTokenAnswers:
    """The form of a new token; its scopes are boxes beside."""

    name: str = line(
        "Name", max_length=80, help="What will use it, so that you recognise it a year later."
    )
    days: int = whole(
        "Valid for, in days",
        default=USUAL_DAYS,
        minimum=1,
        maximum=MOST_DAYS,
        help="A year, at most.",
    )


@record
class NewToken:
    """What a new token was asked to be."""

    name: str
    days: int
    scopes: tuple[Scope, ...]


@record
class AccessToken:
    """A token, without the secret itself."""

    id: int
    public_id: str
    person_id: int
    name: str
    ending: str
    scopes: tuple[Scope, ...]
    created_at: dt.datetime
    expires_at: dt.datetime
    used_at: dt.datetime | None
    revoked_at: dt.datetime | None

    def is_alive(self, now: dt.datetime) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None and now < self.expires_at


@record
class KeptAnswer:
    """An answer given to a program, to be given again as it was."""

    status: int
    headers: dict[str, str]
    body: str


def scope_field(scope: Scope) -> str:
    """The name of the box of a scope."""
    return f"scope-{scope.value.replace(':', '-')}"


def read_new_token(raw: Raw) -> NewToken:
    """The token that a form asks for; raises `Invalid` with every refusal."""
    scopes = tuple(each for each in Scope if raw.get(scope_field(each)))
    refusals = () if scopes else (FieldRefusal(field="scopes", kind="no-scope"),)
    try:
        said = read_form(AccessTokenAnswers, raw)
    except Invalid as invalid:
        raise Invalid((*invalid.refusals, *refusals)) from invalid
    if refusals:
        raise Invalid(refusals)
    return NewToken(name=said.name, days=said.days, scopes=scopes)


def digest_of_key(key: str) -> str:
    """What is kept of the key of a request."""
    return hashlib.sha256(key.encode()).hexdigest()
