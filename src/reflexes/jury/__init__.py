"""A jury one can trust: who reads what, what the scores mean, what is chosen and why.

Plain arrays in, records out: nothing here knows the catalogue or the service. Three passages, each
usable alone:

- `assign` gives every application its reviewers: the best sum of fit, proven, under loads, minimum
  loads, conflicts and kinds of reviewers; or the exact obstruction when nothing can hold;
- `calibrate` tells the applications from the severity of those who read them, with an error for
  each, a guard against assignments that follow quality, and how far the scores can be trusted;
- `choose` takes the portfolio of the highest value under a budget and rules, with its proof.

>>> from reflexes.jury import assign
>>> assign([[3.0, 1.0], [2.0, 2.0]], reviews=1, loads=1).pairs
((0, 0), (1, 1))

The numerical libraries come with the extra `jury`; they are imported when a name is first asked
for, so that importing this package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reflexes.jury.agreement import Agreement, measure_agreement
    from reflexes.jury.assigning import assign
    from reflexes.jury.assignment import Assignment
    from reflexes.jury.calibrating import calibrate
    from reflexes.jury.calibration import Calibration
    from reflexes.jury.choosing import choose
    from reflexes.jury.errors import ImpossibleAssignmentError, JuryError, Obstruction
    from reflexes.jury.explaining import Explanation, explain
    from reflexes.jury.fairness import Fairness, measure_fairness
    from reflexes.jury.lottery import draw_lots
    from reflexes.jury.portfolio import Portfolio, Rule
    from reflexes.jury.randomising import Chances, randomise
    from reflexes.jury.second_jury import SecondJury, expect_second_jury
    from reflexes.jury.shares import Share
    from reflexes.jury.similarity import compare_texts

_HOMES = {
    "Agreement": "agreement",
    "Assignment": "assignment",
    "Calibration": "calibration",
    "Chances": "randomising",
    "Explanation": "explaining",
    "Fairness": "fairness",
    "ImpossibleAssignmentError": "errors",
    "JuryError": "errors",
    "Obstruction": "errors",
    "Portfolio": "portfolio",
    "Rule": "portfolio",
    "SecondJury": "second_jury",
    "Share": "shares",
    "assign": "assigning",
    "calibrate": "calibrating",
    "choose": "choosing",
    "compare_texts": "similarity",
    "draw_lots": "lottery",
    "expect_second_jury": "second_jury",
    "explain": "explaining",
    "measure_agreement": "agreement",
    "measure_fairness": "fairness",
    "randomise": "randomising",
}

__all__ = [
    "Agreement",
    "Assignment",
    "Calibration",
    "Chances",
    "Explanation",
    "Fairness",
    "ImpossibleAssignmentError",
    "JuryError",
    "Obstruction",
    "Portfolio",
    "Rule",
    "SecondJury",
    "Share",
    "assign",
    "calibrate",
    "choose",
    "compare_texts",
    "draw_lots",
    "expect_second_jury",
    "explain",
    "measure_agreement",
    "measure_fairness",
    "randomise",
]


def __getattr__(name: str) -> Any:
    """Import a name's home when it is first asked for."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
