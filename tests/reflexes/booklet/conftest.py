"""The booklets that several tests read, each made once."""

from pathlib import Path

import pymupdf
import pytest

import reflexes
from reflexes.booklet import make_booklet


@pytest.fixture(scope="session")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The French PDF of the newest edition."""
    return _written(tmp_path_factory, reflexes.load(), ".pdf", "fr")


@pytest.fixture(scope="session")
def english_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The English PDF of the newest edition."""
    return _written(tmp_path_factory, reflexes.load(), ".pdf", "en")


@pytest.fixture(scope="session")
def epub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The French EPUB of the newest edition."""
    return _written(tmp_path_factory, reflexes.load(), ".epub", "fr")


@pytest.fixture(scope="session")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The French page of the newest edition."""
    return _written(tmp_path_factory, reflexes.load(), ".html", "fr")


def _written(
    factory: pytest.TempPathFactory, catalogue: reflexes.Catalogue, ending: str, language: str
) -> Path:
    path = factory.mktemp("booklet") / f"livret-{language}{ending}"
    path.write_bytes(make_booklet(catalogue, ending, language))
    return path


def text_of(content: bytes) -> str:
    """All the words of a PDF, its line breaks as spaces."""
    with pymupdf.open(stream=content, filetype="pdf") as document:
        return " ".join(" ".join(page.get_text().split()) for page in document)
