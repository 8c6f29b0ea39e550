"""Plans of pilots: written before the start, locked under a digest, then amended for a reason."""

import datetime as dt
from typing import Any

import attrs

from reflexes.evaluation import head
from reflexes.evaluation.designs import Says
from reflexes.evaluation.locking import Registration
from reflexes.evaluation.planning import as_plain
from reflexes.fields import prose, shortened
from reflexes.records import record
from reflexes_calls.actions.planning_pilots import (
    LONGEST_REASON,
    Looked,
    amend_plan,
    lock_plan,
    look_at_plan,
    plan_page,
    save_answers_of_plan,
)
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.plan_answers import SECTIONS
from reflexes_calls.web.api.describing import document, maybe, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.reading import raw_of, wrong_type
from reflexes_calls.web.notices import N_

NOUN = Noun("plans", N_("Plans of pilots: what is promised before the start, and amended since."))
FIELDS = tuple(each.name for answers in SECTIONS.values() for each in attrs.fields(answers))
TEXT_MOST = 20_000


@document
class PlanChangeDocument:
    """One thing that an amendment changed."""

    path: str = said(N_("Where, in the plan"))
    before: str = said(N_("What stood there"))
    after: str = said(N_("What stands now"))


@document
class PlanAmendmentDocument:
    """A plan said anew on a day."""

    on: dt.date = said(N_("The day"))
    reason: str = said(N_("Why"))
    after_start: bool = said(N_("Whether the pilot had begun"))
    digest: str = said(N_("The digest of the plan and of all before it"))
    changes: tuple[PlanChangeDocument, ...] = said(N_("What it changed"))


@document
class PilotPlanDocument:
    """A plan that was locked: as it stood then, and as it stands now."""

    pilot: str = said(N_("The id of the pilot"))
    locked_on: dt.date = said(N_("The day of the lock"))
    digest: str = said(N_("The digest of the plan as it was locked"))
    head: str = said(N_("The digest of the plan in force, amendments included"))
    plan: dict[str, Any] = said(N_("The plan in force, as the library writes it"))
    first: dict[str, Any] = said(N_("The plan as it was locked"))
    amendments: tuple[PlanAmendmentDocument, ...] = said(N_("Each amendment, the first one first"))


@document
class PlanMissingDocument:
    """Something to mend before a plan may be locked."""

    field: str = said(N_("The answer in question"))
    code: str = said(N_("A stable key of the refusal"))
    met: str = said(N_("What was met"))
    expected: str = said(N_("What was expected"))


@document
class PlanDraftDocument:
    """What is typed of a plan, right or wrong, and what it would allow one to say."""

    pilot: str = said(N_("The id of the pilot"))
    answers: dict[str, str] = said(N_("Each answer, as it would be typed on the pages"))
    is_locked: bool = said(N_("Whether a plan was locked already"))
    may_write: bool = said(N_("Whether you may write in it"))
    missing: tuple[PlanMissingDocument, ...] = said(N_("All that keeps it from being locked"))
    says: Says | None = said(N_("The most that it would allow one to say, once it is whole"))
    plan: dict[str, Any] | None = said(N_("The plan that it makes, once it is whole"))


@document
class SavePlan:
    """Some answers of a plan."""

    answers: dict[str, Any] = maybe(
        N_("Each answer as it would be typed: a day 01/05/2027, a figure 6,5, “yes” for a box")
    )


@record
class AmendPlan:
    """Why a plan is said anew."""

    reason: str = prose("Why", max_length=LONGEST_REASON)


@NOUN.get(
    "/pilots/{pilot}/plan",
    N_("The locked plan of a pilot, with its digest and its amendments"),
    PilotPlanDocument,
    Scope.PILOTS_READ,
)
def show_plan(asked: Asked) -> PilotPlanDocument:
    """What was promised, for the team and the managers of the call."""
    kept = plan_page(asked.desk, asked.person, asked.named("pilot")).registration
    if kept is None:
        raise NotFound("plan", asked.named("pilot"))
    return _plan(asked.named("pilot"), kept)


@NOUN.get(
    "/pilots/{pilot}/plan/draft",
    N_("What is typed of a plan so far, and all that is to mend"),
    PlanDraftDocument,
    Scope.PILOTS_READ,
)
def show_plan_draft(asked: Asked) -> PlanDraftDocument:
    """The draft, for the team and the managers of the call."""
    return _draft(look_at_plan(asked.desk, asked.person, asked.named("pilot")))


