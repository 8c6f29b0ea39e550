"""The record of a decision: one folder that anyone may compute again, without a name in it."""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib.resources import files as resources
from typing import Any

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.calibrating import jury_marks
from reflexes_calls.actions.candidates import files_read
from reflexes_calls.actions.choosing import check_may_choose, last_found, reader_codes
from reflexes_calls.actions.desk import Desk, need_call, roles_on
from reflexes_calls.actions.recusing import hidden_files
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.jury import Computation, JuryKind, Stage
from reflexes_calls.domain.lifecycle import CHOOSING_STEPS
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.rights import check_manages
from reflexes_calls.domain.selection import DecisionRecord
from reflexes_calls.storage import (
    applications,
    computations,
    decisions,
    people,
    selections,
    team,
)

Plain = dict[str, Any]
README = "README.md"
REGISTERED = "lottery-registered.json"
SHORTEST_NAME = 4
"""Shorter words are met everywhere: they betray nobody."""
BESIDE = frozenset({"basis", "groups"})
"""What is kept beside an assignment without being asked of it."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The day that every file of an archive bears, so that the same record gives the same bytes."""


@record
class RecordPage:
    """A record that may be looked at, and the names found in it, which keep it from going out."""

    call: Call
    files: dict[str, bytes]
    names_met: tuple[str, ...]
    published: DecisionRecord | None


