"""Refusals of a module told to whoever leads it: where it is, in words, and how to mend it."""

import re
from collections.abc import Iterable
from typing import Any

import attrs

from reflexes.errors import Refusal
from reflexes.fields import spec_of
from reflexes.training.module import Activity, Module
from reflexes.wording import Translate, sentence, translator

ACTIVITY = re.compile(r"sessions\[(\d+)\]\.sequences\[(\d+)\]\.activities\[(\d+)\](?:\.(\w+))?")
SESSION = re.compile(r"sessions\[(\d+)\](?:\.sequences\[(\d+)\])?")
OBJECTIVE = re.compile(r"objectives\[(\d+)\]")
ITEM = re.compile(r"items\[(\d+)\]")


@attrs.frozen(kw_only=True)
class Told:
    """One refusal in words. `anchor` is the code of the activity or objective it is about."""

    where: str
    anchor: str
    sentence: str
    field: str = ""


def told(refusals: Iterable[Refusal], module: Module, language: str) -> tuple[Told, ...]:
    """Each refusal with its place in words, in `language`."""
    said = translator(language)
    return tuple(_told(each, module, said) for each in refusals)


def sentences(refusals: Iterable[Refusal], language: str) -> tuple[str, ...]:
    """The sentences alone, of what has no module yet."""
    said = translator(language)
    return tuple(sentence(each, said) for each in refusals)


def _told(refusal: Refusal, module: Module, said: Translate) -> Told:
    words = sentence(refusal, said)
    if found := ACTIVITY.match(refusal.path):
        s, q, a = map(int, found.groups()[:3])
        activity = module.sessions[s].sequences[q].activities[a]
        field = found[4] or ""
        label = _label(field, said)
        where = " – ".join(filter(None, (activity.title, label)))
        return Told(where=where, anchor=activity.code, sentence=words, field=field)
    if found := SESSION.match(refusal.path):
        session = module.sessions[int(found[1])]
        title = session.sequences[int(found[2])].title if found[2] else session.title
        return Told(where=title, anchor="", sentence=words)
    if found := OBJECTIVE.match(refusal.path):
        objective = module.objectives[int(found[1])]
        return Told(
            where=f"{said('Objectives')} – {objective.code}", anchor=objective.code, sentence=words
        )
    if found := ITEM.match(refusal.path):
        item = module.items[int(found[1])]
        return Told(where=f"{said('Questions')} – {item.question}", anchor="", sentence=words)
    return Told(where="", anchor="", sentence=words)


def _label(field: str, said: Translate) -> str:
    kind: Any = Activity
    known = {each.name: spec_of(each) for each in attrs.fields(kind)}
    spec = known.get(field)
    return said(spec.label) if spec is not None else ""
