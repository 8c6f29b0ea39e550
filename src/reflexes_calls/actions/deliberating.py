"""A jury deliberates once all have spoken: remarks, changes of marks with a reason, closing.

Decisions stay prepared, and are released together elsewhere: see `actions.deciding`.
"""

from collections.abc import Callable, Collection
from typing import Any

from reflexes.digests import canonical
from reflexes.records import changed, record
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.discussing import juror_of, need_file, reviews_awaited
from reflexes_calls.actions.leading import jury_step
from reflexes_calls.actions.taking_minutes import write_minutes
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.deliberation import (
    Deliberation,
    OpeningAnswers,
    Plain,
    RemarkAnswers,
    ReopeningAnswers,
    digest_of_minutes,
    read_change,
    unchanged,
)
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotAllowed, NotOpen
from reflexes_calls.domain.jury import Juror, JurorState, Jury, JuryKind, JuryPhase
from reflexes_calls.domain.lifecycle import DELIBERATING_STEPS
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.review import Review, criteria_of_jury
from reflexes_calls.domain.rights import check_after_deadline
from reflexes_calls.storage import applications, deliberations, juries, reviews, scores


def open_deliberation(
    desk: Desk, actor: Person, call_id: str, kind: JuryKind, raw: Raw
) -> Deliberation:
    """Open the deliberation of a jury, once every review is in or with the reason why not.

    From then on nobody submits a review: all speak before hearing the others, or not at all.
    """
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        said = read_form(OpeningAnswers, raw)
        awaited = reviews_awaited(taking.connection, call, kind)
        known = juries.jury_of(taking.connection, call.id, kind)
        needs: dict[str, Callable[[], object]] = {
            "after_deadline": lambda: check_after_deadline(call, taking.now),
            "all_in": lambda: _check_all_in(known, len(awaited), said.why),
        }
        facts = {"awaited": len(awaited), "why": said.why}
        jury_step(taking, "open_deliberation", call, kind, needs, facts=facts)
        number = len(deliberations.deliberations_of(taking.connection, call.id, kind)) + 1
        juries.keep_jury(
            taking.connection, call.id, kind, at=taking.now, phase=JuryPhase.DELIBERATING
        )
        return deliberations.add_deliberation(
            taking.connection,
            call_id=call.id,
            jury=kind,
            number=number,
            place=said.place,
            why=said.why,
            opened_by=actor.id,
            opened_at=taking.now,
        )


def _check_all_in(known: Jury, awaited: int, why: str) -> None:
    if known.phase is JuryPhase.DELIBERATING:
        raise NotOpen("jury-deliberates-already")
    if awaited and not why:
        told = FieldRefusal(field="why", kind="reviews-awaited", met=str(awaited))
        raise Invalid((told,))


def tick_presence(
    desk: Desk, actor: Person, call_id: str, kind: JuryKind, present: Collection[str]
) -> None:
    """Say which jurors are there; those who leave keep what they said."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        held = _held(taking, call, kind)
        seated = juries.jurors_of(taking.connection, call.id, jury=kind, state=JurorState.ACCEPTED)
        known = [each.public_id for each in seated if each.public_id in present]
        facts = {"present": known}
        needs = {"jury_deliberates": lambda: _need(held)}
        jury_step(taking, "tick_presence", call, kind, needs, facts=facts)
        deliberations.change_deliberation(taking.connection, _need(held).id, present=known)


def reopen_reading(desk: Desk, actor: Person, call_id: str, kind: JuryKind, raw: Raw) -> None:
    """Go back to reading, with a reason: a review came late, a file was forgotten."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        held = _held(taking, call, kind)
        said: list[str] = []
        needs: dict[str, Callable[[], object]] = {
            "jury_deliberates": lambda: _need(held),
            "reasons": lambda: said.append(read_form(ReopeningAnswers, raw).reopening),
        }
        jury_step(taking, "reopen_reading", call, kind, needs)
        why = "\n".join(filter(None, (_need(held).why, said[0])))
        minutes = write_minutes(taking, call, changed(_need(held), why=why))
        _close(taking, call, _need(held), minutes, JuryPhase.READING, why=why)


