"""Bringing applications from another service."""

import datetime as dt

import attrs
import pytest
from pytest_bdd import given, scenarios, then, when

from reflexes_calls.actions import importing, reviewing
from reflexes_calls.actions.importing import DryRun
from reflexes_calls.actions.verifying import verdicts
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.errors import Conflict, NotOpen, Refused
from reflexes_calls.domain.importing import Fate, Plan
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.storage import applications, journal
from reflexes_calls.storage import importing as origins
from tests.makers import AFTER, DURING, a_call, a_submitted, assign_both, review_form
from tests.reflexes_calls.exported import VILLAGE, Sheets, as_workbook, export, row

scenarios("19-importer-des-dossiers.feature")

WHOLE = export(row("101"), row("102", VILLAGE), row("103", "", state="Brouillon"))
CHANGED = export(row("101", title="Un tout autre titre"), row("102", VILLAGE))
WRONG = export(row("101", weeks="vingt"), row("102", VILLAGE, title=""))


@attrs.define
class Desk:
    """The file that the manager holds, what she read of it and what was refused."""

    sheets: Sheets = attrs.field(factory=dict)
    run: DryRun | None = None
    refused: Refused | None = None

    @property
    def plan(self) -> Plan:
        """What the file would become."""
        assert self.run is not None
        assert self.run.plan is not None
        return self.run.plan


@pytest.fixture
def held() -> Desk:
    return Desk()


@given("un appel publié dont le dépôt est clos")
def a_closed_call(world, story) -> None:
    story.call = a_call(world)
    world.at(AFTER)


@given("un export de démarches-simplifiées avec deux dossiers et un brouillon")
def a_whole_export(held) -> None:
    held.sheets = WHOLE


@given("un export où deux lignes sont fausses")
def a_wrong_export(held) -> None:
    held.sheets = WRONG


@given("un dossier déposé ici qu’une relectrice a lu")
def a_file_that_was_read(world, story) -> None:
    world.at(DURING)
    submitted = a_submitted(world, story.call)
    assign_both(world, submitted)
    world.at(AFTER)
    reviewing.submit_review(world.desk, world.reviewers[0], submitted.public_id, review_form())


@when("la responsable l’envoie")
def she_sends_it(world, story, held, tmp_path) -> None:
    path = as_workbook(tmp_path / "export.xlsx", held.sheets)
    call = story.call.public_id
    try:
        key = importing.receive(world.desk, world.manager, call, path, path.name)
        held.run = importing.dry_run(world.desk, world.manager, call, key)
    except Refused as refused:
        held.refused = refused


@when("elle confirme l’import")
def she_confirms(world, story, held) -> None:
    try:
        importing.carry_out(
            world.desk,
            world.manager,
            story.call.public_id,
            held.run.public_id,
            seen=held.plan.digest(),
        )
    except Refused as refused:
        held.refused = refused


@when("la responsable l’envoie et l’importe")
def she_brings_it(world, story, held, tmp_path) -> None:
    she_sends_it(world, story, held, tmp_path)
    she_confirms(world, story, held)
    assert held.refused is None


@when("qu’elle l’envoie de nouveau, un titre ayant changé")
def she_sends_it_again(world, story, held, tmp_path) -> None:
    held.sheets = CHANGED
    she_sends_it(world, story, held, tmp_path)


@when("elle invite le contact du premier dossier")
def she_invites(world, story) -> None:
    first, _ = files(world, story)
    importing.invite_contact(world.desk, world.manager, first.public_id, base="https://a.example")


def files(world, story) -> tuple[Application, ...]:
    """The applications of the call."""
    with world.desk.look() as connection:
        return applications.applications_of(connection, call=story.call.id)


@then("deux dossiers sont à importer et le brouillon reste où il est")
def two_to_bring(held) -> None:
    assert [len(held.plan.of(each)) for each in (Fate.NEW, Fate.UNSENT)] == [2, 1]


@then("l’appel n’a encore aucun dossier")
def none_yet(world, story) -> None:
    assert files(world, story) == ()


@then("l’appel a deux dossiers déposés, chacun avec son récépissé")
def two_came(world, story) -> None:
    found = [(each.stage, each.receipt) for each in files(world, story)]
    stage = ApplicationStage.SUBMITTED
    assert found == [(stage, "2026-001"), (stage, "2026-002")]


@then("le récépissé porte le jour de l’import, et le jour du dépôt là-bas est gardé à côté")
def both_days(world, story) -> None:
    first, _ = files(world, story)
    with world.desk.look() as connection:
        origin = origins.origin_of(connection, first.id)
    assert origin is not None
    assert first.submitted_at == AFTER
    assert origin.sent_at == dt.datetime(2026, 12, 5, 13, 30, tzinfo=dt.UTC)


@then("le journal porte une ligne pour chacun, et il se vérifie")
def told_in_the_journal(world, story) -> None:
    with world.desk.look() as connection:
        entries = journal.entries_of(connection, story.call.id)
        assert [each.kind for each in entries].count("import") == 2
        assert all(each.holds for each in verdicts(connection))


@then("chaque faute est dite avec sa ligne et sa colonne")
def every_fault(held) -> None:
    found = [(each.line, each.column) for each in held.plan.refusals]
    assert found == [(2, "Durée, en semaines"), (3, "Titre de votre essai")]


@then("cela lui est refusé et l’appel n’a encore aucun dossier")
def refused_whole(world, story, held) -> None:
    assert isinstance(held.refused, Conflict)
    assert files(world, story) == ()


@then("un dossier est dit déjà importé, et l’autre changé depuis")
def known_and_changed(held) -> None:
    assert [each.number for each in held.plan.of(Fate.KNOWN)] == ["102"]
    assert [each.number for each in held.plan.of(Fate.CHANGED)] == ["101"]


@then("ce qui est ici reste tel quel")
def nothing_moved(world, story) -> None:
    titles = [each.title for each in files(world, story)]
    assert titles == ["Un renfort n° 101", "Un renfort n° 102"]


@then("l’accord de publication est sans réponse dans chaque dossier")
def no_answer(world, story) -> None:
    with world.desk.look() as connection:
        for each in applications.applications_of(connection, call=story.call.id):
            version = applications.last_version(connection, each.id)
            assert version is not None
            assert version.said["consent"] is None


@then("personne n’a reçu de lettre")
def no_letter(world) -> None:
    assert not any(b"usager10" in each.read_bytes() for each in world.desk.outbox.glob("*.eml"))


@then("lui seul reçoit une lettre")
def one_letter(world) -> None:
    sent = [each for each in world.desk.outbox.glob("*.eml") if b"usager101@" in each.read_bytes()]
    other = [each for each in world.desk.outbox.glob("*.eml") if b"usager102@" in each.read_bytes()]
    assert (len(sent), other) == (1, [])


@then("cela lui est refusé parce que le jury a commencé")
def too_late(held) -> None:
    assert isinstance(held.refused, NotOpen)
    assert held.refused.kind == "import-read"
