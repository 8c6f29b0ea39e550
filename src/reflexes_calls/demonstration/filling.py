"""Filling an empty instance with the demonstration."""

from functools import partial
from operator import itemgetter
from typing import Any

from reflexes_calls.actions import (
    applying,
    deciding,
    drafting,
    evaluating,
    looking,
    people,
    piloting,
    publishing,
    reviewing,
)
from reflexes_calls.actions.desk import Desk
from reflexes_calls.demonstration import exchanging, field, measured, modules
from reflexes_calls.demonstration.accounts import accounts, file_of
from reflexes_calls.demonstration.cast import Cast, Event
from reflexes_calls.domain.call import usual_criteria
from reflexes_calls.domain.call_rules import rules_of, typed_rules
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.storage import demo_clock
from reflexes_calls.storage import people as stored_people
from reflexes_calls.storage.engine import writing

PISTE = "micro-mobilite-professionnelle"
HOUR_OF_CLOSING = "17"
READERS = ("relecteur", "relectrice")


class NotADemonstrationError(Exception):
    """The database holds people of its own: the demonstration would mix with them."""


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
    """The telling of the calls, of those who answer them and of what they try.

    What happens around a call is first gathered, each act with its day, then done in the order of
    days: a journal tells it as it came.
    """

    def __init__(self, desk: Desk) -> None:
        """Begin today, with nobody."""
        self.cast = Cast(desk)
        self.desk = self.cast.desk
        self.calls: dict[str, str] = {}
        self.files: dict[str, str] = {}
        self.found: dict[str, str] = {}
        self.agenda: list[Event] = []

    def tell(self) -> None:
        """Everything, a call after the other."""
        with self.cast.on(-430):
            self.cast.enter()
        for name, told in file_of("calls").items():
            self._open(name, told)
            self._gather(name, told)
            for day, act in sorted(self.agenda, key=itemgetter(0)):
                with self.cast.on(day):
                    act()
            self.agenda.clear()
        exchanging.offer_terrains(self.cast)
        modules.share_modules(self.cast)

    def _open(self, name: str, told: dict[str, Any]) -> None:
        """Publish a call, and give it its readers."""
        desk, manager = self.desk, self.cast.manager
        # Whoever reads the demonstration is never shown what is said to be published tomorrow.
        with self.cast.on(min(told["opens"] - 1, 0)):
            drafted = publishing.draft_call(
                desk,
                manager,
                told.get("piste", PISTE),
                self._call_form(told),
                others=told.get("others", ()),
            )
            if "rules" in told:
                rules = typed_rules(rules_of(drafted)) | told["rules"]
                drafting.save_rules(desk, manager, drafted.public_id, rules)
            self.calls[name] = publishing.publish(desk, manager, drafted.public_id).public_id
            for account in accounts():
                if account.task == "reviewer":
                    reader = self.cast.persons[account.code]
                    people.give_role(desk, manager, reader, Role.REVIEWER, self.calls[name])

    def _gather(self, name: str, told: dict[str, Any]) -> None:
        """What happens around a call once it is published."""
        call_id = self.calls[name]
        self.agenda.extend(exchanging.asked_in_public(self.cast, call_id, told))
        self.agenda.extend(exchanging.amended(self.cast, call_id, told))
        known = {code: one for code, one in file_of("applications").items() if one["call"] == name}
        for place, (code, one) in enumerate(known.items()):
            self._apply(code, told, one, place)
        decided = {code: one for code, one in known.items() if "outcome" in one}
        for code, one in decided.items():
            self._decide(code, told, one)
        if decided and decided == known:
            conclude = partial(publishing.conclude, self.desk, self.cast.manager, call_id)
            self.agenda.append((told["decision"], conclude))
        for code, one in known.items():
            if "promises" in one:
                self._follow(code, told, one)
            if code == measured.LETTERS:
                person = self.cast.persons[one["person"]]
                pilot = partial(self._pilot, person, code)
                self.agenda.extend(measured.measured_pilot(self.cast, person, pilot))

    def _call_form(self, told: dict[str, Any]) -> dict[str, str]:
        days = self.cast.days_of(told)
        cutoffs = "\n".join(self.cast.day(each) for each in told.get("cutoffs", ()))
        words = {key: value for key, value in told.items() if isinstance(value, str)}
        return {"closes_hour": HOUR_OF_CLOSING, "cutoffs": cutoffs, **days, **words}

    def _apply(self, code: str, told: dict[str, Any], one: dict[str, Any], place: int) -> None:
        person, began = self.cast.persons[one["person"]], told["opens"] + 2 + place
        answers = dict(one["answers"])
        if "start_on" in answers:
            answers["start_on"] = self.cast.day(answers["start_on"])

        def begin() -> None:
            home = self.cast.organisations[one["organisation"]]
            draft = applying.start_draft(self.desk, person, self.calls[one["call"]], home)
            self.files[code] = draft.public_id
            applying.save_draft(
                self.desk, person, draft.public_id, answers, revision=draft.revision
            )

        def gather() -> None:
            exchanging.gather(self.cast, person, self.files[code], code)

        def submit() -> None:
            applying.submit(self.desk, person, self.files[code])

        self.agenda += [(began, begin), (began + 1, gather)]
        if one["submitted"]:
            self.agenda.append((began + 2, submit))

    def _decide(self, code: str, told: dict[str, Any], one: dict[str, Any]) -> None:
        desk, manager = self.desk, self.cast.manager
        readers = [self.cast.persons[reader] for reader in READERS]

        def assign() -> None:
            for reader in readers:
                reviewing.assign(desk, manager, self.files[code], reader)

        def review() -> None:
            for reader, said in zip(readers, one["reviews"], strict=True):
                reviewing.submit_review(desk, reader, self.files[code], _review_form(said))

        def release() -> None:
            deciding.prepare(desk, manager, self.files[code], _decision_form(one))
            call_id = self.calls[one["call"]]
            seen = deciding.release_page(desk, manager, call_id).seen
            deciding.release(desk, manager, call_id, {self.files[code]}, seen, address="")

        closes = told["closes"]
        self.agenda += [
            (closes + 5, assign),
            (closes + 15, review),
            (told["decision"] - 5, release),
        ]

    def _follow(self, code: str, told: dict[str, Any], one: dict[str, Any]) -> None:
        desk, person = self.desk, self.cast.persons[one["person"]]

        def promise() -> None:
            piloting.promise(desk, person, self._pilot(person, code), one["promises"])

        def start() -> None:
            piloting.start(desk, self.cast.manager, self._pilot(person, code))

        self.agenda += [(told["decision"] + 10, promise), (told["decision"] + 20, start)]
        for measure in one["measures"]:
            self.agenda.append((measure["day"] + 1, partial(self._measure, code, person, measure)))
        if "evaluation" in one:
            self._evaluate(code, person, one["evaluation"])
        pilot = partial(self._pilot, person, code)
        self.agenda.extend(field.field_of(self.cast, code, person, pilot, self.found))
        if code == field.MEALS:
            self.agenda.extend(field.read_by_peers(self.cast, person, self.found))

    def _pilot(self, person: Person, code: str) -> str:
        pilot = looking.application_page(self.desk, person, self.files[code]).pilot
        if pilot is None:
            raise LookupError(code)
        return pilot.public_id

    def _measure(self, code: str, person: Person, measure: dict[str, Any]) -> None:
        pilot = self._pilot(person, code)
        promises = looking.pilot_page(self.desk, person, pilot).promises
        form = {
            "value": measure["value"],
            "note": measure["note"],
            "measured_on": self.cast.day(measure["day"]),
        }
        piloting.measure(self.desk, person, pilot, promises[measure["promise"] - 1].id, form)

    def _evaluate(self, code: str, person: Person, told: dict[str, Any]) -> None:
        form = {key: value for key, value in told.items() if isinstance(value, str)}
        for place, outcome in enumerate(told["outcomes"], start=1):
            form |= {
                f"outcome-{place}": outcome,
                f"measured-{place}": told["measured"][place - 1],
            }

        def end() -> None:
            piloting.end(self.desk, person, self._pilot(person, code))

        def evaluate() -> None:
            evaluating.evaluate(self.desk, person, self._pilot(person, code), form)

        def propose() -> None:
            evaluating.propose(self.desk, self.cast.manager, self._pilot(person, code))

        self.agenda += [(-70, end), (-45, evaluate), (-30, propose)]


def _decision_form(one: dict[str, Any]) -> dict[str, str]:
    if one["outcome"] != "select":
        return {"outcome": "declined", "reasons": one["reasons"]}
    return {"outcome": "selected", "reasons": one["reasons"], "amount": one["answers"]["budget"]}


def _review_form(review: dict[str, Any]) -> dict[str, str]:
    marks = {
        f"mark-{criterion.code}": str(mark)
        for criterion, mark in zip(usual_criteria(), review["marks"], strict=True)
    }
    comments = {key: review[key] for key in ("comment_for_jury", "comment_for_applicant")}
    return marks | comments
