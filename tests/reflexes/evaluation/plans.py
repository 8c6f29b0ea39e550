"""Plans, and what was done, that tests start from."""

import datetime as dt
from typing import Any

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
    QualitativeQuestion,
    Question,
    Registration,
    Rule,
    Rung,
    Sizing,
    Unit,
    lock,
)
from reflexes.evaluation.estimate import Estimate, by_student
from reflexes.evaluation.plan import Criterion

LOCKED = dt.date(2027, 2, 1)
REPORTED = dt.date(2027, 10, 1)


def an_indicator(code: str = "delai", **said: Any) -> Indicator:
    """An indicator hoped to go down."""
    given: dict[str, Any] = {
        "code": code,
        "name": "Délai de réponse" if code == "delai" else code.capitalize(),
        "source": "Registre du courrier",
        "unit": "jours",
        "direction": Direction.DOWN,
        "frequency": Frequency.MONTHLY,
        "baseline": 6.5,
    }
    return Indicator(**given | said)


def units(treated: int, compared: int) -> tuple[Unit, ...]:
    """So many units on both sides."""
    return tuple(
        Unit(name=f"{word} {place + 1}", group=group)
        for word, group, count in (
            ("Pôle", Group.TREATED, treated),
            ("Témoin", Group.COMPARED, compared),
        )
        for place in range(count)
    )


def a_plan(
    design: Design = Design.BEFORE_AFTER, *, treated: int = 3, compared: int = 0, **said: Any
) -> Plan:
    """A whole plan of a small team."""
    given: dict[str, Any] = {
        "pilot": "Champs de subsidiarité",
        "registrant": "Responsable du service",
        "problem": "Les courriers font trop d’allers-retours.",
        "objectives": (
            Objective(code="confiance", says="Des agents qui décident", rung=Rung.PURPOSE),
            Objective(code="vite", says="Répondre vite", rung=Rung.OUTCOME, under="confiance"),
        ),
        "questions": (
            Question(code="courriers", asks="Répond-on plus vite ?", indicators=("delai",)),
            Question(code="gens", asks="Qu’en disent les agents ?", indicators=("confiance-dit",)),
        ),
        "as_planned": Circumstances(
            design=design, treated=treated, compared=compared, before=3, after=3
        ),
        "assignment": "Volontaires",
        "units": units(treated, compared),
        "primary": an_indicator(objective="vite"),
        "others": (an_indicator("confiance-dit", unit="%", baseline=40.0),),
        "sizing": Sizing(least_worth=1.0, spread=1.5),
        "measured_from": dt.date(2027, 1, 1),
        "starts_on": dt.date(2027, 4, 1),
        "ends_on": dt.date(2027, 6, 30),
        "reported_on": dt.date(2027, 9, 30),
        "stopping": (Rule(when="Deux plaintes en un mois", then="Retour à l’ancien circuit"),),
        "qualitative": (
            QualitativeQuestion(
                code="utile", asks="Est-ce utile ?", criterion=Criterion.RELEVANCE,
                asked_of="Les agents", raters=("Cheffe", "Voisin"),
            ),
        ),
        "costs": (Cost(name="Animation", amount=120_000),),
    }  # fmt: skip
    return Plan(**given | said)


def a_registration(plan: Plan | None = None) -> Registration:
    """A plan locked two months before the start."""
    return lock(plan or a_plan(), on=LOCKED)


def an_estimate(value: float = -2.0, error: float = 0.3) -> Estimate:
    """A change of two days, rather sure."""
    return by_student(value, error, 8, method="mean change, paired", units=9)


def what_was_done(plan: Plan | None = None, **said: Any) -> Done:
    """The pilot as it was promised, one indicator not measured."""
    kept = plan or a_plan()
    given: dict[str, Any] = {
        "starts_on": kept.starts_on,
        "ends_on": kept.ends_on,
        "ending": Ending.ENDED,
        "as_done": kept.as_planned,
        "units": kept.units,
        "found": (
            Found(question="courriers", indicator="delai", estimate=an_estimate()),
            Found(
                question="gens",
                indicator="confiance-dit",
                not_measured="Le sondage n’a pas eu lieu.",
            ),
        ),
        "costs": kept.costs,
        "obtained": 400.0,
        "obtained_unit": "courriers",
    }
    return Done(**given | said)
