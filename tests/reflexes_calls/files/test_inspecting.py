"""What a file is comes from its content; what is broken, locked or dangerous is refused."""

import io
import time
import tracemalloc
from pathlib import Path
from zipfile import ZIP_BZIP2, ZipFile

import pytest

from reflexes_calls.domain.attachment import FileKind, FileLimits, FileRefused
from reflexes_calls.files.inspecting import inspect
from tests.reflexes_calls.files import sent

pytestmark = pytest.mark.unit
ODT_MANIFEST = "META-INF__manifest.xml"


def kind_of(folder: Path, name: str, content: bytes, limits: FileLimits | None = None) -> FileKind:
    """What the inspection says of a content sent under a name."""
    path = folder / "received"
    path.write_bytes(content)
    return inspect(path, name, limits or FileLimits())


def refusal_of(folder: Path, name: str, content: bytes) -> FileRefused:
    """Why a content sent under a name is refused."""
    with pytest.raises(FileRefused) as refused:
        kind_of(folder, name, content)
    return refused.value


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("rapport.pdf", sent.PDF, FileKind.PDF),
        ("RAPPORT.PDF", sent.PDF, FileKind.PDF),
        ("plan.png", sent.PNG, FileKind.PNG),
        ("photo.jpg", sent.JPEG, FileKind.JPEG),
        ("photo.jpeg", sent.JPEG, FileKind.JPEG),
        ("lettre.odt", sent.odt(), FileKind.ODT),
        ("budget.ods", sent.open_document("spreadsheet"), FileKind.ODS),
        ("exposé.odp", sent.open_document("presentation"), FileKind.ODP),
        ("lettre.docx", sent.docx(), FileKind.DOCX),
        ("budget.xlsx", sent.xlsx(), FileKind.XLSX),
        ("exposé.pptx", sent.pptx(), FileKind.PPTX),
        ("budget.csv", sent.CSV, FileKind.CSV),
        ("budget.csv", b"\xef\xbb\xbf" + sent.CSV, FileKind.CSV),
        ("notes.txt", sent.CSV, FileKind.TXT),
        ("sans extension", sent.PDF, FileKind.PDF),
        ("sans extension", sent.CSV, FileKind.TXT),
    ],
)
def test_the_kinds_that_are_taken_are_known_by_their_content(
    tmp_path: Path, name: str, content: bytes, kind: FileKind
) -> None:
    assert kind_of(tmp_path, name, content) is kind


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("vide.pdf", b"", "file-empty"),
        ("programme.exe", sent.EXE, "file-type"),
        ("page.html", b"<html>", "file-type"),
        ("image.svg", b"<svg/>", "file-type"),
        ("archive.zip", sent.zipped({"a": "b"}), "file-type"),
        ("lettre.doc", sent.OLD_WORD, "file-type"),
        ("lettre.docm", sent.docx(), "file-type"),
        ("programme.pdf", sent.EXE, "file-misnamed"),
        ("deux natures.pdf", b"MZ" + sent.PDF, "file-misnamed"),
        ("lettre.pdf", sent.docx(), "file-misnamed"),
        ("lettre.docx", sent.PDF, "file-misnamed"),
        ("lettre.docx", sent.xlsx(), "file-misnamed"),
        ("lettre.docx", sent.OLD_WORD, "file-misnamed"),
        ("lettre.docx", sent.zipped({"a": "b"}), "file-misnamed"),
        ("lettre.odt", sent.open_document("text-template"), "file-misnamed"),
        ("texte.pdf", sent.CSV, "file-misnamed"),
        ("programme.txt", sent.EXE, "file-misnamed"),
        ("programme", sent.EXE, "file-unknown"),
        ("coupé.pdf", sent.PDF[:20], "file-broken"),
        ("coupé.docx", sent.docx()[:-30], "file-broken"),
        ("coupé.odt", sent.odt()[:200], "file-broken"),
        ("budget.csv", "évaluation;1 200".encode("cp1252"), "file-encoding"),
        ("budget.csv", "évaluation;1 200".encode("utf-16"), "file-encoding"),
        ("notes.txt", b"caract\xc3", "file-encoding"),
        ("lettre.docx", sent.LOCKED_WORD, "file-locked"),
        (
            "lettre.odt",
            sent.open_document("text", **{ODT_MANIFEST: "<manifest:encryption-data/>"}),
            "file-locked",
        ),
        ("lettre.docx", sent.docx(**{"word__vbaProject.bin": "x"}), "m"),
        ("lettre.docx", sent.docx(**{"word__VBAPROJECT.BIN": "x"}), "m"),
        ("lettre.docx", sent.docx(word__embeddings__a=sent.docx(**{"vbaProject.bin": ""})), "m"),
        ("lettre.docx", sent.zipped({sent.TYPES: sent.WORD_TYPES + "vbaProject"}), "m"),
        ("lettre.docx", sent.zipped({sent.TYPES: "<document.macroEnabled.main+xml/>"}), "m"),
        ("budget.xlsx", sent.zipped({"xl/macrosheets/sheet1.xml": ""}), "m"),
        ("lettre.odt", sent.open_document("text", **{"Basic__Standard__Module1.xml": ""}), "m"),
        ("lettre.odt", sent.open_document("text", **{"Scripts__python__a.py": ""}), "m"),
        ("lettre.docx", sent.bomb(), "file-bomb"),
        ("lettre.docx", sent.lying_bomb(), "file-bomb"),
        ("lettre.docx", sent.lying_bomb(2), "file-broken"),
        ("lettre.docx", sent.russian_dolls(2), "file-packed"),
        ("lettre.docx", sent.zipped({f"{n}": "" for n in range(5001)}), "file-packed"),
    ],
)
def test_each_fault_has_its_own_refusal(
    tmp_path: Path, name: str, content: bytes, refusal: str
) -> None:
    assert refusal_of(tmp_path, name, content).kind == {"m": "file-macros"}.get(refusal, refusal)


