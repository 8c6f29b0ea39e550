"""From a call to an application."""

from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.application import Application, frozen_answers, receipt_number
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import Conflict, NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.lifecycle import APPLICATION_STEPS, ApplicationStage, CallStage, Step
from reflexes_calls.domain.people import Organisation, Person, Role
from reflexes_calls.domain.questions import read_answers
from reflexes_calls.domain.rights import check_open
from reflexes_calls.storage import applications, people


def start_draft(desk: Desk, actor: Person, call_id: str, organisation: Organisation) -> Application:
    """Begin the application of an organisation, or give the one that exists."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        if call.stage is CallStage.DRAFT:
            raise NotFound("call", call_id)
        if Role.APPLICANT not in taking.roles(call, organisation.id):
            raise NotAllowed("not-your-organisation", organisation=organisation.name)
        known = applications.find_alive(taking.connection, call.id, organisation.id)
        if known:
            return known
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
        )


def save_draft(
    desk: Desk, actor: Person, application_id: str, raw: Raw, *, revision: int | None
) -> Application:
    """Keep what was typed, even what is wrong.

    Raises `Conflict` when another tab saved since `revision`; its facts hold both texts: `mine`,
    `theirs`, and the present `revision`. None says that whatever was kept may be replaced.
    """
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        roles = taking.roles(call, known.organisation_id)
        taking.step(APPLICATION_STEPS, "save", known.stage, roles, {})
        return _save(taking, known, call, raw, revision)


def _save(
    taking: Taking, known: Application, call: Call, raw: Raw, revision: int | None
) -> Application:
    typed = read_answers(raw, partial=True, today=local_day(taking.now), call=call)
    if revision is not None and revision != known.revision and typed != known.draft:
        raise Conflict("changed-elsewhere", mine=typed, theirs=known.draft, revision=known.revision)
    return applications.change_application(
        taking.connection,
        known.id,
        draft=typed,
        revision=known.revision + 1,
        updated_at=taking.now,
    )


def submit(
    desk: Desk,
    actor: Person,
    application_id: str,
    raw: Raw | None = None,
    *,
    revision: int | None = None,
) -> Application:
    """Submit the draft, or `raw` when it is given; the receipt is taken in this transaction.

    When the submission is refused, `raw` is kept as the draft all the same if it may still be
    changed: nothing entered is lost.
    """
    if raw is not None:
        # A transaction of its own: the refusal of what follows must not take the text with it.
        save_draft(desk, actor, application_id, raw, revision=revision)
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        return _submit(taking, known, call)


def _submit(taking: Taking, known: Application, call: Call) -> Application:
    read: dict[str, object] = {}

    def complete() -> None:
        today = local_day(taking.now)
        read.update(read_answers(known.draft, partial=False, today=today, call=call))

    needs = {"open_for_applications": lambda: check_open(call, taking.now), "complete": complete}
    roles = taking.roles(call, known.organisation_id)
    step = taking.step(APPLICATION_STEPS, "submit", known.stage, roles, needs)
    kept, digest = frozen_answers(read)
    rank = applications.count_receipts(taking.connection, call.id) + 1
    receipt = receipt_number(local_day(call.opens_at).year, rank)
    applications.add_version(
        taking.connection,
        application_id=known.id,
        number=1,
        answers=kept,
        digest=digest,
        submitted_at=taking.now,
        submitted_by=taking.actor.id,
    )
    moved = applications.change_application(
        taking.connection,
        known.id,
        stage=ApplicationStage.SUBMITTED,
        receipt=receipt,
        updated_at=taking.now,
    )
    taking.note(step, call, known.public_id, {"answers": digest, "receipt": receipt})
    _tell(taking, step, moved, call)
    return moved


def withdraw(desk: Desk, actor: Person, application_id: str) -> Application:
    """Take an application back before it is decided; its receipt is never given again."""
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        roles = taking.roles(call, known.organisation_id)
        step = taking.step(APPLICATION_STEPS, "withdraw", known.stage, roles, {})
        moved = applications.change_application(
            taking.connection, known.id, stage=ApplicationStage.WITHDRAWN, updated_at=taking.now
        )
        taking.note(step, call, known.public_id, {})
        _tell(taking, step, moved, call)
    return moved


def _tell(taking: Taking, step: Step, application: Application, call: Call) -> None:
    taking.tell(
        step.name,
        people.members_of(taking.connection, application.organisation_id),
        receipt=application.receipt or "",
        title=application.draft_title(),
        call=call.title_fr,
    )
