"""Matching: who could try a piste with whom, each with its reasons.

Two offers match when they are for the same piste and stand as different things: one lends a place,
another leads, a third evaluates. Nearness and dates only put them in order, but two periods that
are known and never meet are no match. Nothing here is hidden: a reason is a key and its facts, and
the order is the sum of the points below.
"""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from reflexes.records import record
from reflexes_calls.domain.terrain import TerrainRole


class Nearness(StrEnum):
    """How near two territories are, the nearest first."""

    SAME = "same"
    COMMUNE = "commune"
    EPCI = "epci"
    DEPARTMENT = "department"
    REGION = "region"


POINTS = {
    Nearness.SAME: 8,
    Nearness.COMMUNE: 8,
    Nearness.EPCI: 6,
    Nearness.DEPARTMENT: 4,
    Nearness.REGION: 2,
}
POINTS_OF_DATES = 1


@record
class Area:
    """Where something stands: the codes of its commune, EPCI, départements and région, if any."""

    code: str
    commune: str = ""
    epci: str = ""
    departments: tuple[str, ...] = ()
    region: str = ""


@record
class Offer:
    """What is compared: for which piste, as what, where and when."""

    key: str
    piste_code: str
    stands_as: TerrainRole
    area: Area | None = None
    from_on: dt.date | None = None
    until_on: dt.date | None = None


@record
class Reason:
    """Why two offers match: a key, and the days it speaks of."""

    kind: str
    from_on: dt.date | None = None
    until_on: dt.date | None = None


@record
class Match:
    """Another offer, its reasons, and the points that put it in order."""

    key: str
    reasons: tuple[Reason, ...]
    points: int


def matches_of(offer: Offer, others: Iterable[Offer]) -> tuple[Match, ...]:
    """The offers that match one, the best first."""
    found = (_match(offer, other) for other in others if other.key != offer.key)
    return tuple(sorted(filter(None, found), key=lambda one: (-one.points, one.key)))


def _match(offer: Offer, other: Offer) -> Match | None:
    if offer.piste_code != other.piste_code or offer.stands_as is other.stands_as:
        return None
    if _never_meet(offer, other):
        return None
    reasons = [Reason(kind="same-piste"), Reason(kind=f"stands-as-{other.stands_as}")]
    points = 0
    near = nearness(offer.area, other.area)
    if near is not None:
        reasons.append(Reason(kind=f"near-{near}"))
        points += POINTS[near]
    together = _together(offer, other)
    if together is not None:
        reasons.append(together)
        points += POINTS_OF_DATES
    return Match(key=other.key, reasons=tuple(reasons), points=points)


def nearness(one: Area | None, other: Area | None) -> Nearness | None:
    """How near two territories are; None when they share no more than France."""
    if one is None or other is None:
        return None
    if one.code == other.code:
        return Nearness.SAME
    if one.commune and one.commune == other.commune:
        return Nearness.COMMUNE
    if one.epci and one.epci == other.epci:
        return Nearness.EPCI
    if set(one.departments) & set(other.departments):
        return Nearness.DEPARTMENT
    return Nearness.REGION if one.region and one.region == other.region else None


def _never_meet(offer: Offer, other: Offer) -> bool:
    return _ends_before(offer, other) or _ends_before(other, offer)


def _ends_before(one: Offer, other: Offer) -> bool:
    return one.until_on is not None and other.from_on is not None and one.until_on < other.from_on


def _together(offer: Offer, other: Offer) -> Reason | None:
    """The days on which both are available, when both have said something of it."""
    told = [(one.from_on, one.until_on) for one in (offer, other)]
    if any(days == (None, None) for days in told):
        return None
    begins = [each[0] for each in told if each[0] is not None]
    ends = [each[1] for each in told if each[1] is not None]
    return Reason(
        kind="same-time",
        from_on=max(begins) if begins else None,
        until_on=min(ends) if ends else None,
    )


def fits_call(
    offer: Offer, *, pistes: Iterable[str], decided_on: dt.date, weeks: int
) -> tuple[Reason, ...]:
    """Why an offer fits an open call; nothing when it does not.

    A trial lasts `weeks` at most after the decision: an offer that ends before does not fit.
    """
    if offer.piste_code not in set(pistes):
        return ()
    if offer.until_on is not None and offer.until_on < decided_on:
        return ()
    reasons = [Reason(kind="call-of-piste")]
    last = decided_on + dt.timedelta(weeks=weeks)
    if offer.until_on is not None and (offer.from_on is None or offer.from_on <= last):
        whole = offer.until_on >= last
        kind = "whole-trial" if whole else "part-of-trial"
        reasons.append(Reason(kind=kind, from_on=decided_on, until_on=min(last, offer.until_on)))
    return tuple(reasons)
