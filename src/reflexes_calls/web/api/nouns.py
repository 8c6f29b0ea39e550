"""Every noun of the API, in the order in which they are read."""

from reflexes_calls.web.api import (
    agreements,
    applications,
    assignments,
    attachments,
    calls,
    decisions,
    evidence,
    handling,
    journal,
    juries,
    me,
    modules,
    partners,
    pilot_figures,
    pilot_plans,
    pilot_steps,
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
        partners,
        handling,
        reviews,
        juries,
        assignments,
        selections,
        decisions,
        agreements,
        pilots,
        pilot_plans,
        pilot_steps,
        pilot_figures,
        evidence,
        modules,
        journal,
    )
)
OPERATIONS = tuple(operation for noun in NOUNS for operation in noun)
