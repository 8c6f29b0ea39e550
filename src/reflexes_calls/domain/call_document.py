"""The published text of a call as plain data: what is frozen, digested and compared."""

import datetime as dt
from typing import Any

from reflexes.digests import SCHEMA
from reflexes.records import values_of
from reflexes_calls.domain.call import Call

INSTANTS = (
    "opens_at",
    "letter_closes_at",
    "closes_at",
    "questions_until",
    "completeness_by",
    "review_by",
    "committee_on",
    "decision_by",
    "agreement_by",
)
FIGURES = ("grace", "funded", "budget_cap", "rate", "currency", "places", "weeks", "reviews_needed")
WORDS = ("title_fr", "title_en", "summary_fr", "summary_en")


def call_document(call: Call) -> dict[str, Any]:
    """Everything a call says, its form included, in plain data."""
    said: dict[str, Any] = {"schema": SCHEMA, "procedure": call.procedure.value}
    said |= {name: getattr(call, name) for name in (*WORDS, *FIGURES)}
    said |= {name: instant_text(getattr(call, name)) for name in INSTANTS}
    return said | {
        "cutoffs": [instant_text(each) for each in call.cutoffs],
        "edition": call.edition,
        "pistes": {call.piste_code: call.piste_digest}
        | {each["code"]: each["digest"] for each in call.other_pistes},
        "criteria": [plain_criterion(values_of(each)) for each in call.criteria],
        "terms": dict(call.terms),
        "settings": dict(call.settings),
        "form": call.form,
    }


def plain_criterion(values: dict[str, Any]) -> dict[str, Any]:
    """A criterion with its levels as lists, as JSON keeps them."""
    return values | {key: list(values[key]) for key in ("levels_fr", "levels_en")}


def instant_text(instant: dt.datetime | None) -> str | None:
    """An instant as it is kept in a document."""
    return None if instant is None else instant.astimezone(dt.UTC).isoformat()
