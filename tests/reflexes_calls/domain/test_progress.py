"""Where each section of a draft stands."""

import datetime as dt

from reflexes_calls.domain.answering import NoRegisters, Reading
from reflexes_calls.domain.form import Form, Phase, form_of, ready_form
from reflexes_calls.domain.progress import SectionState, code_of, progress_of, section_of

READING = Reading(today=dt.date(2026, 12, 10), figures={}, registers=NoRegisters(), files={})
FORM = form_of(
    {
        "sections": [
            {
                "code": "one",
                "questions": [
                    {"code": "name", "kind": "line"},
                    {"code": "count", "kind": "whole", "maximum": 10},
                    {"code": "agreed", "kind": "yes"},
                ],
            },
            {"code": "two", "questions": [{"code": "note", "kind": "line", "optional": True}]},
            {"code": "three", "questions": [{"code": "proof", "kind": "file"}]},
            {
                "code": "four",
                "when": [{"question": "name", "test": "is", "value": "oui"}],
                "questions": [{"code": "more", "kind": "line"}],
            },
        ]
    },
    1,
)


def states(typed: dict[str, str], form: Form = FORM, reading: Reading = READING) -> dict[str, str]:
    return {
        one.section.code: one.state.value for one in progress_of(form, Phase.FULL, typed, reading)
    }


def test_a_draft_just_begun_has_nothing_under_way() -> None:
    assert states({}) == {"one": "empty", "two": "empty", "three": "empty"}
    one, two, three = progress_of(FORM, Phase.FULL, {}, READING)
    assert (one.lacking, one.asked, one.answered, one.to_mend) == (3, 3, 0, 0)
    assert (two.lacking, two.is_optional, one.is_optional) == (0, True, False)
    assert three.lacking == 1


def test_what_is_missing_is_told_apart_from_what_is_to_mend() -> None:
    (one, *_) = progress_of(FORM, Phase.FULL, {"name": "A", "count": "12"}, READING)
    assert (one.state, one.lacking, one.to_mend) == (SectionState.TO_MEND, 1, 1)
    assert [each.field for each in one.refusals] == ["count", "agreed"]
    assert states({"name": "A"})["one"] == "started"
    assert states({"name": "A", "count": "2", "agreed": "yes"})["one"] == "whole"


def test_a_file_answers_its_question() -> None:
    reading = Reading(
        today=READING.today, figures={}, registers=NoRegisters(), files={"proof": [{"name": "a"}]}
    )
    assert states({}, reading=reading)["three"] == "whole"


def test_a_section_that_is_not_asked_is_not_counted() -> None:
    assert "four" not in states({"name": "non"})
    assert states({"name": "oui"})["four"] == "empty"


def test_a_refused_field_leads_to_its_section() -> None:
    assert code_of("spending.r1.amount") == "spending"
    found = section_of(ready_form(), "spending.r1.amount")
    assert found is not None
    assert found.code == "means"
    assert section_of(FORM, "partners.1") is None
