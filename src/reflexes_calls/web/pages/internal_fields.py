"""The questions that the programme's team fills in by itself, on one application."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.internal_fields import InternalPage, fill_internal, internal_page
from reflexes_calls.domain.errors import Conflict, Invalid
from reflexes_calls.domain.form import Phase
from reflexes_calls.web.answer_sections import sections_shown
from reflexes_calls.web.forms import Posted
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

ADDRESS = "/gestion/dossiers/{application_id}/interne"


@router.get(ADDRESS)
def show(request: Request, application_id: str) -> Response:
    """The internal questions, with what the team typed so far."""
    shown = internal_page(desk_of(request), signed_in(request), application_id)
    return _page(request, shown, shown.typed)


@router.post(ADDRESS)
def keep(request: Request, application_id: str, form: Posted) -> Response:
    """Keep what the team typed, or give it back with everything to mend."""
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    try:
        fill_internal(desk, person, application_id, form.values, seen=form.text("seen"))
    except (Invalid, Conflict) as refused:
        shown = internal_page(desk, person, application_id)
        errors = (
            tuple((each.field, sentence(each, words)) for each in refused.refusals)
            if isinstance(refused, Invalid)
            else (("", sentence(refused, words)),)
        )
        # Once told that someone else saved, saving again is meant.
        seen = shown.digest if isinstance(refused, Conflict) else form.text("seen")
        status = status_of(refused)
        return _page(request, shown, form.values, errors=errors, seen=seen, status=status)
    return see(f"/gestion/dossiers/{application_id}#interne", done="internal-saved")


def _page(  # noqa: PLR0913  # what the page of a refusal adds
    request: Request,
    shown: InternalPage,
    values: Mapping[str, str],
    *,
    errors: tuple[tuple[str, str], ...] = (),
    seen: str = "",
    status: int = 200,
) -> Response:
    sections = sections_shown(
        shown.form,
        Phase.FULL,
        language_of(request),
        translator(request),
        values=values,
        figures=shown.call.figures,
        errors=errors,
    )
    return page(
        request,
        "forming/internal.html",
        status=status,
        errors=errors,
        shown=shown,
        fields=tuple(field for section in sections for field in section.fields),
        seen=seen or shown.digest,
    )
