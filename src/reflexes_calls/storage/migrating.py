"""Bring a database to the present schema, with the migrations shipped in the package."""

from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config

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
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
    finally:
        engine.dispose()
