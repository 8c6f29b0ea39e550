"""Small helpers for tests of modules."""

from collections.abc import Iterator
from typing import Any

from reflexes.records import changed
from reflexes.training import Activity, Module
from reflexes.training.timing import replaced


def every_text(module: Module) -> Iterator[str]:
    """The instructions of a module: what is ours, claims and codes apart."""
    for activity in module.activities:
        yield from filter(
            None,
            (
                activity.title,
                activity.instruction,
                activity.trace,
                activity.accessible,
                activity.plan_b,
                activity.adapt,
                *activity.material,
                *activity.debrief,
                *(step.text for step in activity.steps),
                *(card.text for card in activity.cards),
            ),
        )
    for item in module.items:
        yield item.question
        yield from (one.text for one in item.choices)


def with_activity(module: Module, code: str, **said: Any) -> Module:
    """The module with some fields of one activity said anew, its sums kept."""
    activity = next(each for each in module.activities if each.code == code)
    made: Activity = changed(activity, **said)
    return replaced(module, code, made)
