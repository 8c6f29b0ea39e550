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
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from reflexes.digests import digest_of
from reflexes.fields import shortened
from reflexes.records import changed, record
from reflexes_calls.domain.answering import Answers, Reading, read_answers
from reflexes_calls.domain.answers import UnreadableError, read_day
from reflexes_calls.domain.clock import PLACE
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
        and _number_column(each) is not None
    )


def _number_column(sheet: Sheet) -> int | None:
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
        is_beside = target is Fact.SIRET and _establishments(known)
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


def _establishments(sheets: Iterable[Sheet]) -> dict[str, tuple[str, str]]:
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


def read_plan(sheets: Iterable[Sheet], matching: Matching, around: Around) -> Plan:
    """What bringing a file would do: every row with what it becomes, and every refusal."""
    known = tuple(sheets)
    check_matching(matching, known, around.form, around.phase)
    return _Planner(known, matching, around).plan()


class _Planner:
    """Reads one row after the other, and keeps every refusal."""

    def __init__(self, sheets: tuple[Sheet, ...], matching: Matching, around: Around) -> None:
        self.around = around
        self.sheet = main_sheet(sheets)
        self.asked = {each.code: each for each in answerable(around.form, around.phase)}
        self.form = lenient(around.form)
        used = {heading: target for heading, target in matching.columns.items() if target}
        ranks = {heading: rank for rank, heading in enumerate(self.sheet.columns)}
        self.headings = {target: heading for heading, target in used.items()}
        self.places = [(target, ranks[heading]) for heading, target in used.items()]
        self.writers = {code: _writer_of(question) for code, question in self.asked.items()}
        self.establishments = _establishments(sheets)
        self.refusals: list[RowRefusal] = []
        self.lines = self._lines_of_tables(sheets, matching)
        self.inside = {
            (name, code): heading
            for name, each in matching.tables.items()
            for heading, code in each.columns.items()
            if code
        }
        self.seen: dict[str, int] = {}
        self.applied: dict[str, int] = {}

    def plan(self) -> Plan:
        rows = tuple(row for line, cells in self.sheet.rows if (row := self._row(line, cells)))
        numbers = {cells[rank] for rank in self._rank(Fact.NUMBER) for _, cells in self.sheet.rows}
        for number, lines in self.lines.items():
            if number not in numbers:
                _, sheet, line, _ = lines[0]
                refusal = FieldRefusal(field="", kind="import-orphan", met=shortened(number))
                self.refusals.append(
                    RowRefusal(line=line, column="Dossier ID", refusal=refusal, sheet=sheet)
                )
        ordered = sorted(self.refusals, key=lambda each: (each.sheet, each.line))
        return Plan(rows=rows, refusals=tuple(ordered))

    def _rank(self, target: str) -> Iterator[int]:
        return (rank for known, rank in self.places if known == target)

    def _lines_of_tables(
        self, sheets: tuple[Sheet, ...], matching: Matching
    ) -> dict[str, list[tuple[str, str, int, dict[str, str]]]]:
        """The lines of tables by the number of their application."""
        found: dict[str, list[tuple[str, str, int, dict[str, str]]]] = {}
        for sheet in table_sheets(sheets):
            match = matching.tables.get(sheet.name)
            number, table = _number_column(sheet), None
            if match and match.question:
                table = self.around.form.find(match.question)
            if match is None or table is None or number is None:
                continue
            writers = {each.code: _writer_of(each) for each in table.columns}
            ranks = {heading: rank for rank, heading in enumerate(sheet.columns)}
            places = [(code, ranks[each]) for each, code in match.columns.items() if code]
            for line, cells in sheet.rows:
                said: dict[str, str] = {}
                for code, rank in places:
                    said |= writers[code](code, cells[rank])
                kept = (table.code, sheet.name, line, said)
                found.setdefault(cells[number], []).append(kept)
        return found

    def _refuse(self, line: int, column: str, kind: str, met: str = "", expected: str = "") -> None:
        refusal = FieldRefusal(field=column, kind=kind, met=shortened(met), expected=expected)
        self.refusals.append(RowRefusal(line=line, column=column, refusal=refusal))

    def _row(self, line: int, cells: tuple[str, ...]) -> Row | None:
        before = len(self.refusals)
        facts = {target: cells[rank] for target, rank in self.places if "." in target}
        number, state = facts.get(Fact.NUMBER, ""), facts.get(Fact.STATE, "")
        fate = STATES.get(plain(state))
        self._check_number(line, number)
        if fate is None:
            self._refuse(line, self.headings[Fact.STATE], "import-state", state)
        if fate in {Fate.UNSENT, Fate.DECIDED}:
            return self._left(line, number, state, fate)
        siret, name = self._who(line, number, facts)
        sent_at = self._sent_at(line, facts.get(Fact.SENT, ""))
        contact = self._contact(line, facts.get(Fact.CONTACT, ""))
        typed = self._typed(line, cells, number, (siret, name))
        answers = self._answers(line, typed, number)
        if len(self.refusals) > before or answers is None:
            return None
        digest = digest_of({"siret": siret, "typed": typed})
        return Row(
            line=line,
            number=number,
            siret=siret,
            name=name,
            contact=contact,
            state=shortened(state),
            sent_at=sent_at,
            typed=typed,
            answers=answers,
            digest=digest,
            fate=self._fate(line, number, siret, digest),
            missing=tuple(
                question.code
                for question in self.around.form.questions()
                if question.required
                and question.code in answers.said
                and answers.said[question.code] is None
            ),
            unasked=tuple(sorted({key.partition(".")[0] for key in typed} - set(answers.said))),
        )

    def _left(self, line: int, number: str, state: str, fate: Fate) -> Row:
        return Row(
            line=line,
            number=number,
            siret="",
            name="",
            contact="",
            state=shortened(state),
            sent_at=None,
            typed={},
            answers=Answers(said={}, not_asked=()),
            digest="",
            fate=fate,
            missing=(),
            unasked=(),
        )

    def _fate(self, line: int, number: str, siret: str, digest: str) -> Fate:
        known = self.around.known.get(number)
        if known is not None:
            return Fate.KNOWN if known == digest else Fate.CHANGED
        applied = self.around.applied
        if applied is not None:
            heading = self.headings.get(Fact.SIRET, ESTABLISHMENTS)
            if siret in applied:
                self._refuse(line, heading, "import-applied", siret)
            elif siret in self.applied:
                self._refuse(line, heading, "import-twice-here", siret, str(self.applied[siret]))
            self.applied.setdefault(siret, line)
        return Fate.NEW

    def _check_number(self, line: int, number: str) -> None:
        heading = self.headings[Fact.NUMBER]
        if not number:
            self._refuse(line, heading, "import-unnumbered")
        elif len(number) > LONGEST_NUMBER:
            self._refuse(line, heading, "too-long", str(len(number)), str(LONGEST_NUMBER))
        elif number in self.seen:
            self._refuse(line, heading, "import-same-number", number, str(self.seen[number]))
        self.seen.setdefault(number, line)

    def _who(self, line: int, number: str, facts: Mapping[str, str]) -> tuple[str, str]:
        beside = self.establishments.get(number, ("", ""))
        typed = facts.get(Fact.SIRET) or beside[0]
        name = (facts.get(Fact.NAME) or beside[1])[:LONGEST_FACT]
        heading = self.headings.get(Fact.SIRET, ESTABLISHMENTS)
        if not typed:
            self._refuse(line, heading, "import-nobody")
            return "", ""
        try:
            found = self.around.reading.registers.administration(typed, name)
        except UnreadableError as error:
            met = str(getattr(error, "met", typed))
            self._refuse(line, heading, error.kind, met, str(error.expected))
            return "", ""
        return found["siret"], found["name"]

    def _contact(self, line: int, typed: str) -> str:
        if typed and (len(typed) > LONGEST_FACT or not ADDRESS.fullmatch(typed)):
            self._refuse(line, self.headings[Fact.CONTACT], "not-an-address", typed)
            return ""
        return typed

    def _sent_at(self, line: int, typed: str) -> dt.datetime | None:
        if not typed:
            return None
        found = read_instant(typed)
        heading = self.headings[Fact.SENT]
        if found is None:
            self._refuse(line, heading, "not-a-day", typed)
        elif found > self.around.now:
            self._refuse(line, heading, "import-to-come", typed)
        return found

    def _typed(
        self, line: int, cells: tuple[str, ...], number: str, who: tuple[str, str]
    ) -> dict[str, str]:
        typed: dict[str, str] = {}
        for target, rank in self.places:
            if target in self.writers and cells[rank]:
                written = self.writers[target](target, cells[rank])
                self._check_words(line, self.asked[target], written)
                typed |= written
        for place, (code, _, _, said) in enumerate(self.lines.get(number, ()), start=1):
            typed |= {f"{code}.r{place}.{column}": text for column, text in said.items()}
        asked = self.asked.get("administration")
        if asked is not None and "administration" not in typed and who[0]:
            typed |= {"administration": who[0], "administration.name": who[1]}
        return {key: text for key, text in typed.items() if text}

    def _check_words(self, line: int, question: Question, written: Mapping[str, str]) -> None:
        """Refuse what reading the answers would leave aside: no box bears these words."""
        heading = self.headings[question.code]
        if question.kind is Kind.CONSENT and written[question.code] not in {"", "yes"}:
            self._refuse(line, heading, "import-consent", written[question.code])
        if question.kind is Kind.CHOICES:
            codes = {f"{question.code}.{each.code}" for each in question.choices}
            offered = ", ".join(each.label.fr for each in question.choices)
            for key in written.keys() - codes:
                met = key.removeprefix(f"{question.code}.")
                self._refuse(line, heading, "import-choice", met, offered)

    def _answers(self, line: int, typed: Mapping[str, str], number: str) -> Answers | None:
        try:
            return read_answers(self.form, self.around.phase, typed, self.around.reading)
        except Invalid as invalid:
            for each in invalid.refusals:
                self.refusals.append(self._placed(line, number, each))
            return None

    def _placed(self, line: int, number: str, refusal: FieldRefusal) -> RowRefusal:
        """A refusal of an answer where it stands in the file."""
        code, _, rest = refusal.field.partition(".")
        row, _, column = rest.partition(".")
        lines = self.lines.get(number, [])
        if column and row.startswith("r") and row[1:].isdecimal():
            _, sheet, own, _ = lines[int(row[1:]) - 1]
            inside = self.inside.get((sheet, column), column)
            return RowRefusal(line=own, column=inside, refusal=refusal, sheet=sheet)
        question = self.around.form.find(code)
        heading = self.headings.get(code) or (question.label.fr if question else code)
        return RowRefusal(line=line, column=heading, refusal=refusal)


