"""A roll-out by waves over départements: each wave beside those not yet reached.

Eighteen fictitious départements, in an order drawn by lot: six start in the fourth month, six in
the sixth, six wait. Made-up figures: days to answer, with a true change of two days.
"""

import random

from reflexes.evaluation import Circumstances, Design, judge, measure_roll_out, word_finding

draw = random.Random(2027)  # noqa: S311 - made-up figures, the same at each run
starts = [3] * 6 + [5] * 6 + [-1] * 6
draw.shuffle(starts)
panel = []
for start in starts:
    usual = draw.gauss(12, 2)
    panel.append(
        [
            usual + 0.2 * month + draw.gauss(0, 0.6) - (2 if 0 <= start <= month else 0)
            for month in range(8)
        ]
    )

verdict = judge(
    Circumstances(
        design=Design.ROLL_OUT, treated=12, compared=6, before=3, after=5, order_drawn=True
    )
)
found = measure_roll_out(panel, starts)
print(word_finding("Délai de réponse", verdict, found.overall, unit="jours"))
print(f"Niveau {verdict.maryland} sur 5 de l’échelle du Maryland : l’ordre a été tiré au sort")
for step in found.steps:
    sign = "avant" if step.since < 0 else "après"
    print(f"  {step.since:+d} mois ({sign}) : {step.estimate.value:+.2f} jours")
