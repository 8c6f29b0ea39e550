"""How a submission arrived, as its letter says it; pages and papers have words of their own."""

from collections.abc import Mapping
from types import MappingProxyType

from reflexes_calls.domain.clock import local_words
from reflexes_calls.domain.deadlines import Standing, Verdict

ARRIVED: Mapping[Verdict, tuple[str, str]] = MappingProxyType(
    {
        Verdict.IN_TIME: (
            "Il est arrivé à temps\u00a0: la date limite est le {announced}.",
            "It arrived in time: the deadline is {announced}.",
        ),
        Verdict.MOVED: (
            "Il est arrivé à temps\u00a0: une panne a reporté la date limite du {announced}.",
            "It arrived in time: an outage moved the deadline of {announced} for everyone.",
        ),
        Verdict.IN_GRACE: (
            "Il est arrivé à temps, dans le délai de grâce de l’appel, jusqu’au {until}.",
            "It arrived in time, within the grace of the call, which lasts until {until}.",
        ),
        Verdict.ADMITTED: (
            "Il est admis après la date limite du {announced}, par une décision motivée.",
            "It is admitted after the deadline of {announced}, by a reasoned decision.",
        ),
    }
)
"""For each way to arrive, what the letter says of it in French, then in English."""
REPLACES = (
    "Cette version {number} remplace la version {before}, qui reste conservée.",
    "This version {number} takes the place of version {before}, which stays kept.",
)


def arrival_facts(standing: Standing, number: int, replaced: int | None) -> dict[str, str]:
    """The facts of the receipt: how a version arrived, and which one it takes the place of."""
    told = {"announced": local_words(standing.announced), "until": local_words(standing.until)}
    arrived = [said.format(**told) for said in ARRIVED[standing.verdict]]
    replaces = [said.format(number=number, before=replaced) for said in REPLACES]
    if replaced is None:
        replaces = ["", ""]
    return {
        "arrived": arrived[0],
        "arrived_en": arrived[1],
        "replaces": replaces[0],
        "replaces_en": replaces[1],
    }
