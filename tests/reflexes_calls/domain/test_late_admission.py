"""What a manager types who admits a late file: reasons, and a limit that is near."""

import datetime as dt

import pytest

from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.late_admission import read_admission

NOW = dt.datetime(2027, 2, 1, 9, 0, tzinfo=dt.UTC)
SAID = {"reasons": "Panne de réseau.", "until_on": "03/02/2027", "until_at": "17:30"}


def refused(**said: str) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        read_admission(SAID | said, NOW)
    return {each.field: each.kind for each in caught.value.refusals}


@pytest.mark.parametrize("hour", ["17:30", "17h30", "17 h 30"])
def test_the_limit_is_a_day_and_an_hour_in_paris(hour: str) -> None:
    said = read_admission(SAID | {"until_at": hour}, NOW)
    assert said == ("Panne de réseau.", dt.datetime(2027, 2, 3, 16, 30, tzinfo=dt.UTC))


def test_a_whole_hour_may_be_written_short() -> None:
    assert read_admission(SAID | {"until_at": "9h"}, NOW)[1].hour == 8


def test_everything_is_refused_at_once() -> None:
    assert refused(reasons=" ", until_on="bientôt", until_at="25:99") == {
        "reasons": "missing",
        "until_on": "not-a-day",
        "until_at": "not-an-hour",
    }
    assert refused(reasons="a" * 1001, until_on="", until_at="") == {
        "reasons": "too-long",
        "until_on": "missing",
        "until_at": "missing",
    }


def test_the_limit_is_ahead_and_within_thirty_days() -> None:
    assert refused(until_on="01/02/2027", until_at="10:00") == {"until_on": "past-day"}
    assert read_admission(SAID | {"until_on": "01/02/2027", "until_at": "10:01"}, NOW)
    assert read_admission(SAID | {"until_on": "03/03/2027", "until_at": "10:00"}, NOW)
    late = {"until_on": "03/03/2027", "until_at": "10:01"}
    assert refused(**late) == {"until_on": "too-far"}
