"""Submitting an application."""

from pytest_bdd import given, parsers, scenarios, then, when

from reflexes_calls.actions import applying, looking, people
from reflexes_calls.domain.application import Application, receipt_number
from reflexes_calls.domain.call import Moment
from reflexes_calls.domain.errors import Conflict, TooLate
from reflexes_calls.domain.lifecycle import ApplicationStage
from tests.makers import DEADLINE, SECOND, a_call, a_draft, answers

scenarios("2-deposer-un-dossier.feature")


@given("un appel ouvert")
def an_open_call(world, story) -> None:
    story.call = a_call(world)
    assert story.call.moment(world.clock.now()) is Moment.OPEN


@given("une candidate de la Ville de Val-d’Essai")
def an_applicant(world) -> None:
    theirs = people.organisations_of_person(world.desk, world.applicant)
    assert theirs == (world.val_d_essai,)


def _start(story) -> Application:
    world = story.world
    return applying.start_draft(
        world.desk, world.applicant, story.call.public_id, world.val_d_essai
    )


def _save(story, revision, **typed: str) -> Application:
    desk, actor = story.world.desk, story.world.applicant
    return applying.save_draft(desk, actor, story.application.public_id, typed, revision=revision)


@when(parsers.parse("elle commence un dossier et enregistre le titre « {title} »"))
def she_starts(story, title) -> None:
    story.application = _start(story)
    story.application = _save(story, story.application.revision, title=title)


@when("qu’elle commence de nouveau un dossier", target_fixture="again")
def she_starts_again(story) -> Application:
    return _start(story)


@when("elle dépose un dossier complet")
def she_submits(world, story) -> None:
    draft = _start(story)
    story.application = applying.submit(
        world.desk, world.applicant, draft.public_id, answers(), revision=draft.revision
    )


@when("elle enregistre un titre vide, un budget de « douze » et un début passé")
def she_saves_what_is_wrong(world, story) -> None:
    story.application = a_draft(world, story.call, title="", budget="douze", start_on="2026-01-05")


@when("elle enregistre un dossier complet")
def she_saves(world, story) -> None:
    story.application = a_draft(world, story.call)


@when("qu’elle tente de déposer")
def she_tries_to_submit(world, story) -> None:
    with story.trying("submit"):
        applying.submit(world.desk, world.applicant, story.application.public_id)


@when("qu’elle tente de déposer une seconde après la clôture")
def she_tries_too_late(world, story) -> None:
    world.at(DEADLINE + SECOND)
    she_tries_to_submit(world, story)


@when("qu’elle dépose à la seconde de la clôture")
def she_submits_in_time(world, story) -> None:
    world.at(DEADLINE)
    applying.submit(world.desk, world.applicant, story.application.public_id)


@when(
    parsers.parse("elle enregistre le titre « {title} » dans une fenêtre"),
    target_fixture="opened",
)
def she_saves_in_a_window(story, title) -> int:
    story.application = _start(story)
    opened = story.application.revision
    story.application = _save(story, opened, title=title)
    return opened


@when(parsers.parse("qu’elle enregistre le titre « {title} » dans une fenêtre restée ouverte"))
def she_tries_in_another_window(story, opened, title) -> None:
    with story.trying("save"):
        _save(story, opened, title=title)


@when("qu’elle dépose de nouveau sans rien changer")
def she_submits_again(world, story) -> None:
    again = applying.submit(world.desk, world.applicant, story.application.public_id)
    assert again.receipt == story.application.receipt


@when(parsers.parse("qu’elle corrige le titre en « {title} » et dépose de nouveau"))
def she_corrects_and_submits(world, story, title) -> None:
    she_corrects(story, title)
    applying.submit(world.desk, world.applicant, story.application.public_id)


@when(parsers.parse("qu’elle corrige le titre en « {title} » sans déposer"))
def she_corrects(story, title) -> None:
    _save(story, story.application.revision, **answers(title=title))


@when("qu’elle le retire")
def she_withdraws(world, story) -> None:
    applying.withdraw(world.desk, world.applicant, story.application.public_id)


