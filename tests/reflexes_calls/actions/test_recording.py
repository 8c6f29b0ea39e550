"""A draw said before its seed is known, and the record of a decision, which names nobody."""

import datetime as dt
import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from reflexes.jury.record import canonical, compute, replay
from reflexes_calls import cli
from reflexes_calls.actions import (
    assigning,
    choosing,
    deciding,
    drawing_lots,
    preparing,
    recording,
)
from reflexes_calls.domain.errors import Conflict, Invalid, NotFound, NotOpen
from reflexes_calls.domain.jury import JuryKind, JuryPhase, Stage
from reflexes_calls.storage import computations, juries
from reflexes_calls.storage.engine import writing
from tests.makers import AFTER, World
from tests.reflexes_calls.selection_scene import Scene, a_selection_scene, selection_form

pytestmark = pytest.mark.storage
DRAW_DAY = AFTER + dt.timedelta(days=5)
ANNOUNCED = {"source": "Tirage du Loto, cinq numéros", "announced_on": f"{DRAW_DAY:%d/%m/%Y}"}
SEED = {"seed": "4 8 15 16 23", "seed_on": f"{DRAW_DAY:%d/%m/%Y}"}


@pytest.fixture
def scene(small_world: World) -> Scene:
    return a_selection_scene(small_world)


@pytest.fixture
def computed(scene: Scene) -> choosing.Found:
    return choosing.choose(
        scene.world.desk, scene.world.manager, scene.call.public_id, selection_form(), 0
    )


def register(scene: Scene, **said: str) -> str:
    asked = ANNOUNCED | said
    return drawing_lots.register(
        scene.world.desk, scene.world.manager, scene.call.public_id, asked
    ).digest


def draw(scene: Scene, **said: str) -> dict[str, list[str]]:
    desk, manager = scene.world.desk, scene.world.manager
    return drawing_lots.draw(desk, manager, scene.call.public_id, SEED | said)


def test_what_is_registered_no_longer_changes(scene: Scene, computed: choosing.Found) -> None:
    assert len(computed.grey) >= 2
    digest = register(scene)
    desk, manager, call = scene.world.desk, scene.world.manager, scene.call.public_id
    with pytest.raises(Conflict, match="lottery-registered"):
        choosing.choose(desk, manager, call, selection_form(places="4"), 1)
    with pytest.raises(Conflict, match="lottery-registered"):
        choosing.describe_files(desk, manager, call, {}, scene.receipts, 1)
    with pytest.raises(Conflict, match="lottery-registered"):
        register(scene)
    (shown,) = drawing_lots.draws_page(desk, call).draws
    assert shown.lottery.digest == digest
    assert set(shown.codes) == set(computed.grey)
    assert shown.order == ()


@pytest.mark.usefixtures("computed")
def test_the_seed_is_known_neither_before_nor_after_its_day(scene: Scene) -> None:
    with pytest.raises(Invalid) as refused:
        register(scene, announced_on=f"{AFTER:%d/%m/%Y}")
    assert refused.value.refusals[0].kind == "seed-too-soon"
    register(scene)
    with pytest.raises(Invalid) as refused:
        draw(scene)
    assert refused.value.refusals[0].kind == "seed-to-come"
    with pytest.raises(Invalid) as refused:
        draw(scene, seed_on=f"{AFTER:%d/%m/%Y}")
    assert refused.value.refusals[0].kind == "seed-before"


def test_the_draw_is_that_of_anyone_with_the_seed(scene: Scene, computed: choosing.Found) -> None:
    register(scene)
    scene.world.at(DRAW_DAY)
    answered = draw(scene)
    by_hand = sorted(
        computed.grey, key=lambda code: sha256(f"{SEED['seed']}|{code}".encode()).hexdigest()
    )
    assert answered["drawn"] == by_hand
    spent = sum(computed.amounts[code] for code in answered["chosen"])
    assert spent <= 30_000_00
    assert len(answered["chosen"]) <= 3
    # Whoever is passed over would not have fitted.
    assert set(answered["passed"]) == set(computed.grey) - set(answered["chosen"])
    with pytest.raises(Conflict, match="lottery-drawn"):
        draw(scene, seed="another")
    page = choosing.choosing_page(scene.world.desk, scene.world.manager, scene.call.public_id)
    assert page.drawn == answered


@pytest.mark.usefixtures("computed")
def test_a_draw_is_given_up_with_a_reason_before_its_day_only(scene: Scene) -> None:
    desk, manager, call = scene.world.desk, scene.world.manager, scene.call.public_id
    register(scene)
    with pytest.raises(Invalid):
        drawing_lots.give_up(desk, manager, call, {"why": ""})
    drawing_lots.give_up(desk, manager, call, {"why": "Le Loto de ce jour est annulé."})
    register(scene)
    scene.world.at(DRAW_DAY)
    with pytest.raises(NotOpen, match="seed-known"):
        drawing_lots.give_up(desk, manager, call, {"why": "Le résultat ne me plaît pas."})
    standing, given_up = drawing_lots.draws_page(desk, call).draws
    assert standing.lottery.given_up_at is None
    assert given_up.lottery.given_up_why == "Le Loto de ce jour est annulé."


