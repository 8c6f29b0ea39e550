"""Reviews: what one is to read, and one's own reviews."""

import datetime as dt
from typing import Any

from reflexes_calls.actions.finding import files_to_read
from reflexes_calls.actions.looking import ApplicationPage, page_to_review
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.finding import Wanted
from reflexes_calls.domain.review import ReviewComments
from reflexes_calls.web.api.describing import as_in, document, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.reading import raw_query
from reflexes_calls.web.api.turning import CURSOR, Page, following
from reflexes_calls.web.notices import N_

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
