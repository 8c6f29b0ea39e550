"""The words of the field: kinds of notes, of questions, of sharing, of readings."""

from enum import StrEnum
from types import MappingProxyType

from reflexes_calls.domain.field import NoteKind
from reflexes_calls.domain.peer import Reads
from reflexes_calls.domain.probe import Sharing
from reflexes_calls.domain.survey import Audience, QuestionKind, SurveyState, Way
from reflexes_calls.web.forms import Translate
from reflexes_calls.web.notices import N_

_WORDS: tuple[tuple[StrEnum, str], ...] = (
    (NoteKind.OBSERVATION, N_("Observation")),
    (NoteKind.SURPRISE, N_("Surprise")),
    (NoteKind.UNEXPECTED, N_("Unexpected consequence")),
    (NoteKind.OBSTACLE, N_("Obstacle")),
    (Audience.AGENTS, N_("Agents")),
    (Audience.USERS, N_("Users of the service")),
    (Way.OPEN, N_("One link, the same for all")),
    (Way.SINGLE, N_("A link for each, which works once")),
    (QuestionKind.AGREEMENT, N_("Agreement, from “not at all” to “wholly”")),
    (QuestionKind.CHOICE, N_("One choice")),
    (QuestionKind.NUMBER, N_("A number")),
    (QuestionKind.WORDS, N_("Some words")),
    (SurveyState.DRAFT, N_("being written")),
    (SurveyState.TO_COME, N_("takes answers soon")),
    (SurveyState.OPEN, N_("takes answers")),
    (SurveyState.CLOSED, N_("answers are over")),
    (Sharing.NOBODY, N_("Our pilot alone")),
    (Sharing.CALL, N_("The pilots of the same call")),
    (Sharing.PISTE, N_("The pilots of the same piste, in any call")),
    (Reads.PLAN, N_("The plan")),
    (Reads.REPORT, N_("The report")),
)
_BY_MEMBER = MappingProxyType({(type(member), member.value): said for member, said in _WORDS})
LEVEL_WORDS = MappingProxyType(
    {
        1: N_("Not at all"),
        2: N_("Rather not"),
        3: N_("Neither yes nor no"),
        4: N_("Rather"),
        5: N_("Wholly"),
    }
)
"""What each level of agreement says."""


def said(member: StrEnum, words: Translate) -> str:
    """The words for a member of one of these lists."""
    return words(_BY_MEMBER[type(member), member.value])


def choices(listed: type[StrEnum], words: Translate) -> tuple[tuple[str, str], ...]:
    """The choices of a field, in order."""
    return tuple((each.value, said(each, words)) for each in listed)
