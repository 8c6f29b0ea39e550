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
        assert "Écrivez le jour comme" in answer.text
