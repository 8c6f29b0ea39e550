"""A working copy taken away and brought back in a real browser, with scripts and without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from reflexes_calls.demonstration import password
from tests.chromium import Axe
from tests.pressing import press
from tests.reflexes_calls.web.demonstration_server import (
    RUN_AXE,
    TAGS,
    WIDTHS,
    check_page,
    serve_demonstration,
)

pytestmark = pytest.mark.web
TITLE = "Prêter main-forte entre crèches et Ehpad"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration, served on loopback."""
    with serve_demonstration(tmp_path_factory.mktemp("demonstration")) as served:
        yield served


@pytest.fixture(params=[True, False], ids=["scripts", "no-script"])
def has_scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs scripts."""
    return bool(request.param)


@pytest.fixture
def context(has_scripts: bool, browser: Browser) -> Iterator[BrowserContext]:
    """A French browser that runs scripts, then one that does not."""
    made = browser.new_context(locale="fr-FR", java_script_enabled=has_scripts)
    yield made
    made.close()


def sign_in(context: BrowserContext, address: str, account: str) -> Page:
    """Sign in by the page, as people do."""
    page = context.new_page()
    page.goto(f"{address}/connexion")
    page.fill("[name=email]", f"{account}@demo.example")
    page.fill("[name=password]", password())
    press(page.get_by_role("button", name="Se connecter"))
    assert "/connexion" not in page.url
    return page


def draft_of(page: Page, address: str) -> str:
    """The address of the draft of the demonstration's applicant."""
    page.goto(f"{address}/dossiers")
    link = page.locator("main table a[href^='/dossiers/'], main a[href^='/dossiers/']").first
    found = link.get_attribute("href")
    assert found is not None
    return f"{address}{found.split('?')[0]}"


def look(page: Page, axe: Axe) -> None:
    """No violation on a page that a form led to, at both widths."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(axe.script)
        assert page.evaluate(RUN_AXE, [TAGS, axe.french]) == [], (page.url, width)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (page.url, width, wide)


def test_a_copy_goes_out_and_comes_back(
    context: BrowserContext, has_scripts: bool, address: str, tmp_path: Path, axe_source: Axe
) -> None:
    page = sign_in(context, address, "candidate")
    draft = draft_of(page, address)
    page.goto(f"{draft}/hors-ligne")
    with page.expect_download() as caught:
        page.get_by_role("link", name="En texte brut").click()
    path = tmp_path / "copie.txt"
    caught.value.save_as(path)
    content = path.read_text("utf-8-sig")
    mark = content.index("[[title ")
    start = content.index("\n", mark) + 1
    end = content.index("[[/]]", start)
    title = f"Un titre {tmp_path.name}"
    path.write_text(f"{content[:start]}{title}\n{content[end:]}Une note à côté.\n", "utf-8")

    page.set_input_files("#file", path)
    press(page.get_by_role("button", name="Comparer avec mon brouillon"))
    assert page.get_by_label("Garder la réponse du document à « Titre").is_checked()
    assert page.get_by_text("Une note à côté.").is_visible()
    if has_scripts:
        # Without scripts axe cannot run either; the page is the same.
        look(page, axe_source)
    press(page.get_by_role("button", name="Garder ce qui est coché"))
    assert "done=copy-taken" in page.url
    assert page.get_by_role("status").first.inner_text().startswith("Ce que vous avez coché")
    page.goto(f"{draft}/documents")
    assert title in page.title()


def test_the_pages_of_papers_have_no_violation(
    browser: Browser, address: str, axe_source: Axe
) -> None:
    context = browser.new_context(locale="fr-FR")
    page = sign_in(context, address, "candidate")
    draft = draft_of(page, address)
    for name in ("documents", "hors-ligne", "reponses-anterieures"):
        check_page(page, axe_source, f"{draft}/{name}")
    page.goto(f"{draft}/hors-ligne")
    press(page.get_by_role("button", name="Comparer avec mon brouillon"))
    assert page.locator("#file-error").inner_text()
    look(page, axe_source)
    context.close()


def test_the_papers_of_a_submission_have_no_violation(
    browser: Browser, address: str, axe_source: Axe
) -> None:
    context = browser.new_context(locale="fr-FR")
    page = sign_in(context, address, "candidat.maquette")
    page.goto(f"{address}/dossiers")
    own = page.locator("main a[href^='/dossiers/']").evaluate_all(
        "all => all.map(a => a.getAttribute('href').split('?')[0])"
    )
    drafts = list(dict.fromkeys(each for each in own if each.count("/") == 2))
    assert drafts
    for draft in drafts:
        check_page(page, axe_source, f"{address}{draft}/documents")
        assert page.get_by_role("link", name="Récépissé (PDF").first.is_visible()
    context.close()
