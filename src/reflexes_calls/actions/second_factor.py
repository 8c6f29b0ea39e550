"""The second factor: setting it up, asking for its codes, and what to do without the telephone."""

import secrets

import pyotp

from reflexes.records import record
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.noting import note_service
from reflexes_calls.actions.people import NEEDING_SECOND, open_session, session_of
from reflexes_calls.actions.sealing import seal, unseal
from reflexes_calls.actions.throttling import begin_try, code_limits, end_try
from reflexes_calls.actions.tokens import digest_of_token
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, Refused
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.second_factor import (
    DRIFT,
    RECOVERY_CODES,
    STEP,
    SecondFactor,
    figures_of,
    recovery_of,
    step_of,
)
from reflexes_calls.domain.signing_in import Awaits, Means
from reflexes_calls.storage import people, second_factors, sessions
from reflexes_calls.storage.engine import writing

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of codes of recovery: none that is taken for another when it is copied by hand."""
NAME = "Réflexes"


@record
class FactorPage:
    """Where a second factor stands, for its owner."""

    is_confirmed: bool
    is_needed: bool
    codes_left: int


def factor_page(desk: Desk, person: Person) -> FactorPage:
    """Whether a person has a second factor, must have one, and how many codes they have left."""
    with desk.look() as connection:
        factor = second_factors.factor_of(connection, person.id)
        held = {grant.role for grant in people.grants_of(connection, person.id)}
        left = second_factors.recovery_left(connection, person.id)
    return FactorPage(
        is_confirmed=factor is not None and factor.is_confirmed,
        is_needed=desk.needs_second_factor and bool(held & NEEDING_SECOND),
        codes_left=left,
    )


def begin_factor(desk: Desk, person: Person) -> tuple[str, str]:
    """The secret to put in a telephone, and its address for a QR code.

    The same one until it is confirmed: a page that is loaded again shows what was photographed.
    """
    with writing(desk.engine) as connection:
        factor = second_factors.factor_of(connection, person.id, lock=True)
        if factor is not None and factor.is_confirmed:
            raise Conflict("factor-there")
        if factor is None:
            secret = pyotp.random_base32()
            kept = seal(desk.secrets_key, secret)
            second_factors.begin_factor(connection, person.id, kept, desk.wall_clock.now())
        else:
            secret = unseal(desk.secrets_key, factor.secret)
    return secret, pyotp.TOTP(secret).provisioning_uri(name=person.email, issuer_name=NAME)


def confirm_factor(desk: Desk, person: Person, typed: str) -> tuple[str, ...]:
    """Confirm the second factor by its first code; gives the codes of recovery, shown once."""
    limits = code_limits(person.public_id)
    tried = begin_try(desk, limits)
    with desk.take(person) as taking:
        factor = second_factors.factor_of(taking.connection, person.id, lock=True)
        if factor is None or factor.is_confirmed:
            raise Conflict("factor-there")
        if not _takes(desk, taking, factor, typed):
            raise Invalid((FieldRefusal(field="code", kind="wrong-code"),))
        second_factors.confirm_factor(taking.connection, person.id, desk.wall_clock.now())
        codes = _new_recovery(taking, person)
        note_service(taking.connection, taking.now, person, "add_factor", person.public_id, {})
    end_try(desk, limits, tried)
    return codes


def enter_by_code(desk: Desk, token: str, typed: str, *, device: str = "") -> str:
    """Show the second code of a sign-in, or a code of recovery; gives the token of the session.

    The token of a sign-in that waited opens nothing any more.
    """
    person, awaits = session_of(desk, token)
    if person is None or awaits is not Awaits.CODE:
        raise Refused("code-late")
    limits = code_limits(person.public_id)
    tried = begin_try(desk, limits)
    with desk.take(person) as taking:
        factor = second_factors.factor_of(taking.connection, person.id, lock=True)
        if factor is None or not (
            _takes(desk, taking, factor, typed) or _recovers(desk, taking, person, typed)
        ):
            raise Invalid((FieldRefusal(field="code", kind="wrong-code"),))
    end_try(desk, limits, tried)
    return _go_on(desk, person, token, device)


def enter_enrolled(desk: Desk, token: str, *, device: str = "") -> str:
    """Open the session of whoever has just set up the second factor that their role asks for."""
    person, awaits = session_of(desk, token)
    if person is None or awaits is not Awaits.ENROLMENT:
        raise Refused("code-late")
    if not factor_page(desk, person).is_confirmed:
        raise Refused("code-late")
    return _go_on(desk, person, token, device)


def check_code(desk: Desk, person: Person, typed: str) -> None:
    """Raise `Invalid` unless a code of one's second factor is right, for an act that asks again."""
    limits = code_limits(person.public_id)
    tried = begin_try(desk, limits)
    with desk.take(person) as taking:
        factor = second_factors.factor_of(taking.connection, person.id, lock=True)
        if factor is None or not _takes(desk, taking, factor, typed):
            raise Invalid((FieldRefusal(field="code", kind="wrong-code"),))
    end_try(desk, limits, tried)


def renew_recovery(desk: Desk, person: Person) -> tuple[str, ...]:
    """New codes of recovery: the former ones open nothing any more."""
    with desk.take(person) as taking:
        factor = second_factors.factor_of(taking.connection, person.id, lock=True)
        if factor is None or not factor.is_confirmed:
            raise Conflict("no-factor")
        return _new_recovery(taking, person)


def remove_factor(desk: Desk, person: Person) -> None:
    """Take off one's second factor, unless one's role asks for it; a letter says so."""
    if factor_page(desk, person).is_needed:
        raise Conflict("factor-needed")
    with desk.take(person) as taking:
        forget_factor(taking, person)


def forget_factor(taking: Taking, person: Person) -> None:
    """Take off a second factor, note it, and tell its owner."""
    second_factors.forget_factor(taking.connection, person.id)
    note_service(taking.connection, taking.now, taking.actor, "remove_factor", person.public_id, {})
    taking.tell("remove_factor", (person,))


def _takes(desk: Desk, taking: Taking, factor: SecondFactor, typed: str) -> bool:
    """Whether a code is right; one that was taken, or an older one, is not taken again."""
    code, now = figures_of(typed), step_of(desk.wall_clock.now())
    totp = pyotp.TOTP(unseal(desk.secrets_key, factor.secret))
    for step in range(now - DRIFT, now + DRIFT + 1):
        if pyotp.utils.strings_equal(totp.at(step * STEP), code):
            return second_factors.take_step(taking.connection, factor.person_id, step)
    return False


def _recovers(desk: Desk, taking: Taking, person: Person, typed: str) -> bool:
    digest, now = digest_of_token(recovery_of(typed)), desk.wall_clock.now()
    if not second_factors.use_recovery(taking.connection, person.id, digest, now):
        return False
    note_service(taking.connection, taking.now, person, "use_recovery", person.public_id, {})
    return True


def _new_recovery(taking: Taking, person: Person) -> tuple[str, ...]:
    codes = tuple(
        "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))
        for _ in range(RECOVERY_CODES)
    )
    digests = [digest_of_token(recovery_of(code)) for code in codes]
    second_factors.replace_recovery(taking.connection, person.id, digests)
    return codes


def _go_on(desk: Desk, person: Person, token: str, device: str) -> str:
    digest = digest_of_token(token)
    with writing(desk.engine) as connection:
        row = sessions.session_row(connection, digest)
        if row is None:
            raise Refused("code-late")
        sessions.end_session(connection, digest)
    return open_session(
        desk,
        person,
        means=Means(row.means),
        device=device or row.device,
        id_token=row.id_token or "",
        has_second=True,
    )