def close_deliberation(desk: Desk, actor: Person, call_id: str, kind: JuryKind) -> Deliberation:
    """Close the deliberation: its minutes are written, and never change again."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        held = _held(taking, call, kind)
        # Read before the step, so that the journal holds their digest.
        minutes = write_minutes(taking, call, held) if held else {}
        needs = {"jury_deliberates": lambda: _need(held)}
        facts = {"minutes": digest_of_minutes(minutes)}
        jury_step(taking, "close_deliberation", call, kind, needs, facts=facts)
        _close(taking, call, _need(held), minutes, JuryPhase.CLOSED)
        found = deliberations.find_deliberation(
            taking.connection, call.id, kind, _need(held).number
        )
    if found is None:
        raise LookupError(call_id)
    return found


def _close(
    taking: Taking,
    call: Call,
    held: Deliberation,
    minutes: Plain,
    phase: JuryPhase,
    **values: Any,
) -> None:
    deliberations.change_deliberation(
        taking.connection,
        held.id,
        minutes=canonical(minutes).decode(),
        closed_at=taking.now,
        **values,
    )
    juries.keep_jury(taking.connection, call.id, held.jury, at=taking.now, phase=phase)


def _held(taking: Taking, call: Call, kind: JuryKind) -> Deliberation | None:
    return deliberations.under_way(taking.connection, call.id, kind)


def _need(held: Deliberation | None) -> Deliberation:
    if held is None:
        raise NotOpen("jury-not-deliberating")
    return held


@record
class _Speaking:
    """A juror who may speak of a file now."""

    juror: Juror
    held: Deliberation | None


def _speaking(taking: Taking, call: Call, known: Application) -> _Speaking:
    need_file(taking.connection, taking.actor, call, known.public_id)
    juror = juror_of(taking.connection, taking.actor, call)
    if juror is None:
        raise NotAllowed("not-allowed", step="remark", by=(Role.REVIEWER,))
    return _Speaking(juror=juror, held=_held(taking, call, juror.jury))


def _check_present(speaking: _Speaking) -> None:
    if speaking.juror.public_id not in _need(speaking.held).present:
        raise NotOpen("not-present")


def write_remark(desk: Desk, actor: Person, application_id: str, raw: Raw) -> None:
    """Say something of a file, as a juror who is present and not bound to it."""
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        speaking = _speaking(taking, call, known)
        needs: dict[str, Callable[[], object]] = {
            "jury_deliberates": lambda: _need(speaking.held),
            "present": lambda: _check_present(speaking),
        }
        roles = frozenset({Role.REVIEWER})
        step = taking.step(DELIBERATING_STEPS, "remark", known.stage, roles, needs)
        said = read_form(RemarkAnswers, raw).remark
        deliberations.add_remark(
            taking.connection,
            _need(speaking.held).id,
            known.id,
            actor.id,
            text=said,
            at=taking.now,
        )
        taking.note(step, call, known.public_id, {"remark": said})


def change_marks(desk: Desk, actor: Person, application_id: str, raw: Raw) -> Review:
    """Change one's own marks once all have spoken, with a reason; the first ones are kept."""
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        speaking = _speaking(taking, call, known)
        version = applications.versions_of(taking.connection, known.id)[-1]
        own = reviews.find_review(taking.connection, version.id, actor.id)
        needs: dict[str, Callable[[], object]] = {
            "jury_deliberates": lambda: _need(speaking.held),
            "present": lambda: _check_present(speaking),
            "spoken": lambda: _check_spoken(own),
        }
        roles = frozenset({Role.REVIEWER})
        step = taking.step(DELIBERATING_STEPS, "change_review", known.stage, roles, needs)
        before = _check_spoken(own)
        criteria = criteria_of_jury(call.criteria, speaking.juror.jury)
        marks, reason = read_change(raw, criteria)
        if marks == before.numbers():
            raise unchanged(criteria)
        if not reviews.review_versions(taking.connection, (before.id,)):
            # It was submitted before versions were kept: its first marks are not to be lost.
            reviews.add_review_version(taking.connection, before, before.submitted_at or taking.now)
        kept = reviews.keep_review(
            taking.connection,
            version=version.id,
            reviewer=actor.id,
            marks={code: str(mark) for code, mark in marks.items()},
            revision=before.revision + 1,
        )
        reviews.add_review_version(taking.connection, kept, taking.now, reason=reason)
        scores.refresh_scores(taking.connection, known.id, call.criteria)
        facts = {"version": version.digest, "marks": marks, "reason": reason}
        taking.note(step, call, known.public_id, facts)
    return kept


def _check_spoken(own: Review | None) -> Review:
    if own is None or own.submitted_at is None:
        raise NotOpen("not-spoken")
    return own
