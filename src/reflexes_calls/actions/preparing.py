"""From a selection to prepared decisions: one for every applicant, with reasons to read again."""

import json
from typing import Any

from reflexes.records import record
from reflexes_calls.actions.candidates import waiting_files
from reflexes_calls.actions.choosing import Found, check_may_choose, is_fresh, last_found
from reflexes_calls.actions.deciding import prepare_one
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.drawing_lots import put_in_force, told_day
from reflexes_calls.actions.selection_words import Outcome, draft_reasons, waiting_list
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.decision import DecisionOutcome
from reflexes_calls.domain.errors import Conflict, Invalid, NotOpen
from reflexes_calls.domain.jury import JuryKind, Stage
from reflexes_calls.domain.lifecycle import CHOOSING_STEPS
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.portfolio_typed import WHOLE
from reflexes_calls.domain.selection import Candidate, Lottery
from reflexes_calls.storage import computations, decisions, selections, waiting_lists

Plain = dict[str, Any]


@record
class Prepared:
    """What became of a selection: how many decisions were written, and which files were left.

    `kept` had a decision already; `left` could not be decided: receipt → the kind of refusal.
    """

    written: int
    kept: tuple[str, ...]
    left: dict[str, str]


def prepare_selection(
    desk: Desk, actor: Person, call_id: str, seen: str, *, replace: bool
) -> Prepared:
    """Write a decision for every file from the selection that was `seen` (its public id).

    Decisions written before stay unless `replace`. Raises `Conflict` when another selection was
    computed meanwhile, and `NotOpen` when it is out of date or its lots are still to be drawn.
    """
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        check_may_choose(taking.connection, actor, call, taking.now)
        found = last_found(taking.connection, call)
        if found is None:
            raise NotOpen("no-selection")
        if found.computation.public_id != seen:
            raise Conflict("selection-changed")
        if not is_fresh(taking.connection, call, found, taking.now):
            raise NotOpen("selection-stale")
        outcome = outcome_of(taking, call, found)
        before = {each.application_id for each in decisions.prepared_of(taking.connection, call.id)}
        candidates = waiting_files(taking.connection, call, taking.now)
        kept = tuple(each.receipt for each in candidates if each.key in before and not replace)
        left = {
            each.receipt: refused
            for each in candidates
            if each.receipt not in kept and (refused := _prepare(taking, call, each, outcome))
        }
        put_in_force(taking, call, found)
        _keep_waiting(taking, call, candidates, outcome)
        step = taking.step(CHOOSING_STEPS, "prepare_selection", call.stage, taking.roles(call), {})
        taking.note(step, call, call.public_id, {"digest": found.computation.digest})
    written = len(candidates) - len(kept) - len(left)
    return Prepared(written=written, kept=kept, left=left)


def _keep_waiting(
    taking: Taking, call: Call, candidates: tuple[Candidate, ...], outcome: Outcome
) -> None:
    """Keep who waits, in their order: they may be called up once decisions are known."""
    keys = {each.receipt: each.key for each in candidates}
    files = [keys[code] for code in outcome.waiting if code in keys]
    waiting_lists.keep_list(taking.connection, call.id, files)


def _prepare(taking: Taking, call: Call, known: Candidate, outcome: Outcome) -> str:
    """Write one decision; gives the kind of its refusal, or nothing."""
    is_chosen = known.receipt in outcome.chosen
    decision = DecisionOutcome.SELECTED if is_chosen else DecisionOutcome.DECLINED
    amount = outcome.amounts.get(known.receipt, 0) if is_chosen and call.funded else 0
    euros, cents = divmod(amount, WHOLE)
    raw = {
        "outcome": decision.value,
        "amount": f"{euros},{cents:02}" if amount else "",
        "reasons": draft_reasons(known, outcome),
    }
    try:
        prepare_one(taking, known.public_id, raw)
    except Invalid as invalid:
        return invalid.refusals[0].kind
    except NotOpen as refused:
        # Too few reviews: what can be prepared is, and the others are told.
        return refused.kind
    return ""


def outcome_of(taking: Taking, call: Call, found: Found) -> Outcome:
    """What a selection says of each file, its lots drawn if a draw stands."""
    lottery = selections.standing_lottery(taking.connection, call.id)
    drawn: Plain | None = None
    if lottery is not None:
        if not lottery.is_drawn:
            raise NotOpen("lottery-not-drawn", day=f"{lottery.announced_on:%d/%m/%Y}")
        kept = computations.computations_of(
            taking.connection, call.id, jury=JuryKind.PROJECT, stage=Stage.LOTTERY
        )
        drawn = json.loads(kept[-1].answered)
    return Outcome(
        chosen=frozenset((drawn or found.answered)["chosen"]),
        waiting=tuple(drawn["passed"]) if drawn else waiting_list(found.answered),
        amounts=found.amounts,
        asked=found.asked,
        answered=found.answered,
        calibration=found.calibration,
        words=found.words,
        drawn={code: rank for rank, code in enumerate(drawn["drawn"], start=1)} if drawn else {},
        draw_said=_draw_said(lottery) if lottery else "",
    )


def _draw_said(lottery: Lottery) -> str:
    return (
        f"Graine publiée le {told_day(lottery.seed_on)}\u00a0: «\u00a0{lottery.seed}\u00a0» "
        f"({lottery.source})."
    )
