"""Requests that programs send again: done once, and answered again as they were."""

import logging
from collections.abc import Callable

from reflexes.records import record
from reflexes_calls.actions.desk import Desk
from reflexes_calls.domain.access import KEPT_ANSWERS, UNDER_WAY, KeptAnswer, digest_of_key
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid
from reflexes_calls.domain.people import Person
from reflexes_calls.storage import repeated_requests
from reflexes_calls.storage.engine import writing

LOG = logging.getLogger(__name__)
DONE = range(200, 300)
"""The answers that are kept: what was refused did nothing, and may be asked again."""


@record
class Keyed:
    """A request under its key, with the digest of all that it says."""

    key: str
    digest: str


def answer_once(
    desk: Desk, person: Person, request: Keyed, act: Callable[[], KeptAnswer]
) -> tuple[KeptAnswer, bool]:
    """The answer to a request, and whether it had been given before.

    `Invalid` when the key was used for something else; `Conflict` when the same request is under
    way in another process. A process that is killed in between leaves its request to the next one
    that asks, so that what `act` does must bear being done twice.
    """
    key = digest_of_key(request.key)
    known = _begin(desk, person, key, request)
    if known is not None:
        return known, True
    try:
        answer = act()
    except BaseException:
        _give_up(desk, person, key)
        raise
    if answer.status not in DONE:
        _give_up(desk, person, key)
        return answer, False
    with writing(desk.engine) as connection:
        repeated_requests.keep_answer(connection, person.id, key, answer)
    return answer, False


def _begin(desk: Desk, person: Person, key: str, request: Keyed) -> KeptAnswer | None:
    now = desk.wall_clock.now()
    with writing(desk.engine) as connection:
        begun = repeated_requests.begin(connection, person.id, key, request.digest, now)
        if begun is None:
            return None
        if now - begun.begun_at > KEPT_ANSWERS:
            # Too old to be told, and not swept yet.
            repeated_requests.drop(connection, person.id, key)
            repeated_requests.begin(connection, person.id, key, request.digest, now)
            return None
        if begun.request_digest != request.digest:
            raise Invalid((FieldRefusal(field="Idempotency-Key", kind="key-reused"),))
        if begun.answer is not None:
            return begun.answer
        if now - begun.begun_at <= UNDER_WAY:
            raise Conflict("request-under-way")
        repeated_requests.begin_again(connection, person.id, key, now)
        return None


def _give_up(desk: Desk, person: Person, key: str) -> None:
    try:
        with writing(desk.engine) as connection:
            repeated_requests.give_up(connection, person.id, key)
    except Exception:
        # What went wrong first is what is told; this request may be taken up again in a while.
        LOG.exception("A request that was refused could not be forgotten")


def forget_answers(desk: Desk) -> None:
    """Forget the answers that are too old to be given again."""
    with writing(desk.engine) as connection:
        repeated_requests.forget(connection, desk.wall_clock.now() - KEPT_ANSWERS)
