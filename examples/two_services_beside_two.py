"""Two services compared with two others: a wide interval, and how little it takes to undo it.

Made-up figures: the share of letters answered within a week, month by month.
"""

import datetime as dt

from reflexes.evaluation import (
    Circumstances,
    Design,
    analyse,
    arrange,
    bound_trends,
    read_pasted,
    word_finding,
)

TABLE = """Service;Groupe;2027-01;2027-02;2027-03;2027-04;2027-05;2027-06
Logement;pilote;52;50;53;61;63;64
Écoles;pilote;47;48;47;58;57;60
Sports;témoin;55;54;56;57;58;57
Culture;témoin;49;51;50;50;52;51
"""

panel = arrange(read_pasted(TABLE, unit="%"), starts_on=dt.date(2027, 4, 1))
found = analyse(panel, Circumstances(design=Design.DIFFERENCE))
print(word_finding("Réponses sous huit jours", found.verdict, found.estimate, unit="points"))
print(f"Niveau {found.verdict.maryland} sur 5 de l’échelle du Maryland")

trends = bound_trends(panel.treated, panel.compared, before=panel.before)
for bound in trends.bounds:
    print(
        f"Si les tendances s’écartent {bound.magnitude:g} fois autant qu’avant :"
        f" de {bound.interval.low:.1f} à {bound.interval.high:.1f} points"
    )
print(f"L’intervalle contient zéro à partir de {trends.breakdown:.2f} fois")
