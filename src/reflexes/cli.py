"""The `reflexes` command: finds the file of the asked command, and tells what is refused."""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version

from reflexes.commands.speaking import REFUSED, as_json, fail
from reflexes.errors import ReflexesError, RefusedError, SpokenError, UnknownCodeError
from reflexes.wording import Translate, sentence, translator

COMMANDS = {
    "show": "une fiche / one record",
    "list": "une étagère / one shelf",
    "search": "chercher des mots / search for words",
    "check": "tout vérifier / check everything",
    "edition": "les éditions / the editions",
    "new": "commencer une autre enquête / begin another inquiry",
    "count": "qui parle de quoi / who speaks of what",
    "diff": "ce qui a changé / what changed",
    "grid": "la grille des quatre principes / the grid over the four principles",
    "evaluation": "plan, mesures et preuve d’un pilote / a pilot’s plan, measures and proof",
    "graph": "ce à quoi une fiche est liée, et les images / what a record is tied to, and pictures",
    "export": "exporter vers un format ouvert / export to an open format",
    "cite": "comment citer / how to cite",
    "booklet": "le livret d’une édition / the booklet of an edition",
    "module": "les modules de formation / training modules",
}
"""The commands, each a file of `commands`, in the order of the help."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives 0, 1 when something is refused, 2 when a name is unknown."""
    said = sys.argv[1:] if arguments is None else list(arguments)
    asked = parser_for(said).parse_args(said)
    translate = translator(asked.lang)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that does not know é gets a sign in its place rather than nothing at all.
        sys.stdout.reconfigure(errors="replace")
    code = 0
    try:
        code = asked.run(asked, translate)
        sys.stdout.flush()
    except UnknownCodeError as error:
        return fail(_unknown(error, translate))
    except RefusedError as error:
        _print_refusals(error, translate, asked)
        return REFUSED
    except SpokenError as error:
        return fail(error.said(translate))
    except ReflexesError as error:
        return fail(str(error))
    except BrokenPipeError:
        # The reader (`head`, `less`) has seen enough; Python must not flush into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        reason = error.strerror or str(error)
        place = f" ({error.filename})" if error.filename else ""
        return fail(translate("The machine refused: %s.") % f"{reason}{place}")
    return code


def parser_for(said: Sequence[str]) -> argparse.ArgumentParser:
    """The parser, in which only the commands that are met in `said` have their options."""
    parser = argparse.ArgumentParser(
        prog="reflexes", description="Le catalogue de l’enquête. / The catalogue of the inquiry."
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"reflexes-publics {version('reflexes-publics')}",
        help="la version / the version",
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
        said = [
            {"code": r.code, **r._asdict(), "sentence": sentence(r, translate)}
            for r in error.refusals
        ]
        print(as_json({"refusals": said}))
        return
    for refusal in error.refusals:
        place = " · ".join(filter(None, (refusal.place, refusal.path)))
        print(f"{place}  {refusal.code}\n    {sentence(refusal, translate)}", file=sys.stderr)
    many = len(error.refusals)
    words = translate("%d things to mend.") % many if many > 1 else translate("One thing to mend.")
    print(words, file=sys.stderr)
