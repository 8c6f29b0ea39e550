"""The table of a call: its columns, its cells, and what no spreadsheet may run."""

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import openpyxl
import pytest

from reflexes_calls.domain.form import Form, form_of
from reflexes_calls.exports.columns import CellKind, Column, ExportedFile, Fact, Marks, columns_of
from reflexes_calls.exports.csv_table import MARK, csv_lines, guarded
from reflexes_calls.exports.descriptor import descriptor_of
from reflexes_calls.exports.folders import (
    Document,
    Entry,
    documents_of,
    folder_name,
    packed,
    safe_name,
)
from reflexes_calls.exports.workbook import CUT, LONGEST, SheetWords, write_workbook

pytestmark = pytest.mark.unit
MARKS = Marks(not_asked="(non posée)", absent="(absente)", internal="[équipe]")
FACTS = (
    Fact(code="receipt", title="Récépissé", help="Donné au dépôt."),
    Fact(code="mean", title="Moyenne", help="", kind=CellKind.NUMBER),
    Fact(code="at", title="Déposé le", help="", kind=CellKind.DATETIME),
)
SHEETS = SheetWords(
    files="Dossiers", columns="Colonnes", title="Colonne", code="Code", kind="Nature", help="Aide"
)
QUESTIONS: list[dict[str, Any]] = [
    {"code": "title", "kind": "line", "label": {"fr": "Titre"}, "help": {"fr": "En une ligne."}},
    {"code": "budget", "kind": "money", "label": {"fr": "Budget"}},
    {"code": "weeks", "kind": "whole", "label": {"fr": "Semaines"}},
    {"code": "start_on", "kind": "day", "label": {"fr": "Début"}},
    {
        "code": "scale",
        "kind": "choice",
        "label": {"fr": "Échelle"},
        "choices": [{"code": "town", "label": {"fr": "Commune"}}],
    },
    {
        "code": "publics",
        "kind": "choices",
        "label": {"fr": "Publics"},
        "choices": [{"code": one, "label": {"fr": one.title()}} for one in ("young", "old")],
    },
    {
        "code": "plan",
        "kind": "table",
        "label": {"fr": "Plan"},
        "columns": [
            {"code": "item", "kind": "line", "label": {"fr": "Poste"}},
            {"code": "cost", "kind": "money", "label": {"fr": "Coût"}},
        ],
    },
    {"code": "annex", "kind": "file", "label": {"fr": "Annexe"}},
    {"code": "consent", "kind": "yes", "label": {"fr": "Accord"}},
    {"code": "note", "kind": "line", "label": {"fr": "Avis"}, "internal": True},
]
SAID = {
    "title": '=HYPERLINK("https://x.example")',
    "budget": 1_250_050,
    "weeks": 12,
    "start_on": "2027-04-01",
    "scale": "town",
    "publics": ["young", "old"],
    "plan": [{"item": "Salle", "cost": 100_00}, {"item": "Repas", "cost": None}],
    "annex": [{"public_id": "a", "digest": "d" * 64, "name": "plan.pdf"}],
    "consent": True,
}


def form(number: int = 1, *, without: tuple[str, ...] = (), title: str = "Titre") -> Form:
    kept = [each for each in QUESTIONS if each["code"] not in without]
    kept = [each | ({"label": {"fr": title}} if each["code"] == "title" else {}) for each in kept]
    section = {"code": "all", "title": {"fr": "Tout"}, "phases": ["full"], "questions": kept}
    return form_of({"schema": 1, "sections": [section]}, number)


def exported(
    known: Form | None = None,
    said: dict[str, Any] | None = None,
    *,
    not_asked: tuple[str, ...] = (),
) -> ExportedFile:
    answers = SAID if said is None else said
    asked = known or form()
    return ExportedFile(
        facts={
            "receipt": "2026-001",
            "mean": Decimal("2.5"),
            "at": dt.datetime(2026, 12, 10, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=1))),
        },
        said=answers,
        not_asked=frozenset(not_asked),
        known=frozenset(each.code for each in asked.questions()),
        internal={"note": "À revoir"},
        documents={"answers": answers},
    )


def columns(*forms: Form) -> tuple[Column, ...]:
    return columns_of(FACTS, forms or (form(),), "fr", MARKS)


def rows_of(made: Iterator[bytes]) -> list[list[str]]:
    text = b"".join(made).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_one_column_for_each_question_in_the_words_of_the_call() -> None:
    head, cells = rows_of(csv_lines(columns(), [exported()]))
    assert head == [
        "Récépissé",
        "Moyenne",
        "Déposé le",
        "Titre",
        "Budget",
        "Semaines",
        "Début",
        "Échelle",
        "Publics",
        "Plan",
        "Annexe",
        "Accord",
        "[équipe] Avis",
    ]
    assert cells == [
        "2026-001",
        "2.5",
        "2026-12-10T10:00:00+01:00",
        '\'=HYPERLINK("https://x.example")',
        "12500.5",
        "12",
        "2027-04-01",
        "Commune",
        "Young ; Old",
        "Poste: Salle ; Coût: 100\nPoste: Repas",
        "plan.pdf",
        "oui",
        "À revoir",
    ]


