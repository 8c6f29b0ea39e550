"""Pilots: the trials, what they promised, what they measured, what they found."""

import datetime as dt
from typing import Any

from reflexes.evidence import Design, Outcome
from reflexes.fields import whole
from reflexes.records import record
from reflexes_calls.actions.looking import PilotPage, pilot_page, public_pilots
from reflexes_calls.actions.piloting import measure
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.answers import read_form
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.evaluation import EvaluationAnswers, ResultAnswers
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.pilot import AbandonAnswers, Direction, MeasureAnswers, PromiseAnswers
from reflexes_calls.web.api.applications import OrganisationDocument, organisation_told
from reflexes_calls.web.api.describing import as_in, document, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.reading import raw_of
from reflexes_calls.web.api.turning import Page, turned, with_items
from reflexes_calls.web.notices import N_

NOUN = Noun("pilots", N_("Pilots: what each trial promised, measured and found."))


@document
class PromiseDocument:
    """An indicator promised before the trial."""

    position: int = said(N_("Its rank, from 1"))
    indicator: str = as_in(PromiseAnswers, "indicator")
    unit: str = as_in(PromiseAnswers, "unit")
    baseline: str = as_in(PromiseAnswers, "baseline")
    target: str = as_in(PromiseAnswers, "target")
    source: str = as_in(PromiseAnswers, "source")
    direction: Direction = as_in(PromiseAnswers, "direction")


@document
class MeasureDocument:
    """A value recorded during a trial."""

    promise: int = said(N_("The rank of its indicator"))
    value: str = as_in(MeasureAnswers, "value")
    measured_on: dt.date = as_in(MeasureAnswers, "measured_on")
    note: str = as_in(MeasureAnswers, "note")
    recorded_at: dt.datetime = said(N_("When it was recorded"))


@document
class PilotDocument:
    """A trial under way or over."""

    id: str = said(N_("Its id"))
    address: str = said(N_("Where it is read by people"))
    call: str = said(N_("The id of the call"))
    organisation: OrganisationDocument = said(N_("Who tries"))
    stage: PilotStage = said(N_("Where it stands in its life"))
    title: str = said(N_("Its title"))
    summary: str = said(N_("Its summary"))
    promises: tuple[PromiseDocument, ...] = said(N_("What was promised before it began"))
    promises_digest: str | None = said(N_("The digest that locks the promises"))
    measures: tuple[MeasureDocument, ...] = said(N_("What was measured"))
    lessons: str = as_in(AbandonAnswers, "lessons")
    has_evaluation: bool = said(N_("Whether its evaluation is written"))
    started_at: dt.datetime | None = said(N_("When it began"))
    ended_at: dt.datetime | None = said(N_("When it ended"))


@document
class ResultDocument:
    """How one promise turned out."""

    promise: int = said(N_("The rank of its indicator"))
    outcome: Outcome = as_in(ResultAnswers, "outcome")
    measured: str = as_in(ResultAnswers, "measured")


@document
class EvaluationDocument:
    """What a trial found against its promises."""

    pilot: str = said(N_("The id of the pilot"))
    title_fr: str = as_in(EvaluationAnswers, "title_fr")
    title_en: str = as_in(EvaluationAnswers, "title_en")
    design: Design = as_in(EvaluationAnswers, "design")
    finding: str = as_in(EvaluationAnswers, "finding")
    limits: str = as_in(EvaluationAnswers, "limits")
    lessons: str = as_in(EvaluationAnswers, "lessons")
    costs: int | None = as_in(EvaluationAnswers, "costs")
    results: tuple[ResultDocument, ...] = said(N_("The answer to each promise"))
    written_at: dt.datetime = said(N_("When it was written"))


@NOUN.get("/pilots", N_("Every pilot"), PilotDocument, Scope.PILOTS_READ, public=True, listed=True)
def list_pilots(asked: Asked) -> Page[Any]:
    """The pilots, as everyone sees them."""
    known = turned(asked, public_pilots(asked.desk), lambda each: (each.pilot.id,))
    return with_items(known, lambda each: _told(asked, each))


@NOUN.get("/pilots/{pilot}", N_("A pilot"), PilotDocument, Scope.PILOTS_READ, public=True)
def show_pilot(asked: Asked) -> PilotDocument:
    """One pilot."""
    return _told(asked, pilot_page(asked.desk, asked.anyone, asked.named("pilot")))


@NOUN.get(
    "/pilots/{pilot}/evaluation",
    N_("The evaluation of a pilot, once it is written"),
    EvaluationDocument,
    Scope.PILOTS_READ,
    public=True,
)
def show_evaluation(asked: Asked) -> EvaluationDocument:
    """What the trial found."""
    shown = pilot_page(asked.desk, asked.anyone, asked.named("pilot"))
    found = shown.evaluation
    if found is None:
        raise NotFound("evaluation", asked.named("pilot"))
    said_of = found.said
    return EvaluationDocument(
        pilot=shown.pilot.public_id,
        title_fr=said_of.title_fr,
        title_en=said_of.title_en,
        design=said_of.design,
        finding=said_of.finding,
        limits=said_of.limits,
        lessons=said_of.lessons,
        costs=said_of.costs,
        results=tuple(
            ResultDocument(
                promise=each.position,
                outcome=found.results[each.id].outcome,
                measured=found.results[each.id].measured,
            )
            for each in shown.promises
            if each.id in found.results
        ),
        written_at=found.written_at,
    )


@record
class RecordMeasure(MeasureAnswers):
    """A value of one indicator of a trial."""

    promise: int = whole("The rank of its indicator", minimum=0, maximum=100)


@NOUN.post(
    "/pilots/{pilot}/measures",
    N_("Record a value of an indicator; none is ever changed"),
    MeasureDocument,
    Scope.PILOTS_WRITE,
    status=201,
    body=RecordMeasure,
)
def record_measure(asked: Asked) -> MeasureDocument:
    """A value, with the day on which it was taken."""
    shown = pilot_page(asked.desk, asked.person, asked.named("pilot"))
    raw = raw_of(RecordMeasure, asked.body)
    rank = read_form(RecordMeasure, raw).promise
    known = next((each for each in shown.promises if each.position == rank), None)
    if known is None:
        raise NotFound("promise", str(rank))
    kept = measure(asked.desk, asked.person, shown.pilot.public_id, known.id, raw)
    return MeasureDocument(
        promise=rank,
        value=kept.value,
        measured_on=kept.measured_on,
        note=kept.note,
        recorded_at=kept.recorded_at,
    )


def _told(asked: Asked, shown: PilotPage) -> PilotDocument:
    known = shown.pilot
    ranks = {each.id: each.position for each in shown.promises}
    return PilotDocument(
        id=known.public_id,
        address=f"{asked.address}/pilotes/{known.public_id}",
        call=shown.call.public_id,
        organisation=organisation_told(shown.organisation),
        stage=known.stage,
        title=known.title,
        summary=known.summary,
        promises=tuple(
            PromiseDocument(
                position=each.position,
                indicator=each.indicator,
                unit=each.unit,
                baseline=each.baseline,
                target=each.target,
                source=each.source,
                direction=each.direction,
            )
            for each in shown.promises
        ),
        promises_digest=known.promises_digest,
        measures=tuple(
            MeasureDocument(
                promise=ranks[each.promise_id],
                value=each.value,
                measured_on=each.measured_on,
                note=each.note,
                recorded_at=each.recorded_at,
            )
            for each in shown.measures
        ),
        lessons=known.lessons,
        has_evaluation=shown.evaluation is not None,
        started_at=known.started_at,
        ended_at=known.ended_at,
    )
