"""The scores that lists sort on are what the reviews say, whatever happens at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from reflexes.records import changed
from reflexes_calls.actions import applying, reviewing
from reflexes_calls.actions.people import create_person
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.finding import Wanted, order_of
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.review import MILLION, scores_of, summarise
from reflexes_calls.domain.visibility import Seat
from reflexes_calls.storage import applications, calls, reviews
from reflexes_calls.storage.engine import reading, writing
from reflexes_calls.storage.finding import FileRow, Search, find_page
from reflexes_calls.storage.scores import refresh_scores, untrue_scores
from reflexes_calls.storage.seeing import viewer_of
from tests.makers import (
    AFTER,
    PASSWORD,
    World,
    a_call,
    a_draft,
    a_reviewed,
    a_submitted,
    review_form,
)

pytestmark = pytest.mark.storage
MANY = 8


def row_of(world: World, call: Call) -> FileRow:
    """The only file of the call, as its manager's list shows it."""
    with reading(world.desk.engine) as connection:
        viewer = viewer_of(connection, world.manager)
        search = Search(viewer=viewer, seat=Seat.MANAGER, wanted=Wanted(), call=call.id)
        (row,) = find_page(connection, search, order_of(Wanted(), Seat.MANAGER)).rows
    return row


def untrue(world: World, call: Call) -> tuple[int, ...]:
    with reading(world.desk.engine) as connection:
        known = calls.get_call(connection, call.id)
        return untrue_scores(connection, call.id, known.criteria)


def many_readers(world: World, file: Application) -> list[Person]:
    made = []
    for rank in range(MANY):
        email = f"lecture{rank}@essai.example"
        person = create_person(
            world.desk, world.administrator, name=f"L{rank}", email=email, password=PASSWORD
        )
        reviewing.assign(world.desk, world.manager, file.public_id, person)
        made.append(person)
    return made


def test_reviews_submitted_at_once_are_all_counted(world: World) -> None:
    call = a_call(world)
    file = a_submitted(world, call)
    readers = many_readers(world, file)
    assert row_of(world, call).readers == MANY
    world.at(AFTER)
    together = Barrier(MANY)

    def submit(rank: int) -> None:
        together.wait()
        form = review_form(rank % 5)
        reviewing.submit_review(world.desk, readers[rank], file.public_id, form)

    with ThreadPoolExecutor(MANY) as threads:
        list(threads.map(submit, range(MANY)))

    row = row_of(world, call)
    given = [rank % 5 for rank in range(MANY)]
    assert row.reads == MANY
    assert row.mean == round(sum(given) / MANY * MILLION)
    assert row.spread == (max(given) - min(given)) * MILLION
    assert untrue(world, call) == ()


def test_what_is_kept_is_what_the_pages_derive(world: World) -> None:
    call = a_call(world)
    file = a_reviewed(world, call)
    with reading(world.desk.engine) as connection:
        known = calls.get_call(connection, call.id)
        version = applications.versions_of(connection, file.id)[-1]
        written = reviews.reviews_of(connection, version.id)
    said = summarise(written, known.criteria)
    row = row_of(world, call)
    assert (row.reads, row.mean) == (said.count, round((said.mean or 0) * MILLION))


def test_a_version_submitted_again_has_not_been_read(world: World) -> None:
    call = a_call(world)
    file = a_submitted(world, call)
    with writing(world.desk.engine) as connection:
        applications.change_application(connection, file.id, stage="submitted")
        # A review is of someone to whom the file was given: any other counts no more.
        reviews.add_assignment(connection, file.id, world.reviewers[0].id, world.clock.now())
        reviews.keep_review(
            connection,
            version=applications.versions_of(connection, file.id)[-1].id,
            reviewer=world.reviewers[0].id,
            rubric_version=1,
            marks={c.code: "4" for c in call.criteria},
            comment_for_jury="",
            comment_for_applicant="",
            submitted_at=world.clock.now(),
        )
        refresh_scores(connection, file.id, call.criteria)
    assert row_of(world, call).reads == 1
    a_draft(world, call, title="Une version de plus")
    applying.submit(world.desk, world.applicant, file.public_id)
    row = row_of(world, call)
    assert (row.reads, row.mean, row.title) == (0, None, "Une version de plus")
    assert untrue(world, call) == ()


def test_criteria_that_weigh_otherwise_change_the_means(world: World) -> None:
    call = a_call(world)
    a_reviewed(world, call)
    before = row_of(world, call)
    first, *rest = call.criteria
    heavier = (changed(first, weight=first.weight + 50), *rest)
    with writing(world.desk.engine) as connection:
        reader = world.reviewers[0]
        version = reviews.reviews_of(connection, 1)[0].version_id
        marks = {c.code: "0" for c in call.criteria} | {first.code: "4"}
        reviews.keep_review(connection, version=version, reviewer=reader.id, marks=marks)
        calls.change_call(connection, call.id, criteria=heavier)
    after = row_of(world, call)
    assert after.mean != before.mean
    assert untrue(world, call) == ()


def test_an_untrue_score_is_found(world: World) -> None:
    call = a_call(world)
    file = a_reviewed(world, call)
    with writing(world.desk.engine) as connection:
        applications.change_application(connection, file.id, mean=1)
    assert untrue(world, call) == (file.id,)


def test_marks_of_before_a_criterion_have_no_mean(small_world: World) -> None:
    criteria = a_call(small_world).criteria
    whole = {c.code: 4 for c in criteria}
    lacking = {c.code: 0 for c in criteria[1:]}
    assert scores_of([whole, lacking], criteria).reads == 1
    assert scores_of([], criteria).mean is None
