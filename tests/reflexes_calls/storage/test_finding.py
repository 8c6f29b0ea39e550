"""Files found page after page, on both databases alike, in queries that are counted."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import attrs
import pytest
from sqlalchemy import Engine, event, func, select, update

from reflexes_calls.actions import finding as lists
from reflexes_calls.actions.people import give_role
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.finding import (
    COUNTED,
    PAGE,
    Cursor,
    Order,
    Sort,
    Wanted,
    order_of,
    read_wanted,
    sorts_seen,
)
from reflexes_calls.domain.people import Role
from reflexes_calls.domain.visibility import Seat
from reflexes_calls.storage import applications
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import reading, writing
from reflexes_calls.storage.finding import (
    FileRow,
    Search,
    count_files,
    find_page,
    forget_words,
    keep_words,
    key_of,
)
from reflexes_calls.storage.seeing import viewer_of
from tests.makers import World, a_call
from tests.many_files import RARE, ManyFiles, make_many

pytestmark = pytest.mark.storage
SOME = 230
"""Four pages and a little more."""


@attrs.define
class Many:
    """A call with many files, and its manager."""

    world: World
    call: Call

    def search(self, **asked: str) -> Search:
        with reading(self.world.desk.engine) as connection:
            viewer = viewer_of(connection, self.world.manager)
        return Search(
            viewer=viewer,
            seat=Seat.MANAGER,
            wanted=read_wanted(asked, Seat.MANAGER),
            call=self.call.id,
            reviews_needed=self.call.reviews_needed,
        )

    def pages(
        self, search: Search, *, backwards: bool = False, turn: Callable[[int], None] | None = None
    ) -> list[FileRow]:
        """Every row, page after page; from the last one to the first when `backwards`."""
        order = order_of(search.wanted, search.seat)
        rows = self._walk(search, order, None, turn)
        if not backwards:
            return rows
        last = Cursor(order=order, key=key_of(rows[-1]), file=rows[-1].public_id, backwards=True)
        return [*reversed(self._walk(search, order, last, turn)), rows[-1]]

    def _walk(
        self,
        search: Search,
        order: Order,
        cursor: Cursor | None,
        turn: Callable[[int], None] | None,
    ) -> list[FileRow]:
        found: list[FileRow] = []
        number = 0
        while True:
            with reading(self.world.desk.engine) as connection:
                page = find_page(connection, search, order, cursor)
            backwards = cursor is not None and cursor.backwards
            found.extend(reversed(page.rows) if backwards else page.rows)
            if not (page.less if backwards else page.more):
                return found
            row = page.rows[0 if backwards else -1]
            cursor = Cursor(order=order, key=key_of(row), file=row.public_id, backwards=backwards)
            number += 1
            if turn is not None:
                turn(number)


@pytest.fixture
def many(world: World) -> Many:
    call = a_call(world)
    make_many(world.desk.engine, call.id, world.applicant.id, ManyFiles(count=SOME))
    return Many(world=world, call=call)


@contextmanager
def counted_queries(engine: Engine) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    told: list[str] = []

    def note(*heard: Any) -> None:
        told.append(heard[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(engine, "before_cursor_execute", note)


_PLAIN = {
    Sort.RECEIPT: lambda row: row.rank,
    Sort.SUBMITTED: lambda row: row.submitted_at,
    Sort.TITLE: lambda row: row.title_key,
    Sort.AMOUNT: lambda row: row.amount,
    Sort.MEAN: lambda row: row.mean,
}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", sorts_seen(Seat.MANAGER))
def test_pages_give_every_file_once_in_order_both_ways(
    many: Many, sort: Sort, descending: bool
) -> None:
    said = {"descending": "yes"} if descending else {}
    search = many.search(sort=sort, **said)
    with reading(many.world.desk.engine) as connection:
        rows = connection.execute(select(t.applications)).all()
    with_key = [row for row in rows if _PLAIN[sort](row) is not None]
    without = [row for row in rows if _PLAIN[sort](row) is None]
    expected = sorted(with_key, key=lambda row: (_PLAIN[sort](row), row.id), reverse=descending)
    expected += sorted(without, key=lambda row: row.id, reverse=descending)
    wanted = [row.id for row in expected]
    assert len(wanted) == SOME
    assert [row.id for row in many.pages(search)] == wanted
    assert [row.id for row in many.pages(search, backwards=True)] == wanted


def test_the_first_page_says_that_nothing_comes_before_it(many: Many) -> None:
    search = many.search()
    order = order_of(search.wanted, search.seat)
    with reading(many.world.desk.engine) as connection:
        first = find_page(connection, search, order)
        row = first.rows[-1]
        after = Cursor(order=order, key=key_of(row), file=row.public_id, backwards=False)
        second = find_page(connection, search, order, after)
        row = second.rows[0]
        before = Cursor(order=order, key=key_of(row), file=row.public_id, backwards=True)
        again = find_page(connection, search, order, before)
    assert (first.less, first.more, second.less, second.more) == (False, True, True, True)
    assert len(first.rows) == PAGE
    assert again.rows == first.rows
    assert (again.less, again.more) == (False, True)


def test_pages_hold_while_files_arrive_and_leave(many: Many) -> None:
    """What was there from the first page to the last is shown once, whatever came meanwhile."""
    engine, first = many.world.desk.engine, many.pages(many.search())
    leaving = {row.id for row in first[60::50]}

    def write(number: int) -> None:
        with writing(engine) as connection:
            withdrawn = {"stage": "withdrawn"}
            row = first[60 + 50 * (number - 1)]
            connection.execute(
                update(t.applications).where(t.applications.c.id == row.id).values(**withdrawn)
            )
        other = a_call(many.world)
        make_many(engine, other.id, many.world.applicant.id, ManyFiles(count=3))

    walked = [row.id for row in many.pages(many.search(stage="submitted"), turn=write)]
    staying = [row.id for row in first if row.stage == "submitted" and row.id not in leaving]
    assert [key for key in walked if key not in leaving] == staying
    assert len(set(walked)) == len(walked)


_FILTERS: dict[str, tuple[dict[str, str], Callable[[Any], bool]]] = {
    "stage": ({"stage": "declined"}, lambda row: row.stage == "declined"),
    "session": ({"session": "2"}, lambda row: row.session == 2),
    "territory": ({"territory": "35001"}, lambda row: row.territory == "35001"),
    "amount": (
        {"amount_from": "1000", "amount_to": "5000"},
        lambda row: row.amount is not None and 100_000 <= row.amount <= 500_000,
    ),
    "completeness": ({"completeness": "incomplete"}, lambda row: row.completeness == "incomplete"),
    "unsent": ({"unsent": "yes"}, lambda row: row.revision > row.submitted_revision),
    "reading": ({"readers": "waiting"}, lambda row: row.reads < 2),
    "read": ({"readers": "done"}, lambda row: row.reads >= 2),
    "decided": ({"decided": "decided"}, lambda row: row.stage in {"selected", "declined"}),
    "to decide": ({"decided": "waiting"}, lambda row: row.stage == "submitted"),
    "between": (
        {"submitted_from": "01/12/2026", "submitted_to": "01/12/2026"},
        lambda row: row.submitted_at < dt.datetime(2026, 12, 1, 23, tzinfo=dt.UTC),
    ),
    "later": ({"submitted_from": "02/12/2026"}, lambda _: False),
    "together": (
        {"stage": "submitted", "readers": "done", "session": "1"},
        lambda row: (row.stage, row.session) == ("submitted", 1) and row.reads >= 2,
    ),
}


@pytest.mark.parametrize("name", _FILTERS)
def test_a_filter_keeps_what_it_says(many: Many, name: str) -> None:
    asked, holds = _FILTERS[name]
    search = many.search(**asked)
    with reading(many.world.desk.engine) as connection:
        rows = connection.execute(select(t.applications).order_by(t.applications.c.rank)).all()
        count = count_files(connection, search)
    expected = [row.id for row in rows if holds(row)]
    assert [row.id for row in many.pages(search)] == expected
    assert count == len(expected)


def test_an_administration_is_found_by_its_whole_name(many: Many) -> None:
    with reading(many.world.desk.engine) as connection:
        known = t.organisations.c
        asked = select(known.name, known.id).where(known.public_id.like("org%")).limit(1)
        name, key = connection.execute(asked).one()
    found = many.pages(many.search(organisation=name))
    assert found
    assert {row.organisation_id for row in found} == {key}
    assert many.pages(many.search(organisation="Nulle part")) == []


def test_counts_stop_at_a_bound(many: Many) -> None:
    with reading(many.world.desk.engine) as connection:
        assert count_files(connection, many.search(), most=100) == 101
        assert count_files(connection, many.search(), most=SOME) == SOME
        assert count_files(connection, many.search()) == SOME <= COUNTED


CORPUS = {
    "creche": "Prêter une crèche à l’Ehpad voisin",
    "creches": "Deux CRÈCHES se prêtent des agents",
    "ecole": "Ouvrir l'école du village",
    "coeur": "Au cœur de la mairie, œuvrer autrement",
    "code": "Territoire 35238, budget 12 500,50 €",
    "quotes": 'Le "guichet" d\'en face & co. — n° 3 (bis)',
    "greek": "Projet Ωμέγα, naïveté et Straße",
    "none": "",
}
SEARCHES = {
    "crèche": {"creche", "creches"},
    "CRECHES": {"creche", "creches"},
    "crèche Ehpad": {"creche"},
    "Ehpad crèche village": set(),
    "ecoles": {"ecole"},
    "coeur": {"coeur"},
    "œuvrer": {"coeur"},
    "oeuv*": {"coeur"},
    "vill*": {"ecole"},
    "35238": {"code"},
    "12 500": {"code"},
    "guichet": {"quotes"},
    '"guichet" OR crèche': set(),
    "guichet*)(": {"quotes"},
    "ωμέγα": {"greek"},
    "naivete": {"greek"},
    "strasse": {"greek"},
    "l'école": {"ecole"},
    "’": set(),
    "'; DROP TABLE applications; --": set(),
    "words:guichet": set(),
    "inconnu": set(),
}


@pytest.mark.parametrize("typed", SEARCHES)
def test_both_databases_find_the_same(world: World, typed: str) -> None:
    call = a_call(world)
    named: dict[int, str] = {}
    with writing(world.desk.engine) as connection:
        for slot, (name, said) in enumerate(CORPUS.items(), start=1):
            file = _submitted(connection, world, call, slot)
            keep_words(connection, file, "Commune d’Ailleurs", {"answers": {"title": said}})
            named[file.id] = name
    found = Many(world=world, call=call).pages(Many(world=world, call=call).search(words=typed))
    assert {named[row.id] for row in found} == SEARCHES[typed]


def _submitted(connection: Any, world: World, call: Call, slot: int) -> Application:
    file = applications.add_draft(
        connection,
        call=call.id,
        organisation=world.val_d_essai.id,
        person=world.applicant.id,
        at=world.clock.now(),
        slot=slot,
    )
    return applications.change_application(connection, file.id, receipt=f"2026-{slot:03}")


def test_a_word_that_few_files_hold_is_found_among_many(many: Many) -> None:
    (found,) = many.pages(many.search(words=f"{RARE}s"))
    assert found.receipt == "2026-077"
    assert many.pages(many.search(words=RARE, stage="withdrawn")) == []


def test_words_are_replaced_then_forgotten(world: World) -> None:
    call = a_call(world)
    many = Many(world=world, call=call)
    with writing(world.desk.engine) as connection:
        file = _submitted(connection, world, call, 1)
        keep_words(connection, file, "Ville", {"answers": {"title": "Une crèche"}})
        keep_words(connection, file, "Ville", {"answers": {"title": "Une gare"}})
    assert many.pages(many.search(words="crèche")) == []
    assert len(many.pages(many.search(words="gare"))) == 1
    with writing(world.desk.engine) as connection:
        forget_words(connection, file.id)
    assert many.pages(many.search(words="gare")) == []


def test_a_list_asks_as_many_questions_whatever_its_length(world: World) -> None:
    """One file, fifty, ten thousand: the same number of queries, with and without words."""
    desk, ways = world.desk, ({}, {"words": "crèche", "sort": "mean"})
    told: dict[int, list[int]] = {way: [] for way in range(len(ways))}
    for reviewer in world.reviewers:
        give_role(desk, world.administrator, reviewer, Role.REVIEWER)
    for count in (1, 50, 10_000):
        call = a_call(world)
        make_many(desk.engine, call.id, world.applicant.id, ManyFiles(count=count))
        for way, asked in enumerate(ways):
            lists.files_of_call(desk, world.manager, call.public_id, asked)
            with counted_queries(desk.engine) as queries:
                page = lists.files_of_call(desk, world.manager, call.public_id, asked)
            told[way].append(len(queries))
    assert page.is_more
    for questions in told.values():
        assert len(set(questions)) == 1, told
        assert questions[0] <= 20


def test_words_are_looked_for_once_for_the_page_and_its_count(world: World) -> None:
    call = a_call(world)
    make_many(world.desk.engine, call.id, world.applicant.id, ManyFiles(count=50))
    with counted_queries(world.desk.engine) as queries:
        page = lists.files_of_call(world.desk, world.manager, call.public_id, {"words": "crèche"})
    looked = [each for each in queries if "FROM application_words" in each and "LIMIT" in each]
    assert len(page.files) > 0
    assert len(looked) == 1, looked


def test_what_a_seat_does_not_see_is_not_asked_of_the_database(many: Many) -> None:
    with reading(many.world.desk.engine) as connection:
        one = connection.execute(select(func.min(t.applications.c.id))).scalar_one()
        known = applications.get_application(connection, one)
    reviewer = many.world.reviewers[0]
    with writing(many.world.desk.engine) as connection:
        given = {"application_id": known.id, "reviewer_id": reviewer.id}
        connection.execute(t.assignments.insert().values(**given, assigned_at=known.created_at))
    with (
        counted_queries(many.world.desk.engine) as queries,
        reading(many.world.desk.engine) as connection,
    ):
        viewer = viewer_of(connection, reviewer)
        search = Search(viewer=viewer, seat=Seat.REVIEWER, wanted=Wanted())
        page = find_page(connection, search, order_of(Wanted(), Seat.REVIEWER))
    (row,) = page.rows
    assert (row.reads, row.mean, row.spread, row.readers, row.completeness) == (None,) * 5
    assert row.has_unsent_changes is None
    asked = next(said for said in queries if "FROM applications" in said)
    for name in ("mean", "spread", "reads", "draft", "internal", "completeness"):
        assert f"applications.{name}" not in asked
