"""What one submission costs in a database that holds few files, and many.

Every file comes with a person, an administration, an entry of the journal and a letter that left:

    python benchmarks/growing.py [--counts 1000 100000 1000000]

A submission is a draft begun, saved and submitted, by the same actions as the pages call.
"""

import argparse
import datetime as dt
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from rush_scene import ROOT, Account, Instance, add_accounts, answers, make_desk, make_instance
from sqlalchemy import Table, func, insert, select

from reflexes_calls.actions.applying import save_draft, start_draft, submit
from reflexes_calls.actions.desk import Desk
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import reading, writing

sys.path.insert(0, str(ROOT))
LOT = 20_000
ROUNDS = 120
MOST = 1.5
"""How many times the cost among few files the cost among many may be."""
LONG_AGO = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)


def fill(desk: Desk, instance: Instance, count: int) -> None:
    """So many files of the call, and all that comes with each."""
    from tests.many_files import ManyFiles, make_many  # noqa: PLC0415  # once the path is known

    with reading(desk.engine) as connection:
        person = connection.execute(select(func.min(t.persons.c.id))).scalar_one()
    make_many(desk.engine, instance.call_key, person, ManyFiles(count))
    _write(desk, t.persons, count, _person)
    with reading(desk.engine) as connection:
        last = connection.execute(select(func.max(t.persons.c.id))).scalar_one()
        town = connection.execute(select(func.max(t.organisations.c.id))).scalar_one()
    _write(
        desk,
        t.memberships,
        count,
        lambda rank: {
            "person_id": last - rank + 1,
            "organisation_id": town - rank % (town // 2),
            "administers": False,
        },
    )
    _write(desk, t.journal_entries, count, lambda rank: _entry(instance, rank))
    _write(desk, t.letters, count, lambda rank: _letter(person, rank))


def _write(desk: Desk, table: Table, count: int, row: Callable[[int], dict[str, Any]]) -> None:
    rows: Iterator[dict[str, Any]] = map(row, range(1, count + 1))
    while lot := list(islice(rows, LOT)):
        with writing(desk.engine) as connection:
            connection.execute(insert(table), lot)


def _person(rank: int) -> dict[str, Any]:
    return {
        "public_id": f"person{rank:026}",
        "name": f"Personne {rank}",
        "email": f"personne{rank}@essai.example",
        "password_hash": "nobody signs in with it",
        "language": "fr",
        "created_at": LONG_AGO,
    }


def _entry(instance: Instance, rank: int) -> dict[str, Any]:
    digest = f"{rank:064x}"
    return {
        "call_id": instance.call_key,
        "seq": rank + 1,
        "call": instance.call,
        "at": LONG_AGO,
        "actor": f"person{rank:026}",
        "kind": "submit",
        "subject": "application",
        "subject_id": f"{instance.call_key:08x}{rank:024x}",
        "source": "draft",
        "target": "submitted",
        "facts_digest": digest,
        "previous": digest,
        "digest": digest,
    }


def _letter(person: int, rank: int) -> dict[str, Any]:
    return {
        "public_id": f"letter{rank:026}",
        "kind": "receipt",
        "person_id": person,
        "recipient": f"personne{rank}@essai.example",
        "subject": "Dossier reçu",
        "body": "Bonjour,\n",
        "queued_at": LONG_AGO,
        "sent_at": LONG_AGO,
    }


def costs(desk: Desk, instance: Instance) -> list[float]:
    """The milliseconds of processor of some submissions, one after another."""
    return [_cost(desk, instance, each) for each in add_accounts(desk, 10_000_000, ROUNDS)][5:]


def _cost(desk: Desk, instance: Instance, account: Account) -> float:
    typed = {key: text for said in answers(account.rank).values() for key, text in said.items()}
    began = time.process_time()
    draft = start_draft(desk, account.person, instance.call, account.town)
    save_draft(desk, account.person, draft.public_id, typed, revision=0)
    submit(desk, account.person, draft.public_id)
    return 1000 * (time.process_time() - began)


def main() -> int:
    """Print the cost at each count; gives 1 when it grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 100_000])
    asked = parser.parse_args()
    medians = []
    for count in asked.counts:
        with tempfile.TemporaryDirectory(prefix="growing-", dir=Path.cwd()) as name:
            folder = Path(name)
            url = f"sqlite:///{folder / 'calls.sqlite3'}"
            instance = make_instance(url, folder, one_section=True)
            desk = make_desk(url, folder)
            fill(desk, instance, count)
            found = costs(desk, instance)
            desk.engine.dispose()
        medians.append(statistics.median(found))
        cuts = statistics.quantiles(found, n=20)
        print(
            f"{count:>10,} files: {medians[-1]:.1f} ms of processor, p95 {cuts[18]:.1f} ms,"
            f" {medians[-1] / medians[0]:.2f} × the first"
        )
    return int(max(medians) > MOST * medians[0])


if __name__ == "__main__":
    sys.exit(main())
