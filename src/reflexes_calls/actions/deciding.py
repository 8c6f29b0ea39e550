"""From reviews to decisions: prepared file by file, then released together.

A selected application becomes a pilot. Everyone is told at the same moment: the reasons, and to
those declined what their readers wrote for them.
"""

from collections.abc import Callable, Collection, Iterable

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.desk import Desk, Taking, need_application, need_call, roles_on
from reflexes_calls.actions.recusing import check_manager_of, hidden_files, roles_over
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.appeal import appeal_until
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_words
from reflexes_calls.domain.decision import (
    Decision,
    DecisionOutcome,
    PreparedDecision,
    digest_of_prepared,
    read_prepared,
)
from reflexes_calls.domain.errors import Conflict, NotOpen
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.jury import JuryKind
from reflexes_calls.domain.lifecycle import APPLICATION_STEPS, CALL_STEPS, ApplicationStage
from reflexes_calls.domain.people import Organisation, Person
from reflexes_calls.domain.review import Summary, criteria_of_jury, summarise
from reflexes_calls.domain.rights import check_after_deadline, check_manages, check_phase
from reflexes_calls.domain.visibility import comments_for_applicant
from reflexes_calls.storage import applications, decisions, people, pilots, reviews, team
from reflexes_calls.wording import euros

TOO_FEW = {
    JuryKind.PROJECT: "too-few-reviews",
    JuryKind.PROTOCOL: "too-few-protocol-reviews",
}
"""What is said of a file that one of the juries of the call has not read enough."""
COMMENTS_FR = "Ce que les relecteurs ont écrit pour vous\u00a0:"
COMMENTS_EN = "What the readers wrote for you:"


@record
class WaitingFile:
    """A submitted application that waits for its decision; `prepared` is what is written of it."""

    application: Application
    organisation: Organisation
    summary: Summary
    prepared: PreparedDecision | None


@record
class ReleasePage:
    """What may be released; `seen` tells later whether something of it has changed."""

    call: Call
    waiting: tuple[WaitingFile, ...]

    @property
    def prepared(self) -> tuple[PreparedDecision, ...]:
        """The decisions that are written."""
        return tuple(each.prepared for each in self.waiting if each.prepared)

    @property
    def seen(self) -> str:
        """The digest of what is prepared, as this page shows it."""
        return digest_of_prepared(self.prepared)

    @property
    def granted(self) -> int:
        """What is granted altogether, in cents."""
        return sum(each.amount or 0 for each in self.prepared)


def prepare(desk: Desk, actor: Person, application_id: str, raw: Raw) -> PreparedDecision:
    """Write a decision that nobody but the managers of the call sees; the last one written stands.

    Raises `Invalid`, or `NotOpen` before the deadline or without enough reviews.
    """
    with desk.take(actor) as taking:
        return prepare_one(taking, application_id, raw)


def prepare_one(taking: Taking, application_id: str, raw: Raw) -> PreparedDecision:
    """Write one decision within an action that is under way; see `prepare`."""
    known, call = taking.application(application_id)
    said: list[PreparedDecision] = []
    needs = _needs(taking, known, call) | {
        "reasons": lambda: said.append(_read(taking, known, call, raw)),
    }
    step = taking.step(APPLICATION_STEPS, "prepare", known.stage, roles_over(taking, known), needs)
    decisions.keep_prepared(taking.connection, said[0])
    facts = {
        "outcome": said[0].outcome.value,
        "amount": said[0].amount,
        "reasons": said[0].reasons,
    }
    taking.note(step, call, known.public_id, facts)
    return said[0]


def prepared_for(desk: Desk, actor: Person, application_id: str) -> PreparedDecision | None:
    """What is prepared for an application, for whoever manages its call."""
    with desk.look() as connection:
        known = need_application(connection, application_id)
        check_manager_of(connection, actor, known)
        return decisions.find_prepared(connection, known.id)


