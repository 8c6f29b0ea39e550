"""A receipt proves what was submitted; whatever is changed in it is told, thing by thing."""

import copy
import datetime as dt
import json
from typing import Any

import pytest

from reflexes.records import changed
from reflexes_calls.domain.answering import Answers
from reflexes_calls.domain.application import Version, frozen_answers
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.journal import Entry, chain
from reflexes_calls.domain.proof import (
    JournalFile,
    Unprovable,
    Withheld,
    check_receipt,
    journal_document,
    read_journal,
    read_receipt,
    receipt_document,
    submission_facts,
    withhold,
)

CALL, APPLICATION = "c" * 32, "a" * 32
AT = dt.datetime(2027, 1, 30, 15, 59, 58, 123456, tzinfo=dt.UTC)
pytestmark = pytest.mark.unit


def entries(count: int = 4, *, call: str = CALL, at: int = 3) -> tuple[Entry, ...]:
    """A journal in which entry `at` is the submission."""
    known: list[Entry] = []
    for seq in range(1, count + 1):
        is_it = seq == at
        facts = submission_facts(version().digest, "2027-001", 1) if is_it else {"seq": seq}
        said = {
            "call": call,
            "at": AT + dt.timedelta(minutes=seq),
            "actor": "p" * 32,
            "kind": "submit" if is_it else "edit",
            "subject": "application" if is_it else "call",
            "subject_id": APPLICATION if is_it else call,
            "source": "draft",
            "target": "submitted" if is_it else "draft",
        }
        known.append(chain(known[-1] if known else None, facts, **said))
    return tuple(known)


def version() -> Version:
    read = Answers(said={"title": "Un œuf", "budget": 125_000, "norms": None}, not_asked=("law",))
    answers, digest = frozen_answers(read, 1)
    return Version(
        id=1,
        application_id=1,
        number=1,
        phase=Phase.FULL,
        form_number=1,
        request_key=None,
        entry_seq=3,
        answers=answers,
        digest=digest,
        submitted_at=AT,
        submitted_by=1,
    )


def receipt() -> dict[str, Any]:
    said = receipt_document(
        version(), entries()[2], receipt="2027-001", call_title="Un appel", organisation="Une ville"
    )
    return copy.deepcopy(said)


def written(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, indent=2).encode()


def found(said: dict[str, Any], journal: JournalFile | None = None) -> list[str]:
    return [check.kind for check in check_receipt(read_receipt(written(said)), journal)]


def journal(said: tuple[Entry | Withheld, ...]) -> JournalFile:
    return read_journal(written(journal_document(CALL, "Un appel", said)))


def test_a_receipt_holds_by_itself_and_within_its_journal() -> None:
    alone = ["answers-holds", "facts-holds", "entry-holds", "shown-holds"]
    assert found(receipt()) == alone
    whole = journal(entries())
    assert found(receipt(), whole) == [*alone, "same-call-holds", "chain-holds", "held-holds"]
    assert whole.head == entries()[-1].digest


def test_a_journal_with_places_kept_bare_still_proves_the_receipt_it_shows() -> None:
    bare = tuple(withhold(each) if each.seq == 2 else each for each in entries())
    text = written(journal_document(CALL, "Un appel", bare)).decode()
    assert entries()[1].actor not in text or entries()[1].actor == entries()[2].actor
    assert text.count('"withheld"') == 1
    told = found(receipt(), journal(bare))
    assert told[-2:] == ["chain-holds-in-part", "held-holds"]
    moved = (bare[0], changed(bare[1], digest="f" * 64), *bare[2:])
    assert "chain-not" in found(receipt(), journal(moved))
    without = journal(tuple(withhold(each) for each in entries()))
    assert found(receipt(), without)[-1] == "held-holds"


