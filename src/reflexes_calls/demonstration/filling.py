"""Filling an empty instance with the demonstration."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attrs

from reflexes_calls.actions import (
    applying,
    deciding,
    evaluating,
    looking,
    people,
    piloting,
    publishing,
    reviewing,
)
from reflexes_calls.actions.desk import Desk
from reflexes_calls.demonstration.accounts import accounts, file_of, organisations, password
from reflexes_calls.domain.call import Call, usual_criteria
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.people import Organisation, Person, Role
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.storage import demo_clock
from reflexes_calls.storage import people as stored_people
from reflexes_calls.storage.engine import writing

PISTE = "micro-mobilite-professionnelle"
HOUR_OF_CLOSING = "17"
DAYS = {
    "opens": "opens_on",
    "questions": "questions_on",
    "letter": "letter_on",
    "closes": "closes_on",
    "completeness": "completeness_on",
    "review": "review_on",
    "committee": "committee_on",
    "decision": "decision_on",
    "agreement": "agreement_on",
}
"""The days of a call, as its file and its form name them."""
READERS = ("relecteur", "relectrice")


class NotADemonstrationError(Exception):
    """The database holds people of its own: the demonstration would mix with them."""


@attrs.define
class PastClock:
    """A clock set by the story."""

    instant: dt.datetime

    def now(self) -> dt.datetime:
        """The instant it was set to."""
        return self.instant


def prepare(desk: Desk) -> bool:
    """Fill `desk` unless it is a demonstration already; gives whether it was filled now.

    Raises `NotADemonstrationError` when the database holds anything else.
    """
    with desk.look() as connection:
        is_demo = demo_clock.offset(connection) is not None
        is_empty = stored_people.count_persons(connection) == 0
    if is_demo:
        return False
    if not is_empty:
        raise NotADemonstrationError
    Story(desk).tell()
    # The mark comes last: a filling that was cut short is not taken for a whole one.
    with writing(desk.engine) as connection:
        demo_clock.set_offset(connection, 0)
    return True


class Story:
    """The telling: who is who, and what day it is."""

    def __init__(self, desk: Desk) -> None:
        """Begin today, with nobody."""
        self.today = desk.clock.now()
        self.clock = PastClock(self.today)
        self.desk = attrs.evolve(desk, clock=self.clock)
        self.persons: dict[str, Person] = {}
        self.organisations: dict[str, Organisation] = {}
        self.calls: dict[str, Call] = {}

    def tell(self) -> None:
        """Everything, in the order of days."""
        with self.on(-430):
            self._bring_people()
        for name in file_of("calls"):
            self._tell_call(name)

    @contextmanager
    def on(self, day: float) -> Iterator[None]:
        """Do what follows `day` days from today."""
        self.clock.instant = self.today + dt.timedelta(days=day)
        yield

    def day(self, days: int) -> str:
        """The local day `days` days from today, as a form says it."""
        return (local_day(self.today) + dt.timedelta(days=days)).isoformat()

    @property
    def manager(self) -> Person:
        """Who runs the calls."""
        return self.persons["gestionnaire"]

    def _bring_people(self) -> None:
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

    def _tell_call(self, name: str) -> None:
        told = file_of("calls")[name]
        # Whoever reads the demonstration is never shown what is said to be published tomorrow.
        with self.on(min(told["opens"] - 1, 0)):
            drafted = publishing.draft_call(
                self.desk,
                self.manager,
                told.get("piste", PISTE),
                self._call_form(told),
                others=told.get("others", ()),
            )
            self.calls[name] = publishing.publish(self.desk, self.manager, drafted.public_id)
            for account in accounts():
                if account.task == "reviewer":
                    reviewer = self.persons[account.code]
                    call_id = drafted.public_id
                    people.give_role(self.desk, self.manager, reviewer, Role.REVIEWER, call_id)
        known = {code: one for code, one in file_of("applications").items() if one["call"] == name}
        ids = {
            code: self._apply(told, one, place) for place, (code, one) in enumerate(known.items())
        }
        for code, one in known.items():
            if "outcome" in one:
                self._decide(self.calls[name].public_id, told, one, ids[code])
        if known and all("outcome" in one for one in known.values()):
            with self.on(told["decision"]):
                publishing.conclude(self.desk, self.manager, self.calls[name].public_id)
        for code, one in known.items():
            if "promises" in one:
                self._follow(told, one, ids[code])

    def _call_form(self, told: dict[str, Any]) -> dict[str, str]:
        days = {form: self.day(told[said]) for said, form in DAYS.items() if said in told}
        cutoffs = "\n".join(self.day(each) for each in told.get("cutoffs", ()))
        words = {key: value for key, value in told.items() if isinstance(value, str)}
        return {"closes_hour": HOUR_OF_CLOSING, "cutoffs": cutoffs, **days, **words}

    def _apply(self, told: dict[str, Any], one: dict[str, Any], place: int) -> str:
        person = self.persons[one["person"]]
        home = self.organisations[one["organisation"]]
        answers = dict(one["answers"])
        if "start_on" in answers:
            answers["start_on"] = self.day(answers["start_on"])
        call_id = self.calls[one["call"]].public_id
        with self.on(told["opens"] + 2 + place):
            draft = applying.start_draft(self.desk, person, call_id, home)
            saved = applying.save_draft(
                self.desk, person, draft.public_id, answers, revision=draft.revision
            )
        if one["submitted"]:
            with self.on(told["opens"] + 4 + place):
                applying.submit(self.desk, person, saved.public_id)
        return saved.public_id

    def _decide(
        self, call_id: str, told: dict[str, Any], one: dict[str, Any], application: str
    ) -> None:
        readers = [self.persons[code] for code in READERS]
        with self.on(told["closes"] + 5):
            for reader in readers:
                reviewing.assign(self.desk, self.manager, application, reader)
        with self.on(told["closes"] + 15):
            for reader, review in zip(readers, one["reviews"], strict=True):
                form = _review_form(review)
                reviewing.submit_review(self.desk, reader, application, form)
        is_selected = one["outcome"] == "select"
        said = {"outcome": "selected" if is_selected else "declined", "reasons": one["reasons"]}
        if is_selected:
            said["amount"] = one["answers"]["budget"]
        with self.on(told["decision"] - 5):
            deciding.prepare(self.desk, self.manager, application, said)
            shown = deciding.release_page(self.desk, self.manager, call_id)
            deciding.release(
                self.desk, self.manager, call_id, {application}, shown.seen, address=""
            )

    def _follow(self, told: dict[str, Any], one: dict[str, Any], application: str) -> None:
        person = self.persons[one["person"]]
        pilot = looking.application_page(self.desk, person, application).pilot
        if pilot is None:
            raise LookupError(application)
        with self.on(told["decision"] + 10):
            piloting.promise(self.desk, person, pilot.public_id, one["promises"])
        with self.on(told["decision"] + 20):
            piloting.start(self.desk, self.manager, pilot.public_id)
        self._measure(one, person, pilot)
        if "evaluation" in one:
            self._evaluate(one["evaluation"], person, pilot)

    def _measure(self, one: dict[str, Any], person: Person, pilot: Pilot) -> None:
        promises = looking.pilot_page(self.desk, person, pilot.public_id).promises
        for measure in sorted(one["measures"], key=lambda told: told["day"]):
            promise = promises[measure["promise"] - 1]
            form = {
                "value": measure["value"],
                "note": measure["note"],
                "measured_on": self.day(measure["day"]),
            }
            with self.on(measure["day"] + 1):
                piloting.measure(self.desk, person, pilot.public_id, promise.id, form)

    def _evaluate(self, told: dict[str, Any], person: Person, pilot: Pilot) -> None:
        with self.on(-70):
            piloting.end(self.desk, person, pilot.public_id)
        form = {key: value for key, value in told.items() if isinstance(value, str)}
        for place, outcome in enumerate(told["outcomes"], start=1):
            form |= {
                f"outcome-{place}": outcome,
                f"measured-{place}": told["measured"][place - 1],
            }
        with self.on(-45):
            evaluating.evaluate(self.desk, person, pilot.public_id, form)
        with self.on(-30):
            evaluating.propose(self.desk, self.manager, pilot.public_id)


def _review_form(review: dict[str, Any]) -> dict[str, str]:
    marks = {
        f"mark-{criterion.code}": str(mark)
        for criterion, mark in zip(usual_criteria(), review["marks"], strict=True)
    }
    comments = {key: review[key] for key in ("comment_for_jury", "comment_for_applicant")}
    return marks | comments
