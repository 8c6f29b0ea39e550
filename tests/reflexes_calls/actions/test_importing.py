"""Applications brought from another service: looked at, then all or none, once."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from reflexes_calls.actions import importing, inviting_contacts, looking, own_data, reviewing
from reflexes_calls.actions.importing import DryRun
from reflexes_calls.actions.verifying import verdicts
from reflexes_calls.domain.attachment import FileRefused
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.importing import MOST_ROWS, Fate
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.storage import applications, journal
from reflexes_calls.storage import importing as kept_files
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing
from tests.makers import (
    AFTER,
    OPENING,
    SECOND,
    World,
    a_call,
    a_submitted,
    assign_both,
    review_form,
)
from tests.reflexes_calls.actions.test_appealing import letters_to
from tests.reflexes_calls.exported import TOWN, VILLAGE, Sheets, as_workbook, export, row

ADDRESS = "https://appels.example"
TWO = export(row("101", TOWN), row("102", VILLAGE, state="Brouillon"), row("103", VILLAGE))


@pytest.fixture
def call(world: World) -> Call:
    made = a_call(world)
    world.at(AFTER)
    return made


def send(world: World, call: Call, folder: Path, sheets: Sheets = TWO) -> DryRun:
    path = as_workbook(folder / "export.xlsx", sheets)
    desk, manager = world.desk, world.manager
    key = importing.receive(desk, manager, call.public_id, path, "export.xlsx")
    return importing.dry_run(desk, manager, call.public_id, key)


def seen(run: DryRun) -> str:
    assert run.plan is not None
    return run.plan.digest()


def bring(world: World, run: DryRun) -> int:
    desk, call = world.desk, run.call.public_id
    return importing.carry_out(desk, world.manager, call, run.public_id, seen=seen(run))


def count(world: World) -> int:
    with world.desk.look() as connection:
        return int(
            connection.execute(select(func.count()).select_from(t.applications)).scalar_one()
        )


def fates(run: DryRun) -> list[Fate]:
    assert run.plan is not None
    return [each.fate for each in run.plan.rows]


@pytest.mark.storage
def test_a_file_is_looked_at_then_brought_whole(world: World, call: Call, tmp_path: Path) -> None:
    run = send(world, call, tmp_path)
    assert count(world) == 0
    assert fates(run) == [Fate.NEW, Fate.UNSENT, Fate.NEW]
    assert bring(world, run) == 2
    with world.desk.look() as connection:
        first, second = applications.applications_of(connection, call=call.id)
        version = applications.last_version(connection, first.id)
        origin = kept_files.origin_of(connection, first.id)
        entries = journal.entries_about(connection, call.id, first.public_id)
        assert all(each.holds for each in verdicts(connection))
    assert (first.stage, first.receipt, second.receipt) == (
        ApplicationStage.SUBMITTED,
        "2026-001",
        "2026-002",
    )
    assert (first.title, first.amount) == ("Un renfort n° 101", 1_250_050)
    assert first.submitted_at == AFTER
    assert version is not None
    assert version.said["consent"] is None
    assert version.answers["brought"] == {
        "source": "demarches-simplifiees.fr",
        "number": "101",
        "sent_at": "2026-12-05T13:30:00+00:00",
    }
    assert version.entry_seq == entries[0].seq
    assert [(each.kind, each.actor) for each in entries] == [("import", world.manager.public_id)]
    assert origin is not None
    assert (origin.source, origin.number, origin.state) == (
        "demarches-simplifiees.fr",
        "101",
        "En instruction",
    )
    assert origin.sent_at == dt.datetime(2026, 12, 5, 13, 30, tzinfo=dt.UTC)
    assert letters_to(world, "usager101@essai.example") == []


@pytest.mark.storage
def test_the_same_file_twice_doubles_nothing_and_what_changed_is_said(
    world: World, call: Call, tmp_path: Path
) -> None:
    bring(world, send(world, call, tmp_path))
    again = send(world, call, tmp_path)
    assert fates(again) == [Fate.KNOWN, Fate.UNSENT, Fate.KNOWN]
    with pytest.raises(Conflict, match="import-nothing"):
        bring(world, again)
    changed = export(row("101", TOWN, title="Un autre titre"), row("104", "21330063500017"))
    run = send(world, call, tmp_path, changed)
    assert fates(run) == [Fate.CHANGED, Fate.NEW]
    assert bring(world, run) == 1
    with world.desk.look() as connection:
        titles = [each.title for each in applications.applications_of(connection, call=call.id)]
    assert titles == ["Un renfort n° 101", "Un renfort n° 103", "Un renfort n° 104"]


@pytest.mark.storage
def test_two_who_confirm_at_once_bring_it_once(world: World, call: Call, tmp_path: Path) -> None:
    run = send(world, call, tmp_path)
    assert bring(world, run) == 2
    with pytest.raises(NotFound):
        bring(world, run)
    assert count(world) == 2


def test_nothing_is_brought_while_a_row_is_refused(small_world: World, tmp_path: Path) -> None:
    call = a_call(small_world)
    run = send(small_world, call, tmp_path, export(row("1"), row("2", VILLAGE, weeks="vingt")))
    assert run.plan is not None
    assert [(each.line, each.column) for each in run.plan.refusals] == [(3, "Durée, en semaines")]
    with pytest.raises(Conflict, match="import-refused"):
        bring(small_world, run)
    assert count(small_world) == 0


def test_what_was_read_is_what_is_brought(small_world: World, tmp_path: Path) -> None:
    call = a_call(small_world)
    run = send(small_world, call, tmp_path)
    with pytest.raises(Conflict, match="import-changed"):
        importing.carry_out(
            small_world.desk, small_world.manager, call.public_id, run.public_id, seen="another"
        )
    assert count(small_world) == 0


def test_an_import_is_for_managers_before_the_jury_reads(
    small_world: World, tmp_path: Path
) -> None:
    world = small_world
    call = a_call(world)
    path = as_workbook(tmp_path / "e.xlsx", TWO)
    with pytest.raises(NotAllowed):
        importing.receive(world.desk, world.applicant, call.public_id, path, "e.xlsx")
    world.at(OPENING - SECOND)
    with pytest.raises(NotOpen, match="too-early"):
        importing.receive(world.desk, world.manager, call.public_id, path, "e.xlsx")
    world.at(OPENING + SECOND)
    run = send(world, call, tmp_path)
    submitted = a_submitted(world, call)
    assign_both(world, submitted)
    world.at(AFTER)
    reader = world.reviewers[0]
    reviewing.submit_review(world.desk, reader, submitted.public_id, review_form())
    page = importing.import_page(world.desk, world.manager, call.public_id)
    assert page.closed is not None
    with pytest.raises(NotOpen, match="import-read"):
        bring(world, run)


def test_another_manager_does_not_see_a_file_that_was_sent(
    small_world: World, tmp_path: Path
) -> None:
    call = a_call(small_world)
    run = send(small_world, call, tmp_path)
    page = importing.import_page(small_world.desk, small_world.manager, call.public_id)
    assert page.left == (run.public_id, "export.xlsx")
    importing.give_up(small_world.desk, small_world.manager, call.public_id, run.public_id)
    with pytest.raises(NotFound):
        importing.dry_run(small_world.desk, small_world.manager, call.public_id, run.public_id)


def test_no_right_comes_without_an_invitation(small_world: World, tmp_path: Path) -> None:
    world = small_world
    call = a_call(world)
    bring(world, send(world, call, tmp_path))
    with world.desk.look() as connection:
        (first, _) = applications.applications_of(connection, call=call.id)
    with pytest.raises(NotFound):
        looking.application_page(world.desk, world.applicant, first.public_id)
    shown = importing.origin_page(world.desk, world.manager, first.public_id)
    assert shown is not None
    assert shown.may_invite
    importing.invite_contact(world.desk, world.manager, first.public_id, base=ADDRESS)
    (letter,) = letters_to(world, "usager101@essai.example")
    assert ADDRESS in letter.get_content()
    with pytest.raises(Invalid):
        importing.invite_contact(world.desk, world.manager, first.public_id, base=ADDRESS)


def test_contacts_are_invited_together_and_none_twice(small_world: World, tmp_path: Path) -> None:
    world = small_world
    desk, manager, call = world.desk, world.manager, a_call(small_world)
    bring(world, send(world, call, tmp_path))
    first, second = inviting_contacts.uninvited(desk, manager, call.public_id)
    importing.invite_contact(desk, manager, first.public_id, base=ADDRESS)
    assert inviting_contacts.uninvited(desk, manager, call.public_id) == (second,)
    done = inviting_contacts.invite_contacts(desk, manager, call.public_id, base=ADDRESS)
    assert (done.sent, done.left) == (1, 0)
    assert len(letters_to(world, first.contact)) == len(letters_to(world, second.contact)) == 1
    again = inviting_contacts.invite_contacts(desk, manager, call.public_id, base=ADDRESS)
    assert (again.sent, again.left) == (0, 0)
    with pytest.raises(NotAllowed):
        inviting_contacts.invite_contacts(desk, world.applicant, call.public_id, base=ADDRESS)


def test_whoever_cannot_be_invited_is_passed_over_and_still_shown(
    small_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = small_world
    desk, manager, call = world.desk, world.manager, a_call(small_world)
    bring(world, send(world, call, tmp_path))
    waiting = inviting_contacts.uninvited(desk, manager, call.public_id)
    with writing(desk.engine) as connection:
        # Nobody invites themselves: a manager stated as the contact of the first is refused.
        theirs = t.imported_files.c.contact == waiting[0].contact
        connection.execute(update(t.imported_files).where(theirs).values(contact=manager.email))
    done = inviting_contacts.invite_contacts(desk, manager, call.public_id, base=ADDRESS)
    assert (done.sent, done.left) == (1, 1)
    left = inviting_contacts.uninvited(desk, manager, call.public_id)
    assert [each.public_id for each in left] == [waiting[0].public_id]
    monkeypatch.setattr(inviting_contacts, "AT_ONCE", 0)
    none = inviting_contacts.invite_contacts(desk, manager, call.public_id, base=ADDRESS)
    assert (none.sent, none.left) == (0, 1)


def test_a_file_that_nobody_brought_from_elsewhere_has_no_origin(small_world: World) -> None:
    application = a_submitted(small_world, a_call(small_world))
    desk, manager = small_world.desk, small_world.manager
    assert importing.origin_page(desk, manager, application.public_id) is None
    with pytest.raises(NotFound):
        importing.invite_contact(desk, manager, application.public_id, base=ADDRESS)


def test_too_many_rows_are_refused_before_they_are_kept(small_world: World, tmp_path: Path) -> None:
    call = a_call(small_world)
    path = tmp_path / "d.csv"
    path.write_text("ID;Titre\n" + "1;a\n" * (MOST_ROWS + 1), "utf-8")
    with pytest.raises(FileRefused, match="import-rows"):
        importing.receive(small_world.desk, small_world.manager, call.public_id, path, "d.csv")


def test_erasing_a_person_blanks_the_contact_that_a_file_stated(
    small_world: World, tmp_path: Path
) -> None:
    world = small_world
    call = a_call(world)
    named = export(row("101", email=world.applicant.email))
    bring(world, send(world, call, tmp_path, named))
    own_data.erase_oneself(world.desk, world.applicant, is_sure=True)
    with world.desk.look() as connection:
        (contact,) = connection.execute(select(t.imported_files.c.contact)).scalars()
    assert contact == ""


def test_what_a_manager_brought_is_not_given_back_as_their_own(
    small_world: World, tmp_path: Path
) -> None:
    world = small_world
    call = a_call(world)
    bring(world, send(world, call, tmp_path))
    told = own_data.all_of_it(world.desk, world.manager)["kept"]
    assert [each["number"] for each in told["imported_files.imported_by"]] == ["101", "103"]
    assert "applications.created_by" not in told
    assert "application_versions.submitted_by" not in told
