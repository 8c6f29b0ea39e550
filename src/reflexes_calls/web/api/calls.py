"""Calls: what administrations are invited to try, as last published."""

import datetime as dt
from typing import Any

from reflexes.fields import choice
from reflexes.records import changed, record
from reflexes_calls.actions.looking import managed_calls
from reflexes_calls.actions.reading_calls import text_page, texts_that_stand
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.answers import read_form
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.call import Call, CallAnswers, Criterion, Moment, Procedure
from reflexes_calls.domain.form import Section
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.web.api.answers import schema_of_answers
from reflexes_calls.web.api.describing import as_in, document, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.problems import language_asked
from reflexes_calls.web.api.reading import raw_query
from reflexes_calls.web.api.turning import Page, Place, turned, with_items
from reflexes_calls.web.notices import N_

NOUN = Noun(
    "calls", N_("Calls for experimentation: their text, their days, their criteria, their form.")
)


@document
class CallDocument:
    """A call, as it was last published."""

    id: str = said(N_("Its id"))
    address: str = said(N_("Where it is read by people"))
    stage: CallStage = said(N_("Where it stands in its life"))
    moment: Moment = said(N_("Whether applications are awaited, open or closed, now"))
    version: int = said(N_("The number of its published text; 0 for a draft"))
    procedure: Procedure = as_in(CallAnswers, "procedure")
    title: Bilingual = said(N_("Its title"))
    summary: Bilingual = said(N_("Its summary"))
    pistes: tuple[str, ...] = said(N_("The codes of the pistes of the catalogue it comes from"))
    edition: str = said(N_("The edition of the catalogue"))
    funded: bool = said(N_("Whether it gives money"))
    currency: str = said(N_("The currency of every amount; amounts are whole cents"))
    budget_cap: int | None = as_in(CallAnswers, "budget_cap")
    rate: int | None = as_in(CallAnswers, "rate")
    places: int = as_in(CallAnswers, "places")
    weeks: int = as_in(CallAnswers, "weeks")
    opens_at: dt.datetime = said(N_("When applications open"))
    letter_closes_at: dt.datetime | None = said(N_("When letters of intent close"))
    shortlist_by: dt.datetime | None = as_in(CallAnswers, "shortlist_on")
    cutoffs: tuple[dt.datetime, ...] = said(N_("The earlier closings of a permanent call"))
    closes_at: dt.datetime = said(N_("When applications close, as announced"))
    taken_until: dt.datetime = said(
        N_("The last instant that is in time: the grace and lost hours are counted")
    )
    grace: int = as_in(CallAnswers, "grace")
    questions_until: dt.datetime | None = as_in(CallAnswers, "questions_on")
    completeness_by: dt.datetime | None = as_in(CallAnswers, "completeness_on")
    review_by: dt.datetime | None = as_in(CallAnswers, "review_on")
    committee_on: dt.datetime | None = as_in(CallAnswers, "committee_on")
    decision_by: dt.datetime = as_in(CallAnswers, "decision_on")
    agreement_by: dt.datetime | None = as_in(CallAnswers, "agreement_on")
    criteria: tuple[Criterion, ...] = said(N_("What readers mark, from 0 to 4"))
    reviews_needed: int = said(N_("How many reviews are needed before deciding"))
    terms: dict[str, str] = said(N_("The other parts of its text, under their codes"))
    form: int = said(N_("The number of its form"))
    published_at: dt.datetime | None = said(N_("When it was published"))


@document
class FormDocument:
    """The form of a call: its questions, and the schema of their answers."""

    call: str = said(N_("The id of the call"))
    number: int = said(N_("The number of its form"))
    phase: str = said(N_("The phase that the schema is of"))
    sections: tuple[Section, ...] = said(N_("The sections, with their questions"))
    answers: dict[str, Any] = said(N_("The JSON Schema of the answers, all of them"))


