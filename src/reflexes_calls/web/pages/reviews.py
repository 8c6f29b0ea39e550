"""Reviewing: what one is to read, and the rubric beside each application."""

import attrs
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import record
from reflexes_calls.actions.finding import FilesPage, files_to_read
from reflexes_calls.actions.looking import ApplicationPage, page_to_review
from reflexes_calls.actions.reviewing import save_review, submit_review
from reflexes_calls.domain.call import Criterion, Moment
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.review import Review, ReviewComments, mark_field, weighted_mean
from reflexes_calls.domain.visibility import Seat
from reflexes_calls.web.answer_sections import SIZE_HINT, named_errors
from reflexes_calls.web.file_lists import asked_in, found_or_refused, list_shown
from reflexes_calls.web.forms import Field, Posted, Sheet, draw_sheet, specs_of
from reflexes_calls.web.notices import N_
from reflexes_calls.web.submission_read import submission_facts
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

WAITING, TO_READ, BEGUN, DONE, CLOSED = (
    "waiting",
    "to-read",
    "begun",
    "done",
    "closed",
)
STANDINGS = {
    WAITING: (N_("After the deadline"), ""),
    TO_READ: (N_("To read"), "warn"),
    BEGUN: (N_("Begun, not submitted"), "warn"),
    DONE: (N_("Review submitted"), "good"),
    CLOSED: (N_("No longer to read"), ""),
}
WEIGHT_HINT = N_("Weight: %(weight)s out of %(total)s")


@record
class ReviewShown:
    """A submitted review, with its mean and its marks beside their words."""

    review: Review
    mean: float
    marks: tuple[tuple[str, int, str], ...]


@router.get("/relectures")
def list_assigned(request: Request) -> Response:
    """What the visitor is to read, and how far they are."""
    words, raw = translator(request), asked_in(request)
    found = found_or_refused(files_to_read, request, raw)
    drawn = list_shown("/relectures", raw, Seat.REVIEWER, words, found)
    rows = []
    for each in found.pages if isinstance(found, FilesPage) else ():
        standing = _standing(request, each)
        said, mood = STANDINGS[standing]
        rows.append((each, standing, words(said), mood))
    status = 422 if isinstance(found, Invalid) else 200
    return page(
        request,
        "reviews/list.html",
        status=status,
        rows=rows,
        shown=drawn,
        sheet=drawn.sheet,
        errors=drawn.sheet.errors,
    )


@router.get("/relectures/{public_id}")
def show(request: Request, public_id: str) -> Response:
    """An application with the rubric, or one's submitted review with those of the others."""
    return _show(request, _assigned(request, signed_in(request), public_id))


@router.post("/relectures/{public_id}")
def change(request: Request, public_id: str, form: Posted) -> Response:
    """Save one's review, or submit it."""
    person = signed_in(request)
    submits = form.text("do") == "submit"
    act = submit_review if submits else save_review
    try:
        act(desk_of(request), person, public_id, form.values)
    except Invalid as invalid:
        words = translator(request)
        errors = tuple((each.field, sentence(each, words)) for each in invalid.refusals)
        assigned = _assigned(request, person, public_id)
        return _show(request, assigned, status=422, values=form.values, errors=errors)
    if submits:
        return see(f"/relectures/{public_id}", done="reviewed")
    return see(f"/relectures/{public_id}", done="saved")


def _assigned(request: Request, person: Person, public_id: str) -> ApplicationPage:
    """An application assigned to the visitor; whoever only manages the call reads it elsewhere."""
    return page_to_review(desk_of(request), person, public_id)


def _standing(request: Request, assigned: ApplicationPage) -> str:
    own = assigned.own_review
    if own is not None and own.submitted_at is not None:
        return DONE
    if assigned.application.stage is not ApplicationStage.SUBMITTED:
        return CLOSED
    if assigned.call.moment(desk_of(request).clock.now()) is not Moment.CLOSED:
        return WAITING
    return TO_READ if own is None else BEGUN


def _show(
    request: Request,
    assigned: ApplicationPage,
    *,
    status: int = 200,
    values: dict[str, str] | None = None,
    errors: tuple[tuple[str, str], ...] = (),
) -> Response:
    standing = _standing(request, assigned)
    if standing == WAITING:
        return page(request, "reviews/not_now.html", assigned=assigned)
    words = translator(request)
    typed = _typed(assigned.own_review) if values is None else values
    sheet = _sheet(request, assigned.call.criteria, typed, errors)
    return page(
        request,
        "reviews/review.html",
        status=status,
        assigned=assigned,
        version=assigned.versions[-1],
        standing=standing,
        **submission_facts(request, assigned),
        sheet=sheet,
        errors=named_errors(sheet, words),
        own=_shown(request, assigned, assigned.own_review) if standing == DONE else None,
        others=_others(request, assigned),
    )


def _typed(review: Review | None) -> dict[str, str]:
    if review is None:
        return {}
    comments = {
        "comment_for_jury": review.comment_for_jury,
        "comment_for_applicant": review.comment_for_applicant,
    }
    return comments | {mark_field(code): mark for code, mark in review.marks.items()}


def _sheet(
    request: Request,
    criteria: tuple[Criterion, ...],
    typed: dict[str, str],
    errors: tuple[tuple[str, str], ...],
) -> Sheet:
    words = translator(request)
    said = dict(reversed(errors))
    total = sum(criterion.weight for criterion in criteria)
    marks = tuple(
        Field(
            name=mark_field(each.code),
            label=each.label(language_of(request)),
            kind="radio",
            hint=words(WEIGHT_HINT) % {"weight": each.weight, "total": total},
            value=typed.get(mark_field(each.code), ""),
            error=said.get(mark_field(each.code), ""),
            choices=_levels(each, language_of(request)),
        )
        for each in criteria
    )
    comments = draw_sheet(specs_of(ReviewComments), words, values=typed, errors=errors)
    sized = tuple(_sized(field, words(SIZE_HINT)) for field in comments.fields)
    return Sheet(fields=marks + sized, errors=errors)


def _sized(field: Field, size: str) -> Field:
    hint = f"{field.hint} {size % {'count': field.max_length}}".strip()
    return attrs.evolve(field, hint=hint)


def _levels(criterion: Criterion, language: str) -> tuple[tuple[str, str], ...]:
    levels = criterion.levels(language)
    return tuple((str(mark), f"{mark} – {level}") for mark, level in enumerate(levels))


def _shown(
    request: Request, assigned: ApplicationPage, review: Review | None
) -> ReviewShown | None:
    if review is None:
        return None
    language, criteria, given = language_of(request), assigned.call.criteria, review.numbers()
    marks = tuple(
        (each.label(language), given[each.code], each.levels(language)[given[each.code]])
        for each in criteria
    )
    return ReviewShown(review=review, mean=weighted_mean(given, criteria), marks=marks)


def _others(request: Request, assigned: ApplicationPage) -> tuple[ReviewShown, ...]:
    """The reviews of the others that may be seen: none before one's own is submitted."""
    own = assigned.own_review
    if own is None or own.submitted_at is None:
        return ()
    shown = (_shown(request, assigned, each) for each in assigned.reviews if each.id != own.id)
    return tuple(each for each in shown if each is not None)
