"""Very many files at once: realistic rows, seeded, written straight into the tables.

What is made could have been made by people, one act at a time; nothing else can wait that long.
"""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import attrs
from sqlalchemy import Connection, Engine, insert, text

from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.searching import title_key, words_of
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing

LOT = 20_000
FIRST = dt.datetime(2026, 12, 1, 8, tzinfo=dt.UTC)
SUBJECTS = (
    "Prêter des agents",
    "Ouvrir l’école",
    "Écouter les usagers",
    "Garder le marché",
    "Accueillir à domicile",
    "Réparer les vélos",
    "Œuvrer la nuit",
    "Former les élus",
    "Partager la cuisine",
    "Reboiser la place",
)
PLACES = ("crèche", "Ehpad", "mairie", "gymnase", "lycée", "bibliothèque", "marché", "gare")
NAMES = ("Val", "Bourg", "Saint", "Mont", "Pont", "Roche", "Font", "Champ")
TERRITORIES = tuple(
    f"{department:02}{rank:03}" for department in (22, 29, 35, 56) for rank in range(1, 60)
)
RARE = "hippocampe"
"""A word that one file in ten thousand holds."""


@attrs.frozen
class ManyFiles:
    """How many files, of how many organisations, and from which seed."""

    count: int
    seed: int = 7
    read: bool = True
    searchable: bool = True

    @property
    def organisations(self) -> int:
        """One administration in five applies several times."""
        return max(1, self.count * 4 // 5)


def make_many(engine: Engine, call: int, person: int, many: ManyFiles) -> None:
    """Write the files of a call; `person` began them all."""
    with writing(engine) as connection:
        first = _organisations(connection, many)
    rows = _rows(call, person, first, many)
    while lot := list(islice(rows, LOT)):
        # Each lot on its own: one transaction of gigabytes would be slower than all of them.
        with writing(engine) as connection:
            _write(connection, lot, many)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("VACUUM ANALYZE"))


def _organisations(connection: Connection, many: ManyFiles) -> int:
    highest = connection.execute(text("SELECT max(id) FROM organisations")).scalar_one() or 0
    rows = (
        {
            "public_id": f"org{highest + rank:029}",
            "name": f"{NAMES[rank % 8]}-{NAMES[rank // 8 % 8]} n° {highest + rank}",
            "siret": None,
        }
        for rank in range(1, many.organisations + 1)
    )
    while lot := list(islice(rows, LOT)):
        connection.execute(insert(t.organisations), lot)
    return int(highest) + 1


def _rows(call: int, person: int, first: int, many: ManyFiles) -> Iterator[dict[str, Any]]:
    chance = random.Random(many.seed)  # noqa: S311  # rows to be made again alike, no secret
    for rank in range(1, many.count + 1):
        yield _row(chance, call, person, first + (rank - 1) % many.organisations, rank, many)


def _row(  # noqa: PLR0917  # a row, and what it is made from
    chance: random.Random, call: int, person: int, organisation: int, rank: int, many: ManyFiles
) -> dict[str, Any]:
    place = chance.choice(PLACES)
    title = f"{chance.choice(SUBJECTS)} à la {place} {rank}"
    rare = f" avec un {RARE}" if rank % 10_000 == 77 else ""
    summary = f"Un essai de {chance.randint(4, 40)} semaines entre {place} et voisins{rare}."
    said = {"title": title, "summary": summary, "problem": summary * 2, "proposal": summary * 4}
    reads = chance.choice((0, 1, 2, 3, 3, 3)) if many.read else 0
    at = FIRST + dt.timedelta(seconds=rank * 3)
    stage = chance.choices(
        (ApplicationStage.SUBMITTED, ApplicationStage.DECLINED, ApplicationStage.SELECTED),
        (90, 8, 2),
    )[0]
    return {
        "public_id": f"{call:08x}{rank:024x}",
        "call_id": call,
        "organisation_id": organisation,
        "created_by": person,
        "stage": stage,
        "draft": said,
        "touched": {},
        "internal": {},
        "revision": 3,
        "submitted_revision": chance.choice((3, 3, 3, 2)),
        "receipt": f"2026-{rank:03}",
        "rank": rank,
        "created_at": at,
        "updated_at": at,
        "submitted_at": at,
        "slot": rank,
        "phase": "full",
        "form_number": 1,
        "session": 1 + rank % 3,
        "title": title,
        "title_key": title_key(title),
        "amount": chance.choice((None, *(chance.randint(5, 150) * 10_000,) * 9)),
        "territory": chance.choice(TERRITORIES),
        "completeness": chance.choice(("unchecked", "complete", "complete", "incomplete")),
        "readers": 3 if many.read else 0,
        "reads": reads,
        "mean": chance.randint(0, 4_000_000) if reads else None,
        "spread": chance.randint(0, 2_000_000) if reads else None,
    }


def _write(connection: Connection, lot: Sequence[dict[str, Any]], many: ManyFiles) -> None:
    connection.execute(insert(t.applications), lot)
    if not many.searchable:
        return
    keys = _keys(connection, lot)
    words = [(key, sorted(words_of(_texts(row)))) for key, row in zip(keys, lot, strict=True)]
    if connection.dialect.name == "sqlite":
        told = "INSERT INTO application_words (rowid, words) VALUES (:key, :words)"
        said: list[dict[str, Any]] = [{"key": key, "words": " ".join(w)} for key, w in words]
    else:
        told = (
            "INSERT INTO application_words (application_id, words)"
            " VALUES (:key, array_to_tsvector(:words))"
        )
        said = [{"key": key, "words": w} for key, w in words]
    connection.execute(text(told), said)


def _keys(connection: Connection, lot: Sequence[dict[str, Any]]) -> list[int]:
    known = {row["public_id"]: rank for rank, row in enumerate(lot)}
    asked = text("SELECT id, public_id FROM applications WHERE call_id = :call AND rank >= :first")
    given = {"call": lot[0]["call_id"], "first": lot[0]["rank"]}
    found = [row for row in connection.execute(asked, given) if row.public_id in known]
    return [row.id for row in sorted(found, key=lambda row: known[row.public_id])]


def _texts(row: dict[str, Any]) -> list[str]:
    return [row["receipt"], row["title"], *row["draft"].values()]
