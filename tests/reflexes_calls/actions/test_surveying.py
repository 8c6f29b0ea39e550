"""Light surveys: what is kept of an answer, when results show, and who may do what."""

import datetime as dt

import pytest
from sqlalchemy import select

from reflexes_calls.actions import answering_surveys, surveying
from reflexes_calls.domain.errors import Invalid, NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.survey import QuestionKind, SurveyState
from reflexes_calls.storage import journal
from reflexes_calls.storage import tables as t
from tests.makers import World, a_call, a_pilot
from tests.reflexes_calls.surveys_scene import (
    CLOSES,
    QUESTIONS,
    SETTINGS,
    a_draft_survey,
    an_open_survey,
    answer,
)


@pytest.fixture
def pilot(world: World) -> str:
    return a_pilot(world, a_call(world)).public_id


def seen(world: World, pilot: str, survey: str) -> surveying.SurveyPage:
    return surveying.survey_page(world.desk, world.applicant, pilot, survey)


def test_a_survey_begins_with_questions_of_the_bank(world: World, pilot: str) -> None:
    said = SETTINGS | {"start": "bank", "audience": "users"}
    made = surveying.make_survey(world.desk, world.applicant, pilot, said)
    assert made.questions[0].asks == "J’ai obtenu ce que j’étais venu chercher."
    assert made.crossed_by == "q5"
    blank = surveying.make_survey(world.desk, world.applicant, pilot, SETTINGS)
    assert blank.questions == ()
    with pytest.raises(NotOpen, match="survey-empty"):
        surveying.open_survey(world.desk, world.applicant, pilot, blank.public_id, CLOSES)


def test_no_threshold_under_five(world: World, pilot: str) -> None:
    with pytest.raises(Invalid) as refused:
        surveying.make_survey(world.desk, world.applicant, pilot, SETTINGS | {"threshold": "4"})
    assert refused.value.refusals[0].kind == "too-small"


def test_wrong_questions_are_refused_at_once(world: World, pilot: str) -> None:
    made = surveying.make_survey(world.desk, world.applicant, pilot, SETTINGS)
    rows = [
        {"kind": "choice", "asks": "Où ?", "options": "ici"},
        {"kind": "", "asks": "Quoi ?"},
        {"kind": "choice", "asks": "Quand ?", "options": "x" * 81 + "\nplus tard"},
    ]
    with pytest.raises(Invalid) as refused:
        surveying.write_questions(world.desk, world.applicant, pilot, made.public_id, rows, "q9")
    assert {(each.field, each.kind) for each in refused.value.refusals} == {
        ("0.options", "bad-options"),
        ("1.kind", "missing"),
        ("2.options", "too-long"),
    }
    with pytest.raises(Invalid) as refused:
        surveying.write_questions(
            world.desk, world.applicant, pilot, made.public_id, QUESTIONS, "q1"
        )
    assert refused.value.refusals[0].kind == "not-crossable"


def test_nothing_is_kept_of_who_or_when(world: World, pilot: str) -> None:
    survey = an_open_survey(world, pilot)
    with world.desk.look() as connection:
        before = len(journal.entries_of(connection, 1))
    answer(world, survey, q3="La file a disparu.", q4="2,5")
    with world.desk.look() as connection:
        (sheet,) = connection.execute(select(t.survey_sheets)).mappings()
        (words,) = connection.execute(select(t.survey_words)).mappings()
        after = len(journal.entries_of(connection, 1))
    assert set(sheet) == {"key", "survey_id", "answers"}
    assert sheet["answers"] == {"q1": 4, "q2": 0, "q4": 2.5}
    assert set(words) == {"key", "survey_id", "question", "text"}
    assert words["key"] != sheet["key"]
    assert before == after
    for table in (t.survey_sheets, t.survey_words):
        assert not table.dialect_options["sqlite"]["with_rowid"]


def test_results_wait_for_the_end_and_the_threshold(world: World, pilot: str) -> None:
    survey = an_open_survey(world, pilot)
    answer(world, survey, 4)
    open_ = seen(world, pilot, survey.public_id)
    assert (open_.state, open_.is_enough, open_.results) == (SurveyState.OPEN, False, None)
    answer(world, survey, q3="Plus de calme")
    assert seen(world, pilot, survey.public_id).is_enough
    assert seen(world, pilot, survey.public_id).results is None
    surveying.close_survey(world.desk, world.applicant, pilot, survey.public_id)
    results = seen(world, pilot, survey.public_id).results
    assert results is not None
    assert results.count == 5
    words = next(e for e in results.questions if e.question.kind is QuestionKind.WORDS)
    assert words.is_hidden
    with pytest.raises(NotOpen, match="survey-not-open"):
        answer(world, survey)
    with pytest.raises(NotOpen, match="survey-not-draft"):
        surveying.open_survey(world.desk, world.applicant, pilot, survey.public_id, CLOSES)


