"""What a report tells that its plan had not: costs, and things that the team noticed."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any

from reflexes.evaluation.plan import Cost
from reflexes.evaluation.report import Explored
from reflexes.fields import line, money, prose
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.errors import FieldRefusal, Invalid

MOST_ROWS = 12


@record
class CostBeyond:
    """A cost that the plan had not."""

    name: str = line("What it was", max_length=120)
    amount: int = money("Amount, in euros", minimum=1)
    paid_by: str = line("Who paid, and what for", max_length=200, help="A service; no name.")


@record
class Noticed:
    """Something seen that nobody had planned to look at."""

    what: str = prose("What you noticed", max_length=600)
    rests_on: str = prose(
        "What it rests on", max_length=300, help="A count, a document, what people said; no name."
    )


COSTS, NOTICED = "beyond", "noticed"
TABLES: Mapping[str, type[Any]] = {COSTS: CostBeyond, NOTICED: Noticed}
"""The tables of what was not planned, and what each of their lines asks."""
COLUMNS = {COSTS: ("name", "amount", "paid_by"), NOTICED: ("what", "rests_on")}


def rows_of(table: str, typed: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The lines of a table in which something is typed, by their ids, in the order of these."""
    rows: dict[str, dict[str, str]] = {}
    for name, value in typed.items():
        start, _, rest = name.partition(".")
        row, _, column = rest.partition(".")
        if start == table and row.isdecimal() and column in COLUMNS[table]:
            rows.setdefault(row, {})[column] = value
    met = {row: cells for row, cells in rows.items() if any(map(str.strip, cells.values()))}
    return dict(sorted(met.items(), key=lambda one: int(one[0])))


def without_row(typed: Mapping[str, str], place: str) -> dict[str, str]:
    """What was typed, but for the line at a place such as `beyond.2`."""
    return {name: value for name, value in typed.items() if not name.startswith(f"{place}.")}


def next_row(table: str, typed: Mapping[str, str]) -> str:
    """The id of a line to be added: beyond all those that are there."""
    return str(max((int(row) for row in rows_of(table, typed)), default=0) + 1)


def costs_beyond(typed: Mapping[str, str], planned: Collection[str]) -> tuple[Cost, ...]:
    """The costs that can be read of those typed: a draft holds right and wrong ones.

    Two of one name cannot be told apart: the first one counts until the other is mended.
    """
    met = {name.casefold() for name in planned}
    costs = []
    for said in _read(COSTS, typed):
        if said.name.casefold() not in met:
            met.add(said.name.casefold())
            costs.append(Cost(name=said.name, amount=said.amount, paid_by=said.paid_by))
    return tuple(costs)


def noticed_in(typed: Mapping[str, str]) -> tuple[Explored, ...]:
    """The things noticed that can be read of those typed."""
    return tuple(Explored(what=said.what, rests_on=said.rests_on) for said in _read(NOTICED, typed))


def _read(table: str, typed: Mapping[str, str]) -> Iterator[Any]:
    for cells in rows_of(table, typed).values():
        with suppress(Invalid):
            yield read_form(TABLES[table], cells)


def beyond_refused(typed: Raw, planned: Collection[str]) -> Iterator[FieldRefusal]:
    """Everything to mend in both tables; `planned` are the names of the costs of the plan."""
    for table, columns in TABLES.items():
        rows = rows_of(table, typed)
        if len(rows) > MOST_ROWS:
            yield FieldRefusal(
                field=table, kind="too-many", met=str(len(rows)), expected=str(MOST_ROWS)
            )
        for row, cells in rows.items():
            try:
                read_form(columns, cells, at=f"{table}.{row}.")
            except Invalid as error:
                yield from error.refusals
    yield from _named_twice(rows_of(COSTS, typed), planned)


def _named_twice(
    rows: Mapping[str, Mapping[str, str]], planned: Collection[str]
) -> Iterator[FieldRefusal]:
    met = {name.casefold() for name in planned}
    for row, cells in rows.items():
        name = cells.get("name", "").strip()
        if name and name.casefold() in met:
            yield FieldRefusal(field=f"{COSTS}.{row}.name", kind="cost-told-twice", met=name)
        met.add(name.casefold())
