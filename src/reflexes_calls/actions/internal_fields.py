"""The team of a programme fills in its own questions on an application."""

from typing import Any

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.desk import Desk, need_application
from reflexes_calls.actions.recusing import roles_over, seat_of
from reflexes_calls.domain.answering import Reading
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import Conflict, NotFound
from reflexes_calls.domain.form import Form
from reflexes_calls.domain.internal import (
    internal_digest,
    internal_form,
    keep_internal,
    read_internal,
)
from reflexes_calls.domain.lifecycle import INTERNAL_STEPS
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.visibility import Seat
from reflexes_calls.storage import applications, calls


@record
class InternalPage:
    """The team's own questions on an application: as typed, and as read."""

    application: Application
    call: Call
    form: Form
    typed: dict[str, str]
    said: dict[str, Any]
    digest: str


def internal_page(desk: Desk, actor: Person, application_id: str) -> InternalPage:
    """The internal questions of an application, for the managers of its call alone."""
    with desk.look() as connection:
        known, call = _managed(connection, actor, application_id)
    form = call.questions()
    return InternalPage(
        application=known,
        call=call,
        form=internal_form(form),
        typed=known.internal,
        said=_read(desk, call, known),
        digest=internal_digest(known.internal),
    )


def _managed(
    connection: Connection, actor: Person, application_id: str
) -> tuple[Application, Call]:
    known = need_application(connection, application_id)
    call = calls.get_call(connection, known.call_id)
    if seat_of(connection, actor, known) is not Seat.MANAGER:
        raise NotFound("application", application_id)
    return known, call


def _read(desk: Desk, call: Call, known: Application) -> dict[str, Any]:
    form = call.questions()
    kept = keep_internal(form, known.internal, {})
    return {
        code: said
        for code, said in read_internal(form, kept, _reading(desk, call)).items()
        if said is not None
    }


def _reading(desk: Desk, call: Call) -> Reading:
    today = local_day(desk.clock.now())
    return Reading(today=today, figures=call.figures, registers=desk.registers, files={})


def fill_internal(
    desk: Desk, actor: Person, application_id: str, raw: Raw, *, seen: str | None = None
) -> Application:
    """Keep what the team typed; raises `Invalid` with every refusal.

    `seen` is the digest of what stood when the page was opened: `Conflict` is raised when someone
    else saved in the meantime.
    """
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        if known.receipt is None:
            raise NotFound("application", application_id)
        step = taking.step(
            INTERNAL_STEPS, "fill_internal", known.stage, roles_over(taking, known), {}
        )
        if seen is not None and seen != internal_digest(known.internal):
            raise Conflict("question-changed")
        form = call.questions()
        kept = keep_internal(form, raw, known.internal)
        read_internal(form, kept, _reading(desk, call))
        saved = applications.change_application(taking.connection, known.id, internal=kept)
        taking.note(step, call, known.public_id, {"internal": internal_digest(kept)})
    return saved
