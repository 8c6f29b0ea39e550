"""What comes next for an application, and what has happened to it: days and words."""

import datetime as dt
from collections.abc import Iterator

from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.journal import Entry
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.rights import standing_of_application
from reflexes_calls.web.formatting import PARIS, day, moment
from reflexes_calls.web.forms import Translate
from reflexes_calls.web.notices import N_
from reflexes_calls.web.translating import HARD_SPACE

CORRECT = N_("You may correct and submit again until %(when)s.")
NOT_YET = N_("This draft is not submitted. It must be submitted by %(when)s.")
LATE = N_("This draft was not submitted before %(when)s.")
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
STEPS = {
    "submit": N_("Submitted"),
    "withdraw": N_("Withdrawn"),
    "admit": N_("Admitted late, by a reasoned decision"),
    "shortlist": N_("Letter of intent kept: the full application may be written"),
    "set_aside": N_("Letter of intent not kept"),
    "select": N_("Selected"),
    "decline": N_("Declined"),
}
BEGUN = N_("Draft begun")
READERS_ONE = N_("The programme team of this call and at least one reader.")
READERS = N_("The programme team of this call and at least %(count)s readers.")
NOT_OWN = N_("Nobody of your own administration reads it, and no other applicant does.")
EXACT = N_("%(day)s at %(time)s, Paris time")


def exact(value: dt.datetime, language: str, words: Translate) -> str:
    """An instant to the second: « 10 décembre 2026 à 10 h 00 min 05 s, heure de Paris »."""
    local = value.astimezone(PARIS)
    time = f"{local:%H:%M:%S}"
    if language == "fr":
        space = HARD_SPACE
        time = f"{local.hour}{space}h{space}{local:%M}{space}min{space}{local:%S}{space}s"
    return words(EXACT) % {"day": day(local.date(), language), "time": time}


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
    for said, by in (
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
    known: Application, entries: tuple[Entry, ...], language: str, words: Translate
) -> tuple[tuple[str, str], ...]:
    """Each step taken, with its day and time, from the beginning of the draft."""
    begun = (exact(known.created_at, language, words), words(BEGUN))
    steps = ((exact(each.at, language, words), words(STEPS[each.kind])) for each in entries)
    return begun, *steps
