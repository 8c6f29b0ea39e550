"""Inviting together the contacts of applications from elsewhere, who have no right before."""

from reflexes.records import record
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.importing import call_of_imports, invite_contact
from reflexes_calls.actions.recusing import hidden_files
from reflexes_calls.domain.errors import Refused
from reflexes_calls.domain.people import Person
from reflexes_calls.storage import importing
from reflexes_calls.storage.importing import Uninvited

AT_ONCE = 200
"""How many are invited by one press of a button: each is a letter, and an act of its own."""


@record
class Invited:
    """What became of the contacts of a call."""

    sent: int
    left: int


def uninvited(desk: Desk, actor: Person, call_id: str) -> tuple[Uninvited, ...]:
    """The files from elsewhere whose contact was never invited.

    Those to which a manager is bound are not among them.
    """
    with desk.look() as connection:
        call = call_of_imports(connection, actor, call_id)
        hidden = hidden_files(connection, actor, call)
        known = importing.uninvited(connection, call.id)
    return tuple(each for each in known if each.public_id not in hidden)


def invite_contacts(desk: Desk, actor: Person, call_id: str, *, base: str) -> Invited:
    """Invite those who were not, `AT_ONCE` at a time; each letter is kept in its own transaction.

    Whoever cannot be invited (their team is there already, the file was withdrawn meanwhile) is
    passed over, and stays to be looked at.
    """
    waiting = uninvited(desk, actor, call_id)
    sent = 0
    for each in waiting[:AT_ONCE]:
        try:
            invite_contact(desk, actor, each.public_id, base=base)
        except Refused:
            continue
        sent += 1
    return Invited(sent=sent, left=len(waiting) - sent)