def test_a_refusal_says_what_was_met_and_what_was_expected(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, "a.exe", sent.EXE).facts["met"] == ".exe"
    assert ".pdf, .odt" in str(refusal_of(tmp_path, "a.pdf", sent.EXE).facts["expected"])
    said = refusal_of(tmp_path, "a.docx", sent.bomb()).facts
    assert said["met"] == 301
    assert said["expected"] < 100


def test_a_question_may_take_fewer_kinds(tmp_path: Path) -> None:
    only_pdf = FileLimits(kinds=(FileKind.PDF,))
    assert kind_of(tmp_path, "a.pdf", sent.PDF, only_pdf) is FileKind.PDF
    with pytest.raises(FileRefused) as refused:
        kind_of(tmp_path, "a", sent.docx(), only_pdf)
    assert (refused.value.kind, refused.value.facts) == ("file-unknown", {"expected": ".pdf"})


def test_a_document_without_macros_keeps_its_lists_of_libraries(tmp_path: Path) -> None:
    lists = {"Basic__script-lc.xml": "", "Basic__Standard__script-lb.xml": ""}
    content = sent.open_document("text", **lists)
    assert kind_of(tmp_path, "lettre.odt", content) is FileKind.ODT


def test_a_small_document_may_be_packed_very_tightly(tmp_path: Path) -> None:
    assert kind_of(tmp_path, "a.docx", sent.docx(word__a="0" * 5_000_000)) is FileKind.DOCX


def test_a_large_honest_document_is_taken(tmp_path: Path) -> None:
    picture = bytes(range(256)) * 4096 * 15
    content = sent.zipped({sent.TYPES: sent.WORD_TYPES, "word/media/a.png": picture}, method=0)
    assert kind_of(tmp_path, "a.docx", content) is FileKind.DOCX


def test_other_ways_of_packing_are_refused(tmp_path: Path) -> None:
    content = sent.zipped({sent.TYPES: sent.WORD_TYPES}, method=ZIP_BZIP2)
    assert refusal_of(tmp_path, "a.docx", content).kind == "file-broken"


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr(sent.TYPES, sent.WORD_TYPES)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(sent.TYPES, sent.WORD_TYPES)
    assert refusal_of(tmp_path, "a.docx", made.getvalue()).kind == "file-broken"


def test_an_entry_with_a_password_is_refused(tmp_path: Path) -> None:
    content = bytearray(sent.docx())
    content[content.find(b"PK\x01\x02") + 8] |= 1
    assert refusal_of(tmp_path, "a.docx", bytes(content)).kind == "file-locked"


@pytest.mark.parametrize("make", [sent.bomb, sent.lying_bomb])
def test_a_bomb_costs_little_time_and_memory(tmp_path: Path, make) -> None:
    content = make(1024)
    tracemalloc.start()
    began = time.process_time()
    try:
        assert refusal_of(tmp_path, "a.docx", content).kind == "file-bomb"
        spent, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert spent < 5
    assert peak < 20_000_000


def test_many_copies_of_one_bomb_share_one_budget(tmp_path: Path) -> None:
    inner = sent.docx(word__a=b"\0" * 9_000_000)
    content = sent.docx(**{f"word__{n}": inner for n in range(3)})
    assert refusal_of(tmp_path, "a.docx", content).kind == "file-bomb"


def test_bytes_at_random_never_break_the_inspection(tmp_path: Path) -> None:
    whole, kinds = sent.docx(), set()
    for at in range(len(whole)):
        harmed = bytearray(whole)
        harmed[at] ^= 0xFF
        try:
            kind_of(tmp_path, "a.docx", bytes(harmed))
        except FileRefused as refused:
            kinds.add(refused.kind)
    assert kinds >= {"file-broken", "file-misnamed"}
