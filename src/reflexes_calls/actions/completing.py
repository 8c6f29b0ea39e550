"""What a draft still lacks before it can be submitted, who typed in it, and what befell it."""

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.applying import files_of
from reflexes_calls.actions.desk import Desk, need_application, roles_at
from reflexes_calls.actions.looking import ApplicationPage, application_page
from reflexes_calls.actions.partnering import missing_of
from reflexes_calls.domain.answering import Reading
from reflexes_calls.domain.answers import UnreadableError
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.attachment import Attachment
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.deadlines import Standing
from reflexes_calls.domain.errors import FieldRefusal, NotFound
from reflexes_calls.domain.form import Form, Kind, Question
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import TEAM, Person
from reflexes_calls.domain.progress import SectionProgress, code_of, progress_of
from reflexes_calls.domain.rights import standing_of_application
from reflexes_calls.storage import applications, attachments, calls, journal, people

TOLD = frozenset(
    {
        "submit",
        "import",
        "withdraw",
        "admit",
        "shortlist",
        "set_aside",
        "carry",
        "carry_back",
        "select",
        "decline",
        "appeal",
        "uphold",
        "overturn",
        "reinstate",
    }
)
"""The steps of its history that a team reads; who reads it and when stays within the jury."""

MISSING: tuple[
    Callable[[Connection, Application, Call], tuple[FieldRefusal, ...]],
    ...,
] = (missing_of,)
"""What else than an answer may keep an application from being submitted."""


@record
class Typed:
    """Who typed last, and when."""

    name: str
    at: dt.datetime


@record
class Event:
    """Something that befell an application."""

    kind: str
    at: dt.datetime
    version: int | None = None


@record
class DraftPage:
    """An application as its team goes on with it.

    `elsewhere` is what is missing outside the sections; `last` says who typed last in each
    section, under its code, and `found` the name of each territory and administration typed.
    """

    own: ApplicationPage
    standing: Standing
    progress: tuple[SectionProgress, ...]
    elsewhere: tuple[FieldRefusal, ...]
    attachments: tuple[Attachment, ...]
    last: dict[str, Typed]
    found: dict[str, str]
    events: tuple[Event, ...]

    @property
    def application(self) -> Application:
        """The application itself."""
        return self.own.application

    @property
    def form(self) -> Form:
        """The form that the draft answers."""
        return self.own.form

    @property
    def refusals(self) -> tuple[FieldRefusal, ...]:
        """Everything that keeps it from being submitted."""
        return (*(each for one in self.progress for each in one.refusals), *self.elsewhere)

    @property
    def may_save(self) -> bool:
        """Whether its answers may still be changed, by this person and now."""
        if "save" not in self.own.open_steps:
            return False
        return self.application.stage is ApplicationStage.DRAFT or self.standing.is_open

    @property
    def may_submit(self) -> bool:
        """Whether it may be submitted, by this person and now."""
        return "submit" in self.own.open_steps and self.standing.is_open

    @property
    def may_withdraw(self) -> bool:
        """Whether it may be taken back, by this person: it must have left its team once."""
        return "withdraw" in self.own.open_steps and self.application.receipt is not None

    @property
    def needs_carrying(self) -> bool:
        """Whether the questions of the call have changed since it was begun."""
        return self.application.form_number != self.own.call.form_number


@record
class DraftOpened:
    """A draft and its form, and no more: what saving a section needs to know of it."""

    application: Application
    form: Form


Opened = DraftPage | DraftOpened


def draft_opened(desk: Desk, actor: Person, application_id: str) -> DraftOpened:
    """A draft to type in, for its team alone."""
    with desk.look() as connection:
        known = need_application(connection, application_id)
        roles = roles_at(connection, actor, known.call_id, known.organisation_id, known.id)
        if TEAM.isdisjoint(roles):
            raise NotFound("application", application_id)
        form = calls.form_version_of(connection, known.call_id, known.form_number)
    return DraftOpened(application=known, form=form)


