"""A storage that speaks S3, on loopback: moto's server, in a process of its own.

It is no real storage, yet it speaks the real protocol over HTTP, and answers as AWS does.
"""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from itertools import count

import attrs
import boto3
import pytest

from reflexes_calls.settings import Bucket, S3Access

PATIENCE = 60.0


@attrs.frozen
class ObjectStorage:
    """Where it is reached, and buckets made on it at will."""

    access: S3Access
    _numbers: Iterator[int] = attrs.field(factory=lambda: count(1), init=False)

    def fresh_bucket(self) -> Bucket:
        """A bucket of its own, with a prefix."""
        name = f"appels-{next(self._numbers)}"
        boto3.client(
            "s3",
            endpoint_url=self.access.endpoint,
            region_name=self.access.region,
            aws_access_key_id=self.access.access_key,
            aws_secret_access_key=self.access.secret_key,
        ).create_bucket(Bucket=name)
        return Bucket(name=name, prefix="pieces")


@pytest.fixture(scope="session")
def object_storage() -> Iterator[ObjectStorage]:
    """One storage for the whole run."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **silent) as server:
        try:
            endpoint = f"http://127.0.0.1:{port}"
            _wait_for(endpoint)
            access = S3Access(
                endpoint=endpoint, region="us-east-1", access_key="us", secret_key="none"
            )
            yield ObjectStorage(access)
        finally:
            server.terminate()


def _wait_for(endpoint: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(endpoint, timeout=5):  # noqa: S310  # our own server, over http
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
