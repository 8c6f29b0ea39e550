"""A served instance, in processes of its own: it shares its port, its work, and dies well."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from reflexes_calls.storage import letters
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import make_engine, reading, writing
from reflexes_calls.storage.migrating import migrate
from tests.makers import DURING

pytestmark = pytest.mark.web
PATIENCE = 90.0


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@contextmanager
def running(url: str, folder: Path, *command: str, **said: str) -> Iterator[subprocess.Popen[str]]:
    """A command in a process group of its own, ended with the test."""
    name = "serve" if "serve" in command else command[0]
    names = {"DATABASE_URL": url, "LOG_FORMAT": "json", **said}
    surroundings = {**os.environ, **{f"REFLEXES_CALLS_{k}": v for k, v in names.items()}}
    program = "import sys; from reflexes_calls.cli import main; sys.exit(main(sys.argv[1:]))"
    with (folder / f"{name}.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", program, *command],
            cwd=folder,
            env=surroundings,
            stdout=log,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    try:
        yield process
    except AssertionError as error:
        error.add_note((folder / f"{name}.log").read_text("utf-8")[-2000:])
        raise
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(told: Any, what: str) -> Any:
    """The first truthy answer of `told`."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := told():
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited in vain: {what}")


def ask(port: int, path: str) -> dict[str, str] | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            found: dict[str, str] = json.loads(answer.read())
            return found
    except (OSError, urllib.error.URLError):
        return None


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line[:1] == "{"]


def test_several_processes_serve_one_port_and_the_worker_sends(
    database_url: str, tmp_path: Path
) -> None:
    migrate(database_url)
    engine = make_engine(database_url)
    with writing(engine) as connection:
        letters.queue(
            connection,
            kind="receipt",
            person=None,
            recipient="samir@essai.example",
            subject="Reçu",
            body="Bonjour\n",
            at=DURING,
        )
    port = free_port()
    serve = ("serve", "--port", str(port), "--processes", "2")
    with running(database_url, tmp_path, *serve, WORKER="no") as served:
        wait_for(lambda: ask(port, "/health"), "ready")
        for _ in range(20):
            assert ask(port, "/health") == {"status": "ready"}
        # `WORKER=no`: what is done by time waits for the worker.
        assert not list(tmp_path.glob("outbox/*.eml"))
        with running(database_url, tmp_path, "worker") as worker:
            wait_for(lambda: list(tmp_path.glob("outbox/*.eml")), "the letter")
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(30) == 0
        served.send_signal(signal.SIGTERM)
        assert served.wait(60) in {0, -signal.SIGTERM}
    said = lines(tmp_path / "serve.log")
    asked = [one for one in said if one.get("route") == "/health"]
    assert len(asked) >= 20
    assert all(one["status"] == 200 and len(one["request"]) == 16 for one in asked)
    with reading(engine) as connection:
        assert connection.execute(select(t.heartbeats.c.seen_at)).one()
    engine.dispose()


def test_serve_does_the_timed_work_itself_on_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    port = free_port()
    with running(sqlite_url, tmp_path, "serve", "--port", str(port)) as served:
        wait_for(lambda: ask(port, "/sante"), "ready")
        engine = make_engine(sqlite_url)

        def planned() -> list[str]:
            with reading(engine) as connection:
                return list(connection.execute(select(t.tasks.c.kind)).scalars())

        assert set(wait_for(planned, "tasks")) >= {"remind", "sweep"}
        served.send_signal(signal.SIGINT)
        assert served.wait(60) == 0
        engine.dispose()


def test_settings_may_come_from_a_file(sqlite_url: str, tmp_path: Path) -> None:
    port = free_port()
    file = tmp_path / "settings.toml"
    file.write_text(f'port = {port}\ncontact = "equipe@essai.example"\n', "utf-8")
    serve = ("--settings", str(file), "serve", "--processes", "2")
    with running(sqlite_url, tmp_path, *serve):
        wait_for(lambda: ask(port, "/sante"), "ready")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/aide", timeout=20) as answer:
            assert "equipe@essai.example" in answer.read().decode()
