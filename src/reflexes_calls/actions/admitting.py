"""Admitting one late file: a reasoned act, kept in the journal and counted for everyone."""

import datetime as dt

from reflexes.records import record
from reflexes_calls.actions.desk import Desk, Taking, need_call, roles_on
from reflexes_calls.actions.recusing import check_not_bound, hidden_files
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_words
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotOpen
from reflexes_calls.domain.late_admission import LateAdmission, read_admission
from reflexes_calls.domain.lifecycle import APPLICATION_STEPS, ApplicationStage, CallStage
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.rights import check_after_deadline, check_manages, is_after_deadline
from reflexes_calls.storage import admissions, applications, people, team


@record
class LateDraft:
    """All that a manager sees of a draft: whose it is and when it was begun."""

    public_id: str
    organisation: str
    begun_at: dt.datetime
    admitted_until: dt.datetime | None


@record
class Admitted:
    """An act that admitted a late file, and whose file it is."""

    organisation: str
    act: LateAdmission


@record
class AdmissionPage:
    """The drafts that missed their deadline, and what was admitted already.

    `first_limit` is the end of the first deadline: before it, nothing is late.
    """

    call: Call
    drafts: tuple[LateDraft, ...]
    admitted: tuple[Admitted, ...]
    first_limit: dt.datetime
    is_past: bool


def admission_page(desk: Desk, actor: Person, call_id: str) -> AdmissionPage:
    """The drafts of a call that its manager may admit; never what is written in them."""
    now = desk.clock.now()
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "admit")
        known = applications.applications_of(connection, call=call.id)
        hidden = hidden_files(connection, actor, call)
        acts = admissions.admissions_of(connection, call.id)
        names = {
            each.id: people.find_organisation(connection, each.organisation_id).name
            for each in known
        }
    return AdmissionPage(
        call=call,
        drafts=tuple(
            LateDraft(
                public_id=each.public_id,
                organisation=names[each.id],
                begun_at=each.created_at,
                admitted_until=each.admitted_until,
            )
            for each in known
            if _missed(call, each, now) and each.public_id not in hidden
        ),
        admitted=tuple(Admitted(organisation=names[e.application_id], act=e) for e in acts),
        first_limit=first_limit(call),
        is_past=now > first_limit(call),
    )


def first_limit(call: Call) -> dt.datetime:
    """The last instant of the first phase of a call; files can only be late after it."""
    return call.deadline(call.first_phase).until


def admit(desk: Desk, actor: Person, call_id: str, raw: Raw, *, address: str) -> Application:
    """Let one draft be saved and submitted until an instant; its team is told, with the reasons."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        roles = taking.roles(call)
        check_manages(call, roles, "admit")
        if call.stage is not CallStage.PUBLISHED:
            raise NotOpen("not-open", step="admit", stage=call.stage, open=())
        known, reasons, until = _read(taking, call, raw)
        check_not_bound(taking, known)
        needs = {
            "after_deadline": lambda: check_after_deadline(call, taking.now, known),
            "reasons": lambda: reasons,
        }
        step = taking.step(APPLICATION_STEPS, "admit", known.stage, roles, needs)
        admissions.add_admission(
            taking.connection,
            application_id=known.id,
            reasons=reasons,
            until=until,
            decided_by=actor.id,
            decided_at=taking.now,
        )
        kept = applications.change_application(taking.connection, known.id, admitted_until=until)
        facts = {"reasons": reasons, "until": until.isoformat()}
        taking.note(step, call, known.public_id, facts)
        taking.tell(
            "admit",
            team.whole_team(taking.connection, known),
            known,
            call=call.title_fr,
            call_en=call.title("en"),
            until=local_words(until),
            reasons=reasons,
            link=f"{address.rstrip('/')}/dossiers/{known.public_id}",
        )
    return kept


def _read(taking: Taking, call: Call, raw: Raw) -> tuple[Application, str, dt.datetime]:
    """The draft that is chosen, the reasons and the limit, or every refusal at once."""
    refusals: list[FieldRefusal] = []
    chosen = _chosen(taking, call, raw.get("application", ""))
    if chosen is None:
        kind = "not-a-choice" if raw.get("application") else "no-draft"
        refusals.append(FieldRefusal(field="application", kind=kind))
    try:
        reasons, until = read_admission(raw, taking.now)
    except Invalid as invalid:
        raise Invalid((*refusals, *invalid.refusals)) from None
    if chosen is None:
        raise Invalid(tuple(refusals))
    return chosen, reasons, until


def _chosen(taking: Taking, call: Call, public_id: str) -> Application | None:
    known = applications.find_application(taking.connection, public_id)
    return known if known and known.call_id == call.id else None


def _missed(call: Call, known: Application, now: dt.datetime) -> bool:
    """Whether it is a draft whose deadline has passed."""
    if known.stage is not ApplicationStage.DRAFT:
        return False
    return is_after_deadline(call, now, known)
