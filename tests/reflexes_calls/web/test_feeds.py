"""Calendars and the feed are read back by other readers than ours."""

import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from icalendar import Calendar

from reflexes_calls.actions import publishing
from reflexes_calls.actions.watching import declare_outage
from reflexes_calls.settings import Settings
from reflexes_calls.web.call_feeds import ATOM
from tests.makers import AFTER, DEADLINE, DURING, PISTE, World, a_call, call_form
from tests.reflexes_calls.web.test_managing import Visits

pytestmark = pytest.mark.web
TITLE = "Un titre, avec ; des signes\\ et une suite bien assez longue pour être pliée"


@pytest.fixture
def visits(small_world: World) -> Visits:
    return Visits(small_world, Settings(address="https://appels.example/"))


def test_every_date_of_a_call_enters_a_calendar(visits: Visits) -> None:
    world = visits.world
    form = call_form(title_fr=TITLE, committee_on="2027-03-01", questions_on="2027-01-15")
    drafted = publishing.draft_call(world.desk, world.manager, PISTE, form)
    call = publishing.publish(world.desk, world.manager, drafted.public_id)
    given = visits.as_(None).get(f"/appels/{call.public_id}/calendrier.ics")
    assert given.headers["content-type"] == "text/calendar; charset=utf-8"
    lines = given.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    known = {str(each["uid"]): each for each in Calendar.from_ical(given.content).walk("VEVENT")}
    by_key = {uid.split("-", 1)[1].split("@")[0]: each for uid, each in known.items()}
    assert set(by_key) == {"opens", "questions", "closes", "committee_on", "decision_by"}
    closing = by_key["closes"]
    assert closing.decoded("dtstart") == DEADLINE
    assert str(closing["summary"]).endswith(TITLE)
    assert [each.decoded("trigger").days for each in closing.walk("VALARM")] == [-7, -1]
    assert by_key["committee_on"].decoded("dtstart") == dt.date(2027, 3, 1)
    assert str(closing["url"]) == f"https://appels.example/appels/{call.public_id}"


def test_the_same_call_gives_the_same_bytes_and_an_outage_moves_them(visits: Visits) -> None:
    world = visits.world
    call = a_call(world)
    address = f"/appels/{call.public_id}/calendrier.ics"
    before = visits.as_(None).get(address)
    assert visits.as_(None).get(address).content == before.content
    tag = before.headers["etag"]
    assert visits.as_(None).get(address, headers={"If-None-Match": tag}).status_code == 304
    world.at(DEADLINE)
    started = DEADLINE - dt.timedelta(hours=2)
    declare_outage(world.desk, world.administrator, started, DEADLINE, "Panne électrique")
    after = Calendar.from_ical(visits.as_(None).get(address).content)
    ends = [each.decoded("dtstart") for each in after.walk("VEVENT") if "closes" in each["uid"]]
    assert ends == [DEADLINE + dt.timedelta(hours=2)]


def test_a_draft_has_neither_calendar_nor_feed(visits: Visits) -> None:
    world = visits.world
    drafted = publishing.draft_call(world.desk, world.manager, PISTE, call_form())
    address = f"/appels/{drafted.public_id}/calendrier.ics"
    assert visits.as_(None).get(address).status_code == 404
    for feed in ("/appels.ics", "/appels.atom"):
        assert drafted.public_id not in visits.as_(None).get(feed).text


def test_the_feed_holds_the_calls_that_are_open_or_soon_will_be(visits: Visits) -> None:
    world = visits.world
    call = a_call(world)
    given = visits.as_(None).get("/appels.atom?lang=en")
    assert given.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(given.content)  # noqa: S314  # written by ourselves a line above
    said = {"a": ATOM}
    assert feed.findtext("a:title", namespaces=said) == "Open calls for experimentation"
    (entry,) = feed.findall("a:entry", said)
    assert entry.findtext("a:title", namespaces=said) == call.title("en")
    updated = entry.findtext("a:updated", namespaces=said)
    assert updated is not None
    assert dt.datetime.fromisoformat(updated) == DURING
    (link,) = entry.findall("a:link", said)
    assert link.get("href") == f"https://appels.example/appels/{call.public_id}"
    # RFC 4287, 4.1.1: each of these exactly once.
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"a:{name}", said)) == 1
    world.at(AFTER)
    later = ET.fromstring(visits.as_(None).get("/appels.atom").content)  # noqa: S314  # the same
    assert later.findall("a:entry", said) == []
    assert call.public_id in visits.as_(None).get("/appels.ics").text


def test_the_list_of_calls_leads_to_both(visits: Visits) -> None:
    page = visits.as_(None).get("/appels").text
    assert 'rel="alternate" type="application/atom+xml"' in page
    assert 'href="/appels.ics?lang=fr"' in page
