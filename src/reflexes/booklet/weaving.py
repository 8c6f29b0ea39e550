"""The booklet as elements of XHTML, shared by the EPUB and the page.

Elements bear plain names: whoever writes them says the namespace once, on the root.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.etree import ElementTree as ET

from reflexes.booklet.tree import (
    Block,
    Booklet,
    Entry,
    Facts,
    Items,
    Key,
    Notes,
    Paragraph,
    Picture,
    Poles,
    Reference,
    Said,
    Section,
    Status,
    Table,
    Voice,
)

SIGNS = {Voice.INQUIRY: "◆", Voice.SOURCE: "▲", Voice.OURS: "◇"}
SVG = "http://www.w3.org/2000/svg"
Child = ET.Element | str | None
DEEPEST = 6
"""The deepest heading that XHTML knows."""


def element(name: str, /, *children: Child, **attributes: str) -> ET.Element:
    """An element; `class_` is its class, and `aria_label` is written `aria-label`."""
    made = ET.Element(
        name, {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    )
    for child in children:
        add(made, child)
    return made


def add(parent: ET.Element, child: Child) -> None:
    """Put an element or some words at the end of `parent`; nothing for None."""
    if isinstance(child, ET.Element):
        parent.append(child)
    elif child and len(parent):
        parent[-1].tail = (parent[-1].tail or "") + child
    elif child:
        parent.text = (parent.text or "") + child


def anchor(code: str) -> str:
    """The id of what bears `code`: a record's code may begin with a figure, an id may not."""
    return code if code.startswith(("C-", "S-")) else f"r-{code}"


def drawn(svg: str, label: str) -> ET.Element:
    """A drawing in the midst of a text, with its words for those who do not see it."""
    root = ET.fromstring(svg)  # noqa: S314 - drawn by ourselves
    for each in root.iter():
        each.tag = each.tag.removeprefix(f"{{{SVG}}}")
    root.attrib = {
        "xmlns": SVG,
        "viewBox": root.attrib["viewBox"],
        "font-family": "sans-serif",
        "role": "img",
        "aria-label": label,
    }
    return root