@NOUN.patch(
    "/pilots/{pilot}/plan/draft",
    N_("Save answers of a plan: those that are named change, null takes one away"),
    PlanDraftDocument,
    Scope.PILOTS_WRITE,
    body=SavePlan,
    current=show_plan_draft,
)
def save_plan_draft(asked: Asked) -> PlanDraftDocument:
    """Keep answers, right or wrong: what is to mend comes back with them."""
    page = plan_page(asked.desk, asked.person, asked.named("pilot"))
    save_answers_of_plan(
        asked.desk, asked.person, asked.named("pilot"), _typed(asked), revision=page.revision
    )
    return _draft(look_at_plan(asked.desk, asked.person, asked.named("pilot")))


@NOUN.post(
    "/pilots/{pilot}/plan/lock",
    N_("Lock a plan before the start: its digest is the promise"),
    PilotPlanDocument,
    Scope.PILOTS_WRITE,
    current=show_plan_draft,
)
def lock_pilot_plan(asked: Asked) -> PilotPlanDocument:
    """Lock what was read, and nothing that was typed since."""
    page = plan_page(asked.desk, asked.person, asked.named("pilot"))
    kept = lock_plan(asked.desk, asked.person, asked.named("pilot"), revision=page.revision)
    return _plan(asked.named("pilot"), kept)


@NOUN.post(
    "/pilots/{pilot}/plan/amendments",
    N_("Amend a locked plan by what is typed in its draft, for a reason that stays beside it"),
    PilotPlanDocument,
    Scope.PILOTS_WRITE,
    body=AmendPlan,
    current=show_plan_draft,
)
def amend_pilot_plan(asked: Asked) -> PilotPlanDocument:
    """What was promised before is never erased."""
    page = plan_page(asked.desk, asked.person, asked.named("pilot"))
    reason = raw_of(AmendPlan, asked.body)["reason"]
    kept = amend_plan(
        asked.desk, asked.person, asked.named("pilot"), reason, revision=page.revision
    )
    return _plan(asked.named("pilot"), kept)


def _typed(asked: Asked) -> dict[str, str]:
    """What would be typed on the pages; raises `Invalid` with every refusal of a type or a name."""
    refusals = [
        FieldRefusal(field=name, kind="unknown-field", met=shortened(name))
        for name in asked.body
        if name != "answers"
    ]
    answers = asked.body.get("answers", {})
    if not isinstance(answers, dict):
        raise Invalid((*refusals, wrong_type("answers", answers, "{…}")))
    typed: dict[str, str] = {}
    for name, value in answers.items():
        place = f"answers.{name}"
        if name not in FIELDS:
            refusals.append(FieldRefusal(field=place, kind="unknown-field", met=shortened(name)))
        elif value is not None and not isinstance(value, str):
            refusals.append(wrong_type(place, value, "text"))
        elif value is not None and len(value) > TEXT_MOST:
            met, expected = str(len(value)), str(TEXT_MOST)
            refusals.append(FieldRefusal(field=place, kind="too-long", met=met, expected=expected))
        else:
            typed[name] = (value or "").replace("\x00", "")
    if refusals:
        raise Invalid(tuple(refusals))
    return typed


def _draft(looked: Looked) -> PlanDraftDocument:
    page = looked.page
    astray = ((name, one.kind, one.met, one.expected) for name, one in looked.astray)
    refused = ((one.field, one.kind, one.met, one.expected) for one in looked.refused)
    late = [("starts_on", "plan-too-late", "", "")] if looked.too_late else []
    return PlanDraftDocument(
        pilot=page.around.pilot.public_id,
        answers={name: page.typed.get(name, "") for name in FIELDS},
        is_locked=page.registration is not None,
        may_write=page.writes,
        missing=tuple(
            PlanMissingDocument(field=field, code=kind, met=met or "", expected=expected or "")
            for field, kind, met, expected in (*refused, *astray, *late)
        ),
        says=looked.verdict.says if looked.verdict else None,
        plan=as_plain(looked.checked.plan) if looked.checked else None,
    )


def _plan(pilot: str, kept: Registration) -> PilotPlanDocument:
    from reflexes.evaluation import changes  # noqa: PLC0415  # late: plans are asked for seldom

    before = [kept.first, *(one.plan for one in kept.amendments)]
    return PilotPlanDocument(
        pilot=pilot,
        locked_on=kept.locked_on,
        digest=kept.digest,
        head=head(kept),
        plan=kept.plain,
        first=kept.first,
        amendments=tuple(
            PlanAmendmentDocument(
                on=one.on,
                reason=one.reason,
                after_start=one.after_start,
                digest=one.digest,
                changes=tuple(
                    PlanChangeDocument(path=each.path, before=each.before, after=each.after)
                    for each in changes(was, one.plan)
                ),
            )
            for was, one in zip(before, kept.amendments, strict=False)
        ),
    )
