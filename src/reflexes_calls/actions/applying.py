"""From a call to an application."""

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.partnering import frozen_partners, missing_of
from reflexes_calls.domain.answering import Answers, Reading, keep_known, read_answers
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.application import Application, Version, frozen_answers, receipt_number
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import PLACE, local_day
from reflexes_calls.domain.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    NotOpen,
    Refused,
    TooLate,
)
from reflexes_calls.domain.form import Form
from reflexes_calls.domain.journal import Entry
from reflexes_calls.domain.lifecycle import APPLICATION_STEPS, ApplicationStage, CallStage, Step
from reflexes_calls.domain.once import id_of_request
from reflexes_calls.domain.people import TEAM, Organisation, Person, Role
from reflexes_calls.domain.proof import submission_facts
from reflexes_calls.domain.rights import check_open, check_sent_before, standing_of_version
from reflexes_calls.letters.arrival import arrival_facts
from reflexes_calls.storage import (
    applications,
    attachments,
    calls,
    finding,
    people,
    scores,
    team,
)

LONGEST_TITLE = 240


def start_draft(  # noqa: PLR0913  # for whom, and what tells two requests apart
    desk: Desk,
    actor: Person,
    call_id: str,
    organisation: Organisation,
    *,
    another: bool = False,
    request_key: str | None = None,
) -> Application:
    """Begin the application of an organisation, or give the one that exists.

    `another` asks for one more, where the call takes several of one administration; asked twice by
    a form known by its `request_key`, one more is begun.
    """
    made = id_of_request(request_key, actor.public_id, call_id, organisation.public_id)
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        if call.stage is CallStage.DRAFT:
            raise NotFound("call", call_id)
        if Role.APPLICANT not in taking.roles(call, organisation.id):
            raise NotAllowed("not-your-organisation", organisation=organisation.name)
        known = applications.find_alive(taking.connection, call.id, organisation.id)
        if known and not (another and call.settings.get("several")):
            return known
        if made and (begun := applications.find_application(taking.connection, made)):
            return begun
        if call.stage is CallStage.CONCLUDED:
            raise NotOpen("not-open", step="apply", stage=call.stage, open=())
        check_open(call, taking.now)
        people.add_grant(taking.connection, actor.id, call.id, Role.APPLICANT)
        return applications.add_draft(
            taking.connection,
            call=call.id,
            organisation=organisation.id,
            person=actor.id,
            at=taking.now,
            phase=call.first_phase,
            form_number=call.form_number,
            slot=applications.free_slot(taking.connection, call.id, organisation.id)
            if known
            else 1,
            public_id=made,
        )


def save_draft(  # noqa: PLR0913  # what is typed, and on what it rests
    desk: Desk,
    actor: Person,
    application_id: str,
    raw: Raw,
    *,
    revision: int | None,
    partial: bool = False,
) -> Application:
    """Keep what was typed, even what is wrong.

    `partial` says that `raw` holds some questions only, the others staying as they are. Two people
    who type different answers at once both keep theirs; for one and the same answer, `Conflict` is
    raised with `mine`, `theirs`, the `keys` in question, and the present `revision`. A `revision`
    of None says that whatever was kept may be replaced.
    """
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        return keep_typed(taking, known, call, raw, revision, partial=partial)


def keep_typed(  # noqa: PLR0913  # as above
    taking: Taking,
    known: Application,
    call: Call,
    raw: Raw,
    revision: int | None,
    *,
    partial: bool,
) -> Application:
    """Keep what was typed, within a transaction; see `save_draft`."""
    roles = _roles_of_team(taking, known, call)
    needs = {"open_for_applications": lambda: check_open(call, taking.now, known)}
    taking.step(APPLICATION_STEPS, "save", known.stage, roles, needs)
    form = form_of_application(taking.connection, known)
    typed = keep_known(form, raw)
    kept = known.draft | typed if partial else typed
    changed = {
        key
        for key in kept.keys() | known.draft.keys()
        if kept.get(key, "") != known.draft.get(key, "")
    }
    _check_untouched(known, kept, changed, revision)
    if not changed:
        return known
    return applications.change_known(
        taking.connection,
        known,
        draft={key: text for key, text in kept.items() if text},
        touched=known.touched | _touched(taking, known, changed),
        revision=known.revision + 1,
        updated_at=taking.now,
        **_title_of_draft(known, kept),
    )


