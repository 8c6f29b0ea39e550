"""The marks of a jury as the arithmetic takes them, and what is found in them."""

import random
import time

import attrs
import numpy as np
import pytest
from sqlalchemy import event, insert, update

from reflexes.jury import calibrate, measure_agreement
from reflexes.jury.record import compute
from reflexes_calls.actions.calibrating import calibrated, jury_marks
from reflexes_calls.actions.measuring_marks import (
    Results,
    calibration_asked,
    keep_calibration,
    results_page,
)
from reflexes_calls.domain.call import usual_criteria
from reflexes_calls.domain.errors import NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.jury import JuryKind, JuryPhase
from reflexes_calls.domain.jury_results import Opening, opening_of
from reflexes_calls.domain.people import Person
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing
from tests.makers import DURING, World
from tests.reflexes_calls.marks_scene import (
    Scene,
    a_marked_call,
    make_chair,
    put_in_phase,
)
from tests.reflexes_calls.marks_scene import drawn_marks as drawn

pytestmark = pytest.mark.storage


def results(scene: Scene, who: Person | None = None) -> Results:
    world = scene.world
    who = who or world.manager
    return results_page(world.desk, who, scene.call.public_id, JuryKind.PROJECT, "fr")


def test_the_marks_are_those_given_in_the_order_of_receipts(world: World) -> None:
    marks = drawn(12, 5)
    scene = a_marked_call(world, marks, files=12, readers=5)
    with world.desk.look() as connection:
        found = calibrated(connection, scene.call, JuryKind.PROJECT)
    assert found is not None
    assert [each.receipt for each in found.marks.files] == list(scene.receipts)
    assert list(found.readers) == sorted(each.public_id for each in scene.readers)
    column = {each.public_id: n for n, each in enumerate(scene.readers)}
    table = found.table()
    for row in range(12):
        for place, public_id in enumerate(found.readers):
            given = marks.get((row, column[public_id]))
            assert (np.isnan(table[row, place]) and given is None) or table[row, place] == given
    again = calibrate(table, seed=1)
    assert found.calibration.scores == again.scores
    assert found.calibration.guard == again.guard


def test_a_review_that_leaves_out_a_criterion_has_no_mean_but_its_marks_count(
    small_world: World,
) -> None:
    first, second, *_ = usual_criteria()
    whole = {each.code: 2 for each in usual_criteria()}
    scene = a_marked_call(small_world, {(0, 0): whole, (1, 0): {first.code: 4}}, files=2, readers=1)
    with small_world.desk.look() as connection:
        marks = jury_marks(connection, scene.call, JuryKind.PROJECT)
    assert marks.total == ((0, 0, 2.0),)
    assert marks.by_criterion[first.code] == ((0, 0, 2.0), (1, 0, 4.0))
    assert marks.by_criterion[second.code] == ((0, 0, 2.0),)


def test_withdrawn_and_hidden_files_are_counted_nowhere(small_world: World) -> None:
    scene = a_marked_call(small_world, drawn(8, 4), files=8, readers=4)
    with writing(small_world.desk.engine) as connection:
        c = t.applications.c
        connection.execute(
            update(t.applications).where(c.id == scene.files[0]).values(stage="withdrawn")
        )
        public_id = (
            connection.execute(t.applications.select().where(c.id == scene.files[1]))
            .one()
            .public_id
        )
    with small_world.desk.look() as connection:
        marks = jury_marks(connection, scene.call, JuryKind.PROJECT, hidden=frozenset({public_id}))
    assert [each.receipt for each in marks.files] == list(scene.receipts[2:])
    assert len(marks.total) == 6 * 3


def test_many_files_are_read_in_a_few_queries(small_world: World) -> None:
    scene = a_marked_call(small_world, drawn(2_000, 60), files=2_000, readers=60)
    asked: list[str] = []
    engine = small_world.desk.engine
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    # The time of this process alone: others may be at work beside it.
    began = time.process_time()
    with small_world.desk.look() as connection:
        marks = jury_marks(connection, scene.call, JuryKind.PROJECT)
    # Measured: 0.1 s.
    assert time.process_time() - began < 2
    assert len(marks.total) == 6_000
    assert len([one for one in asked if "SELECT" in one]) <= 5


