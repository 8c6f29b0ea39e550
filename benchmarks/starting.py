"""How the service starts and rests: from the typed line to the first answer, and what it holds.

    python benchmarks/starting.py [--runs 5] [--processes 1]

Each start is a fresh `reflexes-calls serve` on a database that exists, its modules compiled once
beforehand as an installation does. Memory is what the serving process holds once its first pages
were given and nobody asks any more.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from rush_scene import SERVE, Instance, family, free_port, make_instance

PAGES = ("/appels", "/", "/catalogue", "/connexion")
MOST_SECONDS, MOST_MEGABYTES = 1.0, 150
REST = 2.0
LIBRARIES = "import fastapi, jinja2, sqlalchemy, uvicorn"
QUESTION = "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


def ask(port: int, path: str) -> bool:
    """Whether a page was given whole."""
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            connection.sendall(QUESTION.format(path=path).encode())
            head = connection.recv(65536)
            while chunk := connection.recv(65536):
                del chunk
    except OSError:
        return False
    return head.startswith(b"HTTP/1.1 200")


def start(instance: Instance, surroundings: Mapping[str, str]) -> tuple[float, list[float]]:
    """The seconds until the first answer, and the megabytes that each process holds at rest."""
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603  # the lines of `rush_scene`
        [sys.executable, "-c", SERVE, "serve", "--port", str(port)],
        env=instance.environment() | dict(surroundings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not ask(port, PAGES[0]):
            if process.poll() is not None:
                raise SystemExit("The server did not start.")
            time.sleep(0.002)
        took = time.perf_counter() - began
        for path in PAGES:
            ask(port, path)
        time.sleep(REST)
        return took, [held(pid) for pid in family(process.pid)]
    finally:
        process.terminate()
        process.wait(30)


def import_libraries(surroundings: Mapping[str, str]) -> float:
    """The seconds that a Python takes to import what others wrote, at the same moment."""
    began = time.perf_counter()
    subprocess.run(  # noqa: S603  # words of this file
        [sys.executable, "-c", LIBRARIES], check=True, env=os.environ | dict(surroundings)
    )
    return time.perf_counter() - began


def held(pid: int) -> float:
    """The megabytes that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


def main() -> None:
    """Print the median of some starts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="starting-") as name:
        folder = Path(name)
        instance = make_instance(f"sqlite:///{folder / 'calls.sqlite3'}", folder)
        surroundings = {
            "REFLEXES_CALLS_PROCESSES": str(asked.processes),
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        }
        start(instance, surroundings)
        found, beside = [], []
        for _ in range(asked.runs):
            found.append(start(instance, surroundings))
            beside.append(import_libraries(surroundings))
    times = [took for took, _ in found]
    print(
        f"first answer after {min(times):.2f} · {statistics.median(times):.2f} · {max(times):.2f} s"
        " (shortest, median, longest)"
    )
    print(f"the libraries alone, imported beside: {statistics.median(beside):.2f} s")
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    processes = [f"{megabytes:.0f}" for megabytes in found[-1][1]]
    print(f"at rest, each process holds {', '.join(processes)} MB")
    print(f"wanted: under {MOST_SECONDS:.0f} s and {MOST_MEGABYTES} MB")


if __name__ == "__main__":
    main()
