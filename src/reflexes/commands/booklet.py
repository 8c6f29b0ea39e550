"""`reflexes booklet --output FILE`: the booklet of an edition, as PDF, EPUB or one HTML file."""

import argparse
import hashlib
import sys
from pathlib import Path

from reflexes.booklet import write_booklet
from reflexes.commands.speaking import REFUSED, as_json
from reflexes.editions import load
from reflexes.exporting import ExportError
from reflexes.wording import Translate


def fill(parser: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Say the options; gives the parsers that take those common to all commands."""
    parser.add_argument(
        "--edition", dest="source", metavar="EDITION|DIR", help="comme --from / same as --from"
    )
    parser.add_argument(
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="fichier en .pdf, .epub ou .html / file in .pdf, .epub or .html",
    )
    parser.add_argument(
        "--force", action="store_true", help="remplacer ce qui existe / replace what exists"
    )
    return (parser,)


def run(asked: argparse.Namespace, translate: Translate) -> int:
    """Write the booklet, and say where."""
    catalogue = load(asked.source)
    path: Path = asked.output
    try:
        written = write_booklet(catalogue, path, language=asked.lang, force=asked.force)
    except ExportError as error:
        print(error.said(translate), file=sys.stderr)
        return REFUSED
    if asked.json:
        facts = {
            "path": str(path),
            "edition": catalogue.edition,
            "digest": catalogue.digest,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "written": written,
        }
        print(as_json(facts))
    else:
        words = "%(path)s written." if written else "%(path)s already held the same."
        print(translate(words) % {"path": path})
    return 0
