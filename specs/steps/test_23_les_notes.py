"""What the marks of a jury say, how far to trust them, and who may see them when."""

import json
from typing import Any

import attrs
import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from reflexes.jury import calibrate
from reflexes.jury.record import canonical, compute
from reflexes_calls.actions.measuring_marks import Results, keep_calibration, results_page
from reflexes_calls.domain.errors import NotAllowed
from reflexes_calls.domain.jury import Computation, JuryKind, JuryPhase
from reflexes_calls.domain.jury_results import Opening
from reflexes_calls.domain.people import Person
from specs.conftest import Story
from tests.reflexes_calls.marks_scene import (
    Marks,
    Scene,
    a_marked_call,
    drawn_marks,
    make_chair,
    put_in_phase,
)

pytestmark = pytest.mark.story
scenarios("23-les-notes.feature")
FILES, READERS = 30, 8
JURIES: dict[str, tuple[Marks, int, int]] = {
    "une seule personne qui a tout lu": ({(0, 0): 3, (1, 0): 2, (2, 0): 4}, 3, 1),
    "un jury qui donne la même note à tous": (
        {(file, reader): 3 for file in range(6) for reader in range(3)},
        6,
        3,
    ),
    "une lectrice qui donne partout la même note": (
        {(f, r): 2 if r == 0 else (f + r) % 5 for f in range(8) for r in range(3)},
        8,
        3,
    ),
    "un dossier que personne n’a noté": (
        {(f, r): (f + r) % 5 for f in range(6) for r in range(2)},
        7,
        2,
    ),
    "deux groupes sans lecteur commun": (
        {(f, r + 2 * (f % 2)): (f * 3 + r) % 5 for f in range(12) for r in range(2)},
        12,
        4,
    ),
}


@attrs.define(kw_only=True)
class Look:
    """The scene, and what was seen or kept last."""

    scene: Scene
    seen: Results | None = None
    kept: Computation | None = None

    def at(self, who: Person | None = None) -> Results:
        """What someone sees: the manager, where nobody is named."""
        world = self.scene.world
        who = who or world.manager
        call = self.scene.call.public_id
        self.seen = results_page(world.desk, who, call, JuryKind.PROJECT, "fr")
        return self.seen

    @property
    def shown(self) -> Results:
        """What was seen last."""
        assert self.seen is not None
        return self.seen


@given("un appel dont 30 dossiers ont été lus trois fois par 8 lecteurs", target_fixture="look")
def _(story: Story) -> Look:
    marks = drawn_marks(FILES, READERS)
    return Look(scene=a_marked_call(story.world, marks, files=FILES, readers=READERS))


@given("un appel dont une lecture manque encore", target_fixture="look")
def _(story: Story) -> Look:
    marks = drawn_marks(10, 5)
    late = next(iter(marks))
    del marks[late]
    scene = a_marked_call(story.world, marks, files=10, readers=5, awaited=[late])
    put_in_phase(scene, JuryPhase.READING)
    return Look(scene=scene)


@given(parsers.re(f"(?P<jury>{'|'.join(JURIES)})"), target_fixture="look")
def _(story: Story, jury: str) -> Look:
    marks, files, readers = JURIES[jury]
    return Look(scene=a_marked_call(story.world, marks, files=files, readers=readers))


def _late(look: Look) -> tuple[str, str]:
    ((receipt, name),) = look.shown.awaited
    return receipt, name


@given("la présidente est celle qui doit encore lire")
def _(look: Look) -> None:
    look.at()
    _, name = _late(look)
    make_chair(look.scene, _named(look, name))


def _named(look: Look, name: str) -> Person:
    return next(each for each in look.scene.readers if each.name == name)


@when("la responsable regarde les résultats du jury")
def _(look: Look) -> None:
    look.at()


@when("la présidente regarde les résultats du jury")
def _(look: Look) -> None:
    _, name = _late(look)
    look.at(_named(look, name))


@when("le jury passe en délibération")
def _(look: Look) -> None:
    put_in_phase(look.scene, JuryPhase.DELIBERATING)


@when("la responsable garde les notes corrigées")
def _(look: Look) -> None:
    world, call = look.scene.world, look.scene.call.public_id
    look.kept = keep_calibration(world.desk, world.manager, call, JuryKind.PROJECT)


@then("elle voit le classement avec un intervalle pour chaque dossier")
def _(look: Look) -> None:
    assert look.shown.opening is Opening.OPEN
    rows = look.shown.pictures["ranking"].table.rows
    assert {row[0] for row in rows} == set(look.scene.receipts)
    assert all(_number(row[2]) < _number(row[1]) < _number(row[3]) for row in rows)


def _number(cell: object) -> float:
    assert isinstance(cell, float)
    return cell


@then("les chiffres sont ceux de la bibliothèque")
def _(look: Look) -> None:
    marks = look.shown.marks
    own = calibrate(marks.total, applications=FILES, reviewers=READERS, seed=1)
    said = {row[0]: row[1] for row in look.shown.pictures["ranking"].table.rows}
    assert said == {f.receipt: s for f, s in zip(marks.files, own.scores, strict=True)}


@then("chaque image a son tableau et sa phrase")
def _(look: Look) -> None:
    for picture in look.shown.pictures.values():
        assert picture.table.rows
        assert picture.sentence.endswith(".")
        assert 'role="img"' in picture.svg


@then("elle lit la part des dossiers qu’un autre jury choisirait aussi")
def _(look: Look) -> None:
    assert "Si un autre jury" in look.shown.second


@then("la zone grise est nommée")
def _(look: Look) -> None:
    grey = {look.shown.marks.files[n].receipt for n in look.shown.grey}
    zone = {row[0] for row in look.shown.pictures["ranking"].table.rows if row[6] == "zone grise"}
    assert grey == zone
    assert grey


@then("aucun résultat n’est montré")
def _(look: Look) -> None:
    assert look.shown.opening is not Opening.OPEN
    assert not look.shown.pictures
    assert look.shown.measured is None


@then("la lecture manquante est nommée")
def _(look: Look) -> None:
    receipt, name = _late(look)
    assert receipt in look.scene.receipts
    assert name in {each.name for each in look.scene.readers}


@then("une lectrice ne peut pas regarder les résultats")
def _(look: Look) -> None:
    with pytest.raises(NotAllowed):
        look.at(look.scene.readers[0])


@then(parsers.parse("elle lit « {phrase} »"))
def _(look: Look, phrase: str) -> None:
    assert any(phrase in each.text for each in look.shown.notices)


def _kept(look: Look) -> tuple[dict[str, Any], str]:
    assert look.kept is not None
    return json.loads(look.kept.asked), look.kept.answered


@then("le même calcul redonne les mêmes octets")
def _(look: Look) -> None:
    asked, answered = _kept(look)
    assert canonical(compute("calibration", asked)).decode() == answered


@then("aucun nom n’y figure")
def _(look: Look) -> None:
    asked, answered = _kept(look)
    for each in look.scene.readers:
        assert each.name not in json.dumps(asked, ensure_ascii=False) + answered
        assert each.public_id not in json.dumps(asked) + answered
