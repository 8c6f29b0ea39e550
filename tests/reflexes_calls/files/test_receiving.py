"""A file may come by parts: what has arrived is never lost, and is never more than announced."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reflexes_calls.domain.attachment import FileRefused
from reflexes_calls.domain.errors import Conflict
from reflexes_calls.files.receiving import Receiving

pytestmark = pytest.mark.unit
UPLOAD = "0123456789abcdef"
CONTENT = bytes(range(256)) * 4096

IN_THE_MIDDLE = """
import sys, time
from pathlib import Path
from reflexes_calls.files.receiving import Receiving

content = bytes(range(256)) * 4096
part = Receiving(Path(sys.argv[1])).part("0123456789abcdef", at=0, most=len(content))
for start in range(0, len(content), 1000):
    part.write(content[start : start + 1000])
    print(part.offset, flush=True)
    time.sleep(0.001)
"""


@pytest.fixture
def receiving(tmp_path: Path) -> Receiving:
    """A folder in which one upload is announced."""
    made = Receiving(tmp_path / "receiving")
    made.start(UPLOAD)
    return made


def send(receiving: Receiving, content: bytes, *, at: int, most: int = len(CONTENT)) -> int:
    """Send one part; gives the offset after it."""
    with receiving.part(UPLOAD, at=at, most=most) as part:
        part.write(content)
        return part.offset


def received(receiving: Receiving) -> bytes:
    """What has arrived so far."""
    return receiving.copy(UPLOAD).read_bytes()


def test_a_file_arrives_by_parts(receiving: Receiving) -> None:
    assert receiving.offset(UPLOAD) == 0
    for at in range(0, len(CONTENT), 100_000):
        send(receiving, CONTENT[at : at + 100_000], at=at)
    assert receiving.offset(UPLOAD) == len(CONTENT)
    assert received(receiving) == CONTENT


@pytest.mark.parametrize("at", [0, 99, 101, 10_000])
def test_a_part_at_another_offset_is_refused_and_told_the_right_one(
    receiving: Receiving, at: int
) -> None:
    send(receiving, b"0" * 100, at=0)
    with pytest.raises(Conflict) as refused:
        receiving.part(UPLOAD, at=at, most=1000)
    assert refused.value.facts == {"met": at, "expected": 100}
    assert receiving.offset(UPLOAD) == 100


def test_an_upload_that_nobody_announced_receives_nothing(receiving: Receiving) -> None:
    assert receiving.offset("unknown") is None
    with pytest.raises(Conflict):
        receiving.part("unknown", at=0, most=1000)


def test_no_name_leads_out_of_the_folder(receiving: Receiving) -> None:
    with pytest.raises(ValueError, match="etc"):
        receiving.offset("../../etc/passwd")


def test_never_a_byte_more_than_was_announced(receiving: Receiving) -> None:
    with receiving.part(UPLOAD, at=0, most=250) as part:
        part.write(b"0" * 100)
        part.write(b"0" * 100)
        with pytest.raises(FileRefused, match="file-longer"):
            part.write(b"0" * 100)
    assert receiving.offset(UPLOAD) == 200


def test_endless_bytes_stop_at_the_limit(receiving: Receiving) -> None:
    def send_for_ever() -> None:
        with receiving.part(UPLOAD, at=0, most=1000) as part:
            while True:
                part.write(b"0" * 64)

    with pytest.raises(FileRefused):
        send_for_ever()
    assert receiving.offset(UPLOAD) == 960


def test_a_part_that_is_cut_leaves_what_came(receiving: Receiving) -> None:
    def be_cut() -> None:
        with receiving.part(UPLOAD, at=0, most=1000) as part:
            part.write(b"0" * 300)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        be_cut()
    assert receiving.offset(UPLOAD) == 300


def test_a_process_killed_in_the_middle_of_a_part_leaves_an_offset_to_go_on_from(
    receiving: Receiving,
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", IN_THE_MIDDLE, str(receiving.folder)], stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        said = [int(child.stdout.readline()) for _ in range(30)]
        child.send_signal(signal.SIGKILL)
    at = receiving.offset(UPLOAD)
    assert at is not None
    assert said[-1] <= at < len(CONTENT)
    assert received(receiving) == CONTENT[:at]
    send(receiving, CONTENT[at:], at=at)
    assert received(receiving) == CONTENT


def test_two_parts_at_one_offset_write_the_same_place(receiving: Receiving) -> None:
    """The first, cut on the sender's side, still trickles in when the second begins."""
    late = receiving.part(UPLOAD, at=0, most=len(CONTENT))
    late.write(CONTENT[:1000])
    send(receiving, CONTENT[1000:], at=1000)
    late.write(CONTENT[1000:5000])
    late.close()
    assert received(receiving) == CONTENT


def test_a_forgotten_part_cannot_change_what_is_looked_into(receiving: Receiving) -> None:
    forgotten = receiving.part(UPLOAD, at=0, most=1000)
    send(receiving, b"clean", at=0, most=5)
    copy = receiving.copy(UPLOAD)
    forgotten.write(b"virus")
    forgotten.close()
    assert copy.read_bytes() == b"clean"


def test_a_file_that_comes_in_one_go_has_a_place_of_its_own(receiving: Receiving) -> None:
    with receiving.private(most=10) as first, receiving.private(most=10) as second:
        first.write(b"one")
        second.write(b"two")
    assert (first.path.read_bytes(), second.path.read_bytes()) == (b"one", b"two")


def test_what_receives_nothing_more_for_a_day_is_swept(receiving: Receiving) -> None:
    send(receiving, b"0" * 100, at=0)
    with receiving.private(most=10) as part:
        part.write(b"one")
    day = dt.timedelta(days=1)
    assert receiving.sweep(dt.datetime.now(dt.UTC) - day) == 0
    then = time.time() - day.total_seconds() - 60
    for path in receiving.folder.iterdir():
        os.utime(path, (then, then))
    assert receiving.sweep(dt.datetime.now(dt.UTC) - day) == 2
    assert receiving.offset(UPLOAD) is None


def test_what_is_forgotten_is_gone(receiving: Receiving) -> None:
    receiving.forget(UPLOAD)
    receiving.forget(UPLOAD)
    assert receiving.offset(UPLOAD) is None
