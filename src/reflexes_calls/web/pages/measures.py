"""« Mesures »: figures typed, pasted or sent, shown as they were understood, then kept."""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from reflexes.evaluation import word_refusals
from reflexes_calls.actions.measuring_pilots import (
    Measured,
    MeasuresPage,
    Tried,
    analyse_measured,
    keep_table,
    measures_page,
    try_table,
)
from reflexes_calls.domain.attachment import MEGABYTE, FileKind, FileLimits
from reflexes_calls.domain.errors import Invalid, NotAllowed
from reflexes_calls.domain.people import Role
from reflexes_calls.domain.pilot_measures import TableAnswers, text_of
from reflexes_calls.web.forms import Posted, draw_sheet, specs_of
from reflexes_calls.web.library_words import in_words
from reflexes_calls.web.notices import N_
from reflexes_calls.web.security import CSRF_FIELD, check_csrf
from reflexes_calls.web.sent_files import SentForm, sent_files
from reflexes_calls.web.small_tables import as_csv
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()
HERE = "/pilotes/{pilot_id}/mesures"
LIMITS = FileLimits(most_bytes=5 * MEGABYTE, most_files=1, kinds=(FileKind.CSV, FileKind.XLSX))
HEADINGS = (
    N_("Indicator"),
    N_("Unit of measure"),
    N_("Unit observed"),
    N_("Group"),
    N_("Day"),
    N_("Value"),
    N_("Where they come from"),
    N_("Kept on"),
    N_("In force"),
)
Errors = Sequence[tuple[str, str]]
_UNTRIED: Mapping[str, Any] = {"tried": None, "understood": "", "notices": ()}
"""What the page is told before any table is looked at."""


async def read_table_sent(request: Request, pilot_id: str) -> AsyncIterator[SentForm]:
    """A table on its way, once it is known that this person may look at the pilot."""
    person = await run_in_threadpool(signed_in, request)
    await run_in_threadpool(measures_page, desk_of(request), person, pilot_id)
    async for form in sent_files(request, desk_of(request).files.receiving, LIMITS):
        check_csrf(request, form.fields.get(CSRF_FIELD, ""))
        yield form


@router.get(HERE)
def show(request: Request, pilot_id: str) -> Response:
    """Every indicator of the plan with its figures, and what they allow to say."""
    return _page(request, pilot_id)


@router.get(f"{HERE}.csv")
def table(request: Request, pilot_id: str) -> Response:
    """All the figures, those replaced since among them."""
    words = translator(request)
    shown = measures_page(desk_of(request), signed_in(request), pilot_id)
    rows = (
        (
            one.indicator.name,
            one.indicator.unit,
            each.observed_unit,
            each.observed_group,
            each.measured_on.isoformat(),
            each.value,
            each.source or each.note,
            each.recorded_at.date().isoformat(),
            words("yes") if each in one.in_force else words("no"),
        )
        for one in shown.measured
        for each in one.versions
    )
    return as_csv(f"mesures-{pilot_id[:8]}.csv", [words(each) for each in HEADINGS], rows)


@router.post(f"{HERE}/lire")
def look(
    request: Request, pilot_id: str, form: Annotated[SentForm, Depends(read_table_sent)]
) -> Response:
    """Show what is understood of a table; nothing is kept yet."""
    fields = form.fields
    sent = next((each for each in form.files if each.size), None)
    code, text = fields.get("indicator", ""), fields.get("table", "").replace("\r\n", "\n")
    words = translator(request)
    _check_writes(request, pilot_id)
    too_much = form.too_much or (sent is not None and sent.size > LIMITS.most_bytes)
    if too_much or (sent is None and not text.strip()):
        said = words("This file is too large: 5 MB at most.") if too_much else words(
            "Paste a table, or choose a file."
        )  # fmt: skip
        return _page(request, pilot_id, code=code, values=fields, errors=[("table", said)])
    given: dict[str, Any] = {"text": text}
    if sent is not None and sent.part is not None:
        given = {"file": Path(sent.part.path), "name": sent.name}
    tried = try_table(desk_of(request), signed_in(request), pilot_id, code, **given)
    return _tried_page(request, pilot_id, code, tried, fields)


@router.post(HERE)
def keep(request: Request, pilot_id: str, form: Posted) -> Response:
    """Keep the figures that were shown."""
    desk, person, code = desk_of(request), signed_in(request), form.text("indicator")
    try:
        keep_table(
            desk, person, pilot_id, code, text=form.text("table"), source=form.text("source")
        )
    except Invalid as invalid:
        words = translator(request)
        errors = errors_of(invalid, words, labels_of(TableAnswers, words))
        return _page(request, pilot_id, code=code, values=form.values, errors=errors)
    return see(HERE.format(pilot_id=pilot_id), done="measures-kept")


def _check_writes(request: Request, pilot_id: str) -> None:
    if not measures_page(desk_of(request), signed_in(request), pilot_id).writes:
        raise NotAllowed("not-allowed", step="measure", by=(Role.APPLICANT,))


def _tried_page(
    request: Request, pilot_id: str, code: str, tried: Tried, fields: Mapping[str, str]
) -> Response:
    language = language_of(request)
    source = fields.get("source", "").strip()
    words = translator(request)
    sentences = word_refusals(tried.refusals, language)
    errors = [
        ("table", _cell_said(one.path, said))
        for one, said in zip(tried.refusals, sentences, strict=True)
    ]
    if not source:
        errors.append(("source", words("Say where these figures come from.")))
    if tried.table is None or errors:
        return _page(request, pilot_id, code=code, values=fields, errors=errors)
    return _page(
        request,
        pilot_id,
        code=code,
        values=fields,
        tried=tried,
        understood=text_of(tried.table),
        notices=[one.said(language) for one in tried.notices],
    )


def _cell_said(place: str, said: str) -> str:
    return f"{place}\u00a0: {said}" if place else said


def _page(
    request: Request,
    pilot_id: str,
    *,
    code: str = "",
    values: Mapping[str, str] | None = None,
    errors: Errors = (),
    **told: Any,
) -> Response:
    words, language = translator(request), language_of(request)
    shown = measures_page(desk_of(request), signed_in(request), pilot_id)
    sheet = draw_sheet(specs_of(TableAnswers), words, values=values or {}, errors=errors)
    return page(
        request,
        "findings/measures.html",
        status=422 if errors else 200,
        shown=shown,
        findings=findings_of(shown, language, in_words(request)),
        chosen=code,
        sheet=sheet,
        errors=errors,
        **(dict(_UNTRIED) | told),
    )


def findings_of(shown: MeasuresPage, language: str, say: Any) -> dict[str, Any]:
    """For each indicator measured: its picture, or why nothing can be computed."""
    if shown.plan is None:
        return {}
    return {
        one.indicator.code: finding_of(one, shown, language, say)
        for one in shown.measured
        if one.table.measures
    }


def finding_of(one: Measured, shown: MeasuresPage, language: str, say: Any) -> dict[str, Any]:
    """What the figures of one indicator allow to say, as a page draws it."""
    assert shown.plan is not None  # noqa: S101  # looked at by whoever calls
    analysed, refused = analyse_measured(shown.plan, one)
    if analysed is None:
        return {"picture": None, "refused": refused.said(say) if refused else ""}
    return {
        "picture": analysed.picture(language),
        "refused": "",
        "number": [each.indicator.code for each in shown.measured].index(one.indicator.code) + 1,
    }
