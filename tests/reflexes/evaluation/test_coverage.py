"""The intervals hold the truth as often as they say: a short run of the simulations."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit
SIMULATIONS = runpy.run_path(str(Path(__file__).parents[3] / "benchmarks" / "evaluation.py"))
IMPORT = """
import sys, time
start = time.process_time()
import reflexes.evaluation
from reflexes.evaluation import Plan, lock, make_report, read_table, word_report
spent = time.process_time() - start
print(spent, any(one in sys.modules for one in ("numpy", "scipy", "openpyxl")))
"""


@pytest.mark.parametrize("case", list(SIMULATIONS["cases"]()), ids=lambda case: case.name)
def test_an_interval_holds_the_truth(case) -> None:
    """120 draws each, within the band and three standard errors; thousands in the benchmark."""
    held, within = SIMULATIONS["measure"](case, 120)
    assert within, f"{case.name}: {held}"


def test_nothing_heavy_is_imported_before_a_number_is_asked_for() -> None:
    """The shortest of ten, from a cold start, in processor time: others only ever lengthen one."""
    spent = []
    for _ in range(10):
        done = subprocess.run(
            [sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True
        )
        seconds, heavy = done.stdout.split()
        assert heavy == "False"
        spent.append(float(seconds))
    assert min(spent) < 0.150
