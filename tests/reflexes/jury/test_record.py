"""The record of a decision: computed again to the byte, and a change behind its back is seen."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from reflexes.jury import JuryError
from reflexes.jury.record import MANIFEST, STAGES, compute, files_of, record_files, replay
from tests.reflexes.jury.made import jury

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def asked() -> dict:
    """A whole decision: twelve applications, five reviewers."""
    made = jury(3, applications=12, reviewers=5)
    codes, readers = [f"p{n:02}" for n in range(12)], [f"r{n}" for n in range(5)]
    fit = np.random.default_rng(0).random((12, 5)).round(4).tolist()
    costs = [10_000.0 + 1_000 * n for n in range(12)]
    return {
        "assignment": {
            "applications": codes, "reviewers": readers, "fit": fit, "reviews": 3, "loads": 8,
            "conflicts": [["p00", "r1"]], "seed": 7,
            "shares": [{"name": "user", "reviewers": ["r0", "r1"], "at_least": 1}],
        },
        "calibration": {
            "applications": codes, "reviewers": readers, "seed": 7, "places": 4,
            "scores": [[codes[a], readers[r], round(s, 1)] for a, r, s in made.scores],
        },
        "portfolio": {
            "projects": codes, "values": [float(n) for n in range(12)], "costs": costs,
            "budget": 60_000.0,
            "rules": [{"name": "south", "weights": {"p00": 1, "p01": 1}, "at_least": 1}],
        },
        "lottery": {"codes": codes[:4], "seed": "public"},
    }  # fmt: skip


@pytest.fixture
def folder(asked, tmp_path) -> Path:
    """The record, on disk."""
    for name, content in record_files(asked).items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_a_record_is_computed_again_to_the_byte(asked, folder) -> None:
    """Every stage, and the files themselves."""
    assert [(one.stage, one.same) for one in replay(folder)] == [(name, True) for name in STAGES]
    assert record_files(asked) == record_files(json.loads(json.dumps(asked)))


def test_the_record_says_with_what_it_was_made(folder) -> None:
    """Versions of the library and of the solvers, and a digest of each file."""
    manifest = json.loads((folder / MANIFEST).read_text())
    assert set(manifest["versions"]) == {"reflexes-publics", "numpy", "scipy", "ortools"}
    assert set(manifest["files"]) == {f"{name}.json" for name in STAGES}


def test_results_say_what_a_decision_needs(folder) -> None:
    """Ranking, chances, proof, next in line and the draw."""
    result = {name: json.loads((folder / f"{name}.json").read_text())["result"] for name in STAGES}
    assert len(result["assignment"]["pairs"]) == 36
    assert ["p00", "r1"] not in result["assignment"]["pairs"]
    assert len(result["calibration"]["ranking"]) == 12
    assert sum(result["calibration"]["chances"].values()) == pytest.approx(4, abs=1e-6)
    assert result["portfolio"]["gap"] == 0
    assert {"p00", "p01"} & set(result["portfolio"]["chosen"])
    assert sorted(result["lottery"]["drawn"]) == ["p00", "p01", "p02", "p03"]


def test_a_result_that_is_not_what_comes_out_is_told(asked, folder) -> None:
    """A chosen list altered, with its digest put right: replaying shows it."""
    files = record_files(asked)
    altered = json.loads(files["portfolio.json"])
    altered["result"]["chosen"] = ["p00"]
    content = json.dumps(altered).encode()
    (folder / "portfolio.json").write_bytes(content)
    with pytest.raises(JuryError, match=r"portfolio\.json was changed"):
        replay(folder)
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["files"]["portfolio.json"] = sha256(content).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest))
    told = {one.stage: one for one in replay(folder)}
    assert not told["portfolio"].same
    assert told["portfolio"].differing == ("chosen",)
    assert told["assignment"].same


def test_a_folder_without_a_record_is_refused(folder, tmp_path_factory) -> None:
    """Plainly, and so is a missing file or one that is no JSON."""
    with pytest.raises(JuryError, match="holds no record"):
        replay(tmp_path_factory.mktemp("empty"))
    (folder / "lottery.json").unlink()
    with pytest.raises(JuryError, match=r"lacks its file .*lottery\.json"):
        replay(folder)
    (folder / MANIFEST).write_text("{")
    with pytest.raises(JuryError, match="is not JSON"):
        replay(folder)
    with pytest.raises(JuryError, match="no stage “dance”"):
        compute("dance", {})


def test_a_portfolio_says_how_often_each_project_is_chosen(asked) -> None:
    """Over draws of the scores, which replay gives again; the surest first."""
    scores = asked["calibration"] | {"places": 4}
    found = compute("calibration", scores)
    portfolio = {
        "projects": scores["applications"],
        "values": [found["scores"][code] for code in scores["applications"]],
        "costs": [10_000.0] * 12,
        "budget": 40_000.0,
        "uncertainty": {"calibration": scores, "draws": 60, "seed": 5},
    }
    told = compute("portfolio", portfolio)
    often = told["stability"]["frequency"]
    assert told["stability"]["draws"] == 60
    assert sum(often.values()) == pytest.approx(4)
    assert often[found["ranking"][0]] > often[found["ranking"][-1]]
    assert compute("portfolio", json.loads(json.dumps(portfolio))) == told
    assert "stability" not in compute("portfolio", asked["portfolio"])


def test_lots_let_in_who_still_fits() -> None:
    """In the order drawn, under the budget and the rules, floors too."""
    portfolio = {
        "projects": ["a", "b", "c", "d"], "values": [1.0] * 4,
        "costs": [5.0, 4.0, 4.0, 1.0], "budget": 10.0, "take": ["a"],
        "rules": [{"name": "south", "weights": {"d": 1}, "at_least": 1}],
    }  # fmt: skip
    codes = ["b", "c", "d"]
    for seed in ("one", "two", "three", "four"):
        told = compute("lottery", {"codes": codes, "seed": seed, "portfolio": portfolio})
        first = next(code for code in told["drawn"] if code != "d")
        # d must be in, so that one of b and c alone fits: the first drawn.
        assert set(told["chosen"]) == {"a", "d", first}
        assert set(told["passed"]) == {"b", "c"} - {first}
    impossible = portfolio | {"budget": 5.0}
    with pytest.raises(JuryError, match="contradict each other"):
        compute("lottery", {"codes": codes, "seed": "one", "portfolio": impossible})


def test_files_beside_the_stages_are_looked_at_too(asked, tmp_path) -> None:
    """A page that explains the record is changed, then lost: both are told."""
    stages = {"lottery": asked["lottery"]}
    answered = {"lottery": compute("lottery", asked["lottery"])}
    for name, content in files_of(stages, answered, {"README.md": b"What this is."}).items():
        (tmp_path / name).write_bytes(content)
    assert all(one.same for one in replay(tmp_path))
    (tmp_path / "README.md").write_bytes(b"Something else.")
    with pytest.raises(JuryError, match="was changed"):
        replay(tmp_path)
    (tmp_path / "README.md").unlink()
    with pytest.raises(JuryError, match="lacks its file"):
        replay(tmp_path)


@pytest.mark.parametrize("content", ["[]", "{}", '{"files": []}'])
def test_a_manifest_that_lists_nothing_is_refused_plainly(tmp_path, content) -> None:
    """Whatever stands in its place."""
    (tmp_path / MANIFEST).write_text(content)
    with pytest.raises(JuryError, match="lacks its part “files”"):
        replay(tmp_path)
