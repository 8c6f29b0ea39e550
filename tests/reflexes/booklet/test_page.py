"""The one HTML file: seen in a browser, at two widths and in both schemes."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

import reflexes
from tests.chromium import Axe
from tests.reflexes_calls.web.demonstration_server import RUN_AXE, TAGS, WIDTHS


@pytest.mark.web
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_violation(
    scheme: str, html: Path, browser: Browser, axe_source: Axe
) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(html.as_uri())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(axe_source.script)
        assert page.evaluate(RUN_AXE, [TAGS, axe_source.french]) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()

    # Typefaces are written in the page: nothing is asked of any other file.
    assert {address for address in asked if not address.startswith("data:")} == {html.as_uri()}


@pytest.mark.web
def test_axe_sees_a_page_without_titles(browser: Browser, axe_source: Axe) -> None:
    page = browser.new_page()
    page.set_content("<img src='data:,'><p>Rien")
    page.evaluate(axe_source.script)
    found = page.evaluate(RUN_AXE, [TAGS, axe_source.french])
    page.close()

    assert any(fault.startswith("image-alt") for fault in found)


@pytest.mark.web
def test_the_page_is_built_as_pages_are(html: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(html.as_uri())
    counts = {
        name: page.locator(name).count()
        for name in ("h1", "main", "body > header", "body > footer", "nav", "a.skip")
    }
    broken = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')]"
        ".filter(a => !document.getElementById(a.hash.slice(1))).map(a => a.hash)"
    )
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    language = page.locator("html").get_attribute("lang")
    page.close()

    assert set(counts.values()) == {1}, counts
    assert broken == []
    assert len(ids) == len(set(ids))
    assert language == "fr"


def test_the_page_tells_every_piste(html: Path) -> None:
    written = html.read_text("utf-8")
    for piste in reflexes.load().pistes:
        assert f'id="r-{piste.code}"' in written
        assert piste.title.fr.replace("&", "&amp;") in written
    assert "http-equiv" in written
    assert "<script" not in written