def release_page(desk: Desk, actor: Person, call_id: str) -> ReleasePage:
    """The files of a call that wait for a decision, with what is prepared for them."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "release")
        prepared = {
            each.application_id: each for each in decisions.prepared_of(connection, call.id)
        }
        hidden = hidden_files(connection, actor, call)
        unspoken = reviews.unspoken_files(connection, actor.id, call.id)
        known = [
            each
            for each in applications.applications_of(connection, call=call.id)
            if each.stage is ApplicationStage.SUBMITTED
            and each.phase is Phase.FULL
            and each.public_id not in hidden
        ]
        waiting = tuple(
            WaitingFile(
                application=each,
                organisation=people.find_organisation(connection, each.organisation_id),
                summary=_summary(connection, each, call, is_told=each.id not in unspoken),
                prepared=prepared.get(each.id),
            )
            for each in known
        )
    return ReleasePage(call=call, waiting=waiting)


def release(  # noqa: PLR0913  # who, of which call, which files, as seen, and where letters lead
    desk: Desk, actor: Person, call_id: str, chosen: Collection[str], seen: str, *, address: str
) -> tuple[Decision, ...]:
    """Take the prepared decisions of the `chosen` applications, all of them or none.

    `seen` is `ReleasePage.seen`: when something prepared has changed since, `Conflict` is raised.
    `address` is where the service is reached, for the links of the letters.
    """
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        hidden = hidden_files(taking.connection, actor, call)
        known = {
            each.id: each for each in applications.applications_of(taking.connection, call=call.id)
        }
        prepared = tuple(
            each
            for each in decisions.prepared_of(taking.connection, call.id)
            if known[each.application_id].public_id not in hidden
        )
        needs = {"as_seen": lambda: _check_seen(prepared, seen)}
        step = taking.step(CALL_STEPS, "release", call.stage, taking.roles(call), needs)
        wanted = [each for each in prepared if known[each.application_id].public_id in chosen]
        if not wanted:
            raise NotOpen("nothing-prepared")
        taking.note(step, call, call.public_id, {"digest": digest_of_prepared(wanted)})
        return tuple(
            _take(taking, known[each.application_id], call, each, address) for each in wanted
        )


def _take(
    taking: Taking, known: Application, call: Call, prepared: PreparedDecision, address: str
) -> Decision:
    """Take a decision on one application: its stage, its pilot, its letter."""
    is_selected = prepared.outcome is DecisionOutcome.SELECTED
    name = "select" if is_selected else "decline"
    needs = _needs(taking, known, call) | {"reasons": lambda: None}
    step = taking.step(APPLICATION_STEPS, name, known.stage, roles_over(taking, known), needs)
    decision = Decision(
        application_id=known.id,
        outcome=prepared.outcome,
        reasons=prepared.reasons,
        decided_by=taking.actor.id,
        decided_at=taking.now,
        amount=prepared.amount,
    )
    decisions.add_decision(taking.connection, decision)
    decisions.remove_prepared(taking.connection, known.id)
    stage = ApplicationStage(decision.outcome.value)
    applications.change_application(taking.connection, known.id, stage=stage)
    if is_selected:
        begin_pilot(taking, known, call)
    taking.note(step, call, known.public_id, {"reasons": decision.reasons} | _granted(decision))
    tell_decision(taking, name, known, call, decision, address=address)
    return decision


def begin_pilot(taking: Taking, known: Application, call: Call) -> None:
    """Agree the pilot of a selected application, named as it was submitted."""
    said = applications.versions_of(taking.connection, known.id)[-1].said
    pilots.add_pilot(
        taking.connection,
        call_id=call.id,
        application_id=known.id,
        organisation_id=known.organisation_id,
        title=said["title"],
        summary=said["summary"],
        created_at=taking.now,
    )


def tell_decision(  # noqa: PLR0913  # what is told, of which file of which call, and where to go
    taking: Taking,
    step: str,
    known: Application,
    call: Call,
    decision: Decision,
    *,
    address: str,
) -> None:
    """Write to the whole team what was decided, with what its readers wrote for it."""
    comments = _comments(taking, known, decision)
    taking.tell(
        step,
        team.whole_team(taking.connection, known),
        known,
        receipt=known.receipt or "",
        title=known.draft_title(),
        call=call.title_fr,
        call_en=call.title("en"),
        reasons=decision.reasons,
        comments_fr=f"{COMMENTS_FR}\n\n{comments}" if comments else "",
        comments_en=f"{COMMENTS_EN}\n\n{comments}" if comments else "",
        granted_fr=f"Montant accordé\u00a0: {euros(decision.amount)}" if decision.amount else "",
        granted_en=f"Amount granted: {euros(decision.amount)}" if decision.amount else "",
        until=local_words(appeal_until(decision.decided_at)),
        link=f"{address.rstrip('/')}/dossiers/{known.public_id}",
    )


def _comments(taking: Taking, known: Application, decision: Decision) -> str:
    version = applications.versions_of(taking.connection, known.id)[-1]
    written = reviews.reviews_of(taking.connection, version.id)
    stage = ApplicationStage(decision.outcome.value)
    return "\n\n".join(f"- {each}" for each in comments_for_applicant(stage, written) if each)


def _granted(decision: Decision) -> dict[str, int]:
    return {"amount": decision.amount} if decision.amount is not None else {}


def _read(taking: Taking, known: Application, call: Call, raw: Raw) -> PreparedDecision:
    said = read_prepared(raw, call)
    return PreparedDecision(
        application_id=known.id,
        outcome=said.outcome,
        amount=said.amount,
        reasons=said.reasons,
        prepared_by=taking.actor.id,
        prepared_at=taking.now,
    )


def _needs(taking: Taking, known: Application, call: Call) -> dict[str, Callable[[], object]]:
    return {
        "full_phase": lambda: check_phase(known, Phase.FULL),
        "after_deadline": lambda: check_after_deadline(call, taking.now, known),
        "enough_reviews": lambda: _check_reviews(taking, known, call),
    }


def _check_reviews(taking: Taking, known: Application, call: Call) -> None:
    version = applications.versions_of(taking.connection, known.id)[-1]
    written = reviews.reviews_of(taking.connection, version.id)
    for kind, refusal in TOO_FEW.items():
        criteria = criteria_of_jury(call.criteria, kind)
        if not criteria:
            continue
        done = summarise(written, criteria).count
        if done < call.reviews_needed:
            raise NotOpen(refusal, met=done, expected=call.reviews_needed)


def _summary(
    connection: Connection, known: Application, call: Call, *, is_told: bool = True
) -> Summary:
    version = applications.versions_of(connection, known.id)[-1]
    said = summarise(reviews.reviews_of(connection, version.id), call.criteria)
    # A manager who is to read it and has not is told how many have spoken, and no more.
    return said if is_told else Summary(count=said.count, mean=None, spread=None)


def _check_seen(prepared: Iterable[PreparedDecision], seen: str) -> None:
    if digest_of_prepared(prepared) != seen:
        raise Conflict("prepared-changed")
