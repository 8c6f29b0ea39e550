"""Partners of an application: who stands beside the lead, and whether they signed."""

import datetime as dt
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any

from reflexes.fields import choice, line, prose, yes
from reflexes.records import record
from reflexes_calls.domain.errors import FieldRefusal

SIREN_LENGTH = 9
REQUIRED, NONE = "required", "none"
MOST_PARTNERS = 20


class PartnerRole(StrEnum):
    """What a partner is there for."""

    PARTNER = "partner"
    EVALUATOR = "evaluator"
    TERRAIN = "terrain"


class PartnerState(StrEnum):
    """Where a partner's sign-off stands."""

    NAMED = "named"
    ASKED = "asked"
    SIGNED = "signed"
    DECLINED = "declined"


@record
class Partner:
    """A partner. `signed_digest` is that of the text they saw when they signed.

    `terrain_id` is the offer they were found by: their letters then go to the members of the
    organisation that made it, and `email` is empty. `letter` is the public id of their letter.
    """

    id: int
    public_id: str
    application_id: int
    role: PartnerRole
    name: str
    siret: str | None
    email: str
    part: str
    state: PartnerState
    invited_at: dt.datetime | None
    signed_digest: str | None
    signed_name: str
    signed_function: str
    note: str
    answered_at: dt.datetime | None
    letter: str | None
    terrain_id: int | None
    added_by: int
    added_at: dt.datetime
    removed_at: dt.datetime | None

    def has_signed(self, digest: str) -> bool:
        """Whether they signed the text of this digest, which stands now."""
        return self.state is PartnerState.SIGNED and self.signed_digest == digest

    def has_signed_before(self, digest: str) -> bool:
        """Whether they signed an earlier text than the one of this digest."""
        return self.state is PartnerState.SIGNED and self.signed_digest != digest


@record
class Identity:
    """What tells two administrations apart: their names and their SIRET numbers."""

    names: frozenset[str]
    sirets: frozenset[str]

    @property
    def sirens(self) -> frozenset[str]:
        """The numbers of the organisations; a SIRET adds that of one of their places."""
        return frozenset(siret[:SIREN_LENGTH] for siret in self.sirets)


@record
class PartnerAnswers:
    """The form by which the team names a partner."""

    role: PartnerRole = choice("What they are there for")
    name: str = line("Name of the organisation", max_length=160)
    siret: str | None = line(
        "SIRET number",
        default=None,
        max_length=24,
        help="Fourteen digits. Needed for an evaluator, useful for the others.",
    )
    email: str = line(
        "Mail address of the person who will sign",
        max_length=254,
        help="Only your team sees it. The link to sign is sent there.",
    )
    part: str = prose(
        "Their part in the trial", max_length=800, help="What they do, lend or pay for."
    )


@record
class SignAnswers:
    """The form by which a partner signs."""

    signed_name: str = line("Your first and last name", max_length=120)
    signed_function: str = line("Your function", max_length=120)
    agreed: bool = yes("I have read this page, and my organisation takes part as it says")


@record
class DeclineAnswers:
    """The form by which a partner declines."""

    note: str = prose(
        "Why not, in a few words", max_length=800, help="The team that asked you reads it."
    )


NONE_NAMED = {"partners": "partners-missing", "evaluator": "evaluator-missing"}
"""What is refused when a call wants someone and nobody is named."""


def identity(names: Iterable[str], sirets: Iterable[str | None]) -> Identity:
    """An identity, its names folded and its missing numbers left out."""
    return Identity(
        names=frozenset(filter(None, map(folded_name, names))),
        sirets=frozenset(filter(None, sirets)),
    )


def identity_of(partner: Partner) -> Identity:
    """The identity of a partner."""
    return identity([partner.name], [partner.siret])


