"""LateAdmission: one draft that may be submitted after the deadline, with reasons."""

import datetime as dt

from reflexes.fields import day, line, prose
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, UnreadableError, read_day, read_form, read_hour
from reflexes_calls.domain.clock import instant_of, local_words
from reflexes_calls.domain.errors import FieldRefusal, Invalid

LONGEST = dt.timedelta(days=30)
"""How far ahead a late file may be awaited."""


@record
class AdmissionAnswers:
    """What a manager types who admits a late file."""

    reasons: str = prose(
        "Why this file is admitted late", max_length=1000, help="The team reads these reasons."
    )
    until_on: dt.date = day(
        "Until which day", help="Thirty days from now at most, such as 31/12/2026."
    )
    until_at: str = line("Until what hour", max_length=10, help="Paris time, such as 16:20.")


@record
class LateAdmission:
    """An act that admits one late file until an instant."""

    id: int
    application_id: int
    reasons: str
    until: dt.datetime
    decided_by: int
    decided_at: dt.datetime


def read_admission(raw: Raw, now: dt.datetime) -> tuple[str, dt.datetime]:
    """The reasons and the new limit; raises `Invalid` with every refusal."""
    refusals: list[FieldRefusal] = []
    try:
        read_form(AdmissionAnswers, raw)
    except Invalid as invalid:
        refusals.extend(invalid.refusals)
    refused = {each.field for each in refusals}
    hour, until = None if "until_at" in refused else _hour(raw), now
    if hour is None and "until_at" not in refused:
        met = raw["until_at"].strip()
        refusals.append(FieldRefusal(field="until_at", kind="not-an-hour", met=met))
    if hour is not None and "until_on" not in refused:
        until = instant_of(read_day(raw["until_on"].strip()), hour.hour, hour.minute)
        refusals.extend(_out_of_reach(until, now))
    if refusals:
        raise Invalid(tuple(refusals))
    return raw["reasons"].replace("\r\n", "\n").strip(), until


def _hour(raw: Raw) -> dt.time | None:
    try:
        return read_hour(raw["until_at"])
    except UnreadableError:
        return None


def _out_of_reach(until: dt.datetime, now: dt.datetime) -> tuple[FieldRefusal, ...]:
    if until <= now:
        return (FieldRefusal(field="until_on", kind="past-day", met=local_words(until)),)
    if until > now + LONGEST:
        latest = local_words(now + LONGEST)
        met = local_words(until)
        return (FieldRefusal(field="until_on", kind="too-far", met=met, expected=latest),)
    return ()
