"""« Notes »: what the marks of a jury mean, in pictures first, for its managers and its chair."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.plotting import Shape, draw_key
from reflexes_calls.actions.measuring_marks import Results, keep_calibration, results_page
from reflexes_calls.domain.errors import NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.jury import JuryKind
from reflexes_calls.domain.jury_results import Opening
from reflexes_calls.web.forms import Posted
from reflexes_calls.web.giving import give
from reflexes_calls.web.juror_words import jury_named
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()
HERE = "/gestion/appels/{call_id}/jury/resultats"
FILES = HERE + "/{jury}/{picture}.{form}"
PICTURES = {"classement": "ranking", "severite": "severity", "accord": "agreement"}
"""The pictures, by their word in addresses."""
_KINDS = {"csv": "text/csv; charset=utf-8", "svg": "image/svg+xml; charset=utf-8"}
_SHAPES = {"full": Shape.FULL, "hollow": Shape.HOLLOW, "diamond": Shape.DIAMOND}


@router.get(HERE)
def show(request: Request, call_id: str) -> Response:
    """What the marks of one jury mean."""
    return _page(request, call_id, jury_named(request.query_params.get("jury", "")))


@router.post(HERE)
def keep(request: Request, call_id: str, form: Posted) -> Response:
    """Keep the calibrated scores as they are now, for the record."""
    jury = jury_named(form.text("jury"))
    try:
        keep_calibration(desk_of(request), signed_in(request), call_id, jury)
    except (NotOpen, NotAllowed) as refused:
        if isinstance(refused, NotAllowed) and refused.kind == "not-allowed":
            raise
        errors = (("garder", sentence(refused, translator(request))),)
        return _page(request, call_id, jury, errors=errors, status=status_of(refused))
    return see(f"{HERE.format(call_id=call_id)}?jury={jury}", done="calibration-kept")


@router.get(FILES)
def give_file(request: Request, call_id: str, jury: str, picture: str, form: str) -> Response:
    """One picture as a file, or its table."""
    if picture not in PICTURES or form not in _KINDS:
        raise NotFound("picture", picture)
    found = _results(request, call_id, jury_named(jury))
    if found.opening is not Opening.OPEN:
        raise NotFound("picture", picture)
    drawn = found.pictures[PICTURES[picture]]
    content = drawn.table.csv() if form == "csv" else drawn.alone(language_of(request))
    # Spreadsheets read UTF-8 when it begins with this mark.
    mark = "\ufeff" if form == "csv" else ""
    named = {"Content-Disposition": f'attachment; filename="{picture}-{jury}.{form}"'}
    return give(request, f"{mark}{content}".encode(), _KINDS[form], is_final=False, headers=named)


def _results(request: Request, call_id: str, jury: JuryKind) -> Results:
    return results_page(desk_of(request), signed_in(request), call_id, jury, language_of(request))


def _page(
    request: Request,
    call_id: str,
    jury: JuryKind,
    *,
    errors: tuple[tuple[str, str], ...] = (),
    status: int = 200,
) -> Response:
    found = _results(request, call_id, jury)
    language = language_of(request)
    return page(
        request,
        "juries/results.html",
        status=status,
        errors=errors,
        shown=found,
        call=found.call,
        here=HERE.format(call_id=call_id),
        drawn=[(word, found.pictures[name]) for word, name in PICTURES.items()]
        if found.pictures
        else [],
        grey=_grey(found),
        keys={name: draw_key(shape, bar=True) for name, shape in _SHAPES.items()}
        | {"cross": draw_key(Shape.CROSS)},
        labels={each.code: each.label(language) for each in found.marks.criteria},
    )


def _grey(found: Results) -> list[dict[str, object]]:
    """The files of the grey zone, the likeliest first."""
    if found.measured is None:
        return []
    return [
        {
            "receipt": found.marks.files[n].receipt,
            "title": found.marks.files[n].title if found.manages else "",
            "public_id": found.marks.files[n].public_id if found.manages else "",
            "score": found.measured.calibration.scores[n],
            "chance": round(100 * found.measured.chances[n]),
        }
        for n in found.grey
    ]
