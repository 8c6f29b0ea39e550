"""The pages of signing in, of people and of one's own data in a browser, at two widths."""

from collections.abc import Iterator

import attrs
import pyotp
import pytest
from playwright.sync_api import Browser, Page

from reflexes_calls.actions import inviting, links, people, second_factor
from reflexes_calls.actions.inviting import InvitedTo
from reflexes_calls.domain.people import Role
from reflexes_calls.domain.signing_in import LinkPurpose
from reflexes_calls.providers.openid import Provider
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.chromium import Axe
from tests.on_loopback import on_loopback
from tests.openid_provider import CLIENT, SECRET, FakeProvider, served
from tests.pressing import press
from tests.reflexes_calls.letters_read import letters_to, link_in
from tests.reflexes_calls.web.demonstration_server import check_page
from tests.reflexes_calls.web.scene import PASSWORD, Scene, make_scene

pytestmark = pytest.mark.web
BASE = "https://essai.example"
AGENT, ROOT, MANAGER = "agent@example.org", "root@example.org", "manager@example.org"


@attrs.define
class Served:
    """A scene with invitations, links and a second code, on an instance with a provider."""

    scene: Scene
    address: str
    links: dict[str, str]


def _links(scene: Scene) -> dict[str, str]:
    desk, found = scene.desk, {}
    root = people.person_of_session(desk, people.sign_in(desk, ROOT, PASSWORD))
    assert root is not None
    to = InvitedTo(organisation=scene.own.public_id, role=Role.MANAGER)
    for name, email in (("new", "nouvelle@essai.example"), ("known", "bo@example.org")):
        inviting.invite(desk, root, email, to, base=BASE)
        found[name] = f"/bienvenue/{link_in(letters_to(desk.outbox, email)[0])}"
    links.ask_link(desk, "ana@example.org", LinkPurpose.SIGN_IN, base=BASE)
    found["sign in"] = f"/connexion/lien/{link_in(letters_to(desk.outbox, 'ana@example.org')[0])}"
    links.ask_link(desk, MANAGER, LinkPurpose.PASSWORD, base=BASE)
    found["password"] = f"/mot-de-passe/{link_in(letters_to(desk.outbox, MANAGER)[0])}"
    with desk.look() as connection:
        agent = people.people.find_by_email(connection, AGENT)
        ana = people.people.find_by_email(connection, "ana@example.org")
    assert agent is not None
    assert ana is not None
    found["account"] = f"/gestion/personnes/{agent[0].public_id}"
    secret, _ = second_factor.begin_factor(desk, ana[0])
    second_factor.confirm_factor(desk, ana[0], pyotp.TOTP(secret).at(desk.wall_clock.now()))
    return found


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    scene = make_scene(tmp_path_factory.mktemp("people"))
    known = _links(scene)
    with served(FakeProvider()) as fake:
        provider = Provider(issuer=fake.issuer, client_id=CLIENT, client_secret=SECRET)
        scene.desk = attrs.evolve(scene.desk, provider=provider)
        with on_loopback(create_app(Settings(), scene.desk)) as address:
            yield Served(scene, address, known)
    scene.desk.engine.dispose()


def opened(browser: Browser, here: Served, email: str) -> Page:
    """A page of a French browser, signed in unless `email` is empty."""
    context = browser.new_context(locale="fr-FR")
    if email:
        session = people.sign_in(here.scene.desk, email, PASSWORD)
        context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": here.address}])
    return context.new_page()


def paths(here: Served) -> dict[str, tuple[str, str]]:
    """Each page: who opens it, and its address."""
    return {
        "sign in": ("", "/connexion"),
        "ask link": ("", "/connexion/lien"),
        "use link": ("", here.links["sign in"]),
        "ask password": ("", "/mot-de-passe"),
        "choose password": ("", here.links["password"]),
        "code": ("ana@example.org", "/connexion/code"),
        "invited, new": ("", here.links["new"]),
        "invited, known": ("", here.links["known"]),
        "invited, another": (AGENT, here.links["new"]),
        "own data": (AGENT, "/mes-donnees"),
        "second code": (AGENT, "/mes-donnees/second-code"),
        "tokens": (AGENT, "/mes-donnees/jetons"),
        "api": ("", "/api"),
        "copy": (AGENT, "/mes-donnees/copie"),
        "erase": (AGENT, "/mes-donnees/effacer"),
        "organisation": (AGENT, f"/organisations/{here.scene.own.public_id}"),
        "organisation, managed": (ROOT, f"/organisations/{here.scene.own.public_id}"),
        "people": (ROOT, "/gestion/personnes"),
        "account": (ROOT, here.links["account"]),
        "people of a call": (MANAGER, f"/gestion/appels/{here.scene.call}/personnes"),
    }


NAMES = (
    "sign in",
    "ask link",
    "use link",
    "ask password",
    "choose password",
    "code",
    "invited, new",
    "invited, known",
    "invited, another",
    "own data",
    "second code",
    "tokens",
    "api",
    "copy",
    "erase",
    "organisation",
    "organisation, managed",
    "people",
    "account",
    "people of a call",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_no_violation(
    name: str, browser: Browser, here: Served, axe_source: Axe
) -> None:
    email, path = paths(here)[name]
    page = opened(browser, here, email)
    check_page(page, axe_source, f"{here.address}{path}")
    page.context.close()


def violations(page: Page, axe_source: Axe) -> list[str]:
    """What axe finds on the page as it stands."""
    page.evaluate(axe_source.script)
    found: list[str] = page.evaluate("async () => (await axe.run()).violations.map(v => v.id)")
    return found


def test_a_refused_form_leads_to_its_fields(
    browser: Browser, here: Served, axe_source: Axe
) -> None:
    page = opened(browser, here, "")
    page.goto(f"{here.address}{here.links['new']}")
    press(page.get_by_role("button", name="Créer le compte"))
    assert page.get_by_role("alert").get_by_role("link").count() == 2
    assert violations(page, axe_source) == []
    page.context.close()


def test_proconnect_is_gone_through_in_a_browser_and_left(
    browser: Browser, here: Served, axe_source: Axe
) -> None:
    page = opened(browser, here, "")
    page.goto(f"{here.address}/connexion?next=/mes-donnees")
    press(page.get_by_role("link", name="S’identifier avec ProConnect"))
    assert "Votre organisme" in page.inner_text("h1")
    assert violations(page, axe_source) == []
    press(page.get_by_role("button", name="Ajouter mon organisme"))
    assert "Camille Rivet-Essai" in page.inner_text("header")
    assert "Rennes" in page.inner_text("main")
    # The policy lets no form lead out: signing out goes through a page that leads there itself.
    with page.expect_request(lambda asked: "/session/end" in asked.url):
        page.get_by_role("button", name="Se déconnecter").click()
    page.context.close()


def test_a_second_code_is_set_up_in_a_browser(
    browser: Browser, here: Served, axe_source: Axe
) -> None:
    page = opened(browser, here, "bo@example.org")
    page.goto(f"{here.address}/mes-donnees/second-code")
    drawn = page.locator(".qr svg").bounding_box()
    assert drawn is not None
    assert drawn["width"] > 150
    secret = page.locator("main code").first.inner_text().replace(" ", "")
    page.get_by_label("Code affiché").fill(pyotp.TOTP(secret).at(here.scene.desk.wall_clock.now()))
    press(page.get_by_role("button", name="Vérifier ce code"))
    assert page.locator("ul.codes li").count() == 10
    assert violations(page, axe_source) == []
    press(page.get_by_role("link", name="Je les ai gardés"))
    assert "Un second code est demandé" in page.inner_text("main")
    page.context.close()
