"""What was typed becomes an answer, or a refusal that says what was met."""

import datetime as dt

import pytest

from reflexes.fields import day, line, money, prose, whole, yes
from reflexes.records import record
from reflexes_calls.domain.answers import (
    UnreadableError,
    keep_typed,
    read_day,
    read_form,
    read_hour,
    read_money,
    read_whole,
)
from reflexes_calls.domain.call import CallAnswers, read_call
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.evaluation import slug_of
from reflexes_calls.domain.pilot import read_promises
from tests.makers import call_form


@record
class Trial:
    """A form of every usual kind."""

    title: str = line("Title", max_length=120)
    summary: str = prose("Summary", max_length=600)
    weeks: int = whole("Weeks", minimum=4, maximum=52)
    start_on: dt.date = day("Start")
    budget: int = money("Amount", minimum=0)
    consent: bool = yes("Agreed")


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12 500", 1_250_000),
        ("12\u202f500,50 €", 1_250_050),
        ("12500.5", 1_250_050),
        ("0", 0),
        ("15 euros", 1_500),
        ("12500,1 EUR", 1_250_010),
    ],
)
def test_money_is_read_as_people_write_it(typed: str, cents: int) -> None:
    assert read_money(typed) == cents


@pytest.mark.parametrize("typed", ["douze", "12,345", "1e3", "12 500 $", "--1", "٣"])
def test_what_is_not_an_amount_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_money(typed)
    assert caught.value.kind == "not-a-number"


@pytest.mark.parametrize("typed", ["2026-12-01", "01/12/2026", "1/12/2026"])
def test_a_day_is_read_in_both_forms(typed: str) -> None:
    assert read_day(typed) == dt.date(2026, 12, 1)


@pytest.mark.parametrize("typed", ["31/02/2026", "demain", "2026-13-01", "1.12.2026"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_day(typed)
    assert caught.value.kind == "not-a-day"


def test_whole_numbers() -> None:
    assert read_whole("1 200") == 1200
    with pytest.raises(UnreadableError):
        read_whole("1,5")


def test_every_refusal_of_a_form_comes_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        read_form(Trial, {"title": "x" * 121, "budget": "douze", "weeks": "2"})

    assert {r.field: r.kind for r in caught.value.refusals} == {
        "title": "too-long",
        "summary": "missing",
        "weeks": "too-small",
        "start_on": "missing",
        "budget": "not-a-number",
        "consent": "not-ticked",
    }


def test_a_draft_keeps_what_was_typed_and_nothing_else() -> None:
    typed = {"title": " <script>alert(1)</script> ", "budget": "douze", "stage": "selected"}

    assert keep_typed(Trial, typed) == {
        "title": " <script>alert(1)</script> ",
        "budget": "douze",
    }


def test_a_call_is_read() -> None:
    said = read_call(call_form())

    assert isinstance(said, CallAnswers)
    assert (said.budget_cap, said.closes_hour) == (1_500_000, 17)


def test_the_days_of_a_call_follow_each_other() -> None:
    with pytest.raises(Invalid) as caught:
        read_call(call_form(closes_on="2026-11-30", decision_on="2026-11-01"))

    assert [(r.field, r.kind) for r in caught.value.refusals] == [
        ("closes_on", "not-after"),
        ("decision_on", "not-after"),
    ]


def test_promises_are_read_by_rows_and_blank_rows_passed_over() -> None:
    row = {
        "indicator": "Jours avant l’arrivée",
        "unit": "jours",
        "baseline": "11",
        "target": "5",
        "source": "registre",
        "direction": "down",
    }
    assert len(read_promises([row, {"indicator": " ", "direction": "up"}])) == 1
    with pytest.raises(Invalid) as caught:
        read_promises([{"direction": "up"}])
    assert caught.value.refusals[0].field == "0.indicator"
    with pytest.raises(Invalid) as caught:
        read_promises([row | {"target": ""}, row | {"direction": "sideways"}])
    assert [r.field for r in caught.value.refusals] == ["0.target", "1.direction"]


def test_a_slug_is_plain() -> None:
    assert slug_of("L’œil à l’essai : été 2027 !") == "l-oeil-a-l-essai-ete-2027"


@pytest.mark.parametrize(
    ("typed", "hour"),
    [("17", "17:00"), ("17h", "17:00"), ("17 h", "17:00"), ("17h30", "17:30"), ("9:05", "09:05")],
)
def test_an_hour_is_read_as_people_write_it(typed: str, hour: str) -> None:
    assert f"{read_hour(typed):%H:%M}" == hour


@pytest.mark.parametrize("typed", ["", "midi", "25:99", "17:5", "24h", "1730"])
def test_what_is_no_hour_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_hour(typed)
    assert refused.value.kind == "not-an-hour"


def test_the_closing_hour_may_be_typed_with_its_letter() -> None:
    assert read_call(call_form(closes_hour="17 h")).closes_hour == 17
