"""The booklet as an EPUB 3: one file per chapter, a navigation, what it says of its access."""

from pathlib import Path
from xml.etree import ElementTree as ET

from reflexes.booklet.tree import Booklet, Picture, Section
from reflexes.booklet.weaving import Weaver, anchor, drawn, element
from reflexes.exporting import pack

HERE = Path(__file__).parent
FONTS = HERE.parent / "data" / "fonts"
EMBEDDED = (
    "AtkinsonHyperlegibleNext-Bold.ttf",
    "AtkinsonHyperlegibleNext-Regular.ttf",
    "Fraunces-SemiBold.ttf",
)
STYLES = ("shared.css", "reader.css")
XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
UNDATED = "1980-01-01"
"""The day written in a booklet of a tree of files, which has none: bytes must not change."""
CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/package.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>\n"
)
ACCESS = (
    ("schema:accessMode", "textual"),
    ("schema:accessMode", "visual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "alternativeText"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityFeature", "longDescription"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityHazard", "none"),
)
"""What the booklet says of its own access; each is true of the files below."""


def write(booklet: Booklet) -> bytes:
    """The EPUB."""
    names = {chapter.code: f"{chapter.code[2:]}.xhtml" for chapter in booklet.chapters}
    homes = {
        anchor(code): names[chapter.code]
        for chapter in booklet.chapters
        for code in _codes(chapter)
    }
    weaver = Weaver(booklet, lambda name: f"{homes[name]}#{name}")
    files: dict[str, bytes] = {"cover.xhtml": _cover(booklet), "nav.xhtml": _nav(booklet, names)}
    for chapter in booklet.chapters:
        body = element("body", weaver.section(chapter, 1))
        files[names[chapter.code]] = _document(booklet, chapter.title, body)
    files["cover.svg"] = booklet.cover.svg.encode()
    styles = [(HERE / name).read_text("utf-8") for name in STYLES]
    files["style.css"] = "\n".join(styles).encode()
    files |= {f"fonts/{name}": (FONTS / name).read_bytes() for name in EMBEDDED}
    whole = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": CONTAINER.encode(),
        "OEBPS/package.opf": _package(booklet, files, [*names.values()]),
        **{f"OEBPS/{name}": content for name, content in files.items()},
    }
    return pack(whole)


def _codes(chapter: Section) -> set[str]:
    """The codes that have a place in a chapter, sources by their numbers."""
    sections = tuple(chapter.inside())
    blocks = [block for section in sections for block in section.blocks]
    entries = {getattr(block, "code", "") for block in blocks}
    numbers = {f"S-{block.number}" for block in blocks if hasattr(block, "number")}
    return {section.code for section in sections} | entries | numbers


def _document(booklet: Booklet, title: str, body: ET.Element) -> bytes:
    head = element(
        "head", element("title", title), element("link", rel="stylesheet", href="style.css")
    )
    page = element("html", head, body, lang=booklet.language)
    page.attrib |= {"xmlns": XHTML, "xmlns:epub": OPS, "xml:lang": booklet.language}
    return _serial(page, "<!DOCTYPE html>\n")


def _serial(root: ET.Element, kind: str = "") -> bytes:
    said = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{kind}{said}\n'.encode()


def _cover(booklet: Booklet) -> bytes:
    body = element(
        "body",
        element("p", booklet.subtitle),
        element("h1", booklet.title),
        element("figure", drawn(booklet.cover.svg, booklet.cover.alt)),
        element("p", " · ".join(booklet.counts)),
        element("p", booklet.statement, class_="status"),
        class_="cover",
    )
    return _document(booklet, booklet.title, body)


def _nav(booklet: Booklet, names: dict[str, str]) -> bytes:
    chapters = element("ol")
    for chapter in booklet.chapters:
        line = element("li", element("a", chapter.title, href=names[chapter.code]))
        inside = [each for each in chapter.sections if each.code]
        if inside:
            inner = element("ol")
            for each in inside:
                href = f"{names[chapter.code]}#{anchor(each.code)}"
                inner.append(element("li", element("a", each.title, href=href)))
            line.append(inner)
        chapters.append(line)
    nav = element("nav", element("h1", booklet.words["contents"]), chapters, id="toc")
    nav.attrib |= {"epub:type": "toc", "role": "doc-toc"}
    return _document(booklet, booklet.words["contents"], element("body", nav))


def _package(booklet: Booklet, files: dict[str, bytes], chapters: list[str]) -> bytes:
    package = element("package", _metadata(booklet))
    package.attrib |= {
        "xmlns": "http://www.idpf.org/2007/opf",
        "version": "3.0",
        "unique-identifier": "name",
        "xml:lang": booklet.language,
    }
    drawing = {
        f"{chapter.code[2:]}.xhtml"
        for chapter in booklet.chapters
        if any(isinstance(block, Picture) for each in chapter.inside() for block in each.blocks)
    }
    properties = dict.fromkeys(drawing | {"cover.xhtml"}, "svg")
    properties |= {"nav.xhtml": "nav", "cover.svg": "cover-image"}
    ids = {name: f"f{place}" for place, name in enumerate(files)}
    manifest, spine = element("manifest"), element("spine")
    for name in files:
        item = ET.Element("item", {"id": ids[name], "href": name, "media-type": _media_type(name)})
        if name in properties:
            item.set("properties", properties[name])
        manifest.append(item)
    for name in ("cover.xhtml", "nav.xhtml", *chapters):
        spine.append(element("itemref", idref=ids[name]))
    package.extend((manifest, spine))
    return _serial(package)


def _media_type(name: str) -> str:
    return {
        ".xhtml": "application/xhtml+xml",
        ".svg": "image/svg+xml",
        ".css": "text/css",
        ".ttf": "font/ttf",
    }[Path(name).suffix]


def _metadata(booklet: Booklet) -> ET.Element:
    day = booklet.day or UNDATED
    made = ET.Element("metadata", {"xmlns:dc": "http://purl.org/dc/elements/1.1/"})
    made.extend(
        (
            element("dc:identifier", booklet.identifier, id="name"),
            element("dc:title", f"{booklet.title} · {booklet.subtitle}"),
            element("dc:language", booklet.language),
            element("dc:creator", booklet.author),
            element("dc:date", day),
            element("dc:rights", booklet.licence),
            element("dc:description", booklet.statement),
            element("meta", f"{day}T00:00:00Z", property="dcterms:modified"),
            *(element("meta", value, property=name) for name, value in ACCESS),
            element("meta", booklet.words["access"], property="schema:accessibilitySummary"),
        )
    )
    return made
