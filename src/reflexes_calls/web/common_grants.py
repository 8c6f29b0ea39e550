"""Calls in the words of CommonGrants, an open protocol for funding opportunities (Core 0.5).

What the protocol has no word for (the pistes, the edition, the procedure) stands in its custom
fields. Dates are those of Paris, said with their hour.
"""

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from reflexes_calls.domain.call import Call, Moment
from reflexes_calls.domain.clock import PLACE
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.web.call_feeds import FedCall
from reflexes_calls.web.call_text import CallDay, days_of
from reflexes_calls.web.forms import Translate

PARIS = ZoneInfo(PLACE)
STATUSES = {Moment.UPCOMING: "forecasted", Moment.OPEN: "open", Moment.CLOSED: "closed"}
APPLICANTS = ("government_municipal", "government_county", "government_state")
"""Communes and their groupings, départements, régions and services of the State."""


def opportunity_of(
    fed: FedCall, now: dt.datetime, language: str, words: Translate, address: str
) -> dict[str, Any]:
    """A call as an opportunity; `address` is where the service is reached."""
    call = fed.call
    published = call.published_at or fed.updated_at
    return {
        "id": str(uuid.UUID(call.public_id)),
        "title": call.title(language),
        "status": {"value": _status(call, now)},
        "description": call.summary(language),
        "funding": _funding(call),
        "keyDates": _dates(call, words),
        "source": f"{address}/appels/{call.public_id}",
        "acceptedApplicantTypes": [{"value": each} for each in APPLICANTS],
        "customFields": _custom(call),
        "createdAt": _instant(published),
        "lastModifiedAt": _instant(fed.updated_at),
    }


def _status(call: Call, now: dt.datetime) -> str:
    if call.stage is CallStage.CONCLUDED:
        return "closed"
    return STATUSES[call.moment(now)]


def _funding(call: Call) -> dict[str, Any]:
    said: dict[str, Any] = {"maxAwardCount": call.places}
    if call.funded:
        said["maxAwardAmount"] = _money(call, call.budget_cap)
        said["totalAmountAvailable"] = _money(call, call.budget_cap * call.places)
    return said


def _money(call: Call, cents: int) -> dict[str, str]:
    return {"amount": f"{cents // 100}.{cents % 100:02}", "currency": call.currency}


def _dates(call: Call, words: Translate) -> dict[str, Any]:
    known = {each.key: _event(each) for each in days_of(call, words)}
    return {
        "postDate": known.pop("opens"),
        "closeDate": known.pop("closes"),
        "otherDates": known,
    }


def _event(day: CallDay) -> dict[str, str]:
    local = day.at.astimezone(PARIS)
    said = {"name": day.label, "eventType": "singleDate", "date": local.date().isoformat()}
    return said if day.is_whole else said | {"time": local.time().isoformat("seconds")}


def _custom(call: Call) -> dict[str, Any]:
    fields = {
        "pistes": ("array", list(call.piste_codes), "Pistes of the catalogue the call comes from"),
        "edition": ("string", call.edition, "Edition of the catalogue"),
        "procedure": ("string", call.procedure.value, "How applications come"),
        "version": ("integer", call.version, "Number of the published text"),
    }
    return {
        name: {"name": name, "fieldType": kind, "value": value, "description": said}
        for name, (kind, value, said) in fields.items()
    }


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
