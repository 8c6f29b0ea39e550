"""What comes next for an application, and what has happened to it: days and words."""

import datetime as dt
from collections.abc import Iterator

from reflexes_calls.actions.completing import Event
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.rights import standing_of_application
from reflexes_calls.web.application_words import event_words
from reflexes_calls.web.formatting import day, exact, moment
from reflexes_calls.web.forms import Translate
from reflexes_calls.web.notices import N_

CORRECT = N_("You may correct and submit again until %(when)s.")
NOT_YET = N_("This draft is not submitted. It must be submitted by %(when)s.")
LATE = N_("This draft was not submitted before %(when)s.")
SHORTLIST = N_("You are told by %(when)s whether you may write the full application.")
COMPLETENESS = N_("Completeness is checked by %(when)s.")
READ = N_("The readers finish by %(when)s.")
COMMITTEE = N_("The committee meets on %(when)s.")
DECISION = N_("The decision is announced by %(when)s.")
AGREEMENT = N_("If it is selected, the agreement is signed by %(when)s.")
DONE = {
    ApplicationStage.WITHDRAWN: N_("It was withdrawn: nobody reads it any more."),
    ApplicationStage.SELECTED: N_("It is selected: a pilot is prepared with you."),
    ApplicationStage.DECLINED: N_(
        "It is declined. The reasons are on the page of the application."
    ),
}
READERS_ONE = N_("The programme team of this call and at least one reader.")
READERS = N_("The programme team of this call and at least %(count)s readers.")
NOT_OWN = N_("Nobody of your own administration reads it, and no other applicant does.")


def next_steps(
    call: Call, known: Application, now: dt.datetime, language: str, words: Translate
) -> tuple[str, ...]:
    """What happens next, with its delay; what is past is left out."""
    if known.stage in DONE:
        return (words(DONE[known.stage]),)
    return tuple(_next_steps(call, known, now, language, words))


def _next_steps(
    call: Call, known: Application, now: dt.datetime, language: str, words: Translate
) -> Iterator[str]:
    standing = standing_of_application(call, known, now)
    until = {"when": moment(standing.until, language)}
    if known.stage is ApplicationStage.DRAFT:
        yield words(NOT_YET if standing.is_open else LATE) % until
    elif standing.is_open:
        yield words(CORRECT) % until
    letter = known.phase is Phase.LETTER
    for said, by in (
        (SHORTLIST, call.shortlist_by if letter else None),
        (COMPLETENESS, call.completeness_by),
        (READ, call.review_by),
        (COMMITTEE, call.committee_on),
        (DECISION, call.decision_by),
        (AGREEMENT, call.agreement_by),
    ):
        if by is not None and by >= now:
            yield words(said) % {"when": day(local_day(by), language)}


def readers(call: Call, words: Translate) -> tuple[str, ...]:
    """Who will read an application."""
    count = call.reviews_needed
    said = words(READERS) % {"count": count} if count > 1 else words(READERS_ONE)
    return said, words(NOT_OWN)


def history(
    events: tuple[Event, ...], language: str, words: Translate
) -> tuple[tuple[str, str], ...]:
    """Each step taken, with its day and time, from the beginning of the draft."""
    return tuple((exact(each.at, language), event_words(each, words)) for each in events)
