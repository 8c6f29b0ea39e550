"""« Vos jetons d’accès »: made by a form, shown once, taken back; and the reference of the API."""

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from reflexes_calls.domain.access import Scope, scope_field
from reflexes_calls.web.api.nouns import OPERATIONS
from reflexes_calls.web.api.operations import ROOT

pytestmark = pytest.mark.web
PAGE = "/mes-donnees/jetons"
SECRET = re.compile(r"rfx_[A-Za-z0-9_-]{43}")


def made(
    client: TestClient, token_of: Callable[[str], str], account: tuple[str, str], **said: str
) -> str:
    """The page that comes after the form of a new token."""
    sent = {
        "csrf": token_of(PAGE),
        "do": "make",
        "name": "Notre logiciel",
        "days": "30",
        scope_field(Scope.CALLS_READ): "yes",
        "present-password": account[1],
    }
    return client.post(PAGE, data=sent | said).text


def test_a_token_is_shown_once_and_works(
    signed_in_client: TestClient,
    token_of: Callable[[str], str],
    account: tuple[str, str],
    app: FastAPI,
) -> None:
    shown = made(signed_in_client, token_of, account)
    (secret,) = SECRET.findall(shown)
    program = TestClient(app)
    bearing = {"Authorization": f"Bearer {secret}"}
    assert program.get(f"{ROOT}/me", headers=bearing).json()["token"] == "Notre logiciel"
    listed = signed_in_client.get(PAGE).text
    assert not SECRET.search(listed)
    assert f"…{secret[-4:]}" in listed
    assert "Lire les appels" in listed

    public_id = re.findall(r'name="of" value="([0-9a-f]{32})"', listed)[0]
    said = {"csrf": token_of(PAGE), "do": "revoke", "of": public_id}
    assert signed_in_client.post(PAGE, data=said).headers["location"].endswith("token-revoked")
    assert program.get(f"{ROOT}/me", headers=bearing).status_code == 401
    assert "repris" in signed_in_client.get(PAGE).text


def test_a_form_that_lacks_everything_is_told_all_of_it(
    signed_in_client: TestClient, token_of: Callable[[str], str], account: tuple[str, str]
) -> None:
    shown = made(
        signed_in_client,
        token_of,
        account,
        **{"name": "", "days": "400", scope_field(Scope.CALLS_READ): "", "present-password": ""},
    )
    for name in ("name", "days", "scopes", "present-password"):
        assert f'href="#{name}"' in shown
        assert f'id="{name}"' in shown
    assert 'value="400"' in shown
    assert "4 réponses à reprendre" in shown


def test_a_wrong_password_makes_nothing_and_loses_nothing(
    signed_in_client: TestClient, token_of: Callable[[str], str], account: tuple[str, str]
) -> None:
    shown = made(signed_in_client, token_of, account, **{"present-password": "autre"})
    assert not SECRET.search(shown)
    assert 'href="#present-password"' in shown
    assert 'value="Notre logiciel"' in shown
    assert "Vous n’en avez aucun" in shown


def test_the_reference_names_every_operation_and_every_scope(client: TestClient) -> None:
    for language in ("fr", "en"):
        shown = client.get("/api", params={"lang": language}).text
        for each in OPERATIONS:
            assert f"{each.method} {ROOT}{each.path}" in shown
        for scope in Scope:
            assert f"<code>{scope.value}</code>" in shown
        anchors = set(re.findall(r'id="([^"]+)"', shown))
        leads = set(re.findall(r'href="#([^"]+)"', shown))
        assert leads <= anchors
    assert "Lire les appels" in client.get("/api", params={"lang": "fr"}).text
