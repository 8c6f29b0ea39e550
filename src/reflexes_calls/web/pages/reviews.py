"""Reviewing: what one is to read, and the rubric beside each application."""

import datetime as dt
import re

import attrs
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import record
from reflexes_calls.actions.finding import FilesPage, files_to_read
from reflexes_calls.actions.looking import ApplicationPage, page_to_review
from reflexes_calls.actions.progressing import OwnProgress, left_to_read, own_progress
from reflexes_calls.actions.reviewing import (
    open_review,
    save_review,
    submit_review,
    versions_page,
)
from reflexes_calls.domain.blind import hidden_questions
from reflexes_calls.domain.call import Criterion, Moment
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import Conflict, Invalid
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.review import Review, ReviewComments, mark_field, mean_of
from reflexes_calls.domain.visibility import Seat
from reflexes_calls.papers.printing import print_paper
from reflexes_calls.web.answer_sections import SIZE_HINT, named_errors
from reflexes_calls.web.file_lists import asked_in, found_or_refused, list_shown
from reflexes_calls.web.forms import Field, Form, Posted, Sheet, draw_sheet, specs_of
from reflexes_calls.web.giving import give
from reflexes_calls.web.notices import N_
from reflexes_calls.web.review_sheets import review_paper
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
FILE_NAME, FILES_NAME = "fiche", "fiches-de-lecture"
STALE = "review-saved-elsewhere"
WHOLE = re.compile(r"[0-9]{1,12}")
WEIGHT_HINT = N_("Weight: %(weight)s out of %(total)s")


@record
class ReviewShown:
    """A submitted review, with its mean and its marks beside their words."""

    review: Review
    mean: float | None
    marks: tuple[tuple[str, int, str], ...]


@record
class ProgressShown:
    """How far one is on a call: in days, how long is left; in minutes, about how long it took."""

    of: OwnProgress
    days_left: int | None
    minutes: int


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
        progress=_progress(request),
        is_any_blind=any(each.is_blind for each, *_ in rows),
        shown=drawn,
        sheet=drawn.sheet,
        errors=drawn.sheet.errors,
    )


@router.get("/relectures/fiches.pdf")
def give_sheets(request: Request) -> Response:
    """The sheets to print of the files of a call that one has still to read, in one file."""
    call = request.query_params.get("call", "")
    files = left_to_read(desk_of(request), signed_in(request), call)
    content = print_paper(review_paper(files, desk_of(request).clock.now(), language_of(request)))
    return _pdf(request, content, f"{FILES_NAME}.pdf")


@router.get("/relectures/{public_id}")
def show(request: Request, public_id: str) -> Response:
    """An application with the rubric, or one's submitted review with those of the others."""
    assigned = _assigned(request, signed_in(request), public_id)
    if _standing(request, assigned) in {TO_READ, BEGUN}:
        open_review(desk_of(request), signed_in(request), public_id)
    return _show(request, assigned)


@router.post("/relectures/{public_id}")
def change(request: Request, public_id: str, form: Posted) -> Response:
    """Save one's review, or submit it."""
    person = signed_in(request)
    submits = form.text("do") == "submit"
    act = submit_review if submits else save_review
    revision, opened = _revision(form), _opened(form)
    try:
        act(desk_of(request), person, public_id, form.values, revision=revision, opened=opened)
    except Conflict as conflict:
        if conflict.kind != STALE:
            raise
        stale = (("", sentence(conflict, translator(request))),)
        assigned = _assigned(request, person, public_id)
        return _show(request, assigned, status=409, values=form.values, errors=stale, is_stale=True)
    except Invalid as invalid:
        words = translator(request)
        errors = tuple((each.field, sentence(each, words)) for each in invalid.refusals)
        assigned = _assigned(request, person, public_id)
        return _show(request, assigned, status=422, values=form.values, errors=errors)
    if submits:
        return see(f"/relectures/{public_id}", done="reviewed")
    return see(f"/relectures/{public_id}", done="saved")


@router.get("/relectures/{public_id}/fiche.pdf")
def give_sheet(request: Request, public_id: str) -> Response:
    """The sheet to print of one file: the rubric, then what was submitted."""
    assigned = _assigned(request, signed_in(request), public_id)
    if _standing(request, assigned) == WAITING:
        return page(request, "reviews/not_now.html", assigned=assigned)
    now = desk_of(request).clock.now()
    content = print_paper(review_paper((assigned,), now, language_of(request)))
    return _pdf(request, content, f"{FILE_NAME}-{assigned.application.receipt}.pdf")


