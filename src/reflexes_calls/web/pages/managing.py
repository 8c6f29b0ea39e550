"""The manager's pages: what waits, a call from its opening to its end, and the decisions."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.admitting import first_limit
from reflexes_calls.actions.asking import count_waiting
from reflexes_calls.actions.deciding import prepare, prepared_for
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.finding import ListedFile, call_board, count_of_call, files_named
from reflexes_calls.actions.importing import origin_page
from reflexes_calls.actions.looking import (
    ApplicationPage,
    CallPage,
    application_page,
    call_page,
    managed_calls,
    reviewers_for,
)
from reflexes_calls.actions.outbox import count_unread
from reflexes_calls.actions.people import organisations_of_person
from reflexes_calls.actions.publishing import conclude
from reflexes_calls.actions.reviewing import assign
from reflexes_calls.actions.shortlisting import set_aside, shortlist
from reflexes_calls.domain.call import Moment
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.decision import DecisionAnswers, PreparedAnswers, PreparedDecision
from reflexes_calls.domain.errors import Invalid, NotAllowed, NotFound, Refused
from reflexes_calls.domain.finding import Wanted
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import ApplicationStage, CallStage
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.review import mean_of
from reflexes_calls.domain.rights import is_after_deadline, last_instant, standing_of
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.calls_shown import kind_of, means_of
from reflexes_calls.web.deadline_words import deadline_sentence
from reflexes_calls.web.decision_words import outcomes, typed_of_prepared
from reflexes_calls.web.formatting import day
from reflexes_calls.web.forms import Form, Posted, Sheet, draw_sheet, specs_of
from reflexes_calls.web.internal_answers import internal_answers
from reflexes_calls.web.managed import check_manages, managed
from reflexes_calls.web.pages.managing_drafts import open_call, task_list
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.staged_pages import staged_page
from reflexes_calls.web.submission_read import submission_facts
from reflexes_calls.web.templating import see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.web.waiting import waiting_of
from reflexes_calls.wording import sentence

router = APIRouter()

TO_DECIDE = Wanted(stage=ApplicationStage.SUBMITTED)
DECIDED = {
    "prepare": "prepared",
    "shortlist": "shortlisted",
    "set_aside": "set-aside",
}
"""The buttons of a decision, and what is said afterwards."""


@router.get("/gestion")
def home(request: Request) -> Response:
    """The calls of a manager by stage, and what waits."""
    person = signed_in(request)
    desk = desk_of(request)
    check_manages(desk, person)
    now, language = desk.clock.now(), language_of(request)
    shown = [call_page(desk, person, call.public_id) for call in managed_calls(desk, person)]
    waiting = [
        line
        for each in shown
        for line in waiting_of(
            each,
            _waiting(desk, person, each),
            now,
            language,
            questions=count_waiting(desk, each.call),
            letters=count_unread(desk, person, each.call),
        )
    ]
    calls = [each.call for each in shown]
    at_hand, aside = ([c for c in calls if c.is_put_aside is put] for put in (False, True))
    stages = [(stage, [one for one in at_hand if one.stage is stage]) for stage in CallStage]
    return staged_page(
        request, "managing/home.html", now=now, waiting=waiting, stages=stages, aside=aside
    )


@router.get("/gestion/appels/{call_id}")
def show_call(request: Request, call_id: str) -> Response:
    """The pages of a draft to be written, then the board of a call's applications."""
    shown = managed(request, call_id)
    if shown.call.stage is CallStage.DRAFT:
        return task_list(request, shown.call)
    return _call_page(request, shown)


@router.post("/gestion/appels/{call_id}")
def act_on_call(request: Request, call_id: str, form: Posted) -> Response:
    """Publish, conclude, or assign reviewers."""
    shown = managed(request, call_id)
    if form.text("do") == "publish":
        return open_call(request, call_id, form)
    if form.text("do") == "conclude":
        conclude(desk_of(request), signed_in(request), call_id)
        return see(f"/gestion/appels/{call_id}", done="concluded")
    return _assign(request, shown, form)


@router.get("/gestion/dossiers/{application_id}")
def show_application(request: Request, application_id: str) -> Response:
    """An application with its reviews and marks, and the form of the decision."""
    return _application_page(request, application_id)


@router.post("/gestion/dossiers/{application_id}")
def decide(request: Request, application_id: str, form: Posted) -> Response:
    """Prepare a decision; keep a letter of intent, or set it aside with reasons."""
    person, desk, raw = signed_in(request), desk_of(request), form.values
    address = service_address(request)
    acts: dict[str, Callable[[], object]] = {
        "prepare": lambda: prepare(desk, person, application_id, raw),
        "shortlist": lambda: shortlist(desk, person, application_id, address=address),
        "set_aside": lambda: set_aside(desk, person, application_id, raw, address=address),
    }
    done = form.text("do")
    if done not in acts:
        raise NotFound("step", done)
    try:
        acts[done]()
    except Invalid as invalid:
        words = translator(request)
        errors = errors_of(invalid, words, labels_of(PreparedAnswers, words))
        return _application_page(
            request, application_id, values=form.values, errors=errors, status=422
        )
    return see(f"/gestion/dossiers/{application_id}", done=DECIDED[done])


