"""Who is who in the demonstration, and what day it is for them."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import attrs

from reflexes_calls.actions import people
from reflexes_calls.actions.desk import Desk
from reflexes_calls.demonstration.accounts import accounts, organisations, password
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.people import Organisation, Person, Role
from reflexes_calls.storage import letters

Event = tuple[float, Callable[[], object]]
"""Something that happens on a day, counted from today."""
DAYS = {
    "opens": "opens_on",
    "questions": "questions_on",
    "letter": "letter_on",
    "shortlist": "shortlist_on",
    "closes": "closes_on",
    "completeness": "completeness_on",
    "review": "review_on",
    "committee": "committee_on",
    "decision": "decision_on",
    "agreement": "agreement_on",
}
"""The days of a call, as its file and its form name them."""


@attrs.define
class PastClock:
    """A clock set by the story."""

    instant: dt.datetime

    def now(self) -> dt.datetime:
        """The instant it was set to."""
        return self.instant


class Cast:
    """The people and the administrations, and a clock that the story sets."""

    def __init__(self, desk: Desk) -> None:
        """Begin today, with nobody."""
        self.today = desk.clock.now()
        self.clock = PastClock(self.today)
        self.desk = attrs.evolve(desk, clock=self.clock)
        self.persons: dict[str, Person] = {}
        self.organisations: dict[str, Organisation] = {}

    @contextmanager
    def on(self, day: float) -> Iterator[None]:
        """Do what follows `day` days from today."""
        self.clock.instant = self.today + dt.timedelta(days=day)
        yield

    def day(self, days: int) -> str:
        """The local day `days` days from today, as a form says it."""
        return (local_day(self.today) + dt.timedelta(days=days)).isoformat()

    def days_of(self, told: Mapping[str, Any]) -> dict[str, str]:
        """The days of a call that its file tells, under the names of its form."""
        return {form: self.day(told[said]) for said, form in DAYS.items() if said in told}

    @property
    def manager(self) -> Person:
        """Who runs the calls."""
        return self.persons["gestionnaire"]

    def enter(self) -> None:
        """Make every account and every administration, and give the manager their role."""
        administrator: Person | None = None
        for account in accounts():
            person = people.create_person(
                self.desk,
                administrator,
                name=account.name,
                email=account.email,
                password=password(),
            )
            administrator = administrator or person
            self.persons[account.code] = person
        first = self.persons["administratrice"]
        for code, name in organisations().items():
            self.organisations[code] = people.create_organisation(self.desk, first, name=name)
        for account in accounts():
            if account.organisation:
                home = self.organisations[account.organisation]
                people.join(self.desk, first, self.persons[account.code], home)
        people.give_role(self.desk, first, self.manager, Role.MANAGER)

    def secret_sent_to(self, email: str, place: str) -> str:
        """The secret of the link in the last letter to an address, which its reader follows."""
        with self.desk.look() as connection:
            body = letters.last_body_to(connection, email)
        return body.partition(f"{place}/")[2].split()[0]
