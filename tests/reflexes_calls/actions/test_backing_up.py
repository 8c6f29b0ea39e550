"""A backup taken while people write is of one instant; restored, it is whole, or refused."""

import hashlib
import io
import json
import threading
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from reflexes.digests import digest_of
from reflexes_calls.actions import applying, attaching, people
from reflexes_calls.actions.backing_up import MANIFEST, back_up
from reflexes_calls.actions.restoring import NotRestored, restore
from reflexes_calls.actions.verifying import verdicts
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.files.keeping import FileStore
from reflexes_calls.storage import applications
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.dumping import tables_in_order
from reflexes_calls.storage.engine import make_engine, reading, writing
from reflexes_calls.storage.migrating import SchemaError
from tests.makers import PISTE, World, a_call, a_pilot, a_submitted, answers
from tests.postgres_server import PostgresServer

pytestmark = pytest.mark.storage
CONTENT = b"%PDF une lettre de soutien" * 100


def backup(world: World, path: Path) -> Path:
    """The archive of a world."""
    back_up(world.desk.engine, world.desk.files.store, world.desk.outgoing, path)
    return path


def rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    engine = make_engine(url)
    with reading(engine) as connection:
        found = {
            table.name: [
                tuple(row)
                for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in tables_in_order()
        }
    engine.dispose()
    return found


def with_a_file(world: World) -> None:
    """A content that a row names, and evidence that waits for the catalogue."""
    call = a_call(world)
    a_pilot(world, call)
    kept = world.desk.files.store.put(io.BytesIO(CONTENT))
    with writing(world.desk.engine) as connection:
        key = connection.execute(select(func.min(t.applications.c.id))).scalar_one()
        attaching.attachments.add_attachment(
            connection,
            application_id=key,
            question="letter",
            row=None,
            name="lettre.pdf",
            digest=kept.digest,
            size=kept.size,
            media_type="application/pdf",
            scan="none",
            uploaded_by=world.applicant.id,
            uploaded_at=world.clock.now(),
        )
    world.desk.outgoing.mkdir(parents=True, exist_ok=True)
    (world.desk.outgoing / "preuve.toml").write_text(f"piste = '{PISTE}'\n", "utf-8")


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_what_is_restored_is_what_was_there_on_either_database(
    world: World, target: str, tmp_path: Path, postgresql_server: PostgresServer
) -> None:
    with_a_file(world)
    archive = backup(world, tmp_path / "backup.zip")
    assert archive.stat().st_mode & 0o777 == 0o600
    store = FileStore(tmp_path / "restored" / "kept")
    outgoing = tmp_path / "restored" / "outgoing"
    with postgresql_server.fresh_database() as there:
        url = there if target == "postgresql" else f"sqlite:///{tmp_path / 'restored.sqlite3'}"
        done = restore(archive, url, store, outgoing)
        assert (done.broken, done.missing, done.files) == ((), (), 1)
        assert rows(url) == rows(world.desk.engine.url.render_as_string(hide_password=False))
        with store.open(hashlib.sha256(CONTENT).hexdigest()) as stream:
            assert stream.read() == CONTENT
        assert (outgoing / "preuve.toml").is_file()
        # What comes next is numbered after what was put back, and found by its words.
        engine = make_engine(url)
        with writing(engine) as connection:
            organisation = people.people.add_organisation(connection, "Commune d’après", None)
            assert organisation.id > 2
            found = connection.execute(text("SELECT count(*) FROM application_words")).scalar_one()
            assert found == 1
        engine.dispose()


def test_a_backup_taken_under_writes_holds_nothing_half(world: World, tmp_path: Path) -> None:
    desk, call, over = world.desk, a_call(world), threading.Event()
    towns = [
        people.create_organisation(desk, world.administrator, name=f"Commune {rank}")
        for rank in range(24)
    ]
    for town in towns:
        people.join(desk, world.administrator, world.applicant, town)

    def submit_all() -> None:
        for rank, town in enumerate(towns):
            draft = applying.start_draft(desk, world.applicant, call.public_id, town)
            said = answers(title=f"Essai {rank}")
            applying.submit(desk, world.applicant, draft.public_id, said, revision=0)
        over.set()

    writer = threading.Thread(target=submit_all)
    writer.start()
    taken = []
    while not over.is_set() or not taken:
        taken.append(backup(world, tmp_path / f"backup-{len(taken)}.zip"))
    writer.join()
    counts = []
    for rank, archive in enumerate(taken):
        url = f"sqlite:///{tmp_path / f'restored-{rank}.sqlite3'}"
        place = tmp_path / f"files-{rank}"
        done = restore(archive, url, FileStore(place), place / "outgoing")
        assert done.broken == ()
        engine = make_engine(url)
        with reading(engine) as connection:
            known = applications.applications_of(connection, call=call.id)
            sent = [one for one in known if one.stage is ApplicationStage.SUBMITTED]
            versions = connection.execute(select(t.application_versions)).all()
            assert len(versions) == len(sent)
            assert all(one.digest == digest_of(one.answers) for one in versions)
            assert sorted(str(one.receipt) for one in sent) == [
                f"2026-{number:03}" for number in range(1, len(sent) + 1)
            ]
            assert all(one.holds for one in verdicts(connection))
            letters = connection.execute(
                select(func.count()).where(t.letters.c.kind == "receipt")
            ).scalar_one()
            assert letters == len(sent)
            counts.append(len(sent))
        engine.dispose()
    assert counts == sorted(counts)


def test_a_place_that_is_not_empty_is_refused(small_world: World, tmp_path: Path) -> None:
    with_a_file(small_world)
    archive = backup(small_world, tmp_path / "backup.zip")
    url = small_world.desk.engine.url.render_as_string()
    other = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    empty = FileStore(tmp_path / "empty")
    nothing = tmp_path / "nothing"
    with pytest.raises(NotRestored, match="database-not-empty"):
        restore(archive, url, empty, nothing)
    full = FileStore(tmp_path / "full")
    full.put(io.BytesIO(b"another content"))
    with pytest.raises(NotRestored, match="files-not-empty"):
        restore(archive, other, full, nothing)
    nothing.mkdir()
    (nothing / "autre.toml").touch()
    with pytest.raises(NotRestored, match="outgoing-not-empty"):
        restore(archive, other, empty, nothing)
    assert list(empty.put_before(small_world.clock.now())) == []


def rewritten(archive: Path, path: Path, changed: dict[str, bytes]) -> Path:
    """A copy of an archive with some members changed, or added."""
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(path, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, changed.get(name, source.read(name)))
        for name in changed.keys() - set(source.namelist()):
            copy.writestr(name, changed[name])
    return path


def test_what_is_not_what_was_kept_is_refused_before_anything_is_written(
    small_world: World, tmp_path: Path
) -> None:
    with_a_file(small_world)
    archive = backup(small_world, tmp_path / "backup.zip")
    with zipfile.ZipFile(archive) as opened:
        manifest = json.loads(opened.read(MANIFEST))
        (people_member,) = [one for one in opened.namelist() if one.endswith("-persons.jsonl")]
        altered = opened.read(people_member).replace(b"Samir", b"Samia")
    content = f"files/{hashlib.sha256(CONTENT).hexdigest()}"
    cases = {
        "damaged": rewritten(archive, tmp_path / "row.zip", {people_member: altered}),
        "damaged ": rewritten(archive, tmp_path / "file.zip", {content: b"another"}),
        "damaged  ": rewritten(archive, tmp_path / "more.zip", {"files/more": b"more"}),
        "newer": rewritten(
            archive,
            tmp_path / "newer.zip",
            {MANIFEST: json.dumps(manifest | {"revision": "2099_01_01"}).encode()},
        ),
        "not-a-backup": rewritten(archive, tmp_path / "other.zip", {MANIFEST: b"{}"}),
    }
    cut = tmp_path / "cut.zip"
    cut.write_bytes(archive.read_bytes()[:-4000])
    cases["not-a-backup "] = cut
    store, outgoing = FileStore(tmp_path / "kept"), tmp_path / "elsewhere"
    for kind, path in cases.items():
        with pytest.raises(NotRestored, match=kind.strip()):
            restore(path, f"sqlite:///{tmp_path / 'new.sqlite3'}", store, outgoing)
    assert not store.folder.exists()
    assert not outgoing.exists()


def test_a_restoring_that_was_interrupted_can_be_begun_again(
    small_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_a_file(small_world)
    archive = backup(small_world, tmp_path / "backup.zip")
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    store, outgoing = FileStore(tmp_path / "kept"), tmp_path / "elsewhere"

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reflexes_calls.actions.restoring.go_on_numbering", stop)
    with pytest.raises(KeyboardInterrupt):
        restore(archive, url, store, outgoing)
    monkeypatch.undo()
    assert restore(archive, url, store, outgoing).broken == ()


def test_a_content_that_was_lost_is_said(small_world: World, tmp_path: Path) -> None:
    with_a_file(small_world)
    digest = hashlib.sha256(CONTENT).hexdigest()
    small_world.desk.files.store.remove(digest)
    path = tmp_path / "backup.zip"
    desk = small_world.desk
    assert back_up(desk.engine, desk.files.store, desk.outgoing, path).missing == (digest,)
    done = restore(
        path, f"sqlite:///{tmp_path / 'new.sqlite3'}", FileStore(tmp_path / "k"), tmp_path / "o"
    )
    assert done.missing == (digest,)


def test_a_backup_is_whole_or_not_there(
    small_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_submitted(small_world, a_call(small_world))
    folder = tmp_path / "backups"
    folder.mkdir()

    def full(*_: object) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("reflexes_calls.actions.backing_up._add_outgoing", full)
    with pytest.raises(OSError, match="No space left"):
        backup(small_world, folder / "backup.zip")
    assert list(folder.iterdir()) == []
    monkeypatch.undo()
    backup(small_world, folder / "backup.zip")
    with pytest.raises(FileExistsError):
        backup(small_world, folder / "backup.zip")
    with writing(small_world.desk.engine) as connection:
        connection.execute(update(text_table()).values(version_num="2099_01_01"))
    with pytest.raises(SchemaError):
        backup(small_world, folder / "later.zip")
    assert [one.name for one in folder.iterdir()] == ["backup.zip"]


def text_table() -> object:
    """The table in which the revision of the schema is kept."""
    from sqlalchemy import column, table  # noqa: PLC0415  # for this test alone

    return table("alembic_version", column("version_num"))
