"""Every example runs, and so does the code of the README."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


def run(*arguments: str, where: Path) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=where, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_there_are_examples() -> None:
    assert {example.stem for example in EXAMPLES} >= {
        "a_roll_out_by_departement",
        "a_small_team",
        "a_training_day",
        "proposition_99",
        "read_the_catalogue",
        "submit_by_the_api",
        "the_seat_belt_law",
        "the_whole_way",
        "two_services_beside_two",
        "your_own_inquiry",
    }


@pytest.mark.story
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_an_example_runs(example: Path, tmp_path: Path) -> None:
    assert run(str(example), where=tmp_path).strip()


def test_the_code_of_the_readme_runs(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)

    assert len(blocks) == 1
    assert "micro-mobilité" in run("-c", blocks[0], where=tmp_path)
