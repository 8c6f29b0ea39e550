"""Answers to the grid: a level or none, and always what it rests on."""

import datetime as dt
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from enum import StrEnum

from reflexes.catalogue import Catalogue
from reflexes.errors import Refusal
from reflexes.fields import (
    CODE_PATTERN,
    choice,
    day,
    line,
    many,
    prose,
    reference,
    references,
    whole,
    yes,
)
from reflexes.principle import LEVELS, GridQuestion, Reads
from reflexes.records import record


class Support(StrEnum):
    """The best of what an answer rests on."""

    DOCUMENT = "document"
    """Something written, that another person could read."""
    INTERVIEW = "interview"
    """What someone who knows said, when asked."""
    OBSERVATION = "observation"
    """What the reader saw done."""
    OPINION = "opinion"
    """The reader's opinion, and nothing else."""


@record
class Answer:
    """What was found for one question.

    Three things are told apart: a `level`, from 0; « sans objet », when the question makes no sense
    here (`not_applicable`); and neither of the two, « ne sait pas ». A level and a « sans objet »
    say what they rest on; a level also says of which `kind` that is.
    """

    question: str = line("Question", pattern=CODE_PATTERN, max_length=60)
    level: int | None = whole("Level", default=None, minimum=0, maximum=LEVELS - 1)
    not_applicable: bool = yes("Not applicable", default=False)
    rests_on: str = prose("What it rests on", default="")
    kind: Support | None = choice("Kind of support", default=None)
    sources: tuple[str, ...] = references("Sources", default=(), refers=("sources",))


@record
class Answers:
    """One reading of one object with the grid of one edition.

    `edition` is empty when the questions came from a tree of files. A question without an answer
    counts as « ne sait pas ».
    """

    edition: str = line("Edition", optional=True, max_length=40)
    reads: Reads = choice("What is read")
    name: str = line("Name of what is read")
    answered_on: dt.date = day("Day of the answers")
    piste: str = reference("Piste", default="", refers=("pistes",))
    note: str = prose("About this reading", default="")
    answers: tuple[Answer, ...] = many("Answers", default=())


def questions(catalogue: Catalogue, reads: Reads | str | None = None) -> tuple[GridQuestion, ...]:
    """The questions of a catalogue's grid in order, or those that can be put to one kind of object.

    There is none in an edition older than the grid. Raises `ValueError` when `reads` is no `Reads`.
    """
    asked = None if reads is None else Reads(reads)
    return tuple(
        question
        for principle in catalogue.principles
        for question in principle.questions
        if asked is None or asked in question.reads
    )


def check_answers(
    catalogue: Catalogue,
    reads: Reads | None,
    answers: Sequence[tuple[str, Answer]],
    *,
    file: str = "",
) -> Iterator[Refusal]:
    """Everything that answers get wrong, each taken with its path, such as `answers[2]`.

    Without `reads`, any question of the grid may be answered.
    """
    known = {question.code: question for question in questions(catalogue)}
    met: dict[str, str] = {}
    for path, answer in answers:
        yield from _question_refusals(known, reads, answer, file, path)
        if answer.question in met:
            yield Refusal(
                kind="question-answered-twice",
                file=file,
                path=f"{path}.question",
                met=answer.question,
                expected=met[answer.question],
            )
        met.setdefault(answer.question, path)
        yield from _support_refusals(answer, file, path)
        yield from _source_refusals(catalogue, answer, file, path)


def _question_refusals(
    known: dict[str, GridQuestion], reads: Reads | None, answer: Answer, file: str, path: str
) -> Iterator[Refusal]:
    where = f"{path}.question"
    question = known.get(answer.question)
    if question is None:
        mine = [code for code, one in known.items() if reads is None or reads in one.reads]
        near = get_close_matches(answer.question, list(known), n=3, cutoff=0.6)
        yield Refusal(
            kind="unknown-question-near" if near else "unknown-question",
            file=file,
            path=where,
            met=answer.question,
            expected=", ".join(near or mine),
        )
    elif reads is not None and reads not in question.reads:
        yield Refusal(
            kind="question-not-for",
            file=file,
            path=where,
            met=f"{answer.question} → {reads.value}",
            expected=", ".join(one.value for one in question.reads),
        )


def _support_refusals(answer: Answer, file: str, path: str) -> Iterator[Refusal]:
    if answer.level is not None and answer.not_applicable:
        yield Refusal(
            kind="level-and-not-applicable",
            file=file,
            path=f"{path}.not_applicable",
            met=str(answer.level),
            expected="level",
        )
    answered = answer.level is not None or answer.not_applicable
    if answered and not answer.rests_on.strip():
        yield Refusal(
            kind="answer-without-support",
            file=file,
            path=f"{path}.rests_on",
            met=answer.question,
            expected="rests_on",
        )
    if answer.level is not None and answer.kind is None:
        yield Refusal(
            kind="support-without-kind",
            file=file,
            path=f"{path}.kind",
            met=answer.question,
            expected=", ".join(one.value for one in Support),
        )


def _source_refusals(
    catalogue: Catalogue, answer: Answer, file: str, path: str
) -> Iterator[Refusal]:
    for place, code in enumerate(answer.sources):
        if code not in catalogue.sources:
            yield dangling(code, catalogue, "sources", file=file, path=f"{path}.sources[{place}]")


def dangling(code: str, catalogue: Catalogue, shelf: str, *, file: str, path: str) -> Refusal:
    """The refusal of a code that stands on no `shelf` of the catalogue."""
    near = get_close_matches(code, catalogue.shelf(shelf).codes, n=3, cutoff=0.6)
    return Refusal(
        kind="dangling-code-near" if near else "dangling-code",
        file=file,
        path=path,
        met=code,
        expected=", ".join(near) if near else shelf,
    )
