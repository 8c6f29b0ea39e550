"""Steps: measures are brought, a report answers every promise, evidence goes back."""

import datetime as dt
import html
import re
from pathlib import Path

import attrs
import pytest
from pytest_bdd import given, parsers, scenarios, then, when
from starlette.testclient import TestClient

from reflexes_calls.actions import evaluating, piloting
from reflexes_calls.actions.measuring_pilots import measures_page
from reflexes_calls.actions.planning_pilots import lock_plan
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.settings import Settings
from tests.makers import World, a_call, a_pilot, a_world
from tests.reflexes_calls.actions.test_measuring_and_reporting_pilots import (
    BEYOND,
    TABLE,
    keep,
    whole,
)
from tests.reflexes_calls.actions.test_planning_pilots import write
from tests.reflexes_calls.web.test_managing import Visits

scenarios("27-trouver-et-rendre.feature")
INDICATOR = "indicateur-1"
CUT = "Service;05/2027\nVoirie;4\n"


@attrs.define
class Story:
    """A pilot, those around it, and the last page."""

    world: World
    visits: Visits
    pilot: Pilot
    page: str = ""
    status: int = 200

    def team(self) -> TestClient:
        return self.visits.as_(self.world.applicant)

    def look(self, client: TestClient, end: str) -> str:
        shown = client.get(f"/pilotes/{self.pilot.public_id}{end}")
        self.page, self.status = html.unescape(shown.text), shown.status_code
        return self.page

    def send(self, client: TestClient, end: str, said: dict[str, str]) -> None:
        revision = re.search(r'name="revision" value="(\d+)"', self.look(client, end))
        held = {"revision": revision[1]} if revision else {}
        address = f"/pilotes/{self.pilot.public_id}{end}"
        sent = self.visits.send(client, address, held | said)
        self.page, self.status = html.unescape(sent.text), sent.status_code


@pytest.fixture
def story(tmp_path: Path) -> Story:
    world = a_world(f"sqlite:///{tmp_path / 'calls.sqlite3'}", tmp_path)
    return Story(world, Visits(world, Settings()), a_pilot(world, a_call(world)))


@given("un pilote en cours, dont le plan était verrouillé avant le départ")
def under_way(story: Story) -> None:
    world, pilot = story.world, story.pilot
    lock_plan(world.desk, world.applicant, pilot.public_id, revision=write(world, pilot))
    world.at(dt.datetime(2027, 5, 1, 9, tzinfo=dt.UTC))
    story.pilot = piloting.start(world.desk, world.manager, pilot.public_id)
    world.at(dt.datetime(2027, 10, 4, 9, tzinfo=dt.UTC))


@when("l’équipe colle un tableau où manque un service")
def cut(story: Story) -> None:
    paste(story, CUT)


@when("l’équipe colle son tableau entier")
def entire(story: Story) -> None:
    paste(story, TABLE)


def paste(story: Story, table: str) -> None:
    client, address = story.team(), f"/pilotes/{story.pilot.public_id}/mesures"
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get(address).text)
    assert token is not None
    said = {"csrf": token[1], "indicator": INDICATOR, "table": table, "source": "Registre"}
    parts = {name: (None, value) for name, value in said.items()}
    sent = client.post(f"{address}/lire", files=parts)
    story.page, story.status = html.unescape(sent.text), sent.status_code


@then("la case est nommée, et le tableau est encore dans la page")
def cell(story: Story) -> None:
    assert "Voirie" in story.page
    assert CUT.strip() in story.page
    assert 'role="alert"' in story.page


@then("elle voit ce qui a été compris avant que rien ne soit gardé")
def understood(story: Story) -> None:
    assert "Ce qui a été compris" in story.page
    assert "Petite enfance" in story.page
    assert "a changé de" not in story.look(story.team(), "/mesures")


GRID = {"indicator": INDICATOR, "source": "Registre du courrier", "cell.0.2027-05-01": "6,5"}


@when("l’équipe tape « beaucoup » dans une case de la grille, et « 6,5 » dans une autre")
def typed_wrong(story: Story) -> None:
    story.send(story.team(), "/mesures/grille", GRID | {"cell.1.2027-06-01": "beaucoup"})


@then("la case est nommée avec son unité et sa période, et « 6,5 » est encore dans la sienne")
def cell_named(story: Story) -> None:
    assert story.status == 422
    assert "Urbanisme, juin 2027 – « beaucoup » n’est pas un nombre" in story.page.replace(
        "\u00a0", " "
    )
    held = re.search(r'name="cell.0.2027-05-01"[^>]* value="([^"]*)"', story.page)
    assert held is not None
    assert held[1] == "6,5"


@when("elle corrige la case")
def typed_right(story: Story) -> None:
    story.send(story.team(), "/mesures/grille", GRID | {"cell.1.2027-06-01": "5"})


