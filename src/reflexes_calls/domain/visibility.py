"""What each person sees, and when."""

from collections.abc import Collection, Iterable

from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import Role
from reflexes_calls.domain.review import Review

DECIDED = frozenset({ApplicationStage.SELECTED, ApplicationStage.DECLINED})


def reviews_seen(
    viewer: int, roles: Collection[Role], reviews: Iterable[Review]
) -> tuple[Review, ...]:
    """The reviews a person may read whole.

    The manager reads those submitted. A reviewer reads their own, and the others' only once they
    have submitted their own. An applicant reads none: see `comments_for_applicant`.
    """
    known = tuple(reviews)
    own = tuple(r for r in known if r.reviewer_id == viewer)
    submitted = tuple(r for r in known if r.submitted_at and r.reviewer_id != viewer)
    if Role.MANAGER in roles:
        return own + submitted
    if Role.REVIEWER in roles:
        return own + (submitted if any(r.submitted_at for r in own) else ())
    return ()


def comments_for_applicant(stage: ApplicationStage, reviews: Iterable[Review]) -> tuple[str, ...]:
    """What the readers wrote for the applicant: nothing before the decision, never a name."""
    if stage not in DECIDED:
        return ()
    return tuple(r.comment_for_applicant for r in reviews if r.submitted_at)
