"""What may be asked of a list of applications, from each seat, and how its pages follow each other.

A field that is not seen from a seat is neither shown, nor sorted on, nor looked for: to ask for it
is refused with the same words as to ask for what does not exist.
"""

import base64
import binascii
import datetime as dt
import json
from enum import StrEnum
from typing import Any

from reflexes.fields import choice, day, line, money, whole, yes
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, keep_typed, read_form
from reflexes_calls.domain.application import Completeness
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.visibility import Part, Seat, sees

PAGE = 50
"""How many files a page holds."""
COUNTED = 1_000
"""Beyond, a list says « more than »: to count a million rows is to read them."""

COUNTED_OF_WORDS = 200
"""The same of a search: whether each file holds the words is looked at one by one."""


class Sort(StrEnum):
    """What a list may be sorted on."""

    RECEIPT = "receipt"
    SUBMITTED = "submitted"
    TITLE = "title"
    AMOUNT = "amount"
    MEAN = "mean"
    UPDATED = "updated"
    GIVEN = "given"


class Reading(StrEnum):
    """How far the readers of a file are."""

    NOBODY = "nobody"
    WAITING = "waiting"
    DONE = "done"


class Deciding(StrEnum):
    """Whether a file has its decision."""

    WAITING = "waiting"
    DECIDED = "decided"


SORT_PARTS = {
    Sort.RECEIPT: Part.SUBMITTED,
    Sort.SUBMITTED: Part.SUBMITTED,
    Sort.TITLE: Part.SUBMITTED,
    Sort.AMOUNT: Part.SUBMITTED,
    Sort.MEAN: Part.SCORES,
    Sort.UPDATED: Part.DRAFT,
    Sort.GIVEN: Part.REVIEWS,
}
"""The part that a list sorted so tells something about."""
FILTER_PARTS = {
    "completeness": Part.COMPLETENESS,
    "unsent": Part.UNSENT,
    "readers": Part.READERS,
}
"""The part that a filter tells something about; every other is seen from every seat."""
USUAL_SORT = {
    Seat.TEAM: (Sort.UPDATED, True),
    Seat.MANAGER: (Sort.RECEIPT, False),
    Seat.REVIEWER: (Sort.GIVEN, False),
}


@record
class Wanted:
    """What is asked of a list."""

    words: str = line(
        "Words",
        default="",
        max_length=200,
        help="In the answers, the title or the name of the administration. Accents and plurals "
        "do not matter. End a word with * for any ending.",
    )
    stage: ApplicationStage | None = choice("Stage", default=None)
    phase: Phase | None = choice("Phase", default=None)
    session: int | None = whole("Cut-off", default=None, minimum=1, maximum=1000)
    territory: str = line("Territory", default="", max_length=20, help="Its code, such as 35238.")
    organisation: str = line(
        "Administration", default="", max_length=160, help="Its whole name, or its SIRET."
    )
    amount_from: int | None = money("Amount, from", default=None, minimum=0)
    amount_to: int | None = money("Amount, up to", default=None, minimum=0)
    submitted_from: dt.date | None = day("Submitted from", default=None)
    submitted_to: dt.date | None = day("Submitted until", default=None)
    completeness: Completeness | None = choice("Completeness", default=None)
    readers: Reading | None = choice("Reading", default=None)
    decided: Deciding | None = choice("Decision", default=None)
    unsent: bool = yes("Only those changed since they were submitted", default=False)
    sort: Sort | None = choice("Sorted by", default=None)
    descending: bool = yes("The last ones first", default=False)


def fields_seen(seat: Seat) -> tuple[str, ...]:
    """The names of the filters that may be used from a seat."""
    return tuple(
        name
        for name in Wanted.__annotations__
        if name not in FILTER_PARTS or sees(seat, FILTER_PARTS[name])
    )


def sorts_seen(seat: Seat) -> tuple[Sort, ...]:
    """What a list may be sorted on from a seat."""
    return tuple(
        each
        for each, part in SORT_PARTS.items()
        # Files are given to be read in an order that is that of one reader alone.
        if sees(seat, part) and (each is not Sort.GIVEN or seat is Seat.REVIEWER)
    )


