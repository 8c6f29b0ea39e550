"""The agreement of a selected application: written, issued, signed, paid."""

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection

from reflexes.digests import SCHEMA, digest_of
from reflexes.records import record, values_of
from reflexes_calls.actions.desk import Desk, Taking, need_application
from reflexes_calls.actions.recusing import roles_of, roles_over
from reflexes_calls.domain.agreement import (
    Agreement,
    AgreementState,
    SignedCopy,
    Terms,
    Tranche,
    keep_agreement,
    nature_said,
    read_agreement,
)
from reflexes_calls.domain.answers import Raw, UnreadableError, read_day
from reflexes_calls.domain.application import Application, Version
from reflexes_calls.domain.attachment import limits_of_letter, named_for, safe_name
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.decision import Decision
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, NotFound, NotOpen
from reflexes_calls.domain.lifecycle import AGREEMENT_STEPS, ApplicationStage
from reflexes_calls.domain.milestone import Milestone
from reflexes_calls.domain.partner import Partner, PartnerRole
from reflexes_calls.domain.people import TEAM, Organisation, Person, Role
from reflexes_calls.domain.rights import check_manages
from reflexes_calls.papers.agreement_text import LANGUAGES, agreement_blocks
from reflexes_calls.places.registers import OfficialRegisters
from reflexes_calls.storage import (
    agreements,
    applications,
    calls,
    decisions,
    partners,
    people,
    pilot_lives,
    pilots,
    team,
)
from reflexes_calls.wording import euros

LONGEST_REASON = 600
REGISTERS = OfficialRegisters()
"""Parties are told by numbers that are looked at, whatever the answers of a file were read with."""


@record
class AgreementPage:
    """The agreement of an application, for the managers of its call and, once issued, its team."""

    application: Application
    call: Call
    organisation: Organisation
    version: Version
    decision: Decision
    partners: tuple[Partner, ...]
    agreement: Agreement | None
    tranches: tuple[Tranche, ...]
    awaited: Mapping[int, tuple[Milestone, ...]]
    copies: tuple[SignedCopy, ...]
    roles: frozenset[Role]

    @property
    def state(self) -> AgreementState:
        """Where the agreement stands."""
        return self.agreement.state if self.agreement else AgreementState.DRAFT

    @property
    def amount(self) -> int:
        """What is granted, in cents."""
        return self.decision.amount or 0

    @property
    def evaluator(self) -> Partner | None:
        """The evaluator that the application names."""
        return next((one for one in self.partners if one.role is PartnerRole.EVALUATOR), None)


def agreement_page(desk: Desk, actor: Person, application_id: str) -> AgreementPage:
    """The agreement of a selected application; its team sees it once it is issued."""
    with desk.look() as connection:
        known = need_application(connection, application_id)
        call = calls.get_call(connection, known.call_id)
        roles = roles_of(connection, actor, known)
        decision = decisions.find_decision(connection, known.id)
        found = agreements.find_agreement(connection, known.id)
        if not roles & (TEAM | {Role.MANAGER}):
            raise NotFound("application", application_id)
        if Role.MANAGER not in roles and found and found.state is AgreementState.DRAFT:
            # What is still being written is the managers' own.
            found = None
        if known.stage is not ApplicationStage.SELECTED or decision is None:
            raise NotFound("agreement", application_id)
        return AgreementPage(
            application=known,
            call=call,
            organisation=people.find_organisation(connection, known.organisation_id),
            version=applications.versions_of(connection, known.id)[-1],
            decision=decision,
            partners=partners.partners_of(connection, known.id),
            agreement=found,
            tranches=agreements.tranches_of(connection, found.id) if found else (),
            awaited=awaited_by(connection, known),
            copies=agreements.copies_of(connection, found.id) if found else (),
            roles=roles,
        )


def save_agreement(desk: Desk, actor: Person, application_id: str, raw: Raw) -> None:
    """Keep an agreement as typed, whatever it still lacks; refused once it is issued."""
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        check_manages(call, roles_over(taking, known), "issue_agreement")
        _keep_typed(taking, known, raw)


def issue(desk: Desk, actor: Person, application_id: str, raw: Raw, *, address: str) -> Agreement:
    """Freeze the text of an agreement, which its team then finds; raises `Invalid`.

    What was typed is kept first, so that a refusal loses nothing.
    """
    save_agreement(desk, actor, application_id, raw)
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        kept = agreements.find_agreement(taking.connection, known.id)
        read: list[Terms] = []
        needs: dict[str, Callable[[], object]] = {
            "agreement_written": lambda: read.append(_terms(call, kept)),
        }
        step = taking.step(
            AGREEMENT_STEPS, "issue_agreement", known.stage, roles_over(taking, known), needs
        )
        if kept is None:
            raise Conflict("agreement-missing")
        document = _document(taking, known, call, kept, read[0])
        digest = digest_of(document)
        agreements.change_agreement(
            taking.connection,
            kept.id,
            state=AgreementState.ISSUED,
            document=document,
            digest=digest,
            issued_at=taking.now,
        )
        agreements.keep_tranches(taking.connection, kept.id, read[0].tranches)
        taking.note(step, call, known.public_id, {"digest": digest})
        reference = read[0].said.reference
        _tell(taking, "issue_agreement", known, call, reference=reference, address=address)
        return _needed(taking, known)


