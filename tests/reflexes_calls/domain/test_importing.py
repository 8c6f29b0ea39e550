"""From the sheets of an export to answers, or to every refusal at once by line and column."""

import datetime as dt
from typing import Any

import pytest

from reflexes.records import changed
from reflexes_calls.domain.answering import Reading
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.form import Form, Phase, form_of, ready_form
from reflexes_calls.domain.import_plan import read_instant, read_plan
from reflexes_calls.domain.importing import (
    PLATFORM,
    Around,
    Fate,
    Matching,
    Plan,
    Sheet,
    check_matching,
    matching_of,
    propose,
    unlike,
)
from reflexes_calls.files.sheets import said
from reflexes_calls.places.registers import OfficialRegisters
from tests.reflexes_calls.exported import TOWN, VILLAGE, Sheets, export, row, spending

NOW = dt.datetime(2026, 12, 10, 9, tzinfo=dt.UTC)
FIGURES = {"weeks": 36, "budget_cap": 1_500_000}


def sheets_of(sheets: Sheets) -> tuple[Sheet, ...]:
    return tuple(
        Sheet(
            name=name,
            columns=unlike(map(str, rows[0])),
            rows=tuple(
                (line, tuple(said(cell) for cell in cells))
                for line, cells in enumerate(rows[1:], start=2)
            ),
        )
        for name, rows in sheets.items()
    )


def around(form: Form | None = None, **said_of: Any) -> Around:
    reading = Reading(today=NOW.date(), figures=FIGURES, registers=OfficialRegisters(), files={})
    start = Around(form=form or ready_form(), phase=Phase.FULL, reading=reading, now=NOW)
    return changed(start, **said_of)


def plan_of(sheets: Sheets, where: Around | None = None, **columns: str) -> Plan:
    where, known = where or around(), sheets_of(sheets)
    proposed = propose(known, where.form, where.phase)
    matching = changed(proposed, columns={**proposed.columns, **columns})
    return read_plan(known, matching, where)


def told(plan: Plan) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.refusal.kind) for each in plan.refusals]


def test_the_columns_of_an_export_are_matched_by_their_headings() -> None:
    sheets = sheets_of(export(row("1"), Depenses_prevues=spending(("1", 1, "Vélo", 450, "Nous"))))
    matching = propose(sheets, ready_form(), Phase.FULL)
    assert matching.source == PLATFORM
    assert matching.columns == {
        "ID": "file.number",
        "Email": "file.contact",
        "Établissement SIRET": "file.siret",
        "Entreprise raison sociale": "file.name",
        "État du dossier": "file.state",
        "Déposé le": "file.sent",
        "Titre de votre essai": "title",
        "Résumé": "summary",
        "Durée, en semaines": "weeks",
        "Montant demandé, en euros": "budget",
        "Une règle devrait-elle être assouplie ?": "norms",
        "Jour où vous commenceriez": "start_on",
    }
    (table,) = matching.tables.values()
    assert table.question == "spending"
    assert set(table.columns.values()) == {"item", "amount", "paid_by"}


def test_a_row_becomes_answers_and_what_was_not_asked_is_no_answer() -> None:
    depenses = spending(("1", 1, "Vélo", 450.5, "Nous"), ("1", 2, "Casque", 50, ""))
    plan = plan_of(export(row("1", norms="Oui, une loi"), Depenses_prevues=depenses))
    assert told(plan) == [(2, "Une règle devrait-elle être assouplie ?", "not-a-choice")]
    plan = plan_of(export(row("1"), Depenses_prevues=depenses))
    (found,) = plan.rows
    assert found.fate is Fate.NEW
    assert (found.number, found.siret, found.contact) == ("1", TOWN, "usager1@essai.example")
    assert found.sent_at == dt.datetime(2026, 12, 5, 13, 30, tzinfo=dt.UTC)
    said_there = found.answers.said
    assert (said_there["budget"], said_there["weeks"]) == (1_250_050, 20)
    assert said_there["start_on"] == "2027-04-01"
    assert [each["amount"] for each in said_there["spending"]] == [45_050, 5_000]
    assert said_there["administration"]["siret"] == TOWN
    assert said_there["consent"] is None
    assert {"problem", "consent"} <= set(found.missing)


