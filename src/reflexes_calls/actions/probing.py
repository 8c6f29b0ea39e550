"""Points looked at in depth (« carottages »), alone or across several administrations.

Each administration answers for itself: answers stand side by side, and nothing adds them up. A
team reads the others once it has said what it found itself.
"""

from typing import TypeVar

from sqlalchemy import Connection

from reflexes.conversion import plain
from reflexes.records import record
from reflexes_calls.actions.around_pilots import Around, around, field_step
from reflexes_calls.actions.desk import Desk
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.errors import Invalid, NotFound
from reflexes_calls.domain.field import check_no_names
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.probe import Probe, ProbeAnswer, ProbeAnswers, ProbeQuestion
from reflexes_calls.storage import field, people, pilots

R = TypeVar("R")


@record
class ProbeLine:
    """A point, who opened it, and whether the pilot that looks has answered."""

    probe: Probe
    opened_for: str
    is_own: bool
    is_answered: bool


@record
class ProbesPage:
    """The points that a pilot may look at."""

    around: Around
    lines: tuple[ProbeLine, ...]


@record
class Told:
    """What one administration found."""

    organisation: str
    pilot: str
    pilot_id: str
    answer: ProbeAnswer


@record
class ProbePage:
    """A point, with what was found there by those whom the reader may read.

    `waits` says that others have answered, and that the team reads them once it has too.
    """

    around: Around
    line: ProbeLine
    own: ProbeAnswer | None
    told: tuple[Told, ...]
    waits: bool


def probes_page(desk: Desk, actor: Person, pilot_id: str) -> ProbesPage:
    """The points that a pilot opened, and those that others opened to it."""
    with desk.look() as connection:
        found = around(connection, actor, pilot_id)
        known = field.probes_open_to(connection, found.pilot, found.call.piste_code)
        answers = field.answers_at(connection, [each.id for each in known])
        lines = tuple(_line(connection, found, each, answers) for each in known)
    return ProbesPage(around=found, lines=lines)


def probe_page(desk: Desk, actor: Person, pilot_id: str, probe_id: str) -> ProbePage:
    """A point, and what was found there."""
    with desk.look() as connection:
        found = around(connection, actor, pilot_id)
        probe = _open_to(connection, found, probe_id)
        answers = field.answers_at(connection, [probe.id])
        own = next((each for each in answers if each.pilot_id == found.pilot.id), None)
        reads_all = own is not None or found.manages
        seen = answers if reads_all else ()
        return ProbePage(
            around=found,
            line=_line(connection, found, probe, answers),
            own=own,
            told=tuple(_told(connection, each) for each in seen),
            waits=bool(answers) and not reads_all,
        )


def _line(
    connection: Connection, found: Around, probe: Probe, answers: tuple[ProbeAnswer, ...]
) -> ProbeLine:
    opener = pilots.get_pilot(connection, probe.pilot_id)
    return ProbeLine(
        probe=probe,
        opened_for=people.find_organisation(connection, opener.organisation_id).name,
        is_own=opener.id == found.pilot.id,
        is_answered=any(
            each.probe_id == probe.id and each.pilot_id == found.pilot.id for each in answers
        ),
    )


def _told(connection: Connection, answer: ProbeAnswer) -> Told:
    pilot = pilots.get_pilot(connection, answer.pilot_id)
    return Told(
        organisation=people.find_organisation(connection, pilot.organisation_id).name,
        pilot=pilot.title,
        pilot_id=pilot.public_id,
        answer=answer,
    )


def _open_to(connection: Connection, found: Around, probe_id: str) -> Probe:
    """A point that a pilot may look at; another is not found."""
    known = field.probes_open_to(connection, found.pilot, found.call.piste_code)
    probe = next((each for each in known if each.public_id == probe_id), None)
    if probe is None:
        raise NotFound("probe", probe_id)
    return probe


def open_probe(desk: Desk, actor: Person, pilot_id: str, raw: Raw) -> Probe:
    """Say a precise question before looking, and who else may look."""
    with desk.take(actor) as taking:
        found, step = field_step(taking, pilot_id, "open_probe")
        said = read_without_names(ProbeQuestion, raw, ("question", "why"))
        kept = field.add_probe(
            taking.connection,
            pilot_id=found.pilot.id,
            question=said.question,
            why=said.why,
            shared_with=said.shared_with,
            opened_by=actor.id,
            opened_at=taking.now,
        )
        facts = {"probe": kept.public_id, **plain(said)}
        taking.note(step, found.call, found.pilot.public_id, facts)
    return kept


def answer_probe(desk: Desk, actor: Person, pilot_id: str, probe_id: str, raw: Raw) -> None:
    """Keep what was found; what was said before stays in the store, the last one is shown."""
    with desk.take(actor) as taking:
        found, step = field_step(taking, pilot_id, "answer_probe")
        probe = _open_to(taking.connection, found, probe_id)
        fields = ("where", "what", "who", "found", "not_said", "evidence")
        said = read_without_names(ProbeAnswers, raw, fields)
        field.add_probe_answer(
            taking.connection,
            said,
            probe_id=probe.id,
            pilot_id=found.pilot.id,
            written_by=actor.id,
            written_at=taking.now,
        )
        facts = {"probe": probe.public_id, **plain(said)}
        taking.note(step, found.call, found.pilot.public_id, facts)


def read_without_names(kind: type[R], raw: Raw, fields: tuple[str, ...]) -> R:
    """A form in which nobody may be named; everything refused comes at once."""
    refusals = list(check_no_names(raw, fields))
    try:
        said = read_form(kind, raw)
    except Invalid as invalid:
        raise Invalid((*invalid.refusals, *refusals)) from None
    if refusals:
        raise Invalid(tuple(refusals))
    return said
