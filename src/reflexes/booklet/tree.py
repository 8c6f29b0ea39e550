"""What a booklet is made of: sections that hold blocks, blocks that hold what is said.

The tree is made once from a catalogue; the PDF, the EPUB and the page are three writings of it.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import attrs


class Voice(StrEnum):
    """Who speaks, as the marks say it; `PLAIN` is for labels and names that claim nothing."""

    INQUIRY = "inquiry"
    SOURCE = "source"
    OURS = "ours"
    PLAIN = ""


@attrs.frozen(kw_only=True)
class Said:
    """Some words and their mark.

    `language` is that of the words; `numbers` are those of the sources, `translated` says that
    this project translated them, `to` is the code of the record to which they lead.
    """

    words: str
    language: str
    voice: Voice = Voice.PLAIN
    numbers: tuple[int, ...] = ()
    translated: bool = False
    to: str = ""


@attrs.frozen(kw_only=True)
class Paragraph:
    """One text, perhaps of several paragraphs."""

    said: Said


@attrs.frozen(kw_only=True)
class Items:
    """Several texts, as a list; `ordered` when their order says something."""

    said: tuple[Said, ...]
    ordered: bool = False


@attrs.frozen(kw_only=True)
class Entry:
    """A short thing with its own name: a fact, a trial, a source's two positions.

    `detail` says where and when, in one line.
    """

    title: Said
    said: tuple[Said, ...]
    detail: str = ""
    code: str = ""


@attrs.frozen(kw_only=True)
class Pole:
    """One end of a tension: its name and the strongest argument for it."""

    name: Said
    argument: Said


@attrs.frozen(kw_only=True)
class Poles:
    """The two ends of a tension, side by side, neither before the other; `hue` from 1."""

    poles: tuple[Pole, ...]
    hue: int


@attrs.frozen(kw_only=True)
class Status:
    """The line under a title: how far the record is known, where its name comes from."""

    sign: Voice
    words: str
    name: Said | None = None


@attrs.frozen(kw_only=True)
class Picture:
    """A drawing with its words for those who do not see it.

    `halves` are the parts in which print shows it on facing pages; the last has the room that is
    left for the caption. `width` and `height` are in the drawing's own units.
    """

    svg: str
    title: str
    alt: str
    width: float
    height: float
    halves: tuple[str, ...] = ()
    split: float = 0.0


@attrs.frozen(kw_only=True)
class Table:
    """The rows of a table; the first cell of a row is its heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@attrs.frozen(kw_only=True)
class KeyRow:
    """A mark, its word and what it means."""

    voice: Voice
    word: str
    meaning: str


@attrs.frozen(kw_only=True)
class Key:
    """The marks and what they mean."""

    rows: tuple[KeyRow, ...]


@attrs.frozen(kw_only=True)
class Reference:
    """A source, by its number."""

    number: int
    code: str
    title: Said
    detail: str
    addresses: tuple[str, ...]
    note: Said | None = None


@attrs.frozen(kw_only=True)
class Facts:
    """Names and values: the edition, its digest, its licence."""

    rows: tuple[tuple[str, str], ...]


@attrs.frozen(kw_only=True)
class Notes:
    """Room for the reader's own words; only print has any."""

    words: str


Block = (
    Paragraph | Items | Entry | Poles | Status | Picture | Table | Key | Reference | Facts | Notes
)


@attrs.frozen(kw_only=True)
class Section:
    """A heading and what stands under it.

    `code` is that of the record it tells, or a name of its own; `short` a shorter name, for the
    head of pages; `hue` the colour of its tension, from 1, or 0. `facing` is what stands on the
    right-hand page when the section is a double page.
    """

    title: str
    language: str
    code: str
    short: str = ""
    blocks: tuple[Block, ...] = ()
    sections: "tuple[Section, ...]" = ()
    facing: "tuple[Section, ...]" = ()
    original: Said | None = None
    hue: int = 0
    role: str = ""

    def inside(self) -> "Iterator[Section]":
        """Itself and all the sections in it, in reading order."""
        yield self
        for section in (*self.sections, *self.facing):
            yield from section.inside()


@attrs.frozen(kw_only=True)
class Booklet:
    """A whole booklet: what is on its cover, its chapters, and the words of its furniture."""

    language: str
    title: str
    subtitle: str
    edition: str
    author: str
    identifier: str
    day: str
    licence: str
    statement: str
    counts: tuple[str, ...]
    cover: Picture
    key: Key
    words: dict[str, str]
    chapters: tuple[Section, ...]

    def sections(self) -> Iterator[Section]:
        """Every section, in reading order."""
        for chapter in self.chapters:
            yield from chapter.inside()

    @property
    def codes(self) -> frozenset[str]:
        """The codes that have a place in the booklet, to which words may lead."""
        sections = tuple(self.sections())
        blocks = (block for section in sections for block in section.blocks)
        own = {block.code for block in blocks if isinstance(block, Entry | Reference)}
        return frozenset(own - {""} | {section.code for section in sections})


def plain(item: Any) -> Any:
    """The tree as plain data; each block and section says its `kind`."""
    if attrs.has(type(item)):
        fields = attrs.fields(type(item))
        said = {field.name: plain(getattr(item, field.name)) for field in fields}
        return {"kind": type(item).__name__.lower(), **said}
    if isinstance(item, tuple):
        return [plain(each) for each in item]
    if isinstance(item, dict):
        return {name: plain(each) for name, each in item.items()}
    return item.value if isinstance(item, StrEnum) else item