def _board(desk: Desk, person: Person, shown: CallPage) -> tuple[ListedFile, ...]:
    if shown.call.stage is CallStage.DRAFT:
        return ()
    return call_board(desk, person, shown.call.public_id)


def _waiting(desk: Desk, person: Person, shown: CallPage) -> tuple[ListedFile, ...]:
    """The first files of a call that wait for a decision."""
    if shown.call.stage is CallStage.DRAFT:
        return ()
    return call_board(desk, person, shown.call.public_id, TO_DECIDE)


def _call_page(
    request: Request, shown: CallPage, *, errors: Sequence[Any] = (), status: int = 200
) -> Response:
    desk, person = desk_of(request), signed_in(request)
    call = shown.call
    board = _board(desk, person, shown)
    now, words, language = desk.clock.now(), translator(request), language_of(request)
    standing = standing_of(call, call.first_phase, now)
    return staged_page(
        request,
        "managing/call.html",
        status=status,
        errors=errors,
        call=call,
        kind=kind_of(call, words),
        means=means_of(call, words, language),
        sentence=deadline_sentence(standing, words, language, phase=call.first_phase),
        last_deadline=call.deadline().until,
        shortlist_by=day(local_day(call.shortlist_by), language) if call.shortlist_by else "",
        decided_by=day(local_day(call.decision_by), language),
        moment=call.moment(now),
        can_conclude="conclude" in shown.open_steps and call.moment(now) is Moment.CLOSED,
        left=count_of_call(desk, person, call.public_id, TO_DECIDE),
        board_count=count_of_call(desk, person, call.public_id, Wanted()),
        to_read=any(
            one.application.stage is ApplicationStage.SUBMITTED
            and one.application.phase is Phase.FULL
            for one in board
        ),
        board=board,
        readers=_readers(desk, person, shown, board),
        pilots=shown.pilots,
        waiting_questions=count_waiting(desk, call),
        may_admit=call.stage is CallStage.PUBLISHED and now > first_limit(call),
    )


def _readers(
    desk: Desk, person: Person, shown: CallPage, board: Sequence[ListedFile]
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


def _standing(one: ListedFile, who: Person, organisations: set[int]) -> str:
    if who.id in {each.id for each in one.reviewers}:
        return "assigned"
    return "conflict" if one.organisation.id in organisations else "free"


def _assign(request: Request, shown: CallPage, form: Form) -> Response:
    """Assign each ticked reviewer; those that are refused are said, the others are kept."""
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    call_id = shown.call.public_id
    application = form.text("application")
    receipts = files_named(desk, person, call_id, (application,))
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
    desk = desk_of(request)
    shown = application_page(desk, signed_in(request), application_id)
    if Role.MANAGER not in shown.roles:
        raise NotAllowed("not-allowed", step="decide", by=(Role.MANAGER,))
    closed = is_after_deadline(shown.call, desk.clock.now(), shown.application)
    done = [review for review in shown.reviews if review.submitted_at]
    prepared = prepared_for(desk, signed_in(request), application_id)
    criteria = shown.call.criteria
    return staged_page(
        request,
        "managing/application.html",
        status=status,
        shown=shown,
        **submission_facts(request, shown),
        internal=internal_answers(request, application_id),
        origin=origin_page(desk, signed_in(request), application_id),
        reviews=done,
        means={review.id: mean_of(review, criteria) for review in done},
        names={each.id: each.name for each in shown.reviewers},
        readers={each.id: each.public_id for each in shown.reviewers},
        is_closed=closed,
        deadline=last_instant(shown.call, shown.application),
        can_shortlist=shown.application.phase is Phase.LETTER
        and "shortlist" in shown.open_steps
        and closed,
        can_decide=shown.application.phase is Phase.FULL
        and "prepare" in shown.open_steps
        and closed
        and _has_enough(shown),
        prepared=prepared,
        sheet=_decision_sheet(request, shown, prepared, values=values, errors=errors),
        errors=errors,
    )


def _decision_sheet(
    request: Request,
    shown: ApplicationPage,
    prepared: PreparedDecision | None,
    *,
    values: Mapping[str, str] | None,
    errors: Sequence[tuple[str, str]],
) -> Sheet:
    words = translator(request)
    if shown.application.phase is Phase.LETTER:
        return draw_sheet(specs_of(DecisionAnswers), words, values=values, errors=errors)
    known = values
    if known is None and prepared is not None:
        known = typed_of_prepared(prepared)
    specs = specs_of(PreparedAnswers)
    if not shown.call.funded:
        del specs["amount"]
    return draw_sheet(
        specs, words, values=known, errors=errors, choices={"outcome": outcomes(words)}
    )


def _has_enough(shown: ApplicationPage) -> bool:
    return shown.summary is not None and shown.summary.count >= shown.call.reviews_needed
