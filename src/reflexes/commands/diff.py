"""`reflexes diff OLDER [NEWER]`: what changed between two editions, or two trees of files."""

import argparse
import shutil

from reflexes.commands.speaking import as_json
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
    difference = load(asked.older).compare(load(asked.newer or asked.source))
    recounter = Recounter(asked.lang, translate)
    if asked.json:
        print(as_json(as_plain(difference)))
    elif asked.markdown:
        print(recounter.as_markdown(difference))
    else:
        width = max(60, min(100, shutil.get_terminal_size().columns))
        print(recounter.in_terminal(difference, width))
    return 0
