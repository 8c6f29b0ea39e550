"""`reflexes evaluation …` on the command line."""

import json
from pathlib import Path

import pytest

from reflexes.cli import main
from reflexes.evaluation import plan_to_toml
from reflexes.records import changed
from tests.reflexes.evaluation.plans import a_plan

pytestmark = pytest.mark.unit


def test_a_plan_goes_from_a_blank_to_a_locked_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blank, filled, locked = (str(tmp_path / name) for name in ("b.toml", "p.toml", "l.json"))
    assert main(["evaluation", "new", blank]) == 0
    assert main(["evaluation", "check", blank]) == 0
    Path(filled).write_text(plan_to_toml(a_plan()), "utf-8")
    assert main(["evaluation", "lock", filled, locked, "--on", "2027-02-01"]) == 0
    assert main(["evaluation", "lock", filled, locked, "--on", "2027-05-01", "--force"]) == 1
    again = changed(a_plan(), problem="Dit autrement.")
    Path(filled).write_text(plan_to_toml(again), "utf-8")
    why = ["--on", "2027-05-01", "--reason", "Plus clair"]
    assert main(["evaluation", "amend", locked, filled, *why]) == 0
    capsys.readouterr()
    assert main(["evaluation", "show", locked]) == 0
    said = capsys.readouterr().out
    assert "Plus clair" in said
    assert "après le début" in said
    assert "→ Dit autrement." in said
    assert main(["evaluation", "show", locked, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["amendments"]) == 1
    assert main(["evaluation", "check", filled, "--json"]) == 0
    assert "too-small-to-see" in json.loads(capsys.readouterr().out)["remarks"]


def test_a_design_is_judged(capsys: pytest.CaptureFixture[str]) -> None:
    counts = ["--treated", "3", "--before", "3", "--after", "2"]
    assert main(["evaluation", "judge", "before-after", *counts]) == 1
    assert "Une évolution peut se dire" in capsys.readouterr().out
    assert main(["evaluation", "judge", "difference", *counts, "--compared", "3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["maryland"] == 3


def test_a_table_is_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Service;2027-01;2027-02;2027-03\nA;1;;3\n", "utf-8")
    assert main(["evaluation", "measures", str(path), "--start", "2027-02-01"]) == 0
    said = capsys.readouterr().out
    assert "2 chiffres de 1 unités" in said
    path.write_text("Service;2027-01\nA;?\n", "utf-8")
    assert main(["evaluation", "measures", str(path)]) == 1
    assert "RXB33" in capsys.readouterr().err
