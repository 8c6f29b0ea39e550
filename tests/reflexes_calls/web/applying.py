"""Hands for the tests of the applicant's pages: begin a draft, fill its sections, submit it."""

import re
from collections.abc import Mapping

import attrs
from httpx2 import Response
from starlette.testclient import TestClient

from reflexes_calls.domain.form import ready_form
from reflexes_calls.domain.progress import section_of
from tests.reflexes_calls.web.scene import ANSWERS, Scene

TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')
REVISION = re.compile(r'name="revision" value="(\d+)"')
REQUEST = re.compile(r'name="_request" value="([0-9a-f]+)"')
JSON = {"Accept": "application/json"}


def found(pattern: re.Pattern[str], text: str) -> str:
    """What a pattern catches in a page."""
    match = pattern.search(text)
    assert match is not None, pattern.pattern
    return match[1]


@attrs.frozen
class Draft:
    """A draft in the hands of someone."""

    hands: TestClient
    address: str

    def page(self, path: str = "") -> str:
        """One of its pages."""
        answer = self.hands.get(f"{self.address}{path and '/'}{path}")
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def save(
        self,
        section: str,
        typed: Mapping[str, str],
        *,
        do: str = "save",
        revision: str | None = None,
        headers: Mapping[str, str] | None = None,
        **more: str,
    ) -> Response:
        """Fill some answers of a section and press a button of it."""
        shown = self.page(f"rubriques/{section}")
        said = {
            "csrf": found(TOKEN, shown),
            "revision": found(REVISION, shown) if revision is None else revision,
            "do": do,
        }
        return self.hands.post(
            f"{self.address}/rubriques/{section}", data=said | dict(typed) | more, headers=headers
        )

    def fill(self, answers: Mapping[str, str] | None = None) -> None:
        """Save a whole application, each answer in its section."""
        by_section: dict[str, dict[str, str]] = {}
        for key, text in (ANSWERS if answers is None else answers).items():
            section = section_of(ready_form(), key)
            assert section is not None, key
            by_section.setdefault(section.code, {})[key] = text
        for code, typed in by_section.items():
            assert self.save(code, typed).status_code == 303, code

    def submit(self, key: str | None = None) -> Response:
        """Press the button that submits, on the page that checks."""
        shown = self.page("verifier")
        said = {"csrf": found(TOKEN, shown), "do": "submit"}
        request = found(REQUEST, shown) if key is None else key
        return self.hands.post(f"{self.address}/verifier", data=said | {"_request": request})

    def withdraw(self) -> Response:
        """Withdraw, and confirm."""
        token = found(TOKEN, self.page("retirer"))
        return self.hands.post(f"{self.address}/retirer", data={"csrf": token, "do": "withdraw"})


def begin(scene: Scene, hands: TestClient) -> Draft:
    """A draft just begun."""
    address = f"/appels/{scene.call}/candidater"
    token = found(TOKEN, hands.get(address).text)
    answer = hands.post(address, data={"csrf": token})
    assert answer.status_code == 303
    return Draft(hands, answer.headers["location"])
