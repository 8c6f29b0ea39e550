"""The plan of a pilot: written page by page, looked at, locked before the start, then amended."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import Connection

from reflexes import Refusal, RefusedError
from reflexes.evaluation import amend, head, judge, lock, look_at, plan_of
from reflexes.evaluation.designs import Verdict
from reflexes.evaluation.locking import Change, Registration, changes
from reflexes.evaluation.plan import Plan
from reflexes.evaluation.planning import Checked, plan_to_plain
from reflexes.records import record
from reflexes_calls.actions.around_pilots import Around, around
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.piloting import open_pilot_step
from reflexes_calls.domain.answers import Raw, keep_typed
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, NotAllowed, NotFound
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.pilot import Direction, Pilot, PlanDraft, PromiseAnswers
from reflexes_calls.domain.plan_answers import (
    SECTIONS,
    boxes_of,
    field_of,
    plain_plan,
    read_plan_answers,
    typed_of,
)
from reflexes_calls.domain.plan_start import first_words
from reflexes_calls.storage import applications, people, pilots, plans

WRITING = (PilotStage.AGREED, PilotStage.PROMISED, PilotStage.RUNNING)
LONGEST_REASON = 600
UNSAID = "–"


@record
class PlanPage:
    """The plan of a pilot as whoever may look at it finds it.

    `typed` is what the pages hold; `registration` what was locked, if it was; `moved` says that
    something was typed since.
    """

    around: Around
    typed: Mapping[str, str]
    revision: int
    moved: bool
    registration: Registration | None
    today: dt.date

    @property
    def writes(self) -> bool:
        """Whether the reader may write in these pages."""
        return self.around.writes and self.around.pilot.stage in WRITING


@record
class Looked:
    """A plan looked at before it is locked or amended; without refusals, `checked` is there.

    `refused` are the refusals of the pages, `astray` those of the whole, with the field to mend.
    """

    page: PlanPage
    refused: tuple[FieldRefusal, ...] = ()
    astray: tuple[tuple[str, Refusal], ...] = ()
    checked: Checked | None = None
    verdict: Verdict | None = None
    changes: tuple[Change, ...] = ()

    @property
    def too_late(self) -> bool:
        """Whether the day of the start has come before the lock."""
        plan = self.checked.plan if self.checked else None
        return plan is not None and self.page.today >= plan.starts_on


def plan_page(desk: Desk, actor: Person, pilot_id: str) -> PlanPage:
    """The plan of a pilot, for its team and the managers of its call."""
    with desk.look() as connection:
        found = around(connection, actor, pilot_id)
        return _page(connection, found, local_day(desk.clock.now()))


def _page(connection: Connection, found: Around, today: dt.date) -> PlanPage:
    draft = plans.draft_of(connection, found.pilot.id)
    registration = plans.registration_of_pilot(connection, found.pilot.id)
    typed = _first(connection, found.pilot, registration, today)
    return PlanPage(
        around=found,
        typed=typed | (draft.typed if draft else {}),
        revision=draft.revision if draft else 0,
        moved=bool(draft and draft.typed),
        registration=registration,
        today=today,
    )


def _first(
    connection: Connection, pilot: Pilot, registration: Registration | None, today: dt.date
) -> dict[str, str]:
    """What the pages hold before anything is typed: the plan in force, or the application."""
    if registration is not None:
        return typed_of(registration.plan)
    versions = applications.versions_of(connection, pilot.application_id)
    return first_words(
        versions[-1].said if versions else {},
        organisation=people.find_organisation(connection, pilot.organisation_id).name,
        title=pilot.title,
        today=today,
    )


def save_plan(  # noqa: PLR0913  # a page of a plan, by whom, and over which revision
    desk: Desk, actor: Person, pilot_id: str, section: str, raw: Raw, *, revision: int
) -> PlanDraft:
    """Keep what was typed on one page, right or wrong; another tab's words are never covered.

    Raises `Conflict` when the plan was saved meanwhile.
    """
    if section not in SECTIONS:
        raise NotFound("section", section)
    with desk.take(actor) as taking:
        page = _writing(taking, pilot_id)
        if page.revision != revision:
            raise Conflict("plan-moved", by=page.revision - revision)
        unticked = dict.fromkeys(boxes_of(section), "")
        typed = dict(page.typed) | unticked | keep_typed(SECTIONS[section], raw)
        return plans.keep_draft(
            taking.connection, page.around.pilot.id, typed, by=actor.id, at=taking.now
        )


def save_answers_of_plan(
    desk: Desk, actor: Person, pilot_id: str, said: Raw, *, revision: int
) -> PlanDraft:
    """Keep some answers of any page, right or wrong; the others stay as they are.

    Raises `Conflict` when the plan was saved meanwhile.
    """
    with desk.take(actor) as taking:
        page = _writing(taking, pilot_id)
        if page.revision != revision:
            raise Conflict("plan-moved", by=page.revision - revision)
        kept = (keep_typed(answers, said) for answers in SECTIONS.values())
        typed = dict(page.typed) | {name: text for part in kept for name, text in part.items()}
        return plans.keep_draft(
            taking.connection, page.around.pilot.id, typed, by=actor.id, at=taking.now
        )


def _writing(taking: Taking, pilot_id: str) -> PlanPage:
    taking.pilot(pilot_id)
    found = around(taking.connection, taking.actor, pilot_id)
    page = _page(taking.connection, found, local_day(taking.now))
    if not page.writes:
        raise NotAllowed("not-allowed", step="promise", by=(Role.APPLICANT,))
    return page


def look_at_plan(desk: Desk, actor: Person, pilot_id: str) -> Looked:
    """The plan as it stands, read and judged, or everything that is to mend."""
    return _looked(plan_page(desk, actor, pilot_id))


def _looked(page: PlanPage) -> Looked:
    try:
        answers = read_plan_answers(page.typed)
    except Invalid as error:
        return Looked(page=page, refused=error.refusals)
    said = plain_plan(answers, page.around.pilot.title)
    try:
        plan = plan_of(said)
    except RefusedError as error:
        astray = tuple((field_of(one.path, said), one) for one in error.refusals)
        return Looked(page=page, astray=astray)
    kept = page.registration
    return Looked(
        page=page,
        checked=look_at(plan),
        verdict=judge(plan.as_planned),
        changes=tuple(changes(kept.plain, plan_to_plain(plan))) if kept else (),
    )


def _need_plan(looked: Looked) -> Plan:
    if looked.checked is None:
        raise Invalid(looked.refused or tuple(_as_field(name, one) for name, one in looked.astray))
    return looked.checked.plan


def _as_field(name: str, one: Refusal) -> FieldRefusal:
    return FieldRefusal(field=name, kind="plan-astray", met=one.met, expected=one.expected)


def lock_plan(desk: Desk, actor: Person, pilot_id: str, *, revision: int) -> Registration:
    """Lock the plan before the start, and promise its indicators."""
    with desk.take(actor) as taking:
        known, call = taking.pilot(pilot_id)
        made: list[Registration] = []

        def promised() -> None:
            page = _writing(taking, pilot_id)
            if page.revision != revision:
                raise Conflict("plan-moved", by=page.revision - revision)
            plan = _need_plan(_looked(page))
            if page.today >= plan.starts_on:
                met = f"{page.today:%d/%m/%Y}"
                raise Invalid((FieldRefusal(field="starts_on", kind="plan-too-late", met=met),))
            made.append(lock(plan, on=page.today))

        step = open_pilot_step(taking, known, call, "promise", {"one_promise": promised})
        (kept,) = made
        _keep(taking, known, kept)
        pilots.add_promises(taking.connection, known.id, promises_of(kept.plan))
        pilots.change_pilot(
            taking.connection, known.id, stage=PilotStage.PROMISED, promises_digest=kept.digest
        )
        taking.note(step, call, known.public_id, {"plan": kept.digest})
    return kept


def amend_plan(
    desk: Desk, actor: Person, pilot_id: str, reason: str, *, revision: int
) -> Registration:
    """Say the plan anew for a reason; what was promised before stays beside it."""
    with desk.take(actor) as taking:
        known, call = taking.pilot(pilot_id)
        made: list[tuple[Plan, Registration]] = []

        def amended() -> None:
            page = _writing(taking, pilot_id)
            if page.registration is None:
                raise NotFound("plan", pilot_id)
            if page.revision != revision:
                raise Conflict("plan-moved", by=page.revision - revision)
            said = reason.strip()
            if not said or len(said) > LONGEST_REASON:
                kind = "too-long" if said else "missing"
                met, expected = str(len(said)), str(LONGEST_REASON)
                raise Invalid(
                    (FieldRefusal(field="reason", kind=kind, met=met, expected=expected),)
                )
            plan = _need_plan(_looked(page))
            if plan_to_plain(plan) == page.registration.plain:
                raise Conflict("plan-unchanged")
            kept = amend(page.registration, plan, on=page.today, reason=said)
            made.append((page.registration.plan, kept))

        step = open_pilot_step(taking, known, call, "amend_plan", {"reason": amended})
        ((before, kept),) = made
        _keep(taking, known, kept)
        _follow_names(taking.connection, known, before, kept.plan)
        _promise_what_is_new(taking.connection, known, kept.plan)
        taking.note(step, call, known.public_id, {"plan": head(kept)})
    return kept


def _keep(taking: Taking, pilot: Pilot, kept: Registration) -> None:
    # Nothing is left half typed beside what was locked.
    plans.keep_draft(taking.connection, pilot.id, {}, by=taking.actor.id, at=taking.now)
    plans.keep_registration(taking.connection, pilot.id, kept, by=taking.actor.id)


def _follow_names(connection: Connection, pilot: Pilot, before: Plan, plan: Plan) -> None:
    """An indicator that keeps its code and its unit under another name keeps its figures.

    One whose name is still in the plan, at another place, stays where it is.
    """
    known = {one.indicator: one for one in pilots.promises_of(connection, pilot.id)}
    named = {one.code: one for one in before.indicators}
    names = {one.name for one in plan.indicators}
    for one in plan.indicators:
        was = named.get(one.code)
        if was is None or was.name in names or was.unit != one.unit:
            continue
        if one.name[:160] not in known and (promise := known.get(was.name[:160])):
            pilots.rename_promise(connection, promise.id, one.name[:160])


def _promise_what_is_new(connection: Connection, pilot: Pilot, plan: Plan) -> None:
    known = pilots.promises_of(connection, pilot.id)
    names = {one.indicator for one in known}
    new = [one for one in promises_of(plan) if one.indicator not in names]
    pilots.add_promises(connection, pilot.id, new, after=len(known))


def promises_of(plan: Plan) -> tuple[PromiseAnswers, ...]:
    """The indicators of a plan as they are promised and measured in a pilot, the primary first."""
    return tuple(
        PromiseAnswers(
            indicator=one.name[:160],
            unit=one.unit,
            baseline=_figure(one.baseline),
            target=_target(plan) if one is plan.primary else UNSAID,
            source=one.source[:160],
            direction=Direction.DOWN if one.direction.value == "down" else Direction.UP,
        )
        for one in plan.indicators
    )


def _target(plan: Plan) -> str:
    sign = -1 if plan.primary.direction.value == "down" else 1
    if plan.primary.baseline is None:
        return _figure(sign * plan.sizing.least_worth, signed=True)
    return _figure(plan.primary.baseline + sign * plan.sizing.least_worth)


def _figure(value: float | None, *, signed: bool = False) -> str:
    if value is None:
        return UNSAID
    return f"{value:{'+' if signed else ''}g}".replace(".", ",").replace("-", "−")


def registration_to_give(desk: Desk, pilot_id: str, actor: Person) -> Registration:
    """The locked plan, for whoever may look at it; raises `NotFound` before the lock."""
    kept = plan_page(desk, actor, pilot_id).registration
    if kept is None:
        raise NotFound("plan", pilot_id)
    return kept
