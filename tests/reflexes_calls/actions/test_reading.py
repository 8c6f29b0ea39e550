"""Reading for a jury: drafts that no tab overwrites, an order of one's own, blind or open."""

import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from reflexes.records import changed
from reflexes_calls.actions import applying, reviewing
from reflexes_calls.actions.deciding import prepare
from reflexes_calls.actions.finding import files_of_call, files_to_read
from reflexes_calls.actions.leading import open_reading, set_blind
from reflexes_calls.actions.looking import application_page, page_to_review
from reflexes_calls.actions.people import give_role
from reflexes_calls.actions.progressing import own_progress, reading_page
from reflexes_calls.actions.reminding_readers import remind_by_hand, remind_readers
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Conflict, NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.jury import JuryKind, JuryPhase
from reflexes_calls.domain.people import Role
from reflexes_calls.storage import calls, people, reviews
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import reading, writing
from tests.makers import (
    AFTER,
    SELECT,
    World,
    a_call,
    a_draft,
    a_submitted,
    assign_both,
    review_form,
)

ADDRESS = "https://essai.example"
PROJECT = JuryKind.PROJECT


@dataclass
class Given:
    """A file, given to both readers, whose deadline has passed."""

    call: Call
    file: Application


@pytest.fixture
def given(small_world: World) -> Given:
    call = a_call(small_world)
    file = a_submitted(small_world, call)
    assign_both(small_world, file)
    small_world.at(AFTER)
    return Given(call=call, file=file)


def save(world: World, file: Application, text: str, revision: int | None, reader: int = 0) -> int:
    said = {"mark-besoin": "2", "comment_for_jury": text}
    kept = reviewing.save_review(
        world.desk, world.reviewers[reader], file.public_id, said, revision=revision
    )
    return kept.revision


def submit(world: World, file: Application, mark: int = 3, reader: int = 0) -> None:
    reviewing.submit_review(world.desk, world.reviewers[reader], file.public_id, review_form(mark))


def test_a_second_tab_never_overwrites_the_first(small_world: World, given: Given) -> None:
    assert save(small_world, given.file, "Premier onglet", 0) == 1
    with pytest.raises(Conflict, match="review-saved-elsewhere"):
        save(small_world, given.file, "Second onglet", 0)
    own = page_to_review(
        small_world.desk, small_world.reviewers[0], given.file.public_id
    ).own_review
    assert own is not None
    assert own.comment_for_jury == "Premier onglet"
    assert save(small_world, given.file, "Les deux", 1) == 2


def test_the_same_text_saved_twice_is_one_version(small_world: World, given: Given) -> None:
    save(small_world, given.file, "Le même", 0)
    assert save(small_world, given.file, "Le même", 0) == 1
    page = reviewing.versions_page(small_world.desk, small_world.reviewers[0], given.file.public_id)
    assert [each.number for each in page.versions] == [1]


def test_a_stale_tab_does_not_submit_either(small_world: World, given: Given) -> None:
    save(small_world, given.file, "Premier onglet", 0)
    with pytest.raises(Conflict, match="review-saved-elsewhere"):
        reviewing.submit_review(
            small_world.desk,
            small_world.reviewers[0],
            given.file.public_id,
            review_form(4),
            revision=0,
        )


def test_every_version_is_kept_and_read_by_its_author_and_the_managers(
    small_world: World, given: Given
) -> None:
    reader, other = small_world.reviewers
    save(small_world, given.file, "Un", 0)
    save(small_world, given.file, "Deux", 1)
    submit(small_world, given.file)
    own = reviewing.versions_page(small_world.desk, reader, given.file.public_id)
    assert [each.comment_for_jury for each in own.versions[:2]] == ["Un", "Deux"]
    assert own.versions[-1].is_submitted
    managed = reviewing.versions_page(
        small_world.desk, small_world.manager, given.file.public_id, reader.public_id
    )
    # A draft is its author's alone: the manager reads what was submitted.
    assert [each.is_submitted for each in managed.versions] == [True]
    with pytest.raises(NotFound):
        reviewing.versions_page(small_world.desk, other, given.file.public_id)
    with pytest.raises(NotAllowed):
        reviewing.versions_page(small_world.desk, other, given.file.public_id, reader.public_id)


def test_a_manager_who_reads_sees_no_other_before_having_spoken(
    small_world: World, given: Given
) -> None:
    give_role(small_world.desk, small_world.administrator, small_world.reviewers[1], Role.MANAGER)
    with writing(small_world.desk.engine) as connection:
        people.add_grant(connection, small_world.reviewers[1].id, given.call.id, Role.MANAGER)
    submit(small_world, given.file, 4)
    reader = small_world.reviewers[1]
    shown = application_page(small_world.desk, reader, given.file.public_id)
    assert shown.reviews == ()
    assert shown.summary is not None
    assert (shown.summary.count, shown.summary.mean) == (1, None)
    (row,) = files_of_call(small_world.desk, reader, given.call.public_id, {}).files
    assert row.summary is not None
    assert row.summary.mean is None
    sorted_out = files_of_call(small_world.desk, reader, given.call.public_id, {"sort": "mean"})
    assert sorted_out.files[0].application.key is None
    submit(small_world, given.file, 2, reader=1)
    after = application_page(small_world.desk, reader, given.file.public_id)
    assert len(after.reviews) == 2


