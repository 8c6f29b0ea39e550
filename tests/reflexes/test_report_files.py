"""The report of a pilot as files, opened again by others than those that wrote them."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import docx
import outloud
import pdfua
import pytest
from odf.opendocument import load
from odf.teletype import extractText

from reflexes.cli import main
from reflexes.evaluation import (
    Registration,
    Report,
    groups_of,
    make_report,
    read_pasted,
    registration_to_json,
)
from reflexes.evaluation.answering import Answered, answer
from reflexes.evaluation.plan import Group, Unit
from reflexes.evaluation.wording import said, singular
from reflexes.records import changed
from reflexes.report_files import ENDINGS, report_file
from tests.reflexes.evaluation.plans import REPORTED, a_plan, a_registration, what_was_done

pytestmark = pytest.mark.unit
TABLE = """Service;janvier 2027;février 2027;mars 2027;avril 2027;mai 2027;juin 2027
Pôle 1;6,5;7;6;5;4,5;4
Pôle 2;6;6;6,5;5;5;4
Pôle 3;7;8;7;5,5;5;5
"""


@pytest.fixture(scope="module")
def kept() -> Registration:
    return a_registration()


@pytest.fixture(scope="module")
def answered(kept: Registration) -> Answered:
    done = what_was_done()
    unmeasured = tuple(one for one in done.found if one.not_measured)
    tables = {"delai": read_pasted(TABLE, unit="jours")}
    return answer(kept, changed(done, found=unmeasured), tables)


@pytest.fixture(scope="module")
def report(kept: Registration, answered: Answered) -> Report:
    return make_report(kept, answered.done, on=REPORTED)


@pytest.fixture(scope="module")
def files(report: Report, answered: Answered) -> dict[tuple[str, str], bytes]:
    return {
        (ending, language): report_file(
            report, ending, language, pictures=answered.pictures(language)
        )
        for ending in ENDINGS
        for language in ("fr", "en")
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pdf_passes_two_checkers(
    files: dict[tuple[str, str], bytes], language: str, tmp_path: Path
) -> None:
    path = tmp_path / "r.pdf"
    path.write_bytes(files[".pdf", language])
    result = outloud.check(str(path))
    assert result.error is None
    assert [str(one) for one in result.findings if one.severity == "error"] == []
    assert pdfua.validate(str(path)).findings == ()


@pytest.mark.parametrize(("language", "word"), [("fr", "effet"), ("en", "effect")])
def test_every_file_says_the_seven_sections_and_never_an_effect(
    files: dict[tuple[str, str], bytes], language: str, word: str
) -> None:
    first, last = {
        "fr": ("Ce qui était promis", "Ce que d’autres devraient savoir avant d’essayer"),
        "en": ("What was promised", "What others should know before trying"),
    }[language]
    for told in (
        _docx(files[".docx", language]),
        _odt(files[".odt", language]),
        files[".html", language].decode(),
    ):
        assert told.index(first) < told.index(last)
        assert "Le sondage n’a pas eu lieu." in told
        assert word not in told.lower()


def _docx(content: bytes) -> str:
    book = docx.Document(io.BytesIO(content))
    assert len(book.inline_shapes) == 3
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in book.paragraphs), *cells])


def _odt(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sum(name.startswith("Pictures/") for name in archive.namelist()) == 3
    return str(extractText(load(io.BytesIO(content)).text))


def test_the_same_report_gives_the_same_bytes(
    report: Report, answered: Answered, files: dict[tuple[str, str], bytes]
) -> None:
    for ending in ENDINGS:
        again = report_file(report, ending, "fr", pictures=answered.pictures("fr"))
        assert again == files[ending, "fr"]


def test_the_page_asks_nothing_of_any_other_and_each_id_stands_once(
    files: dict[tuple[str, str], bytes],
) -> None:
    told = files[".html", "fr"].decode()
    ids = [part.split('"', 1)[0] for part in told.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) > 3
    assert "<script" not in told
    assert 'src="' not in told
    assert "«\u00a0Délai de réponse\u00a0» a changé de" in told


def test_a_report_is_written_from_the_command_line(
    kept: Registration, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    locked, done, table = (tmp_path / name for name in ("l.json", "d.toml", "t.csv"))
    locked.write_bytes(registration_to_json(kept))
    done.write_text(
        'lessons = ["Garder la méthode par écrit."]\n'
        '[[found]]\nquestion = "gens"\nindicator = "confiance-dit"\n'
        'not_measured = "Le sondage n’a pas eu lieu."\n',
        "utf-8",
    )
    table.write_text(TABLE, "utf-8")
    asked = ["evaluation", "report", str(locked), str(done)]
    measured = ["--measures", f"delai={table}", "--on", "2027-10-01"]
    for ending in ENDINGS:
        assert main([*asked, str(tmp_path / f"r{ending}"), *measured]) == 0
        assert (tmp_path / f"r{ending}").stat().st_size > 1000
    capsys.readouterr()
    assert main([*asked, str(tmp_path / "r.txt"), *measured]) == 2
    assert "jamais en r.txt" in capsys.readouterr().err
    assert main([*asked, str(tmp_path / "s.pdf"), "--on", "2027-10-01"]) == 1
    assert "RXB" in capsys.readouterr().err
    assert main([*asked, str(tmp_path / "s.pdf"), "--measures", f"rien={table}"]) == 1
    assert not (tmp_path / "s.pdf").exists()


def test_a_unit_left_out_has_no_silent_answer() -> None:
    plan = changed(a_plan(), units=(Unit(name="A", group=Group.TREATED),) * 1,
                   as_planned=changed(a_plan().as_planned, treated=1))  # fmt: skip
    assert groups_of(plan) == {"A": Group.TREATED}
    found = answer(
        a_registration(plan),
        changed(what_was_done(plan), found=()),
        {"delai": read_pasted("Unité;2027-03;2027-04\nA;6;4\n", unit="jours")},
    )
    assert found.done.found[0].estimate is None
    assert found.done.found[0].figures == "6 → 4"
    assert found.analysed[0].panel.periods == (dt.date(2027, 3, 1), dt.date(2027, 4, 1))


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        (1.0, "jours", "1 jour"),
        (-1.94, "jours", "−1,94 jour"),
        (2.0, "jours", "2 jours"),
        (1.0, "mois", "1 mois"),
        (0.5, "points de pourcentage", "0,5 point de pourcentage"),
        (1.0, "courriers signés", "1 courrier signé"),
        (1.0, "%", "1 %"),
        (0.0, "euros/mois", "0 euro/mois"),
    ],
)
def test_a_french_unit_agrees_with_its_number(number: float, unit: str, expected: str) -> None:
    assert said(number, unit, "fr").replace("\u00a0", " ") == expected
    assert said(number, unit, "en").endswith(unit)
    assert singular("avis") == "avis"
