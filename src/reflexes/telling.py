"""A record told in the terminal: its texts, who says them, what it is tied to."""

import datetime as dt
import shutil
import textwrap
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import attrs

from reflexes.catalogue import Catalogue
from reflexes.conversion import plain
from reflexes.fields import spec_of
from reflexes.kinds import KINDS
from reflexes.texts import Says, Text, Title
from reflexes.wording import Translate

CODE_WIDTH = 40
SAID_BY = {
    Says.INQUIRY: "the inquiry, in our words",
    Says.SOURCE: "another source, in our words",
    Says.OURS: "this project",
}


class Teller:
    """Tells the records of one catalogue in one language."""

    def __init__(self, catalogue: Catalogue, language: str, translate: Translate) -> None:
        """Keep what every telling needs."""
        self.catalogue = catalogue
        self.language = language
        self.translate = translate
        self.colon = "\N{NO-BREAK SPACE}: " if language == "fr" else ": "
        self.width = max(60, min(100, shutil.get_terminal_size().columns))

    def plain(self, record: Any) -> dict[str, Any]:
        """The plain form of a record with its ties, for JSON."""
        ties = {
            shelf: [other.code for other in self.catalogue.linked(record, shelf)] for shelf in KINDS
        }
        return {
            "shelf": self.catalogue.shelf_of(record.code),
            **plain(record),
            "linked": {shelf: codes for shelf, codes in ties.items() if codes},
        }

    def table(self, shelf: str) -> str:
        """The records of a shelf, one a line: code, status, title."""
        return "\n".join(
            f"{record.code:<{CODE_WIDTH}} {self.translate(record.status.value):<12} "
            f"{record.title.in_language(self.language)}"
            for record in self.catalogue.shelf(shelf)
        )

    def show(self, record: Any) -> str:
        """One record in full, then what it is tied to."""
        title = record.title.in_language(self.language)
        lines = [title, "=" * min(len(title), self.width), ""]
        lines += self._fields(record)
        for shelf in KINDS:
            linked = self.catalogue.linked(record, shelf)
            if linked:
                lines += ["", f"→ {shelf}"]
                lines += [
                    f"  {other.code:<{CODE_WIDTH}} {other.title.in_language(self.language)}"
                    for other in linked
                ]
        return "\n".join(lines)

    def _fields(self, record: Any, indent: str = "") -> Iterator[str]:
        for attribute in attrs.fields(type(record)):
            value = getattr(record, attribute.name)
            spec = spec_of(attribute)
            if value in (None, "", ()) or attribute.name == "title" or spec is None:
                continue
            label = self.translate(spec.label)
            if isinstance(value, (str, int, float, dt.date)):
                yield f"{indent}{label}{self.colon}{self._word(value)}"
            else:
                yield f"{indent}{label}"
                yield from self._value(value, f"{indent}  ")

    def _value(self, value: Any, indent: str) -> Iterator[str]:
        if isinstance(value, tuple):
            for item in value:
                yield from self._value(item, indent)
        elif isinstance(value, Text | Title):
            yield from self._text(value, indent)
        elif attrs.has(type(value)):
            yield from self._fields(value, indent)
        else:
            yield f"{indent}{self._word(value)}"

    def _text(self, text: Text | Title, indent: str) -> Iterator[str]:
        said = self.translate(SAID_BY[text.says])
        sources = f" : {', '.join(text.sources)}" if text.sources else ""
        yield textwrap.fill(
            text.in_language(self.language),
            self.width,
            initial_indent=indent,
            subsequent_indent=indent,
        )
        yield f"{indent}— {said}{sources}"

    def _word(self, value: object) -> str:
        if isinstance(value, float):
            said = f"{value:.6g}"
            return said.replace(".", ",") if self.language == "fr" else said
        return self.translate(value.value) if isinstance(value, StrEnum) else str(value)
