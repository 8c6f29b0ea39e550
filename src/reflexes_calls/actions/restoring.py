"""Restoring a backup into an empty place; whatever is not what was kept stops it before it begins.

The contents come first and the rows last, in one transaction: a restoring that is interrupted
leaves no row, and can be begun again.
"""

import datetime as dt
import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from reflexes.records import record
from reflexes_calls.actions.backing_up import (
    FILES,
    FORMAT,
    MANIFEST,
    OUTGOING,
    TABLES,
    read_manifest,
)
from reflexes_calls.actions.verifying import verdicts
from reflexes_calls.files.keeping import CHUNK, ContentStore
from reflexes_calls.storage import applications, finding, letters
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.dumping import (
    go_on_numbering,
    is_without_rows,
    let_keys_wait,
    load,
    read_head,
)
from reflexes_calls.storage.engine import make_engine, snapshot, writing
from reflexes_calls.storage.migrating import (
    SchemaStanding,
    knows_revision,
    migrate,
    schema_standing,
)

FAR = dt.timedelta(days=36500)
_V = t.application_versions.c


class NotRestored(Exception):  # noqa: N818  # a refusal is an answer
    """The archive cannot be restored here; `kind` says why, `facts` what was met."""

    def __init__(self, kind: str, **facts: object) -> None:
        """Keep why, and what was met."""
        self.kind = kind
        self.facts = facts
        super().__init__(kind, facts)


@record
class Restored:
    """What was put back."""

    rows: int
    files: int
    missing: tuple[str, ...]
    """Contents that were lost already when the backup was taken."""
    waiting: int
    """Letters that were waiting to leave."""
    broken: tuple[str, ...]
    """The journals that do not hold, or do not end as they did, by the public id of their call."""


def restore(path: Path, url: str, store: ContentStore, outgoing: Path) -> Restored:
    """Put an archive back into an empty database and an empty store; raises `NotRestored`."""
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        raise NotRestored("not-a-backup", path=path) from None
    with archive:
        manifest = _checked(archive, path)
        _check_empty(manifest, url, store, outgoing)
        files = _put_files(archive, manifest, store, outgoing)
        migrate(url, manifest["revision"])
        rows = _put_rows(archive, manifest, url)
        migrate(url)
        _index(url)
        return _verified(manifest, url, rows=rows, files=files)


def _checked(archive: zipfile.ZipFile, path: Path) -> Mapping[str, Any]:
    """The manifest, once every member is what it says."""
    try:
        manifest = read_manifest(archive)
    except ValueError:
        raise NotRestored("not-a-backup", path=path) from None
    if manifest["format"] != FORMAT or not knows_revision(manifest["revision"]):
        raise NotRestored("newer", met=manifest["program"])
    members = manifest["members"]
    met = {name for name in archive.namelist() if name != MANIFEST}
    if met != set(members) or len(archive.namelist()) != len(met) + 1:
        name = min(met ^ set(members), default=MANIFEST)
        raise NotRestored("damaged", member=name)
    for name, said in members.items():
        if _digest(archive, name) != said["sha256"] or _is_misnamed(name, said["sha256"]):
            raise NotRestored("damaged", member=name)
    return manifest


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    told = hashlib.sha256()
    try:
        with archive.open(name) as member:
            while chunk := member.read(CHUNK):
                told.update(chunk)
    except (zipfile.BadZipFile, OSError, EOFError):
        return ""
    return told.hexdigest()


def _is_misnamed(name: str, digest: str) -> bool:
    return name.startswith(f"{FILES}/") and name != f"{FILES}/{digest}"


def _check_empty(
    manifest: Mapping[str, Any], url: str, store: ContentStore, outgoing: Path
) -> None:
    engine = make_engine(url)
    try:
        with snapshot(engine) as connection:
            standing, revision = schema_standing(connection)
            known = standing is SchemaStanding.EMPTY or bool(revision)
            if not known or not is_without_rows(connection):
                raise NotRestored("database-not-empty")
            if revision not in {"", manifest["revision"]}:
                raise NotRestored("database-not-empty")
    finally:
        engine.dispose()
    kept = {name.partition("/")[2] for name in manifest["members"]}
    strange = next((one for one in _all(store) if one not in kept), None)
    if strange is not None:
        raise NotRestored("files-not-empty", met=strange)
    strange = next((one.name for one in outgoing.glob("*") if one.name not in kept), None)
    if strange is not None:
        raise NotRestored("outgoing-not-empty", met=strange)


def _all(store: ContentStore) -> Iterator[str]:
    return store.put_before(dt.datetime.now(dt.UTC) + FAR)


def _put_files(
    archive: zipfile.ZipFile, manifest: Mapping[str, Any], store: ContentStore, outgoing: Path
) -> int:
    count = 0
    for name in manifest["members"]:
        place, _, inside = name.partition("/")
        if place == FILES:
            with archive.open(name) as member:
                store.put(member)  # type: ignore[arg-type]  # it is read as any binary stream
            count += 1
        elif place == OUTGOING:
            outgoing.mkdir(parents=True, exist_ok=True)
            (outgoing / Path(inside).name).write_bytes(archive.read(name))
    return count


def _put_rows(archive: zipfile.ZipFile, manifest: Mapping[str, Any], url: str) -> int:
    names = sorted(name for name in manifest["members"] if name.startswith(f"{TABLES}/"))
    engine = make_engine(url)
    try:
        with writing(engine) as connection:
            let_keys_wait(connection)
            tables = [_put_table(archive, connection, name) for name in names]
            go_on_numbering(connection, [table for table, _ in tables])
    finally:
        engine.dispose()
    counted = dict(tables)
    if counted != manifest["rows"]:
        raise NotRestored("damaged", member=MANIFEST)
    return sum(counted.values())


def _put_table(archive: zipfile.ZipFile, connection: Connection, name: str) -> tuple[str, int]:
    with archive.open(name) as member:
        lines = (line.decode() for line in member)
        head = read_head(next(lines))
        return head.table, load(connection, head, lines)


def _index(url: str) -> None:
    """Have what was submitted found by its words again: this index is in no backup."""
    engine = make_engine(url)
    try:
        with writing(engine) as connection:
            every = t.application_versions.alias().c
            last = select(func.max(every.number)).where(every.application_id == _V.application_id)
            asked = (
                select(t.applications.c.id, t.organisations.c.name, _V.answers)
                .join(t.organisations, t.organisations.c.id == t.applications.c.organisation_id)
                .join(t.application_versions, _V.application_id == t.applications.c.id)
                .where(_V.number == last.scalar_subquery())
            )
            for row in connection.execute(asked).all():
                known = applications.get_application(connection, row.id)
                finding.keep_words(connection, known, row.name, row.answers["answers"])
    finally:
        engine.dispose()


def _verified(manifest: Mapping[str, Any], url: str, *, rows: int, files: int) -> Restored:
    engine = make_engine(url)
    try:
        with snapshot(engine) as connection:
            heads = manifest["journals"]
            broken = tuple(
                one.call
                for one in verdicts(connection)
                if not one.holds or heads.get(one.call, {}).get("head") != one.head
            )
            waiting, _, _ = letters.backlog(connection)
    finally:
        engine.dispose()
    return Restored(
        rows=rows,
        files=files,
        missing=tuple(manifest["missing"]),
        waiting=waiting,
        broken=broken,
    )
