"""`reflexes count`: who speaks of each phenomenon, and to which poles they lean."""

import argparse

import attrs

from reflexes.catalogue import Catalogue
from reflexes.commands.speaking import as_json
from reflexes.counting import ControversyCount, Count, Voices, count
from reflexes.editions import load
from reflexes.observation import Leaning
from reflexes.wording import Translate

COLUMNS = {
    "observations": "Observations",
    "interviews": "Interviews",
    "workshops": "Workshops",
    "people": "People",
    "sources": "Sources",
}


def fill(parser: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Say the options; gives the parsers that take those common to all commands."""
    parser.add_argument(
        "directory", nargs="?", metavar="DIR", help="un dossier / a tree (= --from DIR)"
    )
    return (parser,)


def run(asked: argparse.Namespace, translate: Translate) -> int:
    """Count the catalogue."""
    catalogue = load(asked.directory or asked.source)
    counted = count(catalogue)
    if asked.json:
        print(as_json({**attrs.asdict(counted), "unobserved": counted.unobserved}))
    else:
        print("\n".join(_told(catalogue, counted, asked.lang, translate)))
    return 0


def _told(catalogue: Catalogue, counted: Count, language: str, translate: Translate) -> list[str]:
    heads = [translate(words) for words in COLUMNS.values()]
    widths = [max(8, len(head)) for head in heads]
    head = "  ".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))
    lines = [f"{translate('Who speaks of each phenomenon'):<44}{head}"]
    for each in counted.phenomena:
        title = catalogue.phenomena[each.code].short.in_language(language)
        lines.append(f"  {title[:40]:<42}{_row(each.voices, widths)}")
    lines.append(f"  {translate('In all'):<42}{_row(counted.whole, widths)}")
    taken = [each for each in counted.controversies if each.stances]
    if taken:
        lines += ["", f"{translate('To which poles the observations lean'):<44}{head}"]
    for controversy in taken:
        lines += _leanings(catalogue, controversy, language, translate, widths)
    if counted.unobserved:
        lines += ["", translate("Nothing speaks of: %s.") % ", ".join(counted.unobserved)]
    silent = [each.code for each in counted.controversies if not each.stances]
    if taken and silent:
        lines += ["", translate("No observation takes a stance in: %s.") % ", ".join(silent)]
    if counted.uncoded:
        lines += ["", translate("No observation comes from: %s.") % ", ".join(counted.uncoded)]
    lines += [
        "",
        translate("These are counts of who was met, not shares of anything: nobody was drawn."),
    ]
    return lines


def _row(voices: Voices, widths: list[int]) -> str:
    return "  ".join(
        f"{getattr(voices, name):>{width}}" for name, width in zip(COLUMNS, widths, strict=True)
    )


def _leanings(
    catalogue: Catalogue,
    each: ControversyCount,
    language: str,
    translate: Translate,
    widths: list[int],
) -> list[str]:
    controversy = catalogue.controversies[each.code]
    names = {
        Leaning.FIRST: controversy.poles[0].name.in_language(language),
        Leaning.SECOND: controversy.poles[1].name.in_language(language),
        Leaning.BOTH: translate("both poles"),
        Leaning.NEITHER: translate("neither pole"),
    }
    return [
        f"  {controversy.title.in_language(language)}",
        *(
            f"    {names[leaning][:38]:<40}{_row(voices, widths)}"
            for leaning, voices in each.leanings.items()
        ),
        f"    {translate('In all'):<40}{_row(each.whole, widths)}",
    ]
