"""What a jury's arithmetic refuses, each with its cause and a way to mend it."""

from enum import StrEnum

from reflexes.errors import SpokenError
from reflexes.records import record


class JuryError(SpokenError):
    """What was asked cannot be computed; the message names the cause and how to mend it."""


class Cause(StrEnum):
    """What makes an assignment impossible."""

    PLACES = "places"
    """These applications need more reviews than those who may read them have places."""
    SHARE = "share"
    """These applications need more reviews of one kind than that kind has places."""
    MINIMUM = "minimum"
    """These reviewers must read more than the applications they may read have to give."""
    TOGETHER = "together"
    """Each rule can hold alone; together they cannot."""


_SENTENCES = {
    Cause.PLACES: (
        "%(applications)s applications need %(needed)s reviews, and those who may read them have "
        "only %(available)s places: %(missing)s reviews are missing. Raise the loads, add "
        "reviewers, or ask for fewer reviews."
    ),
    Cause.SHARE: (
        "%(applications)s applications need %(needed)s reviews under the rule “%(share)s”, and "
        "those who may give them have only %(available)s places: %(missing)s are missing. Raise "
        "the loads, add such reviewers, or loosen the rule."
    ),
    Cause.MINIMUM: (
        "%(reviewers)s reviewers must read %(needed)s reviews in all, and the applications that "
        "they may read have only %(available)s to give: %(missing)s are missing. Lower the "
        "minimum, or lift conflicts."
    ),
    Cause.TOGETHER: (
        "Each rule can hold alone, but together they leave %(missing)s reviews without a place. "
        "Loosen the minimum loads or the rules on kinds of reviewers."
    ),
}


@record
class Obstruction:
    """Why no assignment exists: a witness that anyone may count again.

    `applications` and `reviewers` are indices: of those that need more than can be had, and of
    those whose places are all taken by them (for a minimum load: of the reviewers who must read
    more than is theirs to read). `needed - available == missing`, in reviews. `share` names the
    rule on a kind of reviewers, where there is one. After Hall (1935), as the cut of least
    capacity (Ford & Fulkerson 1956).
    """

    cause: Cause
    applications: tuple[int, ...]
    reviewers: tuple[int, ...]
    needed: int
    available: int
    missing: int
    share: str = ""


class ImpossibleAssignmentError(JuryError):
    """No assignment meets what was asked; `obstruction` says exactly why."""

    def __init__(self, obstruction: Obstruction) -> None:
        """Keep the witness, and word it."""
        self.obstruction = obstruction
        super().__init__(
            _SENTENCES[obstruction.cause],
            applications=len(obstruction.applications),
            reviewers=len(obstruction.reviewers),
            needed=obstruction.needed,
            available=obstruction.available,
            missing=obstruction.missing,
            share=obstruction.share,
        )
