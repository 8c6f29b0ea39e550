"""Plans: read, refused all at once, locked before the start, amended in the open."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import attrs
import pytest

from reflexes.conversion import structure
from reflexes.errors import RefusedError
from reflexes.evaluation import (
    Circumstances,
    Design,
    Group,
    Objective,
    Plan,
    Question,
    Remark,
    Rung,
    Seen,
    Sizing,
    Unit,
    amend,
    canonical_plan,
    changes,
    check_registration,
    digest_of_plan,
    head,
    lock,
    look_at,
    plan_of,
    plan_to_plain,
    plan_to_toml,
    power_of,
    read_plan,
    read_registration,
    registration_of,
    registration_to_json,
    registration_to_plain,
    smallest_chance,
    smallest_in_series,
    smallest_seen,
)
from reflexes.evaluation.errors import EvaluationError
from reflexes.evaluation.template import template
from reflexes.records import changed
from reflexes.wording import translator
from tests.reflexes.evaluation.plans import LOCKED, a_plan, a_registration, an_indicator

pytestmark = pytest.mark.unit


def refusals(call: Any) -> list[tuple[str, str]]:
    with pytest.raises(RefusedError) as caught:
        call()
    return [(one.kind, one.path) for one in caught.value.refusals]


def test_a_plan_is_read_back_from_what_it_writes(tmp_path: Path) -> None:
    """TOML and JSON say the same plan, under the same digest."""
    plan = a_plan()
    (tmp_path / "plan.toml").write_text(plan_to_toml(plan), "utf-8")
    (tmp_path / "plan.json").write_text(json.dumps(plan_to_plain(plan)), "utf-8")
    assert read_plan(tmp_path / "plan.toml") == read_plan(tmp_path / "plan.json") == plan
    assert digest_of_plan(plan_of(plan_to_plain(plan))) == digest_of_plan(plan)
    assert json.loads(canonical_plan(plan))["schema"] == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_plan_to_fill_can_be_read_as_it_stands(tmp_path: Path, language: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(template(day=LOCKED, translate=translator(language)), "utf-8")
    assert look_at(read_plan(path)).plan.as_planned.design is Design.BEFORE_AFTER


def test_everything_wrong_in_a_plan_is_refused_at_once() -> None:
    wrong = changed(
        a_plan(),
        objectives=(
            Objective(code="haut", says="Haut", rung=Rung.PURPOSE),
            Objective(code="autre", says="Autre", rung=Rung.PURPOSE),
            Objective(code="a", says="A", rung=Rung.ACTION, under="b"),
            Objective(code="b", says="B", rung=Rung.ACTION, under="a"),
            Objective(code="perdu", says="Perdu", rung=Rung.ACTION, under="nulle-part"),
        ),
        questions=(Question(code="haut", asks="Et ?", indicators=("confiance-dit", "inconnu")),),
        units=(
            Unit(name="Pôle", group=Group.TREATED, starts_on=dt.date(2026, 1, 1)),
            Unit(name="Pôle", group=Group.TREATED),
        ),
        others=(an_indicator("confiance-dit", unit="%", baseline=140.0),),
        ends_on=dt.date(2027, 3, 1),
    )
    met = refusals(lambda: plan_of(plan_to_plain(wrong)))
    assert set(met) == {
        ("plan-code-twice", "questions[0].code"),
        ("several-tops", "objectives"),
        ("objectives-go-round", "objectives[2].under"),
        ("objectives-go-round", "objectives[3].under"),
        ("unknown-plan-code", "objectives[4].under"),
        ("unknown-plan-code", "primary.objective"),
        ("unknown-plan-code", "questions[0].indicators[1]"),
        ("primary-unasked", "primary.code"),
        ("percentage-out-of-bounds", "others[0].baseline"),
        ("day-before", "ends_on"),
        ("unit-starts-outside", "units[0].starts_on"),
        ("repeated", "units[1].name"),
        ("units-miscounted", "as_planned.treated"),
    }


def test_a_broken_file_is_refused_with_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    text = plan_to_toml(a_plan()).replace('unit = "jours"', "unit = 12", 1)
    path.write_text(text.replace("least_worth = 1.0", 'least_worth = "beaucoup"'), "utf-8")
    with pytest.raises(RefusedError) as caught:
        read_plan(path)
    assert {(one.kind, one.expected) for one in caught.value.refusals} == {
        ("wrong-type", "text"),
        ("wrong-type", "number"),
    }
    assert all(one.line > 1 for one in caught.value.refusals)
    (tmp_path / "plan.json").write_text("{", "utf-8")
    assert refusals(lambda: read_plan(tmp_path / "plan.json")) == [("broken-json", "")]


def other_than(value: Any) -> Any:
    """Some other value of the same type, for most fields of a plan."""
    ways: tuple[tuple[Any, Any], ...] = (
        (bool, lambda: not value),
        (dt.date, lambda: value + dt.timedelta(days=1)),
        (Sizing, lambda: changed(value, least_worth=9.0)),
        (tuple, lambda: (*value, *value) or None),
        (Seen, lambda: Seen.PARTLY),
        (str, lambda: f"{value} autrement"),
    )
    return next((made() for kind, made in ways if isinstance(value, kind)), None)


@pytest.mark.parametrize("name", [one.name for one in attrs.fields(Plan)])
def test_the_digest_changes_with_any_field(name: str) -> None:
    plan = a_plan()
    other = other_than(getattr(plan, name))
    if other is None:
        other = {
            "as_planned": changed(plan.as_planned, before=9),
            "primary": changed(plan.primary, source="Autre"),
            "sensitivity": ("Sans le plus gros pôle",),
            "subgroups": ("Les petits",),
            "deciding": plan.stopping,
            "abandoning": plan.stopping,
        }[name]
    assert digest_of_plan(changed(plan, **{name: other})) != digest_of_plan(plan)


def test_a_plan_is_locked_before_the_start_and_never_after() -> None:
    plan = a_plan()
    assert lock(plan, on=dt.date(2027, 3, 31)).plain == plan_to_plain(plan)
    for late in (plan.starts_on, dt.date(2027, 8, 1)):
        assert refusals(lambda day=late: lock(plan, on=day)) == [("locked-too-late", "starts_on")]


def test_amendments_are_a_chain_that_nobody_can_alter(tmp_path: Path) -> None:
    plan, kept = a_plan(), a_registration()
    early = amend(kept, changed(plan, problem="Dit mieux."), on=dt.date(2027, 3, 1), reason="Clair")
    late = amend(
        early,
        changed(plan, problem="Dit encore."),
        on=dt.date(2027, 5, 1),
        reason="  Une collègue part  ",
    )
    assert [one.after_start for one in late.amendments] == [False, True]
    assert late.amendments[1].reason == "Une collègue part"
    assert late.first == kept.first
    assert late.before_start["problem"] == "Dit mieux."
    assert late.plan.problem == "Dit encore."
    path = tmp_path / "locked.json"
    path.write_bytes(registration_to_json(late))
    assert read_registration(path) == late
    assert head(late) != head(early) != head(kept)
    for place, forged in enumerate(
        (
            lambda said: said["plan"].update(problem="Autre"),
            lambda said: said.update(locked_on="2027-01-01"),
            lambda said: said["amendments"][0].update(reason="Autre"),
            lambda said: said["amendments"][1]["plan"].update(problem="Autre"),
            lambda said: said["amendments"][1].update(after_start=False),
            lambda said: said["amendments"].pop(0),
        )
    ):
        said = json.loads(registration_to_json(late))
        forged(said)
        kinds = {kind for kind, _ in refusals(lambda met=said: registration_of(met))}
        assert kinds == {"plan-altered"}, place
    check_registration(late)


def test_an_amendment_needs_a_reason_a_change_and_its_day() -> None:
    kept = a_registration()
    call = lambda: amend(kept, a_plan(), on=dt.date(2027, 1, 1), reason=" ")  # noqa: E731 - called once
    assert [kind for kind, _ in refusals(call)] == [
        "reason-missing",
        "nothing-amended",
        "day-before",
    ]


@pytest.mark.parametrize("said", [None, [], {}, {"locked_on": "hier"}, {"plan": 1}])
def test_what_is_no_locked_plan_is_refused(said: object) -> None:
    assert refusals(lambda: registration_of(said)) == [("not-a-registration", "")]


def test_changes_are_told_leaf_by_leaf_and_by_code() -> None:
    plan = a_plan()
    other = changed(
        plan,
        others=(an_indicator("reunions"), *plan.others),
        sizing=Sizing(least_worth=2.0, spread=1.5),
    )
    told = {one.path: (one.before, one.after) for one in changes(
        plan_to_plain(plan), plan_to_plain(other))}  # fmt: skip
    assert set(told) == {"others[reunions]", "sizing.least_worth"}
    assert told["sizing.least_worth"] == ("1.0", "2.0")
    assert registration_to_plain(a_registration())["amendments"] == []


def test_remarks_say_what_a_plan_should_know() -> None:
    poor = changed(
        a_plan(), qualitative=(), costs=(), outcomes_seen=Seen.PARTLY, publishes_nil=False
    )
    told = set(look_at(poor).remarks)
    assert told >= {
        Remark.NOT_IDENTIFIABLE, Remark.TOO_SMALL_TO_SEE, Remark.WHY_NOT_STRONGER,
        Remark.SEVERAL_INDICATORS, Remark.FIGURES_SEEN, Remark.NO_ABANDONING, Remark.NO_COSTS,
        Remark.NO_QUALITATIVE, Remark.NOT_PUBLISHED,
    }  # fmt: skip
    lots = a_plan(Design.LOTTERY, treated=3, compared=3, sizing=Sizing(least_worth=9.0))
    assert set(look_at(lots).remarks) >= {Remark.CHANCE_TOO_COARSE, Remark.SPREAD_UNKNOWN}
    assert Remark.NOT_IDENTIFIABLE not in look_at(lots).remarks


@pytest.mark.parametrize(
    ("units", "published"),
    [(5, 2.02), (10, 1.33), (20, 0.91), (30, 0.74), (50, 0.57), (100, 0.40)],
)
def test_the_smallest_effect_of_two_groups_is_exact(units: int, published: float) -> None:
    """By the noncentral t law: in standard deviations, 80 % of the cases at 5 %."""
    assert smallest_seen(units, units).effect == pytest.approx(published, abs=0.0055)


@pytest.mark.parametrize(("units", "published"), [(10, 0.95), (20, 0.65), (50, 0.40)])
def test_a_measure_before_lowers_it(units: int, published: float) -> None:
    found = smallest_seen(units, units, correlation=0.7).effect
    assert found == pytest.approx(published, abs=0.0055)


def test_power_holds_at_the_edges() -> None:
    """One degree of freedom, no effect at all, and what is asked back."""
    assert power_of(0.0, 1.0, 5.0) == pytest.approx(0.05, abs=1e-9)
    # The chance that a normal number is within 30/12.7 of nil, to a trifle.
    assert power_of(30.0, 1.0, 1.0) == pytest.approx(0.9815, abs=5e-4)
    two = smallest_seen(2, 0, spread=1.0)
    assert power_of(two.effect, two.error, two.freedom) == pytest.approx(0.8, abs=1e-6)
    clustered = smallest_seen(10, 10, cluster=5, alike=0.2).error
    assert clustered == pytest.approx(smallest_seen(10, 10).error * ((1 + 4 * 0.2) / 5) ** 0.5)


def test_lots_of_few_units_cannot_be_rare() -> None:
    """Three against three 0.10, four 0.029, five 0.0079, two against eight 0.022."""
    for sides, published in (((3, 3), 0.10), ((4, 4), 0.029), ((5, 5), 0.0079), ((2, 8), 0.022)):
        assert smallest_chance(*sides) == pytest.approx(published, rel=0.02)


def test_a_longer_series_sees_less() -> None:
    assert smallest_in_series(24, 12).effect < smallest_in_series(12, 6).effect
    for wrong in ((2, 9), (9, 2)):
        with pytest.raises(EvaluationError):
            smallest_in_series(*wrong)
    with pytest.raises(EvaluationError):
        smallest_seen(1, 0)


def test_numbers_are_read_strictly() -> None:
    read = structure(Circumstances, {"design": "lottery", "lost": 1})
    assert read.lost == 1.0
    for wrong in ("0,2", True, None):
        with pytest.raises(RefusedError):
            structure(Circumstances, {"design": "lottery", "lost": wrong})
