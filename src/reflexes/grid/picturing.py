"""A profile drawn as SVG, one panel for each principle, and the same thing as rows.

Each question is a row of four places, one for each level, from 0 at the left; the level that was
found is a dot, with its words beside. A dot that rests on opinion alone is a ring with a small
centre. Without a level, the mark stands aside: a hollow ring when nobody knows, a dash when the
question does not apply. Nothing joins the rows: levels of different questions are not of one kind.
"""

from collections.abc import Iterator
from textwrap import wrap
from xml.etree import ElementTree as ET

import attrs

from reflexes.drawing import HUES, INK, LEADING, LETTER_WIDTH, SHEET, SOFT, Label
from reflexes.grid.profiles import Placed, PrincipleProfile, Profile, Standing
from reflexes.grid.telling import WHOSE, GridTeller
from reflexes.principle import LEVELS
from reflexes.wording import translator

WIDTH, MARGIN = 1120, 20
NAME_WIDTH = 180
FIRST_X, STEP = 225, 44
ASIDE_X = FIRST_X + LEVELS * STEP + 14
WORDS_X = ASIDE_X + 40
WORDS_WIDTH = WIDTH - MARGIN - WORDS_X
HEADING_SIZE, NAME_SIZE, WORDS_SIZE, SMALL_SIZE = 17.0, 14.0, 13.5, 12.0
RADIUS = 8
NAME = Label(words="", x=MARGIN, y=0, size=NAME_SIZE)
SMALL = Label(words="", x=WORDS_X, y=0, size=SMALL_SIZE, fill=SOFT)
"""Two manners of writing; the height is that which the picture has reached."""


@attrs.frozen(kw_only=True)
class ProfileRow:
    """One question of a profile in words, for the table beside the picture."""

    principle: str
    question: str
    standing: str
    reached: str
    support: str
    rests_on: str


def profile_rows(profile: Profile, language: str) -> tuple[ProfileRow, ...]:
    """The profile as the rows of a table, which says all that the picture says."""
    teller = GridTeller(language, translator(language))
    return tuple(
        ProfileRow(
            principle=part.principle.title.in_language(language),
            question=placed.question.text.in_language(language),
            standing=teller.standing(placed),
            reached="" if placed.reached is None else placed.reached.in_language(language),
            support=teller.support(placed.answer.kind),
            rests_on=placed.answer.rests_on,
        )
        for part in profile.principles
        for placed in part.placed
    )


def draw_profile(profile: Profile, language: str, *, name: str = "profile") -> str:
    """The profile as SVG, the same bytes for the same profile; `name` begins its ids."""
    return _Picture(profile, language, name).drawn()


