"""From an application to its reviews: each draft is kept, and no tab overwrites another."""

import datetime as dt
from collections.abc import Callable, Sequence

import attrs

from reflexes.records import record
from reflexes_calls.actions.desk import Desk, Taking, need_application
from reflexes_calls.actions.recusing import check_manager_of, check_unbound, roles_over, seat_of
from reflexes_calls.actions.seating import seat_by_hand
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.application import Application, Version
from reflexes_calls.domain.blind import hides_title, is_blind
from reflexes_calls.domain.call import Call, Criterion
from reflexes_calls.domain.errors import Conflict, NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.jury import JuryKind, JuryPhase
from reflexes_calls.domain.lifecycle import APPLICATION_STEPS, Step
from reflexes_calls.domain.people import TEAM, Person, Role
from reflexes_calls.domain.reading import seconds_between
from reflexes_calls.domain.review import (
    Review,
    ReviewVersion,
    criteria_of_jury,
    read_review,
    typed_marks,
)
from reflexes_calls.domain.rights import check_after_deadline, check_not_own, check_phase
from reflexes_calls.storage import applications, calls, juries, people, reviews, scores, team
from reflexes_calls.storage.engine import writing


def assign(desk: Desk, actor: Person, application_id: str, reviewer: Person) -> None:
    """Ask a person to read an application; makes them a reviewer of the call."""
    assign_together(desk, actor, application_id, (reviewer,))


def assign_together(
    desk: Desk, actor: Person, application_id: str, readers: Sequence[Person]
) -> None:
    """Ask several people to read an application: all of them, or none when one may not."""
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        for reader in readers:
            _assign(taking, known, call, reader)


def _assign(taking: Taking, known: Application, call: Call, reviewer: Person) -> None:
    needs: dict[str, Callable[[], object]] = {
        "full_phase": lambda: check_phase(known, Phase.FULL),
        "not_own_administration": lambda: _check_outside(taking, known, reviewer),
    }
    step = taking.step(APPLICATION_STEPS, "assign", known.stage, roles_over(taking, known), needs)
    people.add_grant(taking.connection, reviewer.id, call.id, Role.REVIEWER)
    seated = seat_by_hand(taking, call, reviewer)
    # Looked at again: what binds a juror is known once they are one.
    check_unbound(taking.connection, reviewer, known)
    reviews.add_assignment(taking.connection, known.id, reviewer.id, taking.now, jury=seated.jury)
    taking.note(step, call, known.public_id, {"reviewer": reviewer.public_id})
    taking.tell(
        "assign",
        (reviewer,),
        receipt=known.receipt or "",
        title=_title_told(taking, known, call, seated.jury),
        call=call.title_fr,
    )


def _title_told(taking: Taking, known: Application, call: Call, kind: JuryKind) -> str:
    """The title as a letter tells it to a reader: never one that tells who applies to the blind."""
    jury = juries.jury_of(taking.connection, call.id, kind)
    hidden = is_blind(jury.settings, jury.phase, known.stage) and hides_title(call.questions())
    return "…" if hidden else known.title


def open_review(desk: Desk, actor: Person, application_id: str) -> None:
    """Keep when a reader first opened a file that they may read."""
    with desk.look() as connection:
        known = need_application(connection, application_id)
        given = reviews.find_given(connection, known.id, actor.id)
    if given is None or given.opened_at is not None:
        return
    with writing(desk.engine) as connection:
        now = desk.clock.now()
        reviews.change_given(connection, known.id, actor.id, opened_at=now)


def save_review(  # noqa: PLR0913  # who, what, and what the page knew when it was opened
    desk: Desk,
    actor: Person,
    application_id: str,
    raw: Raw,
    *,
    revision: int | None = None,
    opened: dt.datetime | None = None,
) -> Review:
    """Keep a review as typed, to come back to it.

    `revision` is that of the review when its page was opened, 0 when there was none: `Conflict`
    is raised, and nothing is kept, when another was saved since. `opened` is when that was, by
    which the time spent is guessed.
    """
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        ready = _open(taking, known, call)
        _check_fresh(ready.own, revision, raw, ready.criteria)
        spent = seconds_between(opened, desk.wall_clock.now()) if opened else 0
        if spent:
            seconds = ready.given.seconds + spent
            reviews.change_given(taking.connection, known.id, actor.id, seconds=seconds)
        return _keep_typed(taking, call, ready, raw)


def submit_review(  # noqa: PLR0913  # the same as for a draft
    desk: Desk,
    actor: Person,
    application_id: str,
    raw: Raw,
    *,
    revision: int | None = None,
    opened: dt.datetime | None = None,
) -> Review:
    """Submit a review: `mark-<criterion>` from 0 to 4 and two comments. It is final.

    What was typed is kept first, so that a refusal loses nothing. Once everyone has spoken, marks
    are changed with a reason: see `actions.deliberating`.
    """
    saved = save_review(desk, actor, application_id, raw, revision=revision, opened=opened)
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        ready = _open(taking, known, call)
        _check_fresh(ready.own, saved.revision, raw, ready.criteria)
        marks, comments = read_review(raw, ready.criteria)
        kept = reviews.keep_review(
            taking.connection,
            version=ready.version.id,
            reviewer=actor.id,
            rubric_version=call.rubric_version,
            marks={code: str(mark) for code, mark in marks.items()},
            comment_for_jury=comments.comment_for_jury,
            comment_for_applicant=comments.comment_for_applicant,
            submitted_at=taking.now,
            revision=saved.revision + 1,
        )
        reviews.add_review_version(taking.connection, kept, taking.now)
        scores.refresh_scores(taking.connection, known.id, call.criteria)
        facts = {"version": ready.version.digest, "marks": marks}
        taking.note(ready.step, call, known.public_id, facts)
    return kept


