"""Four people walk the whole way in a real browser, on the demonstration; its clock is moved.

Then every page that they met is checked by axe-core, at 1280 and at 320 pixels.
"""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from reflexes_calls.demonstration import password
from tests.chromium import Axe
from tests.pressing import press
from tests.reflexes_calls.web.demonstration_server import check_page, serve_demonstration

LOCALE = "fr-FR"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration, served on loopback."""
    with serve_demonstration(tmp_path_factory.mktemp("demonstration")) as served:
        yield served


@attrs.define
class Walker:
    """One person with a browser of their own, and the addresses they met."""

    context: BrowserContext
    page: Page
    address: str
    met: set[str] = attrs.field(factory=set)
    broken: list[str] = attrs.field(factory=list)

    @classmethod
    def sign_in(cls, browser: Browser, address: str, account: str) -> "Walker":
        """Open a browser and sign in."""
        context = browser.new_context(locale=LOCALE, viewport={"width": 1280, "height": 900})
        walker = cls(context, context.new_page(), address)
        walker.page.on("pageerror", lambda error: walker.broken.append(str(error)))
        walker.page.on(
            "console",
            lambda said: (
                walker.broken.append(said.text) if "Security Policy" in said.text else None
            ),
        )
        walker.go("/connexion")
        walker.fill(email=f"{account}@demo.example", password=password())
        press(walker.page.get_by_role("button", name="Se connecter"))
        expect(walker.page.get_by_text("Votre session est ouverte")).to_be_visible()
        return walker

    def go(self, path: str) -> None:
        """Open a page of the service."""
        self.page.goto(f"{self.address}{path}")
        self.note()

    def note(self) -> None:
        """Remember where this is, for the checks of accessibility."""
        self.met.add(self.page.url.removeprefix(self.address))

    def fill(self, **said: str) -> None:
        """Fill fields by their names."""
        for name, value in said.items():
            self.page.locator(f"[name='{name}']").first.fill(value)

    def choose(self, name: str, value: str) -> None:
        """Choose a value, in a list or among buttons."""
        offered = self.page.locator(f"select[name='{name}'], input[name='{name}'][value='{value}']")
        if offered.first.evaluate("it => it.tagName") == "SELECT":
            offered.first.select_option(value)
        else:
            offered.first.check()

    def press(self, do: str) -> None:
        """Press the button of a step."""
        press(self.page.locator(f"main button[name=do][value={do}]").first)
        self.note()

    def see_error(self) -> None:
        """Wait until the page says, first of all, that something is to mend."""
        expect(self.page).to_have_title(re.compile("^Erreur"))

    def see(self, text: str) -> None:
        """Wait until the page says something."""
        expect(self.page.locator("body")).to_contain_text(text)


def french(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def move_clock(walker: Walker, day: dt.date, hour: str = "09:00") -> None:
    """Move the demonstration's clock, by its own control."""
    walker.go("/demonstration")
    walker.fill(day=french(day), hour=hour)
    press(walker.page.locator("main form").last.get_by_role("button").last)
    walker.see("horloge de la démonstration a été déplacée")


def publish_a_call(manager: Walker, today: dt.date) -> str:
    manager.go("/catalogue/pistes/micro-mobilite-professionnelle")
    manager.see("La micro-mobilité professionnelle")
    manager.go("/gestion/appels/nouveau?piste=micro-mobilite-professionnelle")
    press(manager.page.get_by_role("button", name="Commencer le brouillon"))
    manager.see("Cet appel est un brouillon")
    manager.note()
    draft = manager.page.url.removeprefix(manager.address).split("?")[0]
    manager.go(f"{draft}/essentiel")
    manager.fill(
        title_fr="", title_en="A second wave", summary_fr="Six essais.", budget_cap="douze"
    )
    manager.press("next")
    manager.see("douze")
    manager.see_error()
    expect(manager.page.locator("[name=title_en]")).to_have_value("A second wave")
    manager.fill(
        title_fr="Se prêter main-forte, deuxième vague", budget_cap="15 000", places="6", weeks="36"
    )
    manager.press("next")
    manager.press("next")
    write_the_calendar(manager, today)
    write_the_text(manager)
    for page in ("criteres", "regles", "questions", "apercu", "apercu/dossier"):
        manager.go(f"{draft}/{page}")
    manager.go(f"{draft}/verifier")
    manager.see("Rien n’empêche de publier cet appel")
    manager.page.get_by_label("J’ai relu la page").check()
    manager.press("publish")
    manager.see("Se prêter main-forte, deuxième vague")
    return manager.page.url.rsplit("/", 1)[1].split("?")[0]


