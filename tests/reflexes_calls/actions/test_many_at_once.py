"""Twenty administrations press the button at the same moment: none is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from reflexes_calls.actions import applying, finding, looking, people
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.errors import Conflict
from reflexes_calls.domain.people import Person
from tests.makers import PASSWORD, World, a_call, a_draft, answers

pytestmark = pytest.mark.storage
MANY = 20


def a_team(world: World, rank: int) -> Person:
    """A person in an administration of their own."""
    desk, admin = world.desk, world.administrator
    name, email = f"Camille {rank}", f"camille{rank}@essai.example"
    person = people.create_person(desk, admin, name=name, email=email, password=PASSWORD)
    town = people.create_organisation(desk, admin, name=f"Commune d’essai {rank}")
    people.join(desk, admin, person, town)
    return person


def test_no_submission_is_lost_and_no_receipt_is_given_twice(world: World) -> None:
    desk, call = world.desk, a_call(world)
    drafts: list[tuple[Person, Application]] = []
    for rank in range(MANY):
        person = a_team(world, rank)
        (town,) = people.organisations_of_person(desk, person)
        drafts.append((person, applying.start_draft(desk, person, call.public_id, town)))
    together = Barrier(MANY)

    def submit(draft: tuple[Person, Application]) -> Application:
        together.wait()
        said = answers(title=f"Essai de {draft[0].name}")
        return applying.submit(desk, draft[0], draft[1].public_id, said, revision=0)

    with ThreadPoolExecutor(MANY) as threads:
        submitted = list(threads.map(submit, drafts))

    expected = {f"2026-{rank:03}" for rank in range(1, MANY + 1)}
    assert sorted(str(one.receipt) for one in submitted) == sorted(expected)
    board = finding.call_board(desk, world.manager, call.public_id)
    assert {one.title for one in board} == {f"Essai de {person.name}" for person, _ in drafts}
    journal = looking.journal_of_call(desk, world.manager, call.public_id)
    assert journal.broken_at is None
    assert [entry.kind for entry in journal.entries] == ["publish"] + ["submit"] * MANY
    assert desk.send_letters() == 0
    assert len(list(desk.outbox.glob("*.eml"))) == MANY
    assert list(desk.outbox.glob(".*")) == []


def test_the_same_draft_submitted_twice_at_once_has_one_receipt(world: World) -> None:
    call = a_call(world)
    draft = a_draft(world, call)
    together = Barrier(4)

    def submit(_: int) -> str | None:
        together.wait()
        return applying.submit(world.desk, world.applicant, draft.public_id).receipt

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(submit, range(4))) == {"2026-001"}
    page = looking.application_page(world.desk, world.applicant, draft.public_id)
    assert [version.number for version in page.versions] == [1]


def test_one_administration_starts_one_draft_however_many_of_its_people_start_it(
    world: World,
) -> None:
    call = a_call(world)
    people.join(world.desk, world.administrator, world.neighbour, world.val_d_essai)
    together = Barrier(6)

    def start(rank: int) -> str:
        person = world.neighbour if rank % 2 else world.applicant
        together.wait()
        desk, town = world.desk, world.val_d_essai
        return applying.start_draft(desk, person, call.public_id, town).public_id

    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(start, range(6)))) == 1


def test_of_tabs_that_save_at_once_one_wins_and_the_others_are_told(world: World) -> None:
    draft = a_draft(world, a_call(world))
    together = Barrier(6)

    def save(rank: int) -> str:
        said = answers(title=f"Onglet {rank}")
        together.wait()
        try:
            applying.save_draft(
                world.desk, world.applicant, draft.public_id, said, revision=draft.revision
            )
        except Conflict as refused:
            return refused.kind
        return said["title"]

    with ThreadPoolExecutor(6) as threads:
        outcomes = list(threads.map(save, range(6)))
    (winner,) = [one for one in outcomes if one != "changed-elsewhere"]
    page = looking.application_page(world.desk, world.applicant, draft.public_id)
    assert page.application.draft["title"] == winner
    assert page.application.revision == draft.revision + 1
