"""`reflexes graph`: what a record is tied to, what is missing, and the pictures."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

from reflexes.catalogue import Catalogue
from reflexes.commands.speaking import REFUSED, as_json, fail
from reflexes.drawing import (
    NeighbourRow,
    TieRow,
    draw_map,
    draw_surroundings,
    map_rows,
    neighbour_rows,
    tie_rows,
)
from reflexes.drawing.map_drawing import NOTHING
from reflexes.drawing.rows import with_sources
from reflexes.drawing.words import NOTHING_TIED, shelf_word
from reflexes.editions import load
from reflexes.exporting.placing import ExportError, place
from reflexes.graph import Graph, Link
from reflexes.texts import Status
from reflexes.wording import Translate

Question = Callable[[Graph], tuple[str, ...]]

QUESTIONS: dict[str, tuple[tuple[str, Question], ...]] = {
    "pistes": (
        (
            "Controversies that no piste answers, even through a phenomenon",
            Graph.unanswered_controversies,
        ),
        (
            "Controversies answered through their phenomena only",
            Graph.controversies_answered_through_phenomena_only,
        ),
        ("Controversies answered directly only", Graph.controversies_answered_directly_only),
        ("Phenomena that no piste answers", Graph.unanswered_phenomena),
    ),
    "observations": (("Phenomena that no observation is about", Graph.unobserved_phenomena),),
    "evidence": (
        ("Pistes without evidence: no findings on the shelf", Graph.pistes_without_evidence),
    ),
    "experiments": (("Pistes that no experiment took up", Graph.pistes_without_experiment),),
    "trials": (("Pistes with neither experiment nor evidence", Graph.untried_pistes),),
    "ties": (
        ("Records tied to nothing", Graph.orphans),
        ("Records tied to nothing but sources", lambda graph: graph.orphans(but_sources=True)),
    ),
}
"""What may be missing, and the answers to each question."""

WITHOUT_HELP = (
    "ce qui manque / what is missing: "
    "pistes (controverses et phénomènes sans piste / controversies and phenomena unanswered), "
    "observations (phénomènes sans observation / phenomena unobserved), "
    "evidence (pistes sans preuve / pistes without evidence), "
    "experiments (pistes sans expérimentation / pistes without experiment), "
    "trials (pistes sans l’une ni l’autre / pistes with neither), "
    "ties (fiches liées à rien / records tied to nothing)"
)
ARROWS = "→ said by the record above it; ← said by the record it is tied to."
CODE_WIDTH = 40


def fill(parser: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Say the options; gives the parsers that take those common to all commands."""
    parser.add_argument(
        "code",
        nargs="?",
        metavar="CODE",
        help="une fiche ; sans elle, la carte entière / a record; without it, the whole map",
    )
    parser.add_argument(
        "--steps", type=_steps, default=1, metavar="N", help="jusqu’à N pas / up to N steps away"
    )
    parser.add_argument(
        "--sources",
        action="store_true",
        default=None,
        help="les sources aussi / sources as well",
    )
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument(
        "--svg",
        type=Path,
        metavar="FILE",
        help="écrire l’image : ce qui touche la fiche, ou la carte"
        " / write the picture: what touches the record, or the map",
    )
    asked.add_argument("--table", action="store_true", help="un lien par ligne / one tie a line")
    asked.add_argument("--without", choices=tuple(QUESTIONS), help=WITHOUT_HELP)
    asked.add_argument(
        "--path",
        nargs=2,
        metavar=("CODE", "CODE"),
        help="le plus court chemin entre deux fiches / the shortest way between two records",
    )
    parser.add_argument(
        "--force", action="store_true", help="remplacer le fichier / replace the file"
    )
    return (parser,)


def _steps(said: str) -> int:
    if not said.isdecimal() or int(said) < 1:
        raise argparse.ArgumentTypeError(f"au moins 1 / at least 1: {said!r}")
    return int(said)


