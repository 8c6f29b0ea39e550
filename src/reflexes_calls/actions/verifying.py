"""Verifying the journals: each chain, what the files say of it, and what was kept of it before.

A chain alone shows an entry that was changed, one that is missing before another, one put in among
others. It cannot show that the last entries were taken away, nor that some were added at its end by
someone who computes digests as we do. The submitted files show the first of these, as they hold the
number of their entry; journals kept elsewhere (`export`) show both.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import Connection, select

from reflexes.digests import digest_of
from reflexes.records import record
from reflexes_calls.domain.journal import Entry, Fault, first_fault
from reflexes_calls.domain.proof import (
    HOLDING,
    JournalFile,
    Unprovable,
    is_same,
    journal_document,
    read_journal,
    submission_facts,
)
from reflexes_calls.storage import journal, service_journal
from reflexes_calls.storage import tables as t

SERVICE = ""
"""The call of the service's own journal."""


@record
class Verdict:
    """What verifying one journal has shown."""

    call: str
    title: str
    count: int
    head: str
    chain: Fault | None
    gone: int | None
    """The first entry that a submitted file or a kept journal speaks of, and that is not there."""
    unlike: int | None
    """The first entry that is not the one a kept journal holds."""
    rewritten: tuple[str, ...]
    """The files (public id and version) whose answers are not those that the journal attests."""

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        found = (self.chain, self.gone, self.unlike)
        return all(one is None for one in found) and not self.rewritten


def verdicts(
    connection: Connection, known: Mapping[str, JournalFile] | None = None
) -> Iterator[Verdict]:
    """What is to be said of every journal, that of the service first.

    `known` are journals kept before, by their call.
    """
    kept = dict(known or {})
    told = service_journal.entries(connection)
    yield _verdict(told, SERVICE, "", kept.pop(SERVICE, None), {}, ())
    asked = select(t.calls.c.id, t.calls.c.public_id, t.calls.c.title_fr).order_by(t.calls.c.id)
    for key, call, title in connection.execute(asked).all():
        entries = journal.entries_of(connection, key)
        spoken, rewritten = _submissions(connection, key, entries)
        yield _verdict(entries, call, title, kept.pop(call, None), spoken, rewritten)
    for call, journal_file in kept.items():
        # A whole call that is no longer there.
        yield _verdict((), call, "", journal_file, {}, ())


def _verdict(  # noqa: PLR0913, PLR0917  # what is known of one journal
    entries: tuple[Entry, ...],
    call: str,
    title: str,
    known: JournalFile | None,
    spoken: Mapping[int, str],
    rewritten: tuple[str, ...],
) -> Verdict:
    by_number = {entry.seq: entry for entry in entries}
    before = known.entries if known else ()
    gone = {seq for seq in spoken if seq not in by_number}
    gone |= {one.seq for one in before if one.seq not in by_number}
    unlike = [
        one.seq for one in before if one.seq in by_number and not is_same(by_number[one.seq], one)
    ]
    wrong = [
        seq
        for seq, about in spoken.items()
        if seq in by_number and not _is_of(by_number[seq], about)
    ]
    return Verdict(
        call=call,
        title=title,
        count=len(entries),
        head=JournalFile(call=call, entries=entries).head,
        chain=first_fault(entries, call),
        gone=min(gone, default=None),
        unlike=min([*unlike, *wrong], default=None),
        rewritten=rewritten,
    )


def _is_of(entry: Entry, about: str) -> bool:
    """Whether an entry holds the answers of an application."""
    return entry.subject_id == about and entry.kind in HOLDING


def _submissions(
    connection: Connection, key: int, entries: tuple[Entry, ...]
) -> tuple[dict[int, str], tuple[str, ...]]:
    """The entries that submitted files speak of; and those whose answers are not attested."""
    facts = {entry.seq: entry.facts_digest for entry in entries}
    v, a = t.application_versions.c, t.applications.c
    asked = (
        select(v.entry_seq, v.number, v.answers, v.digest, a.public_id, a.receipt)
        .join(t.applications, a.id == v.application_id)
        .where(a.call_id == key, v.entry_seq.is_not(None))
        .order_by(v.id)
    )
    spoken: dict[int, str] = {}
    rewritten = []
    for row in connection.execute(asked):
        spoken[row.entry_seq] = row.public_id
        attested = digest_of(submission_facts(row.digest, row.receipt, row.number))
        is_known = row.entry_seq in facts
        if digest_of(row.answers) != row.digest or (is_known and facts[row.entry_seq] != attested):
            rewritten.append(f"{row.public_id} v{row.number}")
    return spoken, tuple(rewritten)


def journals(connection: Connection) -> Iterator[tuple[str, dict[str, object]]]:
    """Every journal as it is kept elsewhere: the name of its file, and its content."""
    told = service_journal.entries(connection)
    yield "journal-service.json", journal_document(SERVICE, "", told)
    asked = select(t.calls.c.id, t.calls.c.public_id, t.calls.c.title_fr).order_by(t.calls.c.id)
    for key, call, title in connection.execute(asked).all():
        entries = journal.entries_of(connection, key)
        yield f"journal-{call}.json", journal_document(call, title, entries)


def read_kept(place: Path) -> dict[str, JournalFile]:
    """The journals of a file or of a folder, by their call; raises `Unprovable` or `OSError`."""
    paths = sorted(place.glob("journal-*.json")) if place.is_dir() else [place]
    if not paths:
        raise Unprovable("proof-no-file")
    found = [read_journal(path.read_bytes()) for path in paths]
    return {each.call: each for each in found}
