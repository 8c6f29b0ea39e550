"""How long `import reflexes; reflexes.load()` takes, beside reading the same TOML with tomllib.

Each line is the median of fresh interpreters, run in turn so that all meet the same machine:

    python benchmarks/loading.py [--runs 21]
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from reflexes import editions

START = "pass"
LOAD = "import reflexes; reflexes.load()"
WALK = "import reflexes; [record.title for record in reflexes.load()]"
TOML = """
import tomllib
from pathlib import Path
for path in Path({tree!r}).rglob("*.toml"):
    tomllib.loads(path.read_text(encoding="utf-8"))
"""
MOST_RATIO, MOST_MILLISECONDS = 3, 60


def seconds(program: str) -> float:
    """The wall time of a fresh interpreter that runs `program`."""
    # Compiled modules are kept, as an installed package keeps them.
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    command = [sys.executable, "-c", program]
    subprocess.run(command, check=True, env=surroundings)  # noqa: S603 - our own three lines
    return time.perf_counter() - began


def main() -> None:
    """Measure the three programs in turn and print the two figures that count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=21)
    runs = parser.parse_args().runs
    programs = {
        "start": START,
        "load": LOAD,
        "walk": WALK,
        "toml": TOML.format(tree=str(editions.TREE)),
    }
    for program in programs.values():
        seconds(program)
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(runs):
        for name, program in programs.items():
            times[name].append(seconds(program))
    medians = {name: 1000 * statistics.median(taken) for name, taken in times.items()}
    start = medians["start"]
    load, walk, toml = (medians[name] - start for name in ("load", "walk", "toml"))
    files = sum(1 for _ in Path(editions.TREE).rglob("*.toml"))
    print(f"runs of each: {runs}; files: {files}; milliseconds beyond Python's own {start:.1f}")
    print(f"import reflexes; load()            {load:7.1f}   wanted: at most {MOST_MILLISECONDS}")
    print(f"  and every record looked at       {walk:7.1f}")
    print(f"the same TOML with tomllib alone   {toml:7.1f}")
    print(f"ratio of load() to tomllib         {load / toml:7.2f}   wanted: at most {MOST_RATIO}")
    print(f"  with every record looked at      {walk / toml:7.2f}")


if __name__ == "__main__":
    main()
