"""Operations: what the API does, each said once, for the routes, the description and the page."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs
from starlette.requests import Request

from reflexes_calls.actions.access_tokens import Caller
from reflexes_calls.actions.desk import Desk
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.people import Person
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.api.problems import ApiRefusedError
from reflexes_calls.web.visitor import desk_of

ROOT = "/api/v1"
MOST_ASKED, USUALLY_ASKED = 100, 20
"""How many things one page of a list may hold."""


@attrs.define(kw_only=True)
class Asked:
    """A request of a program, once it was read: who asks, and what."""

    request: Request
    caller: Caller | None
    query: Mapping[str, str]
    body: Mapping[str, Any] = attrs.field(factory=dict)
    key: str | None = None
    file: Path | None = None

    @property
    def desk(self) -> Desk:
        """The desk by which the actions are taken."""
        return desk_of(self.request)

    @property
    def person(self) -> Person:
        """Whoever asks; only for what asks for a token."""
        if self.caller is None:
            raise ApiRefusedError(401, "token-missing", {"WWW-Authenticate": 'Bearer realm="api"'})
        return self.caller.person

    @property
    def anyone(self) -> Person | None:
        """Whoever asks, or nobody in particular."""
        return self.caller.person if self.caller else None

    @property
    def address(self) -> str:
        """Where the service is reached."""
        return service_address(self.request)

    def named(self, name: str) -> str:
        """A part of the address, such as the id of a call."""
        return str(self.request.path_params[name])

    def at(self, path: str) -> str:
        """The whole address of something else in the API."""
        return f"{self.address}{ROOT}{path}"

    @cached_property
    def limit(self) -> int:
        """How many things a page of a list is to hold."""
        typed = self.query.get("limit", "") or str(USUALLY_ASKED)
        is_whole = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MOST_ASKED))
        if not is_whole or not 1 <= int(typed) <= MOST_ASKED:
            raise ApiRefusedError(422, "bad-limit", expected=MOST_ASKED)
        return int(typed)


Doing = Callable[[Asked], Any]


@attrs.frozen(kw_only=True)
class Operation:
    """One thing that the API does.

    `scope` is what a token must be lent; one that is `public` is done for nobody in particular
    too. `answer` is the document given; `query` and `body` are the records of what may be sent.
    `current` gives the document that If-Match speaks of; `already` gives that of a request that was
    done, under its key, by a process that died before it could answer. `media_type` is that of an
    answer that is no document.
    """

    method: str
    path: str
    name: str
    noun: str
    summary: str
    do: Doing
    answer: Any
    scope: Scope | None
    status: int = 200
    public: bool = False
    listed: bool = False
    query: type[Any] | None = None
    body: Any = None
    current: Doing | None = None
    already: Doing | None = None
    media_type: str = "application/json"
    conflicts: bool = False
    sends_file: bool = False

    @property
    def acts(self) -> bool:
        """Whether it makes or does something, under a key."""
        return self.method == "POST"

    @property
    def writes(self) -> bool:
        """Whether it changes something."""
        return self.method != "GET"

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the parts of its address."""
        return tuple(each[1:-1] for each in self.path.split("/") if each.startswith("{"))


@attrs.define
class Noun:
    """The operations of one noun, in the order in which they are read."""

    name: str
    about: str
    operations: list[Operation] = attrs.field(factory=list)

    def __iter__(self) -> Iterator[Operation]:
        return iter(self.operations)

    def get(
        self, path: str, summary: str, answer: Any, scope: Scope | None, **said: Any
    ) -> Callable[[Doing], Doing]:
        """Say that a function answers a reading."""
        return self._says("GET", path, summary, answer, scope, **said)

    def post(
        self, path: str, summary: str, answer: Any, scope: Scope, **said: Any
    ) -> Callable[[Doing], Doing]:
        """Say that a function makes or does something."""
        return self._says("POST", path, summary, answer, scope, conflicts=True, **said)

    def patch(
        self, path: str, summary: str, answer: Any, scope: Scope, **said: Any
    ) -> Callable[[Doing], Doing]:
        """Say that a function changes something."""
        return self._says("PATCH", path, summary, answer, scope, conflicts=True, **said)

    def delete(
        self, path: str, summary: str, answer: Any, scope: Scope, **said: Any
    ) -> Callable[[Doing], Doing]:
        """Say that a function takes something away."""
        return self._says("DELETE", path, summary, answer, scope, conflicts=True, **said)

    def _says(
        self, method: str, path: str, summary: str, answer: Any, scope: Scope | None, **said: Any
    ) -> Callable[[Doing], Doing]:
        def keep(do: Doing) -> Doing:
            self.operations.append(
                Operation(
                    method=method,
                    path=path,
                    name=do.__name__,
                    noun=self.name,
                    summary=summary,
                    do=do,
                    answer=answer,
                    scope=scope,
                    **said,
                )
            )
            return do

        return keep
