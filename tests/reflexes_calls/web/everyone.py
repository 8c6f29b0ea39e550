"""Everyone there is around one call, and files that bear a mark, for whoever tries every page."""

import re
from collections.abc import Iterator
from pathlib import Path

import attrs
from fastapi import FastAPI
from sqlalchemy import insert
from starlette.routing import Route
from starlette.testclient import TestClient

from reflexes_calls.actions import applying, deciding, people, reviewing
from reflexes_calls.actions.people import sign_in
from reflexes_calls.actions.publishing import draft_call
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.people import Organisation, Person, Role
from reflexes_calls.domain.team import TeamMember, TeamRole
from reflexes_calls.settings import Settings
from reflexes_calls.storage import tables as t
from reflexes_calls.storage import team
from reflexes_calls.storage.engine import writing
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.makers import (
    AFTER,
    DECLINE,
    PASSWORD,
    PISTE,
    World,
    a_call,
    a_world,
    answers,
    call_form,
    review_form,
)

TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')
ROLES = (
    "anonymous",
    "agent",
    "applicant",
    "lead",
    "writer",
    "reader",
    "partner",
    "neighbour",
    "reviewer",
    "other_reviewer",
    "conflicted_reviewer",
    "manager",
    "conflicted_manager",
    "other_manager",
    "administrator",
)
TEAM = ("applicant", "lead", "writer", "reader")
MARKS = {"submitted": "Zibeline", "declined": "Loutre", "draft": "Genette"}
"""A word of the title of each file that nobody else may meet; also looked for in searches."""
AMOUNTS = {"submitted": ("12 345", "12345"), "declined": ("11 223", "11223"), "draft": ()}


@attrs.define(kw_only=True)
class Everyone:
    """The people, the call, and the files by the stage they are in."""

    world: World
    people: dict[str, Person]
    call: str
    draft_call: str
    files: dict[str, str]
    pilot: str

    def app(self, settings: Settings) -> FastAPI:
        """The pages of this instance."""
        return create_app(settings, self.world.desk)


def make_everyone(folder: Path) -> Everyone:
    """Everyone, some days after the deadline of the call."""
    world = a_world(f"sqlite:///{folder / 'calls.sqlite3'}", folder)
    desk, root = world.desk, world.administrator
    named = {
        "applicant": world.applicant,
        "neighbour": world.neighbour,
        "reviewer": world.reviewers[0],
        "conflicted_reviewer": world.reviewers[1],
        "manager": world.manager,
        "administrator": root,
    }
    others = [role for role in ROLES if role not in named and role != "anonymous"]
    for role in others:
        named[role] = people.create_person(
            desk, root, name=f"Personne {role}", email=f"{role}@essai.example", password=PASSWORD
        )
    for role in ("other_manager", "conflicted_manager"):
        people.give_role(desk, root, named[role], Role.MANAGER)
    third = people.create_organisation(desk, root, name="Mairie de Troisième")
    people.join(desk, root, named["agent"], people.create_organisation(desk, root, name="Agence"))
    author = people.create_person(
        desk, root, name="Une autre", email="autre@essai.example", password=PASSWORD
    )
    people.join(desk, root, author, third)
    call = a_call(world)
    people.give_role(desk, root, named["conflicted_manager"], Role.MANAGER, call.public_id)
    for reviewer in ("reviewer", "other_reviewer", "conflicted_reviewer"):
        people.give_role(desk, root, named[reviewer], Role.REVIEWER, call.public_id)
    made = Everyone(
        world=world, people=named, call=call.public_id, draft_call="", files={}, pilot=""
    )
    submitted = _file(made, world.applicant, world.val_d_essai, "submitted", budget="12 345")
    declined = _file(made, author, third, "declined", budget="11 223")
    seen = _file(made, world.neighbour, world.bourg_temoin, "other")
    lone = people.create_organisation(desk, root, name="Mairie de Quatrième")
    people.join(desk, root, author, lone)
    draft = applying.start_draft(desk, author, call.public_id, lone)
    said = answers(title=f"{MARKS['draft']} secrète")
    applying.save_draft(desk, author, draft.public_id, said, revision=0)
    made.files["draft"] = draft.public_id
    _bind(made, submitted)
    _read_and_decide(made, submitted, declined, seen)
    made.draft_call = _draft_call(made)
    return made


