"""What holds for every form and every draft, however odd."""

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflexes.records import changed
from reflexes_calls.domain.answering import (
    NoRegisters,
    Reading,
    keep_known,
    questions_asked,
    read_answers,
    refusals_of,
)
from reflexes_calls.domain.carrying import DraftMove, Fate, code_of, plan_carrying, put_back
from reflexes_calls.domain.form import (
    Form,
    Phase,
    form_document,
    form_of,
    ready_form,
)
from reflexes_calls.domain.form_file import form_text, read_form_text
from reflexes_calls.domain.forming import Bench, put_question
from tests.reflexes_calls.domain.forms_drawn import forms, typed_for

READING = Reading(
    today=dt.date(2026, 12, 10),
    figures={"budget_cap": 15_000_00, "weeks": 36},
    registers=NoRegisters(),
    files={},
)
EXAMPLES = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
PHASES = st.sampled_from(list(Phase))


@st.composite
def forms_with_drafts(draw: st.DrawFn) -> tuple[Form, dict[str, str]]:
    form = draw(forms())
    return form, draw(typed_for(form))


@EXAMPLES
@given(forms())
def test_a_form_comes_back_from_what_is_kept_of_it(form: Form) -> None:
    assert form_of(form_document(form), form.number) == form


@EXAMPLES
@given(forms())
def test_a_form_comes_back_from_its_file(form: Form) -> None:
    whole = with_title_and_summary(form)
    assert read_form_text(form_text(whole), number=form.number) == whole


@EXAMPLES
@given(forms_with_drafts(), PHASES)
def test_each_question_is_answered_empty_not_asked_or_absent(
    drawn: tuple[Form, dict[str, str]], phase: Phase
) -> None:
    form, typed = drawn
    lax = without_requirements(form)
    wrong = {code_of(each.field) for each in refusals_of(lax, phase, typed, READING)}
    good = {key: text for key, text in typed.items() if code_of(key) not in wrong}
    if refusals_of(lax, phase, good, READING):
        return  # taking a wrong answer away changed what is asked: another draft shows it
    read = read_answers(lax, phase, good, READING)
    asked = {each.code for each in questions_asked(lax, phase, good)}

    for question in form.questions():
        is_said = question.code in read.said
        is_left = question.code in read.not_asked
        if question.internal:
            assert not is_said
            assert not is_left
        else:
            assert is_said is (question.code in asked)
            assert is_left is not is_said
    assert "never-a-question" not in read.said
    assert not any(said is False for said in read.said.values())
    for code, said in read.said.items():
        is_typed = any(code_of(key) == code and text.strip() for key, text in good.items())
        assert (said is not None) <= is_typed


@EXAMPLES
@given(st.data(), forms(), forms(2), PHASES)
def test_carrying_loses_nothing_and_comes_back(
    data: st.DataObject, old: Form, other: Form, phase: Phase
) -> None:
    new = same_kinds(old, other)
    typed = data.draw(typed_for(old))
    plan = plan_carrying(old, new, typed, phase=phase, reading=READING)

    assert plan.draft | plan.set_aside == typed
    assert not plan.draft.keys() & plan.set_aside.keys()
    for key in plan.draft:
        question = new.find(code_of(key))
        assert question is not None
        assert not question.internal
    said = {code_of(key) for key, text in typed.items() if text.strip()}
    assert {each.question.code for each in plan.fates} == said & known_codes(old, new)
    for each in plan.fates:
        assert (each.fate in {Fate.SET_ASIDE, Fate.PARTLY}) is bool(each.aside)

    back = plan_carrying(
        new, old, plan.draft, phase=phase, reading=READING, set_aside=plan.set_aside
    )
    assert back.draft | back.set_aside == typed
    known = {key for key in typed if takes(old, key)}
    assert known <= back.draft.keys() | back.set_aside.keys()


@EXAMPLES
@given(st.data(), forms(), forms(2), PHASES)
def test_carrying_then_going_back_restores_the_draft_exactly(
    data: st.DataObject, old: Form, other: Form, phase: Phase
) -> None:
    new = same_kinds(old, other)
    typed = data.draw(typed_for(old).map(lambda said: keep_known(old, said)))
    earlier = {"gone.r1.item": "Mis de côté avant"}
    plan = plan_carrying(old, new, typed, phase=phase, reading=READING, set_aside=earlier)
    move = DraftMove(
        id=2,
        application_id=1,
        from_form=1,
        to_form=2,
        before={"draft": typed, "carried": plan.draft},
        set_aside=plan.set_aside,
        moved_by=1,
        moved_at=dt.datetime(2026, 12, 10, tzinfo=dt.UTC),
        undone_at=None,
    )
    assert put_back(plan.draft, move, old, earlier=earlier) == (typed, earlier)

    since = {key: f"{text} puis autre chose" for key, text in plan.draft.items()}
    again, aside = put_back(since, move, old, earlier=earlier)
    assert again | aside == {**typed, **since, **earlier}


def known_codes(*drawn: Form) -> set[str]:
    return {each.code for form in drawn for each in form.questions()}


def takes(form: Form, key: str) -> bool:
    question = form.find(code_of(key))
    return question is not None and not question.internal


def without_requirements(form: Form) -> Form:
    bench = Bench(form=form)
    for question in form.questions():
        columns = tuple(changed(each, required=False) for each in question.columns)
        lax = changed(question, required=False, columns=columns)
        bench = put_question(bench, lax)
    return bench.form


def same_kinds(old: Form, new: Form) -> Form:
    """The new form without the questions whose code meant another kind: those are never taken."""
    sections = tuple(
        changed(
            section,
            questions=tuple(
                each
                for each in section.questions
                if (known := old.find(each.code)) is None or known.kind is each.kind
            ),
        )
        for section in new.sections
    )
    return changed(new, sections=sections)


def with_title_and_summary(form: Form) -> Form:
    ready = ready_form().section("trial")
    assert ready is not None
    return changed(form, sections=(*form.sections, ready))
