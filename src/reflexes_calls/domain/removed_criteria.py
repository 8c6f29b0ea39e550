"""The criteria that were removed from a draft: kept beside it, to be taken back whole."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reflexes.records import changed, record, values_of
from reflexes_calls.domain.call import Call, Criterion
from reflexes_calls.domain.call_document import criterion_of, plain_criterion
from reflexes_calls.domain.criteria import MOST_REMOVED, free_code

REMOVED = "removed_criteria"
"""Where a draft remembers them."""


@record
class Removed:
    """A criterion that was removed: where it stood, from 0, and which questions fed it."""

    place: int
    criterion: Criterion
    questions: tuple[str, ...]


def removed_from(call: Call) -> tuple[Removed, ...]:
    """The criteria removed from a draft, the last one first."""
    return tuple(
        Removed(
            place=each["place"],
            criterion=criterion_of(each["criterion"]),
            questions=tuple(each["questions"]),
        )
        for each in call.drafting.get(REMOVED, ())
    )


def remembering(call: Call, rows: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """What the draft remembers once its criteria are those of `rows`."""
    left = {row.get("was", "") for row in rows}
    gone = [
        Removed(place=place, criterion=each, questions=_feeding(call, each.code))
        for place, each in enumerate(call.criteria)
        if each.code not in left
    ]
    return _remembered(call, (*reversed(gone), *removed_from(call)))


def forgetting(call: Call, number: int) -> dict[str, Any]:
    """What the draft remembers once one of them, from 0, was taken back."""
    return _remembered(
        call, [each for rank, each in enumerate(removed_from(call)) if rank != number]
    )


def _remembered(call: Call, removed: Sequence[Removed]) -> dict[str, Any]:
    kept = [
        {
            "place": each.place,
            "criterion": plain_criterion(values_of(each.criterion)),
            "questions": list(each.questions),
        }
        for each in removed[:MOST_REMOVED]
    ]
    return {**call.drafting, REMOVED: kept}


def _feeding(call: Call, code: str) -> tuple[str, ...]:
    return tuple(each.code for each in call.questions().questions() if code in each.criteria)


def put_back(call: Call, removed: Removed) -> tuple[tuple[Criterion, ...], dict[str, Any]]:
    """The criteria with one at its place again, and the form whose questions feed it as before."""
    code = free_code(removed.criterion.code, {each.code for each in call.criteria})
    criteria = list(call.criteria)
    criteria.insert(removed.place, changed(removed.criterion, code=code))
    sections = [
        {
            **section,
            "questions": [
                _fed(each, code) if each["code"] in removed.questions else each
                for each in section.get("questions", ())
            ],
        }
        for section in call.form.get("sections", ())
    ]
    return tuple(criteria), {**call.form, "sections": sections}


def _fed(question: Mapping[str, Any], code: str) -> dict[str, Any]:
    return {**question, "criteria": [*question.get("criteria", ()), code]}
