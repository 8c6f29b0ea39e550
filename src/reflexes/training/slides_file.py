"""The deck as PPTX, by python-pptx: 16:9, one language, notes, alternative texts, no date.

The template that comes with the library is 4:3: everything that it places is widened.
"""

from typing import Any

from reflexes.training.archives import describe, locale_of, packed
from reflexes.training.colours import ACCENT, BAND, INK, ON_BAND, SOFT
from reflexes.training.deck import Deck, Shown, size_of
from reflexes.training.typesetting import missing_package

WIDTH, HEIGHT = 12_192_000, 6_858_000
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CONTENT_LAYOUT = 1
LEFT, RIGHT, TOP = 0.06, 0.94, 0.27
"""The margins of what is written, in parts of the slide."""
SIZES = {"title": 40, "mark": 14}
"""Sizes of letters, in points."""


def write(deck: Deck) -> bytes:
    """The bytes of the PPTX."""
    try:
        # Late, because it comes with an extra and takes a while to import.
        import pptx  # noqa: PLC0415 - see above
    except ModuleNotFoundError as error:
        raise missing_package("python-pptx") from error
    made = pptx.Presentation()
    _widen(made)
    describe(made.core_properties, title=deck.title, subject=deck.foot, language=deck.language)
    for number, shown in enumerate(deck.slides, start=1):
        _slide(made, deck, shown, number)
    _speak(made, locale_of(deck.language), deck.font)
    return packed(made.save)


def _widen(made: Any) -> None:
    scale = WIDTH / made.slide_width
    made.slide_width, made.slide_height = WIDTH, HEIGHT
    for master in made.slide_masters:
        for holder in (master, *master.slide_layouts):
            for place in holder._element.iter(f"{DRAWING}xfrm"):  # noqa: SLF001 - no public way
                _scale(place, scale)


def _scale(place: Any, scale: float) -> None:
    for part in place:
        for name in ("x", "cx"):
            if part.get(name) is not None:
                part.set(name, str(int(int(part.get(name)) * scale)))


def _slide(made: Any, deck: Deck, shown: Shown, number: int) -> None:
    from pptx.util import Emu  # noqa: PLC0415 - as above

    dark = shown.kind in {"title", "section", "break"}
    slide = made.slides.add_slide(made.slide_layouts[CONTENT_LAYOUT])
    if dark:
        _ground(slide, BAND)
    title, body = slide.shapes.title, slide.placeholders[1]
    title.left, title.top = Emu(int(WIDTH * LEFT)), Emu(int(HEIGHT * 0.10))
    title.width, title.height = Emu(int(WIDTH * (RIGHT - LEFT))), Emu(int(HEIGHT * 0.17))
    body.left, body.top = Emu(int(WIDTH * LEFT)), Emu(int(HEIGHT * (TOP + 0.02)))
    right = 0.58 if shown.picture else RIGHT
    body.width, body.height = Emu(int(WIDTH * (right - LEFT))), Emu(int(HEIGHT * 0.60))
    _write(
        title.text_frame,
        [
            (
                shown.title,
                SIZES["title"] if shown.kind == "title" else _title(shown),
                ON_BAND if dark else BAND,
                True,
            )
        ],
    )
    _body(body, shown, dark=dark)
    if shown.kicker:
        _box(slide, "Kicker", 0.05, (shown.kicker, 16, ON_BAND if dark else ACCENT, False))
    if shown.picture and deck.folder:
        _picture(slide, deck, shown)
    _box(slide, "Foot", 0.925, (f"{deck.foot} · {number}", 12, ON_BAND if dark else SOFT, False))
    slide.notes_slide.notes_text_frame.text = shown.notes
    _order(slide)


def _title(shown: Shown) -> int:
    long, longer = 45, 75
    if len(shown.title) > longer:
        return 24
    return 28 if len(shown.title) > long else 32


def _colour(hexadecimal: str) -> Any:
    from pptx.dml.color import RGBColor  # noqa: PLC0415 - as above

    return RGBColor.from_string(hexadecimal)  # type: ignore[no-untyped-call]  # it says no types


def _ground(slide: Any, colour: str) -> None:

    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = _colour(colour)


