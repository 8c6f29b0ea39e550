"""The record of a decision: what was asked, with which versions and seeds, and what was found.

A record is a folder anyone may compute again. Each stage stands in a file of its own, as plain JSON
in a canonical order: what was asked, and the result. `replay` computes every result from what was
asked and compares the bytes. Numbers that depend on the last figures of a machine's arithmetic are
kept to nine significant figures, so that the same is found elsewhere.

Codes stand for applications and reviewers: a record holds no name, no mail address and no comment.
"""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from importlib.metadata import version
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np

from reflexes.jury.assigning import assign
from reflexes.jury.calibrating import calibrate
from reflexes.jury.calibration import Calibration
from reflexes.jury.choosing import Problem, read_problem, solve
from reflexes.jury.errors import JuryError
from reflexes.jury.lottery import draw_lots
from reflexes.jury.portfolio import Rule
from reflexes.jury.randomising import randomise
from reflexes.jury.shares import Share
from reflexes.jury.weighing import (
    admit_in_order,
    choose_greedily,
    line_up,
    measure_stability,
    price_rules,
)
from reflexes.records import record

Plain = dict[str, Any]
FIGURES = 9
_DECIMALS = 6
"""How many decimals drawn scores keep."""
MANIFEST = "manifest.json"
_LIBRARIES = ("numpy", "scipy", "ortools")


@record
class Replayed:
    """What became of one stage computed again: `same` says whether the bytes are equal."""

    stage: str
    same: bool
    differing: tuple[str, ...]


def assignment_of(asked: Plain) -> Plain:
    """Compute an assignment from plain data.

    `asked`: `applications` and `reviewers` (codes), `fit` (lines of numbers), `reviews`, `loads`,
    `minimum`, `conflicts` and `keep` (pairs of codes), `shares`, `floor`, `seed`. With a `limit`
    (0 to 1), pairs are drawn so that none has more chances than that; `shares` and `floor` are then
    of no use, and the result says what the draw costs.
    """
    codes, readers = asked["applications"], asked["reviewers"]
    rows = {code: n for n, code in enumerate(codes)}
    columns = {code: n for n, code in enumerate(readers)}

    def pairs(name: str) -> list[tuple[int, int]]:
        return [(rows[one], columns[other]) for one, other in asked.get(name, ())]

    if asked.get("limit") is not None:
        drawn = randomise(
            asked["fit"],
            reviews=asked["reviews"],
            loads=asked["loads"],
            minimum=asked.get("minimum", 0),
            conflicts=pairs("conflicts"),
            keep=pairs("keep"),
            seed=asked["seed"],
            limit=asked["limit"],
        )
        return {
            "pairs": [[codes[one], readers[other]] for one, other in drawn.assignment.pairs],
            "total": figures(drawn.assignment.total),
            "limit": figures(drawn.limit),
            "expected": figures(drawn.expected),
            "best": figures(drawn.best),
            "method": drawn.assignment.method,
        }
    found = assign(
        asked["fit"],
        reviews=asked["reviews"],
        loads=asked["loads"],
        minimum=asked.get("minimum", 0),
        conflicts=pairs("conflicts"),
        keep=pairs("keep"),
        floor=asked.get("floor"),
        seed=asked["seed"],
        shares=[
            Share(
                name=share["name"],
                reviewers=tuple(columns[one] for one in share["reviewers"]),
                at_least=share.get("at_least", 0),
                at_most=share.get("at_most"),
            )
            for share in asked.get("shares", ())
        ],
    )
    return {
        "pairs": [[codes[one], readers[other]] for one, other in found.pairs],
        "total": figures(found.total),
        "bound": figures(found.bound),
        "floor": figures(found.floor),
        "method": found.method,
    }


