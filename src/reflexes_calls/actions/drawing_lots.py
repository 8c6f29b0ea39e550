"""A lottery inside the grey zone: its rule and its codes first, its seed later and in public."""

import datetime as dt
import json
from hashlib import sha256
from typing import Any

from reflexes.records import record
from reflexes_calls.actions.choosing import (
    Found,
    as_text,
    check_may_choose,
    compute_of,
    is_fresh,
    last_found,
)
from reflexes_calls.actions.desk import Desk, Taking, need_call
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import Conflict, NotFound, NotOpen
from reflexes_calls.domain.jury import JuryKind, Stage
from reflexes_calls.domain.lifecycle import CHOOSING_STEPS, CallStage
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.selection import (
    SURE,
    GiveUpAnswers,
    Lottery,
    read_register,
    read_seed,
)
from reflexes_calls.storage import computations, selections

Plain = dict[str, Any]
FEWEST = 2
"""Drawing one file by lot decides nothing."""
RULE = Bilingual(
    fr="Chaque dossier reçoit un nombre\u00a0: l’empreinte SHA-256 du texte «\u00a0graine|numéro "
    "du dossier\u00a0», en hexadécimal. Le plus petit nombre est tiré le premier. On descend la "
    "liste\u00a0: un dossier est retenu si le budget et les règles de l’appel peuvent "
    "encore tous être tenus.",
    en="Each file gets a number: the SHA-256 digest of the text “seed|number of the file”, in "
    "hexadecimal. The smallest number is drawn first. Going down the list, a file is selected if "
    "the budget and all the rules of the call can still be met.",
)


@record
class Draw:
    """A draw as everyone may see it: `order` is that of the codes, once the seed is known."""

    lottery: Lottery
    codes: tuple[str, ...]
    rule: Bilingual
    order: tuple[tuple[str, str], ...]


@record
class DrawsPage:
    """The public draws of a call, the one that stands first."""

    call: Call
    draws: tuple[Draw, ...]


def register(desk: Desk, actor: Person, call_id: str, raw: Raw) -> Lottery:
    """Say the rule and the codes of a draw, before its seed is known; nothing changes after.

    Raises `Invalid`, or `NotOpen` when the selection is not up to date or nothing is uncertain.
    """
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        check_may_choose(taking.connection, actor, call, taking.now)
        said = read_register(raw, local_day(taking.now))
        if selections.standing_lottery(taking.connection, call.id) is not None:
            raise Conflict("lottery-registered")
        found = _found_fresh(taking, call)
        asked = _asked_of(found)
        document = {
            "schema": 1,
            "call": call.public_id,
            "rule": {"fr": RULE.fr, "en": RULE.en},
            "source": said.source,
            "announced_on": said.announced_on.isoformat(),
            "registered_at": taking.now.isoformat(),
            "selection": found.computation.digest,
            **asked,
        }
        text = as_text(document)
        lottery = selections.add_lottery(
            taking.connection,
            call.id,
            registered=text,
            digest=sha256(text.encode()).hexdigest(),
            source=said.source,
            announced_on=said.announced_on,
            registered_by=actor.id,
            registered_at=taking.now,
        )
        put_in_force(taking, call, found)
        step = taking.step(CHOOSING_STEPS, "register_lottery", call.stage, taking.roles(call), {})
        taking.note(step, call, call.public_id, {"digest": lottery.digest})
    return lottery


def _found_fresh(taking: Taking, call: Call) -> Found:
    found = last_found(taking.connection, call)
    if found is None:
        raise NotOpen("no-selection")
    if not is_fresh(taking.connection, call, found, taking.now):
        raise NotOpen("selection-stale")
    return found


def _asked_of(found: Found) -> Plain:
    """What the draw is asked, but for its seed: the sure ones taken, the others out."""
    grey = found.grey
    if len(grey) < FEWEST:
        raise NotOpen("no-grey-zone")
    sure = [code for code, often in found.frequency.items() if (often or 0.0) >= SURE]
    out = [code for code in found.frequency if code not in grey and code not in sure]
    kept = ("projects", "values", "costs", "budget", "rules", "words")
    portfolio = {name: found.asked[name] for name in kept} | {"take": sure, "leave": out}
    # Asked once without any lot, so that nobody registers what cannot be held.
    compute_of(Stage.PORTFOLIO, portfolio)
    return {"codes": list(grey), "portfolio": portfolio}


