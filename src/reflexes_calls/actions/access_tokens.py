"""Tokens of access: a person makes one for a program, sees what it did last, takes it back."""

import datetime as dt
import secrets

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.noting import note_service
from reflexes_calls.actions.passwords import check_password
from reflexes_calls.actions.second_factor import check_code, factor_page
from reflexes_calls.actions.throttling import begin_try, end_try, password_limits, token_limits
from reflexes_calls.actions.tokens import digest_of_token
from reflexes_calls.domain.access import (
    ENDING,
    FRESH,
    MOST_TOKENS,
    PREFIX,
    USE_SHOWN,
    AccessToken,
    NewToken,
    Scope,
    read_new_token,
)
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.clock import local_words
from reflexes_calls.domain.errors import (
    Busy,
    Conflict,
    FieldRefusal,
    Invalid,
    NotAllowed,
    NotFound,
    Refused,
)
from reflexes_calls.domain.people import Person
from reflexes_calls.storage import access_tokens, people, sessions
from reflexes_calls.storage.engine import writing


class TokenRefused(Refused):
    """A token that opens nothing: unknown, ended, taken back, or of a closed account."""


@record
class Caller:
    """Whoever a program asks for, and what it was lent of what they may do."""

    person: Person
    token: AccessToken

    def check_scope(self, scope: Scope) -> None:
        """Raise `NotAllowed` unless the token was lent a scope."""
        if scope not in self.token.scopes:
            raise NotAllowed("scope-missing", scope=scope.value)


@record
class TokensPage:
    """One's tokens, and what making another one asks for.

    `must_sign_in` says that whoever has no password must first sign in again.
    """

    tokens: tuple[AccessToken, ...]
    asks_password: bool
    asks_code: bool
    must_sign_in: bool
    must_enrol: bool
    now: dt.datetime


def tokens_page(desk: Desk, actor: Person, session: str) -> TokensPage:
    """One's tokens; `session` is the token of the session that asks."""
    factor, now = factor_page(desk, actor), desk.wall_clock.now()
    with desk.look() as connection:
        account = people.account_of(connection, actor.public_id)
        if account is None:
            raise NotFound("person", actor.public_id)
        return TokensPage(
            tokens=access_tokens.tokens_of(connection, actor.id),
            asks_password=account.has_password,
            asks_code=factor.is_confirmed,
            must_sign_in=not account.has_password and not _is_fresh(connection, session, now),
            must_enrol=factor.is_needed and not factor.is_confirmed,
            now=now,
        )


def _is_fresh(connection: Connection, session: str, now: dt.datetime) -> bool:
    row = sessions.session_row(connection, digest_of_token(session))
    return row is not None and now - row.created_at <= FRESH


def make_token(
    desk: Desk, actor: Person, raw: Raw, *, session: str, source: str = ""
) -> tuple[str, AccessToken]:
    """Make a token, and give its secret, which is told this once.

    Who asks is shown again: by the password, by the second code where there is one, or by a
    session that has just begun.
    """
    page = tokens_page(desk, actor, session)
    asked = _asked(page, raw)
    if page.must_enrol:
        raise Conflict("factor-first")
    if page.must_sign_in:
        raise Conflict("session-old")
    if page.asks_password:
        _check_password(desk, actor, raw.get("present", ""), source)
    if page.asks_code:
        check_code(desk, actor, raw.get("code", ""))
    secret, now = PREFIX + secrets.token_urlsafe(32), desk.wall_clock.now()
    with desk.take(actor) as taking:
        people.hold_account(taking.connection, actor.id)
        if access_tokens.count_alive(taking.connection, actor.id, now) >= MOST_TOKENS:
            raise Conflict("too-many-tokens", most=MOST_TOKENS)
        made = access_tokens.add_token(
            taking.connection,
            digest_of_token(secret),
            person_id=actor.id,
            name=asked.name,
            ending=secret[-ENDING:],
            scopes=asked.scopes,
            created_at=now,
            expires_at=now + dt.timedelta(days=asked.days),
        )
        facts = {"token": made.public_id, "scopes": list(made.scopes), "days": asked.days}
        note_service(taking.connection, taking.now, actor, "make_token", actor.public_id, facts)
        until = local_words(made.expires_at)
        taking.tell("make_token", (actor,), token=made.name, until=until)
    return secret, made


def _asked(page: TokensPage, raw: Raw) -> NewToken:
    """The token asked for; what is missing to show who asks is told with the rest."""
    missing = [
        FieldRefusal(field=name, kind="missing")
        for name, is_asked in (("present", page.asks_password), ("code", page.asks_code))
        if is_asked and not raw.get(name, "").strip()
    ]
    try:
        asked = read_new_token(raw)
    except Invalid as invalid:
        raise Invalid((*invalid.refusals, *missing)) from invalid
    if missing:
        raise Invalid(tuple(missing))
    return asked


def _check_password(desk: Desk, actor: Person, present: str, source: str) -> None:
    limits = password_limits(actor.email, source)
    tried = begin_try(desk, limits)
    with desk.look() as connection:
        known = people.find_by_email(connection, actor.email)
    if known is None or not check_password(known[1], present):
        raise Invalid((FieldRefusal(field="present", kind="wrong-password"),))
    end_try(desk, limits, tried)


def revoke_token(desk: Desk, actor: Person, public_id: str) -> None:
    """Take back one of one's tokens: it opens nothing from now on."""
    with desk.take(actor) as taking:
        if not access_tokens.revoke(taking.connection, actor.id, public_id, desk.wall_clock.now()):
            raise NotFound("token", public_id)
        facts = {"token": public_id}
        note_service(taking.connection, taking.now, actor, "revoke_token", actor.public_id, facts)


def caller_of(desk: Desk, secret: str, *, source: str = "") -> Caller:
    """Whoever a token was given to; raises `TokenRefused`.

    Tokens that nobody gave are counted: whoever tries many is refused as `too-many-attempts`.
    """
    now = desk.wall_clock.now()
    with desk.look() as connection:
        found = access_tokens.find_token(connection, digest_of_token(secret))
    if found is None:
        begin_try(desk, token_limits(source))
        raise TokenRefused("token-unknown")
    token, person = found
    if not token.is_alive(now):
        raise TokenRefused("token-ended")
    if _lacks_factor(desk, person):
        raise NotAllowed("factor-first")
    _note_use(desk, token, now)
    return Caller(person=person, token=token)


def _lacks_factor(desk: Desk, person: Person) -> bool:
    """Whether the role of a person asks for a second factor that they have not."""
    if not desk.needs_second_factor:
        return False
    factor = factor_page(desk, person)
    return factor.is_needed and not factor.is_confirmed


def _note_use(desk: Desk, token: AccessToken, now: dt.datetime) -> None:
    if token.used_at is not None and token.used_at > now - USE_SHOWN:
        return
    try:
        with writing(desk.engine) as connection:
            access_tokens.mark_used(connection, token.id, now, now - USE_SHOWN)
    except Busy:
        # The next request will tell it: nobody is refused for that.
        return