def test_every_refusal_is_told_at_once_by_line_and_column() -> None:
    plan = plan_of(
        export(
            row("1", siret="123"),
            row("1", VILLAGE, weeks="vingt", budget=99_999_999, title=""),
            row("", sent="demain", state="Perdu", email="pas une adresse"),
        )
    )
    assert plan.rows == ()
    assert told(plan) == [
        (2, "Établissement SIRET", "siret-length"),
        (3, "ID", "import-same-number"),
        (3, "Titre de votre essai", "missing"),
        (3, "Durée, en semaines", "not-a-number"),
        (3, "Montant demandé, en euros", "too-large"),
        (4, "ID", "import-unnumbered"),
        (4, "État du dossier", "import-state"),
        (4, "Déposé le", "not-a-day"),
        (4, "Email", "not-an-address"),
    ]


def test_drafts_and_decided_files_are_left_and_what_came_is_known() -> None:
    first = plan_of(export(row("3")))
    known = {"3": first.rows[0].digest, "4": "another"}
    plan = plan_of(
        export(
            row("1", state="Brouillon", title=""),
            row("2", siret="", state="Classé sans suite"),
            row("3"),
            row("4", VILLAGE),
        ),
        around(known=known, applied=frozenset({TOWN, VILLAGE})),
    )
    assert plan.refusals == ()
    assert [each.fate for each in plan.rows] == [
        Fate.UNSENT,
        Fate.DECIDED,
        Fate.KNOWN,
        Fate.CHANGED,
    ]


def test_an_administration_has_one_file_where_the_call_takes_one() -> None:
    plan = plan_of(
        export(row("1", VILLAGE), row("2", VILLAGE), row("3")),
        around(applied=frozenset({TOWN})),
    )
    assert [(line, kind) for line, _, kind in told(plan)] == [
        (3, "import-twice-here"),
        (4, "import-applied"),
    ]
    assert plan_of(export(row("1"), row("2"))).refusals == ()


def test_whoever_applies_may_stand_in_the_sheet_of_establishments() -> None:
    without = tuple(
        tuple(cell for rank, cell in enumerate(cells) if rank not in {3, 4})
        for cells in export(row("1"))["Dossiers"]
    )
    beside = (
        ("Dossier ID", "Champ", "Établissement SIRET", "Entreprise raison sociale"),
        ("1", "Un partenaire", VILLAGE, "Un partenaire"),
        ("1", "Dossier", TOWN, "Celle qui candidate"),
    )
    plan = plan_of({"Dossiers": without, "Etablissements": beside})
    assert [(each.siret, each.name) for each in plan.rows] == [(TOWN, "Celle qui candidate")]


def test_lines_of_a_table_that_belong_to_nobody_are_told() -> None:
    plan = plan_of(export(row("1"), Depenses=spending(("7", 1, "Vélo", 450, "Nous"))))
    (refusal,) = plan.refusals
    assert (refusal.sheet, refusal.line, refusal.refusal.kind) == ("Depenses", 2, "import-orphan")


def test_what_is_wrong_in_a_table_is_told_where_it_stands() -> None:
    lines = spending(("1", 1, "Vélo", "cher", "Nous"))
    plan = plan_of(export(row("1"), Depenses=lines))
    (refusal,) = plan.refusals
    assert (refusal.sheet, refusal.line, refusal.column) == ("Depenses", 2, "Montant")
    assert refusal.refusal.kind == "not-a-number"


CHOICES: dict[str, Any] = {
    "code": "means",
    "kind": "choices",
    "label": {"fr": "Moyens"},
    "choices": [
        {"code": "bike", "label": {"fr": "Vélo, trottinette"}},
        {"code": "bus", "label": {"fr": "Bus"}},
    ],
}
CONSENT: dict[str, Any] = {"code": "agreed", "kind": "yes", "label": {"fr": "Accord"}}
HIDDEN: dict[str, Any] = {
    "code": "why",
    "kind": "line",
    "label": {"fr": "Pourquoi"},
    "when": [{"question": "agreed", "test": "answered"}],
}


