"""Answering a survey by its link: no account, nobody is asked who they are, nothing tells when.

No entry is left in the journal and no line of who or when is kept: answers bear random keys, and
words stand in rows of their own.
"""

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.surveying import digest_of_link
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import NotOpen, UnknownLink
from reflexes_calls.domain.survey import MOST_ANSWERS, Survey, SurveyState, Way, read_answers
from reflexes_calls.storage import people, pilots, surveys
from reflexes_calls.storage.engine import writing


@record
class AnswerPage:
    """What whoever answers reads before answering."""

    survey: Survey
    state: SurveyState
    is_used: bool
    pilot: str
    organisation: str


def answer_page(desk: Desk, token: str) -> AnswerPage:
    """The survey of a link; a draft is not found."""
    with desk.look() as connection:
        survey, is_used = _survey(connection, token)
        pilot = pilots.get_pilot(connection, survey.pilot_id)
        organisation = people.find_organisation(connection, pilot.organisation_id)
    state = survey.state(local_day(desk.clock.now()))
    if state is SurveyState.DRAFT:
        raise UnknownLink
    return AnswerPage(
        survey=survey,
        state=state,
        is_used=is_used,
        pilot=pilot.title,
        organisation=organisation.name,
    )


def answer(desk: Desk, token: str, raw: Raw) -> Survey:
    """Keep what somebody answers, and nothing of who they are."""
    with writing(desk.engine) as connection:
        survey, _ = _survey(connection, token)
        state = survey.state(local_day(desk.clock.now()))
        if state is SurveyState.DRAFT:
            raise UnknownLink
        if state is not SurveyState.OPEN:
            raise NotOpen("survey-not-open")
        said = read_answers(survey.questions, raw)
        if surveys.count_answers(connection, survey.id) >= MOST_ANSWERS:
            raise NotOpen("survey-full")
        if survey.way is Way.SINGLE and not surveys.use_link(connection, digest_of_link(token)):
            raise NotOpen("survey-link-used")
        surveys.add_answers(connection, survey.id, said)
    return survey


def _survey(connection: Connection, token: str) -> tuple[Survey, bool]:
    found = surveys.survey_of_link(connection, token, digest_of_link(token))
    if found is None:
        raise UnknownLink
    return found
