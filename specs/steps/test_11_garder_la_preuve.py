"""Keeping the proof, working offline, taking up what was written before."""

import json
from pathlib import Path

import attrs
from pytest_bdd import given, parsers, scenarios, then, when

from reflexes_calls.actions import applying, copying, looking, papers, publishing, reusing
from reflexes_calls.domain.attachment import FileKind
from reflexes_calls.domain.form import Kind
from reflexes_calls.domain.proof import (
    Check,
    check_receipt,
    journal_document,
    read_journal,
    read_receipt,
    receipt_document,
)
from reflexes_calls.domain.working_copy import (
    CopySection,
    WorkingCopy,
    compare,
    copied_questions,
    zone_of,
)
from reflexes_calls.papers import open_document, word_document
from tests.makers import PISTE, a_call, a_draft, answers, assign_both, call_form

scenarios("11-garder-la-preuve.feature")
WRITERS = {FileKind.ODT: open_document.write, FileKind.DOCX: word_document.write}


@attrs.define
class Kept:
    """What an applicant keeps: two files, and a document that travels."""

    receipt: dict[str, object] = attrs.field(factory=dict)
    journal: dict[str, object] = attrs.field(factory=dict)
    kind: FileKind = FileKind.ODT
    draft: dict[str, str] = attrs.field(factory=dict)

    def checks(self) -> tuple[Check, ...]:
        """What a check of both files tells."""
        receipt = read_receipt(json.dumps(self.receipt).encode())
        return check_receipt(receipt, read_journal(json.dumps(self.journal).encode()))

    def failing(self) -> list[str]:
        """What does not hold."""
        return [check.kind for check in self.checks() if not check.holds]


@given("un appel ouvert")
def an_open_call(world, story) -> None:
    story.call = a_call(world)


@given("le dossier complet d’une candidate de Val-d’Essai", target_fixture="kept")
def a_whole_draft(world, story) -> Kept:
    story.application = a_draft(world, story.call)
    return Kept()


@given("un second appel ouvert", target_fixture="second")
def a_second_call(world) -> object:
    form = call_form(title_fr="Un second appel")
    drafted = publishing.draft_call(world.desk, world.manager, PISTE, form)
    return publishing.publish(world.desk, world.manager, drafted.public_id)


@when("elle dépose son dossier")
def she_submits(world, story) -> None:
    story.application = applying.submit(world.desk, world.applicant, story.application.public_id)


@when("elle dépose son dossier et garde le récépissé et le journal")
def she_submits_and_keeps(world, story, kept) -> None:
    she_submits(world, story)
    shown = papers.receipt_page(world.desk, world.applicant, story.application.public_id)
    kept.receipt = receipt_document(
        shown.version,
        shown.entry,
        receipt=shown.receipt,
        call_title=story.call.title_fr,
        organisation=shown.own.organisation.name,
    )
    known = papers.journal_to_keep(world.desk, world.applicant, story.call.public_id)
    kept.journal = journal_document(story.call.public_id, story.call.title_fr, known.entries)


@when("quelqu’un change le titre dans le récépissé")
def someone_changes_the_title(kept) -> None:
    kept.receipt["answers"]["answers"]["title"] = "Un autre titre"


@when("quelqu’un avance l’heure dans le récépissé")
def someone_changes_the_time(kept) -> None:
    earlier = "2026-12-01T09:00:00.000000+00:00"
    kept.receipt["submitted_at"] = kept.receipt["entry"]["at"] = earlier


@when("quelqu’un coupe la fin du journal")
def someone_cuts_the_journal(kept) -> None:
    kept.journal["entries"] = kept.journal["entries"][:1]


@when("la gestionnaire confie le dossier à deux personnes")
def the_manager_assigns(world, story) -> None:
    assign_both(world, story.application)


@when(parsers.parse("elle prend une copie de travail au format « {name} »"))
def she_takes_a_copy(story, kept, name) -> None:
    kept.kind = FileKind(name)
    kept.draft = dict(story.application.draft)


@when(parsers.parse("ses collègues y écrivent le titre « {title} »"), target_fixture="document")
def they_write(story, kept, title, tmp_path) -> Path:
    own = story.file()
    copy = WorkingCopy(
        language="fr",
        title="Copie de travail",
        mark=f"[[COPIE {own.application.public_id}]]",
        intro=(),
        sections=(
            CopySection(
                title="Questions",
                intro="",
                zones=tuple(
                    zone_of(question, kept.draft, "fr", ())
                    for _, question in copied_questions(own.form, own.application.phase)
                    if question.kind is not Kind.FILE
                ),
            ),
        ),
    )
    path = tmp_path / f"copie.{kept.kind}"
    path.write_bytes(WRITERS[kept.kind](_rewritten(copy, title)))
    return path


