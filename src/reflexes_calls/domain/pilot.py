"""Pilot: a selected trial, the indicators it promised beforehand, and its measures."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from reflexes.conversion import plain
from reflexes.digests import SCHEMA, digest_of
from reflexes.fields import choice, day, line, prose
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.lifecycle import PilotStage

MOST_PROMISES = 8


class Direction(StrEnum):
    """Which way an indicator should go."""

    UP = "up"
    DOWN = "down"


@record
class PromiseAnswers:
    """One indicator promised before the trial starts; values are text, as the team writes them."""

    indicator: str = line("Indicator", max_length=160)
    unit: str = line("Unit", max_length=60)
    baseline: str = line("Today", max_length=60, help="The value before the trial.")
    target: str = line("Promised", max_length=60, help="The value that would prove you right.")
    source: str = line("Recorded how, and by whom", max_length=160)
    direction: Direction = choice("It should go")


@record
class MeasureAnswers:
    """One value recorded during the trial."""

    value: str = line("Value", max_length=60)
    measured_on: dt.date = day("Recorded on")
    note: str = prose("Note", max_length=600, default="")


@record
class AbandonAnswers:
    """What is learnt when a trial is given up."""

    lessons: str = prose(
        "What you learnt", max_length=2000, help="Giving up is a result too: say what led to it."
    )
    rule: str = line(
        "Which rule of the plan applies",
        max_length=4,
        default="",
        help="Its rank among the rules of the plan for stopping, then for giving up, from 1; "
        "“none” where none applies.",
    )
    rule_reason: str = prose("Why it applies, or why none does", max_length=600, default="")


@record
class Pilot:
    """A trial under way or over."""

    id: int
    public_id: str
    call_id: int
    application_id: int
    organisation_id: int
    stage: PilotStage
    title: str
    summary: str
    promises_digest: str | None
    lessons: str
    created_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    rule_read: dict[str, Any] | None = None
    """How the rules of the plan for stopping were read, once the pilot was given up."""


@record
class PlanDraft:
    """What a team has typed of its plan; `revision` tells two tabs apart."""

    pilot_id: int
    typed: dict[str, str]
    revision: int
    saved_by: int
    saved_at: dt.datetime


@record
class Promise:
    """A promised indicator, locked since the step `promise`."""

    id: int
    position: int
    indicator: str
    unit: str
    baseline: str
    target: str
    source: str
    direction: Direction


@record
class Measure:
    """A value recorded for a promise; never changed, another one comes after it.

    `observed_unit` is the unit of the plan it was read on, empty for the whole pilot; `source` is
    where it comes from.
    """

    id: int
    promise_id: int
    value: str
    measured_on: dt.date
    note: str
    recorded_by: int
    recorded_at: dt.datetime
    observed_unit: str = ""
    observed_group: str = ""
    source: str = ""


def read_promises(rows: Sequence[Raw]) -> tuple[PromiseAnswers, ...]:
    """The promises of a form of several rows; fields of row 0 are named `0.indicator`.

    Rows left wholly blank are passed over; at least one promise is needed.
    """
    said: list[PromiseAnswers] = []
    refusals: list[FieldRefusal] = []
    filled = [(at, row) for at, row in enumerate(rows) if _is_filled(row)]
    for at, row in filled:
        try:
            said.append(read_form(PromiseAnswers, row, at=f"{at}."))
        except Invalid as error:
            refusals.extend(error.refusals)
    if not filled:
        refusals.append(FieldRefusal(field="0.indicator", kind="missing", expected="Indicator"))
    if len(filled) > MOST_PROMISES:
        refusals.append(
            FieldRefusal(
                field=f"{MOST_PROMISES}.indicator",
                kind="too-many",
                met=str(len(filled)),
                expected=str(MOST_PROMISES),
            )
        )
    if refusals:
        raise Invalid(tuple(refusals))
    return tuple(said)


def _is_filled(row: Raw) -> bool:
    # A list of directions always has one chosen, so it alone does not make a row.
    return any(value.strip() for name, value in row.items() if name != "direction")


def digest_of_promises(promises: Sequence[PromiseAnswers]) -> str:
    """What locks the promises: anyone can check later that they are those made beforehand."""
    kept: dict[str, Any] = {"schema": SCHEMA, "promises": [plain(one) for one in promises]}
    return digest_of(kept)
