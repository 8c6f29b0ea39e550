"""A deliberation: who was there, what was said of each file, which marks changed, its minutes."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from reflexes.digests import SCHEMA, digest_of
from reflexes.fields import line, prose
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.call import Call, Criterion
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.jury import Juror, JuryKind
from reflexes_calls.domain.review import ReviewVersion, mark_field, read_marks

Plain = dict[str, Any]


@record
class Deliberation:
    """A sitting of a jury. `present` are the public ids of jurors; `minutes` a canonical JSON."""

    id: int
    public_id: str
    call_id: int
    jury: JuryKind
    number: int
    place: str
    why: str
    opened_by: int
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    present: tuple[str, ...]
    minutes: str


@record
class Remark:
    """What a juror said of a file."""

    public_id: str
    deliberation_id: int
    application_id: int
    written_by: int
    text: str
    written_at: dt.datetime


@record
class OpeningAnswers:
    """What is said when a deliberation opens."""

    place: str = line("Where the jury meets", max_length=200, default="")
    why: str = prose(
        "Why it opens without the reviews that are awaited",
        max_length=600,
        default="",
        help="Only if reviews are still awaited. It stands in the minutes.",
    )


@record
class RemarkAnswers:
    """A remark on a file."""

    remark: str = prose(
        "Your remark", max_length=2000, help="Only the jury and the managers of the call read it."
    )


@record
class ChangeAnswers:
    """Why marks are changed."""

    reason: str = prose(
        "Why you change them",
        max_length=600,
        help="It stands in the minutes, without your name. Your first marks are kept.",
    )


@record
class ReopeningAnswers:
    """Why a jury reads again."""

    reopening: str = prose("Why the jury reads again", max_length=600)


def read_change(raw: Raw, criteria: Iterable[Criterion]) -> tuple[dict[str, int], str]:
    """New marks and their reason; raises `Invalid` with every refusal."""
    marks, refusals = read_marks(raw, criteria)
    reason = ""
    try:
        reason = read_form(ChangeAnswers, raw).reason
    except Invalid as invalid:
        refusals.extend(invalid.refusals)
    if refusals:
        raise Invalid(tuple(refusals))
    return marks, reason


def unchanged(criteria: Iterable[Criterion]) -> Invalid:
    """The refusal of new marks that are the old ones."""
    first = next(iter(criteria))
    return Invalid((FieldRefusal(field=mark_field(first.code), kind="marks-unchanged"),))


@record
class Change:
    """One mark that was changed, and why; who changed it is told to nobody."""

    criterion: str
    before: str
    after: str
    reason: str


def changes_in(versions: Iterable[ReviewVersion]) -> tuple[Change, ...]:
    """The marks that were changed from one version of a review to the next, with their reasons."""
    found: list[Change] = []
    marks: dict[int, Mapping[str, str]] = {}
    for each in versions:
        before = marks.get(each.review_id)
        if each.reason and before is not None:
            found.extend(
                Change(criterion=code, before=before.get(code, ""), after=mark, reason=each.reason)
                for code, mark in sorted(each.marks.items())
                if before.get(code, "") != mark
            )
        marks[each.review_id] = each.marks
    return tuple(found)


def minutes_of(  # noqa: PLR0913  # all that minutes say
    call: Call,
    held: Deliberation,
    *,
    closed_at: dt.datetime,
    jurors: Iterable[Juror],
    recusals: Iterable[Plain],
    files: Iterable[Plain],
    awaited: int,
) -> Plain:
    """The minutes of a deliberation, as plain data that never changes once it is closed."""
    return {
        "schema": SCHEMA,
        "call": {"id": call.public_id, "fr": call.title_fr, "en": call.title("en")},
        "jury": held.jury.value,
        "number": held.number,
        "place": held.place,
        "opened_at": held.opened_at.astimezone(dt.UTC).isoformat(),
        "closed_at": closed_at.astimezone(dt.UTC).isoformat(),
        "awaited": awaited,
        "why": held.why,
        "attendance": [
            {
                "name": each.name,
                "kind": each.kind.value,
                "is_chair": each.is_chair,
                "is_present": each.public_id in held.present,
            }
            for each in sorted(jurors, key=lambda one: (not one.is_chair, one.name, one.id))
        ],
        "recusals": list(recusals),
        "criteria": [{"code": each.code, "fr": each.fr, "en": each.en} for each in call.criteria],
        "files": list(files),
    }


def digest_of_minutes(minutes: Plain) -> str:
    """The digest by which minutes are recognised."""
    return digest_of(minutes)


def minutes_unnamed(minutes: Plain, unnamed: Iterable[str]) -> Plain:
    """The minutes without who applies with some files: those still read blind.

    Who sat out of a file tells of whom it is: that is left out too.
    """
    blind = set(unnamed)
    if not blind:
        return minutes
    files = [
        {**each, "organisation": ""} if each["id"] in blind else each for each in minutes["files"]
    ]
    receipts = {each["receipt"] for each in files if each["id"] in blind}
    recusals = [
        {**each, "receipts": [one for one in each["receipts"] if one not in receipts]}
        for each in minutes["recusals"]
    ]
    return {**minutes, "files": files, "recusals": recusals}


def minutes_seen(minutes: Plain, hidden: Iterable[str]) -> tuple[Plain, int]:
    """The minutes without the files that are hidden from a reader, and how many those are."""
    unseen = set(hidden)
    files = [each for each in minutes["files"] if each["id"] not in unseen]
    gone = len(minutes["files"]) - len(files)
    if not gone:
        return minutes, 0
    receipts = {each["receipt"] for each in files}
    recusals = [
        {**each, "receipts": [one for one in each["receipts"] if one in receipts]}
        for each in minutes["recusals"]
    ]
    return {**minutes, "files": files, "recusals": recusals}, gone
