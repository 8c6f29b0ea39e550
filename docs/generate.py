"""Make the pages of reference from the code: `python docs/generate.py`, or `nox -s fresh`.

With `--check` nothing is written: what is out of date is named, and the program gives 1.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from reflexes import cli, describing, refusals
from reflexes.exporting import FORMATS
from reflexes.wording import translator
from reflexes_calls import cli as calls
from reflexes_calls.domain.retention import KEPT
from reflexes_calls.settings import SECRET_FILE, settings_described
from reflexes_calls.web.addresses import SLUGS

DOCS = Path(__file__).parent
MEND = "python docs/generate.py"
MADE = f"<!-- Made from the code by: {MEND} -->\n\n"
BEGIN, END = "<!-- {}: made from the code -->", "<!-- end of {} -->"
"""Around a table that is made from the code, in a page that is written by hand."""
COMMON = frozenset({"-h", "--lang", "--json", "--from"})
"""The options that every command of `reflexes` takes, told once."""

RECORDS = {
    "en": "Made from the fields, as the forms, the strict reader and the JSON Schema are. "
    "[En français](records.fr.md).",
    "fr": "Page faite d’après les champs, comme les formulaires, la lecture stricte et le schéma "
    "JSON. [In English](records.md).",
}
REFUSALS = {
    "en": "Each way a file can be wrong has a code that never changes meaning. A refusal names the "
    "file, the line and the path too. “…” stands for what was met or expected. "
    "[En français](refusals.fr.md).",
    "fr": "Chaque façon pour un fichier d’être faux porte un code, dont le sens ne change jamais. "
    "Un refus donne aussi le fichier, la ligne et le chemin. « … » est mis pour ce qui est "
    "rencontré ou attendu. [In English](refusals.md).",
}
COMMANDS = """# Commands

`reflexes` reads the catalogue, `reflexes-calls` serves an instance. Both speak French, then
English. They give 0 when all went well, 1 when something is refused, 2 when what was asked for is
not known or cannot be started.

Every command of `reflexes` also takes:

| Option | What it is |
| --- | --- |
| `--lang {fr,en}` | langue des réponses / language of the answers |
| `--json` | JSON, pour des programmes / JSON, for programs |
| `--from EDITION\\|DIR` | lire une autre édition, un autre catalogue ou un dossier / \
read another edition, another catalogue or a folder |
"""


SETTINGS = """# Settings