def prepare(scene: Scene) -> None:
    desk, manager, call = scene.world.desk, scene.world.manager, scene.call.public_id
    found = choosing.choosing_page(desk, manager, call).found
    assert found is not None
    preparing.prepare_selection(desk, manager, call, found.computation.public_id, replace=True)


def release(scene: Scene) -> None:
    desk, manager, call = scene.world.desk, scene.world.manager, scene.call.public_id
    page = deciding.release_page(desk, manager, call)
    files = {each.application.public_id for each in page.waiting if each.prepared}
    deciding.release(desk, manager, call, files, page.seen, address="")


@pytest.mark.usefixtures("computed")
def test_decisions_wait_for_the_lots_and_tell_them(scene: Scene) -> None:
    register(scene)
    with pytest.raises(NotOpen, match="lottery-not-drawn"):
        prepare(scene)
    scene.world.at(DRAW_DAY)
    answered = draw(scene)
    prepare(scene)
    page = deciding.release_page(scene.world.desk, scene.world.manager, scene.call.public_id)
    said = {each.application.receipt: each.prepared for each in page.waiting}
    for code in answered["drawn"]:
        kept = said[code]
        assert kept is not None
        assert (kept.outcome.value == "selected") == (code in answered["chosen"])
        assert "tiré au sort" in kept.reasons
        assert SEED["seed"] in kept.reasons


def test_a_draw_needs_something_uncertain(scene: Scene) -> None:
    desk, manager, call = scene.world.desk, scene.world.manager, scene.call.public_id
    with pytest.raises(NotOpen, match="no-selection"):
        register(scene)
    choosing.choose(desk, manager, call, selection_form(places="6", budget="100 000"), 0)
    with pytest.raises(NotOpen, match="no-grey-zone"):
        register(scene)
    with pytest.raises(NotFound):
        drawing_lots.draws_page(desk, call)


@pytest.fixture
def folder(scene: Scene, computed: choosing.Found, tmp_path: Path) -> Path:
    """The record of a decision with its draw, published, unpacked."""
    del computed
    register(scene)
    scene.world.at(DRAW_DAY)
    draw(scene)
    prepare(scene)
    desk, manager, call = scene.world.desk, scene.world.manager, scene.call.public_id
    with pytest.raises(NotOpen, match="record-before-decisions"):
        recording.publish_record(desk, manager, call)
    release(scene)
    with pytest.raises(NotFound):
        recording.published_zip(desk, call)
    recording.publish_record(desk, manager, call)
    content = recording.published_zip(desk, call)
    assert content == recording.published_zip(desk, call)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path / "kept")
    return tmp_path / "kept"


def test_the_record_is_replayed_to_the_same(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["decide", "replay", str(folder)]) == 0
    told = capsys.readouterr().out
    assert told.count("identique / same") == 3
    assert "octet près" in told


def test_the_record_names_nobody(folder: Path, scene: Scene) -> None:
    kept = b"\n".join(path.read_bytes() for path in (folder / "record").iterdir()).decode()
    world = scene.world
    people = (*world.reviewers, world.manager, world.applicant)
    for name in (
        *(word for one in people for word in (one.name, one.email, one.public_id)),
        *(each.public_id for each in scene.files),
        *(f"Mairie de Hameau-{rank}" for rank in range(6)),
        *(f"Idée singulière {rank}" for rank in range(6)),
        "Autrice",
        "essai.example",
        "Solide.",
    ):
        assert name not in kept, name
    assert set(scene.receipts) <= set(json.loads(_read(folder, "portfolio"))["asked"]["projects"])


def _read(folder: Path, stage: str) -> str:
    return (folder / "record" / f"{stage}.json").read_text("utf-8")


