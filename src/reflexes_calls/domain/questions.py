"""The ready form for an experiment, versioned; what a draft keeps and what a submission reads."""

import datetime as dt
from typing import Any

from reflexes.conversion import plain
from reflexes.fields import day, line, money, prose, whole, yes
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, keep_typed, read_form
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import FieldRefusal, Invalid

QUESTIONS_VERSION = 1


@record
class ExperimentAnswers:
    """What a team says of the trial it would like to run."""

    title: str = line("Title of your trial", max_length=120, help="A few words, said plainly.")
    summary: str = prose(
        "Summary", max_length=600, help="Published if your trial is selected: no personal name."
    )
    problem: str = prose(
        "The problem you meet", max_length=2000, help="Where, for whom, with an example."
    )
    proposal: str = prose(
        "What you would like to try", max_length=3000, help="The steps, and who holds each of them."
    )
    people: str = prose(
        "Who takes part", max_length=1500, help="Functions rather than names, and how they agreed."
    )
    weeks: int = whole("Length, in weeks", minimum=4, maximum=52)
    start_on: dt.date = day("Day you would start")
    budget: int = money("Amount asked for, in euros", minimum=0, help="For example 12 500,50.")
    indicator: str = line(
        "What you will watch", max_length=160, help="One thing that can be counted or recorded."
    )
    proof_wrong: str = prose(
        "What would prove you wrong", max_length=800, help="The result that would make you stop."
    )
    consent: bool = yes("The title and the summary may be published under the Licence Ouverte 2.0")


def read_answers(raw: Raw, *, partial: bool, today: dt.date, call: Call) -> dict[str, Any]:
    """The answers to keep: as typed for a draft, read strictly for a submission.

    A draft keeps exactly what was typed, even what is wrong, so that nothing entered is lost. A
    submission raises `Invalid` with every refusal at once.
    """
    if partial:
        return dict(keep_typed(ExperimentAnswers, raw))
    bounds = {"budget": {"maximum": call.budget_cap}, "weeks": {"maximum": call.weeks}}
    refusals: list[FieldRefusal] = []
    said: ExperimentAnswers | None = None
    try:
        said = read_form(ExperimentAnswers, raw, bounds=bounds)
    except Invalid as error:
        refusals.extend(error.refusals)
    refusals.extend(_past_day(raw, today, refusals))
    if refusals or said is None:
        raise Invalid(tuple(refusals))
    return plain(said)


def _past_day(raw: Raw, today: dt.date, met: list[FieldRefusal]) -> list[FieldRefusal]:
    if any(refusal.field == "start_on" for refusal in met):
        return []
    starts = read_form(_Start, raw).start_on
    if starts >= today:
        return []
    return [FieldRefusal(field="start_on", kind="past-day", met=str(starts), expected=str(today))]


@record
class _Start:
    start_on: dt.date = day("Day you would start")
