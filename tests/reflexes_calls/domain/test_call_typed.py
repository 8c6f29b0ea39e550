"""From what is kept of a call back to what was typed, and from a draft to its columns."""

import pytest

from reflexes_calls.actions.publishing import draft_call
from reflexes_calls.domain.call import Procedure, call_values, read_call
from reflexes_calls.domain.call_document import call_at, call_document
from reflexes_calls.domain.call_typed import typed_in, typed_of, values_typed
from reflexes_calls.domain.clock import local_day
from tests.makers import PISTE, World, call_form

ALL_DAYS = {
    "questions_on": "10/01/2027",
    "completeness_on": "05/02/2027",
    "review_on": "01/03/2027",
    "committee_on": "05/03/2027",
    "agreement_on": "15/04/2027",
    "grace": "15",
    "rate": "80",
}


@pytest.mark.parametrize(
    "said",
    [
        ALL_DAYS,
        {"procedure": "two-steps", "letter_on": "20/12/2026"},
        {"procedure": "permanent", "cutoffs": "15/12/2026\n10/01/2027"},
        {"unfunded": "yes", "budget_cap": ""},
        {"budget_cap": "12 500,50 €"},
    ],
)
def test_what_is_kept_reads_again_to_the_same_columns(
    small_world: World, said: dict[str, str]
) -> None:
    call = draft_call(small_world.desk, small_world.manager, PISTE, call_form(**said))
    values = call_values(read_call(typed_of(call)))
    assert {name: getattr(call, name) for name in values} == values


def test_a_published_text_gives_the_call_that_it_said(small_world: World) -> None:
    said = call_form(**ALL_DAYS, procedure="permanent", cutoffs="15/12/2026")
    call = draft_call(small_world.desk, small_world.manager, PISTE, said)
    document = call_document(call)
    other = draft_call(small_world.desk, small_world.manager, PISTE, call_form(title_fr="Autre"))
    back = call_at(other, document, version=1, form_number=1)
    assert call_document(back) == document
    assert (back.public_id, back.version, back.title_fr) == (other.public_id, 1, call.title_fr)


def test_a_text_of_before_says_only_its_form(small_world: World) -> None:
    call = draft_call(small_world.desk, small_world.manager, PISTE, call_form())
    back = call_at(call, {"form": {"sections": []}}, version=1, form_number=1)
    assert (back.form, back.title_fr, back.closes_at) == (
        {"sections": []},
        call.title_fr,
        call.closes_at,
    )


def test_what_cannot_be_read_yet_leaves_what_was_kept(small_world: World) -> None:
    call = draft_call(small_world.desk, small_world.manager, PISTE, call_form())
    typed = {**typed_in(call), "title_fr": "Nouveau", "closes_on": "plus tard", "cutoffs": "hier"}
    values = values_typed(call, typed)
    assert (values["title_fr"], values["closes_at"]) == ("Nouveau", call.closes_at)
    assert values["cutoffs"] == ()


def test_a_draft_may_contradict_itself(small_world: World) -> None:
    call = draft_call(small_world.desk, small_world.manager, PISTE, call_form())
    typed = {**typed_in(call), "opens_on": "01/03/2027", "procedure": "two-steps"}
    values = values_typed(call, typed)
    assert str(local_day(values["opens_at"])) == "2027-03-01"
    assert (values["procedure"], values["letter_closes_at"]) == (Procedure.TWO_STEPS, None)


@pytest.mark.parametrize(("typed", "kept"), [("", ""), ("a" * 121, "Se prêter main-forte")])
def test_a_title_may_be_missing_but_never_longer_than_its_column(
    small_world: World, typed: str, kept: str
) -> None:
    call = draft_call(small_world.desk, small_world.manager, PISTE, call_form())
    values = values_typed(call, {**typed_in(call), "title_fr": typed})
    assert values["title_fr"] == kept
