"""An assignment of reviewers to applications, and how it was found."""

from reflexes.records import record


@record
class Assignment:
    """Who reads what, proven the best under what was asked.

    `pairs` are (application, reviewer), sorted; `total` is the sum of their fit, and `bound` what
    no assignment exceeds (equal to `total` up to the rounding of fits to nine figures). `floor` is
    the least fit a pair was allowed, None where none was set. `seed`, `method` and `solver` (name
    and version) tell how to find the same again, to the byte; `kept` are the pairs settled
    beforehand.
    """

    pairs: tuple[tuple[int, int], ...]
    total: float
    bound: float
    floor: float | None
    kept: tuple[tuple[int, int], ...]
    seed: int
    method: str
    solver: str

    def readers_of(self, application: int) -> tuple[int, ...]:
        """The reviewers of one application."""
        return tuple(reviewer for one, reviewer in self.pairs if one == application)

    def read_by(self, reviewer: int) -> tuple[int, ...]:
        """The applications of one reviewer."""
        return tuple(application for application, one in self.pairs if one == reviewer)
