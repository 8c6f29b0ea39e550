"""`reflexes-calls decide replay`: the computations of a decision done again from its record."""

import argparse
import gettext
from importlib.resources import files
from pathlib import Path

from reflexes_calls.settings import Settings

DIFFERENT = 1
NAMES = {
    "assignment": "affectation / assignment",
    "calibration": "notes / scores",
    "portfolio": "sélection / selection",
    "lottery": "tirage / draw",
}


def fill(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    deciding = commands.add_parser(
        "decide",
        help="refaire les calculs d’une décision / do the computations of a decision again",
    )
    steps = deciding.add_subparsers(required=True, metavar="STEP")
    replaying = steps.add_parser(
        "replay",
        help="refaire tout ce qu’un registre contient, et dire si le résultat est le même"
        " / do again all that a record holds, and say whether the result is the same",
    )
    replaying.add_argument(
        "folder",
        metavar="FOLDER",
        type=Path,
        help="le dossier du registre, une fois décompressé / the folder of the record, unpacked",
    )
    replaying.set_defaults(run=_replay)


def _replay(asked: argparse.Namespace, settings: Settings) -> int:
    # Late: numpy and scipy are for this command alone.
    from reflexes.jury import JuryError  # noqa: PLC0415  # see above
    from reflexes.jury.record import replay  # noqa: PLC0415  # see above

    del settings
    try:
        stages = replay(_folder(asked.folder))
    except JuryError as refused:
        french = gettext.translation("reflexes", _words(), languages=["fr"], fallback=True)
        print(f"Registre refusé. {refused.said(french.gettext)} / Record refused. {refused}")
        return DIFFERENT
    for one in stages:
        said = "identique / same" if one.same else "différent / different"
        where = f" ({', '.join(one.differing)})" if one.differing else ""
        print(f"{NAMES[one.stage]:<28}{said}{where}")
    if not stages:
        print("Ce registre ne contient aucun calcul. / This record holds no computation.")
        return DIFFERENT
    if all(one.same for one in stages):
        print("Tout est retrouvé à l’octet près. / Everything is found again to the byte.")
        return 0
    print(
        "Le résultat diffère : comparez les versions de manifest.json avec les vôtres."
        " / The result differs: compare the versions in manifest.json with yours."
    )
    return DIFFERENT


def _words() -> str:
    """Where the library keeps its French words."""
    return str(files("reflexes") / "locale")


def _folder(asked: Path) -> Path:
    """The folder of a record, even when the one that holds it was named."""
    inside = asked / "record"
    return inside if inside.is_dir() and not (asked / "manifest.json").exists() else asked
