"""What differs between two texts of a call."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflexes_calls.domain.carrying import ChangeKind
from reflexes_calls.domain.comparing_calls import PieceKind, Sort, compare, words_between
from reflexes_calls.domain.form import form_document, ready_form

pytestmark = pytest.mark.unit


def document(**said: Any) -> dict[str, Any]:
    start: dict[str, Any] = {
        "title_fr": "Se prêter main-forte",
        "closes_at": "2027-01-30T16:00:00+00:00",
        "cutoffs": [],
        "budget_cap": 1_500_000,
        "terms": {"aims_fr": "Savoir ce qui fait tenir un renfort."},
        "settings": {"partners": "optional"},
        "criteria": [{"code": "besoin", "fr": "Besoin", "weight": 2}],
        "form": form_document(ready_form()),
    }
    return start | said


def without_question(code: str) -> dict[str, Any]:
    form = form_document(ready_form())
    for section in form["sections"]:
        section["questions"] = [q for q in section["questions"] if q["code"] != code]
    return form


def test_the_same_text_differs_in_nothing() -> None:
    assert compare(document(), document()) == ()


def test_each_field_is_said_once_in_the_order_of_a_call() -> None:
    newer = document(
        title_fr="Se prêter la main",
        closes_at="2027-02-06T16:00:00+00:00",
        budget_cap=2_000_000,
        terms={"aims_fr": "Savoir ce qui use un renfort."},
        settings={"partners": "required"},
        criteria=[{"code": "besoin", "fr": "Besoin", "weight": 3}],
        form=without_question("people"),
    )
    changes = compare(document(), newer)
    assert [(each.field, each.sort) for each in changes] == [
        ("title_fr", Sort.WORDS),
        ("closes_at", Sort.INSTANT),
        ("budget_cap", Sort.FIGURE),
        ("term.aims_fr", Sort.WORDS),
        ("setting.partners", Sort.SETTING),
        ("criterion.besoin", Sort.CRITERION),
        ("question.people", Sort.QUESTION),
    ]
    assert changes[1].after == dt.datetime(2027, 2, 6, 16, tzinfo=dt.UTC)
    assert changes[-1].question is not None
    assert changes[-1].question.kinds == (ChangeKind.REMOVED,)


def test_an_order_that_changes_is_said_too() -> None:
    form = form_document(ready_form())
    form["sections"] = form["sections"][::-1]
    codes = [{"code": "a", "fr": "A"}, {"code": "b", "fr": "B"}]
    changes = compare(document(criteria=codes), document(criteria=codes[::-1], form=form))
    assert [(each.field, each.sort) for each in changes] == [
        ("criteria", Sort.REST),
        ("form", Sort.REST),
    ]


def test_what_an_old_text_had_no_place_for_is_not_compared() -> None:
    old = {"title_fr": "Se prêter main-forte", "terms": document()["terms"]}
    assert compare(old, document(title_fr="Se prêter main-forte")) == ()
    assert [each.field for each in compare(old, document(title_fr="Autre"))] == ["title_fr"]


def test_words_that_go_stand_before_those_that_come() -> None:
    pieces = words_between("Savoir ce qui fait tenir.", "Savoir enfin ce qui use.")
    assert [(each.kind, each.text) for each in pieces] == [
        (PieceKind.KEPT, "Savoir "),
        (PieceKind.ADDED, "enfin "),
        (PieceKind.KEPT, "ce qui "),
        (PieceKind.REMOVED, "fait tenir"),
        (PieceKind.ADDED, "use"),
        (PieceKind.KEPT, "."),
    ]


@given(st.text("ab’. \n", max_size=30), st.text("ab’. \n", max_size=30))
def test_both_texts_can_be_read_again_from_the_difference(before: str, after: str) -> None:
    pieces = words_between(before, after)
    assert "".join(p.text for p in pieces if p.kind is not PieceKind.ADDED) == before
    assert "".join(p.text for p in pieces if p.kind is not PieceKind.REMOVED) == after


def test_a_day_that_older_texts_had_no_place_for_is_compared() -> None:
    added = {"shortlist_by": "2027-01-08T22:59:00+00:00"}
    (change,) = compare({}, added)
    assert (change.field, change.before) == ("shortlist_by", None)
    assert compare(added, added) == ()
