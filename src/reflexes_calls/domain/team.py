"""The team of an application: colleagues invited, each with a role."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import choice, line
from reflexes.records import record

INVITATION_LENGTH = dt.timedelta(days=14)
"""How long the link of an invitation works."""
RESUME_LENGTH = dt.timedelta(days=7)
"""How long a link to go on elsewhere works."""
MOST_INVITED = 20
"""How many invitations of one application may wait at a time."""


class TeamRole(StrEnum):
    """What a colleague may do. Members of the administration that applies are all leads."""

    LEAD = "lead"
    WRITER = "writer"
    READER = "reader"


@record
class TeamMember:
    """A colleague on one application."""

    application_id: int
    person_id: int
    role: TeamRole
    added_by: int
    added_at: dt.datetime


class InvitationState(StrEnum):
    """Where an invitation stands; derived from what is kept and from the clock."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@record
class Invitation:
    """An invitation to the team of an application, sent to one address."""

    id: int
    public_id: str
    application_id: int
    email: str
    role: TeamRole
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


@record
class ResumeLink:
    """A link by mail that opens one application on another device, once."""

    application_id: int
    person_id: int
    made_at: dt.datetime
    expires_at: dt.datetime
    used_at: dt.datetime | None = None


@record
class InvitationAnswers:
    """The form by which a lead invites a colleague."""

    email: str = line("Mail address of your colleague", max_length=254)
    role: TeamRole = choice("What your colleague may do")


@record
class AccountAnswers:
    """The form by which an invited person without an account makes one."""

    name: str = line(
        "Your first and last name", max_length=120, help="Your colleagues see it beside your texts."
    )
