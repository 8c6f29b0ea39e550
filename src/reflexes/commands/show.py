"""`reflexes show CODE`: one record in full, with what it is tied to."""

import argparse

from reflexes.commands.speaking import as_json
from reflexes.editions import load
from reflexes.telling import Teller
from reflexes.wording import Translate


def fill(parser: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Say the options; gives the parsers that take those common to all commands."""
    parser.add_argument("code")
    return (parser,)


def run(asked: argparse.Namespace, translate: Translate) -> int:
    """Show the record that bears the code."""
    catalogue = load(asked.source)
    teller = Teller(catalogue, asked.lang, translate)
    record = catalogue[asked.code]
    print(as_json(teller.plain(record)) if asked.json else teller.show(record))
    return 0
