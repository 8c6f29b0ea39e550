"""The deck as ODP, by odfpy."""

from typing import Any

from reflexes.training.colours import ACCENT, BAND, INK, ON_BAND, SOFT
from reflexes.training.deck import Deck, Shown, size_of
from reflexes.training.open_document import describe, parts, saved, speak

WIDTH, HEIGHT = 33.867, 19.05
"""A slide of 16:9, in centimetres."""
LEFT, ROOM = 2.0, 29.8
INKS = {"light": (BAND, INK, ACCENT, SOFT), "dark": (ON_BAND,) * 4}
"""The inks of the title, the body, the kicker and the foot, on each ground."""


def write(deck: Deck) -> bytes:
    """The bytes of the ODP."""
    odf = parts()
    book = odf.opendocument.OpenDocumentPresentation()
    describe(book, deck.title, deck.foot, deck.language)
    speak(book, deck.language, deck.font, ("graphic", "paragraph", "presentation"))
    writer = _Writer(book, deck, _masters(book))
    for number, shown in enumerate(deck.slides, start=1):
        book.presentation.addElement(writer.page(shown, number))
    return saved(book)


def _masters(book: Any) -> dict[str, Any]:
    """The grounds, and the style of what is placed on them: the library wants the very objects."""
    odf = parts()
    layout = odf.style.PageLayout(name="Wide")
    layout.addElement(
        odf.style.PageLayoutProperties(
            pagewidth=f"{WIDTH}cm",
            pageheight=f"{HEIGHT}cm",
            printorientation="landscape",
            margin="0cm",
        )
    )
    book.automaticstyles.addElement(layout)
    styles: dict[str, Any] = {}
    for name, ground in (("light", ON_BAND), ("dark", BAND)):
        page = styles[name] = odf.style.Style(name=f"ground-{name}", family="drawing-page")
        page.addElement(
            odf.style.DrawingPageProperties(
                fill="solid", fillcolor=f"#{ground}", displayfooter="false"
            )
        )
        book.automaticstyles.addElement(page)
        book.masterstyles.addElement(
            odf.style.MasterPage(name=name, pagelayoutname="Wide", stylename=page)
        )
    plain = odf.style.Style(name="box", family="graphic")
    plain.addElement(
        odf.style.GraphicProperties(
            fill="none",
            stroke="none",
            textareaverticalalign="top",
            autogrowheight="false",
            padding="0cm",
        )
    )
    book.automaticstyles.addElement(plain)
    styles["box"] = plain
    return styles


class _Writer:
    """Writes the pages of one deck."""

    def __init__(self, book: Any, deck: Deck, placed: dict[str, Any]) -> None:
        self.book = book
        self.placed = placed
        self.deck = deck
        self.odf = parts()
        self.styles: dict[tuple[int, str, bool], str] = {}

    def page(self, shown: Shown, number: int) -> Any:
        ground = "dark" if shown.kind in {"title", "section", "break"} else "light"
        title, body, kicker, foot = INKS[ground]
        page = self.odf.draw.Page(
            name=f"{number}", masterpagename=ground, stylename=self.placed[ground]
        )
        size = 40 if shown.kind == "title" else 30
        size = 24 if len(shown.title) > 60 else size  # noqa: PLR2004 - what fits on two lines
        page.addElement(self._frame("title", 1.9, 3.2, [(shown.title, size, title, True)]))
        if shown.kicker:
            page.addElement(self._frame("", 0.9, 1.0, [(shown.kicker, 16, kicker, False)]))
        page.addElement(
            self._frame("outline", 5.4, 11.6, self._body(shown, body, foot), wide=not shown.picture)
        )
        if shown.picture and self.deck.folder:
            page.addElement(self._picture(shown))
        page.addElement(
            self._frame("", 17.6, 0.9, [(f"{self.deck.foot} · {number}", 12, foot, False)])
        )
        page.addElement(self._notes(shown))
        return page

    def _body(self, shown: Shown, ink: str, soft: str) -> list[tuple[str, int, str, bool]]:
        size = size_of(shown)
        bullet = "• " if shown.kind == "points" and not shown.small else ""
        lines = [(f"{bullet}{text}", size, ink, False) for text in shown.points]
        for claim in shown.claims:
            lines.append((claim.text, size, ink, False))
            lines.append((claim.mark, 14, soft, False))
        return lines

    def _frame(
        self,
        kind: str,
        top: float,
        height: float,
        lines: list[tuple[str, int, str, bool]],
        *,
        wide: bool = True,
    ) -> Any:
        width = ROOM if wide else ROOM * 0.58
        frame = self.odf.draw.Frame(
            x=f"{LEFT}cm",
            y=f"{top}cm",
            width=f"{width:.2f}cm",
            height=f"{height}cm",
            stylename=self.placed["box"],
        )
        if kind:
            self._set_class(frame, kind)
        box = self.odf.draw.TextBox()
        for text, size, colour, bold in lines:
            box.addElement(
                self.odf.text.P(stylename=self._style(size, colour, bold=bold), text=text)
            )
        frame.addElement(box)
        return frame

    def _style(self, size: int, colour: str, *, bold: bool) -> str:
        key = (size, colour, bold)
        if key not in self.styles:
            name = self.styles[key] = f"p{len(self.styles) + 1}"
            style = self.odf.style.Style(name=name, family="paragraph")
            style.addElement(
                self.odf.style.ParagraphProperties(
                    marginbottom=f"{size * 0.014:.2f}cm", textalign="start"
                )
            )
            weight = {"fontweight": "bold"} if bold else {}
            style.addElement(
                self.odf.style.TextProperties(
                    fontsize=f"{size}pt", color=f"#{colour}", fontname=self.deck.font, **weight
                )
            )
            self.book.automaticstyles.addElement(style)
        return self.styles[key]

    def _picture(self, shown: Shown) -> Any:
        picture, folder = shown.picture, self.deck.folder
        if picture is None or folder is None:
            raise ValueError(shown.title)
        href = self.book.addPicture(str(folder / picture.file))
        frame = self.odf.draw.Frame(
            x=f"{LEFT + ROOM * 0.61:.2f}cm", y="5.4cm", width=f"{ROOM * 0.38:.2f}cm", height="9cm"
        )
        frame.addElement(
            self.odf.draw.Image(href=href, type="simple", show="embed", actuate="onLoad")
        )
        frame.addElement(self.odf.svg.Title(text=shown.title))
        frame.addElement(self.odf.svg.Desc(text=picture.description))
        return frame

    def _set_class(self, frame: Any, kind: str) -> None:
        """What the frame is in the outline; the library does not know this attribute here."""
        frame.setAttrNS(self.odf.namespaces.PRESENTATIONNS, "class", kind)

    def _notes(self, shown: Shown) -> Any:
        notes = self.odf.presentation.Notes()
        frame = self.odf.draw.Frame(x="2cm", y="14cm", width="17cm", height="13cm")
        self._set_class(frame, "notes")
        box = self.odf.draw.TextBox()
        for line in shown.notes.split("\n"):
            box.addElement(self.odf.text.P(stylename=self._style(12, INK, bold=False), text=line))
        frame.addElement(box)
        notes.addElement(frame)
        return notes
