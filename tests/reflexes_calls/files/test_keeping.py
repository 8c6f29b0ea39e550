"""A content is kept once, whole or not at all, and found by its digest."""

import datetime as dt
import hashlib
import io
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from reflexes_calls.files.keeping import FileStore

pytestmark = pytest.mark.unit
CONTENT = b"une lettre de soutien" * 10_000
DIGEST = hashlib.sha256(CONTENT).hexdigest()

ENDLESS = """
import sys
from pathlib import Path
from reflexes_calls.files.keeping import FileStore

class Endless:
    def read(self, size):
        print("reading", flush=True)
        return b"0" * size

FileStore(Path(sys.argv[1])).put(Endless())
"""


def files_in(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def make_old(path: Path, **age: float) -> None:
    """As if nothing had been done to a file for a while."""
    then = time.time() - dt.timedelta(**age).total_seconds()
    os.utime(path, (then, then))


def a_day_ago() -> dt.datetime:
    """The instant before which things are swept."""
    return dt.datetime.now(dt.UTC) - dt.timedelta(days=1)


def test_a_content_is_found_by_its_digest(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "kept")
    kept = store.put(io.BytesIO(CONTENT))
    assert (kept.digest, kept.size) == (DIGEST, len(CONTENT))
    assert (tmp_path / "kept" / DIGEST[:2] / DIGEST[2:]).read_bytes() == CONTENT
    with store.open(DIGEST) as stream:
        assert stream.read() == CONTENT
    assert store.has(DIGEST)


def test_a_file_may_be_given_by_its_path(tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    sent.write_bytes(CONTENT)
    assert FileStore(tmp_path / "kept").put(sent).digest == DIGEST
    assert sent.is_file()


def test_the_same_content_sent_twice_is_one_file(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    assert store.put(io.BytesIO(CONTENT)) == store.put(io.BytesIO(CONTENT))
    assert len(files_in(tmp_path)) == 1


def test_ten_people_who_send_the_same_at_once_keep_one_file(tmp_path: Path) -> None:
    store, together = FileStore(tmp_path), Barrier(10)

    def put(_: int) -> str:
        together.wait()
        return store.put(io.BytesIO(CONTENT)).digest

    with ThreadPoolExecutor(10) as threads:
        assert set(threads.map(put, range(10))) == {DIGEST}
    (only,) = files_in(tmp_path)
    assert only.read_bytes() == CONTENT


def test_only_the_service_may_enter_the_folder(tmp_path: Path) -> None:
    FileStore(tmp_path / "kept").put(io.BytesIO(CONTENT))
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("digest", ["../../etc/passwd", DIGEST.upper(), DIGEST[:-1], f"{DIGEST}0"])
def test_what_is_no_digest_opens_nothing(tmp_path: Path, digest: str) -> None:
    store = FileStore(tmp_path)
    with pytest.raises(ValueError, match=re.escape(digest)):
        store.open(digest)


def test_what_is_not_here_is_said_so(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    assert not store.has(DIGEST)
    assert not store.remove(DIGEST)
    with pytest.raises(FileNotFoundError):
        store.open(DIGEST)


def test_a_content_that_cannot_be_read_whole_leaves_nothing(tmp_path: Path) -> None:
    class Cut(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise ConnectionError
            return super().read(size)

    with pytest.raises(ConnectionError):
        FileStore(tmp_path).put(Cut(CONTENT))
    assert files_in(tmp_path) == []


def test_a_process_killed_while_it_keeps_leaves_no_content_and_is_swept_after(
    tmp_path: Path,
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS, str(tmp_path)], stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        for _ in range(20):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
    store = FileStore(tmp_path)
    (left,) = files_in(tmp_path)
    assert left.name.startswith(".new-")
    assert list(store.put_before(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))) == []
    assert store.sweep_unfinished(a_day_ago()) == 0
    make_old(left, hours=25)
    assert store.sweep_unfinished(a_day_ago()) == 1
    assert files_in(tmp_path) == []


def test_a_content_put_again_is_as_young_as_new(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    store.put(io.BytesIO(CONTENT))
    make_old(files_in(tmp_path)[0], hours=25)
    assert list(store.put_before(a_day_ago())) == [DIGEST]
    store.put(io.BytesIO(CONTENT))
    assert list(store.put_before(a_day_ago())) == []
    assert not store.remove(DIGEST, put_before=a_day_ago())
    assert store.has(DIGEST)


def test_a_removed_content_is_gone(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    store.put(io.BytesIO(CONTENT))
    make_old(files_in(tmp_path)[0], hours=25)
    assert store.remove(DIGEST, put_before=a_day_ago())
    assert not store.has(DIGEST)
