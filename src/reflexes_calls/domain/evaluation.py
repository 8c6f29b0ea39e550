"""Evaluation: what a pilot found against its promises; it becomes Evidence."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence

from reflexes.evidence import Design, Evidence, Outcome, Result
from reflexes.fields import choice, line, money, prose
from reflexes.records import record
from reflexes.texts import Says, Status, Text, Title
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.pilot import Pilot, Promise

LONGEST_SLUG = 60


@record
class EvaluationAnswers:
    """What the team says once the trial is over."""

    title_fr: str = line("Title in French", max_length=160)
    title_en: str = line("Title in English", max_length=160)
    design: Design = choice("How you know")
    finding: str = prose("What you found", max_length=2000)
    limits: str = prose("What it does not say", max_length=2000)
    lessons: str = prose("Lessons", max_length=2000, default="", help="One on each line.")
    costs: int | None = money("What it cost, in euros", minimum=0, default=None)


@record
class ResultAnswers:
    """How one promise turned out."""

    outcome: Outcome = choice("Outcome")
    measured: str = line("Measured", max_length=60, default="")


@record
class Evaluation:
    """An evaluation, and the answer to each promise by its id."""

    pilot_id: int
    said: EvaluationAnswers
    results: dict[int, ResultAnswers]
    written_by: int
    written_at: dt.datetime


def read_evaluation(
    raw: Raw, promises: Sequence[Promise]
) -> tuple[EvaluationAnswers, dict[int, ResultAnswers]]:
    """The evaluation of a form: `outcome-<position>` and `measured-<position>` for each promise.

    Every promise must be answered, if only by `not-measured`.
    """
    refusals: list[FieldRefusal] = []
    results: dict[int, ResultAnswers] = {}
    said: EvaluationAnswers | None = None
    try:
        said = read_form(EvaluationAnswers, raw)
    except Invalid as error:
        refusals.extend(error.refusals)
    for promise in promises:
        try:
            results[promise.id] = _read_result(raw, promise.position)
        except Invalid as error:
            refusals.extend(error.refusals)
    if refusals or said is None:
        raise Invalid(tuple(refusals))
    return said, results


def _read_result(raw: Raw, position: int) -> ResultAnswers:
    row = {key: raw.get(f"{key}-{position}", "") for key in ("outcome", "measured")}
    try:
        said = read_form(ResultAnswers, row)
    except Invalid as error:
        raise Invalid(
            tuple(
                FieldRefusal(
                    field=f"{r.field}-{position}",
                    kind="unanswered-promise" if r.kind == "missing" else r.kind,
                    met=r.met,
                    expected=r.expected,
                )
                for r in error.refusals
            )
        ) from None
    if said.outcome in {Outcome.MET, Outcome.PARTLY_MET, Outcome.NOT_MET} and not said.measured:
        raise Invalid((FieldRefusal(field=f"measured-{position}", kind="missing"),))
    return said


def slug_of(title: str) -> str:
    """A code in plain ASCII from a title."""
    bare = unicodedata.normalize("NFKD", title.replace("œ", "oe").replace("’", " "))
    words = re.findall(r"[a-z0-9]+", bare.encode("ascii", "ignore").decode().lower())
    return "-".join(words)[:LONGEST_SLUG].strip("-")


def to_evidence(  # noqa: PLR0913  # evidence brings together what five records know
    evaluation: Evaluation,
    promises: Sequence[Promise],
    pilot: Pilot,
    *,
    piste: str,
    place: str,
    call: str,
    known_on: dt.date,
) -> Evidence:
    """The evidence record of an evaluation; its code ends with the pilot's own, so it is unique."""
    said = evaluation.said
    return Evidence(
        code="-".join(filter(None, (slug_of(said.title_fr), pilot.public_id[:8]))),
        title=Title(fr=said.title_fr, en=said.title_en, says=Says.OURS),
        status=Status.OURS,
        known_on=known_on,
        pistes=(piste,),
        place=place,
        started=_day(pilot.started_at),
        ended=_day(pilot.ended_at),
        design=said.design,
        finding=_text(said.finding),
        results=_results(promises, evaluation.results),
        limits=_text(said.limits),
        lessons=tuple(map(_text, filter(None, map(str.strip, said.lessons.splitlines())))),
        call=call,
        pilot=pilot.public_id,
    )


def _day(instant: dt.datetime | None) -> str:
    return instant.date().isoformat() if instant else ""


def _text(french: str) -> Text:
    return Text(fr=french, says=Says.OURS)


def _results(
    promises: Sequence[Promise], results: Mapping[int, ResultAnswers]
) -> tuple[Result, ...]:
    return tuple(
        Result(
            indicator=promise.indicator,
            unit=promise.unit,
            baseline=promise.baseline,
            target=promise.target,
            measured=results[promise.id].measured,
            outcome=results[promise.id].outcome,
        )
        for promise in promises
    )
