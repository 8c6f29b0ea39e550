"""Signing in by mail, with a second code and with ProConnect, as a browser does it."""

import datetime as dt
import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import httpx2
import pyotp
import pytest
from starlette.testclient import TestClient

from reflexes_calls.actions import people, second_factor
from reflexes_calls.providers.openid import Provider
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import CONTENT_SECURITY_POLICY
from tests.openid_provider import CLIENT, SECRET, FakeProvider, served
from tests.reflexes_calls.letters_read import letters_to, link_in
from tests.reflexes_calls.web.structure import faults_of

pytestmark = pytest.mark.web
TokenOf = Callable[[str], str]
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
SECRET_SHOWN = re.compile(r"<code>((?:[A-Z2-7]{4} ?)+)</code>")


def hidden_of(text: str) -> dict[str, str]:
    """The hidden fields of the last form of a page."""
    last = text[text.rindex('<form method="post"') :]
    return {html.unescape(name): html.unescape(value) for name, value in HIDDEN.findall(last)}


@pytest.fixture
def outbox(settings) -> Path:
    """Where letters leave."""
    folder: Path = settings.outbox
    return folder


def test_the_answer_is_the_same_whether_or_not_the_address_is_known(
    client, account, token_of: TokenOf, outbox
) -> None:
    email, _ = account
    pages = []
    for address in (email, "personne@val-d-essai.example"):
        said = {"csrf": token_of("/connexion/lien"), "email": address, "next": "/carte"}
        answer = client.post("/connexion/lien", data=said)
        pages.append((answer.status_code, answer.text.replace(address, "@")))
    assert pages[0] == pages[1]
    assert len(letters_to(outbox, email)) == 1


def test_a_link_opens_a_page_and_its_button_opens_the_session(
    client, account, token_of: TokenOf, outbox
) -> None:
    email, _ = account
    said = {"csrf": token_of("/connexion/lien"), "email": email, "next": "/carte"}
    client.post("/connexion/lien", data=said)
    address = f"/connexion/lien/{link_in(letters_to(outbox, email)[0])}"
    shown = client.get(address)
    assert faults_of(shown.text) == []
    assert "Claude Essai" not in client.get("/").text

    answer = client.post(address, data={"csrf": token_of(address)})

    assert (answer.status_code, answer.headers["location"]) == (303, "/carte?done=signed-in")
    assert "Claude Essai" in client.get("/").text
    assert client.get(address).status_code == 410


def test_a_mistyped_address_is_kept_and_said_beside_its_field(client, token_of: TokenOf) -> None:
    said = {"csrf": token_of("/connexion/lien"), "email": "sans arobase"}
    answer = client.post("/connexion/lien", data=said)
    assert answer.status_code == 422
    assert 'value="sans arobase"' in answer.text
    assert faults_of(answer.text) == []


def test_a_lost_password_is_chosen_anew(client, account, token_of: TokenOf, outbox) -> None:
    email, _ = account
    client.post("/mot-de-passe", data={"csrf": token_of("/mot-de-passe"), "email": email})
    address = f"/mot-de-passe/{link_in(letters_to(outbox, email)[0])}"
    token = token_of(address)
    refused = client.post(address, data={"csrf": token, "password": "court"})
    assert refused.status_code == 422
    assert "10" in refused.text
    answer = client.post(address, data={"csrf": token, "password": "une phrase toute neuve"})
    assert answer.headers["location"] == "/?done=password-changed"
    assert "Claude Essai" in client.get("/").text


def test_too_many_attempts_say_when_to_try_again(client, account, token_of: TokenOf) -> None:
    email, password = account
    said = {"csrf": token_of("/connexion"), "email": email}
    for _ in range(5):
        client.post("/connexion", data=said | {"password": "faux"})
    answer = client.post("/connexion", data=said | {"password": password})
    assert re.search(
        r"Trop d’essais\. Réessayez après le \d\d/\d\d/\d{4} \d\d:\d\d:\d\d", answer.text
    )
    assert "/connexion/lien" in answer.text


@pytest.fixture
def enrolled(app, client, account, token_of: TokenOf) -> pyotp.TOTP:
    """The second factor of the account, set up through its pages; nobody is signed in any more."""
    email, password = account
    said = {"csrf": token_of("/connexion"), "email": email, "password": password}
    client.post("/connexion", data=said)
    shown = client.get("/mes-donnees/second-code")
    assert faults_of(shown.text) == []
    assert "<svg" in shown.text
    found = SECRET_SHOWN.search(shown.text)
    assert found is not None
    totp = pyotp.TOTP(found[1].replace(" ", ""))
    form = {"csrf": token_of("/mes-donnees/second-code"), "do": "confirm"}
    assert client.post("/mes-donnees/second-code", data=form | {"code": "0"}).status_code == 422
    now = app.state.desk.wall_clock.now()
    done = client.post(
        "/mes-donnees/second-code", data=form | {"code": totp.at(now - dt.timedelta(seconds=30))}
    )
    assert done.text.count("<li><code>") == 10
    client.post("/deconnexion", data={"csrf": token_of("/")})
    return totp


def test_a_second_code_stands_between_the_password_and_the_session(
    app, client, account, enrolled, token_of: TokenOf
) -> None:
    email, password = account
    said = {"csrf": token_of("/connexion"), "email": email, "password": password, "next": "/carte"}
    asked = client.post("/connexion", data=said)
    assert asked.status_code == 200
    assert faults_of(asked.text) == []
    assert "Claude Essai" not in client.get("/").text
    # Any page leads back to the code, and keeps where one was going.
    led = client.get("/connexion?next=/mes-donnees").headers["location"]
    assert led == "/connexion/code?next=%2Fmes-donnees"
    form = hidden_of(asked.text)
    assert client.post("/connexion/code", data=form | {"code": "123"}).status_code == 422
    code = enrolled.at(app.state.desk.wall_clock.now())

    answer = client.post("/connexion/code", data=form | {"code": code})

    assert answer.headers["location"] == "/carte?done=signed-in"
    assert "Claude Essai" in client.get("/").text


