"""A migration that is stopped half way leaves the database as it was; two at once are one."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import op
from sqlalchemy import inspect

from reflexes_calls.storage.engine import make_engine
from reflexes_calls.storage.migrating import (
    SchemaStanding,
    migrate,
    present_revision,
    standing_of_schema,
)
from tests.reflexes_calls.storage.test_upgrading import bring_to_the_first_tables

pytestmark = pytest.mark.storage
KILLS = 8


def tables(url: str) -> dict[str, list[str]]:
    """Every table, with its columns."""
    engine = make_engine(url)
    try:
        known = inspect(engine)
        return {
            name: sorted(column["name"] for column in known.get_columns(name))
            for name in known.get_table_names()
        }
    finally:
        engine.dispose()


def test_a_migration_that_fails_half_way_changes_nothing(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_to_the_first_tables(database_url)
    before, count = tables(database_url), 0
    real = op.create_table

    def stop_at_the_twelfth(*said: object, **more: object) -> object:
        nonlocal count
        count += 1
        if count == 12:
            raise RuntimeError("the machine stops")
        return real(*said, **more)

    monkeypatch.setattr(op, "create_table", stop_at_the_twelfth)
    with pytest.raises(RuntimeError, match="the machine stops"):
        migrate(database_url)
    assert tables(database_url) == before
    assert standing_of_schema(database_url) == (SchemaStanding.OLDER, "2026_11_22")
    monkeypatch.undo()
    migrate(database_url)
    assert standing_of_schema(database_url) == (SchemaStanding.PRESENT, present_revision())


def test_a_migration_killed_at_any_instant_is_whole_or_not_begun(
    database_url: str, tmp_path: Path
) -> None:
    """Killed later and later, until one ends: each leaves the former schema, or the present one."""
    bring_to_the_first_tables(database_url)
    before = tables(database_url)
    program = (
        "import sys; from reflexes_calls.storage.migrating import migrate;"
        "print('ready', flush=True); migrate(sys.argv[1])"
    )
    killed = 0
    for rank in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", program, database_url],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=tmp_path,
        ) as child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(0.05 + 0.12 * rank)
            child.send_signal(signal.SIGKILL)
            killed += child.wait() == -signal.SIGKILL
        standing, _ = standing_of_schema(database_url)
        assert standing in {SchemaStanding.OLDER, SchemaStanding.PRESENT}
        if standing is SchemaStanding.PRESENT:
            break
        assert tables(database_url) == before
    assert killed
    migrate(database_url)
    assert standing_of_schema(database_url)[0] is SchemaStanding.PRESENT


def test_programs_that_migrate_at_once_wait_for_each_other(database_url: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: _migrate_apart(database_url), range(4)))
    assert standing_of_schema(database_url)[0] is SchemaStanding.PRESENT


def _migrate_apart(url: str) -> None:
    program = (
        "import sys; from reflexes_calls.storage.migrating import migrate; migrate(sys.argv[1])"
    )
    subprocess.run(
        [sys.executable, "-c", program, url], check=True, capture_output=True, env=dict(os.environ)
    )