@pytest.mark.storage
def test_each_reader_has_an_order_of_their_own_which_is_kept(world: World) -> None:
    call = a_call(world)
    files = [a_submitted(world, call), a_submitted(world, call, neighbour=True)]
    for file in files:
        assign_both(world, file)
    world.at(AFTER)
    for reader in world.reviewers:
        first = [each.application.public_id for each in _read(world, reader)]
        assert first == [each.application.public_id for each in _read(world, reader)]
        with reading(world.desk.engine) as connection:
            given = reviews.everything_given_to(connection, reader.id)
        ranks = {file.public_id: given[file.id].rank for file in files}
        assert [ranks[one] for one in first] == [1, 2]
        # The same order, page after page, and back.
        page = files_to_read(world.desk, reader, {}, size=1)
        following = files_to_read(world.desk, reader, {"page": page.following}, size=1)
        turned = [each.pages[0].application.public_id for each in (page, following)]
        assert turned == first
        back = files_to_read(world.desk, reader, {"page": following.preceding}, size=1)
        assert back.pages[0].application.public_id == first[0]


@pytest.mark.storage
def test_scores_are_not_seen_by_a_manager_who_has_still_to_read(world: World) -> None:
    call = a_call(world)
    for neighbour in (False, True):
        assign_both(world, a_submitted(world, call, neighbour=neighbour))
    world.at(AFTER)
    first, second = files_to_read(world.desk, world.reviewers[0], {}).pages
    for page, mark in ((first, 4), (second, 1)):
        submit(world, page.application, mark)
    reader = world.reviewers[1]
    with writing(world.desk.engine) as connection:
        people.add_grant(connection, reader.id, call.id, Role.MANAGER)
    listed = files_of_call(world.desk, reader, call.public_id, {"sort": "mean"}).files
    assert [each.summary.mean for each in listed if each.summary] == [None, None]
    submit(world, first.application, 4, reader=1)
    seen = files_of_call(world.desk, reader, call.public_id, {"sort": "mean"}).files
    assert [each.summary.mean for each in seen if each.summary] == [4.0, None]


def _read(world: World, reader: object) -> tuple:
    return files_to_read(world.desk, reader, {}).pages


def blind(world: World, call: Call) -> None:
    set_blind(world.desk, world.manager, call.public_id, PROJECT, {"blind_reading": "yes"})


def a_named_file(world: World, call: Call, **said: str) -> Application:
    """A file that says who applies, in the answers that are marked as telling it."""
    contact = "Direction de l’enfance, enfance@val.example"
    draft = a_draft(world, call, territory="22278", contact=contact, **said)
    file = applying.submit(world.desk, world.applicant, draft.public_id)
    assign_both(world, file)
    world.at(AFTER)
    return file


def test_a_jury_that_reads_blind_does_not_see_who_applies(small_world: World) -> None:
    call = a_call(small_world)
    file = a_named_file(small_world, call)
    town, reader = small_world.val_d_essai.name, small_world.reviewers[0]
    before = repr(page_to_review(small_world.desk, reader, file.public_id))
    blind(small_world, call)
    shown = application_page(small_world.desk, reader, file.public_id)
    assert shown.is_blind
    for name in (town, "22278", "enfance@val.example"):
        assert name in before
        assert name not in repr(shown)
    assert not {"administration", "territory", "contact"} & set(shown.versions[-1].said)
    assert shown.title == file.title
    (listed,) = _read(small_world, reader)
    assert town not in repr(listed)
    # Nor does a search tell: the file is left out of what would.
    for asked in ({"words": "Val-d’Essai"}, {"organisation": town}, {"territory": "22278"}):
        assert files_to_read(small_world.desk, reader, asked).count == 0
    managed = application_page(small_world.desk, small_world.manager, file.public_id)
    assert managed.organisation.name == town


def test_a_name_met_in_what_stays_visible_is_told_to_the_manager(small_world: World) -> None:
    call = a_call(small_world)
    file = a_named_file(small_world, call, problem="À la ville de val-d’essai, on manque de bras.")
    blind(small_world, call)
    desk, manager = small_world.desk, small_world.manager
    (jury,) = reading_page(desk, manager, call.public_id, with_names=True).juries
    assert [each.public_id for each in jury.naming] == [file.public_id]


