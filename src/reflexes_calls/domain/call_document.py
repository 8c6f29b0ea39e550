"""The published text of a call as plain data: what is frozen, digested and compared."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from reflexes.digests import SCHEMA
from reflexes.records import changed, values_of
from reflexes_calls.domain.call import Call, Criterion, Procedure
from reflexes_calls.domain.jury import JuryKind

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
SAID_SINCE = ("shortlist_by",)
"""Instants that texts published earlier had no place for: they stand only where they are said."""
FIGURES = ("grace", "funded", "budget_cap", "rate", "currency", "places", "weeks", "reviews_needed")
WORDS = ("title_fr", "title_en", "summary_fr", "summary_en")


def call_document(call: Call) -> dict[str, Any]:
    """Everything a call says, its form included, in plain data."""
    said: dict[str, Any] = {"schema": SCHEMA, "procedure": call.procedure.value}
    said |= {name: getattr(call, name) for name in (*WORDS, *FIGURES)}
    said |= {name: instant_text(getattr(call, name)) for name in INSTANTS}
    said |= {n: instant_text(getattr(call, n)) for n in SAID_SINCE if getattr(call, n) is not None}
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
    """A criterion with its levels as lists, as JSON keeps them.

    Its jury stands there only where there are two: a text published before keeps its digest.
    """
    if values.get("jury") == JuryKind.PROJECT:
        values = {key: value for key, value in values.items() if key != "jury"}
    return values | {key: list(values[key]) for key in ("levels_fr", "levels_en")}


def instant_text(instant: dt.datetime | None) -> str | None:
    """An instant as it is kept in a document."""
    return None if instant is None else instant.astimezone(dt.UTC).isoformat()


def criterion_of(kept: Mapping[str, Any]) -> Criterion:
    """A criterion from its kept form."""
    return Criterion(**{**kept, **{key: tuple(kept[key]) for key in ("levels_fr", "levels_en")}})


def call_at(call: Call, document: Mapping[str, Any], *, version: int, form_number: int) -> Call:
    """A call as one of its published texts said it; what that text does not say stays as it is."""
    said: dict[str, Any] = {"version": version, "form_number": form_number}
    plain = (*WORDS, *FIGURES, "terms", "settings", "form", "edition")
    said |= {name: document[name] for name in plain if name in document}
    said |= {name: _instant(document[name]) for name in INSTANTS if name in document}
    if "opens_at" in document:
        said |= {name: _instant(document.get(name)) for name in SAID_SINCE}
    if "procedure" in document:
        said["procedure"] = Procedure(document["procedure"])
    if "cutoffs" in document:
        said["cutoffs"] = tuple(map(dt.datetime.fromisoformat, document["cutoffs"]))
    if "criteria" in document:
        said["criteria"] = tuple(map(criterion_of, document["criteria"]))
    return changed(call, **said)


def _instant(kept: str | None) -> dt.datetime | None:
    return None if kept is None else dt.datetime.fromisoformat(kept)
