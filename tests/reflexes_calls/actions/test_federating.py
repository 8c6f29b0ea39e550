"""Signing in with ProConnect, against a provider of our own on loopback, honest then hostile."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import attrs
import httpx2
import pytest
from sqlalchemy import select, update

from reflexes_calls.actions import federating, own_data, people
from reflexes_calls.actions.desk import Desk
from reflexes_calls.domain.errors import Conflict, Invalid, Refused
from reflexes_calls.domain.people import Person
from reflexes_calls.providers.openid import Provider, ProviderAway, ProviderUntrue
from reflexes_calls.storage import service_journal
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing
from tests.makers import PASSWORD, ToldClock, World, a_world
from tests.openid_provider import AGENT, CLIENT, SECRET, FakeProvider, served

BACK = "https://appels.essai.example/connexion/proconnect/retour"
VISIT = "la visite d’un navigateur"
CONNECTED = "camille.rivet@mairie.example"


@pytest.fixture
def world(small_world: World) -> World:
    """What an identity provider may do to us is the same on both databases, but for one test."""
    return small_world


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with served(FakeProvider()) as known:
        yield known


@pytest.fixture
def desk(world: World, provider: FakeProvider) -> Desk:
    return desk_for(world, provider)


def desk_for(world: World, provider: FakeProvider) -> Desk:
    known = Provider(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET)
    return attrs.evolve(world.desk, provider=known, wall_clock=ToldClock(dt.datetime.now(dt.UTC)))


def gone(desk: Desk, *, person: Person | None = None) -> tuple[str, str]:
    """Go to the provider, which sends back at once: the state and the code."""
    address = federating.go_there(desk, VISIT, redirect=BACK, next_page="/dossiers", person=person)
    answer = httpx2.get(address, follow_redirects=False)
    assert answer.status_code == 302, answer.text
    found = parse_qs(urlsplit(answer.headers["location"]).query)
    return found["state"][0], found["code"][0]


def back(desk: Desk, state: str, code: str, *, visit: str = VISIT) -> federating.CameBack:
    return federating.come_back(desk, visit, state=state, code=code, redirect=BACK)


def signed_in(desk: Desk, *, person: Person | None = None) -> federating.CameBack:
    return back(desk, *gone(desk, person=person))


def test_an_agent_signs_in_and_has_an_account(desk: Desk, provider: FakeProvider) -> None:
    came = signed_in(desk)

    assert people.person_of_session(desk, came.token) == came.person
    assert (came.person.name, came.person.email) == ("Camille Rivet-Essai", CONNECTED)
    assert came.next == "/dossiers"
    asked = provider.asked[0]
    assert len(asked["state"]) >= 32
    assert len(asked["nonce"]) >= 32
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"].split()[-1] == "organization_label"
    with desk.look() as connection:
        kinds = [
            each.kind for each in service_journal.entries_about(connection, came.person.public_id)
        ]
    assert kinds == ["open_account", "tie_identity"]


@pytest.mark.parametrize("kind", ["RS256", "ES256"])
@pytest.mark.parametrize("pkce", [True, False])
def test_both_kinds_of_keys_with_and_without_pkce(
    small_world: World, kind: str, pkce: bool
) -> None:
    with served(FakeProvider(kind=kind, pkce=pkce)) as known:
        desk = desk_for(small_world, known)
        assert signed_in(desk).person.email == CONNECTED
        assert ("code_challenge" in known.asked[0]) is pkce


@pytest.mark.parametrize("database", ["sqlite_url", "copied_postgresql"])
def test_coming_again_is_the_same_account_on_each_database(
    database: str, request: pytest.FixtureRequest, tmp_path: Path, provider: FakeProvider
) -> None:
    desk = desk_for(a_world(request.getfixturevalue(database), tmp_path), provider)
    assert signed_in(desk).person == signed_in(desk).person
    desk.engine.dispose()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("nonce", "un autre nonce, qui a bien trente-deux caractères"),
        ("aud", "un autre service"),
        ("iss", "https://ailleurs.example"),
        ("exp", 1_000_000_000),
        ("exp", None),
        ("nonce", None),
        ("azp", "un autre service"),
    ],
)
def test_an_id_token_that_is_not_for_this_visit_is_refused(
    desk: Desk, provider: FakeProvider, name: str, value: object
) -> None:
    provider.wrong = {name: value}
    with pytest.raises(ProviderUntrue):
        signed_in(desk)
    with desk.look() as connection:
        assert connection.execute(select(t.identities)).all() == []


@pytest.mark.parametrize("name", ["id_token", "userinfo"])
def test_an_unsigned_token_is_refused(desk: Desk, provider: FakeProvider, name: str) -> None:
    provider.unsigned = name
    with pytest.raises(ProviderUntrue, match="algorithm none"):
        signed_in(desk)


def test_a_token_signed_with_a_shared_secret_is_refused(desk: Desk, provider: FakeProvider) -> None:
    provider.symmetric = True
    with pytest.raises(ProviderUntrue, match="algorithm HS256"):
        signed_in(desk)


def test_userinfo_is_signed_and_of_the_same_person(desk: Desk, provider: FakeProvider) -> None:
    provider.plain_userinfo = True
    with pytest.raises(ProviderUntrue, match="application/json"):
        signed_in(desk)
    provider.plain_userinfo = False
    provider.wrong_told = {"sub": "agent-2"}
    with pytest.raises(ProviderUntrue, match="another subject"):
        signed_in(desk)
    provider.wrong_told = {"aud": "un autre service"}
    with pytest.raises(ProviderUntrue):
        signed_in(desk)


def test_a_wrong_state_a_state_used_and_the_state_of_another_browser(desk: Desk) -> None:
    state, code = gone(desk)
    with pytest.raises(Refused, match="provider-late"):
        back(desk, "un état inventé", code)
    with pytest.raises(Refused, match="provider-late"):
        back(desk, state, code, visit="un autre navigateur")
    # The state was taken: even its own browser starts again.
    with pytest.raises(Refused, match="provider-late"):
        back(desk, state, code)


def test_a_code_is_used_once(desk: Desk) -> None:
    _, code = gone(desk)
    state, _ = gone(desk)
    other, _ = gone(desk)
    # The code of another visit has another nonce and another proof.
    with pytest.raises(ProviderUntrue):
        back(desk, state, code)
    with pytest.raises(ProviderUntrue, match="token endpoint"):
        back(desk, other, code)


def test_coming_back_too_late_or_without_a_code(desk: Desk) -> None:
    state, code = gone(desk)
    desk.wall_clock.instant += dt.timedelta(minutes=11)
    with pytest.raises(Refused, match="provider-late"):
        back(desk, state, code)
    state, _ = gone(desk)
    with pytest.raises(Refused, match="provider-refused"):
        back(desk, state, "")


def test_a_rotated_key_is_asked_for_once_and_then_known(desk: Desk, provider: FakeProvider) -> None:
    signed_in(desk)
    assert provider.keys_asked == 1
    provider.rotate()
    signed_in(desk)
    signed_in(desk)
    assert provider.keys_asked == 2


def test_a_key_that_nobody_knows_is_refused(desk: Desk, provider: FakeProvider) -> None:
    signed_in(desk)
    provider._key = FakeProvider()._key
    with pytest.raises(ProviderUntrue, match="InvalidSignature"):
        signed_in(desk)


def test_a_provider_that_is_away_is_said_to_be(small_world: World) -> None:
    known = FakeProvider(issuer="http://127.0.0.1:9/api/v2")
    with pytest.raises(ProviderAway, match="provider-away"):
        gone(desk_for(small_world, known))
    with served(FakeProvider(down=True)) as broken, pytest.raises(ProviderAway):
        gone(desk_for(small_world, broken))


def test_a_provider_without_https_is_never_spoken_to(small_world: World) -> None:
    known = FakeProvider(issuer="http://ailleurs.example/api/v2")
    with pytest.raises(ProviderUntrue, match="HTTPS"):
        gone(desk_for(small_world, known))


def test_a_changed_address_follows_and_its_former_owner_is_told(
    desk: Desk, provider: FakeProvider
) -> None:
    before = signed_in(desk).person
    provider.agent["email"] = "camille.nouvelle@mairie.example"

    after = signed_in(desk).person

    assert (after.id, after.email) == (before.id, "camille.nouvelle@mairie.example")
    (letter,) = desk.outbox.glob("*.eml")
    assert f"To: {CONNECTED}" in letter.read_text("utf-8")


def test_a_changed_address_that_someone_has_here_changes_nothing(
    desk: Desk, provider: FakeProvider, world: World
) -> None:
    before = signed_in(desk).person
    provider.agent["email"] = world.applicant.email
    after = signed_in(desk).person
    assert after == before


def test_the_address_of_an_account_is_never_enough_to_enter_it(
    desk: Desk, provider: FakeProvider, world: World
) -> None:
    provider.agent["email"] = world.manager.email
    with pytest.raises(Conflict, match="account-exists"):
        signed_in(desk)
    with desk.look() as connection:
        assert connection.execute(select(t.identities)).all() == []


def test_whoever_is_signed_in_ties_the_identity_to_their_account(
    desk: Desk, provider: FakeProvider, world: World
) -> None:
    provider.agent["email"] = world.manager.email
    came = signed_in(desk, person=world.manager)
    assert (came.person, came.token) == (world.manager, "")

    assert signed_in(desk).person == world.manager
    with pytest.raises(Conflict, match="identity-elsewhere"):
        signed_in(desk, person=world.applicant)
    own_data.untie(desk, world.manager)
    with pytest.raises(Conflict, match="account-exists"):
        signed_in(desk)


def test_an_agent_without_an_address_is_told(desk: Desk, provider: FakeProvider) -> None:
    del provider.agent["email"]
    with pytest.raises(Refused, match="provider-no-address"):
        signed_in(desk)


def test_a_closed_account_stays_closed(desk: Desk) -> None:
    came = signed_in(desk)
    with writing(desk.engine) as connection:
        connection.execute(
            update(t.persons)
            .where(t.persons.c.id == came.person.id)
            .values(disabled_at=desk.clock.now())
        )
    with pytest.raises(Refused, match="account-closed"):
        signed_in(desk)
    assert people.person_of_session(desk, came.token) is None


def test_the_organisation_of_a_known_siret_is_found(
    desk: Desk, provider: FakeProvider, world: World
) -> None:
    made = people.create_organisation(
        desk, world.administrator, name="Ville de Rennes-Essai", siret=AGENT["siret"]
    )
    came = signed_in(desk)
    assert people.organisations_of_person(desk, came.person) == (made,)
    assert federating.proposals(desk, came.person) == ()
    assert provider.asked


def test_the_organisation_of_an_unknown_siret_is_proposed_then_added(desk: Desk) -> None:
    came = signed_in(desk)
    (proposed,) = federating.proposals(desk, came.person)
    # The lists know the SIREN of this commune: its name is theirs, whatever the provider says.
    assert (proposed.siret, proposed.is_official) == (AGENT["siret"], True)

    made = federating.add_proposed(desk, came.person, proposed.siret, "un autre nom")

    assert (made.name, made.siret) == (proposed.name, AGENT["siret"])
    assert people.organisations_of_person(desk, came.person) == (made,)
    assert federating.proposals(desk, came.person) == ()


def test_an_organisation_that_no_list_knows_is_named_by_its_agent(
    desk: Desk, provider: FakeProvider, world: World
) -> None:
    provider.agent |= {"siret": "13002526500013", "organization_label": "Direction d’essai"}
    came = signed_in(desk)
    (proposed,) = federating.proposals(desk, came.person)
    assert (proposed.name, proposed.is_official) == ("Direction d’essai", False)
    with pytest.raises(Invalid) as caught:
        federating.add_proposed(desk, came.person, proposed.siret, world.val_d_essai.name.upper())
    assert caught.value.refusals[0].kind == "organisation-named"
    made = federating.add_proposed(desk, came.person, proposed.siret, "Direction de l’essai")
    assert made.name == "Direction de l’essai"


def test_two_factors_shown_at_the_provider_count_here(
    desk: Desk, provider: FakeProvider, world: World
) -> None:
    provider.agent["email"] = world.manager.email
    signed_in(desk, person=world.manager)
    strict = attrs.evolve(desk, needs_second_factor=True)
    assert people.person_of_session(strict, signed_in(strict).token) is None
    provider.wrong = {"amr": ["pwd", "totp", "mfa"]}
    assert people.person_of_session(strict, signed_in(strict).token) == world.manager


def test_signing_out_leads_to_the_provider_with_its_token(desk: Desk) -> None:
    came = signed_in(desk)
    id_token = people.sign_out(desk, came.token)
    address = federating.leaving_address(desk, id_token, "https://appels.essai.example/")
    said = parse_qs(urlsplit(address).query)
    assert said["id_token_hint"] == [id_token]
    assert len(said["state"][0]) >= 32
    # Whoever came by a password has nothing to sign out of.
    token = people.sign_in(desk, "samir@essai.example", PASSWORD)
    assert federating.leaving_address(desk, people.sign_out(desk, token), "/") == ""
