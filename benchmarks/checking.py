"""How long checking takes as a catalogue grows, beside reading the same TOML with tomllib alone.

A tree is made in a temporary folder from the shipped records, with new codes and links that hold;
each figure comes from a fresh interpreter, with the most memory it held:

    python benchmarks/checking.py [--sizes 1000 2500 5000 10000] [--runs 3] [--seed 2020]

Seconds are of the processor, so that what else the machine does counts as little as it can; the
wall's are beside. The aim: under 5 s for 10,000 records, and growth in proportion.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from reflexes import editions

CHECK = "import reflexes; reflexes.load({tree!r})"
TOML = """
import tomllib
from pathlib import Path
for path in Path({tree!r}).rglob("*.toml"):
    tomllib.loads(path.read_text(encoding="utf-8"))
"""
MEASURED = """
import json, resource, time
wall, cpu = time.perf_counter(), time.process_time()
{program}
print(json.dumps([
    time.process_time() - cpu,
    time.perf_counter() - wall,
    resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
]))
"""
MOST_SECONDS = 5


class Figure(NamedTuple):
    """Processor's and wall's seconds of one program, and the most memory it held, in MiB."""

    cpu: float
    wall: float
    peak: float


def measure(program: str) -> Figure:
    """The figures of `program` in a fresh interpreter, imports included."""
    # Compiled modules are kept, as an installed package keeps them.
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", MEASURED.format(program=program)]
    said = subprocess.run(  # noqa: S603 - our own lines, above
        command, check=True, env=surroundings, capture_output=True, text=True
    )
    return Figure(*json.loads(said.stdout))


def make_tree(root: Path, size: int, rng: random.Random) -> None:
    """A tree of `size` records: the shipped ones again and again, in copies linked within.

    The last, partial copy points into the whole ones, at random, so that every link holds.
    """
    shipped = sorted(editions.TREE.glob("*/*.toml"))
    texts = [(path, path.read_text(encoding="utf-8")) for path in shipped]
    codes = re.compile("|".join(f'"{path.stem}"' for path in shipped))
    whole = max(1, size // len(shipped))
    root.mkdir()
    description = (editions.TREE / "catalogue.toml").read_text(encoding="utf-8")
    description = codes.sub(lambda found: f'{found[0][:-1]}-0"', description)
    (root / "catalogue.toml").write_text(description, encoding="utf-8")
    for number in range(size):
        copy, place = divmod(number, len(shipped))
        path, text = texts[place]
        to = copy if copy < whole else rng.randrange(whole)
        said = codes.sub(lambda found, to=to: f'{found[0][:-1]}-{to}"', text)
        # What must differ within a shelf: ranks, and the codes of questions.
        said = re.sub(r"(?m)^rank = (\d+)", rf"rank = \g<1>{copy:05}", said)
        said = re.sub(r'\bcode = "([^"]+)"', rf'code = "\1-{copy}"', said)
        folder = root / path.parent.name
        folder.mkdir(exist_ok=True)
        (folder / f"{path.stem}-{copy}.toml").write_text(said, encoding="utf-8")


def best(program: str, runs: int) -> Figure:
    """The quickest of some runs: the others met another load of the machine."""
    return min(measure(program) for _ in range(runs))


def tell(sizes: Sequence[int], runs: int, seed: int) -> None:
    """Measure each size and print a line for it."""
    print(
        f"{'records':>8}  {'check s':>8} {'wall':>6} {'MiB':>5}  {'tomllib s':>9} {'MiB':>5}",
        end="",
    )
    print(f"  {'share':>6} {'records/s':>10} {'ms/record':>10} {'growth':>7}")
    first: float | None = None
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder) / "tree"
            make_tree(tree, size, random.Random(seed))  # noqa: S311 - a draw, not a secret
            check = best(CHECK.format(tree=str(tree)), runs)
            toml = best(TOML.format(tree=str(tree)), runs)
        each = check.cpu / size
        first = first or each
        print(
            f"{size:>8}  {check.cpu:8.2f} {check.wall:6.2f} {check.peak:5.0f}"
            f"  {toml.cpu:9.2f} {toml.peak:5.0f}  {toml.cpu / check.cpu:6.0%}"
            f" {size / check.cpu:10.0f} {1000 * each:10.3f} {each / first:7.2f}"
        )
    print(f"wanted: under {MOST_SECONDS} s for 10,000; growth: time per record against the first")


def main() -> None:
    """Read the options and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 2500, 5000, 10000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=2020)
    asked = parser.parse_args()
    tell(asked.sizes, asked.runs, asked.seed)


if __name__ == "__main__":
    main()
