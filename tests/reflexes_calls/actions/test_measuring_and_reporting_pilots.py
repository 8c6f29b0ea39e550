"""A pilot that had a plan: its measures come as tables, its report answers every promise."""

import datetime as dt

import pytest

from reflexes.evaluation.sections import word_report
from reflexes_calls.actions import evaluating, piloting
from reflexes_calls.actions.looking import pilot_page
from reflexes_calls.actions.measuring_pilots import (
    analyse_measured,
    keep_table,
    measures_page,
    try_table,
)
from reflexes_calls.actions.planning_pilots import amend_plan, lock_plan, plan_page, save_plan
from reflexes_calls.actions.reporting_pilots import (
    issue_report,
    issued_report,
    proposal_page,
    report_page,
    save_report,
)
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.storage import journal, pilots
from tests.makers import World, a_call, a_pilot
from tests.reflexes_calls.actions.test_planning_pilots import TYPED, write

pytestmark = pytest.mark.storage

TABLE = """Service;01/2027;02/2027;03/2027;05/2027;06/2027;07/2027
État civil;6,5;7;6;5;4,5;4
Urbanisme;6;6;6,5;5;5;4
Petite enfance;7;8;7;5,5;5;5
"""
TOLD = {
    "title_en": "Signing close by",
    "ended_because": "",
    "obtained": "400",
    "obtained_unit": "courriers",
    "surprises": "",
    "obstacles": "Deux animatrices ont changé de poste.",
    "lessons": "Garder la méthode par écrit.",
    "limits": "",
    "cost-0": "2 600",
}


@pytest.fixture
def pilot(world: World) -> Pilot:
    """A pilot under way, its plan locked; its last figures are in."""
    found = a_pilot(world, a_call(world))
    lock_plan(world.desk, world.applicant, found.public_id, revision=write(world, found))
    world.clock.instant = dt.datetime(2027, 5, 1, 9, tzinfo=dt.UTC)
    started = piloting.start(world.desk, world.manager, found.public_id)
    world.clock.instant = dt.datetime(2027, 10, 4, 9, tzinfo=dt.UTC)
    return started


def primary(world: World, pilot: Pilot) -> str:
    page = measures_page(world.desk, world.applicant, pilot.public_id)
    return page.measured[0].indicator.code


def keep(world: World, pilot: Pilot, table: str = TABLE) -> int:
    return keep_table(
        world.desk,
        world.applicant,
        pilot.public_id,
        primary(world, pilot),
        text=table,
        source="Registre du courrier",
    )


def ended(world: World, pilot: Pilot) -> Pilot:
    keep(world, pilot)
    return piloting.end(world.desk, world.applicant, pilot.public_id)


def whole(world: World, pilot: Pilot) -> dict[str, str]:
    """Every answer that the report asks for."""
    page = report_page(world.desk, world.applicant, pilot.public_id)
    gaps = {one.field: "Le cahier n’a pas été tenu." for one in page.owed if not one.is_measured}
    return TOLD | gaps | {one.field: "Une collègue est partie." for one in page.apart}


def test_a_table_is_looked_at_before_it_is_kept(world: World, pilot: Pilot) -> None:
    code = primary(world, pilot)
    tried = try_table(world.desk, world.applicant, pilot.public_id, code, text=TABLE)
    assert tried.refusals == ()
    assert tried.table is not None
    assert len(tried.table.measures) == 18
    shown = measures_page(world.desk, world.applicant, pilot.public_id)
    assert shown.of(code).versions == ()
    assert keep(world, pilot) == 18
    again = try_table(world.desk, world.applicant, pilot.public_id, code, text=TABLE)
    assert (again.known, again.corrected) == (18, 0)


