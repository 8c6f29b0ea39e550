"""The PDF: read back with PyMuPDF, and checked with outloud."""

import sys
from itertools import pairwise
from pathlib import Path

import outloud
import pymupdf
import pytest

import reflexes
from reflexes.booklet import make_booklet
from reflexes.exporting import ExportError
from tests.reflexes.booklet.conftest import text_of

ODD = '# * $ \\ [ ] @x <y> _z_ `w` // /* 1. = ~ « oui\u202f! » œ € é 😀 汉 → "q" #panic()'
SHEET = 4
"""How many pages a folded sheet has."""


@pytest.mark.parametrize("edition", ["2020.05", "2021.09"])
def test_an_old_edition_passes_outloud(edition: str, tmp_path: Path) -> None:
    path = tmp_path / "old.pdf"
    path.write_bytes(make_booklet(reflexes.load(edition), ".pdf"))
    result = outloud.check(str(path))

    assert result.error is None
    assert [str(finding) for finding in result.findings if finding.severity == "error"] == []


def test_the_pdf_passes_outloud(pdf: Path, english_pdf: Path) -> None:
    for path in (pdf, english_pdf):
        result = outloud.check(str(path))
        assert result.error is None
        found = {(each.severity, each.rule) for each in result.findings}
        # That links and words are painted by turns is no fault of the order they are read in.
        assert {each for each in found if each[0] != "info"} <= {("warning", "ORD-001")}


def test_outloud_sees_an_untagged_pdf(tmp_path: Path) -> None:
    path = tmp_path / "bare.pdf"
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 72), "Sans balise.")
        document.save(path)

    assert outloud.check(str(path)).errors > 0


def test_each_piste_has_a_double_page(
    pdf: Path, english_pdf: Path, shipped: reflexes.Catalogue
) -> None:
    for path, language in ((pdf, "fr"), (english_pdf, "en")):
        with pymupdf.open(path) as document:
            starts = {title: page for _, title, page in document.get_toc()}
            for piste in shipped.pistes:
                title = piste.title.in_language(language)
                first = starts[title]
                assert first % 2 == 0, (title, first)
                words = " ".join(document[first - 1].get_text().split())
                assert " ".join(title.split()) in words
            pages = sorted(starts[piste.title.in_language(language)] for piste in shipped.pistes)
            # One to a double page: neither more nor less.
            assert [b - a for a, b in pairwise(pages)] == [2] * (len(pages) - 1)


def test_the_pdf_says_what_it_is(pdf: Path) -> None:
    with pymupdf.open(pdf) as document:
        edition = reflexes.load().edition
        assert document.metadata["title"] == (
            f"Catalogue des réflexes publics · Livret de l’édition {edition}"
        )
        # Neither the day on which it was made nor that of a change.
        assert document.metadata["creationDate"] in {"", "D:19700101000000Z"}
        assert document.page_count % SHEET == 0
        assert 90 <= document.page_count <= 130
        catalog = document.pdf_catalog()
        assert document.xref_get_key(catalog, "Lang") == ("string", "fr")
        assert "true" in document.xref_get_key(catalog, "MarkInfo")[1]
        assert {tuple(map(round, page.rect)) for page in document} == {(0, 0, 420, 595)}


def test_no_page_is_empty(pdf: Path) -> None:
    with pymupdf.open(pdf) as document:
        for page in document:
            assert page.get_text().strip() or page.get_drawings(), page.number + 1


def test_the_footer_tells_the_marks_on_each_double_page(pdf: Path) -> None:
    with pymupdf.open(pdf) as document:
        for page in document:
            words = " ".join(page.get_text().split())
            if page.number % 2 and words:
                assert "nous = dit par ce projet seul" in words, page.number + 1


def test_a_text_is_never_read_as_markup(tree: Path) -> None:
    path = tree / "pistes" / "telephoner.toml"
    escaped = ODD.replace("\\", "\\\\").replace('"', '\\"')
    said = path.read_text("utf-8").replace("Personne ne vient.", escaped)
    path.write_text(said.replace('fr = "Téléphoner"', f'fr = "{escaped}"'), "utf-8")

    words = text_of(make_booklet(reflexes.load(tree), ".pdf"))
    spaced = " ".join(ODD.split())
    assert words.replace(" ", "").count(spaced.replace(" ", "")) >= 3


def test_a_missing_typst_is_told_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)

    with pytest.raises(ExportError, match=r"pip install 'reflexes-publics\[export\]'"):
        make_booklet(reflexes.load("2020.05"), ".pdf")
