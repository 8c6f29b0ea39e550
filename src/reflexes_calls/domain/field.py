"""The journal of the field: what the team of a pilot saw, as it went, in short dated notes."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from reflexes.fields import choice, day, line, prose
from reflexes.personal_data import personal_data_in
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotOpen

TAKEN_BACK_WITHIN = dt.timedelta(minutes=30)
"""How long whoever wrote a note may take it back; afterwards a correction comes after it."""

NAMES = {
    "mail address": "names-mail-address",
    "telephone": "names-telephone",
    "civility with a name": "names-civility-with-a-name",
    "street": "names-street",
}
"""What words look like → the kind of the refusal."""


class NoteKind(StrEnum):
    """What a note is."""

    OBSERVATION = "observation"
    SURPRISE = "surprise"
    UNEXPECTED = "unexpected"
    OBSTACLE = "obstacle"


@record
class NoteAnswers:
    """One note, as typed on a telephone between two doors."""

    kind: NoteKind = choice("What is it?")
    text: str = prose(
        "What you saw",
        max_length=1200,
        help="No name of a person, no mail address, no telephone number: “a colleague of the front"
        " desk” says enough.",
    )
    seen_on: dt.date = day("Seen on")
    about: str = line("About", max_length=80, default="")


@record
class FieldNote:
    """A note that was kept; `corrects_id` is the note that it corrects."""

    id: int
    public_id: str
    pilot_id: int
    kind: NoteKind
    seen_on: dt.date
    text: str
    about: str
    about_said: str
    corrects_id: int | None
    written_by: int
    written_at: dt.datetime


@record
class NoteLine:
    """A note with what came after it, as a list shows it."""

    note: FieldNote
    corrects: FieldNote | None
    corrected_by: FieldNote | None
    may_take_back: bool


def check_no_names(raw: Raw, fields: Iterable[str]) -> tuple[FieldRefusal, ...]:
    """A refusal for each field whose words look as if they named somebody.

    The patterns are those that the catalogue is checked with; they find no name written alone.
    """
    return tuple(
        FieldRefusal(field=name, kind=NAMES[what], met=found)
        for name in fields
        for what, found in personal_data_in(raw.get(name, ""))
    )


def read_note(raw: Raw, today: dt.date, known: Mapping[str, str]) -> NoteAnswers:
    """The note said by a form; `known` are the codes of what it may be about. All refusals at once.

    A day left empty is today: most notes are written at once.
    """
    typed = dict(raw) if raw.get("seen_on", "").strip() else {**raw, "seen_on": today.isoformat()}
    refusals = list(check_no_names(typed, ("text",)))
    said: NoteAnswers | None = None
    try:
        said = read_form(NoteAnswers, typed)
    except Invalid as invalid:
        refusals = [*invalid.refusals, *refusals]
    if said is not None and said.seen_on > today:
        met = said.seen_on.isoformat()
        refusals.append(
            FieldRefusal(field="seen_on", kind="future-day", met=met, expected=today.isoformat())
        )
    if typed.get("about", "") and typed["about"] not in known:
        refusals.append(
            FieldRefusal(field="about", kind="not-a-choice", met=typed["about"], expected="")
        )
    if refusals or said is None:
        raise Invalid(tuple(refusals))
    return said


def may_take_back(note: FieldNote, person: int, now: dt.datetime) -> bool:
    """Whether a person may still take a note back."""
    return note.written_by == person and now < note.written_at + TAKEN_BACK_WITHIN


def check_taken_back(note: FieldNote, person: int, now: dt.datetime, *, is_corrected: bool) -> None:
    """Raise `NotOpen` when a note stays where it is."""
    if is_corrected or not may_take_back(note, person, now):
        raise NotOpen("note-stays", minutes=int(TAKEN_BACK_WITHIN.total_seconds() // 60))


def lines_of(
    notes: Sequence[FieldNote], person: int, now: dt.datetime, kind: NoteKind | None = None
) -> tuple[NoteLine, ...]:
    """The notes with what corrects them, the latest seen first; of one kind, if asked."""
    by_id = {note.id: note for note in notes}
    later = {note.corrects_id: note for note in notes if note.corrects_id is not None}
    shown = sorted(notes, key=lambda note: (note.seen_on, note.id), reverse=True)
    return tuple(
        NoteLine(
            note=note,
            corrects=by_id.get(note.corrects_id) if note.corrects_id is not None else None,
            corrected_by=later.get(note.id),
            may_take_back=note.id not in later and may_take_back(note, person, now),
        )
        for note in shown
        if kind is None or note.kind is kind
    )
