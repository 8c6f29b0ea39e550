"""Saving as one types, in a real browser: what is told, what fails, two tabs, a session's end."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from reflexes_calls.demonstration import password
from tests.pressing import press
from tests.reflexes_calls.web.demonstration_server import serve_demonstration

pytestmark = pytest.mark.web

DRAFT = "Prêter main-forte entre crèches"
SUBMITTED = "Échanger deux accueils"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration, served on loopback."""
    with serve_demonstration(tmp_path_factory.mktemp("demonstration")) as served:
        yield served


def sign_in(page: Page, address: str, account: str = "candidate") -> None:
    page.goto(f"{address}/connexion")
    page.fill("[name=email]", f"{account}@demo.example")
    page.fill("[name=password]", password())
    press(page.get_by_role("button", name="Se connecter"))
    assert "/connexion" not in page.url


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A French browser, whose errors are the test's."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A page of the applicant; a script that breaks fails the test."""
    broken: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: broken.append(str(error)))
    sign_in(page, address)
    yield page
    assert broken == []


@pytest.fixture
def draft(page: Page, address: str) -> str:
    """The address of the draft."""
    page.goto(f"{address}/dossiers")
    found = page.get_by_role("link", name=DRAFT).first.get_attribute("href")
    assert found is not None
    return f"{address}{found}"


def saved(page: Page) -> None:
    """Wait until the page says that it has saved, and when."""
    expect(page.locator("[data-status]")).to_have_text(re.compile(r"Enregistré à \d{1,2}\sh\s\d\d"))


def alerted(page: Page, words: str) -> None:
    """Wait until the page says why it could not save."""
    alert = page.locator("form[data-draft] [role=alert]", has_text=words)
    expect(alert).to_be_visible()


def saves_of(page: Page) -> list[dict[str, list[str]]]:
    """What the page sends by itself, from now on."""
    sent: list[dict[str, list[str]]] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.headers.get("accept") == "application/json":
            sent.append(parse_qs(request.post_data or "", keep_blank_values=True))

    page.on("request", note)
    return sent


def test_only_what_changed_is_sent_and_the_time_is_told(page: Page, draft: str) -> None:
    page.goto(f"{draft}/rubriques/trial")
    sent = saves_of(page)
    page.locator("[name=summary]").clear()
    page.locator("[name=summary]").press_sequentially("Un résumé tapé lettre à lettre.", delay=5)
    saved(page)
    assert 1 <= len(sent) <= 2
    assert all(set(each) == {"csrf", "revision", "summary"} for each in sent)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("[name=problem]").fill("Le problème.")
    page.reload()
    assert page.locator("[name=summary]").input_value().endswith("tapé lettre à lettre.")
    assert page.locator("[name=problem]").input_value() == "Le problème."


def test_saved_is_said_of_the_whole_text_alone(page: Page, draft: str) -> None:
    """Neither of words typed since, nor while those typed meanwhile are on their way."""
    page.goto(f"{draft}/rubriques/trial")
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            waiting.append(route)
        else:
            route.continue_()

    told = page.locator("[data-status]")
    page.locator("[name=problem]").fill("Un problème.")
    saved(page)
    button = page.get_by_role("button", name="Enregistrer et continuer")
    place = button.evaluate("each => each.getBoundingClientRect().top + scrollY")
    page.route("**/rubriques/trial", hold)
    with page.expect_request(lambda asked: asked.method == "POST"):
        page.locator("[name=problem]").fill("Un problème, puis un autre.")
    assert told.inner_text() == ""
    assert button.evaluate("each => each.getBoundingClientRect().top + scrollY") == place
    page.locator("[name=problem]").fill("Un problème, puis un autre, et un troisième.")
    with page.expect_request(lambda asked: asked.method == "POST"):
        waiting.pop().continue_()
    assert told.inner_text() == ""
    waiting.pop().continue_()
    saved(page)
    # A letter too many, taken out before it is sent: what was saved is what stands there.
    page.keyboard.press("End")
    page.keyboard.type("!")
    assert told.inner_text() == ""
    page.keyboard.press("Backspace")
    saved(page)
    page.reload()
    assert page.locator("[name=problem]").input_value().endswith("et un troisième.")


