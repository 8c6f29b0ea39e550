"""How each application arrived, said alike by the page, the letter and the PDF, twice over."""

import datetime as dt
import email
import email.policy
from collections.abc import Callable
from html import unescape
from pathlib import Path

import attrs
import pytest
from starlette.testclient import TestClient

from reflexes_calls.actions import admitting, applying, publishing, shortlisting, watching
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from tests.makers import DEADLINE, PISTE, SECOND, World, a_draft, answers, call_form
from tests.reflexes_calls.papers.test_printing import problems, text_of
from tests.reflexes_calls.web.applying import REQUEST, TOKEN, found
from tests.reflexes_calls.web.papers_scene import Town

pytestmark = pytest.mark.web

HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
LETTERS_CLOSE = dt.datetime(2026, 12, 20, 16, tzinfo=dt.UTC)
LATE_WORDS = ("hors délai", "closed on", "clos le", "too late", "trop tard")


@attrs.frozen
class Case:
    """A way to arrive: how the call is, what comes before, and what is said of it."""

    arrive: Callable[[World, Call, Application], Application]
    french: str
    english: str
    letter: str
    english_letter: str
    call: dict[str, str] = attrs.field(factory=dict)


def submit(world: World, draft: Application) -> Application:
    return applying.submit(world.desk, world.applicant, draft.public_id)


def early(world: World, _: Call, draft: Application) -> Application:
    return submit(world, draft)


def to_the_second(world: World, _: Call, draft: Application) -> Application:
    world.at(DEADLINE)
    return submit(world, draft)


def in_grace(world: World, _: Call, draft: Application) -> Application:
    world.at(DEADLINE + 10 * MINUTE)
    return submit(world, draft)


def after_an_outage(world: World, _: Call, draft: Application) -> Application:
    world.at(DEADLINE - MINUTE)
    said = (DEADLINE - 2 * HOUR, DEADLINE - HOUR, "Panne de courant")
    watching.declare_outage(world.desk, world.administrator, *said)
    world.at(DEADLINE + 30 * MINUTE)
    return submit(world, draft)


def admitted(world: World, call: Call, draft: Application) -> Application:
    world.at(DEADLINE + HOUR)
    form = {"application": draft.public_id, "reasons": "La tempête a coupé leur réseau."}
    form |= {"until_on": "01/02/2027", "until_at": "12:00"}
    admitting.admit(world.desk, world.manager, call.public_id, form, address="")
    world.at(DEADLINE + 2 * HOUR)
    return submit(world, draft)


def resubmitted(world: World, _: Call, draft: Application) -> Application:
    sent = submit(world, draft)
    world.at(DEADLINE - HOUR)
    said = answers(title="Prêter deux crèches")
    applying.save_draft(world.desk, world.applicant, draft.public_id, said, revision=sent.revision)
    return submit(world, draft)


def full_after_a_letter(world: World, _: Call, draft: Application) -> Application:
    submit(world, draft)
    world.at(LETTERS_CLOSE + SECOND)
    shortlisting.shortlist(world.desk, world.manager, draft.public_id, address="")
    return submit(world, draft)


IN_TIME = "À temps. La date limite est le 30\u00a0janvier 2027 à 17\u00a0h"
IN_TIME_EN = "In time. The deadline is 30 January 2027 at 17:00"
IN_TIME_LETTER = "Il est arrivé à temps\u00a0: la date limite est le 30/01/2027 17:00."
IN_TIME_LETTER_EN = "It arrived in time: the deadline is 30/01/2027 17:00."
CASES = {
    "early": Case(early, IN_TIME, IN_TIME_EN, IN_TIME_LETTER, IN_TIME_LETTER_EN),
    "to-the-second": Case(to_the_second, IN_TIME, IN_TIME_EN, IN_TIME_LETTER, IN_TIME_LETTER_EN),
    "in-grace": Case(
        in_grace,
        "dans le délai de grâce que l’appel accorde à tous\u00a0: du 30\u00a0janvier 2027",
        "within the grace that the call gives everyone: from 30 January 2027 at 17:00",
        "dans le délai de grâce de l’appel, jusqu’au 30/01/2027 17:15.",
        "within the grace of the call, which lasts until 30/01/2027 17:15.",
        call={"grace": "15"},
    ),
    "after-an-outage": Case(
        after_an_outage,
        "qui a été reportée au 30\u00a0janvier 2027 à 18\u00a0h",
        "which was moved to 30 January 2027 at 18:00",
        "une panne a reporté la date limite du 30/01/2027 17:00.",
        "an outage moved the deadline of 30/01/2027 17:00 for everyone.",
    ),
    "admitted-late": Case(
        admitted,
        "Admis après la date limite du 30\u00a0janvier 2027 à 17\u00a0h",
        "Admitted after the deadline of 30 January 2027 at 17:00",
        "Il est admis après la date limite du 30/01/2027 17:00, par une décision motivée.",
        "It is admitted after the deadline of 30/01/2027 17:00, by a reasoned decision.",
    ),
    "resubmitted": Case(
        resubmitted,
        "Cette version remplace la version 1, qui reste conservée.",
        "This version takes the place of version 1, which stays kept.",
        "Cette version 2 remplace la version 1, qui reste conservée.",
        "This version 2 takes the place of version 1, which stays kept.",
    ),
    "full-after-a-letter": Case(
        full_after_a_letter,
        IN_TIME,
        IN_TIME_EN,
        IN_TIME_LETTER,
        IN_TIME_LETTER_EN,
        call={"procedure": "two-steps", "letter_on": "2026-12-20"},
    ),
}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.fixture
def town(small_world: World, tmp_path: Path, case: Case) -> Town:
    desk, manager = small_world.desk, small_world.manager
    drafted = publishing.draft_call(desk, manager, PISTE, call_form(**case.call))
    return Town(small_world, publishing.publish(desk, manager, drafted.public_id), tmp_path)


