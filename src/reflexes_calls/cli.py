"""The `reflexes-calls` command: serve an instance, show the demonstration, migrate a database."""

import argparse
import gc
import socket
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from reflexes_calls.commands import (
    backing_up,
    deciding,
    doctor,
    importing,
    journal,
    retention,
    users,
    watching,
    working,
)
from reflexes_calls.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from reflexes_calls.actions.desk import Desk

FAILED = 2
UNTRUE = 1
MOST_PROCESSES = 64
PORT = "8000 par défaut / by default"
TASKS = {
    "administrator": "administratrice / administrator",
    "manager": "gestionnaire / manager",
    "applicant": "candidature / applicant",
    "reviewer": "relecture / reviewer",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives 0, or 2 with a plain sentence when it cannot start."""
    asked = make_parser().parse_args(arguments)
    try:
        settings = read_settings(file=asked.settings)
    except SettingsError as error:
        return _fail(str(error))
    try:
        code: int = asked.run(asked, settings)
    except Exception as error:
        # Late: what tells of databases is slow to load, and seldom needed.
        from reflexes_calls.commands.plainly import plain_words  # noqa: PLC0415  # see above

        said = plain_words(error, settings)
        if said is None:
            raise
        return _fail(said)
    return code


def make_parser() -> argparse.ArgumentParser:
    """The parser of the command, with all that it can be asked."""
    parser = argparse.ArgumentParser(
        prog="reflexes-calls",
        description="Des appels à expérimentation, de la piste à la preuve."
        " / Calls for experimentation, from piste to evidence.",
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"reflexes-publics {version('reflexes-publics')}",
        help="la version / the version",
    )
    parser.add_argument(
        "--settings",
        type=Path,
        metavar="FILE",
        help="les réglages, en TOML ; l’environnement l’emporte"
        " / the settings, in TOML; the environment wins",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="servir une instance / serve an instance")
    serve.add_argument("--port", type=_port, help=PORT)
    serve.add_argument(
        "--processes",
        type=_count,
        metavar="N",
        help="combien de processus servent / how many processes serve",
    )
    serve.set_defaults(run=_serve)
    demo = commands.add_parser("demo", help="la démonstration / the demonstration")
    demo.add_argument(
        "--database",
        type=Path,
        default=Path("reflexes-demonstration.sqlite3"),
        metavar="FILE",
        help="le fichier SQLite où elle est gardée / the SQLite file in which it is kept",
    )
    demo.add_argument("--port", type=_port, help=PORT)
    demo.set_defaults(run=_demo)
    migrate = commands.add_parser("migrate", help="mettre la base à jour / bring the database up")
    migrate.set_defaults(run=_migrate)
    first = commands.add_parser(
        "administrator", help="ouvrir le premier compte / open the first account"
    )
    first.add_argument("email", metavar="EMAIL", help="son adresse / their address")
    first.add_argument("name", metavar="NAME", help="son nom / their name")
    first.set_defaults(run=_first_account)
    _add_receipt(commands)
    for each in (
        watching,
        retention,
        working,
        users,
        backing_up,
        journal,
        doctor,
        importing,
        deciding,
    ):
        each.fill(commands)
    return parser


def _add_receipt(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    receipt = commands.add_parser("receipt", help="vérifier un récépissé / check a receipt")
    tasks = receipt.add_subparsers(required=True, metavar="TASK")
    check = tasks.add_parser("check", help="sans réseau / without any network")
    check.add_argument(
        "file", type=Path, metavar="FILE", help="recepisse-….json, gardé au dépôt / the receipt"
    )
    check.add_argument(
        "--journal", type=Path, metavar="FILE", help="le journal de l’appel / the call's journal"
    )
    check.add_argument(
        "--lang", choices=("fr", "en"), default="fr", help="langue / language (fr, en)"
    )
    check.set_defaults(run=_check_receipt)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:  # noqa: PLR2004  # a port
        raise argparse.ArgumentTypeError(f"« {text} » : un port, par exemple 8000 / a port")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"« {text} » : 1 – {MOST_PROCESSES}")
    return int(text)


def _serve(asked: argparse.Namespace, settings: Settings) -> int:
    from reflexes_calls.commands.serving import tell_processes  # noqa: PLC0415  # only a server

    port, processes = asked.port or settings.port, asked.processes or settings.processes
    settings = attrs.evolve(settings, port=port, processes=processes)
    tell_processes(str(asked.settings or ""), {"port": str(port), "processes": str(processes)})
    print(f"http://{settings.host}:{settings.port}", flush=True)
    return _run(settings)


def _demo(asked: argparse.Namespace, settings: Settings) -> int:
    # Late, so that `--help` and mistakes answer at once.
    from reflexes_calls.actions.desk import make_desk  # noqa: PLC0415  # see above
    from reflexes_calls.demonstration import (  # noqa: PLC0415  # see above
        NotADemonstrationError,
        prepare,
    )

    path = asked.database.resolve()
    settings = attrs.evolve(
        settings,
        database_url=f"sqlite:///{path}",
        outbox=path.with_suffix(".outbox"),
        outgoing=path.with_suffix(".evidence"),
        files=path.with_suffix(".files"),
        port=asked.port or settings.port,
        demo=True,
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        desk = make_desk(settings)
        prepare(desk)
    except NotADemonstrationError:
        return _fail(
            f"{path} contient déjà autre chose que la démonstration : choisissez un autre fichier"
            " avec --database. / It holds something else: choose another file."
        )
    except OSError as error:
        return _fail(f"{path} : {error.strerror}")
    _print_accounts(settings, path)
    return _run(settings, desk)


def _print_accounts(settings: Settings, path: Path) -> None:
    from reflexes_calls.demonstration import accounts, password  # noqa: PLC0415  # as above

    address = f"http://{settings.host}:{settings.port}"
    print(f"\nLa démonstration est prête : {address}")
    print(f"  le catalogue      {address}/catalogue")
    print(f"  les appels        {address}/appels")
    print(f"  se connecter      {address}/connexion")
    print(f"  déplacer l’heure  {address}/demonstration\n")
    print(f"Comptes (mot de passe pour tous / password for all: {password()})")
    for account in accounts():
        print(f"  {account.email:<36}{account.name:<18}{TASKS[account.task]}")
    print(f"\nTout est fictif, sauf le catalogue. Fichier : {path}")
    print("Everything but the catalogue is fictitious. Ctrl+C ends it.\n", flush=True)


def _run(settings: Settings, desk: "Desk | None" = None) -> int:
    # Nothing that a start makes is thrown away: looking for it would take a quarter of the time.
    gc.disable()
    from reflexes_calls.commands.serving import serve  # noqa: PLC0415  # only a server needs it

    if _is_taken(settings):
        return _fail(
            f"{settings.host}:{settings.port} est déjà pris : choisissez un autre port avec --port."
            " / It is taken: choose another port with --port."
        )
    serve(settings, desk)
    return 0


def _is_taken(settings: Settings) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((settings.host, settings.port))
        except OSError:
            return True
    return False


def _migrate(asked: argparse.Namespace, settings: Settings) -> int:
    del asked
    from reflexes_calls.storage.migrating import migrate  # noqa: PLC0415  # late, as above

    migrate(settings.database_url)
    print("La base est à jour. / The database is up to date.")
    return 0


def _first_account(asked: argparse.Namespace, settings: Settings) -> int:
    from reflexes_calls.actions.people import create_person  # noqa: PLC0415  # late, as above
    from reflexes_calls.domain.errors import NotAllowed  # noqa: PLC0415  # the same

    def act(desk: "Desk") -> None:
        password = users.ask_password()
        person = create_person(desk, None, name=asked.name, email=asked.email, password=password)
        print(f"{person.email} administre l’instance. / administers the instance.")

    try:
        return users.acting(settings, act, passing=(NotAllowed,))
    except NotAllowed:
        return _fail(
            "Cette instance a déjà quelqu’un : son administratrice ouvre les autres comptes, ou"
            " `reflexes-calls user add`. / This instance already has someone: its administrator"
            " opens the other accounts, or `reflexes-calls user add`."
        )


def _check_receipt(asked: argparse.Namespace, settings: Settings) -> int:
    """Give 0 when everything holds, 1 when something does not, 2 for a file that cannot be read."""
    del settings
    from reflexes_calls.domain.proof import (  # noqa: PLC0415  # late, as above
        Unprovable,
        check_receipt,
        read_journal,
        read_receipt,
    )
    from reflexes_calls.papers import proof_words  # noqa: PLC0415  # the same
    from reflexes_calls.web.translating import translations  # noqa: PLC0415  # the same

    words, reading = translations(asked.lang).gettext, asked.file
    try:
        receipt = read_receipt(_content(asked.file))
        reading = asked.journal
        journal = read_journal(_content(asked.journal)) if asked.journal else None
    except Unprovable as refused:
        return _fail(proof_words.unreadable_line(refused, str(reading), words))
    checks = check_receipt(receipt, journal)
    for line in proof_words.lines_of(checks, words):
        print(line)
    return 0 if all(check.holds for check in checks) else UNTRUE


def _content(path: Path) -> bytes:
    from reflexes_calls.domain.proof import Unprovable  # noqa: PLC0415  # late, as above

    try:
        return path.read_bytes()
    except OSError:
        raise Unprovable("proof-no-file") from None


def _fail(said: str) -> int:
    print(said, file=sys.stderr)
    return FAILED
