"""Applications: drafting, submitting, withdrawing; what one may see of each."""

import datetime as dt
from typing import Any

from reflexes.fields import line, yes
from reflexes.records import record
from reflexes_calls.actions import applying
from reflexes_calls.actions.completing import draft_opened, draft_page
from reflexes_calls.actions.finding import FilesPage, ListedFile, files_of_call, files_of_teams
from reflexes_calls.actions.looking import ApplicationPage, application_page
from reflexes_calls.actions.people import organisations_of_person
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.answers import read_form
from reflexes_calls.domain.application import Application, Completeness, Version
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.finding import Wanted
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import Organisation, Person
from reflexes_calls.domain.visibility import Part, Seat, sees
from reflexes_calls.web.api.answering import Made
from reflexes_calls.web.api.answers import answers_of_draft, place_of_key, typed_of
from reflexes_calls.web.api.describing import as_in, document, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.problems import PointedDocument, language_asked, pointed
from reflexes_calls.web.api.reading import raw_of, raw_query
from reflexes_calls.web.api.turning import CURSOR, Page, following
from reflexes_calls.web.notices import N_
from reflexes_calls.web.translating import translations

NOUN = Noun("applications", N_("Applications: drafts, submissions, and what one may see of each."))


@document
class OrganisationDocument:
    """An administration."""

    id: str = said(N_("Its id"))
    name: str = as_in(Organisation, "name")
    siret: str | None = as_in(Organisation, "siret")


@document
class PersonDocument:
    """Someone with an account."""

    id: str = said(N_("Their id"))
    name: str = as_in(Person, "name")


@document
class SummaryDocument:
    """What the submitted reviews of an application say together."""

    count: int = said(N_("How many reviews are submitted"))
    mean: float | None = said(N_("Their mean, from 0 to 4"))
    spread: float | None = said(N_("The highest less the lowest"))


@document
class ListedDocument:
    """An application in a list; what is not seen from where one looks is null."""

    id: str = said(N_("Its id"))
    call: str = said(N_("The id of the call"))
    organisation: OrganisationDocument = said(N_("Who applies"))
    seen_as: Seat = said(N_("From where you look at it: what you see follows from it"))
    stage: ApplicationStage = said(N_("Where it stands in its life"))
    phase: Phase = said(N_("A letter of intent, or a full application"))
    session: int | None = said(N_("The closing that it was submitted for, from 1"))
    receipt: str | None = said(N_("Its receipt number"))
    title: str = said(N_("Its title"))
    amount: int | None = said(N_("The amount that is asked, in cents"))
    territory: str | None = said(N_("The code of its territory"))
    submitted_at: dt.datetime | None = said(N_("When it was last submitted"))
    updated_at: dt.datetime | None = said(N_("When it was last changed, for its team"))
    completeness: Completeness | None = said(N_("Whether all that is asked was found in it"))
    reviewers: tuple[PersonDocument, ...] = said(N_("Who reads it, for the managers of its call"))
    summary: SummaryDocument | None = said(N_("What the reviews say, for the managers"))


@document
class VersionDocument:
    """What was submitted, for ever."""

    number: int = said(N_("Its number, from 1"))
    phase: Phase = said(N_("A letter of intent, or a full application"))
    form: int = said(N_("The number of its form"))
    answers: dict[str, Any] = said(N_("The answers: null where nothing was said"))
    not_asked: tuple[str, ...] = said(N_("The codes of the questions that were not asked"))
    partners: tuple[dict[str, Any], ...] = said(N_("The partners, as they were then"))
    digest: str = said(N_("The SHA-256 digest of what was submitted, as the receipt bears it"))
    submitted_at: dt.datetime = said(N_("When it was submitted"))


