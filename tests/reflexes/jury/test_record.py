"""The record of a decision: computed again to the byte, and a change behind its back is seen."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from reflexes.jury import JuryError
from reflexes.jury.record import MANIFEST, STAGES, compute, record_files, replay
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