def _file(
    made: Everyone, actor: Person, organisation: Organisation, stage: str, **said: str
) -> Application:
    desk = made.world.desk
    draft = applying.start_draft(desk, actor, made.call, organisation)
    title = f"{MARKS.get(stage, 'Renfort')} secrète"
    applying.save_draft(
        desk, actor, draft.public_id, answers(title=title, **said), revision=draft.revision
    )
    made.files[stage] = draft.public_id
    return applying.submit(desk, actor, draft.public_id)


def _bind(made: Everyone, file: Application) -> None:
    """Colleagues invited from elsewhere; partners, who hold other roles besides."""
    world = made.world
    with writing(world.desk.engine) as connection:
        for role in (TeamRole.LEAD, TeamRole.WRITER, TeamRole.READER):
            member = TeamMember(
                application_id=file.id,
                person_id=made.people[role].id,
                role=role,
                added_by=world.applicant.id,
                added_at=world.clock.now(),
            )
            team.add_member(connection, member)
    for reviewer in ("reviewer", "conflicted_reviewer"):
        # The conflict is found after the readers were chosen, as it happens.
        reviewing.assign(world.desk, world.manager, file.public_id, made.people[reviewer])
    with writing(world.desk.engine) as connection:
        for rank, who in enumerate(("partner", "conflicted_reviewer", "conflicted_manager")):
            said = {
                "public_id": f"partner{rank}",
                "application_id": file.id,
                "role": "partner",
                "name": "Association partenaire",
                "email": made.people[who].email,
                "part": "",
                "state": "named",
                "signed_name": "",
                "signed_function": "",
                "note": "",
                "added_by": world.applicant.id,
                "added_at": world.clock.now(),
            }
            connection.execute(insert(t.partners).values(**said | _first_choices(said)))


def _first_choices(said: dict[str, object]) -> dict[str, str]:
    """The first value that each CHECK list of the table knows."""
    found = {}
    for one in t.partners.constraints:
        listed = str(getattr(one, "sqltext", ""))
        column = listed.split(" ", maxsplit=1)[0]
        if column in said:
            found[column] = listed.split("'")[1]
    return found


def _read_and_decide(
    made: Everyone, submitted: Application, declined: Application, seen: Application
) -> None:
    world, desk = made.world, made.world.desk
    readers = [made.people["reviewer"], made.people["other_reviewer"]]
    for file in (declined, seen):
        for reader in readers:
            reviewing.assign(desk, world.manager, file.public_id, reader)
    world.at(AFTER)
    for file in (declined, seen):
        for reader in readers:
            reviewing.submit_review(desk, reader, file.public_id, review_form())
    reviewing.submit_review(desk, readers[0], submitted.public_id, review_form())
    deciding.prepare(desk, world.manager, declined.public_id, DECLINE)
    prepared = deciding.release_page(desk, world.manager, made.call).seen
    deciding.release(desk, world.manager, made.call, {declined.public_id}, prepared, address="")


def _draft_call(made: Everyone) -> str:
    """Another call, that another manager is writing."""
    return draft_call(
        made.world.desk, made.people["other_manager"], PISTE, call_form(title_fr="Belette")
    ).public_id


def routes_of(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Every method and path of the application, whatever brought them."""
    for each in app.state.late.routes:
        if isinstance(each, Route):
            for method in sorted((each.methods or set()) - {"HEAD"}):
                yield method, each.path


def visitor(everyone: Everyone, app: FastAPI, role: str) -> TestClient:
    """A browser in which a person has signed in, with a token for forms in its cookies."""
    client = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
    if role != "anonymous":
        token = sign_in(everyone.world.desk, everyone.people[role].email, PASSWORD)
        client.cookies.set(SESSION_COOKIE, token)
    return client
