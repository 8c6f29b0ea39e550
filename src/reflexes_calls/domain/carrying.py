"""Carrying a draft from one version of its form to the next: what changed, and what becomes of it.

Nothing is ever thrown away. What the new version has no place for is set aside, still to be read
and copied, and it comes back with its question.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from reflexes.records import record
from reflexes_calls.domain.answering import (
    Reading,
    is_key_of,
    questions_asked,
    refusals_of,
)
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.form import Condition, Form, Kind, Phase, Question, Section


class ChangeKind(StrEnum):
    """In what a question is not what it was."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    EXPLAINED = "explained"
    REQUIRED = "required"
    OPTIONAL = "optional"
    LIMITS = "limits"
    CHOICES = "choices"
    COLUMNS = "columns"
    CONDITION = "condition"
    MOVED = "moved"
    KIND = "kind"


class Fate(StrEnum):
    """What becomes of an answer."""

    KEPT = "kept"
    TOO_LONG = "too-long"
    TO_MEND = "to-mend"
    NOT_ASKED = "not-asked"
    BACK = "back"
    PARTLY = "partly"
    SET_ASIDE = "set-aside"


@record
class Change:
    """A question that changed, as it was and as it is; one of the two may be missing."""

    kinds: tuple[ChangeKind, ...]
    before: Question | None
    after: Question | None

    @property
    def question(self) -> Question:
        """The question as it is, or as it was when it is gone."""
        found = self.after or self.before
        assert found is not None  # noqa: S101  # a change is of something
        return found


@record
class AnswerFate:
    """What becomes of the answer to a question; `aside` are the typed texts that are set aside."""

    question: Question
    fate: Fate
    aside: dict[str, str]


@record
class Plan:
    """What carrying a draft would do, before anyone does it."""

    from_form: int
    to_form: int
    changes: tuple[Change, ...]
    fates: tuple[AnswerFate, ...]
    draft: dict[str, str]
    set_aside: dict[str, str]


@record
class DraftMove:
    """A draft that was carried from one version to another, by whom and when.

    `before` is the draft as it stood; `set_aside` is all that stays out of it afterwards. A move
    to an older version undoes an earlier one, which then says when in `undone_at`.
    """

    id: int
    application_id: int
    from_form: int
    to_form: int
    before: dict[str, Any]
    set_aside: dict[str, str]
    moved_by: int
    moved_at: dt.datetime
    undone_at: dt.datetime | None


def plan_carrying(  # noqa: PLR0913  # two forms, a draft, and what reading it needs
    old: Form,
    new: Form,
    draft: Raw,
    *,
    phase: Phase,
    reading: Reading,
    set_aside: Raw | None = None,
) -> Plan:
    """What carrying `draft` from `old` to `new` does; `set_aside` is what earlier moves left out.

    An answer stays with its question, which is known by its code.
    """
    earlier = set_aside or {}
    kept = {key: text for key, text in draft.items() if _takes(new, key, text, old)}
    back = {
        key: text
        for key, text in earlier.items()
        if key not in kept and _takes(new, key, text, old)
    }
    aside = {key: text for key, text in draft.items() if key not in kept}
    carried = kept | back
    # The new version may have given an answer anew: what was set aside of it stays aside.
    left = {key: text for key, text in earlier.items() if key not in back} | aside
    return Plan(
        from_form=old.number,
        to_form=new.number,
        changes=changes_between(old, new, phase),
        fates=tuple(_fates(old, new, draft, carried, back, phase, reading)),
        draft=carried,
        set_aside=left,
    )


def _takes(form: Form, key: str, text: str, old: Form) -> bool:
    """Whether a form has a place for what was typed under a key."""
    code = code_of(key)
    question, before = form.find(code), old.find(code)
    if question is None or not is_key_of(form, key):
        return False
    if before is not None and before.kind is not question.kind:
        return False
    answered = _cell(question, key) if question.kind is Kind.TABLE else question
    if answered.kind is Kind.CHOICE and text.strip():
        return text.strip() in {one.code for one in answered.choices}
    return True


def _cell(table: Question, key: str) -> Question:
    column = key.rpartition(".")[2]
    return next(each for each in table.columns if each.code == column)


def code_of(key: str) -> str:
    """The code of the question that a typed key belongs to."""
    return key.partition(".")[0]


def _fates(  # noqa: PLR0913, PLR0917  # what was typed, what is carried, and where it goes
    old: Form,
    new: Form,
    draft: Raw,
    carried: Raw,
    back: Raw,
    phase: Phase,
    reading: Reading,
) -> Iterator[AnswerFate]:
    wrong = {
        code_of(each.field): each.kind
        for each in reversed(refusals_of(new, phase, carried, reading))
    }
    asked = {each.code for each in questions_asked(new, phase, carried)}
    for question in _all_questions(new, old):
        typed = {key: text for key, text in draft.items() if _is_said(key, text, question)}
        returned = any(_is_said(key, text, question) for key, text in back.items())
        if not typed and not returned:
            continue
        aside = {key: text for key, text in typed.items() if key not in carried}
        if len(aside) == len(typed) and not returned:
            fate = Fate.SET_ASIDE
        elif aside:
            fate = Fate.PARTLY
        elif question.code not in asked:
            fate = Fate.NOT_ASKED
        elif question.code in wrong:
            fate = Fate.TOO_LONG if wrong[question.code] == "too-long" else Fate.TO_MEND
        else:
            fate = Fate.BACK if returned else Fate.KEPT
        yield AnswerFate(question=question, fate=fate, aside=aside)


