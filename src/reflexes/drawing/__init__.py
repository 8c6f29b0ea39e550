"""The map of the inquiry and the surroundings of a record, as SVG; and the same things as rows.

Drawings hold no inline style: classes for a page's style sheet, SVG attributes for readers without
one, and, when asked to stand `alone`, a style of their own. The same catalogue gives the same
bytes.
"""

from reflexes.drawing.choosing import Choice, part_of, phenomena_of
from reflexes.drawing.colours import hue_of
from reflexes.drawing.labels import LEADING, LETTER_WIDTH, Label
from reflexes.drawing.map_drawing import draw_map, draw_record
from reflexes.drawing.map_layout import Diamond, DrawnTie, Layout, Line, Station, lay_out
from reflexes.drawing.rows import (
    MapRow,
    NeighbourRow,
    RowItem,
    TieRow,
    map_rows,
    neighbour_rows,
    tie_rows,
)
from reflexes.drawing.surroundings import Surroundings, lay_surroundings
from reflexes.drawing.surroundings_drawing import draw_surroundings
from reflexes.drawing.svg import Address
from reflexes.plotting.colours import HUES, INK, SHEET, SOFT

__all__ = [
    "HUES",
    "INK",
    "LEADING",
    "LETTER_WIDTH",
    "SHEET",
    "SOFT",
    "Address",
    "Choice",
    "Diamond",
    "DrawnTie",
    "Label",
    "Layout",
    "Line",
    "MapRow",
    "NeighbourRow",
    "RowItem",
    "Station",
    "Surroundings",
    "TieRow",
    "draw_map",
    "draw_record",
    "draw_surroundings",
    "hue_of",
    "lay_out",
    "lay_surroundings",
    "map_rows",
    "neighbour_rows",
    "part_of",
    "phenomena_of",
    "tie_rows",
]
