"""From calibrated scores to a selection: the best under its rules, with what it rests on.

Everything is computed by `reflexes.jury` from plain data, which is kept beside its answer: whoever
has both may compute it again.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from reflexes.digests import digest_of
from reflexes.records import record
from reflexes_calls.actions.calibrating import JuryMarks, jury_marks
from reflexes_calls.actions.candidates import files_read, pistes_of, waiting_files
from reflexes_calls.actions.desk import Desk, Taking, need_call, roles_on
from reflexes_calls.actions.recusing import hidden_files
from reflexes_calls.actions.seating import check_leads
from reflexes_calls.actions.selection_words import (
    ONE_EACH,
    PLACES,
    heirs_said,
    words_of_rules,
)
from reflexes_calls.actions.weighing_protocols import (
    floor_of,
    opening_of_choice,
    protocols_asked,
    reads_protocols,
)
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.bilingual import Bilingual, both
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotOpen
from reflexes_calls.domain.jury import Computation, JuryKind, Stage
from reflexes_calls.domain.jury_results import Opening
from reflexes_calls.domain.lifecycle import CHOOSING_STEPS, ApplicationStage
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.portfolio_typed import (
    WHOLE,
    Fate,
    FileSaid,
    Group,
    PairKind,
    Selection,
    Sense,
    Unit,
    file_field,
    kept_of_selection,
    read_files,
    read_selection,
    wrong_amount,
)
from reflexes_calls.domain.rights import check_manages
from reflexes_calls.domain.selection import (
    Candidate,
    DecisionRecord,
    Lottery,
    grey_zone,
    groups_of,
    proposed_amount,
)
from reflexes_calls.storage import computations, selections
from reflexes_calls.wording import euros

Plain = dict[str, Any]
FEW, SOME = 100, 300
DRAWS = ((FEW, 200), (SOME, 100))
"""How many portfolios are drawn to say how steady one is, by how many files there are."""
FEWEST_DRAWS = 40
CHANCE_DRAWS = 4000
SHOWN = frozenset({Opening.OPEN, Opening.NOTHING})
"""When scores may be looked at: once reading is over, or when there is none."""
SETTLED = Bilingual(fr="les dossiers fixés d’avance", en="the files settled beforehand")
SEED = 1
"""Of the draws over the uncertainty of the scores; said in the record, and never of a lottery."""


class RulesContradictError(NotOpen):
    """No choice meets these together; a smallest set of rules, in words."""

    def __init__(self, several: tuple[Bilingual, ...]) -> None:
        """Keep the rules, said in French where nothing else is known."""
        self.several = several
        super().__init__("rules-contradict", rules=self.listed("fr"))

    def listed(self, language: str) -> str:
        """The rules, in a language."""
        if language == "en":
            return "; ".join(f"“{each.said(language)}”" for each in self.several)
        return "\u202f; ".join(f"«\u00a0{each.fr}\u00a0»" for each in self.several)


@record
class Found:
    """A selection that was computed: what was asked, and what was answered."""

    computation: Computation
    asked: Plain
    answered: Plain
    calibration: Plain

    @property
    def words(self) -> dict[str, Bilingual]:
        """Its rules in words, by name."""
        return {name: both(said) for name, said in self.asked["words"].items()}

    @property
    def amounts(self) -> dict[str, int]:
        """What is proposed to each file, in cents."""
        return {
            code: round(cost * WHOLE)
            for code, cost in zip(self.asked["projects"], self.asked["costs"], strict=True)
        }

    @property
    def frequency(self) -> dict[str, float]:
        """How often each file is chosen over the uncertainty of the scores."""
        told: dict[str, float] = self.answered["stability"]["frequency"]
        return told

    @property
    def grey(self) -> tuple[str, ...]:
        """The files that the scores neither surely take nor surely leave."""
        return grey_zone(self.frequency)

    @property
    def heirs(self) -> dict[str, tuple[str, ...]]:
        """For each file chosen, who comes in when it leaves."""
        return heirs_said(self.answered)


@record
class Departures:
    """The files that were chosen and have left since, and who comes in, the others kept."""

    left: tuple[str, ...]
    enters: tuple[str, ...]


@record
class ChoosingPage:
    """All that the page of a selection shows.

    `candidates` wait for their decision; `files` are all those that were read, by receipt, without
    those that the viewer may not see. `hidden` says to how many of those in the balance the viewer
    is bound: nothing of the result is then shown.
    """

    call: Call
    jury: JuryKind
    candidates: tuple[Candidate, ...]
    files: dict[str, Candidate]
    hidden: int
    typed: dict[str, str]
    said: dict[str, dict[str, str]]
    groups: dict[str, Group]
    pistes: dict[str, Bilingual]
    revision: int
    unread: tuple[str, ...]
    found: Found | None
    is_fresh: bool
    departures: Departures | None
    lottery: Lottery | None
    drawn: Plain | None
    published: DecisionRecord | None
    is_manager: bool
    opening: Opening
    may_write: bool


def choosing_page(desk: Desk, actor: Person, call_id: str) -> ChoosingPage:
    """The selection of a call, for its managers and for whoever chairs its jury.

    Whoever is bound to a file in the balance is shown no result: what is selected of the others
    would tell what becomes of it.
    """
    now = desk.clock.now()
    with desk.look() as connection:
        call = need_call(connection, call_id)
        is_manager = check_reads_selection(connection, actor, call)
        hidden = hidden_files(connection, actor, call)
        known = selections.find_selection(connection, call.id)
        everyone = files_read(connection, call)
        candidates = waiting_files(connection, call, now)
        seen = tuple(each for each in candidates if each.public_id not in hidden)
        said, typed = (known.files, known.typed) if known else ({}, usual(call))
        computed = last_found(connection, call)
        weighed = {each.receipt for each in candidates}
        weighed |= set(computed.asked["projects"]) if computed else set()
        bound = {
            each.receipt
            for each in everyone
            if each.public_id in hidden and each.receipt in weighed
        }
        marks = jury_marks(connection, call, JuryKind.PROJECT)
        opening = opening_of_choice(connection, actor, call, marks, now)
        is_shown = not bound and opening in SHOWN
        found = computed if is_shown else None
        lottery = selections.standing_lottery(connection, call.id)
        return ChoosingPage(
            call=call,
            jury=JuryKind.PROJECT,
            candidates=seen,
            files={each.receipt: each for each in everyone if each.public_id not in hidden},
            hidden=len(bound),
            typed=typed,
            said=said,
            groups={} if bound else groups_of(candidates, files_said(said), pistes_of(call)),
            pistes=pistes_of(call),
            revision=known.revision if known else 0,
            unread=() if bound else _unread(marks, call, candidates),
            found=found,
            is_fresh=found is not None and _is_fresh(connection, call, candidates, found, marks),
            departures=_departures(everyone, found) if found else None,
            lottery=lottery,
            drawn=_drawn_of(connection, call, lottery) if is_shown else None,
            published=selections.published_record(connection, call.id),
            is_manager=is_manager,
            opening=opening,
            may_write=is_manager and is_shown,
        )


def check_reads_selection(connection: Connection, actor: Person, call: Call) -> bool:
    """Raise unless the actor manages the call or chairs its jury; gives whether they manage it."""
    check_leads(connection, actor, call)
    return Role.MANAGER in roles_on(connection, actor, call)


def usual(call: Call) -> dict[str, str]:
    """What is typed at first: what the call itself says."""
    whole = call.budget_cap * call.places // WHOLE
    return {
        "budget": str(whole) if call.funded else "0",
        "places": str(call.places),
        "share": "100",
        "floor": "50",
    }


def files_said(kept: Mapping[str, Mapping[str, str]]) -> dict[str, FileSaid]:
    """What is said of each file, read again from how it is kept."""
    return {
        receipt: FileSaid(
            tag=said.get("tag", ""),
            piste=said.get("piste", ""),
            amount=int(said["amount"]) if said.get("amount") else None,
            fate=Fate(said.get("fate") or Fate.OPEN),
            why=said.get("why", ""),
        )
        for receipt, said in kept.items()
    }


def _kept(said: FileSaid) -> dict[str, str]:
    told = {
        "tag": said.tag,
        "piste": said.piste,
        "amount": "" if said.amount is None else str(said.amount),
        "fate": "" if said.fate is Fate.OPEN else said.fate.value,
        "why": said.why,
    }
    return {name: text for name, text in told.items() if text}


def check_may_choose(
    connection: Connection, actor: Person, call: Call, now: dt.datetime
) -> JuryMarks:
    """Raise unless the actor manages the call and is bound to none of the files in the balance.

    Gives the marks that it looked at.
    """
    check_manages(call, roles_on(connection, actor, call), "choose")
    candidates = waiting_files(connection, call, now)
    hidden = hidden_files(connection, actor, call)
    if any(each.public_id in hidden for each in candidates):
        raise NotAllowed("recused-selection", step="choose", by=(Role.MANAGER,))
    marks = jury_marks(connection, call, JuryKind.PROJECT)
    opening = opening_of_choice(connection, actor, call, marks, now)
    if opening is Opening.SILENT:
        raise NotOpen("still-to-speak")
    if opening is Opening.READING:
        raise NotOpen("reading-not-over")
    return marks


def describe_files(  # noqa: PLR0913, PLR0917  # who says what, of which files, as seen
    desk: Desk, actor: Person, call_id: str, raw: Raw, receipts: tuple[str, ...], revision: int
) -> None:
    """Keep what is said of some files; raises `Invalid` with every refusal."""
    with desk.take(actor) as taking:
        call = _free(taking, call_id)
        known = selections.find_selection(taking.connection, call.id)
        _check_revision(known.revision if known else 0, revision)
        typed = known.typed if known else usual(call)
        asked = {
            each.receipt: each.asked
            for each in waiting_files(taking.connection, call, taking.now)
            if each.receipt in receipts
        }
        floor = int(typed["floor"]) if typed.get("floor", "").isdecimal() else 1
        said = read_files(raw, asked, pistes_of(call), floor)
        kept = {code: _kept(each) for code, each in said.items()}
        before = known.files if known else {}
        files = {code: each for code, each in (before | kept).items() if each}
        _keep(taking, call, typed=typed, files=files)
        step = taking.step(CHOOSING_STEPS, "describe_files", call.stage, taking.roles(call), {})
        # What is typed of a file may hold words: the journal keeps their digest alone.
        taking.note(step, call, call.public_id, {"files": digest_of({"files": files})})


def choose(desk: Desk, actor: Person, call_id: str, raw: Raw, revision: int) -> Found:
    """Compute the selection that a form asks for, and keep both.

    Raises `Invalid` with every refusal, `NotOpen` when nothing can be chosen, and says which rules
    contradict each other.
    """
    now = desk.clock.now()
    typed = kept_of_selection(raw)
    with desk.look() as connection:
        call = need_call(connection, call_id)
        marks = check_may_choose(connection, actor, call, now)
        _check_no_lottery(connection, call)
        candidates = waiting_files(connection, call, now)
        if not candidates:
            raise NotOpen("nobody-to-choose")
        known = selections.find_selection(connection, call.id)
        files = files_said(known.files if known else {})
        groups = groups_of(candidates, files, pistes_of(call))
        selection = read_selection(
            typed,
            groups,
            {each.receipt for each in candidates},
            files,
            funded=call.funded,
            has_protocols=reads_protocols(call),
        )
        _check_amounts(candidates, selection)
        scores = scores_asked(marks, candidates, selection.places)
        protocols = protocols_asked(connection, call, candidates, selection)
    # Outside of any transaction: it may take seconds, and nobody waits for it.
    calibration = compute_of(Stage.CALIBRATION, scores)
    asked = portfolio_asked(call, candidates, selection, groups, (scores, calibration), protocols)
    answered = compute_of(Stage.PORTFOLIO, asked)
    with desk.take(actor) as taking:
        call = _free(taking, call_id)
        kept = selections.find_selection(taking.connection, call.id)
        _check_revision(kept.revision if kept else 0, revision)
        _keep(taking, call, typed=typed, files=kept.files if kept else {})
        stages = ((Stage.CALIBRATION, scores, calibration), (Stage.PORTFOLIO, asked, answered))
        made = [_keep_computation(taking, call, *each) for each in stages]
        step = taking.step(CHOOSING_STEPS, "choose", call.stage, taking.roles(call), {})
        taking.note(step, call, call.public_id, {"digest": made[-1].digest})
    return Found(computation=made[-1], asked=asked, answered=answered, calibration=calibration)


def _free(taking: Taking, call_id: str) -> Call:
    """The call, locked, if the actor may choose and no draw is registered."""
    call = taking.call(call_id)
    check_may_choose(taking.connection, taking.actor, call, taking.now)
    _check_no_lottery(taking.connection, call)
    return call


def _check_no_lottery(connection: Connection, call: Call) -> None:
    if selections.standing_lottery(connection, call.id) is not None:
        raise Conflict("lottery-registered")


def _check_revision(met: int, expected: int) -> None:
    if met != expected:
        raise Conflict("question-changed")


def _keep(taking: Taking, call: Call, **values: Any) -> None:
    who = {"changed_by": taking.actor.id, "changed_at": taking.now}
    selections.keep_selection(taking.connection, call.id, **values, **who)


def _check_amounts(candidates: tuple[Candidate, ...], selection: Selection) -> None:
    wrong = [
        refusal
        for each in candidates
        for refusal in wrong_amount(
            file_field(each.receipt, ""),
            proposed_amount(each, selection) if each.receipt in selection.files else None,
            each.asked,
            selection.floor,
        )
    ]
    if wrong:
        raise Invalid(tuple(wrong))


def scores_asked(read: JuryMarks, candidates: tuple[Candidate, ...], places: int) -> Plain:
    """What the calibration of some files is asked, in codes: receipts, and readers by number."""
    receipts = {each.public_id: each.receipt for each in candidates}
    readers = reader_codes(tuple(each.public_id for each in read.readers))
    scores = [
        [receipts[file], readers[read.readers[reader].public_id], mark]
        for row, reader, mark in read.total
        if (file := read.files[row].public_id) in receipts
    ]
    return {
        "applications": [each.receipt for each in candidates],
        "reviewers": list(readers.values()),
        "scores": sorted(scores),
        "model": "auto",
        "seed": SEED,
        "places": min(places, len(candidates)),
        "draws": CHANCE_DRAWS,
    }


def reader_codes(readers: tuple[str, ...]) -> dict[str, str]:
    """A code that says nothing for each reader; public ids are random, and so is their order."""
    return {public_id: f"J{rank:03}" for rank, public_id in enumerate(sorted(readers), start=1)}


def portfolio_asked(  # noqa: PLR0913, PLR0917  # all that a portfolio rests on
    call: Call,
    candidates: tuple[Candidate, ...],
    selection: Selection,
    groups: Mapping[str, Group],
    scored: tuple[Plain, Plain],
    protocols: Plain,
) -> Plain:
    """What the portfolio is asked, in codes; files that nobody scored are left out."""
    scores, calibration = scored
    known = {
        each.receipt: each for each in candidates if calibration["scores"][each.receipt] is not None
    }
    if not known:
        raise NotOpen("no-score-yet")
    amounts = {code: proposed_amount(each, selection) for code, each in known.items()}
    costs = {code: cents / WHOLE for code, cents in amounts.items()}
    fates = {code: said.fate for code, said in selection.files.items() if code in known}
    words = words_of_rules(selection, groups)
    return {
        "projects": list(known),
        "values": [calibration["scores"][code] for code in known],
        "costs": [costs[code] for code in known],
        "budget": selection.budget / WHOLE if call.funded else 0.0,
        "take": [code for code, fate in fates.items() if fate is Fate.TAKE],
        "leave": [code for code, fate in fates.items() if fate is Fate.LEAVE],
        "rules": _rules(selection, groups, known, costs) + floor_of(protocols, known),
        "words": {name: {"fr": said.fr, "en": said.en} for name, said in words.items()},
        "share": selection.share,
        "floor": selection.floor,
        "uncertainty": {
            "calibration": scores,
            "draws": next((d for most, d in DRAWS if len(known) <= most), FEWEST_DRAWS),
            "seed": SEED,
        },
    } | protocols


def _rules(
    selection: Selection,
    groups: Mapping[str, Group],
    known: Mapping[str, Candidate],
    costs: Mapping[str, float],
) -> list[Plain]:
    # Late: the arithmetic brings numpy and scipy, which most pages do without.
    from reflexes.jury.portfolio import number  # noqa: PLC0415 - see above

    codes = list(known)
    place = {code: n for n, code in enumerate(codes)}
    rules = [number(PLACES, range(len(codes)), at_most=selection.places)]
    if selection.one_each:
        several: dict[int, list[int]] = {}
        for code, each in known.items():
            several.setdefault(each.organisation_id, []).append(place[code])
        rules += [number(ONE_EACH, own, at_most=1) for own in several.values() if len(own) > 1]
    priced = [costs[code] for code in codes]
    for typed in selection.rules:
        members = [place[code] for code in groups[typed.group].members if code in place]
        rules.append(_bound(typed.name, typed.sense, typed.unit, typed.figure, members, priced))
    for pair in selection.pairs:
        if pair.first in place and pair.second in place:
            rules.append(_tied(pair.name, pair.kind, place[pair.first], place[pair.second]))
    return [
        {
            "name": rule.name,
            "weights": {codes[n]: weight for n, weight in rule.weights},
            "at_least": rule.at_least,
            "at_most": rule.at_most,
        }
        for rule in rules
    ]


def _bound(  # noqa: PLR0913, PLR0917 - what a floor or a cap is
    name: str, sense: Sense, unit: Unit, figure: int, members: list[int], costs: list[float]
) -> Any:
    from reflexes.jury.portfolio import money, number, share  # noqa: PLC0415 - as above

    side = "at_least" if sense is Sense.AT_LEAST else "at_most"
    if unit is Unit.FILES:
        return number(name, members, **{side: figure})
    if unit is Unit.EUROS:
        return money(name, members, costs, **{side: figure / WHOLE})
    return share(name, members, costs, **{side: figure / WHOLE})


def _tied(name: str, kind: PairKind, first: int, second: int) -> Any:
    from reflexes.jury.portfolio import Rule, number  # noqa: PLC0415 - as above

    if kind is PairKind.NOT_BOTH:
        return number(name, [first, second], at_most=1)
    return Rule(name=name, weights=((first, 1.0), (second, -1.0)), at_least=0, at_most=0)


def compute_of(stage: Stage, asked: Plain) -> Plain:
    """Compute a stage; raises `NotOpen` with what stands in the way."""
    from reflexes.jury import JuryError  # noqa: PLC0415 - as above
    from reflexes.jury.record import canonical, compute  # noqa: PLC0415 - as above

    try:
        answered = compute(stage.value, asked)
    except JuryError as refused:
        if stage is Stage.PORTFOLIO:
            raise _why_none(asked) from refused
        raise NotOpen("no-score-yet") from refused
    told: Plain = json.loads(canonical(answered))
    return told


def _why_none(asked: Plain) -> NotOpen:
    """Why nothing can be chosen: the money, or a smallest set of rules that contradict."""
    from reflexes.jury.choosing import contradiction, solve_or_none  # noqa: PLC0415 - as above
    from reflexes.jury.record import problem_of  # noqa: PLC0415 - as above

    free = [
        cost
        for code, cost in zip(asked["projects"], asked["costs"], strict=True)
        if code not in asked["leave"]
    ]
    if free and min(free) > asked["budget"]:
        met, expected = (euros(round(amount * WHOLE)) for amount in (asked["budget"], min(free)))
        return NotOpen("below-every-project", met=met, expected=expected)
    names = contradiction(problem_of(asked))
    free_again = problem_of(asked | {"take": [], "leave": []})
    settled = solve_or_none(free_again) is not None
    return RulesContradictError(
        (
            *(both(asked["words"][name]) for name in names),
            *((SETTLED,) if settled else ()),
        )
    )


def _keep_computation(
    taking: Taking, call: Call, stage: Stage, asked: Plain, answered: Plain
) -> Computation:
    return computations.add_computation(
        taking.connection,
        call=call.id,
        jury=JuryKind.PROJECT,
        stage=stage,
        asked=as_text(asked),
        answered=as_text(answered),
        made_by=taking.actor.id,
        made_at=taking.now,
    )


def as_text(plain: Plain) -> str:
    """Plain data as it is kept: canonical JSON."""
    from reflexes.jury.record import canonical  # noqa: PLC0415 - as above

    return canonical(plain).decode()


def last_found(connection: Connection, call: Call) -> Found | None:
    """The selection of a call: the one in force, or else the one computed last."""
    kept = _last(connection, call, Stage.PORTFOLIO)
    if kept is None:
        return None
    asked = json.loads(kept.asked)
    from_scores = asked["uncertainty"]["calibration"]
    calibration = next(
        (
            json.loads(each.answered)
            for each in computations.computations_of(
                connection, call.id, jury=JuryKind.PROJECT, stage=Stage.CALIBRATION
            )
            if json.loads(each.asked) == from_scores
        ),
        None,
    )
    if calibration is None:
        raise LookupError(kept.public_id)
    return Found(
        computation=kept, asked=asked, answered=json.loads(kept.answered), calibration=calibration
    )


def _last(connection: Connection, call: Call, stage: Stage) -> Computation | None:
    known = computations.computations_of(connection, call.id, jury=JuryKind.PROJECT, stage=stage)
    return known[-1] if known else None


def is_fresh(connection: Connection, call: Call, found: Found, now: dt.datetime) -> bool:
    """Whether a selection is still that of the scores, the files and what is asked."""
    marks = jury_marks(connection, call, JuryKind.PROJECT)
    return _is_fresh(connection, call, waiting_files(connection, call, now), found, marks)


def _is_fresh(
    connection: Connection,
    call: Call,
    candidates: tuple[Candidate, ...],
    found: Found,
    marks: JuryMarks,
) -> bool:
    """Whether the scores, the files and what is asked are still those of the computation."""
    known = selections.find_selection(connection, call.id)
    if known is None or not candidates:
        return not candidates
    files = files_said(known.files)
    groups = groups_of(candidates, files, pistes_of(call))
    try:
        selection = read_selection(
            known.typed,
            groups,
            {each.receipt for each in candidates},
            files,
            funded=call.funded,
            has_protocols=reads_protocols(call),
        )
        scores = scores_asked(marks, candidates, selection.places)
        if scores != found.asked["uncertainty"]["calibration"]:
            return False
        scored = (scores, found.calibration)
        protocols = protocols_asked(connection, call, candidates, selection)
        asked = portfolio_asked(call, candidates, selection, groups, scored, protocols)
    except (Invalid, NotOpen):
        return False
    return asked == found.asked


def _unread(read: JuryMarks, call: Call, candidates: tuple[Candidate, ...]) -> tuple[str, ...]:
    """The files that have fewer reviews than the call asks for."""
    counts = Counter(read.files[row].public_id for row, _, _ in read.total)
    return tuple(
        each.receipt for each in candidates if counts[each.public_id] < call.reviews_needed
    )


def _departures(everyone: tuple[Candidate, ...], found: Found) -> Departures | None:
    """The files that were chosen and withdrawn since; who comes in, all the others kept."""
    gone_for = {each.receipt for each in everyone if each.stage is ApplicationStage.WITHDRAWN}
    before = found.answered["chosen"]
    left = [code for code in before if code in gone_for]
    if not left:
        return None
    kept = [code for code in before if code not in gone_for]
    away = gone_for.intersection(found.asked["projects"]).union(found.asked["leave"])
    plain = {name: said for name, said in found.asked.items() if name != "uncertainty"}
    try:
        again = compute_of(Stage.PORTFOLIO, plain | {"take": kept, "leave": sorted(away)})
    except NotOpen:
        # Nobody alone can take the place under the rules.
        return Departures(left=tuple(left), enters=())
    enters = tuple(code for code in again["chosen"] if code not in kept)
    return Departures(left=tuple(left), enters=enters)


def _drawn_of(connection: Connection, call: Call, lottery: Lottery | None) -> Plain | None:
    if lottery is None or not lottery.is_drawn:
        return None
    kept = _last(connection, call, Stage.LOTTERY)
    told: Plain | None = json.loads(kept.answered) if kept else None
    return told
