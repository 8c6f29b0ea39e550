"""Amending a published call: prepared aside, refused with its reasons, published with a number."""

from email import message_from_bytes, policy

import pytest

from reflexes.records import values_of
from reflexes_calls.actions import amending, applying, asking, forming, publishing
from reflexes_calls.actions.looking import journal_of_call
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.criteria import rows_of, typed_criteria
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.forming import remove_question
from reflexes_calls.domain.journal import verify
from reflexes_calls.storage import calls
from tests.makers import (
    AFTER,
    DURING,
    OPENING,
    PISTE,
    SECOND,
    World,
    a_call,
    a_draft,
    a_submitted,
    call_form,
)

ADDRESS = "https://appels.example"
WHY = "La salle des délibérations est prise ce jour-là."
LATER = {"closes_on": "06/02/2027"}


def prepared(world: World, call: Call, **said: str) -> None:
    amending.prepare(world.desk, world.manager, call.public_id, said)


def published(world: World, call: Call, *, reason: str = WHY, **said: str) -> Call:
    prepared(world, call, **said)
    seen = amending.amendment_page(world.desk, world.manager, call.public_id).digest
    return amending.amend(
        world.desk, world.manager, call.public_id, reason, seen=seen, address=ADDRESS
    )


def refused(world: World, call: Call, *, reason: str = WHY, **said: str) -> dict[str, str]:
    with pytest.raises(Invalid) as invalid:
        published(world, call, reason=reason, **said)
    kinds = {each.field: each.kind for each in invalid.value.refusals}
    assert len(kinds) == len(invalid.value.refusals), "a field is refused twice"
    return kinds


def kept(world: World, call: Call) -> Call:
    with world.desk.look() as connection:
        return calls.get_call(connection, call.id)


def letters(world: World, subject: str) -> list[str]:
    known = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in world.desk.outbox.glob("*.eml")
    ]
    return sorted(
        f"{each['To']}\n{each.get_content()}" for each in known if subject in each["Subject"]
    )


def test_an_amendment_is_prepared_aside(world: World) -> None:
    call = a_call(world)
    prepared(world, call, closes_on="06/02/2027", aims_fr="Savoir ce qui use un renfort.")
    shown = amending.amendment_page(world.desk, world.manager, call.public_id)
    assert [each.field for each in shown.changes] == ["closes_at", "term.aims_fr"]
    assert shown.refusals == ()
    now = kept(world, call)
    assert now.pending == {
        "answers": {"closes_on": "06/02/2027"},
        "terms": {"aims_fr": "Savoir ce qui use un renfort."},
    }
    assert (now.closes_at, now.terms, now.version) == (call.closes_at, call.terms, 1)


def test_publishing_it_changes_the_call_and_gives_it_the_next_number(world: World) -> None:
    call = a_call(world)
    after = published(world, call, budget_cap="20 000", title_fr="Se prêter la main", **LATER)
    assert (after.version, after.form_number, after.rubric_version) == (2, 1, 1)
    assert (after.budget_cap, after.title_fr, after.pending) == (
        2_000_000,
        "Se prêter la main",
        None,
    )
    shown = amending.difference_page(world.desk, call.public_id, 2)
    assert [each.field for each in shown.changes] == ["title_fr", "closes_at", "budget_cap"]
    assert (shown.version.reason, shown.latest) == (WHY, 2)
    assert shown.previous is not None
    assert shown.previous.document["title_fr"] == call.title_fr
    last = journal_of_call(world.desk, world.manager, call.public_id).entries[-1]
    assert (last.kind, last.actor) == ("amend", world.manager.public_id)


def test_the_journal_holds_and_bears_no_text(small_world: World) -> None:
    call = a_call(small_world)
    published(small_world, call, **LATER)
    entries = journal_of_call(small_world.desk, small_world.manager, call.public_id).entries
    assert verify(entries) is None
    assert WHY not in str([values_of(each) for each in entries])


