"""How long a call of 2,000 files of 190 questions takes to leave, and in how much memory.

Each export is made in a process of its own, as the server makes it, so that the memory that is
printed is its peak and nobody else's.

    python benchmarks/exporting_files.py
    python benchmarks/exporting_files.py --files 200 --questions 190
"""

import argparse
import datetime as dt
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import reflexes
from reflexes.digests import SCHEMA
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.exporting import FACTS, Export, ExportWords, export_of_call
from reflexes_calls.actions.people import create_person, give_role
from reflexes_calls.actions.publishing import draft_call, publish
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.exports.columns import Marks
from reflexes_calls.exports.workbook import SheetWords
from reflexes_calls.storage import calls
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import make_engine, writing
from reflexes_calls.storage.migrating import migrate
from tests.makers import PISTE, ToldClock, call_form
from tests.many_files import ManyFiles, make_many

GOAL_SECONDS, GOAL_MEGABYTES = 10.0, 200.0
KINDS = ("line", "prose", "money", "whole", "day", "choice", "choices", "table", "prose", "line")
WORDS = ("agents", "renfort", "crèche", "mairie", "équipe", "semaine", "bénévoles", "école")
LOT = 100


def form_of_many(questions: int) -> dict[str, Any]:
    """A form of so many questions, of every kind, in sections of ten."""
    made = [_question(rank) for rank in range(questions)]
    return {
        "schema": SCHEMA,
        "sections": [
            {
                "code": f"section{first // 10}",
                "title": {"fr": f"Partie {first // 10}"},
                "phases": ["full"],
                "questions": made[first : first + 10],
            }
            for first in range(0, questions, 10)
        ],
    }


def _question(rank: int) -> dict[str, Any]:
    code = {0: "title", 1: "summary"}.get(rank, f"q{rank}")
    kind = {0: "line", 1: "prose"}.get(rank, KINDS[rank % len(KINDS)])
    said: dict[str, Any] = {
        "code": code,
        "kind": kind,
        "label": {"fr": f"Question {rank} : qu’avez-vous prévu ?"},
        "help": {"fr": "Répondez en quelques mots, pour qui ne connaît pas votre territoire."},
    }
    if kind in {"choice", "choices"}:
        said["choices"] = [
            {"code": f"c{each}", "label": {"fr": f"Choix {each}"}} for each in "abcd"
        ]
    if kind == "table":
        said["columns"] = [
            {"code": "item", "kind": "line", "label": {"fr": "Poste"}},
            {"code": "cost", "kind": "money", "label": {"fr": "Montant"}},
        ]
    return said


