"""What the evidence of one piste says together: pilots side by side, a mean where one may be told.

Pilots are set side by side when they measured one thing, in one unit, and their designs allow the
same claim. From three on `synthesise` pools them; two never make a number. Nobody counts who is for
and who is against: an abandoned test and a nil result are pilots like the others.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

from reflexes.evaluation.errors import EvaluationError
from reflexes.evidence import Claim, Design, Evidence, Outcome, RecordedEstimate, Result
from reflexes.records import record

if TYPE_CHECKING:
    from reflexes.evaluation.synthesis import Synthesis

LEAST_BESIDE, LEAST_POOLED = 2, 3
"""From two on pilots stand side by side; from three on they may be pooled."""


class Standing(StrEnum):
    """What a piece of evidence brings."""

    FOUND = "found"
    NIL = "nil"
    FIGURES = "figures"
    ABANDONED = "abandoned"
    ACCOUNT = "account"


@record
class Beside:
    """A pilot set beside others on one thing; without estimate, why it has none."""

    evidence: Evidence
    result: Result
    estimate: RecordedEstimate | None


@record
class Together:
    """Pilots that measured one thing in one unit; `pooled` from three estimates on."""

    name: str
    unit: str
    claim: Claim
    pilots: tuple[Beside, ...]
    pooled: "Synthesis | None"

    @property
    def measured(self) -> tuple[RecordedEstimate, ...]:
        """The estimates there are."""
        return tuple(one.estimate for one in self.pilots if one.estimate)


@record
class Gathered:
    """The evidence of a piste: each piece with what it brings, and what several say together."""

    evidence: tuple[tuple[Evidence, Standing], ...]
    together: tuple[Together, ...]

    def count(self, standing: Standing) -> int:
        """How many pieces bring this."""
        return sum(each is standing for _, each in self.evidence)

    @property
    def estimates(self) -> int:
        """How many pieces bring an estimate, a nil one among them."""
        return self.count(Standing.FOUND) + self.count(Standing.NIL)


def standing_of(evidence: Evidence) -> Standing:
    """What a piece of evidence brings."""
    estimates = [one.estimate for one in evidence.results if one.estimate]
    if estimates:
        first = estimates[0]
        return Standing.NIL if first.low <= 0 <= first.high else Standing.FOUND
    if any(one.outcome is Outcome.ABANDONED for one in evidence.results):
        return Standing.ABANDONED
    if evidence.design is Design.ACCOUNT:
        return Standing.ACCOUNT
    return Standing.FIGURES


def gather(several: Iterable[Evidence]) -> Gathered:
    """The evidence of one piste, put together as far as it may be."""
    known = tuple(one for one in several if one.withdrawn is None)
    order = list(Standing)
    told = sorted(((one, standing_of(one)) for one in known), key=lambda each: order.index(each[1]))
    return Gathered(evidence=tuple(told), together=tuple(_together(known)))


def _key(result: Result, estimate: RecordedEstimate | None) -> tuple[str, str]:
    name = (estimate.shared_name if estimate else "") or result.indicator
    return _same(name), _same(result.unit)


def _same(words: str) -> str:
    """Words without case, doubled spaces or the apostrophe that a keyboard gave."""
    return " ".join(words.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").casefold().split())


def _together(known: tuple[Evidence, ...]) -> Iterator[Together]:
    groups: dict[tuple[str, str, Claim], dict[str, Beside]] = {}
    for evidence in known:
        for result in evidence.results:
            if (found := result.estimate) and found.error > 0:
                # One pilot counts once on one thing, in however many records it is told: by its
                # first result, which was promised first.
                group = groups.setdefault((*_key(result, found), found.claim), {})
                group.setdefault(
                    evidence.trial, Beside(evidence=evidence, result=result, estimate=found)
                )
    for (name, unit, claim), pilots in groups.items():
        if len(pilots) >= LEAST_BESIDE:
            first = next(iter(pilots.values()))
            without = _without(known, pilots, (name, unit))
            yield Together(
                name=(first.estimate.shared_name if first.estimate else "")
                or first.result.indicator,
                unit=first.result.unit,
                claim=claim,
                pilots=(*pilots.values(), *without),
                pooled=_pooled(tuple(pilots.values())),
            )


def _without(
    known: tuple[Evidence, ...], pilots: dict[str, Beside], key: tuple[str, str]
) -> Iterator[Beside]:
    """Those that promised the same thing and brought no figure: they stand in the picture too."""
    met = set(pilots)
    for evidence in known:
        promised = next(
            (one for one in evidence.results if not one.estimate and _key(one, None) == key), None
        )
        if promised is not None and evidence.trial not in met:
            met.add(evidence.trial)
            yield Beside(evidence=evidence, result=promised, estimate=None)


def _pooled(pilots: tuple[Beside, ...]) -> "Synthesis | None":
    found = [one.estimate for one in pilots if one.estimate]
    if len(found) < LEAST_POOLED:
        return None
    # Late: the numbers come with the extra `evaluation`, and take a while to import.
    try:
        from reflexes.evaluation.synthesis import synthesise  # noqa: PLC0415 - see above
    except ModuleNotFoundError:
        return None
    try:
        return synthesise([one.value for one in found], [one.error for one in found])
    except EvaluationError:
        return None