def test_a_correction_erases_nothing(world: World, pilot: Pilot) -> None:
    keep(world, pilot)
    assert keep(world, pilot) == 0
    assert keep(world, pilot, TABLE.replace("4,5;4\n", "4,5;3\n")) == 1
    found = measures_page(world.desk, world.applicant, pilot.public_id).measured[0]
    assert len(found.versions) == 19
    assert len(found.in_force) == 18
    same_day = [one for one in found.versions if one.observed_unit == "État civil"
                and one.measured_on == dt.date(2027, 7, 1)]  # fmt: skip
    assert [one.value for one in same_day] == ["4", "3"]
    assert {one.source for one in same_day} == {"Registre du courrier"}
    with world.desk.look() as connection:
        entries = journal.entries_about(connection, pilot.call_id, pilot.public_id)
    assert entries[-1].kind == "measure"


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        ("Service;05/2027\nÉtat civil;beaucoup\nUrbanisme;?\n", {"unreadable-number"}),
        ("Service;05/2027\nVoirie;4\n", {"unknown-plan-code"}),
        ("Service;05/2030\nUrbanisme;4\n", {"measured-later"}),
        ("Service;05/2027\nUrbanisme;4 €\n", {"units-mixed"}),
    ],
)
def test_every_refusal_comes_with_its_cell(
    world: World, pilot: Pilot, table: str, kinds: set[str]
) -> None:
    code = primary(world, pilot)
    tried = try_table(world.desk, world.applicant, pilot.public_id, code, text=table)
    assert tried.table is None
    assert {one.kind for one in tried.refusals} == kinds
    assert all(one.path for one in tried.refusals)
    with pytest.raises(Invalid):
        keep(world, pilot, table)


def test_what_figures_say_is_a_change_and_never_more(world: World, pilot: Pilot) -> None:
    keep(world, pilot)
    shown = measures_page(world.desk, world.applicant, pilot.public_id)
    assert shown.plan is not None
    analysed, refused = analyse_measured(shown.plan, shown.measured[0])
    assert refused is None
    assert analysed is not None
    for language, word in (("fr", "effet"), ("en", "effect")):
        assert word not in analysed.picture(language).alone(language)
    assert analyse_measured(shown.plan, shown.measured[1]) == (None, None)


def test_whoever_is_not_of_the_pilot_sees_no_figure(world: World, pilot: Pilot) -> None:
    with pytest.raises(NotAllowed):
        measures_page(world.desk, world.neighbour, pilot.public_id)
    with pytest.raises(NotAllowed):
        report_page(world.desk, world.neighbour, pilot.public_id)
    with pytest.raises(NotFound):
        try_table(world.desk, world.applicant, pilot.public_id, "rien", text=TABLE)


def test_a_report_owes_each_answer_and_each_reason(world: World, pilot: Pilot) -> None:
    ended(world, pilot)
    page = report_page(world.desk, world.applicant, pilot.public_id)
    assert page.writes
    assert page.draft is not None
    with pytest.raises(Invalid) as caught:
        issue_report(
            world.desk, world.applicant, pilot.public_id, {"obtained": "beaucoup"}, revision=0
        )
    fields = {one.field for one in caught.value.refusals}
    assert {"lessons", "obtained"} <= fields
    assert {one.field for one in page.owed if not one.is_measured} <= fields


def test_a_draft_is_kept_and_two_tabs_never_cover_each_other(world: World, pilot: Pilot) -> None:
    ended(world, pilot)
    save_report(world.desk, world.applicant, pilot.public_id, {"lessons": "Un"}, revision=0)
    with pytest.raises(Conflict):
        save_report(world.desk, world.applicant, pilot.public_id, {"lessons": "Deux"}, revision=0)
    page = report_page(world.desk, world.applicant, pilot.public_id)
    assert (page.typed["lessons"], page.revision) == ("Un", 1)


def amend_measures(world: World, pilot: Pilot, **changed: str) -> None:
    desk, who, where = world.desk, world.applicant, pilot.public_id
    page = plan_page(desk, who, where)
    typed = {name: page.typed[name] for name in TYPED["mesures"]} | changed
    draft = save_plan(desk, who, where, "mesures", typed, revision=page.revision)
    amend_plan(desk, who, where, "Des mots plus clairs", revision=draft.revision)


