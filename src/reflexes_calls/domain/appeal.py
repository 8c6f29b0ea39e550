"""Appeal: an applicant who was declined asks that the decision be looked at again.

An administrative appeal may be lodged within two months of the letter that told the decision, and
no answer within two months is a refusal: articles L. 411-2 and L. 231-4 of the French code of
relations between the public and the administration, article R. 421-1 of the code of administrative
justice. The two months to appeal are whole ones (« délai franc »): they end with the day after the
one of the same number, or with the next working day when that one is a Saturday, a Sunday or a
public holiday (article 642 of the code of civil procedure, which the courts apply).
"""

import calendar
import datetime as dt
from enum import StrEnum

from reflexes.fields import choice, money, prose
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import instant_of, local_day

MONTHS = 2
"""To appeal, and then to be answered."""
MONTHS_OF_A_YEAR = 12
A_DAY = dt.timedelta(days=1)
SATURDAY = 5
FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
"""The public holidays that bear the same number every year, as (month, day)."""


class AppealOutcome(StrEnum):
    """How an appeal was answered."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"


@record
class AppealAnswers:
    """What the applicant writes."""

    text: str = prose(
        "Why the decision should be looked at again",
        max_length=4000,
        help="Say what was misread or left out. Your file itself can no longer be changed.",
    )


@record
class AppealReply:
    """What the manager writes."""

    outcome: AppealOutcome = choice("Answer to the appeal")
    amount: int | None = money(
        "Amount granted",
        default=None,
        minimum=1,
        maximum=10_000_000_00,
        help="In euros, when the application is selected after all.",
    )
    reasons: str = prose("Reasons", max_length=2000, help="The applicant will read them.")


@record
class Appeal:
    """An appeal, with the decision that it speaks of, and its answer when there is one."""

    id: int
    public_id: str
    application_id: int
    text: str
    lodged_by: int
    lodged_at: dt.datetime
    declined_reasons: str
    declined_at: dt.datetime
    outcome: AppealOutcome | None
    answer: str
    answered_by: int | None
    answered_at: dt.datetime | None

    @property
    def answer_by(self) -> dt.datetime:
        """The last instant before silence is a refusal."""
        return end_of(day_months_after(local_day(self.lodged_at)))


def read_reply(raw: Raw, call: Call, *, grants: bool) -> AppealReply:
    """The answer that was typed; raises `Invalid` with every refusal.

    An amount is needed when the answer `grants`, in a call that gives money.
    """
    grants = grants and call.funded
    bounds = {"amount": {"maximum": call.budget_cap, "optional": False}} if grants else {}
    return read_form(AppealReply, raw if grants else {**raw, "amount": ""}, bounds=bounds)


def appeal_until(told_at: dt.datetime) -> dt.datetime:
    """The last instant to appeal against a decision that was told at an instant."""
    day = day_months_after(local_day(told_at)) + A_DAY
    while not is_working(day):
        day += A_DAY
    return end_of(day)


def day_months_after(day: dt.date, months: int = MONTHS) -> dt.date:
    """The day of the same number so many months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, MONTHS_OF_A_YEAR)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def end_of(day: dt.date) -> dt.datetime:
    """The last instant of a day in Paris."""
    return instant_of(day + A_DAY, 0) - dt.timedelta(microseconds=1)


def is_working(day: dt.date) -> bool:
    """Whether a delay may end on this day, in France."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def _holidays(year: int) -> frozenset[dt.date]:
    easter = _easter(year)
    moving = (easter + dt.timedelta(days=after) for after in (1, 39, 50))
    return frozenset({*(dt.date(year, month, day) for month, day in FIXED), *moving})


def _easter(year: int) -> dt.date:
    """Easter Sunday, by the Gregorian computus (Meeus, Astronomical Algorithms, chapter 8)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)
