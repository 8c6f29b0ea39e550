"""The refusals of the official lists."""

from reflexes_calls.domain.answers import UnreadableError


class PlaceError(UnreadableError):
    """A code or a number is refused: the key, what was met and what was expected."""

    def __init__(self, kind: str, *, met: str, expected: str = "") -> None:
        """Keep the key and both facts."""
        self.met = met
        super().__init__(kind, expected)
