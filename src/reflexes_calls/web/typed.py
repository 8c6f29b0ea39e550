"""Values as they are typed: what a form shows of something already kept."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.web.formatting import PARIS
from reflexes_calls.web.forms import specs_of
from reflexes_calls.wording import sentence


def typed_day(value: dt.date) -> str:
    """A day as people write it: 31/12/2026."""
    return f"{value:%d/%m/%Y}"


def typed_money(cents: int) -> str:
    """An amount as people type it: 12500 or 12500,50."""
    euros, rest = divmod(cents, 100)
    return f"{euros},{rest:02}" if rest else str(euros)


def typed_call(call: Call) -> dict[str, str]:
    """A call as its form would have been filled in."""
    closes = call.closes_at.astimezone(PARIS)
    return {
        "title_fr": call.title_fr,
        "title_en": call.title_en,
        "summary_fr": call.summary_fr,
        "summary_en": call.summary_en,
        "opens_on": typed_day(call.opens_at.astimezone(PARIS).date()),
        "closes_on": typed_day(closes.date()),
        "closes_hour": str(closes.hour),
        "decision_on": typed_day(call.decision_by.astimezone(PARIS).date()),
        "budget_cap": typed_money(call.budget_cap),
        "places": str(call.places),
        "weeks": str(call.weeks),
    }


def errors_of(
    invalid: Invalid, words: Callable[[str], str], labels: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Each refused field with its sentence, in the order of `labels`: name → words of the field.

    The label comes first, so that a list of refusals says which answers they are about.
    """
    found = [
        (refusal.field, " – ".join(filter(None, (labels.get(refusal.field), said))))
        for refusal in invalid.refusals
        if (said := sentence(refusal, words))
    ]
    ranks = {name: rank for rank, name in enumerate(labels)}
    return sorted(found, key=lambda error: ranks.get(error[0], len(ranks)))


def labels_of(
    record_class: type[Any], words: Callable[[str], str], *, prefix: str = "", before: str = ""
) -> dict[str, str]:
    """The translated label of each field of a form, `before` it what it belongs to."""
    return {
        prefix + name: f"{before}{words(spec.label)}"
        for name, spec in specs_of(record_class).items()
    }
