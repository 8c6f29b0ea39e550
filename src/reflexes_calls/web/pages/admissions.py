"""Admitting one late file: the manager's page of drafts that missed the deadline."""

import re
from collections.abc import Mapping, Sequence

import attrs
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.admitting import admission_page, admit
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.late_admission import AdmissionAnswers
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.carried import NOT_SENT, resumes
from reflexes_calls.web.formatting import moment
from reflexes_calls.web.forms import Field, Form, Posted, draw_sheet, specs_of
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()

ADDRESS = "/gestion/appels/{call_id}/admettre"
WHOSE = N_("Whose draft is admitted")
WHOSE_HELP = N_("What is written in a draft stays with its team until it is submitted.")
BEGUN = N_("%(name)s – draft begun on %(when)s")
ADMITTED = N_("%(name)s – draft begun on %(when)s, admitted until %(until)s")


@router.get(ADDRESS)
def show(request: Request, call_id: str) -> Response:
    """The drafts that missed the deadline, the form of the act, and the acts before it."""
    return _page(request, call_id)


@router.post(ADDRESS)
def act(request: Request, call_id: str, form: Posted) -> Response:
    """Admit one draft."""
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    try:
        admit(desk, person, call_id, form.values, address=service_address(request))
    except Invalid as invalid:
        labels = {"application": words(WHOSE)} | labels_of(AdmissionAnswers, words)
        errors = errors_of(invalid, words, labels)
        return _page(request, call_id, values=form.values, errors=errors, status=422)
    return see(ADDRESS.format(call_id=call_id), done="admitted")


@resumes(r"/gestion/appels/([0-9a-f]{32})/admettre")
def put_back(request: Request, found: "re.Match[str]", form: Form) -> Response:
    """The form again, with what was typed when the session had ended."""
    return _page(request, found[1], values=form.values, told=translator(request)(NOT_SENT))


def _page(  # noqa: PLR0913  # a page, what was typed in it and what is to mend
    request: Request,
    call_id: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Sequence[tuple[str, str]] = (),
    told: str = "",
    status: int = 200,
) -> Response:
    words, language = translator(request), language_of(request)
    shown = admission_page(desk_of(request), signed_in(request), call_id)
    choices = []
    for each in shown.drafts:
        facts = {"name": each.organisation, "when": moment(each.begun_at, language)}
        said = words(BEGUN)
        if each.admitted_until:
            said, facts["until"] = words(ADMITTED), moment(each.admitted_until, language)
        choices.append((each.public_id, said % facts))
    known, mistakes = values or {}, dict(reversed(list(errors)))
    sheet = draw_sheet(specs_of(AdmissionAnswers), words, values=known, errors=errors)
    return page(
        request,
        "admissions/admit.html",
        status=status,
        call=shown.call,
        told=told,
        errors=errors,
        admitted=shown.admitted,
        is_published=shown.call.stage is CallStage.PUBLISHED,
        first_limit=shown.first_limit,
        is_past=shown.is_past,
        whose=Field(
            name="application",
            label=words(WHOSE),
            kind="radio",
            hint=words(WHOSE_HELP),
            value=known.get("application", ""),
            error=mistakes.get("application", ""),
            choices=tuple(choices),
        ),
        fields=tuple(
            attrs.evolve(each, kind="hour") if each.name == "until_at" else each
            for each in sheet.fields
        ),
    )
