"""How far the reading of a call is: who has still to speak, never what anyone said."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.desk import Desk, need_call, roles_on
from reflexes_calls.actions.looking import ApplicationPage, pages_of
from reflexes_calls.actions.ordering import keep_order
from reflexes_calls.actions.recusing import hidden_files
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.blind import ReadingSettings, names_met, reading_settings, without_names
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.jury import JurorState, Jury, JuryKind
from reflexes_calls.domain.lifecycle import ApplicationStage, CallStage
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.reading import Progress
from reflexes_calls.domain.review import juries_asked
from reflexes_calls.domain.rights import check_manages, is_after_deadline
from reflexes_calls.domain.searching import texts_said
from reflexes_calls.domain.visibility import FileFacts, Seat, Viewer, seats_on
from reflexes_calls.storage import applications, calls, juries, people, reviews
from reflexes_calls.storage.marks import ReadFile, files_of_jury, juries_chaired
from reflexes_calls.storage.reviews import Given
from reflexes_calls.storage.seeing import viewer_of

MOST_PRINTED = 60
"""How many files one print holds: it is made at once, while someone waits."""
MOST_NAMED = 20
"""How many files whose texts name who applies are told of."""


@record
class ReaderProgress:
    """How far one reader is; `left` are the files still to be read."""

    person: Person
    progress: Progress
    left: tuple[ReadFile, ...]
    last_saved: dt.datetime | None
    last_reminded: dt.datetime | None


@record
class JuryReading:
    """How far a jury is. `short` are files with fewer readers than the call needs reviews."""

    jury: Jury
    settings: ReadingSettings
    readers: tuple[ReaderProgress, ...]
    files: int
    asked: int
    done: int
    short: tuple[ReadFile, ...]
    naming: tuple[ReadFile, ...]
    """Files read blind in whose visible answers the name of the administration is met."""

    @property
    def awaited(self) -> int:
        """How many reviews are still awaited."""
        return self.asked - self.done


@record
class ReadingPage:
    """The reading of a call, jury by jury, as its managers and chairs see it.

    `hidden` counts the files to which the one who looks is bound: nothing is said of them.
    """

    call: Call
    juries: tuple[JuryReading, ...]
    manages: bool
    hidden: int
    now: dt.datetime


@record
class OwnProgress:
    """How far a reader is on one call."""

    call: Call
    kind: JuryKind
    progress: Progress


def reading_page(
    desk: Desk, actor: Person, call_id: str, *, with_names: bool = False
) -> ReadingPage:
    """How far the reading of a call is, for its managers and whoever chairs a jury of it.

    `with_names` has the answers that stay visible to the blind looked through for names, for
    its managers: every one of them is read.
    """
    with desk.look() as connection:
        call = need_call(connection, call_id)
        led = juries_led(connection, actor, call, "read_progress")
        manages = Role.MANAGER in roles_on(connection, actor, call)
        hidden = hidden_files(connection, actor, call)
        everyone = files_of_jury(connection, call.id)
        files = tuple(each for each in everyone if each.public_id not in hidden)
        return ReadingPage(
            call=call,
            juries=tuple(
                _jury(connection, call, kind, files, with_names=with_names and manages)
                for kind in led
            ),
            manages=manages,
            hidden=len(everyone) - len(files),
            now=desk.clock.now(),
        )


def juries_led(
    connection: Connection, person: Person, call: Call, step: str
) -> tuple[JuryKind, ...]:
    """The juries of a call that a person leads: all for its managers, one's own for a chair."""
    asked = juries_asked(call.criteria)
    roles = roles_on(connection, person, call)
    if Role.MANAGER in roles:
        return asked
    chaired = juries_chaired(connection, call.id, person.id)
    if not chaired:
        check_manages(call, roles, step)
    return tuple(each for each in asked if each in chaired)


def _jury(
    connection: Connection,
    call: Call,
    kind: JuryKind,
    files: tuple[ReadFile, ...],
    *,
    with_names: bool,
) -> JuryReading:
    jury = juries.jury_of(connection, call.id, kind)
    settings = reading_settings(jury)
    known = {each.key: each for each in files}
    given = [
        each
        for each in reviews.given_on_call(connection, call.id)
        if each.jury is kind and each.application_id in known
    ]
    begun, spoken = _said(connection, call)
    readers = _readers(connection, call, kind, given, known, begun, spoken)
    asked = Counter(each.application_id for each in given)
    return JuryReading(
        jury=jury,
        settings=settings,
        readers=readers,
        files=len(files),
        asked=len(given),
        done=sum(each.progress.done for each in readers),
        short=tuple(each for each in files if asked[each.key] < call.reviews_needed),
        naming=_naming(connection, files) if settings.blind_reading and with_names else (),
    )


Pairs = frozenset[tuple[int, int]]


def _said(connection: Connection, call: Call, reviewer: int | None = None) -> tuple[Pairs, Pairs]:
    """Which reader began which file, and which submitted which; of one reader, or of all."""
    found = reviews.spoken_on_call(connection, call.id, reviewer)
    begun = frozenset((file, reader) for file, reader, _ in found)
    spoken = frozenset((file, reader) for file, reader, is_submitted in found if is_submitted)
    return begun, spoken


