"""Amending a published call."""

import datetime as dt

from pytest_bdd import given, parsers, scenarios, then, when

from reflexes_calls.actions import amending, forming
from reflexes_calls.domain.carrying import ChangeKind
from reflexes_calls.domain.forming import remove_question
from tests.makers import AFTER, DEADLINE, a_call, a_draft

scenarios("8-modifier-un-appel.feature")

ADDRESS = "https://appels.example"
LATER = "06/02/2027"


def prepare(story, **said: str) -> None:
    world = story.world
    amending.prepare(world.desk, world.manager, story.call.public_id, said)


def publish(story, reason) -> None:
    world = story.world
    seen = amending.amendment_page(world.desk, world.manager, story.call.public_id).digest
    story.call = amending.amend(
        world.desk, world.manager, story.call.public_id, reason, seen=seen, address=ADDRESS
    )


def difference(story, number=2) -> amending.DifferencePage:
    return amending.difference_page(story.world.desk, story.call.public_id, number)


def amended_letter(story) -> str:
    told = story.letters(story.world.applicant)
    found = [each for each in told if "L’appel a changé" in each["Subject"]]
    assert len(found) == 1
    return f"{found[0]['Subject']}\n{found[0].get_content()}"


@given("un appel publié et le brouillon d’une candidate")
def a_published_call_and_a_draft(world, story) -> None:
    story.call = a_call(world)
    story.application = a_draft(world, story.call)


@given("l’appel clos")
def the_call_is_closed(world) -> None:
    world.at(AFTER)


@given(parsers.parse("la question « {code} » retirée dans la modification"))
def a_question_is_taken_out(world, story, code) -> None:
    forming.change_form(
        world.desk, world.manager, story.call.public_id, lambda bench: remove_question(bench, code)
    )


@when(parsers.parse("la responsable repousse la clôture au « {day} » parce que « {reason} »"))
def the_manager_moves_the_closing(story, day, reason) -> None:
    prepare(story, closes_on=day)
    publish(story, reason)


@when(parsers.parse("la responsable publie la modification parce que « {reason} »"))
def the_manager_publishes(story, reason) -> None:
    publish(story, reason)


@when(parsers.parse("la responsable tente d’avancer la clôture au « {day} »"))
def the_manager_tries_an_earlier_day(story, day) -> None:
    prepare(story, closes_on=day)
    with story.trying("amend"):
        publish(story, "Nous sommes pressés.")


@when("la responsable tente de repousser la clôture sans dire pourquoi")
def the_manager_gives_no_reason(story) -> None:
    prepare(story, closes_on=LATER)
    with story.trying("amend"):
        publish(story, "  ")


@when("la responsable tente de repousser la clôture après coup")
def the_manager_comes_too_late(story) -> None:
    prepare(story, closes_on="01/03/2027")
    with story.trying("amend"):
        publish(story, "On nous l’a demandé.")


@then(parsers.parse("la version {number:d} du texte est publiée"))
@then(parsers.parse("la version {number:d} du texte est en vigueur"))
def that_version_stands(story, number) -> None:
    shown = amending.versions_page(story.world.desk, story.call.public_id)
    assert story.call_kept().version == number == shown.versions[-1].number


@then("la différence montre la clôture, avant et après")
def the_difference_shows_the_closing(story) -> None:
    (change,) = difference(story).changes
    assert change.field == "closes_at"
    assert (change.before, change.after) == (DEADLINE, DEADLINE + dt.timedelta(days=7))


@then("la candidate reçoit une lettre avec le numéro, la raison et l’adresse de la différence")
def the_applicant_is_told(story) -> None:
    letter = amended_letter(story)
    assert "version 2" in letter
    assert "La salle est prise." in letter
    assert f"{ADDRESS}/appels/{story.call.public_id}/versions/2" in letter


@then(parsers.parse("la modification est refusée pour « {field} » : « {kind} »"))
def the_amendment_is_refused(story, field, kind) -> None:
    assert story.refused_fields() == {field: kind}


@then("ce qui a été écrit est gardé")
def what_was_typed_is_kept(story) -> None:
    assert story.call_kept().pending["answers"] == {"closes_on": "20/01/2027"}


@then("la lettre dit que le brouillon est à reprendre")
def the_letter_speaks_of_the_draft(story) -> None:
    assert "à reprendre dans la nouvelle" in amended_letter(story)


@then(parsers.parse("la différence montre la question « {code} » retirée"))
def the_difference_shows_the_question(story, code) -> None:
    (change,) = difference(story).changes
    assert change.field == f"question.{code}"
    assert change.question.kinds == (ChangeKind.REMOVED,)
