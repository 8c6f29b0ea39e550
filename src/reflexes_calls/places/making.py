"""Makes the shipped file of territories from the npm package `@etalab/decoupage-administratif`.

    npm pack @etalab/decoupage-administratif@6.0.0
    python -m reflexes_calls.places.making NEWEST [EARLIER …] --out territories.tsv.gz

`NEWEST` and each `EARLIER` are unpacked packages. The newest says what stands today, and its
README which version is of which year. Earlier ones name and date what ceased in the meantime, and
an old one that holds `historique-communes.json` does so, to the day, back to 1943.
"""

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from reflexes_calls.places.listing import COLUMNS, department_of

NAME = "@etalab/decoupage-administratif"
LICENCE = "Licence Ouverte 2.0 (etalab-2.0)"
HISTORY = "historique-communes"
SAME_COMMUNE = frozenset({"changement de département", "changement de chef lieu"})
"""Reasons for which a code ceases while the commune goes on."""
Row = tuple[str, ...]


class Package:
    """An unpacked package: the lists of one year."""

    def __init__(self, folder: Path) -> None:
        """Read which version it is."""
        self.folder = folder
        self.version: str = json.loads((folder / "package.json").read_text("utf-8"))["version"]

    def read(self, name: str) -> list[dict[str, Any]]:
        """One of its lists; an old package does not have them all."""
        path = self.folder / "data" / f"{name}.json"
        return json.loads(path.read_text("utf-8")) if path.exists() else []

    @cached_property
    def communes(self) -> dict[str, dict[str, Any]]:
        """The communes that stood that year, by code."""
        found = self.read("communes")
        return {one["code"]: one for one in found if one["type"] == "commune-actuelle"}


class Past:
    """Until when a code, or a commune of that name under it, is known to have stood."""

    def __init__(self, packages: Mapping[int, Package]) -> None:
        """Gather the history of an old package and the communes of each year."""
        self.packages = packages
        self.events: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for package in packages.values():
            for event in package.read(HISTORY):
                if event["type"] == "COM" and event.get("raisonFin") != "changement de nom":
                    self.events[event["code"]].append(event)

    def end_of(self, code: str, name: str = "") -> tuple[str, str, bool]:
        """The name, the day and whether only the code changed.

        A day such as `<2022-01-01` is the first 1 January at which the commune no longer stood.
        """
        for year, following in self._years():
            one = self.packages[year].communes.get(code)
            if one and name in ("", one["nom"]):
                return one["nom"], f"<{following}-01-01", False
        ended = [e for e in self.events[code] if e.get("dateFin") and name in ("", e["nom"])]
        if not ended:
            return name, "", False
        last = max(ended, key=lambda event: event["dateFin"])
        return last["nom"], last["dateFin"], last["raisonFin"] in SAME_COMMUNE

    def _years(self) -> list[tuple[int, int]]:
        years = sorted(self.packages)
        # A commune of the newest year stands: only years that another follows are looked at.
        return sorted(pairwise(years), reverse=True)


def vintages(newest: Package, earlier: Iterable[Package]) -> dict[int, Package]:
    """Each package by its year, which the table of the newest README gives."""
    told = (newest.folder / "README.md").read_text("utf-8")
    years = dict(re.findall(r"^\| *(\d{4}) *\| *([\d.]+) *\|", told, re.MULTILINE))
    found = {}
    for package in (newest, *earlier):
        matching = [
            int(year)
            for year, version in years.items()
            if f"{package.version}.".startswith(f"{version}.")
        ]
        if not matching:
            raise SystemExit(f"{newest.folder}/README.md does not date version {package.version}.")
        found[matching[0]] = package
    return found


def rows(packages: Mapping[int, Package]) -> list[Row]:
    """Every row of the file, sorted by kind then code."""
    newest = packages[max(packages)]
    return sorted(
        (
            *_communes(newest),
            *_former(newest, Past(packages)),
            *_districts(newest),
            *_intercommunalities(newest),
            *_departments(newest),
            *_regions(newest),
        )
    )


def _communes(newest: Package) -> Iterator[Row]:
    of = {member["code"]: one["code"] for one in newest.read("epci") for member in one["membres"]}
    for code, one in newest.communes.items():
        if department_of(code) != one["departement"]:
            raise SystemExit(f"The code of {code} does not tell its département.")
        yield _row("commune", one, siren=one.get("siren", ""), within=of.get(code, ""))


