"""« Pilotes de l’appel »: where each stands, and which ones ask to be looked at."""

from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.steering import ProgrammePage, programme_page
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.programme import Concern, NextKind, Order
from reflexes_calls.web.forms import Translate
from reflexes_calls.web.notices import N_
from reflexes_calls.web.small_tables import as_csv
from reflexes_calls.web.stage_words import stage_said
from reflexes_calls.web.staged_pages import staged_page
from reflexes_calls.web.templating import translator
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()
HERE = "/gestion/appels/{call_id}/pilotes"
CONCERNS = MappingProxyType(
    {
        Concern.NOTHING_PROMISED: N_("nothing promised a month after the decision"),
        Concern.NEVER_MEASURED: N_("no measure yet"),
        Concern.NOT_MEASURED_LATELY: N_("no measure for 45 days"),
        Concern.NO_NOTE: N_("no note of the field for 45 days"),
        Concern.LATE_MILESTONE: N_("a milestone is late"),
        Concern.NOT_EVALUATED: N_("no evaluation three months after the end"),
        Concern.MEETING_DUE: N_("a meeting afterwards is due"),
    }
)
NEXT = MappingProxyType(
    {
        NextKind.MILESTONE: N_("milestone"),
        NextKind.SURVEY: N_("end of a survey"),
        NextKind.MEETING: N_("meeting afterwards"),
    }
)
ORDERS = MappingProxyType(
    {
        Order.CONCERNS: N_("What asks to be looked at first"),
        Order.NEXT: N_("The nearest date first"),
        Order.NOTE: N_("The oldest note of the field first"),
        Order.STAGE: N_("By stage"),
        Order.TITLE: N_("By title"),
    }
)
HEADINGS = (
    N_("Pilot"),
    N_("Administration"),
    N_("Stage"),
    N_("Indicators locked"),
    N_("Indicators promised"),
    N_("Never measured"),
    N_("Last measure"),
    N_("Notes of the field"),
    N_("Last note"),
    N_("Surveys open"),
    N_("Readings awaited"),
    N_("Next date"),
    N_("To be looked at"),
    N_("What it taught"),
)
M = TypeVar("M", bound=StrEnum)


@router.get(HERE)
def show(request: Request, call_id: str) -> Response:
    """The pilots of a call."""
    words, shown = translator(request), _asked(request, call_id)
    return staged_page(
        request,
        "field/programme.html",
        shown=shown,
        stage=_one_of(PilotStage, request, "etape"),
        order=_one_of(Order, request, "tri") or Order.CONCERNS,
        only_concerns=bool(request.query_params.get("attention")),
        stages=tuple(PilotStage),
        orders={each: words(said) for each, said in ORDERS.items()},
        concerns={each: words(said) for each, said in CONCERNS.items()},
        nexts={each: words(said) for each, said in NEXT.items()},
        query=request.url.query,
    )


@router.get(HERE + ".csv")
def table(request: Request, call_id: str) -> Response:
    """The same list as a table."""
    words, shown = translator(request), _asked(request, call_id)
    rows = _rows(shown, words)
    return as_csv(f"pilotes-{call_id[:8]}.csv", [words(each) for each in HEADINGS], rows)


def _asked(request: Request, call_id: str) -> ProgrammePage:
    return programme_page(
        desk_of(request),
        signed_in(request),
        call_id,
        stage=_one_of(PilotStage, request, "etape"),
        order=_one_of(Order, request, "tri") or Order.CONCERNS,
        only_concerns=bool(request.query_params.get("attention")),
    )


def _one_of(listed: type[M], request: Request, name: str) -> M | None:
    """What an address asks for, or nothing when it is not of the list."""
    asked = request.query_params.get(name, "")
    return next((each for each in listed if each.value == asked), None)


def _rows(shown: ProgrammePage, words: Translate) -> list[tuple[str, ...]]:
    return [
        (
            line.facts.title,
            line.facts.organisation,
            stage_said("pilot", line.facts.stage, words),
            words("yes") if line.facts.is_locked else words("no"),
            str(line.facts.promised),
            str(line.unmeasured),
            line.facts.last_measured.isoformat() if line.facts.last_measured else "",
            str(line.facts.notes),
            line.facts.last_note.isoformat() if line.facts.last_note else "",
            str(line.facts.surveys_open),
            str(line.facts.readings_waiting),
            line.next_date.day.isoformat() if line.next_date else "",
            ", ".join(words(CONCERNS[each]) for each in line.concerns),
            line.facts.lessons,
        )
        for line in shown.lines
    ]
