"""The colours of the drawings, in light and in dark, for readers without our style sheet."""

from typing import Any

from reflexes.controversy import Controversy
from reflexes.graph import Graph
from reflexes.plotting.colours import HUES


def hue_number(rank: int) -> int:
    """The number of the hue of a controversy, from 1; they come round again after the last."""
    return (rank - 1) % len(HUES) + 1


def hue_of(controversy: Controversy) -> str:
    """The colour of a controversy, for readers without our style sheet."""
    return HUES[hue_number(controversy.rank) - 1]


def hue_class(number: int) -> str:
    """The class that gives a hue to what bears it, with a leading space; empty without a hue."""
    return f" map-c{number}" if number else ""


def hue_numbers(graph: Graph, controversies: Any) -> dict[str, int]:
    """The hue of each record that belongs to one controversy alone: that tension's own.

    Phenomena belong to their controversy; so do observations that are about one tension only.
    """
    found = {each.code: hue_number(each.rank) for each in controversies}
    tensions = dict(found)
    for shelf in ("phenomena", "observations"):
        for link in graph.links:
            if graph.shelf_of(link.origin) == shelf and link.to in tensions:
                hue = tensions[link.to]
                found[link.origin] = hue if found.get(link.origin, hue) == hue else 0
        tensions = dict(found)
    return found
