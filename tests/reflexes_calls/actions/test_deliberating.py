"""Deliberating: once all have spoken, with reasons, and minutes that name nobody's marks."""

import json
from dataclasses import dataclass

import pytest

from reflexes_calls.actions import reviewing
from reflexes_calls.actions.deciding import prepare
from reflexes_calls.actions.deliberating import (
    change_marks,
    close_deliberation,
    open_deliberation,
    reopen_reading,
    tick_presence,
    write_remark,
)
from reflexes_calls.actions.discussing import deliberation_page, discussed_page
from reflexes_calls.actions.finding import files_of_call
from reflexes_calls.actions.leading import set_blind
from reflexes_calls.actions.looking import journal_of_call
from reflexes_calls.actions.seating import NOBODY_YET
from reflexes_calls.actions.taking_minutes import minutes_page
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Invalid, NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.jury import JurorKind, JurorState, JuryKind, JuryPhase
from reflexes_calls.storage import juries, people
from reflexes_calls.storage.engine import reading, writing
from tests.makers import AFTER, SELECT, World, a_call, a_submitted, assign_both, review_form

PROJECT = JuryKind.PROJECT
WHY = "Le second relecteur est souffrant ; le calendrier ne peut attendre."


@dataclass
class Read:
    """A file that both readers have read; who they are in the jury."""

    call: Call
    file: Application
    jurors: tuple[str, str]


@pytest.fixture
def read(small_world: World) -> Read:
    return make_read(small_world)


def make_read(world: World) -> Read:
    call = a_call(world)
    file = a_submitted(world, call)
    assign_both(world, file)
    world.at(AFTER)
    for rank, reader in enumerate(world.reviewers):
        reviewing.submit_review(world.desk, reader, file.public_id, review_form(2 + rank))
    with reading(world.desk.engine) as connection:
        seats = [juries.juror_of_person(connection, call.id, each.id) for each in world.reviewers]
    first, second = (each.public_id for each in seats if each)
    return Read(call=call, file=file, jurors=(first, second))


def open_it(world: World, read: Read, **said: str) -> None:
    open_deliberation(world.desk, world.manager, read.call.public_id, PROJECT, said)


def tick(world: World, read: Read, *jurors: str) -> None:
    tick_presence(world.desk, world.manager, read.call.public_id, PROJECT, jurors)


def change(world: World, read: Read, mark: int = 4, reader: int = 0, **said: str) -> None:
    marks = {name: text for name, text in review_form(mark).items() if name.startswith("mark-")}
    form = marks | {"reason": "Le registre m’a convaincue."} | said
    change_marks(world.desk, world.reviewers[reader], read.file.public_id, form)


def test_it_waits_for_every_review_or_for_a_reason(small_world: World) -> None:
    call = a_call(small_world)
    file = a_submitted(small_world, call)
    assign_both(small_world, file)
    small_world.at(AFTER)
    first, second = small_world.reviewers
    reviewing.submit_review(small_world.desk, first, file.public_id, review_form())
    with pytest.raises(Invalid) as refused:
        open_deliberation(small_world.desk, small_world.manager, call.public_id, PROJECT, {})
    assert [(each.field, each.kind, each.met) for each in refused.value.refusals] == [
        ("why", "reviews-awaited", "1")
    ]
    open_deliberation(small_world.desk, small_world.manager, call.public_id, PROJECT, {"why": WHY})
    # Whoever has not spoken no longer does: they could have heard the others.
    with pytest.raises(NotOpen, match="jury-not-reading"):
        reviewing.submit_review(small_world.desk, second, file.public_id, review_form())


def test_nothing_is_shown_to_jurors_before_it_opens(small_world: World, read: Read) -> None:
    desk, (first, _) = small_world.desk, small_world.reviewers
    before = deliberation_page(desk, first, read.call.public_id)
    assert before.files == ()
    with pytest.raises(NotOpen, match="jury-not-deliberating"):
        discussed_page(desk, first, read.call.public_id, read.file.public_id)
    open_it(small_world, read)
    page = deliberation_page(desk, first, read.call.public_id)
    assert [each.summary.mean for each in page.files] == [2.5]
    found = discussed_page(desk, first, read.call.public_id, read.file.public_id)
    assert len(found.reviews) == 2
    assert found.own is not None
    for stranger in (small_world.applicant, small_world.neighbour):
        with pytest.raises(NotFound):
            deliberation_page(desk, stranger, read.call.public_id)


