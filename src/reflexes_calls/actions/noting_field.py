"""The journal of the field: writing a note, correcting it by another, taking it back soon."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import Connection

from reflexes import RefusedError
from reflexes.records import record
from reflexes_calls.actions.around_pilots import Around, around, field_step
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import NotFound, NotOpen
from reflexes_calls.domain.field import (
    FieldNote,
    NoteKind,
    NoteLine,
    check_taken_back,
    lines_of,
    read_note,
)
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.storage import field, pilots, plans

LONGEST_ABOUT = 160


@record
class FieldPage:
    """The journal of the field of a pilot, as its team or a manager reads it."""

    around: Around
    lines: tuple[NoteLine, ...]
    counts: dict[NoteKind, int]
    abouts: dict[str, str]
    today: dt.date
    correcting: FieldNote | None


def field_page(
    desk: Desk,
    actor: Person,
    pilot_id: str,
    kind: NoteKind | None = None,
    correcting: str = "",
) -> FieldPage:
    """The notes of a pilot, of one kind if asked; `correcting` names the one to correct."""
    with desk.look() as connection:
        found = around(connection, actor, pilot_id)
        notes = field.notes_of(connection, found.pilot.id)
        abouts = _abouts(connection, found.pilot)
    now = desk.clock.now()
    counts = {each: sum(note.kind is each for note in notes) for each in NoteKind}
    return FieldPage(
        around=found,
        lines=lines_of(notes, actor.id, now, kind),
        counts=counts,
        abouts=abouts,
        today=local_day(now),
        correcting=next((note for note in notes if note.public_id == correcting), None),
    )


def write_note(
    desk: Desk, actor: Person, pilot_id: str, raw: Raw, *, corrects: str = ""
) -> FieldNote:
    """Keep a note; one that corrects another comes after it, and both stay."""
    with desk.take(actor) as taking:
        found, step = field_step(taking, pilot_id, "note_field")
        abouts = _abouts(taking.connection, found.pilot)
        said = read_note(raw, local_day(taking.now), abouts)
        corrected = _to_correct(taking, found, corrects) if corrects else None
        kept = field.add_note(
            taking.connection,
            pilot_id=found.pilot.id,
            kind=said.kind,
            seen_on=said.seen_on,
            text=said.text,
            about=said.about,
            about_said=abouts.get(said.about, ""),
            corrects_id=corrected,
            written_by=actor.id,
            written_at=taking.now,
        )
        facts = {"note": kept.public_id, "kind": said.kind, "text": said.text}
        taking.note(step, found.call, found.pilot.public_id, facts)
    return kept


def _to_correct(taking: Taking, found: Around, corrects: str) -> int:
    """The note to correct; one that was corrected already is corrected through its correction."""
    notes = field.notes_of(taking.connection, found.pilot.id)
    known = next((note for note in notes if note.public_id == corrects), None)
    if known is None:
        raise NotFound("note", corrects)
    if any(note.corrects_id == known.id for note in notes):
        raise NotOpen("note-corrected")
    return known.id


def take_back_note(desk: Desk, actor: Person, pilot_id: str, note_id: str) -> None:
    """Take one's own note back, soon after writing it."""
    with desk.take(actor) as taking:
        found, step = field_step(taking, pilot_id, "take_back_note")
        notes = field.notes_of(taking.connection, found.pilot.id)
        known = next((note for note in notes if note.public_id == note_id), None)
        if known is None:
            raise NotFound("note", note_id)
        is_corrected = any(note.corrects_id == known.id for note in notes)
        check_taken_back(known, actor.id, taking.now, is_corrected=is_corrected)
        field.forget_note(taking.connection, known.id)
        taking.note(step, found.call, found.pilot.public_id, {"note": known.public_id})


def _abouts(connection: Connection, pilot: Pilot) -> dict[str, str]:
    """What a note may be about: a code, and its words as they are now.

    The promised indicators, and the objectives of a plan that was locked.
    """
    known = pilots.promises_of(connection, pilot.id)
    found = {f"promise-{each.position}": each.indicator for each in known}
    for objective in _objectives(connection, pilot):
        found[f"objective-{objective['code']}"] = objective["says"][:LONGEST_ABOUT]
    return found


def _objectives(connection: Connection, pilot: Pilot) -> tuple[Mapping[str, str], ...]:
    try:
        registration = plans.registration_of_pilot(connection, pilot.id)
    except RefusedError:
        # The page of the plan says what is wrong with it; a note is written all the same.
        return ()
    return tuple(registration.plain["objectives"]) if registration is not None else ()
