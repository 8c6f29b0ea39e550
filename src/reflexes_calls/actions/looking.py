"""What pages show: reads that give each person what they may see, and no more."""

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.desk import Desk, need_application, need_call, need_pilot, roles_on
from reflexes_calls.domain.application import Application, Version
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.decision import Decision
from reflexes_calls.domain.errors import NotAllowed, NotFound
from reflexes_calls.domain.evaluation import Evaluation
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
from reflexes_calls.domain.people import TEAM, Organisation, Person, Role
from reflexes_calls.domain.pilot import Measure, Pilot, Promise
from reflexes_calls.domain.review import Review, Summary, summarise
from reflexes_calls.domain.rights import check_finds
from reflexes_calls.domain.visibility import comments_for_applicant, reviews_seen
from reflexes_calls.storage import (
    applications,
    calls,
    decisions,
    journal,
    people,
    pilots,
    reviews,
    team,
)

LONGEST_TITLE = 240
"""Beyond, a title that was never accepted would fill the page that shows it."""
OF_APPLICATIONS = APPLICATION_STEPS + TEAM_STEPS + PARTNER_STEPS


@record
class ApplicationPage:
    """An application as one person may see it; `open_steps` are names.

    `forms` holds each version of the call's form that the draft or a submission answers.
    """

    application: Application
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
        """The title, as submitted or as typed so far; a draft may hold one that is far too long."""
        title = self.application.draft_title()
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
    """A pilot with all that was promised and recorded."""

    pilot: Pilot
    call: Call
    organisation: Organisation
    promises: tuple[Promise, ...]
    measures: tuple[Measure, ...]
    evaluation: Evaluation | None
    roles: frozenset[Role]
    open_steps: tuple[str, ...]


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
        known = calls.list_calls(connection)
        return tuple(c for c in known if Role.MANAGER in roles_on(connection, actor, c))


def call_page(desk: Desk, actor: Person | None, call_id: str) -> CallPage:
    """A call; a draft is found by its manager alone."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        roles = roles_on(connection, actor, call) if actor else frozenset()
        check_finds(call, roles)
        known = tuple(p for p in pilots.list_pilots(connection) if p.call_id == call.id)
    steps = tuple(s.name for s in open_steps(CALL_STEPS, call.stage, roles))
    return CallPage(call=call, roles=roles, open_steps=steps, pilots=known)


def my_applications(desk: Desk, actor: Person) -> tuple[ApplicationPage, ...]:
    """The applications of a person's organisations, and those they were invited to."""
    with desk.look() as connection:
        own = people.organisations_of(connection, actor.id)
        known = applications.applications_of(connection, organisations=own)
        joined = team.applications_joined(connection, actor.id) - {one.id for one in known}
        invited = (applications.get_application(connection, key) for key in joined)
        ordered = sorted((*known, *invited), key=lambda one: one.id)
        return tuple(_application(connection, actor, one) for one in ordered)


def applications_to_review(desk: Desk, actor: Person) -> tuple[ApplicationPage, ...]:
    """The applications a person is to read."""
    with desk.look() as connection:
        keys = reviews.assigned_to(connection, actor.id)
        known = (applications.get_application(connection, key) for key in keys)
        return tuple(_application(connection, actor, one) for one in known)


def application_page(desk: Desk, actor: Person, application_id: str) -> ApplicationPage:
    """An application, for its team, its assigned reviewers and the call's manager."""
    with desk.look() as connection:
        known = need_application(connection, application_id)
        return _application(connection, actor, known)


def call_board(desk: Desk, actor: Person, call_id: str) -> tuple[ApplicationPage, ...]:
    """Every submitted application of a call with the summary of its reviews; drafts stay unseen."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        if Role.MANAGER not in roles_on(connection, actor, call):
            raise NotAllowed("not-allowed", step="manage", by=(Role.MANAGER,))
        known = applications.applications_of(connection, call=call.id)
        return tuple(_application(connection, actor, one) for one in known if one.receipt)


def _application(connection: Connection, actor: Person, known: Application) -> ApplicationPage:
    call = calls.get_call(connection, known.call_id)
    roles = roles_on(connection, actor, call, known.organisation_id, known.id)
    assigned = reviews.reviewers_of(connection, known.id)
    sees = _sees(actor, roles, known, assigned)
    if not sees:
        raise NotFound("application", known.public_id)
    versions = applications.versions_of(connection, known.id)
    written = reviews.reviews_of(connection, versions[-1].id) if versions else ()
    if roles & TEAM:
        # Whoever belongs to the team reads no review, whatever other role they hold.
        seen: tuple[Review, ...] = ()
    else:
        seen = reviews_seen(actor.id, roles, written)
    named = people.persons_by_id(connection, set(assigned))
    numbers = {known.form_number, *(each.form_number for each in versions)}
    return ApplicationPage(
        application=known,
        forms={number: calls.form_version_of(connection, call.id, number) for number in numbers},
        call=call,
        organisation=people.find_organisation(connection, known.organisation_id),
        versions=versions,
        roles=roles,
        open_steps=tuple(s.name for s in open_steps(OF_APPLICATIONS, known.stage, roles)),
        decision=decisions.find_decision(connection, known.id),
        comments=comments_for_applicant(known.stage, written),
        reviews=seen,
        own_review=next((r for r in written if r.reviewer_id == actor.id), None),
        reviewers=tuple(named.values()) if Role.MANAGER in roles else (),
        pilot=pilots.pilot_of_application(connection, known.id),
        summary=summarise(written, call.criteria) if Role.MANAGER in roles else None,
    )


def _sees(
    actor: Person, roles: frozenset[Role], known: Application, assigned: frozenset[int]
) -> bool:
    if roles & TEAM:
        return True
    return known.receipt is not None and (Role.MANAGER in roles or actor.id in assigned)


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
    return PilotPage(
        pilot=known,
        call=call,
        organisation=people.find_organisation(connection, known.organisation_id),
        promises=pilots.promises_of(connection, known.id),
        measures=pilots.measures_of(connection, known.id),
        evaluation=pilots.find_evaluation(connection, known.id),
        roles=roles,
        open_steps=tuple(s.name for s in open_steps(PILOT_STEPS, known.stage, roles)),
    )


def journal_of_call(desk: Desk, actor: Person, call_id: str) -> JournalPage:
    """The journal of a call, for its manager and the administrator."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        if not {Role.MANAGER, Role.ADMINISTRATOR} & roles_on(connection, actor, call):
            raise NotAllowed("not-allowed", step="journal", by=(Role.MANAGER, Role.ADMINISTRATOR))
        entries = journal.entries_of(connection, call.id)
    return JournalPage(call=call, entries=entries, broken_at=verify(entries))
