"""What a newcomer met while writing a call: contradictions told, proposals named, ways back."""

import pytest
from starlette.testclient import TestClient

from reflexes_calls.domain.call import usual_criteria
from reflexes_calls.domain.criteria import typed_criteria
from reflexes_calls.domain.terms import starting_terms
from reflexes_calls.settings import Settings
from reflexes_calls.storage import journal
from tests.makers import PISTE, World, a_call, call_form
from tests.reflexes_calls.web.structure import faults_of, structure_of
from tests.reflexes_calls.web.test_call_text import published
from tests.reflexes_calls.web.test_managing import Visits
from tests.reflexes_calls.web.test_managing_drafts import NEW, kept, plain


@pytest.fixture
def visits(small_world: World, settings: Settings) -> Visits:
    return Visits(small_world, settings)


@pytest.fixture
def manager(visits: Visits) -> TestClient:
    return visits.as_(visits.world.manager)


@pytest.fixture
def address(visits: Visits, manager: TestClient) -> str:
    """A draft just begun."""
    return str(visits.send(manager, NEW, {"piste": PISTE}).headers["location"].partition("?")[0])


def tied(visits: Visits, address: str, question: str) -> tuple[str, ...]:
    """The criteria that a question of the draft feeds."""
    found = kept(visits.world, address).questions().find(question)
    assert found is not None
    return found.criteria


def test_no_money_beside_an_amount_is_refused_beside_both(
    visits: Visits, manager: TestClient, address: str
) -> None:
    said = {"unfunded": "yes", "budget_cap": "15 000", "rate": "80 %", "procedure": "single"}
    refused = visits.send(manager, f"{address}/essentiel", said)
    assert refused.status_code == 422
    links = structure_of(refused.text).links
    assert {"#budget_cap", "#rate"} <= set(links)
    assert "« Cet appel ne donne pas d’argent » est coché, et pourtant « 15 000 »" in plain(
        refused.text
    )
    mended = said | {"budget_cap": "", "rate": ""}
    assert visits.send(manager, f"{address}/essentiel", mended).status_code == 303


def test_the_share_may_be_typed_with_its_sign_and_a_long_number_is_one(
    visits: Visits, manager: TestClient, address: str
) -> None:
    said = {"rate": "80 %", "budget_cap": "1" * 20, "procedure": "single"}
    refused = plain(visits.send(manager, f"{address}/essentiel", said).text)
    assert "a trop de chiffres" in refused
    assert "« 80" not in refused
    visits.send(manager, f"{address}/essentiel", said | {"budget_cap": "100"})
    assert kept(visits.world, address).rate == 80


def test_days_that_contradict_name_each_other_in_french(
    visits: Visits, manager: TestClient, address: str
) -> None:
    days = {"opens_on": "01/12/2026", "closes_on": "01/02/2027", "questions_on": "03/02/2027"}
    said = days | {"decision_on": "01/01/1999"}
    words = plain(visits.send(manager, f"{address}/calendrier", said).text)
    assert "le 1er janvier 1999 doit venir après « Clôture du dépôt » (1er février 2027)" in words
    assert "le 3 février 2027 ne tombe pas entre ces deux dates" in words
    assert "« Ouverture du dépôt » (1er décembre 2026)" in words
    assert "1999-01" not in words


def test_what_is_proposed_is_said_to_be_so_until_it_is_saved(
    visits: Visits, manager: TestClient, address: str
) -> None:
    assert "ne sont que proposés" in plain(manager.get(f"{address}/essentiel").text)
    assert "Proposé, à enregistrer" in plain(manager.get(f"{address}/verifier").text)
    preview = plain(manager.get(f"{address}/apercu").text)
    assert "montant à écrire" in preview
    assert " 0 €" not in preview
    assert "ne sont que proposés" in preview
    for page in ("essentiel", "calendrier"):
        visits.send(manager, f"{address}/{page}", call_form(opens_on="2026-12-11"))
    assert "ne sont que proposés" not in plain(manager.get(f"{address}/apercu").text)
    assert "Proposé, à enregistrer" not in plain(manager.get(f"{address}/verifier").text)


def test_proposed_english_goes_away_with_its_french_and_it_is_said(
    visits: Visits, manager: TestClient, address: str
) -> None:
    proposed = starting_terms()
    typed = {"who_fr": "Les communes.", "who_en": proposed["who_en"]}
    typed |= {"eligibility_fr": "", "eligibility_en": proposed["eligibility_en"]}
    sent = visits.send(manager, f"{address}/texte/qui", typed | {"do": "next"})
    assert sent.headers["location"].endswith("done=english-dropped")
    assert "l’anglais proposé est retiré" in plain(manager.get(sent.headers["location"]).text)
    terms = kept(visits.world, address).terms
    assert (terms["who_fr"], terms.get("who_en"), terms.get("eligibility_en")) == (
        "Les communes.",
        None,
        None,
    )
    for language in ("fr", "en"):
        shown = manager.get(f"{address}/apercu?lang={language}").text
        assert "Règles d’éligibilité" not in shown
        assert "Eligibility rules" not in shown


