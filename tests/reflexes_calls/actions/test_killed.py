"""Killed at any instant of a submission: the receipt and a whole file, or the draft."""

import random
import subprocess
import sys

import pytest

from reflexes.digests import digest_of
from reflexes_calls.actions import applying, looking, people
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.lifecycle import ApplicationStage
from tests.makers import World, a_call, answers

pytestmark = pytest.mark.storage
MANY = 24
SLOWEST = 30.0


def drafts_of(world: World) -> list[Application]:
    """Many whole drafts, each of an administration of its own."""
    desk, call, found = world.desk, a_call(world), []
    for rank in range(MANY):
        town = people.create_organisation(desk, world.administrator, name=f"Commune {rank}")
        people.join(desk, world.administrator, world.applicant, town)
        draft = applying.start_draft(desk, world.applicant, call.public_id, town)
        said = answers(title=f"Essai {rank}")
        found.append(applying.save_draft(desk, world.applicant, draft.public_id, said, revision=0))
    return found


def run(world: World, lines: list[str]) -> list[list[str]]:
    """Submit in processes of their own, killed as each line says."""
    url = world.desk.engine.url.render_as_string(hide_password=False)
    folder = str(world.desk.outbox.parent)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.reflexes_calls.actions.submitting_apart",
            url,
            folder,
            world.clock.now().isoformat(),
        ],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    return [line.split() for line in done.stdout.splitlines()]


def test_killed_at_random_instants_of_a_submission(world: World) -> None:
    desk, drafts = world.desk, drafts_of(world)
    email = world.applicant.email
    # The first one is left to finish: it tells how long a submission takes here.
    first, *others = drafts
    ((lasted, how),) = run(world, [f"{first.public_id} {email} {SLOWEST}"])
    assert how == "done"
    chance = random.Random(20261123)  # noqa: S311  # instants, no secrets
    longest = float(lasted) * 1.1
    outcomes = run(
        world,
        [f"{one.public_id} {email} {chance.uniform(0, longest)}" for one in others],
    )
    assert len(outcomes) == len(others)
    assert "killed" in {how for _, how in outcomes}

    pages = {
        one.public_id: looking.application_page(desk, world.applicant, one.public_id)
        for one in drafts
    }
    journal = looking.journal_of_call(desk, world.manager, pages[first.public_id].call.public_id)
    assert journal.broken_at is None
    noted = {entry.subject_id for entry in journal.entries if entry.kind == "submit"}
    for draft in drafts:
        page = pages[draft.public_id]
        assert page.application.draft == draft.draft
        if page.application.stage is ApplicationStage.SUBMITTED:
            (version,) = page.versions
            assert page.application.receipt is not None
            assert version.digest == digest_of(version.answers)
            assert version.said["title"] == draft.draft["title"]
            assert version.entry_seq is not None
        else:
            assert page.application == draft
            assert page.versions == ()
        assert (draft.public_id in noted) == bool(page.versions)

    # Whatever happened, pressing the button once more ends with one receipt each, none twice.
    receipts = [
        applying.submit(desk, world.applicant, one.public_id, request_key=one.public_id).receipt
        for one in drafts
    ]
    assert sorted(map(str, receipts)) == [f"2026-{rank:03}" for rank in range(1, MANY + 1)]
    desk.send_letters()
    assert len(list(desk.outbox.glob("*.eml"))) == MANY
