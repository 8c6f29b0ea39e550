"""Printed files, made by typst in its PDF/UA-1 mode.

What is said reaches typst as data, never as markup: a text is never read as instructions.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from reflexes.training.choices import TrainingError

HERE = Path(__file__).parent
FONTS = HERE.parent / "data" / "fonts"
FOLDER_OF_FONTS = "fonts"
STILL = 0
"""The instant written in the files, so that their bytes never change."""
DOTS = 144
"""How fine a painted drawing is, in dots an inch."""


def families(folder: Path | None = None) -> tuple[str, ...]:
    """The fonts at hand: ours, those of typst, and those of a folder `fonts` beside the module."""
    own = folder / FOLDER_OF_FONTS if folder is not None else None
    return _families(str(own) if own is not None and own.is_dir() else "")


@cache
def _families(own: str) -> tuple[str, ...]:
    typst = _typst()
    paths = [FONTS, *([Path(own)] if own else [])]
    found = typst.Fonts(include_system_fonts=False, font_paths=paths)
    return tuple(found.families())


def typeset(template: str, said: dict[str, Any], *, folder: Path | None = None) -> bytes:
    """The PDF that the `template` of this package makes of plain data."""
    typst = _typst()
    own = folder / FOLDER_OF_FONTS if folder is not None else None
    made: bytes = typst.compile(
        HERE / template,
        font_paths=[FONTS, *([own] if own is not None and own.is_dir() else [])],
        ignore_system_fonts=True,
        sys_inputs={"said": json.dumps(said, ensure_ascii=False)},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=STILL,
    )
    return made


def painted(drawing: str) -> bytes:
    """An SVG drawing as a PNG, for office programs that show no SVG."""
    made: bytes = _typst().compile(
        HERE / "drawing.typ",
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"drawing": drawing},
        format="png",
        ppi=DOTS,
    )
    return made


def _typst() -> Any:
    try:
        # Late, because it comes with an extra and is only needed here.
        import typst  # noqa: PLC0415 - see above
    except ModuleNotFoundError as error:
        raise missing_package("typst") from error
    return typst


def missing_package(name: str) -> TrainingError:
    """The error for a package of the extra that is not installed."""
    return TrainingError(
        "This needs the package %(package)s, which is not installed. Install it with: "
        "pip install 'reflexes-publics[training]'",
        package=name,
    )
