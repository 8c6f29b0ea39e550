"""The rows in which criteria are written, in a draft and in an amendment alike."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reflexes.records import record
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.criteria import MARKS, MOST_CRITERIA, moved, rows_of, without
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.removed_criteria import removed_from
from reflexes_calls.web.finding_words import label_of
from reflexes_calls.web.forms import Form
from reflexes_calls.web.notices import N_
from reflexes_calls.wording import sentence

SHOWN_AGAIN = frozenset({"add", "two"})
"""The acts that change the page of the criteria, and nothing that is kept."""
JURIES = {"project": N_("the projects"), "protocol": N_("whether trials can measure anything")}
"""What each jury of a call marks."""
STAYS = frozenset({"remove", "up", "down"})
"""The acts after which the page of the criteria is shown again."""
HELD = {
    "add": N_("The new criterion is at the end of the page. It is kept once this is mended."),
    "remove": N_("The criterion is off the page. It is removed once this is mended and saved."),
    "up": N_("The criterion is moved on the page. Its place is kept once this is mended."),
    "down": N_("The criterion is moved on the page. Its place is kept once this is mended."),
    "take-back": N_("Mend this first, then take the criterion back."),
}
"""What is said of the button that was pressed when something on the page is refused."""


@record
class RowsSent:
    """The rows that a form sent, once its button has acted on them."""

    act: str
    rows: tuple[Mapping[str, str], ...]
    number: int = 0


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
    acted = acts[act]() if act in acts else rows
    return RowsSent(act=act, rows=acted, number=int(place))


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
    act: str = "",
) -> dict[str, Any]:
    """What the page of the criteria speaks of: its rows, and the questions that feed each."""
    rows = rows_of(typed)
    fed: dict[str, list[Any]] = {}
    for question in call.questions().questions():
        for code in question.criteria:
            fed.setdefault(code, []).append(question.label)
    return {
        "rows": [*rows, {}] if act == "add" or not rows else rows,
        "errors": errors,
        "mistakes": dict(reversed(list(errors))),
        "marks": MARKS,
        "fed": fed,
        "is_full": len(rows) >= MOST_CRITERIA,
        "has_two": act == "two" or any("jury" in row for row in rows),
        "juries": JURIES,
        "held": HELD.get(act, "") if errors else "",
        "removed": removed_from(call),
    }
