"""Who is asking, and through which desk the pages act."""

import datetime as dt
from collections.abc import Callable
from functools import cached_property, partial
from typing import cast

import attrs
from starlette.requests import Request

from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.people import person_of_session, roles_of_person
from reflexes_calls.domain.people import Person
from reflexes_calls.web.security import SESSION_COOKIE, read_cookie


class SignInNeededError(Exception):
    """The page is for someone in particular, and nobody is signed in."""


@attrs.frozen(kw_only=True)
class Visitor:
    """The reader of a page: a person, or nobody in particular."""

    person: Person | None = None
    roles_known: Callable[[], frozenset[str]] = frozenset
    """Asked by pages that show themselves; a form that is sent does without."""

    @property
    def is_signed_in(self) -> bool:
        """Whether we know who it is."""
        return self.person is not None

    @cached_property
    def roles(self) -> frozenset[str]:
        """Every role of the person, in any call."""
        return self.roles_known()

    def holds(self, *roles: str) -> bool:
        """Whether the person holds one of these roles, in any call."""
        return not self.roles.isdisjoint(roles)


def desk_of(request: Request) -> Desk:
    """The desk: the clock, the catalogue and the store that the actions need."""
    return cast("Desk", request.app.state.desk)


def visitor_of(request: Request) -> Visitor:
    """The reader, looked up once for each request."""
    if not hasattr(request.state, "visitor"):
        request.state.visitor = _look_up(request)
    return cast("Visitor", request.state.visitor)


def signed_in(request: Request) -> Person:
    """The person who is signed in; `SignInNeededError` leads to the sign-in page otherwise."""
    person = visitor_of(request).person
    if person is None:
        raise SignInNeededError
    return person


def enter_session(request: Request, token: str) -> None:
    """Let the rest of this request be of the session that it has just opened."""
    request.state.new_session = token
    if hasattr(request.state, "visitor"):
        del request.state.visitor


def demonstration_clock(request: Request) -> dt.datetime | None:
    """The time that the demonstration lives in, or None outside a demonstration."""
    return desk_of(request).clock.now() if request.app.state.settings.demo else None


def _look_up(request: Request) -> Visitor:
    token = read_cookie(request, SESSION_COOKIE)
    person = person_of_session(desk_of(request), token)
    if person is None:
        return Visitor()
    return Visitor(person=person, roles_known=partial(roles_of_person, desk_of(request), person))
