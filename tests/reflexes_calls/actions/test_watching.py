"""Outages move deadlines for everyone, and whoever has not submitted is reminded in time."""

import datetime as dt
from typing import Any

import attrs
import pytest
from sqlalchemy import Connection

from reflexes_calls.actions import applying, forming, looking, publishing, reminding, watching
from reflexes_calls.actions.clocks import DemoClock
from reflexes_calls.commands.watching import beat_once
from reflexes_calls.commands.working import Worker
from reflexes_calls.domain.application import Unsent
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Invalid, NotAllowed, NotFound, Refused, TooLate
from reflexes_calls.domain.forming import remove_question
from reflexes_calls.domain.journal import verify
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.storage import applications, calls, journal, letters
from reflexes_calls.storage import watching as kept
from reflexes_calls.storage.engine import writing
from tests.makers import (
    DEADLINE,
    PISTE,
    SECOND,
    ToldClock,
    World,
    a_call,
    a_draft,
    a_submitted,
    call_form,
)
from tests.reflexes_calls.actions.test_amending import letters as texts
from tests.reflexes_calls.actions.test_amending import published

pytestmark = pytest.mark.storage

HOUR = dt.timedelta(hours=1)
ADDRESS = "https://appels.essai.example"


def told(world: World) -> list[str]:
    """The letters that were written, the first one first."""
    files = sorted(world.desk.outbox.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    return [path.read_text("utf-8") for path in files]


def served(world: World) -> tuple[World, ToldClock]:
    """The world as a served instance, with a wall clock that is told the time."""
    wall = ToldClock(world.clock.now())
    world.desk = attrs.evolve(world.desk, wall_clock=wall)
    return world, wall


def deadline(world: World, call_id: str) -> dt.datetime:
    return looking.call_page(world.desk, None, call_id).call.deadline().until


def test_a_silence_near_the_deadline_moves_it_and_everyone_is_told(world: World) -> None:
    world, wall = served(world)
    call = a_call(world)
    a_draft(world, call)
    a_submitted(world, call, neighbour=True)
    wall.instant = DEADLINE - 2 * HOUR
    assert watching.beat(world.desk) is None
    wall.instant = DEADLINE - HOUR

    assert watching.beat(world.desk) is not None

    assert deadline(world, call.public_id) == DEADLINE + HOUR
    with world.desk.look() as connection:
        entries = journal.entries_of(connection, call.id)
    assert (entries[-1].kind, entries[-1].actor) == ("move_deadline", "service")
    assert verify(entries) is None
    moved = [letter for letter in told(world) if "deadline moves" in letter]
    assert len(moved) == 2
    assert "30/01/2027 18:00" in moved[0]


def test_the_moved_deadline_is_kept_to_the_second(small_world: World) -> None:
    world, wall = served(small_world)
    call = a_call(world)
    draft = a_draft(world, call)
    for instant in (DEADLINE - HOUR, DEADLINE - HOUR / 2):
        wall.instant = instant
        watching.beat(world.desk)
    world.at(DEADLINE + HOUR + SECOND)
    with pytest.raises(TooLate):
        applying.submit(world.desk, world.applicant, draft.public_id)
    world.at(DEADLINE + HOUR)
    assert applying.submit(world.desk, world.applicant, draft.public_id).receipt == "2026-001"


def test_a_restart_and_a_first_start_are_no_outage(small_world: World) -> None:
    world, wall = served(small_world)
    call = a_call(world)
    wall.instant = DEADLINE - HOUR
    assert watching.beat(world.desk) is None
    wall.instant += watching.SILENCE
    assert watching.beat(world.desk) is None
    assert deadline(world, call.public_id) == DEADLINE


def test_a_demonstration_that_was_stopped_was_no_outage(small_world: World) -> None:
    world, wall = served(small_world)
    world.desk = attrs.evolve(world.desk, clock=DemoClock(world.desk.engine))
    watching.beat(world.desk)
    wall.instant += dt.timedelta(days=3)
    assert watching.beat(world.desk) is None


def test_an_outage_far_from_any_deadline_is_kept_and_moves_nothing(small_world: World) -> None:
    world, wall = served(small_world)
    a_call(world)
    watching.beat(world.desk)
    wall.instant += HOUR
    assert watching.beat(world.desk) is not None
    assert not [letter for letter in told(world) if "deadline moves" in letter]
    assert len(watching.outages_told(world.desk, world.administrator)) == 1


def test_an_administrator_declares_an_outage_and_takes_it_back(world: World) -> None:
    call = a_call(world)
    a_draft(world, call)
    world.at(DEADLINE)
    said = (DEADLINE - 2 * HOUR, DEADLINE, "Panne du réseau de l’hébergeur")
    (moved,) = watching.declare_outage(world.desk, world.administrator, *said)
    assert moved.after[0].until == deadline(world, call.public_id) == DEADLINE + 2 * HOUR

    ((number, outage),) = watching.outages_told(world.desk, world.administrator)
    assert outage.reason == said[2]
    watching.cancel_outage(world.desk, world.administrator, number)
    assert deadline(world, call.public_id) == DEADLINE
    with world.desk.look() as connection:
        kinds = [entry.kind for entry in journal.entries_of(connection, call.id)]
    assert kinds.count("move_deadline") == 2
    (back,) = [letter for letter in told(world) if "noted by mistake" in letter]
    assert "30/01/2027 17:00" in back
    assert "could not be reached" not in back


def test_a_deadline_told_to_everyone_is_never_taken_back_into_the_past(world: World) -> None:
    call = a_call(world)
    world.at(DEADLINE)
    said = (DEADLINE - HOUR, DEADLINE - HOUR / 2, "Coupure de courant")
    watching.declare_outage(world.desk, world.administrator, *said)
    ((number, _),) = watching.outages_told(world.desk, world.administrator)
    world.at(DEADLINE + SECOND)
    with pytest.raises(Refused, match="outage-stays") as caught:
        watching.cancel_outage(world.desk, world.administrator, number)
    assert caught.value.facts == {"call": call.title_fr, "until": DEADLINE}
    assert deadline(world, call.public_id) == DEADLINE + HOUR
    assert len(watching.outages_told(world.desk, world.administrator)) == 1


def test_the_second_report_of_an_outage_is_taken_back_at_any_time(small_world: World) -> None:
    world = small_world
    call = a_call(world)
    world.at(DEADLINE)
    for reason in ("Coupure de courant", "La même, notée deux fois"):
        said = (DEADLINE - HOUR, DEADLINE - HOUR / 2, reason)
        watching.declare_outage(world.desk, world.administrator, *said)
    number = watching.outages_told(world.desk, world.administrator)[1][0]
    world.at(DEADLINE + 5 * HOUR)
    assert watching.cancel_outage(world.desk, world.administrator, number) == ()
    assert deadline(world, call.public_id) == DEADLINE + HOUR


def test_no_letter_announces_an_hour_that_has_passed(small_world: World) -> None:
    world = small_world
    call = a_call(world)
    a_draft(world, call)
    world.at(DEADLINE + 24 * HOUR)
    said = (DEADLINE - HOUR, DEADLINE, "Panne connue le lendemain")
    (moved,) = watching.declare_outage(world.desk, world.administrator, *said)
    assert moved.after[0].until == DEADLINE + HOUR
    assert [letter for letter in told(world) if "deadline moves" in letter] == []


def test_an_outage_in_the_time_that_was_given_gives_more(small_world: World) -> None:
    world, wall = served(small_world)
    call = a_call(world)
    a_draft(world, call)
    for minutes in (-60, -30, *range(-27, 30, 3)):
        wall.instant = DEADLINE + dt.timedelta(minutes=minutes)
        watching.beat(world.desk)
    assert deadline(world, call.public_id) == DEADLINE + HOUR
    wall.instant = DEADLINE + 2 * HOUR
    assert watching.beat(world.desk) is not None
    assert deadline(world, call.public_id) == DEADLINE + 3 * HOUR
    assert len([letter for letter in told(world) if "deadline moves" in letter]) == 2


def test_every_fault_of_a_declared_outage_is_told_at_once(small_world: World) -> None:
    world = small_world
    with pytest.raises(Invalid) as caught:
        watching.declare_outage(world.desk, world.administrator, DEADLINE + HOUR, DEADLINE, " " * 3)
    assert [(one.field, one.kind) for one in caught.value.refusals] == [
        ("ended", "not-after"),
        ("ended", "future-day"),
        ("reason", "missing"),
    ]
    with pytest.raises(NotAllowed):
        watching.declare_outage(world.desk, world.manager, DEADLINE, DEADLINE, "Non")
    with pytest.raises(NotFound):
        watching.cancel_outage(world.desk, world.administrator, 999)


def reminders(world: World) -> list[str]:
    return [letter for letter in told(world) if "PAS encore d" in letter]


def test_a_draft_is_reminded_three_times_and_never_twice_for_one(world: World) -> None:
    call = a_call(world)
    a_draft(world, call, proof_wrong="")
    a_submitted(world, call, neighbour=True)
    assert reminding.remind(world.desk, ADDRESS) == 0
    for before, expected in (
        (dt.timedelta(days=7), 1),
        (dt.timedelta(days=6), 1),
        (dt.timedelta(days=2), 2),
        (3 * HOUR, 3),
        (HOUR, 3),
    ):
        world.at(DEADLINE - before)
        reminding.remind(world.desk, ADDRESS)
        assert len(reminders(world)) == expected, before
    world.at(DEADLINE + SECOND)
    assert reminding.remind(world.desk, ADDRESS) == 0


def test_a_reminder_says_what_is_missing_and_leads_there(small_world: World) -> None:
    world = small_world
    call = a_call(world)
    draft = a_draft(world, call, proof_wrong="", budget="douze")
    world.at(DEADLINE - HOUR)
    reminding.remind(world.desk, ADDRESS)
    with world.desk.look() as connection:
        assert letters.waiting(connection) == ()
    (letter,) = reminders(world)
    plain = letter.replace("=\n", "")
    assert f"{ADDRESS}/dossiers/{draft.public_id}" in plain
    for said in ("Montant demand", "Ce qui vous donnerait tort", "30/01/2027 17:00"):
        assert said in plain


def test_a_reminder_says_that_the_questions_have_changed(small_world: World) -> None:
    world = small_world
    call = a_call(world)
    a_draft(world, call)
    forming.change_form(
        world.desk, world.manager, call.public_id, lambda bench: remove_question(bench, "risks")
    )
    published(world, call)
    world.at(DEADLINE - HOUR)
    reminding.remind(world.desk, ADDRESS)
    (letter,) = texts(world, "PAS encore déposé")
    assert "- Les questions ont changé : ouvrez le brouillon" in letter
    assert "- The questions have changed: open the draft" in letter


def test_who_submits_while_reminders_leave_is_told_nothing_untrue(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = small_world
    draft = a_draft(world, a_call(world))
    world.at(DEADLINE - HOUR)
    get_call = calls.get_call

    def submitted_meanwhile(connection: Connection, key: int, *, lock: bool = False) -> Call:
        # What another request does between the list of reminders and this one.
        applications.change_application(connection, draft.id, stage=ApplicationStage.SUBMITTED)
        return get_call(connection, key, lock=lock)

    monkeypatch.setattr(calls, "get_call", submitted_meanwhile)
    assert reminding.remind(world.desk, ADDRESS) == 0
    assert reminders(world) == []


def test_what_was_sent_for_a_cut_off_is_not_reminded_of_for_the_next(small_world: World) -> None:
    world = small_world
    form = call_form(procedure="permanent", cutoffs="20/12/2026")
    drafted = publishing.draft_call(world.desk, world.manager, PISTE, form)
    call = publishing.publish(world.desk, world.manager, drafted.public_id)
    sent = a_submitted(world, call)
    changed = {"title": "Un autre titre"}
    applying.save_draft(
        world.desk, world.applicant, sent.public_id, changed, revision=None, partial=True
    )
    world.at(call.cutoffs[0])
    assert reminding.remind(world.desk, ADDRESS) == 1
    world.at(DEADLINE)
    assert reminding.remind(world.desk, ADDRESS) == 0


def test_a_moved_deadline_is_reminded_of_anew(small_world: World) -> None:
    world, wall = served(small_world)
    call = a_call(world)
    a_draft(world, call)
    world.at(DEADLINE - HOUR)
    assert reminding.remind(world.desk, ADDRESS) == 1
    wall.instant = DEADLINE - HOUR
    watching.beat(world.desk)
    wall.instant = DEADLINE + HOUR
    watching.beat(world.desk)
    world.at(DEADLINE + HOUR)
    assert reminding.remind(world.desk, ADDRESS) == 1


def test_changes_that_were_not_submitted_are_reminded_of_in_other_words(
    small_world: World,
) -> None:
    world = small_world
    sent = a_submitted(world, a_call(world))
    world.at(DEADLINE - HOUR)
    assert reminding.remind(world.desk, ADDRESS) == 0
    changed = {"title": "Un autre titre"}
    applying.save_draft(
        world.desk, world.applicant, sent.public_id, changed, revision=None, partial=True
    )
    assert reminding.remind(world.desk, ADDRESS) == 1
    assert any("changes are NOT submitted" in letter for letter in told(world))


def test_only_what_was_not_sent_is_looked_through_and_never_read_whole(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = a_call(world)
    a_submitted(world, call)
    a_draft(world, call, neighbour=True)
    looked: list[tuple[int, ...]] = []
    unsent_of = applications.unsent_of

    def seen(*given: Any, **more: Any) -> tuple[Unsent, ...]:
        found = tuple(unsent_of(*given, **more))
        looked.append(tuple(each.id for each in found))
        return found

    monkeypatch.setattr(applications, "unsent_of", seen)
    monkeypatch.setattr(applications, "applications_of", None)
    assert reminding.remind(world.desk, ADDRESS) == 0
    assert looked == [()]
    world.at(DEADLINE - HOUR)
    assert reminding.remind(world.desk, ADDRESS) == 1
    assert [len(each) for each in looked] == [0, 1]


def test_a_late_file_is_reminded_of_the_end_that_it_was_given(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call(world))
    world.at(DEADLINE + 30 * HOUR)
    assert reminding.remind(world.desk, ADDRESS) == 0
    with writing(world.desk.engine) as connection:
        applications.change_application(connection, draft.id, admitted_until=DEADLINE + 31 * HOUR)
    assert reminding.remind(world.desk, ADDRESS) == 1
    assert reminding.remind(world.desk, ADDRESS) == 0


def test_the_watch_goes_on_after_a_failure(
    small_world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr(calls, "list_calls", fail)
    beat_once(small_world.desk)
    Worker(small_world.desk, ADDRESS).turn()
    assert "will be tried again" in caplog.text
    with small_world.desk.look() as connection:
        assert kept.last_beat(connection) is not None
