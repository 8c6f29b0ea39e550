"""Partners of an application: named by its team, asked to sign, taken out."""

import datetime as dt
from typing import Any

from reflexes_calls.actions.partnering import (
    PartnerShown,
    ask_partner,
    drop_partner,
    name_partner,
    partners_page,
)
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.partner import PartnerAnswers, PartnerRole, PartnerState
from reflexes_calls.web.api.describing import as_in, document, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.reading import raw_of
from reflexes_calls.web.api.turning import Page, turned, with_items
from reflexes_calls.web.notices import N_

NOUN = Noun("partners", N_("Partners: who stands beside the administration that applies."))


@document
class PartnerDocument:
    """A partner of an application, as its team sees it."""

    id: str = said(N_("Its id"))
    role: PartnerRole = as_in(PartnerAnswers, "role")
    name: str = as_in(PartnerAnswers, "name")
    siret: str | None = as_in(PartnerAnswers, "siret")
    part: str = as_in(PartnerAnswers, "part")
    state: PartnerState = said(N_("Where its signature stands"))
    is_current: bool = said(N_("Whether it signed what stands now"))
    answered_at: dt.datetime | None = said(N_("When it signed, or declined"))


@NOUN.get(
    "/applications/{application}/partners",
    N_("The partners of an application, for its team"),
    PartnerDocument,
    Scope.APPLICATIONS_READ,
    listed=True,
)
def list_partners(asked: Asked) -> Page[Any]:
    """Those that are named now."""
    page = turned(asked, _shown(asked), lambda each: (each.partner.id,))
    return with_items(page, _told)


@NOUN.post(
    "/applications/{application}/partners",
    N_("Name a partner of a draft; nobody is written to before they are asked to sign"),
    PartnerDocument,
    Scope.APPLICATIONS_WRITE,
    status=201,
    body=PartnerAnswers,
)
def add_partner(asked: Asked) -> PartnerDocument:
    """Name a partner; under one key, once."""
    _shown(asked)  # whoever may not look is told so before what they sent is looked at
    raw, file = raw_of(PartnerAnswers, asked.body), asked.named("application")
    made = name_partner(asked.desk, asked.person, file, raw, request_key=asked.key)
    return _one(asked, made.public_id)


@NOUN.post(
    "/applications/{application}/partners/{partner}/ask",
    N_("Write to a partner for their signature, or remind them an hour later at the soonest"),
    PartnerDocument,
    Scope.APPLICATIONS_WRITE,
)
def ask_to_sign(asked: Asked) -> PartnerDocument:
    """Send the link by which a partner signs."""
    known, file = _one(asked, asked.named("partner")), asked.named("application")
    ask_partner(asked.desk, asked.person, file, known.id, base=asked.address)
    return _one(asked, known.id)


@NOUN.delete(
    "/applications/{application}/partners/{partner}",
    N_("Take a partner out of a draft; what was submitted with them keeps them"),
    PartnerDocument,
    Scope.APPLICATIONS_WRITE,
)
def remove_partner(asked: Asked) -> PartnerDocument:
    """Take a partner out: their link opens nothing any more."""
    known = _one(asked, asked.named("partner"))
    drop_partner(asked.desk, asked.person, asked.named("application"), known.id)
    return known


def _shown(asked: Asked) -> tuple[PartnerShown, ...]:
    return partners_page(asked.desk, asked.person, asked.named("application")).partners


def _one(asked: Asked, partner: str) -> PartnerDocument:
    found = (each for each in _shown(asked) if each.partner.public_id == partner)
    known = next(found, None)
    if known is None:
        raise NotFound("partner", partner)
    return _told(known)


def _told(shown: PartnerShown) -> PartnerDocument:
    known = shown.partner
    return PartnerDocument(
        id=known.public_id,
        role=known.role,
        name=known.name,
        siret=known.siret,
        part=known.part,
        state=known.state,
        is_current=shown.is_current,
        answered_at=known.answered_at,
    )
