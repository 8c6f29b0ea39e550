"""Words on a drawing: where they stand, about how wide they are, and how they are cut in lines."""

from collections.abc import Sequence
from textwrap import wrap

import attrs

from reflexes.plotting.colours import INK

LETTER_WIDTH = 0.56
"""How wide a letter is, on average, in ems: a little more than in the typefaces we ship."""
LEADING = 1.2
FEWEST_LETTERS = 8
"""No line is cut shorter than this."""


@attrs.frozen(kw_only=True)
class Label:
    """One line of words, placed. `anchor` is `start`, `middle` or `end`."""

    words: str
    x: float
    y: float
    size: float
    anchor: str = "start"
    css: str = "map-text"
    fill: str = INK
    bold: bool = False
    to: tuple[str, str] | None = None

    @property
    def box(self) -> tuple[float, float, float, float]:
        """About where the words stand: left, top, right, bottom."""
        width = len(self.words) * LETTER_WIDTH * self.size
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return left, self.y - 0.8 * self.size, left + width, self.y + 0.25 * self.size


def stack(lines: Sequence[str], model: Label) -> list[Label]:
    """The lines one under the other, each written as `model`, which places the first."""
    step = model.size * LEADING
    return [
        attrs.evolve(model, words=words, y=model.y + place * step)
        for place, words in enumerate(lines)
    ]


def cut(words: str, width: float, size: float, most: int | None = None) -> list[str]:
    """The words in lines that hold in `width`; beyond `most` lines, the last ends in « … »."""
    letters = max(FEWEST_LETTERS, int(width / (LETTER_WIDTH * size)))
    return wrap(words, letters, max_lines=most, placeholder="…") or [""]
