"""What a page is made of, read as a browser reads it, without one."""

import itertools
from html.parser import HTMLParser

import attrs

VOID = {"input", "link", "meta", "br", "img", "hr"}


@attrs.define
class Structure(HTMLParser):
    """The headings, ids, labels, fields and links of a page."""

    headings: list[tuple[int, str]] = attrs.field(factory=list)
    ids: list[str] = attrs.field(factory=list)
    labelled: set[str] = attrs.field(factory=set)
    fields: list[str] = attrs.field(factory=list)
    names: list[str] = attrs.field(factory=list)
    links: list[str] = attrs.field(factory=list)
    _open: str = ""

    def __attrs_post_init__(self) -> None:
        """Make it a parser."""
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        said = {name: value or "" for name, value in attributes}
        if "id" in said:
            self.ids.append(said["id"])
        if tag == "label":
            self.labelled.add(said.get("for", ""))
        if tag == "a":
            self.links.append(said.get("href", ""))
        if tag in {"input", "textarea", "select"} and said.get("type") not in {"hidden", "submit"}:
            self.fields.append(said.get("id", ""))
            self.names.append(said.get("name", ""))
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append((int(tag[1]), ""))
            self._open = tag

    def handle_endtag(self, tag: str) -> None:
        """Close a heading."""
        if tag == self._open:
            self._open = ""

    def handle_data(self, data: str) -> None:
        """The words of a heading."""
        if self._open:
            level, words = self.headings[-1]
            self.headings[-1] = (level, words + data)


def structure_of(text: str) -> Structure:
    """The structure of a page."""
    found = Structure()
    found.feed(text)
    return found


def faults_of(text: str) -> list[str]:
    """What would make a page hard to read: ids said twice, fields without a label, jumps."""
    found = structure_of(text)
    faults = [f"id twice: {each}" for each in set(found.ids) if found.ids.count(each) > 1]
    faults += [f"no label: {each}" for each in found.fields if each not in found.labelled]
    inside = (each.removeprefix("#") for each in found.links if each.startswith("#"))
    faults += [f"leads nowhere: {each}" for each in inside if each not in found.ids]
    levels = [level for level, _ in found.headings]
    faults += [] if levels.count(1) == 1 else [f"{levels.count(1)} first headings"]
    faults += [
        f"jump from h{before} to h{after}"
        for before, after in itertools.pairwise(levels)
        if after > before + 1
    ]
    return faults
