"""`reflexes-calls receipt check`: plain lines, without network, and a code that programs read."""

import json
from pathlib import Path

import pytest

from reflexes_calls.actions import papers
from reflexes_calls.cli import main
from reflexes_calls.domain.proof import journal_document, receipt_document
from tests.makers import World, a_call, a_submitted


@pytest.fixture
def kept(small_world: World, tmp_path: Path) -> tuple[Path, Path]:
    """A receipt and its journal, as an applicant keeps them."""
    call = a_call(small_world)
    known = a_submitted(small_world, call)
    shown = papers.receipt_page(small_world.desk, small_world.applicant, known.public_id)
    said = receipt_document(
        shown.version,
        shown.entry,
        receipt=shown.receipt,
        call_title=call.title_fr,
        organisation=shown.own.organisation.name,
    )
    chain = papers.journal_to_keep(small_world.desk, small_world.applicant, call.public_id)
    receipt, journal = tmp_path / "recepisse-2026-001.json", tmp_path / "journal.json"
    receipt.write_text(json.dumps(said, ensure_ascii=False, indent=2), "utf-8")
    told = journal_document(call.public_id, call.title_fr, chain.entries)
    journal.write_text(json.dumps(told, ensure_ascii=False, indent=2), "utf-8")
    return receipt, journal


def test_what_holds_is_told_in_french(
    kept: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    receipt, journal = kept
    assert main(["receipt", "check", str(receipt), "--journal", str(journal)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if line.startswith("oui  ")]) == 7
    assert "déposé le 10/12/2026 10:00:00 (heure de Paris)" in lines[3]
    assert "Tout ce qui a été vérifié tient." in lines


def test_without_the_journal_it_says_so_in_english(
    kept: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["receipt", "check", str(kept[0]), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "The journal was not given." in said
    assert said.count("yes  ") == 4


def test_a_changed_answer_is_told_and_gives_1(
    kept: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    receipt, _ = kept
    receipt.write_text(receipt.read_text("utf-8").replace("une crèche", "une creche"), "utf-8")
    assert main(["receipt", "check", str(receipt)]) == 1
    said = capsys.readouterr().out
    assert "NON  Les réponses ne sont pas celles qui ont été déposées" in said
    assert "Tout ce qui a été vérifié tient." not in said


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7", "ne se lit pas comme du JSON"),
        (b"{}", "n’est pas un fichier de récépissé"),
    ],
)
def test_another_file_is_told_by_its_name_and_gives_2(
    content: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "photo.json"
    path.write_bytes(content)
    assert main(["receipt", "check", str(path)]) == 2
    said = capsys.readouterr().err
    assert "photo.json" in said
    assert told in said


def test_a_file_that_is_not_there_gives_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["receipt", "check", str(tmp_path / "rien.json")]) == 2
    assert "rien.json ne s’ouvre pas" in capsys.readouterr().err


def test_a_receipt_given_as_journal_is_told(
    kept: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    receipt, _ = kept
    assert main(["receipt", "check", str(receipt), "--journal", str(receipt)]) == 2
    assert "est un récépissé" in capsys.readouterr().err


def test_the_receipt_of_the_documentation_still_holds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = Path(__file__).parents[2] / "examples" / "receipt"
    receipt, journal = folder / "recepisse-2026-001.json", folder / "journal-2026.json"
    assert main(["receipt", "check", str(receipt), "--journal", str(journal)]) == 0
    assert "Tout ce qui a été vérifié tient." in capsys.readouterr().out
