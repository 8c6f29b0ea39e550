"""The amendment of a published call: what it would say, and what keeps it from being published.

A deadline that was announced may only move later, for nobody must be late by a day they were given.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from reflexes.digests import digest_of
from reflexes.records import changed, values_of
from reflexes_calls.domain.call import Call, Criterion
from reflexes_calls.domain.call_document import call_document, criterion_of, plain_criterion
from reflexes_calls.domain.call_question import asked_until
from reflexes_calls.domain.call_rules import CallRules, Wanted, read_rules, rules_of, typed_rules
from reflexes_calls.domain.call_typed import typed_of, values_typed
from reflexes_calls.domain.clock import local_words
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.readiness import CALENDAR_FIELDS, ESSENTIAL_FIELDS, findings_of
from reflexes_calls.domain.terms import read_terms, specs_of_terms

LONGEST_REASON = 600
FIGURE_FIELDS = tuple(name for name in ESSENTIAL_FIELDS if name != "procedure")
"""How applications come is what drafts are built on: it never changes once it is published."""
ANSWER_FIELDS = (*FIGURE_FIELDS, *CALENDAR_FIELDS)
RULE_FIELDS = tuple(typed_rules(CallRules()))


def typed_answers(call: Call) -> dict[str, str]:
    """What the form of an amendment holds of the days and figures, as typed."""
    return {**typed_of(call), **(call.pending or {}).get("answers", {})}


def typed_terms(call: Call) -> dict[str, str]:
    """What it holds of the text, as typed."""
    return {**call.terms, **(call.pending or {}).get("terms", {})}


def typed_rule_answers(call: Call) -> dict[str, str]:
    """What it holds of the rules, as typed."""
    return {**typed_rules(rules_of(call)), **(call.pending or {}).get("rules", {})}


def amended(call: Call) -> Call:
    """The call as the amendment being prepared would have it.

    What cannot be read yet stays as it is published, so that the rest can be compared.
    """
    pending = call.pending or {}
    typed = typed_answers(call)
    said: dict[str, Any] = {} if typed == typed_of(call) else values_typed(call, typed)
    said["terms"] = _terms(typed_terms(call))
    said["form"] = pending.get("form", call.form)
    if "rules" in pending:
        said |= _rules(call)
    if "criteria" in pending:
        said["criteria"] = tuple(map(criterion_of, pending["criteria"]))
    return changed(call, **said, drafting={"typed": typed})


def _rules(call: Call) -> dict[str, Any]:
    return {} if _unread_rules(call) else read_rules(typed_rule_answers(call))


def _terms(typed: dict[str, str]) -> dict[str, str]:
    cleaned = {name: text.replace("\r\n", "\n").strip() for name, text in typed.items()}
    return {name: text for name, text in cleaned.items() if text}


def kept_criteria(criteria: Iterable[Criterion]) -> list[dict[str, Any]]:
    """Criteria as an amendment that is being prepared keeps them."""
    return [plain_criterion(values_of(each)) for each in criteria]


def digest_amended(call: Call) -> str:
    """The digest of what the call would say."""
    return digest_of(call_document(amended(call)))


def differs(call: Call) -> bool:
    """Whether the amendment would change anything."""
    return digest_amended(call) != digest_of(call_document(call))


def is_closed(call: Call, now: dt.datetime) -> bool:
    """Whether the last deadline has passed: nothing that was said is changed any more."""
    return now > call.deadline().until


def first_deadline(call: Call) -> dt.datetime:
    """The first instant after which something was judged by the criteria."""
    announced = [*call.closings, *filter(None, (call.letter_closes_at,))]
    return min(call.deadline_at(each).until for each in announced)


def amendment_refusals(call: Call, now: dt.datetime) -> tuple[FieldRefusal, ...]:
    """All that keeps the text of an amendment from being published."""
    if is_closed(call, now):
        until = local_words(call.deadline().until)
        return (FieldRefusal(field="amendment", kind="amend-closed", expected=until),)
    would = amended(call)
    ruled = tuple(_broken_rules(call, would, now))
    refused = {each.field for each in ruled}
    found = (
        *(each for each in _unready(call, would, now) if each.field not in refused),
        *_too_long(call),
        *_unread_rules(call),
        *ruled,
    )
    if not found and not differs(call):
        return (FieldRefusal(field="amendment", kind="amend-nothing"),)
    return found


def reason_refusals(reason: str) -> tuple[FieldRefusal, ...]:
    """What is wrong with the reason that is given to everyone."""
    if not reason:
        return (FieldRefusal(field="reason", kind="missing"),)
    if len(reason) > LONGEST_REASON:
        met, expected = str(len(reason)), str(LONGEST_REASON)
        return (FieldRefusal(field="reason", kind="too-long", met=met, expected=expected),)
    return ()


def _unready(call: Call, would: Call, now: dt.datetime) -> Iterator[FieldRefusal]:
    # What the published text already says is not found anew: a day of it may be past by now.
    known = set(findings_of(call, now))
    for each in findings_of(would, now):
        if each.stops and each not in known:
            yield FieldRefusal(
                field=each.field,
                kind=each.kind,
                met=each.met,
                expected=each.expected,
                about=each.about,
            )


def _too_long(call: Call) -> tuple[FieldRefusal, ...]:
    known = {name: text for name, text in typed_terms(call).items() if name in specs_of_terms()}
    try:
        read_terms(known, {})
    except Invalid as invalid:
        return invalid.refusals
    return ()


def _unread_rules(call: Call) -> tuple[FieldRefusal, ...]:
    typed = typed_rule_answers(call)
    # A rule that is emptied would be read as the one that a new call starts from.
    needed = [name for name in RULE_FIELDS if name != "several"]
    missing = [name for name in needed if not typed[name].strip()]
    if missing:
        return tuple(FieldRefusal(field=name, kind="missing") for name in missing)
    try:
        read_rules(typed)
    except Invalid as invalid:
        return invalid.refusals
    return ()


def _broken_rules(call: Call, would: Call, now: dt.datetime) -> Iterator[FieldRefusal]:
    if now >= call.opens_at and would.opens_at != call.opens_at:
        yield _refusal("opens_on", "amend-opened", would.opens_at, call.opens_at)
    yield from _moved_deadlines(call, would, now)
    if now >= call.opens_at:
        yield from _taken_away(call, would)
    if would.criteria != call.criteria and now > first_deadline(call):
        yield FieldRefusal(
            field="criteria", kind="amend-criteria", expected=local_words(first_deadline(call))
        )
    if would.reviews_needed != call.reviews_needed and now > first_deadline(call):
        yield FieldRefusal(
            field="reviews_needed", kind="amend-readers", expected=local_words(first_deadline(call))
        )


def _taken_away(call: Call, would: Call) -> Iterator[FieldRefusal]:
    """What drafts may hold already: partners, an evaluator, a second application."""
    before, after = rules_of(call), rules_of(would)
    for name in ("partners", "evaluator"):
        if getattr(after, name) is Wanted.NONE and getattr(before, name) is not Wanted.NONE:
            yield FieldRefusal(field=name, kind="amend-taken-away")
    if before.several and not after.several:
        yield FieldRefusal(field="several", kind="amend-taken-away")


def _moved_deadlines(call: Call, would: Call, now: dt.datetime) -> Iterator[FieldRefusal]:
    for field, before, after in _deadlines(call, would):
        old, new = call.deadline_at(before).until, would.deadline_at(after).until
        named = field if before != after else "grace"
        if new != old and old < now:
            yield _refusal(named, "amend-passed", new, old)
        elif new < old:
            yield _refusal(named, "amend-earlier", new, old)
    if len(would.closings) < len(call.closings):
        gone = call.closings[len(would.closings) - 1]
        yield _refusal("cutoffs", "amend-cutoff-gone", gone, gone)
    # Where no day was said, everyone could ask until the closing.
    asked, ask = asked_until(call), asked_until(would)
    if would.questions_until is not None and ask < asked:
        yield _refusal("questions_on", "amend-earlier", ask, asked)


def _deadlines(call: Call, would: Call) -> Iterator[tuple[str, dt.datetime, dt.datetime]]:
    """The deadlines that both texts have, each with the field that says it."""
    if call.letter_closes_at and would.letter_closes_at:
        yield "letter_on", call.letter_closes_at, would.letter_closes_at
    # A file belongs to a closing by its rank, so that each keeps the rank it was announced with.
    pairs = tuple(zip(call.closings, would.closings, strict=False))
    for rank, (before, after) in enumerate(pairs, start=1):
        yield "closes_on" if rank == len(would.closings) else "cutoffs", before, after


def _refusal(field: str, kind: str, met: dt.datetime, expected: dt.datetime) -> FieldRefusal:
    return FieldRefusal(
        field=field, kind=kind, met=local_words(met), expected=local_words(expected)
    )
