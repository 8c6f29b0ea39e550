"""The pages of the team, of partners, of terrains and of the links of letters."""

import re
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from reflexes_calls.actions.applying import save_draft, start_draft
from reflexes_calls.actions.people import create_organisation, create_person, join, sign_in
from reflexes_calls.domain.people import Person
from reflexes_calls.web.security import SESSION_COOKIE
from reflexes_calls.web.translating import typeset
from tests.reflexes_calls.web.scene import ANSWERS, PASSWORD, Scene, make_scene

pytestmark = pytest.mark.web

TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')
LYON = "21690123100011"


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


def person(scene: Scene, name: str) -> Person:
    from reflexes_calls.storage import people  # noqa: PLC0415  # a look behind the pages

    with scene.desk.look() as connection:
        found = people.find_by_email(connection, f"{name}@example.org")
    assert found is not None
    return found[0]


@pytest.fixture
def draft(scene: Scene) -> str:
    """The draft of the town, filled in."""
    agent = person(scene, "agent")
    made = start_draft(scene.desk, agent, scene.call, scene.own)
    save_draft(scene.desk, agent, made.public_id, ANSWERS, revision=made.revision)
    return made.public_id


def post(client: TestClient, address: str, said: dict[str, str], *, at: str = "") -> Response:
    token = TOKEN.search(client.get(at or address).text)
    assert token is not None, address
    return client.post(address, data={"csrf": token[1], **said})


