"""What pages show: reads that give each person what they may see, and no more."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from reflexes.records import changed, record
from reflexes_calls.actions.desk import Desk, need_application, need_call, need_pilot, roles_on
from reflexes_calls.actions.reading_rules import rules_of
from reflexes_calls.domain.application import Application, Version
from reflexes_calls.domain.blind import NOBODY_NAMED, application_without_names, without_names
from reflexes_calls.domain.call import Call, Criterion
from reflexes_calls.domain.decision import Decision
from reflexes_calls.domain.errors import NotAllowed, NotFound
from reflexes_calls.domain.evaluation import Evaluation
from reflexes_calls.domain.finding import Wanted, order_of
from reflexes_calls.domain.form import Form
from reflexes_calls.domain.journal import Entry, verify
from reflexes_calls.domain.lifecycle import (
    APPLICATION_STEPS,
    CALL_STEPS,
    PARTNER_STEPS,
    PILOT_STEPS,
    TEAM_STEPS,
    CallStage,
    open_steps,
)
from reflexes_calls.domain.people import Organisation, Person, Role
from reflexes_calls.domain.pilot import Measure, Pilot, Promise
from reflexes_calls.domain.review import Review, Summary, criteria_of_jury, summarise
from reflexes_calls.domain.rights import check_finds
from reflexes_calls.domain.visibility import (
    FileFacts,
    Part,
    Seat,
    Viewer,
    as_seen,
    comments_for_applicant,
    entries_seen,
    is_unspoken,
    need_seat,
    reviews_seen,
    roles_at,
    seats_on,
    sees,
)
from reflexes_calls.storage import applications, calls, journal, people, pilots, plans
from reflexes_calls.storage.finding import Search, find_page
from reflexes_calls.storage.gathering import Surroundings
from reflexes_calls.storage.reviews import Given
from reflexes_calls.storage.seeing import facts_of, hidden_from, viewer_of

if TYPE_CHECKING:
    from reflexes.evaluation.plan import Rule


LONGEST_TITLE = 240
"""Beyond, a title that was never accepted would fill the page that shows it."""
OF_APPLICATIONS = APPLICATION_STEPS + TEAM_STEPS + PARTNER_STEPS


@record
class ApplicationPage:
    """An application as one person may see it; `open_steps` are names.

    `seat` is from where they look, and what is not seen from there is empty; `is_given` says that
    it was given to them to read. `forms` holds each version of the call's form that the draft or a
    submission answers. `given` is how it was given to them, `criteria` those that they mark;
    `is_blind` says that what tells who applies was taken out.
    """

    application: Application
    seat: Seat
    is_given: bool
    forms: dict[int, Form]
    call: Call
    organisation: Organisation
    versions: tuple[Version, ...]
    roles: frozenset[Role]
    open_steps: tuple[str, ...]
    decision: Decision | None
    comments: tuple[str, ...]
    reviews: tuple[Review, ...]
    own_review: Review | None
    reviewers: tuple[Person, ...]
    pilot: Pilot | None
    summary: Summary | None
    given: Given | None = None
    criteria: tuple[Criterion, ...] = ()
    is_blind: bool = False

    @property
    def form(self) -> Form:
        """The form that the draft answers."""
        return self.forms[self.application.form_number]

    @property
    def submitted_form(self) -> Form:
        """The form that the last submission answers."""
        return self.forms[self.versions[-1].form_number]

    @property
    def title(self) -> str:
        """The title, as its team types it, as submitted for everyone else.

        A draft may hold one that is far too long.
        """
        known = self.application
        title = known.draft_title() if sees(self.seat, Part.DRAFT) else known.title
        if self.is_blind and not title:
            return known.receipt or ""
        return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


@record
class CallPage:
    """A call as one person may see it."""

    call: Call
    roles: frozenset[Role]
    open_steps: tuple[str, ...]
    pilots: tuple[Pilot, ...]


@record
class PilotPage:
    """A pilot with all that was promised and recorded; `has_plan` says that its plan is locked."""

    pilot: Pilot
    call: Call
    organisation: Organisation
    promises: tuple[Promise, ...]
    measures: tuple[Measure, ...]
    evaluation: Evaluation | None
    roles: frozenset[Role]
    open_steps: tuple[str, ...]
    has_plan: bool
    rules: "tuple[Rule, ...]" = ()
    """The rules of the plan for stopping, where the reader may give the pilot up."""


@record
class JournalPage:
    """The journal of a call; `broken_at` is the first entry that does not follow, or None."""

    call: Call
    entries: tuple[Entry, ...]
    broken_at: int | None


def public_calls(desk: Desk) -> tuple[Call, ...]:
    """The calls that everyone may read."""
    with desk.look() as connection:
        return tuple(c for c in calls.list_calls(connection) if c.stage is not CallStage.DRAFT)


def managed_calls(desk: Desk, actor: Person) -> tuple[Call, ...]:
    """The calls that a person manages."""
    with desk.look() as connection:
        viewer = viewer_of(connection, actor)
        return tuple(c for c in calls.list_calls(connection) if viewer.manages(c.id))


def call_page(desk: Desk, actor: Person | None, call_id: str) -> CallPage:
    """A call; a draft is found by its manager alone."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        roles = roles_on(connection, actor, call) if actor else frozenset()
        check_finds(call, roles)
        known = pilots.pilots_of_call(connection, call.id)
    steps = tuple(s.name for s in open_steps(CALL_STEPS, call.stage, roles))
    return CallPage(call=call, roles=roles, open_steps=steps, pilots=known)


