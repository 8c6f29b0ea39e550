"""Around a file: its partners, its agreement, the appeal against its decision."""

import datetime as dt
from typing import Any

from reflexes_calls.actions.agreeing import agreement_page
from reflexes_calls.actions.appealing import appeal, appeal_page
from reflexes_calls.actions.partnering import PartnerShown, partners_page
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.agreement import AgreementState, Tranche, TrancheAnswers
from reflexes_calls.domain.appeal import Appeal, AppealAnswers, AppealOutcome, AppealReply
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.partner import PartnerAnswers, PartnerRole, PartnerState
from reflexes_calls.web.api.describing import as_in, document, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.reading import raw_of
from reflexes_calls.web.api.turning import Page, turned, with_items
from reflexes_calls.web.notices import N_

NOUN = Noun("agreements", N_("Partners, agreements and appeals: what surrounds a file."))


@document
class PartnerDocument:
    """A partner of an application, as its team sees it."""

    id: str = said(N_("Its id"))
    role: PartnerRole = as_in(PartnerAnswers, "role")
    name: str = as_in(PartnerAnswers, "name")
    siret: str | None = as_in(PartnerAnswers, "siret")
    part: str = as_in(PartnerAnswers, "part")
    state: PartnerState = said(N_("Where its signature stands"))
    is_current: bool = said(N_("Whether it signed what stands now"))
    answered_at: dt.datetime | None = said(N_("When it signed, or declined"))


@document
class TrancheDocument:
    """A payment."""

    position: int = said(N_("Its rank, from 1"))
    amount: int = as_in(TrancheAnswers, "amount")
    due: dt.date = as_in(TrancheAnswers, "due")
    condition: str = as_in(TrancheAnswers, "condition")
    paid_on: dt.date | None = said(N_("When it was paid"))


@document
class AgreementDocument:
    """The agreement of a selected application."""

    application: str = said(N_("The id of the application"))
    state: AgreementState = said(N_("Where it stands"))
    amount: int = said(N_("The amount granted, in cents"))
    digest: str | None = said(N_("The digest of its text, once it is issued"))
    issued_at: dt.datetime | None = said(N_("When it was issued"))
    signed_on: dt.date | None = said(N_("When it was signed"))
    tranches: tuple[TrancheDocument, ...] = said(N_("Its payments"))


@document
class AppealDocument:
    """An appeal against a decision, with its answer once there is one."""

    id: str = said(N_("Its id"))
    text: str = as_in(AppealAnswers, "text")
    lodged_at: dt.datetime = said(N_("When it was lodged"))
    answer_by: dt.datetime = said(N_("The last instant before silence is a refusal"))
    outcome: AppealOutcome | None = said(N_("How it was answered"))
    answer: str = as_in(AppealReply, "reasons")
    answered_at: dt.datetime | None = said(N_("When it was answered"))


@NOUN.get(
    "/applications/{application}/partners",
    N_("The partners of an application, for its team"),
    PartnerDocument,
    Scope.APPLICATIONS_READ,
    listed=True,
)
def list_partners(asked: Asked) -> Page[Any]:
    """Those that are named now."""
    shown = partners_page(asked.desk, asked.person, asked.named("application"))
    page = turned(asked, shown.partners, lambda each: (each.partner.id,))
    return with_items(page, _partner)


@NOUN.get(
    "/applications/{application}/agreement",
    N_("The agreement of a selected application; its team sees it once it is issued"),
    AgreementDocument,
    Scope.APPLICATIONS_READ,
)
def show_agreement(asked: Asked) -> AgreementDocument:
    """Where the agreement stands, and what is paid."""
    shown = agreement_page(asked.desk, asked.person, asked.named("application"))
    known = shown.agreement
    if known is None:
        raise NotFound("agreement", asked.named("application"))
    return AgreementDocument(
        application=shown.application.public_id,
        state=known.state,
        amount=shown.amount,
        digest=known.digest,
        issued_at=known.issued_at,
        signed_on=known.signed_on,
        tranches=tuple(map(_tranche, shown.tranches)),
    )


@NOUN.get(
    "/applications/{application}/appeal",
    N_("The appeal against a decision, and its answer"),
    AppealDocument,
    Scope.APPLICATIONS_READ,
)
def show_appeal(asked: Asked) -> AppealDocument:
    """The last appeal about a file."""
    shown = appeal_page(asked.desk, asked.person, asked.named("application"))
    if shown.appeal is None:
        raise NotFound("appeal", asked.named("application"))
    return _appeal(shown.appeal)


@NOUN.post(
    "/applications/{application}/appeal",
    N_("Lodge an appeal against a decision that declined"),
    AppealDocument,
    Scope.APPLICATIONS_WRITE,
    status=201,
    body=AppealAnswers,
)
def lodge_appeal(asked: Asked) -> AppealDocument:
    """An appeal, within its delay."""
    raw, file = raw_of(AppealAnswers, asked.body), asked.named("application")
    return _appeal(appeal(asked.desk, asked.person, file, raw, address=asked.address))


def _partner(shown: PartnerShown) -> PartnerDocument:
    known = shown.partner
    return PartnerDocument(
        id=known.public_id,
        role=known.role,
        name=known.name,
        siret=known.siret,
        part=known.part,
        state=known.state,
        is_current=shown.is_current,
        answered_at=known.answered_at,
    )


def _tranche(known: Tranche) -> TrancheDocument:
    return TrancheDocument(
        position=known.position,
        amount=known.amount,
        due=known.due,
        condition=known.condition,
        paid_on=known.paid_on,
    )


def _appeal(known: Appeal) -> AppealDocument:
    return AppealDocument(
        id=known.public_id,
        text=known.text,
        lodged_at=known.lodged_at,
        answer_by=known.answer_by,
        outcome=known.outcome,
        answer=known.answer,
        answered_at=known.answered_at,
    )
