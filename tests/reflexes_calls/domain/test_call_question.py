"""What a question may hold, since it becomes public, and until when it may be asked."""

import datetime as dt

import pytest

from reflexes.records import changed
from reflexes_calls.domain.call_question import (
    asked_until,
    check_takes_questions,
    read_question,
    takes_questions,
)
from reflexes_calls.domain.errors import Invalid, NotOpen
from tests.makers import DEADLINE, SECOND, World, a_call


def refused(text: str) -> list[str]:
    with pytest.raises(Invalid) as caught:
        read_question({"question": text})
    assert {each.field for each in caught.value.refusals} == {"question"}
    return [each.kind for each in caught.value.refusals]


def test_a_question_is_kept_as_typed_without_the_spaces_around_it() -> None:
    assert read_question({"question": " Une mairie\r\npeut-elle ? \n"}) == "Une mairie\npeut-elle ?"
    assert len(read_question({"question": "a" * 1000})) == 1000


def test_an_empty_question_and_one_that_is_too_long_are_refused() -> None:
    assert refused(" \n") == ["missing"]
    assert refused("a" * 1001) == ["too-long"]


@pytest.mark.parametrize(
    "text",
    [
        "Écrivez à samir.valette@mairie.example, merci",
        "Écrivez à <samir@mairie.example>",
    ],
)
def test_a_mail_address_is_refused(text: str) -> None:
    assert refused(text) == ["holds-mail"]


@pytest.mark.parametrize(
    "number",
    [
        "01 23 45 67 89",
        "0123456789",
        "01.23.45.67.89",
        "06\u202f12\u202f34\u202f56\u202f78",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033 612345678",
    ],
)
def test_a_telephone_number_is_refused(number: str) -> None:
    assert refused(f"Appelez le {number} !") == ["holds-telephone"]


def test_everything_is_refused_at_once() -> None:
    said = "a" * 1000 + " samir@mairie.example 01 23 45 67 89"
    assert refused(said) == ["too-long", "holds-mail", "holds-telephone"]


@pytest.mark.parametrize(
    "text",
    [
        "Le 01.12.2026 10 h est-il trop tôt ?",
        "Faut-il 1 500 000 000 € ou 12 500,00 € ?",
        "Notre SIRET est 05550123400017.",
        "Deux agents @ mi-temps, article L. 1234-56 : est-ce possible ?",
    ],
)
def test_what_only_looks_alike_is_taken(text: str) -> None:
    assert read_question({"question": text}) == text


def test_the_day_that_the_call_says_is_the_last_one_else_the_closing(small_world: World) -> None:
    call = a_call(small_world)
    assert asked_until(call) == DEADLINE
    earlier = changed(call, questions_until=DEADLINE - dt.timedelta(days=10))
    assert takes_questions(earlier, DEADLINE - dt.timedelta(days=10))
    with pytest.raises(NotOpen) as caught:
        check_takes_questions(earlier, DEADLINE - dt.timedelta(days=10) + SECOND)
    assert caught.value.facts["until"] == DEADLINE - dt.timedelta(days=10)
