"""Reviews: what one is to read, and one's own reviews."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from reflexes.records import changed
from reflexes_calls.actions import reviewing
from reflexes_calls.actions.finding import files_to_read
from reflexes_calls.actions.looking import ApplicationPage, page_to_review
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.call import MOST_MARK
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.finding import Wanted
from reflexes_calls.domain.review import ReviewComments, mark_field
from reflexes_calls.web.api.describing import as_in, document, maybe, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.reading import raw_query, wrong_type
from reflexes_calls.web.api.turning import CURSOR, Page, following
from reflexes_calls.web.notices import N_

MOST_COMMENT = 2000
NOUN = Noun("reviews", N_("Reviews: what you are to read, and what you wrote of it."))


@document
class ReviewDocument:
    """One's own review of an application; what is not submitted yet is as typed."""

    application: str = said(N_("The id of the application"))
    call: str = said(N_("The id of the call"))
    receipt: str | None = said(N_("Its receipt number"))
    title: str = said(N_("Its title"))
    marks: dict[str, str] = said(N_("Your marks, from 0 to 4, under the codes of the criteria"))
    comment_for_jury: str = as_in(ReviewComments, "comment_for_jury")
    comment_for_applicant: str = as_in(ReviewComments, "comment_for_applicant")
    submitted_at: dt.datetime | None = said(N_("When it was submitted; it is then final"))


@NOUN.get(
    "/reviews",
    N_("The files that were given to you to read, with your review of each"),
    ReviewDocument,
    Scope.REVIEWS_READ,
    listed=True,
    query=Wanted,
)
def list_reviews(asked: Asked) -> Page[Any]:
    """One's own reviews, filtered as on the page."""
    raw = raw_query(Wanted, asked.query) | {"page": asked.query.get(CURSOR, "")}
    found = files_to_read(asked.desk, asked.person, raw, size=asked.limit)
    return Page(items=tuple(map(_told, found.pages)), next=following(asked, found.following))


@NOUN.get(
    "/applications/{application}/review",
    N_("Your own review of an application"),
    ReviewDocument,
    Scope.REVIEWS_READ,
)
def show_review(asked: Asked) -> ReviewDocument:
    """One's own review; a file that was not given to one is not there."""
    return _told(page_to_review(asked.desk, asked.person, asked.named("application")))


@document
class SaveReview:
    """What changes in one's own review; what is not named stays."""

    marks: dict[str, int | None] = maybe(
        N_("Marks from 0 to 4, under the codes of the criteria; null takes one away")
    )
    comment_for_jury: str | None = maybe(N_("For the jury"))
    comment_for_applicant: str | None = maybe(N_("For the applicant"))


@NOUN.patch(
    "/applications/{application}/review",
    N_("Save your review as a draft: what you name changes, null takes it away"),
    ReviewDocument,
    Scope.REVIEWS_WRITE,
    body=SaveReview,
    current=show_review,
)
def save_own_review(asked: Asked) -> ReviewDocument:
    """Keep a draft of one's own review, even one that could not be submitted yet."""
    file = asked.named("application")
    shown = page_to_review(asked.desk, asked.person, file)
    raw = _raw(shown) | _typed(shown, asked.body)
    reviewing.save_review(asked.desk, asked.person, file, raw, revision=_revision(shown))
    return _told(page_to_review(asked.desk, asked.person, file))


def _submitted_before(asked: Asked) -> ReviewDocument | None:
    """A review that is submitted already: to ask for it again changes nothing."""
    shown = page_to_review(asked.desk, asked.person, asked.named("application"))
    own = shown.own_review
    return _told(shown) if own is not None and own.submitted_at else None


@NOUN.post(
    "/applications/{application}/review/submit",
    N_("Submit your review as it is saved"),
    ReviewDocument,
    Scope.REVIEWS_WRITE,
    current=show_review,
    already=_submitted_before,
)
def submit_own_review(asked: Asked) -> ReviewDocument:
    """Submit the draft of one's own review; asked twice, it is submitted once."""
    file = asked.named("application")
    shown = page_to_review(asked.desk, asked.person, file)
    try:
        reviewing.submit_review(
            asked.desk, asked.person, file, _raw(shown), revision=_revision(shown)
        )
    except Invalid as invalid:
        raise Invalid(tuple(map(_replaced, invalid.refusals))) from invalid
    return _told(page_to_review(asked.desk, asked.person, file))


def _revision(shown: ApplicationPage) -> int:
    return shown.own_review.revision if shown.own_review else 0


def _raw(shown: ApplicationPage) -> dict[str, str]:
    """One's own review as it is typed so far."""
    own = shown.own_review
    if own is None:
        return {}
    marks = {mark_field(code): mark for code, mark in own.marks.items()}
    return marks | {
        "comment_for_jury": own.comment_for_jury,
        "comment_for_applicant": own.comment_for_applicant,
    }


def _typed(shown: ApplicationPage, body: Mapping[str, Any]) -> dict[str, str]:
    """What to type so that a review says what was sent; raises `Invalid` with every refusal."""
    refusals: list[FieldRefusal] = []
    typed: dict[str, str] = {}
    for name, value in body.items():
        if name == "marks":
            typed |= _typed_marks(shown, value, refusals)
        elif name not in {"comment_for_jury", "comment_for_applicant"}:
            refusals.append(FieldRefusal(field=name, kind="unknown-field", met=name[:60]))
        elif value is not None and not isinstance(value, str):
            refusals.append(wrong_type(name, value, "text"))
        elif value is not None and len(value) > MOST_COMMENT:
            refusals.append(
                FieldRefusal(
                    field=name, kind="too-long", met=str(len(value)), expected=str(MOST_COMMENT)
                )
            )
        else:
            typed[name] = (value or "").replace("\x00", "")
    if refusals:
        raise Invalid(tuple(refusals))
    return typed


def _typed_marks(
    shown: ApplicationPage, value: Any, refusals: list[FieldRefusal]
) -> dict[str, str]:
    if not isinstance(value, dict):
        refusals.append(wrong_type("marks", value, "{…}"))
        return {}
    known = {each.code for each in shown.criteria}
    typed = {}
    for code, mark in value.items():
        at = f"marks.{code}"
        if code not in known:
            refusals.append(FieldRefusal(field=at, kind="unknown-field", met=code[:60]))
        elif mark is not None and type(mark) is not int:
            refusals.append(wrong_type(at, mark, "0–4"))
        elif mark is not None and not 0 <= mark <= MOST_MARK:
            refusals.append(FieldRefusal(field=at, kind="not-a-mark", expected="0–4"))
        else:
            typed[mark_field(code)] = "" if mark is None else str(mark)
    return typed


def _replaced(refusal: FieldRefusal) -> FieldRefusal:
    """A refusal of the form of people, with where it stands in what programs send."""
    return changed(refusal, field=refusal.field.replace(mark_field(""), "marks.", 1))


def _told(shown: ApplicationPage) -> ReviewDocument:
    own = shown.own_review
    return ReviewDocument(
        application=shown.application.public_id,
        call=shown.call.public_id,
        receipt=shown.application.receipt,
        title=shown.title,
        marks=own.marks if own else {},
        comment_for_jury=own.comment_for_jury if own else "",
        comment_for_applicant=own.comment_for_applicant if own else "",
        submitted_at=own.submitted_at if own else None,
    )