def test_the_page_says_what_the_library_finds(small_world: World) -> None:
    scene = a_marked_call(small_world, drawn(30, 8), files=30, readers=8)
    found = results(scene)
    assert found.opening is Opening.OPEN
    assert found.measured is not None
    with small_world.desk.look() as connection:
        own = calibrated(connection, scene.call, JuryKind.PROJECT)
    assert own is not None
    ranked = own.calibration.ranking()
    rows = found.pictures["ranking"].table.rows
    assert [row[0] for row in rows] == [own.marks.files[n].receipt for n in ranked]
    for row, n in zip(rows, ranked, strict=True):
        low, high = own.calibration.interval(n)
        assert row[1] == pytest.approx(own.calibration.scores[n])
        assert row[2:4] == (pytest.approx(low), pytest.approx(high))
        assert row[4] == pytest.approx(own.calibration.means[n])
    chances = own.calibration.chances(found.places, seed=1)
    assert [row[5] for row in rows] == [round(100 * chances[n]) for n in ranked]
    assert found.grey == own.calibration.grey_zone(found.places, seed=1)
    agreed = measure_agreement(own.table(), scale="interval", resamples=100, seed=1)
    assert found.measured.total.alpha.value == pytest.approx(agreed.alpha.value)
    assert found.measured.total.mean == agreed.mean
    severe = {row[0]: row[1] for row in found.pictures["severity"].table.rows}
    for reader, severity in zip(own.marks.readers, own.calibration.severities, strict=True):
        assert severe[reader.name] == pytest.approx(severity)


def test_nothing_is_shown_while_reading_goes_on_unless_the_manager_says_so(
    small_world: World,
) -> None:
    marks = drawn(10, 5)
    (late, *_) = marks
    del marks[late]
    scene = a_marked_call(small_world, marks, files=10, readers=5, awaited=[late])
    put_in_phase(scene, JuryPhase.READING)
    assert results(scene).opening is Opening.READING
    assert not results(scene).pictures
    put_in_phase(scene, JuryPhase.DELIBERATING)
    found = results(scene)
    assert found.opening is Opening.OPEN
    receipt, name = scene.receipts[late[0]], scene.readers[late[1]].name
    assert found.awaited == ((receipt, name),)


def test_results_open_by_themselves_once_all_have_spoken_after_the_deadline(
    small_world: World,
) -> None:
    scene = a_marked_call(small_world, drawn(10, 5), files=10, readers=5)
    assert results(scene).opening is Opening.OPEN
    small_world.at(DURING)
    assert results(scene).opening is Opening.READING


def test_the_chair_reads_without_titles_and_never_before_having_spoken(
    small_world: World,
) -> None:
    scene = a_marked_call(small_world, drawn(10, 5), files=10, readers=5)
    chair = scene.readers[0]
    with pytest.raises(NotAllowed):
        results(scene, chair)
    make_chair(scene, chair)
    found = results(scene, chair)
    assert found.opening is Opening.OPEN
    assert not found.manages
    assert "plot-detail" not in found.pictures["ranking"].svg
    assert "plot-detail" in results(scene).pictures["ranking"].svg
    with writing(small_world.desk.engine) as connection:
        connection.execute(
            insert(t.assignments).values(
                application_id=next(
                    scene.files[n] for n in range(10) if (n, 0) not in drawn(10, 5)
                ),
                reviewer_id=chair.id,
                assigned_at=DURING,
            )
        )
    put_in_phase(scene, JuryPhase.DELIBERATING)
    assert results(scene, chair).opening is Opening.SILENT
    assert not results(scene, chair).pictures
    assert results(scene).opening is Opening.OPEN


def test_a_jury_that_the_call_does_not_have_is_not_found(small_world: World) -> None:
    scene = a_marked_call(small_world, drawn(4, 3), files=4, readers=3)
    with pytest.raises(NotFound):
        results_page(
            small_world.desk, small_world.manager, scene.call.public_id, JuryKind.PROTOCOL, "fr"
        )


def test_the_calibration_is_kept_for_the_record_to_the_byte(world: World) -> None:
    scene = a_marked_call(world, drawn(12, 5), files=12, readers=5)
    kept = keep_calibration(world.desk, world.manager, scene.call.public_id, JuryKind.PROJECT)
    again = keep_calibration(world.desk, world.manager, scene.call.public_id, JuryKind.PROJECT)
    assert kept.digest == again.digest
    found = results(scene)
    assert found.is_fresh
    answered = compute("calibration", calibration_asked(found.marks, found.places))
    assert answered["ranking"] == [row[0] for row in found.pictures["ranking"].table.rows]
    for name in (each.name for each in scene.readers):
        assert name not in kept.asked
        assert name not in kept.answered


