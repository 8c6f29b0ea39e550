"""What a submission asks of the database: a constant number of questions, each by an index."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from reflexes_calls.actions import applying
from tests.makers import World, a_call, answers

pytestmark = pytest.mark.storage
MOST_SAVED, MOST_SUBMITTED = 16, 28
SMALL = {"outages", "letters"}
"""Outages are few; of the letters, those that wait are found in an index of their own."""


@contextmanager
def heard(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """The statements of a while, with what was given to them."""
    found: list[tuple[str, Any]] = []

    def hear(_: Any, __: Any, statement: str, given: Any, ___: Any, ____: bool) -> None:
        found.append((statement, given))

    event.listen(engine, "before_cursor_execute", hear)
    yield found
    event.remove(engine, "before_cursor_execute", hear)


def test_it_asks_a_constant_number_of_questions(world: World) -> None:
    desk, call = world.desk, a_call(world)
    draft = applying.start_draft(desk, world.applicant, call.public_id, world.val_d_essai)
    with heard(desk.engine) as saved:
        applying.save_draft(desk, world.applicant, draft.public_id, answers(), revision=0)
    with heard(desk.engine) as submitted:
        applying.submit(desk, world.applicant, draft.public_id)
    letters = [each for each, _ in submitted if "letters" in each]
    assert len(saved) - 1 <= MOST_SAVED
    assert len(submitted) - len(letters) <= MOST_SUBMITTED


def test_every_question_is_answered_by_an_index(small_world: World) -> None:
    desk, call = small_world.desk, a_call(small_world)
    with heard(desk.engine) as asked:
        draft = applying.start_draft(
            desk, small_world.applicant, call.public_id, small_world.val_d_essai
        )
        applying.save_draft(desk, small_world.applicant, draft.public_id, answers(), revision=0)
        applying.submit(desk, small_world.applicant, draft.public_id)
    with desk.look() as connection:
        driver: Any = connection.connection.dbapi_connection
        for statement, given in asked:
            if statement.startswith(("SELECT", "UPDATE")):
                one = given[0] if isinstance(given, list) else given
                plan = driver.execute(f"EXPLAIN QUERY PLAN {statement}", one)
                scanned = [row[3] for row in plan if row[3].startswith("SCAN")]
                assert [each for each in scanned if each.split()[1] not in SMALL] == [], statement
