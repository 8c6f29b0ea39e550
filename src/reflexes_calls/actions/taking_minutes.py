"""The minutes of a deliberation: written when it closes, and never changed again.

They say who was there, who sat out of what, which marks changed and why, what was decided: never
who marked what.
"""

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.desk import Desk, Taking, need_call, roles_on
from reflexes_calls.actions.discussing import (
    changes_by_file,
    juries_open,
    reviews_awaited,
    reviews_of_jury,
)
from reflexes_calls.actions.recusing import hidden_files
from reflexes_calls.domain.blind import is_blind
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.decision import Decision, PreparedDecision
from reflexes_calls.domain.deliberation import (
    Deliberation,
    Plain,
    digest_of_minutes,
    minutes_of,
    minutes_seen,
    minutes_unnamed,
)
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.jury import Juror, JurorState, JuryKind
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.review import criteria_of_jury, summarise
from reflexes_calls.storage import (
    applications,
    decisions,
    deliberations,
    juries,
    people,
)
from reflexes_calls.storage.marks import ReadFile, files_of_jury


@record
class MinutesPage:
    """The minutes of a sitting as someone may read them; the digest is that of the whole."""

    call: Call
    held: Deliberation
    minutes: Plain
    digest: str
    hidden: int


def write_minutes(taking: Taking, call: Call, held: Deliberation) -> Plain:
    """The minutes of a sitting as it ends now."""
    connection = taking.connection
    seated = juries.jurors_of(connection, call.id, jury=held.jury, state=JurorState.ACCEPTED)
    files = files_of_jury(connection, call.id)
    return minutes_of(
        call,
        held,
        closed_at=taking.now,
        jurors=seated,
        recusals=_recusals(connection, call, seated, files),
        files=_files_said(connection, call, held, files),
        awaited=len(reviews_awaited(connection, call, held.jury)),
    )


def _recusals(
    connection: Connection, call: Call, seated: tuple[Juror, ...], files: Iterable[ReadFile]
) -> Iterator[Plain]:
    """Who sat out of which files; what binds them stays between them and the managers."""
    receipts = {each.key: each.receipt for each in files}
    barred = juries.barred_on(connection, call.id, seated)
    for juror in sorted(seated, key=lambda each: (each.name, each.id)):
        keys = {each.application for each in barred if each.juror == juror.id}
        found = [receipts[key] for key in receipts if key in keys]
        if found:
            yield {"name": juror.name, "receipts": found}


def _files_said(
    connection: Connection, call: Call, held: Deliberation, files: tuple[ReadFile, ...]
) -> Iterator[Plain]:
    spoken = reviews_of_jury(connection, call, held.jury)
    criteria = criteria_of_jury(call.criteria, held.jury)
    changes = changes_by_file(connection, call, spoken)
    prepared = {each.application_id: each for each in decisions.prepared_of(connection, call.id)}
    taken = {each.application_id: each for each in decisions.decisions_of(connection, call.id)}
    rows = {
        each.id: each
        for each in applications.applications_by_id(connection, sorted(f.key for f in files))
    }
    names = people.organisations_by_id(connection, {each.organisation_id for each in rows.values()})
    for file in files:
        own = spoken.get(file.key, [])
        summary = summarise(own, criteria)
        # Decisions are those of the call: the jury on the project's minutes hold them.
        decided = (
            taken.get(file.key) or prepared.get(file.key) if held.jury is JuryKind.PROJECT else None
        )
        yield {
            "id": file.public_id,
            "receipt": file.receipt,
            "title": file.title,
            "organisation": names[rows[file.key].organisation_id].name,
            "reviews": summary.count,
            "mean": None if summary.mean is None else f"{summary.mean:.2f}",
            "changes": [
                {
                    "criterion": each.criterion,
                    "before": each.before,
                    "after": each.after,
                    "reason": each.reason,
                }
                for each in changes.get(file.key, ())
            ],
            **_decision_said(decided),
        }


def _decision_said(decided: Decision | PreparedDecision | None) -> Plain:
    if decided is None:
        return {"outcome": None, "amount": None, "reasons": ""}
    return {
        "outcome": decided.outcome.value,
        "amount": decided.amount,
        "reasons": decided.reasons,
    }


def minutes_page(
    desk: Desk, actor: Person, call_id: str, kind: JuryKind, number: int
) -> MinutesPage:
    """The minutes of a closed sitting, for whoever leads the jury and for its jurors.

    Files to which the one who reads is bound are left out, and counted; who applies is left out
    for a juror of a jury that still reads blind.
    """
    with desk.look() as connection:
        call = need_call(connection, call_id)
        if kind not in juries_open(connection, actor, call):
            raise NotFound("jury", kind)
        held = deliberations.find_deliberation(connection, call.id, kind, number)
        if held is None or held.closed_at is None:
            raise NotFound("minutes", str(number))
        whole = json.loads(held.minutes)
        seen, gone = minutes_seen(whole, hidden_files(connection, actor, call))
        if Role.MANAGER not in roles_on(connection, actor, call):
            seen = minutes_unnamed(seen, _blind(connection, call, kind))
    return MinutesPage(
        call=call, held=held, minutes=seen, digest=digest_of_minutes(whole), hidden=gone
    )


def _blind(connection: Connection, call: Call, kind: JuryKind) -> frozenset[str]:
    """The files whose applicants a jury does not know yet."""
    jury = juries.jury_of(connection, call.id, kind)
    return frozenset(
        each.public_id
        for each in applications.applications_of(connection, call=call.id)
        if is_blind(jury.settings, jury.phase, each.stage)
    )
