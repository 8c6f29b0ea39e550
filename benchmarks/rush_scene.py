"""What the rush benchmarks share: an instance, an open call, people with sessions, a server.

Accounts are written straight into the tables: what is measured begins once people are signed in.
"""

import datetime as dt
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import attrs

import reflexes
from reflexes.records import changed
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.people import create_person, give_role, open_session
from reflexes_calls.actions.publishing import draft_call, publish
from reflexes_calls.domain.clock import Clock, SystemClock
from reflexes_calls.domain.form import Form, form_document, ready_form
from reflexes_calls.domain.people import Organisation, Person, Role
from reflexes_calls.storage import calls, people
from reflexes_calls.storage.engine import make_engine, writing
from reflexes_calls.storage.migrating import migrate

ROOT = Path(__file__).resolve().parent.parent
PISTE = "micro-mobilite-professionnelle"
SERVE = "import sys; from reflexes_calls.cli import main; sys.exit(main())"
TICKS = os.sysconf("SC_CLK_TCK")
STARTS_WITHIN = 30.0
A_PARAGRAPH = (
    "Chaque hiver, l’établissement manque de bras pendant trois semaines ; les équipes voisines"
    " savent aider, mais personne ne sait qui appeler, ni à quelles conditions. "
)


def answers(rank: int) -> dict[str, dict[str, str]]:
    """A whole application as typed, by section; about seven thousand characters of prose."""
    return {
        "applicant": {"administration": "", "territory": "35238", "contact": "Camille, mairie"},
        "trial": {
            "title": f"Se prêter des agents, essai {rank}",
            "summary": A_PARAGRAPH * 3,
            "problem": A_PARAGRAPH * 8,
        },
        "course": {
            "proposal": A_PARAGRAPH * 12,
            "people": A_PARAGRAPH * 6,
            "risks": A_PARAGRAPH * 4,
            "norms": "",
            "norm_text": "",
        },
        "means": {
            "weeks": "20",
            "start_on": f"{dt.date.today() + dt.timedelta(days=200):%d/%m/%Y}",  # noqa: DTZ011  # a day far ahead
            "steps.a1.what": "Choisir les volontaires",
            "budget": "12 500",
            "spending.b1.what": "Temps d’animation",
        },
        "proof": {
            "indicator": "Jours entre la demande de renfort et l’arrivée",
            "starting_point": "Onze jours",
            "measured_by": "Le registre des renforts",
            "proof_wrong": A_PARAGRAPH * 3,
        },
        "publication": {"consent": "yes", "_boxes": "consent"},
    }


@attrs.frozen
class Account:
    """Someone of an administration of their own, signed in."""

    rank: int
    person: Person
    town: Organisation
    token: str


@attrs.frozen
class Instance:
    """A database with one open call."""

    url: str
    folder: Path
    call: str
    call_key: int

    def environment(self) -> dict[str, str]:
        """What a server of this instance is told."""
        return os.environ | {
            "REFLEXES_CALLS_DATABASE_URL": self.url,
            "REFLEXES_CALLS_OUTBOX": str(self.folder / "outbox"),
            "REFLEXES_CALLS_OUTGOING": str(self.folder / "outgoing"),
            "REFLEXES_CALLS_FILES": str(self.folder / "files"),
        }


def in_one_section(form: Form) -> Form:
    """The same questions on one page, as a call with a short form has them."""
    first = changed(
        form.sections[-1],
        questions=tuple(form.questions()),
    )
    return changed(form, sections=(first,))


def make_instance(url: str, folder: Path, *, one_section: bool = False) -> Instance:
    """A database at the present schema, with a manager and an open call."""
    migrate(url)
    desk = make_desk(url, folder, _Earlier())
    said = {"email": "maud@essai.example", "password": secrets.token_hex(8)}
    manager = create_person(desk, None, name="Maud", **said)
    give_role(desk, manager, manager, Role.MANAGER)
    call = draft_call(desk, manager, PISTE, _call_typed(desk.clock.now().date()))
    if one_section:
        with writing(desk.engine) as connection:
            calls.change_call(connection, call.id, form=form_document(in_one_section(ready_form())))
    publish(desk, manager, call.public_id)
    desk.engine.dispose()
    return Instance(url, folder, call.public_id, call.id)


