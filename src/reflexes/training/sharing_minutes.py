"""A whole sequence over other minutes: its activities share them in proportion, by fives."""

from collections.abc import Sequence as Many

from reflexes.records import changed
from reflexes.training.module import Activity, Module, Sequence
from reflexes.training.timing import shared_out, with_true_sums

FIVE = 5


def fewest_minutes(activity: Activity) -> int:
    """The fewest minutes of an activity: one for each of its steps."""
    return max(1, len(activity.steps))


def sequence_of(module: Module, code: str) -> Sequence:
    """The sequence that bears `code`; raises `LookupError` when none does."""
    for session in module.sessions:
        for sequence in session.sequences:
            if sequence.code == code:
                return sequence
    raise LookupError(code)


def retimed_sequence(module: Module, code: str, minutes: int) -> Module:
    """The same module, in which the sequence `code` lasts `minutes` and every sum is true again.

    Its activities keep their proportions, in steps of five minutes; what does not make five goes to
    the one that most lacks it. Raises `LookupError` when no sequence bears that code, `ValueError`
    when there are fewer minutes than its activities need.
    """
    wanted = sequence_of(module, code)
    least = [fewest_minutes(each) for each in wanted.activities]
    if minutes < sum(least):
        raise ValueError(minutes)
    shares = _by_fives([each.minutes for each in wanted.activities], least, minutes)
    activities = tuple(
        changed(activity, minutes=share, steps=shared_out(activity.steps, share))
        if share != activity.minutes
        else activity
        for activity, share in zip(wanted.activities, shares, strict=True)
    )
    sessions = tuple(
        changed(
            session,
            sequences=tuple(
                changed(each, activities=activities) if each is wanted else each
                for each in session.sequences
            ),
        )
        for session in module.sessions
    )
    return with_true_sums(changed(module, sessions=sessions))


def _by_fives(parts: Many[int], least: Many[int], minutes: int) -> list[int]:
    """`minutes` in proportion to `parts`, none under its `least`, by fives where that can be."""
    rounded = [-(-each // FIVE) * FIVE for each in least]
    floors = rounded if sum(rounded) <= minutes else list(least)
    exact = [part * minutes / sum(parts) for part in parts]
    kept = [max(floor, int(each / FIVE) * FIVE) for floor, each in zip(floors, exact, strict=True)]
    while (rest := minutes - sum(kept)) > 0:
        at = max(range(len(kept)), key=lambda at: (exact[at] - kept[at], -at))
        kept[at] += min(FIVE, rest)
    while (over := sum(kept) - minutes) > 0:
        may_give = [at for at in range(len(kept)) if kept[at] > floors[at]]
        at = max(may_give, key=lambda at: (kept[at] - exact[at], -at))
        kept[at] -= min(FIVE, over, kept[at] - floors[at])
    return kept


def starting_at(module: Module, code: str, hour: str) -> Module:
    """The same module, whose session `code` starts at `hour` (`09:30`); `LookupError` if none."""
    if all(session.code != code for session in module.sessions):
        raise LookupError(code)
    return changed(
        module,
        sessions=tuple(
            changed(session, starts=hour) if session.code == code else session
            for session in module.sessions
        ),
    )
