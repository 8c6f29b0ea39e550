"""Turning the pages of a list: a cursor holds what the last thing was sorted on, never its rank."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import attrs

from reflexes_calls.web.api.operations import Asked
from reflexes_calls.web.api.problems import ApiRefusedError

T = TypeVar("T")
CURSOR = "cursor"
MOST_NUMBER = 2**31
Place = tuple[int | str, ...]


@attrs.frozen
class Page(Generic[T]):
    """Some things of a list, and the whole address of those that follow."""

    items: tuple[T, ...]
    next: str | None


def turned(asked: Asked, known: Iterable[T], place: Callable[[T], Place]) -> Page[T]:
    """The page that is asked for of a list that is at hand; `place` is what it is sorted on."""
    after, limit = _read(asked.query.get(CURSOR, "")), asked.limit
    placed = sorted(known, key=place)
    if after and any(_shape(place(each)) != _shape(after) for each in placed[:1]):
        raise _lost()
    ahead = [each for each in placed if not after or place(each) > after]
    last = ahead[limit - 1 : limit] if len(ahead) > limit else []
    return Page(
        items=tuple(ahead[:limit]),
        next=following(asked, written(place(last[0]))) if last else None,
    )


def _shape(place: Place) -> list[type]:
    return [type(part) for part in place]


def following(asked: Asked, cursor: str) -> str | None:
    """The address of the next page of a list; None when there is none."""
    if not cursor:
        return None
    kept = {name: value for name, value in asked.query.items() if name != CURSOR}
    path = asked.request.url.path
    return f"{asked.address}{path}?{urlencode({**kept, CURSOR: cursor})}"


def with_items(page: Page[T], dress: Callable[[T], Any]) -> Page[Any]:
    """The same page, each thing as it is told."""
    return Page(items=tuple(map(dress, page.items)), next=page.next)


def after_of(asked: Asked) -> int:
    """The number after which a list of numbered things goes on."""
    place = _read(asked.query.get(CURSOR, ""))
    if not place:
        return 0
    number = place[0]
    if len(place) != 1 or not isinstance(number, int) or not 0 <= number < MOST_NUMBER:
        raise _lost()
    return number


def written(place: Place) -> str:
    """A cursor as it stands in an address."""
    kept = json.dumps(place, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(kept.encode()).decode().rstrip("=")


def _read(text: str) -> Place:
    if not text:
        return ()
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        known = json.loads(base64.urlsafe_b64decode(padded))
    except (binascii.Error, UnicodeError, ValueError, RecursionError):
        raise _lost() from None
    if (
        not isinstance(known, list)
        or not known
        or not all(type(each) in {int, str} for each in known)
    ):
        raise _lost()
    return tuple(known)


def _lost() -> ApiRefusedError:
    return ApiRefusedError(422, "page-lost")
