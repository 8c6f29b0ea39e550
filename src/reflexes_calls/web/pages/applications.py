"""Applying: choosing for whom, one's list, the overview of an application, what comes back."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import record
from reflexes_calls.actions.applying import start_draft, withdraw
from reflexes_calls.actions.completing import DraftPage, draft_page
from reflexes_calls.actions.finding import FilesPage, files_of_teams
from reflexes_calls.actions.handling import request_of_team
from reflexes_calls.actions.looking import ApplicationPage, call_page, my_applications
from reflexes_calls.actions.people import organisations_of_person
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Invalid, NotFound
from reflexes_calls.domain.lifecycle import ApplicationStage, CallStage
from reflexes_calls.domain.people import Organisation, Person
from reflexes_calls.domain.progress import SectionProgress, SectionState
from reflexes_calls.domain.rights import standing_of
from reflexes_calls.domain.visibility import Seat
from reflexes_calls.web.answer_sections import AnswerSection, answers_of
from reflexes_calls.web.application_words import (
    STATES,
    NextStep,
    arrival_words,
    banner_of,
    event_words,
    next_step,
    stage_words,
)
from reflexes_calls.web.deadline_words import deadline_sentence
from reflexes_calls.web.file_lists import asked_in, found_or_refused, list_shown
from reflexes_calls.web.forms import Field, Posted, Sheet
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()

CHOOSE_ORGANISATION = N_("Choose the administration that applies.")
OPTIONAL = N_("optional")
ALIVE = frozenset({ApplicationStage.DRAFT, ApplicationStage.SUBMITTED})
"""The stages in which a team still writes."""


@record
class Task:
    """A section in the list of what is to fill in."""

    address: str
    title: str
    sign: SectionState
    state: str
    tone: str
    lacking: int
    to_mend: int
    last: str


@record
class Listed:
    """An application in one's list."""

    own: ApplicationPage
    stage: str
    mood: str
    warning: str
    deadline: str
    next: NextStep | None


@router.get("/appels/{public_id}/candidater")
def ask_for_whom(request: Request, public_id: str) -> Response:
    """For which of one's organisations; what was already begun is offered again."""
    person = signed_in(request)
    return _choose(request, person, _call(request, person, public_id))


@router.post("/appels/{public_id}/candidater")
def begin(request: Request, public_id: str, form: Posted) -> Response:
    """Start the draft of an organisation, or return to the one that it has."""
    person = signed_in(request)
    mine = organisations_of_person(desk_of(request), person)
    asked = form.text("organisation") or (mine[0].public_id if len(mine) == 1 else "")
    chosen = next((each for each in mine if each.public_id == asked), None)
    if chosen is None:
        call, error = _call(request, person, public_id), translator(request)(CHOOSE_ORGANISATION)
        return _choose(request, person, call, error=error, status=422)
    another = form.text("do") == "another"
    draft = start_draft(
        desk_of(request), person, public_id, chosen, another=another, request_key=form.request_key
    )
    return see(f"/dossiers/{draft.public_id}")


@router.get("/dossiers")
def list_mine(request: Request) -> Response:
    """The applications of one's organisations, and those one was invited to."""
    raw = asked_in(request)
    found = found_or_refused(files_of_teams, request, raw)
    drawn = list_shown("/dossiers", raw, Seat.TEAM, translator(request), found)
    pages = found.pages if isinstance(found, FilesPage) else ()
    return page(
        request,
        "applications/list.html",
        status=422 if isinstance(found, Invalid) else 200,
        rows=[_listed(request, one) for one in pages],
        shown=drawn,
        sheet=drawn.sheet,
        errors=drawn.sheet.errors,
    )


@router.get("/dossiers/{public_id}")
def show(request: Request, public_id: str) -> Response:
    """Where an application stands, section by section, and what comes next."""
    shown = draft_page(desk_of(request), signed_in(request), public_id)
    words, now = translator(request), desk_of(request).clock.now()
    stage, mood = stage_words(shown.own, words)
    return page(
        request,
        "applications/overview.html",
        asked=request_of_team(desk_of(request), signed_in(request), public_id),
        own=shown.own,
        shown=shown,
        stage=stage,
        mood=mood,
        tasks=_tasks(request, shown),
        events=[(each, event_words(each, words)) for each in shown.events],
        next=next_step(shown.own, now, words),
        version=shown.own.versions[-1] if shown.own.versions else None,
        sections=_submitted(request, shown.own),
        is_alive=shown.application.stage in ALIVE,
        may_begin_again=shown.application.stage is ApplicationStage.WITHDRAWN
        and standing_of(shown.own.call, shown.own.call.first_phase, now).is_open,
    )


@router.get("/dossiers/{public_id}/retirer")
def ask_to_withdraw(request: Request, public_id: str) -> Response:
    """What withdrawing does, before it is done."""
    shown = draft_page(desk_of(request), signed_in(request), public_id)
    if not shown.may_withdraw:
        return see(f"/dossiers/{public_id}")
    return page(request, "applications/withdraw.html", own=shown.own, shown=shown)


