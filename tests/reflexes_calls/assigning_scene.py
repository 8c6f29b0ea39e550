"""A call whose files wait to be read, and the members of its jury, written into the tables.

What is made could have been made by people, one form at a time; nothing else can wait that long.
"""

from typing import Any

import attrs
from sqlalchemy import insert, select, update

from reflexes_calls.domain.call import Call
from reflexes_calls.domain.jury import JurorKind, JurorState, JuryKind
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.storage import people
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing
from reflexes_calls.storage.rows import new_public_id
from tests.makers import AFTER, World, a_call
from tests.many_files import ManyFiles, make_many

KINDS = tuple(JurorKind)
KNOWN = (
    "prêter des agents entre mairies, mobilité, détachement",
    "école, cantine, crèche et petite enfance",
    "écouter les usagers, accueil à domicile",
    "marchés, vélos, bibliothèque et gymnase",
)
"""What readers say they know, in turn."""


@attrs.define(kw_only=True)
class Scene:
    """The world, its call, its files (key, public id, receipt) and its readers."""

    world: World
    call: Call
    files: tuple[tuple[int, str, str], ...]
    readers: tuple[Person, ...]

    @property
    def who(self) -> tuple[Any, Any, str, JuryKind]:
        """The desk, the manager, the call and the jury."""
        return self.world.desk, self.world.manager, self.call.public_id, JuryKind.PROJECT


def an_assigning_scene(world: World, *, files: int = 6, readers: int = 4, text: str = "") -> Scene:
    """Some files after their deadline, and some readers who accepted, of each kind in turn."""
    call = a_call(world)
    engine = world.desk.engine
    make_many(engine, call.id, world.applicant.id, ManyFiles(count=files, searchable=False))
    with writing(engine) as connection:
        of_call = t.applications.c.call_id == call.id
        connection.execute(
            update(t.applications)
            .where(of_call)
            .values(stage="submitted", readers=0, reads=0, mean=None, spread=None)
        )
        columns = (t.applications.c.id, t.applications.c.public_id, t.applications.c.receipt)
        rows = connection.execute(
            select(*columns).where(of_call).order_by(t.applications.c.rank)
        ).all()
        connection.execute(
            insert(t.application_versions), [_version(row.id, world, text) for row in rows]
        )
        found = tuple(_reader(connection, world, call, rank) for rank in range(readers))
    world.at(AFTER)
    return Scene(
        world=world,
        call=call,
        files=tuple((row.id, row.public_id, row.receipt) for row in rows),
        readers=found,
    )


def _version(application: int, world: World, text: str) -> dict[str, Any]:
    return {
        "application_id": application,
        "number": 1,
        "phase": "full",
        "form_number": 1,
        "answers": {"answers": {"summary": text}},
        "digest": "",
        "submitted_at": world.clock.now(),
        "submitted_by": world.applicant.id,
    }


def _reader(connection: Any, world: World, call: Call, rank: int) -> Person:
    person = people.add_person(
        connection,
        name=f"Lectrice Numéro-{rank + 1:02}",
        email=f"lectrice{rank}@essai.example",
        password_hash="",
        at=world.clock.now(),
    )
    people.add_grant(connection, person.id, call.id, Role.REVIEWER)
    connection.execute(
        insert(t.jurors).values(
            public_id=new_public_id(),
            call_id=call.id,
            jury=JuryKind.PROJECT,
            person_id=person.id,
            name=person.name,
            email=person.email,
            is_chair=False,
            kind=KINDS[rank % len(KINDS)],
            state=JurorState.ACCEPTED,
            expertise=[call.piste["code"]] if rank % 3 == 0 else [],
            words=KNOWN[rank % len(KNOWN)],
            languages=["fr"],
            least=0,
            most=None,
            free_from=None,
            free_until=None,
            territory="",
            invited_by=world.manager.id,
            invited_at=AFTER,
            answered_at=AFTER,
            reason="",
            charter="",
            charter_signed_at=AFTER,
            link_digest="",
        )
    )
    return person


def change_reader(scene: Scene, rank: int, **values: Any) -> None:
    """Change what a reader said of themselves."""
    with writing(scene.world.desk.engine) as connection:
        is_it = t.jurors.c.person_id == scene.readers[rank].id
        connection.execute(update(t.jurors).where(is_it).values(**values))


def assignment_form(**said: str) -> dict[str, str]:
    """What a manager types: two reviews for each file, no rule."""
    usual = {"reviews": "2", "most": "6", "least": "0", "way": "best", "limit": "50", "seed": "1"}
    return usual | said
