"""The settings of an assignment, what is settled by hand, who is away."""

import datetime as dt
from typing import Any

import attrs
import pytest

from reflexes_calls.domain.assignment import (
    Away,
    DaysFree,
    Hand,
    Settled,
    Way,
    days_free,
    hand_field,
    read_assignment,
    settle,
    typed_of,
    usual_assignment,
    why_away,
)
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.jury import Juror, JurorKind, JurorState, JuryKind

TYPED = {"reviews": "3", "most": "20"}
FIRST, LAST = dt.date(2027, 2, 1), dt.date(2027, 2, 28)
FILES, READERS = {"2026-001": "f1", "2026-002": "f2"}, ("r1", "r2")


def juror(**said: Any) -> Juror:
    """Someone who accepted and set no limit."""
    usual: dict[str, Any] = dict.fromkeys((each.name for each in attrs.fields(Juror)), "")
    return Juror(
        **usual
        | {
            "id": 1,
            "call_id": 1,
            "person_id": 7,
            "jury": JuryKind.PROJECT,
            "kind": JurorKind.AGENT,
            "state": JurorState.ACCEPTED,
            "free_from": None,
            "free_until": None,
        }
        | said
    )


def test_what_is_left_empty_is_usual() -> None:
    said = read_assignment(TYPED | {"user": "yes"})
    assert (said.reviews, said.most, said.least, said.way, said.seed) == (3, 20, 0, Way.BEST, 1)
    assert said.kinds == (JurorKind.USER,)


@pytest.mark.parametrize(
    ("typed", "field", "kind"),
    [
        ({"reviews": ""}, "reviews", "missing"),
        ({"least": "21"}, "least", "least-above-most"),
        ({"reviews": "1", "user": "yes", "agent": "yes"}, "reviews", "more-kinds-than-reviews"),
        ({"way": "random", "user": "yes"}, "way", "random-with-kinds"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(
    typed: dict[str, str], field: str, kind: str
) -> None:
    with pytest.raises(Invalid) as refused:
        read_assignment(TYPED | typed)
    assert [(each.field, each.kind) for each in refused.value.refusals] == [(field, kind)]


@pytest.mark.parametrize(("reviews", "files", "readers"), [(2, 6, 4), (0, 0, 0), (3, 2000, 60)])
def test_what_is_typed_at_first_leaves_room_for_every_review(
    reviews: int, files: int, readers: int
) -> None:
    said = read_assignment(usual_assignment(reviews, files, readers))
    assert said.most * readers >= reviews * files
    assert typed_of(TYPED | {"hand-f1-r1": "keep", "least": " "}) == TYPED


def test_pairs_are_settled_box_by_box() -> None:
    before = (Settled(file="f1", reader="r1", hand=Hand.KEEP),)
    raw = {hand_field("f2", "r2"): "forbid", hand_field("f9", "r1"): "keep", "hand-f2-r1": "odd"}
    forbidden = Settled(file="f2", reader="r2", hand=Hand.FORBID)
    assert settle(before, raw, FILES, READERS) == (*before, forbidden)
    assert settle(before, {hand_field("f1", "r1"): ""}, FILES, READERS) == ()
    added = {"add_file": "2026-002", "add_reader": "r1", "add_how": "keep"}
    assert len(settle(before, added, FILES, READERS)) == 2


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, None),
        ({"person_id": None}, Away.NO_ACCOUNT),
        ({"free_until": FIRST - dt.timedelta(days=1)}, Away.NOT_FREE),
        ({"free_until": FIRST}, None),
        ({"free_from": LAST}, None),
        ({"free_from": LAST + dt.timedelta(days=1)}, Away.NOT_FREE),
    ],
)
def test_whoever_is_free_one_day_is_given_files(
    said: dict[str, Any], expected: Away | None
) -> None:
    assert why_away(juror(**said), FIRST, LAST) is expected


def test_without_a_last_day_nobody_comes_too_late() -> None:
    assert why_away(juror(free_from=dt.date(2040, 1, 1)), FIRST, None) is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, None),
        ({"free_from": dt.date(2027, 1, 1), "free_until": dt.date(2027, 3, 1)}, None),
        ({"free_until": dt.date(2027, 2, 7)}, (7, 28)),
        ({"free_from": dt.date(2027, 2, 28)}, (1, 28)),
        ({"free_from": dt.date(2027, 2, 3), "free_until": dt.date(2027, 2, 4)}, (2, 28)),
        ({"free_from": dt.date(2027, 3, 1)}, None),
    ],
)
def test_the_days_on_which_a_member_is_free_are_counted(
    said: dict[str, Any], expected: tuple[int, int] | None
) -> None:
    found = days_free(juror(**said), FIRST, LAST)
    assert found == (DaysFree(free=expected[0], all=expected[1]) if expected else None)
    assert days_free(juror(**said), FIRST, None) is None


@pytest.mark.parametrize(("files", "expected"), [(20, 5), (10, 3), (2, 1), (1, 1)])
def test_a_part_of_the_reading_is_a_part_of_the_files(files: int, expected: int) -> None:
    assert DaysFree(free=7, all=28).part_of(files) == expected


def test_those_who_are_away_for_a_part_leave_more_to_the_others_at_first() -> None:
    assert usual_assignment(2, 30, 3.0)["most"] == "22"
    assert usual_assignment(2, 30, 2.25)["most"] == "30"
