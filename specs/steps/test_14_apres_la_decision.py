"""Before and after the decision: what is missing, releasing together, appeals, agreements."""

from pathlib import Path

import attrs
import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from reflexes_calls.actions import (
    agreeing,
    appealing,
    applying,
    deciding,
    handling,
    looking,
    publishing_results,
    reviewing,
)
from reflexes_calls.domain.appeal import appeal_until
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Conflict, NotOpen
from reflexes_calls.domain.lifecycle import ApplicationStage
from tests.makers import (
    AFTER,
    DECLINE,
    SECOND,
    SELECT,
    World,
    a_call,
    a_submitted,
    answers,
    assign_both,
    review_form,
)

scenarios("14-apres-la-decision.feature")

ADDRESS = "https://appels.example"
WHY = {"text": "Le registre était en annexe."}
AGREEMENT = {
    "reference": "2027-C-014",
    "funder_name": "Agence d’essai",
    "funder_siret": "90000012600012",
    "funder_signatory": "A. Martin",
    "holder_siret": "98765432400019",
    "holder_signatory": "B. Durand",
    "begins_on": "2027-04-05",
    "ends_on": "2027-12-31",
    "nature": "aide en numéraire",
    "0.amount": "10 000",
    "0.due": "2027-04-30",
    "0.condition": "à la signature",
}


@attrs.define(kw_only=True)
class Files:
    """The two files of the story: the first is selected, the second declined."""

    call: Call
    first: Application
    second: Application
    seen: str = ""


@given("deux dossiers déposés, et l’heure limite passée", target_fixture="files")
def two_files(world: World) -> Files:
    call = a_call(world)
    first, second = a_submitted(world, call), a_submitted(world, call, neighbour=True)
    assign_both(world, first)
    assign_both(world, second)
    world.at(AFTER)
    return Files(call=call, first=first, second=second)


@given("les deux dossiers ont été relus")
def both_are_read(world, files) -> None:
    for each in (files.first, files.second):
        for reviewer in world.reviewers:
            reviewing.submit_review(world.desk, reviewer, each.public_id, review_form())


@when(parsers.parse("la responsable demande le budget avant le {day}"))
def the_manager_asks(world, files, day) -> None:
    said = {"missing": "Le budget ne dit pas qui paie.", "due": day}
    file = files.first.public_id
    handling.ask_missing(world.desk, world.manager, file, said, address=ADDRESS)


@when("la candidate corrige et dépose de nouveau")
def she_submits_again(world, files) -> None:
    page = looking.application_page(world.desk, world.applicant, files.first.public_id)
    saved = applying.save_draft(
        world.desk,
        world.applicant,
        files.first.public_id,
        answers(title="Prêter une crèche, budget compris"),
        revision=page.application.revision,
    )
    applying.submit(world.desk, world.applicant, saved.public_id)


@then("le dossier garde son récépissé")
def the_receipt_stays(world, files) -> None:
    page = looking.application_page(world.desk, world.applicant, files.first.public_id)
    assert page.application.receipt == files.first.receipt
    assert len(page.versions) == 2


@then("plus rien ne lui est demandé")
def nothing_is_asked(world, files) -> None:
    assert handling.request_of_team(world.desk, world.applicant, files.first.public_id) is None


def read_first(world: World, files: Files) -> None:
    file = files.first.public_id
    reviewing.submit_review(world.desk, world.reviewers[0], file, review_form())


@then("le dossier ne peut pas être relu")
def it_cannot_be_read(world, files) -> None:
    with pytest.raises(NotOpen):
        read_first(world, files)


@when("la responsable le déclare recevable")
def it_is_admissible(world, files) -> None:
    handling.find_admissible(world.desk, world.manager, files.first.public_id)


@then("le dossier peut être relu")
def it_can_be_read(world, files) -> None:
    read_first(world, files)
    page = looking.application_page(world.desk, world.manager, files.first.public_id)
    assert page.summary.count == 1


@when("la responsable le déclare non recevable")
def it_is_not_admissible(world, files) -> None:
    said = {"reasons": "La commune a déjà un essai en cours."}
    file = files.first.public_id
    handling.find_inadmissible(world.desk, world.manager, file, said, address=ADDRESS)


@then("le dossier est écarté")
def it_is_declined(world, files) -> None:
    page = looking.application_page(world.desk, world.applicant, files.first.public_id)
    assert page.application.stage is ApplicationStage.DECLINED


