"""Where the tables speak of people: what each gives them back, and what erasing them takes away.

Every column that points to a person stands here; a test looks for those that were forgotten.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, or_, select, update

from reflexes.records import record
from reflexes_calls.domain.jury import JurorState
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.retention import blank_address_of, pseudonym_of
from reflexes_calls.storage import modules
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.letters import BLANK


@record
class Place:
    """One column that points to a person.

    `gives` are the columns of its rows that the person is given; none where the rows are about
    someone else, or hold secrets. `goes` says that erasing the person deletes the rows.
    `application` is the column by which a row is about others, when its application was brought
    from another service: whoever brought it did not write it. `once` is the column without which a
    row is not given yet: a letter that waits to be read has not been sent to anyone.
    """

    table: Table
    column: str
    gives: tuple[str, ...] = ()
    goes: bool = False
    application: str = ""
    once: str = ""

    @property
    def of_person(self) -> "Column[Any]":
        """The column itself."""
        return self.table.c[self.column]


PLACES = (
    Place(
        table=t.sessions,
        column="person_id",
        gives=("created_at", "expires_at", "means", "device"),
        goes=True,
    ),
    Place(
        table=t.identities,
        column="person_id",
        gives=("issuer", "subject", "email", "siret", "organisation", "linked_at", "used_at"),
        goes=True,
    ),
    Place(
        table=t.access_tokens,
        column="person_id",
        gives=("name", "scopes", "created_at", "expires_at", "used_at", "revoked_at"),
        goes=True,
    ),
    Place(table=t.webhooks, column="made_by", gives=("address", "made_at")),
    # What programs were answered is a copy of what stands elsewhere.
    Place(table=t.repeated_requests, column="person_id", goes=True),
    Place(table=t.second_factors, column="person_id", gives=("confirmed_at",), goes=True),
    Place(table=t.recovery_codes, column="person_id", gives=("used_at",), goes=True),
    Place(
        table=t.sign_in_links,
        column="person_id",
        gives=("purpose", "made_at", "expires_at", "used_at"),
        goes=True,
    ),
    Place(table=t.sign_in_flows, column="person_id", gives=("made_at", "expires_at"), goes=True),
    Place(table=t.resume_links, column="person_id", gives=("made_at", "used_at"), goes=True),
    Place(table=t.memberships, column="person_id", gives=("administers",), goes=True),
    Place(table=t.roles, column="person_id", gives=("role",), goes=True),
    Place(table=t.saved_views, column="person_id", gives=("name", "asked", "saved_at"), goes=True),
    Place(
        table=t.letters,
        column="person_id",
        gives=("kind", "recipient", "subject", "body", "queued_at", "sent_at"),
        once="sent_at",
    ),
    Place(table=t.letters, column="passed_by", gives=("passed_at",)),
    Place(
        table=t.account_invitations,
        column="invited_by",
        gives=("email", "role", "invited_at", "expires_at", "accepted_at", "cancelled_at"),
    ),
    Place(
        table=t.account_invitations,
        column="accepted_by",
        gives=("email", "role", "invited_at", "accepted_at"),
    ),
    Place(
        table=t.invitations,
        column="invited_by",
        gives=("email", "role", "invited_at", "expires_at", "accepted_at", "cancelled_at"),
    ),
    Place(
        table=t.invitations,
        column="accepted_by",
        gives=("email", "role", "invited_at", "accepted_at"),
    ),
    # Never `internal`, nor what the readers said: it is not theirs to read.
    Place(
        table=t.applications,
        column="created_by",
        gives=("public_id", "title", "stage", "receipt", "draft", "created_at", "submitted_at"),
        application="id",
    ),
    Place(
        table=t.application_versions,
        column="submitted_by",
        gives=("number", "phase", "answers", "digest", "submitted_at"),
        application="application_id",
    ),
    Place(
        table=t.attachments,
        column="uploaded_by",
        gives=("name", "size", "media_type", "digest", "uploaded_at", "removed_at"),
    ),
    Place(table=t.uploads, column="started_by", gives=("name", "size", "started_at"), goes=True),
    Place(table=t.team_members, column="person_id", gives=("role", "added_at"), goes=True),
    Place(table=t.team_members, column="added_by"),
    Place(table=t.partners, column="added_by", gives=("name", "part", "added_at")),
    Place(table=t.draft_moves, column="moved_by", gives=("from_form", "to_form", "moved_at")),
    Place(
        table=t.terrains,
        column="offered_by",
        gives=("piste_code", "territory_name", "offers", "needs", "offered_at", "withdrawn_at"),
    ),
    Place(table=t.terrain_contacts, column="written_by", gives=("message", "written_at")),
    Place(table=t.pilot_plans, column="saved_by", gives=("typed", "saved_at")),
    Place(table=t.pilot_plans, column="locked_by"),
    Place(table=t.pilot_events, column="done_by", gives=("kind", "reason", "done_at")),
    Place(table=t.pilot_events, column="person_id", gives=("kind", "done_at")),
    Place(table=t.milestones, column="written_by", gives=("name", "delivered", "written_at")),
    Place(
        table=t.call_questions,
        column="asked_by",
        gives=("question", "asked_at", "answer", "answered_at"),
    ),
    Place(table=t.call_questions, column="answered_by", gives=("answer", "answered_at")),
    Place(
        table=t.reviews,
        column="reviewer_id",
        gives=("round", "marks", "comment_for_jury", "comment_for_applicant", "submitted_at"),
    ),
    Place(table=t.assignments, column="reviewer_id", gives=("assigned_at",)),
    Place(table=t.decisions, column="decided_by", gives=("outcome", "reasons", "decided_at")),
    Place(
        table=t.prepared_decisions,
        column="prepared_by",
        gives=("outcome", "reasons", "prepared_at"),
    ),
    Place(table=t.late_admissions, column="decided_by", gives=("reasons", "decided_at")),
    Place(table=t.appeals, column="lodged_by", gives=("text", "lodged_at", "answer")),
    Place(table=t.appeals, column="answered_by", gives=("answer", "answered_at")),
    Place(table=t.signed_copies, column="uploaded_by", gives=("name", "size", "uploaded_at")),
    Place(table=t.evaluations, column="written_by", gives=("said", "written_at")),
    Place(
        table=t.measures,
        column="recorded_by",
        gives=("value", "observed_unit", "note", "source", "recorded_at"),
    ),
    Place(table=t.pilot_reports, column="saved_by", gives=("typed", "saved_at")),
    Place(table=t.pilot_reports, column="issued_by", gives=("issued_at",)),
    Place(table=t.overlay_evidence, column="accepted_by", gives=("code", "accepted_at")),
    Place(table=t.call_versions, column="published_by", gives=("number", "published_at")),
    Place(table=t.outages, column="declared_by", gives=("reason", "declared_at")),
    Place(table=t.messages, column="author_id", gives=("text", "sent_at")),
    Place(
        table=t.missing_requests,
        column="asked_by",
        gives=("missing", "due", "asked_at", "closed_at"),
    ),
    Place(table=t.admissibility, column="found_by", gives=("finding", "reasons", "found_at")),
    Place(
        table=t.jurors,
        column="person_id",
        gives=(
            "name",
            "email",
            "kind",
            "state",
            "expertise",
            "words",
            "languages",
            "territory",
            "invited_at",
            "answered_at",
            "reason",
            "charter_signed_at",
        ),
    ),
    Place(table=t.jurors, column="invited_by"),
    Place(
        table=t.bonds,
        column="declared_by",
        gives=("organisation", "kind", "note", "declared_at", "lifted_at"),
    ),
    Place(table=t.computations, column="made_by", gives=("stage", "made_at")),
    Place(table=t.selections, column="changed_by", gives=("changed_at",)),
    Place(table=t.lotteries, column="registered_by", gives=("source", "registered_at")),
    Place(table=t.decision_records, column="published_by", gives=("published_at",)),
    Place(table=t.deliberations, column="opened_by", gives=("place", "opened_at")),
    Place(table=t.remarks, column="written_by", gives=("text", "written_at")),
    Place(table=t.reading_reminders, column="person_id", gives=("kind", "sent_at"), goes=True),
    Place(table=t.field_notes, column="written_by", gives=("text", "seen_on", "written_at")),
    Place(table=t.surveys, column="made_by", gives=("title", "made_at")),
    Place(table=t.probes, column="opened_by", gives=("question", "opened_at")),
    Place(table=t.probe_answers, column="written_by", gives=("said", "written_at")),
    Place(table=t.peer_readings, column="asked_by", gives=("note", "asked_at")),
    Place(
        table=t.peer_readings,
        column="answered_by",
        gives=("convincing", "missing", "would_try", "answered_at"),
    ),
    Place(table=t.follow_ups, column="written_by", gives=("said", "figures", "written_at")),
    # Erasing takes modules away apart: what hangs on them goes first.
    Place(table=t.modules, column="person_id", gives=("title", "said", "made_at", "changed_at")),
    Place(
        table=t.published_modules,
        column="person_id",
        gives=("title", "said", "shows_name", "published_at", "withdrawn_at", "reason"),
    ),
    Place(table=t.published_modules, column="withdrawn_by", gives=("reason", "withdrawn_at")),
    Place(table=t.module_sessions, column="made_by", gives=("title", "held_on", "made_at")),
    # What is in the file is about others.
    Place(table=t.imports, column="made_by", gives=("name", "made_at"), goes=True),
    Place(table=t.imported_files, column="imported_by", gives=("source", "number", "imported_at")),
)


def given_back(connection: Connection, person: Person) -> Iterator[tuple[str, dict[str, Any]]]:
    """All that the tables hold of a person: the name of a place, and one of its rows."""
    for place in PLACES:
        if not place.gives:
            continue
        columns = [place.table.c[name] for name in place.gives]
        asked = select(*columns).where(place.of_person == person.id)
        if place.application:
            brought = select(t.imported_files.c.application_id)
            asked = asked.where(place.table.c[place.application].not_in(brought))
        if place.once:
            asked = asked.where(place.table.c[place.once].is_not(None))
        for row in connection.execute(asked):
            yield f"{place.table.name}.{place.column}", dict(row._mapping)  # noqa: SLF001  # the documented way to a mapping


def erase(connection: Connection, person: Person, at: Any) -> None:
    """Take away a person's name, address and all that is theirs alone; the rest stays unnamed."""
    modules.erase_modules_of(connection, person.id)
    for place in PLACES:
        if place.goes:
            connection.execute(delete(place.table).where(place.of_person == person.id))
    blank = blank_address_of(person.public_id)
    _blank_letters(connection, person, blank)
    stated = t.imported_files.c.contact == person.email
    connection.execute(update(t.imported_files).where(stated).values(contact=""))
    _blank_seats(connection, person)
    for table in (t.account_invitations, t.invitations, t.jurors):
        same = table.c.email == person.email
        connection.execute(update(table).where(same).values(email=blank))
    connection.execute(
        update(t.persons)
        .where(t.persons.c.id == person.id)
        .values(
            name=pseudonym_of(person.public_id),
            email=blank,
            password_hash="",
            disabled_at=at,
            erased_at=at,
        )
    )


