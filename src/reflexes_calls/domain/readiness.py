"""What is looked at before a call opens: what stops it, and what deserves a second look."""

import datetime as dt
from collections.abc import Iterator

from reflexes.records import record
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.terms import parts_missing, term_key


@record
class Finding:
    """Something found; `kind` is the key of its sentence, `field` leads to what is to mend."""

    kind: str
    page: str
    field: str = ""
    met: str = ""
    expected: str = ""
    stops: bool = True


def findings_of(call: Call, now: dt.datetime) -> tuple[Finding, ...]:
    """Everything found in a call that is about to open."""
    return (*_dates(call, now), *_parts(call))


def _dates(call: Call, now: dt.datetime) -> Iterator[Finding]:
    if call.closes_at <= now:
        yield Finding(
            kind="past-day", page="calendar", field="closes_on", met=str(call.closes_at.date())
        )


def _parts(call: Call) -> Iterator[Finding]:
    for part in parts_missing(call.terms, funded=call.funded):
        yield Finding(
            kind="part-missing", page="text", field=term_key(part, "fr"), expected=part.label
        )
