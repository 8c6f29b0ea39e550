"""Every noun of the API, in the order in which they are read."""

from reflexes_calls.web.api import (
    applications,
    attachments,
    calls,
    decisions,
    evidence,
    handling,
    journal,
    me,
    pilots,
    reviews,
)

NOUNS = tuple(
    each.NOUN
    for each in (
        me,
        calls,
        applications,
        attachments,
        handling,
        reviews,
        decisions,
        pilots,
        evidence,
        journal,
    )
)
OPERATIONS = tuple(operation for noun in NOUNS for operation in noun)
