"""`reflexes-calls user`: accounts from the terminal, and `administrator` for the first of them."""

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from reflexes_calls.domain.people import Role
from reflexes_calls.settings import PREFIX, Settings

if TYPE_CHECKING:
    from reflexes_calls.actions.desk import Desk

FAILED = 2
WIDE = (Role.ADMINISTRATOR, Role.MANAGER)
OF_CALL = (Role.MANAGER, Role.REVIEWER)
PASSWORD = f"{PREFIX}PASSWORD"


class NoPasswordError(Exception):
    """Nobody gave a password, and there is no terminal to ask for it."""


def fill(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    user = commands.add_parser("user", help="les comptes / the accounts")
    tasks = user.add_subparsers(required=True, metavar="TASK")
    add = _task(tasks, "add", "ouvrir un compte / open an account", _add)
    _email(add)
    add.add_argument("name", metavar="NAME", help="son nom / their name")
    add.add_argument(
        "--role", choices=WIDE, action="append", default=[], help="son rôle / their role"
    )
    listing = _task(tasks, "list", "les lister / list them", _list)
    del listing
    role = _task(tasks, "role", "donner ou reprendre un rôle / give or take a role back", _role)
    _email(role)
    role.add_argument(
        "role", choices=tuple(dict.fromkeys((*WIDE, *OF_CALL))), help="le rôle / the role"
    )
    role.add_argument(
        "--call", metavar="ID", help="sur un seul appel, par son identifiant / on one call, by id"
    )
    role.add_argument("--remove", action="store_true", help="le reprendre / take it back")
    password = _task(tasks, "password", "changer de mot de passe / another password", _password)
    _email(password)
    disable = _task(tasks, "disable", "fermer un compte / close an account", _disable)
    _email(disable)
    disable.add_argument("--undo", action="store_true", help="le rouvrir / open it again")


def _task(
    tasks: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    words: str,
    run: Callable[[argparse.Namespace, Settings], int],
) -> argparse.ArgumentParser:
    made = tasks.add_parser(name, help=words)
    made.set_defaults(run=run)
    return made


def _email(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", metavar="EMAIL", help="son adresse / their address")


def ask_password() -> str:
    """The password: from the environment, from the terminal, or from what is piped in."""
    if given := os.environ.get(PASSWORD):
        return given
    if sys.stdin is not None and sys.stdin.isatty():
        try:
            return getpass.getpass("Mot de passe / password: ")
        except (EOFError, KeyboardInterrupt):
            raise NoPasswordError from None
    given = sys.stdin.readline().rstrip("\n") if sys.stdin is not None else ""
    if not given:
        raise NoPasswordError
    return given


def acting(
    settings: Settings,
    act: Callable[["Desk"], object],
    passing: tuple[type[Exception], ...] = (),
) -> int:
    """Act on the instance; refusals are told one by one, but those `passing`. Gives 0, or 2."""
    from reflexes_calls.actions.desk import make_desk  # noqa: PLC0415  # late: mistakes answer now
    from reflexes_calls.domain.errors import Invalid, Refused  # noqa: PLC0415  # the same
    from reflexes_calls.web.translating import translations  # noqa: PLC0415  # the same
    from reflexes_calls.wording import sentence  # noqa: PLC0415  # the same

    words, desk = translations("fr").gettext, make_desk(settings)
    try:
        act(desk)
    except NoPasswordError:
        return _fail(
            f"Dites le mot de passe dans {PASSWORD}, ou par l’entrée standard."
            f" / Give the password in {PASSWORD}, or on the standard input."
        )
    except passing:
        raise
    except Invalid as error:
        return _fail(
            "\n".join(
                f"{one.field}: {sentence(one, words)} / {sentence(one, str)}"
                for one in error.refusals
            )
        )
    except Refused as error:
        return _fail(f"{sentence(error, words)} / {sentence(error, str)}")
    finally:
        desk.engine.dispose()
    return 0


def _add(asked: argparse.Namespace, settings: Settings) -> int:
    from reflexes_calls.actions.operating import open_account  # noqa: PLC0415  # late, as above

    def act(desk: "Desk") -> None:
        roles = tuple(Role(one) for one in asked.role)
        made = open_account(
            desk, name=asked.name, email=asked.email, password=ask_password(), roles=roles
        )
        print(f"{made.email} : compte ouvert / account opened")

    return acting(settings, act)


def _list(asked: argparse.Namespace, settings: Settings) -> int:
    del asked
    from reflexes_calls.actions.operating import accounts  # noqa: PLC0415  # late, as above

    def act(desk: "Desk") -> None:
        known = accounts(desk)
        for one in known:
            closed = "" if one.account.is_open else "  fermé / closed"
            person, roles = one.account.person, ", ".join(one.roles)
            print(f"{person.email:<40} {person.name:<30} {roles}{closed}".rstrip())
        if not known:
            print("Aucun compte. / No account.")

    return acting(settings, act)


def _role(asked: argparse.Namespace, settings: Settings) -> int:
    from reflexes_calls.actions.operating import give_role, take_role  # noqa: PLC0415  # late

    if Role(asked.role) not in (OF_CALL if asked.call else WIDE):
        return _fail(
            "Ce rôle se donne sur un appel : ajoutez --call. / This role is held on a call: add"
            " --call."
            if not asked.call
            else "Ce rôle porte sur toute l’instance : retirez --call. / This role is held on the"
            " whole instance: leave --call out."
        )

    def act(desk: "Desk") -> None:
        change = take_role if asked.remove else give_role
        change(desk, asked.email, Role(asked.role), asked.call)
        print(f"{asked.email} : {asked.role} {'-' if asked.remove else '+'}")

    return acting(settings, act)


def _password(asked: argparse.Namespace, settings: Settings) -> int:
    from reflexes_calls.actions.operating import set_password  # noqa: PLC0415  # late, as above

    def act(desk: "Desk") -> None:
        set_password(desk, asked.email, ask_password())
        print(f"{asked.email} : mot de passe changé, sessions fermées / password changed")

    return acting(settings, act)


def _disable(asked: argparse.Namespace, settings: Settings) -> int:
    from reflexes_calls.actions.operating import (  # noqa: PLC0415  # late, as above
        close_account,
        reopen_account,
    )

    def act(desk: "Desk") -> None:
        (reopen_account if asked.undo else close_account)(desk, asked.email)
        said = "rouvert / opened again" if asked.undo else "fermé / closed"
        print(f"{asked.email} : {said}")

    return acting(settings, act)


def _fail(said: str) -> int:
    print(said, file=sys.stderr)
    return FAILED
