"""What a deliberation shows: to whoever leads it, and to the jurors who may speak in it."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection

from reflexes.records import changed, record
from reflexes_calls.actions.desk import Desk, need_call, roles_on
from reflexes_calls.actions.looking import ApplicationPage, page_in_deliberation
from reflexes_calls.actions.progressing import juries_led
from reflexes_calls.actions.recusing import hidden_files
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.blind import hides_title, is_blind
from reflexes_calls.domain.call import Call, Criterion
from reflexes_calls.domain.decision import PreparedDecision
from reflexes_calls.domain.deliberation import Change, Deliberation, Remark, changes_in
from reflexes_calls.domain.errors import NotFound, NotOpen
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.jury import Juror, JurorState, Jury, JuryKind, JuryPhase
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.review import (
    Review,
    ReviewVersion,
    Summary,
    criteria_of_jury,
    juries_asked,
    marks_all,
    summarise,
)
from reflexes_calls.storage import (
    applications,
    decisions,
    deliberations,
    juries,
    people,
    reviews,
)
from reflexes_calls.storage.marks import ReadFile, files_of_jury
from reflexes_calls.storage.reviews import Given
from reflexes_calls.storage.seeing import viewer_of


@record
class Standing:
    """Where someone stands in the deliberation of a jury: who they are to it, and what is open."""

    call: Call
    jury: Jury
    held: Deliberation | None
    juror: Juror | None
    leads: bool
    manages: bool
    is_blind: bool

    @property
    def is_open(self) -> bool:
        """Whether the jury deliberates."""
        return self.jury.phase is JuryPhase.DELIBERATING

    @property
    def is_present(self) -> bool:
        """Whether they are ticked as being there."""
        held, own = self.held, self.juror
        return held is not None and own is not None and own.public_id in held.present


@record
class FileDiscussed:
    """A file as the list of a deliberation shows it."""

    file: ReadFile
    organisation: str
    summary: Summary
    remarks: int
    changes: int
    prepared: PreparedDecision | None


@record
class DeliberationPage:
    """A deliberation, for whoever leads it and for its jurors; nothing of a file before it opens.

    `awaited` are the reviews that are not in: the reader, and how many.
    """

    standing: Standing
    jurors: tuple[Juror, ...]
    files: tuple[FileDiscussed, ...]
    awaited: tuple[tuple[str, int], ...]
    hidden: int
    closed: tuple[Deliberation, ...]
    others: tuple[JuryKind, ...]
    """The other juries whose deliberation they may look at."""


@record
class RemarkShown:
    """A remark with its author."""

    remark: Remark
    author: str
    is_own: bool


@record
class DiscussedPage:
    """A file under discussion: what was sent, every review without a name, what was said."""

    standing: Standing
    shown: ApplicationPage
    criteria: tuple[Criterion, ...]
    reviews: tuple[Review, ...]
    own: Review | None
    remarks: tuple[RemarkShown, ...]
    summary: Summary
    prepared: PreparedDecision | None


def deliberation_page(
    desk: Desk, actor: Person, call_id: str, kind: JuryKind | None = None
) -> DeliberationPage:
    """The deliberation of a jury; of one's own when none is named."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        kinds = juries_open(connection, actor, call)
        chosen = kind or kinds[0]
        if chosen not in kinds:
            raise NotFound("jury", chosen)
        standing = _standing(connection, actor, call, chosen)
        hidden = hidden_files(connection, actor, call)
        everyone = files_of_jury(connection, call.id)
        files = tuple(each for each in everyone if each.public_id not in hidden)
        awaited = reviews_awaited(connection, call, chosen)
        may_see = standing.jury.phase in {JuryPhase.DELIBERATING, JuryPhase.CLOSED}
        return DeliberationPage(
            standing=standing,
            jurors=juries.jurors_of(connection, call.id, jury=chosen, state=JurorState.ACCEPTED),
            files=_discussed(connection, standing, files) if may_see else (),
            awaited=_named(connection, awaited) if standing.leads else (),
            hidden=len(everyone) - len(files),
            closed=tuple(
                each
                for each in deliberations.deliberations_of(connection, call.id, chosen)
                if each.closed_at
            ),
            others=tuple(each for each in kinds if each is not chosen),
        )