def put_in_force(taking: Taking, call: Call, found: Found) -> None:
    """Mark a selection, and the scores that it rests on, as those that count."""
    computations.put_in_force(taking.connection, found.computation, taking.now)
    scores = found.asked["uncertainty"]["calibration"]
    known = computations.computations_of(
        taking.connection, call.id, jury=JuryKind.PROJECT, stage=Stage.CALIBRATION
    )
    same = [each for each in known if json.loads(each.asked) == scores]
    if same:
        computations.put_in_force(taking.connection, same[-1], taking.now)


def give_up(desk: Desk, actor: Person, call_id: str, raw: Raw) -> None:
    """Give up a draw whose seed is not known; its reason is public, and it is never erased."""
    with desk.take(actor) as taking:
        call, lottery = _standing(taking, call_id)
        said = read_form(GiveUpAnswers, raw)
        _check_not_drawn(lottery)
        if local_day(taking.now) >= lottery.announced_on:
            # The seed may be known by now: giving up would be choosing after having seen.
            raise NotOpen("seed-known", day=f"{lottery.announced_on:%d/%m/%Y}")
        selections.give_up(taking.connection, lottery.id, why=said.why, at=taking.now)
        step = taking.step(CHOOSING_STEPS, "give_up_lottery", call.stage, taking.roles(call), {})
        taking.note(step, call, call.public_id, {"digest": lottery.digest, "why": said.why})


def draw(desk: Desk, actor: Person, call_id: str, raw: Raw) -> Plain:
    """Draw the lots from the seed that was published; the result stands for ever."""
    with desk.take(actor) as taking:
        call, lottery = _standing(taking, call_id)
        _check_not_drawn(lottery)
        said = read_seed(raw, lottery, local_day(taking.now))
        asked = lottery_asked(lottery, said.seed)
        answered = compute_of(Stage.LOTTERY, asked)
        kept = computations.add_computation(
            taking.connection,
            call=call.id,
            jury=JuryKind.PROJECT,
            stage=Stage.LOTTERY,
            asked=as_text(asked),
            answered=as_text(answered),
            made_by=actor.id,
            made_at=taking.now,
        )
        computations.put_in_force(taking.connection, kept, taking.now)
        selections.keep_seed(
            taking.connection, lottery.id, seed=said.seed, seed_on=said.seed_on, at=taking.now
        )
        step = taking.step(CHOOSING_STEPS, "draw_lots", call.stage, taking.roles(call), {})
        taking.note(step, call, call.public_id, {"digest": lottery.digest, "seed": said.seed})
    return answered


def lottery_asked(lottery: Lottery, seed: str) -> Plain:
    """What a draw is asked once its seed is known, from what was registered."""
    registered = json.loads(lottery.registered)
    return {"codes": registered["codes"], "portfolio": registered["portfolio"], "seed": seed}


def _standing(taking: Taking, call_id: str) -> tuple[Call, Lottery]:
    call = taking.call(call_id)
    check_may_choose(taking.connection, taking.actor, call, taking.now)
    lottery = selections.standing_lottery(taking.connection, call.id)
    if lottery is None:
        raise NotFound("lottery", call_id)
    return call, lottery


def _check_not_drawn(lottery: Lottery) -> None:
    if lottery.is_drawn:
        raise Conflict("lottery-drawn")


def draws_page(desk: Desk, call_id: str) -> DrawsPage:
    """The draws of a call, for everyone; `NotFound` before one is registered."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        known = selections.lotteries_of(connection, call.id)
        if call.stage is CallStage.DRAFT or not known:
            raise NotFound("lottery", call_id)
    standing_first = sorted(known, key=lambda each: (each.given_up_at is not None, -each.id))
    return DrawsPage(call=call, draws=tuple(map(_draw_of, standing_first)))


def _draw_of(lottery: Lottery) -> Draw:
    from reflexes.jury.lottery import draw_lots, number_of  # noqa: PLC0415 - brings numpy

    registered = json.loads(lottery.registered)
    codes = tuple(registered["codes"])
    order: tuple[tuple[str, str], ...] = ()
    if lottery.is_drawn:
        drawn = draw_lots(codes, seed=lottery.seed)
        order = tuple((code, number_of(code, lottery.seed)) for code in drawn)
    rule = Bilingual(fr=registered["rule"]["fr"], en=registered["rule"]["en"])
    return Draw(lottery=lottery, codes=codes, rule=rule, order=order)


def told_day(day: dt.date | None) -> str:
    """A day in French figures."""
    return f"{day:%d/%m/%Y}" if day else ""
