"""Tables of measures as people write them: read, or refused with a plain answer for each cell."""

import datetime as dt
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflexes.errors import RefusedError
from reflexes.evaluation import (
    Circumstances,
    Design,
    EvaluationError,
    Group,
    Says,
    Table,
    analyse,
    arrange,
    circumstances_of,
    compare_changes,
    look_at_table,
    measure_change,
    read_pasted,
    read_table,
)
from reflexes.evaluation.measures import Odd, expected_periods
from reflexes.wording import sentence, translator

pytestmark = pytest.mark.unit
START = dt.date(2027, 3, 1)
WIDE = """Service;Groupe;2027-01;2027-02;2027-03;2027-04
A;pilote;10;11;8;7
B;pilote;12;12;9;9
C;témoin;9;10;10;9
D;témoin;11;11;12;10
"""


def values(table: Table) -> list[float]:
    return [one.value for one in table.measures]


def refusals(text: str, unit: str = "") -> set[tuple[str, str]]:
    with pytest.raises(RefusedError) as caught:
        read_pasted(text, unit=unit)
    return {(one.kind, one.path) for one in caught.value.refusals}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1234,5", 1234.5), ("1 234,5", 1234.5), ("1\u202f234,5", 1234.5), ("1\u00a0234", 1234.0),
        ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("12.5", 12.5), ("−3", -3.0), ("-3", -3.0),
        ("+4", 4.0), ("12 %", 12.0), ("12,5 €", 12.5), ("3 jours", 3.0), ("1'234", 1234.0),
    ],
)  # fmt: skip
def test_figures_are_read_as_people_write_them(written: str, read: float) -> None:
    assert values(read_pasted(f"Date\tValeur\n2027-01\t{written}\n")) == [read]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2027-03-05", (2027, 3, 5)), ("05/03/2027", (2027, 3, 5)), ("5.3.2027", (2027, 3, 5)),
        ("2027-03", (2027, 3, 1)), ("03/2027", (2027, 3, 1)), ("mars 2027", (2027, 3, 1)),
        ("1er août 2027", (2027, 8, 1)), ("March 2027", (2027, 3, 1)), ("T2 2027", (2027, 4, 1)),
        ("2027-Q3", (2027, 7, 1)), ("2027", (2027, 1, 1)),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(written: str, read: tuple[int, int, int]) -> None:
    (only,) = read_pasted(f"Mois\tValeur\n{written}\t1\n").measures
    assert only.on == dt.date(*read)


@pytest.mark.parametrize("sign", [";", "\t", ","])
def test_long_and_wide_tables_say_the_same(sign: str) -> None:
    wide = read_pasted(WIDE.replace(";", sign))
    lines = ["Équipe;Groupe;Période;Valeur"]
    for line in WIDE.splitlines()[1:]:
        unit, group, *figures = line.split(";")
        lines += [f"{unit};{group};2027-0{n + 1};{one}" for n, one in enumerate(figures)]
    assert read_pasted("\n".join(lines).replace(";", sign)) == wide
    assert wide.units == ("A", "B", "C", "D")


def test_everything_unreadable_is_refused_at_once_with_its_cell() -> None:
    met = refusals(
        "Service;Groupe;Mois;Valeur;Unité de mesure\n"
        "A;pilote;2027-01;beaucoup;jours\n"
        "A;pilote;32/13/2027;4,5;jours\n"
        "A;équipe bleue;2027-02;1.234;jours\n"
        "B;pilote;2027-01;5;heures\n"
        "B;pilote;2027-01;6;heures;en trop\n"
    )
    assert met == {
        ("unreadable-number", "D2"), ("unreadable-day", "C3"), ("unknown-group", "B4"),
        ("ambiguous-number", "D4"), ("units-mixed", "E5"), ("measured-twice", "D6"),
        ("too-many-cells", "F6"),
    }  # fmt: skip


