"""What the pages of a manager begin with: who may open them."""

import datetime as dt

from starlette.requests import Request

from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.looking import CallPage, call_page
from reflexes_calls.actions.people import roles_of_person
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import NotAllowed, NotOpen
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.rights import check_after_deadline
from reflexes_calls.web.visitor import desk_of, signed_in


def check_manages(desk: Desk, person: Person) -> None:
    """Raise `NotAllowed` unless the person manages calls, or administers the instance."""
    if not {"manager", "administrator"} & roles_of_person(desk, person):
        raise NotAllowed("not-allowed", step="manage", by=(Role.MANAGER,))


def managed(request: Request, call_id: str) -> CallPage:
    """A call that the visitor manages."""
    shown = call_page(desk_of(request), signed_in(request), call_id)
    if Role.MANAGER not in shown.roles:
        raise NotAllowed("not-allowed", step="manage", by=(Role.MANAGER,))
    return shown


def is_past_deadline(call: Call, application: Application, now: dt.datetime) -> bool:
    """Whether an application may be read and decided: its own deadline has passed."""
    try:
        check_after_deadline(call, now, application)
    except NotOpen:
        return False
    return True
