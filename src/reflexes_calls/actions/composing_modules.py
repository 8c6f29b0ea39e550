"""From what a trainer chooses to a module, or to everything that is in the way at once."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import reflexes
from reflexes import Catalogue, Refusal, RefusedError, training
from reflexes.records import changed, record
from reflexes.texts import Language
from reflexes.training import Choices, Module
from reflexes_calls.actions.desk import Desk
from reflexes_calls.domain.answers import Raw, UnreadableError, read_whole
from reflexes_calls.domain.errors import FieldRefusal, Refused

SUBJECTS = ("controversies", "phenomena", "pistes")
"""The shelves from which a subject is chosen."""
MOST_SUBJECTS = 6
MOST_PEOPLE = 200
NAME = "module"


@record
class Composed:
    """What came of some choices; `module` is None when something is in the way."""

    choices: Choices
    module: Module | None
    refusals: tuple[FieldRefusal, ...] = ()
    of_library: tuple[Refusal, ...] = ()


def compose_module(
    desk: Desk, raw: Raw, about: Sequence[str], activities: Sequence[str], language: str
) -> Composed:
    """The module for what was typed; nothing typed gives half a day for managers."""
    refusals: list[FieldRefusal] = []
    said: dict[str, Any] = {
        "public": _one_of(training.Public, "public", raw, refusals),
        "length": _one_of(training.Length, "length", raw, refusals),
        "modality": _one_of(training.Modality, "modality", raw, refusals),
        "group": _people(raw, refusals),
    }
    kept = {name: value for name, value in said.items() if value is not None}
    choices = training.Choices(
        code=NAME,
        about=_subjects(desk.catalogue, about, refusals),
        language=Language(language),
        **kept,
    )
    places = training.places_of(choices.length)
    wanted = _activities(activities[:places], refusals)
    if any(wanted):
        wanted = wanted + ("",) * (places - len(wanted))
        choices = changed(choices, activities=wanted)
    return _composed(desk.catalogue, choices, refusals)


def _composed(catalogue: Catalogue, choices: Choices, refusals: list[FieldRefusal]) -> Composed:
    try:
        made = training.compose(catalogue, choices)
    except RefusedError as error:
        return Composed(
            choices=choices, module=None, refusals=tuple(refusals), of_library=error.refusals
        )
    except training.TrainingError as error:
        # Which of the two it lacks is in the facts: a subject, or an edition alone.
        kind = "no-piste-to-study" if "subject" in error.facts else "no-evidence-to-read"
        refusals.append(FieldRefusal(field="activity-1", kind=kind))
        return Composed(choices=choices, module=None, refusals=tuple(refusals))
    module = None if refusals else made
    return Composed(choices=choices, module=module, refusals=tuple(refusals))


def _one_of(kind: type, name: str, raw: Raw, refusals: list[FieldRefusal]) -> object:
    typed = raw.get(name, "").strip()
    known = {each.value: each for each in kind}  # type: ignore[attr-defined]  # an enumeration
    if typed and typed not in known:
        expected = ", ".join(known)
        refusals.append(
            FieldRefusal(field=name, kind="not-a-choice", met=typed[:60], expected=expected)
        )
    return known.get(typed)


def _people(raw: Raw, refusals: list[FieldRefusal]) -> int | None:
    typed = raw.get("group", "").strip()
    if not typed:
        return None
    try:
        people = read_whole(typed)
    except UnreadableError as error:
        refusal = FieldRefusal(
            field="group", kind=error.kind, met=typed[:60], expected=error.expected
        )
        refusals.append(refusal)
        return None
    if not 1 <= people <= MOST_PEOPLE:
        kind, bound = ("too-small", 1) if people < 1 else ("too-large", MOST_PEOPLE)
        refusals.append(
            FieldRefusal(field="group", kind=kind, met=str(people), expected=str(bound))
        )
        return None
    return people


def _subjects(
    catalogue: Catalogue, about: Sequence[str], refusals: list[FieldRefusal]
) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(code.strip() for code in about if code.strip()))
    known = {each for shelf in SUBJECTS for each in catalogue.shelf(shelf).codes}
    refusals += [
        FieldRefusal(field="q", kind="unknown-subject", met=code[:60])
        for code in asked
        if code not in known
    ]
    if len(asked) > MOST_SUBJECTS:
        refusals.append(
            FieldRefusal(
                field="q",
                kind="too-many-subjects",
                met=str(len(asked)),
                expected=str(MOST_SUBJECTS),
            )
        )
    return tuple(code for code in asked if code in known)[:MOST_SUBJECTS]


def _activities(activities: Sequence[str], refusals: list[FieldRefusal]) -> tuple[str, ...]:
    wanted = []
    for place, code in enumerate(activities, start=1):
        if code and code not in training.MAINS:
            refusals.append(
                FieldRefusal(field=f"activity-{place}", kind="not-a-choice", met=code[:60])
            )
        wanted.append(code if code in training.MAINS else "")
    return tuple(wanted)


def module_kept(said: Mapping[str, Any]) -> Module:
    """The module that is kept as plain data; `Refused` when this program reads its form no more.

    A module is raw JSON, kept as it was: what a later program asks for may be missing in it.
    """
    try:
        return training.module_of(dict(said))
    except RefusedError as error:
        raise Refused("module-unreadable", edition=str(said.get("edition", "–"))) from error


@cache
def _edition(name: str) -> Catalogue:
    """An edition never changes: each is read once."""
    return reflexes.load(name)


def catalogue_of(desk: Desk, edition: str) -> Catalogue:
    """The edition that a module pins, or that of this instance where it is no longer kept."""
    if edition == desk.catalogue.edition or edition not in reflexes.edition_names():
        return desk.catalogue
    return _edition(edition)
