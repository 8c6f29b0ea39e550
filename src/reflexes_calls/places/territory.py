"""Territory: a commune, an EPCI, a département, a région, by its official code.

A code is written as INSEE writes it: `35238` for a commune, `75115` for an arrondissement of Paris,
Lyon or Marseille, `35`, `2A` or `976` for a département, `987` for an overseas collectivity. An
EPCI or an EPT has its SIREN for code. The code of a région would also be that of a département, so
it bears a mark: `R-53`.
"""

import datetime as dt
import re
from enum import StrEnum
from functools import cache

from reflexes.records import record
from reflexes_calls.places.listing import Row, department_of, listing

REGION = re.compile(r"R(?:EG)?-?([0-9]{2})")
SHAPES = (
    (re.compile(r"[0-9][0-9AB][0-9]{3}"), ("commune", "district")),
    (re.compile(r"[0-9]{9}"), ("epci", "ept")),
    (re.compile(r"[0-9][0-9AB][0-9]?"), ("department", "collectivity")),
)
"""The kinds among which a code of each shape is looked for."""
CEASED = ("former", "recoded")


class TerritoryKind(StrEnum):
    """What a territory is."""

    COMMUNE = "commune"
    DISTRICT = "district"
    """An arrondissement of Paris, Lyon or Marseille."""
    EPCI = "epci"
    EPT = "ept"
    """An « établissement public territorial » of Greater Paris."""
    DEPARTMENT = "department"
    COLLECTIVITY = "collectivity"
    """An overseas collectivity, which is neither a département nor a région."""
    REGION = "region"


@record
class Territory:
    """A territory that stands today.

    `departments` are codes, that of the most communes first; `within` is the code of the EPCI of a
    commune, or of the commune of a district.
    """

    code: str
    kind: TerritoryKind
    name: str
    departments: tuple[str, ...] = ()
    region: str = ""
    siren: str = ""
    within: str = ""

    @property
    def named(self) -> str:
        """The name with the code, as people read it and may type it back."""
        return f"{self.name} ({self.code})"

    @property
    def department(self) -> str:
        """The départements, named, which tell homonyms apart."""
        return ", ".join(f"{department_name(code)} ({code})" for code in self.departments)


@record
class Merged:
    """A commune that ceased, and the commune of today that stands in its place.

    `day` is the day it ceased, or the first 1 January at which it no longer stood when
    `is_exact` is false; None when no list says so. `is_same` says that the commune goes on and
    only its code changed.
    """

    code: str
    name: str
    present: Territory
    day: dt.date | None = None
    is_exact: bool = True
    is_same: bool = False

    @property
    def named(self) -> str:
        """The name it had, with its code."""
        return f"{self.name} ({self.code})" if self.name else self.code


def find_territory(code: str) -> Territory | Merged | None:
    """What a code stands for today; None when it never stood for anything."""
    bare = re.sub(r"\s", "", code).upper()
    if region := REGION.fullmatch(bare):
        row = listing().row("region", region[1])
        return territory_of(row) if row else None
    for shape, kinds in SHAPES:
        if shape.fullmatch(bare):
            return _standing(bare, kinds) or _ceased(bare)
    return None


def _standing(code: str, kinds: tuple[str, ...]) -> Territory | None:
    rows = (listing().row(kind, code) for kind in kinds)
    return next((territory_of(row) for row in rows if row), None)


def _ceased(code: str) -> Merged | None:
    rows = (listing().row(kind, code) for kind in CEASED)
    return next((merged_of(row) for row in rows if row), None)


def territory_of(row: Row) -> Territory:
    """The territory that a row of the list tells."""
    kind = TerritoryKind(row.kind)
    is_commune = kind in {TerritoryKind.COMMUNE, TerritoryKind.DISTRICT}
    departments: tuple[str, ...] = ()
    if is_commune:
        departments = (department_of(row.code),)
    elif kind in {TerritoryKind.EPCI, TerritoryKind.EPT}:
        departments = tuple(row.within.split())
    return Territory(
        code=f"R-{row.code}" if kind is TerritoryKind.REGION else row.code,
        kind=kind,
        name=row.name,
        departments=departments,
        region=_region(row.within if kind is TerritoryKind.DEPARTMENT else departments[:1]),
        siren=row.siren,
        within=row.within if is_commune else "",
    )


def _region(said: str | tuple[str, ...]) -> str:
    """The code of a région, from its number or from its first département."""
    number = said if isinstance(said, str) else "".join(map(_number_of_region, said))
    return f"R-{number}" if number else ""


@cache
def _number_of_region(department: str) -> str:
    row = listing().row("department", department)
    return row.within if row else ""


@cache
def department_name(code: str) -> str:
    """The name of a département or of an overseas collectivity."""
    rows = (listing().row(kind, code) for kind in ("department", "collectivity"))
    return next((row.name for row in rows if row), "")


def population_figures(code: str) -> int:
    """How many figures the population of a commune has; 0 when the lists do not say."""
    row = listing().row("commune", code)
    return int(row.size) if row and row.size.isdecimal() else 0


def merged_of(row: Row) -> Merged:
    """The ceased commune that a row of the list tells, with the one of today."""
    present = listing().row("commune", row.within)
    if present is None:
        raise LookupError(row.within)
    return Merged(
        code=row.code,
        name=row.name,
        present=territory_of(present),
        day=dt.date.fromisoformat(row.day.removeprefix("<")) if row.day else None,
        is_exact=not row.day.startswith("<"),
        is_same=row.kind == "recoded",
    )
