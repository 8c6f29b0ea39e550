"""What keeps a form from being published, each fault named where it is mended."""

from typing import Any

import pytest

from reflexes_calls.domain.call import Procedure, usual_criteria
from reflexes_calls.domain.findings import Finding
from reflexes_calls.domain.form import Form, form_document, form_of, ready_form
from reflexes_calls.domain.form_checks import form_faults

CRITERIA = tuple(each.code for each in usual_criteria())
TITLE = {"code": "title", "kind": "line", "label": {"fr": "Titre"}}
SUMMARY = {"code": "summary", "kind": "prose", "label": {"fr": "Résumé"}}


def a_form(*questions: dict[str, Any], **section: Any) -> Form:
    both = [TITLE, SUMMARY, *({"label": {"fr": "Dite"}} | each for each in questions)]
    said = {"code": "s", "title": {"fr": "Partie"}, "questions": both} | section
    return form_of({"sections": [said]}, 1)


def faults(
    form: Form, *, funded: bool = True, procedure: Procedure = Procedure.SINGLE
) -> tuple[Finding, ...]:
    return form_faults(form, criteria_codes=CRITERIA, funded=funded, procedure=procedure)


def kinds(form: Form, **said: Any) -> list[tuple[str, str]]:
    return [(each.kind, each.field) for each in faults(form, **said) if each.stops]


def when(question: str, test: str = "answered", value: str = "") -> dict[str, Any]:
    return {"when": [{"question": question, "test": test, "value": value}]}


@pytest.mark.parametrize("procedure", list(Procedure))
def test_the_ready_form_has_no_fault(procedure: Procedure) -> None:
    assert faults(ready_form(), procedure=procedure) == ()


A, B = {"code": "a", "kind": "line"}, {"code": "b", "kind": "line"}
LAW = {
    "code": "law",
    "kind": "choice",
    "choices": [
        {"code": "yes", "label": {"fr": "Oui"}},
        {"code": "no", "label": {"fr": "Non"}},
    ],
}
LINES = {"code": "lines", "kind": "table"}
ITEM = {"code": "item", "kind": "line", "label": {"fr": "Objet"}}

OBJECT = ITEM | {"code": "object", "label": {"fr": "Dépense", "en": "Item "}}
ITEM = ITEM | {"label": {"fr": "Objet", "en": "item"}}
YES_AGAIN = {"code": "again", "label": {"fr": " oui"}}


def test_a_condition_names_what_holds_it_and_what_was_taken_out_by_its_words() -> None:
    form = a_form(A | when("moon") | {"label": {"fr": "La nuit"}})
    found = form_faults(
        form,
        criteria_codes=CRITERIA,
        funded=True,
        procedure=Procedure.SINGLE,
        gone={"moon": "La lune"},
    )
    told = [(each.kind, each.field, each.met, each.expected) for each in found if each.stops]
    assert told == [("form-when-gone", "a", "La lune", "La nuit")]


@pytest.mark.parametrize(
    ("questions", "found"),
    [
        ([A | when("moon")], [("form-when-unknown", "a")]),
        ([A | when("b"), B], [("form-when-later", "a")]),
        ([A | when("a")], [("form-when-later", "a")]),
        ([LAW, A | when("law", "is", "moon")], [("form-when-value", "a")]),
        ([LAW, A | when("law", "is", "no")], []),
        ([A, B | when("a", "at-least", "12")], [("form-when-value", "b")]),
        ([A | {"internal": True}, B | when("a")], [("form-when-internal", "b")]),
        ([A, B | {"internal": True} | when("a")], [("form-internal-when", "b")]),
        ([{"code": "f", "kind": "file", "internal": True}], [("form-internal-file", "f")]),
        ([LAW | {"choices": LAW["choices"][:1]}], [("form-few-choices", "law")]),
        ([LAW | {"choices": [LAW["choices"][0]] * 2}], [("form-same-code", "law")]),
        (
            [LAW | {"choices": [LAW["choices"][0], YES_AGAIN]}],
            [("form-same-choice", "law")],
        ),
        ([LINES | {"columns": [ITEM, OBJECT]}], [("form-same-column", "lines")]),
        ([LINES], [("form-no-column", "lines")]),
        ([LINES | {"columns": [ITEM | {"kind": "file"}]}], [("form-not-in-table", "lines")]),
        ([LINES | {"columns": [ITEM], "total": "item"}], [("form-no-total", "lines")]),
        ([A, A], [("form-same-code", "a")]),
        ([A | {"minimum": 3, "maximum": 2}], [("form-bounds", "a")]),
        ([A | {"label": {"en": "Said"}}], [("form-unnamed", "a")]),
        ([A | {"criteria": ["moon"]}], [("form-no-criterion", "a")]),
        ([{"code": "budget", "kind": "line"}], [("form-fixed-kind", "budget")]),
    ],
)
def test_each_fault_is_named_where_it_is_mended(
    questions: list[dict[str, Any]], found: list[tuple[str, str]]
) -> None:
    assert kinds(a_form(*questions)) == found


