"""The field in a real browser: a note from a telephone, a survey from its writing to results."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from reflexes_calls.actions import piloting, surveying
from reflexes_calls.actions.people import sign_in
from reflexes_calls.domain.people import Person
from reflexes_calls.settings import Settings
from reflexes_calls.storage import calls
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.chromium import Axe
from tests.makers import AFTER, PASSWORD, PROMISE, World, a_call, a_pilot
from tests.on_loopback import on_loopback
from tests.pressing import press
from tests.reflexes_calls.actions.test_probing import ASKS, FOUND, READ
from tests.reflexes_calls.pilots_scene import two_pilots
from tests.reflexes_calls.surveys_scene import an_open_survey, answer
from tests.reflexes_calls.web.demonstration_server import check_page

pytestmark = pytest.mark.web


@pytest.fixture
def address(small_world: World) -> Iterator[str]:
    """The world, served on loopback."""
    with on_loopback(create_app(Settings(), small_world.desk)) as address:
        yield address


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
    press(page.get_by_role("button", name="Garder la note"))
    expect(page.get_by_role("alert")).to_contain_text("ressemble au nom de quelqu’un")
    page.get_by_label("Ce que vous avez vu").fill("Une usagère ne vient plus au guichet.")
    press(page.get_by_role("button", name="Garder la note"))
    expect(page.get_by_role("status")).to_contain_text("La note est gardée.")
    expect(page.get_by_role("heading", name="Étonnement, 10 février 2027")).to_be_visible()
    press(page.get_by_role("link", name="Corriger"))
    page.get_by_label("Ce que vous avez vu").fill("Elle est revenue le lendemain.")
    press(page.get_by_role("button", name="Garder la note"))
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
    press(team.get_by_role("button", name="Préparer l’enquête"))
    check_page(team, axe_source, team.url)
    team.get_by_label("Dernier jour pour répondre").fill("01/03/2027")
    press(team.get_by_role("button", name="Ouvrir l’enquête"))
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
        press(anyone.get_by_role("button", name="Envoyer mes réponses"))
        expect(anyone.get_by_role("heading", level=1)).to_have_text("Merci")
        (mark,) = anyone.context.cookies()
        assert mark["value"] == "1"
        anyone.goto(link)
        expect(anyone.get_by_text("Ce navigateur a déjà répondu.")).to_be_visible()
        anyone.context.close()
    team.goto(survey)
    press(team.get_by_role("button", name="Clore l’enquête"))
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
    press(page.get_by_role("button", name="Créer les liens"))
    given = page.get_by_label("12 liens").input_value().split()
    assert len(given) == 12
    page.goto(given[0])
    expect(page.get_by_text("Votre lien sert une fois.")).to_be_visible()
    # Whoever is signed in is not looked up here.
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()


@pytest.fixture
def two(small_world: World) -> tuple[str, str]:
    return two_pilots(small_world, a_call(small_world))


def test_a_point_and_a_reading_go_from_one_team_to_the_other(
    browser: Browser, axe_source: Axe, small_world: World, address: str, two: tuple[str, str]
) -> None:
    world, (mine, theirs) = small_world, two
    piloting.promise(world.desk, world.applicant, mine, [PROMISE])
    team = opened(browser, world, address, world.applicant)
    check_page(team, axe_source, f"{address}/pilotes/{mine}/carottages")
    team.get_by_label("La question précise").fill(ASKS["question"])
    team.get_by_label("Pourquoi ce point en dit long").fill(ASKS["why"])
    press(team.get_by_role("button", name="Ouvrir le carottage"))
    for label, name in (
        ("Où vous avez regardé", "where"),
        ("Ce qui a été regardé", "what"),
        ("Qui a regardé", "who"),
        ("Ce qui a été trouvé", "found"),
    ):
        team.get_by_label(label).fill(FOUND[name])
    press(team.get_by_role("button", name="Garder ce qui a été trouvé"))
    expect(team.get_by_role("alert")).to_contain_text("Ce que cela ne dit pas")
    assert team.get_by_label("Où vous avez regardé").input_value() == FOUND["where"]
    team.get_by_label("Ce que cela ne dit pas").fill(FOUND["not_said"])
    press(team.get_by_role("button", name="Garder ce qui a été trouvé"))
    expect(team.get_by_role("table", name="Côte à côte")).to_contain_text(FOUND["found"])
    check_page(team, axe_source, team.url.partition("?")[0])
    check_page(team, axe_source, f"{address}/pilotes/{mine}/lectures")
    team.get_by_label("Le pilote dont l’équipe lirait").select_option(index=1)
    team.get_by_label("Le plan").check()
    press(team.get_by_role("button", name="Envoyer la demande"))
    other = opened(browser, world, address, world.neighbour)
    other.goto(f"{address}/pilotes/{theirs}/carottages")
    press(other.get_by_role("link", name=ASKS["question"]))
    expect(other.get_by_text("D’autres ont répondu.")).to_be_visible()
    other.goto(f"{address}/pilotes/{theirs}/lectures")
    expect(other.get_by_text("attend votre réponse")).to_be_visible()
    press(other.get_by_role("row").get_by_role("link"))
    check_page(other, axe_source, other.url)
    for label, name in (
        ("Ce qui convainc", "convincing"),
        ("Ce qui manque", "missing"),
        ("Ce que nous essaierions", "would_try"),
    ):
        other.get_by_label(label).fill(READ[name])
    press(other.get_by_role("button", name="Donner la lecture"))
    team.reload()
    press(team.get_by_role("row").get_by_role("link"))
    expect(team.get_by_text(READ["would_try"])).to_be_visible()


def test_afterwards_and_the_whole_programme(
    browser: Browser, axe_source: Axe, small_world: World, address: str, two: tuple[str, str]
) -> None:
    world, (mine, _) = small_world, two
    piloting.promise(world.desk, world.applicant, mine, [PROMISE])
    piloting.start(world.desk, world.manager, mine)
    piloting.abandon(world.desk, world.applicant, mine, {"lessons": "Trop tôt dans l’année."})
    world.at(AFTER + dt.timedelta(days=370))
    team = opened(browser, world, address, world.applicant)
    here = f"{address}/pilotes/{mine}/suites"
    check_page(team, axe_source, here)
    team.get_by_label("Jour des retrouvailles").fill("10/02/2028")
    team.get_by_label("Ce qui tient encore").fill("Le registre.")
    press(team.get_by_role("button", name="Consigner"))
    expect(team.get_by_role("alert")).to_contain_text("Ce qui a été abandonné")
    team.get_by_label("Ce qui a été abandonné, et pourquoi").fill("La convention.")
    team.get_by_label(PROMISE["indicator"]).fill("6")
    press(team.get_by_role("button", name="Consigner"))
    expect(team.get_by_text("Tenues le 10 février 2028.")).to_be_visible()
    check_page(team, axe_source, here)
    manager = opened(browser, world, address, world.manager)
    with world.desk.look() as connection:
        (call,) = calls.list_calls(connection)
    programme = f"{address}/gestion/appels/{call.public_id}/pilotes"
    check_page(manager, axe_source, programme)
    expect(manager.get_by_text("2 pilotes.")).to_be_visible()
    manager.get_by_label("Étape").select_option("abandoned")
    press(manager.get_by_role("button", name="Afficher"))
    expect(manager.get_by_text("1 pilote affiché")).to_be_visible()
    manager.get_by_text("Ce qu’il a appris").first.click()
    expect(manager.get_by_text("Trop tôt dans l’année.")).to_be_visible()
    with manager.expect_download() as given:
        manager.get_by_role("link", name="Télécharger cette liste").click()
    assert "Trop tôt" in given.value.path().read_text("utf-8-sig")
