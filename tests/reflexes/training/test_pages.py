"""The pages of a module, in a browser: no complaint, no sideways scrolling, nothing asked."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.chromium import Axe
from tests.reflexes.training.seeing import complaints

PAGES = ("index.html", "1-deroule.html", "5-livret.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible(
    name: str,
    scheme: str,
    *,
    day_files: Mapping[str, bytes],
    browser: Browser,
    axe_source: Axe,
    tmp_path: Path,
) -> None:
    path = tmp_path / name
    path.write_bytes(day_files[name])
    for width in (1280, 320):
        context = browser.new_context(
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 900},
            bypass_csp=True,
        )
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(path.as_uri())
        assert complaints(page, axe_source) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [url for url in asked if not url.startswith("file:")] == []
        context.close()
