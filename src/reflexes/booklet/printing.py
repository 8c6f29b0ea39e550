"""The booklet in print: one PDF made by typst, in its PDF/UA-1 mode.

What is said reaches typst as data, never as markup: a text is never read as instructions.
"""

import json
from pathlib import Path
from typing import Any

from reflexes.booklet.tree import Booklet, plain
from reflexes.exporting import ExportError

TEMPLATE = Path(__file__).parent / "booklet.typ"
FONTS = Path(__file__).parent.parent / "data" / "fonts"
STANDARD = "ua-1"
STILL = 0
"""The instant written in the file, so that its bytes never change; the document says no day."""


def write(booklet: Booklet) -> bytes:
    """The PDF; `ExportError` when typst is not installed."""
    return compile_with(booklet, format="pdf", pdf_standards=[STANDARD])


def compile_with(booklet: Booklet, **how: Any) -> Any:
    """What typst makes of the booklet, with the shipped typefaces alone."""
    try:
        # Late, because it comes with an extra and is only needed here.
        import typst  # noqa: PLC0415 - see above
    except ModuleNotFoundError as error:
        raise ExportError(
            "The PDF needs the package %(package)s, which is not installed. "
            "Install it with: pip install 'reflexes-publics[export]'",
            package="typst",
        ) from error
    data = {**plain(booklet), "codes": sorted(booklet.codes)}
    return typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"booklet": json.dumps(data, ensure_ascii=False)},
        timestamp=STILL,
        **how,
    )
