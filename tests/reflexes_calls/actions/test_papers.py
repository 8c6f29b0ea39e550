"""What a submission leaves for its applicant to keep, on both databases."""

import pytest

from reflexes.digests import digest_of
from reflexes_calls.actions import applying, papers, people
from reflexes_calls.actions.verifying import verdicts
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.journal import Entry
from reflexes_calls.domain.proof import (
    check_receipt,
    journal_document,
    read_journal,
    read_receipt,
    receipt_document,
    submission_facts,
)
from tests.makers import World, a_call, a_draft, a_submitted, answers, assign_both
from tests.reflexes_calls.domain.test_proof import written

pytestmark = pytest.mark.storage


def test_each_version_is_held_by_its_own_entry(world: World) -> None:
    call = a_call(world)
    first = a_submitted(world, call)
    a_submitted(world, call, neighbour=True)
    world.at(world.clock.now().replace(microsecond=123_456))
    applying.submit(
        world.desk,
        world.applicant,
        first.public_id,
        answers(title="Un second titre"),
        revision=first.revision,
    )
    kept = papers.journal_to_keep(world.desk, world.applicant, call.public_id)
    journal = read_journal(written(journal_document(call.public_id, "Un appel", kept.entries)))
    for number in (1, 2):
        shown = papers.receipt_page(world.desk, world.applicant, first.public_id, number)
        facts = submission_facts(shown.version.digest, "2026-001", number)
        assert shown.entry.facts_digest == digest_of(facts)
        said = receipt_document(
            shown.version, shown.entry, receipt=shown.receipt, call_title="", organisation=""
        )
        checks = check_receipt(read_receipt(written(said)), journal)
        assert [check.kind for check in checks if not check.holds] == []
    assert (len(kept.entries), kept.is_whole) == (4, True)


def test_a_draft_and_a_guess_have_no_receipt(world: World) -> None:
    draft = a_draft(world, a_call(world))
    for number in (None, 1):
        with pytest.raises(NotFound):
            papers.receipt_page(world.desk, world.applicant, draft.public_id, number)
    with pytest.raises(NotFound):
        papers.file_page(world.desk, world.manager, draft.public_id)


def test_the_history_of_an_applicant_says_nothing_of_readers(world: World) -> None:
    known = a_submitted(world, a_call(world))
    assign_both(world, known)
    shown = papers.file_page(world.desk, world.applicant, known.public_id)
    assert [each.kind for each in shown.events] == ["begin", "submit"]


def test_of_a_file_one_is_bound_to_the_journal_keeps_the_place_alone(world: World) -> None:
    call = a_call(world)
    own, other = a_submitted(world, call), a_submitted(world, call, neighbour=True)
    assign_both(world, own)
    assign_both(world, other)
    people.join(world.desk, world.administrator, world.manager, world.val_d_essai)
    kept = papers.journal_to_keep(world.desk, world.manager, call.public_id)
    text = written(journal_document(call.public_id, "Un appel", kept.entries)).decode()
    about = [each for each in kept.entries if isinstance(each, Entry)]
    # What proves the receipt of their own administration, and not who reads it.
    assert [each.kind for each in about if each.subject_id == own.public_id] == ["submit"]
    assert "assign" in [each.kind for each in about if each.subject_id == other.public_id]
    assert text.count('"withheld": true') == len(kept.entries) - len(about) > 0
    with world.desk.look() as connection:
        told = list(verdicts(connection, {call.public_id: read_journal(text.encode())}))
    assert all(each.holds for each in told)
