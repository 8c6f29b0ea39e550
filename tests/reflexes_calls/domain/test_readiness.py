"""What is found before a call opens: each fault alone, at its place, and nothing else."""

import datetime as dt
from typing import Any

import pytest

from reflexes.records import changed
from reflexes_calls.actions.publishing import draft_call
from reflexes_calls.domain.call import Call, Procedure
from reflexes_calls.domain.call_typed import typed_of
from reflexes_calls.domain.findings import Finding
from reflexes_calls.domain.form import Form, Phase, form_document
from reflexes_calls.domain.readiness import (
    CALENDAR,
    CRITERIA,
    ESSENTIAL,
    PAGES,
    QUESTIONS,
    PageState,
    findings_of,
    page_state,
)
from tests.makers import AFTER, DURING, PISTE, World, call_form

ENGLISH = {
    "brief_what_en": "Lending staff.",
    "brief_who_en": "Towns.",
    "contact_en": "Innovation team",
    "context_en": "In spring 2020.",
    "aims_en": "To learn.",
    "expected_en": "A trial.",
}
BEFORE = DURING - dt.timedelta(days=30)


@pytest.fixture
def call(small_world: World) -> Call:
    """A draft in which nothing is to be found."""
    return draft_call(small_world.desk, small_world.manager, PISTE, call_form(**ENGLISH))


def found(call: Call, now: dt.datetime = BEFORE, **typed: str) -> list[tuple[str, str, str]]:
    """Each finding, when something else is typed: its kind, its page and its field."""
    drafting = {"typed": {**typed_of(call), **typed}}
    looked_at = findings_of(changed(call, drafting=drafting), now)
    return [(each.kind, each.page, each.field) for each in looked_at]


def with_form(call: Call, **said: Any) -> Call:
    """The call with the question of the problem said otherwise."""
    form = call.questions()
    sections = tuple(
        changed(
            each,
            questions=tuple(
                changed(one, **said) if one.code == "problem" else one for one in each.questions
            ),
        )
        for each in form.sections
    )
    return changed(call, form=form_document(Form(number=1, sections=sections)))


def with_criterion(call: Call, **said: Any) -> Call:
    """The call with its second criterion said otherwise."""
    first, second, *others = call.criteria
    return changed(call, criteria=(first, changed(second, **said), *others))


def test_a_whole_draft_has_nothing_to_be_found(call: Call) -> None:
    assert found(call) == []
    assert {page_state(call, page, ()) for page in PAGES} == {PageState.DONE}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"closes_on": "01/11/2026"}, ("not-after", CALENDAR, "closes_on")),
        ({"decision_on": "15/01/2027"}, ("not-after", CALENDAR, "decision_on")),
        ({"questions_on": "01/02/2027"}, ("not-between", CALENDAR, "questions_on")),
        ({"opens_on": "demain"}, ("not-a-day", CALENDAR, "opens_on")),
        ({"procedure": "two-steps"}, ("missing", CALENDAR, "letter_on")),
        ({"procedure": "permanent"}, ("no-cutoffs", CALENDAR, "cutoffs")),
        (
            {"procedure": "permanent", "cutoffs": "01/03/2027"},
            ("not-between", CALENDAR, "cutoffs"),
        ),
        ({"procedure": "permanent", "cutoffs": "au printemps"}, ("not-a-day", CALENDAR, "cutoffs")),
        ({"budget_cap": ""}, ("missing", ESSENTIAL, "budget_cap")),
        ({"budget_cap": "0 €"}, ("missing", ESSENTIAL, "budget_cap")),
        ({"summary_fr": ""}, ("missing", ESSENTIAL, "summary_fr")),
        ({"weeks": "trente"}, ("not-a-number", ESSENTIAL, "weeks")),
    ],
)
def test_what_is_typed_is_looked_at(
    call: Call, typed: dict[str, str], expected: tuple[str, str, str]
) -> None:
    assert found(call, **typed) == [expected]


def test_days_that_are_past_are_found_but_the_opening_is_only_told(call: Call) -> None:
    looked_at = findings_of(call, AFTER)
    assert [(each.kind, each.field, each.stops) for each in looked_at] == [
        ("opens-at-once", "opens_on", False),
        ("past-day", "closes_on", True),
    ]
    assert found(call, DURING) == [("opens-at-once", CALENDAR, "opens_on")]


