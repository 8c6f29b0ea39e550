"""Signing in by an identity provider: going there, coming back, and whose account it is.

The provider's `sub` alone says whose account it is. An address is never enough: whoever comes back
with the address of an account that the identity is not tied to is sent to sign in to that account,
and ties the two from there. The rule is told in the documentation.
"""

import logging
import secrets
from typing import TYPE_CHECKING

import attrs

from reflexes.records import record
from reflexes_calls.actions.belonging import LONGEST
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.noting import note_service
from reflexes_calls.actions.people import ADDRESS, open_session
from reflexes_calls.actions.tokens import digest_of_token, new_token
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, NotFound, Refused
from reflexes_calls.domain.people import LONGEST_NAME, Organisation, Person, guest
from reflexes_calls.domain.signing_in import FLOW_LENGTH, Claims, Flow, Identity, Means
from reflexes_calls.places.administration import find_administration
from reflexes_calls.places.errors import PlaceError
from reflexes_calls.providers.errors import ProviderAway, ProviderUntrue
from reflexes_calls.storage import people, signing_in
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing

if TYPE_CHECKING:
    from reflexes_calls.providers.openid import Provider

LOG = logging.getLogger(__name__)


@record
class CameBack:
    """Who came back from the provider: the token of a session, and where to go on.

    No token when the identity was tied to the account of a session that goes on.
    """

    person: Person
    token: str
    next: str


@record
class Proposal:
    """An organisation that the provider names for an agent, and that the service does not know."""

    siret: str
    name: str
    is_official: bool


def go_there(
    desk: Desk, visit: str, *, redirect: str, next_page: str = "/", person: Person | None = None
) -> str:
    """The address of the provider for one visit; with `person`, to tie an identity to them."""
    provider = _provider(desk)
    # 43 characters each: ProConnect takes no state or nonce below 32.
    state, nonce, verifier = new_token(), new_token(), secrets.token_urlsafe(48)
    address = provider.address_of(redirect=redirect, state=state, nonce=nonce, verifier=verifier)
    now = desk.wall_clock.now()
    flow = Flow(
        visit_digest=digest_of_token(visit),
        nonce=nonce,
        verifier=verifier,
        next=next_page[:400],
        person_id=person.id if person else None,
        made_at=now,
        expires_at=now + FLOW_LENGTH,
    )
    with writing(desk.engine) as connection:
        signing_in.add_flow(connection, digest_of_token(state), flow)
    return address


def come_back(  # noqa: PLR0913  # what came back, to which browser
    desk: Desk, visit: str, *, state: str, code: str, redirect: str, device: str = ""
) -> CameBack:
    """Check what came back, find or make the account, and open its session."""
    provider = _provider(desk)
    with writing(desk.engine) as connection:
        # Taken before anything else: the same answer cannot be given twice.
        flow = signing_in.take_flow(connection, digest_of_token(state))
    # Another browser's state is as good as none: someone else may have begun it.
    if flow is None or flow.visit_digest != digest_of_token(visit):
        raise Refused("provider-late")
    if desk.wall_clock.now() > flow.expires_at:
        raise Refused("provider-late")
    if not code:
        raise Refused("provider-refused")
    try:
        claims = provider.claims_of(
            code, redirect=redirect, nonce=flow.nonce, verifier=flow.verifier
        )
    except (ProviderAway, ProviderUntrue) as refused:
        LOG.warning("The identity provider is not believed: %s", refused.facts["why"])
        raise
    person = _settle(desk, claims, flow)
    if flow.person_id is not None:
        return CameBack(person=person, token="", next=flow.next)
    token = open_session(
        desk,
        person,
        means=Means.PROVIDER,
        device=device,
        id_token=claims.id_token,
        has_second=claims.has_second_factor,
    )
    return CameBack(person=person, token=token, next=flow.next)


def leaving_address(desk: Desk, id_token: str, back: str) -> str:
    """Where to sign out of the provider too; nothing when it is away: one is signed out here."""
    if not id_token or desk.provider is None:
        return ""
    try:
        return desk.provider.leaving_address(id_token=id_token, back=back, state=new_token())
    except (ProviderAway, ProviderUntrue) as refused:
        LOG.warning("The identity provider cannot be left: %s", refused.facts["why"])
        return ""


def _provider(desk: Desk) -> "Provider":
    if desk.provider is None:
        raise NotFound("provider")
    return desk.provider


def _settle(desk: Desk, claims: Claims, flow: Flow) -> Person:
    """The person of an identity: the one it is tied to, or a new one."""
    if not ADDRESS.fullmatch(claims.email):
        raise Refused("provider-no-address")
    name = (claims.name or claims.email)[:LONGEST_NAME]
    with desk.take(guest("", name, claims.email)) as taking:
        signing_in.hold(taking.connection, t.identities)
        known = signing_in.find_identity(taking.connection, claims.issuer, claims.subject)
        if known is not None:
            person = _again(taking, claims, known, flow)
        elif flow.person_id is not None:
            person = people.get_person(taking.connection, flow.person_id)
            _tie(taking, claims, person)
        else:
            person = _new_person(taking, claims, name)
        _join(attrs.evolve(taking, actor=person), claims, person)
    return person


