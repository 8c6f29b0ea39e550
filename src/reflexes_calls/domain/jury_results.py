"""What a jury's marks say: when it may be shown, and to whom."""

from enum import StrEnum

from reflexes_calls.domain.jury import JuryPhase


class Opening(StrEnum):
    """Whether the results of a jury may be shown to someone."""

    OPEN = "open"
    READING = "reading"
    """Readers still have to speak, and nobody said that reading is over."""
    SILENT = "silent"
    """The one who asks still has to speak."""
    NOTHING = "nothing"
    """Nobody has marked anything."""


_OVER = {JuryPhase.DELIBERATING, JuryPhase.CLOSED}


def opening_of(
    phase: JuryPhase, *, given: int, awaited: int, is_silent: bool, is_closed: bool
) -> Opening:
    """Whether results may be shown.

    `given` and `awaited` are readings; `is_silent` when the one who asks has some to give;
    `is_closed` once no other file may come in. Whoever has still to speak sees nothing, manager or
    not; the others see once reading is over, or once everyone has spoken.
    """
    if is_silent:
        return Opening.SILENT
    if not given:
        return Opening.NOTHING
    if phase in _OVER or (is_closed and not awaited):
        return Opening.OPEN
    return Opening.READING
