"""Training modules: composing, keeping, sharing, leading."""

import pytest
from pytest_bdd import given, scenarios, then, when

from reflexes import training
from reflexes_calls.actions import (
    keeping_modules,
    leading_modules,
    leaving_with_a_draft,
    retiming_modules,
    sharing_modules,
)
from reflexes_calls.actions.composing_modules import compose_module
from reflexes_calls.domain.errors import Conflict, DeadLink, Invalid
from reflexes_calls.domain.modules import Change, Heard
from specs.conftest import Story
from tests.makers import a_call

scenarios("28-les-modules.feature")


class Tale(Story):
    """A story of modules, which remembers more than one of calls."""


@pytest.fixture
def story(world) -> Tale:
    return Tale(world=world)


SESSION = {"title": "Mairie, 3 mai", "held_on": "03/05/2027"}
DRAFT = {"title": "Un renfort", "proof_wrong": "Autant de fermetures qu’avant."}


@when("quelqu’un compose un module sans rien choisir")
def compose_nothing(world, story) -> None:
    story.composed = compose_module(world.desk, {}, (), (), "fr")


@then("il dure une demi-journée, pause comprise, et rien n’y est à reprendre")
def it_holds(world, story) -> None:
    module = story.composed.module
    assert (module.length, module.minutes) == (training.Length.HALF_DAY, 210)
    assert any(each.is_break for each in module.activities)
    assert training.check_module(module, world.desk.catalogue) == ()


@when("quelqu’un compose pour « rois », à « beaucoup », sur « rien »")
def compose_badly(world, story) -> None:
    raw = {"public": "rois", "group": "beaucoup"}
    story.composed = compose_module(world.desk, raw, ("rien",), (), "fr")


@then("les trois refus sont dits ensemble")
def three_refusals(story) -> None:
    fields = {(each.field, each.kind) for each in story.composed.refusals}
    assert fields == {
        ("public", "not-a-choice"),
        ("group", "not-a-number"),
        ("q", "unknown-subject"),
    }
    assert story.composed.module is None


@given("un module gardé")
def a_kept_module(world, story) -> None:
    made = compose_module(world.desk, {}, ("micro-mobilite-professionnelle",), (), "fr")
    assert made.module is not None
    story.trainer = world.applicant
    story.kept = keeping_modules.keep_module(
        world.desk, story.trainer, made.module, change=Change.KEPT
    )


def _save(story, change, mend, revision: int | None = None) -> None:
    kept = keeping_modules.module_page(story.world.desk, story.trainer, story.kept.public_id).kept
    keeping_modules.save_change(
        story.world.desk,
        story.trainer,
        story.kept.public_id,
        change,
        mend,
        revision=kept.revision if revision is None else revision,
    )


def _page(story) -> keeping_modules.ModulePage:
    return keeping_modules.module_page(story.world.desk, story.trainer, story.kept.public_id)


@when("la formatrice donne 85 minutes à l’étude de la piste et 50 au débat")
def retime(story) -> None:
    typed = {"minutes-piste-study": "85", "minutes-moving-debate": "50"}
    _save(story, Change.RETIMED, retiming_modules.with_minutes(typed))


@when("la formatrice donne 90 minutes à la séquence la plus longue")
def retime_whole(story) -> None:
    sequences = _page(story).module.sessions[0].sequences
    story.longest = max(sequences, key=lambda each: len(each.activities)).code
    typed = {f"sequence-minutes-{story.longest}": "90"}
    _save(story, Change.RETIMED, retiming_modules.with_minutes(typed))


@then("ses activités se les partagent de cinq en cinq, et les sommes suivent")
def shared_by_fives(story) -> None:
    sequence = training.sequence_of(_page(story).module, story.longest)
    assert sequence.minutes == 90
    assert len(sequence.activities) > 1
    assert all(each.minutes % 5 == 0 for each in sequence.activities)
    assert sum(each.minutes for each in sequence.activities) == 90
    module = _page(story).module
    assert module.minutes == sum(each.minutes for each in module.activities)


@when("qu’elle passe le débat après la pause")
def move(story) -> None:
    moving = keeping_modules.shift("down:sequence-1-2")
    assert moving is not None
    _save(story, *moving)


@then("chaque somme est celle de ses parties")
def sums_are_true(story) -> None:
    module = _page(story).module
    assert module.minutes == sum(each.minutes for each in module.sessions) == 210
    for session in module.sessions:
        assert session.minutes == sum(each.minutes for each in session.sequences)
        for sequence in session.sequences:
            assert sequence.minutes == sum(each.minutes for each in sequence.activities)
    codes = [each.code for each in module.activities]
    assert codes.index("break") < codes.index("moving-debate")