def link_in_letters(scene: Scene, beginning: str) -> str:
    """The last link of its kind that left by mail, as a path."""
    from email import message_from_bytes, policy  # noqa: PLC0415  # read as a mail program does

    letters = sorted(scene.desk.outbox.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    texts = (message_from_bytes(p.read_bytes(), policy=policy.default) for p in letters)
    found = [
        match
        for letter in texts
        for match in re.findall(rf"http://testserver(/{beginning}/\S+)", letter.get_content())
    ]
    assert found
    return str(found[-1])


def anyone(scene: Scene) -> TestClient:
    client = scene.visit("agent")
    client.cookies.clear()
    return client


def test_a_colleague_is_invited_makes_an_account_and_writes(scene: Scene, draft: str) -> None:
    agent, address = scene.visit("agent"), f"/dossiers/{draft}/equipe"
    said = {"do": "invite", "email": "nouvelle@ailleurs.example", "role": "writer"}
    sent = post(agent, address, said)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{address}?done=invited")
    assert "nouvelle@ailleurs.example" in agent.get(address).text

    guest, link = anyone(scene), link_in_letters(scene, "invitations")
    page = guest.get(link)
    assert page.status_code == 200
    assert "Ville de Val-d’Essai" in page.text
    refused = post(guest, link, {"name": "Zoé Aubier", "password": "court"})
    assert refused.status_code == 422
    assert 'value="Zoé Aubier"' in refused.text
    assert 'href="#password"' in refused.text
    made = post(guest, link, {"name": "Zoé Aubier", "password": PASSWORD})
    assert (made.status_code, made.headers["location"]) == (303, f"/dossiers/{draft}?done=joined")
    assert guest.get(f"/dossiers/{draft}").status_code == 200
    assert draft in guest.get("/dossiers").text
    assert guest.get(link).status_code == 410
    assert typeset("a déjà été acceptée") in guest.get(link).text
    team = guest.get(address)
    assert "Zoé Aubier" in team.text
    assert 'value="invite"' not in team.text
    assert 'value="dismiss"' not in team.text

    found = re.search(r'id="person-([0-9a-f]{32})">\s*<th scope="row">Zoé', agent.get(address).text)
    assert found is not None
    assert post(agent, address, {"do": "dismiss", "of": found[1]}).status_code == 303
    assert guest.get(f"/dossiers/{draft}").status_code == 404
    assert draft not in guest.get("/dossiers").text


def test_someone_with_an_account_is_led_through_signing_in(scene: Scene, draft: str) -> None:
    agent, address = scene.visit("agent"), f"/dossiers/{draft}/equipe"
    post(agent, address, {"do": "invite", "email": "ana@example.org", "role": "reader"})
    link = link_in_letters(scene, "invitations")
    assert f'href="/connexion?next={link}"' in anyone(scene).get(link).text

    other = scene.visit("bo")
    assert typeset("cette invitation est pour ana@example.org") in other.get(link).text
    told = post(other, link, {})
    assert told.status_code == 403
    assert "/deconnexion" in told.text

    ana = scene.visit("ana")
    assert post(ana, link, {}).status_code == 303
    shown = ana.get(f"/dossiers/{draft}")
    assert shown.status_code == 200
    section = f"/dossiers/{draft}/rubriques/trial"
    refused = post(ana, section, {"do": "save", "title": "À moi", "revision": "1"})
    assert refused.status_code == 403
    assert ANSWERS["title"] in ana.get(section).text
    assert ana.get(f"/dossiers/{draft}/equipe").status_code == 200


def test_a_refused_invitation_keeps_what_was_typed(scene: Scene, draft: str) -> None:
    agent, address = scene.visit("agent"), f"/dossiers/{draft}/equipe"
    said = {"do": "invite", "email": "pas une adresse", "role": "lead"}
    refused = post(agent, address, said)
    assert refused.status_code == 422
    assert 'value="pas une adresse"' in refused.text
    assert re.search(r'value="lead" checked', refused.text)
    assert 'href="#email"' in refused.text


@pytest.mark.parametrize("kind", ["invitations", "partenaires", "reprendre"])
def test_a_guessed_link_says_what_to_do(scene: Scene, kind: str) -> None:
    for guessed in ("a" * 43, "%C3%A9", "0"):
        told = anyone(scene).get(f"/{kind}/{guessed}")
        assert told.status_code == 404
        assert "Ce lien ne mène à rien ici" in told.text


def test_a_draft_goes_on_elsewhere_by_a_link(scene: Scene, draft: str) -> None:
    agent = scene.visit("agent")
    assert f"/dossiers/{draft}/reprendre" in agent.get(f"/dossiers/{draft}").text
    sent = post(agent, f"/dossiers/{draft}/reprendre", {})
    assert sent.headers["location"] == f"/dossiers/{draft}?done=link-sent"

    elsewhere, link = anyone(scene), link_in_letters(scene, "reprendre")
    assert elsewhere.get(link).status_code == 200
    assert elsewhere.head(link).status_code == 200
    opened = post(elsewhere, link, {})
    assert opened.headers["location"] == f"/dossiers/{draft}?done=resumed"
    assert ANSWERS["title"] in elsewhere.get(f"/dossiers/{draft}").text
    again = anyone(scene).get(link)
    assert again.status_code == 410
    assert typeset("Ce lien a déjà servi") in again.text

    for _ in range(2):
        post(agent, f"/dossiers/{draft}/reprendre", {})
    assert post(agent, f"/dossiers/{draft}/reprendre", {}).status_code == 409


def test_a_link_cannot_be_used_by_a_form_of_another_site(scene: Scene, draft: str) -> None:
    post(scene.visit("agent"), f"/dossiers/{draft}/reprendre", {})
    link = link_in_letters(scene, "reprendre")
    assert anyone(scene).post(link, data={}).status_code == 403
    assert anyone(scene).get(link).status_code == 200


PARTNER = {
    "do": "name",
    "role": "partner",
    "name": "Métropole d’Essai",
    "siret": LYON,
    "email": "signe@metropole.example",
    "part": "Prête deux agents.",
}


def test_a_partner_signs_without_an_account(scene: Scene, draft: str) -> None:
    agent, address = scene.visit("agent"), f"/dossiers/{draft}/partenaires"
    wrong = post(agent, address, PARTNER | {"siret": "21690123100012"})
    assert wrong.status_code == 422
    assert 'value="21690123100012"' in wrong.text
    assert 'href="#siret"' in wrong.text
    assert post(agent, address, PARTNER).headers["location"] == f"{address}?done=partner-named"
    assert post(agent, address, PARTNER).status_code == 422
    found = re.search(r'id="partner-([0-9a-f]{32})"', agent.get(address).text)
    assert found is not None
    asked = post(agent, address, {"do": "ask", "of": found[1]})
    assert asked.headers["location"] == f"{address}?done=partner-asked"
    assert post(agent, address, {"do": "ask", "of": found[1]}).status_code == 303

    signer, link = anyone(scene), link_in_letters(scene, "partenaires")
    page = signer.get(link)
    assert ANSWERS["title"] in page.text
    assert ANSWERS["problem"] not in page.text
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page.text)
    assert digest is not None
    name = {"signed_name": "Ana Morel", "signed_function": "Directrice"}
    refused = post(signer, link, {"do": "sign", "digest": digest[1], **name})
    assert refused.status_code == 422
    assert 'value="Ana Morel"' in refused.text
    said = {"do": "sign", "digest": digest[1], "agreed": "yes", **name}
    assert post(signer, link, said).status_code == 303
    assert "Ana Morel" in agent.get(address).text

    title = {"title": "Un tout autre titre"}
    save_draft(scene.desk, person(scene, "agent"), draft, title, revision=None, partial=True)
    assert typeset("signé sur une version antérieure") in agent.get(address).text
    assert "Un tout autre titre" in signer.get(link).text
    stale = post(signer, link, said)
    assert stale.status_code == 409
    assert "Le dossier a changé pendant que vous lisiez" in stale.text


PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def test_a_partner_attaches_their_signed_letter_without_an_account(
    scene: Scene, draft: str
) -> None:
    agent, address = scene.visit("agent"), f"/dossiers/{draft}/partenaires"
    post(agent, address, PARTNER)
    found = re.search(r'id="partner-([0-9a-f]{32})"', agent.get(address).text)
    assert found is not None
    post(agent, address, {"do": "ask", "of": found[1]})
    signer, link = anyone(scene), link_in_letters(scene, "partenaires")

    def send(name: str, content: bytes) -> Response:
        token = TOKEN.search(signer.get(link).text)
        assert token is not None
        return signer.post(
            f"{link}/lettre", data={"csrf": token[1]}, files={"file": (name, content)}
        )

    for name, content in (("vide.pdf", b""), ("lettre.exe", b"MZ"), ("../../lettre.pdf", b"MZ")):
        refused = send(name, content)
        assert refused.status_code == 422, name
        assert 'href="#letter"' in refused.text
    assert send("Lettre signée.pdf", PDF).headers["location"] == f"{link}?done=attached"
    assert "Lettre signée.pdf" in signer.get(link).text
    assert send("Une autre.pdf", PDF + b"%").status_code == 303
    assert "Lettre signée.pdf" not in signer.get(link).text
    files = rf'href="(/dossiers/{draft}/fichiers/[0-9a-f]{{32}})"'
    download = re.search(files, agent.get(address).text)
    assert download is not None
    assert agent.get(download[1]).content == PDF + b"%"
    assert signer.get(download[1]).status_code == 303
    assert signer.post("/partenaires/devinette/lettre", data={}).status_code == 404


