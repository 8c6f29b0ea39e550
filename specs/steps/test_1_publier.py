"""Publishing a call."""

import datetime as dt

from pytest_bdd import given, parsers, scenarios, then, when

from reflexes.conversion import plain
from reflexes.digests import SCHEMA, digest_of
from reflexes_calls.actions import drafting, duplicating, looking, publishing
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.criteria import rows_of, typed_criteria
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.domain.readiness import CALENDAR, findings_of
from reflexes_calls.storage import calls
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


@when(parsers.parse("elle commence un brouillon à partir de la piste « {piste} »"))
def she_begins(world, story, piste) -> None:
    story.call = drafting.begin_draft(world.desk, world.manager, (piste,))


@when(parsers.parse("qu’elle écrit « {typed} » comme jour d’ouverture"))
def she_types_an_opening(world, story, typed) -> None:
    raw = {"opens_on": typed}
    drafting.save_answers(world.desk, world.manager, story.call.public_id, raw, page=CALENDAR)


@when(parsers.parse("qu’elle ajoute le critère « {label} », que rien ne nourrit"))
def she_adds_a_criterion(world, story, label) -> None:
    levels = {f"levels_fr.{mark}": f"Niveau {mark}" for mark in range(5)}
    rows = (*rows_of(typed_criteria(story.call.criteria)), {"fr": label, "weight": "1", **levels})
    drafting.save_criteria(world.desk, world.manager, story.call.public_id, rows)


@when("elle prépare un appel dont une question obligatoire n’est notée par personne")
def she_drafts_with_an_unscored_question(world, story) -> None:
    call = publishing.draft_call(world.desk, world.manager, PISTE, call_form())
    # Whoever notes « essai » looks at the length of the trial too: the criterion stays fed.
    for section in call.form["sections"]:
        for question in section["questions"]:
            if question["code"] == "proposal":
                del question["criteria"]
    with world.desk.take(world.manager) as taking:
        story.call = calls.change_call(taking.connection, call.id, form=call.form)


@when("elle prépare un appel sans argent")
def she_drafts_without_money(world, story) -> None:
    raw = call_form(unfunded="yes", budget_cap="")
    story.call = publishing.draft_call(world.desk, world.manager, PISTE, raw)


@when("elle prépare un appel en deux temps, sans date pour les lettres")
def she_drafts_two_steps(world, story) -> None:
    with story.trying("draft"):
        raw = call_form(procedure="two-steps")
        publishing.draft_call(world.desk, world.manager, PISTE, raw)


@when(parsers.parse("qu’elle copie l’appel {weeks:d} semaines plus tard"))
def she_copies(world, story, weeks) -> None:
    story.copied_from = story.call_kept()
    raw = {"weeks": str(weeks)}
    story.call = duplicating.duplicate_call(world.desk, world.manager, story.call.public_id, raw)


def stops(world, story) -> dict[str, str]:
    found = findings_of(story.call_kept(), world.clock.now())
    return {each.field: each.kind for each in found if each.stops}


@then(parsers.parse("« {typed} » est gardé tel quel"))
def it_is_kept_as_typed(story, typed) -> None:
    assert story.call_kept().drafting["typed"]["opens_on"] == typed


@then("l’ouverture reste à reprendre avant d’ouvrir")
def the_opening_is_to_mend(world, story) -> None:
    assert stops(world, story)["opens_on"] == "not-a-day"


@then("la publication est refusée pour le résumé, la clôture et les objectifs")
def the_publication_is_refused_for_what_is_missing(story) -> None:
    kinds = story.refused_fields()
    assert {name: kinds[name] for name in ("summary_fr", "closes_on", "aims_fr")} == {
        "summary_fr": "missing",
        "closes_on": "to-save",
        "aims_fr": "part-missing",
    }


@then("l’appel reste un brouillon")
def the_call_stays_a_draft(world, story) -> None:
    assert story.call_kept().stage is CallStage.DRAFT
    assert looking.public_calls(world.desk) == ()


@then("la publication est refusée pour ce critère")
def the_publication_is_refused_for_the_criterion(story) -> None:
    assert story.refused_fields() == {"criterion.5.fr": "unfed"}
    assert story.call_kept().stage is CallStage.DRAFT


@then("cette question est signalée")
def the_question_is_told(world, story) -> None:
    found = findings_of(story.call_kept(), world.clock.now())
    assert ("unscored", "proposal", False) in [(e.kind, e.field, e.stops) for e in found]


@then("l’appel peut être publié")
def the_call_may_be_published(world, story) -> None:
    opened = publishing.publish(world.desk, world.manager, story.call.public_id)
    assert opened.stage is CallStage.PUBLISHED


@then("la copie est un brouillon qui garde le texte, les critères et les questions")
def the_copy_keeps_the_rest(story) -> None:
    older, copy = story.copied_from, story.call_kept()
    assert copy.stage is CallStage.DRAFT
    assert (copy.terms, copy.criteria, copy.form) == (older.terms, older.criteria, older.form)


@then(parsers.parse("chaque jour de la copie tombe {weeks:d} semaines plus tard"))
def the_days_are_later(story, weeks) -> None:
    older, copy = story.copied_from, story.call_kept()
    for name in ("opens_at", "closes_at", "decision_by"):
        shift = local_day(getattr(copy, name)) - local_day(getattr(older, name))
        assert shift == dt.timedelta(weeks=weeks)


@then("la copie ne s’ouvre pas avant que ses jours soient vérifiés")
def the_copy_waits_for_its_days(world, story) -> None:
    assert stops(world, story) == {"opens_on": "days-moved"}
    raw = story.call_kept().drafting["typed"]
    drafting.save_answers(world.desk, world.manager, story.call.public_id, raw, page=CALENDAR)
    assert stops(world, story) == {}


@then("aucune question de l’appel ne demande de montant")
def nothing_asks_for_an_amount(story) -> None:
    assert not story.call_kept().funded
    kinds = {
        question.code: question.bounded_by for question in story.call_kept().questions().questions()
    }
    assert "budget" not in kinds
    assert "budget_cap" not in kinds.values()


@then("l’appel est refusé pour la date des lettres")
def the_letters_need_a_day(story) -> None:
    assert story.refused_fields() == {"letter_on": "missing"}
