"""What stands on the pages of the catalogue: records, shelves and the map."""

from collections.abc import Mapping
from datetime import date
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

import reflexes
from reflexes.interview import Consent, ConsentForm, ConsentScope, Interview, Meeting
from reflexes.observation import Leaning, Stance
from reflexes.records import changed
from reflexes.texts import Says, Status, Text, Title
from reflexes.timeline import Fate, Withdrawal
from reflexes_calls.actions.desk import make_desk
from reflexes_calls.web.addresses import SLUGS, record_address, shelf_address
from reflexes_calls.web.app import create_app
from reflexes_calls.web.words import SHELF_NAMES, SHELF_NOTES, WORDS, word
from tests.reflexes_calls.web.test_pages import check_page, words_of


def changed_catalogue(**shelves: Mapping[str, Any]) -> reflexes.Catalogue:
    """The newest catalogue with some records said otherwise, as files without an edition."""
    shipped = reflexes.load()
    return reflexes.Catalogue(
        describe=lambda: shipped.description,
        shelves={
            name: reflexes.Shelf.of(
                name, dict(shipped.shelf(name).everything) | shelves.get(name, {})
            )
            for name in shipped.shelves
        },
    )


def client_of(settings, catalogue) -> TestClient:
    desk = make_desk(settings)
    # The desk is frozen: the same one, with another catalogue.
    object.__setattr__(desk, "catalogue", catalogue)
    return TestClient(create_app(settings, desk), follow_redirects=False)


def test_a_withdrawn_record_keeps_its_address_and_says_what_replaces_it(settings) -> None:
    code, instead = "comites-liaison-citoyenne", "plateformes-engagement-citoyen"
    gone = changed(
        reflexes.load().pistes[code],
        withdrawn=Withdrawal(
            known_on=date(2027, 3, 1),
            fate=Fate.MERGED,
            replaced_by=(instead,),
            reason=Text(fr="C’était la même chose.", says=Says.OURS),
        ),
    )
    visitor = client_of(settings, changed_catalogue(pistes={code: gone}))
    page = visitor.get(f"/catalogue/pistes/{code}")
    assert page.status_code == 200
    check_page(page.text, "fr")
    said = words_of(page.text)
    assert "Cette fiche a été retirée de son rayon le 1er mars 2027." in said
    assert "C’était la même chose." in said
    assert f'href="/catalogue/pistes/{instead}"' in page.text
    assert f'href="/catalogue/pistes/{code}"' not in visitor.get("/catalogue/pistes").text
    assert visitor.get(f"/catalogue/pistes/{code}.json").json()["record"]["withdrawn"]


def test_an_interview_and_what_comes_from_it_have_their_pages(settings) -> None:
    met = Interview(
        code="atelier-essai",
        title=Title(fr="Un atelier d’essai", en="A trial workshop", says=Says.OURS),
        status=Status.OURS,
        known_on=date(2027, 3, 1),
        form=Meeting.WORKSHOP,
        held_on="2027-02",
        met=Text(fr="Deux cheffes de service.", says=Says.OURS),
        people=2,
        organisations=("ville-grenoble",),
        consent=Consent(form=ConsentForm.WRITTEN, scope=ConsentScope.CODED, given_on="2027-02"),
        anonymised=True,
    )
    shipped = reflexes.load()
    seen, tension = next(iter(shipped.observations)), next(iter(shipped.controversies))
    stances = tuple(
        Stance(controversy=tension.code, leaning=leaning)
        for leaning in (Leaning.SECOND, Leaning.NEITHER)
    )
    coded = changed(seen, interviews=(met.code,), stances=stances)
    visitor = client_of(
        settings,
        changed_catalogue(interviews={met.code: met}, observations={coded.code: coded}),
    )
    page = visitor.get(f"/catalogue/entretiens/{met.code}")
    check_page(page.text, "fr")
    said = words_of(page.text)
    assert "atelier" in said
    assert "par écrit (février 2027)" in said
    assert f'href="/catalogue/observations/{coded.code}"' in page.text
    seen_page = visitor.get(f"/catalogue/observations/{coded.code}")
    check_page(seen_page.text, "fr")
    assert tension.poles[1].name.fr in seen_page.text
    assert "aucun des deux pôles" in seen_page.text
    assert "Entretiens et ateliers" in visitor.get("/catalogue").text


def test_a_shelf_without_a_record_has_an_address_and_no_card(client, catalogue) -> None:
    empty = [name for name in catalogue.shelves if not len(catalogue.shelf(name))]
    assert empty
    for name in empty:
        assert f'href="{shelf_address(name)}"' not in client.get("/catalogue").text
        page = client.get(shelf_address(name))
        assert page.status_code == 200
        assert "Rien ne se trouve dans ce rayon" in page.text


def test_a_principle_shows_the_questions_of_its_grid_with_their_levels(client, catalogue) -> None:
    for principle in catalogue.principles:
        page = client.get(record_address("principles", principle.code)).text
        assert len(principle.questions) >= 3
        for question in principle.questions:
            assert question.text.fr in unescape(page)
            for level in question.levels:
                assert level.fr in unescape(page)
    assert (
        "Les questions de la grille" not in client.get("/editions/2021.09/principes/agilite").text
    )


@pytest.mark.parametrize("shelf", ["organisations", "sources", "orientations", "disagreements"])
def test_a_record_off_the_map_shows_what_it_is_tied_to_twice(client, catalogue, shelf) -> None:
    record = max(catalogue.shelf(shelf), key=lambda one: len(catalogue.graph.neighbours(one.code)))
    page = client.get(record_address(shelf, record.code)).text
    table = page.partition('<details class="around">')[2].partition("</details>")[0]
    for code in catalogue.graph.neighbours(record.code):
        assert record_address(catalogue.shelf_of(code), code) in table
    assert page.count('<figure class="map map-wide">') == 1


def test_the_map_says_what_is_missing(client, catalogue) -> None:
    said = words_of(client.get("/carte").text)
    untried = len(catalogue.graph.untried_pistes())
    assert (
        f"Pistes que personne n’a essayées, pour autant qu’on sache {untried} sur"
        f" {len(catalogue.pistes)}" in said
    )
    old = words_of(client.get("/editions/2020.05/carte").text)
    assert "Controverses auxquelles aucune piste ne répond 6 sur 6" in old


def test_every_value_of_a_closed_list_has_its_words() -> None:
    for kind in {type(member) for member, _ in WORDS}:
        for member in kind:
            assert word(member, str), member


def test_all_shelves_have_their_words(catalogue) -> None:
    assert set(catalogue.shelves) == set(SLUGS) == set(SHELF_NAMES) == set(SHELF_NOTES)
