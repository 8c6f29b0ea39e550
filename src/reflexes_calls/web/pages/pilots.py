"""Pilots: what was promised beforehand, what was recorded, and what is made of it."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

import attrs
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.evidence import Design, Outcome
from reflexes_calls.actions.evaluating import evaluate, evidence_toml, propose
from reflexes_calls.actions.looking import PilotPage, pilot_page, public_pilots
from reflexes_calls.actions.piloting import abandon, end, measure, promise, start
from reflexes_calls.domain.answers import read_form
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.evaluation import EvaluationAnswers
from reflexes_calls.domain.pilot import AbandonAnswers, Direction, MeasureAnswers, PromiseAnswers
from reflexes_calls.web.forms import Field, Form, Posted, Sheet, draw_field, draw_sheet, specs_of
from reflexes_calls.web.measures_by_day import lines_by_day
from reflexes_calls.web.notices import N_
from reflexes_calls.web.staged_pages import staged_page
from reflexes_calls.web.templating import see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.trends import draw_trend
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in, visitor_of
from reflexes_calls.web.words import word

router = APIRouter()

ROWS = 4
DIRECTIONS = ((Direction.UP, N_("up")), (Direction.DOWN, N_("down")))

Translate = Callable[[str], str]
Errors = Sequence[tuple[str, str]]


@router.get("/pilotes")
def index(request: Request) -> Response:
    """Every pilot of this instance."""
    return staged_page(request, "pilots/index.html", pilots=public_pilots(desk_of(request)))


@router.get("/pilotes/{pilot_id}")
def show(request: Request, pilot_id: str) -> Response:
    """A pilot, and the forms of the steps that are open to the reader."""
    return _pilot_page(request, pilot_id)


@router.get("/pilotes/{pilot_id}/preuve.toml")
def download(request: Request, pilot_id: str) -> Response:
    """The evidence file of a proposed pilot."""
    shown = pilot_page(desk_of(request), visitor_of(request).person, pilot_id)
    text = evidence_toml(desk_of(request), pilot_id)
    if text is None:
        raise NotFound("evidence", pilot_id)
    name = f"preuve-{shown.pilot.public_id[:8]}.toml"
    return Response(
        text,
        media_type="application/toml",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.post("/pilotes/{pilot_id}")
def act(request: Request, pilot_id: str, form: Posted) -> Response:
    """Take the step that the form names; what it refuses is shown beside its fields."""
    person, desk = signed_in(request), desk_of(request)
    done = form.text("do")
    try:
        if done == "promise":
            promise(desk, person, pilot_id, [form.under(f"{at}.") for at in range(ROWS)])
        elif done == "measure":
            _measure(request, pilot_id, form)
        elif done == "abandon":
            abandon(desk, person, pilot_id, form.values)
        elif done == "evaluate":
            evaluate(desk, person, pilot_id, form.values)
        elif done in _PLAIN_STEPS:
            _PLAIN_STEPS[done](desk, person, pilot_id)
        else:
            raise NotFound("step", done)
    except Invalid as invalid:
        return _pilot_page(request, pilot_id, done=done, values=form.values, invalid=invalid)
    return see(f"/pilotes/{pilot_id}", done=_NOTICES[done])


_PLAIN_STEPS: dict[str, Callable[..., object]] = {"start": start, "end": end, "propose": propose}
_NOTICES = {
    "promise": "promised",
    "start": "started",
    "measure": "measured",
    "end": "ended",
    "abandon": "abandoned",
    "evaluate": "evaluated",
    "propose": "proposed",
}


def _measure(request: Request, pilot_id: str, form: Form) -> None:
    """Record a measure; an indicator left unchosen is said with the rest, all at once."""
    person, desk = signed_in(request), desk_of(request)
    shown = pilot_page(desk, person, pilot_id)
    chosen = {str(one.position): one.id for one in shown.promises}.get(form.text("promise"))
    if chosen is None and "measure" in shown.open_steps:
        refusals = [FieldRefusal(field="promise", kind="missing", expected="Indicator")]
        try:
            read_form(MeasureAnswers, form.values)
        except Invalid as invalid:
            refusals.extend(invalid.refusals)
        raise Invalid(tuple(refusals))
    measure(desk, person, pilot_id, chosen or 0, form.values)


def _pilot_page(
    request: Request,
    pilot_id: str,
    *,
    done: str = "",
    values: Mapping[str, str] | None = None,
    invalid: Invalid | None = None,
) -> Response:
    desk, words = desk_of(request), translator(request)
    shown = pilot_page(desk, visitor_of(request).person, pilot_id)
    names = {one.id: one.indicator for one in shown.promises}
    errors = errors_of(invalid, words, _labels(done, shown, words)) if invalid else []

    def typed(step: str) -> tuple[Mapping[str, str], Errors]:
        return (values or {}, errors) if step == done else ({}, ())

    return staged_page(
        request,
        "pilots/pilot.html",
        status=422 if invalid else 200,
        shown=shown,
        errors=errors,
        lines=lines_by_day(shown.measures, names, language_of(request)),
        trends={one.id: draw_trend(one, shown.measures, words) for one in shown.promises},
        directions={direction: words(said) for direction, said in DIRECTIONS},
        outcomes=Outcome,
        rows=_promise_rows(words, *typed("promise")),
        measuring=_measure_sheet(words, shown, *typed("measure")),
        abandoning=_abandon_sheet(shown, words, *typed("abandon")),
        evaluating=_evaluation_sheet(words, *typed("evaluate")),
        answers=_result_fields(words, shown, *typed("evaluate")),
        toml=evidence_toml(desk, pilot_id),
        piste=shown.call.piste_code,
    )


def _labels(done: str, shown: PilotPage, words: Translate) -> dict[str, str]:
    """The words of the fields of a step's form, in the order of the page."""
    if done == "promise":
        numbered = words("Indicator %(number)s")
        rows = [
            labels_of(PromiseAnswers, words, prefix=f"{at}.", before=f"{before}, ")
            for at in range(ROWS)
            for before in (numbered % {"number": at + 1},)
        ]
        return {name: label for row in rows for name, label in row.items()}
    if done == "measure":
        return {"promise": words("Indicator")} | labels_of(MeasureAnswers, words)
    if done == "abandon":
        return labels_of(AbandonAnswers, words)
    results = {
        f"{name}-{one.position}": one.indicator
        for one in shown.promises
        for name in ("outcome", "measured")
    }
    return results | labels_of(EvaluationAnswers, words)