def juries_open(connection: Connection, actor: Person, call: Call) -> tuple[JuryKind, ...]:
    """The juries whose deliberation someone may look at; `NotFound` when there is none."""
    own = juror_of(connection, actor, call)
    if Role.MANAGER in roles_on(connection, actor, call) or (own and own.is_chair):
        led = juries_led(connection, actor, call, "deliberate")
        return led or (JuryKind.PROJECT,)
    if own is None or own.jury not in juries_asked(call.criteria):
        raise NotFound("jury", call.public_id)
    return (own.jury,)


def juror_of(connection: Connection, actor: Person, call: Call) -> Juror | None:
    """The juror that someone is, once they accepted and signed what they had to."""
    found = juries.juror_of_person(connection, call.id, actor.id)
    if found is None or found.state is not JurorState.ACCEPTED:
        return None
    return None if call.id in viewer_of(connection, actor).unsigned else found


def _standing(connection: Connection, actor: Person, call: Call, kind: JuryKind) -> Standing:
    jury = juries.jury_of(connection, call.id, kind)
    own = juror_of(connection, actor, call)
    manages = Role.MANAGER in roles_on(connection, actor, call)
    is_of_it = own is not None and own.jury is kind
    return Standing(
        call=call,
        jury=jury,
        held=deliberations.under_way(connection, call.id, kind),
        juror=own if is_of_it else None,
        leads=manages or (own is not None and own.is_chair and is_of_it),
        manages=manages,
        is_blind=not manages and is_blind(jury.settings, jury.phase, ApplicationStage.SUBMITTED),
    )


def reviews_of_jury(connection: Connection, call: Call, kind: JuryKind) -> dict[int, list[Review]]:
    """The submitted reviews of a jury, by file."""
    criteria = criteria_of_jury(call.criteria, kind)
    found: dict[int, list[Review]] = {}
    for file, review in reviews.reviews_of_call(connection, call.id):
        if review.submitted_at and marks_all(review.marks, criteria):
            found.setdefault(file, []).append(review)
    return found


def reviews_awaited(connection: Connection, call: Call, kind: JuryKind) -> tuple[Given, ...]:
    """What was given to be read to a jury and has no review yet; files decided do not count."""
    spoken = {
        (file, reader)
        for file, reader, is_submitted in reviews.spoken_on_call(connection, call.id)
        if is_submitted
    }
    waiting = {
        each.id
        for each in applications.applications_of(connection, call=call.id)
        if each.stage is ApplicationStage.SUBMITTED and each.phase is Phase.FULL
    }
    return tuple(
        each
        for each in reviews.given_on_call(connection, call.id)
        if each.jury is kind
        and each.application_id in waiting
        and (each.application_id, each.reviewer_id) not in spoken
    )


def _named(connection: Connection, awaited: Iterable[Given]) -> tuple[tuple[str, int], ...]:
    counted: dict[int, int] = {}
    for each in awaited:
        counted[each.reviewer_id] = counted.get(each.reviewer_id, 0) + 1
    known = people.persons_by_id(connection, set(counted))
    return tuple(sorted((known[key].name, count) for key, count in counted.items()))


