"""The `reflexes` command: show a record, list a shelf, check a tree, cut an edition."""

import argparse
import json
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from reflexes import editions
from reflexes.catalogue import Catalogue
from reflexes.errors import ReflexesError, RefusedError, UnknownCodeError
from reflexes.kinds import KINDS
from reflexes.telling import Teller
from reflexes.wording import Translate, sentence, translator

REFUSED, UNKNOWN = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives 0, 1 when something is refused, 2 when a name is unknown."""
    asked = _parser().parse_args(arguments)
    translate = translator(asked.lang)
    try:
        code: int = asked.run(asked, translate)
    except UnknownCodeError as error:
        return _fail(_unknown(error, translate))
    except RefusedError as error:
        _print_refusals(error, translate, asked)
        return REFUSED
    except ReflexesError as error:
        return _fail(str(error))
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reflexes", description="Le catalogue de l’enquête. / The catalogue of the inquiry."
    )
    parser.add_argument(
        "--version", action="version", version=f"reflexes-publics {version('reflexes-publics')}"
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=("fr", "en"), default="fr", help="langue / language")
    common.add_argument("--json", action="store_true", help="JSON")
    common.add_argument(
        "--from", dest="source", metavar="EDITION|DIR", help="édition ou dossier / edition or tree"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    show = commands.add_parser("show", parents=[common], help="une fiche / one record")
    show.add_argument("code")
    show.set_defaults(run=_show)
    listing = commands.add_parser("list", parents=[common], help="une étagère / one shelf")
    listing.add_argument("kind", metavar="KIND", choices=tuple(KINDS), help=", ".join(KINDS))
    listing.set_defaults(run=_list)
    check = commands.add_parser("check", parents=[common], help="tout vérifier / check everything")
    check.add_argument("directory", nargs="?", type=Path, default=editions.TREE, metavar="DIR")
    check.set_defaults(run=_check)
    _edition_parser(commands, common)
    return parser


def _edition_parser(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    edition = commands.add_parser("edition", help="les éditions / the editions")
    inner = edition.add_subparsers(required=True, metavar="ACTION")
    cut = inner.add_parser("cut", parents=[common], help="figer une édition / freeze an edition")
    cut.add_argument("name", metavar="YYYY.MM")
    cut.add_argument("--tree", type=Path, default=editions.TREE, metavar="DIR")
    cut.add_argument("--into", type=Path, default=editions.EDITIONS, metavar="DIR")
    cut.set_defaults(run=_cut)
    listing = inner.add_parser("list", parents=[common], help="les éditions / the editions")
    listing.set_defaults(run=_editions)


def _show(asked: argparse.Namespace, translate: Translate) -> int:
    catalogue = editions.load(asked.source)
    teller = Teller(catalogue, asked.lang, translate)
    record = catalogue[asked.code]
    print(_as_json(teller.plain(record)) if asked.json else teller.show(record))
    return 0


def _list(asked: argparse.Namespace, translate: Translate) -> int:
    catalogue = editions.load(asked.source)
    teller = Teller(catalogue, asked.lang, translate)
    shelf = catalogue.shelf(asked.kind)
    if asked.json:
        print(_as_json([teller.plain(record) for record in shelf]))
    else:
        print(teller.table(asked.kind))
    return 0


def _check(asked: argparse.Namespace, translate: Translate) -> int:
    if not asked.directory.is_dir():
        return _fail(translate("There is no folder %s.") % asked.directory)
    catalogue = editions.load(asked.directory)
    counts = {name: len(catalogue.shelf(name)) for name in KINDS}
    if asked.json:
        print(_as_json({"refusals": [], "records": counts}))
    else:
        print(translate("%d records, nothing to mend.") % len(catalogue))
        for name, count in counts.items():
            print(f"  {name:<16}{count:>5}")
        _compare_with_newest(catalogue, asked, translate)
    return 0


def _compare_with_newest(
    catalogue: Catalogue, asked: argparse.Namespace, translate: Translate
) -> None:
    """Say whether the shipped tree has moved ahead of the newest edition."""
    if asked.directory != editions.TREE or not editions.names():
        return
    newest = editions.load()
    moved = editions.to_plain(catalogue, newest.edition) != editions.to_plain(
        newest, newest.edition
    )
    words = (
        "The files are ahead of edition %s: the next edition will say what changed."
        if moved
        else "The files say what edition %s says."
    )
    print(translate(words) % newest.edition)


def _cut(asked: argparse.Namespace, translate: Translate) -> int:
    digest = editions.cut(editions.load(asked.tree), asked.name, asked.into)
    print(
        translate("Edition %(name)s cut, digest %(digest)s.")
        % {"name": asked.name, "digest": digest}
    )
    return 0


def _editions(asked: argparse.Namespace, translate: Translate) -> int:
    known = editions.names()
    print(_as_json(known) if asked.json else "\n".join(known) or translate("No edition yet."))
    return 0


def _unknown(error: UnknownCodeError, translate: Translate) -> str:
    said = translate("No record bears the code “%s”.") % error.code
    if error.near:
        said += " " + translate("Did you mean: %s?") % ", ".join(error.near)
    return said


def _print_refusals(error: RefusedError, translate: Translate, asked: argparse.Namespace) -> None:
    if asked.json:
        said = [
            {
                "kind": r.kind,
                "file": r.file,
                "path": r.path,
                "met": r.met,
                "expected": r.expected,
                "sentence": sentence(r, translate),
            }
            for r in error.refusals
        ]
        print(_as_json({"refusals": said}))
        return
    for refusal in error.refusals:
        place = f"{refusal.file} · {refusal.path}" if refusal.path else refusal.file
        print(f"{place}\n    {sentence(refusal, translate)}", file=sys.stderr)
    print(translate("%d things to mend.") % len(error.refusals), file=sys.stderr)


def _as_json(said: object) -> str:
    return json.dumps(said, ensure_ascii=False, indent=2)


def _fail(said: str) -> int:
    print(said, file=sys.stderr)
    return UNKNOWN