def draft_page(desk: Desk, actor: Person, application_id: str) -> DraftPage:
    """An application, for its team alone."""
    own = application_page(desk, actor, application_id)
    if TEAM.isdisjoint(own.roles):
        raise NotFound("application", application_id)
    known, now = own.application, desk.clock.now()
    with desk.look() as connection:
        reading = Reading(
            today=local_day(now),
            figures=own.call.figures,
            registers=desk.registers,
            files=files_of(connection, known),
        )
        progress = progress_of(own.form, known.phase, known.draft, reading)
        return DraftPage(
            own=own,
            standing=standing_of_application(own.call, known, now),
            progress=progress,
            elsewhere=tuple(
                refusal for ask in MISSING for refusal in ask(connection, known, own.call)
            ),
            attachments=attachments.attachments_of(connection, known.id),
            last=_last(connection, known, own.form),
            found=_found(desk, own.form, known.draft),
            events=events_of(connection, own),
        )


def _last(connection: Connection, known: Application, form: Form) -> dict[str, Typed]:
    """Who typed last in each section, and under the empty code in the whole draft."""
    sections = {q.code: each.code for each in form.sections for q in each.questions}
    marks: dict[str, list[Any]] = {}
    for key, mark in known.touched.items():
        for code in ("", sections.get(code_of(key), "")):
            marks[code] = max(marks.get(code, mark), mark, key=lambda one: one[0])
    named = people.persons_by_public_id(connection, {mark[1] for mark in marks.values()})
    return {
        code: Typed(name=named[mark[1]].name, at=dt.datetime.fromisoformat(mark[2]))
        for code, mark in marks.items()
        if mark[1] in named
    }


def typists(desk: Desk, public_ids: Collection[str]) -> dict[str, str]:
    """The names of those who typed, by their public ids."""
    with desk.look() as connection:
        named = people.persons_by_public_id(connection, public_ids)
    return {key: person.name for key, person in named.items()}


def _found(desk: Desk, form: Form, draft: dict[str, str]) -> dict[str, str]:
    found = {}
    for question in form.questions():
        text = draft.get(question.code, "").strip()
        if text and (name := name_found(desk, question, draft)):
            found[question.code] = name
    return found


def name_found(desk: Desk, question: Question, draft: dict[str, str]) -> str:
    """The name that the official lists give to what was typed; empty when they give none."""
    text = draft.get(question.code, "").strip()
    try:
        if question.kind is Kind.TERRITORY:
            kept = desk.registers.territory(text)
            return f"{kept['name']} ({kept['code']})" if kept.get("name") else ""
        if question.kind is Kind.ADMINISTRATION:
            given = draft.get(f"{question.code}.name", "")
            return str(desk.registers.administration(text, given)["name"])
    except UnreadableError:
        return ""
    return ""


def events_of(connection: Connection, own: ApplicationPage) -> tuple[Event, ...]:
    """What befell an application, the first thing first."""
    known = own.application
    numbers = {each.entry_seq: each.number for each in own.versions}
    entries = journal.entries_about(connection, known.call_id, known.public_id)
    found = [Event(kind="begin", at=known.created_at)]
    found += [
        Event(kind=entry.kind, at=entry.at, version=numbers.get(entry.seq))
        for entry in entries
        if entry.kind in TOLD
    ]
    return tuple(sorted(found, key=lambda event: event.at))


def others_changes(
    desk: Desk, application_id: str, revision: int, saved: Collection[str]
) -> dict[str, str]:
    """What was saved since `revision` in other answers than those `saved` just now."""
    with desk.look() as connection:
        known = applications.find_application(connection, application_id)
    if known is None:
        raise NotFound("application", application_id)
    return {
        key: known.draft.get(key, "")
        for key, mark in known.touched.items()
        if mark[0] > revision and key not in saved
    }
