"""Applying: choosing for whom, writing the draft, submitting it, and what comes back."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import record
from reflexes_calls.actions.applying import save_draft, start_draft, submit, withdraw
from reflexes_calls.actions.looking import (
    ApplicationPage,
    application_page,
    call_page,
    my_applications,
)
from reflexes_calls.actions.people import organisations_of_person
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call, Moment
from reflexes_calls.domain.errors import Conflict, Invalid, NotFound, NotOpen, TooLate
from reflexes_calls.domain.lifecycle import ApplicationStage, CallStage
from reflexes_calls.domain.people import Organisation, Person, Role
from reflexes_calls.web.answer_sections import (
    answers_of,
    named_errors,
    sections_shown,
    sheet_of,
)
from reflexes_calls.web.forms import Field, Form, Posted, Sheet
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

STAGES = {
    ApplicationStage.DRAFT: N_("Draft, not submitted"),
    ApplicationStage.SUBMITTED: N_("Submitted"),
    ApplicationStage.WITHDRAWN: N_("Withdrawn"),
    ApplicationStage.SELECTED: N_("Selected"),
    ApplicationStage.DECLINED: N_("Declined"),
}
MOODS = {
    ApplicationStage.DRAFT: "warn",
    ApplicationStage.SUBMITTED: "good",
    ApplicationStage.WITHDRAWN: "",
    ApplicationStage.SELECTED: "good",
    ApplicationStage.DECLINED: "bad",
}
CHOOSE_ORGANISATION = N_("Choose the administration that applies.")


@record
class Difference:
    """A question whose answer was saved elsewhere since this page was opened."""

    label: str
    saved: str
    typed: str


@router.get("/appels/{public_id}/candidater")
def ask_for_whom(request: Request, public_id: str) -> Response:
    """For which of one's organisations; what was already begun is offered again."""
    person = signed_in(request)
    return _choose(request, person, _call(request, person, public_id))


@router.post("/appels/{public_id}/candidater")
def begin(request: Request, public_id: str, form: Posted) -> Response:
    """Start the draft of an organisation, or return to the one that it has."""
    person = signed_in(request)
    call = _call(request, person, public_id)
    mine = organisations_of_person(desk_of(request), person)
    asked = form.text("organisation") or (mine[0].public_id if len(mine) == 1 else "")
    chosen = next((each for each in mine if each.public_id == asked), None)
    if chosen is None:
        error = translator(request)(CHOOSE_ORGANISATION)
        return _choose(request, person, call, error=error, status=422)
    draft = start_draft(desk_of(request), person, public_id, chosen)
    return see(f"/dossiers/{draft.public_id}")


@router.get("/dossiers")
def list_mine(request: Request) -> Response:
    """The applications of one's organisations."""
    person = signed_in(request)
    mine = my_applications(desk_of(request), person)
    rows = [(each, *_stage_words(request, each)) for each in reversed(mine)]
    return page(request, "applications/list.html", rows=rows)


@router.get("/dossiers/{public_id}")
def show(request: Request, public_id: str) -> Response:
    """The draft to fill in, or what was submitted and what came of it."""
    own = _own(request, signed_in(request), public_id)
    if own.application.stage is not ApplicationStage.DRAFT:
        return _read(request, own)
    return _edit(request, own, own.application.draft)


@router.post("/dossiers/{public_id}")
def change(request: Request, public_id: str, form: Posted) -> Response:
    """Save the draft, submit it, or withdraw what was submitted."""
    person = signed_in(request)
    own = _own(request, person, public_id)
    if form.text("do") == "withdraw":
        withdraw(desk_of(request), person, public_id)
        return see(f"/dossiers/{public_id}", done="withdrawn")
    try:
        _keep(request, person, own.application, form)
    except Invalid as invalid:
        words = translator(request)
        errors = tuple((each.field, sentence(each, words)) for each in invalid.refusals)
        kept = _own(request, person, public_id)
        return _edit(request, kept, form.values, status=422, errors=errors)
    except (TooLate, NotOpen, Conflict) as refused:
        said = sentence(refused, translator(request))
        return _refuse(request, person, own.application, form, said)
    done = "submitted" if form.text("do") == "submit" else "saved"
    return see(f"/dossiers/{public_id}", done=done)


@router.get("/dossiers/{public_id}/recepisse")
def receipt(request: Request, public_id: str) -> Response:
    """The receipt, made to be printed."""
    own = _own(request, signed_in(request), public_id)
    if not own.versions or own.application.receipt is None:
        raise NotFound("receipt", public_id)
    return page(request, "applications/receipt.html", own=own, version=own.versions[-1])