def test_shares_over_a_hundred_are_refused() -> None:
    assert refusals("Mois;Valeur\n2027-01;120\n2027-02;-3\n2027-03;50", unit="%") == {
        ("percentage-out-of-bounds", "B2"),
        ("percentage-out-of-bounds", "B3"),
    }
    assert refusals("Mois;Valeur\n2027-01;12 %\n2027-02;130 %") == {
        ("percentage-out-of-bounds", "B3")
    }
    assert refusals("Mois;Valeur\n2027-01;12 €\n", unit="jours") == {("units-mixed", "B2")}


@pytest.mark.parametrize("text", ["", "Mois;Valeur", "Mois;Valeur\n2027-01;\n"])
def test_a_table_without_figures_is_refused(text: str) -> None:
    assert refusals(text) == {("table-empty", "")}


def test_columns_without_a_heading_we_know_are_refused() -> None:
    assert refusals("a;b\n1;2") == {("column-missing", "A1")}


def a_book(path: Path, *, merge: str = "", formula: bool = False) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Service", "Groupe", dt.datetime(2027, 1, 1), dt.datetime(2027, 2, 1)])  # noqa: DTZ001 - a day of a sheet has no hour
    sheet.append(["A", "pilote", 0.12, "1 234,5"])
    if merge:
        sheet.merge_cells(merge)
    else:
        sheet["C2"].number_format = "0.0%"
        sheet["D2"] = "15,5"
    if formula:
        sheet["D2"] = "=C2*2"
    book.save(path)
    return path


def test_a_spreadsheet_is_read_as_it_is_shown(tmp_path: Path) -> None:
    read = read_table(a_book(tmp_path / "t.xlsx"))
    assert values(read) == [12.0, 15.5]
    assert read.unit == "%"