def answers_to(form: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Answers to every question; one in twenty was left empty."""
    return {
        question["code"]: None if chance.random() < 0.05 else _answer(question, chance)  # noqa: PLR2004  # one in twenty
        for section in form["sections"]
        for question in section["questions"]
    }


def _answer(question: dict[str, Any], chance: random.Random) -> Any:
    kind = question["kind"]
    if kind in {"line", "prose"}:
        return " ".join(chance.choices(WORDS, k=6 if kind == "line" else 40))
    if kind == "table":
        return [
            {"item": chance.choice(WORDS), "cost": chance.randint(1, 9) * 100_00} for _ in range(3)
        ]
    return {
        "money": lambda: chance.randint(1, 500) * 100_00,
        "whole": lambda: chance.randint(1, 90),
        "day": lambda: f"2027-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}",
        "choice": lambda: f"c{chance.choice('abcd')}",
        "choices": lambda: [f"c{each}" for each in chance.sample("abcd", 2)],
    }[kind]()


def fill(url: str, folder: Path, files: int, questions: int) -> None:
    """A call of so many files and questions."""
    migrate(url)
    desk = a_desk(url, folder)
    root = _person(desk, None, "Iris")
    manager = _person(desk, root, "Maud")
    give_role(desk, root, manager, Role.MANAGER)
    drafted = draft_call(desk, manager, PISTE, call_form())
    call = publish(desk, manager, drafted.public_id)
    make_many(desk.engine, call.id, root.id, ManyFiles(count=files, searchable=False))
    form = form_of_many(questions)
    with writing(desk.engine) as connection:
        calls.add_form_version(
            connection,
            call_id=call.id,
            number=2,
            document=form,
            digest="f" * 64,
            published_at=desk.clock.now(),
        )
        keys = connection.execute(select(t.applications.c.id)).scalars().all()
        rows = _versions(keys, root, form, desk.clock.now())
        while lot := list(islice(rows, LOT)):
            connection.execute(insert(t.application_versions), lot)
    desk.engine.dispose()


def _versions(
    keys: Any, person: Person, form: dict[str, Any], at: dt.datetime
) -> Iterator[dict[str, Any]]:
    chance = random.Random(7)  # noqa: S311  # the same answers from one run to the next
    for key in keys:
        said = answers_to(form, chance)
        yield {
            "application_id": key,
            "number": 1,
            "phase": "full",
            "form_number": 2,
            "answers": {"schema": SCHEMA, "form": 2, "answers": said, "not_asked": []},
            "digest": "d" * 64,
            "submitted_at": at,
            "submitted_by": person.id,
        }


def a_desk(url: str, folder: Path) -> Desk:
    """A desk on a database that stands."""
    return Desk(
        make_engine(url), ToldClock(), reflexes.load(), folder / "outbox", folder / "outgoing"
    )


def _person(desk: Desk, actor: Person | None, name: str) -> Person:
    email = f"{name.lower()}@essai.example"
    said = "une phrase assez longue"
    return create_person(desk, actor, name=name, email=email, password=said)


def export_from(url: str, folder: Path) -> Export:
    """The export that the manager asks for."""
    desk = a_desk(url, folder)
    with desk.look() as connection:
        call = calls.list_calls(connection)[0]
        row = connection.execute(select(t.persons).where(t.persons.c.name == "Maud")).one()
    manager = Person(id=row.id, public_id=row.public_id, name=row.name, email=row.email)
    words = ExportWords(
        language="fr",
        facts={code: (code, "") for code in FACTS},
        stages={each: each for each in ("draft", "submitted", "selected", "declined", "withdrawn")},
        phases={"full": "complet", "letter": "lettre"},
        states={},
        marks=Marks(not_asked="(non posée)", absent="(absente)", internal="[équipe]"),
        sheets=SheetWords(
            files="Dossiers", columns="Colonnes", title="T", code="C", kind="K", help="H"
        ),
        territory=str,
        note="",
    )
    return export_of_call(desk, manager, call.public_id, {}, words)


def make(kind: str, url: str, folder: Path) -> None:
    """Make one export and print what it took, as JSON."""
    export = export_from(url, folder)
    at_rest = _megabytes()
    path = folder / f"made.{kind}"
    started = time.perf_counter()
    first = 0.0
    if kind == "xlsx":
        export.workbook(path)
    else:
        with path.open("wb") as out:
            for piece in export.csv() if kind == "csv" else export.archive():
                first = first or time.perf_counter() - started
                out.write(piece)
    told = {
        "seconds": time.perf_counter() - started,
        "first": first,
        "megabytes": _megabytes(),
        "at_rest": at_rest,
        "size": path.stat().st_size / 1e6,
    }
    print(json.dumps(told))


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Fill a call, make each export apart, and say whether the goal is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--questions", type=int, default=190)
    parser.add_argument("--make", nargs=3, metavar=("KIND", "URL", "FOLDER"))
    given = parser.parse_args()
    if given.make:
        make(given.make[0], given.make[1], Path(given.make[2]))
        return 0
    met = True
    with tempfile.TemporaryDirectory(prefix="reflexes-export-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'calls.sqlite3'}"
        started = time.perf_counter()
        fill(url, folder, given.files, given.questions)
        print(
            f"{given.files:,} files of {given.questions} questions, "
            f"written in {time.perf_counter() - started:.0f} s"
        )
        print(f"{'':6}{'seconds':>9}{'first byte':>12}{'peak MB':>9}{'at rest':>9}{'size MB':>9}")
        for kind in ("csv", "xlsx", "zip"):
            command = [sys.executable, __file__, "--make", kind, url, name]
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # ourselves
            told = json.loads(done.stdout)
            print(
                f"{kind:6}{told['seconds']:>9.1f}{told['first']:>12.2f}{told['megabytes']:>9.0f}"
                f"{told['at_rest']:>9.0f}{told['size']:>9.1f}"
            )
            if kind != "zip":
                met &= told["seconds"] < GOAL_SECONDS and told["megabytes"] < GOAL_MEGABYTES
    print(
        f"goal: under {GOAL_SECONDS:.0f} s and {GOAL_MEGABYTES:.0f} MB: "
        f"{'met' if met else 'NOT met'}"
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
