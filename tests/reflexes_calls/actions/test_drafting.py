"""A call written page by page: kept as it is typed, opened only when nothing stops it."""

import pytest

from reflexes_calls.actions import drafting, looking
from reflexes_calls.actions.publishing import draft_call, edit_call, publish
from reflexes_calls.domain.call import Call, Procedure
from reflexes_calls.domain.call_rules import Wanted, rules_of
from reflexes_calls.domain.criteria import rows_of, typed_criteria
from reflexes_calls.domain.errors import Invalid, NotAllowed, NotOpen, Refused
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.domain.readiness import CALENDAR, ESSENTIAL, findings_of
from reflexes_calls.domain.terms import starting_terms
from tests.makers import CALL_TERMS, PISTE, World, a_call, call_form

OTHER = "portage-initiatives-spontanees"
NAME_ALONE = "comites-liaison-citoyenne"


def begun(world: World) -> Call:
    return drafting.begin_draft(world.desk, world.manager, (PISTE,))


def stops(world: World, call: Call) -> set[str]:
    kept = looking.call_page(world.desk, world.manager, call.public_id).call
    return {each.field for each in findings_of(kept, world.clock.now()) if each.stops}


def test_a_draft_begins_with_its_piste_and_what_is_left_to_say(world: World) -> None:
    call = begun(world)
    assert call.stage is CallStage.DRAFT
    assert call.title_fr == world.desk.catalogue.pistes[PISTE].title.fr
    assert {"summary_fr", "opens_on", "closes_on", "budget_cap", "aims_fr"} <= stops(world, call)
    with pytest.raises(Invalid):
        publish(world.desk, world.manager, call.public_id)


def test_a_draft_written_page_by_page_opens(world: World) -> None:
    call = begun(world)
    desk, manager, form = world.desk, world.manager, call_form(opens_on="2026-12-11")
    drafting.save_answers(desk, manager, call.public_id, form, page=ESSENTIAL)
    drafting.save_answers(desk, manager, call.public_id, form, page=CALENDAR)
    drafting.save_terms(desk, manager, call.public_id, CALL_TERMS, page="text-brief")
    assert stops(world, call) == set()
    opened = publish(desk, manager, call.public_id)
    assert (opened.stage, opened.version, opened.drafting) == (CallStage.PUBLISHED, 1, {})
    pages = [entry.kind for entry in looking.journal_of_call(desk, manager, call.public_id).entries]
    assert pages == ["edit", "edit", "edit", "publish"]


def test_what_cannot_be_read_is_kept_and_found(world: World) -> None:
    call = begun(world)
    raw = {"opens_on": "un lundi", "closes_on": "30/01/2027", "closes_hour": "17"}
    drafting.save_answers(world.desk, world.manager, call.public_id, raw, page=CALENDAR)
    kept = looking.call_page(world.desk, world.manager, call.public_id).call
    assert kept.drafting["typed"]["opens_on"] == "un lundi"
    assert kept.opens_at == call.opens_at
    assert "opens_on" in stops(world, call)


def test_a_page_leaves_the_fields_it_does_not_show(world: World) -> None:
    call = begun(world)
    save = drafting.save_answers
    save(
        world.desk,
        world.manager,
        call.public_id,
        {"procedure": "two-steps", "letter_on": "ignored here"},
        page=ESSENTIAL,
    )
    save(world.desk, world.manager, call.public_id, {"letter_on": "20/12/2026"}, page=CALENDAR)
    kept = save(world.desk, world.manager, call.public_id, {"grace": "15"}, page=CALENDAR)
    assert kept.drafting["typed"]["letter_on"] == "20/12/2026"
    assert (kept.procedure, kept.grace) == (Procedure.TWO_STEPS, 15)


def test_texts_nobody_rewrote_follow_whether_there_is_money(world: World) -> None:
    call = begun(world)
    mine = {"eligibility_fr": "Une seule règle."}
    drafting.save_terms(world.desk, world.manager, call.public_id, mine, page="text-who")
    save = drafting.save_answers
    without = save(world.desk, world.manager, call.public_id, {"unfunded": "yes"}, page=ESSENTIAL)
    assert not without.funded
    unfunded = starting_terms(funded=False)
    assert without.terms["brief_support_fr"] == unfunded["brief_support_fr"]
    assert without.terms["eligibility_fr"] == "Une seule règle."
    again = save(world.desk, world.manager, call.public_id, {}, page=ESSENTIAL)
    assert again.terms["brief_support_fr"] == starting_terms()["brief_support_fr"]


