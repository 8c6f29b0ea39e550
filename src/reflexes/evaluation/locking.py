"""A plan is locked before the start, then only amended: each amendment dated, with its reason.

A registration keeps the plan as plain data under a digest, and never through today's reader: what
was promised is read as it was promised. Amendments are a chain: each holds the digest of what came
before, so that none can be changed, taken out or slipped in unseen.
"""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reflexes.digests import canonical, digest_of
from reflexes.errors import Refusal, RefusedError
from reflexes.evaluation.plan import Plan
from reflexes.evaluation.planning import SCHEMA, plan_of, plan_to_plain
from reflexes.opening import open_text
from reflexes.records import record

Plain = dict[str, Any]


@record
class Change:
    """One thing that differs between two plans: where, what stood there, and what stands now."""

    path: str
    before: str
    after: str


@record
class Amendment:
    """A plan as it was said anew on a day, and why. `after_start` says that the pilot had begun."""

    on: dt.date
    reason: str
    plan: Plain
    previous: str
    digest: str
    after_start: bool


@record
class Registration:
    """A plan locked on a day, its digest, and the amendments since, in their order.

    `first` is the plan as locked, `plan` as it stands today, `before_start` as it stood when the
    pilot began: what is not in it is exploratory.
    """

    locked_on: dt.date
    schema: int
    first: Plain
    digest: str
    amendments: tuple[Amendment, ...] = ()

    @property
    def plain(self) -> Plain:
        """The plan in force, as plain data."""
        return self.amendments[-1].plan if self.amendments else self.first

    @property
    def plan(self) -> Plan:
        """The plan in force, as a record of today; raises `RefusedError` if it is of another."""
        return plan_of(self.plain)

    @property
    def before_start(self) -> Plain:
        """The plan as it stood when the pilot began."""
        early = [one for one in self.amendments if not one.after_start]
        return early[-1].plan if early else self.first


def lock(plan: Plan, *, on: dt.date) -> Registration:
    """Lock a plan before the day of its start.

    Raises `RefusedError` from that day on: what is written once figures come is no promise.
    """
    if on >= plan.starts_on:
        raise RefusedError(
            [
                Refusal(
                    kind="locked-too-late",
                    path="starts_on",
                    met=str(on),
                    expected=str(plan.starts_on),
                )
            ]
        )
    said = plan_to_plain(plan)
    return Registration(locked_on=on, schema=SCHEMA, first=said, digest=_first_digest(said, on))


def amend(kept: Registration, plan: Plan, *, on: dt.date, reason: str) -> Registration:
    """Say the plan anew, for a reason; what stood before stays.

    Raises `RefusedError` when nothing differs, no reason is given, or the day comes before the last
    one.
    """
    said = plan_to_plain(plan)
    refusals = list(_amendment_refusals(kept, said, on, reason))
    if refusals:
        raise RefusedError(refusals)
    previous = head(kept)
    made = Amendment(
        on=on,
        reason=reason.strip(),
        plan=said,
        previous=previous,
        digest=_next_digest(previous, on, reason.strip(), said),
        after_start=on >= dt.date.fromisoformat(kept.first["starts_on"]),
    )
    return Registration(
        locked_on=kept.locked_on,
        schema=kept.schema,
        first=kept.first,
        digest=kept.digest,
        amendments=(*kept.amendments, made),
    )


def _amendment_refusals(
    kept: Registration, said: Plain, on: dt.date, reason: str
) -> Iterator[Refusal]:
    if not reason.strip():
        yield Refusal(kind="reason-missing", path="reason")
    if said == kept.plain:
        yield Refusal(kind="nothing-amended", path="plan")
    last = kept.amendments[-1].on if kept.amendments else kept.locked_on
    if on < last:
        yield Refusal(kind="day-before", path="on", met=str(on), expected=str(last))


def head(kept: Registration) -> str:
    """The digest of the last thing said: it stands for the whole chain."""
    return kept.amendments[-1].digest if kept.amendments else kept.digest


def _first_digest(said: Plain, on: dt.date) -> str:
    return digest_of({"schema": SCHEMA, "locked_on": on.isoformat(), "plan": said})


def _next_digest(previous: str, on: dt.date, reason: str, said: Plain) -> str:
    return digest_of({"previous": previous, "on": on.isoformat(), "reason": reason, "plan": said})


