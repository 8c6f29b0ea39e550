"""`reflexes-calls retention`: says what is kept for too long; erases it with `--apply`."""

import argparse

from reflexes_calls.settings import Settings


def fill(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    retention = commands.add_parser(
        "retention",
        help="dire ce qui est gardé trop longtemps, puis l’effacer / say what is kept for too"
        " long, then erase it",
    )
    retention.add_argument(
        "--apply",
        action="store_true",
        help="effacer ce qui vient d’être dit / erase what was said",
    )
    retention.set_defaults(run=_retention)


def _retention(asked: argparse.Namespace, settings: Settings) -> int:
    from reflexes_calls.actions.desk import make_desk  # noqa: PLC0415  # late: mistakes answer now
    from reflexes_calls.actions.retaining import (  # noqa: PLC0415  # the same
        apply_retention,
        too_old,
    )
    from reflexes_calls.web.translating import translations  # noqa: PLC0415  # the same

    desk, french = make_desk(settings), translations("fr").gettext
    found = too_old(desk)
    print("À effacer / to be erased:")
    for each in found:
        print(f"{each.count:>8}  {french(each.kept.what)} / {each.kept.what}")
        print(f"{'':>10}{french(each.kept.until)} / {each.kept.until}")
    if not asked.apply:
        print("Rien n’est effacé : ajoutez --apply. / Nothing is erased: add --apply.")
        return 0
    count = sum(each.count for each in apply_retention(desk))
    print(f"Effacé / erased: {count}")
    return 0
