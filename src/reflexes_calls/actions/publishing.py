"""From a piste to a call."""

from reflexes.conversion import plain
from reflexes.digests import SCHEMA, digest_of
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.call import CURRENCY, Call, call_values, read_call, usual_criteria
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotOpen, Refused
from reflexes_calls.domain.lifecycle import CALL_STEPS, ApplicationStage, CallStage
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.rights import check_after_deadline, check_drafts_calls
from reflexes_calls.storage import applications, calls, people

REVIEWS_NEEDED = 2


def draft_call(desk: Desk, actor: Person, piste_code: str, raw: Raw) -> Call:
    """Write a call from a piste, frozen with its edition and digest; the actor manages it."""
    piste = desk.catalogue.pistes[piste_code]
    with desk.take(actor) as taking:
        connection = taking.connection
        check_drafts_calls(people.grants_of(connection, actor.id))
        if piste.is_name_alone:
            raise Refused("piste-without-content", piste=piste_code)
        frozen = {"schema": SCHEMA, **plain(piste)}
        call = calls.add_call(
            connection,
            criteria=usual_criteria(),
            piste_code=piste_code,
            piste=frozen,
            edition=desk.catalogue.edition,
            piste_digest=digest_of(frozen),
            currency=CURRENCY,
            rubric_version=1,
            reviews_needed=REVIEWS_NEEDED,
            created_at=taking.now,
            **call_values(read_call(raw)),
        )
        people.add_grant(connection, actor.id, call.id, Role.MANAGER)
    return call


def edit_call(desk: Desk, actor: Person, call_id: str, raw: Raw) -> Call:
    """Change a call that is not published yet."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        step = taking.step(CALL_STEPS, "edit", call.stage, taking.roles(call), {})
        changed = calls.change_call(taking.connection, call.id, **call_values(read_call(raw)))
        taking.note(step, call, call.public_id, dict(raw))
    return changed


def publish(desk: Desk, actor: Person, call_id: str) -> Call:
    """Publish a call: its words, its calendar and its criteria no longer change."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        needs = {"deadline_ahead": lambda: _check_ahead(taking, call)}
        step = taking.step(CALL_STEPS, "publish", call.stage, taking.roles(call), needs)
        moved = calls.move_call(taking.connection, call.id, CallStage.PUBLISHED, taking.now)
        taking.note(step, call, call.public_id, {"piste": call.piste_digest})
    return moved


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
