"""Training modules of the service: kept, shared, led, and told what their sessions taught.

The module itself is raw JSON, made and read by `reflexes.training`; here is all that stands around
it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum
from statistics import median
from typing import Any

from reflexes.fields import choice, day, line, prose, yes
from reflexes.records import record
from reflexes_calls.domain.signing_in import HOUR, QUARTER, Limit

MOST_MODULES = 100
"""How many modules one person keeps."""
MOST_VERSIONS = 30
"""How many former states of a module are kept."""
MOST_SESSIONS = 60
MOST_ANSWERS = 300
"""How many people answer about one session, and how many drafts leave it."""
THRESHOLD = 5
"""Fewer answers than this are never shown as figures, nor word for word."""
BUILDS = Limit(most=40, during=QUARTER)
"""Files built for one range of addresses; those at hand are not counted."""
WORDS_SENT = Limit(most=60, during=HOUR)
"""Answers and drafts sent from one range of addresses."""
DRAFT_KEPT = dt.timedelta(days=365)
"""How long a draft made in a session is kept when nothing came of it."""


class Change(StrEnum):
    """What made a version of a module."""

    KEPT = "kept"
    COPIED = "copied"
    RENAMED = "renamed"
    MOVED = "moved"
    RETIMED = "retimed"
    EXCHANGED = "exchanged"
    WRITTEN = "written"
    UPDATED = "updated"
    BROUGHT_BACK = "brought-back"


class Sharing(StrEnum):
    """What the link of a module allows."""

    READ = "read"
    COPY = "copy"


@record
class KeptModule:
    """A module that a person keeps; `revision` counts what was saved."""

    id: int
    public_id: str
    person_id: int
    title: str
    said: dict[str, Any]
    edition: str
    revision: int
    link: str | None
    sharing: Sharing | None
    made_at: dt.datetime
    changed_at: dt.datetime


@record
class ModuleVersion:
    """A state in which a module was saved."""

    id: int
    module_id: int
    number: int
    change: Change
    title: str
    said: dict[str, Any]
    saved_at: dt.datetime


@record
class PublishedModule:
    """A module on the public shelf: a state that never changes. Nothing tells who without a yes."""

    id: int
    public_id: str
    module_id: int | None
    person_id: int
    organisation_id: int | None
    shows_name: bool
    title: str
    said: dict[str, Any]
    edition: str
    language: str
    public: str
    length: str
    published_at: dt.datetime
    withdrawn_at: dt.datetime | None
    withdrawn_by: int | None
    reason: str


@record
class ModuleSession:
    """One time that a module is led. `public_id` is the address that participants are given."""

    id: int
    public_id: str
    module_id: int
    said: dict[str, Any]
    title: str
    held_on: dt.date
    piste: str
    made_by: int
    made_at: dt.datetime
    closed_at: dt.datetime | None


@record
class SessionAnswer:
    """What somebody said after a session; only the trainer counts minutes."""

    id: int
    session_id: int
    is_trainer: bool
    minutes: dict[str, int]
    useful: int | None
    worked: str
    to_change: str
    sent_at: dt.datetime


@record
class CatalogueRemark:
    """What somebody who led a session says of a record of the catalogue."""

    id: int
    session_id: int | None
    record: str
    edition: str
    text: str
    written_at: dt.datetime
    handled_at: dt.datetime | None


@record
class TraineeDraft:
    """The first draft of an application, made in a session; its address is its only key."""

    id: int
    public_id: str
    session_id: int | None
    piste: str
    answers: dict[str, str]
    kept_at: dt.datetime


@record
class PublishAnswers:
    """The form that puts a module on the public shelf."""

    shows_name: bool = yes("Show my name beside that of my organisation", default=False)
    licence: bool = yes(
        "Anyone may copy and change this module, naming where it comes from (Licence Ouverte 2.0)"
    )


@record
class SessionTyped:
    """The form that announces a session."""

    title: str = line("Name of the session", max_length=120, help="For example: town hall, 3 May.")
    held_on: dt.date = day("Day", help="For example: 03/05/2027.")


class Useful(StrEnum):
    """Whether a session serves what a participant does, from 4 to 1."""

    MUCH = "4"
    RATHER = "3"
    LITTLE = "2"
    NOT = "1"


@record
class AnswerTyped:
    """What a participant says after a session."""

    useful: Useful | None = choice("Will it serve in what you do?", default=None)
    worked: str = prose("What worked", default="", max_length=1500)
    to_change: str = prose("What to change", default="", max_length=1500)


@record
class TrainerTyped:
    """What whoever led a session says of it, beside the minutes."""

    worked: str = prose("What worked", default="", max_length=1500)
    to_change: str = prose("What to change", default="", max_length=1500)


@record
class RemarkTyped:
    """What is said of a record of the catalogue."""

    record: str = line("Record of the catalogue", default="", max_length=80)
    remark: str = prose("What is wrong or missing in it", default="", max_length=1500)


@record
class DraftTyped:
    """The questions of the sheet « Draft application », under the codes of the starting form."""

    title: str = line("Title of your trial", default="", max_length=120)
    problem: str = prose("The problem you meet", default="", max_length=3000)
    proposal: str = prose("What you would like to try", default="", max_length=3000)
    people: str = prose("Who takes part", default="", max_length=2000)
    risks: str = prose("What could go wrong", default="", max_length=2000)
    weeks: str = line("Length, in weeks", default="", max_length=4)
    indicator: str = line("What you will watch", default="", max_length=200)
    starting_point: str = prose("Where you stand today", default="", max_length=1000)
    proof_wrong: str = prose("What would prove you wrong", default="", max_length=2000)


@record
class Heard:
    """What participants said; nothing of it is shown below the threshold.

    Answers show by whole groups of the threshold: whoever looks before and after one came learns
    nothing of it. `useful` counts the answers from 4 to 1; the order of words tells nothing.
    """

    count: int
    shown: int
    useful: tuple[int, int, int, int] | None
    worked: tuple[str, ...]
    to_change: tuple[str, ...]


def heard(answers: Iterable[SessionAnswer]) -> Heard:
    """What may be shown of the answers of participants."""
    all_of_them = [each for each in answers if not each.is_trainer]
    count = len(all_of_them)
    said = all_of_them[: count - count % THRESHOLD]
    if not said:
        return Heard(count=count, shown=0, useful=None, worked=(), to_change=())
    rated = [each.useful for each in said if each.useful is not None]
    counts = (rated.count(4), rated.count(3), rated.count(2), rated.count(1))
    return Heard(
        count=count,
        shown=len(said),
        useful=counts if len(rated) >= THRESHOLD else None,
        worked=tuple(sorted(each.worked for each in said if each.worked)),
        to_change=tuple(sorted(each.to_change for each in said if each.to_change)),
    )


@record
class Lived:
    """What the sessions of a module say of the minutes of one activity."""

    planned: int
    real: tuple[int, ...]

    @property
    def usual(self) -> int:
        """The minutes that it took, the middle of all times."""
        return round(median(self.real))

    @property
    def suggested(self) -> int | None:
        """The minutes to give it; None when what is planned holds within a tenth."""
        usual = self.usual
        return usual if abs(usual - self.planned) > max(2, self.planned // 10) else None


def lived_minutes(planned: Mapping[str, int], answers: Iterable[SessionAnswer]) -> dict[str, Lived]:
    """For each activity that was timed, what is planned and what it took."""
    real: dict[str, list[int]] = {}
    for answer in answers:
        for code, minutes in answer.minutes.items():
            real.setdefault(code, []).append(minutes)
    return {
        code: Lived(planned=planned[code], real=tuple(times))
        for code, times in real.items()
        if code in planned
    }