@when("un onglet le renomme « Premier »")
def first_tab(story) -> None:
    _save(story, Change.RENAMED, keeping_modules.titled({"title": "Premier"}), 1)


@when("qu’un onglet ouvert avant le renomme « Second »")
def second_tab(story) -> None:
    with story.trying("rename"):
        _save(story, Change.RENAMED, keeping_modules.titled({"title": "Second"}), 1)


@then("le second est refusé et le module s’appelle « Premier »")
def first_stays(story) -> None:
    assert isinstance(story.refusal, Conflict)
    assert _page(story).kept.title == "Premier"


@when("la formatrice le publie puis le renomme « Autrement »")
def publish(world, story) -> None:
    story.title = story.kept.title
    story.published = sharing_modules.publish(
        world.desk, story.trainer, story.kept.public_id, "", {"licence": "yes"}, revision=1
    )
    _save(story, Change.RENAMED, keeping_modules.titled({"title": "Autrement"}))


@then("l’étagère montre le titre d’avant, sans le nom de la formatrice")
def shelf_is_frozen(world, story) -> None:
    (shown,) = sharing_modules.public_shelf(world.desk, {})
    assert shown.published.title == story.title
    assert not shown.author


@then("n’importe qui peut le copier")
def anyone_copies(world, story) -> None:
    reader = world.reviewers[0]
    made = sharing_modules.copy_published(world.desk, reader, story.published.public_id)
    assert keeping_modules.my_modules(world.desk, reader)[0].kept == made


@when("l’administration le retire sans dire pourquoi")
def withdraw_silently(world, story) -> None:
    with story.trying("withdraw"):
        sharing_modules.withdraw(world.desk, world.administrator, story.published.public_id)


@then("le retrait est refusé")
def withdrawal_is_refused(world, story) -> None:
    assert isinstance(story.refusal, Invalid)
    assert len(sharing_modules.public_shelf(world.desk, {})) == 1


@when("l’administration le retire car « Une carte nomme quelqu’un. »")
def withdraw(world, story) -> None:
    why = "Une carte nomme quelqu’un."
    sharing_modules.withdraw(world.desk, world.administrator, story.published.public_id, why)


@then("l’étagère est vide et la raison est dite")
def reason_is_said(world, story) -> None:
    assert sharing_modules.public_shelf(world.desk, {}) == ()
    with story.trying("look"):
        sharing_modules.published_module(world.desk, story.published.public_id)
    assert isinstance(story.refusal, DeadLink)
    assert story.refusal.facts["reason"] == "Une carte nomme quelqu’un."


def _answer(story, rank: int) -> None:
    said = {"useful": "4", "worked": f"Le débat, {rank}."}
    leading_modules.answer(story.world.desk, story.session.public_id, said, "")


def _heard(story) -> Heard:
    lessons = leading_modules.lessons_of(story.world.desk, story.trainer, story.kept.public_id)
    return lessons.sessions[0].heard


@when("quatre participants répondent après une séance")
def four_answer(world, story) -> None:
    story.session = leading_modules.announce_session(
        world.desk, story.trainer, story.kept.public_id, SESSION
    )
    for rank in range(4):
        _answer(story, rank)


@then("la formatrice ne lit que leur nombre")
def count_alone(story) -> None:
    heard = _heard(story)
    assert (heard.count, heard.useful, heard.worked) == (4, None, ())


@when("un cinquième répond")
def fifth_answers(story) -> None:
    _answer(story, 4)


@then("elle lit ce qu’ils ont dit")
def words_are_read(story) -> None:
    heard = _heard(story)
    assert heard.useful == (5, 0, 0, 0)
    assert len(heard.worked) == 5


@given("un appel ouvert sur sa piste")
def an_open_call(world, story) -> None:
    story.call = a_call(world)


@when("une participante écrit son brouillon pendant la séance")
def write_draft(world, story) -> None:
    story.session = leading_modules.announce_session(
        world.desk, story.trainer, story.kept.public_id, SESSION
    )
    story.draft = leaving_with_a_draft.write_draft(world.desk, story.session.public_id, DRAFT, "")


@when("son administration le prend dans l’appel")
def take_draft(world, story) -> None:
    story.taken = leaving_with_a_draft.take_into_call(
        world.desk,
        world.applicant,
        story.draft.public_id,
        story.call.public_id,
        world.val_d_essai,
    )


@then("le dossier dit ce que disait le brouillon")
def file_says_it(story) -> None:
    draft = story.taken.application.draft
    assert {name: draft[name] for name in DRAFT} == DRAFT
