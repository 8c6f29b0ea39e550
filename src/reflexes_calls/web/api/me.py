"""Oneself: who a token asks for, and what it was lent."""

import datetime as dt

from reflexes_calls.actions.people import organisations_of_person, roles_of_person
from reflexes_calls.domain.access import AccessTokenAnswers, Scope
from reflexes_calls.domain.people import Person
from reflexes_calls.web.api.applications import OrganisationDocument, organisation_told
from reflexes_calls.web.api.describing import as_in, document, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.notices import N_

NOUN = Noun("me", N_("Yourself: who the token asks for, and what it was lent."))


@document
class MeDocument:
    """Who a token asks for."""

    id: str = said(N_("Their id"))
    name: str = as_in(Person, "name")
    email: str = as_in(Person, "email")
    roles: tuple[str, ...] = said(N_("Every role held somewhere"))
    organisations: tuple[OrganisationDocument, ...] = said(N_("The administrations one belongs to"))
    token: str = as_in(AccessTokenAnswers, "name")
    scopes: tuple[Scope, ...] = said(N_("What the token may do of what you may do"))
    expires_at: dt.datetime = said(N_("When the token ends"))


@NOUN.get("/me", N_("Who the token asks for, and what it was lent"), MeDocument, None)
def show_me(asked: Asked) -> MeDocument:
    """Whoever made the token; any token may ask."""
    person, caller = asked.person, asked.caller
    if caller is None:
        raise LookupError(person.public_id)
    return MeDocument(
        id=person.public_id,
        name=person.name,
        email=person.email,
        roles=tuple(sorted(roles_of_person(asked.desk, person))),
        organisations=tuple(map(organisation_told, organisations_of_person(asked.desk, person))),
        token=caller.token.name,
        scopes=caller.token.scopes,
        expires_at=caller.token.expires_at,
    )
