"""One's own data: seeing all of it, correcting one's name, closing sessions, erasing oneself."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.granting import check_not_last
from reflexes_calls.actions.noting import note_service
from reflexes_calls.actions.tokens import digest_of_token
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.people import Account, Organisation, Person
from reflexes_calls.domain.signing_in import Identity, Session
from reflexes_calls.domain.team import AccountAnswers
from reflexes_calls.letters.choosing import letter_for
from reflexes_calls.storage import people, personal, sessions, signing_in
from reflexes_calls.storage.engine import writing
from reflexes_calls.storage.letters import queue

SCHEMA = 1


@record
class OwnPage:
    """What a person sees of their account."""

    account: Account
    organisations: tuple[Organisation, ...]
    identities: tuple[Identity, ...]
    sessions: tuple[Session, ...]
    may_tie: bool


def own_page(desk: Desk, actor: Person, token: str) -> OwnPage:
    """One's account, organisations, identities and sessions; `token` is that of this session."""
    with desk.look() as connection:
        account = people.account_of(connection, actor.public_id)
        if account is None:
            raise NotFound("person", actor.public_id)
        known = signing_in.identities_of(connection, actor.id)
        issuer = desk.provider.issuer if desk.provider else ""
        return OwnPage(
            account=account,
            organisations=people.organisation_records(connection, actor.id),
            identities=known,
            sessions=sessions.sessions_of(
                connection, actor.id, desk.wall_clock.now(), digest_of_token(token)
            ),
            may_tie=bool(issuer) and not any(each.issuer == issuer for each in known),
        )


def rename(desk: Desk, actor: Person, raw: Raw) -> None:
    """Correct one's name."""
    said = read_form(AccountAnswers, raw)
    with writing(desk.engine) as connection:
        people.change_person(connection, actor.id, name=said.name)


def untie(desk: Desk, actor: Person) -> None:
    """Tie no identity of a provider to one's account any more."""
    with desk.take(actor) as taking:
        signing_in.untie_identities(taking.connection, actor.id)
        at = taking.now
        note_service(taking.connection, at, actor, "untie_identity", actor.public_id, {})


def end_session(desk: Desk, actor: Person, public_id: str) -> None:
    """Close one of one's sessions."""
    with writing(desk.engine) as connection:
        sessions.end_session_of(connection, actor.id, public_id)


def end_other_sessions(desk: Desk, actor: Person, token: str) -> None:
    """Close all of one's sessions but this one."""
    with writing(desk.engine) as connection:
        sessions.end_sessions_of(connection, actor.id, but=digest_of_token(token))


def all_of_it(desk: Desk, actor: Person) -> dict[str, Any]:
    """All that is kept of a person, as JSON holds it; secrets and what others wrote left out."""
    with desk.look() as connection:
        account = people.account_of(connection, actor.public_id)
        if account is None:
            raise NotFound("person", actor.public_id)
        organisations = people.organisation_records(connection, actor.id)
        rows = tuple(personal.given_back(connection, actor))
    kept: dict[str, list[dict[str, Any]]] = {}
    for place, row in rows:
        kept.setdefault(place, []).append(_sayable(row))
    return {
        "schema": SCHEMA,
        "made_at": desk.wall_clock.now().isoformat(),
        "person": {
            "id": actor.public_id,
            "name": actor.name,
            "email": actor.email,
            "language": actor.language,
            "created_at": account.created_at.isoformat(),
        },
        "organisations": [{"name": each.name, "siret": each.siret} for each in organisations],
        "kept": kept,
    }


def _sayable(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in row.items()
    }


def erase_oneself(desk: Desk, actor: Person, *, is_sure: bool) -> None:
    """Erase one's account; what belongs to a public procedure stays, under a pseudonym."""
    if not is_sure:
        raise Invalid((FieldRefusal(field="sure", kind="erase-unsure"),))
    with desk.take(actor) as taking:
        check_not_last(taking.connection, actor)
        erase_person(taking.connection, actor, actor, taking.now)
        letter = letter_for("erase_account", {})
        if letter is not None:
            # Nobody's letter: no row of it points to who was erased.
            queue(
                taking.connection,
                kind=letter.kind,
                person=None,
                recipient=actor.email,
                subject=letter.subject,
                body=letter.body,
                at=taking.now,
            )


def erase_person(connection: Connection, person: Person, actor: Person, at: dt.datetime) -> None:
    """Erase a person, and leave in the journal that it was done."""
    personal.erase(connection, person, at)
    note_service(connection, at, actor, "erase_account", person.public_id, {})
