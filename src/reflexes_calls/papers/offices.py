"""The documents of office programs; their libraries are loaded by whoever first needs them.

They would double the time that the service takes to start, and few people ask for such a document.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from reflexes_calls.domain.working_copy import Returned, WorkingCopy

if TYPE_CHECKING:
    from reflexes_calls.papers.tree import Paper


def write_docx(copy: WorkingCopy) -> bytes:
    """A working copy as a DOCX document."""
    from reflexes_calls.papers import word_document  # noqa: PLC0415  # late, as said above

    return word_document.write(copy)


def read_docx(path: Path) -> Returned:
    """What a DOCX document that came back says."""
    from reflexes_calls.papers import word_document  # noqa: PLC0415  # late, as said above

    return word_document.read(path)


def write_odt(copy: WorkingCopy) -> bytes:
    """A working copy as an OpenDocument text."""
    from reflexes_calls.papers import open_document  # noqa: PLC0415  # late, as said above

    return open_document.write(copy)


def read_odt(path: Path) -> Returned:
    """What an OpenDocument text that came back says."""
    from reflexes_calls.papers import open_document  # noqa: PLC0415  # late, as said above

    return open_document.read(path)


def write_docx_paper(paper: "Paper") -> bytes:
    """A paper as a DOCX document."""
    from reflexes_calls.papers.word_paper import write_paper  # noqa: PLC0415  # late, as said above

    return write_paper(paper)


def write_odt_paper(paper: "Paper") -> bytes:
    """A paper as an OpenDocument text."""
    from reflexes_calls.papers.open_paper import write_paper  # noqa: PLC0415  # late, as said above

    return write_paper(paper)
