"""`reflexes-calls outage` and `remind`, and the heart that beats while an instance is served."""

import argparse
import datetime as dt
import logging
import sys
import threading
import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from reflexes_calls.domain.clock import PLACE, local_words
from reflexes_calls.domain.deadlines import Outage
from reflexes_calls.settings import Settings

if TYPE_CHECKING:
    from reflexes_calls.actions.desk import Desk
    from reflexes_calls.domain.people import Person

LOG = logging.getLogger(__name__)
EACH = 30
"""Seconds between two beats."""
REFUSED = 2


def fill(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both commands."""
    outage = commands.add_parser(
        "outage", help="les pannes qui déplacent une limite / the outages that move a deadline"
    )
    tasks = outage.add_subparsers(required=True, metavar="TASK")
    tasks.add_parser("list", help="les lister / list them").set_defaults(run=_list)
    declare = tasks.add_parser("declare", help="en déclarer une / declare one")
    for name, said in (("--from", "début / begins"), ("--to", "fin / ends")):
        declare.add_argument(
            name,
            dest=name.strip("-") + "_",
            type=_instant,
            required=True,
            metavar="YYYY-MM-DDTHH:MM",
            help=f"{said}, heure de Paris / Paris time",
        )
    declare.add_argument("--reason", required=True, help="ce qui s’est passé / what happened")
    _by(declare)
    declare.set_defaults(run=_declare)
    cancel = tasks.add_parser("cancel", help="en retirer une / take one back")
    cancel.add_argument("number", type=int, metavar="NUMBER", help="son numéro / its number")
    _by(cancel)
    cancel.set_defaults(run=_cancel)
    remind = commands.add_parser(
        "remind", help="écrire à qui n’a pas déposé / write to whoever has not submitted"
    )
    remind.set_defaults(run=_remind)


def _by(parser: argparse.ArgumentParser) -> None:
    said = "l’adresse de l’administratrice / the administrator's address"
    parser.add_argument("--by", required=True, metavar="EMAIL", help=said)


def _instant(text: str) -> dt.datetime:
    try:
        local = dt.datetime.fromisoformat(text)
    except ValueError:
        said = f"« {text} » : écrivez 2027-01-30T16:20 / write 2027-01-30T16:20"
        raise argparse.ArgumentTypeError(said) from None
    return local if local.tzinfo else local.replace(tzinfo=ZoneInfo(PLACE))


def _list(asked: argparse.Namespace, settings: Settings) -> int:
    del asked
    from reflexes_calls.actions.desk import make_desk  # noqa: PLC0415  # late: mistakes answer now
    from reflexes_calls.storage.watching import outages_known  # noqa: PLC0415  # the same

    with make_desk(settings).look() as connection:
        known = outages_known(connection)
    for number, outage in known:
        print(f"{number:>4}  {_said(outage)}")
    if not known:
        print("Aucune panne. / No outage.")
    return 0


def _said(outage: Outage) -> str:
    """An outage on one line."""
    reason = outage.reason or "constatée au retour du service / seen when the service came back"
    return f"{local_words(outage.started_at)} – {local_words(outage.ended_at)}  {reason}"


def _declare(asked: argparse.Namespace, settings: Settings) -> int:
    from reflexes_calls.actions.watching import declare_outage  # noqa: PLC0415  # late, as above

    def act(desk: "Desk", person: "Person") -> int:
        moved = declare_outage(desk, person, asked.from_, asked.to_, asked.reason)
        return _tell_moved([each.call.title_fr for each in moved])

    return _acting(asked.by, settings, act)


def _cancel(asked: argparse.Namespace, settings: Settings) -> int:
    from reflexes_calls.actions.watching import cancel_outage  # noqa: PLC0415  # late, as above

    def act(desk: "Desk", person: "Person") -> int:
        moved = cancel_outage(desk, person, asked.number)
        return _tell_moved([each.call.title_fr for each in moved])

    return _acting(asked.by, settings, act)


def _tell_moved(titles: list[str]) -> int:
    for title in titles:
        print(f"Limite déplacée / deadline moved: {title}")
    if not titles:
        print("Aucune limite n’est déplacée. / No deadline moves.")
    return 0


def _acting(email: str, settings: Settings, act: object) -> int:
    """Act for the administrator of an address; refusals are told one by one."""
    from reflexes_calls.actions.desk import make_desk  # noqa: PLC0415  # late, as above
    from reflexes_calls.domain.errors import Invalid, Refused  # noqa: PLC0415  # the same
    from reflexes_calls.storage.people import find_by_email  # noqa: PLC0415  # the same
    from reflexes_calls.wording import sentence  # noqa: PLC0415  # the same

    desk = make_desk(settings)
    with desk.look() as connection:
        found = find_by_email(connection, email)
    if found is None:
        return _fail(f"{email} : personne n’a ce compte. / Nobody has this account.")
    try:
        code: int = act(desk, found[0])  # type: ignore[operator]  # one of the two acts above
    except Invalid as error:
        return _fail("\n".join(f"{r.field}: {sentence(r, str)}" for r in error.refusals))
    except Refused as error:
        return _fail(sentence(error, str))
    return code


def _fail(said: str) -> int:
    print(said, file=sys.stderr)
    return REFUSED


def _remind(asked: argparse.Namespace, settings: Settings) -> int:
    del asked
    from reflexes_calls.actions.desk import make_desk  # noqa: PLC0415  # late, as above
    from reflexes_calls.actions.reminding import remind  # noqa: PLC0415  # the same

    count = remind(make_desk(settings), address_of(settings))
    print(f"{count} rappels / reminders")
    return 0


def address_of(settings: Settings) -> str:
    """Where the service is reached: as stated, else where it listens."""
    return (settings.address or f"http://{settings.host}:{settings.port}").rstrip("/")


def start_watching(desk: "Desk") -> threading.Event:
    """Mark in a thread that the service runs, until the event that is given back is set."""
    over = threading.Event()

    def watch() -> None:
        before: float | None = None
        while True:
            began = _uptime()
            beat_once(desk, None if before is None else dt.timedelta(seconds=began - before))
            before = began
            if over.wait(EACH):
                return

    threading.Thread(target=watch, name="watch", daemon=True).start()
    return over


def beat_once(desk: "Desk", since: dt.timedelta | None = None) -> None:
    """Beat; a failure is logged, and the next turn tries again."""
    from reflexes_calls.actions.watching import beat  # noqa: PLC0415  # late, as above

    try:
        beat(desk, since)
    except Exception:
        LOG.exception("The watch over deadlines failed; it goes on")


def _uptime() -> float:
    """Seconds since some instant, sleep included, by a clock that nobody can set."""
    known = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if known is None else time.clock_gettime(known)