def test_an_indicator_called_otherwise_keeps_its_figures(world: World, pilot: Pilot) -> None:
    keep(world, pilot)
    amend_measures(
        world,
        pilot,
        indicator="Jours d’attente",
        others="Réclamations; plaintes; le cahier; baisse",
    )
    shown = measures_page(world.desk, world.applicant, pilot.public_id)
    assert [one.indicator.name for one in shown.measured] == ["Jours d’attente", "Réclamations"]
    assert len(shown.measured[0].versions) == 18
    with world.desk.look() as connection:
        promised = pilots.promises_of(connection, pilot.id)
    assert [one.indicator for one in promised] == ["Jours d’attente", "Réclamations"]


def test_figures_follow_their_indicator_and_not_its_place(world: World, pilot: Pilot) -> None:
    keep(world, pilot)
    first = "Jours avant la réponse; jours; le registre; baisse"
    amend_measures(world, pilot, indicator="Plaintes", unit="plaintes", others=first)
    shown = measures_page(world.desk, world.applicant, pilot.public_id)
    assert {one.indicator.name: len(one.versions) for one in shown.measured} == {
        "Plaintes": 0,
        "Jours avant la réponse": 18,
    }


def test_another_unit_is_another_indicator(world: World, pilot: Pilot) -> None:
    keep(world, pilot)
    amend_measures(world, pilot, indicator="Heures d’attente", unit="heures")
    shown = measures_page(world.desk, world.applicant, pilot.public_id)
    assert [len(one.versions) for one in shown.measured] == [0, 0]
    with world.desk.look() as connection:
        assert len(pilots.measures_of(connection, pilot.id)) == 18


@pytest.mark.parametrize("cost", ["inf", "nan", "-40", "1e999", "beaucoup"])
@pytest.mark.parametrize("field", ["cost-0", "obtained"])
def test_a_number_that_is_none_locks_no_draft_and_is_refused(
    world: World, pilot: Pilot, field: str, cost: str
) -> None:
    ended(world, pilot)
    said = whole(world, pilot) | {field: cost}
    save_report(world.desk, world.applicant, pilot.public_id, said, revision=0)
    page = report_page(world.desk, world.applicant, pilot.public_id)
    assert page.draft is not None
    assert page.typed[field] == cost
    with pytest.raises(Invalid) as caught:
        issue_report(world.desk, world.applicant, pilot.public_id, said, revision=1)
    assert [one.field for one in caught.value.refusals] == [field]
    right = said | {field: "2 600,50"}
    made = issue_report(world.desk, world.applicant, pilot.public_id, right, revision=1)
    assert (made.spent, made.done.obtained) == (
        (260_050, 400) if field == "cost-0" else (260_000, 2600.5)
    )


def test_a_report_is_issued_then_given_back_to_the_catalogue(world: World, pilot: Pilot) -> None:
    ended(world, pilot)
    assert issued_report(world.desk, pilot.public_id) is None
    made = issue_report(
        world.desk, world.applicant, pilot.public_id, whole(world, pilot), revision=0
    )
    again = issued_report(world.desk, pilot.public_id)
    assert again == made
    told = " ".join(" ".join(each.sentences) for each in word_report(made))
    assert "effet" not in told
    assert "2\u202f600" in told
    with world.desk.look() as connection:
        moved = pilots.get_pilot(connection, pilot.id)
        evaluation = pilots.find_evaluation(connection, pilot.id)
        entries = journal.entries_about(connection, pilot.call_id, pilot.public_id)
    assert moved.stage is PilotStage.EVALUATED
    assert evaluation is not None
    assert "a changé de" in evaluation.said.finding
    assert entries[-1].kind == "evaluate"
    found, proposal = proposal_page(world.desk, world.manager, pilot.public_id)
    assert found.manages
    assert proposal is not None
    assert proposal.evidence.title.en == "Signing close by"
    assert proposal.evidence.design.value == "before-after"
    evidence, path = evaluating.propose(world.desk, world.manager, pilot.public_id)
    assert evidence == proposal.evidence
    assert path.read_text("utf-8") == proposal.toml


