"""Desk: the one way to take a step. Decide, keep, note and queue the letter in one transaction."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
from sqlalchemy import Connection, Engine, Row

import reflexes
from reflexes_calls.actions.announcing import announce
from reflexes_calls.actions.clocks import DemoClock
from reflexes_calls.actions.leaving import Post, hand_over
from reflexes_calls.domain.answering import NoRegisters, Registers
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import Clock, SystemClock
from reflexes_calls.domain.errors import Busy, NotFound
from reflexes_calls.domain.journal import Entry
from reflexes_calls.domain.lifecycle import Step, find_step
from reflexes_calls.domain.outbox import MAY_WAIT
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.domain.rights import roles_held
from reflexes_calls.files.cabinet import Cabinet, make_cabinet
from reflexes_calls.letters.choosing import letter_for
from reflexes_calls.letters.mailing import mail_server
from reflexes_calls.letters.sending import write_letter
from reflexes_calls.places.registers import OfficialRegisters
from reflexes_calls.settings import Settings
from reflexes_calls.storage import (
    applications,
    calls,
    journal,
    letters,
    outbox,
    people,
    pilots,
    team,
)
from reflexes_calls.storage.engine import make_engine, reading, writing
from reflexes_calls.storage.migrating import bring_to_start

if TYPE_CHECKING:
    from reflexes_calls.providers.openid import Provider

K = TypeVar("K")
LOG = logging.getLogger(__name__)
Conditions = Mapping[str, Callable[[], object]]


@attrs.frozen
class Desk:
    """What the actions need: the store, the clock, the catalogue and two folders."""

    engine: Engine
    clock: Clock
    catalogue: reflexes.Catalogue
    outbox: Path
    outgoing: Path
    wall_clock: Clock = attrs.field(factory=SystemClock)
    """Sessions and throttling follow the real time, even when a demonstration's clock moves."""
    provider: "Provider | None" = None
    """Who vouches for agents by OpenID Connect, where the instance has one."""
    needs_second_factor: bool = False
    """Whether managers and administrators sign in with a second code."""
    secrets_key: str = attrs.field(default="", repr=False)
    """What seals the secrets of second factors in the database."""
    registers: Registers = attrs.field(factory=NoRegisters)
    has_courier: bool = False
    """Whether a thread of the service sends the letters, after the answer."""
    post: Post | None = None
    """The mail server by which letters leave; without one, they go to the folder."""
    files: Cabinet = attrs.field()

    @files.default
    def _files_beside(self) -> Cabinet:
        return make_cabinet(self.outgoing.with_name("files"))

    @contextmanager
    def take(self, actor: Person) -> Iterator["Taking"]:
        """One write transaction of a person; waiting letters leave after it."""
        # What counts is when the request arrived, not when the database was free.
        now = self.clock.now()
        with writing(self.engine) as connection:
            yield Taking(desk=self, connection=connection, actor=actor, now=now)
        if self.has_courier or self.post is not None:
            return
        try:
            while self.send_letters():
                pass
        except (OSError, Busy):
            # The step is kept by now: to say that it failed would be untrue. The letters wait.
            LOG.exception("The outbox cannot be written")

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """One read transaction."""
        with reading(self.engine) as connection:
            yield connection

    def send_letters(self) -> int:
        """Have the letters that wait leave, a batch at a time; gives how many left."""
        if self.post is not None:
            return hand_over(self.engine, self.post, self.wall_clock.now())
        with reading(self.engine) as connection:
            known = letters.waiting(connection)
        gone: list[int] = []
        try:
            for row in known:
                self._write_letter(row)
                gone.append(row.id)
        finally:
            # Asked before: a demonstration's clock reads the database on a connection of its own.
            now = self.clock.now()
            if gone:
                with writing(self.engine) as connection:
                    letters.mark_sent(connection, gone, now)
        return len(gone)

    def _write_letter(self, row: "Row[Any]") -> None:
        write_letter(
            self.outbox,
            public_id=row.public_id,
            recipient=row.recipient,
            subject=row.subject,
            body=row.body,
            at=row.passed_at or row.queued_at,
        )


