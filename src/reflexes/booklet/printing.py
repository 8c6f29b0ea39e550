"""The booklet in print: one PDF made by typst, in its PDF/UA-1 mode.

What is said reaches typst as data, never as markup: a text is never read as instructions.
"""

import json
from pathlib import Path

from reflexes.booklet.tree import Booklet, plain
from reflexes.exporting import ExportError

TEMPLATE = Path(__file__).parent / "booklet.typ"
FONTS = Path(__file__).parent.parent / "data" / "fonts"
STILL = 0
"""The instant written in the file, so that its bytes never change; the document says no day."""


def write(booklet: Booklet) -> bytes:
    """The PDF; `ExportError` when typst is not installed."""
    try:
        # Late, because it comes with an extra and is only needed here.
        import typst  # noqa: PLC0415 - see above
    except ModuleNotFoundError as error:
        raise ExportError(
            "The PDF needs the package %(package)s, which is not installed. "
            "Install it with: pip install 'reflexes-publics[export]'",
            package="typst",
        ) from error
    said = json.dumps({**plain(booklet), "codes": sorted(booklet.codes)}, ensure_ascii=False)
    asked = typst.query(
        TEMPLATE,
        "<stand>",
        field="value",
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"booklet": said, "room": "{}"},
    )
    room = room_for(dict(json.loads(asked)))
    return typst.compile(
        TEMPLATE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"booklet": said, "room": json.dumps(room)},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=STILL,
    )


def room_for(pages: dict[str, int]) -> dict[str, int]:
    """How many pages to add where, from the page on which each thing stands without them.

    What begins on a left-hand page may leave an empty one before it, which then bears a drawing;
    and the colophon closes the last folded sheet, of four pages, after pages for notes.
    """
    to_the_left = [name for name in pages if f"before-{name}" in pages]
    room = {name: pages[name] - pages[f"before-{name}"] - 1 for name in to_the_left}
    return {**room, "notes": -pages["colophon"] % 4}
