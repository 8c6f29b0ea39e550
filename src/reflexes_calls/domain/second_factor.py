"""The second factor: a code of six figures that a telephone makes, and codes of recovery."""

import datetime as dt

from reflexes.records import record

STEP = 30
"""Seconds during which a code is the same."""
DRIFT = 1
"""How many steps before and after are taken too, as clocks differ a little."""
RECOVERY_CODES = 10
"""How many codes of recovery are given at a time; each works once."""


@record
class SecondFactor:
    """The second factor of a person; it is asked for once it was confirmed by a first code."""

    person_id: int
    secret: str
    made_at: dt.datetime
    confirmed_at: dt.datetime | None
    last_step: int

    @property
    def is_confirmed(self) -> bool:
        """Whether it is asked for at sign-in."""
        return self.confirmed_at is not None


def step_of(now: dt.datetime) -> int:
    """The step of time of an instant."""
    return int(now.timestamp()) // STEP


def figures_of(typed: str) -> str:
    """A code as typed, without its spaces."""
    return "".join(each for each in typed if not each.isspace())


def recovery_of(typed: str) -> str:
    """A code of recovery as typed, without what people add: spaces, hyphens, capitals."""
    return "".join(each for each in typed.lower() if each.isalnum())