def folded_name(name: str) -> str:
    """The name of an organisation as it is compared: without accents, capitals nor signs."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(each for each in bare if each.isalnum() or each.isspace() or each in "-'’")
    return " ".join(letters.replace("-", " ").replace("’", " ").replace("'", " ").split())


def naming_refusals(
    said: PartnerAnswers, lead: Identity, partners: Collection[Partner]
) -> tuple[FieldRefusal, ...]:
    """What keeps a partner from being named.

    Nobody is named who is the lead or is there already; an evaluator is none of the others.
    """
    told = identity([said.name], [said.siret])
    is_evaluator = said.role is PartnerRole.EVALUATOR
    found = [_missing_siret(said)] if is_evaluator and not said.siret else []
    if told.names & lead.names or told.sirets & lead.sirets:
        kind = "evaluator-is-lead" if is_evaluator else "partner-is-lead"
        found.append(FieldRefusal(field=_common(told, lead), kind=kind, met=said.name))
    elif is_evaluator and told.sirens & lead.sirens:
        found.append(FieldRefusal(field="siret", kind="evaluator-is-lead", met=said.name))
    found.extend(_among(said, told, partners))
    return tuple(found)


def _missing_siret(said: PartnerAnswers) -> FieldRefusal:
    return FieldRefusal(field="siret", kind="evaluator-without-siret", met=said.name)


def _common(told: Identity, other: Identity) -> str:
    return "siret" if told.sirets & other.sirets else "name"


def _among(
    said: PartnerAnswers, told: Identity, partners: Collection[Partner]
) -> Iterable[FieldRefusal]:
    for each in partners:
        theirs = identity_of(each)
        if told.names & theirs.names or told.sirets & theirs.sirets:
            field = _common(told, theirs)
            yield FieldRefusal(field=field, kind="partner-twice", met=each.name)
        elif PartnerRole.EVALUATOR in {said.role, each.role} and told.sirens & theirs.sirens:
            yield FieldRefusal(field="siret", kind="evaluator-is-partner", met=each.name)


def is_independent(evaluator: Partner, lead: Identity) -> bool:
    """Whether an evaluator is another organisation than the lead's."""
    theirs = identity_of(evaluator)
    return not (theirs.names & lead.names or theirs.sirens & lead.sirens)


def missing_partners(
    settings: Mapping[str, Any],
    partners: Collection[Partner],
    lead: Identity,
    digests: Mapping[str, str],
) -> tuple[FieldRefusal, ...]:
    """What the partners of an application still lack before it can be submitted.

    `digests` gives, for each public id, the digest of the text to sign as it stands now. A partner
    who declined is always to be removed or replaced: no file may name them.
    """
    found: list[FieldRefusal] = []
    for setting, roles in (
        ("partners", {PartnerRole.PARTNER, PartnerRole.TERRAIN}),
        ("evaluator", {PartnerRole.EVALUATOR}),
    ):
        is_required = settings.get(setting) == REQUIRED
        named = [each for each in partners if each.role in roles]
        if is_required and not named:
            found.append(FieldRefusal(field="partners", kind=NONE_NAMED[setting]))
        found.extend(
            FieldRefusal(field=f"partners.{each.public_id}", kind=kind, met=each.name)
            for each in named
            if (kind := _lacks(each, lead, digests[each.public_id], is_required=is_required))
        )
    return tuple(found)


def _lacks(partner: Partner, lead: Identity, digest: str, *, is_required: bool) -> str:
    if partner.state is PartnerState.DECLINED:
        return "partner-declined"
    if partner.role is PartnerRole.EVALUATOR and not is_independent(partner, lead):
        return "evaluator-is-lead"
    if not is_required or partner.has_signed(digest):
        return ""
    return "partner-signed-before" if partner.has_signed_before(digest) else "partner-unsigned"


def frozen_partner(partner: Partner, digest: str) -> dict[str, Any]:
    """A partner as a submission keeps them for ever; no mail address is among it.

    The letter they signed is added by whoever knows the files.
    """
    return {
        "public_id": partner.public_id,
        "role": partner.role.value,
        "name": partner.name,
        "siret": partner.siret,
        "part": partner.part,
        "state": partner.state.value,
        "signed_digest": partner.signed_digest,
        "is_current": partner.has_signed(digest),
        "signed_name": partner.signed_name,
        "signed_function": partner.signed_function,
        "signed_at": partner.answered_at.astimezone(dt.UTC).isoformat()
        if partner.answered_at and partner.state is PartnerState.SIGNED
        else None,
    }