@record
class CallsAsked:
    """What may be asked of the list of calls."""

    moment: Moment | None = choice("Open, closed or to come", default=None)
    stage: CallStage | None = choice("Where the call stands in its life", default=None)


@NOUN.get(
    "/calls",
    N_("The calls that you may read, the one that closes last first"),
    CallDocument,
    Scope.CALLS_READ,
    public=True,
    listed=True,
    query=CallsAsked,
)
def list_calls(asked: Asked) -> Page[Any]:
    """Published calls, and the drafts of whoever manages some."""
    wanted = read_form(CallsAsked, raw_query(CallsAsked, asked.query))
    now = asked.desk.clock.now()
    known = [call for call, _ in texts_that_stand(asked.desk)]
    if asked.anyone is not None:
        mine = managed_calls(asked.desk, asked.anyone)
        known += [each for each in mine if each.stage is CallStage.DRAFT]
    found = [each for each in known if _is_wanted(each, wanted, now)]
    return with_items(turned(asked, found, _place), lambda each: _told(asked, each))


def _is_wanted(call: Call, wanted: CallsAsked, now: dt.datetime) -> bool:
    return (wanted.moment is None or _moment(call, now) is wanted.moment) and (
        wanted.stage is None or call.stage is wanted.stage
    )


def _place(call: Call) -> Place:
    return (-int(call.closes_at.timestamp()), call.public_id)


@NOUN.get("/calls/{call}", N_("A call"), CallDocument, Scope.CALLS_READ, public=True)
def show_call(asked: Asked) -> CallDocument:
    """A call; its draft is found by its managers alone."""
    return _told(asked, text_page(asked.desk, asked.anyone, asked.named("call")).call)


@NOUN.get(
    "/calls/{call}/form",
    N_("The form of a call, and the JSON Schema of its answers"),
    FormDocument,
    Scope.CALLS_READ,
    public=True,
)
def show_form(asked: Asked) -> FormDocument:
    """The questions that applicants are asked; those of the programme's team are left out."""
    call = text_page(asked.desk, asked.anyone, asked.named("call")).call
    form, phase = call.questions(), call.first_phase
    language = language_asked(asked.request)
    return FormDocument(
        call=call.public_id,
        number=form.number,
        phase=phase.value,
        sections=tuple(map(_without_internal, form.sections)),
        answers=schema_of_answers(form, phase, call.figures, language),
    )


def _without_internal(section: Section) -> Section:
    asked = tuple(each for each in section.questions if not each.internal)
    return changed(section, questions=asked)


def _moment(call: Call, now: dt.datetime) -> Moment:
    return Moment.CLOSED if call.stage is CallStage.CONCLUDED else call.moment(now)


def _told(asked: Asked, call: Call) -> CallDocument:
    return CallDocument(
        id=call.public_id,
        address=f"{asked.address}/appels/{call.public_id}",
        stage=call.stage,
        moment=_moment(call, asked.desk.clock.now()),
        version=call.version,
        procedure=call.procedure,
        title=Bilingual(fr=call.title_fr, en=call.title_en),
        summary=Bilingual(fr=call.summary_fr, en=call.summary_en),
        pistes=call.piste_codes,
        edition=call.edition,
        funded=call.funded,
        currency=call.currency,
        budget_cap=call.budget_cap if call.funded else None,
        rate=call.rate,
        places=call.places,
        weeks=call.weeks,
        opens_at=call.opens_at,
        letter_closes_at=call.letter_closes_at,
        shortlist_by=call.shortlist_by,
        cutoffs=call.cutoffs,
        closes_at=call.closes_at,
        taken_until=call.deadline().until,
        grace=call.grace,
        questions_until=call.questions_until,
        completeness_by=call.completeness_by,
        review_by=call.review_by,
        committee_on=call.committee_on,
        decision_by=call.decision_by,
        agreement_by=call.agreement_by,
        criteria=call.criteria,
        reviews_needed=call.reviews_needed,
        terms=call.terms,
        form=call.form_number,
        published_at=call.published_at,
    )
