"""Working copies as documents: what is written comes back, through office programs too."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from reflexes_calls.domain.attachment import FileKind, FileRefused
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.working_copy import Comparison, Returned, State, WorkingCopy, compare
from reflexes_calls.papers import open_document, plain_text, word_document
from reflexes_calls.papers.reading import read_copy
from tests.reflexes_calls.papers.copied_form import APPLICATION, DRAFT, FORM, a_copy, rows

HERE = Path(__file__).parent / "brought_back"
WRITERS: dict[FileKind, Callable[[WorkingCopy], bytes]] = {
    FileKind.DOCX: word_document.write,
    FileKind.ODT: open_document.write,
    FileKind.TXT: plain_text.write,
}
pytestmark = pytest.mark.unit


def read(content: bytes, kind: FileKind, tmp_path: Path) -> Returned:
    path = tmp_path / f"copy.{kind}"
    path.write_bytes(content)
    return read_copy(path, kind)


def compared(returned: Returned, draft: dict[str, str] | None = None) -> Comparison:
    return compare(FORM, Phase.FULL, DRAFT if draft is None else draft, returned)


def said(found: Comparison) -> dict[str, object]:
    return {each.question.code: each.returned for each in found.differences}


@pytest.mark.parametrize("kind", list(WRITERS))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_copy_that_nobody_changed_changes_nothing(
    kind: FileKind, language: str, tmp_path: Path
) -> None:
    returned = read(WRITERS[kind](a_copy(language=language)), kind, tmp_path)
    assert returned.application == APPLICATION
    found = compared(returned)
    assert found.differences == found.missing == found.twice == found.unknown == ()


@pytest.mark.parametrize("kind", list(WRITERS))
def test_what_a_copy_said_comes_back_whole_in_an_emptied_draft(
    kind: FileKind, tmp_path: Path
) -> None:
    returned = read(WRITERS[kind](a_copy()), kind, tmp_path)
    # The digests say that nobody wrote in the copy: without them, every answer is looked at.
    bare = [type(zone)(code=zone.code, base="", rows=zone.rows) for zone in returned.zones]
    found = compared(Returned(application="", zones=tuple(bare), loose=()), {})
    expected = {code: rows(code) for code in said(found)}
    assert len(expected) == 10  # all but the consent, which was not given
    assert said(found) == expected


@pytest.mark.parametrize("kind", list(WRITERS))
def test_an_empty_draft_gives_an_empty_copy(kind: FileKind, tmp_path: Path) -> None:
    returned = read(WRITERS[kind](a_copy({})), kind, tmp_path)
    assert compared(returned, {}).differences == ()


@pytest.mark.parametrize("name", ["edited.odt", "edited.docx"])
def test_what_people_did_in_an_office_program_is_read(name: str) -> None:
    found = compared(read_copy(HERE / name, FileKind(name.partition(".")[2])))
    assert said(found) == {
        "title": (("Prêter deux crèches",),),
        # A list pasted in keeps its points; the comment on the start is left out.
        "problem": (("À Noël, l’œuvre s’arrête : « où ? »\n- premier point\n- second point",),),
        # Of a tracked change, what was written stays and what was struck out goes.
        "proposal": (("Un registre de renforts, écrit à plusieurs.",),),
        "publics": (("young",), ("old",)),
        "spending": (
            ("Formation", "2 500"),
            ("Repas | goûters", "300"),
            ("Déplacements", "450,00"),
        ),
    }
    states = {each.question.code: each.state for each in found.differences}
    assert states.pop("title") is State.UNSURE
    assert set(states.values()) == {State.CHANGED}
    assert [each.code for each in found.missing] == ["people", "budget"]
    assert [(each.code, text) for each, text in found.twice] == [
        ("title", (("Prêter trois crèches",),))
    ]
    assert found.unknown == (("budjet", (("14 000",),)),)
    assert "Une idée écrite à côté." in found.loose


def edited(change: Callable[[Document], None]) -> bytes:
    """A Word document in which elements were changed as Word writes them."""
    document = Document(BytesIO(word_document.write(a_copy())))
    change(document)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def table_of(document: Document, code: str) -> object:
    return next(t for t in document.tables if f"[[{code} " in t.rows[0].cells[0].text)


def test_word_wraps_answers_in_controls_and_moves_them(tmp_path: Path) -> None:
    w = nsdecls("w")

    def change(document: Document) -> None:
        cell = table_of(document, "title").rows[-1].cells[0]  # type: ignore[attr-defined]  # as python-docx gives it
        for paragraph in list(cell._tc.p_lst):
            cell._tc.remove(paragraph)
        cell._tc.append(
            parse_xml(
                f"<w:sdt {w}><w:sdtPr/><w:sdtContent><w:p><w:ins w:id='1' w:author='a'>"
                "<w:r><w:t>Un titre </w:t></w:r></w:ins>"
                "<w:del w:id='2' w:author='a'><w:r><w:delText>ancien</w:delText></w:r></w:del>"
                "<w:moveFrom w:id='3' w:author='a'><w:r><w:t>parti</w:t></w:r></w:moveFrom>"
                "<w:hyperlink><w:r><w:t>neuf</w:t></w:r></w:hyperlink>"
                "</w:p></w:sdtContent></w:sdt>"
            )
        )

    assert said(compared(read(edited(change), FileKind.DOCX, tmp_path))) == {
        "title": (("Un titre neuf",),)
    }


def test_a_row_struck_out_is_gone_and_a_column_added_is_told(tmp_path: Path) -> None:
    w = nsdecls("w")

    def change(document: Document) -> None:
        table = table_of(document, "spending")
        last = table.rows[3]._tr  # type: ignore[attr-defined]  # as above
        last.get_or_add_trPr().append(parse_xml(f"<w:del {w} w:id='1' w:author='a'/>"))
        first = table.rows[2]._tr  # type: ignore[attr-defined]  # as above
        first.append(parse_xml(f"<w:tc {w}><w:p><w:r><w:t>en trop</w:t></w:r></w:p></w:tc>"))

    found = compared(read(edited(change), FileKind.DOCX, tmp_path))
    assert said(found) == {"spending": (("Formation", "2 500"),)}
    assert "en trop" in found.loose


def test_tables_that_came_to_touch_are_told_apart(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        first, second = (table_of(document, code) for code in ("problem", "proposal"))
        for row in list(second._tbl.tr_lst):  # type: ignore[attr-defined]  # as above
            first._tbl.append(row)  # type: ignore[attr-defined]  # as above

    found = compared(read(edited(change), FileKind.DOCX, tmp_path))
    assert (found.differences, found.missing) == ((), ())


def test_an_answer_typed_beside_the_mark_is_not_lost(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        cell = table_of(document, "start_on").rows[0].cells[0]  # type: ignore[attr-defined]  # as above
        cell.paragraphs[0].add_run(" 02/05/2027")
        table_of(document, "start_on").rows[-1].cells[0].paragraphs[0].clear()  # type: ignore[attr-defined]  # as above

    found = compared(read(edited(change), FileKind.DOCX, tmp_path))
    assert said(found) == {"start_on": (("02/05/2027",),)}


def test_a_table_pasted_into_an_answer_becomes_lines(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        cell = table_of(document, "people").rows[-1].cells[0]  # type: ignore[attr-defined]  # as above
        pasted = cell.add_table(rows=1, cols=2)
        pasted.rows[0].cells[0].text, pasted.rows[0].cells[1].text = "Ana", "cheffe"

    found = compared(read(edited(change), FileKind.DOCX, tmp_path))
    ((text,),) = said(found)["people"]  # type: ignore[misc]  # rows of one cell
    assert text == "La direction et deux agents.\nAna | cheffe"


def test_two_boxes_ticked_where_one_is_asked_are_told_and_not_taken(tmp_path: Path) -> None:
    content = plain_text.write(a_copy()).replace(b"[ ] Oui, une loi", b"[x] Oui, une loi")
    found = compared(read(content, FileKind.TXT, tmp_path))
    assert found.differences == ()
    assert {"Non, aucune", "Oui, une loi"} <= set(found.loose)


def test_a_text_copy_keeps_what_is_written_in_it(tmp_path: Path) -> None:
    content = plain_text.write(a_copy())
    changed = (
        content.decode("utf-8-sig")
        .replace("Un vivier de volontaires.", "Un vivier\r\n\r\nde 12 volontaires.")
        .replace("Formation | 2 500", "Formation | 3 000\r\nTrain | 40")
        .replace("[ ] J’accepte", "[X] J’accepte")
    )
    found = compared(read(changed.encode(), FileKind.TXT, tmp_path))
    assert said(found) == {
        "proposal": (("Un vivier\n\nde 12 volontaires.",),),
        "spending": (("Formation", "3 000"), ("Train", "40"), ("Repas | goûters", "300")),
        "consent": (("yes",),),
    }


@pytest.mark.parametrize("kind", [FileKind.DOCX, FileKind.ODT])
def test_a_file_cut_short_is_refused_in_words(kind: FileKind, tmp_path: Path) -> None:
    content = WRITERS[kind](a_copy())
    with pytest.raises(FileRefused) as told:
        read(content[: len(content) // 2], kind, tmp_path)
    assert told.value.kind == "file-broken"


@pytest.mark.parametrize("kind", [FileKind.DOCX, FileKind.ODT])
def test_a_text_that_unpacks_into_too_much_is_refused_before_it_is_read(
    kind: FileKind, tmp_path: Path
) -> None:
    name = "word/document.xml" if kind is FileKind.DOCX else "content.xml"
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b" " * (7 * 1024 * 1024))
    with pytest.raises(FileRefused) as told:
        read(content.getvalue(), kind, tmp_path)
    assert told.value.kind == "file-bomb"


def test_what_a_document_asks_to_fetch_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("un secret")
    content = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(open_document.write(a_copy()))) as known,
        zipfile.ZipFile(content, "w") as archive,
    ):
        for name in known.namelist():
            said_there = known.read(name)
            if name == "content.xml":
                entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
                head, _, rest = said_there.partition(b"?>")
                said_there = head + b"?>" + entity + rest.replace(b"Un vivier", b"&e;")
            archive.writestr(name, said_there)
    with pytest.raises(FileRefused) as told:
        read(content.getvalue(), FileKind.ODT, tmp_path)
    assert told.value.kind == "file-broken"


def test_controls_in_an_answer_break_no_document(tmp_path: Path) -> None:
    draft = DRAFT | {"problem": "a\x07b\x0bc\ud800d"}
    for kind, write in WRITERS.items():
        if kind is FileKind.TXT:
            continue
        returned = read(write(a_copy(draft)), kind, tmp_path)
        zone = next(each for each in returned.zones if each.code == "problem")
        assert zone.rows == (("abcd",),)
