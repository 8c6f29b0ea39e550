"""The pages of teams, partners and terrains in a browser, in every state, at two widths."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from reflexes_calls.actions import applying, offering, partnering, people, resuming, teaming
from reflexes_calls.storage import tables as t
from reflexes_calls.web.security import SESSION_COOKIE
from tests.chromium import Axe
from tests.on_loopback import on_loopback
from tests.pressing import press
from tests.reflexes_calls.web.demonstration_server import check_page
from tests.reflexes_calls.web.scene import ANSWERS, PASSWORD, Scene, make_scene

pytestmark = pytest.mark.web

PARTNERS = (
    ("partner", "Métropole d’Essai", "21690123100011"),
    ("partner", "CCAS voisin", ""),
    ("partner", "Association des essais", ""),
    ("partner", "Région d’Essai", ""),
)
SIGNED = {"signed_name": "Ana Morel", "signed_function": "Directrice", "agreed": "yes"}


class Served:
    """A scene with a team, partners in every state, and terrains, served on loopback."""

    def __init__(self, scene: Scene) -> None:
        """Fill the scene through its actions."""
        self.scene = scene
        desk = scene.desk
        with desk.look() as connection:
            row = connection.execute(select(t.persons).where(t.persons.c.email.like("agent%")))
            key = row.one().id
        self.agent = people.person_of_session(desk, people.sign_in(desk, AGENT, PASSWORD))
        assert self.agent is not None
        assert self.agent.id == key
        made = applying.start_draft(desk, self.agent, scene.call, scene.own)
        applying.save_draft(desk, self.agent, made.public_id, ANSWERS, revision=None)
        self.draft = made.public_id
        self.links: dict[str, str] = {}
        self._invite()
        self._name_partners()
        self._offer()
        self._ask_link()
        self.address = ""

    def _body(self, kind: str) -> str:
        with self.scene.desk.look() as connection:
            asked = select(t.letters.c.body).where(t.letters.c.kind == kind)
            found = connection.execute(asked.order_by(t.letters.c.id.desc())).scalars().first()
        return str(found)

    def _keep(self, name: str, kind: str) -> str:
        found = re.search(r"https://essai\.example(/\S+)", self._body(kind))
        assert found is not None
        self.links[name] = found[1]
        return found[1].rsplit("/", 1)[1]

    def _invite(self) -> None:
        desk, agent = self.scene.desk, self.agent
        said = {"email": "ana@example.org", "role": "writer"}
        teaming.invite(desk, agent, self.draft, said, base=BASE)
        ana = people.person_of_session(desk, people.sign_in(desk, "ana@example.org", PASSWORD))
        assert ana is not None
        teaming.accept(desk, ana, self._keep("used", "invitation"))
        for name, email in (("known", "bo@example.org"), ("new", "nouvelle@ailleurs.example")):
            said = {"email": email, "role": "reader"}
            teaming.invite(desk, agent, self.draft, said, base=BASE)
            self._keep(name, "invitation")

    def _name_partners(self) -> None:
        desk, agent = self.scene.desk, self.agent
        for role, name, siret in PARTNERS:
            said = {"role": role, "name": name, "siret": siret, "email": "s@ailleurs.example"}
            said["part"] = "Prête deux agents pendant trois mois."
            partner = partnering.name_partner(desk, agent, self.draft, said)
            if name == "Région d’Essai":
                continue
            partnering.ask_partner(desk, agent, self.draft, partner.public_id, base=BASE)
            token = self._keep(name, "partner-asked")
            if name == "Métropole d’Essai":
                seen = partnering.sign_page(desk, token).digest
                partnering.sign(desk, token, SIGNED, digest=seen)
                changed = {"budget": "11 000"}
                applying.save_draft(desk, agent, self.draft, changed, revision=None, partial=True)
            if name == "CCAS voisin":
                partnering.decline(desk, token, {"note": "Le calendrier ne convient pas."})

    def _offer(self) -> None:
        desk, own = self.scene.desk, self.scene.own
        root = people.person_of_session(desk, people.sign_in(desk, "root@example.org", PASSWORD))
        bo = people.person_of_session(desk, people.sign_in(desk, "bo@example.org", PASSWORD))
        assert root is not None
        assert bo is not None
        village = people.create_organisation(desk, root, name="CCAS de Bourg-Témoin")
        people.join(desk, root, bo, village)
        said = {
            "stands_as": "terrain",
            "piste_code": "micro-mobilite-professionnelle",
            "territory": "35051",
            "offers": "Trois accueils et une équipe volontaire.",
            "needs": "Quelqu’un qui évalue.",
            "from_on": "01/03/2027",
            "until_on": "31/12/2027",
        }
        self.terrain = offering.offer(desk, bo, village, said).public_id
        lead = said | {"stands_as": "lead", "territory": "35238"}
        offering.offer(desk, self.agent, own, lead)
        message = {"message": "Nous cherchons un terrain pour avril."}
        offering.write_to(desk, self.agent, self.terrain, own.public_id, message, base=BASE)

    def _ask_link(self) -> None:
        resuming.send_resume_link(self.scene.desk, self.agent, self.draft, base=BASE)
        self._keep("resume", "resume-link")


AGENT = "agent@example.org"
BASE = "https://essai.example"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    scene = make_scene(tmp_path_factory.mktemp("team"))
    filled = Served(scene)
    with on_loopback(scene.visit("agent").app) as address:
        filled.address = address
        yield filled
    scene.desk.engine.dispose()


def opened(browser: Browser, served: Served, email: str) -> Page:
    """A page of a French browser, signed in unless `email` is empty."""
    context = browser.new_context(locale="fr-FR")
    if email:
        session = people.sign_in(served.scene.desk, email, PASSWORD)
        context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": served.address}])
    return context.new_page()


def paths(served: Served) -> dict[str, tuple[str, str]]:
    """Each page: who opens it, and its address."""
    draft, links = f"/dossiers/{served.draft}", served.links
    return {
        "team": (AGENT, f"{draft}/equipe"),
        "team as a writer": ("ana@example.org", f"{draft}/equipe"),
        "invitation, new": ("", links["new"]),
        "invitation, known": ("", links["known"]),
        "invitation, another": ("manager@example.org", links["new"]),
        "invitation, used": ("", links["used"]),
        "link asked": (AGENT, f"{draft}/reprendre"),
        "link": ("", links["resume"]),
        "partners": (AGENT, f"{draft}/partenaires"),
        "sign": ("", links["Association des essais"]),
        "sign, stale": ("", links["Métropole d’Essai"]),
        "sign, declined": ("", links["CCAS voisin"]),
        "terrains": ("", "/terrains"),
        "terrains, none": ("", "/terrains?territory=29"),
        "terrains, refused": ("", "/terrains?territory=35000"),
        "terrain": (AGENT, f"/terrains/{served.terrain}"),
        "terrain, own": ("bo@example.org", f"/terrains/{served.terrain}"),
        "offer": (AGENT, "/terrains/nouveau"),
    }


NAMES = (
    "team",
    "team as a writer",
    "invitation, new",
    "invitation, known",
    "invitation, another",
    "invitation, used",
    "link asked",
    "link",
    "partners",
    "sign",
    "sign, stale",
    "sign, declined",
    "terrains",
    "terrains, none",
    "terrains, refused",
    "terrain",
    "terrain, own",
    "offer",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_no_violation(
    name: str, browser: Browser, served: Served, axe_source: Axe
) -> None:
    email, path = paths(served)[name]
    page = opened(browser, served, email)
    check_page(page, axe_source, f"{served.address}{path}")
    page.context.close()


def test_a_refused_form_has_no_violation_and_leads_to_its_fields(
    browser: Browser, served: Served, axe_source: Axe
) -> None:
    page = opened(browser, served, "")
    page.goto(f"{served.address}{served.links['Association des essais']}")
    press(page.get_by_role("button", name="Signer"))
    summary = page.get_by_role("alert")
    assert summary.get_by_role("link").count() == 3
    page.evaluate(axe_source.script)
    found = page.evaluate("async () => (await axe.run()).violations.map(v => v.id)")
    assert found == []
    page.context.close()


def test_a_partner_signs_in_the_browser(browser: Browser, served: Served) -> None:
    page = opened(browser, served, "")
    page.goto(f"{served.address}{served.links['CCAS voisin']}")
    page.get_by_label("Vos prénom et nom").fill("Luc Besson-Essai")
    page.get_by_label("Votre fonction").fill("Directeur")
    page.get_by_label("J’ai lu cette page").check()
    press(page.get_by_role("button", name="Signer"))
    assert "votre signature est gardée" in page.inner_text("main")
    assert page.get_by_role("button", name="Signer").count() == 0
    page.context.close()
