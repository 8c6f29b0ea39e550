"""Headers on every answer, no form without its token, no way out of the site."""

import pytest

from reflexes_calls.web.security import HEADERS, safe_next


@pytest.mark.parametrize("address", ["/", "/rien", "/static/tokens.css", "/connexion"])
def test_every_answer_carries_the_headers(client, address) -> None:
    headers = client.get(address).headers
    for name, value in HEADERS.items():
        assert headers[name] == value
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src 'self'; connect-src 'self'" in policy


def test_pages_are_not_stored_and_files_are(client) -> None:
    assert client.get("/").headers["Cache-Control"] == "no-store"
    assert client.get("/static/tokens.css").headers["Cache-Control"].startswith("public")


def test_a_form_without_its_token_is_refused_and_its_text_given_back(client) -> None:
    answer = client.post("/connexion", data={"email": "a@b.example", "password": "secret-word"})
    assert answer.status_code == 403
    assert "a@b.example" in answer.text
    assert "secret-word" not in answer.text


def test_a_token_of_another_visit_is_refused(client, token_of) -> None:
    token = token_of("/connexion")
    client.cookies.clear()
    token_of("/connexion")
    answer = client.post("/connexion", data={"csrf": token, "email": "a", "password": "b"})
    assert answer.status_code == 403


def test_a_wrong_password_keeps_the_address_and_says_error_first(client, token_of) -> None:
    said = {"csrf": token_of("/connexion"), "email": "a@b.example", "password": "secret-word"}
    answer = client.post("/connexion", data=said)
    assert answer.status_code == 422
    assert "<title>Erreur" in answer.text
    assert 'value="a@b.example"' in answer.text
    assert "secret-word" not in answer.text
    assert 'href="#email"' in answer.text


def test_what_was_typed_never_becomes_markup(client, token_of) -> None:
    typed = '"><script>alert(1)</script>'
    said = {"csrf": token_of("/connexion"), "email": typed, "password": "x", "next": "/carte"}
    answer = client.post("/connexion", data=said)
    assert "<script>" not in answer.text


def test_cookies_are_out_of_reach_of_scripts(client) -> None:
    cookies = client.get("/connexion").headers.get_list("set-cookie")
    assert cookies
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie


@pytest.mark.parametrize(
    "address",
    ["https://ailleurs.example", "//ailleurs.example", "/\\ailleurs.example", "", "a", "/\t/b"],
)
def test_the_way_back_stays_on_this_site(address) -> None:
    assert safe_next(address) == "/"


def test_the_way_back_keeps_an_inner_address() -> None:
    assert safe_next("/dossiers/12?a=b") == "/dossiers/12?a=b"
