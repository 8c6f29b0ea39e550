"""Letters that leave by a mail server: taken by one worker at a time, put off when they fail."""

import datetime as dt
import logging
from typing import Any

from sqlalchemy import Engine, Row

from reflexes.records import record
from reflexes_calls.letters.mailing import Handing, MailError, MailServer
from reflexes_calls.letters.sending import letter_message
from reflexes_calls.storage import letters
from reflexes_calls.storage.engine import reading, writing

LOG = logging.getLogger(__name__)
HELD = dt.timedelta(minutes=10)
"""A worker that was killed held its letters for that long at most."""
SOONEST, LATEST = dt.timedelta(minutes=1), dt.timedelta(hours=1)
REFUSED = dt.timedelta(days=1)
"""A letter that the server refuses for good is tried again a day later."""
MOST_TRIES = 3
"""A letter that is refused for good after so many tries is given up: its page says so."""


@record
class Post:
    """By which server letters leave, and in whose name."""

    server: MailServer
    sender: str


def hand_over(engine: Engine, post: Post, now: dt.datetime) -> int:
    """Hand some of the waiting letters to the mail server; gives how many it took."""
    with reading(engine) as connection:
        if not letters.has_waiting(connection, now):
            return 0
    with writing(engine) as connection:
        taken = letters.take(connection, now, now + HELD)
    if not taken:
        return 0
    try:
        with post.server.open() as link:
            return sum(_hand(engine, post, link, row, now) for row in taken)
    except MailError as error:
        LOG.warning("The mail server cannot be used: %s; %d letters wait", error, len(taken))
        with writing(engine) as connection:
            for row in taken:
                letters.put_off(connection, [row.id], now + _patience(row, now), str(error))
        return 0


def _hand(engine: Engine, post: Post, link: Handing, row: "Row[Any]", now: dt.datetime) -> int:
    message = letter_message(
        public_id=row.public_id,
        recipient=row.recipient,
        subject=row.subject,
        body=row.body,
        at=row.passed_at or row.queued_at,
        sender=post.sender,
    )
    try:
        link.hand(message)
    except MailError as error:
        LOG.warning("A letter could not leave: %s (%s)", row.public_id, error)
        until = now + (REFUSED if error.for_good else _patience(row, now))
        with writing(engine) as connection:
            if error.for_good and row.tries + 1 >= MOST_TRIES:
                letters.give_up(connection, row.id, now, str(error))
            else:
                letters.put_off(connection, [row.id], until, str(error))
        return 0
    with writing(engine) as connection:
        letters.mark_sent(connection, [row.id], now)
    return 1


def _patience(row: "Row[Any]", now: dt.datetime) -> dt.timedelta:
    """How long to wait before another try: as long as the letter has waited, within limits."""
    since: dt.datetime = row.passed_at or row.queued_at
    return min(max(now - since, SOONEST), LATEST)
