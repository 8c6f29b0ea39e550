"""Giving the files of a call away: what its managers see, and no more, as a stream."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from reflexes.records import changed, record
from reflexes_calls.actions.desk import Desk, need_application, need_call, roles_on
from reflexes_calls.actions.recusing import check_manager_of
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.application import Version
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.decision import Decision
from reflexes_calls.domain.finding import Cursor, Order, Sort, Wanted, read_wanted
from reflexes_calls.domain.form import Form
from reflexes_calls.domain.people import Organisation, Person
from reflexes_calls.domain.review import MILLION
from reflexes_calls.domain.rights import check_manages
from reflexes_calls.domain.visibility import Seat
from reflexes_calls.exports.columns import (
    Cell,
    CellKind,
    Column,
    ExportedFile,
    Fact,
    Marks,
    columns_of,
    euros_of,
    local_of,
)
from reflexes_calls.exports.csv_table import csv_lines
from reflexes_calls.exports.descriptor import descriptor_of
from reflexes_calls.exports.folders import (
    Entry,
    answers_text,
    documents_of,
    file_data,
    folder_name,
    packed,
    pieces_of,
    safe_name,
)
from reflexes_calls.exports.workbook import SheetWords, write_workbook
from reflexes_calls.storage import applications, calls, people, reviews
from reflexes_calls.storage.finding import FileRow, Search, find_page, key_of
from reflexes_calls.storage.gathering import decisions_by_application
from reflexes_calls.storage.seeing import viewer_of

Words = Callable[[str], str]
LOT = 100
"""How many files are read at a time, with their answers."""
BY_RECEIPT = Order(sort=Sort.RECEIPT, descending=False)
_KINDS = {
    "session": CellKind.INTEGER,
    "version": CellKind.INTEGER,
    "readers": CellKind.INTEGER,
    "reads": CellKind.INTEGER,
    "amount": CellKind.NUMBER,
    "granted": CellKind.NUMBER,
    "mean": CellKind.NUMBER,
    "spread": CellKind.NUMBER,
    "submitted_at": CellKind.DATETIME,
    "decided_at": CellKind.DATETIME,
}
"""What the facts hold that are no texts."""


@record
class ExportWords:
    """The words of an export, in the language of whoever asks for it.

    `facts` are the title and the help of each fact, by its code; `stages`, `phases` and `states`
    say the values of three of them.
    """

    language: str
    facts: Mapping[str, tuple[str, str]]
    stages: Mapping[str, str]
    phases: Mapping[str, str]
    states: Mapping[str, str]
    marks: Marks
    sheets: SheetWords
    territory: Callable[[str], str]
    note: str


@record
class Export:
    """What is to be exported: the files that are asked for, and the columns of their table."""

    desk: Desk
    call: Call
    search: Search
    forms: tuple[Form, ...]
    columns: tuple[Column, ...]
    words: ExportWords

    def files(self) -> Iterator[ExportedFile]:
        """The files in the order of their receipts, read a lot at a time."""
        asked = {form.number: _asked(form) for form in self.forms}
        with self.desk.look() as connection:
            for lot in _lots(connection, self.search):
                yield from _exported(connection, lot, asked, self.words)

    def csv(self) -> Iterator[bytes]:
        """The table as CSV."""
        return csv_lines(self.columns, self.files())

    def workbook(self, path: Path) -> None:
        """The table as a workbook, written at `path`."""
        write_workbook(path, self.columns, self.files(), self.words.sheets)

    def descriptor(self, path: str) -> bytes:
        """The data package that describes the CSV found at `path`."""
        title = self.call.title(self.words.language)
        marks = self.words.marks
        return descriptor_of(self.columns, marks, title=title, path=path, note=self.words.note)

    def archive(self) -> Iterator[bytes]:
        """Every file whole, in a folder of its own, with its documents, and the table beside."""
        table = [
            Entry(name="dossiers.csv", pieces=self.csv()),
            Entry(name="datapackage.json", pieces=(self.descriptor("dossiers.csv"),)),
        ]
        return packed(_chained(table, self._folders()))

    def _folders(self) -> Iterator[Entry]:
        for file in self.files():
            yield from _folder(self.desk, self.columns, file)


def _chained(*entries: Iterable[Entry]) -> Iterator[Entry]:
    for each in entries:
        yield from each


def export_of_call(  # noqa: PLR0913  # who asks, for which call and files, and in which words
    desk: Desk,
    actor: Person,
    call_id: str,
    raw: Raw,
    words: ExportWords,
    *,
    named: Collection[str] | None = None,
) -> Export:
    """The export of the files of a call that its manager asks for; raises `Invalid`.

    `named` are the public ids of the only files wanted.
    """
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "manage")
        search = _search(connection, actor, call, read_wanted(raw, Seat.MANAGER))
        if named is not None:
            search = changed(search, named=tuple(named))
        return _export(desk, connection, call, search, words)


def export_of_file(desk: Desk, actor: Person, application_id: str, words: ExportWords) -> Export:
    """The export of one file, for whoever manages it."""
    with desk.look() as connection:
        known = need_application(connection, application_id)
        check_manager_of(connection, actor, known)
        call = calls.get_call(connection, known.call_id)
        search = changed(_search(connection, actor, call, Wanted()), named=(application_id,))
        return _export(desk, connection, call, search, words)


def _search(connection: Connection, actor: Person, call: Call, wanted: Wanted) -> Search:
    return Search(
        viewer=viewer_of(connection, actor),
        seat=Seat.MANAGER,
        wanted=wanted,
        call=call.id,
        reviews_needed=call.reviews_needed,
        unspoken=reviews.unspoken_files(connection, actor.id, call.id),
    )


def _export(
    desk: Desk, connection: Connection, call: Call, search: Search, words: ExportWords
) -> Export:
    forms = calls.forms_of_call(connection, call.id)
    facts = tuple(
        Fact(code=code, title=title, help=said, kind=_KINDS.get(code, CellKind.STRING))
        for code, (title, said) in words.facts.items()
    )
    return Export(
        desk=desk,
        call=call,
        search=search,
        forms=forms,
        columns=columns_of(facts, forms, words.language, words.marks),
        words=words,
    )


def _asked(form: Form) -> frozenset[str]:
    return frozenset(question.code for question in form.questions() if not question.internal)


def _lots(connection: Connection, search: Search) -> Iterator[tuple[FileRow, ...]]:
    cursor: Cursor | None = None
    while True:
        found = find_page(connection, search, BY_RECEIPT, cursor, size=LOT)
        if found.rows:
            yield found.rows
        if not found.more:
            return
        last = found.rows[-1]
        cursor = Cursor(order=BY_RECEIPT, key=key_of(last), file=last.public_id, backwards=False)


def _exported(
    connection: Connection,
    rows: tuple[FileRow, ...],
    asked: Mapping[int, frozenset[str]],
    words: ExportWords,
) -> Iterator[ExportedFile]:
    keys = [row.id for row in rows]
    sent = applications.last_versions_of(connection, keys)
    organisations = people.organisations_by_id(connection, {row.organisation_id for row in rows})
    decided = decisions_by_application(connection, keys)
    internal = applications.internal_of(connection, keys)
    for row in rows:
        version = sent[row.id]
        yield ExportedFile(
            facts=_facts(
                row, version, organisations[row.organisation_id], decided.get(row.id), words
            ),
            said=version.said,
            not_asked=frozenset(version.answers.get("not_asked", ())),
            known=asked.get(version.form_number, frozenset(version.said)),
            internal=internal[row.id],
            documents=version.answers,
        )


def _facts(
    row: FileRow,
    version: Version,
    organisation: Organisation,
    decision: Decision | None,
    words: ExportWords,
) -> dict[str, Cell]:
    completeness = row.completeness.value if row.completeness else ""
    return {
        "receipt": row.receipt,
        "organisation": organisation.name,
        "siret": organisation.siret,
        "title": row.title,
        "stage": words.stages[row.stage.value],
        "phase": words.phases[row.phase.value],
        "session": row.session,
        "submitted_at": local_of(row.submitted_at),
        "version": version.number,
        "digest": version.digest,
        "territory": row.territory,
        "territory_name": words.territory(row.territory) if row.territory else None,
        "amount": _euros(row.amount),
        "completeness": words.states.get(completeness, completeness),
        "readers": row.readers,
        "reads": row.reads,
        "mean": _mark(row.mean),
        "spread": _mark(row.spread),
        "decided_at": local_of(decision.decided_at) if decision else None,
        "reasons": decision.reasons if decision else None,
        "granted": _euros(decision.amount) if decision else None,
    }


def _euros(cents: int | None) -> Cell:
    return None if cents is None else euros_of(cents)


def _mark(millionths: int | None) -> Cell:
    return None if millionths is None else euros_of(round(millionths * 100 / MILLION))


FACTS = (
    "receipt",
    "organisation",
    "siret",
    "title",
    "stage",
    "phase",
    "session",
    "submitted_at",
    "version",
    "digest",
    "territory",
    "territory_name",
    "amount",
    "completeness",
    "readers",
    "reads",
    "mean",
    "spread",
    "decided_at",
    "reasons",
    "granted",
)
"""What is known of a file beside its answers, in the order of the columns."""


def _folder(desk: Desk, columns: tuple[Column, ...], file: ExportedFile) -> Iterator[Entry]:
    """The entries of one file; a document that is no longer kept is said, and stops nothing."""
    name = folder_name(str(file.facts["receipt"]), str(file.facts["organisation"]))
    yield Entry(name=f"{name}/reponses.txt", pieces=(answers_text(columns, file),))
    yield Entry(name=f"{name}/dossier.json", pieces=(file_data(file),))
    for rank, document in enumerate(documents_of(dict(file.said)), start=1):
        inside = f"{name}/documents/{rank:02}-{safe_name(document.name)}"
        try:
            stream: Any = desk.files.store.open(document.digest)
        except FileNotFoundError:
            yield Entry(name=f"{inside}.absent.txt", pieces=(document.digest.encode(),))
        else:
            yield Entry(name=inside, pieces=pieces_of(stream))
