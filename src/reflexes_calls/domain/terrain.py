"""Terrain: an administration that offers a place to try a piste, or looks for one."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import choice, day, line, prose
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.errors import FieldRefusal, Invalid


class TerrainRole(StrEnum):
    """What an offer says of whoever makes it."""

    TERRAIN = "terrain"
    LEAD = "lead"
    EVALUATOR = "evaluator"


@record
class Terrain:
    """An offer; `department` and `region` are those of its territory, to filter and match."""

    id: int
    public_id: str
    organisation_id: int
    piste_code: str
    stands_as: TerrainRole
    territory: str | None
    department: str | None
    region: str | None
    territory_name: str
    offers: str
    needs: str
    from_on: dt.date | None
    until_on: dt.date | None
    offered_by: int
    offered_at: dt.datetime
    withdrawn_at: dt.datetime | None


@record
class TerrainContact:
    """A message about an offer, from one organisation to another."""

    id: int
    terrain_id: int
    from_organisation_id: int
    to_organisation_id: int
    written_by: int
    message: str
    written_at: dt.datetime


@record
class TerrainAnswers:
    """The form by which an administration offers itself, or looks for others."""

    stands_as: TerrainRole = choice("You stand as")
    piste_code: str = line("Piste you want to try", max_length=80)
    territory: str = line(
        "Territory",
        max_length=160,
        help="Municipality, grouping, department or region: its official code, or its name.",
    )
    offers: str = prose(
        "What you offer", max_length=1200, help="A service, people, premises, data, time."
    )
    needs: str = prose(
        "What you need",
        default="",
        max_length=1200,
        help="A lead, an evaluator, a budget, a neighbour to try with.",
    )
    from_on: dt.date | None = day("Available from", default=None)
    until_on: dt.date | None = day("Until", default=None)


@record
class ContactAnswers:
    """The form of a message."""

    message: str = prose(
        "Your message",
        max_length=2000,
        help="It is sent through this service: no address is given to either of you.",
    )


def read_terrain(raw: Raw, today: dt.date) -> TerrainAnswers:
    """The offer said by a form; its days must follow each other and not all be past."""
    said = read_form(TerrainAnswers, raw)
    if said.until_on is not None:
        if said.until_on < today:
            raise _wrong("past-day", said.until_on, today)
        if said.from_on is not None and said.until_on < said.from_on:
            raise _wrong("not-after", said.until_on, said.from_on)
    return said


def _wrong(kind: str, met: dt.date, expected: dt.date) -> Invalid:
    refusal = FieldRefusal(field="until_on", kind=kind, met=f"{met}", expected=f"{expected}")
    return Invalid((refusal,))
