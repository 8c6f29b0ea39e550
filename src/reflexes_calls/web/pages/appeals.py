"""An appeal against a decision: the team's page, and the manager's."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.appealing import AppealPage, answer, appeal, appeal_page
from reflexes_calls.domain.appeal import AppealAnswers, AppealReply
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotOpen, TooLate
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.people import TEAM, Role
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.decision_words import replies
from reflexes_calls.web.forms import Posted, Sheet, draw_sheet, specs_of
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

OURS = "/dossiers/{application_id}/recours"
MANAGED = "/gestion/dossiers/{application_id}/recours"


@router.get(OURS)
def show(request: Request, application_id: str) -> Response:
    """The appeal, for the team."""
    return _page(request, application_id)


@router.post(OURS)
def lodge(request: Request, application_id: str, form: Posted) -> Response:
    """Lodge it."""
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    address = service_address(request)
    try:
        appeal(desk, person, application_id, form.values, address=address)
    except Invalid as invalid:
        errors = errors_of(invalid, words, labels_of(AppealAnswers, words))
        return _page(request, application_id, values=form.values, errors=errors, status=422)
    except (Conflict, NotOpen) as refused:
        told, status = sentence(refused, words), status_of(refused)
        return _page(request, application_id, values=form.values, told=told, status=status)
    return see(OURS.format(application_id=application_id), done="appealed")


@router.get(MANAGED)
def show_managed(request: Request, application_id: str) -> Response:
    """The appeal, for the managers of the call."""
    return _page(request, application_id, manages=True)


@router.post(MANAGED)
def reply(request: Request, application_id: str, form: Posted) -> Response:
    """Answer it."""
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    address = service_address(request)
    try:
        answer(desk, person, application_id, form.values, address=address)
    except Invalid as invalid:
        errors = errors_of(invalid, words, labels_of(AppealReply, words))
        return _page(
            request, application_id, values=form.values, errors=errors, manages=True, status=422
        )
    except (Conflict, NotOpen, TooLate) as refused:
        told, status = sentence(refused, words), status_of(refused)
        return _page(
            request, application_id, values=form.values, told=told, manages=True, status=status
        )
    return see(MANAGED.format(application_id=application_id), done="appeal-answered")


def _page(  # noqa: PLR0913  # a page, what was typed in it and what is to mend
    request: Request,
    application_id: str,
    *,
    manages: bool = False,
    values: Mapping[str, str] | None = None,
    errors: Sequence[tuple[str, str]] = (),
    told: str = "",
    status: int = 200,
) -> Response:
    shown = appeal_page(desk_of(request), signed_in(request), application_id)
    if manages and Role.MANAGER not in shown.roles:
        raise NotAllowed("not-allowed", step="uphold", by=(Role.MANAGER,))
    if not manages and not shown.roles & TEAM:
        raise NotFound("application", application_id)
    sheet = _sheet(request, shown, manages=manages, values=values, errors=errors)
    return page(
        request,
        "deciding/appeal.html",
        status=status,
        shown=shown,
        manages=manages,
        sheet=sheet,
        errors=errors,
        told=told,
    )


def _sheet(
    request: Request,
    shown: AppealPage,
    *,
    manages: bool,
    values: Mapping[str, str] | None,
    errors: Sequence[tuple[str, str]],
) -> Sheet:
    words = translator(request)
    if not manages:
        return draw_sheet(specs_of(AppealAnswers), words, values=values, errors=errors)
    specs, phase = specs_of(AppealReply), shown.application.phase
    if phase is Phase.LETTER or shown.is_inadmissible or not shown.call.funded:
        del specs["amount"]
    choices = {"outcome": replies(words, phase, is_inadmissible=shown.is_inadmissible)}
    return draw_sheet(specs, words, values=values, errors=errors, choices=choices)
