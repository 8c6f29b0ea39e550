"""Peer reading: a team, or the programme, asks the team of another pilot to read one.

What is answered is read by both teams and by the managers of the call; nobody marks anything.
"""

from collections.abc import Mapping

from sqlalchemy import Connection

from reflexes.conversion import plain
from reflexes.records import record
from reflexes_calls.actions.around_pilots import Around, around, field_step
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.probing import read_without_names
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound, NotOpen
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.peer import PeerAnswers, PeerReading, PeerRequest, Reads
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.storage import field, people, pilots

WITHOUT_PLAN = frozenset({PilotStage.AGREED})
WITH_REPORT = frozenset({PilotStage.EVALUATED, PilotStage.PROPOSED})


@record
class ReadingLine:
    """A reading with the two pilots it ties."""

    reading: PeerReading
    read: Pilot
    reader: Pilot
    names: Mapping[int, str]
    is_ours: bool
    """Whether it is asked of the pilot that looks."""


@record
class ReadingsPage:
    """The readings of a pilot, asked for and given, and who may be asked."""

    around: Around
    lines: tuple[ReadingLine, ...]
    readers: tuple[tuple[Pilot, str], ...]


def readings_page(desk: Desk, actor: Person, pilot_id: str) -> ReadingsPage:
    """The readings that a pilot asked for, and those asked of it."""
    with desk.look() as connection:
        found = around(connection, actor, pilot_id)
        known = field.readings_of(connection, found.pilot.id)
        lines = tuple(_line(connection, found, each) for each in known)
        peers = field.pilots_beside(connection, found.pilot, found.call.piste_code)
        names = _names(connection, peers)
    readers = tuple((each, names[each.id]) for each in peers)
    return ReadingsPage(around=found, lines=lines, readers=readers)


def reading_page(
    desk: Desk, actor: Person, pilot_id: str, reading_id: str
) -> tuple[Around, ReadingLine]:
    """One reading, for either team or a manager."""
    with desk.look() as connection:
        found = around(connection, actor, pilot_id)
        return found, _line(connection, found, _of_pilot(connection, found, reading_id))


def _of_pilot(connection: Connection, found: Around, reading_id: str) -> PeerReading:
    reading = field.find_reading(connection, reading_id)
    if reading is None or found.pilot.id not in {reading.pilot_id, reading.reader_id}:
        raise NotFound("reading", reading_id)
    return reading


def _line(connection: Connection, found: Around, reading: PeerReading) -> ReadingLine:
    read = pilots.get_pilot(connection, reading.pilot_id)
    reader = pilots.get_pilot(connection, reading.reader_id)
    return ReadingLine(
        reading=reading,
        read=read,
        reader=reader,
        names=_names(connection, (read, reader)),
        is_ours=reader.id == found.pilot.id,
    )


def _names(connection: Connection, known: tuple[Pilot, ...]) -> dict[int, str]:
    """The name of the administration of each pilot."""
    held = people.organisations_by_id(connection, {each.organisation_id for each in known})
    return {each.id: held[each.organisation_id].name for each in known}


def ask_peers(desk: Desk, actor: Person, pilot_id: str, raw: Raw, *, address: str) -> PeerReading:
    """Ask the team of another pilot to read the plan or the report of this one."""
    with desk.take(actor) as taking:
        found, step = field_step(taking, pilot_id, "ask_peers")
        said = read_without_names(PeerRequest, raw, ("note",))
        peers = field.pilots_beside(taking.connection, found.pilot, found.call.piste_code)
        reader = next((each for each in peers if each.public_id == said.reader), None)
        if reader is None:
            refused = FieldRefusal(field="reader", kind="reader-unknown", met=said.reader)
            raise Invalid((refused,))
        if not _is_there(found.pilot, said.reads):
            raise Invalid((FieldRefusal(field="reads", kind="nothing-to-read"),))
        kept = field.add_reading(
            taking.connection,
            pilot_id=found.pilot.id,
            reader_id=reader.id,
            reads=said.reads,
            note=said.note,
            asked_by=actor.id,
            asked_at=taking.now,
        )
        _tell(taking, found, reader, kept, address)
        facts = {"reading": kept.public_id, "reader": reader.public_id, "note": said.note}
        taking.note(step, found.call, found.pilot.public_id, facts)
    return kept


def _is_there(pilot: Pilot, reads: Reads) -> bool:
    return pilot.stage in WITH_REPORT if reads is Reads.REPORT else pilot.stage not in WITHOUT_PLAN


def _tell(taking: Taking, found: Around, reader: Pilot, reading: PeerReading, address: str) -> None:
    connection = taking.connection
    organisation = people.find_organisation(connection, found.pilot.organisation_id).name
    link = f"{address.rstrip('/')}/pilotes/{reader.public_id}/lectures/{reading.public_id}"
    members = people.members_of(connection, reader.organisation_id)
    taking.tell("ask_peers", members, title=found.pilot.title, organisation=organisation, link=link)


def answer_peers(
    desk: Desk, actor: Person, pilot_id: str, reading_id: str, raw: Raw | None
) -> None:
    """Keep what the reading team says, or that it declines (None); it is said once."""
    with desk.take(actor) as taking:
        found, step = field_step(taking, pilot_id, "answer_peers")
        reading = _of_pilot(taking.connection, found, reading_id)
        if reading.reader_id != found.pilot.id:
            raise NotFound("reading", reading_id)
        if not reading.is_waiting:
            raise NotOpen("reading-answered")
        names = ("convincing", "missing", "would_try")
        said = read_without_names(PeerAnswers, raw, names) if raw is not None else None
        field.answer_reading(taking.connection, reading.id, said, by=actor.id, at=taking.now)
        facts = {"reading": reading.public_id, **(plain(said) if said is not None else {})}
        taking.note(step, found.call, found.pilot.public_id, facts)