def _again(taking: Taking, claims: Claims, known: Identity, flow: Flow) -> Person:
    """Whoever came before, with what the provider says of them now."""
    if flow.person_id is not None and flow.person_id != known.person_id:
        raise Conflict("identity-elsewhere")
    person = people.get_person(taking.connection, known.person_id)
    signing_in.change_identity(
        taking.connection,
        claims.issuer,
        claims.subject,
        email=claims.email,
        siret=claims.siret,
        organisation=claims.organisation,
        used_at=taking.desk.wall_clock.now(),
    )
    came_from_provider = person.email == known.email
    if not came_from_provider or claims.email == person.email:
        return person
    if people.find_by_email(taking.connection, claims.email) is not None:
        # Someone else has the new address here: the account keeps the one it has.
        return person
    people.change_person(taking.connection, person.id, email=claims.email)
    # To the former address: its owner learns of it, whoever changed it at the provider.
    taking.tell("change_address", (person,), new=claims.email)
    at = taking.now
    note_service(taking.connection, at, person, "change_address", person.public_id, {})
    return people.get_person(taking.connection, person.id)


def _new_person(taking: Taking, claims: Claims, name: str) -> Person:
    if people.find_by_email(taking.connection, claims.email) is not None:
        raise Conflict("account-exists", email=claims.email)
    person = people.add_person(
        taking.connection, name=name, email=claims.email, password_hash="", at=taking.now
    )
    at = taking.now
    note_service(taking.connection, at, person, "open_account", person.public_id, {})
    _tie(taking, claims, person)
    return person


def _tie(taking: Taking, claims: Claims, person: Person) -> None:
    now = taking.desk.wall_clock.now()
    signing_in.add_identity(
        taking.connection,
        Identity(
            issuer=claims.issuer,
            subject=claims.subject,
            person_id=person.id,
            email=claims.email,
            siret=claims.siret,
            organisation=claims.organisation,
            linked_at=now,
            used_at=now,
        ),
    )
    at = taking.now
    note_service(taking.connection, at, person, "tie_identity", person.public_id, {})


def _join(taking: Taking, claims: Claims, person: Person) -> None:
    """Belong to the organisation of a SIRET that the provider vouches for, where it is known."""
    if claims.siret is None:
        return
    found = people.find_organisation_by_siret(taking.connection, claims.siret)
    if found is None or found.id in people.organisations_of(taking.connection, person.id):
        return
    people.add_membership(taking.connection, person.id, found.id)
    facts = {"organisation": found.public_id}
    note_service(taking.connection, taking.now, person, "join", person.public_id, facts)


def proposals(desk: Desk, person: Person) -> tuple[Proposal, ...]:
    """The organisations that the provider names for a person and that nobody added yet."""
    with desk.look() as connection:
        known = signing_in.identities_of(connection, person.id)
        return tuple(
            _proposal(each.siret, each.organisation)
            for each in known
            if each.siret and people.find_organisation_by_siret(connection, each.siret) is None
        )


def _proposal(siret: str, told: str) -> Proposal:
    """The organisation of a SIRET, under the name of the official lists if they have one."""
    try:
        official = find_administration(siret).name
    except PlaceError:
        official = ""
    return Proposal(
        siret=siret,
        name=official or told,
        is_official=bool(official),
    )


def add_proposed(desk: Desk, actor: Person, siret: str, name: str) -> Organisation:
    """Add the organisation that the provider named, and belong to it; its name may be typed."""
    found = next((each for each in proposals(desk, actor) if each.siret == siret), None)
    if found is None:
        raise NotFound("organisation", siret)
    said = " ".join((found.name if found.is_official else name or found.name).split())
    if not said:
        raise Invalid((FieldRefusal(field="name", kind="missing"),))
    if len(said) > LONGEST:
        met, most = str(len(said)), str(LONGEST)
        long = FieldRefusal(field="name", kind="too-long", met=met, expected=most)
        raise Invalid((long,))
    with desk.take(actor) as taking:
        connection = taking.connection
        signing_in.hold(connection, t.organisations)
        if people.organisation_named(connection, said) is not None:
            raise Invalid((FieldRefusal(field="name", kind="organisation-named", met=said),))
        made = people.add_organisation(connection, said, siret)
        at, facts = taking.now, {"siret": siret}
        note_service(connection, at, actor, "add_organisation", made.public_id, facts)
        people.add_membership(connection, actor.id, made.id)
        facts = {"organisation": made.public_id}
        note_service(connection, at, actor, "join", actor.public_id, facts)
    return made