def _is_said(key: str, text: str, question: Question) -> bool:
    return code_of(key) == question.code and bool(text.strip())


def _all_questions(new: Form, old: Form) -> Iterator[Question]:
    """The questions of the new form, then those that only the old one had."""
    yield from new.questions()
    known = {each.code for each in new.questions()}
    yield from (each for each in old.questions() if each.code not in known)


def changes_between(old: Form, new: Form, phase: Phase) -> tuple[Change, ...]:
    """The questions that changed for an applicant in a phase, in the order of the new form."""
    before, after = _asked_by_code(old, phase), _asked_by_code(new, phase)
    found = [
        Change(kinds=_kinds(before.get(code), said), before=_only(before.get(code)), after=said[1])
        for code, said in after.items()
    ]
    gone = [
        Change(kinds=(ChangeKind.REMOVED,), before=said[1], after=None)
        for code, said in before.items()
        if code not in after
    ]
    return tuple(each for each in (*found, *gone) if each.kinds)


def _asked_by_code(form: Form, phase: Phase) -> dict[str, tuple[Section, Question]]:
    return {
        question.code: (section, question)
        for section in form.sections
        if phase in section.phases
        for question in section.questions
        if not question.internal
    }


def _only(said: tuple[Section, Question] | None) -> Question | None:
    return said[1] if said else None


def _kinds(
    before: tuple[Section, Question] | None, after: tuple[Section, Question]
) -> tuple[ChangeKind, ...]:
    if before is None:
        return (ChangeKind.ADDED,)
    (old_section, old), (section, new) = before, after
    differs = {
        ChangeKind.KIND: old.kind is not new.kind,
        ChangeKind.REWORDED: old.label != new.label,
        ChangeKind.EXPLAINED: (old.help, old.example) != (new.help, new.example),
        ChangeKind.REQUIRED: new.required and not old.required,
        ChangeKind.OPTIONAL: old.required and not new.required,
        ChangeKind.LIMITS: _limits(old) != _limits(new),
        ChangeKind.CHOICES: old.choices != new.choices,
        ChangeKind.COLUMNS: (old.columns, old.total) != (new.columns, new.total),
        ChangeKind.CONDITION: _conditions(old_section, old) != _conditions(section, new),
        ChangeKind.MOVED: old_section.code != section.code,
    }
    return tuple(kind for kind, is_so in differs.items() if is_so)


def _limits(question: Question) -> tuple[object, ...]:
    return (
        question.longest(),
        question.minimum,
        question.maximum,
        question.bounded_by,
        question.not_past,
    )


def _conditions(section: Section, question: Question) -> frozenset[Condition]:
    return frozenset((*section.when, *question.when))


def put_back(
    draft: Raw, undone: DraftMove, older: Form, *, earlier: Raw
) -> tuple[dict[str, str], dict[str, str]]:
    """The draft as it was before a move, and what then stands aside.

    What was typed since in questions that both versions have is kept; what only the newer one
    asks is set aside. `earlier` is what stood aside before the move.
    """
    before, after = undone.before["draft"], undone.before["carried"]
    since = {
        key: draft.get(key, "")
        for key in draft.keys() | after.keys()
        if draft.get(key, "") != after.get(key, "") and is_key_of(older, key)
    }
    again = {key: text for key, text in {**before, **since}.items() if text}
    left = {key: text for key, text in earlier.items() if key not in again}
    return again, left | {key: text for key, text in draft.items() if not is_key_of(older, key)}


def answers_aside(
    texts: Mapping[str, str], forms: Iterable[Form]
) -> tuple[tuple[Question | None, dict[str, str]], ...]:
    """Set aside texts under their questions, worded by the newest of `forms` that has each.

    `forms` come the newest first; a question that none of them has is None.
    """
    known = tuple(forms)
    found: dict[str, dict[str, str]] = {}
    for key, text in texts.items():
        if text.strip():
            found.setdefault(code_of(key), {})[key] = text
    return tuple((_worded(code, texts, known), texts) for code, texts in found.items())


def _worded(code: str, texts: Mapping[str, str], forms: tuple[Form, ...]) -> Question | None:
    """The question as the form that took these very texts worded it, or any that has it."""
    having = [form for form in forms if form.find(code) is not None]
    taking = [form for form in having if all(_takes(form, *said, form) for said in texts.items())]
    return next((form.find(code) for form in (*taking, *having)), None)


def label_of_key(question: Question, key: str) -> Bilingual:
    """The words of what a typed key holds: a choice, a column, or the question itself."""
    last = key.rpartition(".")[2]
    parts = {one.code: one.label for one in question.choices}
    parts |= {one.code: one.label for one in question.columns}
    return parts.get(last, question.label) if "." in key else question.label


def text_of_key(question: Question, key: str, text: str) -> Bilingual:
    """What was typed under a key, as it is read: a choice by its words, the rest as typed."""
    answered = question
    if question.kind is Kind.TABLE:
        last = key.rpartition(".")[2]
        answered = next((each for each in question.columns if each.code == last), question)
    labels = {one.code: one.label for one in answered.choices}
    if question.kind is Kind.CHOICES:
        return labels.get(key.partition(".")[2], Bilingual(fr=text))
    return labels.get(text.strip(), Bilingual(fr=text))
