"""Steering a programme: all the pilots of a call, for whoever manages it."""

import datetime as dt
from collections.abc import Mapping

from reflexes.records import record
from reflexes_calls.actions.desk import Desk, need_call, roles_on
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.programme import Order, PilotLine, chosen, counted, line_of
from reflexes_calls.domain.rights import check_manages
from reflexes_calls.storage.programme import pilots_together
from reflexes_calls.storage.seeing import hidden_from, viewer_of


@record
class ProgrammePage:
    """The pilots of a call; `hidden` are those to whose file the manager is bound."""

    call: Call
    lines: tuple[PilotLine, ...]
    counts: Mapping[PilotStage, int]
    total: int
    concerned: int
    hidden: int
    today: dt.date


def programme_page(  # noqa: PLR0913  # a call, and what is asked of its list
    desk: Desk,
    actor: Person,
    call_id: str,
    *,
    stage: PilotStage | None = None,
    order: Order = Order.CONCERNS,
    only_concerns: bool = False,
) -> ProgrammePage:
    """The pilots of a call, filtered and sorted."""
    today = local_day(desk.clock.now())
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "pilots")
        barred = hidden_from(connection, viewer_of(connection, actor), call.id)
        known = pilots_together(connection, call.id, today)
    lines = [line_of(facts, today) for file, facts in known if file not in barred]
    return ProgrammePage(
        call=call,
        lines=chosen(lines, stage, order, only_concerns=only_concerns),
        counts=counted(lines),
        total=len(lines),
        concerned=sum(bool(each.concerns) for each in lines),
        hidden=len(known) - len(lines),
        today=today,
    )
