"""The journal follows every step, names nobody, and shows what was changed behind its back."""

import attrs
import pytest
from sqlalchemy import delete, func, select, update

from reflexes_calls.actions import applying, deciding, looking
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing
from tests.makers import (
    AFTER,
    DECLINE,
    REASONS,
    World,
    a_call,
    a_draft,
    a_reviewed,
    a_submitted,
    an_evaluated_pilot,
    answers,
)

pytestmark = pytest.mark.storage
J = t.journal_entries.c


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "f" * 32),
        ("kind", "withdraw"),
        ("at", AFTER),
        ("subject_id", "0" * 32),
        ("facts_digest", "0" * 64),
        ("target", "selected"),
        ("digest", "0" * 64),
    ],
)
def test_an_entry_changed_in_the_table_is_seen(world: World, column: str, value: object) -> None:
    call = a_call(world)
    a_submitted(world, call)
    with writing(world.desk.engine) as connection:
        connection.execute(update(t.journal_entries).where(J.seq == 2).values({column: value}))
    page = looking.journal_of_call(world.desk, world.administrator, call.public_id)
    assert page.broken_at == 2


def test_an_entry_taken_out_of_the_table_is_seen(world: World) -> None:
    call = a_call(world)
    a_submitted(world, call)
    with writing(world.desk.engine) as connection:
        connection.execute(delete(t.journal_entries).where(J.seq == 1))
    page = looking.journal_of_call(world.desk, world.manager, call.public_id)
    assert page.broken_at == 1


def test_the_next_entry_does_not_mend_a_broken_journal(world: World) -> None:
    call = a_call(world)
    draft = a_draft(world, call)
    with writing(world.desk.engine) as connection:
        connection.execute(update(t.journal_entries).values(actor="f" * 32))
    applying.submit(world.desk, world.applicant, draft.public_id)
    page = looking.journal_of_call(world.desk, world.manager, call.public_id)
    assert (page.broken_at, len(page.entries)) == (1, 2)


def test_the_journal_holds_no_name_and_no_text(small_world: World) -> None:
    world = small_world
    call = a_call(world)
    an_evaluated_pilot(world, call)
    page = looking.journal_of_call(world.desk, world.manager, call.public_id)
    kept = " ".join(str(value) for one in page.entries for value in attrs.asdict(one).values())
    with world.desk.look() as connection:
        people = connection.execute(select(t.persons.c.name, t.persons.c.email)).all()
    words = [part for person in people for field in person for part in field.split()]
    words += [*answers().values(), *REASONS.values(), "2026-001", "Val-d’Essai", "registre"]
    # Single figures and “yes” are in any digest or kind by chance; all else must be absent.
    assert [word for word in words if len(word) > 3 and word in kept] == []


@pytest.mark.parametrize("step", ["submit", "decline"])
def test_an_action_that_breaks_leaves_neither_a_stage_nor_an_entry(
    world: World, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    call = a_call(world)
    known = a_draft(world, call) if step == "submit" else a_reviewed(world, call)
    if step == "decline":
        deciding.prepare(world.desk, world.manager, known.public_id, DECLINE)
    before = looking.journal_of_call(world.desk, world.manager, call.public_id).entries

    def broken(*_: object, **__: object) -> None:
        raise OSError("no letter can be queued")

    monkeypatch.setattr("reflexes_calls.storage.letters.queue", broken)

    def act() -> object:
        if step == "submit":
            return applying.submit(world.desk, world.applicant, known.public_id)
        seen = deciding.release_page(world.desk, world.manager, call.public_id).seen
        chosen = {known.public_id}
        return deciding.release(world.desk, world.manager, call.public_id, chosen, seen, address="")

    with pytest.raises(OSError, match="no letter"):
        act()

    page = looking.application_page(world.desk, world.applicant, known.public_id)
    after = looking.journal_of_call(world.desk, world.manager, call.public_id)
    stage = ApplicationStage.DRAFT if step == "submit" else ApplicationStage.SUBMITTED
    assert (page.application.stage, page.application.receipt) == (stage, known.receipt or None)
    assert page.decision is None
    assert len(page.versions) == (0 if step == "submit" else 1)
    assert (after.entries, after.broken_at) == (before, None)

    monkeypatch.undo()
    if step == "submit":
        again = applying.submit(world.desk, world.applicant, known.public_id)
        assert again.receipt == "2026-001"


def test_two_calls_have_each_their_own_journal(world: World) -> None:
    first, second = a_call(world), a_call(world)
    a_submitted(world, first)
    kinds = [
        [entry.kind for entry in page.entries]
        for page in (
            looking.journal_of_call(world.desk, world.manager, call.public_id)
            for call in (first, second)
        )
    ]
    assert kinds == [["publish", "submit"], ["publish"]]
    with world.desk.look() as connection:
        assert connection.execute(select(func.count()).select_from(t.journal_entries)).scalar() == 3
