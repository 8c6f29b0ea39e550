"""What is kept of people: given back, erased, and erased in time."""

import datetime as dt
import json

import attrs
import pytest
from sqlalchemy import func, select, update

from reflexes_calls.actions import (
    access_tokens,
    applying,
    granting,
    inviting,
    links,
    looking,
    own_data,
    people,
    retaining,
    teaming,
)
from reflexes_calls.actions.inviting import InvitedTo
from reflexes_calls.domain.errors import Conflict, Invalid, Refused
from reflexes_calls.domain.journal import verify
from reflexes_calls.domain.people import Role
from reflexes_calls.domain.retention import KEPT
from reflexes_calls.domain.signing_in import LinkPurpose
from reflexes_calls.storage import importing, personal
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing
from tests.makers import (
    DEADLINE,
    PASSWORD,
    ToldClock,
    World,
    a_call,
    a_draft,
    a_reviewed,
    a_submitted,
)
from tests.reflexes_calls.letters_read import letters_to

SECRET = {"token_digest", "password_hash", "secret", "code_digest", "id_token", "nonce", "verifier"}
DAY = dt.timedelta(days=1)
BASE = "https://appels.essai.example"


def test_every_column_that_points_to_a_person_was_thought_of() -> None:
    pointing = {
        (table.name, column.name)
        for table in t.metadata.sorted_tables
        for column in table.c
        if any(each.column is t.persons.c.id for each in column.foreign_keys)
    }
    known = [(each.table.name, each.column) for each in personal.PLACES]
    assert set(known) == pointing
    assert len(known) == len(pointing)


def test_no_secret_and_nothing_that_others_said_is_given_back() -> None:
    for place in personal.PLACES:
        assert not SECRET & set(place.gives), place.table.name
    (file,) = [each for each in personal.PLACES if each.table is t.applications]
    assert not {"internal", "mean", "spread", "reads", "readers", "completeness"} & set(file.gives)


def test_one_is_given_all_that_is_kept_of_oneself(world: World) -> None:
    call = a_call(world)
    sent = a_submitted(world, call)
    people.sign_in(world.desk, world.applicant.email, PASSWORD, device="Firefox, Linux")

    told = own_data.all_of_it(world.desk, world.applicant)

    assert json.loads(json.dumps(told)) == told
    assert told["person"]["email"] == world.applicant.email
    assert told["organisations"] == [{"name": world.val_d_essai.name, "siret": None}]
    (file,) = told["kept"]["applications.created_by"]
    assert (file["public_id"], file["receipt"]) == (sent.public_id, "2026-001")
    assert [each["device"] for each in told["kept"]["sessions.person_id"]] == ["Firefox, Linux"]
    assert "$argon2" not in str(told)


def test_an_erased_person_leaves_only_what_is_public_under_a_pseudonym(world: World) -> None:
    call = a_call(world)
    application = a_reviewed(world, call)
    reader = world.reviewers[0]
    with pytest.raises(Invalid):
        own_data.erase_oneself(world.desk, reader, is_sure=False)

    own_data.erase_oneself(world.desk, reader, is_sure=True)

    with world.desk.look() as connection:
        every = {
            table.name: str(connection.execute(select(table)).all())
            for table in t.metadata.sorted_tables
            if table is not t.letters
        }
        account = granting.account_page(world.desk, world.administrator, reader.public_id)
        kept = connection.execute(select(func.count()).select_from(t.reviews)).scalar_one()
        letters = connection.execute(
            select(t.letters).where(t.letters.c.recipient == reader.email)
        ).all()
    assert [
        name for name, text in every.items() if reader.name in text or reader.email in text
    ] == []
    assert account.account.person.name == f"Personne effacée {reader.public_id[:8]}"
    assert (account.roles, account.organisations, kept) == ((), (), 2)
    assert [each.kind for each in letters] == ["account-erased"]
    assert (
        verify(looking.journal_of_call(world.desk, world.manager, call.public_id).entries) is None
    )
    with pytest.raises(Refused, match="wrong-sign-in"):
        people.sign_in(world.desk, reader.email, PASSWORD)
    assert letters_to(world.desk.outbox, reader.email)
    assert application.receipt


def test_the_address_of_someone_erased_may_have_a_new_account(world: World) -> None:
    own_data.erase_oneself(world.desk, world.neighbour, is_sure=True)
    again = people.create_person(
        world.desk,
        world.administrator,
        name="Odile Passerin",
        email=world.neighbour.email,
        password=PASSWORD,
    )
    assert people.organisations_of_person(world.desk, again) == ()


def test_the_last_administrator_is_not_erased(world: World) -> None:
    with pytest.raises(Conflict, match="last-administrator"):
        own_data.erase_oneself(world.desk, world.administrator, is_sure=True)


def test_a_name_is_corrected(world: World) -> None:
    with pytest.raises(Invalid):
        own_data.rename(world.desk, world.applicant, {"name": " "})
    own_data.rename(world.desk, world.applicant, {"name": "Samir Valette-Roy"})
    shown = own_data.own_page(world.desk, world.applicant, "")
    assert shown.account.person.name == "Samir Valette-Roy"