def _former(newest: Package, past: Past) -> Iterator[Row]:
    """Delegated and associated communes, which keep a name, then all other codes that ceased."""
    told = set()
    for one in newest.read("communes"):
        if one["type"] in {"commune-deleguee", "commune-associee"}:
            _, day, _ = past.end_of(one["code"], one["nom"])
            told.add(one["code"])
            # Where the commune of today has the same name, there is nothing more to find.
            if newest.communes[one["chefLieu"]]["nom"] != one["nom"]:
                yield _row("former", one, within=one["chefLieu"], day=day)
    for present, one in newest.communes.items():
        for code in one.get("anciensCodes", ()):
            if code not in told:
                name, day, is_same = past.end_of(code)
                kind = "recoded" if is_same or name in {"", one["nom"]} else "former"
                yield _row(kind, {"code": code, "nom": name}, within=present, day=day)


def _districts(newest: Package) -> Iterator[Row]:
    for one in newest.read("communes"):
        if one["type"] == "arrondissement-municipal":
            yield _row("district", one, within=one["commune"])


def _intercommunalities(newest: Package) -> Iterator[Row]:
    for kind, name in (("epci", "epci"), ("ept", "ept")):
        for one in newest.read(name):
            held = Counter(department_of(member["code"]) for member in one["membres"])
            people = sum(member["populationMunicipale"] for member in one["membres"])
            found = sorted(held, key=lambda department: (-held[department], department))
            yield _row(
                kind,
                {**one, "population": people},
                siren=one["code"],
                within=" ".join(found),
                nature=one["type"],
            )


def _departments(newest: Package) -> Iterator[Row]:
    people = _people(newest, "departement")
    for one in newest.read("departements"):
        kind = "collectivity" if one["zone"] == "com" else "department"
        within = "" if kind == "collectivity" else one["region"]
        yield _row(kind, {**one, "population": people[one["code"]]}, within=within)


def _regions(newest: Package) -> Iterator[Row]:
    people = _people(newest, "region")
    for one in newest.read("regions"):
        # The package lists the overseas collectivities here too, under the same code.
        if one["zone"] != "com":
            yield _row("region", {**one, "population": people[one["code"]]})


def _people(newest: Package, key: str) -> Counter[str]:
    people: Counter[str] = Counter()
    for one in newest.communes.values():
        people[one[key]] += one.get("population", 0)
    return people


def _row(kind: str, one: Mapping[str, Any], **said: str) -> Row:
    told = {
        "kind": kind,
        "code": one["code"],
        "name": one["nom"],
        # The number of figures of the population: enough to put towns before hamlets.
        "size": str(len(str(one["population"]))) if one.get("population") else "",
        "postal": " ".join(one.get("codesPostaux", ())),
        **said,
    }
    return tuple(told.get(column, "") for column in COLUMNS)


def header(packages: Mapping[int, Package]) -> Iterator[str]:
    """What the file says of itself."""
    years = sorted(packages)
    newest = packages[years[-1]]
    past = ", ".join(f"{packages[year].version} ({year})" for year in years[:-1])
    yield "Territories of France by their official codes."
    yield f"Vintage: {years[-1]}."
    yield f"Source: npm package {NAME} {newest.version}, by Etalab, from INSEE (Code officiel"
    yield "géographique, populations), DGCL (EPCI, SIREN of communes) and La Poste (postal codes)."
    yield f"Names and days of what ceased: versions {past or 'none'} of the same package."
    for name in ("epci", "ept"):
        held = newest.read(name)
        same = [year for year in years if packages[year].read(name) == held]
        yield f"List of {name.upper()}: the same in the packages of {', '.join(map(str, same))}."
    yield f"Licence: {LICENCE}."
    yield "Changed: columns left out, populations reduced to their number of figures."
    yield "Columns: " + " ".join(COLUMNS)


def write(target: Path, packages: Mapping[int, Package]) -> int:
    """Write the file, the same bytes for the same packages, and give how many rows it has."""
    found = rows(packages)
    told = "".join(f"# {line}\n" for line in header(packages))
    told += "".join("\t".join(row) + "\n" for row in found)
    target.write_bytes(gzip.compress(told.encode(), compresslevel=9, mtime=0))
    return len(found)


def main(arguments: list[str] | None = None) -> None:
    """Read the packages named on the command line and write the file."""
    parser = argparse.ArgumentParser(
        prog="python -m reflexes_calls.places.making", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("newest", type=Path)
    parser.add_argument("earlier", type=Path, nargs="*")
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args(arguments)
    packages = vintages(Package(asked.newest), map(Package, asked.earlier))
    count = write(asked.out, packages)
    parser.exit(message=f"{asked.out}: {count} rows, {asked.out.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
