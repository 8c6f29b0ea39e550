"""Who may do what: `check_…` raises, `can_…` asks."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Protocol

from reflexes_calls.domain.application import Application, Unsent
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.deadlines import Standing, Verdict, stand
from reflexes_calls.domain.errors import Conflict, NotAllowed, NotFound, NotOpen, TooLate
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import ApplicationStage, CallStage
from reflexes_calls.domain.people import Grant, Role
from reflexes_calls.domain.team import TeamRole

ROLE_IN_TEAM = {
    TeamRole.LEAD: Role.APPLICANT,
    TeamRole.WRITER: Role.WRITER,
    TeamRole.READER: Role.READER,
}
"""What a colleague may do on the application they were invited to, and on no other."""


def roles_held(
    grants: Iterable[Grant],
    call: int,
    memberships: Collection[int],
    organisation: int | None,
    team: TeamRole | None = None,
) -> frozenset[Role]:
    """The roles of a person on a call, or on one application of an organisation.

    Members of the organisation are applicants; a colleague invited from elsewhere has the role
    of the invitation, `team`.
    """
    held = {g.role for g in grants if g.call == call or g.role is Role.ADMINISTRATOR}
    held.discard(Role.APPLICANT)
    if organisation is not None and organisation in memberships:
        held.add(Role.APPLICANT)
    elif team is not None:
        held.add(ROLE_IN_TEAM[team])
    return frozenset(held)


def can_draft_calls(grants: Iterable[Grant]) -> bool:
    """Whether the person is a manager of the instance, or its administrator."""
    return any(g.call is None and g.role in {Role.MANAGER, Role.ADMINISTRATOR} for g in grants)


def check_drafts_calls(grants: Iterable[Grant]) -> None:
    """Raise `NotAllowed` unless the person may draft calls."""
    if not can_draft_calls(grants):
        raise NotAllowed("not-allowed", step="draft", by=(Role.MANAGER,))


def check_administrator(grants: Iterable[Grant]) -> None:
    """Raise `NotAllowed` unless the person is an administrator."""
    if not any(g.role is Role.ADMINISTRATOR for g in grants):
        raise NotAllowed("not-allowed", step="administer", by=(Role.ADMINISTRATOR,))


def standing_of(call: Call, phase: Phase, now: dt.datetime) -> Standing:
    """Whether what arrives `now` for a phase of a call is in time: the one place that says so."""
    return stand(call.deadline(phase, now=now), now, opens_at=call.opens_at)


def standing_of_application(
    call: Call, application: Application | Unsent, now: dt.datetime
) -> Standing:
    """Whether what arrives `now` for one application is in time.

    What was submitted for a cut-off is changed until that cut-off: its readers begin afterwards.
    """
    if application.stage is ApplicationStage.SUBMITTED and application.phase is Phase.FULL:
        deadline = call.session_deadline(application.session)
    else:
        deadline = call.deadline(application.phase, now=now)
    admitted = application.admitted_until
    return stand(deadline, now, opens_at=call.opens_at, admitted_until=admitted)


def standing_of_version(call: Call, phase: Phase, submitted_at: dt.datetime) -> Standing:
    """How a submission that was taken arrived: in time, in grace, thanks to a move, or admitted.

    Deadlines only ever move later: what arrived in time stays in time, and what was taken after
    the last instant had been admitted.
    """
    if phase is Phase.LETTER:
        deadline = call.deadline(Phase.LETTER)
    else:
        deadline = call.session_deadline(call.session(submitted_at))
    if submitted_at <= deadline.announced:
        announced = deadline.announced
        return Standing(verdict=Verdict.IN_TIME, announced=announced, until=announced)
    return stand(deadline, submitted_at, admitted_until=submitted_at)


def check_finds(call: Call, roles: Collection[Role]) -> None:
    """Raise `NotFound` for a draft that the person does not manage: they learn nothing of it."""
    if call.stage is CallStage.DRAFT and Role.MANAGER not in roles:
        raise NotFound("call", call.public_id)


def check_manages(call: Call, roles: Collection[Role], step: str) -> None:
    """Raise unless the person manages the call: `NotFound` for a draft, else `NotAllowed`."""
    check_finds(call, roles)
    if Role.MANAGER not in roles:
        raise NotAllowed("not-allowed", step=step, by=(Role.MANAGER,))


def check_open(call: Call, now: dt.datetime, application: Application | None = None) -> None:
    """Raise unless the call takes applications now, or this one, which was admitted late."""
    if call.stage is CallStage.CONCLUDED:
        raise NotOpen("not-open", step="apply", stage=call.stage, open=())
    if application is None:
        standing = standing_of(call, call.first_phase, now)
    else:
        standing = standing_of_application(call, application, now)
    if standing.verdict is Verdict.EARLY:
        raise NotOpen("too-early", opens=call.opens_at, now=now)
    if standing.verdict is Verdict.LATE:
        raise TooLate(standing.announced, now)


class Arriving(Protocol):
    """What of an application says until when it may arrive; a row of a list says it too."""

    @property
    def phase(self) -> Phase:
        """The phase it stands in."""

    @property
    def stage(self) -> ApplicationStage:
        """The stage it stands at."""

    @property
    def session(self) -> int | None:
        """The closing it was submitted for."""

    @property
    def admitted_until(self) -> dt.datetime | None:
        """Until when it is admitted late."""


def last_instant(call: Call, application: Arriving) -> dt.datetime:
    """The last instant at which an application may arrive, or be corrected by its team."""
    if application.phase is Phase.LETTER:
        until = call.deadline(Phase.LETTER).until
    else:
        until = call.session_deadline(application.session).until
    if application.stage is not ApplicationStage.DRAFT and application.admitted_until:
        # A file admitted late and submitted may be corrected until its own limit.
        until = max(until, application.admitted_until)
    return until


def check_after_deadline(
    call: Call, now: dt.datetime, application: Application | None = None
) -> None:
    """Raise while applications may still arrive: nobody is read or decided before the others."""
    until = call.deadline().until if application is None else last_instant(call, application)
    if now <= until:
        raise NotOpen("before-deadline", deadline=until, now=now)


def is_after_deadline(call: Call, now: dt.datetime, application: Arriving) -> bool:
    """Whether an application may be read and decided: its own deadline has passed."""
    return now > last_instant(call, application)


def check_phase(application: Application, phase: Phase) -> None:
    """Raise unless an application stands in a phase."""
    if application.phase is not phase:
        known = application.phase
        raise NotOpen("not-letter" if phase is Phase.LETTER else "not-full", phase=known)


def check_sent_before(application: Application) -> None:
    """Raise for a draft that never left its team: there is nothing to take back."""
    if application.receipt is None:
        raise NotOpen("never-sent")


def check_not_own(memberships: Collection[int], organisation: int) -> None:
    """Raise `Conflict` when a reviewer belongs to the administration that applies."""
    if organisation in memberships:
        raise Conflict("own-administration")


def check_at_hand(call: Call) -> None:
    """Raise `NotOpen` when a draft was put aside: it is taken up again before it is written."""
    if call.is_put_aside:
        raise NotOpen("put-aside")


def check_aside(call: Call) -> None:
    """Raise `NotOpen` unless a draft was put aside."""
    if not call.is_put_aside:
        raise NotOpen("at-hand")
