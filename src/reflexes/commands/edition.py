"""`reflexes edition cut | list`: freeze an edition, list those at hand."""

import argparse
from pathlib import Path

from reflexes import editions
from reflexes.commands.speaking import as_json
from reflexes.wording import Translate


def fill(parser: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Say the options; gives the parsers that take those common to all commands."""
    inner = parser.add_subparsers(required=True, metavar="ACTION")
    cut = inner.add_parser("cut", help="figer une édition / freeze an edition")
    cut.add_argument("name", metavar="YYYY.MM")
    cut.add_argument("--tree", type=Path, default=editions.TREE, metavar="DIR")
    cut.add_argument("--into", type=Path, default=editions.EDITIONS, metavar="DIR")
    cut.set_defaults(act=_cut)
    listing = inner.add_parser("list", help="les éditions / the editions")
    listing.set_defaults(act=_list)
    return (cut, listing)


def run(asked: argparse.Namespace, translate: Translate) -> int:
    """Do what was asked of the editions."""
    code: int = asked.act(asked, translate)
    return code


def _cut(asked: argparse.Namespace, translate: Translate) -> int:
    digest = editions.cut(editions.load(asked.tree), asked.name, asked.into)
    print(
        translate("Edition %(name)s cut, digest %(digest)s.")
        % {"name": asked.name, "digest": digest}
    )
    return 0


def _list(asked: argparse.Namespace, translate: Translate) -> int:
    known = editions.names()
    print(as_json(known) if asked.json else "\n".join(known) or translate("No edition yet."))
    return 0
