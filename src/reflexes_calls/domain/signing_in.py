"""Signing in: how long each thing lasts, how many tries may fail, and who has to wait."""

import datetime as dt
import ipaddress
from collections.abc import Iterable
from enum import StrEnum

from reflexes.records import record

SESSION_LENGTH = dt.timedelta(hours=12)
"""How long a session lasts, whatever is done in it."""
CODE_LENGTH = dt.timedelta(minutes=10)
"""How long a sign-in waits for its second code."""
LINK_LENGTH = dt.timedelta(minutes=30)
"""How long a link by mail works, to sign in or to choose a password."""
FLOW_LENGTH = dt.timedelta(minutes=10)
"""How long a visit may stay at the identity provider."""
INVITATION_LENGTH = dt.timedelta(days=14)
"""How long the link of an invitation works."""
MOST_DEVICE = 160
LEAST_PASSWORD = 10


class Means(StrEnum):
    """How a session was opened."""

    PASSWORD = "password"  # noqa: S105  # the name of a means, no password
    LINK = "link"
    PROVIDER = "provider"
    INVITATION = "invitation"
    RESUMED = "resumed"


class Awaits(StrEnum):
    """What a session still awaits before it opens anything."""

    NOTHING = "nothing"
    CODE = "code"
    ENROLMENT = "enrolment"


class LinkPurpose(StrEnum):
    """What a link by mail does, once."""

    SIGN_IN = "sign-in"
    PASSWORD = "password"  # noqa: S105  # the name of a purpose, no password


@record
class Limit:
    """How many tries may fail, and during how long they count."""

    most: int
    during: dt.timedelta


QUARTER = dt.timedelta(minutes=15)
HOUR = dt.timedelta(hours=1)
PAIR = Limit(most=5, during=QUARTER)
"""One account tried from one range of addresses: whoever tries from elsewhere is not stopped."""
ACCOUNT = Limit(most=30, during=QUARTER)
"""One account tried from everywhere: its password waits, a link by mail still signs in."""
RANGE = Limit(most=60, during=QUARTER)
"""Any accounts tried from one range of addresses."""
CODES = Limit(most=5, during=QUARTER)
"""Second codes of one account: only who has shown the first factor can fail here."""
LINKS = Limit(most=3, during=HOUR)
"""Links asked for one account; further ones are not sent, and nothing says so."""
LINKS_FROM = Limit(most=20, during=HOUR)
"""Links asked from one range of addresses."""


def waits_until(
    limit: Limit, failed: Iterable[dt.datetime], now: dt.datetime
) -> dt.datetime | None:
    """When the next try may be made; None when it may be made now.

    Tries made while one waits are not counted: nobody's insistence makes the wait longer.
    """
    counted = sorted(at for at in failed if at > now - limit.during)
    if len(counted) < limit.most:
        return None
    return counted[-limit.most] + limit.during


def range_of(address: str) -> str:
    """The range of an internet address, as one subscriber holds it: a /24, or a /56 of IPv6.

    What is no address, as the name of a test client, is a range of its own.
    """
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:40]
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    length = 24 if known.version == 4 else 56  # noqa: PLR2004  # the version of the protocol
    return str(ipaddress.ip_network((known, length), strict=False))


@record
class Session:
    """A session of a person, as its owner sees it."""

    public_id: str
    created_at: dt.datetime
    expires_at: dt.datetime
    means: Means
    device: str
    is_this: bool = False


@record
class SignInLink:
    """A link by mail; `next` is where it leads once one is signed in."""

    person_id: int
    purpose: LinkPurpose
    next: str
    made_at: dt.datetime
    expires_at: dt.datetime
    used_at: dt.datetime | None = None


@record
class Flow:
    """A visit on its way to the identity provider."""

    visit_digest: str
    nonce: str
    verifier: str
    next: str
    person_id: int | None
    made_at: dt.datetime
    expires_at: dt.datetime


@record
class Identity:
    """Who a person is for an identity provider."""

    issuer: str
    subject: str
    person_id: int
    email: str
    siret: str | None
    organisation: str
    linked_at: dt.datetime
    used_at: dt.datetime


@record
class Claims:
    """What an identity provider says of the agent who signed in, once it was all checked."""

    issuer: str
    subject: str
    email: str
    given_name: str
    usual_name: str
    siret: str | None
    organisation: str
    acr: str
    amr: tuple[str, ...]
    id_token: str

    @property
    def name(self) -> str:
        """The first and last names, as people read them."""
        return f"{self.given_name} {self.usual_name}".strip()

    @property
    def has_second_factor(self) -> bool:
        """Whether the provider has already asked for two factors."""
        return "mfa" in self.amr or self.acr in STRONG


STRONG = frozenset(
    {
        "eidas2",
        "eidas3",
        "https://proconnect.gouv.fr/assurance/self-asserted-2fa",
        "https://proconnect.gouv.fr/assurance/consistency-checked-2fa",
    }
)
"""The levels of assurance that mean two factors."""
