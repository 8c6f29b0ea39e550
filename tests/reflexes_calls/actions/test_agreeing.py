"""An agreement: written, issued, signed, paid; and the essential data that comes of it."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import docx
import pytest
from frictionless import Package, system

from reflexes_calls.actions import agreeing, looking, publishing_results
from reflexes_calls.actions.reaching_milestones import set_milestone
from reflexes_calls.domain.agreement import AgreementState
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.essential_data import COLUMNS, table_schema
from reflexes_calls.papers.word_paper import write_paper
from reflexes_calls.storage import attachments, pilots
from reflexes_calls.storage.engine import reading
from reflexes_calls.web.agreement_paper import agreement_paper
from tests.makers import AFTER, SELECT, World, a_call, a_reviewed, decide

ADDRESS = "https://appels.example"
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
TYPED = {
    "reference": "2027-C-014",
    "decision_reference": "2027-03-115",
    "funder_name": "Agence d’essai des territoires",
    "funder_siret": "900 000 126 00012",
    "funder_signatory": "A. Martin, directrice",
    "holder_siret": "98765432400019",
    "holder_signatory": "B. Durand, maire",
    "begins_on": "2027-04-05",
    "ends_on": "31/12/2027",
    "nature": "aide en numéraire",
    "0.amount": "7 000",
    "0.due": "2027-04-30",
    "0.condition": "à la signature",
    "1.amount": "3 000",
    "1.due": "2028-02-28",
    "1.condition": "à la remise du bilan",
}
EVALUATOR = {
    "evaluator_name": "Université d’essai",
    "evaluator_siret": "91234567500017",
    "evaluator_signatory": "C. Petit, présidente",
}


@pytest.fixture
def selected(world: World) -> Application:
    application = a_reviewed(world, a_call(world))
    decide(world, application, SELECT)
    return application


def issue(world: World, application: Application, said: dict[str, str] = TYPED) -> None:
    agreeing.issue(world.desk, world.manager, application.public_id, said, address=ADDRESS)


def sign(world: World, application: Application, folder: Path, day: str = "10/02/2027") -> None:
    copy = folder / "copy"
    copy.write_bytes(PDF)
    agreeing.sign(
        world.desk,
        world.manager,
        application.public_id,
        path=copy,
        name="signée.pdf",
        day=day,
        address=ADDRESS,
    )


def test_what_is_unfinished_is_kept(world: World, selected: Application) -> None:
    half = {"reference": "2027-C-014", "funder_siret": "faux", "begins_on": "demain"}
    agreeing.save_agreement(world.desk, world.manager, selected.public_id, half)
    shown = agreeing.agreement_page(world.desk, world.manager, selected.public_id)
    assert shown.agreement is not None
    assert shown.agreement.typed == half
    # Its team sees nothing of it.
    own = agreeing.agreement_page(world.desk, world.applicant, selected.public_id)
    assert own.agreement is None


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"funder_siret": "98765432400018"}, {"funder_siret": "siret-wrong-end"}),
        ({"funder_siret": ""}, {"funder_siret": "missing"}),
        ({"ends_on": "2027-04-05"}, {"ends_on": "not-after"}),
        ({"1.amount": "2 999,99"}, {"0.amount": "tranches-sum"}),
        ({"1.due": "", "1.amount": "rien"}, {"1.due": "missing", "1.amount": "not-a-number"}),
        (
            {"evaluator_name": "Université d’essai"},
            {"evaluator_siret": "missing", "evaluator_signatory": "missing"},
        ),
        (
            {"reference": "", "funder_signatory": "", "holder_siret": "12"},
            {"reference": "missing", "funder_signatory": "missing", "holder_siret": "siret-length"},
        ),
    ],
)
def test_every_refusal_is_told_at_once_and_nothing_is_lost(
    small_world: World, said: dict[str, str], refused: dict[str, str]
) -> None:
    world = small_world
    application = a_reviewed(world, a_call(world))
    decide(world, application, SELECT)
    with pytest.raises(Invalid) as caught:
        issue(world, application, TYPED | said)
    assert {each.field: each.kind for each in caught.value.refusals} == refused
    shown = agreeing.agreement_page(world.desk, world.manager, application.public_id)
    assert shown.agreement is not None
    assert shown.agreement.typed == TYPED | said


def test_an_issued_text_is_frozen_and_read_by_its_team(world: World, selected: Application) -> None:
    issue(world, selected)
    own = agreeing.agreement_page(world.desk, world.applicant, selected.public_id)
    assert own.agreement is not None
    assert own.agreement.state is AgreementState.ISSUED
    with pytest.raises(Conflict) as caught:
        agreeing.save_agreement(world.desk, world.manager, selected.public_id, TYPED)
    assert caught.value.kind == "agreement-frozen"
    text = json.dumps(own.agreement.document, ensure_ascii=False)
    for said in ("2027-C-014", "90000012600012", "7\u202f000 €", "B. Durand, maire"):
        assert said in text
    assert "évaluateur" not in text.replace("évaluateur »", "")
    journal = looking.journal_of_call(world.desk, world.manager, own.call.public_id)
    assert journal.entries[-1].kind == "issue_agreement"


def test_three_parties_sign_when_there_is_an_evaluator(world: World, selected: Application) -> None:
    issue(world, selected, TYPED | EVALUATOR)
    shown = agreeing.agreement_page(world.desk, world.applicant, selected.public_id)
    for language in ("fr", "en"):
        paper = agreement_paper(shown, language)
        made = docx.Document(io.BytesIO(write_paper(paper)))
        text = "\n".join(each.text for each in made.paragraphs)
        assert "Université d’essai" in text
        assert "C. Petit, présidente" in text
        assert "{" not in text
        assert text.count("Article ") >= 9


def test_what_is_typed_is_never_a_heading(world: World, selected: Application) -> None:
    sly = {"funder_name": "# Article 0. Rien n’est dû", "more": "# Titre\n\n- point"}
    issue(world, selected, TYPED | sly)
    shown = agreeing.agreement_page(world.desk, world.applicant, selected.public_id)
    headings = [each.text for each in agreement_paper(shown, "fr").blocks if each.kind == "heading"]
    assert not any("Article 0" in each or "Titre" in each for each in headings)


def test_taken_back_then_issued_again(world: World, selected: Application) -> None:
    issue(world, selected)
    agreeing.reopen(world.desk, world.manager, selected.public_id)
    issue(world, selected, TYPED | {"reference": "2027-C-015"})
    shown = agreeing.agreement_page(world.desk, world.manager, selected.public_id)
    assert shown.agreement is not None
    assert shown.agreement.document is not None
    assert shown.agreement.document["reference"] == "2027-C-015"
    assert [each.amount for each in shown.tranches] == [7_000_00, 3_000_00]


def test_the_signed_copy_is_kept_and_survives_the_sweeping(
    world: World, selected: Application, tmp_path: Path
) -> None:
    issue(world, selected)
    sign(world, selected, tmp_path)
    shown = agreeing.agreement_page(world.desk, world.applicant, selected.public_id)
    assert shown.state is AgreementState.SIGNED
    (copy,) = shown.copies
    kept, stream = agreeing.open_copy(
        world.desk, world.applicant, selected.public_id, copy.public_id
    )
    with stream:
        assert stream.read() == PDF
    assert kept.name == "signée.pdf"
    with reading(world.desk.engine) as connection:
        assert attachments.digests_known(connection, (copy.digest, "0" * 64)) == {copy.digest}
    with pytest.raises(NotFound):
        agreeing.open_copy(world.desk, world.neighbour, selected.public_id, copy.public_id)
    with pytest.raises(Conflict):
        agreeing.reopen(world.desk, world.manager, selected.public_id)


@pytest.mark.parametrize(
    ("day", "kind"), [("", "missing"), ("hier", "not-a-day"), ("11/02/2027", "future-signing")]
)
def test_a_signature_has_a_day(small_world: World, tmp_path: Path, day: str, kind: str) -> None:
    world = small_world
    application = a_reviewed(world, a_call(world))
    decide(world, application, SELECT)
    issue(world, application)
    with pytest.raises(Invalid) as caught:
        sign(world, application, tmp_path, day)
    assert [(each.field, each.kind) for each in caught.value.refusals] == [("day", kind)]


def test_payments_are_noted_once_signed(
    world: World, selected: Application, tmp_path: Path
) -> None:
    issue(world, selected)
    file = selected.public_id
    with pytest.raises(NotOpen):
        agreeing.pay(world.desk, world.manager, file, 1, "10/02/2027")
    sign(world, selected, tmp_path)
    agreeing.pay(world.desk, world.manager, file, 1, "10/02/2027")
    with pytest.raises(Conflict) as caught:
        agreeing.pay(world.desk, world.manager, file, 1, "10/02/2027")
    assert caught.value.kind == "already-paid"
    with pytest.raises(NotFound):
        agreeing.pay(world.desk, world.manager, file, 3, "10/02/2027")
    shown = agreeing.agreement_page(world.desk, world.applicant, file)
    assert [each.paid_on for each in shown.tranches] == [dt.date(2027, 2, 10), None]


def test_only_managers_write_and_sign(world: World, selected: Application, tmp_path: Path) -> None:
    for other in (world.applicant, world.neighbour, world.reviewers[0]):
        with pytest.raises((NotAllowed, NotFound)):
            agreeing.save_agreement(world.desk, other, selected.public_id, TYPED)
        with pytest.raises((NotAllowed, NotFound)):
            agreeing.reopen(world.desk, other, selected.public_id)
    for other in (world.neighbour, world.reviewers[0]):
        with pytest.raises(NotFound):
            agreeing.agreement_page(world.desk, other, selected.public_id)
    assert not list(tmp_path.glob("copy"))


def test_essential_data_is_published_once_signed_and_valid(
    world: World, selected: Application, tmp_path: Path
) -> None:
    issue(world, selected)
    assert publishing_results.essential_data(world.desk) == ()
    sign(world, selected, tmp_path)
    (row,) = publishing_results.essential_data(world.desk)

    table = tmp_path / "subventions.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, row.row()])
    said = dict(zip(COLUMNS, row.row(), strict=True))
    assert said["idAttribuant"] == "90000012600012"
    assert said["dateConvention"] == "2027-02-10"
    assert said["montant"] == "10000.00"
    assert said["datesPeriodeVersement"] == "2027-04-30/2028-02-28"
    assert said["conditionsVersement"] == "échelonné"
    assert said["notificationUE"] == "non"
    assert judged(tmp_path, table) == []


def judged(folder: Path, table: Path) -> list[str]:
    """What frictionless refuses in a table of our schema."""
    descriptor = {
        "name": "essai",
        "resources": [{"name": "subventions", "path": table.name, "schema": table_schema()}],
    }
    package = folder / "datapackage.json"
    package.write_text(json.dumps(descriptor), encoding="utf-8")
    with system.use_context(trusted=True):
        report = Package(str(package)).validate()
    return [error.type for task in report.tasks for error in task.errors]


def test_the_schema_refuses_what_is_wrong(tmp_path: Path) -> None:
    wrong = ["", "123", "10/02/2027", "", "Ville", "x", "objet", "beaucoup"]
    wrong += ["aide", "unique", "2027", "", "peut-être", "2"]
    table = tmp_path / "subventions.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, wrong])
    assert sorted(set(judged(tmp_path, table))) == ["constraint-error", "type-error"]


def test_results_name_who_was_selected_and_nobody_else(world: World, selected: Application) -> None:
    call = looking.application_page(world.desk, world.manager, selected.public_id).call
    shown = publishing_results.results_page(world.desk, call.public_id)
    (granted,) = shown.granted
    assert (granted.organisation, granted.amount) == ("Ville de Val-d’Essai", 10_000_00)
    figures = shown.figures
    assert (figures.submitted, figures.selected, figures.declined) == (1, 1, 0)
    assert (figures.asked, figures.granted, figures.asked_by_declined) == (None, 10_000_00, None)


def test_there_are_no_results_before_the_release(world: World) -> None:
    call = a_call(world)
    a_reviewed(world, call)
    world.at(AFTER)
    with pytest.raises(NotFound):
        publishing_results.results_page(world.desk, call.public_id)


def test_a_payment_before_its_milestone_says_why(small_world: World, tmp_path: Path) -> None:
    world = small_world
    application = a_reviewed(world, a_call(world))
    decide(world, application, SELECT)
    issue(world, application)
    sign(world, application, tmp_path)
    with reading(world.desk.engine) as connection:
        pilot = pilots.pilot_of_application(connection, application.id)
    assert pilot is not None
    due = {"name": "Note à mi-parcours", "due_on": "01/06/2027", "role": "Cheffe de projet"}
    set_milestone(world.desk, world.manager, pilot.public_id, due | {"tranche": "2"})
    file = application.public_id
    with pytest.raises(Invalid) as caught:
        agreeing.pay(world.desk, world.manager, file, 2, "10/02/2027", why=" ")
    (refusal,) = caught.value.refusals
    told = (refusal.field, refusal.kind, refusal.met)
    assert told == ("why-2", "milestone-not-delivered", due["name"])
    with pytest.raises(Invalid) as caught:
        agreeing.pay(world.desk, world.manager, file, 2, "10/02/2027", why="x" * 601)
    assert [each.kind for each in caught.value.refusals] == ["too-long"]
    # The other payment waits for nothing: no reason is kept even if one is sent.
    agreeing.pay(world.desk, world.manager, file, 1, "10/02/2027", why="Sans objet")
    agreeing.pay(world.desk, world.manager, file, 2, "10/02/2027", why="Le marché l’exige. ")
    paid = agreeing.agreement_page(world.desk, world.applicant, file).tranches
    assert [each.paid_despite for each in paid] == [None, "Le marché l’exige."]