def test_merged_cells_and_lost_formulas_are_refused_plainly(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as caught:
        read_table(a_book(tmp_path / "m.xlsx", merge="C2:D2", formula=False))
    (only,) = caught.value.refusals
    assert (only.kind, only.path) == ("merged-cells", "C2:D2")
    assert "fusionnées" in sentence(only, translator("fr"))
    with pytest.raises(RefusedError) as caught:
        read_table(a_book(tmp_path / "f.xlsx", formula=True))
    assert [(one.kind, one.path) for one in caught.value.refusals] == [
        ("formula-without-value", "D2")
    ]


def test_old_encodings_are_read_and_other_files_refused(tmp_path: Path) -> None:
    old, marked, fake = (tmp_path / name for name in ("old.csv", "bom.csv", "fake.xlsx"))
    old.write_bytes("Équipe;Mois;Valeur\nPôle;août 2027;1".encode("cp1252"))
    marked.write_bytes(b"\xef\xbb\xbf" + "Équipe;Mois;Valeur\nPôle;août 2027;1".encode())
    fake.write_text("nothing", "utf-8")
    assert read_table(old) == read_table(marked)
    assert read_table(old).units == ("Pôle",)
    for path in (fake, tmp_path / "report.docx"):
        with pytest.raises(RefusedError) as caught:
            read_table(path)
        assert caught.value.refusals[0].kind == "not-a-spreadsheet"


def test_what_is_odd_is_told_and_forbids_nothing() -> None:
    table = read_pasted(
        "Service;Groupe;Mois;Valeur\nA;pilote;2027-01;5\nA;témoin;2027-02;5\nA;pilote;2027-04;5\n"
    )
    told = look_at_table(table, starts_on=dt.date(2027, 6, 1), measured_from=dt.date(2027, 2, 1))
    assert [one.odd for one in told] == [
        Odd.GAPS, Odd.IDENTICAL, Odd.MOVED, Odd.ONE_UNIT, Odd.NOTHING_AFTER, Odd.BEFORE_MEASURES,
    ]  # fmt: skip
    assert "1er\u00a0mars 2027" in told[0].said("fr")
    assert "1\u00a0March 2027" in told[0].said("en")
    assert all(one.said("fr") != one.said("en") for one in told)
    (late,) = (
        one for one in look_at_table(table, starts_on=dt.date(2027, 1, 1))
        if one.odd is Odd.NOTHING_BEFORE
    )  # fmt: skip
    assert "aucun changement" in late.said("fr")


def test_the_periods_of_a_series_are_those_of_its_step() -> None:
    quarters = tuple(dt.date(2027, month, 1) for month in (1, 4, 10))
    assert expected_periods(quarters) == tuple(dt.date(2027, month, 1) for month in (1, 4, 7, 10))
    weeks = tuple(dt.date(2027, 1, day) for day in (4, 11, 25))
    assert len(expected_periods(weeks)) == 4
    chance = tuple(dt.date(2027, 1, day) for day in (1, 2, 29))
    assert expected_periods(chance) == chance


def test_a_table_is_arranged_on_both_sides_of_the_start() -> None:
    panel = arrange(read_pasted(WIDE), starts_on=START)
    assert (panel.before, panel.treated_units, panel.compared_units) == (2, ("A", "B"), ("C", "D"))
    planned = Circumstances(design=Design.DIFFERENCE)
    facts = circumstances_of(panel, planned)
    assert (facts.treated, facts.compared, facts.before, facts.after) == (2, 2, 2, 2)
    found = analyse(panel, planned)
    assert found.estimate == compare_changes([-3.0, -3.0], [0.0, 0.0])
    assert found.verdict.says is Says.EFFECT
    assert found.verdict.maryland == 2


def test_units_with_holes_are_left_out_and_counted_as_lost() -> None:
    panel = arrange(read_pasted(WIDE.replace("12;12;9;9", "12;;9;9")), starts_on=START)
    assert panel.left_out == ("B",)
    assert (panel.lost, panel.lost_apart) == (0.25, 0.5)
    with pytest.raises(EvaluationError):
        arrange(read_pasted("Service;2027-01;2027-02\nA;1;2"), starts_on=START)
    with pytest.raises(EvaluationError):
        arrange(read_pasted("Service;Groupe;2027-01;2027-02\nA;pilote;1;\nB;pilote;;2"),
                starts_on=START)  # fmt: skip


def test_no_number_is_told_where_the_design_allows_none() -> None:
    panel = arrange(read_pasted(WIDE), starts_on=dt.date(2027, 1, 1))
    found = analyse(panel, Circumstances(design=Design.DIFFERENCE))
    assert (found.verdict.says, found.estimate) == (Says.NOTHING, None)
    alone = arrange(read_pasted("Service;2027-01;2027-03\nA;1;2"), starts_on=START,
                    groups={"A": Group.TREATED})  # fmt: skip
    assert analyse(alone, Circumstances(design=Design.BEFORE_AFTER)).estimate is None


def test_a_comparison_that_does_not_hold_leaves_the_change_alone() -> None:
    panel = arrange(read_pasted(WIDE), starts_on=START)
    found = analyse(panel, Circumstances(design=Design.DIFFERENCE, spillover=True))
    assert found.verdict.says is Says.CHANGE
    assert found.estimate == measure_change([10.5, 12.0], [7.5, 9.0])


CELLS = st.sampled_from(
    ["", "A", "pilote", "2027-01", "mars 2027", "12,5", "1 234", "x", "130 %", '"', "\u0663",
     "1e999", "31/02/2027", "9" * 400, "Valeur", "Date", "\x00", "0", "−3", "T5 2027"]
)  # fmt: skip


@given(st.lists(st.lists(CELLS, max_size=5), max_size=5), st.sampled_from([";", "\t", ","]))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_table_or_a_refusal(lines, sign) -> None:
    """Nothing else comes out, whatever is pasted; and what is read is finite."""
    head = sign.join(("Service", "Groupe", "Date", "Valeur"))
    for text in (
        "\n".join(sign.join(line) for line in lines),
        "\n".join((head, *(sign.join(line) for line in lines))),
    ):
        try:
            read = read_pasted(text, unit="%" if len(lines) % 2 else "")
        except RefusedError as error:
            told = [sentence(one, translator("fr")) for one in error.refusals]
            read = None
        assert told if read is None else all(np.isfinite(one.value) for one in read.measures)


def test_a_table_too_large_is_refused_before_its_figures_are_read() -> None:
    head = ";".join(f"{1500 + year}" for year in range(500))
    lines = "\n".join(f"U{n};" + ";".join("1" * 500) for n in range(101))
    assert refusals(f"Service;{head}\n{lines}") == {("table-too-large", "")}
