"""The words of a deadline: said in one place, from what the one rule decides."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from reflexes_calls.domain.deadlines import Standing, Verdict
from reflexes_calls.domain.form import Phase
from reflexes_calls.web.formatting import moment
from reflexes_calls.web.notices import N_

Translate = Callable[[str], str]

SENTENCES: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.EARLY: N_("Applications open on %(until)s."),
        Verdict.IN_TIME: N_("Applications close on %(announced)s."),
        Verdict.MOVED: N_(
            "The service could not be reached near the deadline of %(announced)s. For everyone,"
            " it is now %(until)s."
        ),
        Verdict.IN_GRACE: N_(
            "The deadline of %(announced)s has passed. By the grace that the call states, what"
            " arrives up to %(until)s is taken."
        ),
        Verdict.ADMITTED: N_(
            "The deadline of %(announced)s has passed. Your application was admitted late: submit"
            " it by %(until)s."
        ),
        Verdict.LATE: N_("Applications closed on %(announced)s."),
    }
)
OF_LETTERS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.IN_TIME: N_("Letters of intent close on %(announced)s."),
        Verdict.LATE: N_("Letters of intent closed on %(announced)s."),
    }
)
"""Where a letter of intent is not said as a full application is."""
WITH_GRACE: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.IN_TIME: N_("What arrives up to %(until)s is still taken."),
        Verdict.LATE: N_("What arrived up to %(until)s was still taken."),
    }
)
"""What is added where the call states a grace, or where an outage moved the deadline."""
STRICT_RULE = N_(
    "What arrives at the very second of the deadline is in time; one second later, it is late."
)
GRACE_RULE = N_(
    "After each deadline, %(minutes)s minutes of grace are given to everyone. What arrives within"
    " them is taken."
)
OUTAGE_RULE = N_(
    "If the service cannot be reached in the 24 hours before a deadline, it moves for everyone: by"
    " the time lost, rounded up to the hour, and to an hour after the return at least."
)


def deadline_sentence(
    standing: Standing, translate: Translate, language: str, *, phase: Phase = Phase.FULL
) -> str:
    """What is said of a deadline at one instant: the only sentence about it, on every page."""
    verdict = standing.verdict
    said = [SENTENCES[verdict]]
    if phase is Phase.LETTER:
        said = [OF_LETTERS.get(verdict, SENTENCES[verdict])]
    if standing.until > standing.announced and verdict in WITH_GRACE:
        said.append(WITH_GRACE[verdict])
    facts = {
        "announced": moment(standing.announced, language),
        "until": moment(standing.until, language),
    }
    return " ".join(translate(each) % facts for each in said)


def grace_sentences(grace: int, translate: Translate) -> tuple[str, ...]:
    """The rule of deadlines, said once to everyone: `grace` in minutes."""
    first = translate(GRACE_RULE) % {"minutes": grace} if grace else translate(STRICT_RULE)
    return first, translate(OUTAGE_RULE)
