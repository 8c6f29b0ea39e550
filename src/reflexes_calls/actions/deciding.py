"""From reviews to a decision; a selected application becomes a pilot."""

from collections.abc import Callable

from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.decision import Decision, DecisionAnswers, DecisionOutcome
from reflexes_calls.domain.errors import NotOpen
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import APPLICATION_STEPS, ApplicationStage
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.rights import check_after_deadline, check_phase
from reflexes_calls.storage import applications, people, pilots, reviews


def select(desk: Desk, actor: Person, application_id: str, raw: Raw) -> Decision:
    """Select an application, with `reasons`; its pilot is agreed at once."""
    return _decide(desk, actor, application_id, raw, DecisionOutcome.SELECTED)


def decline(desk: Desk, actor: Person, application_id: str, raw: Raw) -> Decision:
    """Decline an application, with `reasons`."""
    return _decide(desk, actor, application_id, raw, DecisionOutcome.DECLINED)


def _decide(
    desk: Desk, actor: Person, application_id: str, raw: Raw, outcome: DecisionOutcome
) -> Decision:
    name = "select" if outcome is DecisionOutcome.SELECTED else "decline"
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        said: list[DecisionAnswers] = []
        needs: dict[str, Callable[[], object]] = {
            "full_phase": lambda: check_phase(known, Phase.FULL),
            "after_deadline": lambda: check_after_deadline(call, taking.now, known),
            "enough_reviews": lambda: _check_reviews(taking, known, call),
            "reasons": lambda: said.append(read_form(DecisionAnswers, raw)),
        }
        step = taking.step(APPLICATION_STEPS, name, known.stage, taking.roles(call), needs)
        decision = Decision(
            application_id=known.id,
            outcome=outcome,
            reasons=said[0].reasons,
            decided_by=actor.id,
            decided_at=taking.now,
        )
        _keep(taking, known, call, decision)
        taking.note(step, call, known.public_id, {"reasons": decision.reasons})
        taking.tell(
            name,
            people.members_of(taking.connection, known.organisation_id),
            receipt=known.receipt or "",
            title=known.draft_title(),
            call=call.title_fr,
            reasons=decision.reasons,
        )
    return decision


def _check_reviews(taking: Taking, known: Application, call: Call) -> None:
    version = applications.versions_of(taking.connection, known.id)[-1]
    done = sum(bool(r.submitted_at) for r in reviews.reviews_of(taking.connection, version.id))
    if done < call.reviews_needed:
        raise NotOpen("too-few-reviews", met=done, expected=call.reviews_needed)


def _keep(taking: Taking, known: Application, call: Call, decision: Decision) -> None:
    reviews.add_decision(taking.connection, decision)
    applications.change_application(
        taking.connection, known.id, stage=ApplicationStage(decision.outcome.value)
    )
    if decision.outcome is not DecisionOutcome.SELECTED:
        return
    said = applications.versions_of(taking.connection, known.id)[-1].said
    pilots.add_pilot(
        taking.connection,
        call_id=call.id,
        application_id=known.id,
        organisation_id=known.organisation_id,
        title=said["title"],
        summary=said["summary"],
        created_at=taking.now,
    )
