"""An instant comes back as the same instant, in UTC, whatever the database."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import StatementError

from reflexes_calls.storage import people
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import reading, writing

pytestmark = pytest.mark.storage


def keep_at(engine: Engine, *instants: dt.datetime) -> None:
    with writing(engine) as connection:
        for rank, at in enumerate(instants):
            people.add_person(
                connection, name="Nadia", email=f"{rank}@essai.example", password_hash="", at=at
            )


@pytest.mark.parametrize(
    "instant",
    [
        dt.datetime(2027, 1, 30, 17, 0, 0, 123456, ZoneInfo("Europe/Paris")),
        dt.datetime(2026, 7, 1, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=-9, minutes=-30))),
        dt.datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris"), fold=1),
        dt.datetime(26, 12, 1, tzinfo=dt.UTC),
    ],
    ids=["winter", "far away", "the hour that comes twice", "a mistyped year"],
)
def test_an_instant_comes_back_in_utc(engine: Engine, instant: dt.datetime) -> None:
    keep_at(engine, instant)
    with reading(engine) as connection:
        kept = connection.execute(select(t.persons.c.created_at)).scalar_one()
    assert kept == instant.astimezone(dt.UTC)
    assert kept.tzinfo is dt.UTC


def test_an_instant_without_an_offset_is_refused(engine: Engine) -> None:
    with pytest.raises(StatementError, match="instants are aware"):
        keep_at(engine, dt.datetime(2027, 1, 30, 17, 0))  # noqa: DTZ001  # what is refused


def test_instants_sort_as_they_happened(engine: Engine) -> None:
    paris = ZoneInfo("Europe/Paris")
    later = dt.datetime(2026, 12, 1, 0, 0, 0, 1, tzinfo=paris)
    earlier = dt.datetime(2026, 11, 30, 23, 0, tzinfo=dt.UTC)
    earliest = dt.datetime(926, 1, 1, tzinfo=dt.UTC)
    keep_at(engine, later, earlier, earliest)
    with reading(engine) as connection:
        c = t.persons.c
        kept = connection.execute(select(c.email).order_by(c.created_at)).scalars().all()
        before = select(c.email).where(c.created_at < later).order_by(c.id)
        assert connection.execute(before).scalars().all() == kept[1::-1]
    assert kept == ["2@essai.example", "1@essai.example", "0@essai.example"]
