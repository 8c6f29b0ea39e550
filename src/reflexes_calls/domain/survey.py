"""A light survey of agents or users: up to eight questions, answered without an account.

What keeps it anonymous is decided here and in `survey_results`: an answer bears no person, no
address and no hour; words stand apart from figures; nothing is shown while answers come in.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from reflexes.fields import choice, line, prose, whole
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.field import check_no_names

MOST_QUESTIONS = 8
LEAST_OPTIONS, MOST_OPTIONS = 2, 8
LEAST_THRESHOLD = 5
"""Fewer answers than this are never shown, whatever a survey says."""
MOST_ANSWERS = 5000
MOST_LINKS = 300
LONGEST_WORDS = 400
LONGEST_OPTION = 80
MOST_NUMBER = 1_000_000
LEVELS = (1, 2, 3, 4, 5)
"""From « not at all » to « wholly »; the last two agree."""
AGREES = frozenset({4, 5})


class Audience(StrEnum):
    """Who answers."""

    AGENTS = "agents"
    USERS = "users"


class Way(StrEnum):
    """How people come to it."""

    OPEN = "open"
    SINGLE = "single"


class QuestionKind(StrEnum):
    """What an answer is."""

    AGREEMENT = "agreement"
    CHOICE = "choice"
    NUMBER = "number"
    WORDS = "words"


class SurveyState(StrEnum):
    """Where a survey stands, derived from its days."""

    DRAFT = "draft"
    TO_COME = "to-come"
    OPEN = "open"
    CLOSED = "closed"


@record
class SurveySettings:
    """What is said of a survey before its questions."""

    title: str = line("Title", max_length=120, help="Whoever answers reads it first.")
    audience: Audience = choice("Who answers")
    way: Way = choice("How they come to it")
    threshold: int = whole(
        "Answers needed before anything is shown",
        minimum=LEAST_THRESHOLD,
        maximum=50,
        help="Five at least. More is better where everyone knows each other.",
    )


@record
class QuestionAnswers:
    """One question as typed; a choice has its options, one on each line."""

    kind: QuestionKind = choice("Kind of answer")
    asks: str = line("Question", max_length=240)
    options: str = prose(
        "Choices, one on each line",
        max_length=800,
        default="",
        help="For one choice only. From two to eight.",
    )
    unit: str = line("Unit", max_length=40, default="", help="For a number only.")


@record
class SurveyQuestion:
    """One question of a survey."""

    code: str
    kind: QuestionKind
    asks: str
    options: tuple[str, ...] = ()
    unit: str = ""


@record
class Survey:
    """A survey of a pilot."""

    id: int
    public_id: str
    pilot_id: int
    title: str
    audience: Audience
    way: Way
    threshold: int
    questions: tuple[SurveyQuestion, ...]
    crossed_by: str
    token: str
    first_id: int | None
    wave: int
    opens_on: dt.date | None
    closes_on: dt.date | None
    is_closed: bool

    def state(self, today: dt.date) -> SurveyState:
        """Where it stands on a day; its last day is whole."""
        if self.opens_on is None or self.closes_on is None:
            return SurveyState.DRAFT
        if self.is_closed or today > self.closes_on:
            return SurveyState.CLOSED
        return SurveyState.OPEN if today >= self.opens_on else SurveyState.TO_COME


@record
class Sheet:
    """What one person answered, words apart: code of a question → level, rank of choice, number."""

    answers: Mapping[str, float]


@record
class Answered:
    """What one person sent: figures, and words that are kept apart from them."""

    sheet: Sheet
    words: Mapping[str, str]


@record
class BankQuestion:
    """A question ready to be asked."""

    audience: Audience
    kind: QuestionKind
    asks: str
    options: tuple[str, ...]
    unit: str
    crosses: bool


def bank(language: str) -> tuple[BankQuestion, ...]:
    """The questions ready to be asked, in a language."""
    return tuple(
        BankQuestion(
            audience=Audience(each["audience"]),
            kind=QuestionKind(each["kind"]),
            asks=each[language],
            options=tuple(each.get(f"options_{language}", ())),
            unit=each.get(f"unit_{language}", ""),
            crosses=each.get("crosses", False),
        )
        for each in _bank()
    )


@cache
def _bank() -> tuple[Mapping[str, Any], ...]:
    text = files("reflexes_calls.domain").joinpath("survey_bank.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["question"])


def read_questions(rows: Sequence[Raw], crossed_by: str) -> tuple[SurveyQuestion, ...]:
    """The questions of a form of several rows, whose fields are named `0.asks`.

    Rows without a question are passed over; everything refused comes at once.
    """
    made: list[SurveyQuestion] = []
    refusals: list[FieldRefusal] = []
    for at, row in enumerate(rows[:MOST_QUESTIONS]):
        if not row.get("asks", "").strip() and not row.get("options", "").strip():
            continue
        try:
            said = read_form(QuestionAnswers, row, at=f"{at}.")
        except Invalid as invalid:
            refusals.extend(invalid.refusals)
            continue
        options = _options(said)
        refusals.extend(_refused_options(said, options, at))
        made.append(
            SurveyQuestion(
                code=f"q{at + 1}",
                kind=said.kind,
                asks=said.asks,
                options=options,
                unit=said.unit if said.kind is QuestionKind.NUMBER else "",
            )
        )
    if not made and not refusals:
        refusals.append(FieldRefusal(field="0.asks", kind="missing", expected="Question"))
    choices = {each.code for each in made if each.kind is QuestionKind.CHOICE}
    if crossed_by and crossed_by not in choices and not refusals:
        refusals.append(FieldRefusal(field="crossed_by", kind="not-crossable"))
    if refusals:
        raise Invalid(tuple(refusals))
    return tuple(made)


def _options(said: QuestionAnswers) -> tuple[str, ...]:
    if said.kind is not QuestionKind.CHOICE:
        return ()
    return tuple(each.strip() for each in said.options.splitlines() if each.strip())


def _refused_options(
    said: QuestionAnswers, options: tuple[str, ...], at: int
) -> Sequence[FieldRefusal]:
    if said.kind is not QuestionKind.CHOICE:
        return ()
    long = next((each for each in options if len(each) > LONGEST_OPTION), None)
    field = f"{at}.options"
    if long is not None:
        return (FieldRefusal(field=field, kind="too-long", met=long, expected=str(LONGEST_OPTION)),)
    if not LEAST_OPTIONS <= len(set(options)) == len(options) <= MOST_OPTIONS:
        return (
            FieldRefusal(
                field=field, kind="bad-options", met=str(len(options)), expected=str(MOST_OPTIONS)
            ),
        )
    return ()


def read_answers(questions: Sequence[SurveyQuestion], raw: Raw) -> Answered:
    """What somebody answered; nothing is compulsory, but something must be said."""
    sheet: dict[str, float] = {}
    words: dict[str, str] = {}
    refusals: list[FieldRefusal] = []
    for each in questions:
        typed = raw.get(each.code, "").strip()
        if not typed:
            continue
        if each.kind is QuestionKind.WORDS:
            refusals.extend(_refused_words(each, typed))
            words[each.code] = typed
            continue
        value = _figure(each, typed)
        if value is None:
            kind = "number-read" if each.kind is QuestionKind.NUMBER else "not-a-choice"
            refusals.append(FieldRefusal(field=each.code, kind=kind, met=typed[:60]))
        else:
            sheet[each.code] = value
    if not sheet and not words and not refusals:
        refusals.append(FieldRefusal(field=questions[0].code, kind="nothing-answered"))
    if refusals:
        raise Invalid(tuple(refusals))
    return Answered(sheet=Sheet(answers=sheet), words=words)


def _refused_words(question: SurveyQuestion, typed: str) -> Sequence[FieldRefusal]:
    if len(typed) > LONGEST_WORDS:
        met, most = str(len(typed)), str(LONGEST_WORDS)
        return (FieldRefusal(field=question.code, kind="too-long", met=met, expected=most),)
    return check_no_names({question.code: typed}, (question.code,))


def _figure(question: SurveyQuestion, typed: str) -> float | None:
    if question.kind is QuestionKind.NUMBER:
        bare = re.sub(r"\s", "", typed).replace(",", ".")
        if not re.fullmatch(r"\d{1,7}(?:\.\d{1,2})?", bare) or float(bare) > MOST_NUMBER:
            return None
        return float(bare)
    if not re.fullmatch(r"\d{1,2}", typed):
        return None
    value = int(typed)
    known = LEVELS if question.kind is QuestionKind.AGREEMENT else range(len(question.options))
    return value if value in known else None
