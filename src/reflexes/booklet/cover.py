"""The picture of the cover: tensions as strings, plucked at each phenomenon.

A string is a controversy, held by its two poles. It swells at each of its phenomena, the more so as
more observations are about it; a diamond stands on a swelling for each piste that first answers
that phenomenon, full when the inquiry says it, hollow when this project does. The same catalogue
gives the same bytes.
"""

import math
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

import attrs

from reflexes.catalogue import Catalogue
from reflexes.controversy import Controversy
from reflexes.drawing import INK, SHEET, hue_of, phenomena_of
from reflexes.phenomenon import Phenomenon
from reflexes.piste import Piste
from reflexes.texts import Status

CREDITS = "Fraunces, Atkinson Hyperlegible Next (SIL OFL 1.1)"
WIDTH, HEIGHT = 1480, 1300
"""In tenths of a millimetre: the width is that of an A5 page."""
LEFT, RIGHT = 130, 1350
STRANDS = 11
"""How many curves make one string; an odd number, so that one of them is straight."""
FIRST_SWELLING, SWELLING = 14.0, 15.0
"""Half the height of a swelling without any observation, and what each more adds, by its root."""
DIAMOND = 13


@attrs.frozen(kw_only=True)
class Swelling:
    """A phenomenon on its string: where it is, how high it goes, what stands on it."""

    phenomenon: Phenomenon
    x: float
    height: float
    pistes: tuple[Piste, ...]


@attrs.frozen(kw_only=True)
class String:
    """A controversy, at height `y`."""

    controversy: Controversy
    y: float
    swellings: tuple[Swelling, ...]
    pistes: tuple[Piste, ...]


def draw_cover(catalogue: Catalogue) -> str:
    """The picture, as one `<svg>`; empty of strings when there is no controversy."""
    strings = tuple(_strings(catalogue))
    drawn = [part for string in strings for part in _draw_string(string)]
    drawn += _draw_loose(catalogue)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        + "".join(drawn)
        + "</svg>"
    )


def _strings(catalogue: Catalogue) -> Iterator[String]:
    controversies = tuple(catalogue.controversies)
    step = HEIGHT / (len(controversies) + 0.35)
    for place, controversy in enumerate(controversies):
        own = phenomena_of(catalogue, controversy)
        slot = (RIGHT - LEFT) / max(1, len(own))
        # Every other string is shifted, so that swellings do not stand in columns.
        shift = slot * 0.09 * (-1 if place % 2 else 1)
        yield String(
            controversy=controversy,
            y=step * (place + 0.75),
            swellings=tuple(
                Swelling(
                    phenomenon=each,
                    x=LEFT + slot * (number + 0.5) + shift,
                    height=FIRST_SWELLING + SWELLING * math.sqrt(_seen(catalogue, each.code)),
                    pistes=_first_answering(catalogue, each.code),
                )
                for number, each in enumerate(own)
            ),
            pistes=_first_answering(catalogue, controversy.code),
        )


def _seen(catalogue: Catalogue, code: str) -> int:
    return sum(code in observation.about for observation in catalogue.observations)


def _first_answering(catalogue: Catalogue, code: str) -> tuple[Piste, ...]:
    return tuple(each for each in catalogue.pistes if each.answers and each.answers[0].to == code)


def _draw_string(string: String) -> Iterator[str]:
    hue = hue_of(string.controversy)
    for number in range(STRANDS):
        # From one edge of the swelling to the other, closer together near the edges.
        share = -math.cos(math.pi * number / (STRANDS - 1))
        edge = number in {0, STRANDS - 1}
        yield _element(
            "path",
            d=_strand(string, share),
            fill="none",
            stroke=hue,
            stroke_width="3.2" if edge else "1.7",
            stroke_opacity="1" if edge else "0.6",
        )
    for end in (LEFT, RIGHT):
        yield _element("circle", cx=_number(end), cy=_number(string.y), r="15", fill=hue)
    for swelling in string.swellings:
        yield _draw_station(swelling, string.y, hue)
        top = string.y - swelling.height - DIAMOND - 9
        yield from _draw_row(swelling.pistes, swelling.x, top)
    yield from _draw_row(string.pistes, LEFT + 90, string.y - DIAMOND - 12)


def _strand(string: String, share: float) -> str:
    """One curve: flat at each node, and at `share` of the height in the middle of a swelling."""
    ends = [(a.x + b.x) / 2 for a, b in zip(string.swellings, string.swellings[1:], strict=False)]
    path = f"M{_number(LEFT)} {_number(string.y)}"
    start = float(LEFT)
    for swelling, end in zip(string.swellings, (*ends, float(RIGHT)), strict=True):
        top = string.y + share * swelling.height
        path += _bend(start, string.y, swelling.x, top) + _bend(swelling.x, top, end, string.y)
        start = end
    return path if string.swellings else f"{path}H{_number(RIGHT)}"


def _bend(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = _number((x + to_x) / 2)
    return f"C{middle} {_number(y)} {middle} {_number(to_y)} {_number(to_x)} {_number(to_y)}"


def _draw_station(swelling: Swelling, y: float, hue: str) -> str:
    known = swelling.phenomenon.status is Status.ATTESTED
    dashes = {} if known else {"stroke_dasharray": "9 6"}
    return _element(
        "circle",
        cx=_number(swelling.x),
        cy=_number(y),
        r="14",
        fill=SHEET,
        stroke=hue,
        stroke_width="6",
        **dashes,
    )


def _draw_row(pistes: tuple[Piste, ...], x: float, y: float) -> Iterator[str]:
    step = 2 * DIAMOND + 8
    first = x - step * (len(pistes) - 1) / 2
    for place, piste in enumerate(pistes):
        yield _draw_diamond(piste, first + step * place, y)


def _draw_loose(catalogue: Catalogue) -> Iterator[str]:
    """The pistes of which nothing says what they answer, at the foot."""
    loose = tuple(piste for piste in catalogue.pistes if not piste.answers)
    step = 2 * DIAMOND + 8
    yield from _draw_row(loose, RIGHT - step * (len(loose) - 1) / 2, HEIGHT - 24)


def _draw_diamond(piste: Piste, x: float, y: float) -> str:
    at = f"M{_number(x - DIAMOND)} {_number(y)}"
    return _element(
        "path",
        d=f"{at}l{DIAMOND} -{DIAMOND}l{DIAMOND} {DIAMOND}l-{DIAMOND} {DIAMOND}z",
        fill=SHEET if piste.status is Status.OURS else INK,
        stroke=INK,
        stroke_width="3.4",
    )


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _element(name: str, **attributes: str) -> str:
    said = "".join(
        f" {key.replace('_', '-')}={quoteattr(value)}" for key, value in attributes.items()
    )
    return f"<{name}{said}/>"


"""The colours of the tensions, for those who write the booklet."""
