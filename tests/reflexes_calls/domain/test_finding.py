"""What may be asked of a list, and the places that its addresses stand for."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.finding import (
    Cursor,
    Order,
    Sort,
    fields_seen,
    order_of,
    read_cursor,
    read_wanted,
    sorts_seen,
    write_cursor,
)
from reflexes_calls.domain.searching import Sought, sought_in, title_key, words_of
from reflexes_calls.domain.visibility import Seat

pytestmark = pytest.mark.unit
FILE = "0" * 32


@pytest.mark.parametrize("seat", [Seat.REVIEWER, Seat.TEAM])
@pytest.mark.parametrize(
    ("name", "value"),
    [("sort", "mean"), ("readers", "done"), ("completeness", "complete")],
)
def test_what_is_not_seen_is_neither_sorted_nor_filtered(seat: Seat, name: str, value: str) -> None:
    """The refusal is the one of a name that nobody knows: it tells nothing."""
    with pytest.raises(Invalid) as caught:
        read_wanted({name: value}, seat)
    assert [(each.field, each.kind) for each in caught.value.refusals] == [(name, "not-a-choice")]
    assert read_wanted({name: value}, Seat.MANAGER)


def test_readers_are_offered_no_score() -> None:
    assert Sort.MEAN not in sorts_seen(Seat.REVIEWER)
    assert {"readers", "completeness", "unsent"}.isdisjoint(fields_seen(Seat.REVIEWER))
    assert Sort.UPDATED not in sorts_seen(Seat.MANAGER)


def test_everything_to_mend_is_said_at_once() -> None:
    raw = {
        "stage": "forgotten",
        "amount_from": "beaucoup",
        "submitted_from": "32/01/2027",
        "session": "0",
    }
    with pytest.raises(Invalid) as caught:
        read_wanted(raw, Seat.MANAGER)
    assert {each.field for each in caught.value.refusals} == set(raw)


def test_bounds_that_cross_are_refused() -> None:
    raw = {
        "amount_from": "200",
        "amount_to": "100",
        "submitted_from": "02/01/2027",
        "submitted_to": "01/01/2027",
    }
    with pytest.raises(Invalid) as caught:
        read_wanted(raw, Seat.MANAGER)
    assert [each.field for each in caught.value.refusals] == ["amount_to", "submitted_to"]


@given(
    st.sampled_from([Sort.RECEIPT, Sort.AMOUNT, Sort.MEAN]),
    st.booleans(),
    st.none() | st.integers(min_value=0, max_value=2**60),
    st.booleans(),
)
def test_a_cursor_comes_back_as_it_was(
    sort: Sort, descending: bool, key: int | None, backwards: bool
) -> None:
    order = Order(sort=sort, descending=descending)
    cursor = Cursor(order=order, key=key, file=FILE, backwards=backwards)
    assert read_cursor(write_cursor(cursor), order) == cursor


@given(st.text(max_size=80))
def test_a_cursor_made_up_is_refused_plainly(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_cursor(text, Order(sort=Sort.RECEIPT, descending=False))
    assert caught.value.refusals[0].kind == "page-lost"


@pytest.mark.parametrize(
    "said",
    [
        ["receipt", False, "seven", FILE, False],
        ["receipt", False, 2**70, FILE, False],
        ["receipt", False, 7, "é", False],
        ["receipt", False, 7, FILE],
        ["title", False, "a\x00", FILE, False],
        ["submitted", False, "yesterday", FILE, False],
        ["submitted", False, "2027-01-01T00:00:00", FILE, False],
        {"receipt": 7},
    ],
)
def test_a_cursor_that_holds_something_else_is_refused(said: object) -> None:
    text = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    sort = Sort(said[0]) if isinstance(said, list) else Sort.RECEIPT
    with pytest.raises(Invalid):
        read_cursor(text, Order(sort=sort, descending=False))


def test_a_cursor_of_another_order_is_refused() -> None:
    order = Order(sort=Sort.RECEIPT, descending=False)
    text = write_cursor(Cursor(order=order, key=7, file=FILE, backwards=False))
    with pytest.raises(Invalid):
        read_cursor(text, Order(sort=Sort.AMOUNT, descending=False))


def test_the_usual_order_may_be_turned_round() -> None:
    usual = order_of(read_wanted({}, Seat.MANAGER), Seat.MANAGER)
    turned = order_of(read_wanted({"descending": "yes"}, Seat.MANAGER), Seat.MANAGER)
    assert (usual.sort, usual.descending) == (turned.sort, not turned.descending)


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("Crèches", [Sought(word="crech")]),
        ("l’Ehpad d'à côté", [Sought(word="ehpad"), Sought(word="cot")]),
        ("crè*", [Sought(word="cre", any_ending=True)]),
        ("de la", [Sought(word="de"), Sought(word="la")]),
        ("2026-001", [Sought(word="2026"), Sought(word="001")]),
        ("« » ! ?", []),
    ],
)
def test_what_a_search_asks_for(typed: str, sought: list[Sought]) -> None:
    assert list(sought_in(typed)) == sought


def test_a_word_and_its_plural_share_a_form() -> None:
    assert {each.word for each in sought_in("crèches")} <= words_of(["Une CRÈCHE ouvre."])


def test_titles_are_sorted_without_accents_nor_capitals() -> None:
    titles = ["Zèle", "élan", "Écoute", "eau", "« Œuvres »"]
    assert sorted(titles, key=title_key) == ["eau", "Écoute", "élan", "« Œuvres »", "Zèle"]