def lenient(form: Form) -> Form:
    """The same questions, of which only the title and the summary need an answer.

    Another service asked other things: what it did not ask cannot be required of its files, nor
    that a day which was ahead then still is.
    """
    return changed(
        form,
        sections=tuple(
            changed(section, questions=tuple(map(_lenient, section.questions)))
            for section in form.sections
        ),
    )


def _lenient(question: Question) -> Question:
    return changed(
        question,
        required=question.code in ALWAYS_ASKED,
        not_past=False,
        minimum=question.minimum if question.kind in {Kind.WHOLE, Kind.MONEY} else None,
        columns=tuple(changed(each, required=False, not_past=False) for each in question.columns),
    )


_Writer = Callable[[str, str], dict[str, str]]


def _writer_of(question: Question) -> _Writer:
    """What turns a cell into what would have been typed under a code."""
    if question.kind is Kind.CHOICE:
        codes = _codes_by_name(question)
        return lambda code, cell: {code: codes.get(plain(cell), cell)}
    if question.kind is Kind.CHOICES:
        codes = _codes_by_name(question)
        return lambda code, cell: _ticked(code, cell, codes)
    if question.kind is Kind.CONSENT:
        return _consent
    if question.kind is Kind.DAY:
        return lambda code, cell: {code: _day(cell)}
    return lambda code, cell: {code: cell}


