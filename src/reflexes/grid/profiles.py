"""What answers come to: a profile, principle by principle.

Nothing here is a mark: there is no total, no mean and no order between principles or objects.
"""

from enum import StrEnum
from typing import Any

import attrs

from reflexes.catalogue import Catalogue
from reflexes.errors import RefusedError
from reflexes.grid.answers import Answer, Answers, Support, check_answers
from reflexes.principle import LEVELS, GridQuestion, Principle
from reflexes.texts import Text, Title


class Standing(StrEnum):
    """Whether a question found its level."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    """« Ne sait pas »: nobody could tell, or nobody looked."""
    NOT_APPLICABLE = "not-applicable"
    """« Sans objet »: the question makes no sense here."""


@attrs.frozen(kw_only=True)
class Placed:
    """One question with its answer."""

    question: GridQuestion
    answer: Answer

    @property
    def level(self) -> int | None:
        """The level, from 0, or None."""
        return self.answer.level

    @property
    def standing(self) -> Standing:
        """Whether there is a level, and why not otherwise."""
        if self.answer.level is not None:
            return Standing.ANSWERED
        return Standing.NOT_APPLICABLE if self.answer.not_applicable else Standing.UNKNOWN

    @property
    def reached(self) -> Text | None:
        """The words of the level, or None when there is none."""
        return None if self.answer.level is None else self.question.levels[self.answer.level]

    @property
    def is_opinion_alone(self) -> bool:
        """Whether there is a level, and it rests on the reader's opinion alone."""
        return self.answer.level is not None and self.answer.kind is Support.OPINION


@attrs.frozen(kw_only=True)
class PrincipleProfile:
    """The questions of one principle that can be put to the object, in their order."""

    principle: Principle
    placed: tuple[Placed, ...]

    @property
    def distribution(self) -> tuple[int, ...]:
        """How many questions stand at each level, from 0."""
        levels = self._levels
        return tuple(levels.count(level) for level in range(LEVELS))

    @property
    def lowest(self) -> int | None:
        """The lowest level met, or None when no question has one."""
        return min(self._levels, default=None)

    @property
    def highest(self) -> int | None:
        """The highest level met, or None when no question has one."""
        return max(self._levels, default=None)

    @property
    def answered(self) -> int:
        """How many questions have a level."""
        return len(self._levels)

    @property
    def unanswered(self) -> int:
        """How many questions nobody could answer."""
        return self._count(Standing.UNKNOWN)

    @property
    def not_applicable(self) -> int:
        """How many questions make no sense for the object."""
        return self._count(Standing.NOT_APPLICABLE)

    @property
    def supports(self) -> dict[Support, int]:
        """On what the levels rest: how many on each kind."""
        kinds = [one.answer.kind for one in self.placed if one.level is not None]
        return {kind: kinds.count(kind) for kind in Support}

    @property
    def on_opinion_alone(self) -> int:
        """How many of the levels rest on opinion alone."""
        return sum(one.is_opinion_alone for one in self.placed)

    @property
    def _levels(self) -> list[int]:
        return [one.level for one in self.placed if one.level is not None]

    def _count(self, standing: Standing) -> int:
        return sum(one.standing is standing for one in self.placed)


@attrs.frozen(kw_only=True)
class Profile:
    """One object read with the grid; `edition` is empty when the questions came from files."""

    answers: Answers
    edition: str
    principles: tuple[PrincipleProfile, ...]


def profile(catalogue: Catalogue, answers: Answers) -> Profile:
    """The profile that the answers give with the catalogue's grid.

    Raises `RefusedError` when they do not answer that grid as they should.
    """
    paths = [(f"answers[{place}]", answer) for place, answer in enumerate(answers.answers)]
    refusals = tuple(check_answers(catalogue, answers.reads, paths))
    if refusals:
        raise RefusedError(refusals)
    said = {answer.question: answer for answer in answers.answers}
    return Profile(
        answers=answers,
        edition=catalogue.edition,
        principles=tuple(
            PrincipleProfile(
                principle=principle,
                placed=tuple(
                    Placed(
                        question=question,
                        answer=said.get(question.code, Answer(question=question.code)),
                    )
                    for question in principle.questions
                    if answers.reads in question.reads
                ),
            )
            for principle in catalogue.principles
        ),
    )


def profile_to_plain(said: Profile) -> dict[str, Any]:
    """The profile as plain data for JSON; `says` tells whose grid it is."""
    answers = said.answers
    return {
        "edition": said.edition,
        "reads": answers.reads.value,
        "name": answers.name,
        "answered_on": answers.answered_on.isoformat(),
        "piste": answers.piste,
        "note": answers.note,
        "says": "ours",
        "principles": [_principle_to_plain(part) for part in said.principles],
    }


def _principle_to_plain(part: PrincipleProfile) -> dict[str, Any]:
    return {
        "principle": part.principle.code,
        "title": _words(part.principle.title),
        "distribution": list(part.distribution),
        "lowest": part.lowest,
        "highest": part.highest,
        "answered": part.answered,
        "unanswered": part.unanswered,
        "not_applicable": part.not_applicable,
        "supports": {kind.value: count for kind, count in part.supports.items()},
        "on_opinion_alone": part.on_opinion_alone,
        "answers": [_placed_to_plain(placed) for placed in part.placed],
    }


def _placed_to_plain(placed: Placed) -> dict[str, Any]:
    answer = placed.answer
    return {
        "question": placed.question.code,
        "text": _words(placed.question.text),
        "standing": placed.standing.value,
        "level": placed.level,
        "reached": None if placed.reached is None else _words(placed.reached),
        "rests_on": answer.rests_on,
        "kind": None if answer.kind is None else answer.kind.value,
        "sources": list(answer.sources),
    }


def _words(said: Text | Title) -> dict[str, str]:
    return {"fr": said.fr, "en": said.en}
