"""A write transaction is whole, and two that read before they write lose nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text

from reflexes_calls.storage import demo_clock
from reflexes_calls.storage.engine import make_engine, reading, writing

pytestmark = pytest.mark.storage


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_reading_then_writing_loses_nothing_on_sqlite(engine: Engine) -> None:
    with writing(engine) as connection:
        demo_clock.set_offset(connection, 0)

    def add_one(_: int) -> None:
        with writing(engine) as connection:
            demo_clock.set_offset(connection, (demo_clock.offset(connection) or 0) + 1)

    with ThreadPoolExecutor(10) as threads:
        list(threads.map(add_one, range(40)))
    with reading(engine) as connection:
        assert demo_clock.offset(connection) == 40


def test_a_failure_leaves_nothing_half_done(engine: Engine) -> None:

    def break_half_way() -> None:
        with writing(engine) as connection:
            demo_clock.set_offset(connection, 12)
            demo_clock.set_offset(connection, 1 // 0)

    with pytest.raises(ZeroDivisionError):
        break_half_way()
    with reading(engine) as connection:
        assert demo_clock.offset(connection) is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_is_made_durable_and_strict(engine: Engine) -> None:
    with reading(engine) as connection:
        said = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert said == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,
        "busy_timeout": 10000,
    }


def test_the_short_address_of_postgresql_is_understood() -> None:
    assert make_engine("postgresql://someone@there/calls").dialect.driver == "psycopg"
