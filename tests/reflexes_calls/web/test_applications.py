"""From a call to a receipt, as an applicant does it by the buttons alone."""

import datetime as dt
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.reflexes_calls.web.applying import JSON, REQUEST, TOKEN, Draft, begin, found
from tests.reflexes_calls.web.scene import ANSWERS, DEADLINE, Scene, make_scene

SECOND = dt.timedelta(seconds=1)
NOT_YET = "Vous n’avez PAS encore déposé."
PAGES = ("", "rubriques/trial", "rubriques/means", "manque", "verifier", "equipe", "partenaires")


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """An open call."""
    return make_scene(tmp_path)


@pytest.fixture
def agent(scene: Scene) -> TestClient:
    """Someone of Val-d'Essai."""
    return scene.visit("agent")


@pytest.fixture
def draft(scene: Scene, agent: TestClient) -> Draft:
    """A draft just begun."""
    return begin(scene, agent)


@pytest.fixture
def whole(draft: Draft) -> Draft:
    """A draft in which everything needed is typed."""
    draft.fill()
    return draft


# --- the draft ------------------------------------------------------------------------------------


def test_begun_twice_is_the_same_draft(scene: Scene, agent: TestClient, draft: Draft) -> None:
    assert begin(scene, agent).address == draft.address
    assert draft.address in agent.get(f"/appels/{scene.call}/candidater").text


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_a_draft_says_that_it_is_not_submitted(draft: Draft, path: str) -> None:
    shown = draft.page(path)
    assert NOT_YET in shown
    assert "30\N{NO-BREAK SPACE}janvier 2027" in shown


def test_overview_tells_where_each_section_stands(draft: Draft) -> None:
    draft.save("trial", {"title": "Un titre"})
    draft.save("means", {"budget": "douze"})
    draft.save("proof", {"indicator": "Jours", "proof_wrong": "Rien ne change."})
    shown = draft.page()
    tasks = re.findall(r"<li><a href=\"[^\"]*/rubriques/(\w+)\">.*?</li>", shown, re.DOTALL)
    assert tasks == ["applicant", "trial", "course", "means", "proof", "documents", "publication"]
    said = {
        code: re.sub(
            r"<.*?>|\s+", " ", found(re.compile(rf"(?s)/rubriques/{code}\">(.*?)</li>"), shown)
        )
        for code in tasks
    }
    assert "pas commencé" in said["applicant"]
    assert "facultatif" in said["applicant"]
    assert "en cours" in said["trial"]
    assert "2 réponses manquent" in said["trial"]
    assert "saisie par Agent" in said["trial"]
    assert "à reprendre" in said["means"]
    assert "complet" in said["proof"]
    assert "une réponse manque" in said["publication"]
    for page in ("equipe", "partenaires", "documents"):
        assert f'href="{draft.address}/{page}"' in shown
    assert "Prochaine étape" in shown
    assert "Brouillon commencé" in shown


def test_what_is_typed_is_saved_even_wrong_and_told(draft: Draft) -> None:
    answer = draft.save("means", {"budget": "douze"})
    assert answer.headers["location"] == f"{draft.address}/rubriques/means?done=saved"
    shown = draft.page("rubriques/means")
    assert 'value="douze"' in shown
    assert "« douze » n’est pas un nombre" in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert 'aria-describedby="budget-hint budget-error" aria-invalid="true"' in shown
    assert "par Agent" in shown
    # What is merely missing is no error in a draft.
    assert 'id="start_on-error"' not in shown


def test_a_section_leaves_the_others_alone(draft: Draft) -> None:
    draft.save("trial", {"title": "Un titre"})
    draft.save("course", {"proposal": "Des étapes"}, title="Un autre titre, glissé d’ailleurs")
    assert "Des étapes" in draft.page("rubriques/course")
    assert draft.save("trial", {"summary": "Un résumé"}).status_code == 303
    assert "Un résumé" in draft.page("rubriques/trial")


def test_save_and_go_on_leads_to_the_next_section_then_to_the_check(draft: Draft) -> None:
    answer = draft.save("trial", {"title": "Un titre"}, do="continue")
    assert answer.headers["location"] == f"{draft.address}/rubriques/course?done=saved"
    answer = draft.save("publication", {"consent": "yes"}, do="continue")
    assert answer.headers["location"] == f"{draft.address}/verifier?done=saved"


