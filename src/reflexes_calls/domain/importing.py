"""Applications brought from another service: from the sheets of a file to answers, or refusals.

A file is a main sheet, one row for each application, and perhaps others whose rows belong to one
of the first by its number: the lines of a table, the establishments. A matching says what each
column becomes. Everything is read before anything is kept, and every refusal is told at once by
its line and its column.

Nothing is required but what tells an application from another: its number, who applies, its title
and its summary. What another form never asked is an absent answer, told as such, never a « no ».
"""

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

import attrs

from reflexes.digests import digest_of
from reflexes.records import record
from reflexes_calls.domain.answering import Answers, Reading
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.form import ALWAYS_ASKED, Form, Kind, Phase, Question

MOST_ROWS = 10_000
MOST_LINES = 60_000
"""How many lines the other sheets may hold, all together."""
MOST_COLUMNS = 300
"""Of a sheet: each is a field of the page that says what it becomes."""
LONGEST_NUMBER = 120
LONGEST_SOURCE = 60
LONGEST_FACT = 250
PLATFORM = "demarches-simplifiees.fr"
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+", re.ASCII)
NUMBER_ELSEWHERE = "dossier id"
"""The column by which the rows of the other sheets belong to one of the main one."""


class Fact(StrEnum):
    """What a column may tell of an application beside its answers. No question has a dot."""

    NUMBER = "file.number"
    SIRET = "file.siret"
    NAME = "file.name"
    CONTACT = "file.contact"
    STATE = "file.state"
    SENT = "file.sent"


class Fate(StrEnum):
    """What a row becomes."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"
    UNSENT = "unsent"
    DECIDED = "decided"


HEADINGS: Mapping[Fact, tuple[str, ...]] = {
    Fact.NUMBER: ("id", "dossier id", "numero", "numero du dossier", "numero de dossier", "ref"),
    Fact.SIRET: ("etablissement siret", "siret", "numero siret", "siret du demandeur"),
    Fact.NAME: ("entreprise raison sociale", "raison sociale", "structure", "organisme"),
    Fact.CONTACT: ("email", "e mail", "courriel", "adresse email", "adresse mail", "contact"),
    Fact.STATE: ("etat du dossier", "etat", "statut"),
    Fact.SENT: ("depose le", "date de depot", "depot"),
}
"""The headings that tell each fact, as `plain` makes them."""
MARKS = frozenset({"id", "archive", "etat du dossier"})
"""The headings by which an export of démarches-simplifiées is known."""
STATES: Mapping[str, Fate] = {
    "": Fate.NEW,
    "en construction": Fate.NEW,
    "en instruction": Fate.NEW,
    "depose": Fate.NEW,
    "brouillon": Fate.UNSENT,
    "accepte": Fate.DECIDED,
    "refuse": Fate.DECIDED,
    "classe sans suite": Fate.DECIDED,
    "sans suite": Fate.DECIDED,
}
YES = frozenset({"oui", "yes", "on", "true", "vrai", "1", "x"})
NO = frozenset({"", "non", "no", "off", "false", "faux", "0"})
MAIN, ESTABLISHMENTS, WHOLE = "dossiers", "etablissements", "dossier"


@record
class Sheet:
    """A sheet: its headings, each unlike the others, and its rows, each with its line from 1."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@record
class TableMatch:
    """The question whose table a sheet fills, and what each of its columns becomes."""

    question: str
    columns: Mapping[str, str] = attrs.field(factory=dict)


@record
class Matching:
    """What each column becomes: a question by its code, a fact, or nothing.

    `source` names the service that a file comes from: with its number there, it tells whether an
    application was brought already.
    """

    source: str
    columns: Mapping[str, str] = attrs.field(factory=dict)
    tables: Mapping[str, TableMatch] = attrs.field(factory=dict)


@record
class RowRefusal:
    """What is wrong at a line, in a column; `sheet` is empty for the main one."""

    line: int
    column: str
    refusal: FieldRefusal
    sheet: str = ""


@record
class Row:
    """A row that was read: what is stated in it, and what it becomes.

    `missing` are the questions that our form requires and that it leaves without an answer;
    `unasked` those that it answers although our form would not have asked them.
    """

    line: int
    number: str
    siret: str
    name: str
    contact: str
    state: str
    sent_at: dt.datetime | None
    typed: Mapping[str, str]
    answers: Answers
    digest: str
    fate: Fate
    missing: tuple[str, ...]
    unasked: tuple[str, ...]


@record
class Plan:
    """What bringing a file would do."""

    rows: tuple[Row, ...]
    refusals: tuple[RowRefusal, ...]

    def of(self, fate: Fate) -> tuple[Row, ...]:
        """The rows of one fate."""
        return tuple(each for each in self.rows if each.fate is fate)

    def digest(self) -> str:
        """What tells this plan from another: whoever confirms it has seen this one."""
        return digest_of([[each.number, each.digest, each.fate.value] for each in self.rows])


@record
class Around:
    """What reading the rows needs to know around them.

    `known` gives the digest of what was brought already, by its number. `applied` holds the SIRET
    numbers of those who have a file in the call; None where each may have several.
    """

    form: Form
    phase: Phase
    reading: Reading
    now: dt.datetime
    known: Mapping[str, str] = attrs.field(factory=dict)
    applied: frozenset[str] | None = None


