"""Pressing what leads to another page, in the browser of the tests."""

from playwright.sync_api import Locator


def press(target: Locator) -> None:
    """Press a button or a link, and wait for the page that answers.

    A click alone returns as soon as the browser took it: on a busy machine, what is looked at next
    would still be the page before.
    """
    with target.page.expect_navigation():
        target.click()