def _own(request: Request, person: Person, public_id: str) -> ApplicationPage:
    """An application of one's organisations; its readers have other pages for it."""
    found = application_page(desk_of(request), person, public_id)
    if Role.APPLICANT not in found.roles:
        raise NotFound("application", public_id)
    return found


def _call(request: Request, person: Person, public_id: str) -> Call:
    """A call that can be applied to; its managers alone know of it while it is a draft."""
    found = call_page(desk_of(request), person, public_id).call
    if found.stage is CallStage.DRAFT:
        raise NotFound("call", public_id)
    return found


def _keep(request: Request, person: Person, known: Application, form: Form) -> None:
    """Save, and submit if asked; a page that says no revision counts as another tab."""
    said = form.text("revision")
    revision = int(said) if said.isdecimal() and said.isascii() else -1
    act = submit if form.text("do") == "submit" else save_draft
    act(desk_of(request), person, known.public_id, form.values, revision=revision)


def _refuse(
    request: Request, person: Person, before: Application, form: Form, said: str
) -> Response:
    """The form with everything typed, and above it why it could not be kept as asked."""
    own = _own(request, person, before.public_id)
    differences = _differences(request, own, form)
    if own.application.stage is not ApplicationStage.DRAFT:
        return _read(request, own, status=409, refused=said, differences=differences)
    return _edit(request, own, form.values, status=409, refused=said, differences=differences)


def _differences(request: Request, own: ApplicationPage, form: Form) -> tuple[Difference, ...]:
    saved = own.application
    return tuple(
        Difference(
            label=question.label.said(language_of(request)),
            saved=saved.draft.get(question.code, ""),
            typed=form.text(question.code),
        )
        for question in own.form.questions()
        if saved.draft.get(question.code, "") != form.text(question.code)
    )


def _edit(  # noqa: PLR0913 -- what the page of a refusal adds to the page of a draft
    request: Request,
    own: ApplicationPage,
    values: dict[str, str],
    *,
    status: int = 200,
    errors: tuple[tuple[str, str], ...] = (),
    refused: str = "",
    differences: tuple[Difference, ...] = (),
) -> Response:
    words = translator(request)
    sections = sections_shown(
        own.form,
        own.application.phase,
        language_of(request),
        words,
        values=values,
        figures=own.call.figures,
        errors=errors,
    )
    return page(
        request,
        "applications/edit.html",
        status=status,
        own=own,
        sections=sections,
        errors=named_errors(sheet_of(sections, errors), words),
        refused=refused,
        differences=differences,
        is_open=own.call.moment(desk_of(request).clock.now()) is Moment.OPEN,
    )


def _read(
    request: Request,
    own: ApplicationPage,
    *,
    status: int = 200,
    refused: str = "",
    differences: tuple[Difference, ...] = (),
) -> Response:
    stage, mood = _stage_words(request, own)
    version = own.versions[-1] if own.versions else None
    return page(
        request,
        "applications/application.html",
        status=status,
        own=own,
        stage=stage,
        mood=mood,
        version=version,
        sections=answers_of(
            own.submitted_form, version.said, language_of(request), translator(request)
        )
        if version
        else (),
        refused=refused,
        differences=differences,
    )


def _stage_words(request: Request, own: ApplicationPage) -> tuple[str, str]:
    stage = own.application.stage
    return translator(request)(STAGES[stage]), MOODS[stage]


def _choose(
    request: Request, person: Person, call: Call, *, error: str = "", status: int = 200
) -> Response:
    mine = organisations_of_person(desk_of(request), person)
    sheet = Sheet(
        fields=(_organisation_field(request, mine, error),),
        errors=(("organisation", error),) if error and mine else (),
    )
    return page(
        request,
        "applications/begin.html",
        status=status,
        call=call,
        organisations=mine,
        begun=_begun(request, person, call),
        sheet=sheet,
        errors=sheet.errors,
        moment=call.moment(desk_of(request).clock.now()).value,
    )


def _begun(request: Request, person: Person, call: Call) -> dict[str, Application]:
    """What is begun and not withdrawn: public id of the organisation → its application."""
    return {
        each.organisation.public_id: each.application
        for each in my_applications(desk_of(request), person)
        if each.call.id == call.id and each.application.stage is not ApplicationStage.WITHDRAWN
    }


def _organisation_field(request: Request, mine: tuple[Organisation, ...], error: str) -> Field:
    return Field(
        name="organisation",
        label=translator(request)(N_("Which administration applies?")),
        kind="radio",
        error=error,
        choices=tuple((each.public_id, each.name) for each in mine),
    )
