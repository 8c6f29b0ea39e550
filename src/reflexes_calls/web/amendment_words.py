"""What differs between two texts of a call, in words: labels, days, amounts, words that moved."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from reflexes.records import record
from reflexes_calls.domain.call_rules import Wanted
from reflexes_calls.domain.call_typed import DAYS
from reflexes_calls.domain.carrying import Change
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.comparing_calls import CallChange, Piece, Sort, words_between
from reflexes_calls.domain.form import Question
from reflexes_calls.web.call_text import LATER
from reflexes_calls.web.finding_words import label_of
from reflexes_calls.web.form_words import CHANGES, KINDS, limits_said
from reflexes_calls.web.formatting import day, moment, money, number
from reflexes_calls.web.notices import N_

Translate = Callable[[str], str]

FIELD_OF = MappingProxyType({kept: name for name, kept in DAYS.items()})
"""The field that says each kept instant."""
DAYS_ALONE = frozenset({"shortlist_by", *(name for _, name in LATER)})
"""Instants that are told as a day, without an hour."""
NAMES = MappingProxyType(
    {
        "funded": N_("Money"),
        "currency": N_("Currency"),
        "criteria": N_("The order of the criteria"),
        "form": N_("The questions"),
    }
)
FORM_MOVED = N_(
    "Their order, their headings or their ties to the criteria changed. What you are asked stays"
    " the same."
)
ORDER_MOVED = N_("They are the same, in another order.")
CRITERION, QUESTION = N_("Criterion: %(name)s"), N_("Question: %(name)s")
SAID = MappingProxyType(
    {
        Wanted.NONE.value: N_("Not asked"),
        Wanted.OPTIONAL.value: N_("Possible"),
        Wanted.REQUIRED.value: N_("Required"),
    }
)
YES, NO, NOTHING = N_("Yes"), N_("No"), N_("nothing was said")
GIVES, GIVES_NONE = N_("the call gives money"), N_("the call gives no money")
WEIGHT, MUST, MAY = N_("Weight: %(weight)s"), N_("Required"), N_("optional")
ADDED, REMOVED = N_("added"), N_("removed")


@record
class ChangeTold:
    """One thing that differs: either words that moved, or what stood and what stands.

    `kinds` say in what a question changed; `note` is said when there is nothing to compare.
    """

    label: str
    before: str = ""
    after: str = ""
    pieces: tuple[Piece, ...] = ()
    kinds: tuple[str, ...] = ()
    note: str = ""


def changes_told(
    changes: Iterable[CallChange], language: str, words: Translate
) -> tuple[ChangeTold, ...]:
    """Each change in words, in the order in which a call is read."""
    return tuple(_TELLERS[each.sort](each, language, words) for each in changes)


def _label(field: str, words: Translate) -> str:
    name = field.rpartition(".")[2]
    if name in NAMES:
        return words(NAMES[name])
    return label_of(FIELD_OF.get(name, name), words) or name


def _told_words(change: CallChange, _: str, words: Translate) -> ChangeTold:
    return ChangeTold(label=_label(change.field, words), pieces=change.pieces)


def _told_instant(change: CallChange, language: str, words: Translate) -> ChangeTold:
    def said(kept: dt.datetime | tuple[dt.datetime, ...] | None) -> str:
        if not kept:
            return words(NOTHING)
        if isinstance(kept, tuple):
            return "\n".join(moment(each, language) for each in kept)
        if change.field in DAYS_ALONE:
            return day(local_day(kept), language)
        return moment(kept, language)

    return ChangeTold(
        label=_label(change.field, words), before=said(change.before), after=said(change.after)
    )


def _told_figure(change: CallChange, language: str, words: Translate) -> ChangeTold:
    def said(kept: Any) -> str:
        if kept is None:
            return words(NOTHING)
        if change.field == "funded":
            return words(GIVES if kept else GIVES_NONE)
        if change.field == "budget_cap":
            return money(kept, language)
        return number(kept, language) if isinstance(kept, int) else str(kept)

    return ChangeTold(
        label=_label(change.field, words), before=said(change.before), after=said(change.after)
    )


def _told_setting(change: CallChange, _: str, words: Translate) -> ChangeTold:
    def said(kept: Any) -> str:
        return words(YES if kept else NO) if isinstance(kept, bool) else words(SAID[kept])

    return ChangeTold(
        label=_label(change.field, words), before=said(change.before), after=said(change.after)
    )


def _told_criterion(change: CallChange, language: str, words: Translate) -> ChangeTold:
    named = change.after or change.before
    label = (named.get("en") if language == "en" else "") or named["fr"]
    both = [_criterion_text(each, words) if each else "" for each in (change.before, change.after)]
    return ChangeTold(
        label=words(CRITERION) % {"name": label},
        pieces=words_between(*both),
        kinds=_came_or_went(change.before, change.after, words),
    )


def _criterion_text(kept: Mapping[str, Any], words: Translate) -> str:
    lines = [kept["fr"], kept.get("en", ""), words(WEIGHT) % {"weight": kept["weight"]}]
    for levels in ("levels_fr", "levels_en"):
        lines += [f"{mark} – {said}" for mark, said in enumerate(kept.get(levels, ())) if said]
    return "\n".join(filter(None, lines))


def _came_or_went(before: object, after: object, words: Translate) -> tuple[str, ...]:
    if before is None:
        return (words(ADDED),)
    return () if after else (words(REMOVED),)


def _told_question(change: CallChange, language: str, words: Translate) -> ChangeTold:
    found = change.question
    assert found is not None  # noqa: S101  # a change of this sort is of a question
    return ChangeTold(
        label=words(QUESTION) % {"name": found.question.label.said(language)},
        pieces=_question_pieces(found, language, words),
        kinds=tuple(words(CHANGES[kind]) for kind in found.kinds),
    )


def _question_pieces(found: Change, language: str, words: Translate) -> tuple[Piece, ...]:
    both = [
        _question_text(each, language, words) if each else ""
        for each in (found.before, found.after)
    ]
    # Words of a question may be the same when what changed is who is asked.
    return words_between(*both) if both[0] != both[1] else ()


def _question_text(question: Question, language: str, words: Translate) -> str:
    rest = [words(KINDS[question.kind]), words(MUST if question.required else MAY)]
    lines = [
        question.label.said(language),
        question.help.said(language),
        question.example.said(language),
        " – ".join(filter(None, (*rest, limits_said(question, language, words)))),
        *(f"– {each.label.said(language)}" for each in question.choices),
        *(f"– {each.label.said(language)}" for each in question.columns),
    ]
    return "\n".join(filter(None, lines))


def _told_rest(change: CallChange, _: str, words: Translate) -> ChangeTold:
    said = FORM_MOVED if change.field == "form" else ORDER_MOVED
    return ChangeTold(label=_label(change.field, words), note=words(said))


_TELLERS: Mapping[Sort, Callable[[CallChange, str, Translate], ChangeTold]] = MappingProxyType(
    {
        Sort.WORDS: _told_words,
        Sort.INSTANT: _told_instant,
        Sort.FIGURE: _told_figure,
        Sort.SETTING: _told_setting,
        Sort.CRITERION: _told_criterion,
        Sort.QUESTION: _told_question,
        Sort.REST: _told_rest,
    }
)
