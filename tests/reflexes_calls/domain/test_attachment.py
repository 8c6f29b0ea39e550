"""Names that are safe to show, and limits that are said first and held to afterwards."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflexes_calls.domain.attachment import (
    LONGEST_NAME,
    MEGABYTE,
    NAMELESS,
    FileKind,
    FileLimits,
    FileRefused,
    check_count,
    check_ending,
    check_weight,
    ending_of,
    is_row,
    megabytes,
    named_for,
    safe_name,
)

pytestmark = pytest.mark.unit
RTL = "\N{RIGHT-TO-LEFT OVERRIDE}"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Lettre de soutien.pdf", "Lettre de soutien.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a/b\\c", "c"),
        ("C:\\Users\\Élise\\budget.ods", "budget.ods"),
        ("/", NAMELESS),
        ("a/b/", "b"),
        ("///\\\\..", NAMELESS),
        ("", NAMELESS),
        ("   ", NAMELESS),
        ("......", NAMELESS),
        (".htaccess", "htaccess"),
        (".pdf", "pdf"),
        ("rapport.pdf. . ", "rapport.pdf"),
        (f"facture{RTL}fdp.exe", "facturefdp.exe"),
        ("a\x00b\x08\x7f\u200b\ufeffc.pdf", "abc.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("deux\u2028lignes.pdf", "deux lignes.pdf"),
        ('dit "a" <b>|c?*.pdf', "dit _a_ _b__c__.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("\ud800moitié.pdf", "moitié.pdf"),
        ("日本語.docx", "日本語.docx"),
        ("archive.tar.gz", "archive.tar.gz"),
    ],
)
def test_a_name_keeps_what_is_safe_to_show(given: str, shown: str) -> None:
    assert safe_name(given) == shown


@pytest.mark.parametrize(
    ("given", "ending"),
    [
        ("é" * 300 + ".pdf", ".pdf"),
        ("a" * 300, ""),
        ("a" * 300 + ".aVeryLongEnding", ""),
        ("a" * 115 + " b.jpeg", ".jpeg"),
    ],
)
def test_a_name_that_is_too_long_is_cut_before_its_ending(given: str, ending: str) -> None:
    shown = safe_name(given)
    assert len(shown) <= LONGEST_NAME
    assert shown.endswith(ending)
    assert shown.startswith(given[:100])


@given(st.text(max_size=400))
def test_whatever_is_given_the_name_is_safe_and_stays_so(given: str) -> None:
    shown = safe_name(given)
    assert 0 < len(shown) <= LONGEST_NAME
    assert safe_name(shown) == shown
    assert shown == unicodedata.normalize("NFC", shown)
    assert not set('/\\<>:"|?*\r\n') & set(shown)
    assert not shown.startswith(".")
    assert all(not unicodedata.category(letter).startswith("C") for letter in shown)
    shown.encode()


@pytest.mark.parametrize(
    ("name", "ending"),
    [("a.PDF", ".PDF"), ("a", ""), ("a.", ""), ("1. Lettre au maire", ""), ("a.b.c", ".c")],
)
def test_the_ending_is_what_follows_the_last_dot(name: str, ending: str) -> None:
    assert ending_of(name) == ending


def test_a_name_without_ending_is_given_that_of_its_kind() -> None:
    assert named_for("rapport", FileKind.PDF) == "rapport.pdf"
    assert named_for("photo.JPEG", FileKind.JPEG) == "photo.JPEG"
    assert len(named_for("a" * LONGEST_NAME, FileKind.DOCX)) == LONGEST_NAME


@pytest.mark.parametrize("kind", FileKind)
def test_every_kind_has_a_media_type_and_an_ending(kind: FileKind) -> None:
    assert "/" in kind.media_type
    assert all(ending_of(f"a{ending}") == ending for ending in kind.endings)


@pytest.mark.parametrize(
    ("size", "refusal", "facts"),
    [
        (0, "file-empty", {}),
        (-1, "file-empty", {}),
        (20 * MEGABYTE + 1, "file-too-large", {"met": 21, "expected": 20}),
        (2 * 1024 * MEGABYTE, "file-too-large", {"met": 2048, "expected": 20}),
    ],
)
def test_a_weight_beyond_the_limits_is_refused_before_a_byte_is_sent(
    size: int, refusal: str, facts: dict[str, int]
) -> None:
    with pytest.raises(FileRefused) as refused:
        check_weight(size, FileLimits())
    assert (refused.value.kind, refused.value.facts) == (refusal, facts)


def test_the_limit_itself_is_within_it() -> None:
    check_weight(20 * MEGABYTE, FileLimits())
    check_weight(1, FileLimits())
    assert megabytes(20 * MEGABYTE) == 20


def test_a_question_takes_so_many_files_and_no_more() -> None:
    check_count(2, FileLimits(most_files=3))
    with pytest.raises(FileRefused) as refused:
        check_count(3, FileLimits(most_files=3))
    assert refused.value.facts == {"met": 3, "expected": 3}


def test_a_name_that_says_another_kind_is_refused_at_once() -> None:
    limits = FileLimits(kinds=(FileKind.PDF, FileKind.JPEG))
    for name in ("a.pdf", "a.JPG", "a.jpeg", "sans extension"):
        check_ending(name, limits)
    with pytest.raises(FileRefused) as refused:
        check_ending("a.exe", limits)
    assert refused.value.facts == {"met": ".exe", "expected": ".pdf, .jpg"}


@pytest.mark.parametrize(("text", "expected"), [("b7", True), ("", False), ("a.b", False)])
def test_a_row_is_letters_and_figures(text: str, expected: bool) -> None:
    assert is_row(text) is expected