def test_a_box_can_be_emptied(draft: Draft) -> None:
    draft.save("publication", {"consent": "yes", "_boxes": "consent"})
    assert re.search(r'name="consent" value="yes" checked', draft.page("rubriques/publication"))
    draft.save("publication", {"_boxes": "consent"})
    assert not re.search(r'name="consent" value="yes" checked', draft.page("rubriques/publication"))


def test_rows_are_added_removed_and_added_up_without_a_script(draft: Draft) -> None:
    rows = {"spending.r1.item": "Location", "spending.r1.amount": "1 200,50"}
    answer = draft.save("means", rows, do="add:spending")
    where = answer.headers["location"]
    assert "lignes=spending%3A2" in where
    assert where.endswith("#new-spending")
    shown = draft.hands.get(where).text
    names = re.findall(r'name="(spending\.\w+\.item)"', shown)
    assert names[0] == "spending.r1.item"
    assert len(names) == 2
    assert "1\N{NARROW NO-BREAK SPACE}200,50\N{NO-BREAK SPACE}€</strong>" in shown
    second = names[1].split(".")[1]
    more = {f"spending.{second}.item": "Repas", f"spending.{second}.amount": "99,50"}
    draft.save("means", rows | more)
    assert "1\N{NARROW NO-BREAK SPACE}300\N{NO-BREAK SPACE}€" in draft.page("rubriques/means")
    draft.save("means", rows | more, do="remove:spending.r1")
    shown = draft.page("rubriques/means")
    assert "Location" not in shown
    assert 'value="Repas"' in shown


def test_a_question_appears_once_its_condition_is_met_and_is_told(draft: Draft) -> None:
    before = draft.page("rubriques/course")
    assert re.search(r'data-when="[^"]*law[^"]*" data-code="norm_text" hidden', before)
    answer = draft.save("course", {"norms": "law"})
    assert "apparu=norm_text" in answer.headers["location"]
    shown = draft.hands.get(answer.headers["location"]).text
    assert "Une question de plus vous est posée" in shown
    assert 'data-code="norm_text">' in shown


def test_ten_thousand_characters_are_kept_and_refused_at_the_submission(whole: Draft) -> None:
    long = "é" * 10_000
    whole.save("trial", {"title": long})
    assert long in whole.page("rubriques/trial")
    answer = whole.submit()
    assert answer.status_code == 422
    assert "Ce texte fait 10000 signes" in answer.text
    assert "ramenez-le à 120 au plus" in answer.text
    assert long in whole.page("rubriques/trial")


def test_a_formula_stays_text(whole: Draft) -> None:
    formula = '=HYPERLINK("http://x.example";"clic")'
    whole.save("trial", {"title": formula})
    whole.submit()
    shown = whole.page()
    assert "=HYPERLINK(&#34;http://x.example&#34;;&#34;clic&#34;)" in shown
    assert "=HYPERLINK(&#34;" in whole.page("rubriques/trial")


def test_script_in_a_field_is_text(whole: Draft) -> None:
    script = "</textarea><script>alert(1)</script>"
    whole.save("trial", {"problem": script, "title": '"><script>'})
    assert whole.submit().status_code == 303
    for path in ("", "rubriques/trial", "verifier", "recepisse", "manque"):
        assert "<script>" not in whole.page(path)
    assert "&lt;/textarea&gt;" in whole.page("rubriques/trial")


# --- what is missing, and the check ---------------------------------------------------------------


def test_each_missing_thing_leads_to_its_field(draft: Draft) -> None:
    draft.save("means", {"budget": "douze", "spending.r1.item": "Location"})
    shown = draft.page("manque")
    links = re.findall(rf'href="{draft.address}/rubriques/(\w+)\?back=manque#([\w.]+)"', shown)
    assert ("trial", "title") in links
    assert ("means", "budget") in links
    assert ("means", "spending.r1.amount") in links
    assert ("publication", "consent") in links
    assert "Dépenses prévues, ligne 1, Montant" in shown
    for section, field in links:
        page = draft.page(f"rubriques/{section}?back=manque")
        assert f'id="{field}"' in page
        assert f'href="{draft.address}/manque"' in page


def test_nothing_missing_is_told(whole: Draft) -> None:
    assert "Rien ne manque" in whole.page("manque")


