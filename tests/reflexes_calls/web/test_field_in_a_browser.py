"""The field in a real browser: a note from a telephone, a survey from its writing to results."""

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from reflexes_calls.actions import surveying
from reflexes_calls.actions.people import sign_in
from reflexes_calls.domain.people import Person
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.chromium import Axe
from tests.makers import PASSWORD, World, a_call, a_pilot
from tests.reflexes_calls.surveys_scene import an_open_survey, answer
from tests.reflexes_calls.web.demonstration_server import check_page

pytestmark = pytest.mark.web


@pytest.fixture
def address(small_world: World) -> Iterator[str]:
    """The world, served on loopback."""
    app = create_app(Settings(), small_world.desk)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def pilot(small_world: World) -> str:
    return a_pilot(small_world, a_call(small_world)).public_id


def opened(browser: Browser, world: World, address: str, person: Person | None) -> Page:
    context = browser.new_context(locale="fr-FR", viewport={"width": 320, "height": 800})
    if person is not None:
        session = sign_in(world.desk, person.email, PASSWORD)
        context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": address}])
    return context.new_page()


def test_a_note_is_written_from_a_telephone(
    browser: Browser, axe_source: Axe, small_world: World, address: str, pilot: str
) -> None:
    page = opened(browser, small_world, address, small_world.applicant)
    here = f"{address}/pilotes/{pilot}/carnet"
    page.goto(here)
    page.get_by_label("Étonnement").check()
    page.get_by_label("Ce que vous avez vu").fill("Mme Durand ne vient plus au guichet.")
    page.get_by_role("button", name="Garder la note").click()
    expect(page.get_by_role("alert")).to_contain_text("ressemble au nom de quelqu’un")
    page.get_by_label("Ce que vous avez vu").fill("Une usagère ne vient plus au guichet.")
    page.get_by_role("button", name="Garder la note").click()
    expect(page.get_by_role("status")).to_contain_text("La note est gardée.")
    expect(page.get_by_role("heading", name="Étonnement, 10 février 2027")).to_be_visible()
    page.get_by_role("link", name="Corriger").click()
    page.get_by_label("Ce que vous avez vu").fill("Elle est revenue le lendemain.")
    page.get_by_role("button", name="Garder la note").click()
    expect(page.get_by_text("Corrigée depuis")).to_be_visible()
    check_page(page, axe_source, here)
    check_page(page, axe_source, f"{here}?nature=surprise")


def test_a_survey_from_its_writing_to_its_results(
    browser: Browser, axe_source: Axe, small_world: World, address: str, pilot: str
) -> None:
    team = opened(browser, small_world, address, small_world.applicant)
    base = f"{address}/pilotes/{pilot}/enquetes"
    check_page(team, axe_source, base)
    team.get_by_label("Titre").fill("Trois minutes sur les renforts")
    team.get_by_label("Qui répond").select_option("agents")
    team.get_by_label("Comment on y accède").select_option("open")
    team.get_by_role("button", name="Préparer l’enquête").click()
    check_page(team, axe_source, team.url)
    team.get_by_label("Dernier jour pour répondre").fill("01/03/2027")
    team.get_by_role("button", name="Ouvrir l’enquête").click()
    survey = team.url.partition("?")[0]
    link = team.get_by_role("main").locator("a", has_text="/enquetes/").inner_text()
    for at in range(6):
        anyone = opened(browser, small_world, address, None)
        anyone.goto(link)
        if at == 0:
            check_page(anyone, axe_source, link)
            assert anyone.context.cookies() == []
        anyone.get_by_role("group", name="J’ai confiance").get_by_label(
            "Plutôt", exact=True
        ).check()
        anyone.get_by_role("button", name="Envoyer mes réponses").click()
        expect(anyone.get_by_role("heading", level=1)).to_have_text("Merci")
        (mark,) = anyone.context.cookies()
        assert mark["value"] == "1"
        anyone.goto(link)
        expect(anyone.get_by_text("Ce navigateur a déjà répondu.")).to_be_visible()
        anyone.context.close()
    team.goto(survey)
    team.get_by_role("button", name="Clore l’enquête").click()
    expect(team.locator("figcaption").first).to_contain_text("6 sur 6 sont d’accord")
    check_page(team, axe_source, survey)


def test_results_and_links_as_they_are_drawn(
    browser: Browser, axe_source: Axe, small_world: World, address: str, pilot: str
) -> None:
    world, team = small_world, small_world.applicant
    survey = an_open_survey(world, pilot)
    for place, level in (("0", "5"), ("0", "2"), ("1", "4"), ("1", "1")):
        answer(world, survey, 6, q1=level, q2=place, q3="Plus de calme", q4="3,5")
    surveying.close_survey(world.desk, team, pilot, survey.public_id)
    page = opened(browser, world, address, team)
    base = f"{address}/pilotes/{pilot}/enquetes"
    check_page(page, axe_source, f"{base}/{survey.public_id}")
    expect(page.get_by_role("table", name="L’essai m’aide")).to_have_count(2)
    text = page.get_by_role("main").inner_text()
    assert "effet" not in text
    single = an_open_survey(world, pilot, way="single")
    page.goto(f"{base}/{single.public_id}")
    page.get_by_label("Combien de liens").fill("12")
    page.get_by_role("button", name="Créer les liens").click()
    given = page.get_by_label("12 liens").input_value().split()
    assert len(given) == 12
    page.goto(given[0])
    expect(page.get_by_text("Votre lien sert une fois.")).to_be_visible()
    # Whoever is signed in is not looked up here.
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()
