"""The booklet of an edition, to print, to read on a reader, or as one page.

What stands in it is told once, as a tree (`reflexes.booklet.tree`); a PDF by typst, an EPUB and one
HTML file are three writings of the same tree. The same catalogue gives the same bytes.
"""

import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from reflexes.booklet.binding import bind
from reflexes.catalogue import Catalogue
from reflexes.exporting import ExportError, place

__all__ = ["WRITERS", "bind", "make_booklet", "write_booklet"]

WRITERS: Mapping[str, str] = MappingProxyType(
    {
        ".pdf": "reflexes.booklet.printing",
        ".epub": "reflexes.booklet.epub",
        ".html": "reflexes.booklet.page",
    }
)
"""The endings that a booklet may have, and the module that writes each."""


def make_booklet(catalogue: Catalogue, ending: str, language: str = "fr") -> bytes:
    """The booklet of `catalogue` as a `.pdf`, an `.epub` or an `.html`.

    Raises `ExportError` for another ending, or when typst, which writes the PDF, is missing.
    """
    if ending not in WRITERS:
        raise ExportError(
            "A booklet ends in %(known)s: met “%(ending)s”.",
            known=", ".join(WRITERS),
            ending=ending,
        )
    written: bytes = import_module(WRITERS[ending]).write(bind(catalogue, language))
    return written


def write_booklet(
    catalogue: Catalogue,
    path: str | os.PathLike[str],
    *,
    language: str = "fr",
    force: bool = False,
) -> bool:
    """Write the booklet to `path`, whose ending says the form; gives whether anything was written.

    What stands at `path` is kept unless it holds the same bytes or `force` is said, and is replaced
    only once the new booklet is whole. Raises `ExportError`.
    """
    path = Path(path)
    content = make_booklet(catalogue, path.suffix.lower(), language)
    return place(content, path, force=force)
