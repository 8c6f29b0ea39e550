"""From what was typed to what is kept: conditions, tables, choices, four kinds of silence."""

import datetime as dt
from typing import Any

import pytest

from reflexes_calls.domain.answering import (
    MOST_ROWS,
    Answers,
    NoRegisters,
    Reading,
    keep_known,
    questions_asked,
    read_answers,
    refusals_of,
    rows_typed,
)
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.form import Form, Phase, form_digest, form_document, form_of, ready_form

READING = Reading(
    today=dt.date(2026, 12, 10),
    figures={"budget_cap": 15_000_00, "weeks": 36},
    registers=NoRegisters(),
    files={},
)


def a_form(*questions: dict[str, Any], **section: Any) -> Form:
    said = {"code": "s", "questions": list(questions)} | section
    return form_of({"sections": [said]}, 1)


def said(
    form: Form, typed: dict[str, str], reading: Reading = READING, phase: Phase = Phase.FULL
) -> Answers:
    return read_answers(form, phase, typed, reading)


def refused(form: Form, typed: dict[str, str], reading: Reading = READING) -> dict[str, str]:
    return {one.field: one.kind for one in refusals_of(form, Phase.FULL, typed, reading)}


CHOICES = [{"code": "rural"}, {"code": "urban"}]
AXES = {"code": "axes", "kind": "choices", "choices": CHOICES, "maximum": 1}
LINES = {
    "code": "lines",
    "kind": "table",
    "maximum": 2,
    "columns": [
        {"code": "item", "kind": "line"},
        {"code": "amount", "kind": "money", "minimum": 0},
        {"code": "note", "kind": "line", "optional": True},
    ],
}


def test_the_four_kinds_of_silence_are_told_apart() -> None:
    form = a_form(
        {"code": "law", "kind": "choice", "choices": [{"code": "yes"}, {"code": "no"}]},
        {
            "code": "which",
            "kind": "line",
            "when": [{"question": "law", "test": "is", "value": "yes"}],
        },
        {"code": "agreed", "kind": "yes", "optional": True},
        {"code": "note", "kind": "line", "optional": True},
    )
    read = said(form, {"law": "no"})

    assert read.said == {"law": "no", "agreed": None, "note": None}
    assert read.not_asked == ("which",)
    assert "absent" not in read.said
    assert said(form, {"law": "yes", "which": "Un décret"}).not_asked == ()


def test_a_question_that_was_not_asked_opens_no_other() -> None:
    form = a_form(
        {"code": "a", "kind": "line", "optional": True},
        {"code": "b", "kind": "line", "when": [{"question": "a", "test": "answered"}]},
        {"code": "c", "kind": "line", "when": [{"question": "b", "test": "answered"}]},
    )
    # What was typed in `b` while it was asked is still in the draft; it no longer counts.
    typed = {"b": "resté là"}
    assert [q.code for q in questions_asked(form, Phase.FULL, typed)] == ["a"]
    assert said(form, typed).not_asked == ("b", "c")


@pytest.mark.parametrize(
    ("test", "value", "typed", "opens"),
    [
        ("at-least", "5 000", "5 000,00 €", True),
        ("at-least", "5 000", "4 999,99", False),
        ("at-most", "5 000", "5000", True),
        ("at-most", "5 000", "beaucoup", False),
        ("at-least", "5 000", "", False),
        ("is-not", "0", "12", True),
        ("is-not", "0", "", False),
    ],
)
def test_conditions_compare_what_people_write(
    test: str, value: str, typed: str, *, opens: bool
) -> None:
    form = a_form(
        {"code": "budget", "kind": "money", "optional": True},
        {
            "code": "why",
            "kind": "line",
            "when": [{"question": "budget", "test": test, "value": value}],
        },
    )
    asked = [q.code for q in questions_asked(form, Phase.FULL, {"budget": typed})]
    assert ("why" in asked) is opens


def test_several_choices_are_kept_by_their_codes() -> None:
    form = a_form(AXES)
    assert said(form, {"axes.urban": "yes", "axes.moon": "yes"}).said == {"axes": ["urban"]}
    assert refused(form, {"axes.urban": "yes", "axes.rural": "yes"}) == {"axes": "too-many"}
    assert refused(form, {}) == {"axes": "missing"}
    assert refused(form, {"axes.urban": "no"}) == {"axes": "missing"}


