"""Carrying a draft to the present version of its call's form, and back."""

from typing import Any

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.applying import files_of
from reflexes_calls.actions.desk import Desk, Taking, need_application, roles_on
from reflexes_calls.domain.answering import Reading
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.attachment import PARTNER_LETTER, Attachment
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.carrying import DraftMove, Plan, plan_carrying, put_back
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import NotFound, NotOpen
from reflexes_calls.domain.form import Form, Kind, form_of
from reflexes_calls.domain.lifecycle import CARRYING_STEPS, Step, open_steps
from reflexes_calls.domain.people import TEAM, Person
from reflexes_calls.domain.rights import check_open
from reflexes_calls.storage import applications, attachments, calls, forms


@record
class CarryingPage:
    """A draft beside the present version of its form.

    `plan` is None when the draft answers that version already. `undoable` is the move that may be
    undone; `files` are those whose question the form of the draft no longer has.
    """

    application: Application
    call: Call
    versions: tuple[Form, ...]
    plan: Plan | None
    moves: tuple[DraftMove, ...]
    set_aside: dict[str, str]
    undoable: DraftMove | None
    files: tuple[Attachment, ...]
    may_carry: bool


def carrying_page(desk: Desk, actor: Person, application_id: str) -> CarryingPage:
    """What carrying a draft would do, for its team alone."""
    with desk.look() as connection:
        known = need_application(connection, application_id)
        call = calls.get_call(connection, known.call_id)
        roles = roles_on(connection, actor, call, known.organisation_id, known.id)
        if TEAM.isdisjoint(roles):
            raise NotFound("application", application_id)
        moves = forms.moves_of(connection, known.id)
        open_now = {step.name for step in open_steps(CARRYING_STEPS, known.stage, roles)}
        form = _form_at(connection, known, known.form_number)
        return CarryingPage(
            application=known,
            call=call,
            versions=forms.form_versions_of(connection, call.id),
            plan=None
            if known.form_number == call.form_number
            else _plan(desk, connection, known, call, moves),
            moves=moves,
            set_aside=set_aside_in(moves),
            undoable=undoable_in(moves, known),
            files=tuple(
                each
                for each in attachments.attachments_of(connection, known.id)
                if _has_no_place(form, each.question)
            ),
            may_carry="carry" in open_now,
        )


def _has_no_place(form: Form, code: str) -> bool:
    question = form.find(code)
    return code != PARTNER_LETTER and (question is None or question.kind is not Kind.FILE)


def carry(
    desk: Desk, actor: Person, application_id: str, *, revision: int | None = None
) -> Application:
    """Carry a draft to the present version of its form; what has no place there is set aside.

    `revision` is that of the draft whose plan was shown: if something was saved since, nothing is
    done, so that nobody is surprised.
    """
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        step = _step(taking, known, call, "carry")
        if known.form_number == call.form_number:
            raise NotOpen("form-present", met=known.form_number)
        _check_as_shown(known, revision)
        moves = forms.moves_of(taking.connection, known.id)
        plan = _plan(taking.desk, taking.connection, known, call, moves)
        return _move(taking, known, call, step, plan.to_form, plan.draft, plan.set_aside)


def carry_back(
    desk: Desk, actor: Person, application_id: str, *, revision: int | None = None
) -> Application:
    """Put a draft back as it was before it was last carried.

    What was typed since in questions that both versions have is kept; what only the newer version
    asks is set aside, and comes back when the draft is carried again.
    """
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        step = _step(taking, known, call, "carry_back")
        _check_as_shown(known, revision)
        moves = forms.moves_of(taking.connection, known.id)
        undone = undoable_in(moves, known)
        if undone is None:
            raise NotOpen("nothing-carried")
        older = _form_at(taking.connection, known, undone.from_form)
        earlier = set_aside_in(tuple(each for each in moves if each.id < undone.id))
        draft, aside = put_back(known.draft, undone, older, earlier=earlier)
        moved = _move(taking, known, call, step, undone.from_form, draft, aside)
        forms.mark_undone(taking.connection, undone.id, taking.now)
        return moved


def set_aside_in(moves: tuple[DraftMove, ...]) -> dict[str, str]:
    """All that stands aside of a draft, after these moves."""
    return dict(moves[-1].set_aside) if moves else {}


def undoable_in(moves: tuple[DraftMove, ...], known: Application) -> DraftMove | None:
    """The last move that brought the draft where it is, if it was not undone."""
    forward = [
        each
        for each in moves
        if each.undone_at is None
        and each.from_form < each.to_form
        and each.to_form == known.form_number
    ]
    return forward[-1] if forward else None


def _step(taking: Taking, known: Application, call: Call, name: str) -> Step:
    roles = taking.roles(call, known.organisation_id, known.id)
    needs = {"open_for_applications": lambda: check_open(call, taking.now, known)}
    return taking.step(CARRYING_STEPS, name, known.stage, roles, needs)


def _check_as_shown(known: Application, revision: int | None) -> None:
    if revision is not None and revision != known.revision:
        raise NotOpen("plan-changed", met=revision, expected=known.revision)


def _form_at(connection: Connection, known: Application, number: int) -> Form:
    return form_of(calls.form_document_of(connection, known.call_id, number), number)


def _plan(
    desk: Desk,
    connection: Connection,
    known: Application,
    call: Call,
    moves: tuple[DraftMove, ...],
) -> Plan:
    reading = Reading(
        today=local_day(desk.clock.now()),
        figures=call.figures,
        registers=desk.registers,
        files=files_of(connection, known),
    )
    return plan_carrying(
        _form_at(connection, known, known.form_number),
        _form_at(connection, known, call.form_number),
        known.draft,
        phase=known.phase,
        reading=reading,
        set_aside=set_aside_in(moves),
    )


def _move(  # noqa: PLR0913, PLR0917  # from where, to where, and with what
    taking: Taking,
    known: Application,
    call: Call,
    step: Step,
    to_form: int,
    draft: dict[str, str],
    set_aside: dict[str, str],
) -> Application:
    before: dict[str, Any] = {
        "draft": known.draft,
        "touched": known.touched,
        "revision": known.revision,
        "carried": draft,
    }
    forms.add_move(
        taking.connection,
        application_id=known.id,
        from_form=known.form_number,
        to_form=to_form,
        before=before,
        set_aside=set_aside,
        moved_by=taking.actor.id,
        moved_at=taking.now,
    )
    moved = {
        key for key in known.draft.keys() | draft.keys() if known.draft.get(key) != draft.get(key)
    }
    # A tab still open on the other version must not pass for one that has seen this.
    mark = [known.revision + 1, taking.actor.public_id, taking.now.isoformat()]
    changed = applications.change_application(
        taking.connection,
        known.id,
        form_number=to_form,
        draft=draft,
        touched=known.touched | dict.fromkeys(moved, mark),
        revision=known.revision + 1,
        updated_at=taking.now,
    )
    facts = {"from": known.form_number, "to": to_form, "set_aside": sorted(set_aside)}
    taking.note(step, call, known.public_id, facts)
    return changed
