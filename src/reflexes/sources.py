"""Source: something published, with its address, the day it was seen and how far it was read."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import choice, day, line, many, part, partial_day
from reflexes.records import record
from reflexes.texts import Language, Status, Text, Title
from reflexes.timeline import Former, Withdrawal


class Confidence(StrEnum):
    """How far a source was read."""

    READ = "read"
    """First-hand, read in full."""
    EXCERPT = "excerpt"
    """First-hand, an excerpt only."""
    THIRD_PARTY = "third-party"
    """Press or another site, an excerpt only."""
    RELAYED = "relayed"
    """Taken from a relay, not checked again."""
    LINK = "link"
    """Only its link was seen; the document itself was not read."""


class SourceKind(StrEnum):
    """What a source is."""

    PAGE = "page"
    POST = "post"
    REPORT = "report"
    PRESS = "press"
    LAW = "law"
    STUDY = "study"


@record
class Source:
    """Where a claim points. Several addresses mean the same fact in several places."""

    code: str = line("Code")
    title: Title = part("Title")
    status: Status = choice("Status")
    known_on: dt.date = day("Day it became known")
    kind: SourceKind = choice("Kind")
    publisher: str = line("Publisher")
    language: Language = choice("Language")
    published_on: str = partial_day("Day of publication, as known", default="")
    seen_on: dt.date = day("Day it was seen")
    confidence: Confidence = choice("How far it was read")
    addresses: tuple[str, ...] = many("Addresses", minimum=1)
    note: Text | None = part("Note", default=None)
    formerly: tuple[Former, ...] = many("What it said before", default=())
    withdrawn: Withdrawal | None = part("Withdrawal", default=None)
