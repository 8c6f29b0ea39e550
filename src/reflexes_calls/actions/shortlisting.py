"""The first step of a call of two: a letter of intent is kept, and its full file may be written."""

from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.recusing import roles_over
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_words
from reflexes_calls.domain.decision import Decision, DecisionAnswers, DecisionOutcome
from reflexes_calls.domain.errors import TooLate
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import APPLICATION_STEPS, ApplicationStage
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.rights import check_after_deadline, check_phase
from reflexes_calls.storage import applications, decisions, team


def shortlist(desk: Desk, actor: Person, application_id: str, *, address: str) -> Application:
    """Keep a letter of intent: its team writes the full application, from what it typed.

    `address` is where the service is reached, for the link of the letter.
    """
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        needs = {
            "letter_phase": lambda: check_phase(known, Phase.LETTER),
            "after_deadline": lambda: check_after_deadline(call, taking.now, known),
        }
        step = taking.step(
            APPLICATION_STEPS, "shortlist", known.stage, roles_over(taking, known), needs
        )
        kept = write_full_file(taking, "shortlist", known, call, address)
        taking.note(step, call, known.public_id, {})
    return kept


def write_full_file(
    taking: Taking, step: str, known: Application, call: Call, address: str
) -> Application:
    """Let the team of a letter of intent write its full application, and tell it until when.

    Raises `TooLate` when nobody could write one any more.
    """
    deadline = call.deadline(Phase.FULL)
    if taking.now > deadline.until:
        raise TooLate(deadline.announced, taking.now)
    kept = applications.change_application(
        taking.connection,
        known.id,
        stage=ApplicationStage.DRAFT,
        phase=Phase.FULL,
        submitted_revision=None,
        admitted_until=None,
    )
    _tell(taking, step, known, call, address, until=local_words(deadline.until))
    return kept


def set_aside(
    desk: Desk, actor: Person, application_id: str, raw: Raw, *, address: str
) -> Decision:
    """Set a letter of intent aside, with `reasons` that its team reads."""
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        said: list[DecisionAnswers] = []
        needs = {
            "letter_phase": lambda: check_phase(known, Phase.LETTER),
            "after_deadline": lambda: check_after_deadline(call, taking.now, known),
            "reasons": lambda: said.append(read_form(DecisionAnswers, raw)),
        }
        step = taking.step(
            APPLICATION_STEPS, "set_aside", known.stage, roles_over(taking, known), needs
        )
        decision = Decision(
            application_id=known.id,
            outcome=DecisionOutcome.DECLINED,
            reasons=said[0].reasons,
            decided_by=actor.id,
            decided_at=taking.now,
        )
        decisions.add_decision(taking.connection, decision)
        applications.change_application(
            taking.connection, known.id, stage=ApplicationStage.DECLINED
        )
        taking.note(step, call, known.public_id, {"reasons": decision.reasons})
        _tell(taking, "set_aside", known, call, address, reasons=decision.reasons)
    return decision


def _tell(
    taking: Taking, step: str, known: Application, call: Call, address: str, **facts: str
) -> None:
    taking.tell(
        step,
        team.whole_team(taking.connection, known),
        known,
        receipt=known.receipt or "",
        title=known.draft_title(),
        call=call.title_fr,
        call_en=call.title("en"),
        link=f"{address.rstrip('/')}/dossiers/{known.public_id}",
        **facts,
    )
