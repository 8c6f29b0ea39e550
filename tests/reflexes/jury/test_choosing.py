"""Portfolios: the proven best, the price of each rule, and plain answers to contradictions."""

from hashlib import sha256
from itertools import combinations

import numpy as np
import pytest

from reflexes.jury import JuryError, Rule, choose, draw_lots
from reflexes.jury.choosing import read_problem
from reflexes.jury.lottery import number_of
from reflexes.jury.portfolio import money, number, share
from reflexes.jury.weighing import choose_greedily, line_up, measure_stability, price_rules

pytestmark = pytest.mark.unit


def problem_of(seed: int, count: int = 10) -> tuple:
    """A small problem with every kind of rule."""
    rng = np.random.default_rng(seed)
    values, costs = rng.random(count) * 10, rng.integers(5, 30, count).astype(float)
    rules = [
        number("south", (0, 1, 2), at_least=1, at_most=2),
        number("one per applicant", (3, 4), at_most=1),
        money("micromobility", (5, 6, 7), costs, at_most=30),
        share("small towns", (0, 3, 6, 9), costs, at_least=0.3),
        share("one piste", (1, 4, 8), costs, at_most=0.5),
    ]
    return values, costs, float(costs.sum() * 0.4), rules


def by_hand(values, costs, budget, rules) -> float | None:
    """Every subset tried: the best value there is, None when no subset holds."""
    best = None
    for size in range(len(values) + 1):
        for chosen in combinations(range(len(values)), size):
            if sum(costs[n] for n in chosen) > budget:
                continue
            weights = [sum(w for n, w in rule.weights if n in chosen) for rule in rules]
            if all(
                (rule.at_least is None or weight >= rule.at_least - 1e-9)
                and (rule.at_most is None or weight <= rule.at_most + 1e-9)
                for rule, weight in zip(rules, weights, strict=True)
            ):
                value = sum(values[n] for n in chosen)
                best = value if best is None else max(best, value)
    return best


@pytest.mark.parametrize("seed", range(12))
def test_the_choice_is_the_best_of_all_subsets(seed) -> None:
    """Every subset of ten is tried by hand; where none holds, the contradiction is named."""
    values, costs, budget, rules = problem_of(seed)
    expected = by_hand(values, costs, budget, rules)
    if expected is None:
        with pytest.raises(JuryError, match="contradict"):
            choose(values, costs, budget=budget, rules=rules)
        return
    found = choose(values, costs, budget=budget, rules=rules)
    assert found.value == pytest.approx(expected, abs=1e-5)
    assert found.gap == 0
    assert found.cost + found.left == pytest.approx(budget)
    assert found.cost <= budget


def test_a_published_knapsack_is_solved_to_its_optimum() -> None:
    """The first problem of Petersen (1967), as OR-Library gives it: 3800."""
    values = [100, 600, 1200, 2400, 500, 2000]
    rows = [
        [8, 12, 13, 64, 22, 41], [8, 12, 13, 75, 22, 41], [3, 6, 4, 18, 6, 4],
        [5, 10, 8, 32, 6, 12], [5, 13, 8, 42, 6, 20], [5, 13, 8, 48, 6, 20],
        [0, 0, 0, 0, 8, 0], [3, 0, 4, 0, 8, 0], [3, 2, 4, 0, 8, 4], [3, 2, 4, 8, 8, 4],
    ]  # fmt: skip
    limits = [80, 96, 20, 36, 44, 48, 10, 18, 22, 24]
    rules = [
        Rule(name=f"row {n}", weights=tuple(enumerate(row)), at_most=limit)
        for n, (row, limit) in enumerate(zip(rows[1:], limits[1:], strict=True))
    ]
    found = choose(values, rows[0], budget=limits[0], rules=rules)
    assert (found.value, found.bound, found.gap) == (3800, 3800, 0)


def test_each_rule_has_its_price_and_the_plain_list_its_place() -> None:
    """A rule that keeps the best out costs the difference; an idle one costs nothing."""
    values, costs = [10.0, 9, 8, 1], [10.0, 10, 10, 10]
    rules = [number("not both", (0, 1), at_most=1), number("at most three", range(4), at_most=3)]
    problem = read_problem(values, costs, budget=20, rules=rules)
    found = choose(values, costs, budget=20, rules=rules)
    assert found.chosen == (0, 2)
    prices = {one.name: one for one in price_rules(problem, found)}
    assert prices["not both"].price == pytest.approx(1)
    assert (prices["not both"].enters, prices["not both"].leaves) == ((1,), (2,))
    assert prices["at most three"].price == 0
    assert choose_greedily(problem) == (0, 2)


