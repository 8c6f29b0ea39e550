"""From a piste to a call."""

from collections.abc import Sequence
from typing import Any

from reflexes.conversion import plain
from reflexes.digests import SCHEMA, digest_of
from reflexes.records import changed
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.domain.answers import Raw, keep_typed
from reflexes_calls.domain.call import (
    CURRENCY,
    Call,
    CallAnswers,
    call_values,
    read_call,
    usual_criteria,
)
from reflexes_calls.domain.call_document import call_document
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotOpen, Refused
from reflexes_calls.domain.form import Section, form_document, ready_form
from reflexes_calls.domain.lifecycle import CALL_STEPS, ApplicationStage, CallStage
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.readiness import findings_of
from reflexes_calls.domain.rights import check_after_deadline, check_at_hand, check_drafts_calls
from reflexes_calls.domain.terms import read_terms, starting_terms
from reflexes_calls.storage import applications, calls, people

REVIEWS_NEEDED = 2
STARTING_SETTINGS = {"partners": "optional", "evaluator": "none", "several": False}
"""Whether partners and an evaluator are `none`, `optional` or `required`, and whether one
administration may submit several applications."""


def draft_call(
    desk: Desk, actor: Person, piste_code: str, raw: Raw, *, others: Sequence[str] = ()
) -> Call:
    """Write a call from a piste, or several, frozen with their edition; the actor manages it.

    `raw` says the call itself, and any part of its text.
    """
    said = read_call(raw)
    return keep_draft(
        desk,
        actor,
        (piste_code, *others),
        terms=read_terms(raw, starting_terms(funded=not said.unfunded)),
        drafting={"typed": keep_typed(CallAnswers, raw)},
        form=starting_form(funded=not said.unfunded),
        **call_values(said),
    )


def keep_draft(desk: Desk, actor: Person, pistes: Sequence[str], **values: Any) -> Call:
    """Keep a draft for the actor to manage; its pistes, when named, are frozen as they stand."""
    with desk.take(actor) as taking:
        check_drafts_calls(people.grants_of(taking.connection, actor.id))
        start = {
            "criteria": usual_criteria(),
            "currency": CURRENCY,
            "rubric_version": 1,
            "reviews_needed": REVIEWS_NEEDED,
            "settings": dict(STARTING_SETTINGS),
            "created_at": taking.now,
        }
        frozen = frozen_pistes(desk, pistes) if pistes else {}
        call = calls.add_call(taking.connection, **start | frozen | values)
        people.add_grant(taking.connection, actor.id, call.id, Role.MANAGER)
    return call


def starting_form(*, funded: bool) -> dict[str, Any]:
    """The questions that a new call starts from; a call without money asks for no amount."""
    form = ready_form()
    if not funded:
        form = changed(form, sections=tuple(map(_without_money, form.sections)))
    return form_document(form)


def _without_money(section: Section) -> Section:
    kept = tuple(each for each in section.questions if each.bounded_by != "budget_cap")
    return changed(section, questions=kept)


def frozen_pistes(desk: Desk, codes: Sequence[str]) -> dict[str, Any]:
    """The columns of the pistes of a call, frozen as they stand in the present edition."""
    known = tuple(dict.fromkeys(codes))
    first, *rest = (_frozen_piste(desk, code) for code in known)
    return {
        "piste_code": first["code"],
        "piste": first["piste"],
        "piste_digest": first["digest"],
        "other_pistes": rest,
        "context": _frozen_context(desk, known),
        "edition": desk.catalogue.edition,
    }


def _frozen_piste(desk: Desk, code: str) -> dict[str, Any]:
    piste = desk.catalogue.pistes[code]
    if piste.is_name_alone:
        raise Refused("piste-without-content", piste=code)
    frozen = {"schema": SCHEMA, **plain(piste)}
    return {"code": code, "piste": frozen, "digest": digest_of(frozen)}


def _frozen_context(desk: Desk, codes: Sequence[str]) -> dict[str, Any]:
    """The phenomena that the pistes answer and their observations, as they are now."""
    catalogue = desk.catalogue
    found = {
        phenomenon.code: phenomenon
        for code in codes
        for phenomenon in catalogue.linked(catalogue.pistes[code], "phenomena")
    }
    return {
        "phenomena": [
            {
                "code": each.code,
                "title": plain(each.title),
                "observations": [
                    {"code": seen.code, "title": plain(seen.title)}
                    for seen in catalogue.linked(each, "observations")
                ],
            }
            for each in found.values()
        ]
    }