def test_what_was_typed_goes_through_the_second_code_too(
    client, account, enrolled, token_of: TokenOf
) -> None:
    assert enrolled
    email, password = account
    said = {"csrf": token_of("/connexion"), "email": email, "password": password}
    carried = {"_to": "/dossiers/abc/rubriques/trial", "_carried.problem": "Écrit longuement"}
    asked = client.post("/connexion", data=said | carried)
    assert hidden_of(asked.text)["_carried.problem"] == "Écrit longuement"


def test_a_role_that_needs_it_sets_up_a_second_code_before_anything(settings, account, app) -> None:
    email, password = account
    desk = attrs.evolve(app.state.desk, needs_second_factor=True)
    with TestClient(create_app(settings, desk), follow_redirects=False) as visitor:
        token = hidden_of(visitor.get("/connexion").text)["csrf"]
        said = {"csrf": token, "email": email, "password": password, "next": "/gestion"}
        led = visitor.post("/connexion", data=said).headers["location"]
        assert led == "/connexion/telephone?next=%2Fgestion"
        shown = visitor.get(led)
        form = hidden_of(shown.text)
        with desk.look() as connection:
            person = people.people.find_by_email(connection, email)
        secret, _ = second_factor.begin_factor(desk, person[0])
        code = pyotp.TOTP(secret).at(desk.wall_clock.now())
        done = visitor.post("/connexion/telephone", data=form | {"do": "confirm", "code": code})
        assert done.text.count("<li><code>") == 10
        assert visitor.get("/gestion").status_code == 303
        last = visitor.post("/connexion/telephone", data=hidden_of(done.text) | {"do": "go-on"})
        assert last.headers["location"] == "/gestion?done=signed-in"
        assert visitor.get("/gestion").status_code == 200


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    """The identity provider, on loopback."""
    with served(FakeProvider()) as known:
        yield known


@pytest.fixture
def agent(settings, app, provider) -> Iterator[TestClient]:
    """A browser on an instance that has a provider."""
    known = Provider(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET)
    desk = attrs.evolve(app.state.desk, provider=known)
    with TestClient(create_app(settings, desk), follow_redirects=False) as visitor:
        yield visitor


def through(visitor: TestClient, address: str = "/connexion/proconnect?next=/carte") -> str:
    """Go to the provider, and give the address to which it sends back."""
    there = visitor.get(address)
    assert there.status_code == 303, there.text
    back = httpx2.get(there.headers["location"], follow_redirects=False)
    return back.headers["location"].removeprefix("http://testserver")


def test_proconnect_signs_in_proposes_the_organisation_and_signs_out(agent) -> None:
    assert "S’identifier avec ProConnect" in agent.get("/connexion").text
    answer = agent.get(through(agent))
    assert answer.headers["location"] == ("/organisations/proposee?next=%2Fcarte&done=signed-in")
    shown = agent.get(answer.headers["location"])
    assert faults_of(shown.text) == []
    assert "21350238800019" in shown.text
    done = agent.post("/organisations/proposee", data=hidden_of(shown.text) | {"do": "add"})
    assert done.headers["location"] == "/carte?done=organisation-added"
    assert "Rennes" in agent.get("/mes-donnees").text

    token = hidden_of(agent.get("/mes-donnees/effacer").text)["csrf"]
    left = agent.post("/deconnexion", data={"csrf": token})
    assert left.status_code == 200
    assert 'http-equiv="refresh"' in left.text
    assert "id_token_hint=" in left.text
    assert "Camille" not in left.text
    assert agent.get("/mes-donnees").status_code == 303
    assert agent.get("/deconnexion/retour").headers["location"] == "/?done=signed-out"


def test_what_proconnect_gets_wrong_is_told_with_another_way_in(agent, provider) -> None:
    provider.wrong = {"nonce": "un autre nonce, qui a bien trente-deux caractères"}
    refused = agent.get(through(agent))
    assert refused.status_code == 409
    assert "n’a pas pu être vérifié" in refused.text
    assert "/connexion/lien" in refused.text
    assert faults_of(refused.text) == []
    gave_up = agent.get("/connexion/proconnect/retour?error=access_denied&state=inconnu")
    assert gave_up.status_code == 409
    provider.down = True
    away = TestClient(agent.app, follow_redirects=False)
    away.app.state.desk.provider._learnt.metadata = None
    assert away.get("/connexion/proconnect").status_code == 503


def test_an_address_that_has_an_account_is_tied_from_inside_alone(agent, account, provider) -> None:
    email, password = account
    provider.agent["email"] = email
    refused = agent.get(through(agent))
    assert refused.status_code == 409
    assert "a déjà un compte ici" in refused.text
    assert "Claude Essai" not in agent.get("/").text
    token = hidden_of(agent.get("/connexion").text)["csrf"]
    agent.post("/connexion", data={"csrf": token, "email": email, "password": password})
    tied = agent.get(through(agent, "/connexion/proconnect?tie=true&next=/mes-donnees"))
    assert tied.headers["location"].endswith("done=identity-tied")
    assert "Relié à ProConnect" in agent.get("/mes-donnees").text


def test_without_a_provider_nothing_speaks_of_it(client) -> None:
    assert "ProConnect" not in client.get("/connexion").text
    assert client.get("/connexion/proconnect").status_code == 404


def test_no_form_leads_out_of_the_site() -> None:
    assert "form-action 'self';" in CONTENT_SECURITY_POLICY