def test_nothing_is_kept_while_reading_goes_on(small_world: World) -> None:
    scene = a_marked_call(small_world, {(0, 0): 3}, files=2, readers=2, awaited=[(1, 1)])
    with pytest.raises(NotOpen):
        keep_calibration(
            small_world.desk, small_world.manager, scene.call.public_id, JuryKind.PROJECT
        )


CASES = {
    "one-reviewer": {(0, 0): 3, (1, 0): 2, (2, 0): 4},
    "all-equal": {(file, reader): 3 for file in range(6) for reader in range(3)},
    "same-mark": {
        (file, reader): 2 if reader == 0 else (file + reader) % 5
        for file in range(8)
        for reader in range(3)
    },
    "unscored": {(file, reader): (file + reader) % 5 for file in range(6) for reader in range(2)},
    "panels": {
        (file, reader + 2 * (file % 2)): (file * 3 + reader) % 5
        for file in range(12)
        for reader in range(2)
    },
    "single-reviews": {(file, file % 3): file % 5 for file in range(9)},
    "one-application": {(0, 0): 3, (0, 1): 1},
}
PLAIN = {
    "one-reviewer": "Une seule personne a tout lu",
    "all-equal": "Toutes les notes sont les mêmes",
    "same-mark": "La même note a été donnée à tous les dossiers",
    "unscored": "Personne n’a donné de note complète à ces dossiers",
    "panels": "Le jury se partage en 2 groupes",
    "single-reviews": "Aucun dossier n’a été lu deux fois",
    "one-application": "Un seul dossier a été lu",
}


@pytest.mark.parametrize("kind", CASES)
def test_what_cannot_be_told_is_said_in_plain_french(small_world: World, kind: str) -> None:
    marks = CASES[kind]
    files = 1 + max(file for file, _ in marks) + (kind == "unscored")
    readers = 1 + max(reader for _, reader in marks)
    scene = a_marked_call(small_world, marks, files=files, readers=readers)
    found = results(scene)
    assert found.opening is Opening.OPEN
    told = {each.kind: each for each in found.notices}
    assert PLAIN[kind] in told[kind].text
    assert "nan" not in "".join(each.svg for each in found.pictures.values()).lower().replace(
        "finance", ""
    )
    if kind == "same-mark":
        assert scene.readers[0].name in told[kind].text
    if kind == "unscored":
        assert scene.receipts[-1] in told[kind].text
    if kind == "panels":
        assert {frozenset(group) for group in told[kind].groups} == {
            frozenset(scene.receipts[::2]),
            frozenset(scene.receipts[1::2]),
        }


def test_when_assignment_follows_quality_the_guard_speaks(small_world: World) -> None:
    # The better half to severe readers, the other to generous ones; a few shared.
    chance = random.Random(5)  # noqa: S311  # the same
    marks = {}
    for file in range(40):
        half = 0 if file < 20 else 3
        quality = 3.4 if file < 20 else 1.0
        for reader in (half, half + 1, half + 2 if file % 4 else 5 - half):
            severity = 0.9 if reader < 3 else -0.9
            marks[file, reader] = min(max(round(quality - severity + chance.gauss(0, 0.5)), 0), 4)
    scene = a_marked_call(small_world, marks, files=40, readers=6)
    found = results(scene)
    assert "Les meilleurs dossiers" in {e.kind: e.text for e in found.notices}["guard"]
    assert found.measured is not None
    assert found.measured.calibration.guard is not None
    assert found.measured.calibration.guard <= 0.05


def test_who_has_still_to_speak_sees_nothing_whatever_the_phase() -> None:
    for phase in JuryPhase:
        silent = opening_of(phase, given=9, awaited=1, is_silent=True, is_closed=True)
        assert silent is Opening.SILENT
    nobody = opening_of(JuryPhase.CLOSED, given=0, awaited=0, is_silent=False, is_closed=True)
    assert nobody is Opening.NOTHING


def test_a_criterion_that_tells_nothing_is_named(small_world: World) -> None:
    criteria = usual_criteria()
    flat = criteria[0]
    marks = {
        pair: {each.code: 3 if each is flat else mark for each in criteria}
        for pair, mark in drawn(20, 6).items()
    }
    scene = a_marked_call(small_world, marks, files=20, readers=6)
    found = results(scene)
    assert found.measured is not None
    silent = {each.code for each in found.measured.criteria if each.tells_nothing}
    assert silent == {flat.code}
    assert flat.fr in found.pictures["agreement"].sentence
    assert attrs.evolve(found.marks).criteria == criteria
