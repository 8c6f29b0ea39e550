"""The migrations make the tables that the code speaks of, on both databases."""

import re
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Engine, insert, inspect
from sqlalchemy.exc import IntegrityError

from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.storage import applications, calls
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.columns import WHERE
from reflexes_calls.storage.engine import writing
from reflexes_calls.storage.migrating import migrate
from tests.makers import World, a_call

pytestmark = pytest.mark.storage


def _is_ours(name: str | None, kind: str, _: object) -> bool:
    """Each database keeps the words to be searched in its own way: `storage.finding` knows them."""
    return kind != "table" or not (name or "").startswith("application_words")


def test_a_migrated_database_is_what_the_code_says(engine: Engine) -> None:
    with engine.connect() as connection:
        opts = {"compare_server_default": True, "include_name": _is_ours}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, t.metadata) == []


def test_migrating_again_changes_nothing(database_url: str, engine: Engine) -> None:
    before = inspect(engine).get_table_names()
    migrate(database_url)
    assert inspect(engine).get_table_names() == before


def test_the_lists_of_stages_are_those_of_the_code(engine: Engine) -> None:
    """Alembic does not compare CHECK lists, so a new stage would be refused by the database."""
    known = inspect(engine)
    for table in t.metadata.sorted_tables:
        kept = {one["name"]: one["sqltext"] for one in known.get_check_constraints(table.name)}
        said = [one for one in table.constraints if isinstance(one, CheckConstraint)]
        assert set(kept) == {str(one.name) for one in said}
        for one in said:
            values = str(one.sqltext).split("'")[1::2]
            # PostgreSQL writes the list back as = ANY (ARRAY['draft'::character varying, …]).
            assert kept[str(one.name)].split("'")[1::2] == values


def test_indexes_of_some_rows_have_the_condition_that_the_code_says(engine: Engine) -> None:
    known = inspect(engine)
    told = {}
    for table in t.metadata.sorted_tables:
        for index in known.get_indexes(table.name):
            where = index.get("dialect_options", {}).get(f"{engine.dialect.name}_where")
            if where is not None:
                # PostgreSQL puts brackets and the type of a text around.
                plain = re.sub(r"\(+([a-z_]+)\)+::text|::\w+( varying)?|[()]", r"\1", str(where))
                told[index["name"]] = plain
    said = {
        index.name: index.info[WHERE]
        for table in t.metadata.sorted_tables
        for index in table.indexes
        if WHERE in index.info
    }
    assert len(said) == 11
    assert told == said


def test_starting_on_sqlite_does_not_read_what_is_known_of_postgresql() -> None:
    asked = "import sys, reflexes_calls.storage.tables; print(*sys.modules)"
    read = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, check=True, text=True
    ).stdout.split()
    assert "reflexes_calls.storage.tables" in read
    assert "sqlalchemy.dialects.postgresql" not in read


def test_the_database_refuses_a_stage_nobody_knows(world: World) -> None:
    call = a_call(world)
    with pytest.raises(IntegrityError), writing(world.desk.engine) as connection:
        calls.change_call(connection, call.id, stage="forgotten")


def test_the_database_refuses_what_belongs_to_nobody(world: World) -> None:
    with pytest.raises(IntegrityError), writing(world.desk.engine) as connection:
        connection.execute(insert(t.memberships).values(person_id=9999, organisation_id=9999))


def test_one_application_is_alive_for_a_call_and_an_organisation(world: World) -> None:
    call = a_call(world)
    said = {
        "call": call.id,
        "organisation": world.val_d_essai.id,
        "person": world.applicant.id,
        "at": world.clock.now(),
    }
    with writing(world.desk.engine) as connection:
        first = applications.add_draft(connection, **said)
    with pytest.raises(IntegrityError), writing(world.desk.engine) as connection:
        applications.add_draft(connection, **said)
    with writing(world.desk.engine) as connection:
        applications.change_application(connection, first.id, stage=ApplicationStage.WITHDRAWN)
        again = applications.add_draft(connection, **said)
        alive = applications.find_alive(connection, call.id, world.val_d_essai.id)
    assert alive == again
