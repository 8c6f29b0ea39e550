"""Backups: one archive of everything an instance keeps, taken while people go on writing.

The rows are read in one transaction, so they are all of one instant; contents reach the store
before the rows that speak of them, so each content that a row names is there to be copied.
"""

import datetime as dt
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine

from reflexes.records import record
from reflexes_calls.actions.verifying import verdicts
from reflexes_calls.files.keeping import CHUNK, ContentStore
from reflexes_calls.storage.attachments import every_digest
from reflexes_calls.storage.dumping import dump, tables_in_order
from reflexes_calls.storage.engine import snapshot
from reflexes_calls.storage.migrating import SchemaError, SchemaStanding, schema_standing

KIND, FORMAT = "reflexes-backup", 1
MANIFEST = "manifest.json"
TABLES, FILES, OUTGOING = "tables", "files", "outgoing"


@record
class BackedUp:
    """What a backup holds."""

    rows: int
    files: int
    missing: tuple[str, ...]
    """Contents that a row names and that the store had lost already."""
    broken: tuple[str, ...]
    """The journals that do not hold, by the public id of their call."""


class _Archive:
    """An archive under way, and the digest of each of its members."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, chunks: Iterator[bytes], *, packed: bool) -> None:
        info = zipfile.ZipInfo(name, dt.datetime.now(dt.UTC).timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        told, size = hashlib.sha256(), 0
        with self.archive.open(info, "w", force_zip64=True) as member:
            for chunk in chunks:
                told.update(chunk)
                size += len(chunk)
                member.write(chunk)
        self.members[name] = {"sha256": told.hexdigest(), "size": size}


def back_up(engine: Engine, store: ContentStore, outgoing: Path, path: Path) -> BackedUp:
    """Write the archive at `path`, whole or not at all; `FileExistsError` if it is there.

    Raises `SchemaError` unless the database has the present schema.
    """
    with _whole(path) as stream, zipfile.ZipFile(stream, "w") as archive:
        made = _Archive(archive)
        with snapshot(engine) as connection:
            standing, revision = schema_standing(connection)
            if standing is not SchemaStanding.PRESENT:
                raise SchemaError(standing, revision)
            rows = {
                table.name: _add_table(made, connection, table, rank)
                for rank, table in enumerate(tables_in_order())
            }
            digests = every_digest(connection)
            told = {one.call: one for one in verdicts(connection)}
        missing = tuple(digest for digest in digests if not _add_content(made, store, digest))
        _add_outgoing(made, outgoing)
        heads = {call: {"entries": one.count, "head": one.head} for call, one in told.items()}
        manifest = {
            "kind": KIND,
            "format": FORMAT,
            "program": version("reflexes-publics"),
            "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "database": engine.dialect.name,
            "revision": revision,
            "rows": rows,
            "journals": heads,
            "missing": list(missing),
            "members": made.members,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    broken = tuple(call for call, one in told.items() if not one.holds)
    count = len(digests) - len(missing)
    return BackedUp(rows=sum(rows.values()), files=count, missing=missing, broken=broken)


def _add_table(made: _Archive, connection: Connection, table: Any, rank: int) -> int:
    count = -1

    def chunks() -> Iterator[bytes]:
        nonlocal count
        for line in dump(connection, table):
            count += 1
            yield f"{line}\n".encode()

    made.add(f"{TABLES}/{rank:03}-{table.name}.jsonl", chunks(), packed=True)
    return count


def _add_content(made: _Archive, store: ContentStore, digest: str) -> bool:
    try:
        stream = store.open(digest)
    except FileNotFoundError:
        return False
    with stream:
        made.add(f"{FILES}/{digest}", iter(lambda: stream.read(CHUNK), b""), packed=False)
    return True


def _add_outgoing(made: _Archive, outgoing: Path) -> None:
    for path in sorted(outgoing.glob("*")):
        if path.is_file() and not path.name.startswith("."):
            made.add(f"{OUTGOING}/{path.name}", iter((path.read_bytes(),)), packed=True)


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that bears its name once it is whole, and is readable by its owner alone."""
    if path.exists():
        raise FileExistsError(str(path))
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        known = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(known, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def read_manifest(archive: zipfile.ZipFile) -> Mapping[str, Any]:
    """The manifest of an archive; `ValueError` if it is none of ours."""
    try:
        said = json.loads(archive.read(MANIFEST))
    except KeyError:
        raise ValueError(MANIFEST) from None
    if not isinstance(said, dict) or said.get("kind") != KIND:
        raise ValueError(MANIFEST)
    return said