def edit_call(desk: Desk, actor: Person, call_id: str, raw: Raw) -> Call:
    """Change a call that is not published yet: its days and figures, and any part of its text."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        step = taking.step(CALL_STEPS, "edit", call.stage, taking.roles(call), {})
        kept = calls.change_call(
            taking.connection,
            call.id,
            terms=read_terms(raw, call.terms),
            drafting=call.drafting | {"typed": keep_typed(CallAnswers, raw)},
            **call_values(read_call(raw)),
        )
        taking.note(step, call, call.public_id, dict(raw))
    return kept


def publish(desk: Desk, actor: Person, call_id: str) -> Call:
    """Open a call: its words, its calendar, its criteria and its questions are frozen."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        check_at_hand(call)
        needs = {
            "ready": lambda: _check_ready(taking, call),
            "deadline_ahead": lambda: _check_ahead(taking, call),
        }
        step = taking.step(CALL_STEPS, "publish", call.stage, taking.roles(call), needs)
        frozen = freeze(taking, call, reason="")
        calls.change_call(taking.connection, call.id, drafting={})
        moved = calls.move_call(taking.connection, call.id, CallStage.PUBLISHED, taking.now)
        taking.note(step, call, call.public_id, {"piste": call.piste_digest, "text": frozen})
    return moved


def freeze(taking: Taking, call: Call, *, reason: str) -> str:
    """Keep for ever what a call now says, as its next version; gives the digest.

    The form has a version of its own, which rises only when a question changes.
    """
    connection = taking.connection
    known = calls.call_versions_of(connection, call.id)
    form_number = call.form_number
    digest = digest_of(call.form)
    if not known or digest_of(known[-1].document["form"]) != digest:
        form_number += 1
        calls.add_form_version(
            connection,
            call_id=call.id,
            number=form_number,
            document=call.form,
            digest=digest,
            published_at=taking.now,
        )
    document = call_document(call)
    version = calls.add_call_version(
        connection,
        call_id=call.id,
        number=len(known) + 1,
        document=document,
        digest=digest_of(document),
        form_number=form_number,
        reason=reason,
        published_at=taking.now,
        published_by=taking.actor.id,
    )
    calls.change_call(connection, call.id, version=version.number, form_number=form_number)
    return version.digest


def _check_ready(taking: Taking, call: Call) -> None:
    stops = tuple(each for each in findings_of(call, taking.now) if each.stops)
    if stops:
        raise Invalid(
            tuple(
                FieldRefusal(field=each.field, kind=each.kind, met=each.met, expected=each.expected)
                for each in stops
            )
        )


def _check_ahead(taking: Taking, call: Call) -> None:
    if call.closes_at <= taking.now:
        raise Invalid(
            (FieldRefusal(field="closes_on", kind="past-day", met=str(call.closes_at.date())),)
        )


def conclude(desk: Desk, actor: Person, call_id: str) -> Call:
    """Conclude a call once every submitted application is decided."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        needs = {
            "after_deadline": lambda: check_after_deadline(call, taking.now),
            "all_decided": lambda: _check_decided(taking, call),
        }
        step = taking.step(CALL_STEPS, "conclude", call.stage, taking.roles(call), needs)
        moved = calls.move_call(taking.connection, call.id, CallStage.CONCLUDED)
        taking.note(step, call, call.public_id, {})
    return moved


def _check_decided(taking: Taking, call: Call) -> None:
    known = applications.applications_of(taking.connection, call=call.id)
    left = sum(one.stage is ApplicationStage.SUBMITTED for one in known)
    if left:
        raise NotOpen("undecided", count=left)
    drafts = (one for one in known if one.stage is ApplicationStage.DRAFT)
    awaited = [one.admitted_until for one in drafts if one.admitted_until]
    if awaited and taking.now <= max(awaited):
        # What arrives by then must still find a jury.
        raise NotOpen("admitted-awaited", until=max(awaited))
