"""Webhooks: an address that is told what happens on a call, signed, and told again when it is away.

The signature is that of Standard Webhooks (standardwebhooks.com, 1.0): a program written for any
service that follows it can check ours. What is sent is thin: what happened, when, and to which call
or application; no name, no text. Whoever is told asks the API for the rest, with their own rights.
"""

import base64
import datetime as dt
import hashlib
import hmac
import ipaddress
import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import urlsplit

from reflexes.records import record
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.journal import Entry

EVENTS: Mapping[str, str] = {
    "publish": "call.published",
    "amend": "call.amended",
    "release": "call.decided",
    "conclude": "call.concluded",
    "ask": "question.asked",
    "answer": "question.answered",
    "submit": "application.submitted",
    "withdraw": "application.withdrawn",
    "import": "application.imported",
    "find_admissible": "application.admissible",
    "find_inadmissible": "application.inadmissible",
    "select": "application.selected",
    "decline": "application.declined",
    "appeal": "application.appealed",
    "start": "pilot.started",
    "end": "pilot.ended",
    "abandon": "pilot.abandoned",
    "evaluate": "pilot.evaluated",
    "propose": "evidence.proposed",
}
"""For each step that is told, the kind of event; nothing is told of the others."""
TRIAL = "trial"
"""The kind of an event sent by hand, to see whether the address answers."""
PREFIX = "whsec_"
SECRET_BYTES = 32
LONGEST_ADDRESS = 500
MOST = 10
"""Addresses of one call."""
DELAYS = tuple(
    dt.timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""After each failure, how long before the next try; after the last one it is given up."""
JITTER = 0.2
"""Which part of a delay is left to chance, so that a thousand tries do not come back at once."""
PATIENCE = 10.0
"""Seconds an address has to answer, in all."""
GIVEN_UP_AFTER = dt.timedelta(days=5)
"""How long an address may fail before it is told nothing more."""
BOTH_SECRETS = dt.timedelta(hours=24)
"""How long the former secret signs beside the new one."""
GONE = 410
"""The answer of an address that wants nothing more."""


@record
class Webhook:
    """An address that is told what happens on a call.

    `kinds` are the events it is told; `former_secret` signs too until `former_until`. `off_at` says
    since when it is told nothing, and `off_why` why: ``gone``, ``failing`` or ``removed``.
    """

    id: int
    public_id: str
    call_id: int
    address: str
    kinds: tuple[str, ...]
    secret: str
    former_secret: str | None
    former_until: dt.datetime | None
    made_at: dt.datetime
    failing_since: dt.datetime | None
    off_at: dt.datetime | None
    off_why: str


@record
class Delivery:
    """One event on its way to one address.

    `public_id` is what the receiver knows it by: the same for every try. `status` is the last
    answer's, None when there was none.
    """

    id: int
    public_id: str
    webhook_id: int
    kind: str
    body: str
    happened_at: dt.datetime
    due_at: dt.datetime | None
    tries: int
    status: int | None
    failure: str
    done_at: dt.datetime | None
    gave_up_at: dt.datetime | None


def new_secret() -> str:
    """A secret that nobody can guess, written as Standard Webhooks has it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def event_body(entry: Entry, call: str) -> str:
    """What an address is told of an entry of a journal, as JSON."""
    kind = EVENTS[entry.kind]
    noun = {"call": "calls", "application": "applications", "pilot": "pilots"}[entry.subject]
    return written(
        kind,
        entry.at,
        {
            "call": call,
            "subject": entry.subject,
            "id": entry.subject_id,
            "journal_entry": entry.seq,
            "resource": f"/api/v1/{noun}/{entry.subject_id}",
        },
    )


def trial_body(call: str, at: dt.datetime) -> str:
    """What an address is told when it is tried."""
    return written(TRIAL, at, {"call": call})


def written(kind: str, at: dt.datetime, data: Mapping[str, object]) -> str:
    """An event as JSON, in the form of Standard Webhooks."""
    event = {"type": kind, "timestamp": at.isoformat(), "data": dict(data)}
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def signed(keys: Iterable[str], public_id: str, at: dt.datetime, body: str) -> dict[str, str]:
    """The headers that sign a delivery, one signature for each secret."""
    moment = str(int(at.timestamp()))
    content = f"{public_id}.{moment}.{body}".encode()
    signatures = [
        "v1," + base64.b64encode(hmac.digest(_key_of(key), content, hashlib.sha256)).decode()
        for key in keys
    ]
    return {
        "webhook-id": public_id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(signatures),
    }


def _key_of(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX))


def next_try(tries: int, now: dt.datetime, chance: float) -> dt.datetime | None:
    """When to try again after so many failures; None when it is given up.

    `chance` goes from 0 to 1.
    """
    if tries > len(DELAYS):
        return None
    delay = DELAYS[tries - 1]
    return now + delay * (1 + JITTER * (2 * chance - 1))


def read_webhook(
    address: str, kinds: Collection[str], *, on_loopback: bool
) -> tuple[str, tuple[str, ...]]:
    """The address and the kinds asked for, checked; all refusals at once.

    `on_loopback` lets a trial of the service tell a program on the same machine.
    """
    refusals = []
    told = address.strip()
    if not told:
        refusals.append(FieldRefusal(field="address", kind="missing"))
    elif len(told) > LONGEST_ADDRESS:
        refusals.append(
            FieldRefusal(
                field="address",
                kind="too-long",
                met=str(len(told)),
                expected=str(LONGEST_ADDRESS),
            )
        )
    elif not _may_be_called(told, on_loopback=on_loopback):
        refusals.append(FieldRefusal(field="address", kind="not-a-webhook", met=told))
    wanted = tuple(kind for kind in EVENTS.values() if kind in kinds)
    if not wanted:
        refusals.append(FieldRefusal(field="kinds", kind="none-chosen"))
    if refusals:
        raise Invalid(tuple(refusals))
    return told, wanted


def _may_be_called(address: str, *, on_loopback: bool) -> bool:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.password or parts.fragment or " " in address:
        return False
    if on_loopback and host in {"127.0.0.1", "::1", "localhost"}:
        return parts.scheme in {"http", "https"}
    return parts.scheme == "https" and _is_a_name_or_public(host)


def _is_a_name_or_public(host: str) -> bool:
    try:
        return is_public(host)
    except ValueError:
        # A name: what it leads to is looked at each time, just before it is called.
        return "." in host and not host.endswith((".local", ".internal", ".localhost"))


def is_public(address: str) -> bool:
    """Whether an internet address is one that anybody may reach; `ValueError` for a name.

    An address within one's own walls is never called: a webhook is no way into them.
    """
    met = ipaddress.ip_address(address)
    if isinstance(met, ipaddress.IPv6Address) and met.ipv4_mapped is not None:
        met = met.ipv4_mapped
    return met.is_global and not met.is_multicast
