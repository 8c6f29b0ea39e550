"""Lists of files: of a call for its managers, of what one is to read, of one's own teams."""

from collections.abc import Callable, Collection, Sequence

from sqlalchemy import Connection

from reflexes.records import changed, record
from reflexes_calls.actions.desk import Desk, need_call, roles_on
from reflexes_calls.actions.looking import ApplicationPage, pages_of
from reflexes_calls.actions.ordering import keep_order
from reflexes_calls.domain.answers import Raw, keep_typed, read_form
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import NotFound, Refused
from reflexes_calls.domain.finding import (
    COUNTED,
    COUNTED_OF_WORDS,
    PAGE,
    Cursor,
    Order,
    Wanted,
    order_of,
    read_cursor,
    read_wanted,
    write_cursor,
)
from reflexes_calls.domain.people import Organisation, Person
from reflexes_calls.domain.review import MILLION, Summary
from reflexes_calls.domain.rights import check_manages
from reflexes_calls.domain.saved_view import SavedView, SavedViewAnswers
from reflexes_calls.domain.visibility import Part, Seat, sees
from reflexes_calls.storage import applications, people, reviews, saved_views
from reflexes_calls.storage.engine import writing
from reflexes_calls.storage.finding import (
    FileRow,
    Found,
    Search,
    count_files,
    find_page,
    key_of,
    readers_of,
    subjects_of,
    with_words,
)
from reflexes_calls.storage.seeing import viewer_of

MOST_CHOSEN = 200
"""How many files one gesture may act on."""


@record
class ListedFile:
    """A file in a list, as seen from the seat of the reader."""

    application: FileRow
    organisation: Organisation
    reviewers: tuple[Person, ...]
    call: Call

    @property
    def title(self) -> str:
        """The title that was submitted."""
        return self.application.title

    @property
    def summary(self) -> Summary | None:
        """What the reviews say together, where it is seen."""
        row = self.application
        if row.reads is None:
            return None
        return Summary(count=row.reads, mean=_plain(row.mean), spread=_plain(row.spread))


def _plain(millionths: int | None) -> float | None:
    return None if millionths is None else millionths / MILLION


@record
class FilesPage:
    """One page of a list; `is_more` says that there are more files than `count`.

    `following` and `preceding` are the cursors of the pages around it, or nothing.
    """

    call: Call | None
    seat: Seat
    wanted: Wanted
    order: Order
    count: int
    is_more: bool
    following: str
    preceding: str
    files: tuple[ListedFile, ...] = ()
    pages: tuple[ApplicationPage, ...] = ()
    views: tuple[SavedView, ...] = ()


def files_of_call(
    desk: Desk, actor: Person, call_id: str, raw: Raw, *, size: int = PAGE
) -> FilesPage:
    """A page of the files of a call, for whoever manages it; raises `Invalid` with every refusal.

    `raw` holds what is asked, as typed, and `page`, the cursor that another page gave.
    """
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "manage")
        search = _search(connection, actor, Seat.MANAGER, read_wanted(raw, Seat.MANAGER), call)
        found = _listed(connection, search, raw, call, size)
        return _with(
            found,
            files=_files(connection, search, found.rows, {call.id: call}),
            views=saved_views.views_of(connection, actor.id, call.id),
        )


def files_to_read(desk: Desk, actor: Person, raw: Raw, *, size: int = PAGE) -> FilesPage:
    """A page of the files that were given to a person to read, in an order of their own.

    The order is drawn the first time that they look, and kept.
    """
    keep_order(desk, actor)
    return _own_list(desk, actor, Seat.REVIEWER, raw, size)


def files_of_teams(desk: Desk, actor: Person, raw: Raw, *, size: int = PAGE) -> FilesPage:
    """A page of the files of a person's administrations, and of the teams they joined."""
    return _own_list(desk, actor, Seat.TEAM, raw, size)


@record
class _Listed:
    """What a list found, before its rows are dressed."""

    search: Search
    order: Order
    call: Call | None
    rows: tuple[FileRow, ...]
    count: int
    is_more: bool
    following: str
    preceding: str


def _own_list(desk: Desk, actor: Person, seat: Seat, raw: Raw, size: int) -> FilesPage:
    with desk.look() as connection:
        search = _search(connection, actor, seat, read_wanted(raw, seat), None)
        found = _listed(connection, search, raw, None, size)
        known = applications.applications_by_id(connection, [row.id for row in found.rows])
        to_read = seat is Seat.REVIEWER
        return _with(
            found, pages=pages_of(connection, actor, search.viewer, known, to_read=to_read)
        )


def _search(
    connection: Connection, actor: Person, seat: Seat, wanted: Wanted, call: Call | None
) -> Search:
    return Search(
        viewer=viewer_of(connection, actor),
        seat=seat,
        wanted=wanted,
        call=call.id if call else None,
        reviews_needed=call.reviews_needed if call else 0,
        blind=reviews.blind_files(connection, actor.id) if seat is Seat.REVIEWER else frozenset(),
        unspoken=reviews.unspoken_files(connection, actor.id, call.id) if call else frozenset(),
    )


def _listed(
    connection: Connection, search: Search, raw: Raw, call: Call | None, size: int
) -> _Listed:
    order = order_of(search.wanted, search.seat)
    typed = raw.get("page", "")
    cursor = read_cursor(typed, order) if typed else None
    search = with_words(connection, search)
    found = find_page(connection, search, order, cursor, size=size)
    bound = COUNTED_OF_WORDS if search.wanted.words else COUNTED
    count = count_files(connection, search, bound)
    return _Listed(
        search=search,
        order=order,
        call=call,
        rows=found.rows,
        count=min(count, bound),
        is_more=count > bound,
        following=_cursor(found, order, backwards=False),
        preceding=_cursor(found, order, backwards=True),
    )