def record_page(desk: Desk, actor: Person, call_id: str) -> RecordPage:
    """The record of a call as it stands, for its managers."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "choose")
        files = files_of_record(connection, call)
        published = selections.published_record(connection, call.id)
        if published is None:
            _check_unbound(connection, actor, call)
        return RecordPage(
            call=call,
            files=files,
            names_met=names_met(connection, call, files),
            published=published,
        )


def _check_unbound(connection: Connection, actor: Person, call: Call) -> None:
    """Raise for whoever is bound to a file of the record, before everyone may read it."""
    found = last_found(connection, call)
    hidden = hidden_files(connection, actor, call)
    weighed = set(found.asked["projects"]) if found else set()
    if any(
        each.public_id in hidden and each.receipt in weighed
        for each in files_read(connection, call)
    ):
        raise NotAllowed("recused-selection", step="choose", by=(Role.MANAGER,))


def publish_record(desk: Desk, actor: Person, call_id: str) -> DecisionRecord:
    """Put the record on the public page of the results, as it stands now.

    Raises `NotOpen` before a decision is released, and when a name is met in it.
    """
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        check_may_choose(taking.connection, actor, call, taking.now)
        step = taking.step(CHOOSING_STEPS, "publish_record", call.stage, taking.roles(call), {})
        if not decisions.decisions_of(taking.connection, call.id):
            raise NotOpen("record-before-decisions")
        files = files_of_record(taking.connection, call, is_public=True)
        met = names_met(taking.connection, call, files)
        if met:
            raise NotOpen("record-names", met=", ".join(met))
        selections.add_record(
            taking.connection,
            call.id,
            files={name: content.decode() for name, content in files.items()},
            digest=digest_of_files(files),
            published_by=actor.id,
            published_at=taking.now,
        )
        taking.note(step, call, call.public_id, {"digest": digest_of_files(files)})
        kept = selections.published_record(taking.connection, call.id)
    if kept is None:
        raise LookupError(call_id)
    return kept


def published_zip(desk: Desk, call_id: str) -> bytes:
    """The record of a call that was published, as an archive; `NotFound` before."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        kept = selections.published_record(connection, call.id)
    if kept is None:
        raise NotFound("decision-record", call_id)
    return zip_of({name: text.encode() for name, text in kept.files.items()})


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """An archive of some files, the same bytes for the same files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(f"record/{name}", EARLIEST), files[name])
    return written.getvalue()


def digest_of_files(files: Mapping[str, bytes]) -> str:
    """The digest of a record: that of its manifest, which holds those of all the others."""
    from reflexes.jury.record import MANIFEST  # noqa: PLC0415 - brings numpy

    return sha256(files[MANIFEST]).hexdigest()


def files_of_record(
    connection: Connection, call: Call, *, is_public: bool = False
) -> dict[str, bytes]:
    """The files of the record of a call; raises `NotOpen` before a selection was computed.

    The public one leaves the assignment out: what each juror knows and the files from which ties
    keep them would say who hides behind a code, and so who gave which mark.
    """
    from reflexes.jury.record import files_of  # noqa: PLC0415 - brings numpy

    found = last_found(connection, call)
    if found is None:
        raise NotOpen("no-selection")
    scores = found.asked["uncertainty"]["calibration"]
    asked = {Stage.CALIBRATION.value: scores, Stage.PORTFOLIO.value: found.asked}
    answered = {Stage.CALIBRATION.value: found.calibration, Stage.PORTFOLIO.value: found.answered}
    for stage, kept in _others(connection, call).items():
        if is_public and stage == Stage.ASSIGNMENT.value:
            continue
        asked[stage], answered[stage] = _coded(connection, call, stage, kept)
    beside = {README: _readme(call, tuple(asked))}
    lottery = selections.standing_lottery(connection, call.id)
    if lottery is not None:
        beside[REGISTERED] = lottery.registered.encode()
    return files_of(asked, answered, beside)


def _others(connection: Connection, call: Call) -> dict[str, Computation]:
    """The assignment and the draw that are in force."""
    told = {}
    for stage in (Stage.ASSIGNMENT, Stage.LOTTERY):
        kept = computations.in_force(connection, call.id, jury=JuryKind.PROJECT, stage=stage)
        if kept is not None:
            told[stage.value] = kept
    return told


def _coded(
    connection: Connection, call: Call, stage: str, kept: Computation
) -> tuple[Plain, Plain]:
    """What a stage was asked and answered, in the codes of the record."""
    asked, answered = json.loads(kept.asked), json.loads(kept.answered)
    if stage != Stage.ASSIGNMENT.value:
        return asked, answered
    # What told the page that the computation is fresh, and which regions are served: not asked.
    asked = {name: said for name, said in asked.items() if name not in BESIDE}
    known = applications.applications_of(connection, call=call.id)
    receipts = {each.public_id: each.receipt for each in known if each.receipt}
    marked = jury_marks(connection, call, JuryKind.PROJECT).readers
    readers = reader_codes(tuple(each.public_id for each in marked))
    # Those who were given files and never marked any stand in no score: they have codes apart.
    silent = sorted(set(asked["reviewers"]) - set(readers))
    readers |= {reader: f"K{rank:03}" for rank, reader in enumerate(silent, start=1)}
    codes = {**receipts, **readers}
    return _renamed(asked, codes), _renamed(answered, codes)


def _renamed(plain: Any, codes: Mapping[str, str]) -> Any:
    """The same plain data, each code replaced wherever it stands."""
    if isinstance(plain, str):
        return codes.get(plain, plain)
    if isinstance(plain, list):
        return [_renamed(each, codes) for each in plain]
    if isinstance(plain, dict):
        return {codes.get(name, name): _renamed(each, codes) for name, each in plain.items()}
    return plain


def _readme(call: Call, stages: Iterable[str]) -> bytes:
    text = (resources("reflexes_calls.papers") / "decision_record.md").read_text("utf-8")
    listed = "\n".join(f"- `{stage}.json`" for stage in stages)
    return text.replace("{{call}}", call.public_id).replace("{{stages}}", listed).encode()


def names_met(connection: Connection, call: Call, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The names, addresses and titles of the call that are met in the files of its record."""
    text = b"\n".join(files.values()).decode().casefold()
    return tuple(name for name in _names_of(connection, call) if _is_met(name.casefold(), text))


def _is_met(name: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text))


def _names_of(connection: Connection, call: Call) -> tuple[str, ...]:
    found = list(selections.names_around(connection, call.id))
    for known in applications.applications_of(connection, call=call.id):
        own = people.find_organisation(connection, known.organisation_id)
        found += [own.name, known.draft_title(), known.title]
        for person in team.whole_team(connection, known):
            found += [person.name, person.email]
    kept = {each.strip() for each in found if len(each.strip()) >= SHORTEST_NAME}
    return tuple(sorted(kept))