@when("qu’elle commence un dossier", target_fixture="begun")
def she_begins(story) -> Application:
    return _start(story)


@then(parsers.parse("la version 2 porte le titre « {title} »"))
def the_second_version_bears(story, title) -> None:
    _, second = story.file().versions
    assert second.said["title"] == title
    assert not story.file().application.has_unsent_changes


@then("la version 1 porte toujours son titre")
def the_first_version_stays(story) -> None:
    assert story.file().versions[0].said["title"] == answers()["title"]


@then("des modifications ne sont pas déposées")
def changes_are_unsent(story) -> None:
    assert story.file().application.has_unsent_changes


@then("c’est un autre dossier")
def it_is_another(story, begun) -> None:
    assert begun.public_id != story.application.public_id
    assert story.file().application.stage is ApplicationStage.WITHDRAWN


@then("elle retrouve le même brouillon")
def she_finds_the_same_draft(world, story, again) -> None:
    assert again == story.application
    (only,) = looking.my_applications(world.desk, world.applicant)
    assert only.application == again


@then(parsers.parse("le titre est toujours « {title} »"))
def the_title_is_still(story, title) -> None:
    page = story.file()
    assert page.application.stage is ApplicationStage.DRAFT
    assert page.application.draft == {"title": title}
    assert page.title == title


@then("le dossier est déposé")
def the_application_is_submitted(world, story) -> None:
    page = story.file()
    assert page.application.stage is ApplicationStage.SUBMITTED
    (version,) = page.versions
    assert (version.number, version.submitted_by) == (1, world.applicant.id)
    assert version.submitted_at == world.clock.now()
    assert version.said["title"] == answers()["title"]
    assert version.said["budget"] == 12_500_00
    last = story.journal().entries[-1]
    assert (last.kind, last.subject_id) == ("submit", page.application.public_id)


@then(parsers.parse("le récépissé porte le rang {rank:d}"))
def the_receipt_bears(story, rank) -> None:
    kept = story.file().application.receipt
    assert kept == story.application.receipt == receipt_number(2026, rank) == f"2026-{rank:03}"


@then("une lettre attend dans la boîte d’envoi")
def a_letter_waits(world, story) -> None:
    (letter,) = story.letters(world.applicant)
    assert letter["Subject"] == f"Dossier 2026-001 bien reçu : {answers()['title']}"
    assert story.call.title_fr in letter.get_content()


@then("le dépôt est refusé pour le titre, le budget et le début")
def the_submission_is_refused(story) -> None:
    assert story.refused_fields() == {
        "title": "missing",
        "budget": "not-a-number",
        "start_on": "past-day",
    }
    assert story.file().versions == ()


@then(parsers.parse("le brouillon garde le budget « {budget} »"))
def the_draft_keeps(story, budget) -> None:
    known = story.file().application
    assert (known.stage, known.receipt) == (ApplicationStage.DRAFT, None)
    typed = answers(budget=budget, start_on="2026-01-05")
    assert known.draft == {key: text for key, text in typed.items() if key != "title"}


@then("le dépôt est refusé parce que la clôture est passée")
def the_deadline_has_passed(story) -> None:
    assert isinstance(story.refusal, TooLate), story.refusal
    assert story.refusal.facts == {"deadline": DEADLINE, "now": DEADLINE + SECOND}


@then("le brouillon est toujours là")
def the_draft_is_still_there(world, story) -> None:
    page = story.file()
    assert (page.application.stage, page.application.receipt) == (ApplicationStage.DRAFT, None)
    assert (page.application.draft, page.versions) == (answers(), ())
    assert story.letters(world.applicant) == []


@then("le second enregistrement est refusé")
def the_second_saving_is_refused(story) -> None:
    assert isinstance(story.refusal, Conflict), story.refusal
    assert story.refusal.kind == "changed-elsewhere"
    assert story.refusal.facts == {
        "mine": {"title": "Seconde fenêtre"},
        "theirs": {"title": "Première fenêtre"},
        "keys": ("title",),
        "revision": story.application.revision,
    }