def my_applications(
    desk: Desk, actor: Person, *, call: Call | None = None, organisation: Organisation | None = None
) -> tuple[ApplicationPage, ...]:
    """The applications of a person's teams, in the order they were begun.

    Of more than a page, those that were changed last; see `actions.finding` for the whole list.
    """
    with desk.look() as connection:
        viewer = viewer_of(connection, actor)
        wanted = Wanted(organisation=organisation.name if organisation else "")
        search = Search(
            viewer=viewer, seat=Seat.TEAM, wanted=wanted, call=call.id if call else None
        )
        found = find_page(connection, search, order_of(wanted, Seat.TEAM))
        keys = sorted(row.id for row in found.rows)
        return pages_of(
            connection, actor, viewer, applications.applications_by_id(connection, keys)
        )


def application_page(desk: Desk, actor: Person, application_id: str) -> ApplicationPage:
    """An application, for its team, its assigned reviewers and the call's manager."""
    with desk.look() as connection:
        known = need_application(connection, application_id)
        viewer = viewer_of(connection, actor)
        need_seat(viewer, facts_of(connection, known, viewer), application_id)
        return pages_of(connection, actor, viewer, (known,))[0]


def page_to_review(desk: Desk, actor: Person, application_id: str) -> ApplicationPage:
    """An application that was given to a person to read; `NotFound` for any other.

    A manager who reads it reads as blind as the others, here.
    """
    with desk.look() as connection:
        known = need_application(connection, application_id)
        viewer = viewer_of(connection, actor)
        need_seat(viewer, facts_of(connection, known, viewer), application_id)
        own = next(iter(pages_of(connection, actor, viewer, (known,), to_read=True)), None)
    if own is None or not own.is_given:
        raise NotFound("review", application_id)
    return own


def pages_of(
    connection: Connection,
    actor: Person,
    viewer: Viewer,
    known: Sequence[Application],
    *,
    to_read: bool = False,
) -> tuple[ApplicationPage, ...]:
    """Some applications as one person may see them; those that they may not are left out.

    `to_read` says that they are shown to be read, by whoever may manage them too.
    """
    around = Surroundings(connection, known, viewer.person)
    found = (_page(actor, viewer, each, around) for each in known)
    shown = (each for each in found if each is not None)
    return tuple(
        without_who_applies(each)
        if each.application.id in around.blind and (to_read or each.seat is Seat.REVIEWER)
        else each
        for each in shown
    )


def page_in_deliberation(
    connection: Connection, actor: Person, known: Application, *, blind: bool
) -> ApplicationPage:
    """A file as a jury that deliberates reads it, whoever was given it to read."""
    viewer = viewer_of(connection, actor)
    around = Surroundings(connection, (known,), viewer.person)
    shown = _page(actor, viewer, known, around, is_discussed=True)
    if shown is None:
        raise NotFound("application", known.public_id)
    return without_who_applies(shown) if blind else shown


def without_who_applies(shown: ApplicationPage) -> ApplicationPage:
    """An application without anything that tells who it is from, but what is freely written."""
    form = shown.submitted_form
    unnamed = (without_names(each, shown.forms[each.form_number]) for each in shown.versions)
    return changed(
        shown,
        application=application_without_names(shown.application, form),
        organisation=NOBODY_NAMED,
        versions=tuple(unnamed),
        pilot=None,
        is_blind=True,
    )


