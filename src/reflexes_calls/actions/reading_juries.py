"""A jury as those who lead it read it: who is in it, and who reads what."""

from reflexes.records import record
from reflexes_calls.actions.choosing import check_reads_selection
from reflexes_calls.actions.desk import Desk, need_call, roles_on
from reflexes_calls.actions.recusing import hidden_files
from reflexes_calls.domain.jury import Juror, JuryKind
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.rights import check_manages
from reflexes_calls.storage import juries
from reflexes_calls.storage.marks import asked_of_jury, files_of_jury, marks_of_call, names_of


@record
class Reading:
    """That someone is to read a file of a jury; `has_spoken` once their review is submitted."""

    rank: int
    jury: JuryKind
    application: str
    receipt: str
    reader: str
    name: str
    has_spoken: bool


def members_of_jury(desk: Desk, actor: Person, call_id: str) -> tuple[Juror, ...]:
    """Whoever was invited to the juries of a call, for its managers and its chair."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_reads_selection(connection, actor, call)
        return juries.jurors_of(connection, call.id)


def readings_of_jury(desk: Desk, actor: Person, call_id: str) -> tuple[Reading, ...]:
    """Who reads what, for the managers, without the files to which the one who asks is bound.

    Not for the chair: no juror learns who else reads a file before having spoken of it.
    """
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "choose")
        hidden = hidden_files(connection, actor, call)
        files = {
            each.key: each
            for each in files_of_jury(connection, call.id)
            if each.public_id not in hidden
        }
        asked = [
            (file, reader, jury)
            for jury in JuryKind
            for file, reader in sorted(asked_of_jury(connection, call.id, jury))
            if file in files
        ]
        names = names_of(connection, frozenset(reader for _, reader, _ in asked))
        spoken = {(each.application, each.reviewer) for each in marks_of_call(connection, call.id)}
    return tuple(
        Reading(
            rank=rank,
            jury=jury,
            application=files[file].public_id,
            receipt=files[file].receipt,
            reader=names[reader][0],
            name=names[reader][1],
            has_spoken=(file, reader) in spoken,
        )
        for rank, (file, reader, jury) in enumerate(asked, start=1)
    )