def test_progress_never_tells_marks_and_time_is_guessed(small_world: World, given: Given) -> None:
    reader = small_world.reviewers[0]
    opened = small_world.desk.wall_clock.now() - dt.timedelta(minutes=10)
    reviewing.open_review(small_world.desk, reader, given.file.public_id)
    reviewing.save_review(
        small_world.desk, reader, given.file.public_id, {"mark-besoin": "2"}, opened=opened
    )
    far = small_world.desk.wall_clock.now() - dt.timedelta(days=3)
    reviewing.save_review(
        small_world.desk, reader, given.file.public_id, {"mark-besoin": "3"}, opened=far
    )
    page = reading_page(small_world.desk, small_world.manager, given.call.public_id)
    (jury,) = page.juries
    told = {each.person.id: each.progress for each in jury.readers}
    mine = told[reader.id]
    assert (mine.asked, mine.begun, mine.done) == (1, 1, 0)
    # Ten minutes, then a page left open for days, which counts for 45 minutes.
    assert 55 * 60 <= mine.seconds <= 55 * 60 + 30
    assert (jury.asked, jury.done, jury.awaited) == (2, 0, 2)
    submit(small_world, given.file)
    (own,) = own_progress(small_world.desk, reader)
    assert (own.progress.done, own.progress.left) == (1, 0)
    with pytest.raises(NotAllowed):
        reading_page(small_world.desk, small_world.reviewers[1], given.call.public_id)


def sent(world: World) -> list[str]:
    with reading(world.desk.engine) as connection:
        asked = select(t.letters.c.recipient).where(t.letters.c.kind == "reading-reminder")
        return sorted(connection.execute(asked).scalars())


def test_reminders_leave_twice_and_only_to_those_who_have_files_left(
    small_world: World, given: Given
) -> None:
    with writing(small_world.desk.engine) as connection:
        calls.change_call(connection, given.call.id, review_by=AFTER + dt.timedelta(days=10))
    submit(small_world, given.file, reader=0)
    assert remind_readers(small_world.desk, ADDRESS) == 0
    small_world.at(AFTER + dt.timedelta(days=4))
    assert remind_readers(small_world.desk, ADDRESS) == 1
    assert remind_readers(small_world.desk, ADDRESS) == 0
    assert sent(small_world) == [small_world.reviewers[1].email]
    small_world.at(AFTER + dt.timedelta(days=9))
    assert remind_readers(small_world.desk, ADDRESS) == 1
    assert remind_readers(small_world.desk, ADDRESS) == 0
    small_world.at(AFTER + dt.timedelta(days=11))
    assert remind_readers(small_world.desk, ADDRESS) == 0


def test_reminders_by_hand_leave_a_day_apart(small_world: World, given: Given) -> None:
    desk, manager, call = small_world.desk, small_world.manager, given.call.public_id
    assert remind_by_hand(desk, manager, call, PROJECT, address=ADDRESS) == 2
    with pytest.raises(NotOpen, match="nobody-to-remind"):
        remind_by_hand(desk, manager, call, PROJECT, address=ADDRESS)
    small_world.at(AFTER + dt.timedelta(days=2))
    submit(small_world, given.file, reader=0)
    assert remind_by_hand(desk, manager, call, PROJECT, address=ADDRESS) == 1
    with pytest.raises(NotAllowed):
        remind_by_hand(desk, small_world.reviewers[0], call, PROJECT, address=ADDRESS)


def test_reading_is_opened_once(small_world: World, given: Given) -> None:
    jury = open_reading(small_world.desk, small_world.manager, given.call.public_id, PROJECT)
    assert jury.phase is JuryPhase.READING
    with pytest.raises(NotOpen, match="jury-not-forming"):
        open_reading(small_world.desk, small_world.manager, given.call.public_id, PROJECT)


def two_juries(world: World, call: Call) -> Call:
    """The last criterion of the call is marked by a second jury, on the protocol."""
    *rest, last = call.criteria
    with writing(world.desk.engine) as connection:
        criteria = (*rest, changed(last, jury="protocol"))
        calls.change_call(connection, call.id, criteria=criteria)
        return calls.get_call(connection, call.id)


def test_each_jury_marks_its_own_criteria_and_both_are_needed_to_decide(
    small_world: World, given: Given
) -> None:
    call = two_juries(small_world, given.call)
    with writing(small_world.desk.engine) as connection:
        calls.change_call(connection, call.id, reviews_needed=1)
        reviews.change_given(
            connection, given.file.id, small_world.reviewers[1].id, jury=JuryKind.PROTOCOL
        )
    first, second = small_world.reviewers
    project = page_to_review(small_world.desk, first, given.file.public_id).criteria
    protocol = page_to_review(small_world.desk, second, given.file.public_id).criteria
    assert {each.code for each in project} | {each.code for each in protocol} == {
        each.code for each in call.criteria
    }
    assert [each.jury for each in protocol] == ["protocol"]
    submit(small_world, given.file, 4)
    with pytest.raises(NotOpen, match="too-few-protocol-reviews"):
        prepare(small_world.desk, small_world.manager, given.file.public_id, SELECT)
    submit(small_world, given.file, 0, reader=1)
    (row,) = files_of_call(small_world.desk, small_world.manager, call.public_id, {}).files
    assert row.summary is not None
    # The list's mean is that of the jury on the project.
    assert (row.summary.count, row.summary.mean) == (1, 4.0)
    prepare(small_world.desk, small_world.manager, given.file.public_id, SELECT)