@document
class ApplicationDocument:
    """An application as you may see it."""

    id: str = said(N_("Its id"))
    address: str = said(N_("Where it is read by people"))
    call: str = said(N_("The id of the call"))
    organisation: OrganisationDocument = said(N_("Who applies"))
    seen_as: Seat = said(N_("From where you look at it: what you see follows from it"))
    stage: ApplicationStage = said(N_("Where it stands in its life"))
    phase: Phase = said(N_("A letter of intent, or a full application"))
    form: int = said(N_("The number of its form"))
    revision: int | None = said(N_("How many times it was saved, for its team"))
    answers: dict[str, Any] | None = said(N_("What is typed so far, for its team"))
    has_unsent_changes: bool | None = said(N_("Whether something was saved since it was submitted"))
    receipt: str | None = said(N_("Its receipt number"))
    title: str = said(N_("Its title"))
    session: int | None = said(N_("The closing that it was submitted for, from 1"))
    submitted_at: dt.datetime | None = said(N_("When it was last submitted"))
    submitted: VersionDocument | None = said(N_("What was last submitted"))
    versions: int = said(N_("How many times it was submitted"))
    steps: tuple[str, ...] = said(N_("The steps that are open to you, days apart"))
    reviewers: tuple[PersonDocument, ...] = said(N_("Who reads it, for the managers of its call"))
    summary: SummaryDocument | None = said(N_("What the reviews say, for the managers"))
    pilot: str | None = said(N_("The id of its pilot"))


@document
class MissingDocument:
    """What keeps a draft from being submitted."""

    is_complete: bool = said(N_("Whether nothing is missing"))
    may_submit: bool = said(N_("Whether you may submit it, now"))
    errors: tuple[PointedDocument, ...] = said(N_("Everything to mend, at once"))


@record
class BeginApplication:
    """For whom an application is begun."""

    organisation: str = line("The id of one of your administrations", max_length=32)
    another: bool = yes("One more, where the call takes several", default=False)


@document
class SaveAnswers:
    """Some answers of a draft."""

    answers: dict[str, Any] = said(
        N_(
            "Answers by the codes of their questions, as the schema of the form says;"
            " null takes away"
        )
    )


@NOUN.get(
    "/applications",
    N_("The applications of your administrations, and of the teams you joined"),
    ListedDocument,
    Scope.APPLICATIONS_READ,
    listed=True,
    query=Wanted,
)
def list_applications(asked: Asked) -> Page[Any]:
    """One's own files, filtered as on the page."""
    found = files_of_teams(asked.desk, asked.person, _raw(asked), size=asked.limit)
    return _page(asked, found, [_row_of_own(each) for each in found.pages])


@NOUN.get(
    "/calls/{call}/applications",
    N_("The submitted applications of a call, for its managers"),
    ListedDocument,
    Scope.APPLICATIONS_READ,
    listed=True,
    query=Wanted,
)
def list_files(asked: Asked) -> Page[Any]:
    """The files of a call, filtered as on the page of its managers."""
    found = files_of_call(
        asked.desk, asked.person, asked.named("call"), _raw(asked), size=asked.limit
    )
    return _page(asked, found, [_row_of_call(each, found.seat) for each in found.files])


def _raw(asked: Asked) -> dict[str, str]:
    return raw_query(Wanted, asked.query) | {"page": asked.query.get(CURSOR, "")}


def _page(asked: Asked, found: FilesPage, items: list[ListedDocument]) -> Page[Any]:
    return Page(items=tuple(items), next=following(asked, found.following))


@NOUN.post(
    "/calls/{call}/applications",
    N_("Begin a draft for one of your administrations, or find the one that it has"),
    ApplicationDocument,
    Scope.APPLICATIONS_WRITE,
    status=201,
    body=BeginApplication,
)
def begin_application(asked: Asked) -> Made:
    """A draft; the one that is there already is given, unless another is asked for."""
    read = read_form(BeginApplication, raw_of(BeginApplication, asked.body))
    mine = organisations_of_person(asked.desk, asked.person)
    chosen = next((each for each in mine if each.public_id == read.organisation), None)
    if chosen is None:
        unknown = FieldRefusal(field="organisation", kind="no-organisation", met=read.organisation)
        raise Invalid((unknown,))
    made = applying.start_draft(
        asked.desk,
        asked.person,
        asked.named("call"),
        chosen,
        another=read.another,
        request_key=asked.key,
    )
    return Made(document=_own(asked, made), location=asked.at(f"/applications/{made.public_id}"))


