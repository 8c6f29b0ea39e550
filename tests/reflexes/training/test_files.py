"""All the files of a module, opened again by others than those that wrote them."""

import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import docx
import outloud
import pdfua
import pikepdf
import pptx
import pymupdf
import pytest
from docx.oxml.ns import qn
from lxml import etree

import reflexes
from reflexes import training
from reflexes.errors import RefusedError
from reflexes.records import changed
from reflexes.training import Choices, Length, Module, Public, build, compose
from reflexes.training.colours import PAIRS, contrast
from reflexes.training.module import Card, Picture, Shape, Slide
from reflexes.training.telling import SIGNS
from tests.reflexes.training.made import with_activity

READABLE, LARGE = 4.5, 18
PDFS = (
    "1-deroule.pdf",
    "2-guide-animation.pdf",
    "4-cartes-a6.pdf",
    "5-livret.pdf",
    "7-fiche-programme.pdf",
    "7-analyse-du-besoin.pdf",
    "7-positionnement.pdf",
    "7-evaluation-de-sortie.pdf",
    "7-emargement.pdf",
    "7-satisfaction-a-chaud.pdf",
    "7-satisfaction-a-froid.pdf",
    "7-attestation.pdf",
)
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
"""A picture of one point."""


def test_every_file_is_named_on_the_contents_page(day_files: Mapping[str, bytes]) -> None:
    contents = day_files["index.html"].decode()
    linked = set(re.findall(r'href="([^":]+)"', contents))

    assert linked == set(day_files) - {"index.html"}
    assert len(day_files) == 45
    assert "certifie personne" in contents


def test_every_file_is_there_in_english_too(two_days_files: Mapping[str, bytes]) -> None:
    assert "4-roles-a5.pdf" in two_days_files
    assert "7-attestation.docx" in two_days_files
    assert b'<html lang="en">' in two_days_files["5-handout.html"]


def test_the_same_module_gives_the_same_bytes(
    day_files: Mapping[str, bytes], day: Module, shipped: reflexes.Catalogue
) -> None:
    again = build(day, shipped)

    assert [name for name in day_files if again[name] != day_files[name]] == []


def test_another_process_gives_the_same_bytes(
    day_files: Mapping[str, bytes], tmp_path: Path
) -> None:
    for command in (
        ("new", "jour.toml", "--length", "day"),
        ("build", "jour.toml", "--output", "all.zip"),
    ):
        subprocess.run(
            [sys.executable, "-m", "reflexes", "module", *command],
            cwd=tmp_path,
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"},
        )
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert [name for name in day_files if found[name] != day_files[name]] == []


def test_a_module_that_does_not_hold_is_not_built(day: Module, shipped: reflexes.Catalogue) -> None:
    with pytest.raises(RefusedError):
        build(changed(day, minutes=1), shipped)


# ---- PDF


@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_passes_two_checkers(
    name: str, day_files: Mapping[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(day_files[name])
    result = outloud.check(str(path))

    assert result.error is None
    assert [str(each) for each in result.findings if each.severity == "error"] == []
    assert pdfua.validate(str(path)).findings == ()
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang).startswith("fr")
        assert pdf.Root.MarkInfo.Marked
        assert pdf.docinfo["/Title"]


def test_both_checkers_see_an_untagged_pdf(tmp_path: Path) -> None:
    path = tmp_path / "bare.pdf"
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 72), "Sans balise.")
        document.save(path)

    assert outloud.check(str(path)).errors > 0
    assert pdfua.validate(str(path)).findings


