"""Bring a database to the present schema, with the migrations shipped in the package."""

from importlib.resources import as_file, files
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from reflexes_calls.storage.engine import make_engine


def migrate(url: str) -> None:
    """Run the migrations a database has not seen yet."""
    engine = make_engine(url)
    try:
        with as_file(files("reflexes_calls.storage") / "migrations") as folder:
            config = Config()
            config.set_main_option("script_location", str(folder).replace("%", "%%"))
            config.set_main_option("path_separator", "os")
            with engine.connect() as connection:
                _stop_watching_keys(connection)
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                _check_keys(connection)
    finally:
        engine.dispose()


def _stop_watching_keys(connection: Connection) -> None:
    # SQLite changes a table by making it anew: dropping the old one must not drop what points to
    # it. This is heard outside a transaction only, so it goes to the driver itself.
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys=OFF")


def _check_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"The migration left rows that point to nothing: {broken[:3]}")
