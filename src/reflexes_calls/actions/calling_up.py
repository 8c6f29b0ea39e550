"""Calling up the waiting list once decisions are known, and closing it.

A file that waits was declined with its rank. When a pilot is given up, or the programme adds money,
the next in line is selected by a decision of its own, told at once: nobody else learns anything.
"""

from collections.abc import Callable

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.choosing import last_found
from reflexes_calls.actions.deciding import begin_pilot, tell_decision
from reflexes_calls.actions.desk import Desk, Taking, need_application, need_call, roles_on
from reflexes_calls.actions.recusing import check_manager_of, hidden_files, roles_over
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.decision import Decision, DecisionOutcome
from reflexes_calls.domain.errors import Conflict, NotFound, NotOpen
from reflexes_calls.domain.lifecycle import (
    APPLICATION_STEPS,
    CHOOSING_STEPS,
    ApplicationStage,
    PilotStage,
)
from reflexes_calls.domain.people import Organisation, Person
from reflexes_calls.domain.portfolio_typed import WHOLE
from reflexes_calls.domain.rights import check_manages
from reflexes_calls.domain.waiting_list import CallUpAnswers, WaitingPlace, read_call_up
from reflexes_calls.storage import (
    agreements,
    applications,
    calls,
    decisions,
    people,
    pilots,
    team,
    waiting_lists,
)


@record
class Waiting:
    """A file on the list, with the place that it has."""

    place: WaitingPlace
    application: Application
    organisation: Organisation


@record
class WaitingListPage:
    """Who waits, who was called up, and what is free.

    `budget`, `granted` and `left` are in cents; `budget` is None where no selection said one.
    `waiting` are those that may be called up; a file to which the manager is bound is in no list.
    """

    call: Call
    files: tuple[Waiting, ...]
    budget: int | None
    granted: int

    @property
    def left(self) -> int | None:
        """The money that is free."""
        return None if self.budget is None else self.budget - self.granted

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Those that may be called up, the next one first."""
        return tuple(
            each
            for each in self.files
            if each.place.waits and each.application.stage is ApplicationStage.DECLINED
        )

    def fits(self, one: Waiting) -> bool:
        """Whether what a file asked is free."""
        return self.left is None or (one.application.amount or 0) <= self.left


def waiting_list_page(desk: Desk, actor: Person, call_id: str) -> WaitingListPage:
    """The waiting list of a call, for its managers."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "call_up")
        return _page(connection, call, hidden_files(connection, actor, call))


def call_up_page(desk: Desk, actor: Person, application_id: str) -> tuple[WaitingListPage, Waiting]:
    """A file that is or was on the list of its call, with that list; raises `NotFound`."""
    with desk.look() as connection:
        known = need_application(connection, application_id)
        check_manager_of(connection, actor, known)
        call = calls.get_call(connection, known.call_id)
        shown = _page(connection, call, hidden_files(connection, actor, call))
    found = (each for each in shown.files if each.application.id == known.id)
    waiting = next(found, None)
    if waiting is None:
        raise NotFound("application", application_id)
    return shown, waiting


def _page(connection: Connection, call: Call, hidden: frozenset[str]) -> WaitingListPage:
    places = waiting_lists.places_of(connection, call.id)
    keys = [each.application_id for each in places]
    known = {each.id: each for each in applications.applications_by_id(connection, keys)}
    found = last_found(connection, call)
    return WaitingListPage(
        call=call,
        files=tuple(
            Waiting(
                place=each,
                application=file,
                organisation=people.find_organisation(connection, file.organisation_id),
            )
            for each in places
            if (file := known[each.application_id]).public_id not in hidden
        ),
        budget=round(found.asked["budget"] * WHOLE) if found and call.funded else None,
        granted=_granted(connection, call),
    )


def _granted(connection: Connection, call: Call) -> int:
    """What is promised, in cents; of a pilot that was given up, only what was paid."""
    given_up = {
        each.application_id
        for each in pilots.pilots_of_call(connection, call.id)
        if each.stage is PilotStage.ABANDONED
    }
    total = 0
    for each in decisions.decisions_of(connection, call.id):
        if each.outcome is not DecisionOutcome.SELECTED:
            continue
        if each.application_id in given_up:
            total += _paid(connection, each.application_id)
        else:
            total += each.amount or 0
    return total