def _abandon_sheet(
    shown: PilotPage, words: Translate, values: Mapping[str, str], errors: Errors
) -> Sheet:
    """What is asked of whoever gives a pilot up; the rules of its plan, where it has some."""
    drawn = draw_sheet(specs_of(AbandonAnswers), words, values=values, errors=errors)
    said = words("If “%(when)s”, then “%(then)s”")
    choices = [
        (str(rank), said % {"when": one.when, "then": one.then})
        for rank, one in enumerate(shown.rules, start=1)
    ]
    none = ("none", words("None of them applies"))
    hint = words("The plan said beforehand when the pilot would be stopped or given up.")
    return attrs.evolve(
        drawn,
        fields=tuple(
            attrs.evolve(each, kind="radio", hint=hint, choices=(*choices, none), optional=False)
            if each.name == "rule"
            else attrs.evolve(each, optional=each.optional and each.name != "rule_reason")
            for each in drawn.fields
            if shown.rules or each.name == "lessons"
        ),
    )


def _promise_rows(words: Translate, values: Mapping[str, str], errors: Errors) -> list[list[Field]]:
    known = dict(reversed(errors))
    choices = tuple((str(direction), words(said)) for direction, said in DIRECTIONS)
    return [
        [
            draw_field(
                f"{at}.{name}",
                spec,
                words,
                value=values.get(f"{at}.{name}", ""),
                error=known.get(f"{at}.{name}", ""),
                choices=choices if name == "direction" else (),
            )
            for name, spec in specs_of(PromiseAnswers).items()
        ]
        for at in range(ROWS)
    ]


def _measure_sheet(
    words: Translate, shown: PilotPage, values: Mapping[str, str], errors: Errors
) -> Sheet:
    sheet = draw_sheet(specs_of(MeasureAnswers), words, values=values, errors=errors)
    chosen = Field(
        name="promise",
        label=words("Indicator"),
        kind="choice",
        value=values.get("promise", ""),
        error=dict(errors).get("promise", ""),
        choices=tuple((str(one.position), one.indicator) for one in shown.promises),
    )
    return attrs.evolve(sheet, fields=(chosen, *sheet.fields))


def _evaluation_sheet(words: Translate, values: Mapping[str, str], errors: Errors) -> Sheet:
    choices = {"design": _choices(Design, words)}
    return draw_sheet(
        specs_of(EvaluationAnswers), words, values=values, errors=errors, choices=choices
    )


def _choices(closed_list: type[StrEnum], words: Translate) -> tuple[tuple[str, str], ...]:
    return tuple((member.value, word(member, words)) for member in closed_list)


def _result_fields(
    words: Translate, shown: PilotPage, values: Mapping[str, str], errors: Errors
) -> list[tuple[Any, Field, Field]]:
    """For each promise: whether it was met, and the measured value."""
    known = dict(reversed(errors))
    made = []
    for one in shown.promises:
        outcome, measured = f"outcome-{one.position}", f"measured-{one.position}"
        made.append(
            (
                one,
                Field(
                    name=outcome,
                    label=words("Was the promise met?"),
                    kind="radio",
                    value=values.get(outcome, ""),
                    error=known.get(outcome, ""),
                    choices=_choices(Outcome, words),
                ),
                Field(
                    name=measured,
                    label=words("Value measured at the end"),
                    hint=words("Leave it empty when it was not measured."),
                    value=values.get(measured, ""),
                    error=known.get(measured, ""),
                    max_length=60,
                ),
            )
        )
    return made
