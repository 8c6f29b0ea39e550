"""Sessions of a module: announced, answered by whoever was there, read again by its trainer."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import Connection

from reflexes.records import record
from reflexes.training import Module
from reflexes_calls.actions.composing_modules import module_kept
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.keeping_modules import matter_of, own_module
from reflexes_calls.actions.retiming_modules import minutes_typed
from reflexes_calls.actions.sharing_modules import may_moderate
from reflexes_calls.actions.throttling import begin_try
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.errors import (
    FieldRefusal,
    Invalid,
    NotAllowed,
    NotFound,
    NotOpen,
    Refused,
)
from reflexes_calls.domain.modules import (
    MOST_ANSWERS,
    MOST_SESSIONS,
    WORDS_SENT,
    AnswerTyped,
    CatalogueRemark,
    Heard,
    KeptModule,
    Lived,
    ModuleSession,
    RemarkTyped,
    SessionAnswer,
    SessionTyped,
    TrainerTyped,
    heard,
    lived_minutes,
)
from reflexes_calls.domain.once import id_of_request
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.signing_in import range_of
from reflexes_calls.storage import module_sessions
from reflexes_calls.storage.engine import writing

STUDY = "piste-study"


@record
class SessionShown:
    """A session as whoever has its address sees it."""

    session: ModuleSession
    module: Module
    is_open: bool


@record
class SessionHeard:
    """A session as its trainer sees it."""

    session: ModuleSession
    heard: Heard
    told: tuple[SessionAnswer, ...]


@record
class Lessons:
    """What the sessions of a module taught; `lived` has the activities of its present state."""

    kept: KeptModule
    module: Module
    sessions: tuple[SessionHeard, ...]
    lived: Mapping[str, Lived]


def announce_session(
    desk: Desk, actor: Person, module_id: str, raw: Raw, *, request_key: str | None = None
) -> ModuleSession:
    """Announce a session of one's module, in the state that it has now."""
    said = read_form(SessionTyped, raw)
    with desk.take(actor) as taking:
        kept = own_module(taking.connection, actor, module_id, lock=True)
        key = id_of_request(request_key, actor.public_id, module_id, said.title, said.held_on)
        if key and (known := module_sessions.find_session(taking.connection, key)):
            return known
        if len(module_sessions.sessions_of(taking.connection, kept.id)) >= MOST_SESSIONS:
            raise Refused("too-many-sessions", most=MOST_SESSIONS)
        return module_sessions.add_session(
            taking.connection,
            public_id=key,
            module_id=kept.id,
            said=kept.said,
            title=said.title,
            held_on=said.held_on,
            piste=piste_studied(desk, module_kept(kept.said)),
            made_by=actor.id,
            made_at=taking.now,
        )


def piste_studied(desk: Desk, module: Module) -> str:
    """The piste of which a module drafts a trial; empty when it studies none."""
    if all(each.template != STUDY for each in module.activities):
        return ""
    _, matter = matter_of(desk, module)
    return matter.piste.code if matter.piste else ""


def session_shown(desk: Desk, public_id: str) -> SessionShown:
    """A session, for whoever has its address."""
    with desk.look() as connection:
        session = need_session(connection, public_id)
    return SessionShown(
        session=session,
        module=module_kept(session.said),
        is_open=session.closed_at is None,
    )


def need_session(connection: Connection, public_id: str) -> ModuleSession:
    """The session of a public id, or `NotFound`."""
    session = module_sessions.find_session(connection, public_id)
    if session is None:
        raise NotFound("session", public_id)
    return session


def check_taking(connection: Connection, session: ModuleSession) -> None:
    """Raise when a session takes no more of what participants send."""
    if session.closed_at is not None:
        raise NotOpen("session-closed")
    if module_sessions.count_sent(connection, session.id) >= MOST_ANSWERS:
        raise Refused("session-full", most=MOST_ANSWERS)


def count_words(desk: Desk, source: str) -> None:
    """Count what is sent without an account; `Refused` says when more may be."""
    if source:
        begin_try(desk, {f"sessions:{range_of(source)}": WORDS_SENT})


def answer(desk: Desk, public_id: str, raw: Raw, source: str) -> None:
    """Keep what a participant says; nothing says who, nor at which hour."""
    said = read_form(AnswerTyped, raw)
    if not (said.useful or said.worked or said.to_change):
        raise Invalid((FieldRefusal(field="useful", kind="nothing-said"),))
    count_words(desk, source)
    with writing(desk.engine) as connection:
        session = need_session(connection, public_id)
        check_taking(connection, session)
        module_sessions.add_answer(
            connection,
            session_id=session.id,
            is_trainer=False,
            minutes={},
            useful=int(said.useful) if said.useful else None,
            worked=said.worked,
            to_change=said.to_change,
            sent_at=_day_alone(desk.clock.now()),
        )


