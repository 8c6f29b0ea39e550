"""`reflexes cite [CODE]`: how to cite a record or an edition."""

import argparse
import re

from reflexes.citing import FORMATS, cite
from reflexes.commands.speaking import fail
from reflexes.editions import load
from reflexes.wording import Translate


def fill(parser: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Say the options; gives the parsers that take those common to all commands."""
    parser.add_argument(
        "code", nargs="?", help="sans code, toute l’édition / without a code, the whole edition"
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="forme de la citation / form"
    )
    parser.add_argument(
        "--url", default="", metavar="ADDRESS", help="où le lire en ligne / where to read it online"
    )
    return (parser,)


def run(asked: argparse.Namespace, translate: Translate) -> int:
    """Print the citation; `--json` is the same as `--format csl`."""
    if asked.url and not re.match(r"https?://[^\s/]+", asked.url):
        return fail(
            translate("“%s” is not the address of a page: it begins with https://.") % asked.url
        )
    citation = cite(load(asked.source), asked.code, language=asked.lang, address=asked.url)
    print(citation.written("csl" if asked.json else asked.format))
    return 0