def test_a_field_is_not_found_twice(call: Call) -> None:
    kinds = found(call, AFTER, closes_on="01/11/2026")
    assert [kind for kind, _, field in kinds if field == "closes_on"] == ["not-after"]


def test_parts_that_are_missing_lead_to_their_field(call: Call) -> None:
    left = {name: text for name, text in call.terms.items() if name != "aims_fr"}
    assert found(changed(call, terms=left)) == [("part-missing", "text-context", "aims_fr")]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"weight": 0}, ("weightless", CRITERIA, "criterion.2.weight")),
        ({"fr": ""}, ("missing", CRITERIA, "criterion.2.fr")),
        (
            {"levels_fr": ("a", "", "c", "", "e")},
            ("levels-missing", CRITERIA, "criterion.2.levels_fr.1"),
        ),
        ({"en": ""}, ("criterion-untranslated", CRITERIA, "criterion.2.en")),
    ],
)
def test_a_criterion_that_does_not_add_up(
    call: Call, said: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    assert found(with_criterion(call, **said)) == [expected]


def test_two_criteria_of_one_code_are_both_told(call: Call) -> None:
    kinds = found(with_criterion(call, code="besoin"))
    same = [(kind, field) for kind, _, field in kinds if kind == "same-code"]
    assert same == [("same-code", "criterion.1.code"), ("same-code", "criterion.2.code")]


def test_no_criterion_at_all(call: Call) -> None:
    kinds = [kind for kind, _, _ in found(changed(call, criteria=()))]
    assert kinds[0] == "no-criterion"


def test_a_criterion_that_no_question_feeds(call: Call) -> None:
    unfed = with_form(call, criteria=())
    assert found(unfed) == [
        ("unfed", CRITERIA, "criterion.1.fr"),
        ("unscored", QUESTIONS, "problem"),
    ]
    stops = {each.kind: each.stops for each in findings_of(unfed, BEFORE)}
    assert stops == {"unfed": True, "unscored": False}


def test_a_question_asked_in_the_letter_alone_feeds_nothing(call: Call) -> None:
    form = call.questions()
    moved = tuple(
        changed(each, phases=(Phase.LETTER,)) if each.code == "trial" else each
        for each in form.sections
    )
    kinds = {
        (each.kind, each.field)
        for each in findings_of(
            changed(call, form=form_document(Form(number=1, sections=moved))), BEFORE
        )
    }
    assert ("unfed", "criterion.1.fr") in kinds


def test_an_optional_prose_question_may_stay_unscored(call: Call) -> None:
    optional = with_form(call, criteria=(), required=False)
    assert "unscored" not in [kind for kind, _, _ in found(optional)]


def test_two_steps_need_a_letter_to_ask_something(call: Call) -> None:
    form = call.questions()
    sections = tuple(changed(each, phases=(Phase.FULL,)) for each in form.sections)
    silent = changed(
        call,
        procedure=Procedure.TWO_STEPS,
        form=form_document(Form(number=1, sections=sections)),
    )
    days = {"letter_on": "20/12/2026", "shortlist_on": "10/01/2027"}
    typed = {"procedure": "two-steps", **days}
    assert [kind for kind, _, _ in found(silent, **typed)] == ["no-letter-section"]
    assert found(changed(call, procedure=Procedure.TWO_STEPS), **typed) == []


def test_a_call_without_money_asks_for_none(call: Call) -> None:
    unfunded = changed(call, funded=False)
    kinds = [kind for kind, _, _ in found(unfunded, unfunded="yes", budget_cap="")]
    assert kinds == ["money-asked"]


def test_a_call_without_money_has_no_part_about_it(call: Call) -> None:
    terms = {name: text for name, text in call.terms.items() if "cost" not in name}
    assert "part-missing" in [kind for kind, _, _ in found(changed(call, terms=terms))]
    without = changed(call, funded=False, terms=terms)
    kinds = [kind for kind, _, _ in found(without, unfunded="yes", budget_cap="")]
    assert "part-missing" not in kinds
    bare = changed(without, terms={n: t for n, t in terms.items() if not n.startswith("support")})
    assert page_state(bare, "text-means", ()) is PageState.NOT_NEEDED


def test_english_that_is_missing_is_only_a_second_look(call: Call) -> None:
    bare = changed(call, title_en="", summary_en="", terms={**call.terms, "aims_en": ""})
    looked_at = findings_of(bare, BEFORE)
    assert [(each.kind, each.field, each.stops) for each in looked_at] == [
        ("title-untranslated", "title_en", False),
        ("summary-untranslated", "summary_en", False),
        ("parts-untranslated", "aims_en", False),
    ]


def test_what_was_copied_is_to_be_looked_at(call: Call) -> None:
    copied = {
        "weeks": 52,
        "to_check": ["calendar", "pistes"],
        "pistes": [{"code": PISTE, "title": "La piste", "was": "2026.11", "changed": ["problem"]}],
    }
    last_year = {**call.terms, "aims_fr": "Savoir en 2025 ce qui tient.", "context_fr": "En 2020."}
    looked_at = changed(call, terms=last_year, drafting={"typed": typed_of(call), "copied": copied})
    said = findings_of(looked_at, BEFORE)
    assert [(each.kind, each.field, each.stops) for each in said] == [
        ("piste-changed", f"piste-{PISTE}", False),
        ("days-moved", "opens_on", True),
        ("old-year", "aims_fr", False),
    ]


def test_a_page_is_to_finish_when_something_stops_it(call: Call) -> None:
    stop = Finding(kind="missing", page=ESSENTIAL, field="title_fr")
    doubt = Finding(kind="criterion-untranslated", page=CRITERIA, stops=False)
    states = {page: page_state(call, page, (stop, doubt)) for page in PAGES}
    assert [page for page, state in states.items() if state is PageState.TO_FINISH] == [ESSENTIAL]


def test_findings_come_page_by_page(call: Call) -> None:
    messy = changed(with_criterion(call, weight=0), terms={})
    pages = [each.page for each in findings_of(messy, AFTER)]
    assert pages == sorted(pages, key=PAGES.index)


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"unfunded": "yes"}, ["budget_cap"]),
        ({"unfunded": "yes", "rate": "80 %"}, ["budget_cap", "rate"]),
        ({"unfunded": "yes", "budget_cap": "0 €", "rate": "80"}, ["rate"]),
    ],
)
def test_no_money_beside_an_amount_is_found_in_each_of_them(
    call: Call, typed: dict[str, str], fields: list[str]
) -> None:
    assert found(call, **typed)[: len(fields)] == [
        ("money-beside-none", ESSENTIAL, field) for field in fields
    ]