def aged(world: World) -> World:
    """A world in which something of every kind becomes too old, much later."""
    wall = ToldClock()
    world.desk = attrs.evolve(world.desk, wall_clock=wall)
    call = a_call(world)
    left = a_draft(world, call)
    a_submitted(world, call, neighbour=True)
    teaming.invite(
        world.desk,
        world.applicant,
        left.public_id,
        {"email": "collegue@ailleurs.example", "role": "writer"},
        base=BASE,
    )
    inviting.invite(
        world.desk,
        world.administrator,
        "x@ailleurs.example",
        InvitedTo(role=Role.MANAGER),
        base=BASE,
    )
    people.sign_in(world.desk, world.applicant.email, PASSWORD)
    links.ask_link(world.desk, world.applicant.email, LinkPurpose.SIGN_IN, base=BASE)
    access_tokens.make_token(
        world.desk,
        world.applicant,
        {"name": "Essai", "days": "1", "scope-calls-read": "yes", "present": PASSWORD},
        session="",
    )
    with pytest.raises(Refused):
        people.sign_in(world.desk, world.applicant.email, "autre chose")
    with writing(world.desk.engine) as connection:
        importing.add_pending(
            connection,
            call_id=call.id,
            name="export.csv",
            sheets=[],
            matching={},
            made_by=world.manager.id,
            made_at=world.clock.now(),
        )
        for at, removed in ((1, None), (2, world.clock.now())):
            connection.execute(
                t.attachments.insert().values(
                    public_id=f"f{at}",
                    application_id=left.id,
                    question="files",
                    name="plan.pdf",
                    digest="d" * 64,
                    size=1,
                    media_type="application/pdf",
                    scan="none",
                    uploaded_by=world.applicant.id,
                    uploaded_at=world.clock.now(),
                    removed_at=removed,
                )
            )
    granting.close_account(world.desk, world.administrator, world.reviewers[1].public_id)
    return world


def counts(found: tuple[retaining.TooOld, ...]) -> dict[str, int]:
    return {each.kept.code: each.count for each in found}


def test_nothing_young_is_erased(world: World) -> None:
    assert set(counts(retaining.too_old(aged(world).desk)).values()) == {0}


def test_retention_says_first_then_erases_that_and_nothing_else(world: World) -> None:
    desk = aged(world).desk
    world.at(DEADLINE + 366 * DAY)
    desk.wall_clock.instant = world.clock.now()
    said = counts(retaining.too_old(desk))
    assert all(said.values()), said
    before = said["drafts"], said["closed"], said["files"], said["invitations"]
    assert before == (1, 1, 1, 2)
    assert counts(retaining.too_old(desk)) == said

    assert counts(retaining.apply_retention(desk))["drafts"] == 1

    assert set(counts(retaining.too_old(desk)).values()) == {0}
    with desk.look() as connection:
        files = connection.execute(select(t.applications.c.receipt)).scalars().all()
        bodies = connection.execute(select(t.letters.c.body, t.letters.c.kind)).all()
        erased = connection.execute(
            select(t.persons.c.name).where(t.persons.c.erased_at.is_not(None))
        ).scalars()
        assert list(erased) == [f"Personne effacée {world.reviewers[1].public_id[:8]}"]
    assert files == ["2026-001"]
    assert {each.body for each in bodies} == {""}
    assert "receipt" in {each.kind for each in bodies}


def test_a_file_that_was_submitted_stays_although_it_was_taken_out(world: World) -> None:
    call = a_call(world)
    sent = a_submitted(world, call)
    with writing(world.desk.engine) as connection:
        connection.execute(
            t.attachments.insert().values(
                public_id="f1",
                application_id=sent.id,
                question="files",
                name="plan.pdf",
                digest="d" * 64,
                size=1,
                media_type="application/pdf",
                scan="none",
                uploaded_by=world.applicant.id,
                uploaded_at=world.clock.now() - DAY,
                removed_at=world.clock.now(),
            )
        )
    world.at(world.clock.now() + 40 * DAY)
    assert counts(retaining.too_old(world.desk))["files"] == 0


def test_a_withdrawn_application_is_no_draft_never_submitted(world: World) -> None:
    call = a_call(world)
    sent = a_submitted(world, call)
    applying.withdraw(world.desk, world.applicant, sent.public_id)
    world.at(DEADLINE + 800 * DAY)
    with writing(world.desk.engine) as connection:
        connection.execute(update(t.applications).values(stage="draft"))
    assert counts(retaining.too_old(world.desk))["drafts"] == 0


def test_each_kind_that_is_applied_says_how_long(world: World) -> None:
    assert world
    assert [each.code for each in KEPT if each.is_applied and each.after is None] == []
    assert [each.code for each in KEPT if each.after is not None and not each.is_applied] == []