def test_english_alone_is_told_and_no_heading_stands_empty(
    visits: Visits, manager: TestClient, address: str
) -> None:
    said = {"eligibility_fr": "", "eligibility_en": "Towns alone."}
    visits.send(manager, f"{address}/texte/qui", said)
    assert "« Règles d’éligibilité » n’existe qu’en anglais" in plain(
        manager.get(f"{address}/verifier").text
    )
    assert "Règles d’éligibilité" not in manager.get(f"{address}/apercu?lang=fr").text
    assert "Towns alone." in manager.get(f"{address}/apercu?lang=en").text


def test_the_title_of_a_piste_is_not_kept_in_english_under_another_french_one(
    visits: Visits, manager: TestClient, address: str
) -> None:
    english = kept(visits.world, address).title_en
    assert english
    said = {"title_fr": "Un tout autre titre", "title_en": english, "procedure": "single"}
    visits.send(manager, f"{address}/essentiel", said)
    assert kept(visits.world, address).title_en == ""


def test_two_steps_have_a_day_for_the_result_of_the_first(
    visits: Visits, manager: TestClient, address: str
) -> None:
    assert "shortlist_on" not in structure_of(manager.get(f"{address}/calendrier").text).names
    visits.send(manager, f"{address}/essentiel", {"procedure": "two-steps"})
    shown = manager.get(f"{address}/calendrier").text
    assert {"letter_on", "shortlist_on"} <= set(structure_of(shown).names)
    assert "Clôture des lettres d’intention (facultatif)" not in plain(shown)
    assert "Au fil de l’eau" not in plain(shown)


def test_everyone_reads_the_day_of_the_first_result(visits: Visits) -> None:
    days = {"procedure": "two-steps", "letter_on": "2026-12-20", "shortlist_on": "2027-01-08"}
    call = published(visits.world, **days)
    visitor = visits.as_(visits.world.applicant)
    words = plain(visitor.get(f"/appels/{call.public_id}").text)
    assert "Résultat de la première étape, au plus tard le 8 janvier 2027" in words
    dates = visitor.get(f"/appels/{call.public_id}/calendrier.ics?lang=fr").text
    assert "DTSTART;VALUE=DATE:20270108" in dates


def test_a_draft_is_given_up_after_a_word_of_warning_and_taken_up_again(
    visits: Visits, manager: TestClient, address: str
) -> None:
    asked = manager.get(f"{address}/abandonner")
    assert "Abandonner ce brouillon ?" in plain(asked.text)
    assert faults_of(asked.text) == []
    assert address in structure_of(manager.get("/gestion").text).links
    gone = visits.send(manager, f"{address}/abandonner", {"do": "put-aside"})
    assert gone.headers["location"] == "/gestion?done=draft-aside"
    home = plain(manager.get("/gestion").text)
    assert "Terminez le brouillon" not in home
    assert "Brouillons mis de côté" in home
    assert manager.get(f"{address}/essentiel").headers["location"] == address
    assert visits.send(manager, f"{address}/essentiel", call_form()).status_code == 409
    assert "Ce brouillon est mis de côté" in plain(manager.get(address).text)
    visits.send(manager, f"{address}/abandonner", {"do": "take-up"})
    assert "Calendrier" in plain(manager.get(address).text)
    assert journal_of(visits, address) == ["put_aside", "take_up"]


def journal_of(visits: Visits, address: str) -> list[str]:
    """What the journal of a draft holds, in its order."""
    with visits.world.desk.look() as connection:
        entries = journal.entries_of(connection, kept(visits.world, address).id)
    return [each.kind for each in entries]


def test_a_published_call_is_never_given_up(visits: Visits, manager: TestClient) -> None:
    call = a_call(visits.world)
    sent = visits.send(manager, f"/gestion/appels/{call.public_id}/abandonner", {"do": "put-aside"})
    assert sent.status_code == 409


def test_a_code_typed_twice_is_refused_and_no_tie_is_lost(
    visits: Visits, manager: TestClient, address: str
) -> None:
    page, typed = f"{address}/criteres", typed_criteria(usual_criteria())
    before = tied(visits, address, "problem")
    first = usual_criteria()[0].code
    refused = visits.send(manager, page, typed | {"criterion.4.code": first, "do": "save"})
    assert refused.status_code == 422
    assert "#criterion.4.code" in structure_of(refused.text).links
    visits.send(manager, page, typed | {"do": "save"})
    assert tied(visits, address, "problem") == before == (first,)


