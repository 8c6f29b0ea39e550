"""Around a decided file: its agreement and its payments, the appeal against its decision."""

import datetime as dt
from typing import Any

from reflexes.fields import day, line, prose
from reflexes.records import changed, record
from reflexes_calls.actions import agreeing
from reflexes_calls.actions.agreeing import LONGEST_REASON, AgreementPage, agreement_page
from reflexes_calls.actions.appealing import appeal, appeal_page
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.agreement import (
    MOST_TRANCHES,
    AgreementAnswers,
    AgreementState,
    Tranche,
    TrancheAnswers,
)
from reflexes_calls.domain.answers import read_form
from reflexes_calls.domain.appeal import Appeal, AppealAnswers, AppealOutcome, AppealReply
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound
from reflexes_calls.web.api.describing import as_in, document, maybe, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.problems import ApiRefusedError
from reflexes_calls.web.api.reading import raw_of, raw_query, wrong_type
from reflexes_calls.web.notices import N_

LONGEST_RANK = 2
"""The digits of the rank of a payment."""
NOUN = Noun("agreements", N_("Agreements and appeals: what follows a decision."))


@document
class TrancheDocument:
    """A payment."""

    position: int = said(N_("Its rank, from 1"))
    amount: int = as_in(TrancheAnswers, "amount")
    due: dt.date = as_in(TrancheAnswers, "due")
    condition: str = as_in(TrancheAnswers, "condition")
    paid_on: dt.date | None = said(N_("When it was paid"))


@record
class WriteAgreement(AgreementAnswers):
    """What an agreement says, and its payments."""

    tranches: tuple[TrancheAnswers, ...] | None = maybe(N_("Its payments, six at most"))


@record
class SignedAsked:
    """The signed copy that is sent."""

    day: dt.date = day("The day on which the last party signed")
    name: str = line("Its name", max_length=240)


@record
class PayAnswers:
    """A payment that was made."""

    day: dt.date = day("The day on which it was paid")
    why: str = prose(
        "Why before what it waits for was delivered", default="", max_length=LONGEST_REASON
    )


@document
class AgreementDocument:
    """The agreement of a selected application."""

    application: str = said(N_("The id of the application"))
    state: AgreementState = said(N_("Where it stands"))
    written: dict[str, str] = said(N_("What is written so far, as typed"))
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
    "/applications/{application}/agreement",
    N_("The agreement of a selected application; its team sees it once it is issued"),
    AgreementDocument,
    Scope.APPLICATIONS_READ,
)
def show_agreement(asked: Asked) -> AgreementDocument:
    """Where the agreement stands, and what is paid."""
    return _agreement(_page(asked))


@NOUN.post(
    "/applications/{application}/agreement",
    N_("Write the agreement of a selected application, whole; it is kept whatever it still lacks"),
    AgreementDocument,
    Scope.HANDLING_WRITE,
    body=WriteAgreement,
)
def write_agreement(asked: Asked) -> AgreementDocument:
    """Keep an agreement as a draft that only managers see."""
    _page(asked)  # whoever may not look is told so before what they sent is looked at
    flat = {name: value for name, value in asked.body.items() if name != "tranches"}
    raw = raw_of(AgreementAnswers, flat) | _tranches(asked.body.get("tranches"))
    agreeing.save_agreement(asked.desk, asked.person, asked.named("application"), raw)
    return _agreement(_page(asked))


@NOUN.post(
    "/applications/{application}/agreement/issue",
    N_("Freeze the text of an agreement; its team is told where to find it"),
    AgreementDocument,
    Scope.HANDLING_WRITE,
)
def issue_agreement(asked: Asked) -> AgreementDocument:
    """Issue what is written, or say all that it lacks."""
    known, file = _page(asked).agreement, asked.named("application")
    raw = known.typed if known else {}
    agreeing.issue(asked.desk, asked.person, file, raw, address=asked.address)
    return _agreement(_page(asked))


