"""`reflexes export FORMAT`: an edition in a format that others read."""

import argparse
import hashlib
import sys
from pathlib import Path

from reflexes.catalogue import Catalogue
from reflexes.commands.speaking import REFUSED, as_json
from reflexes.editions import load
from reflexes.exporting import FORMATS, Content, ExportError, Format, default_name, place
from reflexes.wording import Translate

SCREEN = Path("-")


def fill(parser: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Say the options; gives the parsers that take those common to all commands."""
    parser.add_argument("format", choices=tuple(FORMATS), metavar="FORMAT", help=", ".join(FORMATS))
    parser.add_argument(
        "--edition", dest="source", metavar="EDITION|DIR", help="comme --from / same as --from"
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="PATH",
        help="fichier, dossier ou .zip ; - : l’écran / file, folder or .zip; -: the screen",
    )
    parser.add_argument(
        "--force", action="store_true", help="remplacer ce qui existe / replace what exists"
    )
    parser.add_argument(
        "--schema", action="store_true", help="le schéma du JSON / the schema of the JSON"
    )
    return (parser,)


def run(asked: argparse.Namespace, translate: Translate) -> int:
    """Write the export, and say where."""
    try:
        return _export(asked, translate)
    except ExportError as error:
        print(error.said(translate), file=sys.stderr)
        return REFUSED


def _export(asked: argparse.Namespace, translate: Translate) -> int:
    chosen = FORMATS[asked.format]
    catalogue = load(asked.source)
    if asked.output == SCREEN and not chosen.is_text:
        raise ExportError(
            "The format %(format)s is no text for the screen. Say --output FILE.",
            format=chosen.name,
        )
    content: Content
    if asked.schema:
        content, name = _schema(chosen, asked.lang), f"{catalogue.name}.schema.json"
    else:
        content, name = chosen.write(catalogue, asked.lang), default_name(catalogue, chosen)
    if asked.output == SCREEN:
        return _show(content)
    path = asked.output or Path(name)
    written = place(content, path, force=asked.force)
    if asked.json:
        print(as_json(_facts(catalogue, path, content) | {"written": written}))
    else:
        words = "%(path)s written." if written else "%(path)s already held the same."
        print(translate(words) % {"path": path})
    return 0


def _schema(chosen: Format, language: str) -> bytes:
    if chosen.name != "json":
        raise ExportError(
            "--schema goes with json; the format %(format)s carries its own description.",
            format=chosen.name,
        )
    # Late, because most exports write no schema.
    from reflexes.exporting.plain_json import write_schema  # noqa: PLC0415 - see above

    return write_schema(language)


def _show(content: Content) -> int:
    """Write the bytes themselves, so that line ends are the same wherever they go."""
    if isinstance(content, bytes):
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    return 0


def _facts(catalogue: Catalogue, path: Path, content: Content) -> dict[str, object]:
    """What was exported and where, with the SHA-256 of each file."""
    files = {path.name: content} if isinstance(content, bytes) else content
    return {
        "path": str(path),
        "edition": catalogue.edition,
        "digest": catalogue.digest,
        "files": {name: hashlib.sha256(said).hexdigest() for name, said in files.items()},
    }