@router.post("/dossiers/{public_id}/retirer")
def take_back(request: Request, public_id: str, form: Posted) -> Response:
    """Withdraw; pressed twice, it is withdrawn once."""
    del form
    person = signed_in(request)
    shown = draft_page(desk_of(request), person, public_id)
    if shown.application.stage is not ApplicationStage.WITHDRAWN:
        withdraw(desk_of(request), person, public_id)
    return see(f"/dossiers/{public_id}", done="withdrawn")


@router.get("/dossiers/{public_id}/recepisse")
def receipt(request: Request, public_id: str) -> Response:
    """The receipt of the last submission, made to be kept."""
    shown = draft_page(desk_of(request), signed_in(request), public_id)
    if not shown.own.versions or shown.application.receipt is None:
        raise NotFound("receipt", public_id)
    words, now = translator(request), desk_of(request).clock.now()
    return page(
        request,
        "applications/receipt.html",
        own=shown.own,
        shown=shown,
        version=shown.own.versions[-1],
        arrival=arrival_words(shown.own, shown.own.versions[-1], words, language_of(request)),
        next=next_step(shown.own, now, words),
        deadline=deadline_sentence(
            shown.standing, words, language_of(request), phase=shown.application.phase
        ),
    )


def _call(request: Request, person: Person, public_id: str) -> Call:
    """A call that can be applied to; its managers alone know of it while it is a draft."""
    found = call_page(desk_of(request), person, public_id).call
    if found.stage is CallStage.DRAFT:
        raise NotFound("call", public_id)
    return found


def _listed(request: Request, own: ApplicationPage) -> Listed:
    words, language, now = translator(request), language_of(request), desk_of(request).clock.now()
    stage, mood = stage_words(own, words)
    banner = banner_of(own, now, words, language)
    return Listed(
        own=own,
        stage=stage,
        mood=mood,
        warning=banner.strong if banner and banner.is_shown else "",
        deadline=banner.deadline if banner else "",
        next=next_step(own, now, words),
    )


def _tasks(request: Request, shown: DraftPage) -> list[Task]:
    return [_task(request, shown, one) for one in shown.progress]


def _task(request: Request, shown: DraftPage, one: SectionProgress) -> Task:
    words = translator(request)
    said, tone = STATES[one.state]
    state = words(said)
    if one.is_optional and one.state is SectionState.EMPTY:
        state = f"{state} ({words(OPTIONAL)})"
    typed = shown.last.get(one.section.code)
    return Task(
        address=f"/dossiers/{shown.application.public_id}/rubriques/{one.section.code}",
        title=one.section.title.said(language_of(request)),
        sign=one.state,
        state=state,
        tone=tone,
        lacking=one.lacking,
        to_mend=one.to_mend,
        last=typed.name if typed else "",
    )


def _submitted(request: Request, own: ApplicationPage) -> tuple[AnswerSection, ...]:
    if not own.versions:
        return ()
    version = own.versions[-1]
    return answers_of(
        own.submitted_form,
        version.said,
        language_of(request),
        translator(request),
        not_asked=version.answers.get("not_asked", ()),
    )


def _choose(
    request: Request, person: Person, call: Call, *, error: str = "", status: int = 200
) -> Response:
    mine = organisations_of_person(desk_of(request), person)
    sheet = Sheet(
        fields=(_organisation_field(request, mine, error),),
        errors=(("organisation", error),) if error and mine else (),
    )
    standing = standing_of(call, call.first_phase, desk_of(request).clock.now())
    begun = _begun(request, person, call)
    several = bool(call.settings.get("several"))
    return page(
        request,
        "applications/begin.html",
        status=status,
        call=call,
        organisations=mine,
        begun=begun,
        left=[each for each in mine if each.public_id not in begun],
        several=several,
        sheet=sheet,
        errors=sheet.errors,
        is_open=standing.is_open and call.stage is CallStage.PUBLISHED,
        deadline=deadline_sentence(
            standing, translator(request), language_of(request), phase=call.first_phase
        ),
    )


def _begun(request: Request, person: Person, call: Call) -> dict[str, list[Application]]:
    """What is begun and not withdrawn: public id of the organisation → its applications."""
    found: dict[str, list[Application]] = {}
    for each in my_applications(desk_of(request), person, call=call):
        if each.application.stage is not ApplicationStage.WITHDRAWN:
            found.setdefault(each.organisation.public_id, []).append(each.application)
    return found


def _organisation_field(request: Request, mine: tuple[Organisation, ...], error: str) -> Field:
    return Field(
        name="organisation",
        label=translator(request)(N_("Which administration applies?")),
        kind="radio",
        error=error,
        choices=tuple((each.public_id, each.name) for each in mine),
    )