What an instance is told before it starts: in a TOML file, named by `--settings FILE` or by
`REFLEXES_CALLS_SETTINGS`, or in the environment, which wins. All that is wrong is said at once, and
nothing starts. See [running the service](../running.md).
"""


def made() -> dict[Path, str]:
    """What each page that is made from the code must hold."""
    return {
        **{DOCS / "reference" / name: MADE + text for name, text in _references()},
        DOCS / "exports.md": _with_table("exports.md", "formats", _formats()),
        DOCS / "addresses.md": _with_table("addresses.md", "shelves", _shelves()),
        DOCS / "people.md": _with_table("people.md", "kept", _kept()),
    }


def out_of_date() -> list[Path]:
    """The pages that do not hold what the code says today."""
    return [
        page
        for page, text in made().items()
        if not page.exists() or page.read_text("utf-8") != text
    ]


def _references() -> Iterator[tuple[str, str]]:
    for language, ending in (("en", "md"), ("fr", "fr.md")):
        records = describing.reference(language)
        yield f"records.{ending}", _introduced(records, RECORDS[language])
        table = refusals.reference(translator(language))
        yield f"refusals.{ending}", _introduced(table, REFUSALS[language])
    yield "commands.md", "\n".join(_commands())
    yield "settings.md", "\n".join((*_settings(), ""))


def _introduced(page: str, words: str) -> str:
    """A page with `words` below its first heading."""
    heading, rest = page.split("\n", 1)
    return f"{heading}\n\n{words}\n{rest}"


# The tables inside pages that are written by hand.


def _with_table(page: str, name: str, rows: Iterator[str]) -> str:
    """A page with its table called `name`; ValueError when it holds no place for it."""
    said = (DOCS / page).read_text("utf-8")
    begin, end = BEGIN.format(name), END.format(name)
    before, _, rest = said.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"{page} has lost its lines {begin} and {end}: put them back.")
    table = "\n".join(rows)
    return f"{before}{begin}\n\n{table}\n\n{end}{after}"


def _formats() -> Iterator[str]:
    yield "| FORMAT | What it is | File | Media type | Needs |"
    yield "| --- | --- | --- | --- | --- |"
    for one in FORMATS.values():
        needs = ", ".join(f"`{package}`" for package in one.needs.values()) or "nothing more"
        cells = (f"`{one.name}`", one.label, f"`.{one.extension}`", f"`{one.media_type}`", needs)
        yield f"| {' | '.join(cells)} |"
    speaking = ", ".join(f"`{one.name}`" for one in FORMATS.values() if one.speaks)
    yield f"\nHeadings are in one language, said by `--lang`, in: {speaking}."


def _shelves() -> Iterator[str]:
    french = translator("fr")
    yield "| In an address | Shelf | In French |"
    yield "| --- | --- | --- |"
    for shelf, slug in SLUGS.items():
        yield f"| `{slug}` | `{shelf}` | {french(describing.shelf_words(shelf))} |"


def _kept() -> Iterator[str]:
    yield "| What | Why | Until when | Erased by the command |"
    yield "| --- | --- | --- | --- |"
    for one in KEPT:
        erased = "yes" if one.is_applied else "no"
        yield f"| {one.what} | {one.why} | {one.until} | {erased} |"


# The settings.


def _settings() -> Iterator[str]:
    yield SETTINGS
    yield "| In the file | In the environment | What it is | Usually |\n| --- | --- | --- | --- |"
    for one in settings_described():
        secret = f" Secret: may be in a file, named by `{one.name}{SECRET_FILE}`."
        words = one.words.replace("|", "\\|") + "." + (secret if one.is_secret else "")
        usual = f"`{one.usual}`" if one.usual else ""
        yield f"| `{one.name}` | `{one.variable}` | {words} | {usual} |"


# The commands.


def _commands() -> Iterator[str]:
    yield COMMANDS
    yield from _sections(cli.parser_for(tuple(cli.COMMANDS)), COMMON, level=2)
    yield from _sections(calls.make_parser(), frozenset({"-h"}), level=2)


def _sections(
    parser: argparse.ArgumentParser, told: frozenset[str], *, level: int, words: str = ""
) -> Iterator[str]:
    """A section for a command, then one for each command inside it."""
    actions = parser._actions  # noqa: SLF001 - argparse has no other way to list its options
    yield f"{'#' * level} `{parser.prog}`\n"
    if said := words or parser.description:
        yield f"{said}\n"
    inner = [one for one in actions if isinstance(one, argparse._SubParsersAction)]  # noqa: SLF001 - as above
    rows = [one for one in actions if one not in inner and not told & set(one.option_strings)]
    if rows:
        yield "| Argument | What it is |\n| --- | --- |"
        yield from (_row(one) for one in rows)
        yield ""
    for one in inner:
        helps = {choice.dest: choice.help or "" for choice in one._choices_actions}  # noqa: SLF001 - as above
        for name, command in one.choices.items():
            yield from _sections(command, told, level=level + 1, words=helps.get(name, ""))


def _row(action: argparse.Action) -> str:
    value = _value(action)
    named = ", ".join(action.option_strings)
    shown = " ".join(filter(None, (named, value)))
    if not action.option_strings and action.nargs in {"?", "*"}:
        shown = f"[{value}]"
    return f"| {_code(shown)} | {_help(action)} |"


def _value(action: argparse.Action) -> str:
    """How the value of an option or argument is written; the empty string for a bare switch."""
    if action.nargs == 0:
        return ""
    if isinstance(action.metavar, tuple):
        return " ".join(action.metavar)
    if action.metavar:
        return action.metavar
    if action.choices:
        return f"{{{','.join(map(str, action.choices))}}}"
    return action.dest.upper()


def _help(action: argparse.Action) -> str:
    said = action.help or ""
    if action.metavar and action.choices and action.option_strings == []:
        said = said.replace(", ".join(map(str, action.choices)), _listed(action))
    # A default that is a path is that of this machine.
    is_told = isinstance(action.default, str | int) and not isinstance(action.default, bool)
    if is_told and action.default not in {"", argparse.SUPPRESS}:
        said += f" ({action.default})"
    return said.replace("|", "\\|")


def _listed(action: argparse.Action) -> str:
    return ", ".join(f"`{choice}`" for choice in action.choices or ())


def _code(said: str) -> str:
    return f"`{said}`".replace("|", "\\|")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages, or name those that are out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if a page is old")
    checks = parser.parse_args(arguments).check
    old = out_of_date()
    if checks and old:
        names = ", ".join(page.relative_to(DOCS.parent).as_posix() for page in old)
        sys.stderr.write(f"Out of date: {names}. Mend them with: {MEND}\n")
        return 1
    content = made() if old else {}
    for page in old:
        page.parent.mkdir(exist_ok=True)
        beside = page.with_name(f".{page.name}.new")
        beside.write_text(content[page], "utf-8")
        beside.replace(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