def small(means: str, agreed: str = "", why: str = "") -> Plan:
    questions = [
        {"code": "title", "kind": "line", "label": {"fr": "Titre"}},
        {"code": "summary", "kind": "prose", "label": {"fr": "Résumé"}},
        CHOICES,
        CONSENT,
        HIDDEN,
    ]
    form = form_of({"sections": [{"code": "s", "questions": questions}]}, 1)
    sheet = Sheet(
        name="",
        columns=("N", "SIRET", "Titre", "Résumé", "Moyens", "Accord", "Pourquoi"),
        rows=((2, ("1", TOWN, "t", "r", means, agreed, why)),),
    )
    matching = changed(propose((sheet,), form, Phase.FULL), source="tableur")
    matching = changed(matching, columns={**matching.columns, "N": "file.number"})
    return read_plan((sheet,), matching, around(form))


@pytest.mark.parametrize(
    ("means", "said_there"),
    [
        ("Vélo, trottinette, Bus", ["bike", "bus"]),
        ("Bus; vélo, trottinette", ["bike", "bus"]),
        ("bus", ["bus"]),
        ("", None),
    ],
)
def test_several_choices_are_told_apart_although_one_holds_a_comma(
    means: str, said_there: list[str] | None
) -> None:
    (found,) = small(means).rows
    assert found.answers.said["means"] == said_there


def test_a_word_that_no_box_bears_is_refused_rather_than_lost() -> None:
    assert [each.refusal.kind for each in small("Bus, Train").refusals] == ["import-choice"]
    assert [each.refusal.kind for each in small("", "peut-être").refusals] == ["import-consent"]


def test_a_no_is_no_consent_and_an_answer_that_was_not_asked_is_told() -> None:
    (no,) = small("", "Non", "Parce que").rows
    assert no.answers.said["agreed"] is None
    assert (no.unasked, no.answers.not_asked) == (("why",), ("why",))
    (yes,) = small("", "Oui", "Parce que").rows
    assert (yes.answers.said["agreed"], yes.unasked) == (True, ())


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ({"ID": ""}, "import-no-number"),
        ({"Établissement SIRET": ""}, "import-no-siret"),
        ({"Résumé": ""}, "import-no-answer"),
        ({"Commentaire libre": "title"}, "import-twice"),
        ({"Commentaire libre": "moon"}, "import-target"),
        ({"Lune": "problem"}, "import-no-column"),
    ],
)
def test_a_matching_that_cannot_be_used_is_refused(columns: dict[str, str], kind: str) -> None:
    with pytest.raises(Invalid) as caught:
        plan_of(export(row("1")), **columns)
    assert kind in {each.kind for each in caught.value.refusals}


def test_a_source_is_needed() -> None:
    sheets = sheets_of(export(row("1")))
    proposed = propose(sheets, ready_form(), Phase.FULL)
    with pytest.raises(Invalid) as caught:
        check_matching(changed(proposed, source=" "), sheets, ready_form(), Phase.FULL)
    assert [each.kind for each in caught.value.refusals] == ["import-no-source"]


def test_a_matching_may_be_written_by_hand() -> None:
    proposed = Matching(source=PLATFORM, columns={"ID": "file.number", "Nom": "title"})
    made = matching_of(
        {"columns": {"Nom": ""}, "tables": {"S": {"question": "spending"}}}, proposed
    )
    assert made.columns == {"ID": "file.number", "Nom": ""}
    assert (made.source, made.tables["S"].question) == (PLATFORM, "spending")
    for wrong in ({"columns": []}, {"columns": {"ID": 1}}, {"tables": {"S": "x"}}, {"source": 3}):
        with pytest.raises(Invalid, match="invalid"):
            matching_of(wrong, proposed)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-12-05 14:30:00 +0100", "2026-12-05T13:30:00+00:00"),
        ("2026-12-05T14:30:00+01:00", "2026-12-05T13:30:00+00:00"),
        ("2026-12-05 14:30", "2026-12-05T13:30:00+00:00"),
        ("05/12/2026 14:30", "2026-12-05T13:30:00+00:00"),
        ("05/12/2026 à 14 h 30", "2026-12-05T13:30:00+00:00"),
        ("2026-07-05", "2026-07-04T22:00:00+00:00"),
        ("31/02/2026", None),
        ("demain", None),
    ],
)
def test_instants_are_read_in_paris_time(text: str, instant: str | None) -> None:
    found = read_instant(text)
    assert (found.isoformat() if found else None) == instant
