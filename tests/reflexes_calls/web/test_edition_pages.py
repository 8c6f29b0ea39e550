"""The pages of the editions: each at its own address, and what changed between two."""

import itertools
import re

import pytest
from starlette.testclient import TestClient

import reflexes
from reflexes_calls.web.addresses import record_address, shelf_address
from tests.reflexes_calls.web.scene import make_scene
from tests.reflexes_calls.web.test_pages import check_page, outline, words_of

FIRST_NAME = "La politique de micro-mobilités professionnelles"
NEW_NAME = "La micro-mobilité professionnelle"
PISTE = "micro-mobilite-professionnelle"
OURS = "renoncement-organise"


def test_the_history_tells_every_edition_the_newest_first(client) -> None:
    page = client.get("/editions").text
    check_page(page, "fr")
    names = re.findall(r'<h2><a href="/editions/(\d{4}\.\d\d)"', page)
    assert names == list(reversed(reflexes.edition_names()))
    assert "Six premières pistes" in page
    assert "29 janvier 2021" in words_of(page)


@pytest.mark.parametrize("edition", reflexes.edition_names())
def test_an_edition_has_its_page_its_map_and_its_shelves(client, edition) -> None:
    catalogue = reflexes.load(edition)
    page = client.get(f"/editions/{edition}")
    assert page.status_code == 200
    check_page(page.text, "fr")
    assert catalogue.digest in page.text
    drawn = client.get(f"/editions/{edition}/carte")
    assert drawn.status_code == 200
    check_page(drawn.text, "fr")
    for shelf in catalogue.shelves:
        answer = client.get(shelf_address(shelf, edition=edition))
        assert answer.status_code == 200
        card = f'href="{shelf_address(shelf, edition=edition)}"' in page.text
        assert card == bool(len(catalogue.shelf(shelf))), shelf


@pytest.mark.parametrize("edition", ["2020.05", "2025.01"])
def test_every_record_of_an_old_edition_has_its_page(client, edition) -> None:
    catalogue = reflexes.load(edition)
    for shelf in catalogue.shelves:
        for code in catalogue.shelf(shelf).codes:
            address = record_address(shelf, code, edition=edition)
            answer = client.get(address)
            assert answer.status_code == 200, address
            check_page(answer.text, "fr")


def test_a_piste_bears_the_name_of_its_day(client) -> None:
    old = client.get(f"/editions/2020.09/pistes/{PISTE}").text
    new = client.get(f"/editions/2021.09/pistes/{PISTE}").text
    assert f"<h1>{FIRST_NAME}</h1>" in old
    assert f"<h1>{NEW_NAME}</h1>" in new
    assert "Vous lisez l’édition 2020.09" in old
    assert f'href="/catalogue/pistes/{PISTE}"' in old
    assert "Vous lisez l’édition" not in client.get(f"/catalogue/pistes/{PISTE}").text


def test_links_of_an_edition_stay_in_it(client) -> None:
    page = client.get(f"/editions/2020.09/pistes/{PISTE}").text
    outside = [
        link["href"]
        for link in outline(page).named("a")
        if str(link.get("href")).startswith("/catalogue/")
    ]
    assert outside == [f"/catalogue/pistes/{PISTE}"]


def test_a_code_that_an_edition_does_not_know_leads_to_the_first_that_does(client) -> None:
    answer = client.get(f"/editions/2020.09/pistes/{OURS}")
    assert answer.status_code == 404
    said = words_of(answer.text)
    assert "L’édition 2020.09 ne connaît pas" in said
    assert "Ce code apparaît d’abord dans 2026.11" in said
    assert f'href="/editions/2026.11/pistes/{OURS}"' in answer.text


def test_a_code_on_another_shelf_or_mistyped_leads_to_the_right_place(client) -> None:
    other = client.get(f"/catalogue/phenomenes/{PISTE}")
    assert other.status_code == 404
    assert f'href="/catalogue/pistes/{PISTE}"' in other.text
    near = client.get("/catalogue/pistes/micro-mobilite-professionelle")
    assert near.status_code == 404
    assert f'href="/catalogue/pistes/{PISTE}"' in near.text


@pytest.mark.parametrize(
    "address",
    [
        "/editions/1999.01",
        "/editions/1999.01/pistes",
        "/editions/1999.01/carte.json",
        "/editions/comparer?de=1999.01&a=2020.09",
        "/recherche?edition=1999.01",
    ],
)
def test_an_unknown_edition_lists_those_that_are(client, address) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    for edition in reflexes.edition_names():
        assert f"/editions/{edition}" in answer.text


