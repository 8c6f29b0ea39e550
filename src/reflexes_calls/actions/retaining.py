"""Retention: saying what is kept for too long, and erasing it when asked to."""

import datetime as dt

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.attaching import sweep
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.own_data import erase_person
from reflexes_calls.domain.people import Person, guest
from reflexes_calls.domain.retention import DAY, KEPT, Kept
from reflexes_calls.storage import retention
from reflexes_calls.storage.engine import writing

REAL = frozenset({"sessions", "links", "failures"})
"""Kinds that follow the real time, even when a demonstration's clock moves."""


@record
class TooOld:
    """How much of one kind of data is kept for too long."""

    kept: Kept
    count: int


def too_old(desk: Desk) -> tuple[TooOld, ...]:
    """What would be erased now, in the order of the table of what is kept."""
    with desk.look() as connection:
        return tuple(
            TooOld(kept=each, count=_count(connection, desk, each.code))
            for each in KEPT
            if each.is_applied
        )


def apply_retention(desk: Desk) -> tuple[TooOld, ...]:
    """Erase it, in one transaction for each kind; gives what was erased.

    Stopped half way, it has erased some kinds whole and others not at all: it is run again.
    """
    done = []
    for each in KEPT:
        if not each.is_applied:
            continue
        with writing(desk.engine) as connection:
            count = _count(connection, desk, each.code)
            if count:
                _erase(connection, desk, each.code)
        done.append(TooOld(kept=each, count=count))
    # Contents that no row speaks of any more leave the store of files.
    sweep(desk, desk.wall_clock.now() - DAY)
    return tuple(done)


def _now(desk: Desk, code: str) -> dt.datetime:
    return desk.wall_clock.now() if code in REAL else desk.clock.now()


def _count(connection: Connection, desk: Desk, code: str) -> int:
    now = _now(desk, code)
    if code == "drafts":
        return len(retention.drafts_too_old(connection, now))
    if code == "letters":
        return retention.letters_too_old(connection, now)
    if code == "closed":
        return len(retention.accounts_too_old(connection, now))
    return retention.count_old(connection, code, now)


def _erase(connection: Connection, desk: Desk, code: str) -> None:
    now = _now(desk, code)
    if code == "drafts":
        retention.erase_drafts(connection, retention.drafts_too_old(connection, now))
    elif code == "letters":
        retention.blank_letters(connection, now)
    elif code == "closed":
        for person in retention.accounts_too_old(connection, now):
            erase_person(connection, person, _nobody(), now)
    else:
        retention.erase_old(connection, code, now)


def _nobody() -> Person:
    """Who erases what is too old: the service itself."""
    return guest("", "Réflexes", "-")
