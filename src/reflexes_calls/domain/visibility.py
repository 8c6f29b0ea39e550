"""What each person sees, and when: the one place that decides it.

A person looks at an application from a *seat*: its team, the managers of its call, or the readers
to whom it was given. Whoever has no seat does not know that it exists. From a seat some *parts* of
it are seen, and a list is sorted, filtered and searched on those parts alone. `storage.seeing`
says the same to the databases, so that rows are removed before anything is counted.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum

import attrs

from reflexes.records import changed, record
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.journal import Entry
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import TEAM, Grant, Role
from reflexes_calls.domain.review import Review
from reflexes_calls.domain.rights import roles_held
from reflexes_calls.domain.team import TeamRole

DECIDED = frozenset({ApplicationStage.SELECTED, ApplicationStage.DECLINED})


class Seat(StrEnum):
    """From where a person looks at applications."""

    TEAM = "team"
    MANAGER = "manager"
    REVIEWER = "reviewer"


class Part(StrEnum):
    """What there is to see of an application. `SUBMITTED` is what was sent, for ever."""

    SUBMITTED = "submitted"
    DRAFT = "draft"
    UNSENT = "unsent"
    INTERNAL = "internal"
    COMPLETENESS = "completeness"
    READERS = "readers"
    REVIEWS = "reviews"
    SCORES = "scores"
    PREPARED = "prepared"
    DECISION = "decision"
    COMMENTS = "comments"
    MESSAGES = "messages"
    LETTERS = "letters"
    JOURNAL = "journal"


_EVERYONE = frozenset({Part.SUBMITTED, Part.DECISION})
PARTS_SEEN = {
    Seat.TEAM: _EVERYONE | {Part.DRAFT, Part.UNSENT, Part.COMMENTS, Part.MESSAGES, Part.LETTERS},
    Seat.MANAGER: _EVERYONE
    | {
        Part.UNSENT,
        Part.INTERNAL,
        Part.COMPLETENESS,
        Part.READERS,
        Part.REVIEWS,
        Part.SCORES,
        Part.PREPARED,
        Part.COMMENTS,
        Part.MESSAGES,
        Part.LETTERS,
        Part.JOURNAL,
    },
    # Reviews: one's own, and the others' once one's own is submitted; see `reviews_seen`.
    Seat.REVIEWER: _EVERYONE | {Part.REVIEWS},
}
"""The parts seen from each seat. That something unsent exists is seen by managers, never what."""
ROLES_AT = {
    Seat.TEAM: TEAM,
    Seat.MANAGER: frozenset({Role.MANAGER, Role.REVIEWER}),
    Seat.REVIEWER: frozenset({Role.REVIEWER}),
}
"""The roles that count at each seat: whoever is in a team is no manager nor reader of its file."""


@record
class Viewer:
    """Who asks, with everything that decides what they see.

    `joined` are the applications to whose team they were invited, or that they began; `partnered`
    those of which they, or one of their administrations, are a partner; `barred` those that a bond
    keeps from them as a juror. `unsigned` are the calls of whose jury they have yet to sign the
    charter.
    """

    person: int
    grants: tuple[Grant, ...] = ()
    organisations: frozenset[int] = frozenset()
    joined: frozenset[int] = frozenset()
    partnered: frozenset[int] = frozenset()
    barred: frozenset[int] = frozenset()
    unsigned: frozenset[int] = frozenset()

    def manages(self, call: int) -> bool:
        """Whether they hold the role of manager on a call."""
        return any(each.call == call and each.role is Role.MANAGER for each in self.grants)

    @property
    def managed(self) -> frozenset[int]:
        """The calls that they manage."""
        return frozenset(
            each.call for each in self.grants if each.role is Role.MANAGER and each.call is not None
        )


NOBODY = Viewer(person=0)
"""Whoever is not signed in."""


@attrs.frozen(kw_only=True)
class FileFacts:
    """What of an application decides who sees it."""

    id: int
    call_id: int
    organisation_id: int
    is_submitted: bool
    is_given: bool = False
    """Whether it was given to the viewer to read."""


def is_of_team(viewer: Viewer, file: FileFacts) -> bool:
    """Whether the viewer belongs to the team of an application."""
    return file.organisation_id in viewer.organisations or file.id in viewer.joined


def is_in_conflict(viewer: Viewer, file: FileFacts) -> bool:
    """Whether the viewer is bound to an application, and must neither read nor manage it."""
    return is_of_team(viewer, file) or file.id in viewer.partnered | viewer.barred


def seats_on(viewer: Viewer, file: FileFacts) -> tuple[Seat, ...]:
    """From where the viewer may look at an application, where most is seen first.

    A conflict comes before every role: a manager or a reader bound to a file sees of it what its
    team does, if they belong to it, and otherwise nothing.
    """
    if is_of_team(viewer, file):
        return (Seat.TEAM,)
    if not file.is_submitted or is_in_conflict(viewer, file):
        return ()
    may_read = file.is_given and file.call_id not in viewer.unsigned
    held = {Seat.MANAGER: viewer.manages(file.call_id), Seat.REVIEWER: may_read}
    return tuple(seat for seat, is_held in held.items() if is_held)


def need_seat(viewer: Viewer, file: FileFacts, public_id: str) -> Seat:
    """The seat of the viewer on an application, or `NotFound`: nobody learns that it exists."""
    seats = seats_on(viewer, file)
    if not seats:
        raise NotFound("application", public_id)
    return seats[0]


def sees(seat: Seat, part: Part) -> bool:
    """Whether a part of an application is seen from a seat."""
    return part in PARTS_SEEN[seat]


def roles_at(viewer: Viewer, seat: Seat, file: FileFacts, team: TeamRole | None) -> frozenset[Role]:
    """The roles that count for a viewer who looks at an application from a seat."""
    held = roles_held(viewer.grants, file.call_id, viewer.organisations, file.organisation_id, team)
    return held & ROLES_AT[seat]


def as_seen(application: Application, seat: Seat) -> Application:
    """An application without what is not seen from a seat.

    What a team types stays its own until it is submitted; what the managers write for themselves
    stays theirs.
    """
    hidden: dict[str, object] = {}
    if not sees(seat, Part.DRAFT):
        hidden |= {"draft": {}, "touched": {}}
    if not sees(seat, Part.INTERNAL):
        hidden |= {"internal": {}}
    return changed(application, **hidden)


def reviews_seen(
    viewer: int, roles: Collection[Role], reviews: Iterable[Review]
) -> tuple[Review, ...]:
    """The reviews a person may read whole.

    The manager reads those submitted. A reviewer reads their own, and the others' only once they
    have submitted their own. An applicant reads none: see `comments_for_applicant`.
    """
    known = tuple(reviews)
    own = tuple(r for r in known if r.reviewer_id == viewer)
    submitted = tuple(r for r in known if r.submitted_at and r.reviewer_id != viewer)
    if Role.MANAGER in roles:
        return own + submitted
    if Role.REVIEWER in roles:
        return own + (submitted if any(r.submitted_at for r in own) else ())
    return ()


def is_unspoken(stage: ApplicationStage, own: Review | None) -> bool:
    """Whether someone to whom a file was given has still to say what they think of it."""
    return stage is ApplicationStage.SUBMITTED and (own is None or own.submitted_at is None)


def comments_for_applicant(stage: ApplicationStage, reviews: Iterable[Review]) -> tuple[str, ...]:
    """What the readers wrote for the applicant: nothing before the decision, never a name."""
    if stage not in DECIDED:
        return ()
    return tuple(r.comment_for_applicant for r in reviews if r.submitted_at)


def entries_seen(entries: Iterable[Entry], hidden: Collection[str]) -> tuple[Entry, ...]:
    """The entries of a journal without those about files that are `hidden` from the viewer."""
    return tuple(each for each in entries if each.subject_id not in hidden)
