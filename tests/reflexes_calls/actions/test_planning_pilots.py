"""The plan of a pilot: typed page by page, judged, locked before the start, amended in the open."""

import datetime as dt

import pytest

from reflexes.evaluation import Design, plan_of, registration_to_plain
from reflexes.evaluation.locking import registration_of
from reflexes_calls.actions import piloting
from reflexes_calls.actions.planning_pilots import (
    amend_plan,
    lock_plan,
    look_at_plan,
    plan_page,
    registration_to_give,
    save_plan,
)
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.domain.plan_answers import (
    SECTIONS,
    design_of,
    plain_plan,
    read_plan_answers,
    section_of,
    typed_of,
)
from reflexes_calls.storage import journal, pilots, plans
from tests.makers import World, a_call, a_pilot

pytestmark = pytest.mark.storage

TYPED = {
    "but": {
        "registrant": "Directrice adjointe, ville fictive",
        "problem": "Un courrier attend six jours sa signature.",
        "purpose": "Des services qui décident",
        "outcomes": "Répondre vite\nMoins d’allers-retours",
        "actions": "Déléguer la signature\n2. Relire à deux",
        "assumption": "",
    },
    "qui": {
        "treated": "État civil\nUrbanisme\nPetite enfance",
        "compared": "",
        "assignment": "Les trois services volontaires",
        "why_not_stronger": "Aucun autre service ne mesure ses délais.",
        "design": "",
    },
    "mesures": {
        "indicator": "Jours avant la réponse",
        "unit": "jours",
        "source": "Le registre du courrier",
        "direction": "down",
        "frequency": "monthly",
        "before": "3",
        "after": "4",
        "baseline": "6,5",
        "least_worth": "1",
        "spread": "0,5",
        "question": "Répond-on plus vite ?",
        "others": "Plaintes; plaintes; le cahier; baisse",
    },
    "dates": {
        "measured_from": "01/01/2027",
        "starts_on": "01/05/2027",
        "ends_on": "30/09/2027",
        "reported_on": "15/12/2027",
        "stop_when": "Deux plaintes en un mois",
        "stop_then": "On revient à l’ancienne manière",
        "abandon_when": "Trois mois sans mesure",
        "missing": "",
    },
    "suite": {
        "asks": "Qu’est-ce qui vous a manqué ?",
        "asked_of": "Les agents",
        "criterion": "relevance",
        "raters": "une cadre ; un agent",
        "costs": "Ateliers ; 2 400 €",
        "outcomes_seen": "nothing",
        "publishes_nil": "yes",
    },
}


def write(world: World, pilot: Pilot, **changed: str) -> int:
    """Type the whole plan, with some answers changed; gives its revision."""
    for section, said in TYPED.items():
        asked = {name: changed.get(name, value) for name, value in said.items()}
        page = plan_page(world.desk, world.applicant, pilot.public_id)
        save_plan(
            world.desk, world.applicant, pilot.public_id, section, asked, revision=page.revision
        )
    return plan_page(world.desk, world.applicant, pilot.public_id).revision


@pytest.fixture
def pilot(world: World) -> Pilot:
    return a_pilot(world, a_call(world))


def test_a_plan_begins_with_what_the_application_said(world: World, pilot: Pilot) -> None:
    page = plan_page(world.desk, world.applicant, pilot.public_id)
    assert page.writes
    assert page.typed["indicator"]
    assert page.typed["registrant"].endswith("Ville de Val-d’Essai")
    looked = look_at_plan(world.desk, world.applicant, pilot.public_id)
    # What only the team can say is asked for, all at once, and on which page.
    missing = {one.field for one in looked.refused if one.kind == "missing"}
    assert {"outcomes", "unit", "direction", "least_worth"} <= missing
    assert {section_of(name) for name in missing} <= set(SECTIONS)


