"""The journal of the field: who writes, who reads, and that nothing is overwritten."""

import datetime as dt

import pytest

from reflexes_calls.actions import noting_field, piloting
from reflexes_calls.actions.desk import need_pilot
from reflexes_calls.domain.errors import Invalid, NotAllowed, NotOpen
from reflexes_calls.domain.field import NoteKind
from reflexes_calls.storage import plans
from reflexes_calls.storage.engine import writing
from tests.makers import PROMISE, World, a_call, a_pilot
from tests.reflexes.evaluation.plans import a_registration

NOTE = {"kind": "surprise", "text": "Le guichet se vide à onze heures.", "seen_on": ""}


@pytest.fixture
def pilot(world: World) -> str:
    return a_pilot(world, a_call(world)).public_id


def test_a_note_is_of_today_and_read_by_team_and_manager_alone(world: World, pilot: str) -> None:
    noting_field.write_note(world.desk, world.applicant, pilot, NOTE)
    for reader, writes in ((world.applicant, True), (world.manager, False)):
        shown = noting_field.field_page(world.desk, reader, pilot)
        assert [line.note.text for line in shown.lines] == [NOTE["text"]]
        assert shown.lines[0].note.seen_on == dt.date(2027, 2, 10)
        assert shown.around.writes is writes
    for stranger in (world.neighbour, world.reviewers[0], world.administrator):
        with pytest.raises(NotAllowed):
            noting_field.field_page(world.desk, stranger, pilot)
        with pytest.raises(NotAllowed):
            noting_field.write_note(world.desk, stranger, pilot, NOTE)
    with pytest.raises(NotAllowed):
        noting_field.write_note(world.desk, world.manager, pilot, NOTE)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Écrire à anne@mairie.example", "names-mail-address"),
        ("Rappeler au 01 23 45 67 89", "names-telephone"),
        ("Vu avec Mme Durand", "names-civility-with-a-name"),
        ("Au 12 rue des Lilas", "names-street"),
    ],
)
def test_nobody_is_named(world: World, pilot: str, text: str, kind: str) -> None:
    with pytest.raises(Invalid) as refused:
        noting_field.write_note(world.desk, world.applicant, pilot, NOTE | {"text": text})
    assert [(each.field, each.kind) for each in refused.value.refusals] == [("text", kind)]
    assert noting_field.field_page(world.desk, world.applicant, pilot).lines == ()


def test_all_that_is_wrong_is_said_at_once(world: World, pilot: str) -> None:
    wrong = {"kind": "", "text": "Voir 01 23 45 67 89", "seen_on": "hier", "about": "promise-9"}
    with pytest.raises(Invalid) as refused:
        noting_field.write_note(world.desk, world.applicant, pilot, wrong)
    assert {each.field for each in refused.value.refusals} == {"kind", "text", "seen_on", "about"}
    tomorrow = NOTE | {"seen_on": "11/02/2027"}
    with pytest.raises(Invalid) as refused:
        noting_field.write_note(world.desk, world.applicant, pilot, tomorrow)
    assert refused.value.refusals[0].kind == "future-day"


def test_a_correction_comes_after_and_both_stay(world: World, pilot: str) -> None:
    desk, team = world.desk, world.applicant
    first = noting_field.write_note(desk, team, pilot, NOTE)
    said = NOTE | {"text": "Le guichet se vide à midi.", "kind": "observation"}
    later = noting_field.write_note(desk, team, pilot, said, corrects=first.public_id)
    lines = {line.note.id: line for line in noting_field.field_page(desk, team, pilot).lines}
    assert lines[first.id].note.text == NOTE["text"]
    assert lines[first.id].corrected_by == later
    assert lines[later.id].corrects == first
    with pytest.raises(NotOpen, match="note-corrected"):
        noting_field.write_note(desk, team, pilot, said, corrects=first.public_id)
    only = noting_field.field_page(desk, team, pilot, NoteKind.OBSERVATION)
    assert [line.note.id for line in only.lines] == [later.id]
    assert only.counts[NoteKind.SURPRISE] == 1


def test_a_note_is_taken_back_soon_or_stays(world: World, pilot: str) -> None:
    desk, team = world.desk, world.applicant
    first = noting_field.write_note(desk, team, pilot, NOTE)
    second = noting_field.write_note(desk, team, pilot, NOTE)
    noting_field.take_back_note(desk, team, pilot, first.public_id)
    assert [line.note for line in noting_field.field_page(desk, team, pilot).lines] == [second]
    world.at(world.clock.now() + dt.timedelta(minutes=31))
    with pytest.raises(NotOpen, match="note-stays"):
        noting_field.take_back_note(desk, team, pilot, second.public_id)


def test_a_note_keeps_the_words_of_what_it_is_about(world: World, pilot: str) -> None:
    piloting.promise(world.desk, world.applicant, pilot, [PROMISE])
    said = NOTE | {"about": "promise-1"}
    kept = noting_field.write_note(world.desk, world.applicant, pilot, said)
    assert kept.about_said == PROMISE["indicator"]


def test_a_note_may_be_about_an_objective_of_the_locked_plan(world: World, pilot: str) -> None:
    kept = a_registration()
    with writing(world.desk.engine) as connection:
        known = need_pilot(connection, pilot)
        plans.keep_draft(connection, known.id, {}, by=world.applicant.id, at=world.clock.now())
        plans.keep_registration(connection, known.id, kept, by=world.applicant.id)
    first = kept.plan.objectives[0]
    said = NOTE | {"about": f"objective-{first.code}"}
    note = noting_field.write_note(world.desk, world.applicant, pilot, said)
    assert note.about_said == first.says
