"""How often Python looks for what nobody holds any more, while a service answers."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

BETWEEN_COLLECTIONS = 20_000
"""How many new objects make Python look."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Leave what is there out of every look, as long as this lasts.

    It is given back at the end: a process that opens one application after another, as tests do,
    would otherwise keep for ever what the former ones had left behind.
    """
    before = gc.get_threshold()
    # What is there by now stays: looking through it again and again would stop everyone.
    gc.freeze()
    gc.enable()
    gc.set_threshold(BETWEEN_COLLECTIONS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
