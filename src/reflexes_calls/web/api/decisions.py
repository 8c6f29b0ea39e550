"""Decisions: what was decided of an application, once it is released."""

import datetime as dt

from reflexes_calls.actions.looking import application_page
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.decision import DecisionAnswers, DecisionOutcome, PreparedAnswers
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.web.api.describing import as_in, document, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.notices import N_

NOUN = Noun("decisions", N_("Decisions: what was decided of an application, once it is released."))


@document
class DecisionDocument:
    """What was decided of an application."""

    application: str = said(N_("The id of the application"))
    outcome: DecisionOutcome = as_in(PreparedAnswers, "outcome")
    amount: int | None = said(N_("The amount granted, in cents"))
    reasons: str = as_in(DecisionAnswers, "reasons")
    comments: tuple[str, ...] = said(N_("What the readers wrote for the applicant; never a name"))
    decided_at: dt.datetime = said(N_("When it was decided"))


@NOUN.get(
    "/applications/{application}/decision",
    N_("The decision of an application, once it is released"),
    DecisionDocument,
    Scope.APPLICATIONS_READ,
)
def show_decision(asked: Asked) -> DecisionDocument:
    """What was decided; a decision that is being prepared is not there."""
    shown = application_page(asked.desk, asked.person, asked.named("application"))
    decision = shown.decision
    if decision is None:
        raise NotFound("decision", asked.named("application"))
    return DecisionDocument(
        application=shown.application.public_id,
        outcome=decision.outcome,
        amount=decision.amount,
        reasons=decision.reasons,
        comments=shown.comments,
        decided_at=decision.decided_at,
    )
