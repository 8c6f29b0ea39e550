"""Persons, organisations, who belongs where, and the roles they hold."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import line
from reflexes.records import record


class Role(StrEnum):
    """What a person may be. A manager without a call may draft new ones.

    Writers and readers are colleagues invited to one application, whose leads are applicants; a
    partner follows the link of a letter. These three are never granted: see `GRANTED`.
    """

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    REVIEWER = "reviewer"
    APPLICANT = "applicant"
    WRITER = "writer"
    READER = "reader"
    PARTNER = "partner"


GRANTED = (Role.ADMINISTRATOR, Role.MANAGER, Role.REVIEWER, Role.APPLICANT)
"""What the table of roles may hold."""
TEAM = frozenset({Role.APPLICANT, Role.WRITER, Role.READER})
"""Whoever holds one of these on an application reads all of it, and none of its reviews."""


LONGEST_NAME = 120


@record
class Person:
    """A person with an account."""

    id: int
    public_id: str
    name: str = line("Name", max_length=LONGEST_NAME)
    email: str = line("Mail address", max_length=254)
    language: str = "fr"


@record
class Account:
    """A person, and where their account stands."""

    person: Person
    created_at: dt.datetime
    disabled_at: dt.datetime | None = None
    erased_at: dt.datetime | None = None
    has_password: bool = True

    @property
    def is_open(self) -> bool:
        """Whether the person may sign in."""
        return self.disabled_at is None and self.erased_at is None


@record
class Organisation:
    """An administration; fictitious ones have no SIRET number."""

    id: int
    public_id: str
    name: str = line("Name of the administration", max_length=160)
    siret: str | None = line("SIRET number", default=None, pattern=r"\d{14}")


@record
class Grant:
    """A role held by a person, for one call or for the instance."""

    person: int
    call: int | None
    role: Role


def guest(public_id: str, name: str, email: str) -> Person:
    """Whoever follows the link of a letter, perhaps without an account: no row bears the id 0."""
    return Person(id=0, public_id=public_id, name=name[:LONGEST_NAME], email=email)


class InvitationState(StrEnum):
    """Where an invitation to the service stands; derived from what is kept and from the clock."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@record
class AccountInvitation:
    """An invitation to become a person of the service, sent to one address.

    For an organisation, for a role on a call or on the instance, or for both.
    """

    id: int
    public_id: str
    email: str
    organisation_id: int | None
    administers: bool
    call_id: int | None
    role: Role | None
    invited_by: int
    invited_at: dt.datetime
    expires_at: dt.datetime
    accepted_at: dt.datetime | None
    accepted_by: int | None
    cancelled_at: dt.datetime | None

    def state(self, now: dt.datetime) -> InvitationState:
        """Where it stands."""
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.cancelled_at is not None:
            return InvitationState.CANCELLED
        return InvitationState.WAITING if now <= self.expires_at else InvitationState.EXPIRED