def test_a_whole_plan_is_locked_and_promises_its_indicators(world: World, pilot: Pilot) -> None:
    revision = write(world, pilot)
    looked = look_at_plan(world.desk, world.applicant, pilot.public_id)
    assert (looked.refused, looked.astray) == ((), ())
    assert looked.checked is not None
    assert looked.checked.smallest is not None
    assert looked.verdict is not None
    assert looked.verdict.says.value == "change"
    kept = lock_plan(world.desk, world.applicant, pilot.public_id, revision=revision)
    with world.desk.look() as connection:
        again = plans.registration_of_pilot(connection, pilot.id)
        moved = pilots.get_pilot(connection, pilot.id)
        promised = pilots.promises_of(connection, pilot.id)
        entries = journal.entries_about(connection, pilot.call_id, pilot.public_id)
    assert again == kept
    assert (moved.stage, moved.promises_digest) == (PilotStage.PROMISED, kept.digest)
    assert [(one.indicator, one.baseline, one.target) for one in promised] == [
        ("Jours avant la réponse", "6,5", "5,5"),
        ("Plaintes", "–", "–"),
    ]
    assert entries[-1].kind == "promise"
    plan = kept.plan
    assert [(one.says, one.under) for one in plan.objectives[1:]] == [
        ("Répondre vite", "but"),
        ("Moins d’allers-retours", "but"),
        ("Déléguer la signature", "changement-1"),
        ("Relire à deux", "changement-2"),
    ]
    assert [(one.name, one.amount) for one in plan.costs] == [("Ateliers", 240_000)]
    given = registration_to_give(world.desk, pilot.public_id, world.manager)
    assert registration_of(registration_to_plain(given)) == kept


def test_it_is_not_locked_from_the_day_of_the_start(world: World, pilot: Pilot) -> None:
    revision = write(world, pilot)
    world.at(dt.datetime(2027, 4, 30, 22, 30, tzinfo=dt.UTC))
    assert look_at_plan(world.desk, world.applicant, pilot.public_id).too_late
    with pytest.raises(Invalid) as refused:
        lock_plan(world.desk, world.applicant, pilot.public_id, revision=revision)
    assert [(one.field, one.kind) for one in refused.value.refusals] == [
        ("starts_on", "plan-too-late")
    ]
    with world.desk.look() as connection:
        assert plans.registration_of_pilot(connection, pilot.id) is None
        assert pilots.get_pilot(connection, pilot.id).stage is PilotStage.AGREED


def test_a_second_tab_covers_nothing(world: World, pilot: Pilot) -> None:
    revision = write(world, pilot)
    page = TYPED["but"]
    save_plan(world.desk, world.applicant, pilot.public_id, "but", page, revision=revision)
    with pytest.raises(Conflict) as refused:
        save_plan(
            world.desk,
            world.applicant,
            pilot.public_id,
            "but",
            page | {"purpose": "Autre chose"},
            revision=revision,
        )
    assert refused.value.kind == "plan-moved"
    with pytest.raises(Conflict):
        lock_plan(world.desk, world.applicant, pilot.public_id, revision=revision)
    kept = plan_page(world.desk, world.applicant, pilot.public_id)
    assert kept.typed["purpose"] == "Des services qui décident"


def test_an_amendment_has_a_reason_and_leaves_what_was_promised(world: World, pilot: Pilot) -> None:
    first = lock_plan(world.desk, world.applicant, pilot.public_id, revision=write(world, pilot))
    piloting.start(world.desk, world.manager, pilot.public_id)
    world.at(dt.datetime(2027, 6, 3, 9, tzinfo=dt.UTC))
    page = plan_page(world.desk, world.applicant, pilot.public_id)
    assert not page.moved
    with pytest.raises(Conflict) as same:
        amend_plan(world.desk, world.applicant, pilot.public_id, "Rien", revision=page.revision)
    assert same.value.kind == "plan-unchanged"
    days = {name: page.typed[name] for name in TYPED["dates"]} | {"ends_on": "31/10/2027"}
    draft = save_plan(
        world.desk, world.applicant, pilot.public_id, "dates", days, revision=page.revision
    )
    looked = look_at_plan(world.desk, world.applicant, pilot.public_id)
    assert [(one.path, one.after) for one in looked.changes] == [("ends_on", "2027-10-31")]
    with pytest.raises(Invalid) as bare:
        amend_plan(world.desk, world.applicant, pilot.public_id, " ", revision=draft.revision)
    assert bare.value.refusals[0].field == "reason"
    reason = "Une collègue est partie ; un mois de plus."
    kept = amend_plan(world.desk, world.applicant, pilot.public_id, reason, revision=draft.revision)
    assert kept.first == first.first
    assert [(one.reason, one.after_start) for one in kept.amendments] == [(reason, True)]
    assert kept.plan.ends_on == dt.date(2027, 10, 31)
    shown = plan_page(world.desk, world.applicant, pilot.public_id)
    assert (shown.typed["ends_on"], shown.moved) == ("31/10/2027", False)