def run(asked: argparse.Namespace, translate: Translate) -> int:
    """Do what was asked of the graph."""
    if asked.code and (asked.without or asked.path):
        return fail(translate("Ask one thing at a time: a record, --without, or --path."))
    teller = _Teller(load(asked.source), asked, translate)
    if asked.svg:
        return teller.draw()
    if asked.without:
        said = teller.missing()
    elif asked.path:
        said = teller.path(*asked.path)
    elif asked.code:
        said = teller.around(asked.code)
    else:
        said = teller.whole()
    print(said)
    return 0


class _Teller:
    """Tells the graph of one catalogue, as the command asks."""

    def __init__(
        self, catalogue: Catalogue, asked: argparse.Namespace, translate: Translate
    ) -> None:
        self.catalogue = catalogue
        self.graph = catalogue.graph
        self.asked = asked
        self.language: str = asked.lang
        self.translate = translate

    def draw(self) -> int:
        """Write the picture, whole or not at all, and say where."""
        code, path = self.asked.code, self.asked.svg
        if code:
            drawn = draw_surroundings(
                self.catalogue, code, self.language, sources=self.asked.sources, alone=True
            )
        else:
            drawn = draw_map(self.catalogue, self.language, alone=True)
        try:
            written = place(drawn.encode(), path, force=self.asked.force)
        except ExportError as error:
            print(error.said(self.translate), file=sys.stderr)
            return REFUSED
        if self.asked.json:
            print(as_json({"path": str(path), "written": written}))
        else:
            words = "%(path)s written." if written else "%(path)s already held the same."
            print(self.translate(words) % {"path": path})
            if code and not neighbour_rows(self.catalogue, code, self.language):
                print(self.translate(NOTHING_TIED))
            elif not code and not self._is_drawable():
                print(self._nothing())
        return 0

    def around(self, code: str) -> str:
        """A record's neighbourhood, as a list, a table or JSON."""
        steps, sources = self.asked.steps, self.asked.sources
        if self.asked.json:
            found = self.graph.neighbourhood(
                code, steps, sources=with_sources(self.catalogue, code, asked=sources)
            )
            records = [
                {"distance": distance, **self._plain(one)}
                for distance, codes in enumerate(found.codes)
                for one in codes
            ]
            return as_json({"centre": code, "records": records, "links": _plain_links(found.links)})
        rows = neighbour_rows(self.catalogue, code, self.language, steps=steps, sources=sources)
        title = self._title(code)
        lines = [title, "=" * len(title)]
        if not rows:
            lines += ["", self.translate(NOTHING_TIED)]
        elif self.asked.table:
            lines += ["", *self._table(rows)]
        else:
            lines += [*self._list(rows), "", self.translate(ARROWS)]
        return "\n".join(lines)

    def missing(self) -> str:
        """What is missing, group by group, with how many."""
        groups = [(words, ask(self.graph)) for words, ask in QUESTIONS[self.asked.without]]
        if self.asked.json:
            said = [
                {"question": words, "records": [self._plain(code) for code in codes]}
                for words, codes in groups
            ]
            return as_json({"without": self.asked.without, "groups": said})
        blocks = [
            "\n".join((f"{self.translate(words)} · {len(codes)}", *self._named(codes, "  ")))
            for words, codes in groups
        ]
        return "\n\n".join(blocks)

    def path(self, start: str, end: str) -> str:
        """The shortest way between two records, tie after tie."""
        found = self.graph.path(start, end, sources=bool(self.asked.sources))
        if self.asked.json:
            steps = found.links if found else ()
            return as_json(
                {
                    "codes": list(found.codes) if found else [],
                    "links": [_plain_links(links) for links in steps],
                }
            )
        if found is None:
            return self.translate("Nothing leads from “%(start)s” to “%(end)s”.") % {
                "start": start,
                "end": end,
            }
        lines = list(self._named(found.codes[:1], ""))
        for code, links in zip(found.codes[1:], found.links, strict=True):
            nearer = found.codes[found.codes.index(code) - 1]
            lines += [f"    {_told(t)}" for t in self._ties(nearer, links)]
            lines += self._named((code,), "")
        return "\n".join(lines)

    def whole(self) -> str:
        """The map in words: each controversy, its phenomena, and the pistes that answer them."""
        if self.asked.json:
            skipped = () if self.asked.sources else self.catalogue.sources.codes
            codes = [r.code for r in self.catalogue if r.code not in skipped]
            links = self.graph.between(codes)
            records = [self._plain(code) for code in codes]
            return as_json({"records": records, "links": _plain_links(links)})
        if not self._is_drawable():
            return self._nothing()
        lines: list[str] = []
        for row in map_rows(self.catalogue, self.language):
            lines += [row.title or self.translate("Tied to nothing that is public")]
            lines += [f"    ◆ {piste.title}" for piste in row.pistes]
            for phenomenon in row.phenomena:
                lines += [f"  ○ {phenomenon.title}"]
                lines += [f"    ◆ {piste.title}" for piste in phenomenon.pistes]
            lines += [""]
        return "\n".join(lines).rstrip()

    def _list(self, rows: Iterable[NeighbourRow]) -> Iterator[str]:
        at: tuple[int, str] = (0, "")
        for row in rows:
            if row.distance != at[0]:
                words = "Tied to it" if row.distance == 1 else "%d steps away"
                said = self.translate(words)
                yield f"\n{said % row.distance if row.distance > 1 else said}"
            if (row.distance, row.shelf) != at:
                yield f"\n  {self.translate(shelf_word(row.shelf))}"
            at = (row.distance, row.shelf)
            yield from self._named((row.code,), "    ")
            yield from (f"        {_told(tie, far=row.distance > 1)}" for tie in row.ties)

    def _table(self, rows: Iterable[NeighbourRow]) -> Iterator[str]:
        """A table with a line for each tie, its columns as wide as what they hold."""
        heads = ("Steps", "Kind", "Record", "Field", "Tied to", "Said by", "Sources")
        cells = [[self.translate(head) for head in heads]]
        for row in rows:
            kind = self.translate(shelf_word(row.shelf, many=False))
            cells += [
                [
                    str(row.distance),
                    kind,
                    row.code,
                    f"→ {tie.field}" if tie.is_written_here else f"← {tie.field}",
                    tie.other,
                    tie.voice,
                    ", ".join(tie.sources),
                ]
                for tie in row.ties
            ]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        for line in cells:
            yield "  ".join(f"{cell:<{w}}" for cell, w in zip(line, widths, strict=True)).rstrip()

    def _named(self, codes: Iterable[str], indent: str) -> Iterator[str]:
        for code in codes:
            status = self._record(code).status
            known = "" if status is Status.ATTESTED else f" · {self.translate(status.value)}"
            yield f"{indent}{code:<{CODE_WIDTH}} {self._title(code)}{known}"

    def _ties(self, code: str, links: Iterable[Link]) -> tuple[TieRow, ...]:
        return tie_rows(self.catalogue, code, links, self.language)

    def _title(self, code: str) -> str:
        title: str = self._record(code).title.in_language(self.language)
        return title

    def _record(self, code: str) -> Any:
        # From all that its shelf holds, so that a withdrawn record is told without a warning.
        return self.catalogue.shelf(self.catalogue.shelf_of(code)).everything[code]

    def _plain(self, code: str) -> dict[str, str]:
        shelf = self.graph.shelf_of(code)
        status = self._record(code).status.value
        return {"shelf": shelf, "code": code, "title": self._title(code), "status": status}

    def _is_drawable(self) -> bool:
        return bool(len(self.catalogue.controversies) or len(self.catalogue.pistes))

    def _nothing(self) -> str:
        return self.translate(NOTHING)


def _told(tie: TieRow, *, far: bool = False) -> str:
    """One tie in words; an arrow tells which of the two records writes it."""
    arrow = "→" if tie.is_written_here else "←"
    sources = f" : {', '.join(tie.sources)}" if tie.sources else ""
    other = f" ({tie.other})" if far else ""
    return f"{arrow} {tie.field}{other} — {tie.voice}{sources}"


def _plain_links(links: Iterable[Link]) -> list[dict[str, Any]]:
    return [{**attrs.asdict(link), "field": link.field} for link in links]
