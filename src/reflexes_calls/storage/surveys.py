"""Surveys, their links, and answers that nothing ties to anyone."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from reflexes.conversion import plain, structure
from reflexes_calls.domain.survey import (
    Answered,
    Audience,
    Sheet,
    Survey,
    SurveyQuestion,
    Way,
)
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of

_S, _L, _W = t.surveys.c, t.survey_links.c, t.survey_words.c


def _survey(row: "Row[Any]") -> Survey:
    questions = tuple(structure(SurveyQuestion, each) for each in row.questions)
    return record_of(
        Survey, row, audience=Audience(row.audience), way=Way(row.way), questions=questions
    )


def add_survey(
    connection: Connection, questions: Sequence[SurveyQuestion], **values: Any
) -> Survey:
    """Keep a survey that is being written."""
    key = keep(
        connection,
        t.surveys,
        public_id=new_public_id(),
        token=secrets.token_hex(16),
        questions=[plain(each) for each in questions],
        is_closed=False,
        **values,
    )
    return _survey(connection.execute(select(t.surveys).where(_S.id == key)).one())


def find_survey(connection: Connection, public_id: str) -> Survey | None:
    """The survey of a public id."""
    if not is_public_id(public_id):
        return None
    row = one(connection, select(t.surveys).where(_S.public_id == public_id))
    return _survey(row) if row else None


def survey_of_link(connection: Connection, token: str, digest: str) -> tuple[Survey, bool] | None:
    """The survey that a link leads to, and whether the link has served."""
    if not is_public_id(token):
        return None
    row = one(connection, select(t.surveys).where(_S.token == token, _S.way == Way.OPEN))
    if row is not None:
        return _survey(row), False
    single = select(t.surveys, _L.is_used).join(t.survey_links).where(_L.digest == digest)
    row = one(connection, single.where(_S.way == Way.SINGLE))
    return (_survey(row), row.is_used) if row is not None else None


def surveys_of(connection: Connection, pilot: int) -> tuple[Survey, ...]:
    """The surveys of a pilot, the latest first."""
    asked = select(t.surveys).where(_S.pilot_id == pilot).order_by(_S.id.desc())
    return tuple(map(_survey, connection.execute(asked)))


def change_survey(connection: Connection, key: int, **values: Any) -> None:
    """Change columns of a survey."""
    connection.execute(update(t.surveys).where(_S.id == key).values(**values))


def write_questions(
    connection: Connection, key: int, questions: Sequence[SurveyQuestion], crossed_by: str
) -> None:
    """Keep the questions of a survey that is being written."""
    said = [plain(each) for each in questions]
    change_survey(connection, key, questions=said, crossed_by=crossed_by)


def add_links(connection: Connection, survey: int, digests: Iterable[str]) -> None:
    """Keep links that work once, by their digests alone."""
    rows = [{"digest": each, "survey_id": survey, "is_used": False} for each in sorted(digests)]
    connection.execute(insert(t.survey_links), rows)


def count_links(connection: Connection, survey: int) -> int:
    """How many single links were made."""
    asked = select(func.count()).select_from(t.survey_links).where(_L.survey_id == survey)
    return connection.execute(asked).scalar_one()


def use_link(connection: Connection, digest: str) -> bool:
    """Mark a link as used; False when it was."""
    asked = update(t.survey_links).where(_L.digest == digest, _L.is_used.is_(False))
    return connection.execute(asked.values(is_used=True)).rowcount == 1


def add_answers(connection: Connection, survey: int, answered: Answered) -> None:
    """Keep what somebody sent: figures in one row, each text in another, under random keys."""
    keep(
        connection,
        t.survey_sheets,
        key=secrets.token_hex(16),
        survey_id=survey,
        answers=dict(answered.sheet.answers),
    )
    for question, text in answered.words.items():
        keep(
            connection,
            t.survey_words,
            key=secrets.token_hex(16),
            survey_id=survey,
            question=question,
            text=text,
        )


def count_answers(connection: Connection, survey: int) -> int:
    """How many people answered."""
    sheets = t.survey_sheets
    asked = select(func.count()).select_from(sheets).where(sheets.c.survey_id == survey)
    return connection.execute(asked).scalar_one()


def sheets_of(connection: Connection, survey: int) -> tuple[Sheet, ...]:
    """The figures of a survey, in the order of their random keys."""
    c = t.survey_sheets.c
    asked = select(c.answers).where(c.survey_id == survey).order_by(c.key)
    return tuple(Sheet(answers=row.answers) for row in connection.execute(asked))


def words_of(connection: Connection, survey: int) -> Mapping[str, tuple[str, ...]]:
    """The words of a survey by question, in the order of their random keys."""
    asked = select(_W.question, _W.text).where(_W.survey_id == survey).order_by(_W.key)
    found: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(asked):
        found[row.question] = (*found.get(row.question, ()), row.text)
    return found