def test_who_may_look_and_who_may_write(world: World, pilot: Pilot) -> None:
    with pytest.raises(NotAllowed):
        plan_page(world.desk, world.neighbour, pilot.public_id)
    assert not plan_page(world.desk, world.manager, pilot.public_id).writes
    with pytest.raises(NotAllowed):
        save_plan(world.desk, world.manager, pilot.public_id, "but", TYPED["but"], revision=0)
    with pytest.raises(NotFound):
        save_plan(world.desk, world.applicant, pilot.public_id, "ailleurs", {}, revision=0)
    with pytest.raises(NotFound):
        registration_to_give(world.desk, pilot.public_id, world.applicant)
    lock_plan(world.desk, world.applicant, pilot.public_id, revision=write(world, pilot))
    with pytest.raises(NotOpen):
        lock_plan(world.desk, world.applicant, pilot.public_id, revision=7)


def test_everything_wrong_is_said_at_once(world: World, pilot: Pilot) -> None:
    write(
        world,
        pilot,
        costs="Ateliers",
        others="Plaintes; plaintes",
        treated="État civil; demain",
        outcomes="\n".join("abcdef"),
        before="deux",
        least_worth="un peu",
        starts_on="31/02/2027",
    )
    looked = look_at_plan(world.desk, world.applicant, pilot.public_id)
    assert {(one.field, one.kind) for one in looked.refused} == {
        ("costs", "plan-line-cost"),
        ("others", "plan-line-other"),
        ("treated", "plan-line-day"),
        ("outcomes", "plan-too-many-lines"),
        ("before", "not-a-number"),
        ("least_worth", "not-a-decimal"),
        ("starts_on", "not-a-day"),
    }
    write(world, pilot, unit="%", baseline="120", reported_on="01/06/2027", compared="Urbanisme")
    looked = look_at_plan(world.desk, world.applicant, pilot.public_id)
    assert {(field, one.kind) for field, one in looked.astray} == {
        ("baseline", "percentage-out-of-bounds"),
        ("reported_on", "day-before"),
        ("compared", "repeated"),
    }


def designed(**changed: str) -> Design:
    typed = {name: value for said in TYPED.values() for name, value in said.items()} | changed
    return design_of(read_plan_answers(typed))


def test_the_design_follows_from_plain_answers() -> None:
    many = "\n".join(f"Service {at}" for at in range(19))
    assert designed() is Design.BEFORE_AFTER
    assert designed(before="0") is Design.AFTER_ONLY
    assert designed(before="0", after="0") is Design.ACCOUNT
    assert designed(treated="État civil", before="12") is Design.SERIES
    assert designed(compared="A\nB") is Design.DIFFERENCE
    assert designed(compared="A\nB", drawn="yes") is Design.LOTTERY
    assert designed(compared="A\nB", before="0") is Design.CROSS_SECTION
    assert designed(treated="Une", compared=many) is Design.SYNTHETIC
    assert designed(treated="Une", compared="A", before="12") is Design.CONTROLLED_SERIES
    waves = "A; 01/05/2027\nB; 01/07/2027"
    assert designed(treated=waves) is Design.ROLL_OUT


def test_what_was_locked_is_typed_again_as_it_was(world: World, pilot: Pilot) -> None:
    kept = lock_plan(world.desk, world.applicant, pilot.public_id, revision=write(world, pilot))
    answers = read_plan_answers(typed_of(kept.plan))

    assert plan_of(plain_plan(answers, kept.plan.pilot)) == kept.plan
