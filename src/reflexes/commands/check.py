"""`reflexes check [DIR]`: read every file strictly and tell everything there is to mend."""

import argparse
from pathlib import Path

from reflexes import editions
from reflexes.catalogue import Catalogue
from reflexes.commands.speaking import as_json, fail
from reflexes.errors import RefusedError
from reflexes.kinds import KINDS
from reflexes.wording import Translate


def fill(parser: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Say the options; gives the parsers that take those common to all commands."""
    parser.add_argument(
        "directory",
        nargs="?",
        type=Path,
        metavar="DIR",
        help="un dossier ; par défaut, le nôtre / a tree; by default, ours",
    )
    parser.add_argument(
        "--beside",
        action="append",
        default=[],
        metavar="DIR",
        help="un autre catalogue auquel il renvoie / another catalogue to which it points",
    )
    return (parser,)


def run(asked: argparse.Namespace, translate: Translate) -> int:
    """Check the tree."""
    tree = asked.directory or Path(asked.source or editions.TREE)
    for folder in (tree, *map(Path, asked.beside)):
        if not folder.is_dir():
            return fail(translate("There is no folder %s.") % folder)
    catalogue = editions.load(tree, beside=asked.beside)
    released = editions.EDITIONS if tree == editions.TREE else tree / "editions"
    gone = list(editions.codes_gone(catalogue, released))
    if gone:
        raise RefusedError(gone)
    counts = {name: len(catalogue.shelf(name)) for name in KINDS}
    if asked.json:
        print(as_json({"refusals": [], "records": counts}))
    else:
        print(translate("%d records, nothing to mend.") % len(catalogue))
        for name, count in counts.items():
            print(f"  {name:<16}{count:>5}")
        if tree == editions.TREE:
            _compare_with_newest(catalogue, translate)
    return 0


def _compare_with_newest(catalogue: Catalogue, translate: Translate) -> None:
    """Say whether the shipped tree has moved ahead of the newest edition."""
    if not editions.names():
        return
    newest = editions.load()
    moved = bool(newest.compare(catalogue)) or newest.description != catalogue.description
    words = (
        "The files are ahead of edition %s: the next edition will say what changed."
        if moved
        else "The files say what edition %s says."
    )
    print(translate(words) % newest.edition)
