"""Reading an application."""

from pytest_bdd import given, scenarios, then, when

from reflexes_calls.actions import finding, people, reviewing
from reflexes_calls.domain.call import Moment, usual_criteria
from reflexes_calls.domain.errors import Conflict
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.review import Review
from tests.makers import AFTER, PASSWORD, a_call, a_submitted, assign_both, review_form

scenarios("3-relire.feature")

FIRST_SAYS, SECOND_SAYS = "La convention tient.", "Le registre manque."


@given("un dossier déposé et un appel clos")
def a_submitted_application(world, story) -> None:
    story.call = a_call(world)
    story.application = a_submitted(world, story.call)
    world.at(AFTER)
    assert story.stage() is ApplicationStage.SUBMITTED
    assert story.call.moment(world.clock.now()) is Moment.CLOSED


@given("deux relectrices désignées pour le lire")
def two_reviewers(world, story) -> None:
    assign_both(world, story.application)
    assert set(story.file(world.manager).reviewers) == set(world.reviewers)


def _submit(story, rank, said) -> Review:
    desk, reviewer = story.world.desk, story.world.reviewers[rank]
    return reviewing.submit_review(desk, reviewer, story.application.public_id, said)


@when("la première rend sa relecture", target_fixture="first_review")
def the_first_submits(story) -> Review:
    return _submit(story, 0, review_form(4, comment_for_jury=FIRST_SAYS))


@when("la seconde rend sa relecture")
def the_second_submits(story) -> None:
    _submit(story, 1, review_form(1, comment_for_jury=SECOND_SAYS))


@when("la première note un seul critère et tente de rendre sa relecture")
def the_first_tries(story) -> None:
    code = usual_criteria()[0].code
    with story.trying("review"):
        _submit(story, 0, {f"mark-{code}": "2"})


@when("qu’elle tente de la rendre de nouveau")
def the_first_tries_again(story) -> None:
    with story.trying("review"):
        _submit(story, 0, review_form(0, comment_for_jury="Tout bien pesé, non."))


@when(
    "on tente de désigner une relectrice de la Ville de Val-d’Essai",
    target_fixture="colleague",
)
def a_colleague_is_tried(world, story) -> Person:
    email = "jeanne@essai.example"
    colleague = people.create_person(
        world.desk, world.administrator, name="Jeanne Ormeau", email=email, password=PASSWORD
    )
    people.join(world.desk, world.administrator, colleague, world.val_d_essai)
    with story.trying("assign"):
        reviewing.assign(world.desk, world.manager, story.application.public_id, colleague)
    return colleague


@then("la seconde ne voit aucune autre relecture")
def the_second_sees_none(world, story) -> None:
    assert story.file(world.reviewers[1]).reviews == ()
    # There is one to be seen all the same: the manager reads it.
    (kept,) = story.file(world.manager).reviews
    assert kept.reviewer_id == world.reviewers[0].id


@then("la seconde voit la relecture de la première")
def the_second_sees_the_first(world, story, first_review) -> None:
    first, second = world.reviewers
    seen = {review.reviewer_id: review for review in story.file(second).reviews}
    assert set(seen) == {first.id, second.id}
    assert seen[first.id] == first_review
    assert seen[first.id].comment_for_jury == FIRST_SAYS
    assert set(seen[first.id].numbers().values()) == {4}
    assert seen[second.id].comment_for_jury == SECOND_SAYS


@then("la relecture est refusée pour les notes et les commentaires qui manquent")
def the_review_is_refused(story) -> None:
    left = {f"mark-{criterion.code}" for criterion in usual_criteria()[1:]}
    left |= {"comment_for_jury", "comment_for_applicant"}
    assert story.refused_fields() == dict.fromkeys(left, "missing")


@then("la note donnée est toujours là")
def the_mark_is_still_there(world, story) -> None:
    kept = story.file(world.reviewers[0]).own_review
    given_code, *others = (criterion.code for criterion in usual_criteria())
    assert kept.marks == {given_code: "2"} | dict.fromkeys(others, "")
    assert kept.submitted_at is None
    assert story.journal().entries[-1].kind == "assign"


@then("la désignation est refusée parce que c’est son administration")
def it_is_her_own_administration(world, story, colleague) -> None:
    assert isinstance(story.refusal, Conflict), story.refusal
    assert story.refusal.kind == "own-administration"
    assert set(story.file(world.manager).reviewers) == set(world.reviewers)
    assert finding.files_to_read(world.desk, colleague, {}).count == 0
    assert story.letters(colleague) == []


@then("la seconde relecture est refusée")
def the_second_review_is_refused(world, story, first_review) -> None:
    assert isinstance(story.refusal, Conflict), story.refusal
    assert story.refusal.kind == "already-reviewed"
    assert story.file(world.reviewers[0]).own_review == first_review
    assert [entry.kind for entry in story.journal().entries].count("review") == 1
