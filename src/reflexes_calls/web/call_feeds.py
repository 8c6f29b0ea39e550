"""Calls for other programs: their days as a calendar, and those that open as a feed.

A calendar follows RFC 5545, written by `icalendar`; the feed follows RFC 4287.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from reflexes.records import record
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_day
from reflexes_calls.web.call_text import CallDay, days_of
from reflexes_calls.web.forms import Translate

if TYPE_CHECKING:
    from icalendar import Alarm, Event

ATOM = "http://www.w3.org/2005/Atom"
PRODUCT = "-//Reflexes//Appels//FR"
HOST = "reflexes.invalid"
"""What follows the sign in an event's own name: a name of ours that is no address."""
BEFORE_CLOSING = (dt.timedelta(days=7), dt.timedelta(days=1))


@record
class FedCall:
    """A call to be told, and when its text last changed."""

    call: Call
    updated_at: dt.datetime


def calendar_of(
    known: Iterable[FedCall], name: str, language: str, words: Translate, address: str
) -> bytes:
    """The days of some calls; `address` is where the service is reached."""
    from icalendar import Calendar  # noqa: PLC0415  # it would slow the start of the service down

    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("name", name)
    made.add("x-wr-calname", name)
    for fed in known:
        for day in days_of(fed.call, words):
            made.add_component(_event(fed, day, language, address))
    content: bytes = made.to_ical()
    return content


def _event(fed: FedCall, day: CallDay, language: str, address: str) -> "Event":
    from icalendar import Event  # noqa: PLC0415  # as above

    call, made = fed.call, Event()
    link = f"{address}/appels/{call.public_id}"
    made.add("uid", f"{call.public_id}-{day.key}@{HOST}")
    made.add("dtstamp", fed.updated_at)
    made.add("last-modified", fed.updated_at)
    # Programs take an event anew when its number grows: an amendment is one more.
    made.add("sequence", max(call.version - 1, 0))
    made.add("summary", f"{day.label}\u00a0– {call.title(language)}")
    made.add("description", f"{call.summary(language)}\n\n{link}")
    made.add("url", link)
    if day.is_whole:
        made.add("dtstart", local_day(day.at))
        made.add("transp", "TRANSPARENT")
    else:
        made.add("dtstart", day.at.astimezone(dt.UTC))
        made.add("dtend", day.at.astimezone(dt.UTC))
    if day.is_closing:
        for ahead in BEFORE_CLOSING:
            made.add_component(_alarm(ahead, day.label))
    return made


def _alarm(ahead: dt.timedelta, said: str) -> "Alarm":
    from icalendar import Alarm  # noqa: PLC0415  # as above

    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", said)
    made.add("trigger", -ahead)
    return made


def feed_of(known: Iterable[FedCall], title: str, language: str, address: str) -> bytes:
    """The feed of some calls, the one that changed last first."""
    told = sorted(known, key=lambda fed: (fed.updated_at, fed.call.public_id), reverse=True)
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": language})
    ET.SubElement(feed, "id").text = f"{address}/appels.atom"
    ET.SubElement(feed, "title").text = title
    newest = max((fed.updated_at for fed in told), default=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    ET.SubElement(feed, "updated").text = newest.astimezone(dt.UTC).isoformat()
    author = ET.SubElement(feed, "author")
    ET.SubElement(author, "name").text = "Réflexes"
    links = {"self": f"{address}/appels.atom?lang={language}", "alternate": f"{address}/appels"}
    for kind, link in links.items():
        ET.SubElement(feed, "link", {"rel": kind, "href": link})
    for fed in told:
        _add_entry(feed, fed, language, address)
    content: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _add_entry(feed: ET.Element, fed: FedCall, language: str, address: str) -> None:
    call = fed.call
    entry = ET.SubElement(feed, "entry")
    ET.SubElement(entry, "id").text = uuid.UUID(call.public_id).urn
    ET.SubElement(entry, "title").text = call.title(language)
    published = call.published_at or fed.updated_at
    ET.SubElement(entry, "published").text = published.astimezone(dt.UTC).isoformat()
    ET.SubElement(entry, "updated").text = fed.updated_at.astimezone(dt.UTC).isoformat()
    link = f"{address}/appels/{call.public_id}"
    ET.SubElement(entry, "link", {"rel": "alternate", "href": link})
    ET.SubElement(entry, "summary").text = call.summary(language)
