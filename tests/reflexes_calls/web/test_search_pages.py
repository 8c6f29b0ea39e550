"""Searching the catalogue: words, facets, pages, and whatever people may type."""

import re

import pytest

from tests.reflexes_calls.web.test_pages import check_page, outline

PISTE = "micro-mobilite-professionnelle"
OURS = "renoncement-organise"


def test_searching_finds_and_marks(client) -> None:
    page = client.get("/recherche", params={"q": "réaffectation agents crèche"}).text
    check_page(page, "fr")
    assert re.search(r"<mark>réaffectations?</mark>", page)
    assert 'href="/catalogue/phenomenes/reaffectation-agents"' in page
    assert 'value="réaffectation agents crèche"' in page


def test_searching_a_code_gives_its_record_first(client) -> None:
    found = client.get("/recherche.json", params={"q": OURS}).json()
    assert found["hits"][0]["address"] == f"/catalogue/pistes/{OURS}"


def test_facets_narrow_are_kept_and_can_be_taken_off(client) -> None:
    everything = client.get("/recherche.json", params={"q": "agents"}).json()
    narrow = {"q": "agents", "shelf": "pistes", "status": "ours"}
    found = client.get("/recherche.json", params=narrow).json()
    assert 0 < found["total"] < everything["total"]
    assert {hit["shelf"] for hit in found["hits"]} == {"pistes"}
    page = client.get("/recherche", params=narrow).text
    assert '<input type="hidden" name="shelf" value="pistes">' in page
    assert '<input type="hidden" name="status" value="ours">' in page
    assert 'href="/recherche?q=agents&amp;status=ours"' in page


def test_an_empty_search_lists_with_facets_a_page_at_a_time(client, catalogue) -> None:
    first = client.get("/recherche.json").json()
    assert first["total"] == len(catalogue)
    assert first["facets"]["shelf"]["pistes"] == len(catalogue.pistes)
    codes = []
    for number in range(1, first["pages"] + 1):
        found = client.get("/recherche.json", params={"page": number}).json()
        codes += [hit["code"] for hit in found["hits"]]
    assert codes == [record.code for record in catalogue]


@pytest.mark.parametrize("said", ["abc", "-3", "0", "1.5", "", "٣", "9" * 40])
def test_a_page_number_that_is_none_is_the_first_page(client, said) -> None:
    found = client.get("/recherche.json", params={"page": said})
    assert found.status_code == 200
    assert found.json()["page"] == 1


def test_a_page_past_the_last_is_the_last(client) -> None:
    found = client.get("/recherche.json", params={"page": "9999"}).json()
    assert found["page"] == found["pages"] > 1
    assert found["hits"]


@pytest.mark.parametrize(
    "words",
    [
        "x " * 5000,
        "\"'<>&*()",
        "\0",
        "a\0b",
        "NEAR(x OR",
        "%",
        "\ud83d\ude00",
        "’",
        "-" * 400,
        "\\",
    ],
    ids=range(10),
)
def test_no_words_break_the_search(client, words) -> None:
    words = words.encode("utf-16", "surrogatepass").decode("utf-16")
    for address in ("/recherche", "/recherche.json"):
        answer = client.get(address, params={"q": words})
        assert answer.status_code == 200
        assert len(answer.content) < 200_000


def test_nothing_found_says_what_to_do_next(client) -> None:
    page = client.get("/recherche", params={"q": "zzzz", "status": "ours"}).text
    check_page(page, "fr")
    assert "Rien n’a été trouvé" in page
    assert 'href="/recherche?q=zzzz"' in page
    assert 'href="/catalogue"' in page


def test_a_facet_that_no_record_knows_is_left_aside(client) -> None:
    found = client.get("/recherche.json", params={"q": "agents", "shelf": "rien"}).json()
    everything = client.get("/recherche.json", params={"q": "agents"}).json()
    assert found.pop("left_aside") == ["shelf"]
    assert everything.pop("left_aside") == []
    assert found == everything


def test_an_old_edition_is_searched_in_its_own_words(client) -> None:
    old = client.get("/recherche.json", params={"q": "politique", "edition": "2020.09"}).json()
    addresses = [hit["address"] for hit in old["hits"]]
    assert f"/editions/2020.09/pistes/{PISTE}" in addresses
    page = client.get("/recherche", params={"q": "politique", "edition": "2020.09"}).text
    assert '<input type="hidden" name="edition" value="2020.09">' in page


@pytest.mark.parametrize("address", ["/", "/catalogue", "/editions/2020.09", "/recherche"])
def test_the_search_box_stands_where_one_looks_for_it(client, address) -> None:
    boxes = outline(client.get(address).text).named("form")
    assert [box["action"] for box in boxes if box.get("role") == "search"] == ["/recherche"]


def test_a_filter_left_aside_is_said_on_the_page(client) -> None:
    sentence = "Un filtre de cette adresse n’est pas connu ici et a été laissé de côté."
    assert sentence in client.get("/recherche?q=masques&controversy=nulle").text
    assert sentence not in client.get("/recherche?q=masques").text