def test_a_changed_or_missing_file_is_told_plainly(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "record" / "portfolio.json"
    kept = path.read_bytes()
    path.write_bytes(kept.replace(b'"gap": 0.0', b'"gap": 0.1'))
    assert cli.main(["decide", "replay", str(folder)]) == 1
    assert "was changed since the record was written" in capsys.readouterr().out
    path.unlink()
    assert cli.main(["decide", "replay", str(folder)]) == 1
    assert "lacks its file" in capsys.readouterr().out
    (folder / "record" / "manifest.json").unlink()
    assert cli.main(["decide", "replay", str(folder)]) == 1
    assert "no record of a decision" in capsys.readouterr().out
    path.parent.joinpath("manifest.json").write_text("[]")
    assert cli.main(["decide", "replay", str(folder)]) == 1
    assert "lacks its part" in capsys.readouterr().out


def test_a_result_that_differs_is_told_stage_by_stage(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Whoever forges a result forges its digest too: the computation alone tells.
    path, manifest = folder / "record" / "lottery.json", folder / "record" / "manifest.json"
    kept = json.loads(path.read_text("utf-8"))
    kept["result"]["drawn"].reverse()
    path.write_text(json.dumps(kept), encoding="utf-8")
    listed = json.loads(manifest.read_text("utf-8"))
    listed["files"]["lottery.json"] = sha256(path.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(listed), encoding="utf-8")
    assert cli.main(["decide", "replay", str(folder)]) == 1
    told = capsys.readouterr().out
    assert told.count("identique / same") == 2
    assert "différent / different (drawn)" in told


def test_a_name_in_a_group_keeps_the_record_in(scene: Scene) -> None:
    desk, manager, call = scene.world.desk, scene.world.manager, scene.call.public_id
    said = {f"file-{scene.receipts[0]}-tag": "Comme Mairie de Hameau-1"}
    choosing.describe_files(desk, manager, call, said, scene.receipts[:1], 0)
    typed = selection_form() | {
        "rule-1-who": "tag:comme mairie de hameau-1",
        "rule-1-sense": "at-most",
        "rule-1-figure": "1",
        "rule-1-unit": "files",
    }
    choosing.choose(desk, manager, call, typed, 1)
    prepare(scene)
    release(scene)
    with pytest.raises(NotOpen, match="record-names"):
        recording.publish_record(desk, manager, call)
    assert recording.record_page(desk, manager, call).names_met == ("Mairie de Hameau-1",)


@pytest.mark.usefixtures("computed")
def test_the_assignment_in_force_stands_in_the_record_by_codes(
    scene: Scene, tmp_path: Path
) -> None:
    world = scene.world
    readers = sorted(each.public_id for each in (*world.reviewers, world.neighbour))
    files = [each.public_id for each in scene.files]
    asked = {
        "applications": files, "reviewers": readers, "fit": [[0.1, 0.5, 0.9]] * 6, "reviews": 2,
        "loads": 6, "conflicts": [[files[0], readers[0]]], "seed": 3,
    }  # fmt: skip
    answered = compute("assignment", asked)
    with writing(world.desk.engine) as connection:
        kept = computations.add_computation(
            connection,
            call=scene.call.id,
            jury=JuryKind.PROJECT,
            stage=Stage.ASSIGNMENT,
            asked=canonical(asked).decode(),
            answered=canonical(answered).decode(),
            made_by=world.manager.id,
            made_at=world.clock.now(),
        )
        computations.put_in_force(connection, kept, world.clock.now())
    found = recording.record_page(world.desk, world.manager, scene.call.public_id).files
    for name, content in found.items():
        (tmp_path / name).write_bytes(content)
    assert [(one.stage, one.same) for one in replay(tmp_path)] == [
        ("assignment", True), ("calibration", True), ("portfolio", True),
    ]  # fmt: skip
    told = json.loads(found["assignment.json"])["asked"]
    assert told["applications"] == list(scene.receipts)
    # The third never marked anything: no code of a reader of the scores is theirs.
    assert sorted(told["reviewers"]) == ["J001", "J002", "K001"]
    assert not any(each.encode() in found["assignment.json"] for each in (*readers, *files))


@pytest.mark.usefixtures("computed")
def test_a_computed_assignment_is_replayed_by_managers_and_never_published(
    scene: Scene, tmp_path: Path
) -> None:
    world, call = scene.world, scene.call.public_id
    with writing(world.desk.engine) as connection:
        phase = JuryPhase.READING
        juries.keep_jury(
            connection, scene.call.id, JuryKind.PROJECT, at=world.clock.now(), phase=phase
        )
    form = {"reviews": "2", "most": "9", "way": "best", "limit": "50", "seed": "5"}
    made = assigning.propose(world.desk, world.manager, call, JuryKind.PROJECT, form)
    shown = made.computation.public_id
    assigning.put_in_force(world.desk, world.manager, call, JuryKind.PROJECT, shown, "https://a.b")
    found = recording.record_page(world.desk, world.manager, call).files
    for name, content in found.items():
        (tmp_path / name).write_bytes(content)
    assert ("assignment", True) in [(one.stage, one.same) for one in replay(tmp_path)]
    assert not {"basis", "groups"} & set(json.loads(found["assignment.json"])["asked"])
    prepare(scene)
    release(scene)
    published = recording.publish_record(world.desk, world.manager, call)
    assert "assignment.json" not in published.files
    assert "portfolio.json" in published.files
