"""The demonstration, served on loopback by a thread, and the accessibility of what it shows."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from reflexes_calls.actions.desk import make_desk
from reflexes_calls.demonstration import prepare
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from tests.chromium import Axe
from tests.on_loopback import on_loopback

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"]
RUN_AXE = """async ([tags, words]) => {
    axe.configure({ locale: JSON.parse(words) });
    const found = await axe.run({ runOnly: { type: "tag", values: tags } });
    return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).join(" | ")}`);
}"""
WIDTHS = (1280, 320)
# A letter that arrives between two measures moves what stands below it: all at once, and after.
MEASURE = """async (names) => {
    await document.fonts.ready;
    return names.map(name => document.querySelector(name).getBoundingClientRect().toJSON());
}"""


@contextmanager
def serve_demonstration(folder: Path) -> Iterator[str]:
    """Fill a demonstration in `folder` and serve it; gives its address."""
    settings = Settings(
        database_url=f"sqlite:///{folder / 'demo.sqlite3'}",
        outbox=folder / "outbox",
        outgoing=folder / "outgoing",
        files=folder / "files",
        demo=True,
    )
    desk = make_desk(settings)
    prepare(desk)
    with on_loopback(create_app(settings, desk)) as address:
        yield address
    desk.engine.dispose()


def drawn_together(page: Page, *names: str) -> list[dict[str, float]]:
    """Where each element is drawn, in pixels, all measured at one moment.

    `names` are CSS selectors; one that finds nothing raises an error of the page.
    """
    drawn: list[dict[str, float]] = page.evaluate(MEASURE, names)
    return drawn


def check_page(page: Page, axe: Axe, address: str) -> None:
    """No violation at both widths, all folds opened, and nothing that scrolls sideways."""
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(axe.script)
        assert page.evaluate(RUN_AXE, [TAGS, axe.french]) == [], (address, width)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (address, width, wide)
