"""The questions that the programme's team fills in for itself."""

import pytest

from reflexes.records import changed
from reflexes_calls.actions import forming, internal_fields, looking, publishing
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from reflexes_calls.domain.form import Kind
from reflexes_calls.domain.forming import Bench, add_question, need_question, put_question
from tests.makers import PISTE, World, a_draft, a_submitted, call_form


def with_an_internal_question(bench: Bench) -> Bench:
    bench, code = add_question(bench, "means", Kind.WHOLE, Bilingual(fr="Rang au comité"))
    question = need_question(bench, code)
    return put_question(bench, changed(question, internal=True, maximum=9))


def sent_with_internal(world: World) -> Application:
    drafted = publishing.draft_call(world.desk, world.manager, PISTE, call_form())
    forming.change_form(world.desk, world.manager, drafted.public_id, with_an_internal_question)
    call = publishing.publish(world.desk, world.manager, drafted.public_id)
    return a_submitted(world, call)


def test_a_manager_fills_in_what_applicants_never_meet(world: World) -> None:
    sent = sent_with_internal(world)
    internal_fields.fill_internal(
        world.desk, world.manager, sent.public_id, {"rang_au_comite": "3", "title": "volé"}
    )
    page = internal_fields.internal_page(world.desk, world.manager, sent.public_id)
    own = looking.application_page(world.desk, world.applicant, sent.public_id)

    assert (page.said, page.typed) == ({"rang_au_comite": 3}, {"rang_au_comite": "3"})
    assert "rang_au_comite" not in own.application.draft
    assert "rang_au_comite" not in own.versions[-1].said
    assert "rang_au_comite" not in own.versions[-1].answers["not_asked"]
    entries = looking.journal_of_call(world.desk, world.manager, page.call.public_id).entries
    assert entries[-1].kind == "fill_internal"


def test_an_applicant_cannot_type_in_an_internal_question(small_world: World) -> None:
    sent = sent_with_internal(small_world)
    with pytest.raises(NotFound):
        internal_fields.internal_page(small_world.desk, small_world.applicant, sent.public_id)
    with pytest.raises(NotAllowed):
        internal_fields.fill_internal(
            small_world.desk, small_world.applicant, sent.public_id, {"rang_au_comite": "1"}
        )


def test_what_is_wrong_is_refused_and_what_stands_is_kept(small_world: World) -> None:
    world, sent = small_world, sent_with_internal(small_world)
    internal_fields.fill_internal(
        world.desk, world.manager, sent.public_id, {"rang_au_comite": "3"}
    )
    with pytest.raises(Invalid) as refused:
        internal_fields.fill_internal(
            world.desk, world.manager, sent.public_id, {"rang_au_comite": "12"}
        )
    assert [(each.field, each.kind) for each in refused.value.refusals] == [
        ("rang_au_comite", "too-large")
    ]
    page = internal_fields.internal_page(world.desk, world.manager, sent.public_id)
    assert page.said == {"rang_au_comite": 3}


def test_a_second_tab_is_told(small_world: World) -> None:
    world, sent = small_world, sent_with_internal(small_world)
    seen = internal_fields.internal_page(world.desk, world.manager, sent.public_id).digest
    typed = {"rang_au_comite": "3"}
    internal_fields.fill_internal(world.desk, world.manager, sent.public_id, typed, seen=seen)
    with pytest.raises(Conflict):
        internal_fields.fill_internal(
            world.desk, world.manager, sent.public_id, {"rang_au_comite": "4"}, seen=seen
        )


def test_a_draft_that_was_not_submitted_stays_unknown_to_managers(small_world: World) -> None:
    drafted = publishing.draft_call(small_world.desk, small_world.manager, PISTE, call_form())
    call = publishing.publish(small_world.desk, small_world.manager, drafted.public_id)
    draft = a_draft(small_world, call)
    with pytest.raises(NotFound):
        internal_fields.internal_page(small_world.desk, small_world.manager, draft.public_id)
    with pytest.raises(NotFound):
        internal_fields.fill_internal(small_world.desk, small_world.manager, draft.public_id, {})