def read_wanted(raw: Raw, seat: Seat) -> Wanted:
    """What is asked of a list; raises `Invalid` with every refusal."""
    typed = keep_typed(Wanted, raw)
    refusals = [
        FieldRefusal(field=name, kind="not-a-choice", met=text[:40])
        for name, text in typed.items()
        if text and name not in fields_seen(seat)
    ]
    known = {name: text for name, text in typed.items() if name in fields_seen(seat)}
    try:
        wanted = read_form(Wanted, known)
    except Invalid as invalid:
        raise Invalid((*invalid.refusals, *refusals)) from invalid
    refusals += _disordered(wanted)
    if wanted.sort is not None and wanted.sort not in sorts_seen(seat):
        refusals.append(FieldRefusal(field="sort", kind="not-a-choice", met=wanted.sort))
    if refusals:
        raise Invalid(tuple(refusals))
    return wanted


def _disordered(wanted: Wanted) -> list[FieldRefusal]:
    """The bounds of which the first is beyond the last."""
    found = []
    least, most = wanted.amount_from, wanted.amount_to
    if least is not None and most is not None and least > most:
        said = f"{least // 100}"
        found.append(
            FieldRefusal(field="amount_to", kind="too-small", met=f"{most // 100}", expected=said)
        )
    first, last = wanted.submitted_from, wanted.submitted_to
    if first and last and first > last:
        found.append(
            FieldRefusal(
                field="submitted_to",
                kind="not-after",
                met=last.strftime("%d/%m/%Y"),
                expected=first.strftime("%d/%m/%Y"),
            )
        )
    return found


@record
class Order:
    """How a list is sorted."""

    sort: Sort
    descending: bool


def order_of(wanted: Wanted, seat: Seat) -> Order:
    """The order that is asked for, or the usual one of a seat."""
    if wanted.sort is None:
        sort, descending = USUAL_SORT[seat]
        return Order(sort=sort, descending=descending != wanted.descending)
    return Order(sort=wanted.sort, descending=wanted.descending)


@record
class Cursor:
    """A place in a list: after a file, or before it, by what it was sorted on when it was shown.

    It holds the public id of the file and never its rank, so that a page says nothing of what
    lies between what is seen.
    """

    order: Order
    key: int | str | None
    file: str
    backwards: bool


def write_cursor(cursor: Cursor) -> str:
    """A cursor as it stands in an address."""
    order = cursor.order
    said = [order.sort.value, order.descending, cursor.key, cursor.file, cursor.backwards]
    kept = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(kept.encode()).decode().rstrip("=")


def read_cursor(text: str, order: Order) -> Cursor:
    """The cursor of an address; raises `Invalid` for what is none of this list."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        sort, descending, key, file, backwards = json.loads(base64.urlsafe_b64decode(padded))
        cursor = Cursor(
            order=Order(sort=Sort(sort), descending=descending is True),
            key=_checked_key(Sort(sort), key),
            file=_checked_file(file),
            backwards=backwards is True,
        )
    except (binascii.Error, UnicodeError, ValueError, TypeError, RecursionError):
        raise _lost(text) from None
    if cursor.order != order:
        raise _lost(text)
    return cursor


def _checked_key(sort: Sort, key: Any) -> int | str | None:
    if sort in {Sort.TITLE, Sort.SUBMITTED, Sort.UPDATED}:
        if sort is Sort.SUBMITTED or sort is Sort.UPDATED:
            if key is not None and dt.datetime.fromisoformat(key).tzinfo is None:
                raise ValueError(key)
        elif not isinstance(key, str):
            raise TypeError(key)
    elif key is not None and (type(key) is not int or abs(key) >= 2**62):
        raise TypeError(key)
    if isinstance(key, str) and "\x00" in key:
        raise ValueError(key)
    checked: int | str | None = key
    return checked


def _checked_file(file: Any) -> str:
    if not isinstance(file, str) or not file.isascii() or not file.isalnum():
        raise TypeError(file)
    return file


def _lost(text: str) -> Invalid:
    return Invalid((FieldRefusal(field="page", kind="page-lost", met=text[:20]),))