def make_desk(url: str, folder: Path, clock: Clock | None = None) -> Desk:
    """A desk beside the server, on the same database."""
    return Desk(
        engine=make_engine(url),
        clock=clock or SystemClock(),
        catalogue=reflexes.load(),
        outbox=folder / "outbox",
        outgoing=folder / "outgoing",
        has_courier=True,
    )


class _Earlier:
    """Ten days ago, when the call was published."""

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) - dt.timedelta(days=10)


def _call_typed(today: dt.date) -> dict[str, str]:
    return {
        "title_fr": "Se prêter main-forte",
        "title_en": "Lending a hand",
        "summary_fr": "Six administrations essaient la micro-mobilité.",
        "summary_en": "Six administrations try micro-mobility.",
        "brief_what_fr": "Se prêter des agents entre services.",
        "brief_who_fr": "Aux communes et à leurs groupements.",
        "contact_fr": "Mission innovation, mission@essai.example",
        "context_fr": "Au printemps 2020, des agents ont changé de poste en quelques jours.",
        "aims_fr": "Savoir ce qui fait tenir un renfort.",
        "expected_fr": "Un essai de quelques mois.",
        "opens_on": f"{today + dt.timedelta(days=2)}",
        "closes_on": f"{today + dt.timedelta(days=90)}",
        "closes_hour": "17",
        "decision_on": f"{today + dt.timedelta(days=120)}",
        "budget_cap": "15 000",
        "places": "6",
        "weeks": "36",
    }


def add_accounts(desk: Desk, first: int, count: int) -> list[Account]:
    """Accounts, each with an administration and an open session."""
    now, made = dt.datetime.now(dt.UTC), []
    with writing(desk.engine) as connection:
        for rank in range(first, first + count):
            person = people.add_person(
                connection,
                name=f"Camille {rank}",
                email=f"camille{rank}@essai.example",
                password_hash="nobody signs in with it",  # noqa: S106  # as it says
                at=now,
            )
            town = people.add_organisation(connection, f"Commune d’essai {rank}", None)
            people.add_membership(connection, person.id, town.id)
            made.append((rank, person, town))
    return [Account(rank, person, town, open_session(desk, person)) for rank, person, town in made]


@attrs.frozen
class Served:
    """A server that answers."""

    port: int
    process: "subprocess.Popen[bytes]"

    def seconds(self) -> float:
        """The processor time of the server so far, all its processes together."""
        return sum(map(_seconds_of, family(self.process.pid)))


def _seconds_of(pid: int) -> float:
    try:
        said = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(said[11]) + int(said[12])) / TICKS


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    below = children.read_text().split() if children.exists() else []
    return [pid, *(each for child in below for each in family(int(child)))]


def machine_seconds() -> float:
    """The processor time that the whole machine has spent working, where Linux says it."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return 0.0
    user, nice, system, _, _, irq, softirq, *_ = map(
        int, stat.read_text().split("\n")[0].split()[1:]
    )
    return (user + nice + system + irq + softirq) / TICKS


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def serving(instance: Instance, more: Mapping[str, str] | None = None) -> Iterator[Served]:
    """`reflexes-calls serve`, until the end."""
    port = free_port()
    # The lines of its log go to a file, as those of an instance do.
    with (instance.folder / "log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603  # the lines above
            [sys.executable, "-c", SERVE, "serve", "--port", str(port)],
            env=instance.environment() | dict(more or {}),
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        try:
            wait_for(port, process)
            yield Served(port, process)
        finally:
            process.terminate()
            process.wait(60)


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until a server answers."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.01)
    raise SystemExit("The server did not start.")