@attrs.frozen(kw_only=True)
class About:
    """What a letter is about: a call, and maybe a file of it.

    `is_sent` says that the managers know of the file: a draft is its team's alone.
    """

    call: int
    application: int | None = None
    is_sent: bool = True

    @classmethod
    def file(cls, known: Application) -> "About":
        """Of an application."""
        return cls(call=known.call_id, application=known.id, is_sent=known.receipt is not None)


@attrs.frozen(kw_only=True)
class Taking:
    """An action under way: its transaction, its actor and its instant."""

    desk: Desk
    connection: Connection
    actor: Person
    now: dt.datetime
    _held: list[About] = attrs.field(factory=list, init=False, repr=False)
    """The call or the file that this action has locked: its letters are about it."""

    def step(
        self,
        steps: tuple[Step, ...],
        name: str,
        stage: StrEnum,
        roles: frozenset[Role],
        conditions: Conditions,
    ) -> Step:
        """The step, once it is open to these roles and everything it needs holds.

        `conditions` holds one check for each need of the step; the needs are looked at in order.
        """
        step = find_step(steps, name, stage, roles)
        for need in step.needs:
            conditions[need]()
        return step

    def note(
        self, step: Step, call: Call, subject_id: str, facts: object, *, actor: str | None = None
    ) -> int:
        """Leave an entry in the call's journal, and give its number.

        `actor` stands for the person where nobody is to learn who took the step.
        """
        return self.enter(step, call, subject_id, facts, actor=actor).seq

    def enter(
        self, step: Step, call: Call, subject_id: str, facts: object, *, actor: str | None = None
    ) -> Entry:
        """Leave an entry in the call's journal, and give it."""
        entry = journal.append(
            self.connection,
            call.id,
            facts,
            call=call.public_id,
            at=self.now,
            actor=self.actor.public_id if actor is None else actor,
            kind=step.name,
            subject=step.subject,
            subject_id=subject_id,
            source=str(step.source),
            target=str(step.target),
        )
        announce(self.connection, call.id, entry, self.desk.wall_clock.now())
        return entry

    def tell(
        self, step: str, to: tuple[Person, ...], about: Application | None = None, /, **facts: str
    ) -> None:
        """Queue the letter of a step for each person.

        It is about the file `about`, or else about the call or the file that was locked.
        """
        recipients = {person.email: person.id for person in to}
        said = self._about() if about is None else About.file(about)
        _queue(self.connection, step, recipients, self.now, facts, about=said)

    def write(self, kind: str, email: str, **facts: str) -> None:
        """Queue a letter for an address, whether or not it has an account."""
        known = people.find_by_email(self.connection, email)
        recipient = {email: known[0].id if known else None}
        _queue(self.connection, kind, recipient, self.now, facts, about=self._about())

    def call(self, public_id: str) -> Call:
        """The call, its row locked until the end."""
        call = need_call(self.connection, public_id, lock=True)
        self._held[:] = [About(call=call.id)]
        return call

    def _about(self) -> About | None:
        return self._held[0] if self._held else None

    def application(self, public_id: str) -> tuple[Application, Call]:
        """The application and its call, locked."""
        # The call's row is locked first: nothing moves what is read after it.
        found = calls.call_answered(self.connection, public_id, lock=True)
        call = _needed(found, "application", public_id)
        known = need_application(self.connection, public_id)
        self._held[:] = [About.file(known)]
        return known, call

    def pilot(self, public_id: str) -> tuple[Pilot, Call]:
        """The pilot and its call, locked."""
        known = need_pilot(self.connection, public_id)
        call = calls.get_call(self.connection, known.call_id, lock=True)
        self._held[:] = [About(call=call.id, application=known.application_id)]
        return pilots.get_pilot(self.connection, known.id), call

    def roles(
        self, call: Call, organisation: int | None = None, application: int | None = None
    ) -> frozenset[Role]:
        """The roles of the actor on a call, or on one application of an organisation."""
        return roles_on(self.connection, self.actor, call, organisation, application)