def test_only_those_who_are_there_speak(small_world: World, read: Read) -> None:
    open_it(small_world, read)
    first, second = small_world.reviewers
    said = {"remark": "Qui tient le vivier l’hiver ?"}
    with pytest.raises(NotOpen, match="not-present"):
        write_remark(small_world.desk, first, read.file.public_id, said)
    tick(small_world, read, read.jurors[0])
    write_remark(small_world.desk, first, read.file.public_id, said)
    with pytest.raises(NotOpen, match="not-present"):
        write_remark(small_world.desk, second, read.file.public_id, said)
    with pytest.raises(NotAllowed):
        write_remark(small_world.desk, small_world.manager, read.file.public_id, said)
    page = discussed_page(small_world.desk, second, read.call.public_id, read.file.public_id)
    assert [each.author for each in page.remarks] == [first.name]


def test_marks_change_with_a_reason_and_the_first_are_kept(small_world: World, read: Read) -> None:
    open_it(small_world, read)
    tick(small_world, read, *read.jurors)
    with pytest.raises(Invalid) as refused:
        change(small_world, read, mark=2)
    assert [each.kind for each in refused.value.refusals] == ["marks-unchanged"]
    with pytest.raises(Invalid) as refused:
        change(small_world, read, reason="")
    assert [each.field for each in refused.value.refusals] == ["reason"]
    change(small_world, read)
    (row,) = files_of_call(small_world.desk, small_world.manager, read.call.public_id, {}).files
    assert row.summary is not None
    assert row.summary.mean == 3.5
    page = reviewing.versions_page(small_world.desk, small_world.reviewers[0], read.file.public_id)
    firsts = next(each for each in page.versions if each.is_submitted)
    assert set(firsts.marks.values()) == {"2"}
    assert page.versions[-1].reason == "Le registre m’a convaincue."


def test_a_bound_juror_neither_reads_nor_speaks(small_world: World, read: Read) -> None:
    open_it(small_world, read)
    tick(small_world, read, *read.jurors)
    with writing(small_world.desk.engine) as connection:
        people.add_membership(connection, small_world.reviewers[0].id, small_world.val_d_essai.id)
    desk, bound = small_world.desk, small_world.reviewers[0]
    page = deliberation_page(desk, bound, read.call.public_id)
    assert (page.files, page.hidden) == ((), 1)
    for act in (
        lambda: discussed_page(desk, bound, read.call.public_id, read.file.public_id),
        lambda: write_remark(desk, bound, read.file.public_id, {"remark": "Je plaide."}),
        lambda: change(small_world, read),
    ):
        with pytest.raises(NotFound):
            act()


def test_minutes_say_who_was_there_and_never_who_marked_what(
    small_world: World, read: Read
) -> None:
    open_it(small_world, read, place="Salle du conseil")
    tick(small_world, read, read.jurors[0])
    change(small_world, read)
    prepare(small_world.desk, small_world.manager, read.file.public_id, SELECT)
    held = close_deliberation(small_world.desk, small_world.manager, read.call.public_id, PROJECT)
    page = minutes_page(
        small_world.desk, small_world.reviewers[1], read.call.public_id, PROJECT, held.number
    )
    minutes = page.minutes
    assert [each["is_present"] for each in minutes["attendance"]].count(True) == 1
    (file,) = minutes["files"]
    assert file["outcome"] == "selected"
    assert {each["reason"] for each in file["changes"]} == {"Le registre m’a convaincue."}
    assert {(each["before"], each["after"]) for each in file["changes"]} == {("2", "4")}
    names = [each.name for each in small_world.reviewers]
    told = json.dumps(minutes["files"], ensure_ascii=False)
    assert not any(name in told for name in names)
    kinds = [each.kind for each in entries(small_world, read)]
    assert kinds[-1] == "close_deliberation"
    # Frozen: what is decided afterwards changes nothing of them.
    prepare(
        small_world.desk,
        small_world.manager,
        read.file.public_id,
        SELECT | {"reasons": "Une autre raison, assez longue pour être lue par l’équipe."},
    )
    again = minutes_page(
        small_world.desk, small_world.manager, read.call.public_id, PROJECT, held.number
    )
    assert again.digest == page.digest
    with pytest.raises(NotFound):
        minutes_page(
            small_world.desk, small_world.applicant, read.call.public_id, PROJECT, held.number
        )
    with pytest.raises(NotOpen, match="jury-not-deliberating"):
        change(small_world, read, mark=0)


def entries(world: World, read: Read) -> tuple:
    return journal_of_call(world.desk, world.manager, read.call.public_id).entries