def _page(
    actor: Person,
    viewer: Viewer,
    known: Application,
    around: Surroundings,
    *,
    is_discussed: bool = False,
) -> ApplicationPage | None:
    readers = around.readers.get(known.id, ())
    file = FileFacts(
        id=known.id,
        call_id=known.call_id,
        organisation_id=known.organisation_id,
        is_submitted=known.receipt is not None,
        is_given=is_discussed or actor.id in {each.id for each in readers},
    )
    seats = seats_on(viewer, file)
    if not seats:
        return None
    seat, call = seats[0], around.calls[known.call_id]
    roles = roles_at(viewer, seat, file, around.team.get(known.id))
    versions = tuple(around.versions.get(known.id, ()))
    written = tuple(around.reviews.get(versions[-1].id, ())) if versions else ()
    given = around.given.get(known.id)
    own_review = next((each for each in written if each.reviewer_id == actor.id), None)
    seen = reviews_seen(actor.id, roles, written)
    summary = summarise(written, call.criteria)
    if given is not None and is_unspoken(known.stage, own_review):
        # Whoever is to read it sees no other before having spoken, were they its manager.
        seen = tuple(each for each in seen if each.reviewer_id == actor.id)
        summary = Summary(count=summary.count, mean=None, spread=None)
    return ApplicationPage(
        application=as_seen(known, seat),
        seat=seat,
        is_given=Seat.REVIEWER in seats,
        forms=around.forms(known),
        call=call,
        organisation=around.organisations[known.organisation_id],
        versions=versions,
        roles=roles,
        open_steps=tuple(s.name for s in open_steps(OF_APPLICATIONS, known.stage, roles)),
        decision=around.decisions.get(known.id) if sees(seat, Part.DECISION) else None,
        comments=comments_for_applicant(known.stage, written) if sees(seat, Part.COMMENTS) else (),
        reviews=seen if sees(seat, Part.REVIEWS) else (),
        own_review=own_review if sees(seat, Part.REVIEWS) else None,
        reviewers=readers if sees(seat, Part.READERS) else (),
        pilot=around.pilots.get(known.id),
        summary=summary if sees(seat, Part.SCORES) else None,
        given=given,
        criteria=criteria_of_jury(call.criteria, given.jury) if given else call.criteria,
    )


def reviewers_for(desk: Desk, actor: Person, call_id: str) -> tuple[Person, ...]:
    """The reviewers this instance knows, to choose from: assigning makes one of the call."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        if Role.MANAGER not in roles_on(connection, actor, call):
            raise NotAllowed("not-allowed", step="assign", by=(Role.MANAGER,))
        return people.holders(connection, Role.REVIEWER)


def public_pilots(desk: Desk) -> tuple[PilotPage, ...]:
    """Every pilot, as the public sees it."""
    with desk.look() as connection:
        return tuple(_pilot(connection, None, one) for one in pilots.list_pilots(connection))


def pilot_page(desk: Desk, actor: Person | None, pilot_id: str) -> PilotPage:
    """A pilot, for everyone; `open_steps` are those of the reader."""
    with desk.look() as connection:
        return _pilot(connection, actor, need_pilot(connection, pilot_id))


def _pilot(connection: Connection, actor: Person | None, known: Pilot) -> PilotPage:
    call = calls.get_call(connection, known.call_id)
    roles = roles_on(connection, actor, call, known.organisation_id) if actor else frozenset()
    steps = tuple(s.name for s in open_steps(PILOT_STEPS, known.stage, roles))
    return PilotPage(
        pilot=known,
        call=call,
        organisation=people.find_organisation(connection, known.organisation_id),
        promises=pilots.promises_of(connection, known.id),
        measures=pilots.measures_of(connection, known.id),
        evaluation=pilots.find_evaluation(connection, known.id),
        roles=roles,
        open_steps=steps,
        has_plan=plans.is_locked(connection, known.id),
        rules=rules_of(connection, known) if "abandon" in steps else (),
    )


def journal_of_call(desk: Desk, actor: Person, call_id: str) -> JournalPage:
    """The journal of a call, for its manager and the administrator."""
    with desk.look() as connection:
        call = _call_of_journal(connection, actor, call_id)
        entries = journal.entries_of(connection, call.id)
        hidden = hidden_from(connection, viewer_of(connection, actor), call.id)
    shown = entries_seen(entries, hidden)
    return JournalPage(call=call, entries=shown, broken_at=verify(entries))


def journal_after(
    desk: Desk, actor: Person, call_id: str, *, after: int, most: int
) -> tuple[Entry, ...]:
    """Some entries of the journal of a call, from the one that comes after a number.

    Those about files that are hidden from the reader are passed over.
    """
    with desk.look() as connection:
        call = _call_of_journal(connection, actor, call_id)
        hidden = hidden_from(connection, viewer_of(connection, actor), call.id)
        shown: tuple[Entry, ...] = ()
        while len(shown) < most:
            entries = journal.entries_after(connection, call.id, after, most)
            shown += entries_seen(entries, hidden)
            if len(entries) < most:
                break
            after = entries[-1].seq
    return shown[:most]


def _call_of_journal(connection: Connection, actor: Person, call_id: str) -> Call:
    call = need_call(connection, call_id)
    if not {Role.MANAGER, Role.ADMINISTRATOR} & roles_on(connection, actor, call):
        raise NotAllowed("not-allowed", step="journal", by=(Role.MANAGER, Role.ADMINISTRATOR))
    return call