def test_check_shows_every_answer_and_changing_comes_back_to_it(whole: Draft) -> None:
    shown = whole.page("verifier")
    for text in ("Un renfort entre crèches", "12 500,50 €", "Jours de fermeture"):
        assert text in shown
    assert shown.count('value="submit"') == 1
    assert f'href="{whole.address}/rubriques/trial?back=verifier"' in shown
    answer = whole.save("trial", {"title": "Un autre titre"}, back="verifier")
    assert answer.headers["location"] == f"{whole.address}/verifier?done=saved"
    answer = whole.save("trial", {"title": "Encore"}, back="//ailleurs.example")
    assert answer.headers["location"] == f"{whole.address}/rubriques/trial?done=saved"


def test_refused_submission_lists_everything_and_keeps_everything(draft: Draft) -> None:
    draft.fill(ANSWERS | {"budget": "douze", "start_on": "01/01/2020", "title": ""})
    answer = draft.submit()
    assert answer.status_code == 422
    assert "<title>Erreur" in answer.text
    for section, name in (("means", "budget"), ("means", "start_on"), ("trial", "title")):
        assert f'href="{draft.address}/rubriques/{section}?back=verifier#{name}"' in answer.text
    assert "« douze »" in answer.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "12 500,50" in answer.text
    assert NOT_YET in answer.text
    assert 'value="douze"' in draft.page("rubriques/means")


# --- submitting, correcting, withdrawing ----------------------------------------------------------


def test_submission_gives_a_receipt_to_the_second(scene: Scene, whole: Draft) -> None:
    scene.clock.instant += dt.timedelta(minutes=7, seconds=5)
    answer = whole.submit()
    assert answer.headers["location"] == f"{whole.address}/recepisse?done=submitted"
    receipt = whole.page("recepisse")
    assert "2027-001" in receipt
    assert "13\u00a0h\u00a007\u00a0min\u00a005\u00a0s, heure de Paris" in receipt
    assert re.search(r"[0-9a-f]{64}", receipt)
    assert scene.own.name in receipt
    assert "numéro 2" in receipt
    for file in ("recepisse.pdf", "recepisse.json"):
        assert f'href="{whole.address}/{file}' in receipt
    shown = whole.page()
    assert NOT_YET not in shown
    assert "Déposé, version 1" in shown
    assert "12\N{NARROW NO-BREAK SPACE}500,50\N{NO-BREAK SPACE}€" in shown
    assert "1er\N{NO-BREAK SPACE}avril 2027" in shown
    assert "sans réponse" in shown
    assert "question non posée" in shown
    listed = whole.hands.get("/dossiers").text
    assert "2027-001" in listed
    letters = [path.read_bytes() for path in scene.desk.outbox.glob("*.eml")]
    assert len(letters) == 1


def test_draft_has_no_receipt(agent: TestClient, draft: Draft) -> None:
    assert agent.get(f"{draft.address}/recepisse").status_code == 404


def test_sent_twice_is_submitted_once(scene: Scene, whole: Draft) -> None:
    shown = whole.page("verifier")
    said = {"csrf": found(TOKEN, shown), "do": "submit", "_request": found(REQUEST, shown)}
    for _ in range(3):
        answer = whole.hands.post(f"{whole.address}/verifier", data=said)
        assert answer.status_code == 303
    # Another tab has another key, and a colleague too: nothing has changed since.
    assert whole.submit().status_code == 303
    # One second after the deadline, the button pressed again still tells the receipt.
    scene.clock.instant = DEADLINE + SECOND
    assert whole.hands.post(f"{whole.address}/verifier", data=said).status_code == 303
    assert "Déposé, version 2" not in whole.page()
    assert whole.page().count("Déposé, version 1") == 1


@pytest.mark.parametrize(("late", "status"), [(-SECOND, 303), (dt.timedelta(), 303), (SECOND, 409)])
def test_a_deadline_that_passes_while_the_form_is_open(
    scene: Scene, whole: Draft, late: dt.timedelta, status: int
) -> None:
    shown = whole.page("verifier")
    said = {"csrf": found(TOKEN, shown), "do": "submit", "_request": found(REQUEST, shown)}
    scene.clock.instant = DEADLINE + late
    answer = whole.hands.post(f"{whole.address}/verifier", data=said)
    assert answer.status_code == status
    if status == 409:
        assert 'role="alert"' in answer.text
        assert "a fermé" in answer.text
        assert "Vous n’avez PAS déposé." in whole.page()
        assert "Un renfort entre crèches" in whole.page("rubriques/trial")
        assert 'value="submit"' not in whole.page("verifier")


def test_a_late_draft_is_read_and_saved_still(scene: Scene, whole: Draft) -> None:
    scene.clock.instant = DEADLINE + SECOND
    assert whole.save("trial", {"title": "Écrit trop tard"}).status_code == 303
    assert "Écrit trop tard" in whole.page("rubriques/trial")
    assert "Ce brouillon peut encore être lu et copié." in whole.page()