def calibration_of(asked: Plain) -> Plain:
    """Compute calibrated scores from plain data.

    `asked`: `applications` and `reviewers` (codes), `scores` (triples of two codes and a number),
    `model`, `seed`, `places` (how many are to be chosen), `draws`.
    """
    codes, readers = asked["applications"], asked["reviewers"]
    found = _calibrated(asked)
    chances = found.chances(asked["places"], draws=asked.get("draws", 4000), seed=asked["seed"])
    # Ranked on what is written, so that a last figure never decides.
    shown = {code: figures(score) for code, score in zip(codes, found.scores, strict=True)}
    scored = [code for code in codes if shown[code] is not None]
    return {
        "model": found.model.value,
        "ranking": sorted(scored, key=lambda code: (-(shown[code] or 0.0), code)),
        "scores": shown,
        "errors": dict(zip(codes, map(figures, found.errors), strict=True)),
        "means": dict(zip(codes, map(figures, found.means), strict=True)),
        "severities": dict(zip(readers, map(figures, found.severities), strict=True)),
        "chances": dict(zip(codes, map(figures, chances), strict=True)),
        "guard": figures(found.guard),
        "variances": {
            "application": figures(found.components.application),
            "reviewer": figures(found.components.reviewer),
            "rest": figures(found.components.rest),
        },
        "notices": [
            {"caution": one.caution.value, "concerned": list(one.concerned)}
            for one in found.notices
        ],
    }


def _calibrated(asked: Plain) -> Calibration:
    codes, readers = asked["applications"], asked["reviewers"]
    rows = {code: n for n, code in enumerate(codes)}
    columns = {code: n for n, code in enumerate(readers)}
    return calibrate(
        [(rows[one], columns[other], score) for one, other, score in asked["scores"]],
        applications=len(codes),
        reviewers=len(readers),
        model=asked.get("model", "auto"),
        seed=asked["seed"],
    )


def portfolio_of(asked: Plain) -> Plain:
    """Compute a portfolio from plain data.

    `asked`: `projects` (codes), `values`, `costs`, `budget`, `rules` (`name`, `weights` by code,
    `at_least`, `at_most`), `take` and `leave` (codes). With `uncertainty` (`calibration`, as
    `calibration_of` is asked, `draws` and `seed`) the result says how often each project is chosen.
    """
    codes, problem = asked["projects"], problem_of(asked)
    found = solve(problem)

    def coded(several: tuple[int, ...]) -> list[str]:
        return [codes[n] for n in several]

    told: Plain = {
        "chosen": coded(found.chosen),
        "value": figures(found.value),
        "cost": figures(found.cost),
        "left": figures(found.left),
        "bound": figures(found.bound),
        "gap": figures(found.gap),
        "greedy": coded(choose_greedily(problem)),
        "next": [
            {"project": codes[one.project], "replaces": coded(one.replaces)}
            for one in line_up(problem, found)
        ],
        "rules": [
            {
                "name": one.name,
                "price": figures(one.price),
                "enters": coded(one.enters),
                "leaves": coded(one.leaves),
            }
            for one in price_rules(problem, found)
        ],
    }
    if "uncertainty" in asked:
        told["stability"] = _stability_of(codes, problem, asked["uncertainty"])
    return told


def problem_of(asked: Plain) -> Problem:
    """The problem that a portfolio asked in plain data poses; raises what `choose` does."""
    codes = asked["projects"]
    places = {code: n for n, code in enumerate(codes)}
    return read_problem(
        asked["values"],
        asked["costs"],
        budget=asked["budget"],
        take=[places[code] for code in asked.get("take", ())],
        leave=[places[code] for code in asked.get("leave", ())],
        rules=[
            Rule(
                name=rule["name"],
                weights=tuple((places[code], weight) for code, weight in rule["weights"].items()),
                at_least=rule.get("at_least"),
                at_most=rule.get("at_most"),
            )
            for rule in asked.get("rules", ())
        ],
    )


def _stability_of(codes: list[str], problem: Problem, asked: Plain) -> Plain:
    """How often each project is chosen, over draws of the joint uncertainty of the scores."""
    calibration = asked["calibration"]
    drawn = _calibrated(calibration).posterior.draw(asked["draws"], asked["seed"])
    column = {code: n for n, code in enumerate(calibration["applications"])}
    # Rounded, so that the last figures of a machine's arithmetic decide nothing.
    values = np.round(drawn[:, [column[code] for code in codes]], _DECIMALS)
    found = measure_stability(problem, values)
    frequency = dict(zip(codes, map(figures, found.frequency), strict=True))
    return {"frequency": frequency, "draws": found.draws, "unsolved": found.unsolved}


