"""Building a form: each act takes a form and gives another; codes are made once and never change.

Nothing here is kept anywhere: the actions keep it, the pages draw it.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from reflexes.records import changed, record
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound, Refused
from reflexes_calls.domain.form import (
    ALWAYS_ASKED,
    FIXED_KINDS,
    IN_TABLES,
    RESERVED_CODES,
    Choice,
    Condition,
    Form,
    Kind,
    Phase,
    Question,
    Section,
    name_of,
    question_document,
    question_of,
    section_document,
    section_of,
)

LONGEST_CODE = 40
MOST_QUESTIONS = 200
MOST_SECTIONS = 40
MOST_PARTS = 60
"""How many choices or columns a question may have."""


class _Coded(Protocol):
    @property
    def code(self) -> str:
        """What it is known by."""


C = TypeVar("C", bound=_Coded)


@record
class TakenOut:
    """A question, or a whole section, that was taken out and may be taken back.

    `order` holds the codes of what stood beside it, itself among them: it goes back there.
    """

    section: str
    question: Question | None = None
    whole: Section | None = None
    order: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """What it is known by among what was taken out; a section is marked by a dot."""
        return self.question.code if self.question else f"section.{self.section}"

    @property
    def label(self) -> Bilingual:
        """What it is called."""
        if self.question is not None:
            return self.question.label
        return self.whole.title if self.whole else Bilingual()


@record
class Bench:
    """A form being built: the versions published before it, and what was taken out of it."""

    form: Form
    published: tuple[Form, ...] = ()
    taken_out: tuple[TakenOut, ...] = ()

    def codes(self) -> frozenset[str]:
        """Every code that a question has, or ever had."""
        forms = (self.form, *self.published)
        known = {each.code for form in forms for each in form.questions()}
        return frozenset(known | {each.code for each in questions_out(self.taken_out)})

    def section_codes(self) -> frozenset[str]:
        """Every code that a section has, or ever had."""
        known = {each.code for form in (self.form, *self.published) for each in form.sections}
        return frozenset(known | {each.section for each in self.taken_out})

    def published_kind(self, code: str) -> Kind | None:
        """The kind that a question was published with, which can no longer change."""
        found = [form.find(code) for form in self.published]
        return next((each.kind for each in reversed(found) if each is not None), None)

    def published_parts(self, code: str) -> frozenset[str]:
        """The codes of the choices and columns that a question was ever published with."""
        found = [each for form in self.published if (each := form.find(code)) is not None]
        choices = {part.code for each in found for part in each.choices}
        return frozenset(choices | {part.code for each in found for part in each.columns})


Edit = Callable[[Bench], Bench]


def questions_out(taken_out: Iterable[TakenOut]) -> Iterator[Question]:
    """Every question that was taken out, alone or with its section."""
    for each in taken_out:
        if each.question is not None:
            yield each.question
        if each.whole is not None:
            yield from each.whole.questions


def bare(text: str, *, longest: int = LONGEST_CODE) -> str:
    """A text as a code could be: without accents, its words tied by underscores."""
    parted = re.sub(r"[^\w]", " ", text.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = unicodedata.normalize("NFKD", parted).encode("ascii", "ignore").decode("ascii")
    words = re.findall(r"[a-z0-9]+", plain)
    # « l’essai » is not a word that begins with « l ».
    kept = [word for word in words if len(word) > 1 or word.isdigit()] or words
    made = ""
    for word in kept:
        longer = f"{made}_{word}" if made else word
        if len(longer) > longest:
            break
        made = longer
    return (made or "_".join(kept)[:longest]).strip("_").lstrip("0123456789_")


def code_from(label: str, taken: Collection[str], fallback: str) -> str:
    """A code made of a label, unlike any that is taken."""
    made = bare(label) or fallback
    found, rank = made, 2
    while found in taken:
        found, rank = f"{made[: LONGEST_CODE - 4]}_{rank}", rank + 1
    return found


def code_of_question(bench: Bench, label: str, kind: Kind) -> str:
    """The code of a new question: one that no question ever had, and that its kind may bear."""
    other = {code for code, fixed in FIXED_KINDS.items() if fixed is not kind}
    return code_from(label, bench.codes() | RESERVED_CODES | other, "question")


def add_section(bench: Bench, title: Bilingual) -> tuple[Bench, str]:
    """A new section at the end; gives its code too."""
    if len(bench.form.sections) >= MOST_SECTIONS:
        raise Refused("form-full", expected=MOST_SECTIONS)
    code = code_from(title.fr, bench.section_codes(), "section")
    made = Section(code=code, title=title, phases=(Phase.FULL,))
    return _with_sections(bench, (*bench.form.sections, made)), code


def put_section(bench: Bench, section: Section) -> Bench:
    """The same form with a section as it now is."""
    need_section(bench, section.code)
    return _with_sections(
        bench, tuple(section if each.code == section.code else each for each in _sections(bench))
    )


def move_section(bench: Bench, code: str, by: int) -> Bench:
    """A section moved up or down."""
    need_section(bench, code)
    return _with_sections(bench, moved(_sections(bench), code, by))


def remove_section(bench: Bench, code: str) -> Bench:
    """A section and its questions, taken out together."""
    gone = need_section(bench, code)
    held = [each.code for each in gone.questions if each.code in ALWAYS_ASKED]
    if held:
        raise Refused("form-holds-always-asked", met=", ".join(held))
    left = tuple(each for each in _sections(bench) if each.code != code)
    order = _order_with_gaps(
        [each.code for each in _sections(bench)],
        [(each.section, each.order) for each in bench.taken_out if each.whole is not None],
    )
    out = TakenOut(section=code, whole=gone, order=order)
    return changed(_with_sections(bench, left), taken_out=_out(bench, out))


def add_question(bench: Bench, section: str, kind: Kind, label: Bilingual) -> tuple[Bench, str]:
    """A new question at the end of a section; gives its code, made once from its French label."""
    if sum(1 for _ in bench.form.questions()) >= MOST_QUESTIONS:
        raise Refused("form-full", expected=MOST_QUESTIONS)
    code = code_of_question(bench, label.fr, kind)
    made = Question(code=code, kind=kind, label=label, required=False)
    held = need_section(bench, section)
    return put_section(bench, changed(held, questions=(*held.questions, made))), code


def put_question(bench: Bench, question: Question) -> Bench:
    """The same form with a question as it now is; refuses what can never change."""
    before = need_question(bench, question.code)
    if before == question:
        return bench
    known = bench.published_kind(question.code)
    if known is not None and known is not question.kind:
        raise Refused("form-kind-changed", met=question.kind.value, expected=known.value)
    fixed = FIXED_KINDS.get(question.code)
    if fixed is not None and fixed is not question.kind:
        raise Refused("form-fixed-kind", met=question.kind.value, expected=fixed.value)
    kept = _always_asked(question) if question.code in ALWAYS_ASKED else question
    section = section_holding(bench, question.code)
    replaced = tuple(kept if each.code == kept.code else each for each in section.questions)
    return put_section(bench, changed(section, questions=replaced))


def _always_asked(question: Question) -> Question:
    return changed(question, required=True, internal=False, when=())


def move_question(bench: Bench, code: str, by: int) -> Bench:
    """A question moved up or down; from the edge of its section it goes into the next one."""
    section = section_holding(bench, code)
    place = _place(section.questions, code) + by
    if 0 <= place < len(section.questions):
        return put_section(bench, changed(section, questions=moved(section.questions, code, by)))
    order = list(_sections(bench))
    beside = _place(order, section.code) + by
    if not 0 <= beside < len(order):
        return bench
    return send_question(bench, code, order[beside].code, first=by > 0)


def send_question(bench: Bench, code: str, section: str, *, first: bool = False) -> Bench:
    """A question sent to another section, at its end or as its first."""
    question, source = need_question(bench, code), section_holding(bench, code)
    target = need_section(bench, section)
    if source.code == target.code:
        return bench
    left = tuple(each for each in source.questions if each.code != code)
    there = (question, *target.questions) if first else (*target.questions, question)
    emptied = put_section(bench, changed(source, questions=left))
    return put_section(emptied, changed(target, questions=there))


def remove_question(bench: Bench, code: str) -> Bench:
    """A question taken out; it may be taken back as it was."""
    if code in ALWAYS_ASKED:
        raise Refused("form-always-asked", met=code)
    question, section = need_question(bench, code), section_holding(bench, code)
    left = tuple(each for each in section.questions if each.code != code)
    order = _order_with_gaps(
        [each.code for each in section.questions],
        [
            (each.question.code, each.order)
            for each in bench.taken_out
            if each.question is not None and each.section == section.code
        ],
    )
    out = TakenOut(section=section.code, question=question, order=order)
    return changed(put_section(bench, changed(section, questions=left)), taken_out=_out(bench, out))


def take_back(bench: Bench, code: str) -> Bench:
    """What was taken out, put back where it stood among what is still beside it."""
    known = restorable(bench)
    found = next((each for each in known if each.code == code), None)
    if found is None:
        raise NotFound("question", code)
    left = tuple(each for each in bench.taken_out if each.code != code)
    without = changed(bench, taken_out=left)
    sections = list(_sections(bench))
    if found.whole is not None:
        standing = [each.code for each in sections]
        sections.insert(place_in(standing, found.whole.code, found.order), found.whole)
        return _with_sections(without, tuple(sections))
    assert found.question is not None  # noqa: S101  # it is one or the other
    target = next((each for each in sections if each.code == found.section), sections[-1])
    beside = list(target.questions)
    standing = [each.code for each in beside]
    beside.insert(place_in(standing, found.question.code, found.order), found.question)
    return put_section(without, changed(target, questions=tuple(beside)))


def place_in(standing: Sequence[str], code: str, order: Sequence[str]) -> int:
    """Where `code` goes among the codes that stand, so as to be beside what it was beside.

    After the nearest that came before it; failing that, before the nearest that came after it.
    """
    rank = order.index(code) if code in order else len(order)
    for before in reversed(order[:rank]):
        if before in standing:
            return standing.index(before) + 1
    return next(
        (standing.index(after) for after in order[rank + 1 :] if after in standing), len(standing)
    )


def _order_with_gaps(
    standing: Sequence[str], gone: Iterable[tuple[str, Sequence[str]]]
) -> tuple[str, ...]:
    """The codes that stand, with those taken out earlier where they stood: the last is first."""
    found = list(standing)
    for code, order in gone:
        if code not in found:
            found.insert(place_in(found, code, order), code)
    return tuple(found)


def gone_labels(bench: Bench) -> dict[str, str]:
    """What each question that is no longer asked was called, by its code."""
    older = [question for form in bench.published for question in form.questions()]
    found = {each.code: each for each in (*older, *questions_out(bench.taken_out))}
    now = {each.code for each in bench.form.questions()}
    return {code: name_of(each) for code, each in found.items() if code not in now}


def restorable(bench: Bench) -> tuple[TakenOut, ...]:
    """What may be taken back: what was taken out here, and what only older versions asked."""
    now = {each.code for each in bench.form.questions()}
    sections = {each.code for each in _sections(bench)}
    found = {each.code: each for each in bench.taken_out if _is_free(each, now, sections)}
    known = now | {each.code for each in questions_out(found.values())}
    for form in reversed(bench.published):
        for section in form.sections:
            for question in section.questions:
                if question.code not in known:
                    known.add(question.code)
                    found[question.code] = TakenOut(
                        section=section.code,
                        question=question,
                        order=tuple(each.code for each in section.questions),
                    )
    return tuple(found.values())


def _is_free(out: TakenOut, questions: set[str], sections: set[str]) -> bool:
    if out.whole is None:
        return out.question is not None and out.question.code not in questions
    return out.section not in sections and not (
        questions & {each.code for each in out.whole.questions}
    )


def replace_form(bench: Bench, form: Form) -> Bench:
    """Another form in the place of this one; refuses codes that once meant something else."""
    refusals = tuple(
        FieldRefusal(
            field=question.code,
            kind="form-code-reused",
            met=question.code,
            expected=known.value,
        )
        for question in form.questions()
        if (known := bench.published_kind(question.code)) is not None and known is not question.kind
    )
    if refusals:
        raise Invalid(refusals)
    return changed(bench, form=changed(form, number=bench.form.number))


@record
class Replacing:
    """What replacing a form by another does to its questions, known by their codes."""

    gone: tuple[Question, ...]
    kept: tuple[Question, ...]
    new: tuple[Question, ...]


def replacing(before: Form, after: Form) -> Replacing:
    """The questions that go, stay and come when a form takes the place of another."""
    return Replacing(
        gone=tuple(each for each in before.questions() if after.find(each.code) is None),
        kept=tuple(each for each in after.questions() if before.find(each.code) is not None),
        new=tuple(each for each in after.questions() if before.find(each.code) is None),
    )


def add_choice(bench: Bench, question: Question, label: Bilingual) -> Question:
    """A question with one more choice, whose code is made once from its French label."""
    _check_parts(question.choices)
    taken = {each.code for each in question.choices} | bench.published_parts(question.code)
    code = code_from(label.fr, taken, "choix")
    return changed(question, choices=(*question.choices, Choice(code=code, label=label)))


def add_column(
    bench: Bench, question: Question, kind: Kind, label: Bilingual
) -> tuple[Question, str]:
    """A table with one more column; gives the column's code too."""
    _check_parts(question.columns)
    if kind not in IN_TABLES:
        raise Refused("form-not-in-table", met=label.fr, expected=kind.value)
    taken = {each.code for each in question.columns} | bench.published_parts(question.code)
    code = code_from(label.fr, taken, "colonne")
    made = Question(code=code, kind=kind, label=label, required=False)
    return changed(question, columns=(*question.columns, made)), code


