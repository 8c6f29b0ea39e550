"""Bringing applications from another service into a call: looked at first, then all or nothing.

A manager sends a file; what its columns become is proposed and may be changed; every row is read
as our form would read it. Nothing is kept of it but the file itself until it is brought, in one
transaction. What the file states of its past is kept as stated: our receipt says when we got it.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.applying import projected
from reflexes_calls.actions.desk import Desk, Taking, need_call, roles_on
from reflexes_calls.actions.noting import note_service
from reflexes_calls.actions.recusing import check_manager_of, roles_over
from reflexes_calls.actions.teaming import send_invitation
from reflexes_calls.domain.answering import Reading
from reflexes_calls.domain.application import Application, frozen_answers, receipt_number
from reflexes_calls.domain.attachment import FileKind, FileRefused, check_weight, safe_name
from reflexes_calls.domain.call import Call, Moment
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, NotFound, NotOpen
from reflexes_calls.domain.import_plan import read_plan
from reflexes_calls.domain.importing import (
    MOST_ROWS,
    Around,
    Fate,
    Matching,
    Plan,
    Row,
    Sheet,
    TableMatch,
    main_sheet,
    matching_document,
    matching_refusals,
    propose,
)
from reflexes_calls.domain.lifecycle import (
    IMPORTING_STEPS,
    ApplicationStage,
    CallStage,
    Step,
    find_step,
)
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.proof import submission_facts
from reflexes_calls.domain.rights import check_finds
from reflexes_calls.domain.team import Invitation, TeamRole
from reflexes_calls.files.sheets import LIMITS, in_utf_8, read_sheets
from reflexes_calls.storage import applications, finding, importing, people
from reflexes_calls.storage.importing import Origin, Pending

NAME_LENGTH = 120
ORGANISATION_LENGTH = 140
"""Of a name, so that its number may still be said beside it."""


@record
class ImportPage:
    """Where applications may be brought into a call. `left` is a file whose reading was begun."""

    call: Call
    left: tuple[str, str] | None
    closed: NotOpen | None


@record
class DryRun:
    """A file that was read, what its columns become and what each row would be.

    `faults` keep the rows from being read; there is then no plan.
    """

    call: Call
    name: str
    public_id: str
    sheets: tuple[Sheet, ...]
    matching: Matching
    faults: tuple[FieldRefusal, ...]
    plan: Plan | None


def import_page(desk: Desk, actor: Person, call_id: str) -> ImportPage:
    """Whether applications may be brought into a call now, for its managers."""
    now = desk.clock.now()
    with desk.look() as connection:
        call = call_of_imports(connection, actor, call_id)
        closed = None
        try:
            _check_open(connection, call, now)
        except NotOpen as refused:
            closed = refused
        return ImportPage(
            call=call, left=importing.pending_of(connection, call.id, actor.id), closed=closed
        )


def call_of_imports(connection: Connection, actor: Person, call_id: str) -> Call:
    """A call into which a person may bring applications; raises otherwise."""
    call = need_call(connection, call_id)
    _step(call, roles_on(connection, actor, call))
    return call


def _step(call: Call, roles: Any) -> Step:
    check_finds(call, roles)
    return find_step(IMPORTING_STEPS, "import", ApplicationStage.DRAFT, roles)


def _check_open(connection: Connection, call: Call, now: dt.datetime) -> None:
    """Raise `NotOpen` unless the call is open or closed, and nobody has read a file of it yet.

    Once the jury reads, a file that comes in would not be read as the others were.
    """
    if call.stage is not CallStage.PUBLISHED:
        raise NotOpen("import-stage", step="import", stage=call.stage, open=())
    if call.moment(now) is Moment.UPCOMING:
        raise NotOpen("too-early", opens=call.opens_at, now=now)
    if importing.is_being_read(connection, call.id):
        raise NotOpen("import-read", step="import", stage=call.stage, open=())


def receive(desk: Desk, actor: Person, call_id: str, path: Path, name: str) -> str:
    """Read a file and keep what it holds, beside the call; gives the id of the reading.

    Raises `FileRefused` when the file cannot be read safely, `Invalid` when nothing is in it.
    """
    page = import_page(desk, actor, call_id)
    if page.closed is not None:
        raise page.closed
    sheets = sheets_of_file(desk, path, name)
    matching = propose(sheets, page.call.questions(), page.call.first_phase)
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        _step(call, taking.roles(call))
        _check_open(taking.connection, call, taking.now)
        return importing.add_pending(
            taking.connection,
            call_id=call.id,
            name=safe_name(name)[:NAME_LENGTH],
            sheets=[_plain_sheet(each) for each in sheets],
            matching=matching_document(matching),
            made_by=actor.id,
            made_at=taking.now,
        )


def sheets_of_file(desk: Desk, path: Path, name: str) -> tuple[Sheet, ...]:
    """The sheets of a file that someone sent; see `receive`."""
    with _readable(path, name) as copy:
        kind, _ = desk.files.look_into(copy, name, LIMITS)
        sheets = read_sheets(copy, kind)
    count = len(main_sheet(sheets).rows)
    if count > MOST_ROWS:
        raise FileRefused("import-rows", met=count, expected=MOST_ROWS)
    return sheets


@contextmanager
def _readable(path: Path, name: str) -> Iterator[Path]:
    """The file itself, or a copy in UTF-8 of a CSV: older programs write in other letters."""
    check_weight(path.stat().st_size, LIMITS)
    if not name.lower().endswith(FileKind.CSV.endings):
        yield path
        return
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "sent.csv"
        copy.write_bytes(in_utf_8(path.read_bytes()))
        yield copy


def _plain_sheet(sheet: Sheet) -> dict[str, Any]:
    rows = [[line, *cells] for line, cells in sheet.rows]
    return {"name": sheet.name, "columns": list(sheet.columns), "rows": rows}


def _sheets(kept: list[dict[str, Any]]) -> tuple[Sheet, ...]:
    return tuple(
        Sheet(
            name=each["name"],
            columns=tuple(each["columns"]),
            rows=tuple((row[0], tuple(row[1:])) for row in each["rows"]),
        )
        for each in kept
    )


def _matching(kept: dict[str, Any]) -> Matching:
    tables = {
        name: TableMatch(question=each["question"], columns=each["columns"])
        for name, each in kept["tables"].items()
    }
    return Matching(source=kept["source"], columns=kept["columns"], tables=tables)


def dry_run(desk: Desk, actor: Person, call_id: str, import_id: str) -> DryRun:
    """What a file that was sent would become; nothing is written."""
    now = desk.clock.now()
    with desk.look() as connection:
        call = call_of_imports(connection, actor, call_id)
        pending = _pending(connection, call, actor, import_id)
        sheets, matching = _sheets(pending.sheets), _matching(pending.matching)
        around = _around(desk, connection, call, matching, now)
    faults = matching_refusals(matching, sheets, around.form, around.phase)
    return DryRun(
        call=call,
        name=pending.name,
        public_id=pending.public_id,
        sheets=sheets,
        matching=matching,
        faults=faults,
        plan=None if faults else read_plan(sheets, matching, around),
    )


def plan_of(
    desk: Desk, actor: Person, call_id: str, sheets: tuple[Sheet, ...], matching: Matching
) -> Plan:
    """What some sheets would become; nothing is written. Raises `Invalid` for the matching."""
    now = desk.clock.now()
    with desk.look() as connection:
        call = call_of_imports(connection, actor, call_id)
        _check_open(connection, call, now)
        around = _around(desk, connection, call, matching, now)
    return read_plan(sheets, matching, around)


def proposed_matching(
    desk: Desk, actor: Person, call_id: str, sheets: tuple[Sheet, ...]
) -> Matching:
    """What the columns of some sheets would become, by their headings."""
    with desk.look() as connection:
        call = call_of_imports(connection, actor, call_id)
    return propose(sheets, call.questions(), call.first_phase)


def _pending(connection: Connection, call: Call, actor: Person, import_id: str) -> Pending:
    found = importing.find_pending(connection, import_id)
    if found is None or (found.call_id, found.made_by) != (call.id, actor.id):
        raise NotFound("import", import_id)
    return found


def _around(
    desk: Desk, connection: Connection, call: Call, matching: Matching, now: dt.datetime
) -> Around:
    several = bool(call.settings.get("several"))
    reading = Reading(
        today=local_day(now), figures=call.figures, registers=desk.registers, files={}
    )
    return Around(
        form=call.questions(),
        phase=call.first_phase,
        reading=reading,
        now=now,
        known=importing.known_numbers(connection, call.id, matching.source),
        applied=None if several else importing.numbers_applied(connection, call.id),
    )


def match(desk: Desk, actor: Person, call_id: str, import_id: str, matching: Matching) -> None:
    """Keep what the columns of a file become, even what is wrong in it."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        _step(call, taking.roles(call))
        pending = _pending(taking.connection, call, actor, import_id)
        importing.change_matching(taking.connection, pending.id, matching_document(matching))


