"""What a new call is offered before anyone has written its calendar: to be changed, then saved."""

import datetime as dt
from types import MappingProxyType

DAYS_AHEAD = MappingProxyType(
    {
        "opens_on": 21,
        "questions_on": 56,
        "letter_on": 49,
        "shortlist_on": 56,
        "closes_on": 70,
        "completeness_on": 77,
        "review_on": 105,
        "committee_on": 112,
        "decision_on": 119,
        "agreement_on": 154,
    }
)
"""Whole weeks, so that a call begun on a working day asks for nothing on a Sunday.

Seven weeks to apply, about two months from the closing to the decision: the pace of the calls of
the State that say theirs.
"""
FIGURES = MappingProxyType(
    {"procedure": "single", "closes_hour": "17", "grace": "0", "places": "3", "weeks": "26"}
)
SUGGESTED = frozenset({*DAYS_AHEAD, *FIGURES})
"""What the pages of a new call propose, and nobody has kept before the page is saved."""


def suggested_answers(today: dt.date) -> dict[str, str]:
    """The calendar and the figures that a new call starts from."""
    days = {
        name: f"{today + dt.timedelta(days=ahead):%d/%m/%Y}" for name, ahead in DAYS_AHEAD.items()
    }
    return {**days, **FIGURES}