def _check_parts(parts: tuple[Any, ...]) -> None:
    if len(parts) >= MOST_PARTS:
        raise Refused("form-full", expected=MOST_PARTS)


def without_part(question: Question, code: str) -> Question:
    """A question without one of its choices or columns; a total over it goes away with it."""
    return changed(
        question,
        choices=tuple(each for each in question.choices if each.code != code),
        columns=tuple(each for each in question.columns if each.code != code),
        total="" if question.total == code else question.total,
    )


def move_part(question: Question, code: str, by: int) -> Question:
    """A question with one of its choices or columns moved up or down."""
    return changed(
        question,
        choices=moved(question.choices, code, by),
        columns=moved(question.columns, code, by),
    )


def with_kind(question: Question, kind: Kind) -> Question:
    """A question of another kind: what that kind does not have goes away."""
    if kind is question.kind:
        return question
    chosen = {Kind.CHOICE, Kind.CHOICES}
    return Question(
        code=question.code,
        kind=kind,
        label=question.label,
        help=question.help,
        example=question.example,
        required=question.required,
        choices=question.choices if {kind, question.kind} == chosen else (),
        when=question.when,
        internal=question.internal,
        identifies=question.identifies,
        criteria=question.criteria,
    )


def without_condition(conditions: tuple[Condition, ...], place: int) -> tuple[Condition, ...]:
    """The conditions without the one at a place, from 0."""
    return tuple(each for rank, each in enumerate(conditions) if rank != place)