def _rewritten(copy: WorkingCopy, title: str) -> WorkingCopy:
    """The document after someone wrote in it: the marks stay, the text changes."""
    (section,) = copy.sections
    zones = tuple(
        attrs.evolve(zone, rows=((title,),)) if zone.mark.startswith("[[title ") else zone
        for zone in section.zones
    )
    return attrs.evolve(copy, sections=(attrs.evolve(section, zones=zones),))


@when("qu’elle rapporte le document et garde le titre")
def she_brings_it_back(world, story, document) -> None:
    own, returned = copying.read_returned(
        world.desk, world.applicant, story.application.public_id, document, document.name
    )
    known = own.application
    found = compare(own.form, known.phase, known.draft, returned)
    copying.take_back(
        world.desk,
        world.applicant,
        known.public_id,
        found.differences,
        ["title"],
        draft=known.draft,
        revision=known.revision,
    )


@when(parsers.parse("le brouillon reçoit en ligne le titre « {title} »"))
def the_draft_changes(world, story, title) -> None:
    story.application = applying.save_draft(
        world.desk,
        world.applicant,
        story.application.public_id,
        {"title": title},
        revision=story.application.revision,
        partial=True,
    )


@when("elle commence un dossier pour ce second appel", target_fixture="new")
def she_begins_another(world, second) -> object:
    return applying.start_draft(world.desk, world.applicant, second.public_id, world.val_d_essai)


@when("qu’elle reprend de l’ancien dossier le problème et la durée")
def she_takes_up(world, story, new) -> None:
    reusing.reuse(
        world.desk,
        world.applicant,
        new.public_id,
        story.application.public_id,
        ["problem", "weeks"],
        revision=new.revision,
    )


@then("la vérification du récépissé réussit")
def the_check_succeeds(kept) -> None:
    assert kept.failing() == []
    assert len(kept.checks()) == 7


@then("le récépissé porte l’heure exacte du dépôt")
def the_receipt_says_when(world, kept) -> None:
    receipt = read_receipt(json.dumps(kept.receipt).encode())
    assert receipt.entry.at == receipt.shown["submitted_at"] == world.clock.now()


@then("la vérification dit que les réponses ne sont pas celles du dépôt")
def the_answers_differ(kept) -> None:
    assert kept.failing() == ["answers-not"]


@then("la vérification dit que l’entrée du journal a été changée")
def the_entry_differs(kept) -> None:
    assert kept.failing() == ["entry-not", "held-not"]


@then("la vérification dit que le journal s’arrête trop tôt")
def the_journal_is_cut(kept) -> None:
    assert kept.failing() == ["held-cut"]


@then("le journal de la candidate se termine par son dépôt")
def her_journal_ends_with_her_submission(world, story) -> None:
    known = papers.journal_to_keep(world.desk, world.applicant, story.call.public_id)
    assert known.entries[-1].kind == "submit"
    assert not known.is_whole
    assert story.journal().entries[-1].kind == "assign"


@then("la lettre de récépissé donne l’empreinte des réponses et celle de l’entrée")
def the_letter_says_both(world, story, kept) -> None:
    (letter,) = story.letters(world.applicant)
    body = letter.get_content()
    assert kept.receipt["facts"]["answers"] in body
    assert kept.receipt["entry"]["digest"] in body
    assert "10/12/2026 10:00:00" in body


@then(parsers.parse("le brouillon porte le titre « {title} »"))
def the_draft_has_the_title(story, title) -> None:
    assert story.file().application.draft["title"] == title


@then("le reste du brouillon n’a pas changé")
def the_rest_is_the_same(story) -> None:
    said = dict(story.file().application.draft)
    title = said.pop("title")
    assert said == {key: text for key, text in answers().items() if key != "title"}
    assert title != answers()["title"]


@then("le titre rapporté est montré à côté de l’autre, sans être coché")
def both_are_shown(world, story, document) -> None:
    own, returned = copying.read_returned(
        world.desk, world.applicant, story.application.public_id, document, document.name
    )
    found = compare(own.form, own.application.phase, own.application.draft, returned)
    (title,) = found.differences
    assert (title.question.code, title.is_proposed) == ("title", False)
    assert (title.present, title.returned) == ((("Titre en ligne",),), (("Titre hors ligne",),))


@then("le nouveau brouillon ne contient que ces deux réponses")
def only_these_two(world, new) -> None:
    page = looking.application_page(world.desk, world.applicant, new.public_id)
    assert page.application.draft == {key: answers()[key] for key in ("problem", "weeks")}
