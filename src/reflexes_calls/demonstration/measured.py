"""A pilot of the demonstration told by its figures: promised, measured, reported, given back."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial

from reflexes_calls.actions import evaluating, piloting
from reflexes_calls.actions.measuring_pilots import keep_table, measures_page
from reflexes_calls.actions.planning_pilots import lock_plan, plan_page, save_answers_of_plan
from reflexes_calls.actions.reaching_milestones import deliver, set_milestone, steps_page
from reflexes_calls.actions.reporting_pilots import issue_report, report_page
from reflexes_calls.demonstration.cast import Cast, Event
from reflexes_calls.domain.people import Person

LETTERS = "aune-courriers"
"""The file whose pilot has a plan."""
DAYS = (-430, -400, -370, -340, -290, -260, -230, -200, -170)
"""The days on which delays were read, the last five after the start."""
STARTS, ENDS, REPORTED = -316, -150, -120
DELAYS = {
    "Accueil social": (12.4, 11.9, 12.8, 12.1, 9.6, 8.9, 8.4, 8.7, 8.1),
    "Transports scolaires": (10.8, 11.5, 11.1, 11.2, 9.3, 8.1, 7.9, 8.2, 7.6),
    "Habitat": (13.1, 12.6, 13.4, 12.9, 11.2, 10.4, 9.1, 9.5, 9.9),
    "Voirie": (11.6, 11.2, 12.0, 11.4, 11.5, 11.0, 10.8, 11.3, 10.9),
    "Petite enfance": (12.2, 12.8, 12.1, 12.5, 12.0, 12.4, 11.6, 12.1, 11.8),
    "Culture et sports": (10.9, 10.4, 11.2, 10.7, 10.8, 10.2, 10.6, 10.1, 10.5),
}
"""Days before an answer, in the three services that take part, then in three beside."""
PLAN = {
    "registrant": "Responsable du courrier, communauté de communes fictive",
    "problem": "Un courrier d’usager attend douze jours dans trois services.",
    "purpose": "Des usagers qui savent à quoi s’en tenir",
    "outcomes": "Répondre plus vite\nNe pas épuiser les services qui prêtent",
    "actions": "Prêter quatre agents deux semaines par mois\nÉcrire ce qu’on peut répondre",
    "assumption": "Les volontaires restent volontaires",
    "treated": "Accueil social\nTransports scolaires\nHabitat",
    "compared": "Voirie\nPetite enfance\nCulture et sports",
    "drawn": "",
    "assignment": "Les trois services qui avaient demandé de l’aide. Leurs voisins acceptent les "
    "relevés.",
    "why_not_stronger": "Tirer au sort aurait privé d’aide un service qui la demandait.",
    "design": "",
    "indicator": "Jours entre l’arrivée d’un courrier et la réponse",
    "unit": "jours",
    "source": "Le registre du courrier",
    "direction": "down",
    "frequency": "monthly",
    "before": "4",
    "after": "5",
    "baseline": "12",
    "least_worth": "2",
    "spread": "0,6",
    "question": "Les services renforcés répondent-ils plus vite que leurs voisins ?",
    "others": "Heures prêtées par mois; heures; le planning des renforts; baisse",
    "stop_when": "Deux volontaires s’arrêtent le même mois",
    "stop_then": "Les renforts sont suspendus et la responsable réunit les services",
    "abandon_when": "Trois mois sans relevé",
    "missing": "Un mois sans relevé reste vide et le rapport le dit.",
    "asks": "Qu’est-ce que le renfort a changé à votre travail ?",
    "asked_of": "Les agents des six services",
    "criterion": "effectiveness",
    "raters": "une cheffe de service ; un agent du courrier",
    "costs": "Formation ; 3 200 €\nRemplacements ; 6 000 €",
    "data_protection": "Aucun nom : des moyennes par service.",
    "outcomes_seen": "nothing",
    "publishes_nil": "yes",
}
"""The answers of the plan, but its days."""
HALF_WAY = {"name": "Note à mi-parcours", "role": "responsable du courrier", "tranche": ""}
REPORT = {
    "title_en": "Reinforcements for the mail room: answers came sooner than next door",
    "ended_because": "",
    "obtained": "1 350",
    "obtained_unit": "courriers",
    "surprises": "Des services voisins ont demandé la fiche sur ce qu’il est permis de répondre.",
    "obstacles": "Une volontaire a changé de poste au troisième mois.",
    "lessons": "Écrire ce qu’il est permis de répondre a compté autant que les bras.\n"
    "Dire le planning au début du mois : les renforts de dernière minute n’ont servi à rien.",
    "limits": "Les trois services avaient demandé de l’aide : peut-être allaient-ils changer.",
    "cost-0": "2 900",
    "cost-1": "5 400",
}
WHY_NOT = "Le planning n’a plus été tenu après le troisième mois : les heures ne sont pas sûres."
WHY_APART = {
    "indicators": WHY_NOT,
    "costs[Formation]": "La responsable du courrier a formé les volontaires elle-même.",
    "costs[Remplacements]": "Une semaine de pointe a été annulée.",
}
"""Why a thing promised was done otherwise, by how its path begins."""
RATINGS = ("4", "3")
RESTS_ON = "Neuf entretiens, deux par service et trois volontaires."


def measured_pilot(cast: Cast, person: Person, pilot: Callable[[], str]) -> Iterator[Event]:
    """What happens to the pilot, each act with its day."""
    desk, manager = cast.desk, cast.manager
    half_way = -235

    def promise() -> None:
        said = PLAN | {
            "measured_from": cast.day(DAYS[0]),
            "starts_on": cast.day(STARTS),
            "ends_on": cast.day(ENDS),
            "reported_on": cast.day(REPORTED),
        }
        before = plan_page(desk, person, pilot()).revision
        kept = save_answers_of_plan(desk, person, pilot(), said, revision=before)
        lock_plan(desk, person, pilot(), revision=kept.revision)

    def set_half_way() -> None:
        due = {"due_on": cast.day(half_way)}
        set_milestone(desk, person, pilot(), HALF_WAY | due)

    def reach() -> None:
        (known,) = steps_page(desk, person, pilot()).milestones
        said = {
            "done_on": cast.day(half_way + 2),
            "delivered": "Une note de deux pages, et le registre des six services.",
        }
        deliver(desk, person, pilot(), known.public_id, said)

    yield -330, promise
    yield STARTS, lambda: piloting.start(desk, manager, pilot())
    yield STARTS + 2, set_half_way
    yield half_way + 2, reach
    for count in (6, 9):
        yield DAYS[count - 1] + 1, partial(_bring, cast, person, pilot, count)
    yield ENDS, lambda: piloting.end(desk, person, pilot())
    yield REPORTED - 4, partial(_report, cast, person, pilot)
    yield REPORTED + 10, lambda: evaluating.propose(desk, manager, pilot())


def _bring(cast: Cast, person: Person, pilot: Callable[[], str], count: int) -> None:
    """The table of delays, as far as it goes on that day."""
    days = [dt.date.fromisoformat(cast.day(each)).strftime("%d/%m/%Y") for each in DAYS[:count]]
    lines = [";".join(["Service", *days])]
    for name, delays in DELAYS.items():
        said = (f"{each:g}".replace(".", ",") for each in delays[:count])
        lines.append(";".join([name, *said]))
    first = measures_page(cast.desk, person, pilot()).measured[0].indicator.code
    table = "\n".join(lines)
    keep_table(cast.desk, person, pilot(), first, text=table, source="Registre du courrier")


def _report(cast: Cast, person: Person, pilot: Callable[[], str]) -> None:
    """The report, each gap and each difference with its reason."""
    page = report_page(cast.desk, person, pilot())
    if page.registration is None:
        raise LookupError(LETTERS)
    said = dict(REPORT)
    for question in page.registration.plan.qualitative:
        for place, level in enumerate(RATINGS):
            said[f"rate-{question.code}-{place}"] = level
            said[f"rests-{question.code}-{place}"] = RESTS_ON
    said |= {one.field: WHY_NOT for one in page.owed if not one.is_measured}
    for one in page.apart:
        path = one.difference.path
        whys = (why for start, why in WHY_APART.items() if path.startswith(start))
        said[one.field] = next(whys, "")
    issue_report(cast.desk, person, pilot(), said, revision=page.revision)