def _blank_seats(connection: Connection, person: Person) -> None:
    """Their places in juries stay, under a pseudonym: reviews hold to them. What they said goes."""
    c = t.jurors.c
    theirs = or_(c.person_id == person.id, c.email == person.email)
    seats = select(c.id).where(theirs).scalar_subquery()
    said = {"organisation": "", "siret": "", "note": "", "lifted_why": ""}
    connection.execute(update(t.bonds).where(t.bonds.c.juror_id.in_(seats)).values(**said))
    blank = {"words": "", "reason": "", "territory": "", "expertise": [], "languages": []}
    connection.execute(
        update(t.jurors)
        .where(theirs)
        .values(
            name=pseudonym_of(person.public_id),
            email=blank_address_of(person.public_id),
            state=JurorState.LEFT,
            is_chair=False,
            link_digest="",
            **blank,
        )
    )


def _blank_letters(connection: Connection, person: Person, blank: str) -> None:
    """Letters that left keep their kind and their day; those that wait for nobody never leave."""
    theirs = or_(t.letters.c.person_id == person.id, t.letters.c.recipient == person.email)
    connection.execute(delete(t.letters).where(theirs, t.letters.c.sent_at.is_(None)))
    connection.execute(update(t.letters).where(theirs).values(recipient=blank, **BLANK))