@NOUN.post(
    "/applications/{application}/agreement/reopen",
    N_("Take back an agreement that was issued and not signed, to change it"),
    AgreementDocument,
    Scope.HANDLING_WRITE,
)
def reopen_agreement(asked: Asked) -> AgreementDocument:
    """Make a draft of it again."""
    agreeing.reopen(asked.desk, asked.person, _page(asked).application.public_id)
    return _agreement(_page(asked))


@NOUN.post(
    "/applications/{application}/agreement/copies",
    N_("Send the signed copy of an agreement, with the day of the last signature"),
    AgreementDocument,
    Scope.HANDLING_WRITE,
    status=201,
    query=SignedAsked,
    sends_file=True,
)
def keep_signed_copy(asked: Asked) -> AgreementDocument:
    """Keep the bytes that came, once they were looked into."""
    shown = _page(asked)
    read = read_form(SignedAsked, raw_query(SignedAsked, asked.query))
    if asked.file is None:
        raise ApiRefusedError(413, "body-too-long", expected=asked.desk.files.most_bytes)
    agreeing.sign(
        asked.desk,
        asked.person,
        shown.application.public_id,
        path=asked.file,
        name=read.name,
        day=read.day.isoformat(),
        address=asked.address,
    )
    return _agreement(_page(asked))


@NOUN.post(
    "/applications/{application}/agreement/tranches/{position}/pay",
    N_("Note the day on which a payment was made"),
    AgreementDocument,
    Scope.HANDLING_WRITE,
    body=PayAnswers,
)
def note_payment(asked: Asked) -> AgreementDocument:
    """Note a payment; one made before what it waits for says why."""
    shown, position = _page(asked), asked.named("position")
    raw = raw_of(PayAnswers, asked.body)
    read = read_form(PayAnswers, raw)
    if not (position.isascii() and position.isdecimal() and len(position) <= LONGEST_RANK):
        raise NotFound("tranche", position)
    agreeing.pay(
        asked.desk,
        asked.person,
        shown.application.public_id,
        int(position),
        read.day.isoformat(),
        why=read.why,
    )
    return _agreement(_page(asked))


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


def _page(asked: Asked) -> AgreementPage:
    return agreement_page(asked.desk, asked.person, asked.named("application"))


def _agreement(shown: AgreementPage) -> AgreementDocument:
    known = shown.agreement
    if known is None:
        raise NotFound("agreement", shown.application.public_id)
    return AgreementDocument(
        application=shown.application.public_id,
        state=known.state,
        written=known.typed,
        amount=shown.amount,
        digest=known.digest,
        issued_at=known.issued_at,
        signed_on=known.signed_on,
        tranches=tuple(map(_tranche, shown.tranches)),
    )


def _tranches(sent: Any) -> dict[str, str]:
    """The payments as a form holds them; raises `Invalid` with all that is of the wrong type."""
    if sent is None:
        return {}
    if not isinstance(sent, list):
        raise Invalid((wrong_type("tranches", sent, "[{…}]"),))
    if len(sent) > MOST_TRANCHES:
        met, most = str(len(sent)), str(MOST_TRANCHES)
        raise Invalid((FieldRefusal(field="tranches", kind="too-many", met=met, expected=most),))
    raw: dict[str, str] = {}
    refusals: list[FieldRefusal] = []
    for at, one in enumerate(sent):
        if not isinstance(one, dict):
            refusals.append(wrong_type(f"tranches.{at}", one, "{…}"))
            continue
        try:
            said_of = raw_of(TrancheAnswers, one)
        except Invalid as invalid:
            refusals += [
                changed(each, field=f"tranches.{at}.{each.field}") for each in invalid.refusals
            ]
            continue
        raw |= {f"{at}.{name}": text for name, text in said_of.items()}
    if refusals:
        raise Invalid(tuple(refusals))
    return raw


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