def test_nothing_typed_is_lost_when_it_is_refused_all_at_once(small_world: World) -> None:
    call = a_call(small_world)
    said = {
        "places": "beaucoup",
        "opens_on": "02/12/2026",
        "closes_on": "20/01/2027",
        "aims_fr": "",
        "title_fr": "x" * 121,
        "contact_fr": "y" * 301,
    }
    assert refused(small_world, call, reason=" ", **said) == {
        "places": "not-a-number",
        "opens_on": "amend-opened",
        "closes_on": "amend-earlier",
        "aims_fr": "part-missing",
        "title_fr": "too-long",
        "contact_fr": "too-long",
        "reason": "missing",
    }
    pending = kept(small_world, call).pending
    assert pending is not None
    assert {**pending["answers"], **pending["terms"]} == said
    assert kept(small_world, call).version == 1


def test_a_reason_has_a_limit(small_world: World) -> None:
    call = a_call(small_world)
    assert refused(small_world, call, reason="a" * 601, **LATER) == {"reason": "too-long"}
    assert published(small_world, call, reason="a" * 600, **LATER).version == 2


def test_nothing_changed_is_refused(small_world: World) -> None:
    call = a_call(small_world)
    assert refused(small_world, call) == {"amendment": "amend-nothing"}
    assert refused(small_world, call, closes_on="30/01/2027") == {"amendment": "amend-nothing"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"closes_on": "29/01/2027"}, {"closes_on": "amend-earlier"}),
        ({"closes_hour": "16"}, {"closes_on": "amend-earlier"}),
        ({"closes_on": "01/12/2026"}, {"closes_on": "amend-earlier"}),
        ({"opens_on": "15/12/2026"}, {"opens_on": "amend-opened"}),
    ],
)
def test_what_was_announced_is_not_taken_back(
    small_world: World, said: dict[str, str], expected: dict[str, str]
) -> None:
    call = a_call(small_world)
    small_world.at(DURING)
    assert expected.items() <= refused(small_world, call, **said).items()


def test_before_it_opens_the_opening_may_move(small_world: World) -> None:
    call = a_call(small_world)
    small_world.at(OPENING - SECOND)
    assert published(small_world, call, opens_on="05/12/2026").version == 2
    small_world.at(OPENING + SECOND)
    assert published(small_world, call, opens_on="06/12/2026").version == 3


def test_grace_is_not_taken_back_either(small_world: World) -> None:
    call = a_call(small_world)
    given = published(small_world, call, grace="30")
    assert refused(small_world, given, grace="10") == {"grace": "amend-earlier"}
    # A later day makes up for it.
    assert published(small_world, given, grace="10", **LATER).version == 3


def test_cut_offs_that_were_announced_stay(small_world: World) -> None:
    form = call_form(procedure="permanent", cutoffs="15/12/2026\n10/01/2027")
    drafted = opened(small_world, form)
    assert refused(small_world, drafted, cutoffs="15/12/2026") == {"cutoffs": "amend-cutoff-gone"}
    assert refused(small_world, drafted, cutoffs="15/12/2026\n05/01/2027") == {
        "cutoffs": "amend-earlier"
    }
    after = published(
        small_world, drafted, cutoffs="15/12/2026\n12/01/2027\n30/01/2027", closes_on="15/02/2027"
    )
    assert len(after.closings) == 4


def test_a_deadline_that_passed_no_longer_moves(small_world: World) -> None:
    form = call_form(procedure="two-steps", letter_on="20/12/2026")
    call = opened(small_world, form)
    small_world.at(call.deadline_at(call.letter_closes_at or call.closes_at).until + SECOND)
    assert refused(small_world, call, letter_on="10/01/2027") == {"letter_on": "amend-passed"}
    assert published(small_world, call, letter_on="20/12/2026", **LATER).version == 2


def opened(world: World, form: dict[str, str]) -> Call:
    drafted = publishing.draft_call(world.desk, world.manager, PISTE, form)
    return publishing.publish(world.desk, world.manager, drafted.public_id)


def heavier(call: Call) -> tuple[dict[str, str], ...]:
    rows = rows_of(typed_criteria(call.criteria))
    return ({**rows[0], "weight": "9"}, *rows[1:])


def test_criteria_that_change_make_a_new_rubric(small_world: World) -> None:
    call = a_call(small_world)
    desk, manager = small_world.desk, small_world.manager
    amending.prepare_criteria(desk, manager, call.public_id, heavier(call))
    after = published(small_world, call)
    assert (after.rubric_version, after.criteria[0].weight, after.form_number) == (2, 9, 1)
    amending.prepare_criteria(desk, manager, call.public_id, heavier(after))
    assert kept(small_world, call).pending is None