def test_the_plain_list_loses_where_a_great_project_takes_the_budget() -> None:
    """The best first takes all the money; the optimum takes two others."""
    problem = read_problem([10.0, 8, 7], [20.0, 10, 10], budget=20)
    assert choose_greedily(problem) == (0,)
    assert choose([10.0, 8, 7], [20.0, 10, 10], budget=20).chosen == (1, 2)


def test_the_plain_list_meets_a_share_of_money_from_its_first_project() -> None:
    """A cap on a share is judged on the budget that can still be spent."""
    costs = [10.0, 10, 10, 10]
    rules = [share("half", (0, 1), costs, at_most=0.5)]
    problem = read_problem([9.0, 8, 7, 6], costs, budget=20, rules=rules)
    assert choose_greedily(problem) == (0, 2)


def test_who_is_next_in_line_when_one_leaves() -> None:
    """Each chosen leaves in turn; who comes in, and instead of whom."""
    problem = read_problem([10.0, 9, 5, 4], [10.0, 10, 10, 10], budget=20)
    found = choose([10.0, 9, 5, 4], [10.0, 10, 10, 10], budget=20)
    heirs = line_up(problem, found)
    assert [(one.project, one.replaces) for one in heirs] == [(2, (0, 1))]


def test_how_often_each_is_chosen_over_uncertain_scores() -> None:
    """A project always best is always chosen; two alike share the last place."""
    rng = np.random.default_rng(1)
    draws = np.column_stack([np.full(200, 20.0), rng.normal(5, 1, (200, 2)), np.full(200, 0.1)])
    problem = read_problem([20, 5, 5, 0.1], [1.0] * 4, budget=2)
    found = measure_stability(problem, draws)
    assert found.frequency[0] == 1
    assert found.frequency[3] == 0
    assert sum(found.frequency[1:3]) == pytest.approx(1)
    assert 0.35 < found.frequency[1] < 0.65


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"budget": 5}, "below every project: the cheapest asks for 10"),
        ({"values": [1.0]}, "1 values and 3 costs"),
        ({"values": [1.0, float("nan"), 2]}, "values of project 1"),
        ({"costs": [10.0, -1, 10]}, "Project 1 has a negative cost"),
        ({"rules": [number("x", (8,), at_most=1)]}, "names project 8"),
        ({"take": [0], "leave": [0]}, "contradict"),
        ({"rules": [number("all", (0, 1, 2), at_least=3)]}, "“all”, “budget”"),
        (
            {
                "rules": [
                    number("idle", (2,), at_most=1),
                    number("two", (0, 1), at_least=2),
                    number("not both", (0, 1), at_most=1),
                ]
            },
            "“two”, “not both” together",
        ),
    ],
)
def test_what_cannot_be_is_answered_with_its_cause(asked, words) -> None:
    """The rules named are those that contradict each other, and no others."""
    given = {"values": [1.0, 2, 3], "costs": [10.0, 10, 10], "budget": 20} | asked
    with pytest.raises(JuryError, match=words):
        choose(given.pop("values"), given.pop("costs"), **given)


def test_a_share_takes_one_bound() -> None:
    """Two bounds make two rules."""
    with pytest.raises(JuryError, match="one bound"):
        share("x", (0,), [1.0], at_least=0.1, at_most=0.2)


def test_lots_are_drawn_as_anyone_can_draw_them() -> None:
    """The smallest SHA-256 digests of « seed|code », whatever the order given."""
    codes = ["c", "a", "b"]
    drawn = draw_lots(codes, seed="Loto du 3 mai 2027 : 4 8 15 16 23")
    assert sorted(drawn) == ["a", "b", "c"]
    assert list(drawn) == sorted(
        codes, key=lambda one: number_of(one, "Loto du 3 mai 2027 : 4 8 15 16 23")
    )
    assert drawn == draw_lots(reversed(codes), seed="Loto du 3 mai 2027 : 4 8 15 16 23")
    assert number_of("a", "x") == sha256(b"x|a").hexdigest()
    with pytest.raises(JuryError, match="empty"):
        draw_lots(codes, seed="")
    with pytest.raises(JuryError, match="twice"):
        draw_lots(["a", "a"], seed="x")


def test_over_many_seeds_every_code_is_drawn_first_as_often() -> None:
    """Four codes, four thousand seeds."""
    first = [draw_lots("abcd", seed=str(n))[0] for n in range(4000)]
    for code in "abcd":
        assert 0.22 < first.count(code) / 4000 < 0.28
