"""An appeal against a decision: lodged by the team in its delay, answered by the manager."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from reflexes.records import changed, record
from reflexes_calls.actions.deciding import begin_pilot, tell_decision
from reflexes_calls.actions.desk import Desk, Taking, need_application, roles_on
from reflexes_calls.actions.recusing import hidden_files, roles_of, roles_over
from reflexes_calls.actions.shortlisting import write_full_file
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.appeal import (
    Appeal,
    AppealAnswers,
    AppealOutcome,
    AppealReply,
    appeal_until,
    read_reply,
)
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_words
from reflexes_calls.domain.decision import Decision, DecisionOutcome
from reflexes_calls.domain.errors import Conflict, NotFound, NotOpen
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.handling import Admissibility, Finding
from reflexes_calls.domain.lifecycle import APPLICATION_STEPS, ApplicationStage
from reflexes_calls.domain.people import TEAM, Organisation, Person, Role
from reflexes_calls.domain.rights import check_phase
from reflexes_calls.storage import applications, calls, decisions, handling, people, team


@record
class AppealPage:
    """A decision that declined, and the appeal against it, for its team or its managers."""

    application: Application
    call: Call
    organisation: Organisation
    decision: Decision | None
    appeal: Appeal | None
    roles: frozenset[Role]
    until: dt.datetime | None
    may_appeal: bool
    is_inadmissible: bool
    may_answer: bool


def appeal_page(desk: Desk, actor: Person, application_id: str) -> AppealPage:
    """What the team and the managers read of an appeal."""
    now = desk.clock.now()
    with desk.look() as connection:
        known = need_application(connection, application_id)
        call = calls.get_call(connection, known.call_id)
        roles = roles_of(connection, actor, known)
        if not roles & (TEAM | {Role.MANAGER}):
            raise NotFound("application", application_id)
        decision = decisions.find_decision(connection, known.id)
        appeal = decisions.find_appeal(connection, known.id)
        organisation = people.find_organisation(connection, known.organisation_id)
        found = handling.find_admissibility(connection, known.id)
    if decision is None and appeal is None:
        raise NotFound("application", application_id)
    is_declined = known.stage is ApplicationStage.DECLINED and decision is not None
    until = appeal_until(decision.decided_at) if is_declined and decision else None
    is_new = appeal is None or (decision is not None and not _is_about(appeal, decision))
    return AppealPage(
        application=known,
        call=call,
        organisation=organisation,
        decision=decision,
        appeal=appeal,
        roles=roles,
        until=until,
        may_appeal=until is not None and now <= until and is_new and Role.APPLICANT in roles,
        is_inadmissible=found is not None and found.finding is Finding.INADMISSIBLE,
        may_answer=appeal is not None and appeal.outcome is None and Role.MANAGER in roles,
    )


def appeals_waiting(desk: Desk, actor: Person, call_id: str) -> tuple[tuple[Appeal, str, str], ...]:
    """The appeals of a call without an answer: each with the public id and title of its file."""
    with desk.look() as connection:
        call = calls.find_call(connection, call_id)
        if call is None or Role.MANAGER not in roles_on(connection, actor, call):
            raise NotFound("call", call_id)
        waiting = [one for one in decisions.appeals_of(connection, call.id) if not one.outcome]
        known = {
            one.application_id: applications.get_application(connection, one.application_id)
            for one in waiting
        }
        hidden = hidden_files(connection, actor, call)
    waiting = [one for one in waiting if known[one.application_id].public_id not in hidden]
    return tuple(
        (one, known[one.application_id].public_id, known[one.application_id].draft_title())
        for one in waiting
    )


def appeal(desk: Desk, actor: Person, application_id: str, raw: Raw, *, address: str) -> Appeal:
    """Lodge an appeal; its managers and its team are written to.

    Raises `Invalid`, `NotOpen` after the delay, or `Conflict` when one was lodged already.
    """
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        decision = decisions.find_decision(taking.connection, known.id)
        said: list[AppealAnswers] = []
        needs: dict[str, Callable[[], object]] = {
            "in_delay": lambda: _check_delay(taking, decision),
            "first_appeal": lambda: _check_first(taking, known, decision),
            "reasons": lambda: said.append(read_form(AppealAnswers, raw)),
        }
        roles = roles_over(taking, known)
        step = taking.step(APPLICATION_STEPS, "appeal", known.stage, roles, needs)
        lodged = decisions.add_appeal(
            taking.connection,
            application_id=known.id,
            text=said[0].text,
            lodged_by=actor.id,
            lodged_at=taking.now,
            declined_reasons=decision.reasons if decision else "",
            declined_at=decision.decided_at if decision else taking.now,
        )
        taking.note(step, call, known.public_id, {"text": lodged.text})
        _tell_lodged(taking, known, call, lodged, address)
    return lodged


def answer(desk: Desk, actor: Person, application_id: str, raw: Raw, *, address: str) -> Appeal:
    """Answer an appeal: the decision stands, or the file is selected (or kept) after all.

    Raises `Invalid`, `Conflict` when none waits, `TooLate` when a letter of intent is kept after
    all and its full file could no longer be written.
    """
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        waiting = decisions.find_appeal(taking.connection, known.id)
        needs: dict[str, Callable[[], object]] = {
            "appeal_waiting": lambda: _check_waiting(waiting),
            "full_phase": lambda: check_phase(known, Phase.FULL),
            "letter_phase": lambda: check_phase(known, Phase.LETTER),
        }
        found = handling.find_admissibility(taking.connection, known.id)
        name = _step_named(raw, known, found)
        step = taking.step(APPLICATION_STEPS, name, known.stage, roles_over(taking, known), needs)
        said = read_reply(raw, call, grants=name == "overturn")
        if waiting is None:
            raise Conflict("no-appeal")
        told: dict[str, Any] = {"outcome": said.outcome, "answer": said.reasons}
        told |= {"answered_by": actor.id, "answered_at": taking.now}
        decisions.answer_appeal(taking.connection, waiting.id, **told)
        taking.note(step, call, known.public_id, {"reasons": said.reasons})
        _apply(taking, name, known, call, said, address=address)
    return changed(waiting, **told)


def _step_named(raw: Raw, known: Application, found: Admissibility | None) -> str:
    if raw.get("outcome") != AppealOutcome.OVERTURNED:
        return "uphold"
    if found is not None and found.finding is Finding.INADMISSIBLE:
        return "readmit"
    return "overturn" if known.phase is Phase.FULL else "reinstate"


def _apply(  # noqa: PLR0913  # what is answered, on which file of which call, and where to go
    taking: Taking,
    name: str,
    known: Application,
    call: Call,
    said: AppealReply,
    *,
    address: str,
) -> None:
    if name == "uphold":
        taking.tell(
            name,
            team.whole_team(taking.connection, known),
            **_facts(known, call, address) | {"reasons": said.reasons},
        )
        return
    # The appeal keeps the decision that it overturned.
    decisions.remove_decision(taking.connection, known.id)
    if name == "readmit":
        handling.remove_admissibility(taking.connection, known.id)
        stage = ApplicationStage.SUBMITTED
        applications.change_application(taking.connection, known.id, stage=stage)
        facts = _facts(known, call, address) | {"reasons": said.reasons}
        taking.tell(name, team.whole_team(taking.connection, known), **facts)
        return
    if name == "reinstate":
        write_full_file(taking, name, known, call, address)
        return
    decision = Decision(
        application_id=known.id,
        outcome=DecisionOutcome.SELECTED,
        reasons=said.reasons,
        decided_by=taking.actor.id,
        decided_at=taking.now,
        amount=said.amount,
    )
    decisions.add_decision(taking.connection, decision)
    stage = ApplicationStage.SELECTED
    applications.change_application(taking.connection, known.id, stage=stage)
    begin_pilot(taking, known, call)
    tell_decision(taking, name, known, call, decision, address=address)


def _tell_lodged(
    taking: Taking, known: Application, call: Call, lodged: Appeal, address: str
) -> None:
    managers = people.holders_on(taking.connection, call.id, Role.MANAGER)
    facts = _facts(known, call, address)
    facts |= {"at": local_words(lodged.lodged_at), "until": local_words(lodged.answer_by)}
    taking.tell("appeal", team.whole_team(taking.connection, known), **facts)
    link = f"{address.rstrip('/')}/gestion/dossiers/{known.public_id}/recours"
    taking.tell("appeal", managers, **facts | {"link": link})


def _facts(known: Application, call: Call, address: str) -> dict[str, str]:
    return {
        "receipt": known.receipt or "",
        "title": known.draft_title(),
        "call": call.title_fr,
        "call_en": call.title("en"),
        "link": f"{address.rstrip('/')}/dossiers/{known.public_id}/recours",
    }


def _check_delay(taking: Taking, decision: Decision | None) -> None:
    if decision is None:
        raise Conflict("no-appeal")
    until = appeal_until(decision.decided_at)
    if taking.now > until:
        raise NotOpen("appeal-too-late", until=until)


def _check_first(taking: Taking, known: Application, decision: Decision | None) -> None:
    before = decisions.find_appeal(taking.connection, known.id)
    if before is not None and decision is not None and _is_about(before, decision):
        raise Conflict("already-appealed")


def _is_about(appeal: Appeal, decision: Decision) -> bool:
    return appeal.declined_at == decision.decided_at


def _check_waiting(waiting: Appeal | None) -> None:
    if waiting is None or waiting.outcome is not None:
        raise Conflict("no-appeal")