def _readers(  # noqa: PLR0913, PLR0917  # what is known of a reading, read once for all readers
    connection: Connection,
    call: Call,
    kind: JuryKind,
    given: Collection[Given],
    files: dict[int, ReadFile],
    begun: Pairs,
    spoken: Pairs,
) -> tuple[ReaderProgress, ...]:
    """Everyone who reads for a jury, and its jurors who read nothing yet."""
    keys = {each.reviewer_id for each in given}
    seated = juries.jurors_of(connection, call.id, jury=kind, state=JurorState.ACCEPTED)
    keys |= {each.person_id for each in seated if each.person_id is not None}
    named = people.persons_by_id(connection, keys)
    saved = reviews.last_saved(connection, call.id)
    reminded = reviews.last_reminded(connection, call.id)
    found = []
    for person in sorted(named.values(), key=lambda each: (each.name, each.id)):
        own = [each for each in given if each.reviewer_id == person.id]
        left = (files[each.application_id] for each in own if _pair(each) not in spoken)
        found.append(
            ReaderProgress(
                person=person,
                progress=_progress(own, begun, spoken),
                left=tuple(left),
                last_saved=saved.get(person.id),
                last_reminded=reminded.get(person.id),
            )
        )
    return tuple(found)


def _pair(given: Given) -> tuple[int, int]:
    return given.application_id, given.reviewer_id


def _progress(own: Iterable[Given], begun: Pairs, spoken: Pairs) -> Progress:
    known = tuple(own)
    done = sum(_pair(each) in spoken for each in known)
    return Progress(
        asked=len(known),
        begun=sum(_pair(each) in begun for each in known) - done,
        done=done,
        seconds=sum(each.seconds for each in known),
    )


def _naming(connection: Connection, files: tuple[ReadFile, ...]) -> tuple[ReadFile, ...]:
    """The files whose visible answers name the administration or a partner all the same."""
    known = {each.key: each for each in files}
    rows = applications.applications_by_id(connection, sorted(known))
    organisations = people.organisations_by_id(connection, {each.organisation_id for each in rows})
    last = {
        each.application_id: each
        for each in applications.versions_of_many(connection, sorted(known))
    }
    forms = calls.forms_of_many(
        connection, {(each.call_id, last[each.id].form_number) for each in rows if each.id in last}
    )
    found = []
    for each in rows:
        if each.id not in last:
            continue
        version = last[each.id]
        shown = without_names(version, forms[each.call_id, version.form_number])
        names = [organisations[each.organisation_id].name]
        names += [str(one.get("name", "")) for one in version.answers.get("partners", ())]
        if names_met(tuple(texts_said(shown.said)), names):
            found.append(known[each.id])
    return tuple(found[:MOST_NAMED])


def own_progress(desk: Desk, actor: Person) -> tuple[OwnProgress, ...]:
    """How far a reader is on each call that they still read, the last one first."""
    with desk.look() as connection:
        found = []
        viewer = viewer_of(connection, actor)
        given = reviews.everything_given_to(connection, actor.id)
        known = {
            each.id: each
            for each in applications.applications_by_id(connection, sorted(given))
            if each.stage is not ApplicationStage.WITHDRAWN and _may_read(viewer, each)
        }
        of_calls = calls.calls_by_id(connection, {each.call_id for each in known.values()})
        for call in sorted(of_calls.values(), key=lambda each: -each.id):
            if call.stage is not CallStage.PUBLISHED:
                continue
            own = [given[each.id] for each in known.values() if each.call_id == call.id]
            begun, spoken = _said(connection, call, actor.id)
            progress = _progress(own, begun, spoken)
            found.append(OwnProgress(call=call, kind=own[0].jury, progress=progress))
    return tuple(found)


def _may_read(viewer: Viewer, known: Application) -> bool:
    """Whether what was given to someone is theirs to read: they are not bound, and signed."""
    facts = FileFacts(
        id=known.id,
        call_id=known.call_id,
        organisation_id=known.organisation_id,
        is_submitted=known.receipt is not None,
        is_given=True,
    )
    seats = seats_on(viewer, facts)
    return Seat.REVIEWER in seats


def left_to_read(desk: Desk, actor: Person, call_id: str) -> tuple[ApplicationPage, ...]:
    """The files of a call that someone may read now and has not submitted, in their own order."""
    keep_order(desk, actor)
    with desk.look() as connection:
        call = need_call(connection, call_id)
        left = reviews.unspoken_files(connection, actor.id, call.id)
        ranks = reviews.given_to(connection, actor.id, left)
        known = sorted(
            applications.applications_by_id(connection, sorted(left)),
            key=lambda each: (ranks[each.id].rank or 0, each.id),
        )
        now = desk.clock.now()
        ready = [each for each in known if is_after_deadline(call, now, each)]
        viewer = viewer_of(connection, actor)
        shown = pages_of(connection, actor, viewer, ready[:MOST_PRINTED], to_read=True)
    found = tuple(each for each in shown if each.is_given)
    if not found:
        raise NotFound("review", call_id)
    return found
