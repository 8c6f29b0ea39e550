"""Every public page answers, in both languages, whole and without inline style or script."""

import itertools
import re
from html import unescape
from html.parser import HTMLParser

import pytest

import reflexes
from reflexes_calls.web.addresses import SLUGS, record_address, shelf_address

PUBLIC = (
    "/",
    "/catalogue",
    "/carte",
    "/recherche",
    "/editions",
    "/editions/comparer",
    "/editions/2020.09",
    "/connexion",
    "/accessibilite",
    "/mentions-legales",
    "/donnees-personnelles",
    "/plan-du-site",
)
LANGUAGES = ("fr", "en")


class Outline(HTMLParser):
    """What of a page is counted: headings, ids, attributes, links."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    def named(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


def outline(text: str) -> Outline:
    parsed = Outline()
    parsed.feed(text)
    return parsed


def words_of(text: str) -> str:
    """The words of a page's content, without tags."""
    inside = text.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", inside)))


def check_page(text, language) -> None:
    parsed = outline(text)
    assert len(parsed.named("h1")) == 1
    assert parsed.named("html") == [{"lang": language}]
    assert not parsed.named("script", "style")
    assert not [tag for tag, attributes in parsed.tags if "style" in attributes]
    ids = [attributes["id"] for _, attributes in parsed.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    inner = {a["href"][1:] for a in parsed.named("a") if (a.get("href") or "").startswith("#")}
    assert inner <= set(ids)
    levels = [int(tag[1]) for tag, _ in parsed.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_is_whole(client, address, language) -> None:
    answer = client.get(address, params={"lang": language})
    assert answer.status_code == 200
    check_page(answer.text, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shelf", SLUGS)
def test_every_record_of_a_shelf_has_its_page(client, catalogue, shelf, language) -> None:
    client.cookies.set("reflexes-language", language)
    addresses = [record_address(shelf, code) for code in catalogue.shelf(shelf).codes]
    for address in [shelf_address(shelf), *addresses]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        check_page(answer.text, language)


def test_every_inner_link_of_the_public_pages_leads_somewhere(client) -> None:
    met = {
        link["href"].partition("#")[0]
        for address in PUBLIC
        for link in outline(client.get(address).text).named("a")
        if (link.get("href") or "").startswith("/")
    }
    for address in sorted(met):
        assert client.get(address).status_code == 200, address


def test_the_site_map_leads_to_the_search_and_to_every_edition(client) -> None:
    links = {link["href"] for link in outline(client.get("/plan-du-site").text).named("a")}
    editions = {f"/editions/{name}" for name in reflexes.edition_names()}
    assert links >= {"/recherche", "/editions", "/editions/comparer"} | editions


@pytest.mark.parametrize(
    "address", ["/rien", "/catalogue/rien", "/catalogue/pistes/rien", "/demonstration"]
)
def test_a_page_that_does_not_exist_says_so_plainly(client, address) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Il n’y a rien à cette adresse" in answer.text
    check_page(answer.text, "fr")


def test_a_page_used_in_a_wrong_way_says_so_plainly(client) -> None:
    answer = client.post("/catalogue")
    assert answer.status_code == 405
    assert "Cette page ne s’utilise pas ainsi" in answer.text


def test_french_comes_first_and_the_switch_stays_on_the_page(client) -> None:
    first = client.get("/carte", headers={"Accept-Language": "en"})
    assert outline(first.text).named("html") == [{"lang": "fr"}]
    assert 'href="/carte?lang=en"' in first.text
    client.get("/carte?lang=en")
    assert outline(client.get("/catalogue").text).named("html") == [{"lang": "en"}]


def test_an_unknown_language_is_french(client) -> None:
    assert outline(client.get("/?lang=xx").text).named("html") == [{"lang": "fr"}]


def test_a_controversy_shows_both_poles_with_their_arguments(client, catalogue) -> None:
    for controversy in catalogue.controversies:
        page = client.get(record_address("controversies", controversy.code)).text
        for pole in controversy.poles:
            assert pole.name.fr in page


def test_a_piste_known_by_its_name_alone_says_so(client, catalogue) -> None:
    for piste in catalogue.pistes:
        page = client.get(record_address("pistes", piste.code)).text
        assert ("Seul ce nom est public" in page) == piste.is_name_alone


def test_files_are_served_from_here(client) -> None:
    page = client.get("/").text
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert addresses
    for address in addresses:
        assert client.get(address).status_code == 200
    sheet = client.get("/static/tokens.css").text
    for font in re.findall(r'url\("([^"]+)"\)', sheet):
        assert client.get(f"/static/{font}").status_code == 200