def test_criteria_no_longer_change_once_letters_were_read(small_world: World) -> None:
    form = call_form(procedure="two-steps", letter_on="20/12/2026")
    call = opened(small_world, form)
    small_world.at(call.deadline_at(call.letter_closes_at or call.closes_at).until + SECOND)
    desk, manager = small_world.desk, small_world.manager
    amending.prepare_criteria(desk, manager, call.public_id, heavier(call))
    assert refused(small_world, call) == {"criteria": "amend-criteria"}


def test_after_the_closing_nothing_changes(small_world: World) -> None:
    call = a_call(small_world)
    small_world.at(call.closes_at)
    assert published(small_world, call, places="7").version == 2
    small_world.at(call.closes_at + SECOND)
    assert refused(small_world, call, **LATER) == {"amendment": "amend-closed"}
    assert amending.amendment_page(small_world.desk, small_world.manager, call.public_id).is_closed


def test_questions_that_changed_make_a_new_form_and_drafts_are_to_be_carried(
    world: World,
) -> None:
    call = a_call(world)
    draft = a_draft(world, call)
    forming.change_form(
        world.desk, world.manager, call.public_id, lambda bench: remove_question(bench, "risks")
    )
    prepared(world, call, **LATER)
    assert "form" in (kept(world, call).pending or {})
    after = published(world, call)
    assert (after.version, after.form_number, after.drafting) == (2, 2, {})
    assert after.questions().find("risks") is None
    assert "à reprendre dans la nouvelle" in letters(world, "version 2")[0]
    with pytest.raises(NotOpen) as refusal:
        applying.submit(world.desk, world.applicant, draft.public_id)
    assert refusal.value.kind == "form-amended"


def test_every_team_is_told_once(small_world: World) -> None:
    call = a_call(small_world)
    a_draft(small_world, call)
    a_submitted(small_world, call, neighbour=True)
    published(small_world, call, **LATER)
    told = letters(small_world, "L’appel a changé, version 2")
    people = (small_world.applicant, small_world.neighbour)
    assert [each.partition("\n")[0] for each in told] == sorted(each.email for each in people)
    for each in told:
        assert WHY in each
        assert f"{ADDRESS}/appels/{call.public_id}/versions/2" in each
        assert "Les questions n’ont pas changé" in each


def test_who_asked_is_told_in_other_words_and_nobody_twice(small_world: World) -> None:
    call = a_call(small_world)
    a_draft(small_world, call)
    for person in (small_world.applicant, small_world.reviewers[0]):
        asking.ask(
            small_world.desk, person, call.public_id, {"question": "Et un CCAS ?"}, address=ADDRESS
        )
    published(small_world, call, **LATER)
    told = letters(small_world, "version 2")
    assert [each.partition("\n")[0] for each in told] == [
        small_world.reviewers[0].email,
        small_world.applicant.email,
    ]
    assert "car vous avez posé une question" in told[0]
    assert "votre dossier" not in told[0]
    assert "posé une question" not in told[1]


def test_questions_are_not_cut_short_where_no_day_was_said(small_world: World) -> None:
    call = a_call(small_world)
    assert call.questions_until is None
    assert refused(small_world, call, questions_on="29/01/2027") == {
        "questions_on": "amend-earlier"
    }
    after = published(small_world, call, questions_on="30/01/2027")
    assert after.questions_until is not None
    assert after.questions_until > call.closes_at


RULES = {"partners": "optional", "evaluator": "none", "several": "", "reviews_needed": "2"}


def test_the_rules_of_a_call_are_amended_too(small_world: World) -> None:
    call = a_call(small_world)
    said = RULES | {"evaluator": "optional", "several": "yes", "reviews_needed": "3"}
    after = published(small_world, call, **said)
    assert after.settings == {"partners": "optional", "evaluator": "optional", "several": True}
    assert (after.reviews_needed, after.version) == (3, 2)
    shown = amending.difference_page(small_world.desk, call.public_id, 2)
    assert [each.field for each in shown.changes] == [
        "reviews_needed",
        "setting.evaluator",
        "setting.several",
    ]


