"""The whole way in one script: a piste, a call, an application, reviews, a pilot, its evidence.

It runs on a scratch SQLite file, with a clock that the script moves, and prints each step.
"""

import datetime as dt
import tempfile
from pathlib import Path

import attrs

import reflexes
from reflexes_calls.actions import (
    applying,
    deciding,
    evaluating,
    looking,
    people,
    piloting,
    publishing,
    reviewing,
)
from reflexes_calls.actions.desk import Desk
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.storage.engine import make_engine
from reflexes_calls.storage.migrating import migrate

PISTE = "micro-mobilite-professionnelle"
CALL = {
    "title_fr": "Se prêter main-forte",
    "title_en": "Lending a hand",
    "summary_fr": "Six administrations essaient la micro-mobilité.",
    "opens_on": "2027-01-04",
    "closes_on": "2027-01-29",
    "closes_hour": "17",
    "decision_on": "2027-03-15",
    "budget_cap": "15 000",
    "places": "6",
    "weeks": "36",
    "brief_what_fr": "Se prêter des agents entre services, pour un temps court.",
    "brief_who_fr": "Aux communes, à leurs groupements et à leurs établissements.",
    "contact_fr": "Mission innovation, mission@essai.example",
    "context_fr": "Au printemps 2020, des agents ont changé de poste en quelques jours.",
    "aims_fr": "Savoir ce qui fait tenir un renfort.",
    "expected_fr": "Un essai de quelques mois, raconté par celles et ceux qui l’ont vécu.",
}
ANSWERS = {
    "title": "Prêter une crèche à un Ehpad",
    "summary": "Des agents de crèche renforcent l’Ehpad voisin.",
    "problem": "Chaque hiver, l’Ehpad manque de bras.",
    "proposal": "Un vivier de douze volontaires et un registre.",
    "people": "La petite enfance, l’Ehpad, le personnel.",
    "weeks": "20",
    "start_on": "2027-04-05",
    "budget": "12 500",
    "indicator": "Jours avant l’arrivée du renfort",
    "proof_wrong": "Moins d’une demande sur trois pourvue.",
    "consent": "yes",
}
PROMISE = {
    "indicator": "Jours avant l’arrivée du renfort",
    "unit": "jours ouvrés",
    "baseline": "11",
    "target": "5",
    "source": "registre des renforts",
    "direction": "down",
}
EVALUATION = {
    "title_fr": "Crèche et Ehpad : des renforts plus rapides",
    "title_en": "Nursery and care home: quicker reinforcements",
    "design": "before-after",
    "finding": "Le délai relevé est passé de 11 à 4 jours ouvrés.",
    "limits": "Un seul site, sans comparaison : la cause n’est pas connue.",
    "outcome-1": "met",
    "measured-1": "4",
}


@attrs.define
class ScriptClock:
    """A clock that the script moves."""

    instant: dt.datetime

    def now(self) -> dt.datetime:
        """The instant of the script."""
        return self.instant

    def move_to(self, year: int, month: int, day: int) -> None:
        """Make it noon of that day, in UTC."""
        self.instant = dt.datetime(year, month, day, 12, tzinfo=dt.UTC)


def bring_people(desk: Desk) -> dict[str, Person]:
    """An administrator, a manager, an applicant with her town, and two reviewers."""
    known: dict[str, Person] = {}
    for task in ("administrator", "manager", "applicant", "first", "second"):
        known[task] = people.create_person(
            desk,
            known.get("administrator"),
            name=task,
            email=f"{task}@essai.example",
            password="une phrase de passe d’essai",  # noqa: S106  # a scratch file
        )
    people.give_role(desk, known["administrator"], known["manager"], Role.MANAGER)
    return known


def tell(folder: Path) -> Path:
    """Go the whole way; gives the file to propose to the catalogue."""
    url = f"sqlite:///{folder / 'calls.sqlite3'}"
    migrate(url)
    clock = ScriptClock(dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC))
    desk = Desk(make_engine(url), clock, reflexes.load(), folder / "outbox", folder / "outgoing")
    who = bring_people(desk)
    manager, applicant = who["manager"], who["applicant"]
    town = people.create_organisation(desk, who["administrator"], name="Ville de Val-d’Essai")
    people.join(desk, who["administrator"], applicant, town)

    call = publishing.draft_call(desk, manager, PISTE, CALL)
    call = publishing.publish(desk, manager, call.public_id)
    print(f"Appel publié : {call.title_fr} (édition {call.edition})")

    clock.move_to(2027, 1, 10)
    draft = applying.start_draft(desk, applicant, call.public_id, town)
    file = applying.submit(desk, applicant, draft.public_id, ANSWERS, revision=draft.revision)
    print(f"Dossier déposé : récépissé {file.receipt}")

    clock.move_to(2027, 2, 1)
    for reader in (who["first"], who["second"]):
        reviewing.assign(desk, manager, file.public_id, reader)
        marks = {f"mark-{criterion.code}": "3" for criterion in call.criteria}
        comments = {"comment_for_jury": "Solide.", "comment_for_applicant": "Bon départ."}
        reviewing.submit_review(desk, reader, file.public_id, marks | comments)
    said = {"outcome": "selected", "amount": "9 000", "reasons": "Un besoin situé, un essai net."}
    deciding.prepare(desk, manager, file.public_id, said)
    seen = deciding.release_page(desk, manager, call.public_id).seen
    deciding.release(desk, manager, call.public_id, {file.public_id}, seen, address="")
    pilot = looking.application_page(desk, applicant, file.public_id).pilot
    if pilot is None:
        raise LookupError(file.public_id)
    print(f"Dossier retenu : pilote {pilot.title}")

    piloting.promise(desk, applicant, pilot.public_id, [PROMISE])
    piloting.start(desk, manager, pilot.public_id)
    clock.move_to(2027, 9, 1)
    promise = looking.pilot_page(desk, applicant, pilot.public_id).promises[0]
    measure = {"value": "4", "measured_on": "2027-08-30"}
    piloting.measure(desk, applicant, pilot.public_id, promise.id, measure)
    piloting.end(desk, applicant, pilot.public_id)
    evaluating.evaluate(desk, applicant, pilot.public_id, EVALUATION)
    evidence, path = evaluating.propose(desk, manager, pilot.public_id)
    print(f"Preuve à proposer : {evidence.title.fr}")

    page = looking.journal_of_call(desk, manager, call.public_id)
    whole = "se vérifie" if page.broken_at is None else f"se rompt à {page.broken_at}"
    print(f"Journal : {len(page.entries)} étapes, la chaîne {whole}")
    return path


def main() -> None:
    """Tell it in a folder that goes away."""
    with tempfile.TemporaryDirectory() as folder:
        print(tell(Path(folder)).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
