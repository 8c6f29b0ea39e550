"""A program that acts in processes of their own, one action after another, and kills each.

Called with a database, a folder, an instant to live in and a call; on its input, one line for each
process: a number to draw by, and after how many seconds to kill. What was written must be there
afterwards.
"""

import datetime as dt
import io
import os
import random
import signal
import sys
import time
from pathlib import Path

import reflexes
from reflexes_calls.actions import applying, asking, reviewing, working
from reflexes_calls.actions.desk import Desk
from reflexes_calls.domain.errors import Refused
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import Organisation, Person
from reflexes_calls.storage import people
from reflexes_calls.storage.engine import make_engine
from tests.makers import ToldClock, answers


class Acting:
    """One person who applies in the name of many towns, and those who read them."""

    def __init__(self, desk: Desk, call: str, seed: int) -> None:
        self.desk, self.call = desk, call
        self.chance = random.Random(seed)  # noqa: S311  # what is done next, no secret
        with desk.look() as connection:
            self.applicant = self._person(connection, "samir@essai.example")
            self.manager = self._person(connection, "maud@essai.example")
            self.reader = self._person(connection, "bruno@essai.example")
            self.towns = people.organisation_records(connection, self.applicant.id)

    @staticmethod
    def _person(connection: object, email: str) -> Person:
        known = people.find_by_email(connection, email)  # type: ignore[arg-type]  # a connection
        assert known is not None
        return known[0]

    def act(self) -> None:
        """One action, drawn by chance; refused ones are part of the day."""
        town = self.chance.choice(self.towns)
        acts = (self.save, self.save, self.submit, self.submit, self.ask, self.read, self.work)
        try:
            self.chance.choice(acts)(town)
        except Refused as refused:
            say("refused", refused.kind)

    def save(self, town: Organisation) -> None:
        draft = applying.start_draft(self.desk, self.applicant, self.call, town)
        said = answers(title=f"Essai {self.chance.randrange(10**9)}")
        kept = applying.save_draft(
            self.desk, self.applicant, draft.public_id, said, revision=None, partial=True
        )
        say("saved", draft.public_id, str(kept.revision), said["title"])

    def submit(self, town: Organisation) -> None:
        draft = applying.start_draft(self.desk, self.applicant, self.call, town)
        key = f"{self.chance.getrandbits(128):032x}"
        sent = applying.submit(
            self.desk, self.applicant, draft.public_id, answers(), request_key=key
        )
        say("submitted", draft.public_id, str(sent.receipt), key)

    def ask(self, _: Organisation) -> None:
        said = f"Question {self.chance.randrange(10**9)} ?"
        asking.ask(self.desk, self.applicant, self.call, {"question": said}, address="http://essai")
        say("asked", said)

    def read(self, town: Organisation) -> None:
        draft = applying.start_draft(self.desk, self.applicant, self.call, town)
        if draft.stage is not ApplicationStage.SUBMITTED:
            return
        reviewing.assign(self.desk, self.manager, draft.public_id, self.reader)
        say("assigned", draft.public_id)

    def work(self, _: Organisation) -> None:
        working.plan(self.desk)
        working.work(self.desk, "http://essai")
        content = self.chance.randbytes(2000)
        digest = self.desk.files.store.put(io.BytesIO(content)).digest
        say("kept", digest)


def say(*words: str) -> None:
    """Write what was answered, at once: it is what a person has seen on their screen."""
    os.write(1, ("\t".join(words) + "\n").encode())


def act_until_killed(seed: int, ready: int) -> None:
    """Act, after saying that it begins."""
    url, folder, now, call = sys.argv[1:]
    place = Path(folder)
    clock = ToldClock(dt.datetime.fromisoformat(now))
    desk = Desk(make_engine(url), clock, CATALOGUE, place / "outbox", place / "outgoing")
    acting = Acting(desk, call, seed)
    os.write(ready, b".")
    while True:
        acting.act()


CATALOGUE = reflexes.load()


def main() -> None:
    """Act in a process for each line of the input, and kill it."""
    heard, ready = os.pipe()
    for line in sys.stdin:
        seed, seconds = line.split()
        child = os.fork()
        if not child:
            act_until_killed(int(seed), ready)
        os.read(heard, 1)
        time.sleep(float(seconds))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        # The last line may have been cut in its midst.
        os.write(1, b"\nkilled\n")


if __name__ == "__main__":
    main()
