"""Printing: one PDF made by typst, in its PDF/UA-1 mode, the same bytes for the same words.

What is said reaches typst as data, never as markup: a text is never read as instructions. The
program may read nothing but its template: it is given no folder.
"""

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import reflexes
from reflexes_calls.papers.tree import Paper, plain

FONTS = Path(str(files(reflexes).joinpath("data", "fonts")))
KEPT = 32
"""How many papers are kept: a page that tells the weight of a file, then the file itself."""
STILL = 0
"""The instant written in the file, so that its bytes never change; the document says its own."""


def print_paper(paper: Paper) -> bytes:
    """The PDF of a paper."""
    return _printed(json.dumps(plain(paper), ensure_ascii=False))


@lru_cache(maxsize=KEPT)
def _printed(said: str) -> bytes:
    import typst  # noqa: PLC0415  # long to read, and only a PDF needs it

    template = Path(str(files("reflexes_calls.papers").joinpath("paper.typ")))
    return typst.compile(
        template,
        root=template.parent,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"paper": said},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=STILL,
    )


def trial() -> bytes:
    """An empty paper: whether papers can be made at all."""
    words = {"title": "Essai", "subtitle": "", "language": "fr", "author": "", "foot": ""}
    return print_paper(Paper(**words, page_of=("Page", "sur"), blocks=()))
