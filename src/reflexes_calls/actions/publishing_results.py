"""What a call gave, for everyone: who was selected, figures without names, essential data."""

from collections.abc import Iterator

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.agreeing import terms_of
from reflexes_calls.actions.desk import Desk, need_call
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.decision import DecisionOutcome
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.essential_data import EssentialData, essential_data_of
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.domain.results import Figures, Granted, figures_of
from reflexes_calls.domain.selection import DecisionRecord
from reflexes_calls.storage import (
    agreements,
    applications,
    calls,
    decisions,
    people,
    selections,
)


@record
class ResultsPage:
    """What a call gave so far; `is_final` once it is concluded."""

    call: Call
    granted: tuple[Granted, ...]
    figures: Figures
    essential: tuple[EssentialData, ...]
    recorded: DecisionRecord | None
    """The record of the decision, where the managers published it."""
    has_draw: bool

    @property
    def is_final(self) -> bool:
        """Whether nothing more is decided."""
        return self.call.stage is CallStage.CONCLUDED


def results_page(desk: Desk, call_id: str) -> ResultsPage:
    """What a call gave; `NotFound` for a draft, and before its first decision is released."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        granted = _granted(connection, call)
        files = applications.applications_of(connection, call=call.id)
        if call.stage is CallStage.DRAFT or not decisions.decisions_of(connection, call.id):
            raise NotFound("results", call_id)
        return ResultsPage(
            call=call,
            granted=granted,
            figures=figures_of(files, granted),
            essential=tuple(_essential(connection, call)),
            recorded=selections.published_record(connection, call.id),
            has_draw=bool(selections.lotteries_of(connection, call.id)),
        )


def has_results(desk: Desk, call: Call) -> bool:
    """Whether a decision of the call was released."""
    with desk.look() as connection:
        return bool(decisions.decisions_of(connection, call.id))


def has_draws(desk: Desk, call: Call) -> bool:
    """Whether a public draw of the call was registered."""
    with desk.look() as connection:
        return bool(selections.lotteries_of(connection, call.id))


def essential_data(desk: Desk) -> tuple[EssentialData, ...]:
    """The essential data of every signed agreement of the service."""
    with desk.look() as connection:
        return tuple(
            each
            for call in calls.list_calls(connection)
            if call.stage is not CallStage.DRAFT
            for each in _essential(connection, call)
        )


def _granted(connection: Connection, call: Call) -> tuple[Granted, ...]:
    found = []
    for decision in decisions.decisions_of(connection, call.id):
        if decision.outcome is not DecisionOutcome.SELECTED:
            continue
        known = applications.get_application(connection, decision.application_id)
        own = people.find_organisation(connection, known.organisation_id)
        found.append(
            Granted(
                organisation=own.name,
                siret=own.siret,
                title=known.draft_title(),
                amount=decision.amount,
                decided_at=decision.decided_at,
            )
        )
    return tuple(found)


def _essential(connection: Connection, call: Call) -> Iterator[EssentialData]:
    for agreement in agreements.agreements_of(connection, call.id):
        if agreement.signed_on is None:
            continue
        known = applications.get_application(connection, agreement.application_id)
        own = people.find_organisation(connection, known.organisation_id)
        said = essential_data_of(
            agreement,
            terms_of(call, agreement),
            holder=own.name,
            title=known.draft_title(),
        )
        if said is not None:
            yield said