def lottery_of(asked: Plain) -> Plain:
    """Draw lots from plain data: `codes` and `seed`.

    With `portfolio`, asked as `portfolio_of` is, those drawn enter in their order while its budget
    and its rules can still be met; the result says who is chosen at last, and who is passed over.
    """
    drawn = list(draw_lots(asked["codes"], seed=asked["seed"]))
    if "portfolio" not in asked:
        return {"drawn": drawn}
    codes, problem = asked["portfolio"]["projects"], problem_of(asked["portfolio"])
    places = {code: n for n, code in enumerate(codes)}
    chosen = {codes[n] for n in admit_in_order(problem, [places[code] for code in drawn])}
    return {
        "drawn": drawn,
        "chosen": [code for code in codes if code in chosen],
        "passed": [code for code in drawn if code not in chosen],
    }


STAGES: Mapping[str, Callable[[Plain], Plain]] = {
    "assignment": assignment_of,
    "calibration": calibration_of,
    "portfolio": portfolio_of,
    "lottery": lottery_of,
}
"""What may be recorded, in the order of a decision."""


def compute(stage: str, asked: Plain) -> Plain:
    """Compute one stage from what is asked; the one way a recorded result is made.

    Raises:
    ------
    JuryError
        The stage is unknown, or refuses what is asked.
    """
    if stage not in STAGES:
        raise JuryError(
            "There is no stage “%(met)s”. The stages are: %(expected)s.",
            met=stage,
            expected=", ".join(STAGES),
        )
    return STAGES[stage](asked)


def record_files(stages: Mapping[str, Plain]) -> dict[str, bytes]:
    """The files of a record, by name, from what each stage was asked."""
    answered = {stage: compute(stage, asked) for stage, asked in stages.items()}
    return files_of(stages, answered)


def files_of(
    asked: Mapping[str, Plain],
    answered: Mapping[str, Plain],
    beside: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """The files of a record whose stages were answered before.

    The files `beside` the stages, such as a page that explains them, have their digest too.
    """
    files = {
        f"{stage}.json": canonical({"asked": asked[stage], "result": answered[stage]})
        for stage in STAGES
        if stage in asked
    }
    files |= beside or {}
    manifest = {
        "versions": versions(),
        "files": {name: sha256(content).hexdigest() for name, content in files.items()},
    }
    return {MANIFEST: canonical(manifest), **files}


def replay(folder: Path) -> tuple[Replayed, ...]:
    """Compute every stage of a record again, and compare.

    Raises:
    ------
    JuryError
        The folder holds no record, a file is missing or cannot be read, or one was changed since
        its digest was written.
    """
    listed = _needed(folder / MANIFEST, "files")
    for name, digest in listed.items():
        _check(folder / name, digest)
    replayed = []
    for stage in STAGES:
        if f"{stage}.json" not in listed:
            continue
        path = folder / f"{stage}.json"
        asked, kept = _needed(path, "asked"), _needed(path, "result")
        again = json.loads(canonical(compute(stage, asked)))
        keys = sorted({*kept, *again})
        differing = tuple(key for key in keys if again.get(key) != kept.get(key))
        same = canonical(again) == canonical(kept)
        replayed.append(Replayed(stage=stage, same=same, differing=differing))
    return tuple(replayed)


def _check(path: Path, digest: str) -> None:
    if not path.is_file():
        raise JuryError("The record lacks its file %(path)s.", path=path)
    if sha256(path.read_bytes()).hexdigest() != digest:
        raise JuryError(
            "%(path)s was changed since the record was written: its digest no longer holds.",
            path=path,
        )


def _needed(path: Path, part: str) -> Plain:
    """A part of a file of the record; without it, the file is none."""
    read = _read(path)
    found = read.get(part) if isinstance(read, dict) else None
    if not isinstance(found, dict):
        raise JuryError("%(path)s lacks its part “%(part)s”.", path=path, part=part)
    return found


def versions() -> dict[str, str]:
    """The version of this library and of each solver under it."""
    return {name: version(name) for name in ("reflexes-publics", *_LIBRARIES)}


def canonical(value: Plain) -> bytes:
    """JSON in one form: sorted keys, two spaces, a line at the end, no NaN."""
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    return f"{text}\n".encode()


def figures(number: float | None) -> float | None:
    """A number to nine significant figures; None for what is not known."""
    if number is None or isnan(number):
        return None
    return float(f"{float(number):.{FIGURES}g}")


def _read(path: Path) -> Any:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise JuryError(
            "%(path)s is missing: this folder holds no record of a decision.", path=path
        ) from error
    except ValueError as error:
        raise JuryError("%(path)s is not JSON: %(reason)s.", path=path, reason=error) from error
    return read
