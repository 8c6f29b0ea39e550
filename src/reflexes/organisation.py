"""Organisation: who started, supported, joined or tried, with its kind and its roles."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import choice, day, line, many, part, references
from reflexes.records import record
from reflexes.texts import Status, Text, Title
from reflexes.timeline import Former, Withdrawal


class OrganisationKind(StrEnum):
    """What an organisation is."""

    ASSOCIATION = "association"
    AGENCY = "agency"
    STATE = "state"
    FOUNDATION = "foundation"
    CITY = "city"
    SOCIAL_CENTRE = "ccas"
    METROPOLIS = "metropolis"
    URBAN_COMMUNITY = "urban-community"
    AGGLOMERATION = "agglomeration"
    REGION = "region"
    DEPARTMENT = "department"
    FUND = "fund"
    NETWORK = "network"
    UNDETERMINED = "undetermined"


class Programme(StrEnum):
    """In which work a role was held: one of the two that we know, or the catalogue's own."""

    INQUIRY = "reflexes-publics"
    FOLLOW_UP = "capacites-publiques"
    THIS = "this-inquiry"
    """The inquiry of this very catalogue, where it is another one."""


class RoleKind(StrEnum):
    """What an organisation did in a work."""

    INITIATOR = "initiator"
    SUPPORTER = "supporter"
    PARTNER = "partner"
    PARTICIPANT = "participant"
    WITNESS = "witness"


@record
class OrganisationRole:
    """What an organisation did, in which work, and who says so."""

    programme: Programme = choice("Work")
    role: RoleKind = choice("Role")
    sources: tuple[str, ...] = references("Sources", refers=("sources",), minimum=1)
    pistes: tuple[str, ...] = references("Pistes followed", default=(), refers=("pistes",))
    note: Text | None = part("Note", default=None)


@record
class Organisation:
    """An organisation that appears with attested facts only."""

    code: str = line("Code")
    title: Title = part("Title")
    kind: OrganisationKind = choice("Kind")
    status: Status = choice("Status")
    known_on: dt.date = day("Day it became known")
    roles: tuple[OrganisationRole, ...] = many("Roles", minimum=1)
    formerly: tuple[Former, ...] = many("What it said before", default=())
    withdrawn: Withdrawal | None = part("Withdrawal", default=None)
