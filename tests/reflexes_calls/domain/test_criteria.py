"""Writing criteria: what is typed, in which order, and what follows in the questions."""

import pytest

from reflexes_calls.domain.call import usual_criteria
from reflexes_calls.domain.criteria import (
    MOST_CRITERIA,
    code_for,
    moved,
    read_criteria,
    renamed_codes,
    rows_of,
    tied_again,
    typed_criteria,
    typed_rows,
    without,
)
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.form import form_document, ready_form

ROWS = rows_of(typed_criteria(usual_criteria()))


def test_what_is_kept_is_typed_and_read_again() -> None:
    assert read_criteria(ROWS) == usual_criteria()


def test_rows_keep_the_order_of_their_places() -> None:
    typed = {"criterion.10.fr": "Dixième", "criterion.2.fr": "Deuxième", "criterion.3.weight": "2"}
    assert [row["fr"] for row in rows_of(typed)] == ["Deuxième", "Dixième"]


def test_rows_are_moved_and_removed() -> None:
    codes = [row["code"] for row in ROWS]
    assert [row["code"] for row in moved(ROWS, 1, 1)] == [codes[1], codes[0], *codes[2:]]
    assert [row["code"] for row in moved(ROWS, 1, -1)] == codes
    assert [row["code"] for row in moved(ROWS, 9, 1)] == codes
    assert [row["code"] for row in without(ROWS, 2)] == [codes[0], *codes[2:]]


def test_an_unfinished_criterion_is_kept() -> None:
    (only,) = read_criteria(rows_of({"criterion.1.fr": "L’envie des équipes"}))
    assert (only.code, only.weight) == ("l-envie-des-equipes", 0)
    assert only.levels_fr == ("", "", "", "", "")


def test_a_code_is_made_of_words_that_no_address_fears() -> None:
    assert code_for("  2 équipes, au moins !", 3) == "equipes-au-moins"
    assert code_for("", 3) == "critere-3"


@pytest.mark.parametrize(
    ("name", "typed", "kind"),
    [
        ("weight", "beaucoup", "not-a-number"),
        ("weight", "101", "too-large"),
        ("weight", "-1", "too-small"),
        ("code", "Besoin réel", "code-malformed"),
        ("weight", "0", "weightless"),
        ("fr", "a" * 121, "too-long"),
        ("levels_en.4", "a" * 241, "too-long"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(name: str, typed: str, kind: str) -> None:
    row = {**ROWS[0], name: typed}
    with pytest.raises(Invalid) as refused:
        read_criteria((ROWS[1], row))
    (refusal,) = refused.value.refusals
    assert (refusal.field, refusal.kind) == (f"criterion.2.{name}", kind)


def test_there_is_a_limit_to_criteria() -> None:
    many = tuple({"fr": f"Critère {rank}"} for rank in range(MOST_CRITERIA + 1))
    with pytest.raises(Invalid) as refused:
        read_criteria(many)
    assert [each.kind for each in refused.value.refusals] == ["too-many"]
    assert len(read_criteria(many[:-1])) == MOST_CRITERIA


def test_rows_are_numbered_again() -> None:
    assert typed_rows(({"fr": "Un"}, {"fr": "Deux"}))["criterion.2.fr"] == "Deux"


def test_questions_follow_a_criterion_that_changes_its_code_or_goes_away() -> None:
    rows = ({**ROWS[0], "code": "situation"}, *ROWS[2:])
    renamed = renamed_codes(rows, read_criteria(rows))
    assert renamed == {"besoin": "situation", "preuve": "preuve", "personnes": "personnes"}
    form = tied_again(form_document(ready_form()), renamed)
    tied = {
        question["code"]: question.get("criteria", [])
        for section in form["sections"]
        for question in section["questions"]
    }
    assert tied["problem"] == ["situation"]
    assert tied["proposal"] == []
    assert tied["indicator"] == ["preuve"]


def test_two_criteria_never_bear_the_same_code() -> None:
    rows = (*ROWS[:3], {**ROWS[3], "code": ROWS[0]["code"]})
    with pytest.raises(Invalid) as refused:
        read_criteria(rows)
    found = [(each.field, each.kind, each.met) for each in refused.value.refusals]
    assert found == [("criterion.4.code", "same-code", ROWS[0]["code"])]


def test_a_code_made_of_the_same_words_is_made_apart() -> None:
    rows = ({"fr": "L’envie"}, {"fr": "L’envie"}, {"fr": "Autre", "code": "l-envie-2"})
    assert [each.code for each in read_criteria(rows)] == ["l-envie", "l-envie-3", "l-envie-2"]


def test_a_criterion_may_be_given_to_a_second_jury_and_back() -> None:
    usual = usual_criteria()
    assert not any(name.endswith(".jury") for name in typed_criteria(usual))
    rows = rows_of(typed_criteria(usual) | {"criterion.3.jury": "protocol"})
    read = read_criteria(rows)
    assert [each.jury for each in read] == ["project", "project", "protocol", "project"]
    typed = typed_criteria(read)
    assert typed["criterion.1.jury"] == "project"
    assert read_criteria(rows_of(typed)) == read
    back = read_criteria(rows_of(typed | {"criterion.3.jury": "project"}))
    assert back == tuple(usual)


def test_an_unknown_jury_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        read_criteria(rows_of(typed_criteria(usual_criteria()) | {"criterion.1.jury": "tous"}))
    assert [(each.field, each.kind) for each in refused.value.refusals] == [
        ("criterion.1.jury", "not-a-choice")
    ]