def _pdf(request: Request, content: bytes, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-cache",
        "Vary": "Cookie",
    }
    return give(request, content, "application/pdf", is_final=False, headers=headers)


def _revision(form: Form) -> int | None:
    """The revision that the page of a form knew; None for a form that says none."""
    typed = form.text("revision")
    return int(typed) if WHOLE.fullmatch(typed) else None


def _opened(form: Form) -> dt.datetime | None:
    """When the page of a form was opened, as it says itself: time spent is a guess."""
    typed = form.text("opened")
    return dt.datetime.fromtimestamp(int(typed), dt.UTC) if WHOLE.fullmatch(typed) else None


@router.get("/relectures/{public_id}/versions")
def show_versions(request: Request, public_id: str) -> Response:
    """All that one's own review ever said."""
    shown = versions_page(desk_of(request), signed_in(request), public_id)
    assigned = _assigned(request, signed_in(request), public_id)
    back = f"/relectures/{public_id}"
    title = assigned.title
    return page(request, "reviews/versions.html", shown=shown, title=title, back=back)


@router.get("/gestion/dossiers/{application_id}/relectures/{reviewer_id}")
def show_versions_of(request: Request, application_id: str, reviewer_id: str) -> Response:
    """All that a submitted review ever said, for the managers of its call."""
    person = signed_in(request)
    shown = versions_page(desk_of(request), person, application_id, reviewer_id)
    back = f"/gestion/dossiers/{application_id}"
    title = shown.application.title
    return page(request, "reviews/versions.html", shown=shown, title=title, back=back)


def _progress(request: Request) -> tuple[ProgressShown, ...]:
    desk = desk_of(request)
    today = local_day(desk.clock.now())
    return tuple(
        ProgressShown(
            of=each,
            days_left=(local_day(each.call.review_by) - today).days
            if each.call.review_by
            else None,
            minutes=round(each.progress.seconds / 60),
        )
        for each in own_progress(desk, signed_in(request))
    )


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


def _show(  # noqa: PLR0913  # what a refusal adds to the page
    request: Request,
    assigned: ApplicationPage,
    *,
    status: int = 200,
    values: dict[str, str] | None = None,
    errors: tuple[tuple[str, str], ...] = (),
    is_stale: bool = False,
) -> Response:
    standing = _standing(request, assigned)
    if standing == WAITING:
        return page(request, "reviews/not_now.html", assigned=assigned)
    words, own = translator(request), assigned.own_review
    typed = _typed(own) if values is None else values
    sheet = _sheet(request, assigned.criteria, typed, errors)
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
        own=_shown(request, assigned, own) if standing == DONE else None,
        revision=own.revision if own else 0,
        opened=int(desk_of(request).wall_clock.now().timestamp()),
        elsewhere=_sheet(request, assigned.criteria, _typed(own), ()) if is_stale else None,
        hidden=_hidden(request, assigned),
        others=_others(request, assigned),
    )


def _hidden(request: Request, assigned: ApplicationPage) -> tuple[str, ...]:
    """The questions whose answers are hidden from whoever reads blind."""
    if not assigned.is_blind:
        return ()
    known = hidden_questions(assigned.submitted_form)
    return tuple(each.label.said(language_of(request)) for each in known)


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
    marks = marks_sheet(request, criteria, typed, errors)
    comments = draw_sheet(specs_of(ReviewComments), words, values=typed, errors=errors)
    sized = tuple(_sized(field, words(SIZE_HINT)) for field in comments.fields)
    return Sheet(fields=marks.fields + sized, errors=errors)


def marks_sheet(
    request: Request,
    criteria: tuple[Criterion, ...],
    typed: dict[str, str],
    errors: tuple[tuple[str, str], ...],
) -> Sheet:
    """The rubric alone: a group of levels for each criterion."""
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
    return Sheet(fields=marks, errors=errors)


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
    # Of two juries, each marks its own criteria: those of the other are not shown as missing.
    marks = tuple(
        (each.label(language), given[each.code], each.levels(language)[given[each.code]])
        for each in criteria
        if each.code in given
    )
    return ReviewShown(review=review, mean=mean_of(review, criteria), marks=marks)


def _others(request: Request, assigned: ApplicationPage) -> tuple[ReviewShown, ...]:
    """The reviews of the others that may be seen: none before one's own is submitted."""
    own = assigned.own_review
    if own is None or own.submitted_at is None:
        return ()
    shown = (_shown(request, assigned, each) for each in assigned.reviews if each.id != own.id)
    return tuple(each for each in shown if each is not None)