def test_the_result_of_the_first_step_comes_between_letters_and_files(call: Call) -> None:
    days = {"procedure": "two-steps", "letter_on": "20/12/2026"}
    assert ("no-shortlist-day", CALENDAR, "shortlist_on") in found(call, **days)
    for wrong in ("20/12/2026", "31/01/2027"):
        kinds = found(call, **days, shortlist_on=wrong)
        assert [kind for kind, _, _ in kinds] == ["not-after"]
    assert found(call, **days, shortlist_on="10/01/2027") == []
    # In a call of one step, what was typed for two says nothing.
    assert found(call, shortlist_on="01/01/2020") == []


def test_a_day_that_contradicts_names_the_other_one(call: Call) -> None:
    drafting = {"typed": {**typed_of(call), "closes_on": "01/11/2026"}}
    (wrong,) = findings_of(changed(call, drafting=drafting), BEFORE)
    assert (wrong.met, wrong.about, wrong.expected) == ("2026-11-01", "opens_on", "2026-12-01")


def test_what_a_page_proposes_is_to_be_saved_rather_than_missing(call: Call) -> None:
    typed = {name: text for name, text in typed_of(call).items() if name not in {"places", "rate"}}
    drafting = {"typed": typed | {"weeks": "", "title_fr": ""}}
    looked_at = findings_of(changed(call, drafting=drafting), BEFORE)
    assert [(each.kind, each.field) for each in looked_at] == [
        ("missing", "title_fr"),
        ("to-save", "places"),
        ("missing", "weeks"),
    ]


def test_english_alone_is_told(call: Call) -> None:
    left = {name: text for name, text in call.terms.items() if name != "eligibility_fr"}
    assert found(changed(call, terms=left)) == [("english-alone", "text-who", "eligibility_fr")]


def test_english_that_translates_another_french_is_told(call: Call) -> None:
    terms = {**call.terms, "jury_fr": "Deux élus."}
    assert found(changed(call, terms=terms)) == [("english-astray", "text-how", "jury_en")]
    assert found(changed(call, terms={**terms, "jury_en": "Two elected members."})) == []
