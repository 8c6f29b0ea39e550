"""Publishing a call."""

from pytest_bdd import given, parsers, scenarios, then, when

from reflexes.conversion import plain
from reflexes.digests import SCHEMA, digest_of
from reflexes_calls.actions import looking, publishing
from reflexes_calls.domain.lifecycle import CallStage
from tests.makers import DURING, OPENING, PISTE, call_form

scenarios("1-publier-un-appel.feature")


@given("une responsable de programme")
def a_manager(world) -> None:
    assert looking.managed_calls(world.desk, world.manager) == ()


@when(parsers.parse("elle prépare un appel à partir de la piste « {piste} »"))
def she_drafts(world, story, piste) -> None:
    story.call = publishing.draft_call(world.desk, world.manager, piste, call_form())


@when("elle prépare un appel dont la clôture est passée")
def she_drafts_too_late(world, story) -> None:
    past = call_form(opens_on="2026-10-01", closes_on="2026-11-30")
    story.call = publishing.draft_call(world.desk, world.manager, PISTE, past)
    assert story.call.closes_at < world.clock.now()


@when(
    "elle tente de préparer un appel sans titre, qui ferme avant d’ouvrir, doté de « douze »",
)
def she_tries_to_draft(world, story) -> None:
    wrong = call_form(title_fr="", closes_on="2026-11-30", budget_cap="douze")
    with story.trying("draft"):
        publishing.draft_call(world.desk, world.manager, PISTE, wrong)


@when("qu’elle publie l’appel")
def she_publishes(world, story) -> None:
    publishing.publish(world.desk, world.manager, story.call.public_id)


@when("qu’elle tente de publier l’appel")
def she_tries_to_publish(world, story) -> None:
    with story.trying("publish"):
        publishing.publish(world.desk, world.manager, story.call.public_id)


@when("qu’une candidate tente de le publier")
def an_applicant_tries_to_publish(world, story) -> None:
    with story.trying("publish"):
        publishing.publish(world.desk, world.applicant, story.call.public_id)


@then("l’appel est publié")
def the_call_is_published(world, story) -> None:
    known = story.call_kept()
    assert (known.stage, known.published_at) == (CallStage.PUBLISHED, DURING)
    assert known.opens_at == OPENING
    assert looking.public_calls(world.desk) == (known,)


@then("il porte le texte, l’édition et l’empreinte de la piste")
def it_bears_the_piste(world, story) -> None:
    known, catalogue = story.call_kept(), world.desk.catalogue
    frozen = {"schema": SCHEMA, **plain(catalogue.pistes[PISTE])}
    assert (known.piste_code, known.piste) == (PISTE, frozen)
    assert known.piste["title"]["fr"] == catalogue.pistes[PISTE].title.fr
    assert (known.edition, known.piste_digest) == (catalogue.edition, digest_of(frozen))


@then("l’appel est refusé pour le titre, la clôture et la dotation")
def the_call_is_refused(world, story) -> None:
    assert story.refused_fields() == {
        "title_fr": "missing",
        "closes_on": "not-after",
        "budget_cap": "not-a-number",
    }
    assert looking.managed_calls(world.desk, world.manager) == ()


@then("la publication est refusée")
def the_publication_is_refused(world, story) -> None:
    assert story.refused_fields() == {"closes_on": "past-day"}
    assert story.call_kept().stage is CallStage.DRAFT
    assert looking.public_calls(world.desk) == ()
    assert story.journal().entries == ()
