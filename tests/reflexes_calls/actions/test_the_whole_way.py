"""From a piste to an evidence file, through every stage, on both databases."""

import tomllib

import pytest

from reflexes.digests import digest_of
from reflexes_calls.actions import evaluating, looking, publishing
from reflexes_calls.domain.call import Moment
from reflexes_calls.domain.lifecycle import ApplicationStage, CallStage, PilotStage
from tests.makers import PISTE, World, a_call, an_evaluated_pilot, promises

pytestmark = [pytest.mark.storage, pytest.mark.story]

WAY = (
    *("publish", "submit", "assign", "assign", "review", "review", "prepare", "release", "select"),
    *("promise", "start", "measure", "end", "evaluate", "propose", "conclude"),
)


def test_from_a_piste_to_evidence(world: World) -> None:
    desk = world.desk
    call = a_call(world)
    pilot = an_evaluated_pilot(world, call)
    evidence, path = evaluating.propose(desk, world.manager, pilot.public_id)
    concluded = publishing.conclude(desk, world.manager, call.public_id)

    assert concluded.stage is CallStage.CONCLUDED
    assert concluded.moment(world.clock.now()) is Moment.CLOSED
    (page,) = looking.my_applications(desk, world.applicant)
    assert page.application.stage is ApplicationStage.SELECTED
    assert page.application.receipt == "2026-001"
    assert page.comments == ("Précisez le registre.",) * 2
    assert page.decision is not None
    assert page.pilot is not None
    assert page.pilot.stage is PilotStage.PROPOSED

    shown = looking.pilot_page(desk, None, pilot.public_id)
    assert [(one.value, one.measured_on.isoformat()) for one in shown.measures] == [
        ("4", "2027-05-01")
    ]
    assert shown.promises == promises(world, pilot)
    assert shown.evaluation is not None
    assert shown.evaluation.said.costs == 980_000

    assert evaluating.overlay_for_piste(desk, PISTE) == (evidence,)
    assert evaluating.evidence_toml(desk, pilot.public_id) == path.read_text("utf-8")
    assert tomllib.loads(path.read_text("utf-8"))["pistes"] == [PISTE]
    assert [one.name for one in path.parent.iterdir()] == [path.name]

    journal = looking.journal_of_call(desk, world.manager, call.public_id)
    assert tuple(entry.kind for entry in journal.entries) == WAY
    assert journal.broken_at is None
    # Receipt, two requests to review, the decision, the start and the proposal.
    assert len(list(desk.outbox.glob("*.eml"))) == 6


def test_the_call_keeps_the_piste_as_it_was(world: World) -> None:
    call = a_call(world)
    assert call.edition == world.desk.catalogue.edition
    assert call.piste_digest == digest_of(call.piste)
    assert call.piste["code"] == PISTE


def test_what_was_submitted_is_digested_as_kept(world: World) -> None:
    call = a_call(world)
    an_evaluated_pilot(world, call)
    (page,) = looking.my_applications(world.desk, world.applicant)
    (version,) = page.versions
    assert version.digest == digest_of(version.answers)
    assert version.said["budget"] == 1_250_000
    assert version.said["start_on"] == "2027-04-05"


def test_a_folder_that_cannot_be_written_undoes_the_proposal(world: World) -> None:
    call = a_call(world)
    pilot = an_evaluated_pilot(world, call)
    world.desk.outgoing.write_text("not a folder", encoding="utf-8")

    with pytest.raises(FileExistsError):
        evaluating.propose(world.desk, world.manager, pilot.public_id)

    shown = looking.pilot_page(world.desk, None, pilot.public_id)
    assert shown.pilot.stage is PilotStage.EVALUATED
    assert evaluating.overlay_for_piste(world.desk, PISTE) == ()
    page = looking.journal_of_call(world.desk, world.manager, call.public_id)
    assert page.entries[-1].kind == "evaluate"
