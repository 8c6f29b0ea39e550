"""Earlier answers: what fits, what fits in part, and what is only shown."""

import pytest

from reflexes_calls.domain.earlier import Fit, earlier_answers, typed_from
from reflexes_calls.domain.form import Form, Phase, form_of

pytestmark = pytest.mark.unit


def form(*questions: dict[str, object]) -> Form:
    said = [{"label": {"fr": str(each["code"])}} | each for each in questions]
    return form_of({"sections": [{"code": "one", "questions": said}]}, 1)


def choices(*codes: str) -> list[dict[str, object]]:
    return [{"code": code, "label": {"fr": code.upper()}} for code in codes]


def columns(*codes: str, kind: str = "line") -> list[dict[str, object]]:
    return [{"code": code, "kind": kind, "label": {"fr": code}} for code in codes]


def fits(
    new: Form, old: Form, typed: dict[str, str], draft: dict[str, str] | None = None
) -> dict[str, Fit]:
    found = earlier_answers(new, Phase.FULL, draft or {}, old, typed)
    return {each.question.code: each.fit for each in found}


def test_the_same_question_takes_its_earlier_answer() -> None:
    known = form({"code": "title", "kind": "line"}, {"code": "people", "kind": "prose"})
    found = earlier_answers(known, Phase.FULL, {}, known, {"title": "Un titre"})
    assert [(each.question.code, each.fit, each.is_proposed) for each in found] == [
        ("title", Fit.FITS, True)
    ]
    assert typed_from(found, ["title", "people"], {}) == {"title": "Un titre"}
    assert typed_from(found, [], {}) == {}


def test_what_would_be_replaced_is_not_ticked_at_first() -> None:
    known = form({"code": "title", "kind": "line"})
    (found,) = earlier_answers(known, Phase.FULL, {"title": "Neuf"}, known, {"title": "Ancien"})
    assert (found.fit, found.can_be_taken, found.is_proposed) == (Fit.REPLACES, True, False)
    assert fits(known, known, {"title": "Neuf"}, {"title": "Neuf"}) == {"title": Fit.SAME}


def test_an_answer_of_another_kind_or_too_long_is_only_shown() -> None:
    old = form({"code": "a", "kind": "prose"}, {"code": "b", "kind": "prose", "max_length": 900})
    new = form({"code": "a", "kind": "money"}, {"code": "b", "kind": "prose", "max_length": 10})
    found = earlier_answers(new, Phase.FULL, {}, old, {"a": "douze", "b": "onze lettres"})
    assert [each.fit for each in found] == [Fit.OTHER_KIND, Fit.TOO_LONG]
    assert typed_from(found, ["a", "b"], {}) == {}
    assert [each.earlier for each in found] == [(("douze",),), (("onze lettres",),)]


def test_choices_that_are_gone_are_left_out() -> None:
    old = form(
        {"code": "one", "kind": "choice", "choices": choices("a", "b")},
        {"code": "many", "kind": "choices", "choices": choices("a", "b", "c")},
    )
    new = form(
        {"code": "one", "kind": "choice", "choices": choices("b", "c")},
        {"code": "many", "kind": "choices", "choices": choices("b", "c")},
    )
    typed = {"one": "a", "many.a": "yes", "many.b": "yes"}
    found = earlier_answers(new, Phase.FULL, {"many.c": "yes"}, old, typed)
    assert [each.fit for each in found] == [Fit.NO_CHOICE, Fit.PARTLY]
    assert typed_from(found, ["one", "many"], {"many.c": "yes"}) == {
        "many.b": "yes",
        "many.c": "",
    }


def test_a_table_keeps_the_columns_that_both_have() -> None:
    old = form({"code": "t", "kind": "table", "columns": columns("item", "who", "gone")})
    new = form({"code": "t", "kind": "table", "columns": columns("who", "new", "item")})
    typed = {"t.x.item": "Train", "t.x.who": "Ana", "t.y.gone": "perdu"}
    (found,) = earlier_answers(new, Phase.FULL, {}, old, typed)
    assert (found.fit, found.offered) == (Fit.PARTLY, (("Ana", "", "Train"),))
    assert typed_from([found], ["t"], {"t.z.who": "à remplacer"}) == {
        "t.z.who": "Ana",
        "t.z.new": "",
        "t.z.item": "Train",
    }


def test_consent_files_and_internal_questions_are_never_taken_up() -> None:
    known = form(
        {"code": "consent", "kind": "yes"},
        {"code": "attached", "kind": "file"},
        {"code": "note", "kind": "line", "internal": True},
    )
    assert fits(known, known, {"consent": "yes", "attached": "x", "note": "secret"}) == {}


def test_an_administration_is_taken_up_whole() -> None:
    known = form({"code": "administration", "kind": "administration"})
    typed = {"administration": "21690123100011", "administration.name": "Lyon"}
    found = earlier_answers(known, Phase.FULL, {}, known, typed)
    assert typed_from(found, ["administration"], {}) == typed