def test_a_cut_network_is_told_and_made_good(page: Page, draft: str) -> None:
    page.goto(f"{draft}/rubriques/course")
    page.context.set_offline(True)
    page.locator("[name=risks]").fill("Tapé sans réseau.")
    alerted(page, "Le réseau ne répond pas")
    assert page.locator("[name=risks]").input_value() == "Tapé sans réseau."
    page.context.set_offline(False)
    saved(page)
    expect(page.locator("form[data-draft] [role=alert]")).to_have_count(0)


def test_a_server_that_fails_is_told_and_the_button_keeps_the_page(page: Page, draft: str) -> None:
    page.goto(f"{draft}/rubriques/course")

    def fail(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=503, body="")
        else:
            route.continue_()

    page.route("**/rubriques/course", fail)
    page.locator("[name=proposal]").fill("Tapé pendant une panne.")
    alerted(page, "Le serveur n’a pas pu enregistrer")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.wait_for_timeout(300)
    assert page.locator("[name=proposal]").input_value() == "Tapé pendant une panne."
    page.unroute("**/rubriques/course", fail)
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.wait_for_url("**/rubriques/means?done=saved")


def test_text_left_in_the_browser_is_offered_back(page: Page, draft: str) -> None:
    page.goto(f"{draft}/rubriques/proof")
    # Nothing more can be sent, not even when the page is left.
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()); }")
    page.locator("[name=starting_point]").fill("Jamais enregistré.")
    alerted(page, "Le réseau ne répond pas")
    page.goto(f"{draft}/manque")
    page.goto(f"{draft}/rubriques/proof")
    alerted(page, "Ce navigateur garde des réponses jamais enregistrées")
    page.get_by_role("button", name="Les remettre dans le formulaire").click()
    expect(page.locator("[name=starting_point]")).to_have_value("Jamais enregistré.")
    saved(page)
    page.reload()
    expect(page.locator("[name=starting_point]")).to_have_value("Jamais enregistré.")
    expect(page.locator("form[data-draft] [role=alert]")).to_have_count(0)


def test_two_tabs_choose_between_two_texts(page: Page, draft: str) -> None:
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(f"{draft}/rubriques/trial")
    page.locator("[name=title]").fill(f"{DRAFT} et Ehpad, premier onglet")
    saved(page)
    other.locator("[name=title]").fill(f"{DRAFT} et Ehpad, second onglet")
    both = other.locator("section.both")
    expect(both).to_contain_text("premier onglet")
    expect(both).to_contain_text("second onglet")
    expect(both).to_contain_text("Odile Passerin")
    press(other.get_by_role("link", name="Choisir entre les deux"))
    # The button does not choose in place of the person.
    other.locator("main form button[value=save]").last.click()
    expect(both).to_be_focused()
    both.get_by_role("button", name="Garder le mien").click()
    saved(other)
    page.reload()
    assert page.locator("[name=title]").input_value().endswith("second onglet")

    page.locator("[name=title]").fill(f"{DRAFT} et Ehpad, encore")
    saved(page)
    other.locator("[name=title]").fill(f"{DRAFT} et Ehpad, trop tard")
    other.locator("section.both").get_by_role("button", name="Garder l’autre").click()
    expect(other.locator("[name=title]")).to_have_value(re.compile("encore$"))
    other.reload()
    assert other.locator("[name=title]").input_value().endswith("encore")


def test_what_a_colleague_types_elsewhere_in_the_page_is_taken_in(page: Page, draft: str) -> None:
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(f"{draft}/rubriques/course")
    page.locator("[name=people]").fill("Les deux directrices et l’équipe.")
    saved(page)
    other.locator("[name=risks]").fill("Un risque d’ailleurs.")
    saved(other)
    assert other.locator("[name=people]").input_value() == "Les deux directrices et l’équipe."
    alerted(other, "vient de modifier : Qui prend part")
    page.reload()
    assert page.locator("[name=risks]").input_value() == "Un risque d’ailleurs."


def test_a_session_that_ends_is_told_and_goes_on_after_signing_in_elsewhere(
    page: Page, draft: str, address: str
) -> None:
    page.goto(f"{draft}/rubriques/course")
    page.context.clear_cookies()
    page.locator("[name=risks]").fill("Tapé après la fin.")
    alerted(page, "Votre session est terminée")
    link = page.get_by_role("link", name="Se reconnecter (nouvel onglet)")
    assert link.get_attribute("target") == "_blank"
    sign_in(page.context.new_page(), address)
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    saved(page)
    page.reload()
    assert page.locator("[name=risks]").input_value() == "Tapé après la fin."


