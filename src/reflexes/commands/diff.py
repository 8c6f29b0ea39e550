"""`reflexes diff OLDER [NEWER]`: what changed between two editions, or two trees of files."""

import argparse
import datetime as dt
import shutil
import sys

from reflexes.commands.speaking import as_json, fail
from reflexes.editions import load
from reflexes.recounting import Recounter, as_plain
from reflexes.wording import Translate


def fill(parser: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Say the options; gives the parsers that take those common to all commands."""
    parser.add_argument("older", metavar="OLDER", help="édition ou dossier / edition or tree")
    parser.add_argument(
        "newer", metavar="NEWER", nargs="?", help="la plus récente par défaut / newest by default"
    )
    parser.add_argument("--markdown", action="store_true", help="Markdown")
    return (parser,)


def run(asked: argparse.Namespace, translate: Translate) -> int:
    """Tell the difference."""
    older, newer = load(asked.older), load(asked.newer or asked.source)
    if older.name != newer.name:
        words = translate("“%(older)s” and “%(newer)s” are two inquiries: say two editions of one.")
        return fail(words % {"older": older.name, "newer": newer.name})
    if (older.day or dt.date.max) > (newer.day or dt.date.max):
        print(translate("In order of time: the older one comes first."), file=sys.stderr)
        older, newer = newer, older
    difference = older.compare(newer)
    recounter = Recounter(asked.lang, translate)
    if asked.json:
        print(as_json(as_plain(difference)))
    elif asked.markdown:
        print(recounter.as_markdown(difference))
    else:
        width = max(60, min(100, shutil.get_terminal_size().columns))
        print(recounter.in_terminal(difference, width))
    return 0
