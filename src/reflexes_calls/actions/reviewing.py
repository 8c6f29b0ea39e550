"""From an application to its reviews."""

from collections.abc import Callable, Sequence

from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.recusing import check_unbound, roles_over
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.application import Application, Version
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Conflict, NotAllowed
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import APPLICATION_STEPS, Step
from reflexes_calls.domain.people import TEAM, Person, Role
from reflexes_calls.domain.review import Review, read_review, typed_marks
from reflexes_calls.domain.rights import check_after_deadline, check_not_own, check_phase
from reflexes_calls.storage import applications, people, reviews, scores, team


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
    reviews.add_assignment(taking.connection, known.id, reviewer.id, taking.now)
    taking.note(step, call, known.public_id, {"reviewer": reviewer.public_id})
    taking.tell(
        "assign",
        (reviewer,),
        receipt=known.receipt or "",
        title=known.title,
        call=call.title_fr,
    )


def save_review(desk: Desk, actor: Person, application_id: str, raw: Raw) -> Review:
    """Keep a review as typed, to come back to it."""
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        _, version = _open(taking, known, call)
        return _keep_typed(taking, call, version, raw)


def submit_review(desk: Desk, actor: Person, application_id: str, raw: Raw) -> Review:
    """Submit a review: `mark-<criterion>` from 0 to 4 and two comments. It is final.

    What was typed is kept first, so that a refusal loses nothing.
    """
    save_review(desk, actor, application_id, raw)
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        step, version = _open(taking, known, call)
        marks, comments = read_review(raw, call.criteria)
        kept = reviews.keep_review(
            taking.connection,
            version=version.id,
            reviewer=actor.id,
            rubric_version=call.rubric_version,
            marks={code: str(mark) for code, mark in marks.items()},
            comment_for_jury=comments.comment_for_jury,
            comment_for_applicant=comments.comment_for_applicant,
            submitted_at=taking.now,
        )
        scores.refresh_scores(taking.connection, known.id, call.criteria)
        taking.note(step, call, known.public_id, {"version": version.digest, "marks": marks})
    return kept


def _open(taking: Taking, known: Application, call: Call) -> tuple[Step, Version]:
    versions = applications.versions_of(taking.connection, known.id)
    needs: dict[str, Callable[[], object]] = {
        "after_deadline": lambda: check_after_deadline(call, taking.now, known),
        "not_own_administration": lambda: _check_outside(taking, known, taking.actor),
        "assigned": lambda: _check_assigned(taking, known),
        "not_already_reviewed": lambda: _check_first(taking, versions[-1]),
    }
    roles = roles_over(taking, known)
    if roles & TEAM:
        # A reader who joined the team since is told why; they know of the file as their own.
        _check_outside(taking, known, taking.actor)
    step = taking.step(APPLICATION_STEPS, "review", known.stage, roles, needs)
    return step, versions[-1]


def _check_outside(taking: Taking, known: Application, reviewer: Person) -> None:
    """Raise `Conflict` for a reviewer of the administration that applies, or of its team."""
    theirs = people.organisations_of(taking.connection, reviewer.id)
    check_not_own(theirs, known.organisation_id)
    if team.role_in(taking.connection, known.id, reviewer.id):
        raise Conflict("own-application")
    check_unbound(taking.connection, reviewer, known)


def _check_assigned(taking: Taking, known: Application) -> None:
    if taking.actor.id not in reviews.reviewers_of(taking.connection, known.id):
        raise NotAllowed("not-assigned", step="review")


def _check_first(taking: Taking, version: Version) -> None:
    known = reviews.find_review(taking.connection, version.id, taking.actor.id)
    if known and known.submitted_at:
        raise Conflict("already-reviewed")


def _keep_typed(taking: Taking, call: Call, version: Version, raw: Raw) -> Review:
    return reviews.keep_review(
        taking.connection,
        version=version.id,
        reviewer=taking.actor.id,
        rubric_version=call.rubric_version,
        marks=typed_marks(raw, call.criteria),
        comment_for_jury=raw.get("comment_for_jury", ""),
        comment_for_applicant=raw.get("comment_for_applicant", ""),
    )