def test_a_terrain_is_offered_found_written_to_and_added(scene: Scene, draft: str) -> None:
    village = create_organisation(scene.desk, person(scene, "root"), name="CCAS de Bourg-Témoin")
    root = person(scene, "root")
    create_person(scene.desk, root, name="Voisine", email="voisine@example.org", password=PASSWORD)
    join(scene.desk, root, person(scene, "voisine"), village)
    neighbour = scene.visit("voisine")
    assert anyone(scene).get("/terrains/nouveau").status_code == 303
    said = {
        "stands_as": "terrain",
        "piste_code": "micro-mobilite-professionnelle",
        "territory": "35000",
        "offers": "Trois accueils.",
    }
    wrong = post(neighbour, "/terrains/nouveau", said)
    assert wrong.status_code == 422
    assert "Rennes (35238)" in wrong.text
    assert "Trois accueils." in wrong.text
    made = post(neighbour, "/terrains/nouveau", said | {"territory": "Rennes (35238)"})
    assert made.status_code == 303
    address = made.headers["location"].partition("?")[0]

    reader = anyone(scene)
    for query in ("", "?piste=micro-mobilite-professionnelle", "?territory=35&stands_as=terrain"):
        assert address in reader.get(f"/terrains{query}").text, query
    assert address not in reader.get("/terrains?territory=29").text
    assert reader.get("/terrains?territory=nulle%20part").status_code == 422
    shown = reader.get(address)
    assert "CCAS de Bourg-Témoin" in shown.text
    assert "voisine@example.org" not in shown.text
    for page in (f"/appels/{scene.call}", "/catalogue/pistes/micro-mobilite-professionnelle"):
        assert typeset("1 administration propose un terrain") in reader.get(page).text, page

    agent = scene.visit("agent")
    sent = post(agent, address, {"do": "write", "message": "Essayons ensemble."})
    assert sent.headers["location"] == f"{address}?done=message-sent"
    assert "Essayons ensemble." in neighbour.get(address).text
    assert "Essayons ensemble." not in reader.get(address).text
    added = post(agent, address, {"do": "partner", "application": draft})
    assert added.headers["location"] == f"/dossiers/{draft}/partenaires?done=partner-named"
    assert "voisine@example.org" not in agent.get(f"/dossiers/{draft}/partenaires").text
    assert post(agent, address, {"do": "partner", "application": draft}).status_code == 422
    withdrawn = post(neighbour, address, {"do": "withdraw"})
    assert withdrawn.headers["location"] == f"{address}?done=terrain-withdrawn"
    assert reader.get(address).status_code == 404


def test_pages_of_a_team_are_for_the_team_alone(scene: Scene, draft: str) -> None:
    for page in ("equipe", "partenaires", "reprendre"):
        address = f"/dossiers/{draft}/{page}"
        assert scene.visit("agent").get(address).status_code == 200
        assert scene.visit("ana").get(address).status_code == 404
        assert scene.visit("manager").get(address).status_code == 404
        assert anyone(scene).get(address).status_code == 303


def test_every_page_speaks_english_too(scene: Scene, draft: str) -> None:
    agent = scene.visit("agent")
    post(agent, f"/dossiers/{draft}/partenaires", PARTNER)
    for page, words in (
        (f"/dossiers/{draft}/equipe", "Team of the application"),
        (f"/dossiers/{draft}/partenaires", "Partners of the application"),
        (f"/dossiers/{draft}/reprendre", "Go on with another device"),
        ("/terrains", "Administrations that offer a place"),
        ("/terrains/nouveau", "Offer a terrain, or look for one"),
    ):
        shown = agent.get(f"{page}?lang=en")
        assert words in shown.text, page
        assert 'lang="en"' in shown.text


def test_the_session_of_a_new_colleague_lasts(scene: Scene, draft: str) -> None:
    agent = scene.visit("agent")
    said = {"do": "invite", "email": "nouvelle@ailleurs.example", "role": "lead"}
    post(agent, f"/dossiers/{draft}/equipe", said)
    guest, link = anyone(scene), link_in_letters(scene, "invitations")
    post(guest, link, {"name": "Zoé Aubier", "password": PASSWORD})
    assert guest.cookies.get(SESSION_COOKIE)
    assert sign_in(scene.desk, "nouvelle@ailleurs.example", PASSWORD)