@pytest.mark.parametrize(
    "wrong", [{"seq": "2"}, {"digest": 3}, {"previous": None}, {"actor": "x"}, {"withheld": "yes"}]
)
def test_a_place_kept_bare_that_is_none_is_refused(wrong: dict[str, object]) -> None:
    said = json.loads(written(journal_document(CALL, "Un appel", map(withhold, entries()))))
    said["entries"][1] |= wrong
    with pytest.raises(Unprovable):
        read_journal(written(said))


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("answers", "answers", "title"), "Un oeuf", "answers-not"),
        (("answers", "answers", "budget"), 125_001, "answers-not"),
        (("answers", "not_asked"), [], "answers-not"),
        (("answers", "answers", "title"), "moitié \ud800", "answers-not"),
        (("facts", "answers"), "0" * 64, "facts-not"),
        (("facts", "receipt"), "2027-002", "facts-not"),
        (("facts", "version"), 2, "facts-not"),
        (("facts", "version"), True, "facts-not"),
        (("entry", "at"), "2027-01-30T15:00:00+00:00", "entry-not"),
        (("entry", "actor"), "q" * 32, "entry-not"),
        (("entry", "kind"), "withdraw", "entry-not"),
        (("receipt",), "2027-002", "shown-not"),
        (("version",), 2, "shown-not"),
        (("submitted_at",), "2027-01-30T15:00:00+00:00", "shown-not"),
        (("application", "public_id"), "b" * 32, "shown-not"),
        (("call", "public_id"), "d" * 32, "shown-not"),
    ],
)
def test_what_is_changed_is_told(path: tuple[str, ...], value: Any, told: str) -> None:
    said = receipt()
    inside = said
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    content = json.dumps(said).encode()
    checks = check_receipt(read_receipt(content))
    assert told in [check.kind for check in checks if not check.holds]


def test_a_receipt_forged_whole_is_not_in_the_journal() -> None:
    said = receipt()
    other = entries(at=2)[1]
    forged = receipt_document(
        version(), other, receipt="2027-001", call_title="Un appel", organisation="Une ville"
    )
    assert all(check.holds for check in check_receipt(read_receipt(written(forged))))
    assert found(forged, journal(entries()))[-1] == "held-not"
    assert found(said, journal(entries()))[-1] == "held-holds"


def test_a_journal_cut_short_is_told() -> None:
    assert found(receipt(), journal(entries()[:2]))[-2:] == ["chain-holds", "held-cut"]
    assert found(receipt(), journal(()))[-1] == "held-cut"


def test_a_journal_without_its_beginning_or_with_a_hole_is_told() -> None:
    assert found(receipt(), journal(entries()[1:]))[-2] == "chain-not"
    known = entries()
    assert found(receipt(), journal((*known[:1], *known[2:])))[-2] == "chain-not"


def test_a_journal_whose_entry_was_changed_is_told_at_that_entry() -> None:
    said = journal_document(CALL, "Un appel", entries())
    said["entries"][1]["actor"] = "q" * 32
    (told,) = [
        check
        for check in check_receipt(read_receipt(written(receipt())), read_journal(written(said)))
        if not check.holds
    ]
    assert (told.kind, told.facts) == ("chain-not", {"seq": 2})


def test_the_journal_of_another_call_is_told_and_no_more_is_said() -> None:
    other = read_journal(written(journal_document("d" * 32, "Autre", entries(call="d" * 32))))
    assert found(receipt(), other)[-1] == "same-call-not"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "proof-not-json"),
        (b"PK\x03\x04", "proof-not-json"),
        (b"\xff\xfe\xff{}", "proof-not-json"),
        (b"[" * 100_000, "proof-not-json"),
        (b'{"kind": NaN}', "proof-not-json"),
        (b'{"kind": 1, "kind": 2}', "proof-not-json"),
        (b"[]", "proof-another-file"),
        (b'{"type": "FeatureCollection"}', "proof-another-file"),
        (b'{"kind": "reflexes-receipt", "schema": 99}', "proof-newer"),
        (b'{"kind": "reflexes-receipt", "schema": 1}', "proof-incomplete"),
        (b'{"kind": "reflexes-journal", "schema": 1}', "proof-journal-given"),
    ],
)
def test_a_file_that_is_no_receipt_is_told(content: bytes, kind: str) -> None:
    with pytest.raises(Unprovable) as told:
        read_receipt(content)
    assert told.value.kind == kind


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("facts", []),
        ("answers", "texte"),
        ("entry", None),
        ("submitted_at", "hier"),
        ("call", "c" * 32),
        ("entry", {"at": "2027-01-30T15:59:58"}),
    ],
)
def test_a_receipt_with_a_part_replaced_is_told(key: str, value: Any) -> None:
    with pytest.raises(Unprovable) as told:
        read_receipt(written(receipt() | {key: value}))
    assert told.value.kind == "proof-incomplete"


def test_a_receipt_is_no_journal() -> None:
    with pytest.raises(Unprovable) as told:
        read_journal(written(receipt()))
    assert told.value.kind == "proof-receipt-given"
