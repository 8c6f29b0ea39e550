"""`reflexes show CODE`: one record in full, with what it is tied to."""

import argparse
import sys
import warnings
from typing import Any

from reflexes.commands.speaking import as_json
from reflexes.editions import load
from reflexes.errors import WithdrawnNotice
from reflexes.telling import Teller
from reflexes.wording import Translate


def fill(parser: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Say the options; gives the parsers that take those common to all commands."""
    parser.add_argument("code", metavar="CODE", help="le code de la fiche / the code of the record")
    return (parser,)


def run(asked: argparse.Namespace, translate: Translate) -> int:
    """Show the record that bears the code."""
    catalogue = load(asked.source)
    teller = Teller(catalogue, asked.lang, translate)
    with warnings.catch_warnings(action="ignore", category=WithdrawnNotice):
        record = catalogue[asked.code]
    if record.withdrawn is not None:
        print(_notice(record, translate), file=sys.stderr)
    print(as_json(teller.plain(record)) if asked.json else teller.show(record))
    return 0


def _notice(record: Any, translate: Translate) -> str:
    """That the record is off its shelf, and what to look at instead."""
    said = translate("“%(code)s” is off its shelf: %(fate)s.") % {
        "code": record.code,
        "fate": translate(record.withdrawn.fate.value),
    }
    if record.withdrawn.replaced_by:
        said += " " + translate("See: %s.") % ", ".join(record.withdrawn.replaced_by)
    return said
