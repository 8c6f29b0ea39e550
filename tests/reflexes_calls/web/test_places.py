"""The official territories and the administrations, as a page and as data."""

import re

import pytest

from tests.reflexes_calls.web.test_pages import check_page, outline, words_of

pytestmark = pytest.mark.web


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "words", ["", "Saint-Denis", "Pierrefitte-sur-Seine", "binic", "20004", "50649", "zzzz"]
)
def test_the_page_is_whole(client, words, language) -> None:
    answer = client.get("/lieux", params={"q": words, "lang": language})
    assert answer.status_code == 200
    check_page(answer.text, language)
    assert 'method="get" action="/lieux"' in answer.text


def test_homonyms_are_told_apart(client) -> None:
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', client.get("/lieux?q=saint+denis").text)
    assert "93066" in rows[0]
    assert "Seine-Saint-Denis (93)" in rows[0]
    assert "97411" in rows[1]
    assert "La Réunion (974)" in rows[1]


def test_a_merged_commune_is_said_with_what_is_known_of_its_day(client) -> None:
    exact = words_of(client.get("/lieux?q=binic").text)
    assert "désormais Binic (22007), commune jusqu’au 1er\u00a0mars 2016" in _spaced(exact)
    framed = words_of(client.get("/lieux?q=93059").text)
    assert "n’était plus une commune le 1er\u00a0janvier 2025" in _spaced(framed)
    assert "ancien code : 20004" in words_of(client.get("/lieux?q=20004").text)


def _spaced(text: str) -> str:
    """The words with the space of « 1er mars » hardened, as `words_of` softens every space."""
    return text.replace("1er ", "1er\u00a0")


def test_nothing_found_says_what_to_do(client) -> None:
    page = client.get("/lieux", params={"q": "<b>zzzz"}).text
    assert "Aucun territoire n’a été trouvé." in words_of(page)
    assert "<b>zzzz" not in page
    assert "&lt;b&gt;zzzz" in page


def test_what_was_typed_is_kept_and_the_sources_are_named(client) -> None:
    page = client.get("/lieux", params={"q": "Œuf"}).text
    assert 'value="Œuf"' in page
    said = words_of(page)
    assert "62633" in said
    assert "Liste de 2026." in said
    assert "Insee, DGCL et La Poste, réunies par Etalab, sous Licence Ouverte 2.0." in said


def test_territories_as_data(client) -> None:
    (found,) = client.get("/lieux.json", params={"q": "Pierrefitte-sur-Seine"}).json()
    assert found == {
        "code": "93066",
        "name": "Saint-Denis",
        "kind": "commune",
        "department": "Seine-Saint-Denis (93)",
        "label": "Saint-Denis (93066), commune, Seine-Saint-Denis (93)",
        "former": {"code": "93059", "name": "Pierrefitte-sur-Seine"},
    }
    (region,) = client.get("/lieux.json", params={"q": "R-53", "lang": "fr"}).json()
    assert region["label"] == "Bretagne (R-53), région"
    assert region["former"] is None
    assert client.get("/lieux.json").json() == []


def test_data_are_not_fetched_twice(client) -> None:
    first = client.get("/lieux.json?q=rennes")
    again = client.get("/lieux.json?q=rennes", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("words", ["x" * 5000, "\0", "a\0b", "(", "\\", "%00", "😀"])
def test_whatever_people_type_is_answered(client, words) -> None:
    for address in ("/lieux", "/lieux.json"):
        assert client.get(address, params={"q": words}).status_code == 200


def test_an_administration_as_data(client) -> None:
    found = client.get("/administrations.json", params={"siret": "213 502 388 00019"}).json()
    assert found == {
        "siret": "21350238800019",
        "name": "Rennes",
        "territory": {
            "code": "35238",
            "name": "Rennes",
            "kind": "commune",
            "department": "Ille-et-Vilaine (35)",
        },
    }
    poste = client.get("/administrations.json", params={"siret": "35600000049837"}).json()
    assert poste == {"siret": "35600000049837", "name": "", "territory": None}


def test_a_wrong_digit_is_told_as_data(client) -> None:
    answer = client.get("/administrations.json", params={"siret": "21350238800018"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == (
        "213 502 388 00018 n’est pas un SIRET\u00a0: un de ses cinq derniers chiffres est faux. "
        "Comparez-les un à un."
    )
    assert client.get("/administrations.json").status_code == 422


def test_the_page_can_be_reached_and_the_licence_is_told(client) -> None:
    links = {link["href"] for link in outline(client.get("/plan-du-site").text).named("a")}
    assert "/lieux" in links
    legal = words_of(client.get("/mentions-legales").text)
    assert "La liste des territoires est sous Licence Ouverte 2.0" in legal
