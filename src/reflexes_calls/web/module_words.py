"""The words of training modules: lengths, publics, ways of working, activities to choose."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from reflexes import Refusal, training
from reflexes_calls.domain.modules import Change
from reflexes_calls.web.notices import N_

Translate = Callable[[str], str]

HOUR = 60
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "elected-officials": N_("Elected officials"),
        "managers": N_("Managers"),
        "field-agents": N_("Field agents"),
        "innovation-labs": N_("Public innovation labs"),
        "half-day": N_("Half a day"),
        "day": N_("One day"),
        "two-days": N_("Two days"),
        "six-weeks": N_("Six weeks, remote"),
        "room": N_("In a room"),
        "remote": N_("Remote"),
        "mixed": N_("In a room and remote"),
        "talk": N_("One person talks"),
        "plenary": N_("All together"),
        "groups": N_("In groups"),
        "alone": N_("Alone"),
        "break": N_("Break"),
        "fr": N_("French"),
        "en": N_("English"),
    }
)
"""The closed lists of a module, in words."""
ACTIVITIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "moving-debate": (
            N_("Moving debate"),
            N_("People take sides on clear-cut statements, and hear the arguments of both poles."),
        ),
        "controversy-map": (
            N_("Map of a controversy"),
            N_("People draw who says what, and on what it rests, without deciding."),
        ),
        "negotiation": (
            N_("Negotiation with roles"),
            N_("People hold sealed roles, and settle what stays after a crisis."),
        ),
        "crisis-exercise": (
            N_("Crisis exercise on a table"),
            N_("People keep a decision log while timed cards come."),
        ),
        "lessons-learnt": (
            N_("Lessons learnt"),
            N_("People go from a dated fact to a dated action, without blame."),
        ),
        "piste-study": (
            N_("Study of a piste, up to a first draft of an application"),
            N_("People turn a piste into a trial that may fail, and leave with its draft."),
        ),
        "evidence-reading": (
            N_("Reading of evidence"),
            N_("People tell what a trial shows, lets one believe, and does not say."),
        ),
    }
)
"""For each activity to choose, its name and what people do."""
CHANGES: Mapping[Change, str] = MappingProxyType(
    {
        Change.KEPT: N_("Kept from the composer"),
        Change.COPIED: N_("Copied"),
        Change.RENAMED: N_("Renamed"),
        Change.MOVED: N_("Moved"),
        Change.RETIMED: N_("Minutes changed"),
        Change.EXCHANGED: N_("Activity replaced"),
        Change.WRITTEN: N_("Texts changed"),
        Change.UPDATED: N_("Brought to a newer edition"),
        Change.BROUGHT_BACK: N_("Former state brought back"),
    }
)
"""What made each version."""


def name(value: object, words: Translate) -> str:
    """A value of a closed list, in words."""
    return words(NAMES[str(value)])


def duration(minutes: int) -> str:
    """A duration: `45 min`, `3 h 30`."""
    if minutes < HOUR:
        return f"{minutes}\u00a0min"
    hours, rest = divmod(minutes, HOUR)
    return f"{hours}\u00a0h\u00a0{rest:02d}" if rest else f"{hours}\u00a0h"


def activity_choices(words: Translate) -> tuple[tuple[str, str], ...]:
    """The activities that may be chosen: code, name."""
    return tuple((code, words(said[0])) for code, said in ACTIVITIES.items())


def refusals_told(
    refusals: tuple[Refusal, ...], words: Translate, language: str
) -> list[tuple[str, str]]:
    """The refusals of choices: the field of each, and its sentence after what it is about."""
    told = []
    sentences = training.sentences(refusals, language)
    for refusal, sentence in zip(refusals, sentences, strict=True):
        about = _about(refusal.path.partition(".")[2], words, language)
        told.append(("group" if refusal.kind.startswith("group-") else "q", about + sentence))
    return told


def _about(code: str, words: Translate, language: str) -> str:
    """The name of the activity that a refusal is about, before its sentence."""
    bare = code.rstrip("-0123456789")
    if bare in ACTIVITIES:
        return f"{words(ACTIVITIES[bare][0])} – "
    if bare in training.FRAME:
        return f"{training.template(bare).title.said(language, {})} – "
    return ""


def facts_of(module: training.Module, words: Translate) -> dict[str, Any]:
    """What the templates say of a module: its running sheet with sums, and its words."""
    by_session: dict[str, list[training.Moment]] = {}
    for moment in training.moments(module):
        by_session.setdefault(moment.session.code, []).append(moment)
    breaks = [each for each in module.activities if each.is_break]
    return {
        "module": module,
        "sessions": [(each, by_session[each.code]) for each in module.sessions],
        "break_minutes": sum(each.minutes for each in breaks),
        "breaks": len(breaks),
        "named": lambda value: name(value, words),
        "duration": duration,
    }
