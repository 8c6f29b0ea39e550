"""Earlier answers: which of them fit the questions of another draft, and why the others do not."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from reflexes.records import changed, record
from reflexes_calls.domain.form import Form, Kind, Phase, Question
from reflexes_calls.domain.typed_answer import Rows, keys_for, offered, rows_of
from reflexes_calls.domain.working_copy import copied_questions


class Fit(StrEnum):
    """Whether an earlier answer can be taken, and whether something is there already."""

    FITS = "fits"
    REPLACES = "replaces"
    SAME = "same"
    PARTLY = "partly"
    TOO_LONG = "too-long"
    OTHER_KIND = "other-kind"
    NO_CHOICE = "no-choice"


TAKEN = frozenset({Fit.FITS, Fit.REPLACES, Fit.PARTLY})


@record
class EarlierAnswer:
    """An earlier answer beside the present one. `offered` is what would be typed."""

    question: Question
    fit: Fit
    present: Rows
    earlier: Rows
    offered: Rows

    @property
    def can_be_taken(self) -> bool:
        """Whether ticking it does something."""
        return self.fit in TAKEN

    @property
    def is_proposed(self) -> bool:
        """Whether it is ticked at first: never where something would be replaced."""
        return self.fit is Fit.FITS


def earlier_answers(
    form: Form, phase: Phase, draft: Mapping[str, str], old: Form, typed: Mapping[str, str]
) -> tuple[EarlierAnswer, ...]:
    """The earlier answers to questions that a draft asks too, in the order of its form."""
    return tuple(_fitting(form, phase, draft, old, typed))


def _fitting(
    form: Form, phase: Phase, draft: Mapping[str, str], old: Form, typed: Mapping[str, str]
) -> Iterator[EarlierAnswer]:
    for _, question in copied_questions(form, phase):
        before = old.find(question.code)
        if before is None or before.internal or Kind.FILE in {before.kind, question.kind}:
            continue
        earlier = rows_of(before, typed)
        if earlier and question.kind is not Kind.CONSENT:
            # What was agreed to then is not agreed to now.
            yield _compared(question, before, earlier, rows_of(question, draft))


def _compared(question: Question, before: Question, earlier: Rows, present: Rows) -> EarlierAnswer:
    rows = earlier if before.kind is question.kind else ()
    whole = rows
    if rows and question.kind is Kind.TABLE:
        rows = _same_columns(question, before, rows)
        dropped = {each.code for each in before.columns} - {each.code for each in question.columns}
    elif rows and question.kind in {Kind.CHOICE, Kind.CHOICES}:
        known = {code for code, _ in offered(question, "fr")}
        rows, dropped = tuple(row for row in rows if row[0] in known), set()
    else:
        dropped = set()
    answer = EarlierAnswer(
        question=question, fit=Fit.FITS, present=present, earlier=earlier, offered=rows
    )
    if before.kind is not question.kind:
        return changed(answer, fit=Fit.OTHER_KIND)
    if not rows:
        return changed(answer, fit=Fit.NO_CHOICE)
    if _too_long(question, rows):
        return changed(answer, fit=Fit.TOO_LONG)
    if rows == present:
        return changed(answer, fit=Fit.SAME)
    if dropped or len(rows) < len(whole):
        return changed(answer, fit=Fit.PARTLY)
    return changed(answer, fit=Fit.REPLACES) if present else answer


def _same_columns(question: Question, before: Question, rows: Rows) -> Rows:
    """The rows under the columns of the new table; what has no column there is left out."""
    places = {column.code: rank for rank, column in enumerate(before.columns)}
    kinds = {column.code: column.kind for column in before.columns}
    kept = tuple(
        tuple(
            row[places[column.code]] if kinds.get(column.code) is column.kind else ""
            for column in question.columns
        )
        for row in rows
    )
    return tuple(row for row in kept if any(row))


def _too_long(question: Question, rows: Rows) -> bool:
    columns = question.columns or (question,)
    return any(
        len(cell) > (column.longest() or len(cell))
        for row in rows
        for column, cell in zip(columns, row, strict=False)
    )


def typed_from(
    answers: Iterable[EarlierAnswer], taken: Iterable[str], draft: Mapping[str, str]
) -> dict[str, str]:
    """What to type so that a draft says the ticked answers."""
    asked = set(taken)
    said: dict[str, str] = {}
    for each in answers:
        if each.question.code in asked and each.can_be_taken:
            said.update(keys_for(each.question, each.offered, draft))
    return said