def check_registration(kept: Registration) -> None:
    """Raise `RefusedError` when anything was changed since it was locked."""
    expected = digest_of(
        {"schema": kept.schema, "locked_on": kept.locked_on.isoformat(), "plan": kept.first}
    )
    refusals = [] if expected == kept.digest else [_altered("digest", expected, kept.digest)]
    previous = kept.digest
    starts = dt.date.fromisoformat(kept.first["starts_on"])
    for place, one in enumerate(kept.amendments):
        again = _next_digest(previous, one.on, one.reason, one.plan)
        late = one.on >= starts
        if one.previous != previous or again != one.digest or late != one.after_start:
            refusals.append(_altered(f"amendments[{place}]", again, one.digest))
        previous = one.digest
    if refusals:
        raise RefusedError(refusals)


def _altered(path: str, met: str, expected: str) -> Refusal:
    return Refusal(kind="plan-altered", path=path, met=met[:16], expected=expected[:16])


def registration_to_plain(kept: Registration) -> Plain:
    """The plain form of a registration, as it is kept and given."""
    return {
        "kind": "reflexes-plan",
        "schema": kept.schema,
        "locked_on": kept.locked_on.isoformat(),
        "plan": kept.first,
        "digest": kept.digest,
        "amendments": [
            {
                "on": one.on.isoformat(),
                "reason": one.reason,
                "plan": one.plan,
                "previous": one.previous,
                "digest": one.digest,
                "after_start": one.after_start,
            }
            for one in kept.amendments
        ],
    }


def registration_to_json(kept: Registration) -> bytes:
    """The file of a registration: the same bytes for the same registration."""
    return canonical(registration_to_plain(kept)) + b"\n"


def registration_of(said: Any, *, file: str = "") -> Registration:
    """The registration said by plain data, verified to the last digest; raises `RefusedError`."""
    try:
        made = Registration(
            locked_on=dt.date.fromisoformat(said["locked_on"]),
            schema=int(said["schema"]),
            first=dict(said["plan"]),
            digest=str(said["digest"]),
            amendments=tuple(_amendment_of(one) for one in said["amendments"]),
        )
        check_registration(made)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        met = f"{type(error).__name__}: {error}"[:60]
        raise RefusedError(
            [Refusal(kind="not-a-registration", file=file, met=met, expected="*.plan.json")]
        ) from error
    return made


def _amendment_of(said: Any) -> Amendment:
    return Amendment(
        on=dt.date.fromisoformat(said["on"]),
        reason=str(said["reason"]),
        plan=dict(said["plan"]),
        previous=str(said["previous"]),
        digest=str(said["digest"]),
        after_start=bool(said["after_start"]),
    )


def read_registration(path: Path) -> Registration:
    """The registration kept in a file, verified; raises `RefusedError`."""
    file = path.name
    try:
        said = json.loads(open_text(path, file))
    except (ValueError, RecursionError) as error:
        raise RefusedError([Refusal(kind="broken-json", file=file, met=str(error)[:60])]) from error
    return registration_of(said, file=file)


def changes(before: Any, after: Any, path: str = "") -> Iterator[Change]:
    """Everything that differs between two pieces of plain data, leaf by leaf.

    Parts that have a code or a name are matched by it, so that an insertion moves nothing.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from changes(before.get(key), after.get(key), f"{path}.{key}".lstrip("."))
    elif _named(before) and _named(after):
        first, second = _by_name(before or []), _by_name(after or [])
        for name in dict.fromkeys((*first, *second)):
            yield from changes(first.get(name), second.get(name), f"{path}[{name}]")
    elif before != after:
        yield Change(path=path, before=_said(before), after=_said(after))


def _named(several: Any) -> bool:
    if several is None:
        return True
    return isinstance(several, list) and all(
        isinstance(one, dict) and ("code" in one or "name" in one) for one in several
    )


def _by_name(several: list[Plain]) -> dict[str, Plain]:
    return {str(one.get("code") or one.get("name")): one for one in several}


def _said(value: Any) -> str:
    """A piece of plain data in a few words."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return str(value.get("name") or value.get("asks") or value.get("says") or value)
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value)
    return str(value)
