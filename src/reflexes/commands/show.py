"""`reflexes show CODE`: one record in full, with what it is tied to."""

import argparse
import sys
import warnings
from typing import Any

from reflexes.commands.speaking import as_json
from reflexes.editions import load
from reflexes.errors import WithdrawnNotice
from reflexes.evaluation.gathered_words import word_gathered, word_pilots, word_together
from reflexes.evaluation.gathering import Gathered, Together, gather
from reflexes.records import values_of
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
    tried = None
    if catalogue.shelf_of(record.code) == "pistes":
        tried = gather(catalogue.linked(record, "evidence"))
    if asked.json:
        beside = {"together": [_plain(one) for one in tried.together]} if tried else {}
        print(as_json(teller.plain(record) | beside))
    else:
        print(teller.show(record))
        if tried:
            print(_trials(tried, asked.lang, translate))
    return 0


def _trials(tried: Gathered, language: str, translate: Translate) -> str:
    """What trials of a piste say together, as plain lines."""
    lines = ["", translate("Trials and findings"), *word_gathered(tried, language)]
    for together in tried.together:
        lines += ["", word_together(together, language)]
        lines += [f"  {one}" for one in word_pilots(together, language)]
    return "\n".join(lines)


def _plain(together: Together) -> dict[str, Any]:
    """Pilots side by side for programs, and their mean where one may be told."""
    pooled = together.pooled
    return {
        "name": together.name,
        "unit": together.unit,
        "claim": together.claim,
        "pilots": [one.evidence.code for one in together.pilots],
        "pooled": values_of(pooled) if pooled else None,
    }


def _notice(record: Any, translate: Translate) -> str:
    """That the record is off its shelf, and what to look at instead."""
    said = translate("“%(code)s” is off its shelf: %(fate)s.") % {
        "code": record.code,
        "fate": translate(record.withdrawn.fate.value),
    }
    if record.withdrawn.replaced_by:
        said += " " + translate("See: %s.") % ", ".join(record.withdrawn.replaced_by)
    return said