def test_a_text_that_is_too_long_is_refused_and_nothing_changes(world: World) -> None:
    call = begun(world)
    raw = {"contact_fr": "a" * 301, "brief_what_fr": "Quelques mots."}
    with pytest.raises(Invalid) as refused:
        drafting.save_terms(world.desk, world.manager, call.public_id, raw, page="text-brief")
    assert [each.field for each in refused.value.refusals] == ["contact_fr"]
    kept = looking.call_page(world.desk, world.manager, call.public_id).call
    assert kept.terms == call.terms


def test_criteria_are_kept_unfinished_and_questions_follow(world: World) -> None:
    call = begun(world)
    rows = rows_of(typed_criteria(call.criteria))
    changed_rows = ({**rows[0], "code": "situation"}, *rows[1:], {"fr": "L’envie", "weight": "1"})
    kept = drafting.save_criteria(world.desk, world.manager, call.public_id, changed_rows)
    assert [each.code for each in kept.criteria][0::4] == ["situation", "l-envie"]
    problem = kept.questions().find("problem")
    assert problem is not None
    assert problem.criteria == ("situation",)
    assert "criterion.5.levels_fr.0" in stops(world, call)


def test_rules_are_kept(world: World) -> None:
    call = begun(world)
    raw = {"partners": "required", "evaluator": "optional", "several": "yes", "reviews_needed": "3"}
    rules = rules_of(drafting.save_rules(world.desk, world.manager, call.public_id, raw))
    assert (rules.partners, rules.evaluator) == (Wanted.REQUIRED, Wanted.OPTIONAL)
    assert (rules.several, rules.reviews_needed) == (True, 3)
    with pytest.raises(Invalid):
        drafting.save_rules(world.desk, world.manager, call.public_id, {"reviews_needed": "0"})


def test_pistes_are_chosen_anew_while_the_call_is_a_draft(world: World) -> None:
    call = begun(world)
    kept = drafting.change_pistes(world.desk, world.manager, call.public_id, (OTHER, PISTE))
    assert kept.piste_codes == (OTHER, PISTE)
    known = world.desk.catalogue.linked(world.desk.catalogue.pistes[OTHER], "phenomena")
    codes = {each["code"] for each in kept.context["phenomena"]}
    assert {each.code for each in known} <= codes
    with pytest.raises(Invalid):
        drafting.change_pistes(world.desk, world.manager, call.public_id, ())
    with pytest.raises(Refused):
        drafting.change_pistes(world.desk, world.manager, call.public_id, (NAME_ALONE,))


def test_a_call_that_is_open_is_no_longer_written(world: World) -> None:
    call = a_call(world)
    with pytest.raises(NotOpen):
        drafting.save_terms(world.desk, world.manager, call.public_id, {}, page="text-brief")
    with pytest.raises(NotOpen):
        drafting.change_pistes(world.desk, world.manager, call.public_id, (OTHER,))


def test_writing_belongs_to_the_manager_of_the_call(world: World) -> None:
    call = begun(world)
    with pytest.raises(NotAllowed):
        drafting.save_rules(world.desk, world.applicant, call.public_id, {})
    with pytest.raises(NotAllowed):
        drafting.begin_draft(world.desk, world.applicant, (PISTE,))


def test_a_call_without_money_asks_for_no_amount_from_the_start(world: World) -> None:
    raw = call_form(unfunded="yes", budget_cap="")
    call = draft_call(world.desk, world.manager, PISTE, raw)
    assert call.questions().find("budget") is None
    assert call.terms["brief_support_fr"] == starting_terms(funded=False)["brief_support_fr"]
    assert publish(world.desk, world.manager, call.public_id).funded is False


def test_a_whole_form_may_still_be_kept_at_once(world: World) -> None:
    call = draft_call(world.desk, world.manager, PISTE, call_form())
    edited = edit_call(world.desk, world.manager, call.public_id, call_form(title_fr="Autrement"))
    assert edited.title_fr == edited.drafting["typed"]["title_fr"] == "Autrement"