def _codes_by_name(question: Question) -> dict[str, str]:
    return {
        plain(name): each.code
        for each in question.choices
        for name in (each.label.en, each.label.fr, each.code)
        if plain(name)
    }


def _consent(code: str, cell: str) -> dict[str, str]:
    said = plain(cell)
    return {code: "yes" if said in YES else "" if said in NO else cell}


def _ticked(code: str, cell: str, codes: Mapping[str, str]) -> dict[str, str]:
    """The boxes that a cell ticks; what is none of them stays, to be refused."""
    found: dict[str, str] = {}
    for part in re.split(r"[;|\n]", cell):
        for name in _names_in(part, codes):
            found[f"{code}.{codes.get(plain(name), name)}"] = "yes"
    return found


def _names_in(part: str, codes: Mapping[str, str]) -> Iterator[str]:
    """The choices of a text where commas part them, although one may hold commas itself."""
    pieces = [each.strip() for each in part.split(",") if each.strip()]
    while pieces:
        lengths = range(len(pieces), 0, -1)
        known = (n for n in lengths if plain(", ".join(pieces[:n])) in codes)
        length = next(known, 1)
        yield ", ".join(pieces[:length])
        pieces = pieces[length:]


def _day(text: str) -> str:
    """A day without the hour that spreadsheets add to it."""
    return text[:10] if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]", text) else text


def read_instant(text: str) -> dt.datetime | None:
    """An instant as exports write them, in Paris time unless it says its own; None for no day."""
    place, said = ZoneInfo(PLACE), " ".join(text.replace("T", " ").split())
    french = re.fullmatch(r"([0-9]{1,2}/[0-9]{1,2}/[0-9]{4})(?: (?:à )?(.*))?", said)
    try:
        if french:
            day = read_day(french[1])
            hour = dt.time.fromisoformat(french[2].replace(" h ", ":")) if french[2] else dt.time()
            return dt.datetime.combine(day, hour, place).astimezone(dt.UTC)
        found = dt.datetime.fromisoformat(re.sub(r" ([+-][0-9]{2}):?([0-9]{2})$", r"\1:\2", said))
    except (ValueError, OverflowError):
        return None
    local = found if found.tzinfo else found.replace(tzinfo=place)
    return local.astimezone(dt.UTC)
