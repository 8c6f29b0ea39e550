"""The public pages, seen by nobody in particular: axe-core at two widths, both schemes, English."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

import reflexes
from reflexes_calls.web.addresses import record_address
from tests.chromium import Axe
from tests.reflexes_calls.web.demonstration_server import check_page, serve_demonstration

PLAIN = (
    "/",
    "/catalogue",
    "/carte",
    "/catalogue/entretiens",
    "/recherche",
    "/recherche?q=r%C3%A9affectation+agents&shelf=pistes",
    "/recherche?q=zzzz&status=ours",
    "/editions",
    "/editions/2020.09",
    "/editions/2020.09/carte",
    "/editions/2020.09/pistes",
    "/editions/2020.09/pistes/micro-mobilite-professionnelle",
    "/editions/2020.09/pistes/renoncement-organise",
    "/editions/1999.01",
    "/editions/comparer",
    "/editions/comparer?de=2020.09&a=2021.09",
    "/editions/comparer?de=2025.01&a=2026.11",
    "/appels",
    "/pilotes",
    "/lieux",
    "/lieux?q=pierrefitte",
    "/lieux?q=zzzz",
    "/connexion",
    "/demonstration",
    "/aide",
    "/accessibilite",
    "/mentions-legales",
    "/donnees-personnelles",
    "/plan-du-site",
    "/nulle-part",
)
SPECIAL = (
    ("pistes", "comites-liaison-citoyenne"),
    ("pistes", "micro-mobilite-professionnelle"),
    ("pistes", "renoncement-organise"),
    ("phenomena", "plateformes-appel-aller-vers"),
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration, served on loopback."""
    with serve_demonstration(tmp_path_factory.mktemp("demonstration")) as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a French browser."""
    context = browser.new_context(locale="fr-FR")
    yield context.new_page()
    context.close()


@pytest.fixture
def dark_page(browser: Browser) -> Iterator[Page]:
    """A page of somebody who asked for the dark scheme."""
    context = browser.new_context(locale="fr-FR", color_scheme="dark")
    yield context.new_page()
    context.close()


def records() -> Iterator[str]:
    """The first record of each shelf, and those that look different."""
    catalogue = reflexes.load()
    for shelf in catalogue.shelves:
        for code in catalogue.shelf(shelf).codes[:1]:
            yield record_address(shelf, code)
    for shelf, code in SPECIAL:
        yield record_address(shelf, code)


@pytest.mark.web
@pytest.mark.parametrize("path", PLAIN)
def test_a_plain_page_has_no_violation(
    path: str, page: Page, address: str, axe_source: Axe
) -> None:
    check_page(page, axe_source, f"{address}{path}")


@pytest.mark.web
@pytest.mark.parametrize("path", list(dict.fromkeys(records())))
def test_a_record_has_no_violation(path: str, page: Page, address: str, axe_source: Axe) -> None:
    check_page(page, axe_source, f"{address}{path}")


@pytest.mark.web
@pytest.mark.parametrize(("path", "count"), [("/appels", 4), ("/pilotes", 3)])
def test_everything_listed_has_no_violation(
    path: str, count: int, page: Page, address: str, axe_source: Axe
) -> None:
    page.goto(f"{address}{path}")
    links = page.locator(f"main a[href^='{path}/']").evaluate_all("all => all.map(a => a.href)")
    assert len(set(links)) == count
    for link in sorted(set(links)):
        check_page(page, axe_source, link)


@pytest.mark.web
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/catalogue/pistes/data-labs",
        "/catalogue/principes/entraide",
        "/catalogue/organisations/ville-grenoble",
        "/carte",
        "/connexion",
        "/appels",
        "/recherche?q=staff",
        "/editions",
        "/editions/2020.09/pistes/micro-mobilite-professionnelle",
        "/editions/comparer?de=2020.09&a=2021.09",
    ],
)
def test_the_dark_scheme_and_english_have_no_violation(
    path: str, dark_page: Page, address: str, axe_source: Axe
) -> None:
    separator = "&" if "?" in path else "?"
    check_page(dark_page, axe_source, f"{address}{path}{separator}lang=en")
    assert dark_page.locator("html").get_attribute("lang") == "en"
