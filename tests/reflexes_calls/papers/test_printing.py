"""The PDFs of receipts and applications, read back and checked.

typst refuses by itself to write a file that breaks PDF/UA-1; outloud reads what it wrote anew.
"""

from pathlib import Path

import outloud
import pikepdf
import pymupdf
import pytest

from reflexes_calls.papers.columns import is_kept_whole, shares_of
from reflexes_calls.papers.printing import print_paper
from reflexes_calls.papers.tree import (
    Facts,
    Grid,
    Heading,
    Items,
    Paper,
    Prose,
    breakable,
    paragraphs_of,
)

ODD = '#read("/etc/passwd") ] } $ \\ @x <y> _z_ `w` // /* 1. = ~ « œ » € 😀 汉 #panic() مرحبا'
pytestmark = pytest.mark.unit


def a_paper(*blocks: object, **said: str) -> Paper:
    """A paper that says little."""
    known = {"title": "Récépissé 2026-001", "subtitle": "Un dossier", "banner": ""} | said
    return Paper(
        language="fr",
        author="Une ville",
        foot="Récépissé 2026-001",
        page_of=("page", "sur"),
        blocks=blocks,  # type: ignore[arg-type]  # what a case puts there
        **known,
    )


def text_of(content: bytes) -> str:
    """All the words of a PDF, without its line breaks and the places where words may be cut."""
    with pymupdf.open(stream=content, filetype="pdf") as document:
        said = " ".join(" ".join(page.get_text().split()) for page in document)
    return said.replace("\u200b", "")


def problems(content: bytes, tmp_path: Path) -> list[str]:
    """What outloud finds wrong."""
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    result = outloud.check(str(path))
    assert result.error is None
    # A title such as « Q1 » is no matter of ours: only what is wrong, not what may be.
    return [str(each) for each in result.findings if each.severity == "error"]


ALL_BLOCKS = (
    Heading(text="Les réponses"),
    Heading(text="L’essai", level=2),
    Heading(text="Titre", level=3),
    Prose(paragraphs=("Un texte.", "Deux\nlignes.")),
    Prose(paragraphs=("sans réponse",), tone="soft"),
    Facts(rows=(("Numéro", "2026-001"), ("Empreinte", "a" * 64))),
    Items(texts=("un", "deux")),
    Grid(headings=("Dépense", "Montant"), rows=(("Chaises", "12 €"),), numbers=(1,)),
)


def test_a_paper_of_every_block_is_accessible(tmp_path: Path) -> None:
    content = print_paper(a_paper(*ALL_BLOCKS, banner="BROUILLON, non déposé"))
    assert problems(content, tmp_path) == []
    with pikepdf.open(tmp_path / "paper.pdf") as document:
        assert document.Root.Lang == "fr"
        assert bool(document.Root.MarkInfo.Marked) is True
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle) is True
        with document.open_metadata() as known:
            assert known["pdfuaid:part"] == "1"
            assert known["dc:title"] == "Récépissé 2026-001"
        kinds = {str(each.S) for each in structure(document.Root.StructTreeRoot)}
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/L", "/LI"} <= kinds


def structure(node: pikepdf.Object) -> list[pikepdf.Object]:
    """The elements of a structure tree, with what each is."""
    found = [node] if "/S" in node else []
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            found.extend(structure(child))
    return found


def test_the_same_words_give_the_same_bytes() -> None:
    from reflexes_calls.papers import printing  # noqa: PLC0415  # to forget what it printed

    first = print_paper(a_paper(*ALL_BLOCKS))
    printing._printed.cache_clear()
    assert print_paper(a_paper(*ALL_BLOCKS)) == first


def test_what_people_type_is_never_read_as_markup(tmp_path: Path) -> None:
    blocks = (
        Heading(text=ODD),
        Prose(paragraphs=(ODD,)),
        Facts(rows=((ODD, ODD),)),
        Items(texts=(ODD,)),
        Grid(headings=("Une", "Deux"), rows=((ODD, "x"),)),
    )
    content = print_paper(a_paper(*blocks, title=ODD, subtitle=ODD, banner=ODD))
    latin = ODD.rpartition(" ")[0]
    said = text_of(content).replace(" ", "")
    # Title, banner twice, subtitle, and each block once at least.
    assert said.count(latin.replace(" ", "")) >= 9
    assert "root:" not in said
    assert problems(content, tmp_path) == []


def test_a_bidirectional_override_does_not_turn_words_round() -> None:
    assert "exe.fdp" not in text_of(print_paper(a_paper(Prose(paragraphs=("a\u202efdp.exe",)))))


def test_controls_and_half_characters_are_left_out() -> None:
    content = print_paper(a_paper(Prose(paragraphs=("a\x07b\x00c\x9fd\ud800e",)), title="t\x07u"))
    assert "abcde" in text_of(content)


def test_a_long_answer_keeps_every_word(tmp_path: Path) -> None:
    text = "\n\n".join(f"Paragraphe {rank}. " + "mot " * 60 for rank in range(24))
    assert len(text) >= 6000
    content = print_paper(a_paper(Prose(paragraphs=paragraphs_of(text))))
    said = text_of(content)
    assert said.count("mot") == 24 * 60
    assert all(f"Paragraphe {rank}." in said for rank in range(24))
    assert problems(content, tmp_path) == []


def test_a_word_longer_than_the_page_stays_within_it() -> None:
    for block in (
        Prose(paragraphs=("x" * 6000,)),
        Grid(headings=("Une", "Deux", "Trois"), rows=(("y" * 400, "z" * 400, "1"),)),
    ):
        with pymupdf.open(stream=print_paper(a_paper(block)), filetype="pdf") as document:
            for page in document:
                widest = max(word[2] for word in page.get_text("words"))
                assert widest <= page.rect.width - 60


def test_a_table_of_sixty_rows_repeats_its_headings(tmp_path: Path) -> None:
    rows = tuple((f"Poste numéro {rank}", f"{rank},00 €", "La ville") for rank in range(1, 61))
    grid = Grid(headings=("Dépense", "Montant", "Payée par"), rows=rows, numbers=(1,))
    content = print_paper(a_paper(Heading(text="Dépenses"), grid))
    assert problems(content, tmp_path) == []
    with pymupdf.open(stream=content, filetype="pdf") as document:
        assert document.page_count > 1
        pages = [page.get_text() for page in document]
    assert all("Payée par" in page for page in pages)
    assert all(f"Poste numéro {rank}\n" in "\n".join(pages) for rank in range(1, 61))


def test_a_banner_stands_on_every_page() -> None:
    grid = Grid(headings=("Une",), rows=tuple((f"{rank}",) for rank in range(60)))
    content = print_paper(a_paper(grid, banner="BROUILLON, non déposé"))
    with pymupdf.open(stream=content, filetype="pdf") as document:
        assert all("BROUILLON, non déposé" in page.get_text() for page in document)


def test_paragraphs_are_parted_by_empty_lines() -> None:
    assert paragraphs_of("a\r\nb\n\n \nc\n") == ("a\nb", "c")
    assert paragraphs_of(" \n") == ()


def test_a_text_is_cut_only_where_it_must() -> None:
    assert breakable("court et long", 6) == "court et long"
    assert breakable("abcdefgh", 3) == "abc\u200bdef\u200bgh"


def test_columns_share_the_width_by_what_stands_in_them() -> None:
    rows = [("Réunir les équipes et préparer le planning", "05/06/2027")]
    assert shares_of(("Ce qui sera fait", "Pour le"), rows) == (40, 18)
    assert is_kept_whole(rows[0])
    assert not is_kept_whole(("x" * 1201, ""))
