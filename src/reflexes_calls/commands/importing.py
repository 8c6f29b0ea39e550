"""`reflexes-calls import`: applications brought from another service, said first, then written."""

import argparse
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reflexes_calls.commands.users import acting
from reflexes_calls.domain.importing import Fate
from reflexes_calls.settings import Settings

if TYPE_CHECKING:
    from reflexes_calls.actions.desk import Desk
    from reflexes_calls.domain.importing import Plan

REFUSED = 1
BROUGHT = {
    Fate.NEW: "à importer / to bring",
    Fate.KNOWN: "déjà importés / brought already",
    Fate.CHANGED: "déjà importés, changés depuis / brought already, changed since",
    Fate.UNSENT: "brouillons, laissés / drafts, left",
    Fate.DECIDED: "décidés là-bas, laissés / decided there, left",
}


def fill(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    bringing = commands.add_parser(
        "import",
        help="importer des dossiers d’un autre service : dit ce qu’il ferait, puis l’écrit avec"
        " --apply / bring applications from another service: says what it would do, then writes it"
        " with --apply",
    )
    bringing.add_argument("call", metavar="CALL", help="l’identifiant de l’appel / the call, by id")
    bringing.add_argument(
        "file", metavar="FILE", type=Path, help="un export CSV, XLSX ou ODS / an export"
    )
    bringing.add_argument(
        "--as",
        dest="manager",
        metavar="EMAIL",
        required=True,
        help="la personne qui gère l’appel / the manager of the call",
    )
    bringing.add_argument(
        "--mapping",
        metavar="FILE",
        type=Path,
        help="ce que devient chaque colonne, en TOML / what each column becomes, in TOML",
    )
    bringing.add_argument(
        "--apply",
        action="store_true",
        help="écrire ce qui vient d’être dit / write what was said",
    )
    bringing.set_defaults(run=_import)


def _import(asked: argparse.Namespace, settings: Settings) -> int:
    codes: list[int] = []
    code = acting(settings, lambda desk: codes.append(_bring(desk, asked)))
    return code or codes[0]


def _bring(desk: "Desk", asked: argparse.Namespace) -> int:
    from reflexes_calls.actions import importing  # noqa: PLC0415  # late: mistakes answer now
    from reflexes_calls.actions.operating import find_account  # noqa: PLC0415  # the same
    from reflexes_calls.domain.importing import matching_of  # noqa: PLC0415  # the same

    person = find_account(desk, asked.manager)
    sheets = importing.sheets_of_file(desk, asked.file, asked.file.name)
    matching = importing.proposed_matching(desk, person, asked.call, sheets)
    if asked.mapping is not None:
        matching = matching_of(_mapping(asked.mapping), matching)
    plan = importing.plan_of(desk, person, asked.call, sheets, matching)
    for heading, target in matching.columns.items():
        print(f"{heading}  →  {target or '–'}")
    _tell(desk, asked, plan)
    if plan.refusals:
        return REFUSED
    if not asked.apply:
        print("Rien n’est écrit : ajoutez --apply. / Nothing is written: add --apply.")
        return 0
    count = importing.bring(desk, person, asked.call, sheets, matching)
    print(f"Importés / brought: {count}")
    return 0


def _mapping(path: Path) -> dict[str, Any]:
    from reflexes_calls.domain.errors import FieldRefusal, Invalid  # noqa: PLC0415  # late

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise Invalid((FieldRefusal(field=str(path), kind="import-mapping"),)) from None


def _tell(desk: "Desk", asked: argparse.Namespace, plan: "Plan") -> None:
    from reflexes_calls.actions.desk import need_call  # noqa: PLC0415  # late, as above
    from reflexes_calls.web.importing_words import refusal_told  # noqa: PLC0415  # the same
    from reflexes_calls.web.translating import translations  # noqa: PLC0415  # the same

    for fate, said in BROUGHT.items():
        print(f"{len(plan.of(fate)):>8}  {said}")
    with desk.look() as connection:
        questions = {
            each.code: each for each in need_call(connection, asked.call).questions().questions()
        }
    words = translations("fr").gettext
    for each in plan.refusals:
        print(refusal_told(each, questions, words))
