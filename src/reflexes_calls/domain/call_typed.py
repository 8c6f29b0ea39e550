"""A call as its own form would have been filled in: the way back from what is kept."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from reflexes_calls.domain.answers import Raw, UnreadableError, read_form
from reflexes_calls.domain.call import Call, CallAnswers, as_meant, call_values, read_days
from reflexes_calls.domain.clock import PLACE, local_day
from reflexes_calls.domain.errors import Invalid

DAYS = {
    "opens_on": "opens_at",
    "letter_on": "letter_closes_at",
    "shortlist_on": "shortlist_by",
    "closes_on": "closes_at",
    "questions_on": "questions_until",
    "completeness_on": "completeness_by",
    "review_on": "review_by",
    "committee_on": "committee_on",
    "decision_on": "decision_by",
    "agreement_on": "agreement_by",
}
"""The days of the form, each with the instant that is kept of it."""
WORDS = ("title_fr", "title_en", "summary_fr", "summary_en")


def typed_of(call: Call) -> dict[str, str]:
    """What is kept of a call, as it would be typed."""
    closes = call.closes_at.astimezone(ZoneInfo(PLACE))
    said = {name: getattr(call, name) for name in WORDS}
    said |= {name: typed_day(getattr(call, kept)) for name, kept in DAYS.items()}
    return said | {
        "procedure": call.procedure.value,
        "closes_hour": str(closes.hour),
        "cutoffs": "\n".join(map(typed_day, call.cutoffs)),
        "grace": str(call.grace),
        "unfunded": "" if call.funded else "yes",
        "budget_cap": typed_money(call.budget_cap) if call.funded else "",
        "rate": "" if call.rate is None else str(call.rate),
        "places": str(call.places),
        "weeks": str(call.weeks),
    }


def typed_day(instant: dt.datetime | None) -> str:
    """The day of an instant in Paris, as people write it: 31/12/2026."""
    return "" if instant is None else f"{local_day(instant):%d/%m/%Y}"


def typed_money(cents: int) -> str:
    """An amount as people type it: 12500 or 12500,50."""
    euros, rest = divmod(cents, 100)
    return f"{euros},{rest:02}" if rest else str(euros)


def typed_in(call: Call) -> dict[str, str]:
    """What was typed in a draft, finished or not; a call that nobody typed says what it keeps."""
    typed: dict[str, str] | None = call.drafting.get("typed")
    return typed_of(call) if typed is None else dict(typed)


def values_typed(call: Call, typed: Raw) -> dict[str, Any]:
    """The columns of what is typed in a draft; what cannot be read yet stays as it was kept.

    Days may still contradict each other: a draft is looked at as it is typed before it opens.
    """
    typed = as_meant(typed)
    kept, refused = typed_of(call), _unreadable(typed)
    said = {**kept, **{name: text for name, text in typed.items() if name not in refused}}
    # A title may still be missing from a draft, though no call opens without one.
    words = {name: typed.get(name, kept[name]).strip() for name in WORDS}
    words = {name: text for name, text in words.items() if refused.get(name) in {None, "missing"}}
    return call_values(read_form(CallAnswers, said | dict.fromkeys(WORDS, "–"))) | (
        {name: kept[name] for name in WORDS} | words
    )


def _unreadable(typed: Raw) -> dict[str, str]:
    refused = {}
    try:
        read_form(CallAnswers, typed)
    except Invalid as invalid:
        refused = {each.field: each.kind for each in invalid.refusals}
    try:
        read_days(typed.get("cutoffs", ""))
    except UnreadableError as error:
        refused["cutoffs"] = error.kind
    return refused
