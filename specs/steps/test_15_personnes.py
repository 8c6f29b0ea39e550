"""Savoir qui entre, et ce qui est gardé de chacun."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import attrs
import httpx2
import pyotp
import pytest
from pytest_bdd import given, scenarios, then, when
from sqlalchemy import func, select

from reflexes_calls import cli
from reflexes_calls.actions import (
    federating,
    granting,
    inviting,
    links,
    looking,
    own_data,
    people,
    second_factor,
)
from reflexes_calls.actions.inviting import InvitedTo
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Conflict, DeadLink, Invalid, Refused
from reflexes_calls.domain.journal import verify
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.signing_in import LinkPurpose
from reflexes_calls.providers.openid import Provider
from reflexes_calls.storage import tables as t
from tests.makers import DEADLINE, PASSWORD, ToldClock, World, a_call, a_draft, a_reviewed
from tests.openid_provider import CLIENT, SECRET, FakeProvider, served
from tests.reflexes_calls.letters_read import letters_to, link_in

scenarios("15-personnes.feature")
BASE = "https://appels.essai.example"
HOME, ELSEWHERE = "192.0.2.10", "203.0.113.7"
NEW = "nouvelle@mairie.example"


@pytest.fixture(autouse=True)
def told_time(world: World) -> ToldClock:
    wall = ToldClock(dt.datetime.now(dt.UTC))
    world.desk = attrs.evolve(world.desk, wall_clock=wall)
    return wall


@when("Samir demande un lien de connexion", target_fixture="link")
def asks(world: World) -> str:
    links.ask_link(world.desk, world.applicant.email, LinkPurpose.SIGN_IN, base=BASE)
    (letter,) = letters_to(world.desk.outbox, world.applicant.email)
    return link_in(letter)


@then("le lien l’ouvre, une seule fois")
def opens_once(world: World, link: str) -> None:
    session, _ = links.enter_by_link(world.desk, link)
    assert people.person_of_session(world.desk, session) == world.applicant
    with pytest.raises(DeadLink):
        links.enter_by_link(world.desk, link)


@when("quelqu’un demande un lien pour une adresse inconnue", target_fixture="said")
def asks_unknown(world: World) -> list[object]:
    return [
        links.ask_link(world.desk, each, LinkPurpose.SIGN_IN, base=BASE)
        for each in (NEW, world.applicant.email)
    ]


@then("la réponse est la même, et aucune lettre ne part")
def same_answer(world: World, said: list[object]) -> None:
    assert said[0] == said[1]
    assert letters_to(world.desk.outbox, NEW) == []


@when("quelqu’un essaie cinq mots de passe sur le compte de Samir, depuis ailleurs")
def guesses(world: World) -> None:
    for rank in range(5):
        with pytest.raises(Refused, match="wrong-sign-in"):
            people.sign_in(world.desk, world.applicant.email, f"essai {rank}", source=ELSEWHERE)


@then("il doit attendre, et sait jusqu’à quand")
def waits(world: World, told_time: ToldClock) -> None:
    with pytest.raises(Refused, match="too-many-attempts") as caught:
        people.sign_in(world.desk, world.applicant.email, PASSWORD, source=ELSEWHERE)
    assert caught.value.facts == {"until": told_time.instant + dt.timedelta(minutes=15)}


@then("Samir entre depuis chez lui")
def enters(world: World) -> None:
    assert people.sign_in(world.desk, world.applicant.email, PASSWORD, source=HOME)


@given("le second code de Maud", target_fixture="factor")
def factor(world: World, told_time: ToldClock) -> tuple[pyotp.TOTP, tuple[str, ...]]:
    secret, _ = second_factor.begin_factor(world.desk, world.manager)
    totp = pyotp.TOTP(secret)
    codes = second_factor.confirm_factor(world.desk, world.manager, totp.at(told_time.instant))
    told_time.instant += dt.timedelta(seconds=30)
    return totp, codes


def enters_with(world: World, code: str) -> Person | None:
    token = people.sign_in(world.desk, world.manager.email, PASSWORD)
    assert people.person_of_session(world.desk, token) is None
    opened = second_factor.enter_by_code(world.desk, token, code)
    return people.person_of_session(world.desk, opened)


@when("Maud entre avec son mot de passe et son code", target_fixture="code")
def maud_enters(world: World, factor, told_time: ToldClock) -> str:
    code = factor[0].at(told_time.instant)
    assert enters_with(world, code) == world.manager
    return code


@then("le même code ne sert plus")
def code_is_used(world: World, code: str) -> None:
    with pytest.raises(Invalid):
        enters_with(world, code)


@then("un code de secours la fait entrer, une fois")
def recovers(world: World, factor) -> None:
    assert enters_with(world, factor[1][0]) == world.manager
    with pytest.raises(Invalid):
        enters_with(world, factor[1][0])


@given("un fournisseur d’identité", target_fixture="provider")
def provider(world: World) -> Iterator[FakeProvider]:
    with served(FakeProvider()) as fake:
        known = Provider(issuer=fake.issuer, client_id=CLIENT, client_secret=SECRET)
        world.desk = attrs.evolve(world.desk, provider=known)
        yield fake


def through(world: World, *, person: Person | None = None) -> federating.CameBack:
    back = f"{BASE}/connexion/proconnect/retour"
    there = federating.go_there(world.desk, "une visite", redirect=back, person=person)
    answer = httpx2.get(there, follow_redirects=False)
    said = parse_qs(urlsplit(answer.headers["location"]).query)
    return federating.come_back(
        world.desk, "une visite", state=said["state"][0], code=said["code"][0], redirect=back
    )


@when("un agent arrive de ProConnect avec l’adresse de Maud", target_fixture="refused")
def agent_comes(world: World, provider: FakeProvider) -> Refused:
    provider.agent["email"] = world.manager.email
    with pytest.raises(Conflict) as caught:
        through(world)
    return caught.value


@then("il n’entre pas, et rien n’est relié")
def stays_out(world: World, refused: Refused) -> None:
    assert refused.kind == "account-exists"
    assert own_data.own_page(world.desk, world.manager, "").identities == ()


@when("Maud relie elle-même ProConnect à son compte")
def ties(world: World) -> None:
    assert through(world, person=world.manager).token == ""


@then("ProConnect la fait entrer chez elle")
def enters_by_provider(world: World) -> None:
    came = through(world)
    assert people.person_of_session(world.desk, came.token) == world.manager


@given("un appel publié", target_fixture="call")
def call(world: World) -> Call:
    return a_call(world)


@when("Maud invite une personne à relire les dossiers de cet appel", target_fixture="invited")
def invites(world: World, call: Call) -> Person:
    to = InvitedTo(call=call.public_id, role=Role.REVIEWER)
    inviting.invite(world.desk, world.manager, NEW, to, base=BASE)
    token = link_in(letters_to(world.desk.outbox, NEW)[0])
    said = {"name": "Nora Belin", "password": "une phrase toute neuve"}
    session = inviting.accept_with_account(world.desk, token, said)
    with pytest.raises(DeadLink):
        inviting.accept_with_account(world.desk, token, said)
    person = people.person_of_session(world.desk, session)
    assert person is not None
    return person


@then("cette personne a ce rôle sur cet appel seulement")
def has_role(world: World, call: Call, invited: Person) -> None:
    held = granting.call_people(world.desk, world.manager, call.public_id).held
    assert (invited, Role.REVIEWER) in held
    shown = granting.account_page(world.desk, world.administrator, invited.public_id)
    assert [(each.role, each.call) for each in shown.roles] == [(Role.REVIEWER, call)]


@then("le journal de l’appel se termine par le don du rôle")
def noted(world: World, call: Call, invited: Person) -> None:
    last = looking.journal_of_call(world.desk, world.manager, call.public_id).entries[-1]
    assert (last.kind, last.actor) == ("grant", invited.public_id)


@given("un dossier relu deux fois", target_fixture="file")
def file(world: World) -> Application:
    return a_reviewed(world, a_call(world))


@when("l’un des relecteurs efface son compte", target_fixture="gone")
def erases(world: World, file: Application) -> Person:
    assert file.receipt
    own_data.erase_oneself(world.desk, world.reviewers[0], is_sure=True)
    return world.reviewers[0]


@then("son nom et son adresse ne sont plus nulle part")
def nowhere(world: World, gone: Person) -> None:
    with world.desk.look() as connection:
        every = [
            str(connection.execute(select(table)).all())
            for table in t.metadata.sorted_tables
            if table is not t.letters
        ]
    assert [text for text in every if gone.name in text or gone.email in text] == []


@then("le journal de l’appel tient toujours, et sa relecture reste sous un pseudonyme")
def still_holds(world: World, file: Application, gone: Person) -> None:
    with world.desk.look() as connection:
        kept = connection.execute(select(func.count()).select_from(t.reviews)).scalar_one()
        asked = select(t.calls.c.public_id).where(t.calls.c.id == file.call_id)
        public_id = connection.execute(asked).scalar_one()
    assert kept == 2
    assert verify(looking.journal_of_call(world.desk, world.manager, public_id).entries) is None
    account = granting.account_page(world.desk, world.administrator, gone.public_id).account
    assert account.person.name.startswith("Personne effacée")


@given("un brouillon jamais déposé", target_fixture="draft")
def draft(world: World) -> Application:
    return a_draft(world, a_call(world))


@when("l’appel est clos depuis un an et un jour", target_fixture="run")
def much_later(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys) -> object:
    world.at(DEADLINE + dt.timedelta(days=366))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("reflexes_calls.actions.desk.make_desk", lambda _: world.desk)

    def run(*arguments: str) -> str:
        assert cli.main(["retention", *arguments]) == 0
        return capsys.readouterr().out

    return run


def drafts(world: World) -> int:
    with world.desk.look() as connection:
        return connection.execute(select(func.count()).select_from(t.applications)).scalar_one()


@then("la commande le dit sans rien effacer")
def says(world: World, run) -> None:
    said = run()
    assert "       1  Les brouillons jamais déposés" in said
    assert "Rien n’est effacé" in said
    assert drafts(world) == 1


@then("elle l’efface quand on le lui demande")
def erases_it(world: World, run) -> None:
    assert "Effacé / erased:" in run("--apply")
    assert drafts(world) == 0