def _day_alone(now: dt.datetime) -> dt.datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def lessons_of(desk: Desk, actor: Person, module_id: str) -> Lessons:
    """What the sessions of one's module taught."""
    with desk.look() as connection:
        kept = own_module(connection, actor, module_id)
        known = [
            (each, module_sessions.answers_of(connection, each.id))
            for each in module_sessions.sessions_of(connection, kept.id)
        ]
    module = module_kept(kept.said)
    return Lessons(
        kept=kept,
        module=module,
        sessions=tuple(
            SessionHeard(
                session=session,
                heard=heard(answers),
                told=tuple(each for each in answers if each.is_trainer),
            )
            for session, answers in known
        ),
        lived=lived_minutes(
            {each.code: each.minutes for each in module.activities},
            [one for _, answers in known for one in answers],
        ),
    )


def own_session(
    desk: Desk, actor: Person, module_id: str, session_id: str
) -> tuple[KeptModule, SessionShown]:
    """A session of one's module."""
    with desk.look() as connection:
        kept = own_module(connection, actor, module_id)
        session = need_session(connection, session_id)
    if session.module_id != kept.id:
        raise NotFound("session", session_id)
    return kept, session_shown(desk, session_id)


def records_cited(module: Module) -> tuple[str, ...]:
    """The records of the catalogue that a module speaks of, each once."""
    cited = (claim.record for claim in module.claims if claim.record)
    return tuple(dict.fromkeys((*module.about, *cited)))


def tell_session(desk: Desk, actor: Person, module_id: str, session_id: str, raw: Raw) -> None:
    """Keep what the trainer says: real minutes, what worked, a remark about the catalogue.

    Everything that is wrong is refused at once; minutes left empty are those that nobody counted.
    """
    _, shown = own_session(desk, actor, module_id, session_id)
    refusals: list[FieldRefusal] = []
    minutes: dict[str, int] = {}
    counted = {name: text for name, text in raw.items() if text.strip()}
    try:
        read = minutes_typed(shown.module, counted)
        minutes = {code: read[code] for code in read if f"minutes-{code}" in counted}
    except Invalid as invalid:
        refusals.extend(invalid.refusals)
    said, remark = _told(raw, records_cited(shown.module), refusals)
    if refusals or said is None or remark is None:
        raise Invalid(tuple(refusals))
    if not (minutes or said.worked or said.to_change or remark.remark):
        raise Invalid((FieldRefusal(field="worked", kind="nothing-said"),))
    with desk.take(actor) as taking:
        if minutes or said.worked or said.to_change:
            module_sessions.add_answer(
                taking.connection,
                session_id=shown.session.id,
                is_trainer=True,
                minutes=minutes,
                useful=None,
                worked=said.worked,
                to_change=said.to_change,
                sent_at=taking.now,
            )
        if remark.remark:
            module_sessions.add_remark(
                taking.connection,
                session_id=shown.session.id,
                record=remark.record,
                edition=shown.module.edition,
                text=remark.remark,
                written_at=taking.now,
            )


def _told(
    raw: Raw, cited: tuple[str, ...], refusals: list[FieldRefusal]
) -> tuple[TrainerTyped | None, RemarkTyped | None]:
    said, remark = None, None
    try:
        said = read_form(TrainerTyped, raw)
    except Invalid as invalid:
        refusals.extend(invalid.refusals)
    try:
        remark = read_form(RemarkTyped, raw)
    except Invalid as invalid:
        refusals.extend(invalid.refusals)
    if remark is not None and remark.remark and remark.record not in cited:
        refusals.append(FieldRefusal(field="record", kind="no-record-chosen"))
    return said, remark


def close_session(
    desk: Desk, actor: Person, module_id: str, session_id: str, *, closed: bool
) -> None:
    """Close a session to answers and drafts, or open it again."""
    _, shown = own_session(desk, actor, module_id, session_id)
    with desk.take(actor) as taking:
        at = taking.now if closed else None
        module_sessions.close_session(taking.connection, shown.session.id, at)


def catalogue_remarks(desk: Desk, actor: Person) -> tuple[CatalogueRemark, ...]:
    """What trainers say of the catalogue, by record: for those who administer the instance."""
    with desk.look() as connection:
        _check_maintainer(connection, actor)
        return module_sessions.remarks(connection)


def handle_remark(desk: Desk, actor: Person, key: int) -> None:
    """Note that a remark was looked at. Nothing is ever written into the catalogue from here."""
    with desk.take(actor) as taking:
        _check_maintainer(taking.connection, actor)
        module_sessions.handle_remark(taking.connection, key, taking.now)


def _check_maintainer(connection: Connection, actor: Person) -> None:
    if not may_moderate(connection, actor):
        raise NotAllowed("not-allowed")
