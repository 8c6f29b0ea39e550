"""Forms and drafts that hypothesis draws: every kind of question, conditions, tables, silence."""

import string
from typing import Any

from hypothesis import strategies as st

from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.form import (
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
    Test,
)

LETTERS = string.ascii_lowercase
TAKEN = RESERVED_CODES | FIXED_KINDS.keys()
codes = st.text(LETTERS, min_size=2, max_size=5).filter(lambda code: code not in TAKEN)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
words = st.builds(Bilingual, fr=texts, en=texts)
figures = st.none() | st.integers(0, 40)
CHOSEN = {Kind.CHOICE, Kind.CHOICES}


@st.composite
def questions(draw: st.DrawFn, code: str, kinds: tuple[Kind, ...] = tuple(Kind)) -> Question:
    """A question of any kind, with what its kind may have."""
    kind = draw(st.sampled_from(kinds))
    said: dict[str, Any] = {
        "code": code,
        "kind": kind,
        "label": draw(words),
        "help": draw(words),
        "required": draw(st.booleans()),
        "internal": draw(st.integers(0, 9)) == 0,
        "identifies": draw(st.booleans()),
        "criteria": tuple(draw(st.lists(codes, max_size=2, unique=True))),
        "minimum": draw(figures),
        "maximum": draw(figures),
        "max_length": draw(st.none() | st.integers(1, 40)),
        "not_past": draw(st.booleans()),
        "bounded_by": draw(st.sampled_from(("", "weeks", "budget_cap"))),
    }
    if kind in CHOSEN:
        found = draw(st.lists(codes, min_size=2, max_size=4, unique=True))
        said["choices"] = tuple(Choice(code=each, label=draw(words)) for each in found)
    if kind is Kind.TABLE:
        found = draw(st.lists(codes, min_size=1, max_size=3, unique=True))
        columns = tuple(draw(questions(each, tuple(IN_TABLES))) for each in found)
        said["columns"] = columns
        said["total"] = draw(st.sampled_from(("", *found)))
    return Question(**said)


@st.composite
def conditions(draw: st.DrawFn, known: list[Question]) -> tuple[Condition, ...]:
    """At most one condition on an earlier question."""
    if not known or draw(st.integers(0, 2)):
        return ()
    question = draw(st.sampled_from(known))
    offered = [each.code for each in question.choices] or ["3", "yes"]
    value = draw(st.sampled_from(offered))
    test = draw(st.sampled_from(list(Test)))
    return (Condition(question=question.code, test=test, value=value),)


@st.composite
def forms(draw: st.DrawFn, number: int = 1) -> Form:
    """A form of one to three sections; conditions look at earlier questions alone."""
    found = draw(st.lists(codes, min_size=1, max_size=7, unique=True))
    made: list[Question] = []
    sections: list[Section] = []
    while found or not sections:
        size = draw(st.integers(0, len(found)))
        when = draw(conditions(made))
        held = []
        for code in found[:size]:
            drawn = draw(questions(code))
            held.append(_with(drawn, draw(conditions(made))))
            made.append(held[-1])
        sections.append(
            Section(
                code=f"s{len(sections)}",
                title=draw(words),
                intro=draw(words),
                phases=draw(st.sampled_from(((Phase.FULL,), (Phase.LETTER, Phase.FULL), ()))),
                when=when,
                questions=tuple(held),
            )
        )
        found = found[size:] if len(sections) < 3 else []
    return Form(number=number, sections=tuple(sections))


def _with(question: Question, when: tuple[Condition, ...]) -> Question:
    return Question(
        **{name: getattr(question, name) for name in Question.__slots__ if name[0] != "_"}
        | {"when": when}
    )


def typed_for(form: Form) -> st.SearchStrategy[dict[str, str]]:
    """A draft for a form: some answers right, some wrong, some left out."""
    return st.fixed_dictionaries({}, optional=dict(_keys(form)))


def _keys(form: Form) -> list[tuple[str, st.SearchStrategy[str]]]:
    found = []
    for question in form.questions():
        if question.kind is Kind.CHOICES:
            found += [(f"{question.code}.{one.code}", st.just("yes")) for one in question.choices]
        elif question.kind is Kind.TABLE:
            found += [
                (f"{question.code}.r{row}.{column.code}", _said(column))
                for row in (1, 2)
                for column in question.columns
            ]
        elif question.kind is not Kind.FILE:
            found.append((question.code, _said(question)))
    return found


def _said(question: Question) -> st.SearchStrategy[str]:
    some = {
        Kind.WHOLE: st.integers(0, 60).map(str),
        Kind.MONEY: st.integers(0, 60).map(str),
        Kind.DAY: st.dates().map(str),
        Kind.CHOICE: st.sampled_from([each.code for each in question.choices] or ["none"]),
        Kind.CONSENT: st.just("yes"),
    }
    filled = texts.filter(bool)
    return st.one_of(some.get(question.kind, filled), filled)
