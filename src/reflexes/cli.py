"""The `reflexes` command: finds the file of the asked command, and tells what is refused."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version

from reflexes.commands.speaking import REFUSED, as_json, fail
from reflexes.errors import ReflexesError, RefusedError, UnknownCodeError
from reflexes.wording import Translate, sentence, translator

COMMANDS = {
    "show": "une fiche / one record",
    "list": "une étagère / one shelf",
    "check": "tout vérifier / check everything",
    "edition": "les éditions / the editions",
}
"""The commands, each a file of `commands`, in the order of the help."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives 0, 1 when something is refused, 2 when a name is unknown."""
    said = sys.argv[1:] if arguments is None else list(arguments)
    asked = _parser(said).parse_args(said)
    translate = translator(asked.lang)
    try:
        code: int = asked.run(asked, translate)
    except UnknownCodeError as error:
        return fail(_unknown(error, translate))
    except RefusedError as error:
        _print_refusals(error, translate, asked)
        return REFUSED
    except ReflexesError as error:
        return fail(str(error))
    return code


def _parser(said: Sequence[str]) -> argparse.ArgumentParser:
    """The parser, in which only the commands that may be meant have their options."""
    parser = argparse.ArgumentParser(
        prog="reflexes", description="Le catalogue de l’enquête. / The catalogue of the inquiry."
    )
    parser.add_argument(
        "--version", action="version", version=f"reflexes-publics {version('reflexes-publics')}"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, words in COMMANDS.items():
        command = commands.add_parser(name, help=words)
        if name not in said:
            continue
        module = import_module(f"reflexes.commands.{name}")
        command.set_defaults(run=module.run)
        for spoken in module.fill(command):
            _add_common(spoken)
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=("fr", "en"), default="fr", help="langue / language")
    parser.add_argument("--json", action="store_true", help="JSON")
    parser.add_argument(
        "--from", dest="source", metavar="EDITION|DIR", help="édition ou dossier / edition or tree"
    )


def _unknown(error: UnknownCodeError, translate: Translate) -> str:
    said = translate("No record bears the code “%s”.") % error.code
    if error.near:
        said += " " + translate("Did you mean: %s?") % ", ".join(error.near)
    return said


def _print_refusals(error: RefusedError, translate: Translate, asked: argparse.Namespace) -> None:
    if asked.json:
        said = [{**r._asdict(), "sentence": sentence(r, translate)} for r in error.refusals]
        print(as_json({"refusals": said}))
        return
    for refusal in error.refusals:
        place = f"{refusal.file} · {refusal.path}" if refusal.path else refusal.file
        print(f"{place}\n    {sentence(refusal, translate)}", file=sys.stderr)
    print(translate("%d things to mend.") % len(error.refusals), file=sys.stderr)
