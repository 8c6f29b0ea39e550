"""Contents in a bucket of a storage that speaks S3, under the same names as in a folder."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import boto3  # type: ignore[import-untyped]  # it ships no types
from botocore.config import Config  # type: ignore[import-untyped]  # nor does this
from botocore.exceptions import (  # type: ignore[import-untyped]  # nor this
    BotoCoreError,
    ClientError,
)

from reflexes_calls.files.keeping import CHUNK, Kept, copy_telling, is_digest
from reflexes_calls.settings import Bucket, S3Access

if TYPE_CHECKING:
    from botocore.client import BaseClient  # type: ignore[import-untyped]  # nor this

IN_MEMORY = 1024 * 1024
"""Up to this size, a content that is read waits in memory rather than on the disk."""
MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
TRIAL = "trial"


class BucketError(OSError):
    """The storage cannot be used; the message says what it answered, without any secret."""


class BucketStore:
    """A bucket of contents, laid out as `prefix/ab/cdef…`. An object is whole or not there.

    Where a folder is locked while a content is swept, a bucket cannot be: the same content sent
    again in the very instant in which its day-old, unneeded copy is removed would go with it.
    """

    def __init__(self, place: Bucket, access: S3Access) -> None:
        """Keep in the bucket of `place`."""
        self.place = place
        self._client: BaseClient = boto3.client(
            "s3",
            endpoint_url=access.endpoint or None,
            region_name=access.region or None,
            aws_access_key_id=access.access_key or None,
            aws_secret_access_key=access.secret_key or None,
            config=Config(
                connect_timeout=10,
                read_timeout=60,
                retries={"mode": "standard", "max_attempts": 3},
                # Storages other than that of AWS do not all know the newer checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def put(self, source: Path | BinaryIO) -> Kept:
        """Keep a content; one that is here already is as young as new."""
        if isinstance(source, Path):
            with source.open("rb") as stream:
                return self.put(stream)
        # Its name is its digest, which is known once all of it has been read.
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
            kept = copy_telling(source, cast("BinaryIO", copy))
            copy.seek(0)
            with _told(kept.digest):
                self._client.put_object(**self._at(kept.digest), Body=copy)
        return kept

    def open(self, digest: str) -> BinaryIO:
        """The content, as a stream; `FileNotFoundError` if it is not here.

        It is fetched whole before any of it is given: a cut on the way shows at once.
        """
        copy = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # given away open
        try:
            with _told(digest):
                body = self._client.get_object(**self._at(digest))["Body"]
                for chunk in body.iter_chunks(CHUNK):
                    copy.write(chunk)
        except BaseException:
            copy.close()
            raise
        copy.seek(0)
        return cast("BinaryIO", copy)

    def has(self, digest: str) -> bool:
        """Whether the content is here."""
        return self._put_at(digest) is not None

    def remove(self, digest: str, *, put_before: dt.datetime | None = None) -> bool:
        """Forget a content, unless it was put again since `put_before`; says whether it did."""
        put_at = self._put_at(digest)
        if put_at is None or (put_before is not None and put_at >= put_before):
            return False
        with _told(digest):
            self._client.delete_object(**self._at(digest))
        return True

    def put_before(self, instant: dt.datetime) -> Iterator[str]:
        """The digests of what was last put before an instant."""
        with _told(str(self.place)):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.place.name, Prefix=self._start()
            )
            for page in pages:
                for each in page.get("Contents", ()):
                    digest = each["Key"].removeprefix(self._start()).replace("/", "", 1)
                    if is_digest(digest) and each["LastModified"] < instant:
                        yield digest

    def sweep_unfinished(self, before: dt.datetime) -> int:
        """Nothing: an object that was not put whole is not there."""
        del before
        return 0

    def check(self) -> None:
        """Raise `OSError` unless contents can be kept here and read again."""
        at: dict[str, Any] = {"Bucket": self.place.name, "Key": f"{self._start()}{TRIAL}"}
        with _told(str(self.place)):
            self._client.put_object(**at, Body=b"a trial")
            self._client.get_object(**at)["Body"].read()
            self._client.delete_object(**at)

    def _put_at(self, digest: str) -> dt.datetime | None:
        try:
            with _told(digest):
                found = self._client.head_object(**self._at(digest))
        except FileNotFoundError:
            return None
        put_at: dt.datetime = found["LastModified"]
        return put_at

    def _at(self, digest: str) -> dict[str, Any]:
        if not is_digest(digest):
            raise ValueError(digest)
        key = f"{self._start()}{digest[:2]}/{digest[2:]}"
        return {"Bucket": self.place.name, "Key": key}

    def _start(self) -> str:
        return f"{self.place.prefix}/" if self.place.prefix else ""


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Say what the storage refuses as errors of files, which every caller knows."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in MISSING:
            raise FileNotFoundError(what) from error
        raise BucketError(f"{what}: {code}") from error
    except BotoCoreError as error:
        raise BucketError(f"{what}: {type(error).__name__}") from error
