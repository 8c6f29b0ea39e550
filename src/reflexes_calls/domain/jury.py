"""A jury of a call: who is in it, what they can read, what binds them, and where it stands."""

import datetime as dt
from enum import StrEnum
from typing import Any

from reflexes.records import record


class JuryKind(StrEnum):
    """What a jury reads: the project itself, or whether its protocol can measure anything."""

    PROJECT = "project"
    PROTOCOL = "protocol"


class JuryPhase(StrEnum):
    """Where a jury stands; nobody sees another's review while it reads."""

    FORMING = "forming"
    READING = "reading"
    DELIBERATING = "deliberating"
    CLOSED = "closed"


class JurorKind(StrEnum):
    """From where a juror looks."""

    PRACTITIONER = "practitioner"
    AGENT = "agent"
    RESEARCHER = "researcher"
    USER = "user"


class JurorState(StrEnum):
    """Where an invitation to a jury stands."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"


class BondKind(StrEnum):
    """What binds a juror to an application or to an administration.

    `FOUND` is no bond: a manager says by it that ties found to an application do not count.
    """

    EMPLOYER = "employer"
    PAST_EMPLOYER = "past-employer"
    FUNDER = "funder"
    FAMILY = "family"
    WORKED_TOGETHER = "worked-together"
    OTHER = "other"
    RECUSAL = "recusal"
    FOUND = "found"


class Stage(StrEnum):
    """A stage of what a jury computes; the same words as the record of `reflexes.jury`."""

    ASSIGNMENT = "assignment"
    CALIBRATION = "calibration"
    PORTFOLIO = "portfolio"
    LOTTERY = "lottery"


@record
class Juror:
    """A person of a jury. `least` and `most` are files to read; `territory` a département."""

    id: int
    public_id: str
    call_id: int
    jury: JuryKind
    person_id: int | None
    name: str
    email: str
    is_chair: bool
    kind: JurorKind
    state: JurorState
    expertise: tuple[str, ...]
    words: str
    languages: tuple[str, ...]
    least: int
    most: int | None
    free_from: dt.date | None
    free_until: dt.date | None
    territory: str
    invited_by: int
    invited_at: dt.datetime
    answered_at: dt.datetime | None
    reason: str
    charter: str
    charter_signed_at: dt.datetime | None
    link_digest: str


@record
class Bond:
    """What binds a juror: to one application, or to an administration by its SIRET number."""

    id: int
    public_id: str
    juror_id: int
    application_id: int | None
    siret: str
    organisation: str
    kind: BondKind
    note: str
    declared_by: int
    declared_at: dt.datetime
    lifted_at: dt.datetime | None
    lifted_why: str


@record
class Computation:
    """What was asked of the arithmetic and what it answered, as canonical JSON texts."""

    id: int
    public_id: str
    call_id: int
    jury: JuryKind
    stage: Stage
    asked: str
    answered: str
    digest: str
    made_by: int
    made_at: dt.datetime
    in_force_at: dt.datetime | None


@record
class Jury:
    """How a jury of a call works; `settings` are those of its assignment and of its reading."""

    call_id: int
    kind: JuryKind
    settings: dict[str, Any]
    phase: JuryPhase
    revision: int
    changed_at: dt.datetime
