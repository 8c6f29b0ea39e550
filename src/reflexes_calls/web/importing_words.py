"""What a file to be brought would become, as its page shows it."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from reflexes.records import changed, record
from reflexes_calls.actions.importing import DryRun
from reflexes_calls.domain.errors import FieldRefusal
from reflexes_calls.domain.form import Kind, Question
from reflexes_calls.domain.importing import (
    Fact,
    Fate,
    Matching,
    Plan,
    Row,
    RowRefusal,
    Sheet,
    TableMatch,
    answerable,
    main_sheet,
    table_sheets,
    tables_of,
)
from reflexes_calls.web.notices import N_
from reflexes_calls.wording import sentence

Translate = Callable[[str], str]
FACTS = MappingProxyType(
    {
        Fact.NUMBER: N_("Number of the application there"),
        Fact.SIRET: N_("SIRET of who applies"),
        Fact.NAME: N_("Name of who applies"),
        Fact.CONTACT: N_("Mail address of the contact"),
        Fact.STATE: N_("State of the application there"),
        Fact.SENT: N_("Day on which it was sent there"),
    }
)
LEFT = MappingProxyType(
    {
        Fate.KNOWN: N_("brought already, unchanged"),
        Fate.CHANGED: N_("brought already, and changed since there: what we hold stays as it is"),
        Fate.UNSENT: N_("never sent there: drafts are not brought"),
        Fate.DECIDED: N_("decided there: it is not brought"),
    }
)
"""Why a row is not brought, by its fate."""
AT_LINE = N_("Line %(line)s, column “%(column)s” – %(said)s")
AT_SHEET = N_("Sheet “%(sheet)s”, line %(line)s, column “%(column)s” – %(said)s")
MOST_TOLD, MOST_ROWS_SHOWN, MOST_NUMBERS = 200, 100, 30
SOURCE, COLUMN, TABLE = "source", "column", "table"
Options = tuple[tuple[str, str], ...]


@record
class Choice:
    """A column or a sheet, with what it may become and what it becomes now."""

    name: str
    heading: str
    sample: str
    target: str
    options: tuple[tuple[str, Options], ...]
    error: str = ""


@record
class TableChoice:
    """A sheet of lines, and its columns once its question is known."""

    sheet: Choice
    columns: tuple[Choice, ...]


@record
class Left:
    """Rows that are not brought: why, how many, and the first numbers among them."""

    said: str
    count: int
    numbers: tuple[str, ...]


def columns_shown(run: DryRun, language: str, words: Translate) -> tuple[Choice, ...]:
    """The columns of the main sheet."""
    form, phase = run.call.questions(), run.call.first_phase
    options = (
        (words(N_("About the application")), tuple((f.value, words(s)) for f, s in FACTS.items())),
        (words(N_("Its answers")), _options(answerable(form, phase), language)),
    )
    return _choices(main_sheet(run.sheets), run.matching.columns, options, COLUMN, run, "", words)


def tables_shown(run: DryRun, language: str, words: Translate) -> tuple[TableChoice, ...]:
    """The sheets whose rows may be lines of a table."""
    known = tables_of(run.call.questions(), run.call.first_phase)
    found = []
    for rank, sheet in enumerate(table_sheets(run.sheets)):
        match = run.matching.tables.get(sheet.name) or TableMatch(question="")
        table = next((each for each in known if each.code == match.question), None)
        options = (("", _options(known, language)),)
        errors = [sentence(each, words) for each in run.faults if each.field == sheet.name]
        shown = Choice(
            name=f"{TABLE}.{rank}",
            heading=sheet.name,
            sample="",
            target=match.question,
            options=options,
            error=" ".join(errors),
        )
        columns: tuple[Choice, ...] = ()
        if table is not None:
            inside = (("", _options(table.columns, language)),)
            prefix = f"{TABLE}.{rank}"
            columns = _choices(sheet, match.columns, inside, prefix, run, sheet.name, words)
        found.append(TableChoice(sheet=shown, columns=columns))
    return tuple(found)


def _options(questions: Iterable[Question], language: str) -> Options:
    return tuple((each.code, each.label.said(language) or each.code) for each in questions)


def _choices(  # noqa: PLR0913, PLR0917  # a sheet, and what its columns may become
    sheet: Sheet,
    matching: Mapping[str, str],
    options: tuple[tuple[str, Options], ...],
    prefix: str,
    run: DryRun,
    within: str,
    words: Translate,
) -> tuple[Choice, ...]:
    before = f"{within} / " if within else ""
    errors = {
        heading: sentence(each, words)
        for heading in sheet.columns
        for each in run.faults
        if each.field == f"{before}{heading}"
    }
    return tuple(
        Choice(
            name=f"{prefix}.{rank}",
            heading=heading,
            sample=next((cells[rank] for _, cells in sheet.rows if cells[rank]), "")[:80],
            target=matching.get(heading, ""),
            options=options,
            error=errors.get(heading, ""),
        )
        for rank, heading in enumerate(sheet.columns)
    )


def matching_sent(run: DryRun, values: Mapping[str, str]) -> Matching:
    """The matching that the page sent back; a field that it did not show stays as it was."""
    main = main_sheet(run.sheets)
    tables: dict[str, TableMatch] = {}
    for rank, sheet in enumerate(table_sheets(run.sheets)):
        known = run.matching.tables.get(sheet.name) or TableMatch(question="")
        prefix = f"{TABLE}.{rank}"
        columns = _columns_sent(sheet, f"{prefix}.", known.columns, values)
        question = values.get(prefix, known.question)
        tables[sheet.name] = TableMatch(question=question, columns=columns)
    return Matching(
        source=values.get(SOURCE, run.matching.source).strip(),
        columns=_columns_sent(main, f"{COLUMN}.", run.matching.columns, values),
        tables=tables,
    )


def _columns_sent(
    sheet: Sheet, prefix: str, known: Mapping[str, str], values: Mapping[str, str]
) -> dict[str, str]:
    return {
        heading: values.get(f"{prefix}{rank}", known.get(heading, ""))
        for rank, heading in enumerate(sheet.columns)
    }


def faults_told(run: DryRun, words: Translate) -> tuple[tuple[str, str], ...]:
    """What keeps the matching from being used: the field to go to, and the sentence."""
    places = {each: f"{COLUMN}.{rank}" for rank, each in enumerate(main_sheet(run.sheets).columns)}
    for rank, sheet in enumerate(table_sheets(run.sheets)):
        places |= {sheet.name: f"{TABLE}.{rank}"}
        places |= {
            f"{sheet.name} / {each}": f"{TABLE}.{rank}.{place}"
            for place, each in enumerate(sheet.columns)
        }
    places |= {SOURCE: SOURCE, "columns": f"{COLUMN}.0"}
    return tuple((places.get(each.field, SOURCE), sentence(each, words)) for each in run.faults)


def refusals_told(run: DryRun, words: Translate) -> tuple[str, ...]:
    """What is to be mended in the file, by line and column; the first ones when there are many."""
    if run.plan is None:
        return ()
    form = run.call.questions()
    questions = {each.code: each for each in form.questions()}
    return tuple(refusal_told(each, questions, words) for each in run.plan.refusals[:MOST_TOLD])


def refusal_told(each: RowRefusal, questions: Mapping[str, Question], words: Translate) -> str:
    """One thing to mend, with its place in the file."""
    at = AT_SHEET if each.sheet else AT_LINE
    said = sentence(_in_euros(each.refusal, questions), words)
    return words(at) % {
        "sheet": each.sheet,
        "line": each.line,
        "column": each.column,
        "said": said,
    }


def _in_euros(refusal: FieldRefusal, questions: Mapping[str, Question]) -> FieldRefusal:
    code, _, rest = refusal.field.partition(".")
    question = questions.get(code)
    column = rest.partition(".")[2]
    parts = question.columns if question is not None else ()
    found = next((each for each in parts if column and each.code == column), question)
    is_money = found is not None and found.kind is Kind.MONEY
    # `sentence` writes the limits of this field in euros, of which we keep cents.
    return changed(refusal, field="budget") if is_money else changed(refusal, field="")


def rows_shown(plan: Plan) -> tuple[Row, ...]:
    """The first rows that would be brought."""
    return plan.of(Fate.NEW)[:MOST_ROWS_SHOWN]


def left_shown(plan: Plan, words: Translate) -> tuple[Left, ...]:
    """The rows that would not be brought, by the reason."""
    found = []
    for fate, said in LEFT.items():
        rows = plan.of(fate)
        if rows:
            numbers = tuple(each.number for each in rows[:MOST_NUMBERS])
            found.append(Left(said=words(said), count=len(rows), numbers=numbers))
    return tuple(found)
