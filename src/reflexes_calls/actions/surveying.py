"""Surveys seen by the team of a pilot: writing one, opening it, closing it, reading its results."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

from sqlalchemy import Connection

from reflexes.fields import day
from reflexes.records import record
from reflexes_calls.actions.around_pilots import Around, around, field_step
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.domain.answers import Raw, read_form, read_whole
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound, NotOpen
from reflexes_calls.domain.lifecycle import Step
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.survey import (
    MOST_LINKS,
    MOST_QUESTIONS,
    Audience,
    BankQuestion,
    Survey,
    SurveyQuestion,
    SurveySettings,
    SurveyState,
    Way,
    bank,
    read_questions,
)
from reflexes_calls.domain.survey_results import SurveyResults, results_of
from reflexes_calls.storage import surveys

LONGEST = dt.timedelta(days=180)
"""How long a survey may stay open."""


@record
class OpeningAnswers:
    """Until when a survey is answered."""

    closes_on: dt.date = day("Last day to answer")


@record
class SurveyLine:
    """A survey in a list."""

    survey: Survey
    state: SurveyState


@record
class SurveysPage:
    """The surveys of a pilot."""

    around: Around
    lines: tuple[SurveyLine, ...]


@record
class SurveyPage:
    """One survey, for its team or a manager.

    `is_enough` says whether the threshold is reached, and no more while answers come in; `earlier`
    is the wave before this one, once both are closed.
    """

    around: Around
    survey: Survey
    state: SurveyState
    is_enough: bool
    links: int
    results: SurveyResults | None
    earlier: "SurveyPage | None"
    today: dt.date


def surveys_page(desk: Desk, actor: Person, pilot_id: str) -> SurveysPage:
    """The surveys of a pilot, the latest first."""
    today = local_day(desk.clock.now())
    with desk.look() as connection:
        found = around(connection, actor, pilot_id)
        known = surveys.surveys_of(connection, found.pilot.id)
    lines = tuple(SurveyLine(survey=each, state=each.state(today)) for each in known)
    return SurveysPage(around=found, lines=lines)


def survey_page(desk: Desk, actor: Person, pilot_id: str, survey_id: str) -> SurveyPage:
    """A survey, with its results once it is closed."""
    with desk.look() as connection:
        found = around(connection, actor, pilot_id)
        survey = _of_pilot(connection, found, survey_id)
        shown = _shown(connection, found, survey, local_day(desk.clock.now()))
        before = next(
            (
                each
                for each in surveys.surveys_of(connection, found.pilot.id)
                if survey.first_id in {each.id, each.first_id} and each.wave == survey.wave - 1
            ),
            None,
        )
        if before is None or shown.results is None:
            return shown
        earlier = _shown(connection, found, before, shown.today)
    return SurveyPage(
        around=found,
        survey=survey,
        state=shown.state,
        is_enough=shown.is_enough,
        links=shown.links,
        results=shown.results,
        earlier=earlier if earlier.results is not None else None,
        today=shown.today,
    )


def _shown(connection: Connection, found: Around, survey: Survey, today: dt.date) -> SurveyPage:
    state = survey.state(today)
    count = surveys.count_answers(connection, survey.id)
    results = None
    if state is SurveyState.CLOSED:
        sheets = surveys.sheets_of(connection, survey.id)
        results = results_of(survey, sheets, surveys.words_of(connection, survey.id), count)
    return SurveyPage(
        around=found,
        survey=survey,
        state=state,
        is_enough=count >= survey.threshold,
        links=surveys.count_links(connection, survey.id),
        results=results,
        earlier=None,
        today=today,
    )


def _of_pilot(connection: Connection, found: Around, survey_id: str) -> Survey:
    survey = surveys.find_survey(connection, survey_id)
    if survey is None or survey.pilot_id != found.pilot.id:
        raise NotFound("survey", survey_id)
    return survey


def make_survey(
    desk: Desk, actor: Person, pilot_id: str, raw: Raw, *, language: str = "fr"
) -> Survey:
    """Draft a survey, with the bank’s questions for its audience when `start` asks for them."""
    with desk.take(actor) as taking:
        found, step = field_step(taking, pilot_id, "write_survey")
        said = read_form(SurveySettings, raw)
        asked = _from_bank(said.audience, language) if raw.get("start") == "bank" else ()
        crosses = next((code for code, each in asked if each.crosses), "")
        kept = surveys.add_survey(
            taking.connection,
            [_question(code, each) for code, each in asked],
            pilot_id=found.pilot.id,
            title=said.title,
            audience=said.audience,
            way=said.way,
            threshold=said.threshold,
            crossed_by=crosses,
            first_id=None,
            wave=1,
            made_by=actor.id,
            made_at=taking.now,
        )
        _note(taking, step, found, kept, threshold=kept.threshold)
    return kept


def _from_bank(audience: Audience, language: str) -> Sequence[tuple[str, BankQuestion]]:
    known = [each for each in bank(language) if each.audience is audience][:MOST_QUESTIONS]
    return [(f"q{rank}", each) for rank, each in enumerate(known, start=1)]


def _question(code: str, each: BankQuestion) -> SurveyQuestion:
    return SurveyQuestion(
        code=code, kind=each.kind, asks=each.asks, options=each.options, unit=each.unit
    )


def make_wave(desk: Desk, actor: Person, pilot_id: str, survey_id: str) -> Survey:
    """Draft another wave of a survey: the same questions, to be asked later."""
    with desk.take(actor) as taking:
        found, step = field_step(taking, pilot_id, "write_survey")
        model = _of_pilot(taking.connection, found, survey_id)
        if model.state(local_day(taking.now)) is SurveyState.DRAFT:
            raise NotOpen("survey-not-open")
        first = model.first_id or model.id
        same = (
            each
            for each in surveys.surveys_of(taking.connection, found.pilot.id)
            if first in {each.id, each.first_id}
        )
        kept = surveys.add_survey(
            taking.connection,
            model.questions,
            pilot_id=found.pilot.id,
            title=model.title,
            audience=model.audience,
            way=model.way,
            threshold=model.threshold,
            crossed_by=model.crossed_by,
            first_id=first,
            wave=max(each.wave for each in same) + 1,
            made_by=actor.id,
            made_at=taking.now,
        )
        _note(taking, step, found, kept, wave=kept.wave)
    return kept


def write_questions(  # noqa: PLR0913, PLR0917  # a survey, its rows and what crosses them
    desk: Desk, actor: Person, pilot_id: str, survey_id: str, rows: Sequence[Raw], crossed_by: str
) -> None:
    """Keep the questions of a survey that is being written; those of a later wave stay."""
    with desk.take(actor) as taking:
        found, step, survey = _step_on(taking, pilot_id, survey_id, "write_survey")
        if survey.state(local_day(taking.now)) is not SurveyState.DRAFT or survey.wave > 1:
            raise NotOpen("survey-not-draft")
        questions = read_questions(rows, crossed_by)
        surveys.write_questions(taking.connection, survey.id, questions, crossed_by)
        _note(taking, step, found, survey, questions=len(questions))


def open_survey(desk: Desk, actor: Person, pilot_id: str, survey_id: str, raw: Raw) -> None:
    """Take answers from today to a last day, which is whole."""
    with desk.take(actor) as taking:
        found, step, survey = _step_on(taking, pilot_id, survey_id, "open_survey")
        today = local_day(taking.now)
        if survey.state(today) is not SurveyState.DRAFT:
            raise NotOpen("survey-not-draft")
        if not survey.questions:
            raise NotOpen("survey-empty")
        closes = read_form(OpeningAnswers, raw).closes_on
        refused = _refused_day(closes, today)
        if refused is not None:
            raise Invalid((refused,))
        surveys.change_survey(taking.connection, survey.id, opens_on=today, closes_on=closes)
        _note(taking, step, found, survey, closes=closes.isoformat())


def _refused_day(closes: dt.date, today: dt.date) -> FieldRefusal | None:
    met = closes.isoformat()
    if closes < today:
        return FieldRefusal(field="closes_on", kind="past-day", met=met)
    if closes > today + LONGEST:
        most = (today + LONGEST).isoformat()
        return FieldRefusal(field="closes_on", kind="survey-too-long", met=met, expected=most)
    return None


def close_survey(desk: Desk, actor: Person, pilot_id: str, survey_id: str) -> None:
    """Take no more answers. A closed survey is never opened again: its results were seen."""
    with desk.take(actor) as taking:
        found, step, survey = _step_on(taking, pilot_id, survey_id, "close_survey")
        today = local_day(taking.now)
        if survey.state(today) is not SurveyState.OPEN:
            raise NotOpen("survey-not-open")
        surveys.change_survey(taking.connection, survey.id, is_closed=True, closes_on=today)
        _note(taking, step, found, survey)


def make_links(
    desk: Desk, actor: Person, pilot_id: str, survey_id: str, raw: Raw
) -> tuple[str, ...]:
    """Make links that work once, and give them: they are kept nowhere."""
    with desk.take(actor) as taking:
        found, step, survey = _step_on(taking, pilot_id, survey_id, "make_survey_links")
        if survey.way is not Way.SINGLE:
            raise NotOpen("not-single")
        if survey.state(local_day(taking.now)) is SurveyState.CLOSED:
            raise NotOpen("survey-not-open")
        count = _read_count(raw, MOST_LINKS - surveys.count_links(taking.connection, survey.id))
        tokens = tuple(secrets.token_hex(16) for _ in range(count))
        surveys.add_links(taking.connection, survey.id, map(digest_of_link, tokens))
        _note(taking, step, found, survey, count=count)
    return tokens


def _read_count(raw: Raw, most: int) -> int:
    typed = raw.get("count", "")
    try:
        count = read_whole(typed)
    except ValueError:
        refused = FieldRefusal(field="count", kind="not-a-number", met=typed[:60], expected="12")
        raise Invalid((refused,)) from None
    if not 1 <= count <= most:
        kind, limit = ("too-small", 1) if count < 1 else ("too-large", most)
        raise Invalid(
            (FieldRefusal(field="count", kind=kind, met=str(count), expected=str(limit)),)
        )
    return count


def digest_of_link(token: str) -> str:
    """What is kept of a link that works once."""
    return hashlib.sha256(token.encode()).hexdigest()


def _step_on(
    taking: Taking, pilot_id: str, survey_id: str, name: str
) -> tuple[Around, Step, Survey]:
    found, step = field_step(taking, pilot_id, name)
    return found, step, _of_pilot(taking.connection, found, survey_id)


def _note(taking: Taking, step: Step, found: Around, survey: Survey, **facts: object) -> None:
    said = {"survey": survey.public_id, **facts}
    taking.note(step, found.call, found.pilot.public_id, said)
