"""`reflexes module new | check | build | update FILE`: training modules, from choices to files."""

import argparse
import sys
from pathlib import Path

from reflexes import editions, training
from reflexes.commands.speaking import REFUSED, as_json, fail
from reflexes.errors import Refusal, RefusedError
from reflexes.exporting.placing import ExportError, place
from reflexes.training.module import Length, Modality, Public
from reflexes.training.template import MAINS
from reflexes.wording import Translate
from reflexes.writing import to_toml


def fill(parser: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Say the options; gives the parsers that take those common to all commands."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    new = actions.add_parser("new", help="composer un module / compose a module")
    _fill_new(new)
    check = actions.add_parser("check", help="vérifier un module / check a module")
    build = actions.add_parser("build", help="faire tous les fichiers / make all the files")
    build.add_argument(
        "--output",
        type=Path,
        required=True,
        metavar="DIR|FILE.zip",
        help="dossier, ou une archive / folder, or an archive",
    )
    update = actions.add_parser("update", help="ce qui a changé depuis / what changed since")
    update.add_argument(
        "--write", action="store_true", help="reprendre ces changements / take these changes"
    )
    for action, does in ((new, _new), (check, _check), (build, _build), (update, _update)):
        action.add_argument("file", type=Path, metavar="FILE.toml", help="le module / the module")
        action.set_defaults(does=does)
    for action in (new, build):
        action.add_argument("--force", action="store_true", help="remplacer / replace")
    return (new, check, build, update)


def _fill_new(new: argparse.ArgumentParser) -> None:
    new.add_argument(
        "--about",
        action="append",
        default=[],
        metavar="CODE",
        help="piste, phénomène, controverse / piste, phenomenon, controversy",
    )
    for name, kind, words in (
        ("--public", Public, "le public / the public"),
        ("--length", Length, "la durée / the length"),
        ("--modality", Modality, "en salle ou à distance / in a room or remote"),
    ):
        new.add_argument(name, choices=tuple(each.value for each in kind), help=words)
    new.add_argument(
        "--activity",
        action="append",
        default=[],
        choices=MAINS,
        help="une activité, dans l’ordre / an activity, in order",
    )
    new.add_argument(
        "--group",
        type=int,
        metavar="N",
        help="combien de personnes sont attendues / how many people are expected",
    )


def run(asked: argparse.Namespace, translate: Translate) -> int:
    """Do what is asked."""
    try:
        code: int = asked.does(asked, translate)
    except ExportError as error:
        print(error.said(translate), file=sys.stderr)
        return REFUSED
    return code


def _new(asked: argparse.Namespace, translate: Translate) -> int:
    path: Path = asked.file
    if path.suffix != ".toml":
        return fail(translate("Name a file in .toml: met “%s”.") % path.name)
    said = {
        "code": path.stem,
        "language": asked.lang,
        "about": list(asked.about),
        "activities": list(asked.activity),
    }
    said |= {
        name: value
        for name in ("public", "length", "modality", "group")
        if (value := getattr(asked, name)) is not None
    }
    catalogue = editions.load(asked.source)
    if not catalogue.edition:
        return fail(translate("A module pins an edition: name one with --from, not a folder."))
    module = training.compose(catalogue, _choices(said, path))
    place(to_toml(module).encode(), path, force=asked.force)
    if asked.json:
        print(as_json(_facts(module, path)))
        return 0
    print(translate("Written: %s") % path)
    print(f"  {module.title}")
    for moment in training.moments(module):
        print(f"  {moment.begins}–{moment.ends}  {moment.activity.title}")
    print(translate("Next: reflexes module build %s --output FOLDER") % path)
    return 0


def _choices(said: dict[str, object], path: Path) -> training.Choices:
    """The choices; a bad file name is refused as such."""
    # Late, because only this action reads choices.
    from reflexes.conversion import structure  # noqa: PLC0415 - see above

    try:
        return structure(training.Choices, said)
    except RefusedError as error:
        named = [
            Refusal("bad-file-name", file=path.name, met=path.stem, expected=one.expected)
            if one.path == "code"
            else one
            for one in error.refusals
        ]
        raise RefusedError(named) from None


def _facts(module: training.Module, path: Path) -> dict[str, object]:
    return {
        "path": str(path),
        "title": module.title,
        "edition": module.edition,
        "minutes": module.minutes,
        "objectives": len(module.objectives),
        "activities": len(module.activities),
        "cards": len(module.cards),
        "items": len(module.items),
    }


def _check(asked: argparse.Namespace, translate: Translate) -> int:
    read = training.read_module(asked.file)
    if asked.json:
        print(as_json({"refusals": [], **_facts(read.module, asked.file)}))
    else:
        words = translate("“%(title)s”: nothing to mend. Edition %(edition)s.")
        print(words % {"title": read.module.title, "edition": read.module.edition})
    return 0


def _build(asked: argparse.Namespace, translate: Translate) -> int:
    read = training.read_module(asked.file)
    written = training.write_files(
        read.module,
        read.catalogue,
        asked.output,
        folder=asked.file.parent,
        force=asked.force,
    )
    if asked.json:
        print(as_json({**_facts(read.module, asked.file), "written": list(map(str, written))}))
        return 0
    for path in written:
        print(f"  {path}")
    print(translate("%d files written.") % len(written))
    return 0


def _update(asked: argparse.Namespace, translate: Translate) -> int:
    read = training.read_module(asked.file)
    newer = editions.load(asked.source)
    update = training.changes_since(read.module, read.catalogue, newer)
    if asked.json:
        # Late, because few ask for it.
        import attrs  # noqa: PLC0415 - see above

        print(as_json(attrs.asdict(update)))
    else:
        _tell(update, translate)
    if asked.write and update.newer and update.newer != update.older:
        module = training.updated(read.module, update, newer)
        place(to_toml(module).encode(), asked.file, force=True)
        if not asked.json:
            print(translate("Written: %s") % asked.file)
    return 0


def _tell(update: training.Update, translate: Translate) -> None:
    facts = {"older": update.older, "newer": update.newer}
    if not update:
        print(translate("From %(older)s to %(newer)s, nothing changed for this module.") % facts)
        return
    print(translate("From %(older)s to %(newer)s:") % facts)
    for gone in update.gone:
        instead = ", ".join(gone.replaced_by) or "—"
        words = translate("“%(code)s” is no longer on its shelf. In its place: %(instead)s.")
        print(f"  − {words % {'code': gone.code, 'instead': instead}}")
    for code, before, after in update.renamed:
        print(f"  ~ {code}: {before} → {after}")
    for each in update.reworded:
        print(
            f"  ~ {each.path} ({each.record})\n      − {each.before}\n      + {each.after or '—'}"
        )
    for new in update.new:
        print(f"  + {new.shelf}: {new.code} — {new.title}")
