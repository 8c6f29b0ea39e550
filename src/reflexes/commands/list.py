"""`reflexes list KIND`: the records of one shelf."""

import argparse
import sys

from reflexes.commands.speaking import as_json
from reflexes.editions import load
from reflexes.kinds import KINDS
from reflexes.telling import Teller
from reflexes.wording import Translate


def fill(parser: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Say the options; gives the parsers that take those common to all commands."""
    parser.add_argument("kind", metavar="KIND", choices=tuple(KINDS), help=", ".join(KINDS))
    return (parser,)


def run(asked: argparse.Namespace, translate: Translate) -> int:
    """List the shelf."""
    catalogue = load(asked.source)
    teller = Teller(catalogue, asked.lang, translate)
    if asked.json:
        print(as_json([teller.plain(record) for record in catalogue.shelf(asked.kind)]))
    elif len(catalogue.shelf(asked.kind)):
        print(teller.table(asked.kind))
    else:
        print(translate("This shelf is empty."), file=sys.stderr)
    return 0
