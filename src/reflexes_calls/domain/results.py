"""Results: what a call gave, published: who was selected, and figures of the others without names.

A figure on few files would tell one of them: below `FEWEST`, what was asked by those declined is
not published.
"""

import datetime as dt
from collections.abc import Sequence

from reflexes.records import record
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.lifecycle import ApplicationStage

FEWEST = 5
"""How many files a figure on money speaks of at least."""


@record
class Granted:
    """A selected application, as it is published; `amount` in cents, when money is given."""

    organisation: str
    siret: str | None
    title: str
    amount: int | None
    decided_at: dt.datetime


@record
class Figures:
    """What a call gave, without a name; amounts in cents, None when they are not published."""

    submitted: int
    withdrawn: int
    selected: int
    declined: int
    asked: int | None
    granted: int | None
    asked_by_declined: int | None


def figures_of(files: Sequence[Application], granted: Sequence[Granted]) -> Figures:
    """The figures of the decided files of a call."""
    sent = [each for each in files if each.receipt is not None]
    declined = [each for each in sent if each.stage is ApplicationStage.DECLINED]
    selected = [each for each in sent if each.stage is ApplicationStage.SELECTED]
    withdrawn = sum(each.stage is ApplicationStage.WITHDRAWN for each in sent)
    amounts = [each.amount for each in granted if each.amount is not None]
    return Figures(
        submitted=len(sent),
        withdrawn=withdrawn,
        selected=len(selected),
        declined=len(declined),
        # The total and what was granted give the rest away: they follow the same rule.
        asked=_sum([*declined, *selected]) if len(declined) >= FEWEST else None,
        granted=sum(amounts) if amounts else None,
        asked_by_declined=_sum(declined) if len(declined) >= FEWEST else None,
    )


def _sum(files: Sequence[Application]) -> int | None:
    known = [each.amount for each in files if each.amount is not None]
    return sum(known) if known else None