@then("les deux chiffres sont gardés")
def two_kept(story: Story) -> None:
    shown = measures_page(story.world.desk, story.world.applicant, story.pilot.public_id)
    assert [one.value for one in shown.measured[0].table.measures] == [6.5, 5.0]


@given("l’équipe a gardé ses chiffres")
def kept(story: Story) -> None:
    assert keep(story.world, story.pilot) == TABLE.count(";") - 6


@when("elle regarde ce que disent les chiffres")
def figures(story: Story) -> None:
    story.look(story.team(), "/mesures")


@then("elle lit un changement et son intervalle, et jamais le mot « effet »")
def a_change(story: Story) -> None:
    assert "a changé de" in story.page
    assert "intervalle à 95" in story.page
    assert "effet" not in story.page.lower()
    english = story.team().get(f"/pilotes/{story.pilot.public_id}/mesures?lang=en").text
    assert "changed by" in english
    assert "effect" not in english.lower()


@given("le pilote est terminé")
def over(story: Story) -> None:
    piloting.end(story.world.desk, story.world.applicant, story.pilot.public_id)


@given(parsers.parse("l’équipe abandonne le pilote en disant « {lessons} »"))
def given_up(story: Story, lessons: str) -> None:
    said = {"lessons": lessons}
    piloting.abandon(story.world.desk, story.world.applicant, story.pilot.public_id, said)


@when("l’équipe publie son rapport sans rien expliquer")
def bare(story: Story) -> None:
    story.send(story.team(), "/rapport", {"do": "issue"})


@then("chaque réponse manquante lui est demandée à la fois")
def asked(story: Story) -> None:
    assert story.status == 422
    assert "Plaintes" in story.page.partition('role="alert"')[2].partition("</ul>")[0]


@when("elle dit pourquoi un indicateur n’a pas été mesuré")
@when("l’équipe publie un rapport où rien n’est mesuré")
@given("le rapport est publié")
def issued(story: Story) -> None:
    story.send(story.team(), "/rapport", whole(story.world, story.pilot) | {"do": "issue"})
    assert story.status in {200, 303}, story.page


@then("le rapport est public, en page et en fichiers")
def public(story: Story) -> None:
    anyone = story.visits.as_(None)
    assert "Le rapport entier (PDF)" in story.look(anyone, "")
    for ending, start in (("pdf", b"%PDF"), ("odt", b"PK"), ("docx", b"PK")):
        given = anyone.get(f"/pilotes/{story.pilot.public_id}/rapport.{ending}")
        assert given.content.startswith(start)


@when("l’équipe publie son rapport avec une dépense et une remarque que le plan n’avait pas")
def beyond(story: Story) -> None:
    said = whole(story.world, story.pilot) | BEYOND | {"do": "issue"}
    story.send(story.team(), "/rapport", said)
    assert story.status in {200, 303}, story.page


@then("le rapport montre la dépense comme non prévue, et dit la remarque exploratoire")
def apart(story: Story) -> None:
    shown = story.look(story.visits.as_(None), "/rapport").replace("\u00a0", " ")
    assert "Location d’une salle" in shown.partition("Non prévu")[2]
    assert "Exploratoire (personne ne l’avait demandé avant le début)" in shown
    assert "« Les réunions durent moins longtemps »" in shown


@then("la preuve ne compte pas la remarque parmi ce qui a été trouvé")
def not_found(story: Story) -> None:
    shown = story.look(story.visits.as_(story.world.manager), "/preuve")
    finding, _, lessons = shown.partition("[[lessons]]")
    assert "réunions" not in finding
    assert "réunions" in lessons


@then(parsers.parse("il dit « {words} »"))
def says(story: Story, words: str) -> None:
    assert words in story.look(story.team(), "/rapport")


@when("la responsable lit la preuve")
def read(story: Story) -> None:
    story.look(story.visits.as_(story.world.manager), "/preuve")


@then("elle y trouve la force, les limites et un correctif prêt")
def found(story: Story) -> None:
    for said in ("before-after", "[limits]", "proposez" if "proposez" in story.page else "Je l’ai"):
        assert said in story.page
    manager = story.visits.as_(story.world.manager)
    patch = manager.get(f"/pilotes/{story.pilot.public_id}/preuve.patch").text
    assert patch.startswith("diff --git a/src/reflexes/data/catalogue/evidence/")


@when("elle la propose")
def proposed(story: Story) -> None:
    story.send(story.visits.as_(story.world.manager), "", {"do": "propose"})


@then("la page de la piste la montre à part de l’édition")
def on_the_piste(story: Story) -> None:
    (one,) = evaluating.overlay(story.world.desk)
    shown = story.visits.as_(None).get(f"/catalogue/pistes/{one.pistes[0]}").text
    assert 'id="proposed"' in shown
    assert one.title.fr in html.unescape(shown)
