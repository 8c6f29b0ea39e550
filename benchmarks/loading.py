"""How long `import reflexes; reflexes.load()` takes, beside other ways of reading data.

First beside reading the same TOML with tomllib; then, for each record, beside pycountry (countries)
and OpenFisca's country template (parameters), which the `bench` extra brings. Each line is the
median of fresh interpreters, run in turn so that all meet the same machine:

    python benchmarks/loading.py [--runs 21]

Times are the wall's; memory is the most that a fresh interpreter held, in MiB. The three libraries
make records of different sizes (ours hold several texts, each with its sources) and check
different things: a figure for each record tells what opening such data costs a caller, not which
is better made. Ours imports its classes with the records, so their import counts as making.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

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
OPENFISCA = """
from openfisca_core.parameters import Parameter, ParameterScale
from openfisca_country_template import CountryTaxBenefitSystem
"""
PARAMETERS = """
known = CountryTaxBenefitSystem().parameters.get_descendants()
records = [one for one in known if isinstance(one, Parameter | ParameterScale)]
"""
LIBRARIES = {
    "reflexes": ("import reflexes", "records = list(reflexes.load())"),
    "pycountry": ("import pycountry", "records = list(pycountry.countries)"),
    "openfisca-country-template": (OPENFISCA, PARAMETERS),
}
"""What imports each library, and what makes all its records."""
MEASURED = """
import json, resource, time
began = time.perf_counter()
{importing}
imported = time.perf_counter()
{making}
made = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([imported - began, made - imported, len(records), peak]))
"""
OPENED = """
import json, sys
opened = []
sys.addaudithook(lambda event, said: event == "open" and opened.append(str(said[0])))
import reflexes
list(reflexes.load({name!r}))
print(json.dumps([path for path in opened if path.endswith(".json")]))
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


def said_by(program: str) -> Any:
    """What a fresh interpreter that runs `program` prints, as JSON."""
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(  # noqa: S603 - our own lines, above
        [sys.executable, "-c", program],
        check=True,
        env=surroundings,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def tell_beside_tomllib(runs: int) -> None:
    """Measure our programs and tomllib in turn; print the two figures that count."""
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


def tell_each_record(runs: int) -> None:
    """Measure the libraries in turn and print what one record costs with each."""
    figures: dict[str, list[Any]] = {name: [] for name in LIBRARIES}
    programs = {
        name: MEASURED.format(importing=importing, making=making)
        for name, (importing, making) in LIBRARIES.items()
    }
    for run in range(runs + 1):
        for name, program in programs.items():
            said = said_by(program)
            if run:  # the first one only warms the files
                figures[name].append(said)
    print("\nevery record made      records  import ms  make ms   µs/record  with import    MiB")
    for name, measured in figures.items():
        imported, made, records, peak = map(statistics.median, zip(*measured, strict=True))
        print(
            f"{name:<22} {records:7.0f} {1000 * imported:10.1f} {1000 * made:8.1f}"
            f" {1e6 * made / records:11.1f} {1e6 * (imported + made) / records:12.1f} {peak:6.1f}"
        )


def tell_what_is_opened() -> None:
    """Print which of the editions' files are opened to give one."""
    names = editions.names()
    print(f"\neditions at hand: {len(names)}; files opened to give")
    for name in (names[0], names[-1]):
        opened = [Path(path).name for path in said_by(OPENED.format(name=name))]
        print(f"  {name}: {len(opened)} ({', '.join(opened)})")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=21)
    runs = parser.parse_args().runs
    tell_beside_tomllib(runs)
    tell_each_record(runs)
    tell_what_is_opened()


if __name__ == "__main__":
    main()