def test_not_asked_absent_and_empty_are_three_things() -> None:
    """A deleted question was once exported as « non » by others: here it says what it is."""
    older, newer = form(1, without=("scale",)), form(2)
    files = [
        exported(newer, {"weeks": None, "consent": False}, not_asked=("budget",)),
        exported(older, {}),
    ]
    head, first, second = rows_of(csv_lines(columns(older, newer), files))
    cells = dict(zip(head, first, strict=True))
    assert (cells["Budget"], cells["Semaines"], cells["Accord"]) == ("(non posée)", "", "non")
    assert dict(zip(head, second, strict=True))["Échelle"] == "(absente)"


def test_a_question_is_worded_as_its_newest_form_words_it_and_homonyms_are_told_apart() -> None:
    head, *_ = rows_of(csv_lines(columns(form(1), form(2, title="Budget")), []))
    assert head[3:5] == ["Budget", "Budget (budget)"]


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+33 6", "-1", "@SUM(A1)", "\tx", "\rx", "\n=x", "＝1", "=cmd|' /C calc'!A0"],
)
def test_no_text_is_a_formula(typed: str) -> None:
    assert guarded(typed) == f"'{typed}"


@pytest.mark.parametrize("typed", ["", "a=b", "12", "l’été", "'=x", " =x"])
def test_other_texts_stay_as_they_are(typed: str) -> None:
    assert guarded(typed) == typed


def test_figures_bear_no_apostrophe_even_below_zero() -> None:
    _, cells = rows_of(csv_lines(columns(), [exported(said={"weeks": -3, "budget": -100})]))
    assert cells[4:6] == ["-1", "-3"]


def test_the_csv_begins_with_its_mark_and_leaves_as_it_is_made() -> None:
    taken = []

    def files() -> Iterator[ExportedFile]:
        for rank in range(1000):
            taken.append(rank)
            yield exported()

    made = csv_lines(columns(), files())
    first = next(made)
    assert first.startswith(MARK.encode())
    assert len(taken) < 100


def test_the_descriptor_describes_the_csv(tmp_path: Path) -> None:
    files = [exported(), exported(form(), {"weeks": None}, not_asked=("budget", "start_on"))]
    (tmp_path / "dossiers.csv").write_bytes(b"".join(csv_lines(columns(), files)))
    said = descriptor_of(columns(), MARKS, title="Appel", path="dossiers.csv", note="Virgules.")
    (tmp_path / "datapackage.json").write_bytes(said)
    fields = json.loads(said)["resources"][0]["schema"]["fields"]
    assert {"name": "Titre", "code": "title", "description": "En une ligne."}.items() <= {
        **fields[3]
    }.items()
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note", "rowNumber", "fieldName"])


def test_the_workbook_holds_the_same_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "dossiers.xlsx"
    long = "é" * (LONGEST + 10)
    files = [exported(), exported(said={"title": long, "plan": []})]
    assert write_workbook(path, columns(), files, SHEETS) == 2
    book = openpyxl.load_workbook(path)
    sheet = book["Dossiers"]
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]][:4] == ["Récépissé", "Moyenne", "Déposé le", "Titre"]
    title = rows[1][3]
    assert (title.value, title.data_type) == (SAID["title"], "s")
    assert rows[1][4].value == 12500.5
    assert rows[1][6].value == dt.datetime(2027, 4, 1)  # noqa: DTZ001  # a cell has no zone
    assert rows[2][3].value == long[: LONGEST - len(CUT)] + CUT
    told = [[cell.value for cell in row] for row in book["Colonnes"].iter_rows()]
    assert told[0] == ["Colonne", "Code", "Nature", "Aide"]
    assert told[4] == ["Titre", "title", "string", "En une ligne."]
    book.close()


def test_an_archive_leaves_as_it_is_made_and_opens_whole() -> None:
    taken = []

    def pieces() -> Iterator[bytes]:
        for rank in range(50):
            taken.append(rank)
            yield bytes([rank]) * 100_000

    made = packed([Entry(name="a/b.bin", pieces=pieces()), Entry(name="c.txt", pieces=(b"fin",))])
    first = next(made)
    assert len(taken) < 50
    with zipfile.ZipFile(io.BytesIO(first + b"".join(made))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a/b.bin", "c.txt"]
        assert len(archive.read("a/b.bin")) == 5_000_000


@pytest.mark.parametrize(
    ("typed", "safe"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("a/b\\c:d", "a b c d"),
        ("...", "sans-nom"),
        ("", "sans-nom"),
        ("plan\x00\n.pdf", "plan .pdf"),
        ("é" * 200, "é" * 80),
    ],
)
def test_names_in_an_archive_go_nowhere_else(typed: str, safe: str) -> None:
    assert safe_name(typed) == safe


def test_folders_are_named_after_the_receipt() -> None:
    assert folder_name("2026-001", "Ville / de X") == "2026-001 Ville de X"


def test_documents_are_found_wherever_answers_name_them() -> None:
    inside = {"rows": [{"file": SAID["annex"][0]}], "x": [SAID["annex"]]}
    assert list(documents_of(inside)) == [Document(name="plan.pdf", digest="d" * 64)] * 2
