"""Evaluating a small pilot: what its design allows to say, measured honestly, and no more.

- `judge` looks at a design and the way it went, and says the most that may be said: an effect, a
  change, a difference, or nothing, with the levels of the Maryland and Nesta scales;
- the measures: `measure_change`, `compare_changes`, `compare_groups` and `deal_again` for few
  units, `measure_break` and `measure_rate_break` for series, `measure_roll_out` for waves,
  `synthetic_control` and `synthetic_difference` for one unit beside many;
- `synthesise` takes several pilots together, and refuses two;
- `word_finding` says it, in French or in English.

>>> from reflexes.evaluation import Circumstances, Design, judge
>>> judge(Circumstances(design=Design.BEFORE_AFTER, treated=6, before=1, after=1)).says.value
'change'

Numerical libraries come with the extra `evaluation`, and are imported when first needed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reflexes.evaluation.designs import (
        Circumstances,
        Design,
        Reason,
        Says,
        Verdict,
        judge,
    )
    from reflexes.evaluation.differences import (
        changes_of,
        compare_changes,
        compare_groups,
        measure_change,
    )
    from reflexes.evaluation.errors import EvaluationError
    from reflexes.evaluation.estimate import Estimate, Rests
    from reflexes.evaluation.interrupting import Break, measure_break
    from reflexes.evaluation.permuting import deal_again, flip_signs
    from reflexes.evaluation.rates import RateBreak, measure_rate_break
    from reflexes.evaluation.staggering import RollOut, measure_roll_out
    from reflexes.evaluation.synthesis import Synthesis, synthesise
    from reflexes.evaluation.synthetic import Synthetic, synthetic_control, synthetic_difference
    from reflexes.evaluation.wording import word_finding

_HOMES = {
    "Break": "interrupting",
    "Circumstances": "designs",
    "Design": "designs",
    "Estimate": "estimate",
    "EvaluationError": "errors",
    "RateBreak": "rates",
    "Reason": "designs",
    "Rests": "estimate",
    "RollOut": "staggering",
    "Says": "designs",
    "Synthesis": "synthesis",
    "Synthetic": "synthetic",
    "Verdict": "designs",
    "changes_of": "differences",
    "compare_changes": "differences",
    "compare_groups": "differences",
    "deal_again": "permuting",
    "flip_signs": "permuting",
    "judge": "designs",
    "measure_break": "interrupting",
    "measure_change": "differences",
    "measure_rate_break": "rates",
    "measure_roll_out": "staggering",
    "synthesise": "synthesis",
    "synthetic_control": "synthetic",
    "synthetic_difference": "synthetic",
    "word_finding": "wording",
}

__all__ = [
    "Break",
    "Circumstances",
    "Design",
    "Estimate",
    "EvaluationError",
    "RateBreak",
    "Reason",
    "Rests",
    "RollOut",
    "Says",
    "Synthesis",
    "Synthetic",
    "Verdict",
    "changes_of",
    "compare_changes",
    "compare_groups",
    "deal_again",
    "flip_signs",
    "judge",
    "measure_break",
    "measure_change",
    "measure_rate_break",
    "measure_roll_out",
    "synthesise",
    "synthetic_control",
    "synthetic_difference",
    "word_finding",
]


def __getattr__(name: str) -> Any:
    """Import a name's home when it is first asked for."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