def test_a_name_that_is_shown_is_shown_as_words(client) -> None:
    answer = client.get("/editions/%3Cscript%3Ealert(1)%3C%2Fscript%3E.json")
    assert answer.status_code == 404
    page = client.get("/catalogue/pistes/%3Cb%3Egras%3Cb%3E")
    assert page.status_code == 404
    assert "<b>gras" not in page.text


def test_a_named_edition_shows_nothing_of_this_instance(scene_client) -> None:
    newest = reflexes.edition_names()[-1]
    assert "à l&#39;essai" in scene_client.get(f"/catalogue/pistes/{PISTE}").text
    assert "à l&#39;essai" not in scene_client.get(f"/editions/{newest}/pistes/{PISTE}").text


@pytest.fixture
def scene_client(tmp_path) -> TestClient:
    """Somebody on an instance that has a call on the piste."""
    return make_scene(tmp_path).visit("agent")


def test_the_differences_tell_the_two_new_names(client) -> None:
    page = client.get("/editions/comparer?de=2020.09&a=2021.09")
    check_page(page.text, "fr")
    said = words_of(page.text)
    assert "Nouveaux noms 2" in said
    other = "Avant Le portage d’initiatives frugales sans permission"
    assert f"Avant {FIRST_NAME} Après {NEW_NAME}" in said
    assert f"{other} Après Le portage d’initiatives spontanées" in said
    assert f'href="/editions/2021.09/pistes/{PISTE}"' in page.text


def test_the_differences_as_data_are_those_of_the_library(client) -> None:
    said = client.get("/editions/comparer.json?de=2020.09&a=2021.09").json()
    assert (said["older"], said["newer"]) == ("2020.09", "2021.09")
    assert said["renamed"][0]["before"]["fr"] == FIRST_NAME
    added = {each["code"] for each in said["added"] if each["shelf"] == "pistes"}
    known = set(reflexes.load("2021.09").pistes.codes) - set(reflexes.load("2020.09").pistes.codes)
    assert added == known


def test_editions_in_the_wrong_order_are_put_in_the_order_of_time(client) -> None:
    answer = client.get("/editions/comparer?de=2021.09&a=2020.09")
    assert answer.status_code == 303
    page = client.get(answer.headers["location"]).text
    assert "remises dans l’ordre du temps" in page
    assert "De 2020.09 à 2021.09" in page
    data = client.get("/editions/comparer.json?de=2021.09&a=2020.09")
    assert data.headers["location"] == "/editions/comparer.json?de=2020.09&a=2021.09"


def test_an_edition_compared_with_itself_says_so(client) -> None:
    page = client.get("/editions/comparer?de=2020.09&a=2020.09")
    assert "Vous avez choisi deux fois la même édition" in page.text
    check_page(page.text, "fr")


def test_nothing_is_compared_before_something_is_chosen(client) -> None:
    page = client.get("/editions/comparer").text
    assert "<h2" not in page
    half = client.get("/editions/comparer?de=2026.11")
    assert half.status_code == 200
    assert f"De 2026.11 à {reflexes.edition_names()[-1]}" in half.text


def test_every_edition_can_be_compared_with_the_next(client) -> None:
    names = reflexes.edition_names()
    for older, newer in itertools.pairwise(names):
        page = client.get(f"/editions/comparer?de={older}&a={newer}")
        assert page.status_code == 200
        check_page(page.text, "fr")


def test_the_same_file_asked_for_at_once_is_written_once(client, monkeypatch) -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - for this test alone

    from reflexes_calls.web.pages import editions  # noqa: PLC0415 - the same

    written = []
    editions._booklet.cache_clear()
    monkeypatch.setattr(
        "reflexes.booklet.make_booklet", lambda *asked: written.append(asked[1:]) or b"<html>"
    )
    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = list(pool.map(client.get, ["/editions/2020.05/fichiers/html"] * 8))
    editions._booklet.cache_clear()
    assert {answer.status_code for answer in answers} == {200}
    assert written == [(".html", "fr")]


def test_a_file_that_takes_too_long_asks_to_come_back(client, monkeypatch) -> None:
    from reflexes_calls.web.pages import editions  # noqa: PLC0415 - for this test alone

    monkeypatch.setattr(editions, "PATIENCE", 0.05)
    with editions.WRITING:
        assert client.get("/editions/2020.05/fichiers/json").status_code == 503


def test_an_edition_without_a_name_is_not_there(client) -> None:
    assert client.get("/editions/.json").status_code == 404
    assert client.get("/editions/.bib").status_code == 404
    assert client.get("/editions/comparer.json").headers["content-type"] == "application/json"
