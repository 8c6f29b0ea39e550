"""What surrounds some applications, in a number of queries that does not depend on how many."""

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from sqlalchemy import Connection, select

from reflexes_calls.domain.application import Application, Version
from reflexes_calls.domain.blind import is_blind
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.decision import Decision, DecisionOutcome
from reflexes_calls.domain.form import Form
from reflexes_calls.domain.jury import JuryPhase
from reflexes_calls.domain.people import Organisation, Person
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.domain.review import Review
from reflexes_calls.domain.team import TeamRole
from reflexes_calls.storage import applications, calls, people, pilots
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.finding import readers_of
from reflexes_calls.storage.reviews import Given, given_to
from reflexes_calls.storage.rows import record_of
from reflexes_calls.storage.scores import STILL_GIVEN

R = TypeVar("R")


class Surroundings:
    """What surrounds some applications, all of it read at once."""

    def __init__(self, connection: Connection, known: Sequence[Application], person: int) -> None:
        """Read it; `person` is whoever asks, for their own role in each team."""
        keys = {each.id for each in known}
        self.calls: dict[int, Call] = calls.calls_by_id(
            connection, {each.call_id for each in known}
        )
        self.organisations: dict[int, Organisation] = people.organisations_by_id(
            connection, {each.organisation_id for each in known}
        )
        self.versions: dict[int, list[Version]] = _by(
            applications.versions_of_many(connection, keys), "application_id"
        )
        last = {each[-1].id for each in self.versions.values()}
        self.reviews: dict[int, list[Review]] = _by(_reviews(connection, last), "version_id")
        self.decisions = decisions_by_application(connection, keys)
        self.pilots = {each.application_id: each for each in _pilots(connection, keys)}
        self.readers: dict[int, tuple[Person, ...]] = readers_of(connection, keys)
        self.team = _team_roles(connection, keys, person)
        self.given: dict[int, Given] = given_to(connection, person, keys)
        self.blind = _read_blind(connection, known, self.given)
        self._forms = _forms(connection, known, self.versions)

    def forms(self, known: Application) -> dict[int, Form]:
        """Each version of the call's form that a file or one of its submissions answers."""
        numbers = {known.form_number, *(v.form_number for v in self.versions.get(known.id, ()))}
        return {number: self._forms[known.call_id, number] for number in numbers}


def _by(found: Iterable[R], name: str) -> dict[int, list[R]]:
    sorted_out: dict[int, list[R]] = {}
    for each in found:
        sorted_out.setdefault(getattr(each, name), []).append(each)
    return sorted_out


def _reviews(connection: Connection, versions: Collection[int]) -> Iterable[Review]:
    known = t.reviews.c
    asked = (
        select(t.reviews)
        .join(t.application_versions, t.application_versions.c.id == known.version_id)
        .where(known.version_id.in_(versions), STILL_GIVEN)
        .order_by(known.id)
    )
    return (record_of(Review, row) for row in connection.execute(asked))


def decisions_by_application(connection: Connection, keys: Collection[int]) -> dict[int, Decision]:
    """The decisions taken on some applications."""
    asked = select(t.decisions).where(t.decisions.c.application_id.in_(keys))
    return {
        row.application_id: record_of(Decision, row, outcome=DecisionOutcome(row.outcome))
        for row in connection.execute(asked)
    }


def _read_blind(
    connection: Connection, known: Sequence[Application], given: dict[int, Given]
) -> frozenset[int]:
    """The files among some that their reader reads without knowing who applies."""
    asked = {each.call_id for each in known if each.id in given}
    if not asked:
        return frozenset()
    c = t.juries.c
    juries = {
        (row.call_id, row.kind): (row.settings, JuryPhase(row.phase))
        for row in connection.execute(select(t.juries).where(c.call_id.in_(asked)))
    }
    usual: tuple[dict[str, object], JuryPhase] = ({}, JuryPhase.FORMING)
    return frozenset(
        each.id
        for each in known
        if each.id in given
        and is_blind(*juries.get((each.call_id, given[each.id].jury), usual), each.stage)
    )


def _pilots(connection: Connection, keys: Collection[int]) -> Iterable[Pilot]:
    return pilots.pilots_where(connection, t.pilots.c.application_id.in_(keys))


def _team_roles(connection: Connection, keys: Collection[int], person: int) -> dict[int, TeamRole]:
    known = t.team_members.c
    asked = select(known.application_id, known.role).where(
        known.person_id == person, known.application_id.in_(keys)
    )
    return {row.application_id: TeamRole(row.role) for row in connection.execute(asked)}


def _forms(
    connection: Connection, known: Sequence[Application], versions: dict[int, list[Version]]
) -> dict[tuple[int, int], Form]:
    wanted = {(each.call_id, each.form_number) for each in known}
    wanted |= {
        (each.call_id, version.form_number)
        for each in known
        for version in versions.get(each.id, ())
    }
    return calls.forms_of_many(connection, wanted)
