"""The pictures of a booklet: the map of the whole, in one and in two halves, and its table."""

from xml.etree import ElementTree as ET

from reflexes.booklet.cover import HEIGHT, WIDTH, draw_cover
from reflexes.booklet.scribe import Scribe
from reflexes.booklet.tree import Picture, Table
from reflexes.drawing import draw_map, map_rows
from reflexes.drawing.map_layout import LINE_RIGHT, NARROW_WIDTH, PISTE_X
from reflexes.drawing.rows import MapRow, RowItem
from reflexes.texts import Status

SVG = "http://www.w3.org/2000/svg"
READING = "Atkinson Hyperlegible Next"
COVER_WORDS = (
    "Strings held between two poles, one for each controversy. Each swells at each of its"
    " phenomena, the more so as more observations are about it; the ring is dotted when the"
    " phenomenon is reconstructed. On each swelling, a diamond for each piste that first answers"
    " it: full when the inquiry names it, hollow when it is of this project."
)
SPLIT = (LINE_RIGHT + PISTE_X) / 2 - 5
"""Where the map is cut for two facing pages: in the band that holds ties and no words."""


def cover_picture(scribe: Scribe) -> Picture:
    """The picture of the cover, with its words."""
    return Picture(
        svg=draw_cover(scribe.catalogue),
        title=scribe.words("The picture of the cover"),
        alt=scribe.words(COVER_WORDS),
        width=WIDTH,
        height=HEIGHT,
    )


def map_picture(scribe: Scribe) -> Picture:
    """The map, whole and in the halves that facing pages show."""
    svg = draw_map(scribe.catalogue, scribe.language)
    root = ET.fromstring(svg)  # noqa: S314 - drawn by ourselves just above
    width, height = (float(value) for value in root.attrib["viewBox"].split()[2:])
    halves: tuple[str, ...] = ()
    if width > NARROW_WIDTH:
        halves = (
            _cut(root, 0, SPLIT, height),
            _cut(root, SPLIT, width - SPLIT, height),
        )
    description = root.find(f"{{{SVG}}}desc")
    said = (description.text or "") if description is not None else ""
    return Picture(
        svg=_cut(root, 0, width, height),
        title=scribe.words("The picture of the whole"),
        alt=said,
        width=width,
        height=height,
        halves=halves,
        split=SPLIT if halves else width,
    )


def _cut(root: ET.Element, left: float, width: float, height: float) -> str:
    """The drawing seen through a narrower window, bare: its words stand beside it."""
    ET.register_namespace("", SVG)
    seen = ET.Element(
        root.tag,
        {"viewBox": f"{left:g} 0 {width:g} {height:g}", "font-family": READING},
    )
    named = {f"{{{SVG}}}title", f"{{{SVG}}}desc"}
    seen.extend(child for child in root if child.tag not in named)
    return ET.tostring(seen, encoding="unicode")


def map_table(scribe: Scribe) -> Table:
    """All that the map says: each tension, its poles, its phenomena, the pistes that answer."""
    rows = tuple(_row(scribe, each) for each in map_rows(scribe.catalogue, scribe.language))
    return Table(
        caption=scribe.words("The picture of the whole, as a table"),
        head=(
            scribe.words("Controversy and its poles"),
            scribe.words("Phenomena, and the pistes that answer them"),
            scribe.words("Pistes that answer the whole tension"),
        ),
        rows=rows,
    )


def _row(scribe: Scribe, row: MapRow) -> tuple[str, ...]:
    if not row.code:
        return (scribe.words("Tied to nothing that is public"), "—", _names(row.pistes, scribe))
    poles = " ↔ ".join(row.poles)
    phenomena = "\n".join(
        f"{_name(each, scribe)} → {_names(each.pistes, scribe)}"
        if each.pistes
        else _name(each, scribe)
        for each in row.phenomena
    )
    return (f"{row.title}\n{poles}", phenomena or "—", _names(row.pistes, scribe))


def _names(items: tuple[RowItem, ...], scribe: Scribe) -> str:
    return "\u202f; ".join(_name(each, scribe) for each in items) or "—"


def _name(item: RowItem, scribe: Scribe) -> str:
    if item.status is Status.ATTESTED:
        return item.title
    return f"{item.title} ({scribe.words(item.status.value)})"
