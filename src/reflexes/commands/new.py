"""`reflexes new DIR`: an empty, valid, documented catalogue for another inquiry."""

import argparse
import shlex
from pathlib import Path

from reflexes.commands.speaking import REFUSED, as_json, fail
from reflexes.inquiry import InquiryError, make
from reflexes.wording import Translate


def fill(parser: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Say the options; gives the parsers that take those common to all commands."""
    parser.add_argument(
        "directory", type=Path, metavar="DIR", help="dossier nouveau ou vide / new or empty folder"
    )
    parser.add_argument(
        "--name",
        default="",
        help="nom court ; celui du dossier par défaut / short name; the folder's by default",
    )
    parser.add_argument(
        "--title",
        "--title-fr",
        dest="title_fr",
        metavar="TITLE",
        default="",
        help="titre en français / title in French",
    )
    parser.add_argument("--title-en", default="", help="titre en anglais / title in English")
    return (parser,)


def run(asked: argparse.Namespace, translate: Translate) -> int:
    """Make the catalogue, and say what to read first."""
    try:
        made = make(asked.directory, name=asked.name, title=asked.title_fr, title_en=asked.title_en)
    except InquiryError as error:
        fail(error.said(translate))
        return REFUSED
    facts = {"directory": shlex.quote(str(asked.directory)), "name": made.name}
    if asked.json:
        print(as_json({"directory": str(made.directory), "name": made.name, "files": made.files}))
    else:
        print(translate("Catalogue “%(name)s” made in %(directory)s, empty and valid.") % facts)
        print(translate("Read %(directory)s/README.md, then: reflexes check %(directory)s") % facts)
    return 0
