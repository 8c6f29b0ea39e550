"""Who may do what: `check_…` raises, `can_…` asks."""

import datetime as dt
from collections.abc import Collection, Iterable

from reflexes_calls.domain.call import Call, Moment
from reflexes_calls.domain.errors import Conflict, NotAllowed, NotOpen, TooLate
from reflexes_calls.domain.people import Grant, Role


def roles_held(
    grants: Iterable[Grant], call: int, memberships: Collection[int], organisation: int | None
) -> frozenset[Role]:
    """The roles of a person on a call; one is an applicant only for one's own organisation."""
    held = {g.role for g in grants if g.call == call or g.role is Role.ADMINISTRATOR}
    held.discard(Role.APPLICANT)
    if organisation is not None and organisation in memberships:
        held.add(Role.APPLICANT)
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


def check_open(call: Call, now: dt.datetime) -> None:
    """Raise unless the call takes applications now."""
    moment = call.moment(now)
    if moment is Moment.UPCOMING:
        raise NotOpen("too-early", opens=call.opens_at, now=now)
    if moment is Moment.CLOSED:
        raise TooLate(call.closes_at, now)


def check_after_deadline(call: Call, now: dt.datetime) -> None:
    """Raise while applications may still arrive: nobody is read or decided before the others."""
    if call.moment(now) is not Moment.CLOSED:
        raise NotOpen("before-deadline", deadline=call.closes_at, now=now)


def check_not_own(memberships: Collection[int], organisation: int) -> None:
    """Raise `Conflict` when a reviewer belongs to the administration that applies."""
    if organisation in memberships:
        raise Conflict("own-administration")
