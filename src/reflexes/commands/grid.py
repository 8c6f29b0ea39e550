"""`reflexes grid [ANSWERS.toml]`: the grid over the four principles, or the profile of answers."""

import argparse
import datetime as dt
from pathlib import Path

from reflexes import grid
from reflexes.catalogue import Catalogue
from reflexes.commands.speaking import as_json, fail
from reflexes.conversion import plain
from reflexes.editions import load
from reflexes.exporting.placing import ExportError, place
from reflexes.grid.picturing import draw_profile
from reflexes.grid.telling import GridTeller
from reflexes.grid.template import template
from reflexes.principle import Reads
from reflexes.wording import Translate


def fill(parser: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Say the options; gives the parsers that take those common to all commands."""
    parser.add_argument(
        "answers", nargs="?", type=Path, metavar="ANSWERS.toml", help="réponses / answers"
    )
    parser.add_argument(
        "--reads",
        choices=tuple(one.value for one in Reads),
        help="ce qui est lu / what is read",
    )
    parser.add_argument(
        "--template", type=Path, metavar="FILE", help="fichier à remplir / a file to fill"
    )
    parser.add_argument("--svg", type=Path, metavar="FILE", help="l’image / the picture")
    parser.add_argument(
        "--against", type=Path, metavar="OLD.toml", help="réponses d’avant / earlier answers"
    )
    parser.add_argument("--force", action="store_true", help="remplacer / replace")
    return (parser,)


def run(asked: argparse.Namespace, translate: Translate) -> int:
    """Tell the grid, write the file to fill, or tell what answers give."""
    try:
        return _tell_answers(asked, translate) if asked.answers else _tell_grid(asked, translate)
    except ExportError as error:
        return fail(error.said(translate))


def _tell_grid(asked: argparse.Namespace, translate: Translate) -> int:
    if asked.svg or asked.against:
        return fail(translate("Name the file of answers: reflexes grid ANSWERS.toml"))
    catalogue = load(asked.source)
    reads = Reads(asked.reads) if asked.reads else None
    questions = grid.questions(catalogue, reads)
    if not questions:
        return fail(translate("Edition %s has no grid.") % (catalogue.edition or asked.source))
    if asked.template:
        return _write_template(asked, catalogue, reads, translate)
    if asked.json:
        print(as_json([plain(question) for question in questions]))
    else:
        print(GridTeller(asked.lang, translate).grid(catalogue, reads))
    return 0


def _write_template(
    asked: argparse.Namespace, catalogue: Catalogue, reads: Reads | None, translate: Translate
) -> int:
    if reads is None:
        choices = ", ".join(one.value for one in Reads)
        return fail(translate("Say what is read, with --reads: %s") % choices)
    day = dt.datetime.now(dt.UTC).date()
    said = template(catalogue, reads, day=day, language=asked.lang, translate=translate)
    place(said.encode(), asked.template, force=asked.force)
    print(translate("Written: %s") % asked.template)
    return 0


def _tell_answers(asked: argparse.Namespace, translate: Translate) -> int:
    if asked.template or asked.reads:
        return fail(translate("A file of answers says itself what it reads: leave --reads out."))
    profile = _profile(asked.answers, asked)
    teller = GridTeller(asked.lang, translate)
    if asked.svg:
        place(draw_profile(profile, asked.lang).encode(), asked.svg, force=asked.force)
    if asked.against:
        comparison = grid.compare_profiles(_profile(asked.against, asked), profile)
        if asked.json:
            print(as_json(grid.comparison_to_plain(comparison)))
        else:
            print(teller.comparison(comparison))
    elif asked.json:
        print(as_json(grid.profile_to_plain(profile)))
    else:
        print(teller.profile(profile))
    return 0


def _profile(path: Path, asked: argparse.Namespace) -> grid.Profile:
    """The profile of a file of answers, with its own edition unless `--from` says another."""
    given = load(asked.source) if asked.source else None
    answers = grid.read_answers(path, given)
    return grid.profile(grid.catalogue_of(answers) if given is None else given, answers)
