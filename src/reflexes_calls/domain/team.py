"""The team of an application: colleagues invited, each with a role."""

import datetime as dt
from enum import StrEnum

from reflexes.records import record


class TeamRole(StrEnum):
    """What a colleague may do. Members of the administration that applies are all leads."""

    LEAD = "lead"
    WRITER = "writer"
    READER = "reader"


@record
class TeamMember:
    """A colleague on one application."""

    application_id: int
    person_id: int
    role: TeamRole
    added_by: int
    added_at: dt.datetime