def write_the_calendar(manager: Walker, today: dt.date) -> None:
    manager.see("Ces jours ne sont qu’une proposition")
    days = {"opens_on": 0, "questions_on": 20, "closes_on": 30, "completeness_on": 32}
    days |= {"review_on": 40, "committee_on": 50, "decision_on": 60, "agreement_on": 90}
    manager.fill(**{name: french(today + dt.timedelta(days=ahead)) for name, ahead in days.items()})
    manager.press("next")


def write_the_text(manager: Walker) -> None:
    manager.fill(
        brief_what_fr="Se prêter des agents entre services.",
        brief_who_fr="Aux communes et à leurs groupements.",
        contact_fr="Mission innovation, mission@demo.example",
    )
    manager.press("next")
    manager.fill(
        context_fr="Au printemps 2020, des agents ont changé de poste.",
        aims_fr="Savoir ce qui fait tenir un renfort.",
        expected_fr="Un essai de quelques mois.",
    )
    manager.press("next")
    for _ in ("who", "how", "means", "after"):
        manager.press("next")


def apply_to(applicant: Walker, call: str, today: dt.date) -> str:
    applicant.go(f"/appels/{call}")
    press(applicant.page.locator("main a[href$='/candidater']").first)
    applicant.note()
    press(applicant.page.locator("main form button.btn"))
    applicant.see("Vous n’avez PAS encore déposé")
    applicant.note()
    application = applicant.page.url.rsplit("/", 1)[1].split("?")[0]
    own = f"/dossiers/{application}"
    applicant.go(f"{own}/rubriques/trial")
    applicant.fill(title="<script>alert(1)</script>")
    applicant.press("continue")
    applicant.go(f"{own}/rubriques/means")
    applicant.fill(budget="douze", start_on="01/01/2020")
    applicant.press("save")
    applicant.see("« douze »")
    for path in ("", "/manque", "/verifier", "/rubriques/documents", "/equipe", "/partenaires"):
        applicant.go(f"{own}{path}")
    applicant.go(f"{own}/verifier")
    applicant.press("submit")
    applicant.see_error()
    press(applicant.page.locator(".errors a", has_text="Montant demandé"))
    expect(applicant.page.locator("[name=budget]")).to_have_value("douze")
    fill_sections(applicant, own, today)
    applicant.go("/dossiers")
    press(applicant.page.get_by_role("link", name="Prêter une crèche à un Ehpad"))
    press(applicant.page.get_by_role("link", name="Vérifier vos réponses"))
    applicant.press("submit")
    applicant.see("Récépissé")
    applicant.see("001")
    applicant.go(f"{own}/retirer")
    applicant.go(own)
    applicant.see("Qui le lira")
    return application


def fill_sections(applicant: Walker, own: str, today: dt.date) -> None:
    """Each section, by its button; the last one by itself, as one types."""
    sections = {
        "trial": {
            "title": "Prêter une crèche à un Ehpad",
            "summary": "Des agents de crèche renforcent l’Ehpad voisin.",
            "problem": "Chaque hiver, l’Ehpad manque de bras.",
        },
        "course": {
            "proposal": "Un vivier de douze volontaires et un registre.",
            "people": "La petite enfance, l’Ehpad, le personnel.",
        },
        "means": {
            "weeks": "20",
            "start_on": french(today + dt.timedelta(days=90)),
            "budget": "12 500,50 €",
        },
        "proof": {
            "indicator": "Jours avant l’arrivée du renfort",
            "proof_wrong": "Moins d’une demande sur trois pourvue.",
        },
    }
    for code, typed in sections.items():
        applicant.go(f"{own}/rubriques/{code}")
        applicant.fill(**typed)
        applicant.press("save")
        applicant.see("Enregistré")
    applicant.go(f"{own}/rubriques/publication")
    applicant.page.locator("[name=consent]").check()
    expect(applicant.page.locator("[data-status]")).to_contain_text("Enregistré à")


def assign(manager: Walker, call: str) -> None:
    manager.go(f"/gestion/appels/{call}")
    for name in ("Bruno Carel", "Nadia Ferrand"):
        manager.page.get_by_label(name).check()
    manager.press("assign")
    expect(manager.page.locator("main .card .tag.good")).to_have_count(2)


def review(reader: Walker, application: str, mark: int, *, sees_other: bool) -> None:
    reader.go(f"/relectures/{application}")
    expect(reader.page.get_by_text("Solide et faisable.")).to_have_count(0)
    for group in reader.page.locator("main form fieldset").all():
        group.locator(f"input[type=radio][value='{mark}']").check()
    reader.fill(comment_for_jury="Solide et faisable.", comment_for_applicant="Tenez le registre.")
    reader.press("submit")
    expect(reader.page.get_by_text("Solide et faisable.")).to_have_count(2 if sees_other else 1)


