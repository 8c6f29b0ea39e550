"""Finding files: filtered, searched, sorted, page after page, among those that the viewer sees.

A page begins after the last file of the one before, by an index, and never by counting rows: the
thousandth costs what the first does. Whatever is written meanwhile, no file is shown twice nor
skipped, unless what it is sorted on has changed.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    column,
    func,
    literal,
    null,
    or_,
    select,
    table,
    text,
    tuple_,
    union_all,
)

from reflexes.records import changed, record
from reflexes_calls.domain.application import Application, Completeness
from reflexes_calls.domain.clock import PLACE
from reflexes_calls.domain.finding import (
    COUNTED,
    PAGE,
    Cursor,
    Deciding,
    Order,
    Reading,
    Sort,
    Wanted,
)
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.searching import Sought, sought_in, texts_said, words_of
from reflexes_calls.domain.visibility import DECIDED, Part, Seat, Viewer, sees
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import record_of
from reflexes_calls.storage.seeing import seen_from

_A = t.applications.c
_FOUND_IN_SQLITE = text(
    "SELECT rowid FROM application_words WHERE application_words MATCH :sought LIMIT :most"
)
_FOUND_IN_POSTGRESQL = text(
    "SELECT application_id FROM application_words WHERE words @@ CAST(:sought AS tsquery)"
    " LIMIT :most"
)
_BY_THE_INDEX_ALONE = text(
    "SELECT set_config('enable_seqscan', :scan, true),"
    " set_config('gin_fuzzy_search_limit', :most, true)"
)
_COLUMNS: Mapping[Sort, ColumnElement[Any]] = {
    Sort.RECEIPT: _A.rank,
    Sort.SUBMITTED: _A.submitted_at,
    Sort.TITLE: _A.title_key,
    Sort.AMOUNT: _A.amount,
    Sort.MEAN: _A.mean,
    Sort.UPDATED: _A.updated_at,
}
_MAY_BE_NOTHING = frozenset({Sort.AMOUNT, Sort.MEAN})
_NOTHING_IN_DRAFTS = _MAY_BE_NOTHING | {Sort.RECEIPT, Sort.SUBMITTED}
_SHOWN: Mapping[str, Part] = {
    "completeness": Part.COMPLETENESS,
    "readers": Part.READERS,
    "reads": Part.SCORES,
    "mean": Part.SCORES,
    "spread": Part.SCORES,
}
"""The columns that are not seen from every seat."""
_SCORES = frozenset({"mean", "spread"})


def _decided(asked: Deciding) -> ColumnElement[bool]:
    if asked is Deciding.DECIDED:
        return _A.stage.in_(DECIDED)
    return _A.stage == ApplicationStage.SUBMITTED


_FILTERS: Mapping[str, Callable[[Any], ColumnElement[bool]]] = {
    "stage": lambda asked: _A.stage == asked,
    "phase": lambda asked: _A.phase == asked,
    "session": lambda asked: _A.session == asked,
    "territory": lambda asked: _A.territory == asked,
    "organisation": lambda asked: _A.organisation_id.in_(_organisations(asked)),
    "amount_from": lambda asked: _A.amount >= asked,
    "amount_to": lambda asked: _A.amount <= asked,
    "submitted_from": lambda asked: _A.submitted_at >= _midnight(asked),
    "submitted_to": lambda asked: _A.submitted_at < _midnight(asked + dt.timedelta(days=1)),
    "completeness": lambda asked: _A.completeness == asked,
    "unsent": lambda _: _A.revision > _A.submitted_revision,
    "decided": _decided,
}
"""What each thing asked of a list is, of a file; `readers` depends on the call."""
_READING: Mapping[Reading, Callable[[int], ColumnElement[bool]]] = {
    Reading.NOBODY: lambda _: _A.readers == 0,
    Reading.WAITING: lambda needed: _A.reads < needed,
    Reading.DONE: lambda needed: _A.reads >= needed,
}
TELLING = (
    "words",
    "organisation",
    "territory",
    "amount_from",
    "amount_to",
    "submitted_from",
    "submitted_to",
)
"""What is asked of a list that could tell who applies."""
CALLS_APART = 100_000
"""More than the files that one reader reads on a call: their order parts calls first."""
FEW = 1_000
"""So many files that hold the words looked for are taken first; beyond, the list is walked."""
WORDS = table("application_words", column("rowid"), column("application_id"), column("words"))
_HOLDING_IN_POSTGRESQL = select(WORDS.c.application_id).where(
    text("application_words.words @@ CAST(:sought AS tsquery)")
)


@record
class FileRow:
    """A file in a list; what is not seen from the seat of the viewer is None."""

    id: int
    public_id: str
    call_id: int
    organisation_id: int
    stage: ApplicationStage
    phase: Phase
    session: int | None
    receipt: str | None
    title: str
    amount: int | None
    territory: str | None
    submitted_at: dt.datetime | None
    updated_at: dt.datetime
    admitted_until: dt.datetime | None
    has_unsent_changes: bool | None
    completeness: Completeness | None
    readers: int | None
    reads: int | None
    mean: int | None
    spread: int | None
    key: Any


@record
class Found:
    """A page of a list; `more` and `less` say whether files come after and before it."""

    rows: tuple[FileRow, ...]
    more: bool
    less: bool


@record
class Search:
    """A question: who asks, from where, about which call, and what.

    `named` are the public ids of the only files it is about.
    """

    viewer: Viewer
    seat: Seat
    wanted: Wanted
    call: int | None = None
    reviews_needed: int = 0
    named: tuple[str, ...] | None = None
    holding: tuple[int, ...] | None = None
    """The files that hold the words, when they were looked for beforehand; see `with_words`."""
    blind: frozenset[int] = frozenset()
    """Those that the viewer reads blind: no search tells who applies."""
    unspoken: frozenset[int] = frozenset()
    """Those that the viewer is to read and has not: their scores are not seen."""


def with_words(connection: Connection, search: Search) -> Search:
    """The same search, its words looked for once: for its page and its count alike."""
    sought = sought_in(search.wanted.words or "")
    if not sought or search.holding is not None:
        return search
    return changed(search, holding=tuple(_holding(connection, sought)))


def find_page(
    connection: Connection,
    search: Search,
    order: Order,
    cursor: Cursor | None = None,
    *,
    size: int = PAGE,
) -> Found:
    """One page of the files that are seen and asked for."""
    where = _where(connection, search)
    backwards = cursor is not None and cursor.backwards
    walked = _walk(search, order, cursor, where, size + 1)
    rows = [_row(each) for each in connection.execute(walked)]
    beyond = len(rows) > size
    rows = rows[:size]
    if backwards:
        return Found(rows=tuple(reversed(rows)), more=True, less=beyond)
    return Found(rows=tuple(rows), more=beyond, less=cursor is not None)


def count_files(connection: Connection, search: Search, most: int = COUNTED) -> int:
    """How many files are seen and asked for; `most` + 1 stands for any more."""
    where = _where(connection, search)
    some = select(literal(1)).select_from(t.applications).where(where).limit(most + 1).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def _where(connection: Connection, search: Search) -> ColumnElement[bool]:
    words, are_few = _searched(connection, search)
    seen = seen_from(search.seat, search.viewer, call=search.call, by_key=are_few)
    asked = [seen, *_conditions(search), *words]
    if search.named is not None:
        asked.append(_A.public_id.in_(search.named))
    if search.blind and any(getattr(search.wanted, name) for name in TELLING):
        asked.append(_A.id.not_in(search.blind))
    return and_(*asked)


def _conditions(search: Search) -> Iterator[ColumnElement[bool]]:
    wanted = search.wanted
    for name, condition in _FILTERS.items():
        asked = getattr(wanted, name)
        if asked not in {None, "", False}:
            yield condition(asked)
    if wanted.readers is not None:
        yield _READING[wanted.readers](search.reviews_needed)


def _organisations(asked: str) -> "Select[Any]":
    known = t.organisations.c
    return select(known.id).where(or_(known.name == asked, known.siret == asked.replace(" ", "")))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZoneInfo(PLACE)).astimezone(dt.UTC)


def _searched(connection: Connection, search: Search) -> tuple[list[ColumnElement[bool]], bool]:
    """That a file holds every word looked for, and whether few files do.

    When few files of the instance do, they are taken by the index of words and then looked at.
    When many do, the list is walked in its order and each file looked at: the page is soon full.
    """
    if not search.wanted.words:
        return [], False
    sought = sought_in(search.wanted.words)
    if not sought:
        # Only marks were typed: nothing holds them.
        return [literal(value=False)], False
    known = search.holding
    keys = _holding(connection, sought) if known is None else known
    if len(keys) <= FEW:
        return [_A.id.in_(keys)], True
    if connection.dialect.name == "postgresql":
        return [_A.id.in_(_HOLDING_IN_POSTGRESQL.params(sought=_for_postgresql(sought)))], False
    return [_holds_in_sqlite(sought)], False


def _holding(connection: Connection, sought: Sequence[Sought]) -> list[int]:
    """The files that hold the words, or more than `FEW` of them, whatever they are."""
    most = {"most": FEW + 1}
    if connection.dialect.name != "postgresql":
        asked = most | {"sought": _for_sqlite(sought)}
        return list(connection.execute(_FOUND_IN_SQLITE, asked).scalars())
    # The planner takes a word it never met for a common one, and would read every row.
    connection.execute(_BY_THE_INDEX_ALONE, {"scan": "off", "most": str(4 * FEW)})
    asked = most | {"sought": _for_postgresql(sought)}
    found = list(connection.execute(_FOUND_IN_POSTGRESQL, asked).scalars())
    connection.execute(_BY_THE_INDEX_ALONE, {"scan": "on", "most": "0"})
    return found


def _holds_in_sqlite(sought: Sequence[Sought]) -> ColumnElement[bool]:
    """The same of one file, by reading its words: to ask the index of one file reads it all."""
    kept = select(literal(" ") + WORDS.c.words + literal(" ")).where(WORDS.c.rowid == _A.id)
    words = kept.scalar_subquery()
    return and_(
        *(
            func.instr(words, f" {each.word}" if each.any_ending else f" {each.word} ") > 0
            for each in sought
        )
    )


def _for_sqlite(sought: Sequence[Sought]) -> str:
    return " AND ".join(f'"{each.word}"{" *" if each.any_ending else ""}' for each in sought)


def _for_postgresql(sought: Sequence[Sought]) -> str:
    return " & ".join(f"'{each.word}'{':*' if each.any_ending else ''}" for each in sought)


@record
class _Walk:
    """One way through an index: what is shown of which files, on which key, which way."""

    shown: tuple[ColumnElement[Any], ...]
    where: ColumnElement[bool]
    key: ColumnElement[Any]
    rising: bool
    size: int


def _walk(
    search: Search,
    order: Order,
    cursor: Cursor | None,
    where: ColumnElement[bool],
    size: int,
) -> "Select[Any]":
    """The rows in the order of the walk: those with a key, then those without, or the reverse."""
    backwards = cursor is not None and cursor.backwards
    walk = _Walk(
        shown=tuple(_shown(search)),
        where=where,
        key=_key(search, order.sort),
        rising=order.descending is backwards,
        size=size,
    )
    may_be_nothing = _NOTHING_IN_DRAFTS if search.seat is Seat.TEAM else _MAY_BE_NOTHING
    if order.sort not in may_be_nothing:
        return _some(walk, cursor)
    parts = (select(each.subquery()) for each in _parts(walk, cursor))
    together = union_all(*parts).subquery()
    lacking = case((together.c.key.is_(None), 1), else_=0)
    ways = [together.c.key, together.c.id]
    return (
        select(together)
        .order_by(
            lacking.desc() if backwards else lacking,
            *(each if walk.rising else each.desc() for each in ways),
        )
        .limit(size)
    )


def _parts(walk: _Walk, cursor: Cursor | None) -> "Iterator[Select[Any]]":
    """Files with a key come first, those without last: each is its own walk in the index."""
    with_key = changed(walk, where=and_(walk.where, walk.key.is_not(None)))
    without = changed(walk, where=and_(walk.where, walk.key.is_(None)))
    if cursor is None:
        yield _some(with_key, None)
        yield _some(without, None)
        return
    here, there = (without, with_key) if cursor.key is None else (with_key, without)
    yield _some(here, cursor)
    # From the files without a key one comes back to the others; from the others, one goes there.
    if cursor.backwards is (cursor.key is None):
        yield _some(there, None)


def _some(walk: _Walk, cursor: Cursor | None) -> "Select[Any]":
    asked = select(*walk.shown, walk.key.label("key")).where(walk.where)
    if cursor is not None:
        asked = asked.where(_beyond(walk.key, cursor, rising=walk.rising))
    ways = (walk.key, _A.id)
    return asked.order_by(*(each if walk.rising else each.desc() for each in ways)).limit(walk.size)


def _beyond(key: ColumnElement[Any], cursor: Cursor, *, rising: bool) -> ColumnElement[bool]:
    """That a file comes after the one of the cursor, on the way that is walked."""
    known = select(_A.id).where(_A.public_id == cursor.file).scalar_subquery()
    here = func.coalesce(known, 0)
    if cursor.key is None:
        return _A.id > here if rising else _A.id < here
    at = dt.datetime.fromisoformat(str(cursor.key)) if _is_instant(cursor) else cursor.key
    there = tuple_(literal(at, key.type), here)
    return tuple_(key, _A.id) > there if rising else tuple_(key, _A.id) < there


def _is_instant(cursor: Cursor) -> bool:
    return cursor.order.sort in {Sort.SUBMITTED, Sort.UPDATED}


def _key(search: Search, sort: Sort) -> ColumnElement[Any]:
    """What a list is sorted on."""
    if sort is not Sort.GIVEN:
        return _spoken(search, sort.value) if sort is Sort.MEAN else _COLUMNS[sort]
    given = t.assignments.c
    rank = (
        select(given.rank)
        .where(given.application_id == _A.id, given.reviewer_id == search.viewer.person)
        .scalar_subquery()
    )
    # The last call first, and in each the order of the reader.
    return func.coalesce(rank, CALLS_APART) - _A.call_id * CALLS_APART


def _spoken(search: Search, name: str) -> ColumnElement[Any]:
    """A column that is nothing for the files of which the viewer has still to speak."""
    if not search.unspoken:
        return _A[name]
    return case((_A.id.in_(search.unspoken), null()), else_=_A[name])


def _shown(search: Search) -> list[ColumnElement[Any]]:
    """The columns of a row; what the seat does not see is never asked of the database."""
    seat = search.seat
    plain = [
        _A.id,
        _A.public_id,
        _A.call_id,
        _A.organisation_id,
        _A.stage,
        _A.phase,
        _A.session,
        _A.receipt,
        _A.title,
        _A.amount,
        _A.territory,
        _A.submitted_at,
        _A.updated_at,
        _A.admitted_until,
    ]
    unsent = _A.revision > _A.submitted_revision
    shown = unsent if sees(seat, Part.UNSENT) else null()
    hidden = [
        (_spoken(search, name).label(name) if name in _SCORES else _A[name])
        if sees(seat, part)
        else null().label(name)
        for name, part in _SHOWN.items()
    ]
    return [*plain, shown.label("has_unsent_changes"), *hidden]


def _row(row: "Row[Any]") -> FileRow:
    unsent = row.has_unsent_changes
    return record_of(
        FileRow,
        row,
        stage=ApplicationStage(row.stage),
        phase=Phase(row.phase),
        completeness=Completeness(row.completeness) if row.completeness else None,
        has_unsent_changes=None if unsent is None else bool(unsent),
    )


def key_of(row: FileRow) -> int | str | None:
    """What a row is sorted on, as a cursor keeps it."""
    if isinstance(row.key, dt.datetime):
        return row.key.isoformat()
    kept: int | str | None = row.key
    return kept


def subjects_of(connection: Connection, search: Search) -> tuple[tuple[str, str, str], ...]:
    """Each file that is seen: its public id, its receipt and the name of its administration."""
    known = t.organisations.c
    asked = (
        select(_A.public_id, _A.receipt, known.name)
        .join(t.organisations, known.id == _A.organisation_id)
        .where(_where(connection, search))
    )
    return tuple((row.public_id, row.receipt, row.name) for row in connection.execute(asked))


def readers_of(
    connection: Connection, applications: Collection[int]
) -> dict[int, tuple[Person, ...]]:
    """Who is to read each of some files."""
    given = t.assignments.c
    asked = (
        select(given.application_id, *t.persons.c)
        .join(t.persons, t.persons.c.id == given.reviewer_id)
        .where(given.application_id.in_(applications))
        .order_by(given.application_id, t.persons.c.id)
    )
    found: dict[int, tuple[Person, ...]] = {}
    for row in connection.execute(asked):
        found[row.application_id] = (*found.get(row.application_id, ()), record_of(Person, row))
    return found


def keep_words(
    connection: Connection, file: Application, organisation: str, answers: Mapping[str, Any]
) -> None:
    """Keep the words of what was submitted, in place of those of the version before.

    Nothing else is searched: neither what a team is still typing, nor what managers or readers
    write. Whoever finds a file by a word could read this word in it.
    """
    texts = (file.receipt or "", file.title, organisation, *texts_said(answers))
    words = sorted(words_of(texts))
    if connection.dialect.name == "postgresql":
        connection.execute(_KEEP_IN_POSTGRESQL, {"file": file.id, "words": words})
    else:
        connection.execute(_KEEP_IN_SQLITE, {"file": file.id, "words": " ".join(words)})


def forget_words(connection: Connection, application: int) -> None:
    """Find a file by its words no more."""
    known = "application_id" if connection.dialect.name == "postgresql" else "rowid"
    told = text(f"DELETE FROM application_words WHERE {known} = :file")  # noqa: S608  # one of two
    connection.execute(told, {"file": application})


_KEEP_IN_SQLITE = text(
    "INSERT OR REPLACE INTO application_words (rowid, words) VALUES (:file, :words)"
)
_KEEP_IN_POSTGRESQL = text(
    "INSERT INTO application_words (application_id, words)"
    " VALUES (:file, array_to_tsvector(:words))"
    " ON CONFLICT (application_id) DO UPDATE SET words = excluded.words"
)
