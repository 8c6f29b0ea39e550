"""The addresses that the documentation tells are there, as pages and as data."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

PAGE = Path(__file__).parents[3] / "docs" / "addresses.md"
TOLD = re.findall(r"`(/[^`]+)`", PAGE.read_text("utf-8"))


@pytest.mark.web
def test_every_address_of_the_documentation_is_there(client: TestClient) -> None:
    assert len(TOLD) > 10
    answers = {address: client.get(address) for address in TOLD}
    assert {address: answer.status_code for address, answer in answers.items()} == {
        address: 307 if address == "/catalogue/fichiers/csv" else 200 for address in TOLD
    }


@pytest.mark.web
def test_the_same_addresses_give_data(client: TestClient) -> None:
    pages = [address for address in TOLD if "fichiers" not in address]
    for address in pages:
        path, mark, query = address.partition("?")
        answer = client.get(f"{path}.json{mark}{query}")
        assert answer.headers["content-type"] == "application/json", address
        assert answer.json(), address