def decide(manager: Walker, call: str, application: str) -> str:
    manager.go(f"/gestion/dossiers/{application}")
    manager.press("prepare")
    manager.see_error()
    manager.choose("outcome", "selected")
    manager.fill(amount="9 000", reasons="Un besoin situé, un essai net.")
    manager.press("prepare")
    manager.go(f"/gestion/appels/{call}/decisions")
    manager.press("release")
    manager.go(f"/appels/{call}/resultats")
    manager.go(f"/gestion/appels/{call}")
    manager.press("conclude")
    press(manager.page.locator("a[href^='/pilotes/']", has_text="Prêter une crèche").first)
    manager.note()
    return manager.page.url.rsplit("/", 1)[1].split("?")[0]


def follow(applicant: Walker, manager: Walker, pilot: str) -> None:
    applicant.go(f"/pilotes/{pilot}")
    applicant.page.get_by_text("Promettre seulement des indicateurs, sans plan").click()
    first = applicant.page.locator("fieldset.promise").first
    said = ("Jours avant l’arrivée du renfort", "jours ouvrés", "11", "5", "registre des renforts")
    for field, value in zip(first.locator("input[type=text], textarea").all(), said, strict=True):
        field.fill(value)
    first.locator("select").select_option("down")
    applicant.press("promise")
    applicant.see("Jours avant l’arrivée du renfort")
    manager.go(f"/pilotes/{pilot}")
    manager.press("start")


def measure_and_evaluate(applicant: Walker, pilot: str, today: dt.date) -> None:
    applicant.go(f"/pilotes/{pilot}")
    applicant.fill(value="4", measured_on=french(today), note="Trois renforts.")
    applicant.press("measure")
    applicant.press("end")
    applicant.fill(
        title_fr="Crèche et Ehpad : des renforts plus rapides",
        title_en="Nursery and care home: quicker reinforcements",
        finding="Le délai relevé est passé de 11 à 4 jours ouvrés.",
        limits="Un seul site, sans comparaison.",
    )
    applicant.press("evaluate")
    applicant.see_error()
    applicant.choose("outcome-1", "met")
    applicant.choose("design", "before-after")
    applicant.fill(**{"measured-1": "4"})
    applicant.press("evaluate")
    applicant.see("Le délai relevé est passé de 11 à 4 jours ouvrés.")


def propose(manager: Walker, pilot: str) -> str:
    manager.go(f"/pilotes/{pilot}")
    manager.press("propose")
    with manager.page.expect_download() as downloading:
        manager.page.locator("a[download]").click()
    return Path(downloading.value.path()).read_text(encoding="utf-8")


def check_accessibility(walker: Walker, axe: Axe) -> None:
    """No violation on any page met, at both widths, and nothing that scrolls sideways."""
    for path in sorted(walker.met):
        check_page(walker.page, axe, f"{walker.address}{path}")
    assert walker.broken == []


@pytest.mark.story
@pytest.mark.web
def test_four_people_walk_the_whole_way(browser: Browser, address: str, axe_source: Axe) -> None:
    today = dt.datetime.now(dt.UTC).date()
    accounts = ("gestionnaire", "candidate", "relecteur", "relectrice")
    manager, applicant, first, second = (
        Walker.sign_in(browser, address, account) for account in accounts
    )

    call = publish_a_call(manager, today)
    application = apply_to(applicant, call, today)
    assign(manager, call)
    move_clock(manager, today + dt.timedelta(days=35))
    review(first, application, 3, sees_other=False)
    review(second, application, 4, sees_other=True)
    pilot = decide(manager, call, application)
    applicant.go(f"/dossiers/{application}")
    applicant.see("Tenez le registre.")
    follow(applicant, manager, pilot)
    move_clock(manager, today + dt.timedelta(days=200))
    measure_and_evaluate(applicant, pilot, today + dt.timedelta(days=200))
    toml = propose(manager, pilot)

    assert 'fr = "Crèche et Ehpad : des renforts plus rapides"' in toml
    manager.go("/catalogue/pistes/micro-mobilite-professionnelle")
    proposed = manager.page.locator("#proposed")
    expect(proposed).to_contain_text("Proposé ici")
    expect(manager.page.locator("main")).to_contain_text("Crèche et Ehpad")
    manager.go(f"/journal/{call}")
    manager.see("La chaîne tient")
    for walker in (manager, applicant, first, second):
        check_accessibility(walker, axe_source)
        walker.context.close()