def _title_of_draft(known: Application, kept: Raw) -> dict[str, str]:
    """The title of what was never submitted; afterwards lists show the one that was sent."""
    if known.receipt is not None:
        return {}
    return {"title": kept.get("title", "").strip()[:LONGEST_TITLE]}


def _check_untouched(
    known: Application, kept: Raw, changed: set[str], revision: int | None
) -> None:
    if revision is None or revision == known.revision:
        return
    since = {key for key in changed if known.touched.get(key, [0])[0] > revision}
    if since:
        raise Conflict(
            "changed-elsewhere",
            mine=dict(kept),
            theirs=known.draft,
            keys=tuple(sorted(since)),
            revision=known.revision,
        )


def _touched(taking: Taking, known: Application, changed: set[str]) -> dict[str, list[object]]:
    mark = [known.revision + 1, taking.actor.public_id, taking.now.isoformat()]
    return dict.fromkeys(changed, mark)


def form_of_application(connection: Connection, known: Application) -> Form:
    """The version of the form that a draft answers."""
    return calls.form_version_of(connection, known.call_id, known.form_number)


def reading_of(taking: Taking, known: Application, call: Call) -> Reading:
    """What reading the answers of an application needs to know around it."""
    return Reading(
        today=local_day(taking.now),
        figures=call.figures,
        registers=taking.desk.registers,
        files=files_of(taking.connection, known),
    )


def files_of(connection: Connection, known: Application) -> dict[str, list[dict[str, object]]]:
    """The attached files of each question, as a submission keeps them."""
    found: dict[str, list[dict[str, object]]] = {}
    for each in attachments.attachments_of(connection, known.id):
        found.setdefault(each.question, []).append(each.document())
    return found


def submit(  # noqa: PLR0913  # what is typed, on what it rests, and the form's own key
    desk: Desk,
    actor: Person,
    application_id: str,
    raw: Raw | None = None,
    *,
    revision: int | None = None,
    only: int | None = None,
    request_key: str | None = None,
) -> Application:
    """Submit the draft, or `raw` when it is given; the receipt is taken in this transaction.

    `only` is the revision that was read: when another stands, `Conflict` is raised.

    A form sent twice, known by its `request_key`, is submitted once: the second time gives what
    the first did, and so does whoever submits what is submitted already. When the submission is
    refused, `raw` is kept as the draft all the same if it may still be changed: nothing entered is
    lost.
    """
    refused: Refused | None = None
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        roles = _roles_of_team(taking, known, call)
        if _was_done(taking, known, request_key):
            return known
        if only is not None and only != known.revision:
            raise Conflict("changed-since", met=only, expected=known.revision)
        if raw is not None:
            known = keep_typed(taking, known, call, raw, revision, partial=False)
        if _is_as_submitted(taking, known):
            return known
        try:
            known = _submit(taking, known, call, roles, request_key)
        except (Invalid, NotOpen, TooLate) as error:
            # What was typed is kept with this transaction, whatever becomes of the submission.
            refused = error
    if refused is not None:
        raise refused
    return known


def _was_done(taking: Taking, known: Application, request_key: str | None) -> bool:
    """Whether a form of this key submitted already; who has no receipt never submitted anything."""
    if not request_key or known.receipt is None:
        return False
    return applications.find_request(taking.connection, known.id, request_key) is not None


def _is_as_submitted(taking: Taking, known: Application) -> bool:
    """Whether the last submission says all that stands now; asked by a second tab, a colleague."""
    if known.stage is not ApplicationStage.SUBMITTED or known.has_unsent_changes:
        return False
    last = applications.last_version(taking.connection, known.id)
    standing: list[Any] = last.answers.get("partners", []) if last else []
    return standing == frozen_partners(taking.connection, known)


def _roles_of_team(taking: Taking, known: Application, call: Call) -> frozenset[Role]:
    """The roles of someone of the team; for anyone else, there is no such application."""
    roles = taking.roles(call, known.organisation_id, known.id)
    if TEAM.isdisjoint(roles):
        raise NotFound("application", known.public_id)
    return roles


