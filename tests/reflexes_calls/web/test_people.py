"""Signing in and out, and what a session changes in a page."""

import attrs
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from reflexes_calls.web.app import create_app


def test_signing_in_leads_back_where_one_came_from(client, account, token_of) -> None:
    email, password = account
    said = {
        "csrf": token_of("/connexion?next=/carte"),
        "email": email,
        "password": password,
        "next": "/carte",
    }
    answer = client.post("/connexion", data=said)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/carte?done=signed-in"


def test_signing_in_never_leads_out_of_the_site(client, account, token_of) -> None:
    email, password = account
    said = {
        "csrf": token_of("/connexion"),
        "email": email,
        "password": password,
        "next": "https://ailleurs.example/",
    }
    answer = client.post("/connexion", data=said)
    assert answer.headers["Location"] == "/?done=signed-in"


def test_a_session_names_its_person_and_ends_on_signing_out(signed_in_client, token_of) -> None:
    assert "Claude Essai" in signed_in_client.get("/").text
    answer = signed_in_client.post("/deconnexion", data={"csrf": token_of("/")})
    assert answer.status_code == 303
    assert "Claude Essai" not in signed_in_client.get("/").text


def test_a_session_that_was_closed_cannot_be_taken_up_again(signed_in_client, token_of) -> None:
    kept = signed_in_client.cookies["reflexes-session"]
    signed_in_client.post("/deconnexion", data={"csrf": token_of("/")})
    signed_in_client.cookies.set("reflexes-session", kept)
    assert "Claude Essai" not in signed_in_client.get("/").text


def test_guessing_is_slowed_down(client, account, token_of) -> None:
    email, password = account
    said = {"csrf": token_of("/connexion"), "email": email}
    for _ in range(5):
        assert client.post("/connexion", data=said | {"password": "faux"}).status_code == 422
    assert client.post("/connexion", data=said | {"password": password}).status_code == 422


@pytest.fixture
def demonstration(settings) -> FastAPI:
    return create_app(attrs.evolve(settings, demo=True))


def test_the_clock_of_a_demonstration_moves_and_shows_on_every_page(demonstration) -> None:
    with TestClient(demonstration, follow_redirects=False) as visitor:
        token = visitor.get("/demonstration").text.split('name="csrf" value="')[1][:64]
        said = {"csrf": token, "day": "01/12/2030", "hour": "17:00"}
        answer = visitor.post("/demonstration", data=said)
        assert answer.status_code == 303
        assert "1er\u00a0décembre 2030 à 17\u00a0h" in visitor.get("/carte").text
        visitor.post("/demonstration", data={"csrf": token, "jump": "7"})
        assert "8\u00a0décembre 2030" in visitor.get("/").text


@pytest.mark.parametrize(("day", "hour"), [("31/02/2030", "17:00"), ("demain", ""), ("", "17:00")])
def test_a_moment_that_cannot_be_read_is_kept_as_typed(demonstration, day, hour) -> None:
    with TestClient(demonstration, follow_redirects=False) as visitor:
        token = visitor.get("/demonstration").text.split('name="csrf" value="')[1][:64]
        answer = visitor.post("/demonstration", data={"csrf": token, "day": day, "hour": hour})
        assert answer.status_code == 422
        assert f'value="{day}"' in answer.text
        assert 'class="error"' in answer.text


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("", "", ("Écrivez votre adresse de courriel", "Écrivez votre mot de passe")),
        ("pas-une-adresse<b>", "x", ("« pas-une-adresse&lt;b&gt; » n’est pas une adresse",)),
        ("maud@essai.example", "", ("Écrivez votre mot de passe",)),
    ],
)
def test_what_can_be_mended_is_said_before_anything_is_tried(
    client, token_of, email, password, said
) -> None:
    typed = {"csrf": token_of("/connexion"), "email": email, "password": password}
    answer = client.post("/connexion", data=typed)
    assert answer.status_code == 422
    words = answer.text.replace("\u00a0", " ")
    assert all(each in words for each in said)
    assert "est faux" not in words


def test_whoever_has_no_account_is_told_whom_to_ask(client) -> None:
    shown = client.get("/connexion").text
    assert "Vous n’avez pas de compte" in shown
    assert 'href="/aide"' in shown
    assert "demonstration" not in shown


def test_a_demonstration_shows_its_accounts(demonstration) -> None:
    with TestClient(demonstration, follow_redirects=False) as visitor:
        shown = visitor.get("/connexion").text
    assert "gestionnaire@demo.example" in shown
    assert "<code>demonstration</code>" in shown


def test_the_day_and_the_hour_of_a_clock_are_each_said_to_be_wrong(demonstration) -> None:
    with TestClient(demonstration, follow_redirects=False) as visitor:
        token = visitor.get("/demonstration").text.split('name="csrf" value="')[1][:64]
        typed = {"csrf": token, "day": "31/02/2026", "hour": "25:99"}
        wrong = visitor.post("/demonstration", data=typed).text.replace("\u00a0", " ")
        assert "« 31/02/2026 » n’est pas une date" in wrong
        assert "« 25:99 » n’est pas une heure" in wrong
        typed |= {"day": "28/02/2027", "hour": "17 h"}
        assert visitor.post("/demonstration", data=typed).status_code == 303