def test_the_last_day_is_whole(world: World, pilot: str) -> None:
    survey = an_open_survey(world, pilot)
    world.at(dt.datetime(2027, 3, 1, 22, 59, tzinfo=dt.UTC))
    answer(world, survey)
    world.at(dt.datetime(2027, 3, 1, 23, 1, tzinfo=dt.UTC))
    with pytest.raises(NotOpen, match="survey-not-open"):
        answer(world, survey)
    assert seen(world, pilot, survey.public_id).state is SurveyState.CLOSED


@pytest.mark.parametrize(
    ("said", "field", "kind"),
    [
        ({}, "q1", "nothing-answered"),
        ({"q1": "6"}, "q1", "not-a-choice"),
        ({"q2": "2"}, "q2", "not-a-choice"),
        ({"q3": "Voir jean@mairie.example"}, "q3", "names-mail-address"),
        ({"q3": "x" * 401}, "q3", "too-long"),
        ({"q4": "-3"}, "q4", "number-read"),
    ],
)
def test_what_cannot_be_read_is_refused_before_it_is_kept(
    world: World, pilot: str, said: dict[str, str], field: str, kind: str
) -> None:
    survey = an_open_survey(world, pilot)
    with pytest.raises(Invalid) as refused:
        answering_surveys.answer(world.desk, survey.token, said)
    assert [(each.field, each.kind) for each in refused.value.refusals] == [(field, kind)]
    with world.desk.look() as connection:
        assert connection.execute(select(t.survey_sheets)).all() == []


def test_a_single_link_serves_once_and_is_tied_to_nothing(world: World, pilot: str) -> None:
    survey = an_open_survey(world, pilot, way="single")
    first, second = surveying.make_links(
        world.desk, world.applicant, pilot, survey.public_id, {"count": "2"}
    )
    with pytest.raises(NotFound):
        answering_surveys.answer_page(world.desk, survey.token)
    answering_surveys.answer(world.desk, first, {"q1": "5"})
    assert answering_surveys.answer_page(world.desk, first).is_used
    assert not answering_surveys.answer_page(world.desk, second).is_used
    with pytest.raises(NotOpen, match="survey-link-used"):
        answering_surveys.answer(world.desk, first, {"q1": "5"})
    with world.desk.look() as connection:
        kept = connection.execute(select(t.survey_links)).mappings().all()
    assert {frozenset(each) for each in kept} == {frozenset({"digest", "survey_id", "is_used"})}
    assert first not in repr(kept)
    with pytest.raises(Invalid) as refused:
        surveying.make_links(world.desk, world.applicant, pilot, survey.public_id, {"count": "299"})
    assert refused.value.refusals[0].kind == "too-large"


def test_a_refused_answer_leaves_the_link_unused(world: World, pilot: str) -> None:
    survey = an_open_survey(world, pilot, way="single")
    (link,) = surveying.make_links(
        world.desk, world.applicant, pilot, survey.public_id, {"count": "1"}
    )
    with pytest.raises(Invalid):
        answering_surveys.answer(world.desk, link, {"q1": "9"})
    assert not answering_surveys.answer_page(world.desk, link).is_used


def test_another_wave_asks_the_same_and_is_compared_once_closed(world: World, pilot: str) -> None:
    desk, team = world.desk, world.applicant
    first = an_open_survey(world, pilot)
    answer(world, first, 6, q1="2")
    second = surveying.make_wave(desk, team, pilot, first.public_id)
    assert second.questions == seen(world, pilot, first.public_id).survey.questions
    with pytest.raises(NotOpen, match="survey-not-draft"):
        surveying.write_questions(desk, team, pilot, second.public_id, QUESTIONS, "")
    surveying.open_survey(desk, team, pilot, second.public_id, CLOSES)
    answer(world, second, 6, q1="5")
    surveying.close_survey(desk, team, pilot, second.public_id)
    assert seen(world, pilot, second.public_id).earlier is None
    surveying.close_survey(desk, team, pilot, first.public_id)
    earlier = seen(world, pilot, second.public_id).earlier
    assert earlier is not None
    assert earlier.survey.public_id == first.public_id


def test_only_the_team_writes_and_the_manager_reads(world: World, pilot: str) -> None:
    survey = a_draft_survey(world, pilot)
    assert not surveying.surveys_page(world.desk, world.manager, pilot).around.writes
    for who in (world.manager, world.neighbour):
        with pytest.raises(NotAllowed):
            surveying.make_survey(world.desk, who, pilot, SETTINGS)
        with pytest.raises(NotAllowed):
            surveying.open_survey(world.desk, who, pilot, survey.public_id, CLOSES)
    with pytest.raises(NotAllowed):
        surveying.surveys_page(world.desk, world.neighbour, pilot)
    with pytest.raises(NotFound):
        answering_surveys.answer_page(world.desk, survey.token)
