"""Pictures of numbers, as SVG that anyone can read: each with its table and one plain sentence.

Plain values in, a `Picture` out: `.svg` for a page, `.alone()` for a file, `.table` with headers
and rows, `.sentence`. Nothing here knows the catalogue, a jury or an evaluation: the words are
those of the caller. The same values give the same bytes.

A drawing is as wide as the room it is given and its text keeps its size. Shapes, hatching and words
say all that colours say.

>>> from reflexes.plotting import Row, draw_intervals
>>> picture = draw_intervals(
...     [Row(label="A", value=3.1, low=2.6, high=3.6), Row(label="B", value=2.0, low=1, high=3)],
...     name="scores", title="Two scores", sentence="A is ahead of B.", columns=("File", "Score"),
... )
>>> picture.table.rows[0]
('A', 3.1, 2.6, 3.6)
"""

from reflexes.plotting.axes import Axis, axis_over, nice_ticks
from reflexes.plotting.heat import draw_heat
from reflexes.plotting.marks import Shape, draw_key
from reflexes.plotting.numbers import number_said, percent_said
from reflexes.plotting.picture import Picture, Table
from reflexes.plotting.rows import Row, draw_dots, draw_forest, draw_intervals
from reflexes.plotting.series import (
    Moment,
    Series,
    Slope,
    draw_event_study,
    draw_series,
    draw_slopes,
)
from reflexes.plotting.tree import Branch, draw_tree

__all__ = [
    "Axis",
    "Branch",
    "Moment",
    "Picture",
    "Row",
    "Series",
    "Shape",
    "Slope",
    "Table",
    "axis_over",
    "draw_dots",
    "draw_event_study",
    "draw_forest",
    "draw_heat",
    "draw_intervals",
    "draw_key",
    "draw_series",
    "draw_slopes",
    "draw_tree",
    "nice_ticks",
    "number_said",
    "percent_said",
]
