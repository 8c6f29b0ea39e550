"""The files of a call for its managers: filtered, searched, sorted, and acted on together."""

from collections.abc import Mapping, Sequence
from functools import partial
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.exporting import export_of_call
from reflexes_calls.actions.finding import (
    MOST_CHOSEN,
    FilesPage,
    ListedFile,
    Treated,
    files_named,
    files_of_call,
    files_wanted,
    forget_view,
    save_view,
    treat_each,
)
from reflexes_calls.actions.looking import CallPage, reviewers_for
from reflexes_calls.actions.reviewing import assign_together
from reflexes_calls.domain.errors import Invalid, NotFound
from reflexes_calls.domain.finding import Wanted
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.domain.saved_view import SavedViewAnswers
from reflexes_calls.domain.visibility import Seat
from reflexes_calls.exports import csv_table
from reflexes_calls.web.export_words import export_words, territory_name
from reflexes_calls.web.file_lists import COMPLETENESS, asked_in, list_shown
from reflexes_calls.web.forms import Form, Posted, draw_sheet, specs_of
from reflexes_calls.web.managed import managed
from reflexes_calls.web.notices import N_
from reflexes_calls.web.staged_pages import staged_page
from reflexes_calls.web.streaming import file_name, streamed
from reflexes_calls.web.templating import see, translator
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

CHOOSE_FILES = N_("Tick at least one file, or “every file of this list”.")
CHOOSE_REVIEWERS = N_("Tick at least one reviewer.")
Errors = Sequence[tuple[str, str]]


@router.get("/gestion/appels/{call_id}/dossiers")
def show(request: Request, call_id: str) -> Response:
    """One page of the list."""
    return _show(request, _managed(request, call_id), asked_in(request))


@router.post("/gestion/appels/{call_id}/dossiers")
def act(request: Request, call_id: str, form: Posted) -> Response:
    """Assign readers to what was ticked, download it, keep a view, or forget one."""
    shown = _managed(request, call_id)
    done = form.text("do")
    if done == "assign":
        return _assign(request, shown, form)
    if done == "export":
        return _export(request, shown, form)
    if done == "save-view":
        return _save_view(request, shown, form)
    if done.startswith("forget-view:"):
        forget_view(desk_of(request), signed_in(request), done.partition(":")[2])
        return see(_address(call_id), done="view-forgotten")
    raise NotFound("step", done)


def _address(call_id: str) -> str:
    return f"/gestion/appels/{call_id}/dossiers"


def _managed(request: Request, call_id: str) -> CallPage:
    shown = managed(request, call_id)
    if shown.call.stage is CallStage.DRAFT:
        raise NotFound("application")
    return shown


def _found(request: Request, call_id: str, raw: Mapping[str, str]) -> FilesPage | Invalid:
    try:
        return files_of_call(desk_of(request), signed_in(request), call_id, raw)
    except Invalid as invalid:
        return invalid


def _show(  # noqa: PLR0913  # what is asked, what is to mend, and what was just done
    request: Request,
    shown: CallPage,
    raw: Mapping[str, str],
    *,
    errors: Errors = (),
    ticked: Sequence[str] = (),
    told: Sequence[Treated] = (),
    form: Form | None = None,
    status: int = 200,
) -> Response:
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    call_id = shown.call.public_id
    found = _found(request, call_id, raw)
    is_refused = isinstance(found, Invalid)
    drawn = list_shown(_address(call_id), raw, Seat.MANAGER, words, found, call=shown.call)
    typed = form.values if form is not None else {}
    refusals = [*errors, *drawn.sheet.errors]
    return staged_page(
        request,
        "files/list.html",
        status=422 if is_refused else status,
        call=shown.call,
        shown=drawn,
        found=None if is_refused else found,
        errors=refusals,
        asked=parse_qsl(drawn.asked),
        view_query=lambda view: f"?{urlencode(view.asked)}" if view.asked else "",
        sheet=drawn.sheet,
        ticked=set(ticked),
        told=[(each, sentence(each.refused, words) if each.refused else "") for each in told],
        reviewers=reviewers_for(desk, person, call_id),
        chosen_reviewers=set(form.all("reviewer")) if form is not None else set(),
        view_sheet=draw_sheet(
            specs_of(SavedViewAnswers), words, values=typed, errors=_of_view(errors)
        ),
        person=person,
        most=MOST_CHOSEN,
        territory=territory_name,
        completeness=lambda state: words(COMPLETENESS[state]),
    )


def _of_view(errors: Errors) -> Errors:
    return [each for each in errors if each[0] in {"name", "shared"}]


def _assign(request: Request, shown: CallPage, form: Form) -> Response:
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    call_id, raw = shown.call.public_id, form.under("asked-")
    known = {each.public_id: each for each in reviewers_for(desk, person, call_id)}
    readers = [known[each] for each in form.all("reviewer") if each in known]
    files = _chosen(request, call_id, form, raw)
    errors = [
        *([] if files else [("file", words(CHOOSE_FILES))]),
        *([] if readers else [("reviewer", words(CHOOSE_REVIEWERS))]),
    ]
    show_again = partial(_show, request, shown, raw, form=form, ticked=form.all("file"))
    if errors:
        return show_again(errors=errors, status=422)

    def give(file: ListedFile) -> None:
        assign_together(desk, person, file.application.public_id, readers)

    told = treat_each(files, give)
    return show_again(told=told, status=409 if all(each.refused for each in told) else 200)


def _export(request: Request, shown: CallPage, form: Form) -> Response:
    """The table of what was ticked."""
    call_id, raw = shown.call.public_id, form.under("asked-")
    files = _chosen(request, call_id, form, raw)
    if not files:
        errors = [("file", translator(request)(CHOOSE_FILES))]
        return _show(request, shown, raw, errors=errors, form=form, status=422)
    named = [each.application.public_id for each in files]
    words = export_words(request)
    desk, person = desk_of(request), signed_in(request)
    export = export_of_call(desk, person, call_id, {}, words, named=named)
    return streamed(export.csv(), csv_table.MEDIA_TYPE, file_name(shown.call, "csv"))


def _chosen(
    request: Request, call_id: str, form: Form, raw: Mapping[str, str]
) -> tuple[ListedFile, ...]:
    """The files that were ticked, or every file of the list."""
    desk, person = desk_of(request), signed_in(request)
    if form.text("every"):
        return files_wanted(desk, person, call_id, raw)
    known = files_named(desk, person, call_id, form.all("file"))
    return tuple(known[each] for each in form.all("file") if each in known)


def _save_view(request: Request, shown: CallPage, form: Form) -> Response:
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    raw = form.under("asked-")
    try:
        save_view(desk, person, shown.call.public_id, form.values, raw)
    except Invalid as invalid:
        labels = labels_of(SavedViewAnswers, words) | labels_of(Wanted, words)
        errors = errors_of(invalid, words, labels)
        return _show(request, shown, raw, errors=errors, form=form, status=422)
    return see(f"{_address(shown.call.public_id)}", done="view-saved")