def test_every_fault_is_said_at_once() -> None:
    form = a_form(A | {"criteria": ["moon"]} | when("moon"), LINES, LAW | {"choices": []})
    assert len(kinds(form)) == 4


def test_title_and_summary_are_always_asked_of_everyone() -> None:
    without = form_of({"sections": [{"code": "s", "title": {"fr": "x"}, "questions": [TITLE]}]}, 1)
    assert ("form-always-asked", "") in kinds(without)
    optional = a_form(title={"fr": "x"}, questions=[TITLE | {"optional": True}, SUMMARY])
    assert kinds(optional) == [("form-always-asked", "title")]
    hidden = a_form(questions=[TITLE | {"internal": True}, SUMMARY])
    assert ("form-always-asked", "title") in kinds(hidden)


def test_a_letter_of_intent_asks_for_the_title_and_the_summary() -> None:
    full = a_form(A)
    assert kinds(full, procedure=Procedure.TWO_STEPS) == [("no-letter-section", "")]
    document = form_document(full)
    letter = {"code": "l", "title": {"fr": "Lettre"}, "phases": ["letter"]}
    letter["questions"] = [B | {"label": {"fr": "B"}}]
    both = form_of({"sections": [*document["sections"], letter]}, 1)
    assert kinds(both, procedure=Procedure.TWO_STEPS) == [
        ("form-letter-without", "title"),
        ("form-letter-without", "summary"),
    ]


def test_a_condition_on_a_question_of_another_moment_could_never_hold() -> None:
    document = form_document(a_form(A, phases=["letter", "full"]))
    full_only = {"code": "f", "title": {"fr": "f"}, "questions": [B | {"label": {"fr": "B"}}]}
    late = {"code": "l", "title": {"fr": "l"}, "phases": ["letter", "full"]}
    c = {"code": "c", "kind": "line", "label": {"fr": "C"}} | when("b")
    form = form_of({"sections": [*document["sections"], full_only, late | {"questions": [c]}]}, 1)
    assert ("form-when-phase", "c") in kinds(form, procedure=Procedure.TWO_STEPS)
    earlier = {**c, **when("a")}
    good = form_of(
        {"sections": [*document["sections"], full_only, late | {"questions": [earlier]}]}, 1
    )
    assert kinds(good, procedure=Procedure.TWO_STEPS) == []


def test_a_call_without_money_asks_for_no_amount() -> None:
    capped = {"code": "budget", "kind": "money", "bounded_by": "budget_cap", "optional": True}
    assert kinds(a_form(capped), funded=False) == [("money-asked", "budget")]
    costs = {"code": "costs", "kind": "money", "optional": True}
    (look,) = faults(a_form(costs), funded=False)
    assert (look.kind, look.field, look.stops) == ("money-asked", "costs", False)


def test_a_section_without_heading_moment_or_question_is_told() -> None:
    bare = {"code": "z", "phases": [], "questions": []}
    document = form_document(a_form())
    form = form_of({"sections": [*document["sections"], bare]}, 1)
    assert kinds(form) == [
        ("form-unnamed-section", "section.z"),
        ("form-section-never", "section.z"),
    ]