def _cursor(found: Found, order: Order, *, backwards: bool) -> str:
    if not found.rows or not (found.less if backwards else found.more):
        return ""
    row = found.rows[0 if backwards else -1]
    return write_cursor(
        Cursor(order=order, key=key_of(row), file=row.public_id, backwards=backwards)
    )


def _with(
    found: _Listed,
    *,
    files: tuple[ListedFile, ...] = (),
    pages: tuple[ApplicationPage, ...] = (),
    views: tuple[SavedView, ...] = (),
) -> FilesPage:
    return FilesPage(
        call=found.call,
        seat=found.search.seat,
        wanted=found.search.wanted,
        order=found.order,
        count=found.count,
        is_more=found.is_more,
        following=found.following,
        preceding=found.preceding,
        files=files,
        pages=pages,
        views=views,
    )


def _files(
    connection: Connection, search: Search, rows: Sequence[FileRow], known: dict[int, Call]
) -> tuple[ListedFile, ...]:
    organisations = people.organisations_by_id(connection, {row.organisation_id for row in rows})
    readers = (
        readers_of(connection, {row.id for row in rows}) if sees(search.seat, Part.READERS) else {}
    )
    return tuple(
        ListedFile(
            application=row,
            organisation=organisations[row.organisation_id],
            reviewers=readers.get(row.id, ()),
            call=known[row.call_id],
        )
        for row in rows
    )


def call_board(
    desk: Desk, actor: Person, call_id: str, wanted: Wanted | None = None
) -> tuple[ListedFile, ...]:
    """The first submitted files of a call, a page at most; drafts stay unseen."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "manage")
        asked = wanted or Wanted()
        search = _search(connection, actor, Seat.MANAGER, asked, call)
        found = find_page(connection, search, order_of(asked, Seat.MANAGER), size=PAGE)
        return _files(connection, search, found.rows, {call.id: call})


def count_of_call(desk: Desk, actor: Person, call_id: str, wanted: Wanted) -> int:
    """How many files of a call a manager sees; `COUNTED` + 1 stands for any more."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "manage")
        return count_files(connection, _search(connection, actor, Seat.MANAGER, wanted, call))


def subjects_of_call(desk: Desk, actor: Person, call_id: str) -> tuple[tuple[str, str, str], ...]:
    """Each file of a call that its manager sees: its public id, its receipt, its administration."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "manage")
        return subjects_of(connection, _search(connection, actor, Seat.MANAGER, Wanted(), call))


def files_named(
    desk: Desk, actor: Person, call_id: str, named: Collection[str]
) -> dict[str, ListedFile]:
    """The files of a call that a manager sees among those `named` by their public ids."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "manage")
        search = changed(
            _search(connection, actor, Seat.MANAGER, Wanted(), call),
            named=tuple(named)[:MOST_CHOSEN],
        )
        order = order_of(search.wanted, Seat.MANAGER)
        rows = find_page(connection, search, order, size=MOST_CHOSEN).rows
        listed = _files(connection, search, rows, {call.id: call})
    return {each.application.public_id: each for each in listed}


def files_wanted(desk: Desk, actor: Person, call_id: str, raw: Raw) -> tuple[ListedFile, ...]:
    """The first files of a list, as many as one gesture may act on."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "manage")
        search = _search(connection, actor, Seat.MANAGER, read_wanted(raw, Seat.MANAGER), call)
        order = order_of(search.wanted, Seat.MANAGER)
        rows = find_page(connection, search, order, size=MOST_CHOSEN).rows
        return _files(connection, search, rows, {call.id: call})


def save_view(desk: Desk, actor: Person, call_id: str, raw: Raw, asked: Raw) -> SavedView:
    """Keep what is `asked` of the list of a call under a name; raises `Invalid`.

    A view of the same name is replaced: it is one's own.
    """
    said = read_form(SavedViewAnswers, raw)
    read_wanted(asked, Seat.MANAGER)
    now = desk.clock.now()
    with writing(desk.engine) as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "manage")
        return saved_views.keep_view(
            connection,
            person_id=actor.id,
            call_id=call.id,
            name=said.name,
            asked={name: text for name, text in keep_typed(Wanted, asked).items() if text},
            shared=said.shared,
            saved_at=now,
        )


def forget_view(desk: Desk, actor: Person, view_id: str) -> None:
    """Forget one of one's own views."""
    with writing(desk.engine) as connection:
        known = saved_views.find_view(connection, view_id)
        if known is None or known.person_id != actor.id:
            raise NotFound("view", view_id)
        saved_views.drop_view(connection, known.id)


@record
class Treated:
    """What became of one file of a gesture: done, or refused and why."""

    file: ListedFile
    refused: Refused | None = None


def treat_each(
    files: Sequence[ListedFile], act: Callable[[ListedFile], object]
) -> tuple[Treated, ...]:
    """Take the same action on each file, as if it were the only one.

    Each is an action of its own, done wholly or refused wholly; one refusal keeps none of the
    others from being done, and all are told.
    """
    told = []
    for file in files:
        try:
            act(file)
        except Refused as refused:
            told.append(Treated(file=file, refused=refused))
        else:
            told.append(Treated(file=file))
    return tuple(told)
