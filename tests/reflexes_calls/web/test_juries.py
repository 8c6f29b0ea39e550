"""The pages of a jury: its manager invites, a guest answers, a member signs, says and recuses."""

import datetime as dt
import re
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from reflexes_calls.actions.applying import start_draft, submit
from reflexes_calls.actions.people import person_of_session
from reflexes_calls.web.security import SESSION_COOKIE
from tests.reflexes_calls.letters_read import letters_to
from tests.reflexes_calls.web.scene import ANSWERS, DEADLINE, Scene, make_scene

pytestmark = pytest.mark.web
TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')
LINK = re.compile(r"https?://[^/\s]+(/jury/invitation/\S+)")
LEA = "lea@labo.example"
GUEST = {"name": "Léa Morvan", "email": LEA, "kind": "researcher", "jury": "project"}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A submitted application to a call that is still open."""
    made = make_scene(tmp_path)
    agent = person_of_session(made.desk, made.visit("agent").cookies[SESSION_COOKIE])
    assert agent is not None
    draft = start_draft(made.desk, agent, made.call, made.own)
    submit(made.desk, agent, draft.public_id, ANSWERS)
    return made


def jury(scene: Scene) -> str:
    return f"/gestion/appels/{scene.call}/jury"


def sent(client: TestClient, address: str, *, at: str = "", **said: str) -> Response:
    """A form filled and sent, with its token."""
    match = TOKEN.search(client.get(at or address).text)
    assert match is not None
    return client.post(at or address, data={"csrf": match[1]} | said)


def link_to(scene: Scene, email: str) -> str:
    """The link of the last letter to an address that holds one."""
    scene.desk.send_letters()
    found = [LINK.search(each) for each in letters_to(scene.desk.outbox, email)]
    (link,) = [each[1] for each in found if each is not None]
    return link


def nobody(scene: Scene) -> TestClient:
    """A browser in which nobody is signed in."""
    client = scene.visit("ana")
    client.cookies.clear()
    return client


def invited(scene: Scene, **said: str) -> str:
    """Someone invited by the page; gives their link."""
    raw = GUEST | said
    answer = sent(scene.visit("manager"), jury(scene), do="invite", **raw)
    assert answer.status_code == 303, answer.text
    return link_to(scene, raw["email"])


def seated(scene: Scene, name: str = "ana") -> tuple[TestClient, str]:
    """A reader of the service who accepted; the address of their place."""
    link = invited(scene, name=name.title(), email=f"{name}@example.org")
    client = scene.visit(name)
    answer = sent(client, link, do="accept")
    assert answer.status_code == 303, answer.text
    return client, answer.headers["location"].partition("?")[0]


def test_the_page_of_a_call_leads_to_its_jury_which_is_empty_at_first(scene: Scene) -> None:
    manager = scene.visit("manager")
    assert f'href="{jury(scene)}"' in manager.get(f"/gestion/appels/{scene.call}").text
    shown = manager.get(jury(scene)).text
    assert "Personne n’est encore dans le jury" in shown
    for word in ("Membres", "Relecture", "Notes", "Sélection"):
        assert f">{word}</a>" in shown


def test_a_bad_invitation_says_everything_at_once_and_loses_nothing(scene: Scene) -> None:
    answer = sent(
        scene.visit("manager"), jury(scene), do="invite", name="", email="lea-chez-labo", kind=""
    )
    assert answer.status_code == 422
    assert 'value="lea-chez-labo"' in answer.text
    for field in ("name", "email", "kind"):
        assert f'id="{field}-error"' in answer.text


def test_a_pasted_list_names_each_wrong_line_and_invites_nobody(scene: Scene) -> None:
    manager = scene.visit("manager")
    pasted = "Ana Lopes ; ana@x.example ; agente\nSans profil ; bo@x.example"
    answer = sent(manager, jury(scene), do="paste", jury="project", pasted=pasted)
    assert answer.status_code == 422
    assert "Ligne 2" in answer.text
    assert "Sans profil ; bo@x.example" in answer.text
    assert "invitation est partie" not in manager.get(jury(scene)).text
    assert not letters_to(scene.desk.outbox, "ana@x.example")
    fine = "Ana Lopes ; ana@x.example ; agente\nBo Li ; bo@x.example ; praticien"
    assert sent(manager, jury(scene), do="paste", jury="protocol", pasted=fine).status_code == 303
    shown = manager.get(jury(scene)).text
    assert "Ana Lopes" in shown
    assert "Bo Li" in shown


def test_a_guest_without_an_account_accepts_and_meets_the_charter(scene: Scene) -> None:
    link = invited(scene)
    client = nobody(scene)
    shown = client.get(link).text
    assert "Léa Morvan" in shown
    assert "La charte que vous signeriez" in shown
    short = sent(client, link, do="accept", name="Léa Morvan", password="court")
    assert short.status_code == 422
    answer = sent(client, link, do="accept", name="Léa Morvan", password="une phrase bien longue")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/jury")
    seats = client.get("/jury").text
    assert "Signez d’abord la charte" in seats
    # The link opens nothing more, not even for whoever finds it.
    assert nobody(scene).get(link).status_code == 410


def test_another_person_who_holds_the_link_is_told_and_stays_out(scene: Scene) -> None:
    link = invited(scene)
    other = scene.visit("bo")
    shown = other.get(link).text
    assert "bo@example.org" in shown
    assert 'value="accept"' not in shown
    token = TOKEN.search(shown)
    assert token is not None
    answer = other.post(link, data={"csrf": token[1], "do": "accept"})
    assert answer.status_code == 403
    assert other.get("/jury").text.count("<section") == 0


def test_a_guest_declines_without_an_account_and_gives_a_reason(scene: Scene) -> None:
    link = invited(scene)
    client = nobody(scene)
    empty = sent(client, link, do="decline", reason="")
    assert empty.status_code == 422
    assert 'id="reason-error"' in empty.text
    answer = sent(client, link, do="decline", reason="Je pars en mars.")
    assert answer.status_code == 200
    assert "Je pars en mars." in scene.visit("manager").get(jury(scene)).text


def test_a_member_signs_says_what_they_know_and_recuses(scene: Scene) -> None:
    client, seat = seated(scene)
    assert "Aucun dossier ne s’ouvre avant" in client.get(seat).text
    digest = re.search(r'name="charter" value="([0-9a-f]{64})"', client.get(seat).text)
    assert digest is not None
    unsigned = sent(client, seat, charter=digest[1])
    assert unsigned.status_code == 422
    assert sent(client, seat, charter=digest[1], agreed="yes").status_code == 303
    assert "Vous avez signé ce texte" in client.get(seat).text
    bad = sent(client, f"{seat}/profil", least="9", most="3", territory="Bretagne", words="RH")
    assert bad.status_code == 422
    assert 'value="Bretagne"' in bad.text
    assert 'id="languages-error"' in bad.text
    said = {"language.fr": "yes", "least": "2", "most": "8", "territory": "35"}
    piste = {"expertise.micro-mobilite-professionnelle": "yes"}
    assert sent(client, f"{seat}/profil", **said, **piste).status_code == 303
    shown = scene.visit("manager").get(jury(scene)).text
    assert "de 2 à 8 dossiers" in shown
    assert "icro-mobilité" in shown
    # The list of files opens once applications have closed.
    assert ANSWERS["title"] not in client.get(f"{seat}/liens").text
    scene.clock.instant = DEADLINE + dt.timedelta(hours=1)
    listed = client.get(f"{seat}/liens").text
    assert ANSWERS["title"] in listed
    assert ANSWERS["summary"] not in listed
    found = client.get(f"{seat}/liens?q=VILLE").text
    assert ANSWERS["title"] in found
    assert ANSWERS["title"] not in client.get(f"{seat}/liens?q=zzz").text
    address = re.search(rf'href="({seat}/recusation\?dossier=([0-9a-f]+))"', listed)
    assert address is not None
    without = sent(client, f"{seat}/recusation", at=address[1], application=address[2], reason="")
    assert without.status_code == 422
    done = sent(
        client, f"{seat}/recusation", at=address[1], application=address[2], reason="Ma sœur."
    )
    assert done.status_code == 303
    assert ANSWERS["title"] not in client.get(f"{seat}/liens").text
    member = re.search(rf'href="({jury(scene)}/membres/[0-9a-f]+)"', shown)
    assert member is not None
    told = scene.visit("manager").get(member[1]).text
    assert "Ma sœur." in told
    assert "se récuse" in told or "s’est récusé" in told


def test_a_manager_adds_a_tie_lifts_it_with_a_reason_and_takes_someone_out(scene: Scene) -> None:
    client, seat = seated(scene)
    manager, member = scene.visit("manager"), jury(scene) + seat.replace("/jury", "/membres")
    bad = sent(manager, member, do="bind", kind="", siret="123")
    assert bad.status_code == 422
    assert 'id="kind-error"' in bad.text
    tie = {"kind": "past-employer", "organisation": "Ville de Val-d’Essai", "note": "2010"}
    assert sent(manager, member, do="bind", **tie).status_code == 303
    shown = manager.get(member).text
    assert "a travaillé pour Ville de Val-d’Essai" in shown
    bond = re.search(r'name="bond" value="([0-9a-f]{32})"', shown)
    assert bond is not None
    without = sent(manager, member, do="lift", bond=bond[1], reason="")
    assert without.status_code == 422
    assert 'id="reason-error"' in without.text
    assert sent(manager, member, do="lift", bond=bond[1], reason="Oublié.").status_code == 303
    assert "a travaillé pour" not in manager.get(member).text
    chair = sent(manager, member, do="change", kind="user", jury="protocol", is_chair="yes")
    assert chair.status_code == 303
    assert "présidence" in manager.get(member).text
    empty = sent(manager, member, do="dismiss", dismissal="")
    assert empty.status_code == 422
    assert 'id="dismissal-error"' in empty.text
    assert sent(manager, member, do="dismiss", dismissal="Absences.").status_code == 303
    assert client.get(seat).status_code == 404


def test_a_charter_of_ones_own_is_what_members_sign(scene: Scene) -> None:
    client, seat = seated(scene)
    manager, address = scene.visit("manager"), f"{jury(scene)}/charte"
    text = "Je lis chaque dossier deux fois."
    said = {"jury": "project", "revision": "0", "charter_fr": text, "charter_en": ""}
    assert sent(manager, address, **said).status_code == 303
    stale = sent(manager, address, **said)
    assert stale.status_code == 409
    assert text in stale.text
    assert text in client.get(seat).text


def test_leaving_asks_for_a_reason(scene: Scene) -> None:
    client, seat = seated(scene)
    assert sent(client, f"{seat}/quitter", reason="").status_code == 422
    assert sent(client, f"{seat}/quitter", reason="Trop de travail.").status_code == 303
    assert client.get(seat).status_code == 404
    assert "Trop de travail." in scene.visit("manager").get(jury(scene)).text
