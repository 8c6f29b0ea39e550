"""Milestones of a pilot: what is due, on which day, by which role, and what was delivered."""

import datetime as dt
from collections.abc import Iterable

from reflexes.fields import day, line, prose, whole
from reflexes.records import record

MOST_MILESTONES = 40


@record
class MilestoneAnswers:
    """A milestone, as it is set."""

    name: str = line("What is due", max_length=160, help="For instance: report at half-time.")
    due_on: dt.date = day("Due on")
    role: str = line(
        "Who sees to it (a role)",
        max_length=120,
        help="A role, never a name: people move, roles stay. For instance: head of the front desk.",
    )
    tranche: int | None = whole(
        "Payment that waits for it",
        default=None,
        minimum=1,
        maximum=6,
        help="The number of the payment in the agreement, if one does.",
    )


@record
class DeliveryAnswers:
    """What was delivered."""

    done_on: dt.date = day("Done on")
    delivered: str = prose(
        "What was delivered",
        max_length=1000,
        help="A sentence is enough, or where the document is kept.",
    )


@record
class Milestone:
    """A milestone of a pilot; `tranche` is the rank of the payment that waits for it."""

    id: int
    public_id: str
    pilot_id: int
    name: str
    due_on: dt.date
    role: str
    tranche: int | None
    done_on: dt.date | None
    delivered: str
    written_by: int
    written_at: dt.datetime

    @property
    def is_done(self) -> bool:
        """Whether it was delivered."""
        return self.done_on is not None

    @property
    def move_field(self) -> str:
        """The box that moves it with the end of the pilot."""
        return f"move-{self.public_id}"

    def is_late(self, today: dt.date) -> bool:
        """Whether its day has passed and nothing was delivered."""
        return self.done_on is None and self.due_on < today


@record
class Move:
    """A milestone that is not reached, and the day it would have with the new end."""

    milestone: Milestone
    due_on: dt.date


def moves_of(milestones: Iterable[Milestone], by: dt.timedelta) -> tuple[Move, ...]:
    """The milestones that are not reached, each moved by as many days as the end is."""
    return tuple(
        Move(milestone=one, due_on=one.due_on + by) for one in milestones if not one.is_done
    )