def plain(text: str) -> str:
    """Words without accents, capitals nor signs, for two of them to be compared."""
    bare = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("’", " ").casefold())
    return " ".join(re.findall(r"[a-z0-9]+", bare.encode("ascii", "ignore").decode("ascii")))


def unlike(headings: Iterable[str]) -> tuple[str, ...]:
    """Headings of which no two are the same: the second « Nom » becomes « Nom (2) »."""
    found: list[str] = []
    for heading in headings:
        name, rank = " ".join(heading.split()), 2
        made = name
        while made in found:
            made, rank = f"{name} ({rank})", rank + 1
        found.append(made)
    return tuple(found)


def main_sheet(sheets: Iterable[Sheet]) -> Sheet:
    """The sheet with one row for each application; raises `Invalid` when nothing can be read."""
    known = tuple(sheets)
    found = next((each for each in known if plain(each.name) == MAIN), None)
    sheet = found or next(iter(known), None)
    if sheet is None or not any(sheet.columns) or not sheet.rows:
        raise Invalid((FieldRefusal(field="file", kind="import-empty"),))
    return sheet


def table_sheets(sheets: Iterable[Sheet]) -> tuple[Sheet, ...]:
    """The sheets whose rows may be lines of a table of an application."""
    known = tuple(sheets)
    main = main_sheet(known)
    return tuple(
        each
        for each in known
        if each is not main
        and plain(each.name) not in {ESTABLISHMENTS, "avis"}
        and number_column(each) is not None
    )


def number_column(sheet: Sheet) -> int | None:
    """Where a sheet says to which row of the main one its own belong."""
    ranks = (rank for rank, each in enumerate(sheet.columns) if plain(each) == NUMBER_ELSEWHERE)
    return next(ranks, None)


def answerable(form: Form, phase: Phase) -> tuple[Question, ...]:
    """The questions that a column may answer."""
    return tuple(
        question
        for section in form.sections
        if phase in section.phases
        for question in section.questions
        if not question.internal and question.kind not in {Kind.FILE, Kind.TABLE}
    )


def tables_of(form: Form, phase: Phase) -> tuple[Question, ...]:
    """The questions that a sheet may answer."""
    return tuple(
        question
        for section in form.sections
        if phase in section.phases
        for question in section.questions
        if not question.internal and question.kind is Kind.TABLE
    )


def propose(sheets: Iterable[Sheet], form: Form, phase: Phase) -> Matching:
    """The matching that headings suggest; each question and each fact is given once."""
    known = tuple(sheets)
    main = main_sheet(known)
    is_platform = {plain(each) for each in main.columns} >= MARKS
    targets = {heading: fact.value for fact, all_of in HEADINGS.items() for heading in all_of}
    for question in answerable(form, phase):
        names = {plain(question.code), plain(question.label.fr), plain(question.label.en)}
        # « Commune (Code INSEE) » is surer than « Commune ».
        if question.kind is Kind.TERRITORY:
            names |= {f"{name} code insee" for name in names}
        targets |= {name: question.code for name in names if name and name not in targets}
    return Matching(
        source=PLATFORM if is_platform else "",
        columns=_given_once(main.columns, targets),
        tables=_propose_tables(known, form, phase),
    )


