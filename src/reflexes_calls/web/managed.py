"""What the pages of a manager begin with: who may open them."""

from starlette.requests import Request

from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.looking import CallPage, call_page
from reflexes_calls.actions.people import roles_of_person
from reflexes_calls.domain.errors import NotAllowed
from reflexes_calls.domain.people import Person, Role
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
