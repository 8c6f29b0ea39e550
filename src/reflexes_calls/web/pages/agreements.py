"""The agreement of a selected application: written, issued, signed and paid; read by its team."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Annotated

import attrs
from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions import agreeing
from reflexes_calls.actions.agreeing import AgreementPage
from reflexes_calls.domain.agreement import (
    MOST_TRANCHES,
    AgreementAnswers,
    AgreementState,
    Nature,
    TrancheAnswers,
    tranche_row,
)
from reflexes_calls.domain.attachment import FileRefused, check_any, check_weight, limits_of_letter
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from reflexes_calls.domain.people import TEAM, Role
from reflexes_calls.papers.offices import write_docx_paper
from reflexes_calls.papers.printing import print_paper
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.agreement_paper import agreement_paper
from reflexes_calls.web.decision_words import typed_amount
from reflexes_calls.web.forms import Field, Posted, draw_sheet, specs_of
from reflexes_calls.web.giving import give
from reflexes_calls.web.notices import N_
from reflexes_calls.web.pages.attachments import disposition, download
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.security import CSRF_FIELD, check_csrf
from reflexes_calls.web.sent_files import SentForm, sent_files
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import LANGUAGES
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import euros, sentence

router = APIRouter()

OURS = "/dossiers/{application_id}/convention"
MANAGED = "/gestion/dossiers/{application_id}/convention"
WRITERS = {
    "pdf": (print_paper, "application/pdf"),
    "docx": (
        write_docx_paper,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}
NATURES = {
    Nature.CASH: N_("Money"),
    Nature.KIND: N_("Support in kind"),
    Nature.BOTH: N_("Money and support in kind"),
}
KEPT = {
    "keep": "agreement-kept",
    "issue": "agreement-issued",
    "reopen": "agreement-reopened",
}
COPY, DAY, WHY = N_("Signed copy"), N_("Day"), N_("Why it is paid all the same")
PAID_ON = N_("“%(condition)s”, %(amount)s: paid on")
WAITS = N_("It waits for a milestone that is not delivered: %(names)s.")


@router.get(OURS)
def show(request: Request, application_id: str) -> Response:
    """The issued agreement, for the team."""
    shown = agreeing.agreement_page(desk_of(request), signed_in(request), application_id)
    if not shown.roles & TEAM:
        raise NotFound("agreement", application_id)
    return page(request, "deciding/agreement.html", shown=shown)


@router.get(OURS + "/copies/{copy_id}")
def give_copy(request: Request, application_id: str, copy_id: str) -> Response:
    """A signed copy, for the team and the managers."""
    return download(
        *agreeing.open_copy(desk_of(request), signed_in(request), application_id, copy_id)
    )


@router.get(OURS + ".{ending}")
def give_text(request: Request, application_id: str, ending: str, lang: str = "fr") -> Response:
    """The text of the agreement as a file, for the team and the managers."""
    if ending not in WRITERS or lang not in LANGUAGES:
        raise NotFound("format", ending)
    shown = agreeing.agreement_page(desk_of(request), signed_in(request), application_id)
    write, media_type = WRITERS[ending]
    content = write(agreement_paper(shown, lang))
    headers = {"Content-Disposition": disposition(f"convention.{ending}")}
    return give(request, content, media_type, is_final=False, headers=headers)


@router.get(MANAGED)
def write(request: Request, application_id: str) -> Response:
    """The agreement, for the managers of the call."""
    return _page(request, application_id)


@router.post(MANAGED)
def act(request: Request, application_id: str, form: Posted) -> Response:
    """Keep, issue or take back an agreement; note a payment."""
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    done = form.text("do")
    try:
        if done == "keep":
            agreeing.save_agreement(desk, person, application_id, form.values)
        elif done == "issue":
            address = service_address(request)
            agreeing.issue(desk, person, application_id, form.values, address=address)
        elif done == "reopen":
            agreeing.reopen(desk, person, application_id)
        elif done.removeprefix("pay:").isdecimal() and done.startswith("pay:"):
            position = int(done.removeprefix("pay:"))
            day, why = form.text(f"day-{position}"), form.text(f"why-{position}")
            agreeing.pay(desk, person, application_id, position, day, why=why)
        else:
            raise NotFound("step", done)
    except Invalid as invalid:
        errors = errors_of(invalid, words, _labels(request))
        if done.startswith("pay:"):
            # Each payment has a day of its own on the page.
            own = f"day-{done.removeprefix('pay:')}"
            errors = [(own if name == "day" else name, said) for name, said in errors]
        return _page(request, application_id, values=form.values, errors=errors, status=422)
    except Conflict as refused:
        told, status = sentence(refused, words), status_of(refused)
        return _page(request, application_id, values=form.values, told=told, status=status)
    return see(MANAGED.format(application_id=application_id), done=KEPT.get(done, "tranche-paid"))


async def read_copy(request: Request, application_id: str) -> AsyncIterator[SentForm]:
    """The form of a signed copy, once it is known that this person manages the call."""
    person = await run_in_threadpool(signed_in, request)
    shown = await run_in_threadpool(
        agreeing.agreement_page, desk_of(request), person, application_id
    )
    _check_manages(shown)
    cabinet = desk_of(request).files
    async for form in sent_files(request, cabinet.receiving, limits_of_letter(cabinet.most_bytes)):
        if not form.too_much:
            check_csrf(request, form.fields.get(CSRF_FIELD, ""))
        yield form


@router.post(MANAGED + "/signee")
def sign(
    request: Request, application_id: str, form: Annotated[SentForm, Depends(read_copy)]
) -> Response:
    """Keep the signed copy."""
    words = translator(request)
    try:
        _sign(request, application_id, form)
    except FileRefused as refused:
        errors = [("signed", sentence(refused, words))]
        return _page(request, application_id, values=form.fields, errors=errors, status=422)
    except Invalid as invalid:
        errors = list(errors_of(invalid, words, {"day": words(DAY)}))
        return _page(request, application_id, values=form.fields, errors=errors, status=422)
    except Conflict as conflict:
        told, status = sentence(conflict, words), status_of(conflict)
        return _page(request, application_id, values=form.fields, told=told, status=status)
    return see(MANAGED.format(application_id=application_id), done="agreement-signed")


def _sign(request: Request, application_id: str, form: SentForm) -> None:
    desk = desk_of(request)
    limits = limits_of_letter(desk.files.most_bytes)
    sent = [each for each in form.files if each.name or each.size]
    check_any(len(sent))
    check_weight(form.too_much or sent[0].size, limits)
    if sent[0].part is None:
        raise FileRefused("file-too-many", met=len(sent), expected=limits.most_files)
    agreeing.sign(
        desk,
        signed_in(request),
        application_id,
        path=sent[0].part.path,
        name=sent[0].name,
        day=form.fields.get("day", ""),
        address=service_address(request),
    )


def _check_manages(shown: AgreementPage) -> None:
    if Role.MANAGER not in shown.roles:
        raise NotAllowed("not-allowed", step="issue_agreement", by=(Role.MANAGER,))


def _page(  # noqa: PLR0913  # a page, what was typed in it and what is to mend
    request: Request,
    application_id: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Sequence[tuple[str, str]] = (),
    told: str = "",
    status: int = 200,
) -> Response:
    words = translator(request)
    shown = agreeing.agreement_page(desk_of(request), signed_in(request), application_id)
    _check_manages(shown)
    typed = _typed(shown) if values is None else values
    natures = tuple((each.value, words(said)) for each, said in NATURES.items())
    sheet = draw_sheet(
        specs_of(AgreementAnswers), words, values=typed, errors=errors, choices={"nature": natures}
    )
    return page(
        request,
        "deciding/write_agreement.html",
        status=status,
        shown=shown,
        sheet=sheet,
        tranches=_tranches(request, typed, errors),
        unpaid=_unpaid(request, shown, values or {}, dict(reversed(list(errors)))),
        is_draft=shown.state is AgreementState.DRAFT,
        day=(values or {}).get("day", ""),
        mistakes=dict(reversed(list(errors))),
        errors=errors,
        told=told,
    )


def _typed(shown: AgreementPage) -> dict[str, str]:
    """What was typed before, or what is known of the parties."""
    if shown.agreement is not None:
        return shown.agreement.typed
    said = {"holder_siret": shown.organisation.siret or "", "nature": Nature.CASH.value}
    if shown.evaluator is not None:
        said |= {
            "evaluator_name": shown.evaluator.name,
            "evaluator_siret": shown.evaluator.siret or "",
            "evaluator_signatory": shown.evaluator.signed_name,
        }
    if shown.amount:
        said["0.amount"] = typed_amount(shown.amount)
    return said


def _tranches(
    request: Request, typed: Mapping[str, str], errors: Sequence[tuple[str, str]]
) -> tuple[tuple[Field, ...], ...]:
    """The fields of each payment, named `0.amount`."""
    words = translator(request)
    rows = []
    for at in range(MOST_TRANCHES):
        here = [(name.partition(".")[2], said) for name, said in errors if _is_row(name, at)]
        row = tranche_row(typed, at)
        sheet = draw_sheet(specs_of(TrancheAnswers), words, values=row, errors=here)
        rows.append(tuple(attrs.evolve(each, name=f"{at}.{each.name}") for each in sheet.fields))
    return tuple(rows)


def _unpaid(
    request: Request, shown: AgreementPage, typed: Mapping[str, str], errors: Mapping[str, str]
) -> list[tuple[int, list[Field]]]:
    """For each payment to come: its day, and why it is made if what it waits for is not done."""
    words, rows = translator(request), []
    for each in shown.tranches:
        if each.paid_on is not None:
            continue
        asked = words(PAID_ON) % {"condition": each.condition, "amount": euros(each.amount)}
        fields = [_small(f"day-{each.position}", asked, typed, errors, kind="day")]
        if waits_for := shown.awaited.get(each.position):
            names = ", ".join(one.name for one in waits_for)
            hint = words(WAITS) % {"names": names}
            why = _small(f"why-{each.position}", words(WHY), typed, errors)
            fields.append(attrs.evolve(why, hint=hint, max_length=agreeing.LONGEST_REASON))
        rows.append((each.position, fields))
    return rows


def _small(
    name: str,
    label: str,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    kind: str = "prose",
) -> Field:
    return Field(
        name=name,
        label=label,
        kind=kind,
        value=typed.get(name, ""),
        error=errors.get(name, ""),
    )


def _is_row(name: str, at: int) -> bool:
    return name.startswith(f"{at}.")


def _labels(request: Request) -> dict[str, str]:
    words = translator(request)
    labels = dict(labels_of(AgreementAnswers, words))
    for at in range(MOST_TRANCHES):
        labels |= {f"{at}.{name}": said for name, said in labels_of(TrancheAnswers, words).items()}
        labels |= {f"why-{at + 1}": words(WHY)}
    return labels | {"day": words(DAY)}
