"""A small team compares before and after, and is told what that does not show.

Three services of one town hall measure the days a letter takes. The figures are made up.
"""

import datetime as dt

from reflexes.evaluation import (
    Circumstances,
    Cost,
    Design,
    Direction,
    Done,
    Ending,
    Found,
    Frequency,
    Group,
    Indicator,
    Objective,
    Plan,
    Question,
    Rule,
    Rung,
    Sizing,
    Unit,
    analyse,
    arrange,
    groups_of,
    lock,
    look_at,
    make_report,
    propose,
    read_pasted,
    word_report,
)
from reflexes.evaluation.planning import REMARKS
from reflexes.wording import translator

TABLE = """Service	janvier 2027	février 2027	mars 2027	avril 2027	mai 2027	juin 2027
État civil	6,5	7	5	5	4,5	4
Urbanisme	6	6	4,5	5	5	4
Petite enfance	7	8	6	5,5	5	5
"""

say = translator("fr")
plan = Plan(
    pilot="Signer au plus près",
    registrant="Directrice générale adjointe, ville fictive",
    problem="Un courrier attend six jours sa signature.",
    objectives=(
        Objective(code="confiance", says="Des services qui décident", rung=Rung.PURPOSE),
        Objective(code="delai", says="Répondre vite", rung=Rung.OUTCOME, under="confiance"),
        Objective(code="ateliers", says="Trois ateliers", rung=Rung.ACTION, under="delai"),
    ),
    questions=(Question(code="vite", asks="Répond-on plus vite ?", indicators=("jours",)),),
    as_planned=Circumstances(design=Design.BEFORE_AFTER, treated=3, before=2, after=4),
    why_not_stronger="Aucun autre service ne mesure ses délais.",
    assignment="Les trois services volontaires",
    units=tuple(
        Unit(name=name, group=Group.TREATED)
        for name in ("État civil", "Urbanisme", "Petite enfance")
    ),
    primary=Indicator(
        code="jours",
        name="Délai de réponse",
        objective="delai",
        source="Registre du courrier",
        unit="jours",
        direction=Direction.DOWN,
        frequency=Frequency.MONTHLY,
        baseline=6.5,
    ),
    sizing=Sizing(least_worth=1.0, spread=0.5, spread_from="Relevé de 2026"),
    measured_from=dt.date(2027, 1, 1),
    starts_on=dt.date(2027, 3, 1),
    ends_on=dt.date(2027, 6, 30),
    reported_on=dt.date(2027, 9, 30),
    stopping=(Rule(when="Deux plaintes en un mois", then="Retour à l’ancien circuit"),),
    abandoning=(Rule(when="Un service se retire", then="On arrête, et on dit pourquoi"),),
    costs=(Cost(name="Animation des ateliers", amount=240_000),),
)
kept = lock(plan, on=dt.date(2027, 2, 1))
print(f"Verrouillé : {kept.digest[:16]}")
for remark in look_at(plan).remarks:
    print("·", say(REMARKS[remark]))

panel = arrange(read_pasted(TABLE), starts_on=plan.starts_on, groups=groups_of(plan))
found = analyse(panel, plan.as_planned)
report = make_report(
    kept,
    Done(
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        ending=Ending.ENDED,
        as_done=found.facts,
        units=plan.units,
        found=(Found(question="vite", indicator="jours", estimate=found.estimate),),
        costs=plan.costs,
        obtained=400,
        obtained_unit="courriers",
        lessons=("Garder la méthode par écrit : deux animatrices ont changé de poste.",),
    ),
    on=dt.date(2027, 9, 30),
)
for section in word_report(report):
    print(f"\n{section.heading}")
    for sentence in section.sentences:
        print(" ", sentence)

proposal = propose(
    report, code="ville-fictive-signer-au-plus-pres", pistes=("management-de-la-subsidiarite",)
)
print(f"\nProposé au catalogue : {proposal.path}")