def reopen(desk: Desk, actor: Person, application_id: str) -> Agreement:
    """Take back an agreement that was issued and not signed, to change it."""
    with desk.take(actor) as taking:
        known, _, kept = _issued(taking, application_id, "reopen_agreement")
        agreements.change_agreement(
            taking.connection,
            kept.id,
            state=AgreementState.DRAFT,
            document=None,
            digest=None,
            issued_at=None,
        )
        agreements.keep_tranches(taking.connection, kept.id, ())
        return _needed(taking, known)


def sign(  # noqa: PLR0913  # who, what, the copy and its name, when, and where letters lead
    desk: Desk,
    actor: Person,
    application_id: str,
    *,
    path: Path,
    name: str,
    day: str,
    address: str,
) -> SignedCopy:
    """Keep a signed copy, with the day on which the last party signed.

    Raises `FileRefused` when the file is not taken, `Invalid` when the day is not one.
    """
    shown, limits = safe_name(name), limits_of_letter(desk.files.most_bytes)
    kind, _ = desk.files.look_into(path, shown, limits)
    stored = desk.files.store.put(path)
    with desk.take(actor) as taking:
        known, call, kept = _issued(taking, application_id, "sign_agreement")
        signed_on = _signing_day(day, local_day(taking.now))
        agreements.change_agreement(
            taking.connection,
            kept.id,
            state=AgreementState.SIGNED,
            signed_on=signed_on,
            signed_at=taking.now,
        )
        copy = agreements.add_copy(
            taking.connection,
            agreement_id=kept.id,
            name=named_for(shown, kind),
            digest=stored.digest,
            size=stored.size,
            media_type=kind.media_type,
            uploaded_by=actor.id,
            uploaded_at=taking.now,
        )
        reference = kept.typed.get("reference", "").strip()
        at = f"{signed_on:%d/%m/%Y}"
        facts = {"reference": reference, "address": address, "at": at}
        _tell(taking, "sign_agreement", known, call, **facts)
        return copy


def pay(  # noqa: PLR0913  # by whom, which payment, when, and why before its milestone
    desk: Desk, actor: Person, application_id: str, position: int, day: str, *, why: str = ""
) -> None:
    """Note the day on which a tranche was paid.

    Raises `Invalid` when a milestone that it waits for is not delivered and no reason is said.
    """
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        kept = agreements.find_agreement(taking.connection, known.id)
        needs: dict[str, Callable[[], object]] = {"agreement_signed": lambda: _check_signed(kept)}
        step = taking.step(
            AGREEMENT_STEPS, "pay_tranche", known.stage, roles_over(taking, known), needs
        )
        paid_on = _signing_day(day, local_day(taking.now))
        known_ones = agreements.tranches_of(taking.connection, kept.id) if kept else ()
        tranche = next((one for one in known_ones if one.position == position), None)
        if tranche is None:
            raise NotFound("tranche", str(position))
        if tranche.paid_on is not None:
            raise Conflict("already-paid")
        waits_for = awaited_by(taking.connection, known).get(position, ())
        despite = _reason_despite(waits_for, position, why)
        agreements.mark_paid(taking.connection, tranche.id, paid_on, despite=despite)
        facts: dict[str, object] = {
            "position": position,
            "amount": tranche.amount,
            "paid_on": f"{paid_on:%Y-%m-%d}",
        }
        if despite:
            facts |= {"despite": despite, "waits_for": [one.name for one in waits_for]}
        taking.note(step, call, known.public_id, facts)


def awaited_by(
    connection: Connection, application: Application
) -> dict[int, tuple[Milestone, ...]]:
    """For each rank of a payment, the milestones that it waits for and that are not delivered."""
    pilot = pilots.pilot_of_application(connection, application.id)
    if pilot is None:
        return {}
    waiting: dict[int, tuple[Milestone, ...]] = {}
    for one in pilot_lives.milestones_of(connection, pilot.id):
        if one.tranche is not None and not one.is_done:
            waiting[one.tranche] = (*waiting.get(one.tranche, ()), one)
    return waiting


def _reason_despite(waits_for: tuple[Milestone, ...], position: int, why: str) -> str | None:
    """The reason for paying before what a payment waits for; none when it waits for nothing."""
    if not waits_for:
        return None
    said, met = why.strip(), ", ".join(one.name for one in waits_for)
    field = f"why-{position}"
    if not said:
        raise Invalid((FieldRefusal(field=field, kind="milestone-not-delivered", met=met),))
    if len(said) > LONGEST_REASON:
        length, most = str(len(said)), str(LONGEST_REASON)
        raise Invalid((FieldRefusal(field=field, kind="too-long", met=length, expected=most),))
    return said


def open_copy(
    desk: Desk, actor: Person, application_id: str, copy_id: str
) -> tuple[SignedCopy, BinaryIO]:
    """A signed copy, for the managers of the call and the team."""
    shown = agreement_page(desk, actor, application_id)
    found = next((one for one in shown.copies if one.public_id == copy_id), None)
    if found is None:
        raise NotFound("attachment", copy_id)
    return found, desk.files.store.open(found.digest)


