"""The order in which someone reads: drawn from a seed for each reader, and kept."""

from collections.abc import Iterable
from itertools import groupby

from reflexes_calls.actions.desk import Desk
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.reading import shuffled
from reflexes_calls.storage import reviews
from reflexes_calls.storage.engine import writing

Unplaced = tuple[int, str, str]


def keep_order(desk: Desk, reader: Person) -> None:
    """Give a place to each file of a reader that has none yet, after those that have one."""
    with desk.look() as connection:
        if not reviews.without_rank(connection, reader.id):
            return
    with writing(desk.engine) as connection:
        unplaced = sorted(reviews.without_rank(connection, reader.id))
        for (call, public_id), group in groupby(unplaced, key=lambda each: each[:2]):
            order = shuffled(_files(group), call=public_id, reader=reader.public_id)
            after = reviews.last_rank(connection, reader.id, call)
            reviews.keep_ranks(connection, reader.id, order, after=after)


def _files(unplaced: Iterable[Unplaced]) -> list[str]:
    return [file for _, _, file in unplaced]
