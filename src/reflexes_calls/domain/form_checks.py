"""What is wrong in a form before a call opens: said all at once, each fault where it is mended."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from reflexes_calls.domain.answers import UnreadableError, read_money, read_whole
from reflexes_calls.domain.findings import Finding
from reflexes_calls.domain.form import (
    ALWAYS_ASKED,
    FIXED_KINDS,
    IN_TABLES,
    Choice,
    Condition,
    Form,
    Kind,
    Phase,
    Question,
    Section,
    Test,
    name_of,
)

if TYPE_CHECKING:
    from reflexes_calls.domain.call import Procedure

PAGE = "questions"
TWO_STEPS = "two-steps"
FEWEST_CHOICES = 2
COMPARED = frozenset({Kind.WHOLE, Kind.MONEY})


def anchor_of_section(code: str) -> str:
    """The place of a section on the page of the questions; no question has a dot in its code."""
    return f"section.{code}"


def form_faults(
    form: Form,
    *,
    criteria_codes: Collection[str],
    funded: bool,
    procedure: "Procedure | str",
    gone: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """Everything that keeps a form from being published, in its order, then second looks.

    `gone` says what each question that was taken out was called, for the conditions left behind.
    """
    found = (
        *_codes(form),
        *_always_asked(form),
        *_phases(form, str(procedure)),
        *_sections(form, gone or {}),
        *(
            fault
            for section in form.sections
            for question in section.questions
            for fault in (
                *_question(form, section, question, criteria_codes, funded=funded),
                *_conditions_of(form, question, gone or {}),
            )
        ),
    )
    return tuple(sorted(found, key=lambda each: not each.stops))


def _fault(
    kind: str, field: str, met: str = "", expected: str = "", *, stops: bool = True
) -> Finding:
    return Finding(kind=kind, page=PAGE, field=field, met=met, expected=expected, stops=stops)


def _codes(form: Form) -> Iterator[Finding]:
    for code, count in Counter(each.code for each in form.questions()).items():
        if count > 1:
            yield _fault("form-same-code", code, code)
    for code, count in Counter(each.code for each in form.sections).items():
        if count > 1:
            yield _fault("form-same-code", anchor_of_section(code), code)
    for question in form.questions():
        for parts in (question.choices, question.columns):
            for code, count in Counter(each.code for each in parts).items():
                if count > 1:
                    yield _fault("form-same-code", question.code, code)


def _always_asked(form: Form) -> Iterator[Finding]:
    for code in ALWAYS_ASKED:
        found = form.find(code)
        if found is None or not found.required or found.internal or found.when:
            yield _fault("form-always-asked", code if found else "", code)
        elif next(each for each in form.sections if found in each.questions).when:
            yield _fault("form-always-asked", code, code)
    for question in form.questions():
        kind = FIXED_KINDS.get(question.code)
        if kind and question.kind is not kind:
            yield _fault("form-fixed-kind", question.code, question.kind.value, expected=kind.value)


def _phases(form: Form, procedure: str) -> Iterator[Finding]:
    if not _asked_in(form, Phase.FULL):
        yield _fault("form-empty", "")
    if procedure != TWO_STEPS:
        return
    asked = _asked_in(form, Phase.LETTER)
    if not asked:
        yield _fault("no-letter-section", "")
        return
    for code in ALWAYS_ASKED:
        if code not in asked:
            yield _fault("form-letter-without", code, code)


def _asked_in(form: Form, phase: Phase) -> set[str]:
    return {
        question.code
        for section in form.sections
        if phase in section.phases
        for question in section.questions
        if not question.internal
    }


def _sections(form: Form, gone: Mapping[str, str]) -> Iterator[Finding]:
    for section in form.sections:
        field = anchor_of_section(section.code)
        if not section.title.fr.strip():
            yield _fault("form-unnamed-section", field, section.code)
        if not section.phases:
            yield _fault("form-section-never", field, section.title.fr or section.code)
        held = (field, section.title.fr or section.code)
        before = _before_section(form, section)
        yield from _conditions(form, section.when, held, before=before, gone=gone)


def _before_section(form: Form, wanted: Section) -> tuple[str, ...]:
    """The codes of the questions before a section, that a condition on it may look at."""
    known: list[str] = []
    for section in form.sections:
        if section is wanted:
            break
        known.extend(each.code for each in section.questions)
    return tuple(known)


def questions_before(form: Form, code: str) -> tuple[Question, ...]:
    """The questions that a condition on the question of `code` may look at."""
    known: list[Question] = []
    for question in form.questions():
        if question.code == code:
            return tuple(known)
        if not question.internal:
            known.append(question)
    return tuple(known)


def questions_before_section(form: Form, code: str) -> tuple[Question, ...]:
    """The questions that a condition on the section of `code` may look at."""
    known: list[Question] = []
    for section in form.sections:
        if section.code == code:
            return tuple(known)
        known.extend(each for each in section.questions if not each.internal)
    return tuple(known)


def _question(
    form: Form,
    section: Section,
    question: Question,
    criteria_codes: Collection[str],
    *,
    funded: bool,
) -> Iterator[Finding]:
    yield from _alone(question, question.code)
    yield from _phases_of(form, section, question)
    for code in question.criteria:
        if code not in criteria_codes:
            yield _fault("form-no-criterion", question.code, code, name_of(question))
    if question.internal and question.when:
        yield _fault("form-internal-when", question.code, name_of(question))
    if question.internal and question.kind is Kind.FILE:
        yield _fault("form-internal-file", question.code, name_of(question))
    if not funded and not question.internal:
        yield from _money(question)


def _conditions_of(form: Form, question: Question, gone: Mapping[str, str]) -> Iterator[Finding]:
    before = tuple(each.code for each in questions_before(form, question.code))
    held = (question.code, name_of(question))
    yield from _conditions(form, question.when, held, before=before, gone=gone)


def _money(question: Question) -> Iterator[Finding]:
    asks = question.kind is Kind.MONEY or question.bounded_by == "budget_cap"
    if asks:
        stops = question.required or question.bounded_by == "budget_cap"
        yield _fault("money-asked", question.code, name_of(question), stops=stops)


def _alone(question: Question, field: str) -> Iterator[Finding]:
    """What is wrong in a question, or in a column, whatever stands around it."""
    name = name_of(question)
    if not question.label.fr.strip():
        yield _fault("form-unnamed", field, question.code)
    least, most = question.minimum, question.maximum
    if least is not None and most is not None and least > most:
        yield _fault("form-bounds", field, name, f"{least} > {most}")
    if question.kind in {Kind.CHOICE, Kind.CHOICES}:
        yield from _choices(question, field)
    if question.kind is Kind.TABLE:
        yield from _table(question, field)


def _choices(question: Question, field: str) -> Iterator[Finding]:
    if len(question.choices) < FEWEST_CHOICES:
        yield _fault("form-few-choices", field, name_of(question))
    for choice in question.choices:
        if not choice.label.fr.strip():
            yield _fault("form-unnamed", field, f"{question.code} / {choice.code}")
    for said in twins(question.choices):
        yield _fault("form-same-choice", field, said, name_of(question))


def twins(parts: Iterable[Choice | Question]) -> tuple[str, ...]:
    """Words that several parts say in one language, whatever their spaces and capitals."""
    # Two parts of one code are told as such.
    labels = {each.code: each.label for each in parts}.values()
    found: list[str] = []
    for said in ([each.fr for each in labels], [each.en for each in labels]):
        counts = Counter(filter(None, map(_plain, said)))
        twice = (words for words, count in counts.items() if count > 1)
        found.extend(next(one for one in said if _plain(one) == words) for words in twice)
    return tuple(found)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


def _table(question: Question, field: str) -> Iterator[Finding]:
    if not question.columns:
        yield _fault("form-no-column", field, name_of(question))
    for said in twins(question.columns):
        yield _fault("form-same-column", field, said, name_of(question))
    for column in question.columns:
        if column.kind not in IN_TABLES:
            yield _fault("form-not-in-table", field, name_of(question), column.kind.value)
        else:
            yield from _alone(column, field)
    summed = {each.code for each in question.columns if each.kind in COMPARED}
    if question.total and question.total not in summed:
        yield _fault("form-no-total", field, name_of(question), question.total)


def _conditions(
    form: Form,
    conditions: tuple[Condition, ...],
    held: tuple[str, str],
    *,
    before: tuple[str, ...],
    gone: Mapping[str, str],
) -> Iterator[Finding]:
    """What is wrong in conditions; `held` is the field and the name of what holds them."""
    field, holder = held
    for one in conditions:
        looked_at = form.find(one.question)
        if looked_at is None:
            is_known = one.question in gone
            kind = "form-when-gone" if is_known else "form-when-unknown"
            yield _fault(kind, field, gone.get(one.question, one.question), holder)
        elif looked_at.internal:
            yield _fault("form-when-internal", field, name_of(looked_at), holder)
        elif one.question not in before:
            yield _fault("form-when-later", field, name_of(looked_at), holder)
        elif not _makes_sense(looked_at, one):
            yield _fault("form-when-value", field, name_of(looked_at), holder)


def _makes_sense(question: Question, condition: Condition) -> bool:
    """Whether an answer to the question could ever be what the condition looks for."""
    if condition.test is Test.ANSWERED:
        return True
    if condition.test in {Test.AT_LEAST, Test.AT_MOST}:
        return question.kind in COMPARED and _is_figure(question.kind, condition.value)
    if question.kind in {Kind.CHOICE, Kind.CHOICES}:
        return condition.value in {each.code for each in question.choices}
    return question.kind in COMPARED | {Kind.LINE, Kind.DAY, Kind.CONSENT} and bool(condition.value)


def _is_figure(kind: Kind, text: str) -> bool:
    try:
        (read_money if kind is Kind.MONEY else read_whole)(text)
    except UnreadableError:
        return False
    return True


def _phases_of(form: Form, section: Section, question: Question) -> Iterator[Finding]:
    """A condition that looks at a question of another phase could never hold in this one."""
    for one in (*section.when, *question.when):
        asked_in = next(
            (each.phases for each in form.sections if one.question in _codes_of(each)), None
        )
        if asked_in is not None and not set(section.phases) <= set(asked_in):
            looked_at = form.find(one.question)
            name = name_of(looked_at) if looked_at else one.question
            yield _fault("form-when-phase", question.code, name, name_of(question))


def _codes_of(section: Section) -> set[str]:
    return {each.code for each in section.questions}
