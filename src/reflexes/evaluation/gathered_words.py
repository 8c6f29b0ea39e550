"""The evidence of one piste in words, for somebody who never met a statistic, and in pictures."""

from collections import Counter
from typing import TYPE_CHECKING

from reflexes.evaluation.gathering import LEAST_POOLED, Gathered, Standing, Together
from reflexes.evidence import Claim, Design, Evidence
from reflexes.records import changed
from reflexes.wording import translator

if TYPE_CHECKING:
    from reflexes.plotting import Picture

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

ASKED_FOR = (
    "Tests given up and nil results are asked for as much as the others: without them, what "
    "remains would look better than it is. Pilots are never counted for and against."
)
"""What is asked of whoever tries; a message id."""

PLURALS = {
    Standing.FOUND: "findings with an estimate",
    Standing.NIL: "nil or undecided results",
    Standing.FIGURES: "figures without an estimate",
    Standing.ABANDONED: "tests given up",
    Standing.ACCOUNT: "accounts without a comparison",
}
"""What several are called in a count; message ids."""


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
            "pilot": name,
            "value": said(one.estimate.value, unit, language, signed=True),
            "low": said(one.estimate.low, unit, language),
            "high": said(one.estimate.high, unit, language),
        }
        if one.estimate
        else f"{name}{_colon(language)}{say(one.result.outcome.value)}"
        for name, one in zip(_names(together, language), together.pilots, strict=True)
    )


def _names(together: Together, language: str) -> tuple[str, ...]:
    """What each pilot is called: its place, its title beside another of its place, then a rank."""
    places = Counter(one.evidence.place for one in together.pilots)
    names = [
        one.evidence.place
        if one.evidence.place and places[one.evidence.place] == 1
        else one.evidence.title.in_language(language)
        for one in together.pilots
    ]
    ranks = {
        at: 1 + names[:at].count(name) for at, name in enumerate(names) if names.count(name) > 1
    }
    return tuple(f"{name} ({ranks[at]})" if at in ranks else name for at, name in enumerate(names))


def _colon(language: str) -> str:
    return "\N{NO-BREAK SPACE}: " if language == "fr" else ": "


def picture_together(together: Together, language: str = "fr", *, place: int = 1) -> "Picture":
    """The forest plot of pilots of one thing, with its table; `place` numbers it on its page."""
    from reflexes.evaluation.picturing import Pilot, picture_synthesis  # noqa: PLC0415 - late: numbers

    say = translator(language)
    pilots = [
        Pilot(
            name=name,
            value=one.estimate.value,
            error=one.estimate.error,
            low=one.estimate.low,
            high=one.estimate.high,
        )
        if one.estimate
        else Pilot(
            name=name,
            value=None,
            error=None,
            because=say(one.result.outcome.value),
        )
        for name, one in zip(_names(together, language), together.pilots, strict=True)
    ]
    drawn = picture_synthesis(
        pilots, together.pooled, together.name, unit=together.unit, language=language
    )
    return changed(drawn, name=f"synthesis-{place}", sentence=word_together(together, language))
