"""`reflexes edition cut | list | verify | changelog`: freeze, list, verify, recount."""

import argparse
import datetime as dt
import sys
from pathlib import Path

from reflexes import editions
from reflexes.commands.speaking import REFUSED, as_json
from reflexes.recounting import Recounter, recount_history
from reflexes.wording import Translate


def fill(parser: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Say the options; gives the parsers that take those common to all commands."""
    inner = parser.add_subparsers(required=True, metavar="ACTION")
    cut = inner.add_parser("cut", help="figer une édition / freeze an edition")
    cut.add_argument("name", metavar="YYYY.MM", help="son nom / its name")
    cut.add_argument(
        "--tree",
        type=Path,
        default=editions.TREE,
        metavar="DIR",
        help="le dossier des fiches ; par défaut, le nôtre / the tree of files; by default, ours",
    )
    cut.add_argument(
        "--into",
        type=Path,
        default=editions.EDITIONS,
        metavar="DIR",
        help="où la garder, avec les autres / where to keep it, with the others",
    )
    cut.add_argument(
        "--on",
        type=dt.date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="ce qui était connu ce jour-là / what was known on that day",
    )
    cut.set_defaults(act=_cut)
    listing = inner.add_parser("list", help="les éditions / the editions")
    listing.set_defaults(act=_list)
    verify = inner.add_parser("verify", help="vérifier les empreintes / verify the digests")
    verify.add_argument(
        "directory",
        nargs="?",
        type=Path,
        default=editions.EDITIONS,
        metavar="DIR",
        help="un dossier d’éditions ; sinon les nôtres / a folder of editions; otherwise ours",
    )
    verify.set_defaults(act=_verify)
    changelog = inner.add_parser("changelog", help="l’histoire des données / the data's history")
    changelog.set_defaults(act=_changelog)
    return (cut, listing, verify, changelog)


def run(asked: argparse.Namespace, translate: Translate) -> int:
    """Do what was asked of the editions."""
    code: int = asked.act(asked, translate)
    return code


def _cut(asked: argparse.Namespace, translate: Translate) -> int:
    catalogue = editions.load(asked.tree)
    if asked.on is not None:
        catalogue = catalogue.on(asked.on)
    digest = editions.cut(catalogue, asked.name, asked.into)
    print(
        translate("Edition %(name)s cut, digest %(digest)s.")
        % {"name": asked.name, "digest": digest}
    )
    return 0


def _list(asked: argparse.Namespace, translate: Translate) -> int:
    folder = Path(asked.source) / "editions" if asked.source else editions.EDITIONS
    known = editions.names(folder)
    print(as_json(known) if asked.json else "\n".join(known) or translate("No edition yet."))
    return 0


def _verify(asked: argparse.Namespace, translate: Translate) -> int:
    wrong = [error.said(translate) for error in editions.altered(asked.directory)]
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return REFUSED
    known = editions.names(asked.directory)
    words = (
        translate("One edition is as it was released.")
        if len(known) == 1
        else translate("%d editions are as they were released.") % len(known)
    )
    print(as_json(known) if asked.json else words)
    return 0


def _changelog(asked: argparse.Namespace, translate: Translate) -> int:
    told = recount_history(map(editions.load, editions.names()), Recounter(asked.lang, translate))
    print(f"# {translate('What each edition brought')}\n\n{told.rstrip()}")
    return 0
