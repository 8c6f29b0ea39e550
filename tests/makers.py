"""A small world for tests: a desk whose clock is told the time, some people, a call.

Every maker goes through the actions, so that what it makes could have been made by people.
"""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import attrs

import reflexes
from reflexes_calls.actions import applying, deciding, evaluating, people, piloting, publishing
from reflexes_calls.actions import reviewing as reading_files
from reflexes_calls.actions.desk import Desk
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call, usual_criteria
from reflexes_calls.domain.decision import Decision
from reflexes_calls.domain.people import Organisation, Person, Role
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.storage import calls, pilots
from reflexes_calls.storage.engine import make_engine
from tests.databases import lay_down

PISTE = "micro-mobilite-professionnelle"
PASSWORD = "une phrase de passe d’essai"
OPENING = dt.datetime(2026, 11, 30, 23, 0, tzinfo=dt.UTC)
DURING = dt.datetime(2026, 12, 10, 9, 0, tzinfo=dt.UTC)
DEADLINE = dt.datetime(2027, 1, 30, 16, 0, tzinfo=dt.UTC)
AFTER = dt.datetime(2027, 2, 10, 9, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


@attrs.define
class ToldClock:
    """A clock that says what it is told."""

    instant: dt.datetime = DURING

    def now(self) -> dt.datetime:
        """The instant told."""
        return self.instant


@attrs.define(kw_only=True)
class World:
    """A desk and the people around it."""

    desk: Desk
    clock: ToldClock
    administrator: Person
    manager: Person
    applicant: Person
    neighbour: Person
    reviewers: tuple[Person, Person]
    val_d_essai: Organisation
    bourg_temoin: Organisation

    def at(self, instant: dt.datetime) -> None:
        """Make it `instant`."""
        self.clock.instant = instant


@cache
def newest_edition() -> reflexes.Catalogue:
    """The catalogue of every desk: nothing changes one, so each process reads it once."""
    return reflexes.load()


def a_world(url: str, folder: Path) -> World:
    """A desk on the migrated database of `url`, or on a new SQLite file, with six people."""
    if url.startswith("sqlite"):
        lay_down(url)
    clock = ToldClock()
    desk = Desk(make_engine(url), clock, newest_edition(), folder / "outbox", folder / "outgoing")
    administrator = _person(desk, None, "Iris Amandier")
    names = ("Maud Lherbier", "Samir Valette", "Odile Passerin", "Bruno Carel", "Nadia Ferrand")
    manager, applicant, neighbour, first, second = (
        _person(desk, administrator, name) for name in names
    )
    town = people.create_organisation(desk, administrator, name="Ville de Val-d’Essai")
    village = people.create_organisation(desk, administrator, name="CCAS de Bourg-Témoin")
    people.join(desk, administrator, applicant, town)
    people.join(desk, administrator, neighbour, village)
    people.give_role(desk, administrator, manager, Role.MANAGER)
    return World(
        desk=desk,
        clock=clock,
        administrator=administrator,
        manager=manager,
        applicant=applicant,
        neighbour=neighbour,
        reviewers=(first, second),
        val_d_essai=town,
        bourg_temoin=village,
    )


def _person(desk: Desk, actor: Person | None, name: str) -> Person:
    email = f"{name.split(maxsplit=1)[0].lower()}@essai.example"
    return people.create_person(desk, actor, name=name, email=email, password=PASSWORD)


CALL_TERMS = {
    "brief_what_fr": "Se prêter des agents entre services, pour un temps court.",
    "brief_who_fr": "Aux communes, à leurs groupements et à leurs établissements.",
    "contact_fr": "Mission innovation, mission@essai.example",
    "context_fr": "Au printemps 2020, des agents ont changé de poste en quelques jours.",
    "aims_fr": "Savoir ce qui fait tenir un renfort.",
    "expected_fr": "Un essai de quelques mois, raconté par celles et ceux qui l’ont vécu.",
}


def call_form(**said: str) -> dict[str, str]:
    """The form of a call that opens on the first of December and closes on 30 January, 17:00."""
    return (
        {
            "title_fr": "Se prêter main-forte",
            "title_en": "Lending a hand",
            "summary_fr": "Six administrations essaient la micro-mobilité pendant neuf mois.",
            "summary_en": "Six administrations try micro-mobility for nine months.",
            "opens_on": "2026-12-01",
            "closes_on": "2027-01-30",
            "closes_hour": "17",
            "decision_on": "2027-03-15",
            "budget_cap": "15 000",
            "places": "6",
            "weeks": "36",
        }
        | CALL_TERMS
        | said
    )


def a_call(world: World) -> Call:
    """A published call."""
    drafted = publishing.draft_call(world.desk, world.manager, PISTE, call_form())
    return publishing.publish(world.desk, world.manager, drafted.public_id)


def answers(**said: str) -> dict[str, str]:
    """A whole application, as typed."""
    return {
        "title": "Prêter une crèche à un Ehpad",
        "summary": "Des agents de crèche renforcent l’Ehpad voisin aux pics d’absence.",
        "problem": "Chaque hiver, l’Ehpad manque de bras pendant trois semaines.",
        "proposal": "Un vivier de douze volontaires, une convention, un registre des renforts.",
        "people": "La direction de la petite enfance, l’Ehpad, deux représentants du personnel.",
        "weeks": "20",
        "start_on": "2027-04-05",
        "budget": "12 500",
        "indicator": "Jours entre la demande de renfort et l’arrivée",
        "proof_wrong": "Moins d’une demande sur trois pourvue dans la semaine.",
        "consent": "yes",
    } | said


def a_draft(world: World, call: Call, *, neighbour: bool = False, **said: str) -> Application:
    """A draft with a whole application typed in it, except what `said` changes."""
    actor = world.neighbour if neighbour else world.applicant
    organisation = world.bourg_temoin if neighbour else world.val_d_essai
    draft = applying.start_draft(world.desk, actor, call.public_id, organisation)
    return applying.save_draft(
        world.desk, actor, draft.public_id, answers(**said), revision=draft.revision
    )


def a_submitted(world: World, call: Call, *, neighbour: bool = False) -> Application:
    """A submitted application."""
    draft = a_draft(world, call, neighbour=neighbour)
    actor = world.neighbour if neighbour else world.applicant
    return applying.submit(world.desk, actor, draft.public_id)


def review_form(mark: int = 3, **said: str) -> dict[str, str]:
    """A whole review, each criterion marked the same."""
    marks = {f"mark-{criterion.code}": str(mark) for criterion in usual_criteria()}
    comments = {"comment_for_jury": "Solide.", "comment_for_applicant": "Précisez le registre."}
    return marks | comments | said


def assign_both(world: World, application: Application) -> None:
    """Ask both reviewers to read an application."""
    for reviewer in world.reviewers:
        reading_files.assign(world.desk, world.manager, application.public_id, reviewer)


def a_reviewed(world: World, call: Call) -> Application:
    """A submitted application, read twice; the deadline has passed."""
    application = a_submitted(world, call)
    assign_both(world, application)
    world.at(AFTER)
    for reviewer in world.reviewers:
        reading_files.submit_review(world.desk, reviewer, application.public_id, review_form())
    return application


REASONS = {
    "reasons": "Le besoin est situé, l’essai tient dans le temps, l’échec est reconnaissable."
}
SELECT = {"outcome": "selected", "amount": "10 000"} | REASONS
DECLINE = {"outcome": "declined"} | REASONS


def decide(world: World, application: Application, said: Mapping[str, str] = SELECT) -> Decision:
    """A decision on one application, prepared and released."""
    desk, manager, file = world.desk, world.manager, application.public_id
    deciding.prepare(desk, manager, file, said)
    with desk.look() as connection:
        call = calls.get_call(connection, application.call_id).public_id
    seen = deciding.release_page(desk, manager, call).seen
    (decision,) = deciding.release(desk, manager, call, {file}, seen, address="")
    return decision


PROMISE = {
    "indicator": "jours avant l’arrivée du renfort",
    "unit": "jours ouvrés",
    "baseline": "11",
    "target": "5",
    "source": "registre des renforts, tenu par les ressources humaines",
    "direction": "down",
}


def a_pilot(world: World, call: Call) -> Pilot:
    """A pilot, as agreed."""
    application = a_reviewed(world, call)
    decide(world, application)
    with world.desk.look() as connection:
        found = pilots.pilot_of_application(connection, application.id)
    assert found is not None
    return found


def an_ended_pilot(world: World, call: Call) -> Pilot:
    """A pilot with one promise and one measure, ended."""
    pilot = a_pilot(world, call)
    piloting.promise(world.desk, world.applicant, pilot.public_id, [PROMISE])
    piloting.start(world.desk, world.manager, pilot.public_id)
    world.at(AFTER + dt.timedelta(days=90))
    measure = {"value": "4", "measured_on": "2027-05-01", "note": "Trois renforts."}
    promised = promises(world, pilot)[0]
    piloting.measure(world.desk, world.applicant, pilot.public_id, promised.id, measure)
    return piloting.end(world.desk, world.applicant, pilot.public_id)


def promises(world: World, pilot: Pilot) -> tuple[pilots.Promise, ...]:
    """The promises of a pilot."""
    with world.desk.look() as connection:
        return pilots.promises_of(connection, pilot.id)


def evaluation_form(**said: str) -> dict[str, str]:
    """A whole evaluation of one promise."""
    return {
        "title_fr": "Crèche et Ehpad : des renforts plus rapides",
        "title_en": "Nursery and care home: quicker reinforcements",
        "design": "before-after",
        "finding": "Le délai observé est passé de 11 à 4 jours ouvrés.",
        "limits": "Un seul site, sans comparaison : la cause de l’évolution n’est pas connue.",
        "lessons": "Prévenir les familles avant le premier renfort.",
        "costs": "9 800",
        "outcome-1": "met",
        "measured-1": "4",
    } | said


def an_evaluated_pilot(world: World, call: Call) -> Pilot:
    """A pilot whose promise is answered."""
    pilot = an_ended_pilot(world, call)
    evaluating.evaluate(world.desk, world.applicant, pilot.public_id, evaluation_form())
    return pilot
