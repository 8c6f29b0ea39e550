"""`reflexes search WORDS…`: the records that hold the words, with the passages and the counts."""

import argparse
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator
from typing import Any

from reflexes.commands.speaking import as_json
from reflexes.editions import load
from reflexes.searching import FACETS, Hit, Passage, Result
from reflexes.telling import SAID_BY
from reflexes.wording import Translate

BOLD, PLAIN = "\033[1m", "\033[22m"
FACET_LABELS = {
    "shelf": "Shelf",
    "controversy": "Controversy",
    "principle": "Principle",
    "status": "Status",
    "organisation_kind": "Kind of organisation",
}
TRANSLATED = frozenset({"status", "organisation_kind"})
"""The facets whose values have words; the values of the others are codes and names of shelves."""
MOST_VALUES = 6
INDENT = "     "


def fill(parser: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Say the options; gives the parsers that take those common to all commands."""
    parser.add_argument(
        "words", nargs="*", metavar="WORDS", help="mots cherchés / what is looked for"
    )
    for facet, words in (
        ("shelf", "d’une étagère / of one shelf"),
        ("controversy", "liées à une controverse / tied to a controversy"),
        ("principle", "qui renforcent un principe / that strengthen a principle"),
        ("status", "d’un statut / of one status"),
        ("organisation_kind", "d’un type d’organisation / of one kind of organisation"),
    ):
        parser.add_argument(f"--{facet.replace('_', '-')}", help=words)
    parser.add_argument("--limit", type=int, default=20, help="20 fiches au plus / at most")
    parser.add_argument("--offset", type=int, default=0, help="à partir de / beginning after")
    return (parser,)


def run(asked: argparse.Namespace, translate: Translate) -> int:
    """Search and tell what was found; finding nothing is no error."""
    narrowed = {facet: getattr(asked, facet) for facet in FACETS}
    result = load(asked.source).search(
        " ".join(asked.words),
        **narrowed,
        limit=asked.limit,
        offset=asked.offset,
        language=asked.lang,
    )
    if asked.json:
        print(as_json(plain_result(result)))
        return 0
    shown = "\n".join(_Page(asked, translate).lines(result))
    # A terminal may have sent bytes that are no text; they must not stop the answer.
    encoding = sys.stdout.encoding or "utf-8"
    print(shown.encode(encoding, "replace").decode(encoding))
    return 0


def plain_result(result: Result) -> dict[str, Any]:
    """A result as plain values, for JSON. Marks are offsets in the passage: start, end."""
    return {
        "words": list(result.words),
        "relaxed": result.relaxed,
        "total": result.total,
        "hits": [_plain_hit(hit) for hit in result.hits],
        "facets": {facet: dict(counts) for facet, counts in result.facets.items()},
    }


def _plain_hit(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "code": hit.record.code,
        "shelf": hit.shelf,
        "status": hit.record.status.value,
        "title": {"fr": hit.record.title.fr, "en": hit.record.title.en},
        "score": hit.score,
        "passage": {
            "text": passage.text,
            "marks": [[mark.start, mark.end] for mark in passage.marks],
            "field": passage.field,
            "language": passage.language,
            "start": passage.start,
            "length": passage.length,
            "says": passage.says.value if passage.says else None,
            "translated": passage.translated,
        },
    }


class _Page:
    """What the terminal shows of a result."""

    def __init__(self, asked: argparse.Namespace, translate: Translate) -> None:
        self.language = asked.lang
        self.offset = asked.offset
        self.translate = translate
        self.width = max(60, min(100, shutil.get_terminal_size().columns))
        self.is_bold = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def lines(self, result: Result) -> Iterator[str]:
        yield self._heading(result)
        for place, hit in enumerate(result.hits, self.offset + 1):
            yield ""
            yield from self._hit(place, hit)
        if result.total:
            yield ""
            yield from self._facets(result)

    def _heading(self, result: Result) -> str:
        if not result.total:
            said = "Nothing was found." if result.words else "No word to look for in this."
            return self.translate(said)
        said = self.translate("One record.")
        if result.total > 1:
            said = self.translate("%d records.") % result.total
        if result.relaxed:
            said += " " + self.translate("None holds all the words: these hold the most.")
        return said

    def _hit(self, place: int, hit: Hit) -> Iterator[str]:
        title, passage = hit.record.title.in_language(self.language), hit.passage
        is_title = passage.text == title
        yield f"{place:>3}. {self._marked(passage, title) if is_title else title}"
        status = self.translate(hit.record.status.value)
        yield f"{INDENT}{hit.record.code} · {hit.shelf} · {status}"
        if not is_title and passage.field != "code":
            before, after = "… " * passage.is_cut_before, " …" * passage.is_cut_after
            text = f"{before}{self._marked(passage, passage.text)}{after}"
            yield from textwrap.wrap(
                text, self.width, initial_indent=INDENT, subsequent_indent=INDENT
            )
            yield f"{INDENT}— {self._origin(passage)}"

    def _marked(self, passage: Passage, text: str) -> str:
        """The text with the found words in bold where the terminal can."""
        for mark in reversed(passage.marks) if self.is_bold else ():
            word = text[mark.start : mark.end]
            text = f"{text[: mark.start]}{BOLD}{word}{PLAIN}{text[mark.end :]}"
        return text

    def _origin(self, passage: Passage) -> str:
        said = [self.translate(passage.label)]
        if passage.says is not None:
            said.append(self.translate(SAID_BY[passage.says]))
        if passage.language and passage.language != self.language:
            said.append(self.translate("in English" if passage.language == "en" else "in French"))
        return ", ".join(said)

    def _facets(self, result: Result) -> Iterator[str]:
        for facet, counts in result.facets.items():
            if not counts:
                continue
            values = [
                f"{self.translate(value) if facet in TRANSLATED else value} {count}"
                for value, count in list(counts.items())[:MOST_VALUES]
            ]
            if len(counts) > MOST_VALUES:
                values.append("…")
            label = self.translate(FACET_LABELS[facet])
            facts = {"label": label, "values": ", ".join(values)}
            said = self.translate("%(label)s: %(values)s") % facts
            yield textwrap.fill(said, self.width, subsequent_indent="  ")