def test_a_button_pressed_after_the_end_goes_through_the_sign_in_page(
    page: Page, draft: str
) -> None:
    page.goto(f"{draft}/rubriques/course")
    page.context.clear_cookies()
    page.locator("[name=risks]").fill("Envoyé après la fin.")
    press(page.get_by_role("button", name="Enregistrer", exact=True).first)
    page.fill("[name=email]", "candidate@demo.example")
    page.fill("[name=password]", password())
    press(page.get_by_role("button", name="Se connecter"))
    expect(page.locator("[name=risks]")).to_have_value("Envoyé après la fin.")
    page.get_by_role("button", name="Enregistrer", exact=True).first.click()
    page.wait_for_url("**/rubriques/course?done=saved")
    assert page.locator("[name=risks]").input_value() == "Envoyé après la fin."


def test_the_end_of_the_session_is_announced_five_minutes_before(page: Page, draft: str) -> None:
    page.clock.install()
    page.goto(f"{draft}/rubriques/course")
    page.clock.fast_forward("11:54:00")
    expect(page.locator("form[data-draft] [role=alert]")).to_have_count(0)
    page.clock.fast_forward("02:00")
    alerted(page, "Votre session se termine dans")


def test_questions_show_and_hide_at_once(page: Page, draft: str) -> None:
    page.goto(f"{draft}/rubriques/course")
    text = page.locator("[name=norm_text]")
    expect(text).to_be_hidden()
    page.get_by_label("Oui, un texte national").check()
    expect(text).to_be_visible()
    text.fill("Le décret des renforts")
    saved(page)
    page.get_by_label("Sans réponse").check()
    expect(text).to_be_hidden()
    page.get_by_label("Oui, un texte national").check()
    assert text.input_value() == "Le décret des renforts"


def test_signs_are_counted_and_none_is_cut(page: Page, draft: str) -> None:
    page.goto(f"{draft}/rubriques/trial")
    long = "a" * 130
    page.locator("[name=title]").fill(long)
    expect(page.locator("#title-count")).to_have_text("10 signes de trop.")
    assert page.locator("[name=title]").input_value() == long
    page.locator("[name=title]").fill(f"{DRAFT} et Ehpad, signes comptés")
    expect(page.locator("#title-count")).to_have_text(re.compile("Il reste"))
    saved(page)


def test_a_place_is_proposed_from_its_name_and_named_once_saved(page: Page, draft: str) -> None:
    page.goto(f"{draft}/rubriques/applicant")
    page.locator("[name=territory]").press_sequentially("Rennes", delay=20)
    page.locator(".suggestions button", has_text="35238").first.click()
    expect(page.locator("[name=territory]")).to_have_value("35238")
    saved(page)
    expect(page.locator("[data-found=territory]")).to_contain_text("Rennes")
    page.locator("[name=administration]").fill("213 502 388 00019")
    expect(page.locator("[data-found=administration]")).not_to_be_empty()


def test_changes_after_the_submission_are_told_at_once(
    context: BrowserContext, address: str
) -> None:
    page = context.new_page()
    sign_in(page, address, "candidate.brouillons")
    page.goto(f"{address}/dossiers")
    press(page.get_by_role("link", name=SUBMITTED).first)
    own = page.url.split("?")[0]
    page.goto(f"{own}/rubriques/trial")
    banner = page.locator("[data-banner]")
    expect(banner).to_be_hidden()
    page.locator("[name=summary]").fill("Un résumé corrigé après le dépôt.")
    expect(banner).to_be_visible()
    expect(banner).to_contain_text("Modifications non déposées")
    page.goto(f"{own}/verifier")
    page.get_by_role("button", name="Déposer le dossier").click()
    page.wait_for_url("**/recepisse?done=submitted")
    expect(page.locator("main")).to_contain_text("Version 2")


def test_what_is_pressed_twice_is_submitted_once(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    sign_in(page, address, "candidate.brouillons")
    page.goto(f"{address}/dossiers")
    press(page.get_by_role("link", name=SUBMITTED).first)
    own = page.url.split("?")[0]
    page.goto(f"{own}/rubriques/trial")
    page.locator("[name=summary]").fill("Un résumé corrigé encore.")
    saved(page)
    page.goto(f"{own}/verifier")
    page.get_by_role("button", name="Déposer le dossier").dblclick()
    page.wait_for_url("**/recepisse?done=submitted")
    count = page.locator("ol.history li").count()
    page.reload()
    assert page.locator("ol.history li").count() == count
