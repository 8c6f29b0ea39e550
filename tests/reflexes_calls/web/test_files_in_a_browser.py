"""Lists of files in a real browser, at 1280 and 320 pixels."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.chromium import Axe
from tests.reflexes_calls.web.demonstration_server import check_page, serve_demonstration
from tests.reflexes_calls.web.test_the_whole_way import Walker


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration, served on loopback."""
    with serve_demonstration(tmp_path_factory.mktemp("demonstration")) as served:
        yield served


@pytest.mark.web
def test_lists_can_be_read_by_everyone(browser: Browser, address: str, axe_source: Axe) -> None:
    walker = Walker.sign_in(browser, address, "gestionnaire")
    walker.go("/gestion")
    calls = walker.page.locator('a[href^="/gestion/appels/"]').evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    met = 0
    for call in dict.fromkeys(each.split("#")[0] for each in calls):
        answer = walker.page.goto(f"{address}{call}/dossiers")
        if answer is None or answer.status != 200:
            continue
        met += 1
        for asked in ("", "?words=crèche&amount_from=beaucoup", "?words=girafe"):
            check_page(walker.page, axe_source, f"{address}{call}/dossiers{asked}")
        check_page(walker.page, axe_source, f"{address}{call}/exports")
    assert met > 0
    walker.context.close()


@pytest.mark.web
@pytest.mark.parametrize(
    ("who", "place"), [("candidate", "/dossiers"), ("relecteur", "/relectures")]
)
def test_ones_own_lists_too(
    browser: Browser, address: str, axe_source: Axe, who: str, place: str
) -> None:
    walker = Walker.sign_in(browser, address, who)
    check_page(walker.page, axe_source, f"{address}{place}")
    check_page(walker.page, axe_source, f"{address}{place}?words=girafe")
    walker.context.close()