def test_a_pilot_given_up_is_reported_too(world: World, pilot: Pilot) -> None:
    piloting.abandon(
        world.desk, world.applicant, pilot.public_id, {"lessons": "Trop peu de courriers."}
    )
    made = issue_report(
        world.desk, world.applicant, pilot.public_id, whole(world, pilot), revision=0
    )
    assert made.done.ending.value == "abandoned"
    assert made.done.ended_because == "Trop peu de courriers."
    assert all(not one.measured for one in made.findings)


BEYOND = {
    "beyond.1.name": "Location d’une salle",
    "beyond.1.amount": "350,50",
    "beyond.1.paid_by": "La mairie, deux journées de travail",
    "noticed.2.what": "Les réunions durent moins longtemps.",
    "noticed.2.rests_on": "Ce qu’en disent trois chefs de service",
}


def test_what_was_not_planned_is_told_apart(world: World, pilot: Pilot) -> None:
    """In the cost, in the findings as exploratory, and among the lessons of the evidence."""
    ended(world, pilot)
    made = issue_report(
        world.desk, world.applicant, pilot.public_id, whole(world, pilot) | BEYOND, revision=0
    )
    assert made.spent == 295_050
    assert [(one.name, one.paid_by) for one in made.beyond] == [
        ("Location d’une salle", "La mairie, deux journées de travail")
    ]
    assert issued_report(world.desk, pilot.public_id) == made
    sections = word_report(made)
    found, cost = " ".join(sections[2].sentences), sections[4]
    assert "Exploratoire (personne ne l’avait demandé avant le début)" in found
    assert "Ce qu’en disent trois chefs de service" in found
    assert cost.tables[0].caption == "Non prévu"
    assert cost.tables[0].lines[0][0] == "Location d’une salle"
    with world.desk.look() as connection:
        evaluation = pilots.find_evaluation(connection, pilot.id)
    assert evaluation is not None
    assert evaluation.said.costs == 295_050
    assert "réunions" not in evaluation.said.finding
    _, proposal = proposal_page(world.desk, world.manager, pilot.public_id)
    assert proposal is not None
    assert "réunions" not in proposal.evidence.finding.fr
    assert any("Exploratoire" in one.fr for one in proposal.evidence.lessons)


def test_all_that_is_wrong_in_what_was_not_planned_is_said_at_once(
    world: World, pilot: Pilot
) -> None:
    ended(world, pilot)
    said = whole(world, pilot) | {
        "beyond.1.name": "Salle",
        "beyond.1.amount": "beaucoup",
        "beyond.2.name": "Animation : temps des deux animatrices",
        "beyond.2.amount": "10",
        "beyond.2.paid_by": "Le service",
        "beyond.3.name": "SALLE",
        "beyond.3.amount": "-5",
        "beyond.3.paid_by": "Le service",
        "beyond.4.name": " ",
        "noticed.1.what": "Du bruit",
    }
    plan = report_page(world.desk, world.applicant, pilot.public_id).registration
    assert plan is not None
    said["beyond.2.name"] = plan.plan.costs[0].name.upper()
    save_report(world.desk, world.applicant, pilot.public_id, said, revision=0)
    with pytest.raises(Invalid) as caught:
        issue_report(world.desk, world.applicant, pilot.public_id, said, revision=1)
    assert {(one.field, one.kind) for one in caught.value.refusals} == {
        ("beyond.1.amount", "not-a-number"),
        ("beyond.1.paid_by", "missing"),
        ("beyond.2.name", "cost-told-twice"),
        ("beyond.3.name", "cost-told-twice"),
        ("beyond.3.amount", "too-small"),
        ("noticed.1.rests_on", "missing"),
    }
    kept = report_page(world.desk, world.applicant, pilot.public_id)
    assert kept.typed["beyond.1.amount"] == "beaucoup"
    assert kept.draft is not None
    assert kept.draft.beyond == ()
    many = whole(world, pilot) | {
        f"beyond.{n}.{column}": value
        for n in range(1, 14)
        for column, value in (("name", f"Salle {n}"), ("amount", "1"), ("paid_by", "Le service"))
    }
    with pytest.raises(Invalid) as caught:
        issue_report(world.desk, world.applicant, pilot.public_id, many, revision=1)
    assert [(one.field, one.kind) for one in caught.value.refusals] == [("beyond", "too-many")]


