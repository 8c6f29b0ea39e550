"""Every noun of the API, in the order in which they are read."""

from reflexes_calls.web.api import (
    agreements,
    applications,
    attachments,
    calls,
    decisions,
    evidence,
    handling,
    journal,
    juries,
    me,
    pilots,
    questions,
    reviews,
    selections,
)

NOUNS = tuple(
    each.NOUN
    for each in (
        me,
        calls,
        questions,
        applications,
        attachments,
        handling,
        reviews,
        juries,
        selections,
        decisions,
        agreements,
        pilots,
        evidence,
        journal,
    )
)
OPERATIONS = tuple(operation for noun in NOUNS for operation in noun)
