"""An assignment as it is asked for: its settings, what is settled by hand, who is left out."""

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from reflexes.fields import choice, whole, yes
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.jury import Juror, JurorKind

MOST_FILES, MOST_REVIEWS = 2000, 12
HAND = "hand-"
"""What the names of boxes that settle a pair begin with; the file and the reader follow."""
FRENCH, ENGLISH = "fr", "en"
_SMALL_WORDS = {
    FRENCH: frozenset(
        (
            "le",
            "la",
            "les",
            "des",
            "une",
            "un",
            "et",
            "est",
            "dans",
            "pour",
            "que",
            "qui",
            "sur",
            "aux",
        )
    ),
    ENGLISH: frozenset(
        (
            "the",
            "of",
            "and",
            "to",
            "is",
            "in",
            "that",
            "for",
            "with",
            "are",
            "this",
            "we",
            "by",
            "from",
        )
    ),
}
ROUNDING = 1e-9
_FEWEST_WORDS = 20
"""Below so many small words, nothing is said of the language of a file."""


class Way(StrEnum):
    """How pairs are chosen."""

    BEST = "best"
    EVEN = "even"
    RANDOM = "random"


class Hand(StrEnum):
    """What is settled of a pair by hand."""

    FREE = ""
    KEEP = "keep"
    FORBID = "forbid"


class Away(StrEnum):
    """Why a member of a jury is given no file."""

    NOT_FREE = "not-free"
    """They are free on no day of the reading."""
    NO_ACCOUNT = "no-account"
    """They accepted, and have no account yet."""


@record
class AssignmentAnswers:
    """The settings of an assignment."""

    reviews: int = whole("Reviews for each file", minimum=1, maximum=MOST_REVIEWS)
    most: int = whole(
        "Files for each reader, at most",
        minimum=1,
        maximum=MOST_FILES,
        help="For those who gave no limit of their own, in proportion to the days of the reading "
        "on which they are free. A limit that a reader gave holds for them.",
    )
    least: int = whole(
        "Files for each reader, at least",
        default=0,
        minimum=0,
        maximum=MOST_FILES,
        help="For those who said nothing. Zero asks for nothing.",
    )
    practitioner: bool = yes("At least one practitioner for each file", default=False)
    agent: bool = yes("At least one agent for each file", default=False)
    researcher: bool = yes("At least one researcher for each file", default=False)
    user: bool = yes("At least one user of the service for each file", default=False)
    apart: bool = yes("Nobody reads files of their own département", default=False)
    way: Way = choice("How pairs are chosen", default=Way.BEST)
    limit: int = whole(
        "Most chances that one pair has, in percent",
        default=50,
        minimum=1,
        maximum=100,
        help="Only against collusion: the smaller, the less anybody can count on reading a given "
        "file, and the less readers fit.",
    )
    seed: int = whole(
        "Seed",
        default=1,
        minimum=0,
        maximum=999_999_999,
        help="Any whole number. It settles ties and draws: the same one gives the same "
        "assignment, to the byte.",
    )

    @property
    def kinds(self) -> tuple[JurorKind, ...]:
        """The kinds of which each file has one reader at least."""
        return tuple(kind for kind in JurorKind if getattr(self, kind.value))


@record
class Settled:
    """A pair settled by hand: the public ids of a file and of a reader."""

    file: str
    reader: str
    hand: Hand


def read_assignment(raw: Raw) -> AssignmentAnswers:
    """The settings that a form says; raises `Invalid` with every refusal."""
    said = read_form(AssignmentAnswers, raw)
    wrong = []
    if said.least > said.most:
        wrong.append(
            FieldRefusal(
                field="least", kind="least-above-most", met=str(said.least), expected=str(said.most)
            )
        )
    if len(said.kinds) > said.reviews:
        wrong.append(
            FieldRefusal(
                field="reviews",
                kind="more-kinds-than-reviews",
                met=str(said.reviews),
                expected=str(len(said.kinds)),
            )
        )
    if said.way is Way.RANDOM and said.kinds:
        wrong.append(FieldRefusal(field="way", kind="random-with-kinds"))
    if wrong:
        raise Invalid(tuple(wrong))
    return said


