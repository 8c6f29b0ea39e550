"""What the demonstration shows of people who work together around a call."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from reflexes.evaluation import Kept
from reflexes_calls.actions import amending, asking, looking, offering, teaming
from reflexes_calls.actions.desk import Desk, make_desk
from reflexes_calls.actions.evaluating import proposed_for_piste
from reflexes_calls.actions.measuring_pilots import measures_page
from reflexes_calls.actions.people import sign_in
from reflexes_calls.actions.reaching_milestones import steps_page
from reflexes_calls.actions.reporting_pilots import issued_report
from reflexes_calls.demonstration import accounts, password, prepare
from reflexes_calls.demonstration.filling import PISTE
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.team import TeamRole
from reflexes_calls.domain.terrain import TerrainRole
from reflexes_calls.settings import Settings
from reflexes_calls.storage import people
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A demonstration, filled once for all that is looked at here."""
    folder: Path = tmp_path_factory.mktemp("demonstration")
    made = make_desk(
        Settings(
            database_url=f"sqlite:///{folder / 'demo.sqlite3'}",
            outbox=folder / "outbox",
            outgoing=folder / "outgoing",
            files=folder / "files",
            demo=True,
        )
    )
    prepare(made)
    yield made
    made.engine.dispose()


def account(desk: Desk, code: str) -> Person:
    email = next(each.email for each in accounts() if each.code == code)
    with desk.look() as connection:
        found = people.find_by_email(connection, email)
    assert found is not None
    return found[0]


def current(desk: Desk) -> Call:
    """The call that is amended."""
    (found,) = (call for call in looking.public_calls(desk) if call.version > 1)
    return found


def test_every_account_signs_in_with_the_one_password(desk: Desk) -> None:
    assert all(sign_in(desk, each.email, password()) for each in accounts())


def test_a_colleague_was_invited_and_writes_in_a_draft(desk: Desk) -> None:
    colleague = account(desk, "collegue")
    (joined,) = looking.my_applications(desk, colleague)
    team = teaming.team_page(desk, colleague, joined.application.public_id)
    roles = {each.person.name: each.role for each in team.colleagues}
    assert roles == {
        account(desk, "candidate").name: TeamRole.LEAD,
        colleague.name: TeamRole.WRITER,
    }
    assert "save" in joined.open_steps


def test_a_file_was_submitted_with_an_evaluator_and_a_partner_who_signed(desk: Desk) -> None:
    (file,) = (
        page
        for page in looking.my_applications(desk, account(desk, "candidat-maquette"))
        if page.call.public_id == current(desk).public_id
    )
    kept = file.versions[-1].answers["partners"]
    assert sorted((each["role"], each["state"], each["is_current"]) for each in kept) == [
        ("evaluator", "signed", True),
        ("partner", "signed", True),
    ]


def test_a_terrain_is_offered_and_another_wanted_and_they_match(desk: Desk) -> None:
    shown = offering.list_terrains(desk, {})
    assert {each.terrain.stands_as for each in shown} == {TerrainRole.TERRAIN, TerrainRole.LEAD}
    page = offering.terrain_page(desk, None, shown[0].terrain.public_id)
    assert [each.shown.terrain.public_id for each in page.matches] == [shown[1].terrain.public_id]


def test_a_question_is_answered_on_the_first_text_and_another_waits(desk: Desk) -> None:
    call = current(desk)
    page = asking.answers_page(desk, account(desk, "gestionnaire"), call.public_id)
    assert [each.answered_about for each in page.answered] == [1]
    assert [each.asked_about for each in page.waiting] == [2]


def test_the_amendment_moves_the_closing_and_says_why(desk: Desk) -> None:
    shown = amending.difference_page(desk, current(desk).public_id, 2)
    assert shown.version.reason
    changed = {each.field for each in shown.changes}
    assert {"closes_at", "questions_until", "term.eligibility_fr"} <= changed


def test_each_journal_tells_things_as_they_came(desk: Desk) -> None:
    manager = account(desk, "gestionnaire")
    for call in looking.public_calls(desk):
        page = looking.journal_of_call(desk, manager, call.public_id)
        instants = [entry.at for entry in page.entries]
        assert instants == sorted(instants)
        assert page.broken_at is None


def test_a_pilot_has_a_plan_its_figures_and_a_report_given_back(desk: Desk) -> None:
    """A newcomer opens a dashboard and a report with something in them."""
    (told,) = (
        each
        for each in looking.public_pilots(desk)
        if issued_report(desk, each.pilot.public_id) is not None
    )
    pilot = told.pilot.public_id
    assert told.pilot.stage is PilotStage.PROPOSED
    shown = measures_page(desk, account(desk, "candidate-aune"), pilot)
    assert [len(one.in_force) for one in shown.measured] == [54, 0]
    report = issued_report(desk, pilot)
    assert report is not None
    first, second = report.answered
    assert first.estimate is not None
    assert first.estimate.high < 0
    assert not second.measured
    assert all(one.why for one in report.differences if one.kept is not Kept.SAME)
    steps = steps_page(desk, account(desk, "gestionnaire"), pilot)
    assert [one.is_done for one in steps.milestones] == [True]
    assert [one.pilot.public_id for one in proposed_for_piste(desk, PISTE)].count(pilot) == 1


LINK = re.compile(r'href="(/[^"#]*)"')
IDS = re.compile(r"[0-9a-f]{32}")
LEFT = ("/static", "/deconnexion", "/connexion", "/catalogue", "/editions", "/recherche", "/lieux")
"""Left alone: what signs out, and what is the same for everyone and looked at elsewhere."""
ALIKE = 2
"""How many pages of one kind are opened."""


@pytest.mark.parametrize("code", [None, "gestionnaire", "candidate-aune", "relecteur"])
def test_no_link_of_the_demonstration_leads_nowhere(desk: Desk, code: str | None) -> None:
    client = TestClient(create_app(Settings(demo=True), desk), raise_server_exceptions=False)
    if code:
        client.cookies.set(SESSION_COOKIE, sign_in(desk, account(desk, code).email, password()))
    waiting, opened = ["/", "/gestion", "/dossiers", "/relectures", "/mes-modules"], set()
    kinds: Counter[str] = Counter()
    wrong = []
    while waiting:
        address = waiting.pop(0)
        kind = IDS.sub("*", address.partition("?")[0])
        if address in opened or kinds[kind] >= ALIKE or address.startswith(LEFT):
            continue
        opened.add(address)
        kinds[kind] += 1
        answer = client.get(address)
        # Some pages are for others: they say so.
        if answer.status_code not in {200, 403}:
            wrong.append((answer.status_code, address))
        if "text/html" in answer.headers.get("content-type", ""):
            waiting += [each.replace("&amp;", "&") for each in LINK.findall(answer.text)]
    assert wrong == []
    assert len(opened) > len(kinds) > 15
