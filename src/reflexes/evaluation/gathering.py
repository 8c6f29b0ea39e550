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
from reflexes.records import changed, record
from reflexes.wording import translator

if TYPE_CHECKING:
    from reflexes.evaluation.synthesis import Synthesis
    from reflexes.plotting import Picture

LEAST_BESIDE, LEAST_POOLED = 2, 3
"""From two on pilots stand side by side; from three on they may be pooled."""


class Standing(StrEnum):
    """What a piece of evidence brings."""

    FOUND = "found"
    NIL = "nil"
    FIGURES = "figures"
    ABANDONED = "abandoned"
    ACCOUNT = "account"


STANDINGS = {
    Standing.FOUND: "A finding with its estimate",
    Standing.NIL: "Nil or undecided: the interval holds nil",
    Standing.FIGURES: "Figures, without an estimate",
    Standing.ABANDONED: "A test given up",
    Standing.ACCOUNT: "An account, without a comparison",
}
"""What each is called; message ids."""

STRENGTHS = {
    Design.ACCOUNT: "People tell what they saw. Nothing was compared.",
    Design.AFTER_ONLY: "Measured after only: nobody knows where things stood before.",
    Design.BEFORE_AFTER: (
        "Measured before and after, with nobody beside: a change may be told, not why it came."
    ),
    Design.COMPARISON: (
        "Compared with others who did not take part, and who were not drawn by lot: they may have "
        "differed from the first."
    ),
    Design.RANDOMISED: "Chance drew who took part: the strongest comparison there is.",
}
"""How strong each design is, in plain words; message ids."""

