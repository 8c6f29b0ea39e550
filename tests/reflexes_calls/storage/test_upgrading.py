"""A database of before is brought to the present schema with all that it holds."""

import datetime as dt
import json
from importlib.resources import as_file, files

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from reflexes_calls.domain.call import Procedure
from reflexes_calls.domain.finding import Wanted, order_of
from reflexes_calls.domain.form import Phase, form_of
from reflexes_calls.domain.jury import JurorState
from reflexes_calls.domain.lifecycle import ApplicationStage, CallStage
from reflexes_calls.domain.people import Grant, Role
from reflexes_calls.domain.visibility import Seat, Viewer
from reflexes_calls.storage import applications, calls, juries
from reflexes_calls.storage.engine import Instant, make_engine, reading
from reflexes_calls.storage.finding import Search, find_page
from reflexes_calls.storage.migrating import migrate

pytestmark = pytest.mark.storage

AT = dt.datetime(2026, 11, 30, 23, 0, tzinfo=dt.UTC)
ANSWERS = {"title": "Prêter une crèche", "budget": 1_250_000}
CALL = {
    "title_fr": "Se prêter main-forte",
    "title_en": "Lending a hand",
    "summary_fr": "Résumé",
    "summary_en": "",
    "piste_code": "micro-mobilite-professionnelle",
    "piste": json.dumps({"schema": 1}),
    "edition": "2026.11",
    "piste_digest": "0" * 64,
    "opens_at": AT,
    "closes_at": AT + dt.timedelta(days=60),
    "decision_by": AT + dt.timedelta(days=90),
    "budget_cap": 1_500_000,
    "currency": "EUR",
    "places": 6,
    "weeks": 36,
    "criteria": "[]",
    "rubric_version": 1,
    "reviews_needed": 2,
    "created_at": AT,
}


def bring_to_the_first_tables(url: str) -> None:
    engine = make_engine(url)
    with (
        as_file(files("reflexes_calls.storage") / "migrations") as folder,
        engine.connect() as connection,
    ):
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "2026_11_22")
        fill(connection)
        connection.commit()
    engine.dispose()


def insert(connection: Connection, table: str, **values: object) -> None:
    said = {
        name: Instant().process_bind_param(value, connection.dialect)
        if isinstance(value, dt.datetime)
        else value
        for name, value in values.items()
    }
    names, marks = ", ".join(said), ", ".join(f":{name}" for name in said)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), said)  # noqa: S608  # names written below


def fill(connection: Connection) -> None:
    person = {"public_id": "p1", "name": "Maud", "email": "m@essai.example"}
    insert(connection, "persons", id=1, **person, password_hash="", language="fr", created_at=AT)
    insert(connection, "organisations", id=1, public_id="o1", name="Ville de Val-d’Essai")
    for key, stage in ((1, "published"), (2, "draft")):
        insert(connection, "calls", id=key, public_id=f"c{key}", stage=stage, **CALL)
        insert(connection, "roles", id=key, person_id=1, call_id=key, role="manager")
    for key, stage, receipt in ((1, "submitted", "2026-001"), (2, "withdrawn", None)):
        insert(
            connection,
            "applications",
            id=key,
            public_id=f"a{key}",
            call_id=1,
            organisation_id=1,
            created_by=1,
            stage=stage,
            draft=json.dumps({"title": " Prêter une crèche "}),
            revision=4,
            receipt=receipt,
            created_at=AT,
            updated_at=AT,
        )
    insert(
        connection,
        "application_versions",
        id=1,
        application_id=1,
        number=1,
        answers=json.dumps({"schema": 1, "questions": 1, "answers": ANSWERS}),
        digest="d" * 64,
        submitted_at=AT,
        submitted_by=1,
    )
    insert(connection, "assignments", application_id=1, reviewer_id=1, assigned_at=AT)


def test_what_was_there_is_still_there_and_can_be_gone_on_with(database_url: str) -> None:
    bring_to_the_first_tables(database_url)
    migrate(database_url)

    engine = make_engine(database_url)
    with reading(engine) as connection:
        published, draft = (calls.get_call(connection, key) for key in (1, 2))
        sent, withdrawn = (applications.get_application(connection, key) for key in (1, 2))
        (version,) = applications.versions_of(connection, 1)
        form = form_of(calls.form_document_of(connection, 1, 1), 1)
        (said,) = calls.call_versions_of(connection, 1)
        grant = Grant(person=1, call=1, role=Role.MANAGER)
        viewer = Viewer(person=1, grants=(grant,))
        wanted = Wanted(words="creches d’essai")
        search = Search(viewer=viewer, seat=Seat.MANAGER, wanted=wanted, call=1)
        juror = juries.juror_of_person(connection, 1, 1)
        found = find_page(connection, search, order_of(wanted, Seat.MANAGER)).rows
    engine.dispose()

    assert (published.stage, published.version, published.form_number) == (
        CallStage.PUBLISHED,
        1,
        1,
    )
    assert (draft.stage, draft.version, draft.form_number) == (CallStage.DRAFT, 0, 0)
    assert published.procedure is Procedure.SINGLE
    assert published.funded
    assert published.opens_at == AT
    assert (sent.stage, sent.phase) == (ApplicationStage.SUBMITTED, Phase.FULL)
    assert (sent.title, sent.amount, sent.submitted_at) == ("Prêter une crèche", 1_250_000, AT)
    assert (sent.submitted_revision, sent.session, sent.has_unsent_changes) == (4, 1, False)
    assert (withdrawn.submitted_at, withdrawn.amount) == (None, None)
    assert [row.public_id for row in found] == ["a1"]
    assert (found[0].receipt, found[0].readers, found[0].reads) == ("2026-001", 1, 0)
    # Whoever was to read a file is of its jury, without a charter to sign.
    assert juror is not None
    assert (juror.name, juror.state, juror.answered_at) == ("Maud", JurorState.ACCEPTED, AT)
    assert (juror.languages, juror.link_digest) == (("fr",), "")
    # What was submitted is what it was, to the letter.
    assert version.answers == {"schema": 1, "questions": 1, "answers": ANSWERS}
    assert [question.code for question in form.questions()][:2] == ["title", "summary"]
    assert len(tuple(form.questions())) == 11
    assert (said.number, said.published_by) == (1, 1)
