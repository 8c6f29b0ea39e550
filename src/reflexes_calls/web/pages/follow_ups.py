"""« Suites »: what is said of a pilot a year and two years after its end."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.revisiting import FollowUpsPage, follow_ups_page, revisit
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.follow_up import FollowUpAnswers
from reflexes_calls.web.forms import Field, Posted, Translate, draw_sheet, specs_of
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()
HERE = "/pilotes/{pilot_id}/suites"


@router.get(HERE)
def show(request: Request, pilot_id: str) -> Response:
    """Both meetings of a pilot."""
    return _page(request, pilot_id)


@router.post(HERE)
def write(request: Request, pilot_id: str, form: Posted) -> Response:
    """Write down a meeting."""
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    years = int(form.text("years")) if form.text("years") in {"1", "2"} else 0
    try:
        revisit(desk, person, pilot_id, years, form.values)
    except Invalid as invalid:
        shown = follow_ups_page(desk, person, pilot_id)
        labels = labels_of(FollowUpAnswers, words) | {
            f"figure-{each.position}": each.indicator for each in shown.promises
        }
        errors = errors_of(invalid, words, labels)
        return _page(request, pilot_id, values=form.values, errors=errors)
    return see(HERE.format(pilot_id=pilot_id), done="met-again")


def _page(
    request: Request,
    pilot_id: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Sequence[tuple[str, str]] = (),
) -> Response:
    words = translator(request)
    shown = follow_ups_page(desk_of(request), signed_in(request), pilot_id)
    typed = values or {}
    return page(
        request,
        "field/follow_ups.html",
        status=422 if errors else 200,
        shown=shown,
        years=_years(shown, words, typed),
        writing=draw_sheet(specs_of(FollowUpAnswers), words, values=typed, errors=errors),
        figures=_figures(shown, words, typed, dict(reversed(errors))),
        labels=labels_of(FollowUpAnswers, words),
        errors=errors,
    )


def _years(shown: FollowUpsPage, words: Translate, typed: Mapping[str, str]) -> Field:
    """Which meeting is written down: the first that was not held, unless another is chosen."""
    first = next((str(each.years) for each in shown.meetings if not each.is_held), "2")
    return Field(
        name="years",
        label=words("Which meeting"),
        kind="radio",
        value=typed.get("years", first),
        choices=(("1", words("A year after the end")), ("2", words("Two years after the end"))),
    )


def _figures(
    shown: FollowUpsPage, words: Translate, typed: Mapping[str, str], errors: Mapping[str, str]
) -> list[Field]:
    """A field for each promised indicator; what was not measured again is left empty."""
    hint = words("Last measured: %(value)s. Promised: %(target)s. Unit: %(unit)s.")
    return [
        Field(
            name=f"figure-{each.position}",
            label=each.indicator,
            hint=hint
            % {
                "value": shown.last_measured.get(each.id, "–"),
                "target": each.target,
                "unit": each.unit,
            },
            value=typed.get(f"figure-{each.position}", ""),
            error=errors.get(f"figure-{each.position}", ""),
            max_length=60,
            optional=True,
        )
        for each in shown.promises
    ]
