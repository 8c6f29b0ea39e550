"""From a pilot to its evaluation, and to an evidence file meant for the next edition."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reflexes.conversion import plain
from reflexes.digests import digest_of
from reflexes.evidence import Evidence
from reflexes.rebuilding import rebuild
from reflexes.records import record
from reflexes.writing import to_toml
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.piloting import open_pilot_step
from reflexes_calls.actions.reporting_pilots import proposal_for
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import Conflict
from reflexes_calls.domain.evaluation import Evaluation, read_evaluation, to_evidence
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.storage import findings, people, pilots, plans


def evaluate(desk: Desk, actor: Person, pilot_id: str, raw: Raw) -> Evaluation:
    """Write the evaluation: every promise is answered, if only by `not-measured`."""
    with desk.take(actor) as taking:
        known, call = taking.pilot(pilot_id)
        if plans.is_locked(taking.connection, known.id):
            raise Conflict("report-instead")
        promises = pilots.promises_of(taking.connection, known.id)
        read: list[Any] = []
        needs = {"every_promise_answered": lambda: read.extend(read_evaluation(raw, promises))}
        step = open_pilot_step(taking, known, call, "evaluate", needs)
        evaluation = Evaluation(
            pilot_id=known.id,
            said=read[0],
            results=read[1],
            written_by=actor.id,
            written_at=taking.now,
        )
        pilots.add_evaluation(taking.connection, evaluation)
        pilots.change_pilot(taking.connection, known.id, stage=PilotStage.EVALUATED)
        taking.note(step, call, known.public_id, plain(evaluation.said))
    return evaluation


def propose(desk: Desk, actor: Person, pilot_id: str) -> tuple[Evidence, Path]:
    """Accept the evidence into this instance's overlay, and write its file for the catalogue."""
    with desk.take(actor) as taking:
        known, call = taking.pilot(pilot_id)
        step = open_pilot_step(taking, known, call, "propose")
        evaluation = pilots.find_evaluation(taking.connection, known.id)
        if evaluation is None:
            raise LookupError(pilot_id)
        # A pilot that had a plan gives back what its report found; the others what was typed.
        proposal = proposal_for(taking.connection, known, piste=call.piste_code, call=call.title_fr)
        evidence = (
            proposal.evidence
            if proposal
            else to_evidence(
                evaluation,
                pilots.promises_of(taking.connection, known.id),
                known,
                piste=call.piste_code,
                place=people.find_organisation(taking.connection, known.organisation_id).name,
                call=call.title_fr,
                known_on=local_day(taking.now),
            )
        )
        said = plain(evidence)
        digest = digest_of(said)
        pilots.add_to_overlay(
            taking.connection,
            code=evidence.code,
            pilot=known.id,
            piste=call.piste_code,
            evidence=said,
            digest=digest,
            at=taking.now,
            by=actor.id,
        )
        pilots.change_pilot(taking.connection, known.id, stage=PilotStage.PROPOSED)
        taking.note(step, call, known.public_id, {"evidence": digest})
        members = people.members_of(taking.connection, known.organisation_id)
        taking.tell("propose", members, title=known.title)
        # Last, inside the transaction: a folder that cannot be written undoes the whole step.
        path = write_evidence(desk, evidence)
    return evidence, path


def write_evidence(desk: Desk, evidence: Evidence) -> Path:
    """The evidence file in the outgoing folder, whole or not at all; it may be written again."""
    desk.outgoing.mkdir(parents=True, exist_ok=True)
    path = desk.outgoing / f"{evidence.code}.toml"
    partial = path.with_suffix(".partial")
    partial.write_text(to_toml(evidence), encoding="utf-8", newline="\n")
    return partial.replace(path)


def overlay(desk: Desk) -> tuple[Evidence, ...]:
    """All that this instance proposes apart from the edition, as it was accepted."""
    with desk.look() as connection:
        kept = pilots.overlay_of(connection)
    return tuple(rebuild(Evidence, one) for one in kept)


def overlay_for_piste(desk: Desk, piste_code: str) -> tuple[Evidence, ...]:
    """What this instance proposes for a piste, apart from the edition."""
    with desk.look() as connection:
        kept = pilots.overlay_of(connection, piste=piste_code)
    return tuple(rebuild(Evidence, one) for one in kept)


@record
class Proposed:
    """A piece of evidence that waits for an edition, and the pilot that it comes from."""

    evidence: Evidence
    pilot: Pilot
    has_report: bool


def proposed_for_piste(desk: Desk, piste_code: str) -> tuple[Proposed, ...]:
    """What this instance proposes for a piste and no edition holds yet."""
    with desk.look() as connection:
        kept = pilots.overlay_with_pilots(connection, piste_code)
        told = {one.pilot for one in desk.catalogue.evidence}
        return tuple(
            Proposed(
                evidence=rebuild(Evidence, said),
                pilot=pilot,
                has_report=findings.is_issued(connection, pilot.id),
            )
            for said, pilot in kept
            if said["code"] not in desk.catalogue.evidence and pilot.public_id not in told
        )


def reports_issued(desk: Desk, pilot_ids: Iterable[str]) -> frozenset[str]:
    """Those of these public ids whose pilot ran here and has its report."""
    named = tuple(filter(None, pilot_ids))
    if not named:
        # Most pistes: their page asks the database nothing for that.
        return frozenset()
    with desk.look() as connection:
        known = [pilots.find_pilot(connection, one) for one in named]
        return frozenset(
            pilot.public_id
            for pilot in known
            if pilot is not None and findings.is_issued(connection, pilot.id)
        )


def evidence_toml(desk: Desk, pilot_id: str) -> str | None:
    """The text of the evidence file of a proposed pilot."""
    with desk.look() as connection:
        known = pilots.find_pilot(connection, pilot_id)
        kept = pilots.overlay_of(connection, pilot=known.id) if known else ()
    return to_toml(rebuild(Evidence, kept[0])) if kept else None