def terms_of(call: Call, agreement: Agreement) -> Terms:
    """What an issued agreement says, read again from what was typed."""
    return read_agreement(agreement.typed, call, agreement.amount, REGISTERS)


def _terms(call: Call, kept: Agreement | None) -> Terms:
    if kept is None:
        raise Conflict("agreement-missing")
    return terms_of(call, kept)


def _keep_typed(taking: Taking, known: Application, raw: Raw) -> None:
    decision = decisions.find_decision(taking.connection, known.id)
    if known.stage is not ApplicationStage.SELECTED or decision is None:
        raise NotFound("agreement", known.public_id)
    kept = agreements.find_agreement(taking.connection, known.id)
    if kept is not None and kept.state is not AgreementState.DRAFT:
        raise Conflict("agreement-frozen")
    typed = keep_agreement(raw)
    amount = decision.amount or 0
    agreements.keep_typed(taking.connection, known.id, typed, amount, taking.now)


def _issued(taking: Taking, application_id: str, name: str) -> tuple[Application, Call, Agreement]:
    """The application, its call and its issued agreement, once the step is open; it is noted."""
    known, call = taking.application(application_id)
    kept = agreements.find_agreement(taking.connection, known.id)
    needs: dict[str, Callable[[], object]] = {"agreement_issued": lambda: _check_issued(kept)}
    step = taking.step(AGREEMENT_STEPS, name, known.stage, roles_over(taking, known), needs)
    if kept is None:
        raise Conflict("agreement-not-issued")
    taking.note(step, call, known.public_id, {"digest": kept.digest})
    return known, call, kept


def _check_issued(kept: Agreement | None) -> None:
    if kept is None or kept.state is not AgreementState.ISSUED:
        raise Conflict("agreement-not-issued")


def _check_signed(kept: Agreement | None) -> None:
    if kept is None or kept.state is not AgreementState.SIGNED:
        raise NotOpen("agreement-not-signed")


def _signing_day(typed: str, today: dt.date) -> dt.date:
    text = typed.strip()
    if not text:
        raise Invalid((FieldRefusal(field="day", kind="missing"),))
    try:
        day = read_day(text)
    except UnreadableError as error:
        refusal = FieldRefusal(field="day", kind=error.kind, met=text, expected=error.expected)
        raise Invalid((refusal,)) from None
    if day > today:
        met, expected = f"{day:%d/%m/%Y}", f"{today:%d/%m/%Y}"
        raise Invalid(
            (FieldRefusal(field="day", kind="future-signing", met=met, expected=expected),)
        )
    return day


def _needed(taking: Taking, known: Application) -> Agreement:
    found = agreements.find_agreement(taking.connection, known.id)
    if found is None:
        raise LookupError(known.id)
    return found


def _document(
    taking: Taking, known: Application, call: Call, kept: Agreement, terms: Terms
) -> dict[str, Any]:
    """The text that is frozen, in each language; the French one binds."""
    version = applications.versions_of(taking.connection, known.id)[-1]
    holder = people.find_organisation(taking.connection, known.organisation_id)
    said = terms.said
    facts = {
        "funder": said.funder_name,
        "holder": holder.name,
        "evaluator": said.evaluator_name,
        "title": known.draft_title(),
        "receipt": known.receipt or "",
        "file_digest": version.digest,
        "amount": euros(kept.amount),
        "begins_on": f"{said.begins_on:%d/%m/%Y}",
        "ends_on": f"{said.ends_on:%d/%m/%Y}",
        "tranches": [
            {
                "amount": euros(each.amount),
                "due": f"{each.due:%d/%m/%Y}",
                "condition": each.condition.rstrip("."),
            }
            for each in terms.tranches
        ],
    }
    facts |= {name: getattr(said, name) for name in _OF_PARTIES}
    signatories = (said.funder_signatory, said.holder_signatory, said.evaluator_signatory)
    texts = {
        language: [
            values_of(block)
            for block in agreement_blocks(
                language,
                facts | {"call": call.title(language), "nature": nature_said(said, language)},
                said.more,
                tuple(filter(None, signatories)),
            )
        ]
        for language in LANGUAGES
    }
    return {"schema": SCHEMA, "reference": said.reference, "texts": texts}


_OF_PARTIES = tuple(
    f"{party}_{what}"
    for party in ("funder", "holder", "evaluator")
    for what in ("siret", "signatory")
)


def _tell(  # noqa: PLR0913  # what is told, of which file of which call, and where to go
    taking: Taking,
    step: str,
    known: Application,
    call: Call,
    *,
    reference: str,
    address: str,
    at: str = "",
) -> None:
    taking.tell(
        step,
        team.whole_team(taking.connection, known),
        title=known.draft_title(),
        call=call.title_fr,
        call_en=call.title("en"),
        reference=reference,
        at=at,
        link=f"{address.rstrip('/')}/dossiers/{known.public_id}/convention",
    )
