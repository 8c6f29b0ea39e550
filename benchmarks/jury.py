"""Time a jury's three passages, and print what they find beside what is known of the problem.

    python benchmarks/jury.py [--data FOLDER]

Made-up problems, always: assignments of 2,000 files to 300 readers (dense) and of 10,000 to 1,500
(50 candidates each), beside the linear programme of another solver on 300 × 60; the review model on
2,000 × 300 × 3 scores; portfolios of 500 and 2,000 projects under some hundred rules, beside the
plain list. With `--data`, the published ones that the folder holds:
`assignment_2000x60.csv` (optimum 103,092), `midl/` (201.884880, Kobren et al., KDD 2019) and
`mknap1.txt` (OR-Library). Memory is the peak of the whole process.
"""

import argparse
import csv
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy import optimize, sparse

from reflexes.jury import Rule, assign, calibrate, choose, explain, measure_fairness
from reflexes.jury.choosing import read_problem
from reflexes.jury.components import fit_components
from reflexes.jury.portfolio import number, share
from reflexes.jury.scores import read_scores
from reflexes.jury.weighing import choose_greedily

KNOWN_2000X60 = 103_092
SMALL = 0.3
"""Which part of the projects is of small towns, and which part of the money they get."""


def timed(name: str, run: Callable[[], Any], said: Callable[[Any], str]) -> float:
    """Run once, print the time and what was found, and give the time."""
    start = time.perf_counter()
    found = run()
    spent = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:<44}{spent:8.3f} s  {peak:7.0f} MB  {said(found)}")
    return spent


def by_linear_programme(fit: Any, reviews: int, loads: int) -> float:
    """The optimum of the same assignment by HiGHS."""
    applications, reviewers = fit.shape
    found = optimize.linprog(
        -fit.ravel(),
        A_eq=sparse.kron(sparse.eye(applications), np.ones((1, reviewers))),
        b_eq=np.full(applications, reviews),
        A_ub=sparse.kron(np.ones((1, applications)), sparse.eye(reviewers)),
        b_ub=np.full(reviewers, loads),
        bounds=(0, 1),
        method="highs",
    )
    return float(-found.fun)


def time_assignments(rng: np.random.Generator) -> None:
    """Made-up assignments, one of them beside another solver."""
    small = rng.random((300, 60))
    ours = timed(
        "300 × 60 × 3, flow",
        lambda: assign(small, reviews=3, loads=18),
        lambda found: f"sum {found.total:.6f}",
    )
    theirs = timed(
        "300 × 60 × 3, linear programme",
        lambda: by_linear_programme(small, 3, 18),
        lambda found: f"sum {found:.6f}",
    )
    print(f"{'':<44}ratio {ours / theirs:.3f}")
    dense = rng.random((2000, 300))
    timed(
        "2,000 × 300 × 3, dense",
        lambda: assign(dense, reviews=3, loads=24),
        lambda found: f"sum {found.total:.3f}, bound {found.bound:.3f}",
    )
    columns = np.concatenate([rng.choice(1500, 50, replace=False) for _ in range(10_000)])
    thin = sparse.csr_array(
        (rng.random(500_000), (np.repeat(np.arange(10_000), 50), columns)), shape=(10_000, 1500)
    )
    timed(
        "10,000 × 1,500 × 3, 50 candidates each",
        lambda: assign(thin, reviews=3, loads=24),
        lambda found: f"sum {found.total:.3f}",
    )


def time_reviews(rng: np.random.Generator) -> None:
    """The review model: variances alone, then everything `calibrate` gives."""
    quality, severity = rng.normal(0, 1.13, 2000), rng.normal(0, 0.49, 300)
    scores = [
        (one, int(other), quality[one] + severity[other] + rng.normal(0, 1.13))
        for one in range(2000)
        for other in rng.choice(300, 3, replace=False)
    ]
    read = read_scores(scores, applications=2000, reviewers=300)
    timed(
        "review model, 2,000 × 300 × 3",
        lambda: fit_components(read),
        lambda found: f"ICC {found.reliability():.3f}",
    )
    timed(
        "calibration with its guard, the same",
        lambda: calibrate(read),
        lambda found: f"{found.model}, guard {found.guard:.3f}",
    )


