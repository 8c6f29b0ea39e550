"""A program deposits an application by the API, with nothing but the standard library.

The first half is what a program does, whatever the instance. The second one serves an instance of
its own on a free port, with one call and one agent, so that the example runs anywhere.
"""

import datetime as dt
import json
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import uvicorn

from reflexes_calls.actions import people, publishing
from reflexes_calls.actions.access_tokens import make_token
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app

ANSWERS = {
    "title": "Prêter une crèche à un Ehpad",
    "summary": "Des agents de crèche renforcent l’Ehpad voisin.",
    "problem": "Chaque hiver, l’Ehpad manque de bras.",
    "proposal": "Un vivier de douze volontaires et un registre.",
    "people": "La petite enfance, l’Ehpad, le personnel.",
    "weeks": 20,
    "start_on": f"{dt.date.today() + dt.timedelta(days=120)}",  # noqa: DTZ011  # any day to come
    "budget": 1_250_000,
    "indicator": "Jours avant l’arrivée du renfort",
    "proof_wrong": "Moins d’une demande sur trois pourvue.",
    "consent": True,
}


def ask(address: str, token: str, method: str, path: str, **said: Any) -> tuple[Any, str]:
    """One request: the document that is answered, and its tag."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    if method == "POST":
        # Kept and sent again after a cut, it would make the same request be done once.
        headers["Idempotency-Key"] = str(uuid.uuid4())
    if match := said.get("match"):
        headers["If-Match"] = match
    body = json.dumps(said["body"]).encode() if "body" in said else None
    request = Request(f"{address}/api/v1{path}", data=body, headers=headers, method=method)  # noqa: S310  # an address of ours
    with urlopen(request) as answer:  # noqa: S310  # the same
        return json.load(answer), answer.headers.get("ETag", "")


def deposit(address: str, token: str) -> str:
    """Draft, fill and submit an application to the first open call; gives its receipt number."""
    me, _ = ask(address, token, "GET", "/me")
    calls, _ = ask(address, token, "GET", "/calls?moment=open&limit=1")
    call, mine = calls["items"][0], me["organisations"][0]
    print(f"« {call['title']['fr']} », pour {mine['name']}")

    body = {"organisation": mine["id"]}
    draft, _ = ask(address, token, "POST", f"/calls/{call['id']}/applications", body=body)
    here = f"/applications/{draft['id']}"
    missing, _ = ask(address, token, "GET", f"{here}/missing")
    print(f"Il manque {len(missing['errors'])} réponses.")

    _, tag = ask(address, token, "GET", here)
    _, tag = ask(address, token, "PATCH", here, match=tag, body={"answers": ANSWERS})
    sent, _ = ask(address, token, "POST", f"{here}/submit", match=tag)
    return str(sent["receipt"])


@contextmanager
def an_instance(folder: Path) -> Iterator[tuple[str, str]]:
    """An instance with one open call, served on a free port: its address, and an agent's token."""
    url = f"sqlite:///{folder / 'calls.sqlite3'}"
    app = create_app(Settings(database_url=url, outbox=folder / "outbox", files=folder / "files"))
    token = _an_agent_with_a_call(app.state.desk)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    serving = threading.Thread(target=server.run)
    serving.start()
    try:
        while not server.started:
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", token
    finally:
        server.should_exit = True
        serving.join()


def _an_agent_with_a_call(desk: Any) -> str:
    """Somebody who administers, publishes a call and applies to it: enough for an example."""
    password, today = "une phrase de passe d’essai", dt.datetime.now(dt.UTC).date()
    days = {name: f"{today + dt.timedelta(days=count)}" for name, count in DAYS.items()}
    person = people.create_person(
        desk, None, name="Camille Essai", email="camille@essai.example", password=password
    )
    people.join(
        desk, person, person, people.create_organisation(desk, person, name="Ville d’Essai")
    )
    call = publishing.draft_call(desk, person, "micro-mobilite-professionnelle", CALL | days)
    publishing.publish(desk, person, call.public_id)
    scopes = dict.fromkeys(("scope-calls-read", "scope-applications-read"), "yes")
    asked = {"name": "Exemple", "days": "1", "present": password, "scope-applications-write": "yes"}
    return make_token(desk, person, asked | scopes, session="")[0]


DAYS = {"opens_on": 0, "closes_on": 30, "decision_on": 90}
CALL = {
    "title_fr": "Se prêter main-forte",
    "summary_fr": "Six administrations essaient la micro-mobilité.",
    "closes_hour": "17",
    "budget_cap": "15 000",
    "places": "6",
    "weeks": "36",
    "brief_what_fr": "Se prêter des agents entre services, pour un temps court.",
    "brief_who_fr": "Aux communes, à leurs groupements et à leurs établissements.",
    "contact_fr": "Mission innovation, mission@essai.example",
    "context_fr": "Au printemps 2020, des agents ont changé de poste en quelques jours.",
    "aims_fr": "Savoir ce qui fait tenir un renfort.",
    "expected_fr": "Un essai de quelques mois, raconté par celles et ceux qui l’ont vécu.",
}


if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory() as folder,
        an_instance(Path(folder)) as (address, token),
    ):
        print(f"Récépissé {deposit(address, token)}")
