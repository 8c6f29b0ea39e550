"""Who could try with whom: the reasons and the order, each rule by itself."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflexes_calls.domain.matching import (
    Area,
    Nearness,
    Offer,
    Reason,
    fits_call,
    matches_of,
    nearness,
)
from reflexes_calls.domain.terrain import TerrainRole
from tests.makers import PISTE

BRITTANY = {"departments": ("35",), "region": "R-53"}
RENNES = Area(code="35238", commune="35238", epci="243500139", **BRITTANY)
CESSON = Area(code="35051", commune="35051", epci="243500139", **BRITTANY)
VITRE = Area(code="35360", commune="35360", epci="200039022", **BRITTANY)
METROPOLE = Area(code="243500139", epci="243500139", **BRITTANY)
DEPARTMENT = Area(code="35", **BRITTANY)
BREST = Area(code="29019", commune="29019", departments=("29",), region="R-53")
REGION = Area(code="R-53", region="R-53")
LYON = Area(code="69123", commune="69123", departments=("69",), region="R-84")
LYON_3 = Area(code="69383", commune="69123", departments=("69",), region="R-84")
SPRING, SUMMER = dt.date(2027, 3, 1), dt.date(2027, 7, 1)


def an_offer(key: str = "a", **said: object) -> Offer:
    told = {"piste_code": PISTE, "stands_as": TerrainRole.TERRAIN, "area": RENNES}
    return Offer(key=key, **told | said)


def a_lead(key: str = "b", **said: object) -> Offer:
    return an_offer(key, **{"stands_as": TerrainRole.LEAD} | said)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (RENNES, RENNES, Nearness.SAME),
        (LYON, LYON_3, Nearness.COMMUNE),
        (RENNES, CESSON, Nearness.EPCI),
        (RENNES, METROPOLE, Nearness.EPCI),
        (RENNES, VITRE, Nearness.DEPARTMENT),
        (RENNES, DEPARTMENT, Nearness.DEPARTMENT),
        (RENNES, BREST, Nearness.REGION),
        (REGION, BREST, Nearness.REGION),
        (RENNES, LYON, None),
        (REGION, LYON, None),
        (RENNES, None, None),
    ],
)
def test_nearness_is_the_smallest_territory_in_common(
    one: Area, other: Area | None, expected: Nearness | None
) -> None:
    assert nearness(one, other) == expected
    assert nearness(other, one) == expected


def test_a_match_says_each_of_its_reasons() -> None:
    offer = an_offer(from_on=SPRING)
    (match,) = matches_of(offer, [a_lead(area=CESSON, until_on=SUMMER)])
    assert [reason.kind for reason in match.reasons] == [
        "same-piste",
        "stands-as-lead",
        "near-epci",
        "same-time",
    ]
    assert match.reasons[-1] == Reason(kind="same-time", from_on=SPRING, until_on=SUMMER)


@pytest.mark.parametrize(
    "other",
    [
        a_lead(piste_code="autre"),
        an_offer("b"),
        a_lead(key="a"),
        a_lead(from_on=SUMMER + dt.timedelta(days=1)),
    ],
    ids=["another piste", "the same role", "itself", "never at the same time"],
)
def test_what_cannot_be_tried_together_is_no_match(other: Offer) -> None:
    assert matches_of(an_offer(until_on=SUMMER), [other]) == ()


def test_periods_that_share_one_day_meet() -> None:
    (match,) = matches_of(an_offer(until_on=SUMMER), [a_lead(from_on=SUMMER)])
    assert match.reasons[-1] == Reason(kind="same-time", from_on=SUMMER, until_on=SUMMER)


def test_what_is_not_said_is_neither_near_nor_in_time() -> None:
    (match,) = matches_of(an_offer(area=None), [a_lead(from_on=SPRING)])
    assert [reason.kind for reason in match.reasons] == ["same-piste", "stands-as-lead"]


def test_the_nearest_come_first_then_those_in_time() -> None:
    near = {"commune": RENNES, "epci": CESSON, "dep": VITRE, "region": BREST, "far": LYON}
    others = [a_lead(key, area=area) for key, area in near.items()]
    in_time = a_lead("far-in-time", area=LYON, from_on=SPRING)
    found = matches_of(an_offer(from_on=SPRING), [*reversed(others), in_time])
    assert [match.key for match in found] == [
        "commune",
        "epci",
        "dep",
        "region",
        "far-in-time",
        "far",
    ]


days = st.one_of(st.none(), st.dates(dt.date(2027, 1, 1), dt.date(2027, 1, 9)))
offers = st.builds(
    an_offer,
    key=st.sampled_from("ab"),
    piste_code=st.sampled_from([PISTE, "autre"]),
    stands_as=st.sampled_from(TerrainRole),
    area=st.sampled_from([None, RENNES, CESSON, BREST, LYON]),
    from_on=days,
    until_on=days,
)


@given(offers, offers)
def test_matching_goes_both_ways(one: Offer, other: Offer) -> None:
    there, back = matches_of(one, [other]), matches_of(other, [one])
    assert [match.points for match in there] == [match.points for match in back]


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ({}, ["call-of-piste"]),
        ({"until_on": dt.date(2027, 12, 31)}, ["call-of-piste", "whole-trial"]),
        ({"until_on": SUMMER}, ["call-of-piste", "part-of-trial"]),
        ({"until_on": dt.date(2027, 3, 14)}, []),
        ({"piste_code": "autre"}, []),
    ],
)
def test_an_offer_fits_an_open_call_of_its_piste(said: dict[str, object], kinds: list[str]) -> None:
    found = fits_call(an_offer(**said), pistes=(PISTE,), decided_on=dt.date(2027, 3, 15), weeks=36)
    assert [reason.kind for reason in found] == kinds
