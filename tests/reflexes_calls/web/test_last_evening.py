"""The last evening, by real HTTP against the served instance: what was answered is kept, once."""

import datetime as dt
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier, Event
from urllib.parse import urlencode

import attrs
import pytest
from sqlalchemy import select, update

from reflexes_calls.actions import people
from reflexes_calls.domain.clock import SystemClock
from reflexes_calls.domain.form import ready_form
from reflexes_calls.domain.journal import verify
from reflexes_calls.domain.progress import section_of
from reflexes_calls.storage import journal
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import reading, writing
from tests.makers import World, a_call, answers
from tests.reflexes_calls.actions.test_many_at_once import a_team
from tests.reflexes_calls.web.applying import REVISION, TOKEN, found

pytestmark = [pytest.mark.web, pytest.mark.storage]
MANY = 24
SERVE = "import sys; from reflexes_calls.cli import main; sys.exit(main())"


class Lost(Exception):  # noqa: N818  # as a refusal, it is expected here
    """The server went away before it answered."""


@attrs.define
class Team:
    """Someone signed in, who applies for an administration of their own."""

    token: str
    name: str


@attrs.define
class Evening:
    """A served instance whose call is open, and the teams that apply."""

    world: World
    call: str
    teams: list[Team]
    folder: Path
    url: str
    port: int = 0
    answered: set[str] = attrs.field(factory=set)
    """The applications whose submission was answered."""

    @contextmanager
    def served(self, processes: int = 1) -> Iterator["subprocess.Popen[bytes]"]:
        """`reflexes-calls serve`, killed at the end if it still lives."""
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            self.port = trial.getsockname()[1]
        said = {
            "DATABASE_URL": self.url,
            "OUTBOX": str(self.folder / "outbox"),
            "OUTGOING": str(self.folder / "outgoing"),
            "FILES": str(self.folder / "files"),
            "PROCESSES": str(processes),
        }
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, "serve", "--port", str(self.port)],
            env=os.environ | {f"REFLEXES_CALLS_{key}": value for key, value in said.items()},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._await(process)
            yield process
        finally:
            kill(process)

    def _await(self, process: "subprocess.Popen[bytes]") -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            assert process.poll() is None
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1):
                    return
            except OSError:
                time.sleep(0.05)
        pytest.fail("the server did not start")

    def ask(
        self, team: Team, path: str, form: Mapping[str, str] | None = None
    ) -> tuple[int, str, str]:
        """One request: status, where it leads, text."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": f"reflexes-session={team.token}"}
        try:
            if form is None:
                link.request("GET", path, headers=headers)
            else:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                link.request("POST", path, urlencode(form), headers)
            answer = link.getresponse()
            return answer.status, answer.headers.get("location", ""), answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise Lost from error
        finally:
            link.close()

    def begin(self, team: Team) -> tuple[str, str]:
        """A draft, where it lies, and the token of the forms of this session."""
        path = f"/appels/{self.call}/candidater"
        token = found(TOKEN, self.ask(team, path)[2])
        status, where, _ = self.ask(team, path, {"csrf": token})
        assert status == 303
        return where.partition("?")[0], token

    def fill(self, team: Team, address: str, token: str) -> None:
        """Save each section, as its page sends it."""
        sections: dict[str, dict[str, str]] = {}
        for key, typed in answers(title=team.name).items():
            section = section_of(ready_form(), key)
            assert section is not None
            sections.setdefault(section.code, {})[key] = typed
        for code, said in sections.items():
            path = f"{address}/rubriques/{code}"
            revision = found(REVISION, self.ask(team, path)[2])
            form = {"csrf": token, "revision": revision, **said, "do": "save"}
            assert self.ask(team, path, form)[0] == 303, code

    def submit(self, team: Team, address: str, token: str) -> None:
        """Press the button; what was answered is remembered."""
        form = {"csrf": token, "_request": address[-32:], "do": "submit"}
        status, where, _ = self.ask(team, f"{address}/verifier", form)
        assert (status, "/recepisse" in where) == (303, True)
        self.answered.add(address.rpartition("/")[2])

    def apply(self, team: Team) -> str:
        """The whole way; gives where the application lies."""
        address, token = self.begin(team)
        self.fill(team, address, token)
        self.submit(team, address, token)
        return address

    def kept(self) -> dict[str, tuple[str | None, list[str]]]:
        """For each application, its receipt and the titles of its versions."""
        a, v = t.applications.c, t.application_versions.c
        with reading(self.world.desk.engine) as connection:
            rows = connection.execute(select(a.id, a.public_id, a.receipt)).all()
            said = connection.execute(select(v.application_id, v.answers)).all()
        return {
            row.public_id: (
                row.receipt,
                [
                    each.answers["answers"]["title"]
                    for each in said
                    if each.application_id == row.id
                ],
            )
            for row in rows
        }

    def check_whole(self) -> None:
        """Nothing answered is lost, nothing is double, and the journal holds."""
        kept = self.kept()
        assert all(kept[each][0] for each in self.answered)
        receipts = [receipt for receipt, _ in kept.values() if receipt]
        assert len(receipts) == len(set(receipts))
        assert all(len(titles) == (1 if receipt else 0) for receipt, titles in kept.values())
        with reading(self.world.desk.engine) as connection:
            (call,) = connection.execute(select(t.calls.c.id)).scalars()
            assert verify(journal.entries_of(connection, call)) is None


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End a server and all its processes, at once."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)


@pytest.fixture
def evening(world: World, tmp_path: Path) -> Evening:
    """Many teams, signed in, before a call that is open today."""
    now = SystemClock().now()
    call = a_call(world)
    # The call was made for the world's own time: the server lives in the real one.
    with writing(world.desk.engine) as connection:
        connection.execute(
            update(t.calls).values(
                opens_at=now - dt.timedelta(days=9), closes_at=now + dt.timedelta(days=60)
            )
        )
    teams = []
    for rank in range(MANY):
        person = a_team(world, rank)
        teams.append(Team(people.open_session(world.desk, person), f"Essai {rank}"))
    url = world.desk.engine.url.render_as_string(hide_password=False)
    return Evening(world, call.public_id, teams, tmp_path, url)


@pytest.mark.parametrize("processes", [1, 2])
def test_everyone_at_once_is_received_once(evening: Evening, processes: int) -> None:
    together = Barrier(MANY)

    def apply(team: Team) -> str:
        together.wait()
        return evening.apply(team)

    with evening.served(processes), ThreadPoolExecutor(MANY) as hands:
        addresses = list(hands.map(apply, evening.teams))
        shown = [
            evening.ask(team, f"{address}/recepisse")[2]
            for team, address in zip(evening.teams, addresses, strict=True)
        ]
    evening.check_whole()
    kept = evening.kept()
    assert len(evening.answered) == len(kept) == MANY
    for team, address, page in zip(evening.teams, addresses, shown, strict=True):
        receipt, titles = kept[address.rpartition("/")[2]]
        assert titles == [team.name]
        assert receipt in page


def test_killed_in_the_rush_it_keeps_what_it_had_answered(evening: Evening) -> None:
    first, drafts = Event(), {}

    def apply(team: Team) -> None:
        try:
            drafts[team.name] = evening.begin(team)
            evening.fill(team, *drafts[team.name])
            evening.submit(team, *drafts[team.name])
        except Lost:
            return
        first.set()

    with evening.served() as process, ThreadPoolExecutor(MANY) as hands:
        running = [hands.submit(apply, team) for team in evening.teams]
        assert first.wait(60)
        kill(process)
        for each in running:
            each.result()
    assert evening.answered
    evening.check_whole()

    with evening.served():
        for team in evening.teams:
            if team.name in drafts:
                address, token = drafts[team.name]
                evening.fill(team, address, token)
                evening.submit(team, address, token)
    evening.check_whole()
    assert len(evening.answered) == len(drafts)


def test_who_leaves_half_way_is_received_whole_or_not_at_all(evening: Evening) -> None:
    half, gone, *_ = evening.teams
    with evening.served():
        for team, part in ((half, 0.5), (gone, 1.0)):
            address, token = evening.begin(team)
            evening.fill(team, address, token)
            body = urlencode({"csrf": token, "_request": "a" * 32, "do": "submit"})
            with socket.create_connection(("127.0.0.1", evening.port), 10) as link:
                link.sendall(
                    f"POST {address}/verifier HTTP/1.1\r\nHost: x\r\n"
                    f"Cookie: reflexes-session={team.token}\r\n"
                    "Content-Type: application/x-www-form-urlencoded\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n{body[: int(part * len(body))]}".encode()
                )
            time.sleep(0.2)
            evening.check_whole()
            # The page did not come: they press again, with the same form.
            evening.submit(team, address, token)
            evening.submit(team, address, token)
        evening.check_whole()
    assert len(evening.answered) == 2
