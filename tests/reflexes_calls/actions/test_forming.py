"""What the builder keeps: in a draft at once, for a published call until its amendment."""

import pytest

from reflexes_calls.actions import forming, looking, publishing
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from reflexes_calls.domain.form import Kind, form_document, ready_form
from reflexes_calls.domain.form_file import form_text
from reflexes_calls.domain.forming import Bench, add_question, remove_question, take_back
from tests.makers import PISTE, World, a_call, call_form


def drafted(world: World) -> Call:
    return publishing.draft_call(world.desk, world.manager, PISTE, call_form())


def without_risks(bench: Bench) -> Bench:
    return remove_question(bench, "risks")


def test_an_act_on_a_draft_is_kept_and_noted(world: World) -> None:
    call = drafted(world)
    kept = forming.change_form(world.desk, world.manager, call.public_id, without_risks)

    assert kept.questions().find("risks") is None
    entries = looking.journal_of_call(world.desk, world.manager, call.public_id).entries
    assert [each.kind for each in entries] == ["edit"]
    back = forming.change_form(
        world.desk, world.manager, call.public_id, lambda bench: take_back(bench, "risks")
    )
    assert back.questions().find("risks") == ready_form().find("risks")


def test_what_is_built_for_a_published_call_waits_for_its_amendment(world: World) -> None:
    call = a_call(world)
    kept = forming.change_form(world.desk, world.manager, call.public_id, without_risks)
    page = forming.builder_page(world.desk, world.manager, call.public_id)

    assert kept.form == call.form
    assert kept.pending is not None
    assert kept.pending["form"] == form_document(page.bench.form)
    assert page.differs
    entries = looking.journal_of_call(world.desk, world.manager, call.public_id).entries
    assert [each.kind for each in entries] == ["publish"]
    again = forming.change_form(
        world.desk, world.manager, call.public_id, lambda _: Bench(form=call.questions())
    )
    assert again.pending is None


def test_starting_again_keeps_what_stood_and_gives_it_back(world: World) -> None:
    call = drafted(world)
    forming.change_form(world.desk, world.manager, call.public_id, without_risks)
    emptied = forming.start_again(world.desk, world.manager, call.public_id, forming.EMPTY)
    assert [each.code for each in emptied.questions().questions()] == ["title", "summary"]
    assert emptied.questions().section("trial") is not None
    back = forming.start_again(world.desk, world.manager, call.public_id, forming.BEFORE)
    assert "risks" not in {each.code for each in back.questions().questions()}
    assert len(list(back.questions().questions())) == len(list(ready_form().questions())) - 1


def test_another_call_s_draft_can_be_started_from_by_its_managers_alone(world: World) -> None:
    call, other = drafted(world), drafted(world)
    taken = forming.start_again(world.desk, world.manager, call.public_id, other.public_id)
    assert taken.form == other.form
    with pytest.raises(NotFound):
        forming.start_again(world.desk, world.manager, call.public_id, "unknown")
    with pytest.raises(NotAllowed):
        forming.start_again(world.desk, world.applicant, other.public_id, call.public_id)


def test_a_file_cannot_give_a_published_code_another_meaning(small_world: World) -> None:
    call = a_call(small_world)
    text = form_text(ready_form()).replace(
        'code = "people"\nkind = "prose"', 'code = "people"\nkind = "day"'
    )
    with pytest.raises(Invalid) as refused:
        forming.import_form(small_world.desk, small_world.manager, call.public_id, text)
    assert [(each.field, each.kind) for each in refused.value.refusals] == [
        ("people", "form-code-reused")
    ]


def test_a_change_seen_by_nobody_is_not_overwritten(small_world: World) -> None:
    world, call = small_world, drafted(small_world)
    with pytest.raises(Conflict):
        forming.change_form(
            world.desk, world.manager, call.public_id, without_risks, seen=("risks", "stale")
        )
    now = forming.digest_in(call.questions(), "risks")
    seen = ("risks", now)
    forming.change_form(world.desk, world.manager, call.public_id, without_risks, seen=seen)


def test_only_managers_build_and_only_what_is_not_over(small_world: World) -> None:
    world, call = small_world, drafted(small_world)
    with pytest.raises(NotFound):
        forming.builder_page(world.desk, world.applicant, call.public_id)
    with pytest.raises(NotAllowed):
        forming.change_form(world.desk, world.applicant, call.public_id, without_risks)
    with pytest.raises(Refused, match="form-always-asked"):
        forming.change_form(
            world.desk,
            world.manager,
            call.public_id,
            lambda bench: remove_question(bench, "title"),
        )


def test_a_call_without_money_starts_without_amounts(small_world: World) -> None:
    world = small_world
    typed = call_form(unfunded="yes", budget_cap="")
    call = publishing.draft_call(world.desk, world.manager, PISTE, typed)
    again = forming.start_again(world.desk, world.manager, call.public_id, forming.READY)
    assert again.questions().find("budget") is None
    funded = drafted(world)
    copied = forming.start_again(world.desk, world.manager, call.public_id, funded.public_id)
    page = forming.builder_page(world.desk, world.manager, copied.public_id)
    assert ("money-asked", "budget") in {(each.kind, each.field) for each in page.faults}


def test_a_code_of_an_earlier_version_is_never_given_again(small_world: World) -> None:
    world, call = small_world, a_call(small_world)
    codes: list[str] = []

    def edit(bench: Bench) -> Bench:
        bench = remove_question(bench, "risks")
        made, code = add_question(bench, "course", Kind.DAY, Bilingual(fr="Risks"))
        codes.append(code)
        return made

    forming.change_form(world.desk, world.manager, call.public_id, edit)
    assert codes == ["risks_2"]
