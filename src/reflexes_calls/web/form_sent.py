"""The conditions that a page of the builder sent, of a question or of a section."""

from collections.abc import Callable, Iterable

from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.form import Condition, Question
from reflexes_calls.domain.form_typed import read_condition
from reflexes_calls.domain.forming import without_condition
from reflexes_calls.web.forms import Form


def read_all(*readings: Callable[[], object]) -> None:
    """Read every part of a page; raises `Invalid` with the refusals of all of them at once."""
    refusals: list[FieldRefusal] = []
    for reading in readings:
        try:
            reading()
        except Invalid as invalid:
            refusals.extend(invalid.refusals)
    if refusals:
        raise Invalid(tuple(refusals))


def conditions_sent(
    known: tuple[Condition, ...], form: Form, before: Iterable[Question]
) -> tuple[Condition, ...]:
    """The conditions after one was removed by its button, or one more was chosen."""
    place = form.text("do").removeprefix("when.remove.")
    if place.isdecimal() and place.isascii():
        known = without_condition(known, int(place))
    added = read_condition(form.values, before, wanted=form.text("do") == "when.add")
    return known if added is None or added in known else (*known, added)
