"""Steps of pilots: started, suspended, resumed, given time, handed over, ended; milestones."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from reflexes_calls.actions import lasting, piloting
from reflexes_calls.actions.reaching_milestones import (
    StepsPage,
    deliver,
    set_milestone,
    steps_page,
)
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.milestone import DeliveryAnswers, Milestone, MilestoneAnswers
from reflexes_calls.domain.pilot import AbandonAnswers
from reflexes_calls.domain.pilot_life import (
    Event,
    ExtensionAnswers,
    HandoverAnswers,
    ReasonAnswers,
    Turn,
)
from reflexes_calls.web.api.applications import PersonDocument
from reflexes_calls.web.api.describing import as_in, document, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.reading import raw_of
from reflexes_calls.web.api.turning import Page, turned, with_items
from reflexes_calls.web.notices import N_

NOUN = Noun("steps", N_("Steps of pilots: what befalls them on their way, and their milestones."))


@document
class PilotLifeDocument:
    """Where a pilot stands, who holds it, and what is open to whoever asks."""

    pilot: str = said(N_("The id of the pilot"))
    stage: PilotStage = said(N_("Where it stands in its life"))
    ends_on: dt.date | None = said(N_("The end that its plan says"))
    holder: PersonDocument | None = said(N_("Who holds it, if it was said"))
    team: tuple[PersonDocument, ...] = said(N_("Its team of today"))
    steps: tuple[str, ...] = said(N_("The steps that are open to you"))


@document
class PilotEventDocument:
    """A turn in the life of a pilot."""

    kind: Turn = said(N_("What happened"))
    reason: str = said(N_("Why"))
    ends_on: dt.date | None = said(N_("Its new end, for an extension"))
    holder: str | None = said(N_("The name of whoever holds it from then on"))
    at: dt.datetime = said(N_("When it happened"))


@document
class MilestoneDocument:
    """Something due in a pilot."""

    id: str = said(N_("Its id"))
    name: str = as_in(MilestoneAnswers, "name")
    due_on: dt.date = as_in(MilestoneAnswers, "due_on")
    role: str = as_in(MilestoneAnswers, "role")
    tranche: int | None = as_in(MilestoneAnswers, "tranche")
    done_on: dt.date | None = as_in(DeliveryAnswers, "done_on")
    delivered: str = as_in(DeliveryAnswers, "delivered")


@NOUN.get(
    "/pilots/{pilot}/life",
    N_("Where a pilot stands, who holds it, and what is open to you"),
    PilotLifeDocument,
    Scope.PILOTS_READ,
)
def show_life(asked: Asked) -> PilotLifeDocument:
    """For the team and the managers of the call."""
    return _life(_page(asked))


def _life(shown: StepsPage) -> PilotLifeDocument:
    holder = shown.holder
    return PilotLifeDocument(
        pilot=shown.around.pilot.public_id,
        stage=shown.around.pilot.stage,
        ends_on=shown.ends_on,
        holder=PersonDocument(id=holder.public_id, name=holder.name) if holder else None,
        team=tuple(PersonDocument(id=one.public_id, name=one.name) for one in shown.members),
        steps=tuple(sorted(shown.open_steps)),
    )


@NOUN.get(
    "/pilots/{pilot}/events",
    N_("What befell a pilot, the first event first"),
    PilotEventDocument,
    Scope.PILOTS_READ,
    listed=True,
)
def list_events(asked: Asked) -> Page[Any]:
    """Every turn, with its reason."""
    shown = _page(asked)
    page = turned(asked, shown.events, lambda each: (each.id,))
    return with_items(page, lambda each: _event(shown, each))


def _step(asked: Asked, form: type[Any], do: Callable[..., object]) -> PilotLifeDocument:
    _page(asked)  # whoever may not look is told so before what they sent is looked at
    do(asked.desk, asked.person, asked.named("pilot"), raw_of(form, asked.body))
    return _life(_page(asked))


def _plain_step(asked: Asked, do: Callable[..., object]) -> PilotLifeDocument:
    _page(asked)
    do(asked.desk, asked.person, asked.named("pilot"))
    return _life(_page(asked))


@NOUN.post(
    "/pilots/{pilot}/start",
    N_("Start a pilot whose promises are locked"),
    PilotLifeDocument,
    Scope.PILOTS_WRITE,
)
def start_pilot(asked: Asked) -> PilotLifeDocument:
    """For the managers of the call."""
    return _plain_step(asked, piloting.start)


@NOUN.post(
    "/pilots/{pilot}/suspend",
    N_("Stop a pilot for a while, for a reason"),
    PilotLifeDocument,
    Scope.PILOTS_WRITE,
    body=ReasonAnswers,
)
def suspend_pilot(asked: Asked) -> PilotLifeDocument:
    """Nothing is measured meanwhile."""
    return _step(asked, ReasonAnswers, lasting.suspend)


@NOUN.post(
    "/pilots/{pilot}/resume",
    N_("Take a suspended pilot up again, for a reason"),
    PilotLifeDocument,
    Scope.PILOTS_WRITE,
    body=ReasonAnswers,
)
def resume_pilot(asked: Asked) -> PilotLifeDocument:
    """It runs again."""
    return _step(asked, ReasonAnswers, lasting.resume)


@NOUN.post(
    "/pilots/{pilot}/extend",
    N_("Give a pilot more time: its locked plan is amended for that reason"),
    PilotLifeDocument,
    Scope.PILOTS_WRITE,
    body=ExtensionAnswers,
)
def extend_pilot(asked: Asked) -> PilotLifeDocument:
    """What was promised stays beside it."""
    return _step(asked, ExtensionAnswers, lasting.extend)


@NOUN.post(
    "/pilots/{pilot}/hand-over",
    N_("Say who of the team holds a pilot from now on"),
    PilotLifeDocument,
    Scope.PILOTS_WRITE,
    body=HandoverAnswers,
)
def hand_over_pilot(asked: Asked) -> PilotLifeDocument:
    """The person is told."""
    return _step(asked, HandoverAnswers, lasting.hand_over)


@NOUN.post(
    "/pilots/{pilot}/end",
    N_("End a pilot: its report is then awaited"),
    PilotLifeDocument,
    Scope.PILOTS_WRITE,
)
def end_pilot(asked: Asked) -> PilotLifeDocument:
    """Nothing is measured any more."""
    return _plain_step(asked, piloting.end)


@NOUN.post(
    "/pilots/{pilot}/abandon",
    N_("Give a pilot up, and say what was learnt: it counts as much"),
    PilotLifeDocument,
    Scope.PILOTS_WRITE,
    body=AbandonAnswers,
)
def abandon_pilot(asked: Asked) -> PilotLifeDocument:
    """Its report is awaited too."""
    return _step(asked, AbandonAnswers, piloting.abandon)


@NOUN.get(
    "/pilots/{pilot}/milestones",
    N_("What is due in a pilot, by its day"),
    MilestoneDocument,
    Scope.PILOTS_READ,
    listed=True,
)
def list_milestones(asked: Asked) -> Page[Any]:
    """Delivered or not."""
    known = _page(asked).milestones
    page = turned(asked, known, lambda each: (each.due_on.isoformat(), each.id))
    return with_items(page, _milestone)


@NOUN.post(
    "/pilots/{pilot}/milestones",
    N_("Set a milestone"),
    MilestoneDocument,
    Scope.PILOTS_WRITE,
    status=201,
    body=MilestoneAnswers,
)
def add_milestone(asked: Asked) -> MilestoneDocument:
    """Only a manager ties a payment to it."""
    _page(asked)
    raw = raw_of(MilestoneAnswers, asked.body)
    set_milestone(asked.desk, asked.person, asked.named("pilot"), raw)
    return _milestone(max(_page(asked).milestones, key=lambda each: each.id))


@NOUN.post(
    "/pilots/{pilot}/milestones/{milestone}/deliver",
    N_("Say what was delivered of a milestone, and when"),
    MilestoneDocument,
    Scope.PILOTS_WRITE,
    body=DeliveryAnswers,
)
def deliver_milestone(asked: Asked) -> MilestoneDocument:
    """A delivered milestone changes no more."""
    code = asked.named("milestone")
    if not any(each.public_id == code for each in _page(asked).milestones):
        raise NotFound("milestone", code)
    raw = raw_of(DeliveryAnswers, asked.body)
    deliver(asked.desk, asked.person, asked.named("pilot"), code, raw)
    return _milestone(next(each for each in _page(asked).milestones if each.public_id == code))


def _page(asked: Asked) -> StepsPage:
    return steps_page(asked.desk, asked.person, asked.named("pilot"))


def _event(shown: StepsPage, known: Event) -> PilotEventDocument:
    return PilotEventDocument(
        kind=known.kind,
        reason=known.reason,
        ends_on=known.day,
        holder=shown.names.get(known.person_id) if known.person_id is not None else None,
        at=known.done_at,
    )


def _milestone(known: Milestone) -> MilestoneDocument:
    return MilestoneDocument(
        id=known.public_id,
        name=known.name,
        due_on=known.due_on,
        role=known.role,
        tranche=known.tranche,
        done_on=known.done_on,
        delivered=known.delivered,
    )
