"""Persons, organisations, who belongs where, and the roles they hold."""

from enum import StrEnum

from reflexes.fields import line
from reflexes.records import record


class Role(StrEnum):
    """What a person may be. A manager without a call may draft new ones.

    Writers and readers are colleagues invited to one application, whose leads are applicants; a
    partner follows the link of a letter. These three are never granted: see `GRANTED`.
    """

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    REVIEWER = "reviewer"
    APPLICANT = "applicant"
    WRITER = "writer"
    READER = "reader"
    PARTNER = "partner"


GRANTED = (Role.ADMINISTRATOR, Role.MANAGER, Role.REVIEWER, Role.APPLICANT)
"""What the table of roles may hold."""
TEAM = frozenset({Role.APPLICANT, Role.WRITER, Role.READER})
"""Whoever holds one of these on an application reads all of it, and none of its reviews."""


LONGEST_NAME = 120


@record
class Person:
    """A person with an account."""

    id: int
    public_id: str
    name: str = line("Name", max_length=LONGEST_NAME)
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


def guest(public_id: str, name: str, email: str) -> Person:
    """Whoever follows the link of a letter, perhaps without an account: no row bears the id 0."""
    return Person(id=0, public_id=public_id, name=name[:LONGEST_NAME], email=email)