def test_whoever_is_bound_to_a_file_does_not_read_its_minutes(
    small_world: World, read: Read
) -> None:
    open_it(small_world, read)
    held = close_deliberation(small_world.desk, small_world.manager, read.call.public_id, PROJECT)
    with writing(small_world.desk.engine) as connection:
        people.add_membership(connection, small_world.reviewers[1].id, small_world.val_d_essai.id)
    page = minutes_page(
        small_world.desk, small_world.reviewers[1], read.call.public_id, PROJECT, held.number
    )
    assert (page.minutes["files"], page.hidden) == ([], 1)
    assert read.file.receipt is not None
    assert read.file.receipt not in json.dumps(page.minutes)


def test_going_back_to_reading_needs_a_reason_and_keeps_minutes(
    small_world: World, read: Read
) -> None:
    open_it(small_world, read)
    desk, manager, call = small_world.desk, small_world.manager, read.call.public_id
    with pytest.raises(Invalid):
        reopen_reading(desk, manager, call, PROJECT, {})
    reopen_reading(desk, manager, call, PROJECT, {"reopening": "Un dossier était oublié."})
    page = deliberation_page(desk, manager, call)
    assert page.standing.jury.phase is JuryPhase.READING
    assert [each.number for each in page.closed] == [1]
    assert "oublié" in page.closed[0].why


def test_a_reader_does_not_lead(small_world: World, read: Read) -> None:
    reader = small_world.reviewers[0]
    with pytest.raises(NotAllowed):
        open_deliberation(small_world.desk, reader, read.call.public_id, PROJECT, {})
    open_it(small_world, read)
    with pytest.raises(NotAllowed):
        close_deliberation(small_world.desk, reader, read.call.public_id, PROJECT)


def test_the_chair_leads(small_world: World, read: Read) -> None:
    with writing(small_world.desk.engine) as connection:
        seat = juries.find_juror(connection, read.jurors[0])
        assert seat is not None
        juries.change_juror(connection, seat.id, is_chair=True)
    chair = small_world.reviewers[0]
    open_deliberation(small_world.desk, chair, read.call.public_id, PROJECT, {})
    tick_presence(small_world.desk, chair, read.call.public_id, PROJECT, read.jurors)
    held = close_deliberation(small_world.desk, chair, read.call.public_id, PROJECT)
    assert held.closed_at is not None


@pytest.mark.storage
def test_the_whole_of_it_on_both_databases(world: World) -> None:
    read = make_read(world)
    open_it(world, read)
    tick(world, read, *read.jurors)
    write_remark(world.desk, world.reviewers[0], read.file.public_id, {"remark": "Oui."})
    change(world, read)
    close_deliberation(world.desk, world.manager, read.call.public_id, PROJECT)
    page = deliberation_page(world.desk, world.reviewers[1], read.call.public_id)
    assert page.standing.jury.phase is JuryPhase.CLOSED
    assert [each.remarks for each in page.files] == [1]


def test_a_juror_who_was_given_nothing_reads_all_and_blind_if_so_said(
    small_world: World, read: Read
) -> None:
    desk, third = small_world.desk, small_world.administrator
    with writing(desk.engine) as connection:
        seat = juries.add_juror(
            connection,
            **NOBODY_YET
            | {
                "call_id": read.call.id,
                "jury": PROJECT,
                "person_id": third.id,
                "name": third.name,
                "email": third.email,
                "is_chair": False,
                "kind": JurorKind.USER,
                "state": JurorState.ACCEPTED,
                "invited_by": small_world.manager.id,
                "invited_at": AFTER,
                "answered_at": AFTER,
                "charter": "",
            },
        )
    said = {"blind_deliberation": "yes"}
    set_blind(desk, small_world.manager, read.call.public_id, PROJECT, said)
    open_it(small_world, read)
    tick(small_world, read, seat.public_id)
    town = small_world.val_d_essai.name
    page = discussed_page(desk, third, read.call.public_id, read.file.public_id)
    assert page.shown.is_blind
    assert town not in repr(page.shown)
    assert len(page.reviews) == 2
    assert town not in repr(deliberation_page(desk, third, read.call.public_id).files)
    write_remark(desk, third, read.file.public_id, {"remark": "Je n’ai pas lu, j’écoute."})
    with pytest.raises(NotOpen, match="not-spoken"):
        change_marks(desk, third, read.file.public_id, review_form() | {"reason": "Pourquoi pas."})
    # Whoever leads knows who applies.
    led = discussed_page(desk, small_world.manager, read.call.public_id, read.file.public_id)
    assert led.shown.organisation.name == town
    held = close_deliberation(desk, small_world.manager, read.call.public_id, PROJECT)
    told = {
        person.id: repr(
            minutes_page(desk, person, read.call.public_id, PROJECT, held.number).minutes
        )
        for person in (third, small_world.manager)
    }
    assert town not in told[third.id]
    assert town in told[small_world.manager.id]
