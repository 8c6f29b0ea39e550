"""A call of many files and many readers, their marks written straight into the tables.

What is made could have been made by people, one review at a time; nothing else can wait that long.
"""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
from sqlalchemy import insert, select, update

from reflexes_calls.domain.call import Call, usual_criteria
from reflexes_calls.domain.jury import JurorKind, JurorState, JuryKind, JuryPhase
from reflexes_calls.domain.people import Person
from reflexes_calls.storage import people
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing
from reflexes_calls.storage.rows import new_public_id
from tests.makers import AFTER, World, a_call
from tests.many_files import ManyFiles, make_many

Marks = Mapping[tuple[int, int], int | Mapping[str, int]]
"""(file, reader) → one mark for every criterion, or a mark for each."""


@attrs.define(kw_only=True)
class Scene:
    """The world, its call, the keys of the files by receipt, and the readers."""

    world: World
    call: Call
    files: tuple[int, ...]
    receipts: tuple[str, ...]
    readers: tuple[Person, ...]


def a_marked_call(
    world: World,
    marks: Marks,
    *,
    files: int,
    readers: int,
    awaited: Sequence[tuple[int, int]] = (),
    jury: JuryKind = JuryKind.PROJECT,
) -> Scene:
    """A call whose deadline has passed, and the marks given; those awaited are still to come."""
    call = a_call(world)
    engine = world.desk.engine
    many = ManyFiles(count=files, read=False, searchable=False)
    make_many(engine, call.id, world.applicant.id, many)
    with writing(engine) as connection:
        named = [
            people.add_person(
                connection,
                name=f"Lectrice Numéro-{rank + 1}",
                email=f"lectrice{rank}@essai.example",
                password_hash="",
                at=world.clock.now(),
            )
            for rank in range(readers)
        ]
        asked = select(t.applications.c.id, t.applications.c.receipt)
        rows = connection.execute(
            asked.where(t.applications.c.call_id == call.id).order_by(t.applications.c.rank)
        ).all()
        connection.execute(
            update(t.applications)
            .where(t.applications.c.call_id == call.id)
            .values(stage="submitted")
        )
        connection.execute(
            insert(t.application_versions), [_version(row.id, world) for row in rows]
        )
        c = t.application_versions.c
        versions = {
            row.application_id: row.id for row in connection.execute(select(c.application_id, c.id))
        }
        pairs = [*marks, *awaited]
        connection.execute(
            insert(t.assignments),
            [
                {
                    "application_id": rows[file].id,
                    "reviewer_id": named[reader].id,
                    "assigned_at": AFTER,
                    "jury": jury.value,
                }
                for file, reader in pairs
            ],
        )
        connection.execute(
            insert(t.reviews),
            [
                _review(versions[rows[file].id], named[reader].id, given)
                for (file, reader), given in marks.items()
            ],
        )
    world.at(AFTER)
    return Scene(
        world=world,
        call=call,
        files=tuple(row.id for row in rows),
        receipts=tuple(row.receipt for row in rows),
        readers=tuple(named),
    )


def _version(application: int, world: World) -> dict[str, Any]:
    return {
        "application_id": application,
        "number": 1,
        "phase": "full",
        "form_number": 1,
        "answers": {},
        "digest": "",
        "submitted_at": world.clock.now(),
        "submitted_by": world.applicant.id,
    }


def _review(version: int, reader: int, given: int | Mapping[str, int]) -> dict[str, Any]:
    marks = (
        {each.code: str(given) for each in usual_criteria()}
        if isinstance(given, int)
        else {code: str(mark) for code, mark in given.items()}
    )
    return {
        "version_id": version,
        "rubric_version": 1,
        "reviewer_id": reader,
        "round": 1,
        "marks": marks,
        "comment_for_jury": "",
        "comment_for_applicant": "",
        "submitted_at": AFTER + dt.timedelta(hours=1),
    }


def put_in_phase(scene: Scene, phase: JuryPhase, jury: JuryKind = JuryKind.PROJECT) -> None:
    """Say where the jury stands."""
    with writing(scene.world.desk.engine) as connection:
        c = t.juries.c
        here = (c.call_id == scene.call.id) & (c.kind == jury)
        if connection.execute(update(t.juries).where(here).values(phase=phase)).rowcount:
            return
        connection.execute(
            insert(t.juries).values(
                call_id=scene.call.id,
                kind=jury,
                settings={},
                phase=phase,
                revision=1,
                changed_at=AFTER,
            )
        )


def make_chair(scene: Scene, person: Person) -> None:
    """Have a person chair the jury of the project, as one who accepted."""
    with writing(scene.world.desk.engine) as connection:
        connection.execute(
            insert(t.jurors).values(
                public_id=new_public_id(),
                call_id=scene.call.id,
                jury=JuryKind.PROJECT,
                person_id=person.id,
                name=person.name,
                email=person.email,
                is_chair=True,
                kind=JurorKind.AGENT,
                state=JurorState.ACCEPTED,
                expertise=[],
                words="",
                languages=["fr"],
                least=0,
                most=None,
                free_from=None,
                free_until=None,
                territory="",
                invited_by=scene.world.manager.id,
                invited_at=AFTER,
                answered_at=AFTER,
                reason="",
                charter="",
                charter_signed_at=AFTER,
                link_digest="",
            )
        )


def drawn_marks(
    files: int, readers: int, each: int = 3, seed: int = 1
) -> dict[tuple[int, int], int]:
    """Marks as a jury gives them: quality, severity and chance."""
    chance = random.Random(seed)  # noqa: S311  # marks to be made again alike, no secret
    quality = [chance.gauss(0, 0.8) for _ in range(files)]
    severity = [chance.gauss(0, 0.4) for _ in range(readers)]
    return {
        (file, reader): min(
            max(round(2.2 + quality[file] - severity[reader] + chance.gauss(0, 0.6)), 0), 4
        )
        for file in range(files)
        for reader in sorted(chance.sample(range(readers), each))
    }