def test_corrected_and_submitted_again_keeps_the_number(scene: Scene, whole: Draft) -> None:
    whole.submit()
    scene.clock.instant += dt.timedelta(hours=1)
    whole.save("trial", {"title": "Un titre corrigé"})
    shown = whole.page("rubriques/trial")
    assert "Modifications non déposées." in shown
    assert "Déposé, avec des modifications non déposées" in whole.page()
    assert "Modifications non déposées." in whole.hands.get("/dossiers").text
    whole.submit()
    receipt = whole.page("recepisse")
    assert "2027-001" in receipt
    assert receipt.count("Version 1") == receipt.count("Version 2") == 1
    shown = whole.page()
    assert "Déposé, version 1" in shown
    assert "Déposé, version 2" in shown
    assert re.search(r"<div class=\"banner\" data-banner hidden>", shown)
    assert "2027-002" not in whole.hands.get("/dossiers").text


def test_after_the_deadline_what_was_submitted_is_read_and_no_longer_changed(
    scene: Scene, whole: Draft
) -> None:
    whole.submit()
    form = whole.page("rubriques/trial")
    scene.clock.instant = DEADLINE + SECOND
    said = {"csrf": found(TOKEN, form), "revision": "0", "do": "save", "title": "Après l’heure"}
    answer = whole.hands.post(f"{whole.address}/rubriques/trial", data=said)
    assert answer.status_code == 409
    assert "Après l’heure" in answer.text
    shown = whole.page("rubriques/trial")
    assert "<textarea" not in shown
    assert "Un renfort entre crèches" in shown


def test_withdrawn_application_leaves_room_for_another(
    scene: Scene, agent: TestClient, whole: Draft
) -> None:
    whole.submit()
    assert "Retirer ce dossier" in whole.page("retirer")
    token = found(TOKEN, whole.page("retirer"))
    answer = whole.withdraw()
    assert answer.headers["location"] == f"{whole.address}?done=withdrawn"
    # Pressed twice, it is withdrawn once.
    again = agent.post(f"{whole.address}/retirer", data={"csrf": token})
    assert again.status_code == 303
    shown = whole.page()
    assert "Retiré par votre équipe" in shown
    assert "Un renfort entre crèches" in whole.page("rubriques/trial")
    assert f'href="/appels/{scene.call}/candidater"' in shown
    assert begin(scene, agent).address != whole.address


def test_a_draft_is_not_withdrawn(draft: Draft) -> None:
    answer = draft.hands.get(f"{draft.address}/retirer")
    assert answer.headers["location"] == draft.address


# --- two people, two tabs -------------------------------------------------------------------------


def test_second_tab_is_shown_both_texts_and_chooses(draft: Draft) -> None:
    draft.save("trial", {"title": "Texte du premier onglet"}, revision="0")
    second = {"title": "Texte du second onglet", "summary": "Un résumé"}
    answer = draft.save("trial", second, revision="0")
    assert answer.status_code == 409
    assert "Texte du premier onglet" in answer.text
    assert 'value="Texte du second onglet"' in answer.text
    assert "enregistré par Agent" in answer.text
    assert 'name="_keep.title" value="theirs"' in answer.text
    assert 'value="Texte du premier onglet"' in draft.page("rubriques/trial")
    told = found(re.compile(r'name="revision" value="(\d+)"'), answer.text)
    chosen = {"_keep.title": "theirs"}
    assert draft.save("trial", second | chosen, revision=told).status_code == 303
    shown = draft.page("rubriques/trial")
    assert 'value="Texte du premier onglet"' in shown
    assert "Un résumé" in shown
    assert draft.save("trial", second | {"_keep.title": "mine"}).status_code == 303
    assert 'value="Texte du second onglet"' in draft.page("rubriques/trial")


def test_two_people_who_type_different_answers_both_keep_theirs(draft: Draft) -> None:
    draft.save("trial", {"title": "Le titre"}, revision="0")
    assert draft.save("trial", {"summary": "Le résumé"}, revision="0").status_code == 303
    shown = draft.page("rubriques/trial")
    assert "Le titre" in shown
    assert "Le résumé" in shown