class Weaver:
    """Makes the elements of one booklet.

    `address` gives, for the id of a thing, where it is to be found.
    """

    def __init__(self, booklet: Booklet, address: Callable[[str], str]) -> None:
        """Keep the words of the marks and the codes that have a place."""
        self.booklet = booklet
        self.address = address
        self.words = booklet.words
        self.marks = {row.voice: row.word for row in booklet.key.rows}
        self.codes = booklet.codes
        self.writers: dict[type, Callable[[Any, int], Iterable[ET.Element]]] = {
            Paragraph: lambda block, _: [element("p", *self.tell(block.said))],
            Items: lambda block, _: [self._items(block)],
            Entry: self._entry,
            Poles: lambda block, _: [self._poles(block)],
            Status: lambda block, _: [self._status(block)],
            Picture: lambda block, _: [self._picture(block)],
            Table: lambda block, _: [self._table(block)],
            Key: lambda block, _: [self.key(block)],
            Reference: lambda block, _: [self._reference(block)],
            Facts: lambda block, _: [self._facts(block)],
            Notes: lambda block, _: [element("p", block.words)],
        }

    # ---- Words

    def mark(self, said: Said) -> ET.Element | None:
        """The sign, the word and the numbers after some words."""
        if said.voice is Voice.PLAIN and not said.numbers:
            return None
        made = element("span", class_="mark")
        if said.voice is not Voice.PLAIN:
            add(made, self.sign(said.voice))
            add(made, f"\u00a0{self.marks[said.voice]}")
        for place, number in enumerate(said.numbers):
            add(made, ", " if place else "\u00a0")
            add(made, element("a", str(number), href=self.address(f"S-{number}")))
        if said.translated:
            add(made, f" {self.words['transl']}")
        return made

    def sign(self, voice: Voice) -> ET.Element:
        """The sign of a voice; the word beside it says the same."""
        return element("span", SIGNS[voice], aria_hidden="true", class_="sign")

    def named(self, said: Said) -> ET.Element | str:
        """The words alone, leading where they lead."""
        words: ET.Element | str = said.words
        if said.language != self.booklet.language:
            words = element("span", said.words, **self._language(said.language))
        if said.to and said.to in self.codes:
            words = element("a", words, href=self.address(anchor(said.to)))
        return words

    def tell(self, said: Said) -> Iterator[Child]:
        """The words, their language when it is another, their mark."""
        if said.language != self.booklet.language:
            yield element("span", f"({self.words['in-' + said.language]})", class_="mark")
            yield " "
        yield self.named(said)
        mark = self.mark(said)
        if mark is not None:
            yield " "
            yield mark

    def _language(self, language: str) -> dict[str, str]:
        return {"lang": language, "xml:lang": language}

    # ---- Sections

    def section(self, section: Section, level: int, *, name: str = "section") -> ET.Element:
        """A section: its heading, its blocks, what is inside it."""
        made = element(name, class_=f"{section.role or 'plain'} hue-{section.hue}")
        if section.code:
            made.set("id", anchor(section.code))
        made.append(element(f"h{min(level, DEEPEST)}", section.title))
        if section.original is not None:
            words = self.words["original"]
            made.append(element("p", words, " ", *self.tell(section.original), class_="status"))
        for block in section.blocks:
            made.extend(self.block(block, level))
        pages = [section.sections, section.facing] if section.facing else [section.sections]
        for page in pages:
            inner = element("div", class_="half") if section.facing else made
            inner.extend(self.section(each, level + 1) for each in page)
            if inner is not made and page:
                made.append(inner)
        return made

    def block(self, block: Block, level: int) -> Iterable[ET.Element]:
        """The elements of one block."""
        return self.writers[type(block)](block, level)

    def _items(self, block: Items) -> ET.Element:
        made = element("ol" if block.ordered else "ul")
        made.extend(element("li", *self.tell(said)) for said in block.said)
        return made

    def _entry(self, entry: Entry, _: int) -> Iterator[ET.Element]:
        made = element("div", class_="entry")
        if entry.code:
            made.set("id", anchor(entry.code))
        title = element("p", element("strong", self.named(entry.title)), class_="entry-title")
        mark = self.mark(entry.title)
        if mark is not None:
            add(title, " ")
            add(title, mark)
        if entry.detail:
            add(title, " · ")
            add(title, element("span", entry.detail, class_="detail"))
        made.append(title)
        made.extend(element("p", *self.tell(said)) for said in entry.said)
        yield made

    def _poles(self, block: Poles) -> ET.Element:
        made = element("div", class_="poles")
        for pole in block.poles:
            name = element("p", element("strong", self.named(pole.name)), " ", self.mark(pole.name))
            made.append(element("div", name, element("p", *self.tell(pole.argument))))
        return made

    def _status(self, status: Status) -> ET.Element:
        made = element("p", self.sign(status.sign), f"\u00a0{status.words}", class_="status")
        if status.name is not None:
            add(made, f" · {status.name.words} ")
            add(made, self.mark(status.name))
        return made

    def _picture(self, picture: Picture) -> ET.Element:
        # A drawing wider than the page scrolls in its own frame, which the keyboard must reach.
        frame = element(
            "div",
            drawn(picture.svg, picture.title),
            class_="frame",
            role="region",
            tabindex="0",
            aria_label=picture.title,
        )
        return element("figure", frame, element("figcaption", picture.alt))

    def _table(self, table: Table) -> ET.Element:
        head = element("tr", *(element("th", words, scope="col") for words in table.head))
        body = element("tbody")
        for first, *others in table.rows:
            row = element("tr", element("th", *_lines(first), scope="row"))
            row.extend(element("td", *_lines(cell)) for cell in others)
            body.append(row)
        made = element("table", element("caption", table.caption), element("thead", head), body)
        return element(
            "div", made, class_="frame", role="region", tabindex="0", aria_label=table.caption
        )

    def key(self, key: Key) -> ET.Element:
        """The marks and their meanings."""
        made = element("dl", class_="key")
        for row in key.rows:
            made.append(element("dt", self.sign(row.voice), f"\u00a0{row.word}"))
            made.append(element("dd", row.meaning))
        return made

    def _reference(self, reference: Reference) -> ET.Element:
        title = element("cite", reference.title.words)
        if reference.title.language != self.booklet.language:
            title.attrib.update(self._language(reference.title.language))
        words = element(
            "p", element("strong", f"{reference.number} "), title, " ", self.mark(reference.title)
        )
        add(words, f" · {reference.detail}")
        made = element("div", words, class_="reference", id=f"S-{reference.number}")
        for address in reference.addresses:
            made.append(element("p", element("a", address, href=address), class_="address"))
        if reference.note is not None:
            made.append(element("p", *self.tell(reference.note)))
        return made

    def _facts(self, facts: Facts) -> ET.Element:
        made = element("dl")
        for name, value in facts.rows:
            made.append(element("dt", name))
            made.append(element("dd", value))
        return made


def _lines(words: str) -> Iterator[Child]:
    for place, line in enumerate(words.split("\n")):
        if place:
            yield element("br")
        yield line
