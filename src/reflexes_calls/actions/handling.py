"""Handling a submitted file: asking for what is missing, finding it admissible, writing to it."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import Connection

from reflexes.records import changed, record
from reflexes_calls.actions.desk import Desk, Taking, need_application, roles_on
from reflexes_calls.actions.recusing import check_manager_of, roles_of, roles_over
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_words
from reflexes_calls.domain.decision import Decision, DecisionOutcome
from reflexes_calls.domain.errors import NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.handling import (
    Admissibility,
    Finding,
    FindingAnswers,
    Message,
    MessageAnswers,
    MissingRequest,
    Side,
    read_request,
)
from reflexes_calls.domain.lifecycle import (
    APPLICATION_STEPS,
    MESSAGE_STEPS,
    ApplicationStage,
)
from reflexes_calls.domain.once import id_of_request
from reflexes_calls.domain.people import TEAM, Organisation, Person, Role
from reflexes_calls.domain.rights import check_after_deadline
from reflexes_calls.storage import applications, calls, decisions, handling, people, team
from reflexes_calls.storage.engine import writing


@record
class HandlingPage:
    """What was asked and found of a file, for the managers of its call."""

    application: Application
    call: Call
    organisation: Organisation
    requests: tuple[MissingRequest, ...]
    found: Admissibility | None
    submitted_at: dt.datetime
    can_handle: bool

    @property
    def awaited(self) -> MissingRequest | None:
        """The request that still waits, if any."""
        last = self.requests[-1] if self.requests else None
        if last is None or last.closed_at is not None:
            return None
        return None if last.is_answered(self.submitted_at) else last


@record
class MessagesPage:
    """The messages of a file, with the names of those who wrote."""

    application: Application
    call: Call
    organisation: Organisation
    messages: tuple[Message, ...]
    names: dict[int, str]
    side: Side
    may_write: bool


def handling_page(desk: Desk, actor: Person, application_id: str) -> HandlingPage:
    """What was asked and found of a file."""
    now = desk.clock.now()
    with desk.look() as connection:
        known = need_application(connection, application_id)
        call = calls.get_call(connection, known.call_id)
        check_manager_of(connection, actor, known)
        return HandlingPage(
            application=known,
            call=call,
            organisation=people.find_organisation(connection, known.organisation_id),
            requests=handling.requests_of(connection, known.id),
            found=handling.find_admissibility(connection, known.id),
            submitted_at=_last_submission(connection, known),
            can_handle=known.stage is ApplicationStage.SUBMITTED and _is_past(call, known, now),
        )


def request_of_team(desk: Desk, actor: Person, application_id: str) -> MissingRequest | None:
    """What the programme still asks of a file, for its team."""
    with desk.look() as connection:
        known = need_application(connection, application_id)
        call = calls.get_call(connection, known.call_id)
        if not roles_on(connection, actor, call, known.organisation_id, known.id) & TEAM:
            raise NotFound("application", application_id)
        last = handling.requests_of(connection, known.id)[-1:]
        if not last or known.stage is not ApplicationStage.SUBMITTED:
            return None
        is_answered = last[0].is_answered(_last_submission(connection, known))
    return None if is_answered or last[0].closed_at is not None else last[0]


def ask_missing(
    desk: Desk, actor: Person, application_id: str, raw: Raw, *, address: str
) -> MissingRequest:
    """Ask a team for what is missing; until the day said it may correct its file and submit it.

    Raises `Invalid`, or `NotOpen` before the deadline of the call: until then anyone may correct.
    """
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        read: list[tuple[str, dt.datetime]] = []
        needs: dict[str, Callable[[], object]] = {
            "after_deadline": lambda: _check_past(call, known, taking.now),
            "reasons": lambda: read.append(read_request(raw, taking.now)),
        }
        step = taking.step(
            APPLICATION_STEPS, "ask_missing", known.stage, roles_over(taking, known), needs
        )
        missing, due = read[0]
        handling.close_requests(taking.connection, known.id, taking.now)
        asked = handling.add_request(
            taking.connection,
            application_id=known.id,
            missing=missing,
            due=due,
            asked_by=actor.id,
            asked_at=taking.now,
        )
        applications.change_application(taking.connection, known.id, admitted_until=due)
        taking.note(step, call, known.public_id, {"missing": missing, "due": due.isoformat()})
        facts = _facts(known, call, address) | {"missing": missing, "until": local_words(due)}
        taking.tell("ask_missing", team.whole_team(taking.connection, known), **facts)
    return asked


def find_admissible(desk: Desk, actor: Person, application_id: str) -> None:
    """Find a file admissible: what was asked of it is closed, and it goes on to its jury."""
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        needs: dict[str, Callable[[], object]] = {
            "after_deadline": lambda: _check_past(call, known, taking.now),
        }
        roles = roles_over(taking, known)
        step = taking.step(APPLICATION_STEPS, "find_admissible", known.stage, roles, needs)
        _keep(taking, known, Finding.ADMISSIBLE, "")
        taking.note(step, call, known.public_id, {})


def find_inadmissible(
    desk: Desk, actor: Person, application_id: str, raw: Raw, *, address: str
) -> Decision:
    """Find a file not admissible, with reasons: it is declined at once, and may be appealed."""
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        said: list[FindingAnswers] = []
        needs: dict[str, Callable[[], object]] = {
            "after_deadline": lambda: _check_past(call, known, taking.now),
            "reasons": lambda: said.append(read_form(FindingAnswers, raw)),
        }
        roles = roles_over(taking, known)
        step = taking.step(APPLICATION_STEPS, "find_inadmissible", known.stage, roles, needs)
        reasons = said[0].reasons
        _keep(taking, known, Finding.INADMISSIBLE, reasons)
        decision = Decision(
            application_id=known.id,
            outcome=DecisionOutcome.DECLINED,
            reasons=reasons,
            decided_by=actor.id,
            decided_at=taking.now,
        )
        decisions.remove_prepared(taking.connection, known.id)
        decisions.add_decision(taking.connection, decision)
        stage = ApplicationStage.DECLINED
        applications.change_application(taking.connection, known.id, stage=stage)
        taking.note(step, call, known.public_id, {"reasons": reasons})
        facts = _facts(known, call, address) | {"reasons": reasons}
        taking.tell("find_inadmissible", team.whole_team(taking.connection, known), **facts)
    return decision


def messages_page(desk: Desk, actor: Person, application_id: str, side: Side) -> MessagesPage:
    """The messages of a file, seen from one side; those of the other side are then opened."""
    now = desk.clock.now()
    with desk.look() as connection:
        known = need_application(connection, application_id)
        call = calls.get_call(connection, known.call_id)
        roles = roles_of(connection, actor, known)
        _check_side(roles, side, known)
        found = handling.messages_of(connection, known.id)
        persons = people.persons_by_id(connection, {one.author_id for one in found})
        organisation = people.find_organisation(connection, known.organisation_id)
    other = Side.TEAM if side is Side.PROGRAMME else Side.PROGRAMME
    if any(one.side is other and one.seen_at is None for one in found):
        with writing(desk.engine) as connection:
            handling.mark_seen(connection, known.id, other, now)
    return MessagesPage(
        application=known,
        call=call,
        organisation=organisation,
        messages=found,
        names={key: person.name for key, person in persons.items()},
        side=side,
        may_write=bool(roles & _WRITERS[side]),
    )


def write_message(  # noqa: PLR0913  # who writes what, where, from which side, and where to go
    desk: Desk,
    actor: Person,
    application_id: str,
    side: Side,
    raw: Raw,
    *,
    address: str,
    request_key: str | None = None,
) -> Message:
    """Write in a file; the other side receives a letter. Raises `Invalid`.

    What is sent twice under one `request_key` is written once.
    """
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        roles = roles_over(taking, known)
        _check_side(roles, side, known)
        step = taking.step(MESSAGE_STEPS, "write_message", known.stage, roles & _WRITERS[side], {})
        said = read_form(MessageAnswers, raw)
        made = id_of_request(request_key, actor.public_id, known.public_id, said.text)
        for one in handling.messages_of(taking.connection, known.id) if made else ():
            if one.public_id == made:
                return one
        sent = handling.add_message(
            taking.connection,
            public_id=made,
            application_id=known.id,
            side=side,
            author_id=actor.id,
            text=said.text,
            sent_at=taking.now,
        )
        taking.note(step, call, known.public_id, {"text": said.text})
        _tell_message(taking, known, call, sent, address)
    return sent


def _tell_message(
    taking: Taking, known: Application, call: Call, sent: Message, address: str
) -> None:
    facts = _facts(known, call, address) | {"message": sent.text}
    if sent.side is Side.PROGRAMME:
        facts["link"] += "/messages"
        taking.tell("write_message", team.whole_team(taking.connection, known), **facts)
        return
    facts["link"] = f"{address.rstrip('/')}/gestion/dossiers/{known.public_id}/messages"
    managers = people.holders_on(taking.connection, call.id, Role.MANAGER)
    taking.tell("write_message", managers, **facts)


_WRITERS = {
    Side.TEAM: frozenset({Role.APPLICANT, Role.WRITER}),
    Side.PROGRAMME: frozenset({Role.MANAGER}),
}


def _check_side(roles: frozenset[Role], side: Side, known: Application) -> None:
    if side is Side.TEAM:
        if not roles & TEAM:
            raise NotFound("application", known.public_id)
    elif Role.MANAGER not in roles:
        raise NotAllowed("not-allowed", step="write_message", by=(Role.MANAGER,))
    elif known.receipt is None:
        raise NotFound("application", known.public_id)


def _keep(taking: Taking, known: Application, finding: Finding, reasons: str) -> None:
    handling.close_requests(taking.connection, known.id, taking.now)
    applications.change_application(taking.connection, known.id, admitted_until=None)
    handling.keep_admissibility(
        taking.connection,
        Admissibility(
            application_id=known.id,
            finding=finding,
            reasons=reasons,
            found_by=taking.actor.id,
            found_at=taking.now,
        ),
    )


def _last_submission(connection: Connection, known: Application) -> dt.datetime:
    return applications.versions_of(connection, known.id)[-1].submitted_at


def _is_past(call: Call, known: Application, now: dt.datetime) -> bool:
    """Whether the deadline of the file has passed, whatever was asked of it since."""
    try:
        _check_past(call, known, now)
    except NotOpen:
        return False
    return True


def _check_past(call: Call, known: Application, now: dt.datetime) -> None:
    check_after_deadline(call, now, changed(known, admitted_until=None))


def _facts(known: Application, call: Call, address: str) -> dict[str, str]:
    return {
        "receipt": known.receipt or "",
        "title": known.draft_title(),
        "call": call.title_fr,
        "call_en": call.title("en"),
        "link": f"{address.rstrip('/')}/dossiers/{known.public_id}",
    }