def test_every_wrong_box_of_the_criteria_is_named_at_once(
    visits: Visits, manager: TestClient, address: str
) -> None:
    wrong = {"criterion.1.weight": "0", "criterion.2.weight": "abc"}
    wrong |= {"criterion.4.code": "Besoin é <b>", "do": "save"}
    typed = typed_criteria(usual_criteria()) | wrong
    words = plain(visits.send(manager, f"{address}/criteres", typed).text)
    assert "Critère 1, poids – Ce critère ne pèse rien" in words
    assert "Critère 2, poids – « abc » n’est pas un nombre" in words
    assert "Critère 4, code court – « Besoin é <b> » n’est pas un code court" in words


def test_a_button_says_what_it_did_when_something_is_refused(
    visits: Visits, manager: TestClient, address: str
) -> None:
    typed = typed_criteria(usual_criteria()) | {"criterion.2.weight": "abc", "do": "add"}
    refused = visits.send(manager, f"{address}/criteres", typed)
    assert "criterion.5.fr" in structure_of(refused.text).names
    assert "Le nouveau critère est en bas de la page" in plain(refused.text)
    removed = visits.send(manager, f"{address}/criteres", typed | {"do": "remove.1"})
    assert "Le critère n’est plus sur la page" in plain(removed.text)


def test_a_removed_criterion_is_taken_back_whole(
    visits: Visits, manager: TestClient, address: str
) -> None:
    page, usual = f"{address}/criteres", usual_criteria()
    sent = visits.send(manager, page, typed_criteria(usual) | {"do": "remove.1"})
    assert sent.headers["location"].endswith("done=criterion-removed")
    assert tied(visits, address, "problem") == ()
    shown = manager.get(page).text
    assert "Critères retirés" in plain(shown)
    assert faults_of(shown) == []
    back = typed_criteria(usual[1:]) | {"do": "take-back.0"}
    assert visits.send(manager, page, back).headers["location"].endswith("done=taken-back")
    assert kept(visits.world, address).criteria == usual
    assert tied(visits, address, "problem") == (usual[0].code,)
    assert "Critères retirés" not in plain(manager.get(page).text)


def test_what_remains_is_said_on_the_page_and_when_one_leaves_it(
    visits: Visits, manager: TestClient, address: str
) -> None:
    typed = typed_criteria(usual_criteria()) | {"criterion.2.fr": "", "criterion.2.en": ""}
    typed |= {"do": "next"}
    sent = visits.send(manager, f"{address}/criteres", typed)
    assert sent.headers["location"].endswith("done=saved-unfinished")
    assert "Il reste à finir" in plain(manager.get(sent.headers["location"]).text)
    shown = manager.get(f"{address}/criteres")
    assert f"{address}/criteres#criterion.2.fr" in structure_of(shown.text).links


def test_links_and_lists_of_the_text_are_read_as_such(visits: Visits) -> None:
    call = published(
        visits.world,
        contact_fr="Mission innovation, mission@essai.example ou https://essai.example/aide",
        expected_fr="Dire :\n- un lieu\n- une équipe <b>",
    )
    shown = visits.as_(visits.world.applicant).get(f"/appels/{call.public_id}").text
    assert '<a href="mailto:mission@essai.example">' in shown
    assert '<a href="https://essai.example/aide" rel="noopener noreferrer">' in shown
    assert "<p>Dire :</p><ul><li>un lieu</li><li>une équipe &lt;b&gt;</li></ul>" in shown


def test_a_page_has_one_heading_of_each_name(visits: Visits) -> None:
    shown = visits.as_(visits.world.applicant).get(f"/appels/{a_call(visits.world).public_id}")
    assert plain(shown.text).count("Dates et moyens") == 1
    assert shown.text.count("<h2") == len({*shown.text.split("<h2")}) - 1


def test_pages_of_a_draft_warn_before_words_are_lost(manager: TestClient, address: str) -> None:
    for page in ("essentiel", "calendrier", "texte/qui", "criteres", "regles"):
        shown = manager.get(f"{address}/{page}").text
        assert 'data-unsaved="kept"' in shown
        assert "/static/leaving.js" in shown


def test_an_amendment_saves_before_it_leads_elsewhere(visits: Visits, manager: TestClient) -> None:
    call = a_call(visits.world)
    address = f"/gestion/appels/{call.public_id}/modification"
    for act, leads in (("questions", "/questions"), ("criteria", "/modification/criteres")):
        sent = visits.send(manager, address, {"do": act, "aims_fr": f"Savoir {act}."})
        assert sent.headers["location"].partition("?")[0].endswith(leads)
        assert f"Savoir {act}." in manager.get(address).text
    assert f'href="/appels/{call.public_id}"' in manager.get(address).text


def test_pistes_known_by_their_name_alone_are_said_not_to_be_chosen(
    visits: Visits, manager: TestClient
) -> None:
    alone = [one for one in visits.world.desk.catalogue.pistes if one.is_name_alone]
    assert alone
    words = plain(manager.get(NEW).text)
    assert "Celles-ci ne peuvent pas être choisies" in words
    assert all(one.title.in_language("fr") in words for one in alone)