def _given_once(headings: Iterable[str], targets: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    # The code of a place is taken before its name, whatever their order.
    for heading in sorted(headings, key=lambda each: not plain(each).endswith("code insee")):
        target = targets.get(plain(heading), "")
        if target and target not in found.values():
            found[heading] = target
    return found


def _propose_tables(sheets: tuple[Sheet, ...], form: Form, phase: Phase) -> dict[str, TableMatch]:
    found: dict[str, TableMatch] = {}
    for sheet in table_sheets(sheets):
        for question in tables_of(form, phase):
            names = (plain(question.code), plain(question.label.fr), plain(question.label.en))
            # A sheet bears thirty characters of the words of its question.
            name = plain(sheet.name)
            if name and any(name == each[: len(name)] for each in names):
                columns = _given_once(sheet.columns, _columns_by_name(question))
                found[sheet.name] = TableMatch(question=question.code, columns=columns)
                break
    return found


def _columns_by_name(question: Question) -> dict[str, str]:
    return {
        plain(name): each.code
        for each in question.columns
        for name in (each.label.en, each.label.fr, each.code)
        if plain(name)
    }


def matching_of(said: Mapping[str, Any], proposed: Matching) -> Matching:
    """The matching of a document, such as a TOML file; what it leaves out stays as proposed."""
    columns = said.get("columns", {})
    tables = said.get("tables", {})
    texts = [said.get("source", ""), *_flat(columns)]
    if not isinstance(tables, dict) or not all(isinstance(each, str) for each in texts):
        raise Invalid((FieldRefusal(field="mapping", kind="import-mapping"),))
    known = dict(proposed.tables)
    for name, each in tables.items():
        inside = each.get("columns", {}) if isinstance(each, dict) else None
        question = each.get("question") if isinstance(each, dict) else None
        if not isinstance(question, str) or not all(isinstance(t, str) for t in _flat(inside)):
            raise Invalid((FieldRefusal(field="mapping", kind="import-mapping"),))
        known[name] = TableMatch(question=question, columns=inside or {})
    return Matching(
        source=said.get("source") or proposed.source,
        columns={**proposed.columns, **columns},
        tables=known,
    )


def _flat(columns: Any) -> list[object]:
    return list(columns.values()) if isinstance(columns, dict) else [None]


def matching_document(matching: Matching) -> dict[str, Any]:
    """The plain form of a matching."""
    return {
        "source": matching.source,
        "columns": dict(matching.columns),
        "tables": {
            name: {"question": each.question, "columns": dict(each.columns)}
            for name, each in matching.tables.items()
        },
    }


def matching_refusals(
    matching: Matching, sheets: Iterable[Sheet], form: Form, phase: Phase
) -> tuple[FieldRefusal, ...]:
    """What keeps a matching from being used, each under the heading or the name it is about."""
    known = tuple(sheets)
    main = main_sheet(known)
    targets = {each.value for each in Fact} | {each.code for each in answerable(form, phase)}
    used = {heading: each for heading, each in matching.columns.items() if each}
    refusals = [
        *_source_refusals(matching.source),
        *_column_refusals("", main.columns, used, targets),
    ]
    for target, kind in (
        (Fact.NUMBER, "import-no-number"),
        (Fact.SIRET, "import-no-siret"),
        *((code, "import-no-answer") for code in ALWAYS_ASKED if form.find(code)),
    ):
        is_beside = target is Fact.SIRET and establishments_of(known)
        if target not in used.values() and not is_beside:
            question = form.find(target)
            met = question.label.fr if question else ""
            refusals.append(FieldRefusal(field="columns", kind=kind, met=met))
    tables = {each.code: each for each in tables_of(form, phase)}
    sheets_by_name = {each.name: each for each in table_sheets(known)}
    for name, match in matching.tables.items():
        if not match.question:
            continue
        table, sheet = tables.get(match.question), sheets_by_name.get(name)
        if table is None or sheet is None:
            refusals.append(FieldRefusal(field=name, kind="import-target", met=match.question))
            continue
        inside = {heading: each for heading, each in match.columns.items() if each}
        codes = {each.code for each in table.columns}
        refusals.extend(_column_refusals(name, sheet.columns, inside, codes))
    twice = Counter(each.question for each in matching.tables.values() if each.question)
    refusals.extend(
        FieldRefusal(field=name, kind="import-twice", met=tables[each.question].label.fr)
        for name, each in matching.tables.items()
        if twice[each.question] > 1 and each.question in tables
    )
    return tuple(refusals)


def _source_refusals(source: str) -> Iterator[FieldRefusal]:
    if not source.strip():
        yield FieldRefusal(field="source", kind="import-no-source")
    elif len(source) > LONGEST_SOURCE:
        yield FieldRefusal(
            field="source", kind="too-long", met=str(len(source)), expected=str(LONGEST_SOURCE)
        )


def _column_refusals(
    sheet: str, headings: Iterable[str], used: Mapping[str, str], targets: Iterable[str]
) -> Iterator[FieldRefusal]:
    known, allowed, counts = set(headings), set(targets), Counter(used.values())
    for heading, target in used.items():
        field = f"{sheet} / {heading}" if sheet else heading
        if heading not in known:
            yield FieldRefusal(field=field, kind="import-no-column", met=heading)
        elif target not in allowed:
            yield FieldRefusal(field=field, kind="import-target", met=target)
        elif counts[target] > 1:
            yield FieldRefusal(field=field, kind="import-twice", met=heading)


def check_matching(matching: Matching, sheets: Iterable[Sheet], form: Form, phase: Phase) -> None:
    """Raise `Invalid` with everything that keeps a matching from being used."""
    refusals = matching_refusals(matching, sheets, form, phase)
    if refusals:
        raise Invalid(refusals)


def establishments_of(sheets: Iterable[Sheet]) -> dict[str, tuple[str, str]]:
    """The SIRET number and the name of whoever applies, by the number of each application.

    The sheet tells the establishments that answer questions too: those of the applicants bear
    « Dossier », or nothing, where the others bear the words of their question.
    """
    sheet = next((each for each in sheets if plain(each.name) == ESTABLISHMENTS), None)
    if sheet is None:
        return {}
    ranks = {plain(each): rank for rank, each in reversed(tuple(enumerate(sheet.columns)))}
    number, siret = ranks.get(NUMBER_ELSEWHERE), ranks.get("etablissement siret")
    if number is None or siret is None:
        return {}
    names = [ranks[each] for each in HEADINGS[Fact.NAME] if each in ranks]
    champ = ranks.get("champ")
    found: dict[str, tuple[str, str]] = {}
    for _, cells in sheet.rows:
        if champ is None or plain(cells[champ]) in {"", WHOLE}:
            name = next((cells[rank] for rank in names if cells[rank]), "")
            found.setdefault(cells[number], (cells[siret], name))
    return found
