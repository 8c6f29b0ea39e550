"""`reflexes edition cut | list | verify | changelog`: freeze, list, verify, recount."""

import argparse
import datetime as dt
import sys
from pathlib import Path

from reflexes import editions
from reflexes.commands.speaking import REFUSED, as_json, fail
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
        metavar="DIR",
        help="le dossier des fiches ; par défaut, le nôtre / the tree of files; by default, ours",
    )
    cut.add_argument(
        "--into",
        type=Path,
        metavar="DIR",
        help="où la garder ; par défaut, le dossier editions des fiches"
        " / where to keep it; by default, the folder editions of the tree",
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
    tree = asked.tree or Path(asked.source or editions.TREE)
    if not tree.is_dir():
        return fail(translate("There is no folder %s.") % tree)
    catalogue = editions.load(tree)
    if asked.on is not None:
        catalogue = catalogue.on(asked.on)
    digest = editions.cut(catalogue, asked.name, asked.into or _released(tree))
    print(
        translate("Edition %(name)s cut, digest %(digest)s.")
        % {"name": asked.name, "digest": digest}
    )
    return 0


def _list(asked: argparse.Namespace, translate: Translate) -> int:
    known = editions.names(_released(asked.source))
    print(as_json(known) if asked.json else "\n".join(known) or translate("No edition yet."))
    return 0


def _verify(asked: argparse.Namespace, translate: Translate) -> int:
    directory = asked.directory or _released(asked.source)
    if not (directory / editions.INDEX).is_file():
        return fail(translate("There is no edition in %s.") % directory)
    wrong = [error.said(translate) for error in editions.altered(directory)]
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return REFUSED
    known = editions.names(directory)
    words = (
        translate("One edition is as it was released.")
        if len(known) == 1
        else translate("%d editions are as they were released.") % len(known)
    )
    print(as_json(known) if asked.json else words)
    return 0


def _changelog(asked: argparse.Namespace, translate: Translate) -> int:
    directory = _released(asked.source)
    known = [editions.load_edition(name, directory) for name in editions.names(directory)]
    if not known:
        return fail(translate("There is no edition in %s.") % directory)
    told = recount_history(known, Recounter(asked.lang, translate))
    print(f"# {translate('What each edition brought')}\n\n{told.rstrip()}")
    return 0


def _released(tree: Path | str | None) -> Path:
    """Where the editions of a tree of files are kept: in it, unless it is ours."""
    if not tree or Path(tree) == editions.TREE:
        return editions.EDITIONS
    return Path(tree) / "editions"
