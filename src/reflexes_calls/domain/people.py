"""Persons, organisations, who belongs where, and the roles they hold."""

from enum import StrEnum

from reflexes.fields import line
from reflexes.records import record


class Role(StrEnum):
    """What a person may be. A manager without a call may draft new ones."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    REVIEWER = "reviewer"
    APPLICANT = "applicant"


@record
class Person:
    """A person with an account."""

    id: int
    public_id: str
    name: str = line("Name", max_length=120)
    email: str = line("Mail address", max_length=254)
    language: str = "fr"


@record
class Organisation:
    """An administration; fictitious ones have no SIRET number."""

    id: int
    public_id: str
    name: str = line("Name of the administration", max_length=160)
    siret: str | None = line("SIRET number", default=None, pattern=r"\d{14}")


@record
class Grant:
    """A role held by a person, for one call or for the instance."""

    person: int
    call: int | None
    role: Role
