"""From a session to a call: the first draft of a trial, kept at an address, then in a file.

Whoever was in the room writes without an account. The address is all that opens the draft; once
signed in, its owner takes it into the draft of an application, where only what is empty is filled.
"""

from sqlalchemy import Connection

from reflexes.records import record, values_of
from reflexes_calls.actions.applying import form_of_application, save_draft, start_draft
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.leading_modules import check_taking, count_words, need_session
from reflexes_calls.domain.answering import keep_known
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call, Moment
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound, NotOpen
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.domain.modules import DraftTyped, TraineeDraft
from reflexes_calls.domain.people import Organisation, Person
from reflexes_calls.storage import calls, module_sessions
from reflexes_calls.storage.engine import writing


@record
class DraftShown:
    """A draft behind its address, and the open calls that its piste has."""

    draft: TraineeDraft
    calls: tuple[Call, ...]


@record
class Taken:
    """What became of a draft in an application: what was filled, and what stays beside it."""

    application: Application
    filled: int
    beside: int


def _read(raw: Raw) -> dict[str, str]:
    said = values_of(read_form(DraftTyped, raw))
    typed = {name: value for name, value in said.items() if value}
    if not typed:
        raise Invalid((FieldRefusal(field="proof_wrong", kind="nothing-said"),))
    return typed


def write_draft(desk: Desk, session_id: str, raw: Raw, source: str) -> TraineeDraft:
    """Keep the draft of a team, and give the address that opens it."""
    typed = _read(raw)
    count_words(desk, source)
    with writing(desk.engine) as connection:
        session = need_session(connection, session_id)
        if not session.piste:
            raise NotOpen("no-draft-here")
        check_taking(connection, session)
        return module_sessions.add_trainee_draft(
            connection,
            session_id=session.id,
            piste=session.piste,
            answers=typed,
            kept_at=desk.clock.now(),
        )


def save_trainee_draft(desk: Desk, draft_id: str, raw: Raw, source: str) -> None:
    """Keep what a draft says now."""
    typed = _read(raw)
    count_words(desk, source)
    with writing(desk.engine) as connection:
        draft = _need(connection, draft_id)
        module_sessions.save_trainee_draft(connection, draft.id, typed, desk.clock.now())


def draft_shown(desk: Desk, draft_id: str) -> DraftShown:
    """A draft, and where it may go."""
    with desk.look() as connection:
        draft = _need(connection, draft_id)
        now = desk.clock.now()
        stand = calls.list_calls(connection)
    going = tuple(
        each
        for each in stand
        if each.stage is CallStage.PUBLISHED
        and draft.piste in each.piste_codes
        and each.moment(now) is Moment.OPEN
    )
    return DraftShown(draft=draft, calls=going)


def _need(connection: Connection, draft_id: str) -> TraineeDraft:
    draft = module_sessions.find_trainee_draft(connection, draft_id)
    if draft is None:
        raise NotFound("draft", draft_id)
    return draft


def take_into_call(
    desk: Desk, actor: Person, draft_id: str, call_id: str, organisation: Organisation
) -> Taken:
    """Begin the application of an organisation, or go on with it, and fill what is empty there."""
    shown = draft_shown(desk, draft_id)
    if call_id not in {each.public_id for each in shown.calls}:
        raise NotFound("call", call_id)
    application = start_draft(desk, actor, call_id, organisation)
    with desk.look() as connection:
        form = form_of_application(connection, application)
    asked = keep_known(form, shown.draft.answers)
    empty = {
        name: text for name, text in asked.items() if not application.draft.get(name, "").strip()
    }
    if empty:
        application = save_draft(
            desk,
            actor,
            application.public_id,
            empty,
            revision=application.revision,
            partial=True,
        )
    return Taken(
        application=application,
        filled=len(empty),
        beside=len(shown.draft.answers) - len(empty),
    )