def _body(body: Any, shown: Shown, *, dark: bool) -> None:
    ink, soft = (ON_BAND, ON_BAND) if dark else (INK, SOFT)
    size = size_of(shown)
    lines = [(text, size, ink, False) for text in shown.points]
    for claim in shown.claims:
        lines.append((claim.text, size, ink, False))
        lines.append((claim.mark, SIZES["mark"], soft, False))
    _write(body.text_frame, lines, bullets=shown.kind == "points" and not shown.small)


def _write(frame: Any, lines: list[tuple[str, int, str, bool]], *, bullets: bool = False) -> None:
    from pptx.enum.text import (  # noqa: PLC0415 - as above
        MSO_ANCHOR,
        PP_ALIGN,
    )
    from pptx.util import Pt  # noqa: PLC0415 - as above

    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    for place, (text, size, colour, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(size * 0.4)
        if not bullets:
            _plain(paragraph)
        run = paragraph.add_run()
        run.text = text
        run.font.size = Pt(size)
        run.font.bold = bold
        run.font.color.rgb = _colour(colour)


def _plain(paragraph: Any) -> None:
    """No bullet, no indent: the layout gives both to every line."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - no public way
    properties.set("marL", "0")
    properties.set("indent", "0")
    properties.insert(0, properties.makeelement(f"{DRAWING}buNone", {}))
    # The schema wants spacing before the bullet.
    spacing = [each for each in properties if each.tag == f"{DRAWING}spcAft"]
    for each in spacing:
        properties.remove(each)
        properties.insert(0, each)


def _box(slide: Any, name: str, top: float, line: tuple[str, int, str, bool]) -> None:
    """A line of text at `top`, in parts of the slide."""
    from pptx.util import Emu  # noqa: PLC0415 - as above

    box = slide.shapes.add_textbox(
        Emu(int(WIDTH * LEFT)),
        Emu(int(HEIGHT * top)),
        Emu(int(WIDTH * (RIGHT - LEFT))),
        Emu(int(HEIGHT * 0.06)),
    )
    box.name = name
    _write(box.text_frame, [line])


def _picture(slide: Any, deck: Deck, shown: Shown) -> None:
    """The picture in the right-hand part, whole, with the words for those who do not see it."""
    from pptx.util import Emu  # noqa: PLC0415 - as above

    if shown.picture is None or deck.folder is None:
        return
    left, room = int(WIDTH * 0.60), (int(WIDTH * 0.34), int(HEIGHT * 0.58))
    picture = slide.shapes.add_picture(
        str(deck.folder / shown.picture.file), Emu(left), Emu(int(HEIGHT * TOP))
    )
    scale = min(room[0] / picture.width, room[1] / picture.height)
    picture.width, picture.height = (
        Emu(int(picture.width * scale)),
        Emu(int(picture.height * scale)),
    )
    described = picture._element.nvPicPr.cNvPr  # noqa: SLF001 - no public way
    described.set("descr", shown.picture.description)


def _order(slide: Any) -> None:
    """What a screen reader says first: the title, then what stands above it, the body, the foot."""
    tree = slide.shapes._spTree  # noqa: SLF001 - no public way
    foot = [shape for shape in slide.shapes if shape.name == "Foot"]
    for shape in foot:
        tree.remove(shape._element)  # noqa: SLF001 - no public way
        tree.append(shape._element)  # noqa: SLF001 - no public way


def _speak(made: Any, language: str, font: str) -> None:
    """The language of every run, or the program checks the spelling in its own; and the font."""
    holders = list(made.slide_masters)
    holders += [layout for master in made.slide_masters for layout in master.slide_layouts]
    for slide in made.slides:
        holders += [slide, slide.notes_slide]
    for holder in holders:
        root = holder._element  # noqa: SLF001 - no public way
        for name in ("rPr", "endParaRPr", "defRPr"):
            for each in root.iter(f"{DRAWING}{name}"):
                each.set("lang", language)
        for run in root.iter(f"{DRAWING}r"):
            run.get_or_add_rPr().set("lang", language)
    for slide in made.slides:
        for shape in slide.shapes:
            for paragraph in shape.text_frame.paragraphs if shape.has_text_frame else ():
                for run in paragraph.runs:
                    run.font.name = font
