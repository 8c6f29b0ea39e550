"""Steps: a plan is written, locked before the start, and amended in the open."""

import datetime as dt
import re
from pathlib import Path

import attrs
import pytest
from pytest_bdd import given, scenarios, then, when
from starlette.testclient import TestClient

from reflexes.evaluation.locking import registration_of
from reflexes_calls.domain.people import Person
from reflexes_calls.settings import Settings
from reflexes_calls.storage import journal
from tests.makers import World, a_call, a_pilot, a_world
from tests.reflexes_calls.actions.test_planning_pilots import TYPED
from tests.reflexes_calls.web.test_managing import Visits

scenarios("29-promettre.feature")


@attrs.define
class Story:
    """A pilot, who looks at it, and the last answer."""

    world: World
    visits: Visits
    address: str = ""
    answer: str = ""
    status: int = 200

    def get(self, page: str = "", person: Person | None = None) -> str:
        shown = self.client(person).get(self.address + page)
        self.answer, self.status = shown.text, shown.status_code
        return self.answer

    def send(self, page: str, said: dict[str, str]) -> None:
        revision = re.search(r'name="revision" value="(\d+)"', self.get(page))
        held = {"revision": revision[1] if revision else "0"}
        sent = self.visits.send(self.client(), self.address + page, held | said)
        self.answer, self.status = sent.text, sent.status_code

    def client(self, person: Person | None = None) -> TestClient:
        return self.visits.as_(person or self.world.applicant)


@pytest.fixture
def story(tmp_path: Path) -> Story:
    world = a_world(f"sqlite:///{tmp_path / 'calls.sqlite3'}", tmp_path)
    return Story(world, Visits(world, Settings()))


@given("un pilote qui vient d’être convenu")
def agreed(story: Story) -> None:
    pilot = a_pilot(story.world, a_call(story.world))
    story.address = f"/pilotes/{pilot.public_id}/plan"


@given("l’équipe a écrit les cinq pages de son plan")
@when("l’équipe écrit les cinq pages de son plan")
def write(story: Story) -> None:
    for section, said in TYPED.items():
        story.send(f"/{section}", {**said, "do": "next"})


@when("l’équipe verrouille le plan")
def lock(story: Story) -> None:
    story.send("/verifier", {"do": "lock"})


@given("un pilote dont le plan est verrouillé")
def locked(story: Story) -> None:
    agreed(story)
    write(story)
    lock(story)


@then("on lui dit que le rapport pourra dire un changement, pas sa cause")
def told(story: Story) -> None:
    shown = story.get("/verifier")
    assert "de combien cela a changé, pas ce qui l’a fait changer" in shown
    assert "réponse à reprendre" not in shown


@then("l’empreinte du plan est dans le journal de l’appel")
def journaled(story: Story) -> None:
    public_id = story.address.split("/")[2]
    with story.world.desk.look() as connection:
        entries = journal.entries_about(connection, 1, public_id)
    assert entries[-1].kind == "promise"
    assert "Empreinte" in story.get()


@then("les indicateurs du plan sont promis")
def promised(story: Story) -> None:
    shown = story.client().get(story.address.removesuffix("/plan")).text
    assert "Jours avant la réponse" in shown
    assert "Plaintes" in shown


@then("le plan téléchargé se relit avec la bibliothèque")
def read_again(story: Story) -> None:
    kept = registration_of(story.client().get(f"{story.address}/plan.json").json())
    assert kept.plan.questions[0].asks == "Répond-on plus vite ?"


@when("le jour du départ est venu")
def started(story: Story) -> None:
    story.world.at(dt.datetime(2027, 5, 1, 8, tzinfo=dt.UTC))


@then("le verrouillage est refusé, et on lui dit de déplacer le départ")
def too_late(story: Story) -> None:
    assert story.status == 422
    assert "Déplacez le départ" in story.answer


@when("l’équipe recule la fin d’un mois, sans dire pourquoi")
def moved(story: Story) -> None:
    story.send("/dates", TYPED["dates"] | {"ends_on": "31/10/2027", "do": "keep"})
    story.send("/verifier", {"do": "amend", "reason": ""})


@then("l’amendement est refusé")
def refused(story: Story) -> None:
    assert story.status == 422
    assert "Pourquoi le plan change" in story.answer


@when("l’équipe dit pourquoi")
def reasoned(story: Story) -> None:
    story.send("/verifier", {"do": "amend", "reason": "Une collègue est partie."})


@then("la page du plan montre la raison, et la fin d’avant à côté de la nouvelle")
def beside(story: Story) -> None:
    shown = story.get()
    for said in ("Une collègue est partie.", "30\u00a0septembre 2027", "31\u00a0octobre 2027"):
        assert said in shown


@when("une agente d’une autre administration ouvre le plan")
def neighbour(story: Story) -> None:
    story.get(person=story.world.neighbour)


@then("la page lui est refusée")
def not_hers(story: Story) -> None:
    assert story.status == 403