@then("une lettre dit pourquoi")
def a_letter_says_why(story) -> None:
    sent = [each.get_content() for each in story.letters(story.world.applicant)]
    assert any("La commune a déjà un essai en cours." in each for each in sent)


@when("la responsable prépare une décision pour chacun")
def she_prepares(world, files) -> None:
    deciding.prepare(world.desk, world.manager, files.first.public_id, SELECT)
    deciding.prepare(world.desk, world.manager, files.second.public_id, DECLINE)
    files.seen = deciding.release_page(world.desk, world.manager, files.call.public_id).seen


@then("les candidats ne voient rien")
def nobody_sees(world, files) -> None:
    for person, file in ((world.applicant, files.first), (world.neighbour, files.second)):
        page = looking.application_page(world.desk, person, file.public_id)
        assert page.application.stage is ApplicationStage.SUBMITTED
        assert (page.decision, page.pilot, page.comments) == (None, None, ())


def release(world: World, files: Files) -> None:
    chosen = {files.first.public_id, files.second.public_id}
    deciding.release(
        world.desk, world.manager, files.call.public_id, chosen, files.seen, address=ADDRESS
    )


@when("elle publie les décisions")
@when("qu’elle publie les décisions")
def she_releases(world, files) -> None:
    release(world, files)


@then("les deux équipes reçoivent leur lettre le même jour")
def both_are_told(world, story) -> None:
    told = []
    for person, words in ((world.applicant, "est retenu"), (world.neighbour, "n’est pas retenu")):
        (letter,) = [each for each in story.letters(person) if words in each.get_content()]
        told.append(letter["Date"].datetime)
    assert told == [AFTER, AFTER]


@when("qu’une autre responsable change l’une d’elles pendant qu’elle relit")
def another_changes(world, files) -> None:
    deciding.prepare(world.desk, world.manager, files.second.public_id, SELECT)


@then("rien n’est publié")
def nothing_is_released(world, files) -> None:
    with pytest.raises(Conflict):
        release(world, files)
    nobody_sees(world, files)


@when("l’équipe écartée forme un recours")
def they_appeal(world, files) -> None:
    appealing.appeal(world.desk, world.neighbour, files.second.public_id, WHY, address=ADDRESS)


@when("la responsable retient finalement le dossier")
def she_overturns(world, files) -> None:
    said = {"outcome": "overturned", "amount": "5 000", "reasons": "L’annexe répond."}
    appealing.answer(world.desk, world.manager, files.second.public_id, said, address=ADDRESS)


@then("un pilote attend l’équipe écartée")
def a_pilot_waits(world, files) -> None:
    page = looking.application_page(world.desk, world.neighbour, files.second.public_id)
    assert page.pilot is not None
    assert page.application.stage is ApplicationStage.SELECTED


@then("la première décision reste gardée avec le recours")
def the_first_decision_is_kept(world, files) -> None:
    page = appealing.appeal_page(world.desk, world.neighbour, files.second.public_id)
    assert page.appeal.declined_reasons == DECLINE["reasons"]


@when("le délai de recours passe")
def the_delay_passes(world) -> None:
    world.at(appeal_until(AFTER) + SECOND)


@then("l’équipe écartée ne peut plus former de recours")
def they_cannot_appeal(world, files) -> None:
    with pytest.raises(NotOpen):
        they_appeal(world, files)


@when("qu’elle édite la convention du dossier retenu et garde la copie signée")
def she_signs(world, files, tmp_path: Path) -> None:
    file = files.first.public_id
    agreeing.issue(world.desk, world.manager, file, AGREEMENT, address=ADDRESS)
    copy = tmp_path / "copy"
    copy.write_bytes(b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n")
    agreeing.sign(
        world.desk,
        world.manager,
        file,
        path=copy,
        name="signée.pdf",
        day="10/02/2027",
        address=ADDRESS,
    )


@then("les données essentielles disent le montant accordé")
def the_amount_is_published(world) -> None:
    (row,) = publishing_results.essential_data(world.desk)
    assert row.row()[7] == "10000.00"


@then("les résultats ne nomment pas l’équipe écartée")
def nobody_declined_is_named(world, files) -> None:
    shown = publishing_results.results_page(world.desk, files.call.public_id)
    assert [each.organisation for each in shown.granted] == [world.val_d_essai.name]
    assert (shown.figures.declined, shown.figures.asked_by_declined) == (1, None)
