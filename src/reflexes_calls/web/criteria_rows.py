"""The rows in which criteria are written, in a draft and in an amendment alike."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reflexes.records import record
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.criteria import MARKS, MOST_CRITERIA, moved, rows_of, without
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.web.finding_words import label_of
from reflexes_calls.web.forms import Form
from reflexes_calls.wording import sentence

STAYS = frozenset({"remove", "up", "down"})
"""The acts after which the page of the criteria is shown again."""


@record
class RowsSent:
    """The rows that a form sent, once its button has acted on them."""

    act: str
    rows: tuple[Mapping[str, str], ...]


def rows_sent(form: Form) -> RowsSent:
    """The rows of a form after one was removed or moved, and the act of its button."""
    act, _, place = form.text("do").partition(".")
    rows = rows_of(form.values)
    if not place.isdecimal():
        return RowsSent(act=act, rows=rows)
    acts: dict[str, Callable[[], tuple[Any, ...]]] = {
        "remove": lambda: without(rows, int(place)),
        "up": lambda: moved(rows, int(place), -1),
        "down": lambda: moved(rows, int(place), 1),
    }
    return RowsSent(act=act, rows=acts[act]() if act in acts else rows)


def criteria_errors(invalid: Invalid, words: Callable[[str], str]) -> list[tuple[str, str]]:
    """What is to mend in the rows, each with the name of its field."""
    return [
        (each.field, f"{label_of(each.field, words)} – {sentence(each, words)}")
        for each in invalid.refusals
    ]


def criteria_facts(
    call: Call,
    typed: Mapping[str, str],
    *,
    errors: Sequence[tuple[str, str]] = (),
    added: bool = False,
) -> dict[str, Any]:
    """What the page of the criteria speaks of: its rows, and the questions that feed each."""
    rows = rows_of(typed)
    fed: dict[str, list[Any]] = {}
    for question in call.questions().questions():
        for code in question.criteria:
            fed.setdefault(code, []).append(question.label)
    return {
        "rows": [*rows, {}] if added or not rows else rows,
        "errors": errors,
        "mistakes": dict(reversed(list(errors))),
        "marks": MARKS,
        "fed": fed,
        "is_full": len(rows) >= MOST_CRITERIA,
    }
