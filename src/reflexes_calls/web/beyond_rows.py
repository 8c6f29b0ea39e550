"""The lines in which a team types what its plan had not: costs, and what it noticed."""

from collections.abc import Mapping

import attrs

from reflexes_calls.domain.reported_beyond import COSTS, NOTICED, TABLES, next_row, rows_of
from reflexes_calls.web.forms import Field, Row, Translate, draw_field, specs_of
from reflexes_calls.web.notices import N_

LABELS = {COSTS: N_("Spent beyond the plan"), NOTICED: N_("Noticed beyond the plan")}
HINTS = {
    COSTS: N_("What it cost that nobody had planned. The report shows it apart, as not planned."),
    NOTICED: N_(
        "What you saw that no question of the plan asks. The report calls it exploratory: it may "
        "be chance, and it is never a finding of the plan."
    ),
}
CELL = N_("%(table)s, line %(rank)s, %(column)s")


def draw_beyond(
    table: str, words: Translate, typed: Mapping[str, str], *, is_added: bool = False
) -> Field:
    """One of the tables: the lines typed, and an empty one where none is or where it is asked."""
    known = rows_of(table, typed)
    ids = [*known, *([next_row(table, typed)] if is_added or not known else [])]
    specs = specs_of(TABLES[table])
    rows = tuple(
        Row(
            id=row,
            rank=rank,
            cells=tuple(
                draw_field(
                    f"{table}.{row}.{name}", spec, words, value=known.get(row, {}).get(name, "")
                )
                for name, spec in specs.items()
            ),
        )
        for rank, row in enumerate(ids, start=1)
    )
    return Field(
        name=table,
        label=words(LABELS[table]),
        hint=words(HINTS[table]),
        kind="table",
        optional=True,
        rows=rows,
    )


def with_errors(table: Field, known: Mapping[str, str], words: Translate) -> Field:
    """The same table with what is to mend beside each cell, which needs no name there."""
    labels = labels_of_rows(table, words)
    said = {name: one.removeprefix(f"{labels.get(name)} – ") for name, one in known.items()}
    rows = tuple(
        attrs.evolve(
            row,
            cells=tuple(attrs.evolve(cell, error=said.get(cell.name, "")) for cell in row.cells),
        )
        for row in table.rows
    )
    return attrs.evolve(table, rows=rows, error=said.get(table.name, ""))


def labels_of_rows(table: Field, words: Translate) -> dict[str, str]:
    """What each cell is called away from its line: its table, its rank and its column."""
    return {table.name: table.label} | {
        cell.name: words(CELL) % {"table": table.label, "rank": row.rank, "column": cell.label}
        for row in table.rows
        for cell in row.cells
    }
