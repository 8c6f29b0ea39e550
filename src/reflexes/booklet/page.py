"""The booklet as one HTML file, which asks nothing of any other."""

import base64
from itertools import starmap
from pathlib import Path
from xml.etree import ElementTree as ET

from reflexes.booklet.tree import Booklet
from reflexes.booklet.weaving import Weaver, anchor, drawn, element

HERE = Path(__file__).parent
FONTS = HERE.parent / "data" / "fonts"
FACES = (
    ("Atkinson Hyperlegible Next", 400, "AtkinsonHyperlegibleNext-Regular.ttf"),
    ("Atkinson Hyperlegible Next", 700, "AtkinsonHyperlegibleNext-Bold.ttf"),
    ("Fraunces", 600, "Fraunces-SemiBold.ttf"),
)
STYLES = ("shared.css", "page.css")
SCRIPT_FREE = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
"""What the page may load: nothing but what stands in it."""


def write(booklet: Booklet) -> bytes:
    """The page."""
    weaver = Weaver(booklet, lambda name: f"#{name}")
    main = element("main", id="C-main", tabindex="-1")
    main.extend(weaver.section(chapter, 2) for chapter in booklet.chapters)
    body = element(
        "body",
        element("a", booklet.words["skip"], href="#C-main", class_="skip"),
        _cover(booklet),
        _contents(booklet),
        main,
        _foot(booklet, weaver),
    )
    page = element("html", _head(booklet), body, lang=booklet.language)
    said = ET.tostring(page, encoding="unicode", method="html")
    return f"<!doctype html>\n{said}\n".encode()


def _head(booklet: Booklet) -> ET.Element:
    styles = ((HERE / name).read_text("utf-8") for name in STYLES)
    style = "\n".join((*starmap(_face, FACES), *styles))
    policy = {"http-equiv": "Content-Security-Policy", "content": SCRIPT_FREE}
    return element(
        "head",
        element("meta", charset="utf-8"),
        ET.Element("meta", policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="description", content=booklet.statement),
        element("title", f"{booklet.title} · {booklet.subtitle}"),
        element("style", style),
    )


def _face(family: str, weight: int, file: str) -> str:
    """A typeface written in the page itself."""
    inside = base64.b64encode((FONTS / file).read_bytes()).decode()
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight};'
        f" src: url(data:font/ttf;base64,{inside}); }}"
    )


def _cover(booklet: Booklet) -> ET.Element:
    return element(
        "header",
        element("p", booklet.subtitle, class_="subtitle"),
        element("h1", booklet.title),
        element("figure", drawn(booklet.cover.svg, booklet.cover.alt), class_="cover"),
        element("p", " · ".join(booklet.counts)),
        element("p", booklet.statement, class_="status"),
    )


def _contents(booklet: Booklet) -> ET.Element:
    chapters = element("ol")
    for chapter in booklet.chapters:
        line = element("li", element("a", chapter.title, href=f"#{anchor(chapter.code)}"))
        inside = [each for each in chapter.sections if each.code]
        if inside:
            line.append(
                element(
                    "ol",
                    *(
                        element("li", element("a", each.title, href=f"#{anchor(each.code)}"))
                        for each in inside
                    ),
                )
            )
        chapters.append(line)
    title = element("h2", booklet.words["contents"], id="C-contents")
    return element("nav", title, chapters, aria_labelledby="C-contents")


def _foot(booklet: Booklet, weaver: Weaver) -> ET.Element:
    """The key of the marks, which stays at hand at the foot of the window."""
    top = element("p", element("a", booklet.words["top"], href="#C-contents"))
    return element("footer", weaver.key(booklet.key), top)
