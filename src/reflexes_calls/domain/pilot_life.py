"""What befalls a pilot on its way: suspended, resumed, extended, handed over, for a reason."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import day, line, prose
from reflexes.records import record


class Turn(StrEnum):
    """What happened to a pilot."""

    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    HAND_OVER = "hand_over"


@record
class ReasonAnswers:
    """Why a pilot is suspended or resumed."""

    reason: str = prose("Why", max_length=600)


@record
class ExtensionAnswers:
    """Until when a pilot goes on, and why."""

    ends_on: dt.date = day("New end of the pilot")
    reason: str = prose("Why it goes on longer", max_length=600)


@record
class HandoverAnswers:
    """To whom a pilot is handed over."""

    person: str = line("Who holds it from now on", max_length=40)
    reason: str = prose("Why it changes hands", max_length=600)


@record
class Event:
    """A turn in the life of a pilot; `person_id` holds it from then on, `day` is its new end."""

    id: int
    pilot_id: int
    kind: Turn
    reason: str
    day: dt.date | None
    person_id: int | None
    done_by: int
    done_at: dt.datetime
