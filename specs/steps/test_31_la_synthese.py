"""Steps: reports become files and patches, these an edition, and its piste tells the synthesis."""

import datetime as dt
import html
import re
import shutil
import subprocess
from pathlib import Path

import attrs
import pytest
from pytest_bdd import given, parsers, scenarios, then, when

import reflexes
from reflexes.editions import DATA, EDITIONS, cut, load_edition
from reflexes.evaluation import gather, synthesise
from reflexes.evaluation.wording import said
from reflexes_calls.actions import evaluating, piloting
from reflexes_calls.actions.planning_pilots import lock_plan
from reflexes_calls.actions.reporting_pilots import issue_report, proposal_page
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from tests.makers import DURING, PISTE, World, a_call, a_pilot, a_world
from tests.reflexes_calls.actions.test_measuring_and_reporting_pilots import TABLE, keep, whole
from tests.reflexes_calls.actions.test_planning_pilots import write
from tests.reflexes_calls.web.test_managing import Visits

scenarios("31-la-synthese.feature")
TABLES = (
    TABLE,
    TABLE.replace("5;4,5;4\n", "6;5,5;6\n"),
    TABLE.replace("5;5;4\n", "4;4;4\n").replace("5,5;5;5\n", "5;4;4\n"),
)
STARTS, OVER = (dt.datetime(2027, month, day, 9, tzinfo=dt.UTC) for month, day in ((5, 1), (10, 4)))


@attrs.define
class Story:
    """An instance, its pilots, and the last page read."""

    world: World
    visits: Visits
    folder: Path
    pilots: list[Pilot] = attrs.field(factory=list)
    page: str = ""

    @property
    def piste(self) -> str:
        """The page of the piste, as anybody reads it."""
        shown = self.visits.as_(None).get(f"/catalogue/pistes/{PISTE}")
        assert shown.status_code == 200
        self.page = html.unescape(shown.text)
        return self.page


@pytest.fixture
def story(tmp_path: Path) -> Story:
    world = a_world(f"sqlite:///{tmp_path / 'calls.sqlite3'}", tmp_path)
    return Story(world, Visits(world, Settings()), tmp_path)


def a_started(story: Story) -> Pilot:
    """A pilot under way, its plan locked beforehand."""
    world = story.world
    world.at(DURING)
    pilot = a_pilot(world, a_call(world))
    lock_plan(world.desk, world.applicant, pilot.public_id, revision=write(world, pilot))
    world.at(STARTS)
    started = piloting.start(world.desk, world.manager, pilot.public_id)
    world.at(OVER)
    return started


def propose(story: Story, pilot: Pilot) -> None:
    """Issue its report, and propose the evidence that it makes."""
    world, code = story.world, pilot.public_id
    issue_report(world.desk, world.applicant, code, whole(world, pilot), revision=0)
    evaluating.propose(world.desk, world.manager, code)
    story.pilots.append(pilot)


@given("deux pilotes dont la preuve est proposée")
def two(story: Story) -> None:
    proposed(story, 2)


@given("trois pilotes dont la preuve est proposée")
def three(story: Story) -> None:
    proposed(story, 3)


def proposed(story: Story, count: int) -> None:
    for table in TABLES[:count]:
        pilot = a_started(story)
        keep(story.world, pilot, table)
        piloting.end(story.world.desk, story.world.applicant, pilot.public_id)
        propose(story, pilot)


@given("un pilote abandonné dont la preuve est proposée")
def given_up(story: Story) -> None:
    pilot = a_started(story)
    told = {"lessons": "Trop peu de courriers."}
    piloting.abandon(story.world.desk, story.world.applicant, pilot.public_id, told)
    propose(story, pilot)


@then("la page de la piste les montre à part, pas encore au catalogue")
def apart(story: Story) -> None:
    edition, _, beside = story.piste.partition('id="proposed"')
    assert "pas encore au catalogue" in beside
    for pilot in story.pilots:
        assert f'href="/pilotes/{pilot.public_id}/rapport"' in beside
        assert pilot.public_id not in edition
    assert "Aucun essai de cette piste ne figure" in edition


@when("leurs correctifs font une nouvelle édition")
def next_edition(story: Story) -> None:
    """The patches are applied to a copy of the files, which are read strictly and cut."""
    world, tree = story.world, story.folder / "src" / "reflexes" / "data" / "catalogue"
    shutil.copytree(DATA / "catalogue", tree)
    editions = story.folder / "editions"
    shutil.copytree(EDITIONS, editions)
    for pilot in story.pilots:
        _, proposal = proposal_page(world.desk, world.manager, pilot.public_id)
        assert proposal is not None
        patch = story.folder / "change.patch"
        patch.write_text(proposal.patch, "utf-8")
        subprocess.run(["git", "apply", str(patch)], cwd=story.folder, check=True)
        written = (world.desk.outgoing / f"{proposal.evidence.code}.toml").read_text("utf-8")
        assert (story.folder / proposal.path).read_text("utf-8") == written
    cut(reflexes.load(tree), "2027.12", editions, day=dt.date(2027, 12, 1))
    world.desk = attrs.evolve(world.desk, catalogue=load_edition("2027.12", editions))
    story.visits.app = create_app(Settings(), world.desk)


@when("personne n’a rien essayé")
def nothing_tried() -> None:
    """No pilot, no evidence."""


@then(parsers.parse("la page de la piste dit « {words} »"))
def says(story: Story, words: str) -> None:
    assert words in story.piste


@then("elle ne donne ni moyenne ni losange")
def no_number(story: Story) -> None:
    part = trials(story)
    assert "la moyenne est de" not in part
    assert "Moyenne de tels pilotes" not in part
    assert part.count('scope="row"') >= 2


def trials(story: Story) -> str:
    """What the page says of the trials of the edition."""
    return story.piste.partition('id="trials"')[2].partition("</section>")[0]


@then("plus rien n’y attend une édition")
def nothing_waits(story: Story) -> None:
    assert 'id="proposed"' not in story.piste


@then("la moyenne est celle que la bibliothèque calcule")
def the_mean(story: Story) -> None:
    catalogue = story.world.desk.catalogue
    (together,) = gather(catalogue.linked(catalogue.pistes[PISTE], "evidence")).together
    found = together.measured
    pooled = synthesise([one.value for one in found], [one.error for one in found])
    told = said(pooled.value, "jours", "fr", signed=True)
    assert re.search(rf"la moyenne est de {re.escape(told)}", trials(story))
    for number in (pooled.low, pooled.high, *pooled.predicted):
        assert said(number, "jours", "fr") in trials(story)


@then("le mot « effet » n’y est pas")
def no_effect(story: Story) -> None:
    assert "effet" not in trials(story).lower()


@when("une visiteuse ouvre le rapport d’un pilote")
def opened(story: Story) -> None:
    shown = story.visits.as_(None).get(f"/pilotes/{story.pilots[0].public_id}/rapport")
    assert shown.status_code == 200
    story.page = html.unescape(shown.text)


@then("elle y lit ce qui était promis, ce qui est trouvé, et le télécharge")
def read(story: Story) -> None:
    for words in ("Ce qui était promis", "Ce qui a été trouvé", "a changé de", "rapport.pdf"):
        assert words in story.page
    assert "<form" not in story.page.partition("<main")[2].partition("</main>")[0]
    assert f"/pilotes/{story.pilots[0].public_id}/mesures" not in story.page


@then("le rapport d’un pilote en cours lui reste fermé")
def closed(story: Story) -> None:
    pilot = a_started(story)
    assert story.visits.as_(None).get(f"/pilotes/{pilot.public_id}/rapport").status_code == 303