def _discussed(
    connection: Connection, standing: Standing, files: Collection[ReadFile]
) -> tuple[FileDiscussed, ...]:
    call, kind = standing.call, standing.jury.kind
    criteria = criteria_of_jury(call.criteria, kind)
    spoken = reviews_of_jury(connection, call, kind)
    changes = changes_by_file(connection, call, spoken)
    sittings = [each.id for each in deliberations.deliberations_of(connection, call.id, kind)]
    said = deliberations.remarks_of(connection, sittings)
    prepared = {each.application_id: each for each in decisions.prepared_of(connection, call.id)}
    rows = {
        each.id: each
        for each in applications.applications_by_id(connection, sorted(f.key for f in files))
    }
    names = people.organisations_by_id(connection, {each.organisation_id for each in rows.values()})
    is_untitled = standing.is_blind and hides_title(call.questions())
    found = []
    for file in files:
        own = spoken.get(file.key, [])
        found.append(
            FileDiscussed(
                file=changed(file, title="") if is_untitled else file,
                organisation=""
                if standing.is_blind
                else names[rows[file.key].organisation_id].name,
                summary=summarise(own, criteria),
                remarks=sum(each.application_id == file.key for each in said),
                changes=len(changes.get(file.key, ())),
                prepared=prepared.get(file.key) if standing.leads else None,
            )
        )
    return tuple(found)


def changes_by_file(
    connection: Connection, call: Call, spoken: dict[int, list[Review]]
) -> dict[int, tuple[Change, ...]]:
    """The marks that were changed for a reason, by file, among reviews of a jury by file."""
    files = {each.id: file for file, several in spoken.items() for each in several}
    found: dict[int, list[ReviewVersion]] = {}
    for version in reviews.changed_versions(connection, call.id):
        if version.review_id in files:
            found.setdefault(files[version.review_id], []).append(version)
    return {file: changes_in(versions) for file, versions in found.items()}


def discussed_page(desk: Desk, actor: Person, call_id: str, application_id: str) -> DiscussedPage:
    """One file of a deliberation, for whoever leads it and its jurors who are not bound to it."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        kinds = juries_open(connection, actor, call)
        known = need_file(connection, actor, call, application_id)
        standing = _standing(connection, actor, call, _kind_at(connection, call, kinds))
        if standing.jury.phase not in {JuryPhase.DELIBERATING, JuryPhase.CLOSED}:
            raise NotOpen("jury-not-deliberating")
        kind = standing.jury.kind
        criteria = criteria_of_jury(call.criteria, kind)
        spoken = tuple(reviews_of_jury(connection, call, kind).get(known.id, ()))
        sittings = [each.id for each in deliberations.deliberations_of(connection, call.id, kind)]
        said = [
            each
            for each in deliberations.remarks_of(connection, sittings)
            if each.application_id == known.id
        ]
        authors = people.persons_by_id(connection, {each.written_by for each in said})
        return DiscussedPage(
            standing=standing,
            shown=page_in_deliberation(connection, actor, known, blind=standing.is_blind),
            criteria=criteria,
            reviews=spoken,
            own=next((each for each in spoken if each.reviewer_id == actor.id), None),
            remarks=tuple(
                RemarkShown(
                    remark=each,
                    author=authors[each.written_by].name,
                    is_own=each.written_by == actor.id,
                )
                for each in said
            ),
            summary=summarise(spoken, criteria),
            prepared=decisions.find_prepared(connection, known.id) if standing.leads else None,
        )


def _kind_at(connection: Connection, call: Call, kinds: tuple[JuryKind, ...]) -> JuryKind:
    """Of the juries that someone may look at, the one that deliberates, or else the first."""
    open_now = (
        each
        for each in kinds
        if juries.jury_of(connection, call.id, each).phase is JuryPhase.DELIBERATING
    )
    return next(open_now, kinds[0])


def need_file(
    connection: Connection, actor: Person, call: Call, application_id: str
) -> Application:
    """A submitted file of a call to which someone is not bound; `NotFound` for any other."""
    known = applications.find_application(connection, application_id)
    if known is None or known.call_id != call.id or known.receipt is None:
        raise NotFound("application", application_id)
    if application_id in hidden_files(connection, actor, call):
        raise NotFound("application", application_id)
    return known
