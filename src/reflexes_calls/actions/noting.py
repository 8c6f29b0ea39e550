"""The journal of the service: what happens to accounts and organisations, outside any call."""

import datetime as dt

from sqlalchemy import Connection

from reflexes_calls.domain.people import Person
from reflexes_calls.storage import service_journal

ORGANISATION = frozenset({"add_organisation"})
MODULE = frozenset({"publish_module", "withdraw_module"})


def note_service(  # noqa: PLR0913, PLR0917  # what an entry says, in its order
    connection: Connection,
    at: dt.datetime,
    actor: Person,
    kind: str,
    subject_id: str,
    facts: object,
) -> None:
    """Leave an entry: by whom, on which account, organisation or module; no name, no text."""
    service_journal.append(
        connection,
        facts,
        at=at,
        actor=actor.public_id,
        kind=kind,
        subject=_subject_of(kind),
        subject_id=subject_id,
        source="",
        target="",
    )


def _subject_of(kind: str) -> str:
    if kind in ORGANISATION:
        return "organisation"
    return "module" if kind in MODULE else "account"