def usual_assignment(reviews: int, files: int, readers: float) -> dict[str, str]:
    """What is typed at first: as many reviews as the call needs, a tenth more room than that.

    `readers` are counted by the part of the reading for which they are free.
    """
    each = math.ceil(files * reviews * 11 / (10 * (readers or 1)) - ROUNDING)
    return {
        "reviews": str(min(max(reviews, 1), MOST_REVIEWS)),
        "most": str(min(max(each, 1), MOST_FILES)),
        "least": "0",
        "way": Way.BEST.value,
        "limit": "50",
        "seed": "1",
    }


def typed_of(raw: Raw) -> dict[str, str]:
    """The settings among what was typed, as they are kept."""
    names = tuple(each.name for each in AssignmentAnswers.__attrs_attrs__)  # type: ignore[attr-defined]  # every form is a record
    return {name: raw[name].strip() for name in names if raw.get(name, "").strip()}


def hand_field(file: str, reader: str) -> str:
    """The name of the box that settles a pair."""
    return f"{HAND}{file}-{reader}"


def settled_of(kept: Mapping[str, Any]) -> tuple[Settled, ...]:
    """What is settled by hand, from the kept settings of a jury."""
    return tuple(
        Settled(file=file, reader=reader, hand=Hand(hand))
        for file, reader, hand in kept.get("hands", ())
    )


def settle(
    before: Iterable[Settled], raw: Raw, files: Mapping[str, str], readers: Iterable[str]
) -> tuple[Settled, ...]:
    """What is settled by hand once a form is read; `files` are public ids by receipt.

    Boxes that the form does not hold leave what they say as it is.
    """
    known = {(each.file, each.reader): each.hand for each in before}
    people, refusals = set(readers), []
    for name, said in raw.items():
        file, _, reader = name.removeprefix(HAND).partition("-")
        if not name.startswith(HAND) or reader not in people or file not in files.values():
            continue
        if said in set(Hand):
            known[file, reader] = Hand(said)
    receipt, reader, hand = (
        raw.get(f"add_{part}", "").strip() for part in ("file", "reader", "how")
    )
    if receipt or reader:
        if receipt not in files:
            refusals.append(
                FieldRefusal(field="add_file", kind="no-such-file", met=receipt)
                if receipt
                else FieldRefusal(field="add_file", kind="missing")
            )
        if reader not in people:
            refusals.append(FieldRefusal(field="add_reader", kind="missing"))
        if hand not in {Hand.KEEP, Hand.FORBID}:
            refusals.append(FieldRefusal(field="add_how", kind="missing"))
        if refusals:
            raise Invalid(tuple(refusals))
        known[files[receipt], reader] = Hand(hand)
    return tuple(
        Settled(file=file, reader=reader, hand=hand)
        for (file, reader), hand in sorted(known.items())
        if hand is not Hand.FREE
    )


def why_away(juror: Juror, first: dt.date, last: dt.date | None) -> Away | None:
    """Why a member reads nothing, from the first to the last day of the reading; None if they do.

    Whoever is free on one day of it at least is given files.
    """
    if juror.person_id is None:
        return Away.NO_ACCOUNT
    ends_before = juror.free_until is not None and juror.free_until < first
    begins_after = juror.free_from is not None and last is not None and juror.free_from > last
    return Away.NOT_FREE if ends_before or begins_after else None


@record
class DaysFree:
    """On how many of the days of a reading a member is free, where it is not on all of them."""

    free: int
    all: int

    def part_of(self, files: int) -> int:
        """Their part of what the others read: rounded, and one file at least."""
        return max(1, (2 * files * self.free + self.all) // (2 * self.all))


def days_free(juror: Juror, first: dt.date, last: dt.date | None) -> DaysFree | None:
    """The days of a reading, both ends counted, on which a member is free.

    None for who is free on all of them, on none of them, or where no last day is said.
    """
    if last is None or last < first:
        return None
    begins, ends = max(first, juror.free_from or first), min(last, juror.free_until or last)
    free, several = (ends - begins).days + 1, (last - first).days + 1
    return DaysFree(free=free, all=several) if 0 < free < several else None


def language_of_text(text: str) -> str:
    """The language of a text, from its small words: English when they are plainly English."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    count = {code: sum(word in small for word in words) for code, small in _SMALL_WORDS.items()}
    is_english = count[ENGLISH] >= _FEWEST_WORDS and count[ENGLISH] > 2 * count[FRENCH]
    return ENGLISH if is_english else FRENCH
