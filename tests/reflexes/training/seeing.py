"""Asks the accessibility checker what it finds in a page."""

from playwright.sync_api import Page

from tests.chromium import Axe
from tests.reflexes_calls.web.demonstration_server import RUN_AXE, TAGS


def complaints(page: Page, axe: Axe) -> list[object]:
    """What axe finds, with the rules that every page is held to."""
    page.evaluate(axe.script)
    found: list[object] = page.evaluate(RUN_AXE, [TAGS, axe.french])
    return found