def need_question(bench: Bench, code: str) -> Question:
    """The question of a code, or `NotFound`."""
    found = bench.form.find(code)
    if found is None:
        raise NotFound("question", code)
    return found


def need_section(bench: Bench, code: str) -> Section:
    """The section of a code, or `NotFound`."""
    found = bench.form.section(code)
    if found is None:
        raise NotFound("section", code)
    return found


def section_holding(bench: Bench, code: str) -> Section:
    """The section in which a question stands."""
    need_question(bench, code)
    return next(each for each in _sections(bench) if code in {one.code for one in each.questions})


def moved(parts: Iterable[C], code: str, by: int) -> tuple[C, ...]:
    """Some parts with the one of `code` moved by so many places, as far as there is room."""
    order = list(parts)
    place = next((rank for rank, each in enumerate(order) if each.code == code), None)
    if place is None:
        return tuple(order)
    part = order.pop(place)
    order.insert(min(max(0, place + by), len(order)), part)
    return tuple(order)


def _place(parts: Iterable[Any], code: str) -> int:
    return next(rank for rank, each in enumerate(parts) if each.code == code)


def _sections(bench: Bench) -> tuple[Section, ...]:
    return bench.form.sections


def _with_sections(bench: Bench, sections: tuple[Section, ...]) -> Bench:
    return changed(bench, form=changed(bench.form, sections=sections))


def _out(bench: Bench, out: TakenOut) -> tuple[TakenOut, ...]:
    """What was taken out, the last first; the same code is remembered once."""
    return (out, *(each for each in bench.taken_out if each.code != out.code))


def taken_out_document(taken_out: Iterable[TakenOut]) -> list[dict[str, Any]]:
    """The plain form of what was taken out, to keep."""
    kept: list[dict[str, Any]] = []
    for each in taken_out:
        said: dict[str, Any] = {"section": each.section, "order": list(each.order)}
        if each.question is not None:
            kept.append(said | {"question": question_document(each.question)})
        elif each.whole is not None:
            kept.append(said | {"whole": section_document(each.whole)})
    return kept


def taken_out_of(kept: Iterable[dict[str, Any]]) -> tuple[TakenOut, ...]:
    """What was taken out, from its kept form."""
    return tuple(
        TakenOut(
            section=each["section"],
            question=question_of(each["question"]) if "question" in each else None,
            whole=section_of(each["whole"]) if "whole" in each else None,
            order=tuple(each.get("order", ())),
        )
        for each in kept
    )
