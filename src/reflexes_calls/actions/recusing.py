"""Whoever is bound to a file neither manages nor reads it, whatever role they hold on the call."""

from sqlalchemy import Connection

from reflexes_calls.actions.desk import Taking
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Conflict, NotAllowed
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.visibility import (
    Seat,
    is_in_conflict,
    is_of_team,
    need_seat,
    roles_at,
)
from reflexes_calls.storage import team
from reflexes_calls.storage.seeing import facts_of, hidden_from, viewer_of


def seat_of(connection: Connection, person: Person, known: Application) -> Seat:
    """The seat of a person on a file, or `NotFound`."""
    viewer = viewer_of(connection, person)
    return need_seat(viewer, facts_of(connection, known, viewer), known.public_id)


def check_not_bound(taking: Taking, known: Application) -> None:
    """Raise `NotAllowed` when the actor is bound to a file that a manager is to act on."""
    viewer = viewer_of(taking.connection, taking.actor)
    if is_in_conflict(viewer, facts_of(taking.connection, known, viewer)):
        raise NotAllowed("recused", step="manage", by=(Role.MANAGER,))


def check_unbound(connection: Connection, reader: Person, known: Application) -> None:
    """Raise `Conflict` when a reader is bound to a file: as a partner of it, or as a juror."""
    viewer = viewer_of(connection, reader)
    file = facts_of(connection, known, viewer)
    if not is_in_conflict(viewer, file) or is_of_team(viewer, file):
        return
    raise Conflict("own-partner" if file.id in viewer.partnered else "juror-bound")


def roles_over(taking: Taking, known: Application) -> frozenset[Role]:
    """The roles of the actor over one file, from where they look at it.

    `NotFound` for whoever may not know of it. A manager of the call who is of the team of the
    file, or a partner of it, is no manager of this one.
    """
    return roles_of(taking.connection, taking.actor, known)


def roles_of(connection: Connection, person: Person, known: Application) -> frozenset[Role]:
    """The roles of a person over one file, from where they look at it; see `roles_over`."""
    viewer = viewer_of(connection, person)
    file = facts_of(connection, known, viewer)
    seat = need_seat(viewer, file, known.public_id)
    return roles_at(viewer, seat, file, team.role_in(connection, known.id, person.id))


def check_manager_of(connection: Connection, person: Person, known: Application) -> None:
    """Raise unless a person looks at a file from the seat of its managers.

    Whoever manages its call and is of its team is told that another manager handles it.
    """
    seat = seat_of(connection, person, known)
    if seat is Seat.TEAM and viewer_of(connection, person).manages(known.call_id):
        raise NotAllowed("recused", step="manage", by=(Role.MANAGER,))
    if seat is not Seat.MANAGER:
        raise NotAllowed("not-allowed", step="manage", by=(Role.MANAGER,))


def hidden_files(connection: Connection, person: Person, call: Call) -> frozenset[str]:
    """The public ids of the files of a call to which a person is bound."""
    return hidden_from(connection, viewer_of(connection, person), call.id)