def test_role_briefs_in_english_pass_outloud(
    two_days_files: Mapping[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / "roles.pdf"
    path.write_bytes(two_days_files["4-roles-a5.pdf"])

    assert outloud.check(str(path)).errors == 0
    with pymupdf.open(path) as pdf:
        assert len(pdf) == 3, "five roles, two on a sheet"
        assert "legal challenge" in pdf[0].get_text()


def test_cards_stay_within_their_marks_in_letters_that_can_be_read(
    two_days_files: Mapping[str, bytes],
) -> None:
    for name, width, height, across, down in (
        ("4-cards-a6.pdf", 97, 140, 2, 2),
        ("4-roles-a5.pdf", 140, 192, 2, 1),
    ):
        with pymupdf.open(stream=two_days_files[name], filetype="pdf") as pdf:
            sheets = [page for page in pdf if not page.get_text().startswith("Sources")]
            assert len(pdf) - len(sheets) == (name == "4-cards-a6.pdf"), "what the numbers mean"
            for page in sheets:
                assert len(page.get_drawings()) >= 2 * (across + down + 2), "marks to cut along"
                left = (page.rect.width / 72 * 25.4 - across * width) / 2
                for x0, _, x1, _, words, *_ in page.get_text("words"):
                    column = int((x0 / 72 * 25.4 - left) // width)
                    assert x1 / 72 * 25.4 <= left + (column + 1) * width, words
                sizes = [
                    span["size"]
                    for block in page.get_text("dict")["blocks"]
                    for line in block.get("lines", ())
                    for span in line["spans"]
                    if span["text"].strip()
                ]
                assert min(sizes) >= 6.5
                assert max(sizes) >= 10.5
                assert page.rect.height / 72 * 25.4 >= down * height


def test_arguments_are_printed_in_the_same_letters(day_files: Mapping[str, bytes]) -> None:
    with pymupdf.open(stream=day_files["4-cartes-a6.pdf"], filetype="pdf") as pdf:
        sizes = {}
        for page in pdf:
            for block in page.get_text("dict")["blocks"]:
                for line in block.get("lines", ()):
                    for span in line["spans"]:
                        sizes[span["text"]] = round(span["size"], 1)
    first = next(size for text, size in sizes.items() if text.startswith("Des agents de métiers"))
    second = next(size for text, size in sizes.items() if text.startswith("Les uns ont été"))
    assert first == second


def test_each_shape_of_card_has_its_own_sign() -> None:
    assert set(SIGNS) == set(Shape)
    assert len(set(SIGNS.values())) == len(Shape)


# ---- Slides


def test_the_deck_opens_with_notes_languages_and_nothing_off_the_slide(
    day_files: Mapping[str, bytes],
) -> None:
    deck = pptx.Presentation(io.BytesIO(day_files["3-diaporama.pptx"]))

    assert (deck.slide_width, deck.slide_height) == (12_192_000, 6_858_000)
    assert deck.core_properties.title.startswith("Management interne")
    assert deck.core_properties.language == "fr-FR"
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text.strip()
        assert slide.notes_slide.notes_text_frame.text.strip()
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
        runs = list(slide._element.iter(f"{DRAWING}r"))
        assert runs
        assert {run.find(f"{DRAWING}rPr").get("lang") for run in runs} == {"fr-FR"}


def test_the_deck_is_read_in_order(day_files: Mapping[str, bytes]) -> None:
    deck = pptx.Presentation(io.BytesIO(day_files["3-diaporama.pptx"]))
    for slide in deck.slides:
        names = [shape.name for shape in slide.shapes]
        assert names[0].startswith("Title")
        assert names[-1] == "Foot"
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles.index("Matin") < titles.index("Accueil") < titles.index("Après-midi")


def test_inks_stand_out_from_their_grounds() -> None:
    assert round(contrast("000000", "FFFFFF")) == 21
    assert min(contrast(*pair) for pair in PAIRS) >= READABLE


def test_letters_on_slides_can_be_read_from_the_back(
    day_files: Mapping[str, bytes],
) -> None:
    deck = pptx.Presentation(io.BytesIO(day_files["3-diaporama.pptx"]))
    for slide in deck.slides:
        if slide.shapes.title.text_frame.text == "Sources":
            continue  # to keep, not to read aloud
        body = slide.placeholders[1]
        sizes = [run.font.size.pt for p in body.text_frame.paragraphs for run in p.runs]
        assert max(sizes) >= LARGE


def test_a_picture_is_shown_with_its_description(
    day: Module, shipped: reflexes.Catalogue, tmp_path: Path
) -> None:
    (tmp_path / "point.png").write_bytes(PIXEL)
    slide = Slide(
        title="Un point", picture=Picture(file="point.png", description="Un point, seul.")
    )
    module = with_activity(day, "welcome", slides=(slide,))
    files = build(module, shipped, folder=tmp_path)

    deck = pptx.Presentation(io.BytesIO(files["3-diaporama.pptx"]))
    described = [
        element.get("descr")
        for each in deck.slides
        for element in each._element.iter()
        if element.tag.endswith("}cNvPr") and element.get("descr")
    ]
    assert described == ["Un point, seul."]
    with zipfile.ZipFile(io.BytesIO(files["3-diaporama.odp"])) as archive:
        assert "<svg:desc>Un point, seul.</svg:desc>" in archive.read("content.xml").decode()
        assert any(name.startswith("Pictures/") for name in archive.namelist())


# ---- Documents


def test_the_guide_in_docx_says_its_language_and_repeats_its_headings(
    day_files: Mapping[str, bytes],
) -> None:
    guide = docx.Document(io.BytesIO(day_files["2-guide-animation.docx"]))

    assert guide.core_properties.language == "fr-FR"
    normal = guide.styles["Normal"].element.find(f".//{qn('w:lang')}")
    assert normal.get(qn("w:val")) == "fr-FR"
    for table in guide.tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    assert "À lire à voix haute" in [each.text for each in guide.paragraphs]
    levels = [
        int(each.style.name[-1])
        for each in guide.paragraphs
        if each.style.name.startswith("Heading")
    ]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_each_ordered_list_counts_from_one(day_files: Mapping[str, bytes]) -> None:
    guide = docx.Document(io.BytesIO(day_files["2-guide-animation.docx"]))
    numbers = [
        each._p.pPr.numPr.numId.val for each in guide.paragraphs if each.style.name == "List Number"
    ]

    assert len(set(numbers)) == 4, "four activities have questions to close with"


def test_docx_and_odt_say_the_same(day_files: Mapping[str, bytes]) -> None:
    guide = docx.Document(io.BytesIO(day_files["2-guide-animation.docx"]))
    headings = [e.text for e in guide.paragraphs if e.style.name.startswith("Heading")]
    with zipfile.ZipFile(io.BytesIO(day_files["2-guide-animation.odt"])) as archive:
        assert archive.namelist()[0] == "mimetype"
        content = etree.fromstring(archive.read("content.xml"))
        meta = archive.read("meta.xml").decode()
    assert ["".join(each.itertext()) for each in content.iter(f"{TEXT}h")] == headings
    assert "<dc:language>fr-FR</dc:language>" in meta


def test_every_file_of_the_zip_is_dated_the_same(day: Module, shipped: reflexes.Catalogue) -> None:
    with zipfile.ZipFile(io.BytesIO(training.archive(day, shipped))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


def test_the_sheet_as_csv_opens_in_a_french_spreadsheet(day_files: Mapping[str, bytes]) -> None:
    text = day_files["1-deroule.csv"].decode("utf-8")

    assert text.startswith("\ufeffSéance;Séquence;Activité;Début;Minutes;Fin;")
    assert text.count("\r\n") >= 12


def test_the_sheet_as_ods_computes_its_hours(day_files: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(day_files["1-deroule.ods"])) as archive:
        content = archive.read("content.xml").decode()

    assert 'table:formula="of:=[.D2]+[.E2]/1440"' in content
    assert 'table:formula="of:=[.F2]"' in content
    assert 'table:formula="of:=SUM([.E2:.E12])"' in content


def test_odd_words_reach_every_file_as_they_are(shipped: reflexes.Catalogue) -> None:
    odd = '# * $ \\ [x] @y <z> _a_ `b` // ~ = { } « oui\u202f! » œ € 😀 → "q" #panic() &amp;'
    module = compose(shipped, Choices(length=Length.HALF_DAY, public=Public.AGENTS))
    card = Card(code="odd", shape=Shape.CASE, title="=1+1", text=odd)
    module = with_activity(module, "moving-debate", cards=(card,), instruction=odd)
    files = build(module, shipped)

    with pymupdf.open(stream=files["4-cartes-a6.pdf"], filetype="pdf") as pdf:
        said = "".join(page.get_text() for page in pdf)
    assert "#panic()" in said
    assert "&amp;" in said
    assert "&lt;z&gt; _a_ `b`" in files["5-livret.html"].decode()
    guide = docx.Document(io.BytesIO(files["2-guide-animation.docx"]))
    assert odd in [each.text for each in guide.paragraphs]


def test_what_is_secret_is_not_in_the_handout(two_days_files: Mapping[str, bytes]) -> None:
    handout = two_days_files["5-handout.html"].decode()
    guide = docx.Document(io.BytesIO(two_days_files["2-guide.docx"]))
    said = "\n".join(each.text for each in guide.paragraphs)

    for secret in ("legal challenge", "hall caretaker", "neighbour was never called"):
        assert secret in said
        assert secret not in handout
    assert "right" not in re.findall(r"<li>[^<]*— (\w+)", handout)


@pytest.mark.parametrize("package", ["docx", "pptx", "odf", "typst"])
def test_a_package_that_is_missing_is_named(
    package: str, day: Module, shipped: reflexes.Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(sys.modules):
        if name == package or name.startswith(f"{package}."):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(training.TrainingError, match=r"reflexes-publics\[training\]"):
        build(changed(day, title=f"Sans {package}"), shipped)