@NOUN.get(
    "/applications/{application}",
    N_("An application, as you may see it"),
    ApplicationDocument,
    Scope.APPLICATIONS_READ,
)
def show_application(asked: Asked) -> ApplicationDocument:
    """A file, from where one looks at it."""
    return _told(asked, application_page(asked.desk, asked.person, asked.named("application")))


@NOUN.patch(
    "/applications/{application}",
    N_("Save answers: those that are named change, null takes one away"),
    ApplicationDocument,
    Scope.APPLICATIONS_WRITE,
    body=SaveAnswers,
    current=show_application,
)
def save_answers(asked: Asked) -> ApplicationDocument:
    """Keep answers of a draft, even those that could not be submitted yet."""
    unknown = [
        FieldRefusal(field=name, kind="unknown-field", met=name[:60])
        for name in asked.body
        if name != "answers"
    ]
    if unknown:
        raise Invalid(tuple(unknown))
    opened = draft_opened(asked.desk, asked.person, asked.named("application"))
    known = opened.application
    typed = typed_of(opened.form, known.draft, asked.body.get("answers", {}))
    saved = applying.save_draft(
        asked.desk, asked.person, known.public_id, typed, revision=known.revision, partial=True
    )
    return _own(asked, saved)


@NOUN.get(
    "/applications/{application}/missing",
    N_("All that keeps a draft from being submitted"),
    MissingDocument,
    Scope.APPLICATIONS_READ,
)
def show_missing(asked: Asked) -> MissingDocument:
    """What is to mend, each thing with where it stands."""
    shown = draft_page(asked.desk, asked.person, asked.named("application"))
    words = translations(language_asked(asked.request)).gettext
    draft, form = shown.application.draft, shown.form
    return MissingDocument(
        is_complete=not shown.refusals,
        may_submit=shown.may_submit and not shown.refusals,
        errors=tuple(
            pointed(each, words, f"pointer:{place_of_key(form, draft, each.field)}")
            for each in shown.refusals
        ),
    )


def _submitted_before(asked: Asked) -> ApplicationDocument | None:
    """What a submission under this very key made, if there was one."""
    shown = application_page(asked.desk, asked.person, asked.named("application"))
    is_done = any(each.request_key == asked.key for each in shown.versions)
    return _told(asked, shown) if is_done and sees(shown.seat, Part.DRAFT) else None


def _withdrawn_before(asked: Asked) -> ApplicationDocument | None:
    """A file that is withdrawn already: to ask for it again changes nothing."""
    shown = application_page(asked.desk, asked.person, asked.named("application"))
    is_done = shown.application.stage is ApplicationStage.WITHDRAWN
    return _told(asked, shown) if is_done and sees(shown.seat, Part.DRAFT) else None


@NOUN.post(
    "/applications/{application}/submit",
    N_("Submit a draft: it receives its receipt number"),
    ApplicationDocument,
    Scope.APPLICATIONS_WRITE,
    current=show_application,
    already=_submitted_before,
)
def submit_application(asked: Asked) -> ApplicationDocument:
    """Submit what was read, and nothing that was typed since."""
    opened = draft_opened(asked.desk, asked.person, asked.named("application"))
    known = opened.application
    try:
        sent = applying.submit(
            asked.desk,
            asked.person,
            known.public_id,
            only=known.revision,
            request_key=asked.key,
        )
    except Invalid as invalid:
        raise Invalid(
            tuple(
                FieldRefusal(
                    field=place_of_key(opened.form, known.draft, each.field)[1:].replace("/", "."),
                    kind=each.kind,
                    met=each.met,
                    expected=each.expected,
                )
                for each in invalid.refusals
            )
        ) from invalid
    return _own(asked, sent)


@NOUN.post(
    "/applications/{application}/withdraw",
    N_("Withdraw an application before it is decided"),
    ApplicationDocument,
    Scope.APPLICATIONS_WRITE,
    current=show_application,
    already=_withdrawn_before,
)
def withdraw_application(asked: Asked) -> ApplicationDocument:
    """Take an application back; asked twice, it is withdrawn once."""
    taken = applying.withdraw(asked.desk, asked.person, asked.named("application"))
    return _own(asked, taken)