def test_a_rule_that_drafts_rest_on_is_not_taken_away(small_world: World) -> None:
    small_world.at(OPENING - SECOND)
    call = a_call(small_world)
    call = published(small_world, call, **RULES | {"several": "yes", "evaluator": "optional"})
    small_world.at(OPENING)
    assert refused(small_world, call, **RULES | {"partners": "none"}) == {
        "partners": "amend-taken-away",
        "evaluator": "amend-taken-away",
        "several": "amend-taken-away",
    }
    assert refused(small_world, call, **dict.fromkeys(RULES, "")) == {
        "partners": "missing",
        "evaluator": "missing",
        "reviews_needed": "missing",
    }
    bad = {"partners": "peut-être", "reviews_needed": "dix", "evaluator": "optional"}
    assert refused(small_world, call, **RULES | bad | {"several": "yes"}) == {
        "partners": "not-a-choice",
        "reviews_needed": "not-a-number",
    }


def test_the_number_of_readers_stands_once_the_first_deadline_has_passed(
    small_world: World,
) -> None:
    form = call_form(procedure="permanent", cutoffs="20/12/2026")
    drafted = publishing.draft_call(small_world.desk, small_world.manager, PISTE, form)
    call = publishing.publish(small_world.desk, small_world.manager, drafted.public_id)
    small_world.at(call.cutoffs[0] + SECOND)
    assert refused(small_world, call, **RULES | {"reviews_needed": "1"}) == {
        "reviews_needed": "amend-readers"
    }


def test_what_was_withdrawn_is_not_written_to(small_world: World) -> None:
    call = a_call(small_world)
    file = a_submitted(small_world, call)
    applying.withdraw(small_world.desk, small_world.applicant, file.public_id)
    published(small_world, call, **LATER)
    assert letters(small_world, "L’appel a changé") == []


def test_what_was_read_is_what_is_published(small_world: World) -> None:
    call = a_call(small_world)
    prepared(small_world, call, **LATER)
    seen = amending.amendment_page(small_world.desk, small_world.manager, call.public_id).digest
    prepared(small_world, call, places="7")
    with pytest.raises(Conflict) as refusal:
        amending.amend(
            small_world.desk, small_world.manager, call.public_id, WHY, seen=seen, address=ADDRESS
        )
    assert refusal.value.kind == "amendment-changed"
    assert kept(small_world, call).version == 1


def test_giving_it_up_leaves_the_call_as_it_was(small_world: World) -> None:
    call = a_call(small_world)
    prepared(small_world, call, **LATER)
    amending.give_up(small_world.desk, small_world.manager, call.public_id)
    assert kept(small_world, call) == call


def test_it_belongs_to_the_manager_of_a_published_call(small_world: World) -> None:
    call = a_call(small_world)
    for act in (
        lambda: prepared_by(small_world, call),
        lambda: amending.give_up(small_world.desk, small_world.applicant, call.public_id),
        lambda: amending.amendment_page(small_world.desk, small_world.applicant, call.public_id),
    ):
        with pytest.raises(NotAllowed):
            act()
    drafted = publishing.draft_call(small_world.desk, small_world.manager, PISTE, call_form())
    with pytest.raises(NotOpen):
        prepared(small_world, drafted, **LATER)
    with pytest.raises(NotFound):
        amending.versions_page(small_world.desk, drafted.public_id)
    with pytest.raises(NotFound):
        amending.amendment_page(small_world.desk, small_world.applicant, drafted.public_id)


def prepared_by(world: World, call: Call) -> None:
    amending.prepare(world.desk, world.applicant, call.public_id, LATER)


def test_every_text_stays_to_be_read(small_world: World) -> None:
    call = a_call(small_world)
    published(small_world, call, **LATER)
    shown = amending.versions_page(small_world.desk, call.public_id)
    assert [(each.number, each.reason) for each in shown.versions] == [(1, ""), (2, WHY)]
    assert amending.difference_page(small_world.desk, call.public_id, 1).changes == ()
    with pytest.raises(NotFound):
        amending.difference_page(small_world.desk, call.public_id, 3)
    small_world.at(AFTER)
    assert amending.versions_page(small_world.desk, call.public_id).call.version == 2