MEANS = {
    Claim.CHANGE: "These are changes: none of these pilots tells why they came.",
    Claim.DIFFERENCE: "These are differences between groups: none of these pilots tells why.",
    Claim.EFFECT: (
        "Each pilot compares with others, and depends on what its own comparison supposes."
    ),
}
"""What a mean of such values does not say; message ids."""


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
                # One pilot counts once on one thing: its first result, which was promised first.
                group = groups.setdefault((*_key(result, found), found.claim), {})
                group.setdefault(
                    evidence.code, Beside(evidence=evidence, result=result, estimate=found)
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
    for evidence in known:
        promised = next(
            (one for one in evidence.results if not one.estimate and _key(one, None) == key), None
        )
        if promised is not None and evidence.code not in pilots:
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


# In words.


def word_standing(standing: Standing, language: str = "fr") -> str:
    """What a piece of evidence brings, in words."""
    return translator(language)(STANDINGS[standing])


def word_strength(evidence: Evidence, language: str = "fr") -> str:
    """How strong it is, in a plain sentence."""
    return translator(language)(STRENGTHS[evidence.design])


def word_gathered(gathered: Gathered, language: str = "fr") -> tuple[str, ...]:
    """What the evidence of a piste is made of, what may be put together, and what is asked for."""
    say = translator(language)
    if not gathered.evidence:
        return (say("No trial of this piste stands in this edition."), say(ASKED_FOR))
    counts = [
        f"{say(PLURALS[each])}{_colon(language)}{gathered.count(each)}"
        for each in Standing
        if gathered.count(each)
    ]
    counted = ", ".join(counts)
    sentences = [f"{counted[0].upper()}{counted[1:]}."]
    if gathered.estimates == 0:
        sentences.append(say("No pilot brings an estimate: nothing can be put together."))
    elif gathered.estimates == 1:
        sentences.append(say("One pilot alone brings an estimate: it stands by itself."))
    elif not gathered.together:
        sentences.append(
            say(
                "No two pilots measured one thing in one unit with comparisons of one kind: they "
                "are not put together, and no number stands for them all."
            )
        )
    sentences.append(say(ASKED_FOR))
    return tuple(sentences)


ASKED_FOR = (
    "Tests given up and nil results are asked for as much as the others: without them, what "
    "remains would look better than it is. Pilots are never counted for and against."
)

PLURALS = {
    Standing.FOUND: "findings with an estimate",
    Standing.NIL: "nil or undecided results",
    Standing.FIGURES: "figures without an estimate",
    Standing.ABANDONED: "tests given up",
    Standing.ACCOUNT: "accounts without a comparison",
}
"""What several are called in a count; message ids."""


def word_together(together: Together, language: str = "fr") -> str:
    """What pilots of one thing say together, for somebody who never met a statistic."""
    # Late: the words of findings are plain, but their neighbours are long to import.
    from reflexes.evaluation.wording import said  # noqa: PLC0415 - see above

    say, pooled, unit = translator(language), together.pooled, together.unit
    without = len(together.pilots) - len(together.measured)
    facts = {"pilots": len(together.measured), "indicator": together.name}
    if pooled is None:
        words = (
            say(
                "%(pilots)s pilots measured “%(indicator)s”. Two pilots do not tell how far pilots "
                "differ: they stand side by side, and no number stands for both."
            )
            if len(together.measured) < LEAST_POOLED
            else say(
                "%(pilots)s pilots measured “%(indicator)s”. They stand side by side; no mean was "
                "computed."
            )
        )
        sentences = [words % facts]
    else:
        numbers = {
            "value": said(pooled.value, unit, language, signed=True),
            "low": said(pooled.low, unit, language),
            "high": said(pooled.high, unit, language),
            "from": said(pooled.predicted[0], unit, language),
            "to": said(pooled.predicted[1], unit, language),
        }
        sentences = [
            say(
                "Over %(pilots)s pilots that measured “%(indicator)s”, the mean is %(value)s; it "
                "may lie anywhere between %(low)s and %(high)s."
            )
            % (facts | numbers),
            say(
                "If you tried it where you are, expect something between %(from)s and %(to)s, "
                "roughly: pilots differ, and so few of them tell it badly."
            )
            % numbers,
        ]
        if pooled.low <= 0 <= pooled.high:
            sentences.append(say("The interval of the mean holds nil: nothing is decided."))
    if without:
        sentences.append(
            say("Pilots that promised it and brought no figure: %(count)s. They are in the table.")
            % {"count": without}
        )
    sentences.append(say(MEANS[together.claim]))
    return " ".join(sentences)


def word_pilots(together: Together, language: str = "fr") -> tuple[str, ...]:
    """Each pilot of one thing on a line: where, what was found, in which interval."""
    from reflexes.evaluation.wording import said  # noqa: PLC0415 - late, as above

    say, unit = translator(language), together.unit
    return tuple(
        say("%(pilot)s: %(value)s (%(low)s to %(high)s)")
        % {
            "pilot": _called(one, language),
            "value": said(one.estimate.value, unit, language, signed=True),
            "low": said(one.estimate.low, unit, language),
            "high": said(one.estimate.high, unit, language),
        }
        if one.estimate
        else f"{_called(one, language)}{_colon(language)}{say(one.result.outcome.value)}"
        for one in together.pilots
    )


def _called(one: Beside, language: str) -> str:
    return one.evidence.place or one.evidence.title.in_language(language)


def _colon(language: str) -> str:
    return "\N{NO-BREAK SPACE}: " if language == "fr" else ": "


def picture_together(together: Together, language: str = "fr", *, place: int = 1) -> "Picture":
    """The forest plot of pilots of one thing, with its table; `place` numbers it on its page."""
    from reflexes.evaluation.picturing import Pilot, picture_synthesis  # noqa: PLC0415 - late: numbers

    say = translator(language)
    pilots = [
        Pilot(
            name=_called(one, language),
            value=one.estimate.value,
            error=one.estimate.error,
            low=one.estimate.low,
            high=one.estimate.high,
        )
        if one.estimate
        else Pilot(
            name=_called(one, language),
            value=None,
            error=None,
            because=say(one.result.outcome.value),
        )
        for one in together.pilots
    ]
    drawn = picture_synthesis(
        pilots, together.pooled, together.name, unit=together.unit, language=language
    )
    return changed(drawn, name=f"synthesis-{place}", sentence=word_together(together, language))