def _paid(connection: Connection, application: int) -> int:
    kept = agreements.find_agreement(connection, application)
    paid = agreements.tranches_of(connection, kept.id) if kept else ()
    return sum(each.amount for each in paid if each.paid_on is not None)


def call_up(desk: Desk, actor: Person, application_id: str, raw: Raw, *, address: str) -> Decision:
    """Select a file that waits, and tell its team; raises `Invalid`, `NotOpen`, `Conflict`.

    `address` is where the service is reached, for the link of the letter.
    """
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        place = waiting_lists.place_of(taking.connection, known.id)
        said: list[CallUpAnswers] = []
        needs: dict[str, Callable[[], object]] = {
            "on_waiting_list": lambda: _check_waits(taking, known, place),
            "reasons": lambda: said.append(_read(taking, known, call, raw)),
        }
        roles = roles_over(taking, known)
        step = taking.step(APPLICATION_STEPS, "call_up", known.stage, roles, needs)
        before = decisions.find_decision(taking.connection, known.id)
        waiting_lists.change_place(
            taking.connection,
            known.id,
            called_at=taking.now,
            declined_reasons=before.reasons if before else "",
            declined_at=before.decided_at if before else None,
        )
        decisions.remove_decision(taking.connection, known.id)
        decision = Decision(
            application_id=known.id,
            outcome=DecisionOutcome.SELECTED,
            reasons=said[0].reasons,
            decided_by=actor.id,
            decided_at=taking.now,
            amount=said[0].amount,
        )
        decisions.add_decision(taking.connection, decision)
        stage = ApplicationStage.SELECTED
        applications.change_application(taking.connection, known.id, stage=stage)
        begin_pilot(taking, known, call)
        facts = {"rank": place.rank if place else 0, "reasons": decision.reasons}
        facts |= {"amount": decision.amount} if decision.amount is not None else {}
        facts |= {"before": said[0].before} if said[0].before else {}
        taking.note(step, call, known.public_id, facts)
        tell_decision(taking, "call_up", known, call, decision, address=address)
    return decision


def _check_waits(taking: Taking, known: Application, place: WaitingPlace | None) -> None:
    if place is None:
        raise NotFound("application", known.public_id)
    if place.closed_at is not None:
        raise NotOpen("waiting-list-closed", at=place.closed_at)
    appeal = decisions.find_appeal(taking.connection, known.id)
    if appeal is not None and appeal.outcome is None:
        raise Conflict("appeal-waits")


def _read(taking: Taking, known: Application, call: Call, raw: Raw) -> CallUpAnswers:
    # Everybody’s order counts, and what is read here names nobody: a rank is enough.
    shown = _page(taking.connection, call, frozenset())
    first = next(iter(shown.waiting), None)
    return read_call_up(
        raw,
        call,
        left=shown.left,
        is_first=first is None or first.application.id == known.id,
        first=str(first.place.rank) if first else "",
    )


def close_waiting_list(desk: Desk, actor: Person, call_id: str, *, address: str) -> int:
    """Close the list of a call and tell every team that still waited; gives how many there were."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        step = taking.step(CHOOSING_STEPS, "close_waiting_list", call.stage, taking.roles(call), {})
        shown = _page(taking.connection, call, frozenset())
        if not shown.waiting:
            raise NotOpen("nobody-waits")
        for each in shown.waiting:
            file = each.application
            waiting_lists.change_place(taking.connection, file.id, closed_at=taking.now)
            taking.tell(
                "close_waiting_list",
                team.whole_team(taking.connection, file),
                file,
                receipt=file.receipt or "",
                title=file.draft_title(),
                call=call.title_fr,
                call_en=call.title("en"),
                link=f"{address.rstrip('/')}/dossiers/{file.public_id}",
            )
        taking.note(step, call, call.public_id, {"files": len(shown.waiting)})
        return len(shown.waiting)
