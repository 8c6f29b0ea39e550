"""A small instance to act in: two administrations, a manager, two reviewers, one open call."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import attrs
from starlette.testclient import TestClient

from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.people import (
    create_organisation,
    create_person,
    give_role,
    join,
    sign_in,
)
from reflexes_calls.actions.publishing import draft_call, publish
from reflexes_calls.domain.people import Organisation, Person, Role
from reflexes_calls.settings import Settings
from reflexes_calls.storage.engine import make_engine
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.databases import lay_down
from tests.makers import CALL_TERMS, newest_edition

PASSWORD = "un mot de passe assez long"
OPENS = dt.datetime(2027, 1, 10, 12, tzinfo=dt.UTC)
DEADLINE = dt.datetime(2027, 1, 30, 16, tzinfo=dt.UTC)
CALL = {
    "title_fr": "La micro-mobilité, à l'essai",
    "title_en": "Micro-mobility on trial",
    "summary_fr": "Prêter un agent quelques semaines.",
    "summary_en": "Lend an agent for a few weeks.",
    "opens_on": "2027-01-05",
    "closes_on": "2027-01-30",
    "closes_hour": "17",
    "decision_on": "2027-02-28",
    "budget_cap": "15 000",
    "places": "3",
    "weeks": "30",
} | CALL_TERMS
ANSWERS = {
    "title": "Un renfort entre crèches",
    "summary": "Deux crèches se prêtent des agents.",
    "problem": "En mars, une crèche ferme faute de bras.",
    "proposal": "Un vivier de volontaires, puis une semaine par mois.",
    "people": "Deux directrices et six volontaires.",
    "weeks": "12",
    "start_on": "01/04/2027",
    "budget": "12 500,50 €",
    "indicator": "Jours de fermeture évités",
    "proof_wrong": "Autant de fermetures qu'avant.",
    "consent": "yes",
}


class HandClock:
    """A clock that is moved by hand."""

    def __init__(self, now: dt.datetime) -> None:
        """Start at an instant."""
        self.instant = now

    def now(self) -> dt.datetime:
        """The instant it was moved to."""
        return self.instant


@attrs.define
class Scene:
    """The instance, with one visitor for each person."""

    desk: Desk
    clock: HandClock
    call: str
    manager: Person
    readers: tuple[Person, Person]
    own: Organisation
    visit: Callable[[str], TestClient]


def make_scene(folder: Path) -> Scene:
    """The instance, one week into its call. Mail: agent@example.org and so on."""
    settings = Settings(
        database_url=f"sqlite:///{folder / 'calls.sqlite3'}",
        outbox=folder / "outbox",
        outgoing=folder / "outgoing",
    )
    lay_down(settings.database_url)
    clock = HandClock(OPENS)
    engine = make_engine(settings.database_url)
    desk = Desk(engine, clock, newest_edition(), settings.outbox, settings.outgoing)
    first = _person(desk, None, "root")
    manager, ana, bo, agent = (_person(desk, first, n) for n in ("manager", "ana", "bo", "agent"))
    own = create_organisation(desk, first, name="Ville de Val-d’Essai")
    join(desk, first, agent, own)
    give_role(desk, first, manager, Role.MANAGER)
    clock.instant = OPENS - dt.timedelta(days=7)
    call = draft_call(desk, manager, "micro-mobilite-professionnelle", CALL)
    publish(desk, manager, call.public_id)
    clock.instant = OPENS
    app = create_app(settings, desk)

    def visit(name: str) -> TestClient:
        client = TestClient(app, follow_redirects=False)
        client.cookies.set(SESSION_COOKIE, sign_in(desk, f"{name}@example.org", PASSWORD))
        return client

    return Scene(desk, clock, call.public_id, manager, (ana, bo), own, visit)


def _person(desk: Desk, actor: Person | None, name: str) -> Person:
    return create_person(
        desk, actor, name=name.title(), email=f"{name}@example.org", password=PASSWORD
    )
