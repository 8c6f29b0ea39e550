"""`reflexes-calls backup` and `restore`: everything an instance keeps, in one archive."""

import argparse
import sys
from pathlib import Path

from reflexes_calls.settings import Settings

UNTRUE, FAILED = 1, 2
NOT_RESTORED = {
    "not-a-backup": "{path} n’est pas une sauvegarde entière. / is not a whole backup.",
    "newer": "Cette sauvegarde vient d’un programme plus récent ({met}) : mettez celui-ci à jour."
    " / This backup is of a newer program ({met}): upgrade this one.",
    "damaged": "Cette sauvegarde est abîmée : {member} n’est pas ce qui a été gardé. Prenez-en une"
    " autre. / This backup is damaged: {member} is not what was kept. Take another one.",
    "database-not-empty": "La base n’est pas vide : une sauvegarde ne se restaure que dans une base"
    " neuve. / The database is not empty: a backup is restored into a new one only.",
    "files-not-empty": "Le dossier des pièces jointes n’est pas vide ({met}) : choisissez-en un"
    " autre. / The place of attachments is not empty ({met}): choose another one.",
    "outgoing-not-empty": "Le dossier des preuves n’est pas vide ({met}) : choisissez-en un autre."
    " / The folder of evidence is not empty ({met}): choose another one.",
}


def fill(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both commands."""
    backup = commands.add_parser("backup", help="tout sauvegarder / back everything up")
    backup.add_argument(
        "file", type=Path, metavar="FILE", help="l’archive à écrire / the archive to write"
    )
    backup.set_defaults(run=_back_up)
    restore = commands.add_parser(
        "restore", help="restaurer dans une place vide / restore into an empty place"
    )
    restore.add_argument(
        "file", type=Path, metavar="FILE", help="l’archive à lire / the archive to read"
    )
    restore.set_defaults(run=_restore)


def _back_up(asked: argparse.Namespace, settings: Settings) -> int:
    """Give 0 when all is kept and holds, 1 when something was lost before, 2 when it cannot be."""
    from reflexes_calls.actions.backing_up import back_up  # noqa: PLC0415  # late
    from reflexes_calls.actions.desk import cabinet_of  # noqa: PLC0415  # the same
    from reflexes_calls.storage.engine import make_engine  # noqa: PLC0415  # the same

    engine = make_engine(settings.database_url)
    try:
        made = back_up(engine, cabinet_of(settings).store, settings.outgoing, asked.file)
    except FileExistsError:
        return _fail(f"{asked.file} existe déjà : choisissez un autre nom. / is there already.")
    finally:
        engine.dispose()
    size = asked.file.stat().st_size
    print(f"{asked.file} : {made.rows} lignes / rows, {made.files} pièces / files, {size} octets")
    for digest in made.missing:
        _say(f"Pièce perdue, absente de la sauvegarde / lost before this backup: {digest}")
    _say_broken(made.broken)
    return UNTRUE if made.missing or made.broken else 0


def _restore(asked: argparse.Namespace, settings: Settings) -> int:
    """Give 0 when all is back and holds, 1 when something is missing, 2 when it cannot be done."""
    from reflexes_calls.actions.desk import cabinet_of  # noqa: PLC0415  # late, as above
    from reflexes_calls.actions.restoring import NotRestored, restore  # noqa: PLC0415  # the same

    store = cabinet_of(settings).store
    try:
        made = restore(asked.file, settings.database_url, store, settings.outgoing)
    except NotRestored as refused:
        return _fail(NOT_RESTORED[refused.kind].format(**refused.facts))
    print(f"{made.rows} lignes / rows, {made.files} pièces / files")
    if made.waiting:
        print(
            f"{made.waiting} lettres attendaient et partiront au prochain démarrage ; pour une"
            " copie d’essai, laissez smtp_host vide. / letters were waiting and will leave at the"
            " next start; for a copy to try things on, leave smtp_host empty."
        )
    for digest in made.missing:
        _say(f"Pièce qui manquait déjà à la sauvegarde / missing from the backup: {digest}")
    _say_broken(made.broken)
    return UNTRUE if made.missing or made.broken else 0


def _say_broken(calls: tuple[str, ...]) -> None:
    for call in calls:
        _say(
            f"Le journal {call[:8] or 'du service'} ne tient pas : voyez `journal verify`."
            " / This journal does not hold: see `journal verify`."
        )


def _fail(said: str) -> int:
    _say(said)
    return FAILED


def _say(said: str) -> None:
    print(said, file=sys.stderr)