def test_a_table_says_which_cell_is_wrong() -> None:
    form = a_form(LINES)
    good = {"lines.r1.item": "Temps", "lines.r1.amount": "1 200,50"}
    assert said(form, good).said["lines"] == [{"item": "Temps", "amount": 120_050, "note": None}]
    wrong = {"lines.r1.item": "Temps", "lines.r1.amount": "douze", "lines.r9.amount": "-3"}
    assert refused(form, wrong) == {
        "lines.r1.amount": "not-a-number",
        "lines.r9.item": "missing",
        "lines.r9.amount": "too-small",
    }
    three = {f"lines.r{n}.item": "x" for n in range(3)} | {
        f"lines.r{n}.amount": "1" for n in range(3)
    }
    assert refused(form, three) == {"lines": "too-many"}
    assert refused(form, {}) == {"lines": "missing"}


def test_blank_rows_are_no_rows_and_order_is_that_of_typing() -> None:
    (question,) = a_form(LINES).questions()
    typed = {"lines.b.item": "deux", "lines.a.item": "un", "lines.c.item": "   "}
    assert rows_typed(question, typed) == ("b", "a")


def test_no_table_holds_more_rows_than_anyone_can_read() -> None:
    form = a_form(LINES | {"maximum": None})
    typed = {f"lines.r{n}.{c}": "1" for n in range(MOST_ROWS + 1) for c in ("item", "amount")}
    assert refused(form, typed) == {"lines": "too-many"}


def test_only_the_answers_of_the_form_are_kept() -> None:
    form = a_form(
        AXES,
        LINES,
        {"code": "home", "kind": "administration"},
        {"code": "file", "kind": "file"},
        {"code": "secret", "kind": "line", "internal": True},
    )
    typed = {
        "axes.urban": "yes",
        "axes.moon": "yes",
        "lines.r1.item": "x",
        "lines.r1.other": "x",
        "lines.r 1.item": "x",
        "lines": "x",
        "home": "1",
        "home.name": "Mairie",
        "home.siren": "x",
        "file": "x",
        "secret": "x",
        "stage": "selected",
    }
    assert set(keep_known(form, typed)) == {
        "axes.urban",
        "lines.r1.item",
        "home",
        "home.name",
    }


def test_files_are_counted_and_asked_for() -> None:
    form = a_form({"code": "plan", "kind": "file", "maximum": 1})
    one = {"name": "plan.pdf", "digest": "d" * 64, "size": 12, "type": "application/pdf"}
    assert refused(form, {}) == {"plan": "missing-file"}
    two = Reading(
        today=READING.today, figures={}, registers=NoRegisters(), files={"plan": [one, one]}
    )
    assert refused(form, {}, two) == {"plan": "too-many"}
    fits = Reading(today=READING.today, figures={}, registers=NoRegisters(), files={"plan": [one]})
    assert said(form, {}, fits).said == {"plan": [one]}


def test_a_letter_asks_less_than_a_full_file() -> None:
    form = ready_form()
    letter = {q.code for q in questions_asked(form, Phase.LETTER, {})}
    full = {q.code for q in questions_asked(form, Phase.FULL, {})}
    assert letter < full
    assert {"title", "summary"} <= letter


def test_the_call_bounds_what_its_form_leaves_open() -> None:
    typed = {"budget": "15 000,01", "weeks": "37"}
    met = refused(ready_form(), typed)
    assert (met["budget"], met["weeks"]) == ("too-large", "too-large")


def test_a_formula_and_markup_are_words_like_others() -> None:
    form = a_form({"code": "a", "kind": "line"})
    for typed in ("=HYPERLINK(“x”)", "+33", "@here", "<b>x</b>"):
        assert said(form, {"a": typed}).said == {"a": typed}


def test_ten_thousand_characters_are_counted_and_refused_in_short() -> None:
    form = a_form({"code": "a", "kind": "prose", "max_length": 200})
    with pytest.raises(Invalid) as caught:
        said(form, {"a": "x" * 10_000})
    (refusal,) = caught.value.refusals
    assert (refusal.kind, refusal.met, refusal.expected) == ("too-long", "10000", "200")


def test_a_kept_form_is_read_back_as_it_was() -> None:
    form = ready_form()
    document = form_document(form)
    assert form_of(document, 1) == form
    assert form_digest(form_of(document, 7)) == form_digest(form)


def test_a_document_of_an_older_form_is_still_read() -> None:
    form = a_form({"code": "title", "kind": "line", "new-key": "of a later version"})
    (question,) = form.questions()
    assert question.required
    assert question.longest() == 240