def write_letters(  # noqa: PLR0913, PLR0917  # a step, whom it is told to, and about what
    connection: Connection,
    step: str,
    to: Iterable[Person],
    at: dt.datetime,
    facts: Mapping[str, str],
    about: About | None = None,
) -> None:
    """Queue the letter of a step for each person; nothing when the step sends none."""
    recipients = {person.email: person.id for person in to}
    _queue(connection, step, recipients, at, facts, about=about)


def _queue(  # noqa: PLR0913  # a letter, to whom, about what
    connection: Connection,
    step: str,
    to: Mapping[str, int | None],
    at: dt.datetime,
    facts: Mapping[str, str],
    *,
    about: About | None,
) -> None:
    """Queue a letter for each address, which may belong to a person."""
    letter = letter_for(step, facts)
    if letter is None:
        return
    # What is written about a draft never waits: no manager knows of it, who could let it leave?
    waits = (
        about is not None
        and about.is_sent
        and letter.kind in MAY_WAIT
        and outbox.are_read_first(connection, about.call)
    )
    for recipient, person in to.items():
        letters.queue(
            connection,
            kind=letter.kind,
            person=person,
            recipient=recipient,
            subject=letter.subject,
            body=letter.body,
            at=at,
            call=about.call if about else None,
            application=about.application if about else None,
            waits=waits,
        )


def roles_on(
    connection: Connection,
    person: Person,
    call: Call,
    organisation: int | None = None,
    application: int | None = None,
) -> frozenset[Role]:
    """The roles of a person on a call, for an organisation, on one application of it."""
    return roles_at(connection, person, call.id, organisation, application)


def roles_at(
    connection: Connection,
    person: Person,
    call: int,
    organisation: int | None = None,
    application: int | None = None,
) -> frozenset[Role]:
    """The same, for a call that is known by its inner id."""
    known = team.places_of(connection, person.id, application)
    return roles_held(known.grants, call, known.organisations, organisation, known.invited)


def need_call(connection: Connection, public_id: str, *, lock: bool = False) -> Call:
    """The call of a public id, or `NotFound`."""
    return _needed(calls.find_call(connection, public_id, lock=lock), "call", public_id)


def need_application(connection: Connection, public_id: str) -> Application:
    """The application of a public id, or `NotFound`."""
    return _needed(applications.find_application(connection, public_id), "application", public_id)


def need_pilot(connection: Connection, public_id: str) -> Pilot:
    """The pilot of a public id, or `NotFound`."""
    return _needed(pilots.find_pilot(connection, public_id), "pilot", public_id)


def _needed(known: K | None, what: str, asked: str) -> K:
    if known is None:
        raise NotFound(what, asked)
    return known


def cabinet_of(settings: Settings) -> Cabinet:
    """The cabinet that the settings say."""
    return make_cabinet(
        settings.files,
        receiving=settings.receiving,
        access=settings.s3_access,
        scanner=settings.scanner,
        file_limit=settings.file_limit,
    )


def _provider_of(settings: Settings) -> "Provider | None":
    if not settings.oidc_issuer:
        return None
    # Late: its libraries would slow down the start of those that have none.
    from reflexes_calls.providers.openid import make_provider  # noqa: PLC0415  # see above

    return make_provider(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)


def make_desk(settings: Settings, *, is_migrated: bool = False) -> Desk:
    """The desk of an instance, whose database is made if it is empty.

    `SchemaError` when its schema is not that of this program: `migrate` brings it there.
    """
    if not is_migrated:
        bring_to_start(settings.database_url)
    engine = make_engine(settings.database_url)
    clock: Clock = DemoClock(engine) if settings.demo else SystemClock()
    server = mail_server(
        settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password,
    )
    return Desk(
        engine,
        clock,
        reflexes.load(),
        settings.outbox,
        settings.outgoing,
        files=cabinet_of(settings),
        post=Post(server=server, sender=settings.sender) if server else None,
        registers=OfficialRegisters(),
        provider=_provider_of(settings),
        needs_second_factor=settings.second_factor,
        secrets_key=settings.secrets_key,
    )