GIVEN_UP = {"lessons": "Trop peu de courriers.", "rules_shown": "yes"}


def test_whoever_gives_up_reads_the_rules_that_the_plan_had_said(
    world: World, pilot: Pilot
) -> None:
    shown = pilot_page(world.desk, world.applicant, pilot.public_id)
    assert [one.when for one in shown.rules] == [
        "Deux plaintes en un mois",
        "Trois mois sans mesure",
    ]
    assert pilot_page(world.desk, None, pilot.public_id).rules == ()
    for said, refused in (
        ({}, [("rule", "missing"), ("rule_reason", "missing")]),
        ({"rule": "7", "rule_reason": "?"}, [("rule", "not-a-choice")]),
    ):
        with pytest.raises(Invalid) as caught:
            piloting.abandon(world.desk, world.applicant, pilot.public_id, GIVEN_UP | said)
        assert [(one.field, one.kind) for one in caught.value.refusals] == refused
    said = {"rule": "2", "rule_reason": "Rien depuis mai."}
    gone = piloting.abandon(world.desk, world.applicant, pilot.public_id, GIVEN_UP | said)
    assert gone.rule_read == {
        "why": "Rien depuis mai.",
        "rule": {"when": "Trois mois sans mesure", "then": "On revient à l’ancienne manière"},
    }
    made = issue_report(
        world.desk, world.applicant, pilot.public_id, whole(world, pilot), revision=0
    )
    assert issued_report(world.desk, pilot.public_id) == made
    for language, words in (
        ("fr", "La règle a été jugée applicable\u00a0: Rien depuis mai."),
        ("en", "It was judged to apply: Rien depuis mai."),
    ):
        assert words in " ".join(word_report(made, language)[1].sentences)


def test_that_no_rule_of_the_plan_held_is_told_too(world: World, pilot: Pilot) -> None:
    said = GIVEN_UP | {"rule": "none", "rule_reason": "Le service ferme."}
    gone = piloting.abandon(world.desk, world.applicant, pilot.public_id, said)
    assert gone.rule_read == {"why": "Le service ferme."}
    draft = report_page(world.desk, world.applicant, pilot.public_id).draft
    assert draft is not None
    told = " ".join(word_report(draft)[1].sentences)
    assert "Aucune règle d’arrêt du plan n’a été jugée applicable" in told


def test_a_table_that_no_form_would_hold_is_refused_when_it_is_looked_at(
    world: World, pilot: Pilot
) -> None:
    """What is looked at comes back in one field, to be kept: it says how many figures fit."""
    code = primary(world, pilot)
    days = [dt.date(1990, 1, 1) + dt.timedelta(days=n) for n in range(12_000)]
    text = "Service;Date;Valeur\n" + "\n".join(f"Urbanisme;{day};1" for day in days)
    tried = try_table(world.desk, world.applicant, pilot.public_id, code, text=text)
    (refused,) = tried.refusals
    assert (refused.kind, refused.met, tried.table) == ("table-too-large", "12000", None)
    assert 6_000 < int(refused.expected) < 12_000
