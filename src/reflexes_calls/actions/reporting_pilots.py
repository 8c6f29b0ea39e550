"""The report of a pilot that had a plan: each promise answered, then issued, then given back."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import attrs
from sqlalchemy import Connection

from reflexes import RefusedError
from reflexes.conversion import plain
from reflexes.digests import digest_of
from reflexes.evaluation.locking import Registration, head
from reflexes.evaluation.plan import Cost, Plan
from reflexes.evaluation.rating import LEVELS, Rating
from reflexes.evaluation.report import Difference, Done, Ending, Found, Kept, Report, RuleRead
from reflexes.evaluation.reporting import make_report
from reflexes.evaluation.returning import Proposal, strength_of
from reflexes.evaluation.returning import propose as propose_evidence
from reflexes.evaluation.sections import CANNOT, word_answer
from reflexes.evaluation.wording import words_in
from reflexes.evidence import Outcome
from reflexes.rebuilding import rebuild
from reflexes.records import changed, record
from reflexes_calls.actions.around_pilots import Around, around
from reflexes_calls.actions.desk import Desk, Taking, need_pilot
from reflexes_calls.actions.measuring_pilots import Measured, analyse_measured, measured_of
from reflexes_calls.actions.piloting import open_pilot_step
from reflexes_calls.domain.answers import Raw, UnreadableError, read_form, read_money
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.evaluation import Evaluation, EvaluationAnswers, ResultAnswers, slug_of
from reflexes_calls.domain.lifecycle import PILOT_STEPS, PilotStage, open_steps
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.pilot import Pilot, Promise
from reflexes_calls.domain.pilot_measures import (
    KeptReport,
    ReportAnswers,
    number_of,
    promise_of,
)
from reflexes_calls.domain.reported_beyond import (
    beyond_refused,
    costs_beyond,
    noticed_in,
)
from reflexes_calls.storage import findings, people, pilots, plans

if TYPE_CHECKING:
    from reflexes.evaluation.answering import Analysed

OVER = (PilotStage.ENDED, PilotStage.ABANDONED)
LONGEST_SAID = 2000
UNSAID = "–"


@record
class Owed:
    """One answer that the plan promised; `field` is where its absence is explained."""

    question: str
    asks: str
    indicator: str
    name: str
    field: str
    is_measured: bool


@record
class Apart:
    """A thing promised that was done otherwise; `field` is where the reason is said."""

    difference: Difference
    field: str


@record
class ReportPage:
    """A report as whoever may look at it finds it: what is owed, typed, and issued."""

    around: Around
    registration: Registration | None
    kept: KeptReport | None
    measured: tuple[Measured, ...]
    owed: tuple[Owed, ...]
    apart: tuple[Apart, ...]
    draft: Report | None
    issued: Report | None
    analysed: "tuple[Analysed, ...]"
    writes: bool
    today: dt.date

    @property
    def typed(self) -> Mapping[str, str]:
        """What the form holds."""
        return self.kept.typed if self.kept else {}

    @property
    def revision(self) -> int:
        """How often it was saved: two tabs never cover each other."""
        return self.kept.revision if self.kept else 0


def report_page(desk: Desk, actor: Person, pilot_id: str) -> ReportPage:
    """The report of a pilot, for its team and the managers of its call."""
    with desk.look() as connection:
        found = around(connection, actor, pilot_id)
        return _page(connection, found, local_day(desk.clock.now()))


def issued_report(desk: Desk, pilot_id: str) -> Report | None:
    """The report of a pilot as it was issued, for everyone; None before."""
    with desk.look() as connection:
        known = need_pilot(connection, pilot_id)
        return issued_of(connection, known)


def issued_digest(desk: Desk, pilot_id: str) -> str:
    """The digest of the issued report of a pilot; "" before."""
    with desk.look() as connection:
        kept = findings.report_kept(connection, need_pilot(connection, pilot_id).id)
    return (kept.digest or "") if kept and kept.issued is not None else ""


def issued_of(connection: Connection, pilot: Pilot) -> Report | None:
    """The report of a pilot as it was issued, made again from what was kept that day."""
    kept = findings.report_kept(connection, pilot.id)
    registration = plans.registration_of_pilot(connection, pilot.id)
    if kept is None or kept.issued is None or registration is None:
        return None
    done = rebuild(Done, kept.issued["done"])
    return make_report(registration, done, on=dt.date.fromisoformat(kept.issued["on"]))


def analysed_of(desk: Desk, pilot_id: str) -> "tuple[Analysed, ...]":
    """What was measured of each indicator of a pilot, for the pictures of its report."""
    with desk.look() as connection:
        known = need_pilot(connection, pilot_id)
        registration = plans.registration_of_pilot(connection, known.id)
        if registration is None:
            return ()
        return _analysed(registration.plan, measured_of(connection, known.id, registration.plan))


def _analysed(plan: Plan, measured: tuple[Measured, ...]) -> "tuple[Analysed, ...]":
    found = (analyse_measured(plan, one)[0] for one in measured)
    return tuple(one for one in found if one is not None)


def _page(connection: Connection, found: Around, today: dt.date) -> ReportPage:
    pilot = found.pilot
    registration = plans.registration_of_pilot(connection, pilot.id)
    kept = findings.report_kept(connection, pilot.id)
    measured = measured_of(connection, pilot.id, registration.plan) if registration else ()
    steps = {step.name for step in open_steps(PILOT_STEPS, pilot.stage, found.roles)}
    issued = issued_of(connection, pilot)
    owed: tuple[Owed, ...] = ()
    analysed: tuple[Analysed, ...] = ()
    draft = None
    if registration is not None and (pilot.stage in OVER or issued is not None):
        analysed = _analysed(registration.plan, measured)
    if registration is not None and pilot.stage in OVER:
        said = kept.typed if kept else {}
        done, owed = _done(pilot, registration, measured, analysed, said, is_draft=True)
        draft = make_report(registration, done, on=today)
    return ReportPage(
        around=found,
        registration=registration,
        kept=kept,
        measured=measured,
        owed=owed,
        apart=tuple(_apart(draft)) if draft else (),
        draft=draft,
        issued=issued,
        analysed=analysed,
        writes="evaluate" in steps and registration is not None,
        today=today,
    )


def _apart(report: Report) -> Iterator[Apart]:
    """What was done otherwise; a cost that was not planned says why where it is typed."""
    beyond = {f"costs[{one.name}]" for one in report.beyond if one.paid_by}
    for one in report.differences:
        if one.kept is not Kept.SAME and one.path not in beyond:
            yield Apart(difference=one, field=_why(one.path))


def _why(path: str) -> str:
    """The field of a reason: a path holds names of services, a field only letters."""
    return f"why-{hashlib.sha256(path.encode()).hexdigest()[:10]}"


def _done(  # noqa: PLR0913  # a plan, what was measured and analysed of it, and what was typed
    pilot: Pilot,
    kept: Registration,
    measured: tuple[Measured, ...],
    analysed: "tuple[Analysed, ...]",
    typed: Mapping[str, str],
    *,
    is_draft: bool,
) -> tuple[Done, tuple[Owed, ...]]:
    """What was done, every answer computed from the measures or said to be missing."""
    from reflexes.evaluation.answering import answer  # noqa: PLC0415 - late: numbers are long

    plan = kept.plan
    known = {one.indicator.code: one for one in measured}
    usable = {one.indicator.code: known[one.indicator.code].table for one in analysed}
    names = {one.code: one.name for one in plan.indicators}
    owed = tuple(
        Owed(
            question=question.code,
            asks=question.asks,
            indicator=code,
            name=names.get(code, code),
            field=f"unmeasured-{question.code}-{code}",
            is_measured=code in usable,
        )
        for question in plan.questions
        for code in question.indicators
    )
    unmeasured = tuple(
        Found(
            question=one.question,
            indicator=one.indicator,
            not_measured=typed.get(one.field, "").strip() or (UNSAID if is_draft else ""),
        )
        for one in owed
        if not one.is_measured
    )
    primary = known.get(plan.primary.code)
    looked_at = set(primary.table.units) if primary and primary.table.measures else None
    base = Done(
        starts_on=local_day(pilot.started_at) if pilot.started_at else plan.starts_on,
        ends_on=local_day(pilot.ended_at) if pilot.ended_at else plan.ends_on,
        ending=Ending.ABANDONED if pilot.stage is PilotStage.ABANDONED else Ending.ENDED,
        as_done=plan.as_planned,
        units=tuple(one for one in plan.units if looked_at is None or one.name in looked_at),
        found=unmeasured,
        ratings=tuple(_ratings(plan, typed)),
        costs=(*_costs(plan.costs, typed), *costs_beyond(typed, costs_promised(kept))),
        explored=noticed_in(typed),
        obtained=max(0.0, number_of(typed.get("obtained", "")) or 0.0),
        obtained_unit=typed.get("obtained_unit", "").strip(),
        ended_because=typed.get("ended_because", "").strip() or pilot.lessons,
        rule_read=rebuild(RuleRead, pilot.rule_read) if pilot.rule_read else None,
        surprises=_lines(typed.get("surprises", "")),
        obstacles=_lines(typed.get("obstacles", "")),
        lessons=_lines(typed.get("lessons", "")),
        limits=_lines(typed.get("limits", "")),
    )
    done = answer(kept, base, usable).done
    # Reasons are asked for what was done otherwise, which only the report can tell.
    report = make_report(
        kept,
        changed(done, found=tuple(_told(one) for one in done.found)),
        on=plan.reported_on,
    )
    reasons = tuple(
        (one.path, said)
        for one in report.differences
        if one.kept is not Kept.SAME and (said := typed.get(_why(one.path), "").strip())
    )
    return changed(done, reasons=reasons), owed


def _told(found: Found) -> Found:
    if found.estimate or found.figures or found.not_measured:
        return found
    return changed(found, not_measured=UNSAID)


def _lines(said: str) -> tuple[str, ...]:
    return tuple(line for each in said.splitlines() if (line := each.strip()))


def _costs(planned: tuple[Cost, ...], typed: Mapping[str, str]) -> Iterator[Cost]:
    """What was spent, as far as it can be read: a draft holds what was typed, right or wrong."""
    for place, cost in enumerate(planned):
        with suppress(UnreadableError):
            if (cents := read_money(typed.get(f"cost-{place}", ""))) >= 0:
                yield changed(cost, amount=cents)


def costs_promised(kept: Registration) -> frozenset[str]:
    """The names of the costs that a plan has, or had when the pilot began."""
    early = kept.before_start.get("costs", ())
    return frozenset((*(one.name for one in kept.plan.costs), *(one["name"] for one in early)))


def _costs_refused(planned: tuple[Cost, ...], typed: Mapping[str, str]) -> Iterator[FieldRefusal]:
    for place in range(len(planned)):
        field = f"cost-{place}"
        if not (said := typed.get(field, "").strip()):
            continue
        try:
            if read_money(said) < 0:
                yield FieldRefusal(field=field, kind="too-small", met=said, expected="0")
        except UnreadableError as error:
            yield FieldRefusal(field=field, kind=error.kind, met=said, expected=error.expected)


def _ratings(plan: Any, typed: Mapping[str, str]) -> Iterator[Rating]:
    for question in plan.qualitative:
        for place, rater in enumerate(question.raters[:2]):
            said = typed.get(f"rate-{question.code}-{place}", "")
            if said in map(str, LEVELS):
                yield Rating(
                    criterion=question.criterion,
                    item=question.asks,
                    rater=rater,
                    level=int(said),
                    rests_on=typed.get(f"rests-{question.code}-{place}", "").strip() or UNSAID,
                )


def save_report(desk: Desk, actor: Person, pilot_id: str, raw: Raw, *, revision: int) -> None:
    """Keep what was typed of a report, right or wrong; nothing is issued."""
    with desk.take(actor) as taking:
        known, call = taking.pilot(pilot_id)
        open_pilot_step(taking, known, call, "evaluate", {"every_promise_answered": lambda: None})
        _plan_at(taking, known, revision)
        _keep(taking, known, raw)


def _keep(taking: Taking, pilot: Pilot, raw: Raw) -> None:
    said = {name: value[:LONGEST_SAID] for name, value in raw.items() if name not in _OURS}
    findings.keep_typed_report(taking.connection, pilot.id, said, by=taking.actor.id, at=taking.now)


_OURS = frozenset({"do", "revision", "_request"})


def _plan_at(taking: Taking, pilot: Pilot, revision: int) -> Registration:
    """The locked plan, for who may look at the pilot and saw what stands of its report."""
    around(taking.connection, taking.actor, pilot.public_id)
    registration = plans.registration_of_pilot(taking.connection, pilot.id)
    if registration is None:
        raise NotFound("plan", pilot.public_id)
    kept = findings.report_kept(taking.connection, pilot.id)
    stands = kept.revision if kept else 0
    if stands != revision:
        raise Conflict("report-moved", by=stands - revision)
    return registration


def issue_report(desk: Desk, actor: Person, pilot_id: str, raw: Raw, *, revision: int) -> Report:
    """Issue the report: every question answered, if only by « not measured » and its reason."""
    with desk.take(actor) as taking:
        known, call = taking.pilot(pilot_id)
        made: list[tuple[Registration, Report]] = []

        def answered() -> None:
            plan = _plan_at(taking, known, revision)
            measured = measured_of(taking.connection, known.id, plan.plan)
            made.append((plan, _issuable(known, plan, measured, raw, local_day(taking.now))))

        step = open_pilot_step(
            taking, known, call, "evaluate", {"every_promise_answered": answered}
        )
        ((registration, report),) = made
        said = {"done": plain(report.done), "on": report.reported_on.isoformat()}
        digest = digest_of(said | {"plan": head(registration)})
        _keep(taking, known, raw)
        findings.keep_issued_report(
            taking.connection, known.id, said, digest=digest, by=actor.id, at=taking.now
        )
        promises = pilots.promises_of(taking.connection, known.id)
        pilots.add_evaluation(
            taking.connection,
            Evaluation(
                pilot_id=known.id,
                said=_as_evaluation(report, raw.get("title_en", "")),
                results=_results(report, promises),
                written_by=actor.id,
                written_at=taking.now,
            ),
        )
        pilots.change_pilot(taking.connection, known.id, stage=PilotStage.EVALUATED)
        taking.note(step, call, known.public_id, {"report": digest})
    return report


def _issuable(
    pilot: Pilot, kept: Registration, measured: tuple[Measured, ...], raw: Raw, today: dt.date
) -> Report:
    refusals: list[FieldRefusal] = []
    try:
        said = {name: raw.get(name, "") for name in _names()}
        read_form(ReportAnswers, said)
    except Invalid as error:
        refusals.extend(error.refusals)
    refusals.extend(_costs_refused(kept.plan.costs, raw))
    refusals.extend(beyond_refused(raw, costs_promised(kept)))
    analysed = _analysed(kept.plan, measured)
    done, owed = _done(pilot, kept, measured, analysed, raw, is_draft=False)
    refusals += [
        FieldRefusal(field=one.field, kind="unanswered-promise")
        for one in owed
        if not one.is_measured and not raw.get(one.field, "").strip()
    ]
    report = None
    if not refusals:
        try:
            report = make_report(kept, done, on=today)
        except RefusedError as error:
            refusals += [
                FieldRefusal(
                    field="lessons", kind="plan-astray", met=one.met, expected=one.expected
                )
                for one in error.refusals
            ]
    if report is not None:
        refusals += [
            FieldRefusal(field=one.field, kind="missing")
            for one in _apart(report)
            if not one.difference.why
        ]
    if refusals or report is None:
        raise Invalid(tuple(refusals))
    return report


def _names() -> tuple[str, ...]:
    return tuple(each.name for each in attrs.fields(cast("Any", ReportAnswers)))


def _as_evaluation(report: Report, title_en: str) -> EvaluationAnswers:
    """The report as the page of the pilot and the API tell any evaluation."""
    told = " ".join(word_answer(one) for one in report.answered)
    limits = " ".join([words_in("fr")(CANNOT[report.verdict.says]), *report.done.limits])
    return EvaluationAnswers(
        title_fr=report.plan.pilot[:160],
        title_en=title_en.strip() or report.plan.pilot[:160],
        design=strength_of(report.verdict, report.done.as_done.design),
        finding=told[:LONGEST_SAID],
        limits=limits[:LONGEST_SAID],
        lessons="\n".join(report.done.lessons)[:LONGEST_SAID],
        costs=report.spent or None,
    )


def _results(report: Report, promises: tuple[Promise, ...]) -> dict[int, ResultAnswers]:
    """Each promise with what the evidence says of it; one that no question asks is not measured."""
    proposal = propose_evidence(report, code="report", pistes=("report",))
    told = {one.indicator: one for one in proposal.evidence.results}
    by_promise = {
        promise.id: told[one.name]
        for one in report.plan.indicators
        if (promise := promise_of(one, promises)) and one.name in told
    }
    return {
        one.id: ResultAnswers(
            outcome=by_promise[one.id].outcome, measured=by_promise[one.id].measured[:60]
        )
        if one.id in by_promise
        else ResultAnswers(outcome=Outcome.NOT_MEASURED, measured="")
        for one in promises
    }


def proposal_for(connection: Connection, pilot: Pilot, *, piste: str, call: str) -> Proposal | None:
    """The evidence that the issued report of a pilot makes; None without one."""
    report = issued_of(connection, pilot)
    if report is None:
        return None
    kept = findings.report_kept(connection, pilot.id)
    return propose_evidence(
        report,
        code="-".join(filter(None, (slug_of(report.plan.pilot), pilot.public_id[:8]))),
        pistes=(piste,),
        place=people.find_organisation(connection, pilot.organisation_id).name,
        call=call,
        pilot=pilot.public_id,
        title_en=(kept.typed.get("title_en", "") if kept else "").strip(),
    )


def proposal_page(desk: Desk, actor: Person, pilot_id: str) -> tuple[Around, Proposal | None]:
    """The evidence as it would be proposed, for whoever reads it before it is."""
    with desk.look() as connection:
        found = around(connection, actor, pilot_id)
        call = found.call
        return found, proposal_for(
            connection, found.pilot, piste=call.piste_code, call=call.title_fr
        )