def time_portfolios() -> None:
    """Portfolios under floors, caps and shares, beside the plain list."""
    for count in (500, 2000):
        rng = np.random.default_rng(count)
        values = rng.normal(12, 3, count)
        costs = rng.integers(5, 80, count) * 1000.0
        region, piste = rng.integers(0, 13, count), rng.integers(0, 6, count)
        applicant = rng.integers(0, int(count * 0.8), count)
        small = np.flatnonzero(rng.random(count) < SMALL)
        rules = [
            number(f"r{n}", np.flatnonzero(region == n), at_least=1, at_most=max(2, count // 30))
            for n in range(13)
        ]
        rules += [share(f"p{n}", np.flatnonzero(piste == n), costs, at_most=0.3) for n in range(6)]
        rules.append(share("small", small, costs, at_least=SMALL))
        rules += [
            number("one each", np.flatnonzero(applicant == n), at_most=1)
            for n in np.flatnonzero(np.bincount(applicant) > 1)
        ]
        budget = float(costs.sum() * 0.25)
        plain = values[
            list(choose_greedily(read_problem(values, costs, budget=budget, rules=rules)))
        ].sum()
        timed(
            f"portfolio of {count:,} projects, {len(rules)} rules",
            lambda v=values, c=costs, b=budget, r=rules: choose(v, c, budget=b, rules=r),
            lambda found, p=plain: f"gap {found.gap:g}, plain list {p / found.value:.1%}",
        )


def time_published(folder: Path) -> None:
    """The published problems that a folder holds."""
    preferences = np.zeros((2000, 60))
    with (folder / "assignment_2000x60.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            preferences[int(row["application"]) - 1, int(row["reader"])] = float(row["preference"])

    def whole() -> Any:
        found = assign(preferences, reviews=3, loads=100, minimum=100, seed=1)
        measure_fairness(preferences, found)
        explain(preferences, found, loads=100)
        return found

    timed(
        "2,000 × 60 × 3, exactly 100 each, explained",
        whole,
        lambda found: f"sum {found.total:,.0f}, known optimum {KNOWN_2000X60:,}",
    )
    scores = np.load(folder / "midl" / "scores.npy")
    needed = np.load(folder / "midl" / "covs.npy").astype(int)
    loads = np.load(folder / "midl" / "loads.npy").astype(int)
    fit = scores if scores.shape[0] == len(needed) else scores.T
    timed(
        "MIDL 2018, 118 × 177 × 3",
        lambda: assign(fit, reviews=needed, loads=loads),
        lambda found: f"sum {found.total:.6f}, published 201.88",
    )
    for known, run in knapsacks(folder / "mknap1.txt"):
        timed("knapsack of OR-Library", run, lambda found, k=known: f"{found.value:g}, known {k:g}")


def knapsacks(path: Path) -> list[tuple[float, Callable[[], Any]]]:
    """The problems of a file in OR-Library's form, with their known optima."""
    numbers = iter(map(float, path.read_text(encoding="ascii").split()))
    problems = []
    for _ in range(int(next(numbers))):
        count, rows, known = int(next(numbers)), int(next(numbers)), next(numbers)
        values = [next(numbers) for _ in range(count)]
        weights = [[next(numbers) for _ in range(count)] for _ in range(rows)]
        limits = [next(numbers) for _ in range(rows)]
        rules = [
            Rule(name=f"row {n}", weights=tuple(enumerate(weights[n])), at_most=limits[n])
            for n in range(1, rows)
        ]
        problems.append(
            (
                known,
                lambda v=values, w=weights, b=limits, r=rules: choose(
                    v, w[0], budget=b[0], rules=r
                ),
            )
        )
    return problems


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="a folder of published problems")
    folder: Path | None = parser.parse_args().data
    rng = np.random.default_rng(2020)
    time_assignments(rng)
    time_reviews(rng)
    time_portfolios()
    if folder is not None:
        time_published(folder)


if __name__ == "__main__":
    main()
