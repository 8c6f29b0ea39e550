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

from reflexes.jury.assigning import assign
from reflexes.jury.calibrating import calibrate
from reflexes.jury.choosing import read_problem, solve
from reflexes.jury.errors import JuryError
from reflexes.jury.lottery import draw_lots
from reflexes.jury.portfolio import Rule
from reflexes.jury.shares import Share
from reflexes.jury.weighing import choose_greedily, line_up, price_rules
from reflexes.records import record

Plain = dict[str, Any]
FIGURES = 9
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
    `minimum`, `conflicts` and `keep` (pairs of codes), `shares`, `floor`, `seed`.
    """
    codes, readers = asked["applications"], asked["reviewers"]
    rows = {code: n for n, code in enumerate(codes)}
    columns = {code: n for n, code in enumerate(readers)}

    def pairs(name: str) -> list[tuple[int, int]]:
        return [(rows[one], columns[other]) for one, other in asked.get(name, ())]

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
        "floor": figures(found.floor),
        "method": found.method,
    }


def calibration_of(asked: Plain) -> Plain:
    """Compute calibrated scores from plain data.

    `asked`: `applications` and `reviewers` (codes), `scores` (triples of two codes and a number),
    `model`, `seed`, `places` (how many are to be chosen), `draws`.
    """
    codes, readers = asked["applications"], asked["reviewers"]
    rows = {code: n for n, code in enumerate(codes)}
    columns = {code: n for n, code in enumerate(readers)}
    found = calibrate(
        [(rows[one], columns[other], score) for one, other, score in asked["scores"]],
        applications=len(codes),
        reviewers=len(readers),
        model=asked.get("model", "auto"),
        seed=asked["seed"],
    )
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


def portfolio_of(asked: Plain) -> Plain:
    """Compute a portfolio from plain data.

    `asked`: `projects` (codes), `values`, `costs`, `budget`, `rules` (`name`, `weights` by code,
    `at_least`, `at_most`), `take` and `leave` (codes).
    """
    codes = asked["projects"]
    places = {code: n for n, code in enumerate(codes)}
    problem = read_problem(
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
    found = solve(problem)

    def coded(several: tuple[int, ...]) -> list[str]:
        return [codes[n] for n in several]

    return {
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


def lottery_of(asked: Plain) -> Plain:
    """Draw lots from plain data: `codes` and `seed`."""
    return {"drawn": list(draw_lots(asked["codes"], seed=asked["seed"]))}


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
    files = {
        f"{stage}.json": canonical(
            {"asked": stages[stage], "result": compute(stage, stages[stage])}
        )
        for stage in STAGES
        if stage in stages
    }
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
    manifest = _read(folder / MANIFEST)
    replayed = []
    for stage in STAGES:
        digest = manifest["files"].get(f"{stage}.json")
        if digest is None:
            continue
        path = folder / f"{stage}.json"
        if not path.is_file():
            raise JuryError("The record lacks its file %(path)s.", path=path)
        if sha256(path.read_bytes()).hexdigest() != digest:
            raise JuryError(
                "%(path)s was changed since the record was written: its digest no longer holds.",
                path=path,
            )
        kept = _read(path)
        again = json.loads(canonical(compute(stage, kept["asked"])))
        differing = tuple(key for key in kept["result"] if again.get(key) != kept["result"][key])
        same = canonical(again) == canonical(kept["result"])
        replayed.append(Replayed(stage=stage, same=same, differing=differing))
    return tuple(replayed)


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


def _read(path: Path) -> Plain:
    try:
        read: Plain = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise JuryError(
            "%(path)s is missing: this folder holds no record of a decision.", path=path
        ) from error
    except ValueError as error:
        raise JuryError("%(path)s is not JSON: %(reason)s.", path=path, reason=error) from error
    return read