class _Picture:
    """What a picture is made of while it grows downwards."""

    def __init__(self, profile: Profile, language: str, name: str) -> None:
        self.profile = profile
        self.language = language
        self.name = name
        self.translate = translator(language)
        self.teller = GridTeller(language, self.translate)
        self.y = float(MARGIN)
        self.root = ET.Element("svg")

    def drawn(self) -> str:
        """The whole picture."""
        self._say_it_in_words()
        self._draw_opening()
        for place, part in enumerate(self.profile.principles):
            if part.placed:
                self._draw_principle(part, HUES[place % len(HUES)])
        self._draw_legend()
        said = {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {WIDTH} {self.y + MARGIN:g}",
            "class": "grid-drawing",
            "role": "img",
            "lang": self.language,
            "aria-labelledby": f"{self.name}-title {self.name}-desc",
            "font-family": "sans-serif",
        }
        for key, value in said.items():
            self.root.set(key, value)
        return ET.tostring(self.root, encoding="unicode")

    def _say_it_in_words(self) -> None:
        """The title, and a description that says each row."""
        title = ET.SubElement(self.root, "title", {"id": f"{self.name}-title"})
        title.text = self.translate("Profile of %s") % self.profile.answers.name
        words = ET.SubElement(self.root, "desc", {"id": f"{self.name}-desc"})
        words.text = "\n".join([self.translate(WHOSE), *self._sentences()])

    def _sentences(self) -> Iterator[str]:
        for row in profile_rows(self.profile, self.language):
            said = [row.question, row.standing, row.reached, row.support]
            yield f"{row.principle} — {' · '.join(piece for piece in said if piece)}"

    def _draw_opening(self) -> None:
        self._write(self.profile.answers.name, attrs.evolve(NAME, size=20.0, bold=True))
        for words in (self.teller.read_on(self.profile), self.translate(WHOSE)):
            self._write(words, attrs.evolve(SMALL, x=MARGIN), WIDTH - 2 * MARGIN)

    def _draw_principle(self, part: PrincipleProfile, hue: str) -> None:
        self.y += 20
        top = self.y
        title = part.principle.title.in_language(self.language)
        self._write(title, attrs.evolve(NAME, size=HEADING_SIZE, bold=True, fill=hue))
        below = self.y
        for level in range(LEVELS):
            self.y = top + HEADING_SIZE - SMALL_SIZE
            self._write(str(level), attrs.evolve(SMALL, x=_x(level), anchor="middle"))
        self.y = top + HEADING_SIZE - SMALL_SIZE
        self._write(self.teller.summary(part), SMALL, WORDS_WIDTH)
        self.y = max(below, self.y) + 2
        for placed in part.placed:
            self._draw_row(placed, hue)

    def _draw_row(self, placed: Placed, hue: str) -> None:
        row = ET.SubElement(self.root, "g", {"class": "grid-row"})
        tip = ET.SubElement(row, "title")
        tip.text = placed.question.text.in_language(self.language)
        line = {"x1": MARGIN, "x2": WIDTH - MARGIN, "y1": self.y, "y2": self.y}
        _add(row, "line", {**line, "stroke": SOFT, "stroke-opacity": 0.25})
        top = self.y + 8
        self._draw_scale(row, placed, top + 9, hue)
        self.y = top
        self._write(placed.question.short.in_language(self.language), NAME, NAME_WIDTH)
        name_end, self.y = self.y, top
        self._write_words(placed)
        self.y = max(name_end, self.y, top + 2 * RADIUS) + 8

    def _write_words(self, placed: Placed) -> None:
        if placed.reached is None:
            standing = attrs.evolve(SMALL, size=WORDS_SIZE)
            self._write(self.teller.standing(placed), standing, WORDS_WIDTH)
        else:
            found = attrs.evolve(SMALL, size=WORDS_SIZE, fill=INK)
            self._write(placed.reached.in_language(self.language), found, WORDS_WIDTH)
        support = self.teller.support(placed.answer.kind)
        if support:
            rests = f"{self.translate('rests on')}{self.teller.colon} {support}"
            self._write(rests, SMALL, WORDS_WIDTH)

    def _draw_scale(self, row: ET.Element, placed: Placed, y: float, hue: str) -> None:
        ends = {"x1": _x(0), "x2": _x(LEVELS - 1), "y1": y, "y2": y}
        _add(row, "line", {**ends, "stroke": SOFT, "stroke-opacity": 0.5, "stroke-width": 1.5})
        for level in range(LEVELS):
            _add(row, "circle", {"cx": _x(level), "cy": y, "r": 3.5, "fill": SHEET, "stroke": SOFT})
        if placed.level is None:
            self._draw_aside(row, placed.standing, ASIDE_X, y)
        else:
            self._draw_dot(row, _x(placed.level), y, hue, alone=placed.is_opinion_alone)

    def _draw_dot(self, row: ET.Element, x: float, y: float, hue: str, *, alone: bool) -> None:
        shown = {"cx": x, "cy": y, "r": RADIUS, "stroke": hue, "stroke-width": 2.5}
        kind = "grid-opinion" if alone else "grid-dot"
        _add(row, "circle", {"class": kind, **shown, "fill": SHEET if alone else hue})
        if alone:
            _add(row, "circle", {"cx": x, "cy": y, "r": 2.5, "fill": hue})

    def _draw_aside(self, row: ET.Element, standing: Standing, x: float, y: float) -> None:
        if standing is Standing.UNKNOWN:
            ring = {"cx": x, "cy": y, "r": RADIUS, "fill": SHEET, "stroke": SOFT, "stroke-width": 2}
            _add(row, "circle", {"class": "grid-unknown", **ring})
        else:
            dash = {"x1": x - RADIUS, "x2": x + RADIUS, "y1": y, "y2": y, "stroke": SOFT}
            _add(row, "line", {"class": "grid-not-applicable", **dash, "stroke-width": 3})

    def _draw_legend(self) -> None:
        self.y += 18
        legend = ET.SubElement(self.root, "g", {"class": "grid-legend"})
        y, x = self.y + 4, float(MARGIN + RADIUS)
        for mark, words in (
            ("dot", "level found"),
            ("alone", "level on opinion alone"),
            (Standing.UNKNOWN, "does not know"),
            (Standing.NOT_APPLICABLE, "not applicable"),
        ):
            if isinstance(mark, Standing):
                self._draw_aside(legend, mark, x, y)
            else:
                self._draw_dot(legend, x, y, INK, alone=mark == "alone")
            self.y = y - SMALL_SIZE + 4
            said = self.translate(words)
            self._write(said, attrs.evolve(SMALL, x=x + 16))
            x += 60 + len(said) * LETTER_WIDTH * SMALL_SIZE

    def _write(self, words: str, model: Label, width: float = WIDTH) -> None:
        """Write words in lines at the current height, in the manner of `model`, and move below."""
        for line in wrap(words, max(8, int(width / (LETTER_WIDTH * model.size)))):
            said = {
                "x": model.x,
                "y": self.y + 0.85 * model.size,
                "font-size": model.size,
                "fill": model.fill,
            }
            said |= {"font-weight": 600} if model.bold else {}
            said |= {"text-anchor": model.anchor} if model.anchor != "start" else {}
            # The space parts the lines for those who hear them.
            _add(self.root, "text", said).text = f"{line} "
            self.y += LEADING * model.size


def _x(level: int) -> float:
    return FIRST_X + level * STEP


def _add(to: ET.Element, tag: str, said: dict[str, object]) -> ET.Element:
    return ET.SubElement(to, tag, {name: _plain(value) for name, value in said.items()})


def _plain(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