def give_up(desk: Desk, actor: Person, call_id: str, import_id: str) -> None:
    """Forget a file that was sent: nothing of it stays."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        _step(call, taking.roles(call))
        pending = _pending(taking.connection, call, actor, import_id)
        importing.remove_pending(taking.connection, pending.id)


def carry_out(desk: Desk, actor: Person, call_id: str, import_id: str, *, seen: str) -> int:
    """Bring the applications of a file, all or none; gives how many came.

    `seen` is the digest of the plan that was read: `Conflict` is raised when another stands.
    """
    run = dry_run(desk, actor, call_id, import_id)
    if run.plan is None:
        raise Invalid(run.faults)
    with desk.take(actor) as taking:
        count = _bring(taking, run.call, run.matching, run.plan, seen=seen)
        pending = _pending(taking.connection, run.call, actor, import_id)
        importing.remove_pending(taking.connection, pending.id)
    return count


def bring(
    desk: Desk, actor: Person, call_id: str, sheets: tuple[Sheet, ...], matching: Matching
) -> int:
    """Bring the applications of some sheets, all or none; gives how many came."""
    plan = plan_of(desk, actor, call_id, sheets, matching)
    with desk.look() as connection:
        call = call_of_imports(connection, actor, call_id)
    with desk.take(actor) as taking:
        return _bring(taking, call, matching, plan, seen=plan.digest())


def _bring(taking: Taking, looked_at: Call, matching: Matching, plan: Plan, *, seen: str) -> int:
    """Keep every new row of a plan, which was read before: nobody waits while we read."""
    connection = taking.connection
    call = taking.call(looked_at.public_id)
    step = _step(call, taking.roles(call))
    _check_open(connection, call, taking.now)
    if plan.refusals:
        raise Conflict("import-refused", count=len(plan.refusals))
    new = plan.of(Fate.NEW)
    known = importing.known_numbers(connection, call.id, matching.source)
    came = any(each.number in known for each in new)
    if came or plan.digest() != seen or _differs(connection, call, looked_at, new):
        raise Conflict("import-changed")
    if not new:
        raise Conflict("import-nothing")
    organisations = _organisations(taking, new)
    slots = importing.slots_taken(connection, call.id)
    rank = applications.count_receipts(connection, call.id)
    for place, row in enumerate(new, start=1):
        organisation = organisations[row.siret]
        slots[organisation] = slots.get(organisation, 0) + 1
        receipt = receipt_number(local_day(call.opens_at).year, rank + place)
        file = _submitted(taking, call, row, (organisation, slots[organisation]), receipt)
        _keep(taking, (step, call), file, row, matching.source)
    return len(new)


def _differs(connection: Connection, call: Call, looked_at: Call, new: tuple[Row, ...]) -> bool:
    """Whether the call, or who applied to it, is no longer what the rows were read for."""
    if call.form_number != looked_at.form_number or call.figures != looked_at.figures:
        return True
    if call.settings.get("several"):
        return False
    return not importing.numbers_applied(connection, call.id).isdisjoint(each.siret for each in new)


def _organisations(taking: Taking, new: tuple[Row, ...]) -> dict[str, int]:
    """The inner id of each administration, by its SIRET; those unknown are made.

    A name alone never makes two of them one: its number is then said beside it.
    """
    connection, names = taking.connection, {each.siret: each.name for each in new}
    found = importing.organisations_by_siret(connection, names.keys())
    taken = {each.name.lower() for each in people.all_organisations(connection)}
    for siret, said in names.items():
        if siret in found:
            continue
        name = said[:ORGANISATION_LENGTH]
        name = f"{name} ({siret})" if name.lower() in taken or not name else name
        taken.add(name.lower())
        made = people.add_organisation(connection, name, siret)
        found[siret] = made.id
        facts = {"siret": siret}
        note_service(
            connection, taking.now, taking.actor, "add_organisation", made.public_id, facts
        )
    return found


def _submitted(
    taking: Taking, call: Call, row: Row, place: tuple[int, int], receipt: str
) -> Application:
    return applications.add_submitted(
        taking.connection,
        call_id=call.id,
        organisation_id=place[0],
        slot=place[1],
        created_by=taking.actor.id,
        stage=ApplicationStage.SUBMITTED,
        phase=call.first_phase,
        form_number=call.form_number,
        session=call.session(row.sent_at or taking.now),
        draft=dict(row.typed),
        receipt=receipt,
        created_at=taking.now,
        updated_at=taking.now,
        submitted_at=taking.now,
        **projected(row.answers.said),
    )


def _keep(taking: Taking, by: tuple[Step, Call], file: Application, row: Row, source: str) -> None:
    """Keep the version of a file, its entry in the journal, its words and where it comes from."""
    connection, (step, call) = taking.connection, by
    stated = {
        "source": source,
        "number": row.number,
        "sent_at": row.sent_at.isoformat() if row.sent_at else None,
    }
    kept, digest = frozen_answers(row.answers, call.form_number, brought=stated)
    facts = submission_facts(digest, file.receipt or "", 1)
    entry = taking.enter(step, call, file.public_id, facts)
    applications.add_version(
        connection,
        application_id=file.id,
        number=1,
        phase=file.phase,
        form_number=file.form_number,
        answers=kept,
        digest=digest,
        request_key=None,
        entry_seq=entry.seq,
        submitted_at=taking.now,
        submitted_by=taking.actor.id,
    )
    finding.keep_words(connection, file, row.name, kept["answers"])
    importing.add_origin(
        connection,
        application_id=file.id,
        call_id=call.id,
        source=source,
        number=row.number,
        digest=row.digest,
        state=row.state,
        contact=row.contact,
        sent_at=row.sent_at,
        imported_by=taking.actor.id,
        imported_at=taking.now,
    )


@record
class OriginShown:
    """Where an application comes from, and who brought it."""

    origin: Origin
    by: Person
    may_invite: bool


def origin_page(desk: Desk, actor: Person, application_id: str) -> OriginShown | None:
    """Where an application comes from, for the managers of its call; None for one of ours."""
    with desk.look() as connection:
        known = applications.find_application(connection, application_id)
        found = importing.origin_of(connection, known.id) if known else None
        if known is None or found is None:
            return None
        check_manager_of(connection, actor, known)
        return OriginShown(
            origin=found,
            by=people.get_person(connection, found.imported_by),
            may_invite=bool(found.contact) and known.stage is ApplicationStage.SUBMITTED,
        )


def invite_contact(desk: Desk, actor: Person, application_id: str, *, base: str) -> Invitation:
    """Invite the contact that a file stated to lead its application: no right comes without it."""
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        roles = roles_over(taking, known)
        step = taking.step(IMPORTING_STEPS, "invite_contact", known.stage, roles, {})
        found = importing.origin_of(taking.connection, known.id)
        if found is None or not found.contact:
            raise NotFound("contact", application_id)
        invited = (found.contact.lower(), TeamRole.LEAD)
        return send_invitation(taking, (known, call), step, invited, base=base)
