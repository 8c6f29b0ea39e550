"""A folder and a bucket keep contents under the same contract."""

import datetime as dt
import hashlib
import io
from pathlib import Path

import pytest

from reflexes_calls.files.cabinet import make_cabinet, make_store
from reflexes_calls.files.keeping import ContentStore
from reflexes_calls.settings import Bucket, S3Access
from tests.object_storage import ObjectStorage

CONTENT = b"une lettre de soutien" * 100_000  # more than is kept in memory
DIGEST = hashlib.sha256(CONTENT).hexdigest()
HOUR = dt.timedelta(hours=1)


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ContentStore:
    """An empty store of each kind in turn."""
    if request.param == "folder":
        return make_store(tmp_path / "files", S3Access())
    storage: ObjectStorage = request.getfixturevalue("object_storage")
    return make_store(storage.fresh_bucket(), storage.access)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def test_a_content_is_found_by_its_digest(store: ContentStore, tmp_path: Path) -> None:
    kept = store.put(io.BytesIO(CONTENT))
    assert (kept.digest, kept.size) == (DIGEST, len(CONTENT))
    assert store.has(DIGEST)
    with store.open(DIGEST) as stream:
        assert stream.read(10) == CONTENT[:10]
        assert stream.read() == CONTENT[10:]
    sent = tmp_path / "sent"
    sent.write_bytes(CONTENT)
    assert store.put(sent) == kept
    assert list(store.put_before(now() + HOUR)) == [DIGEST]


def test_an_empty_content_is_kept_too(store: ContentStore) -> None:
    kept = store.put(io.BytesIO(b""))
    with store.open(kept.digest) as stream:
        assert (stream.read(), kept.size) == (b"", 0)


def test_what_is_not_here_is_said_so(store: ContentStore) -> None:
    assert not store.has(DIGEST)
    assert not store.remove(DIGEST)
    with pytest.raises(FileNotFoundError):
        store.open(DIGEST)
    assert list(store.put_before(now() + HOUR)) == []


@pytest.mark.parametrize("digest", ["../../etc/passwd", DIGEST.upper(), DIGEST[:-1]])
def test_what_is_no_digest_is_never_asked_for(store: ContentStore, digest: str) -> None:
    with pytest.raises(ValueError, match=digest[-9:]):
        store.open(digest)


def test_a_content_is_removed_unless_it_is_young(store: ContentStore) -> None:
    store.put(io.BytesIO(CONTENT))
    assert not store.remove(DIGEST, put_before=now() - HOUR)
    assert list(store.put_before(now() - HOUR)) == []
    assert store.remove(DIGEST, put_before=now() + HOUR)
    assert not store.has(DIGEST)


def test_a_content_that_cannot_be_read_whole_leaves_nothing(store: ContentStore) -> None:
    class Cut(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise ConnectionError
            return super().read(size)

    with pytest.raises(ConnectionError):
        store.put(Cut(CONTENT))
    assert list(store.put_before(now() + HOUR)) == []
    assert store.sweep_unfinished(now() - HOUR) == 0


def test_a_store_that_can_be_used_says_so_and_leaves_no_trace(store: ContentStore) -> None:
    store.check()
    assert list(store.put_before(now() + HOUR)) == []


def test_many_contents_are_listed(store: ContentStore) -> None:
    digests = {store.put(io.BytesIO(bytes([rank]))).digest for rank in range(30)}
    assert set(store.put_before(now() + HOUR)) == digests


def test_a_bucket_that_cannot_be_used_is_said_without_the_key(
    object_storage: ObjectStorage,
) -> None:
    missing = make_store(Bucket(name="none-such"), object_storage.access)
    with pytest.raises(OSError, match="none-such"):
        missing.check()
    away = S3Access(endpoint="http://127.0.0.1:1", region="fr", access_key="us", secret_key="key")
    gone = make_store(Bucket(name="appels"), away)
    with pytest.raises(OSError, match="EndpointConnectionError") as raised:
        gone.put(io.BytesIO(b"content"))
    assert "key" not in str(raised.value)


def test_what_is_on_its_way_to_a_bucket_waits_in_a_folder(
    tmp_path: Path, object_storage: ObjectStorage
) -> None:
    cabinet = make_cabinet(
        object_storage.fresh_bucket(), receiving=tmp_path / "way", access=object_storage.access
    )
    cabinet.receiving.start("abc")
    assert cabinet.receiving.folder == tmp_path / "way"
    cabinet.note_sweeping()
    assert cabinet.swept_since(now() - HOUR)
    assert {one.parent for one in tmp_path.rglob("*.part")} == {tmp_path / "way"}
