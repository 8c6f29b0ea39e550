"""A program that submits applications in processes of their own, and kills each at an instant.

Called with a database, a folder and an instant to live in; on its input, one line for each
application: its public id, the mail address of who submits, and after how long to kill, in seconds.
It writes how long the process lived, and whether it was killed.
"""

import datetime as dt
import os
import signal
import sys
import time
from pathlib import Path

import reflexes
from reflexes_calls.actions import applying
from reflexes_calls.actions.desk import Desk
from reflexes_calls.storage import people
from reflexes_calls.storage.engine import make_engine
from tests.makers import ToldClock


def submit(url: str, folder: Path, now: str, application: str, email: str) -> None:
    """Submit one application, and leave."""
    clock = ToldClock(dt.datetime.fromisoformat(now))
    desk = Desk(make_engine(url), clock, CATALOGUE, folder / "outbox", folder / "outgoing")
    with desk.look() as connection:
        known = people.find_by_email(connection, email)
    assert known is not None
    os.write(READY[1], b".")
    applying.submit(desk, known[0], application, request_key=application)


CATALOGUE = reflexes.load()
READY = os.pipe()


def main() -> None:
    """Submit each application of the input in a process, and kill it."""
    url, folder, now = sys.argv[1:]
    for line in sys.stdin:
        application, email, delay = line.split()
        sys.stdout.flush()
        child = os.fork()
        if not child:
            submit(url, Path(folder), now, application, email)
            os._exit(0)
        os.read(READY[0], 1)
        began = time.monotonic()
        end = began + float(delay)
        status = 0
        while time.monotonic() < end and not status:
            done, _ = os.waitpid(child, os.WNOHANG)
            status = 1 if done else 0
            time.sleep(0.0002)
        if not status:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        how = "done" if status else "killed"
        sys.stdout.write(f"{time.monotonic() - began:.4f} {how}\n")


if __name__ == "__main__":
    main()
