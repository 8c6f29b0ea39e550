"""What bringing a file would do: each row read into answers, or refused with its line."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from reflexes.digests import digest_of
from reflexes.fields import shortened
from reflexes.records import changed
from reflexes_calls.domain.answering import Answers, read_answers
from reflexes_calls.domain.answers import UnreadableError, read_day
from reflexes_calls.domain.clock import PLACE
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.form import ALWAYS_ASKED, Form, Kind, Question
from reflexes_calls.domain.importing import (
    ADDRESS,
    ESTABLISHMENTS,
    LONGEST_FACT,
    LONGEST_NUMBER,
    NO,
    STATES,
    YES,
    Around,
    Fact,
    Fate,
    Matching,
    Plan,
    Row,
    RowRefusal,
    Sheet,
    answerable,
    check_matching,
    establishments_of,
    main_sheet,
    number_column,
    plain,
    table_sheets,
)


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
        self.establishments = establishments_of(sheets)
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
            number, table = number_column(sheet), None
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
