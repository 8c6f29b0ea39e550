"""Evidence of one piste: pilots that measured one delay, and others that brought no number."""

from typing import Any

from reflexes.evaluation.returning import proposal_of
from reflexes.evidence import Claim, Design, Evidence, Outcome, RecordedEstimate, Result
from reflexes.texts import Says, Status, Text, Title
from tests.reflexes.evaluation.plans import REPORTED

PISTE = "telephoner"


def an_estimate(value: float, error: float, **said: Any) -> RecordedEstimate:
    """An effect and its interval by the normal law."""
    given: dict[str, Any] = {
        "claim": Claim.EFFECT,
        "value": value,
        "error": error,
        "low": value - 1.96 * error,
        "high": value + 1.96 * error,
        "units": 12,
    }
    return RecordedEstimate(**given | said)


def a_piece(code: str, *results: Result, **said: Any) -> Evidence:
    """A piece of evidence of the piste."""
    given: dict[str, Any] = {
        "code": code,
        "title": Title(fr=f"Essai {code}", en=f"Trial {code}", says=Says.OURS),
        "status": Status.OURS,
        "known_on": REPORTED,
        "pistes": (PISTE,),
        "place": code.capitalize(),
        "design": Design.COMPARISON,
        "finding": Text(fr="Le délai a bougé.", says=Says.OURS),
        "limits": Text(fr="Une ville.", says=Says.OURS),
        "results": results,
    }
    return Evidence(**given | said)


def a_delay(value: float | None, error: float = 0.5, **said: Any) -> Result:
    """The delay as a pilot measured it; without value, it was given up."""
    given: dict[str, Any] = {
        "indicator": "Délai de réponse",
        "unit": "jours",
        "outcome": Outcome.ABANDONED if value is None else Outcome.MET,
        "estimate": None if value is None else an_estimate(value, error),
    }
    return Result(**given | said)


def toml_of(evidence: Evidence) -> str:
    """Its file in a catalogue."""
    return proposal_of(evidence).toml
