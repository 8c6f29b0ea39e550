"""Rendered by LibreOffice, where it is installed: the pages that people will see.

On a machine without it nothing here is collected: the files are still opened again by
`test_files.py`.
"""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pptx
import pymupdf
import pytest

SECONDS = 120


def rendered(name: str, files: Mapping[str, bytes], folder: Path) -> Path:
    """The PDF that LibreOffice makes of a file."""
    (folder / name).write_bytes(files[name])
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder / "pdf"),
            str(folder / name),
        ],
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    return folder / "pdf" / f"{Path(name).stem}.pdf"


if shutil.which("soffice"):

    @pytest.mark.parametrize("ending", ["docx", "odt"])
    def test_the_guide_is_rendered_whole(
        ending: str, day_files: Mapping[str, bytes], tmp_path: Path
    ) -> None:
        path = rendered(f"2-guide-animation.{ending}", day_files, tmp_path)
        with pymupdf.open(path) as pdf:
            said = " ".join(page.get_text() for page in pdf)
            assert 10 <= len(pdf) <= 30
            for page in pdf:
                for x0, _, x1, *_ in page.get_text("words"):
                    assert x0 >= 0
                    assert x1 <= page.rect.width
        assert "À lire à voix haute" in said
        assert "Sources" in said


if shutil.which("simpress") or Path("/usr/lib/libreoffice/program/simpress").exists():

    @pytest.mark.parametrize("ending", ["pptx", "odp"])
    def test_each_slide_is_one_page_and_nothing_overflows(
        ending: str, day_files: Mapping[str, bytes], tmp_path: Path
    ) -> None:
        path = rendered(f"3-diaporama.{ending}", day_files, tmp_path)
        deck = tmp_path / "deck.pptx"
        deck.write_bytes(day_files["3-diaporama.pptx"])
        with pymupdf.open(path) as pdf:
            assert len(pdf) == len(pptx.Presentation(str(deck)).slides)
            for page in pdf:
                assert round(page.rect.width / page.rect.height, 2) == round(16 / 9, 2)
                words = page.get_text("words")
                foot = min(y0 for _, y0, *_ in (w for w in words if w[4] == "2026.12"))
                for x0, _, x1, y1, word, *_ in words:
                    assert 0 <= x0 <= x1 <= page.rect.width, word
                    assert y1 <= foot + 20, word
