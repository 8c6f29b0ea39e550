"""Killed at a random instant of any action, many times: all that was answered is there, whole."""

import io
import random
import subprocess
import sys

import pytest
from sqlalchemy import func, select, text

from reflexes.digests import digest_of
from reflexes_calls.actions import looking, people
from reflexes_calls.actions.verifying import verdicts
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.storage import applications
from reflexes_calls.storage import tables as t
from tests.makers import World, a_call

pytestmark = pytest.mark.storage
KILLS, TOWNS = 24, 8
WRITTEN = {"saved": 4, "submitted": 4, "asked": 2, "kept": 2}
"""How many words a whole line has, by its first one."""


def run_and_kill(world: World, call: str, lines: list[str]) -> list[list[str]]:
    """What each process was answered before it was killed."""
    command = [
        sys.executable,
        "-m",
        "tests.reflexes_calls.actions.acting_apart",
        world.desk.engine.url.render_as_string(hide_password=False),
        str(world.desk.outbox.parent),
        world.clock.now().isoformat(),
        call,
    ]
    done = subprocess.run(
        command, input="\n".join(lines), capture_output=True, text=True, check=True, timeout=300
    )
    words = [line.split("\t") for line in done.stdout.splitlines()]
    assert words.count(["killed"]) == len(lines)
    return [each for each in words if len(each) == WRITTEN.get(each[0])]


def test_killed_at_random_instants_of_any_action(world: World) -> None:
    desk, call = world.desk, a_call(world)
    for rank in range(TOWNS):
        town = people.create_organisation(desk, world.administrator, name=f"Commune {rank}")
        people.join(desk, world.administrator, world.applicant, town)
    chance = random.Random(20261124)  # noqa: S311  # instants, no secrets
    answered = run_and_kill(
        world,
        call.public_id,
        [f"{rank} {chance.uniform(0.02, 0.4)}" for rank in range(KILLS)],
    )

    kinds = {words[0] for words in answered}
    assert kinds >= {"saved", "submitted", "asked", "kept"}, kinds
    with desk.look() as connection:
        assert all(one.holds for one in verdicts(connection))
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        known = applications.applications_of(connection, call=call.id)
        versions = {one.id: applications.versions_of(connection, one.id) for one in known}
        questions = set(connection.execute(select(t.call_questions.c.question)).scalars())
        letters = connection.execute(
            select(func.count()).where(t.letters.c.kind == "receipt")
        ).scalar_one()
    by_id = {one.public_id: one for one in known}

    # Nothing is half done.
    for one in known:
        is_sent = one.stage is not ApplicationStage.DRAFT
        assert is_sent == bool(versions[one.id]) == bool(one.receipt)
        assert [each.number for each in versions[one.id]] == list(
            range(1, len(versions[one.id]) + 1)
        )
        assert all(digest_of(each.answers) == each.digest for each in versions[one.id])
    receipts = sorted(str(one.receipt) for one in known if one.receipt)
    assert receipts == [f"2026-{rank:03}" for rank in range(1, len(receipts) + 1)]
    journal = looking.journal_of_call(desk, world.manager, call.public_id)
    submissions = sum(map(len, versions.values()))
    assert sum(entry.kind == "submit" for entry in journal.entries) == submissions == letters

    # Nothing that was answered is lost.
    for words in answered:
        if words[0] == "saved":
            assert by_id[words[1]].revision >= int(words[2])
        elif words[0] == "submitted":
            assert by_id[words[1]].receipt == words[2]
        elif words[0] == "asked":
            assert words[1] in questions
        else:
            with desk.files.store.open(words[1]) as stream:
                assert len(stream.read()) == 2000

    # And life goes on: letters leave, tasks are free again.
    while desk.send_letters():
        pass
    assert len(list(desk.outbox.glob("*.eml"))) >= letters
    assert desk.files.store.put(io.BytesIO(b"one more")).size == 8