def test_tab_left_open_after_the_withdrawal_loses_nothing(whole: Draft) -> None:
    shown = whole.page("rubriques/trial")
    whole.submit()
    whole.withdraw()
    late = {"csrf": found(TOKEN, shown), "do": "save", "revision": "0", "title": "Autre titre"}
    answer = whole.hands.post(f"{whole.address}/rubriques/trial", data=late)
    assert answer.status_code == 409
    assert "Autre titre" in answer.text


# --- saving as one types --------------------------------------------------------------------------


def test_a_script_saves_what_changed_and_is_told_the_rest(draft: Draft) -> None:
    told = draft.save("trial", {"title": "Un"}, headers=JSON).json()
    assert told["revision"] == 1
    assert re.fullmatch(r"Enregistré à 13.h.00\.", told["said"])
    assert told["unsent"] is False
    draft.save("trial", {"summary": "D’un collègue"}, revision="1")
    told = draft.save("trial", {"title": "Deux"}, revision="1", headers=JSON).json()
    assert told["others"] == {"summary": "D’un collègue"}
    assert told["revision"] == 3


def test_a_script_is_told_both_texts_of_a_conflict(draft: Draft) -> None:
    draft.save("trial", {"title": "Le premier"}, revision="0")
    answer = draft.save("trial", {"title": "Le second"}, revision="0", headers=JSON)
    assert answer.status_code == 409
    told = answer.json()
    assert told["revision"] == 1
    (both,) = told["conflicts"]
    assert both["key"] == "title"
    assert both["label"] == "Titre de votre essai"
    assert (both["saved"], both["typed"], both["by"]) == ("Le premier", "Le second", "Agent")


def test_a_script_is_told_what_appears_what_is_found_and_totals(draft: Draft) -> None:
    told = draft.save("course", {"norms": "law"}, headers=JSON).json()
    assert "Quel texte national" in told["appeared"]
    rows = {"spending.r1.amount": "12", "spending.r1.item": "Repas"}
    told = draft.save("means", rows, headers=JSON).json()
    assert told["totals"] == {"spending": "12\N{NO-BREAK SPACE}€"}


def test_a_script_without_a_session_is_told_so(draft: Draft) -> None:
    token = found(TOKEN, draft.page("rubriques/trial"))
    draft.hands.cookies.clear()
    said = {"csrf": token, "revision": "0", "title": "Un titre"}
    answer = draft.hands.post(f"{draft.address}/rubriques/trial", data=said, headers=JSON)
    assert answer.status_code == 401


def test_a_script_is_told_that_an_application_can_no_longer_change(whole: Draft) -> None:
    form = whole.page("rubriques/trial")
    whole.submit()
    whole.withdraw()
    said = {"csrf": found(TOKEN, form), "revision": "0", "title": "Trop tard"}
    answer = whole.hands.post(f"{whole.address}/rubriques/trial", data=said, headers=JSON)
    assert answer.status_code == 409
    assert answer.json()["detail"]


# --- who may see it -------------------------------------------------------------------------------


def test_application_does_not_exist_for_the_others(scene: Scene, whole: Draft) -> None:
    nowhere = f"/dossiers/{'0' * 32}"
    for name in ("ana", "manager"):
        other = scene.visit(name)
        token = found(TOKEN, other.get("/dossiers").text)
        for path in ("", "/rubriques/trial", "/manque", "/verifier", "/recepisse", "/retirer"):
            answers = [other.get(address + path) for address in (whole.address, nowhere)]
            assert {each.status_code for each in answers} == {404}
            first, second = (each.text.replace(each.url.path, "") for each in answers)
            assert first == second
        for path in ("/rubriques/trial", "/verifier", "/retirer"):
            said = {"csrf": token, "revision": "0", "title": "Pris", "do": "save"}
            for headers in ({}, JSON):
                answers = [
                    other.post(address + path, data=said, headers=headers)
                    for address in (whole.address, nowhere)
                ]
                assert {each.status_code for each in answers} == {404}, path
    assert "Un renfort entre crèches" in whole.page("rubriques/trial")


def test_a_section_that_does_not_exist_is_not_found(agent: TestClient, draft: Draft) -> None:
    assert agent.get(f"{draft.address}/rubriques/nulle-part").status_code == 404


def test_application_is_for_someone_in_particular(agent: TestClient, draft: Draft) -> None:
    agent.cookies.clear()
    answer = agent.get(draft.address)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/connexion?next=")


def test_person_without_administration_is_told(scene: Scene) -> None:
    shown = scene.visit("ana").get(f"/appels/{scene.call}/candidater").text
    assert "n’est rattaché à aucune administration" in shown
