"""Proposition 99: California's tobacco tax of 1988, beside 38 other states.

Packs of cigarettes sold per head and per year, 1970 to 2000 (Orzechowski & Walker, « The Tax Burden
on Tobacco »), as Abadie, Diamond & Hainmueller (JASA 2010) took them and the package `causalpy`
gives them under Apache-2.0; retyped to one decimal in `proposition_99.csv`.
"""

import datetime as dt
from pathlib import Path

from reflexes.evaluation import (
    Circumstances,
    Design,
    analyse,
    arrange,
    changes_of,
    read_table,
    synthetic_control,
    synthetic_difference,
    word_finding,
)

table = read_table(Path(__file__).parent / "proposition_99.csv")
panel = arrange(table, starts_on=dt.date(1989, 1, 1))
california, before = panel.treated[0], panel.before

plain = changes_of(panel.treated, before)[0] - changes_of(panel.compared, before).mean()
mixture = synthetic_control(california, panel.compared, before=before)
both = synthetic_difference(california, panel.compared, before=before)
print(f"Différence de différences : {plain:.2f} paquets (publié : −27,3)")
print(f"Contrôle synthétique, poids exacts : {mixture.value:.4f} (publié : −19,6)")
print(f"Différence synthétique, poids exacts : {both.value:.2f} (publié : −15,6)")
print(f"Rang parmi les placebos : {mixture.rank} sur {len(mixture.placebos) + 1}")

heaviest = sorted(zip(mixture.weights, panel.compared_units, strict=True), reverse=True)
for weight, state in heaviest[:5]:
    print(f"  {state} : {weight:.2f}")

facts = Circumstances(design=Design.SYNTHETIC, misfit=mixture.misfit, misfit_allowed=3.0)
found = analyse(panel, facts)
print(word_finding("Paquets par habitant", found.verdict, found.estimate, unit="paquets"))