@record
class VersionsPage:
    """All that a review ever said, to its author and to the managers of the call."""

    call: Call
    application: Application
    reviewer: Person
    is_own: bool
    criteria: tuple[Criterion, ...]
    versions: tuple[ReviewVersion, ...]


def versions_page(
    desk: Desk, actor: Person, application_id: str, reviewer_id: str = ""
) -> VersionsPage:
    """The versions of a review: one's own, or for the call's managers that of a reader.

    A manager sees those of a submitted review alone, and none before having spoken themselves.
    """
    with desk.look() as connection:
        known = need_application(connection, application_id)
        seat_of(connection, actor, known)
        call = calls.get_call(connection, known.call_id)
        named = people.persons_by_public_id(connection, (reviewer_id,)) if reviewer_id else {}
        reader = named.get(reviewer_id) if reviewer_id else actor
        if reader is None:
            raise NotFound("review", reviewer_id)
        given = reviews.find_given(connection, known.id, reader.id)
        version = applications.versions_of(connection, known.id)[-1]
        found = reviews.find_review(connection, version.id, reader.id)
        is_own = reader.id == actor.id
        if found is None or given is None:
            raise NotFound("review", application_id)
        if not is_own:
            check_manager_of(connection, actor, known)
            silent = known.id in reviews.unspoken_files(connection, actor.id, call.id)
            if silent or found.submitted_at is None:
                raise NotFound("review", application_id)
        kept = reviews.review_versions(connection, (found.id,))
    return VersionsPage(
        call=call,
        application=known,
        reviewer=reader,
        is_own=is_own,
        criteria=criteria_of_jury(call.criteria, given.jury),
        versions=tuple(each for each in kept if is_own or each.is_submitted),
    )


@attrs.frozen(kw_only=True)
class _Ready:
    """A file that its reader may speak of now."""

    step: Step
    version: Version
    given: reviews.Given
    criteria: tuple[Criterion, ...]
    own: Review | None


def _open(taking: Taking, known: Application, call: Call) -> _Ready:
    roles = roles_over(taking, known)
    versions = applications.versions_of(taking.connection, known.id)
    given = reviews.find_given(taking.connection, known.id, taking.actor.id)
    own = versions and reviews.find_review(taking.connection, versions[-1].id, taking.actor.id)
    needs: dict[str, Callable[[], object]] = {
        "after_deadline": lambda: check_after_deadline(call, taking.now, known),
        "not_own_administration": lambda: _check_outside(taking, known, taking.actor),
        "assigned": lambda: check_assigned(given),
        "jury_reads": lambda: _check_reads(taking, call, given),
        "not_already_reviewed": lambda: _check_first(own or None),
    }
    if roles & TEAM:
        # A reader who joined the team since is told why; they know of the file as their own.
        _check_outside(taking, known, taking.actor)
    step = taking.step(APPLICATION_STEPS, "review", known.stage, roles, needs)
    given = check_assigned(given)
    criteria = criteria_of_jury(call.criteria, given.jury)
    return _Ready(step=step, version=versions[-1], given=given, criteria=criteria, own=own or None)


def _check_outside(taking: Taking, known: Application, reviewer: Person) -> None:
    """Raise `Conflict` for a reviewer of the administration that applies, or of its team."""
    theirs = people.organisations_of(taking.connection, reviewer.id)
    check_not_own(theirs, known.organisation_id)
    if team.role_in(taking.connection, known.id, reviewer.id):
        raise Conflict("own-application")
    check_unbound(taking.connection, reviewer, known)


def check_assigned(given: reviews.Given | None) -> reviews.Given:
    """A file as it was given to the actor; `NotAllowed` when it was not."""
    if given is None:
        raise NotAllowed("not-assigned", step="review")
    return given


def _check_reads(taking: Taking, call: Call, given: reviews.Given | None) -> None:
    """Raise `NotOpen` once the jury deliberates: nobody speaks after having heard the others."""
    kind = given.jury if given else JuryKind.PROJECT
    phase = juries.jury_of(taking.connection, call.id, kind).phase
    if phase not in {JuryPhase.FORMING, JuryPhase.READING}:
        raise NotOpen("jury-not-reading", phase=phase)


def _check_first(own: Review | None) -> None:
    if own and own.submitted_at:
        raise Conflict("already-reviewed")


def _check_fresh(
    own: Review | None, revision: int | None, raw: Raw, criteria: tuple[Criterion, ...]
) -> None:
    """Raise `Conflict` when another review was saved since the page of this one was opened."""
    if revision is None or revision == (own.revision if own else 0):
        return
    # The same text saved twice, from two tabs or by going back, takes nothing away.
    if own is None or not _says_the_same(own, raw, criteria):
        raise Conflict("review-saved-elsewhere")


def _says_the_same(own: Review, raw: Raw, criteria: tuple[Criterion, ...]) -> bool:
    return (own.marks, own.comment_for_jury, own.comment_for_applicant) == (
        typed_marks(raw, criteria),
        raw.get("comment_for_jury", ""),
        raw.get("comment_for_applicant", ""),
    )


def _keep_typed(taking: Taking, call: Call, ready: _Ready, raw: Raw) -> Review:
    own = ready.own
    if own is not None and _says_the_same(own, raw, ready.criteria):
        return own
    kept = reviews.keep_review(
        taking.connection,
        version=ready.version.id,
        reviewer=taking.actor.id,
        rubric_version=call.rubric_version,
        marks=typed_marks(raw, ready.criteria),
        comment_for_jury=raw.get("comment_for_jury", ""),
        comment_for_applicant=raw.get("comment_for_applicant", ""),
        revision=own.revision + 1 if own else 1,
    )
    reviews.add_review_version(taking.connection, kept, taking.now)
    return kept
