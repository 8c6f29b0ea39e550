"""How the answers on one object moved between two days, question by question."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import attrs

from reflexes.errors import Refusal, RefusedError
from reflexes.grid.answers import Answers
from reflexes.grid.profiles import Placed, Profile, profile_to_plain
from reflexes.principle import GridQuestion, Principle


class Moved(StrEnum):
    """Where the answer to a question went between two days. Up is more, which is not better."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    NOT_COMPARABLE = "not-comparable"


class Why(StrEnum):
    """Why two answers cannot be compared."""

    ADDED = "question-added"
    GONE = "question-gone"
    REWORDED = "question-reworded"
    UNKNOWN_BEFORE = "unknown-before"
    UNKNOWN_AFTER = "unknown-after"
    NOT_APPLICABLE_BEFORE = "not-applicable-before"
    NOT_APPLICABLE_AFTER = "not-applicable-after"


@attrs.frozen(kw_only=True)
class Change:
    """One question at two dates. `why` is said when the two cannot be compared."""

    principle: Principle
    question: GridQuestion
    before: Placed | None
    after: Placed | None
    moved: Moved
    why: Why | None = None


@attrs.frozen(kw_only=True)
class Comparison:
    """The same object at two dates, question by question."""

    before: Profile
    after: Profile
    changes: tuple[Change, ...]


def compare_profiles(before: Profile, after: Profile) -> Comparison:
    """How the answers moved, question by question, from one profile of an object to a later one.

    Raises `RefusedError` when the two are not of the same object, or `after` is the earlier one.
    """
    refusals = tuple(_not_comparable(before.answers, after.answers))
    if refusals:
        raise RefusedError(refusals)
    return Comparison(before=before, after=after, changes=tuple(_changes(before, after)))


def _not_comparable(before: Answers, after: Answers) -> Iterator[Refusal]:
    for field in ("reads", "name", "piste"):
        met, expected = getattr(after, field), getattr(before, field)
        if met != expected:
            yield Refusal(kind="not-the-same-object", path=field, met=met, expected=expected)
    if after.answered_on < before.answered_on:
        yield Refusal(
            kind="day-before",
            path="answered_on",
            met=after.answered_on.isoformat(),
            expected=before.answered_on.isoformat(),
        )


def _changes(before: Profile, after: Profile) -> Iterator[Change]:
    """The later questions in their order, then those that are no longer asked."""
    earlier, later = _by_code(before), _by_code(after)
    gone = {code: found for code, found in earlier.items() if code not in later}
    for code, (principle, placed) in (later | gone).items():
        was = earlier[code][1] if code in earlier else None
        now = later[code][1] if code in later else None
        moved, why = _movement(was, now)
        yield Change(
            principle=principle,
            question=placed.question,
            before=was,
            after=now,
            moved=moved,
            why=why,
        )


def _by_code(said: Profile) -> dict[str, tuple[Principle, Placed]]:
    return {
        placed.question.code: (part.principle, placed)
        for part in said.principles
        for placed in part.placed
    }


def _movement(before: Placed | None, after: Placed | None) -> tuple[Moved, Why | None]:
    why = _why_not(before, after)
    if why is not None or before is None or after is None:
        return Moved.NOT_COMPARABLE, why
    earlier, later = before.level, after.level
    if earlier is None or later is None or earlier == later:
        return Moved.SAME, None
    return (Moved.UP if later > earlier else Moved.DOWN), None


def _why_not(before: Placed | None, after: Placed | None) -> Why | None:
    if before is None or after is None:
        return Why.ADDED if before is None else Why.GONE
    if _wording(before.question) != _wording(after.question):
        return Why.REWORDED
    for placed, unknown, not_applicable in (
        (before, Why.UNKNOWN_BEFORE, Why.NOT_APPLICABLE_BEFORE),
        (after, Why.UNKNOWN_AFTER, Why.NOT_APPLICABLE_AFTER),
    ):
        if placed.level is None:
            return not_applicable if placed.answer.not_applicable else unknown
    return None


def _wording(question: GridQuestion) -> tuple[str, ...]:
    """What makes two answers comparable: the words in French, the English being a translation."""
    return (question.text.fr, *(level.fr for level in question.levels))


def comparison_to_plain(said: Comparison) -> dict[str, Any]:
    """The comparison as plain data for JSON."""
    return {
        "before": profile_to_plain(said.before),
        "after": profile_to_plain(said.after),
        "changes": [
            {
                "principle": change.principle.code,
                "question": change.question.code,
                "before": None if change.before is None else change.before.level,
                "after": None if change.after is None else change.after.level,
                "moved": change.moved.value,
                "why": None if change.why is None else change.why.value,
            }
            for change in said.changes
        ],
    }