def words_of(text: str) -> str:
    return " ".join(unescape(text).split())


def last_letter(world: World) -> str:
    with_subject = (
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in world.desk.outbox.glob("*.eml")
    )
    found = [each for each in with_subject if "bien reçu" in str(each["Subject"])]
    assert {str(each["To"]) for each in found} == {world.applicant.email}
    latest = max(found, key=lambda each: each["Date"].datetime)
    return words_of(str(latest.get_content()))


def test_a_receipt_says_how_it_arrived_on_page_letter_and_paper(
    town: Town, case: Case, tmp_path: Path
) -> None:
    world = town.world
    sent = case.arrive(world, town.call, a_draft(world, town.call))
    visit: TestClient = town.visit()
    address = f"/dossiers/{sent.public_id}"
    letter = last_letter(world)
    assert words_of(case.letter) in letter.split(" --- ")[0]
    assert words_of(case.english_letter) in letter.split(" --- ")[1]
    told = letter
    for language, said in (("fr", case.french), ("en", case.english)):
        page = words_of(visit.get(f"{address}/recepisse?lang={language}").text)
        paper = visit.get(f"{address}/recepisse.pdf?lang={language}").content
        assert words_of(said) in page, language
        assert words_of(said) in text_of(paper), language
        assert problems(paper, tmp_path) == []
        # Once submitted, no banner may speak of closing any more: only what was taken is told.
        told += text_of(paper)
    assert [word for word in LATE_WORDS if word in told] == []


@pytest.mark.parametrize("case", [CASES["resubmitted"]])
def test_the_receipt_of_a_replaced_version_says_so(town: Town, case: Case) -> None:
    sent = case.arrive(town.world, town.call, a_draft(town.world, town.call))
    visit = town.visit()
    first = f"/dossiers/{sent.public_id}/recepisse.pdf?version=1"
    assert "La version 2 l’a remplacée le 30 janvier 2027" in text_of(visit.get(first).content)
    english = text_of(visit.get(f"{first}&lang=en").content)
    assert "Version 2 took its place on 30 January 2027 at 16:00:00, Paris time." in english


@pytest.mark.parametrize("case", [CASES["full-after-a-letter"]])
def test_a_letter_of_intent_is_received_as_one(town: Town, case: Case) -> None:
    sent = submit(town.world, a_draft(town.world, town.call))
    visit = town.visit()
    address = f"/dossiers/{sent.public_id}/recepisse"
    assert "La lettre d’intention de" in visit.get(address).text
    assert "Lettre d’intention de" in text_of(visit.get(f"{address}.pdf").content)
    assert "The letter of intent of" in visit.get(f"{address}?lang=en").text
    assert "Letter of intent of" in text_of(visit.get(f"{address}.pdf?lang=en").content)
    assert case.call["procedure"] == "two-steps"


@pytest.mark.parametrize("case", [CASES["early"]])
def test_a_page_taken_back_from_memory_submits_nothing_in_silence(town: Town, case: Case) -> None:
    world, visit = town.world, town.visit()
    draft = a_draft(world, town.call)
    address = f"/dossiers/{draft.public_id}/verifier"
    shown = visit.get(address).text
    form = {"csrf": found(TOKEN, shown), "_request": found(REQUEST, shown), "do": "submit"}
    sent = visit.post(address, data=form)
    assert sent.headers["location"].endswith("recepisse?done=submitted")
    changed = {"title": "Prêter deux crèches"}
    applying.save_draft(
        world.desk, world.applicant, draft.public_id, changed, revision=None, partial=True
    )
    again = visit.post(address, data=form)
    assert again.status_code == 409
    assert "ce changement n’est pas déposé" in again.text
    assert case.english == IN_TIME_EN