@NOUN.get(
    "/applications/{application}/versions/{number}",
    N_("What was submitted, by the number of the submission"),
    VersionDocument,
    Scope.APPLICATIONS_READ,
)
def show_version(asked: Asked) -> VersionDocument:
    """One submission, as it was."""
    shown = application_page(asked.desk, asked.person, asked.named("application"))
    for each in shown.versions:
        if str(each.number) == asked.named("number"):
            return version_told(each)
    raise NotFound("version", asked.named("number"))


def _own(asked: Asked, known: Application) -> ApplicationDocument:
    return _told(asked, application_page(asked.desk, asked.person, known.public_id))


def _told(asked: Asked, shown: ApplicationPage) -> ApplicationDocument:
    known, seat = shown.application, shown.seat
    is_own = sees(seat, Part.DRAFT)
    last = shown.versions[-1] if shown.versions else None
    return ApplicationDocument(
        id=known.public_id,
        address=f"{asked.address}{PAGES[seat]}/{known.public_id}",
        call=shown.call.public_id,
        organisation=organisation_told(shown.organisation),
        seen_as=seat,
        stage=known.stage,
        phase=known.phase,
        form=known.form_number,
        revision=known.revision if is_own else None,
        answers=answers_of_draft(shown.form, known.draft) if is_own else None,
        has_unsent_changes=known.has_unsent_changes if sees(seat, Part.UNSENT) else None,
        receipt=known.receipt,
        title=shown.title,
        session=known.session,
        submitted_at=known.submitted_at,
        submitted=version_told(last) if last else None,
        versions=len(shown.versions),
        steps=shown.open_steps,
        reviewers=tuple(map(person_told, shown.reviewers)),
        summary=_summary(shown) if shown.summary else None,
        pilot=shown.pilot.public_id if shown.pilot else None,
    )


PAGES = {Seat.TEAM: "/dossiers", Seat.MANAGER: "/gestion/dossiers", Seat.REVIEWER: "/relectures"}


def version_told(version: Version) -> VersionDocument:
    """A submission as a document."""
    kept = version.answers
    return VersionDocument(
        number=version.number,
        phase=version.phase,
        form=version.form_number,
        answers=version.said,
        not_asked=tuple(kept.get("not_asked", ())),
        partners=tuple(kept.get("partners", ())),
        digest=version.digest,
        submitted_at=version.submitted_at,
    )


def organisation_told(known: Organisation) -> OrganisationDocument:
    """An administration as a document."""
    return OrganisationDocument(id=known.public_id, name=known.name, siret=known.siret)


def person_told(known: Person) -> PersonDocument:
    """Someone as a document."""
    return PersonDocument(id=known.public_id, name=known.name)


def _summary(shown: ApplicationPage | ListedFile) -> SummaryDocument | None:
    if shown.summary is None:
        return None
    one = shown.summary
    return SummaryDocument(count=one.count, mean=one.mean, spread=one.spread)


def _row_of_own(shown: ApplicationPage) -> ListedDocument:
    known, seat = shown.application, shown.seat
    return ListedDocument(
        id=known.public_id,
        call=shown.call.public_id,
        organisation=organisation_told(shown.organisation),
        seen_as=seat,
        stage=known.stage,
        phase=known.phase,
        session=known.session,
        receipt=known.receipt,
        title=shown.title,
        amount=known.amount,
        territory=known.territory,
        submitted_at=known.submitted_at,
        updated_at=known.updated_at if sees(seat, Part.DRAFT) else None,
        completeness=None,
        reviewers=(),
        summary=None,
    )


def _row_of_call(shown: ListedFile, seat: Seat) -> ListedDocument:
    row = shown.application
    return ListedDocument(
        id=row.public_id,
        call=shown.call.public_id,
        organisation=organisation_told(shown.organisation),
        seen_as=seat,
        stage=row.stage,
        phase=row.phase,
        session=row.session,
        receipt=row.receipt,
        title=row.title,
        amount=row.amount,
        territory=row.territory,
        submitted_at=row.submitted_at,
        updated_at=None,
        completeness=row.completeness,
        reviewers=tuple(map(person_told, shown.reviewers)),
        summary=_summary(shown),
    )
