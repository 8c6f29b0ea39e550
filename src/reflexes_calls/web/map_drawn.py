"""The map and the surroundings of a record, as pages show them; drawing is read when first asked.

It is a twentieth of what a start would read, and the service answers before anybody looks at a map.
"""

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reflexes import Catalogue
from reflexes_calls.web.rooms import Room

if TYPE_CHECKING:
    from reflexes.drawing import Address, MapRow


def draw_whole_map(catalogue: Catalogue, language: str, address: "Address") -> Markup:
    """The map of the inquiry."""
    from reflexes.drawing import draw_map  # noqa: PLC0415  # late: see above

    return Markup(draw_map(catalogue, language, address))  # noqa: S704  # escaped as drawn


def rows_of_map(catalogue: Catalogue, language: str) -> "tuple[MapRow, ...]":
    """The map as rows, for whoever does not see it."""
    from reflexes.drawing import map_rows  # noqa: PLC0415  # late: see above

    return map_rows(catalogue, language)


def drawings_of(room: Room, shown: Any, language: str) -> dict[str, Any]:
    """The part of the map where a record stands; or, where it has none, what is tied to it."""
    from reflexes.drawing import (  # noqa: PLC0415  # late: see above
        draw_record,
        draw_surroundings,
        neighbour_rows,
    )

    catalogue, address = room.catalogue, room.record_address
    drawing = draw_record(catalogue, shown, language, address)
    rows = () if drawing else neighbour_rows(catalogue, shown.code, language)
    around = draw_surroundings(catalogue, shown.code, language, address) if rows else ""
    return {
        "drawing": Markup(drawing),  # noqa: S704  # escaped as drawn
        "around": Markup(around),  # noqa: S704  # the same
        "neighbours": rows,
    }
