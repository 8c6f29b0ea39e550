"""The manager's pages: what waits, a call from its draft to its end, and the decisions."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.deciding import decline, select
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.looking import (
    ApplicationPage,
    CallPage,
    application_page,
    call_board,
    call_page,
    managed_calls,
    reviewers_for,
)
from reflexes_calls.actions.people import organisations_of_person, roles_of_person
from reflexes_calls.actions.publishing import conclude, draft_call, edit_call, publish
from reflexes_calls.actions.reviewing import assign
from reflexes_calls.domain.call import CallAnswers, Moment, usual_criteria
from reflexes_calls.domain.decision import DecisionAnswers
from reflexes_calls.domain.errors import Invalid, NotAllowed, NotFound, Refused
from reflexes_calls.domain.lifecycle import ApplicationStage, CallStage
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.review import weighted_mean
from reflexes_calls.web.answer_sections import answers_of
from reflexes_calls.web.forms import Form, Posted, Sheet, draw_sheet, specs_of
from reflexes_calls.web.notices import N_
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.staged_pages import staged_page
from reflexes_calls.web.templating import see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.typed import errors_of, labels_of, typed_call
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.web.waiting import waiting_of
from reflexes_calls.wording import sentence

router = APIRouter()

STARTING_VALUES = {"closes_hour": "17", "places": "3", "weeks": "12"}
DECISIONS = {"select": (select, "selected"), "decline": (decline, "declined")}
CALL_PARTS = (
    (N_("What the call says"), ("title_fr", "title_en", "summary_fr", "summary_en")),
    (N_("Calendar, in Paris time"), ("opens_on", "closes_on", "closes_hour", "decision_on")),
    (N_("Means of each trial"), ("budget_cap", "places", "weeks")),
)


@router.get("/gestion")
def home(request: Request) -> Response:
    """The calls of a manager by stage, and what waits."""
    person = signed_in(request)
    desk = desk_of(request)
    _check_manages(desk, person)
    now, language = desk.clock.now(), language_of(request)
    shown = [call_page(desk, person, call.public_id) for call in managed_calls(desk, person)]
    waiting = [
        line
        for each in shown
        for line in waiting_of(each, _board(desk, person, each), each.call.moment(now), language)
    ]
    calls = [each.call for each in shown]
    stages = [(stage, [one for one in calls if one.stage is stage]) for stage in CallStage]
    return staged_page(request, "managing/home.html", now=now, waiting=waiting, stages=stages)


@router.get("/gestion/appels/nouveau")
def begin(request: Request, piste: str = "") -> Response:
    """Choose a piste, then write the call."""
    person = signed_in(request)
    desk = desk_of(request)
    _check_manages(desk, person)
    if not piste:
        known = [one for one in desk.catalogue.pistes if not one.is_name_alone]
        return staged_page(request, "managing/choose_piste.html", pistes=known)
    title = desk.catalogue.pistes[piste].title
    values = STARTING_VALUES | {"title_fr": title.fr, "title_en": title.en}
    return _draft_page(request, piste, _call_sheet(request, values))


@router.post("/gestion/appels/nouveau")
def write(request: Request, form: Posted, piste: str = "") -> Response:
    """Keep a new draft, or give back what was typed with everything to mend."""
    person = signed_in(request)
    try:
        call = draft_call(desk_of(request), person, piste, form.values)
    except Invalid as invalid:
        return _draft_page(request, piste, _call_sheet(request, form.values, invalid), status=422)
    return see(f"/gestion/appels/{call.public_id}", done="saved")


@router.get("/gestion/appels/{call_id}/modifier")
def change(request: Request, call_id: str) -> Response:
    """The form of a draft, filled with what it says."""
    shown = _managed(request, call_id)
    if "edit" not in shown.open_steps:
        return see(f"/gestion/appels/{call_id}")
    sheet = _call_sheet(request, typed_call(shown.call))
    return _draft_page(request, shown.call.piste_code, sheet, call=shown.call)


@router.post("/gestion/appels/{call_id}/modifier")
def keep(request: Request, call_id: str, form: Posted) -> Response:
    """Change a draft."""
    shown = _managed(request, call_id)
    try:
        edit_call(desk_of(request), signed_in(request), call_id, form.values)
    except Invalid as invalid:
        sheet = _call_sheet(request, form.values, invalid)
        return _draft_page(request, shown.call.piste_code, sheet, call=shown.call, status=422)
    return see(f"/gestion/appels/{call_id}", done="saved")


@router.get("/gestion/appels/{call_id}")
def show_call(request: Request, call_id: str) -> Response:
    """A draft before it is published, then the board of its applications."""
    return _call_page(request, _managed(request, call_id))


@router.post("/gestion/appels/{call_id}")
def act_on_call(request: Request, call_id: str, form: Posted) -> Response:
    """Publish, conclude, or assign reviewers."""
    shown = _managed(request, call_id)
    desk, person = desk_of(request), signed_in(request)
    acts = {"publish": (publish, "published"), "conclude": (conclude, "concluded")}
    if form.text("do") in acts:
        act, done = acts[form.text("do")]
        try:
            act(desk, person, call_id)
        except Invalid as invalid:
            words = translator(request)
            errors = [
                ("", said) for _, said in errors_of(invalid, words, labels_of(CallAnswers, words))
            ]
            return _call_page(request, shown, errors=errors, status=422)
        return see(f"/gestion/appels/{call_id}", done=done)
    return _assign(request, shown, form)


@router.get("/gestion/dossiers/{application_id}")
def show_application(request: Request, application_id: str) -> Response:
    """An application with its reviews and marks, and the form of the decision."""
    return _application_page(request, application_id)


@router.post("/gestion/dossiers/{application_id}")
def decide(request: Request, application_id: str, form: Posted) -> Response:
    """Select or decline, with reasons."""
    person = signed_in(request)
    if form.text("do") not in DECISIONS:
        raise NotFound("step", form.text("do"))
    take, done = DECISIONS[form.text("do")]
    try:
        take(desk_of(request), person, application_id, form.values)
    except Invalid as invalid:
        words = translator(request)
        errors = errors_of(invalid, words, labels_of(DecisionAnswers, words))
        return _application_page(
            request, application_id, values=form.values, errors=errors, status=422
        )
    return see(f"/gestion/dossiers/{application_id}", done=done)


def _check_manages(desk: Desk, person: Person) -> None:
    if not {"manager", "administrator"} & roles_of_person(desk, person):
        raise NotAllowed("not-allowed", step="manage", by=(Role.MANAGER,))


def _managed(request: Request, call_id: str) -> CallPage:
    shown = call_page(desk_of(request), signed_in(request), call_id)
    if Role.MANAGER not in shown.roles:
        raise NotAllowed("not-allowed", step="manage", by=(Role.MANAGER,))
    return shown


def _board(desk: Desk, person: Person, shown: CallPage) -> tuple[ApplicationPage, ...]:
    if shown.call.stage is CallStage.DRAFT:
        return ()
    return call_board(desk, person, shown.call.public_id)


def _call_sheet(
    request: Request, values: Mapping[str, str], invalid: Invalid | None = None
) -> Sheet:
    words = translator(request)
    specs = specs_of(CallAnswers)
    errors = errors_of(invalid, words, labels_of(CallAnswers, words)) if invalid else ()
    return draw_sheet(specs, words, values=values, errors=errors)


def _draft_page(
    request: Request, piste: str, sheet: Sheet, *, call: Any = None, status: int = 200
) -> Response:
    return staged_page(
        request,
        "managing/draft.html",
        status=status,
        piste=desk_of(request).catalogue.pistes[piste],
        sheet=sheet,
        errors=sheet.errors,
        parts=CALL_PARTS,
        call=call,
        criteria=call.criteria if call else usual_criteria(),
    )


def _call_page(
    request: Request, shown: CallPage, *, errors: Sequence[Any] = (), status: int = 200
) -> Response:
    desk, person = desk_of(request), signed_in(request)
    call = shown.call
    board = _board(desk, person, shown)
    now = desk.clock.now()
    return staged_page(
        request,
        "managing/call.html",
        status=status,
        errors=errors,
        call=call,
        moment=call.moment(now),
        can_conclude="conclude" in shown.open_steps and call.moment(now) is Moment.CLOSED,
        left=sum(one.application.stage is ApplicationStage.SUBMITTED for one in board),
        board=board,
        readers=_readers(desk, person, shown, board),
        pilots=shown.pilots,
    )


def _readers(
    desk: Desk, person: Person, shown: CallPage, board: Sequence[ApplicationPage]
) -> dict[str, list[tuple[Person, str]]]:
    """For each application, the possible reviewers: `free`, `assigned` or in `conflict`."""
    if shown.call.stage is CallStage.DRAFT:
        return {}
    reviewers = reviewers_for(desk, person, shown.call.public_id)
    theirs = {one.id: {o.id for o in organisations_of_person(desk, one)} for one in reviewers}
    return {
        one.application.public_id: [(who, _standing(one, who, theirs[who.id])) for who in reviewers]
        for one in board
    }


def _standing(one: ApplicationPage, who: Person, organisations: set[int]) -> str:
    if who.id in {each.id for each in one.reviewers}:
        return "assigned"
    return "conflict" if one.organisation.id in organisations else "free"


def _assign(request: Request, shown: CallPage, form: Form) -> Response:
    """Assign each ticked reviewer; those that are refused are said, the others are kept."""
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    call_id = shown.call.public_id
    application = form.text("application")
    receipts = {one.application.public_id: one for one in _board(desk, person, shown)}
    known = {each.public_id: each for each in reviewers_for(desk, person, call_id)}
    if application not in receipts or not set(form.all("reviewer")) <= set(known):
        raise NotFound("application", application)
    target = f"lecture-{receipts[application].application.receipt}"
    if not form.all("reviewer"):
        errors = [(target, words("Tick at least one reviewer."))]
        return _call_page(request, shown, errors=errors, status=422)
    errors, status = [], 409
    for reviewer in form.all("reviewer"):
        try:
            assign(desk, person, application, known[reviewer])
        except Refused as refused:
            errors.append((target, f"{known[reviewer].name}. {sentence(refused, words)}"))
            status = status_of(refused)
    if errors:
        return _call_page(request, shown, errors=errors, status=status)
    return see(f"/gestion/appels/{call_id}", done="assigned")


def _application_page(
    request: Request,
    application_id: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> Response:
    desk, words = desk_of(request), translator(request)
    shown = application_page(desk, signed_in(request), application_id)
    if Role.MANAGER not in shown.roles:
        raise NotAllowed("not-allowed", step="decide", by=(Role.MANAGER,))
    closed = shown.call.moment(desk.clock.now()) is Moment.CLOSED
    done = [review for review in shown.reviews if review.submitted_at]
    criteria = shown.call.criteria
    return staged_page(
        request,
        "managing/application.html",
        status=status,
        shown=shown,
        sections=answers_of(
            shown.submitted_form, shown.versions[-1].said, language_of(request), words
        ),
        reviews=done,
        means={review.id: weighted_mean(review.numbers(), criteria) for review in done},
        names={each.id: each.name for each in shown.reviewers},
        is_closed=closed,
        can_decide="select" in shown.open_steps and closed and _has_enough(shown),
        sheet=draw_sheet(specs_of(DecisionAnswers), words, values=values, errors=errors),
        errors=errors,
    )


def _has_enough(shown: ApplicationPage) -> bool:
    return shown.summary is not None and shown.summary.count >= shown.call.reviews_needed
