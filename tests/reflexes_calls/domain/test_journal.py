"""A change behind the journal's back is seen."""

import datetime as dt

import attrs

from reflexes_calls.domain.journal import START, Entry, chain, entry_digest, verify


def a_chain() -> list[Entry]:
    entries: list[Entry] = []
    for kind in ("publish", "submit", "select"):
        entries.append(
            chain(
                entries[-1] if entries else None,
                {"kind": kind},
                call="c" * 32,
                at=dt.datetime(2026, 11, 22, 9, len(entries), tzinfo=dt.UTC),
                actor="p" * 32,
                kind=kind,
                subject="call",
                subject_id="c" * 32,
                source="draft",
                target="published",
            )
        )
    return entries


def test_a_whole_chain_is_verified() -> None:
    entries = a_chain()

    assert verify(entries) is None
    assert verify([]) is None
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert entries[0].previous == START


def test_a_changed_entry_is_seen() -> None:
    entries = a_chain()
    entries[1] = attrs.evolve(entries[1], actor="q" * 32)

    assert verify(entries) == 2


def test_a_changed_entry_with_its_digest_made_again_is_seen_at_the_next_one() -> None:
    entries = a_chain()
    forged = attrs.evolve(entries[0], target="concluded")
    entries[0] = attrs.evolve(forged, digest=entry_digest(forged))

    assert verify(entries) == 2


def test_a_removed_entry_is_seen() -> None:
    entries = a_chain()

    assert verify([entries[0], entries[2]]) == 2
    assert verify(entries[1:]) == 1


def test_the_digest_does_not_depend_on_the_zone_of_the_instant() -> None:
    entry = a_chain()[0]
    elsewhere = entry.at.astimezone(dt.timezone(dt.timedelta(hours=2)))

    assert entry_digest(attrs.evolve(entry, at=elsewhere)) == entry.digest