def _submit(
    taking: Taking,
    known: Application,
    call: Call,
    roles: frozenset[Role],
    request_key: str | None,
) -> Application:
    read: list[Answers] = []
    form = form_of_application(taking.connection, known)

    def complete() -> None:
        check_present_form(known, call)
        missing = missing_of(taking.connection, known, call)
        reading = reading_of(taking, known, call)
        try:
            read.append(read_answers(form, known.phase, known.draft, reading))
        except Invalid as invalid:
            raise Invalid((*invalid.refusals, *missing)) from invalid
        if missing:
            raise Invalid(missing)

    needs = {
        "open_for_applications": lambda: check_open(call, taking.now, known),
        "complete": complete,
    }
    step = taking.step(APPLICATION_STEPS, "submit", known.stage, roles, needs)
    partners = frozen_partners(taking.connection, known)
    kept, digest = frozen_answers(read[0], known.form_number, partners)
    # Who has no receipt has no version either.
    last = applications.last_version(taking.connection, known.id) if known.receipt else None
    receipt = known.receipt or _next_receipt(taking, call)
    number = last.number + 1 if last else 1
    entry = taking.enter(step, call, known.public_id, submission_facts(digest, receipt, number))
    version = applications.add_version(
        taking.connection,
        application_id=known.id,
        number=number,
        phase=known.phase,
        form_number=known.form_number,
        answers=kept,
        digest=digest,
        request_key=request_key,
        entry_seq=entry.seq,
        submitted_at=taking.now,
        submitted_by=taking.actor.id,
    )
    moved = applications.change_known(
        taking.connection,
        known,
        stage=ApplicationStage.SUBMITTED,
        receipt=receipt,
        submitted_revision=known.revision,
        submitted_at=taking.now,
        session=call.session(taking.now),
        updated_at=taking.now,
        **projected(read[0].said),
    )
    if last is not None:
        scores.begin_again(taking.connection, known.id)
    organisation = people.find_organisation(taking.connection, known.organisation_id)
    finding.keep_words(taking.connection, moved, organisation.name, kept["answers"])
    _tell(taking, step, moved, call, **_arrived(version, last, call), **_held(version, entry))
    return moved


def _arrived(version: Version, last: Version | None, call: Call) -> dict[str, str]:
    """When and how a version arrived, as its letter says it."""
    at = version.submitted_at
    standing = standing_of_version(call, version.phase, at)
    replaced = last.number if last and last.phase is version.phase else None
    told = f"{at.astimezone(ZoneInfo(PLACE)):%d/%m/%Y %H:%M:%S}"
    return {"at": told, **arrival_facts(standing, version.number, replaced)}


def _held(version: Version, entry: Entry) -> dict[str, str]:
    """What proves that the journal holds a version."""
    return {"digest": version.digest, "seq": str(entry.seq), "entry": entry.digest}


def check_present_form(known: Application, call: Call) -> None:
    """Raise `Invalid` when the call's form has changed since the draft was last carried over."""
    if known.form_number != call.form_number:
        raise NotOpen("form-amended", met=known.form_number, expected=call.form_number)


def _next_receipt(taking: Taking, call: Call) -> str:
    rank = applications.count_receipts(taking.connection, call.id) + 1
    return receipt_number(local_day(call.opens_at).year, rank)


def projected(said: dict[str, Any]) -> dict[str, Any]:
    """The answers that lists filter and sort on, as columns."""
    territory = said.get("territory")
    return {
        "title": str(said.get("title", ""))[:LONGEST_TITLE],
        "amount": said.get("budget"),
        "territory": territory.get("code") if isinstance(territory, dict) else None,
    }


def withdraw(desk: Desk, actor: Person, application_id: str) -> Application:
    """Take an application back before it is decided; its receipt is never given again."""
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        roles = _roles_of_team(taking, known, call)
        needs = {"sent_before": lambda: check_sent_before(known)}
        step = taking.step(APPLICATION_STEPS, "withdraw", known.stage, roles, needs)
        moved = applications.change_application(
            taking.connection, known.id, stage=ApplicationStage.WITHDRAWN, updated_at=taking.now
        )
        taking.note(step, call, known.public_id, {})
        _tell(taking, step, moved, call)
    return moved


def _tell(taking: Taking, step: Step, application: Application, call: Call, **facts: str) -> None:
    taking.tell(
        step.name,
        team.whole_team(taking.connection, application),
        receipt=application.receipt or "",
        title=application.draft_title(),
        call=call.title_fr,
        call_en=call.title("en"),
        **facts,
    )
