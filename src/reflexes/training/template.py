"""Templates of activities, in both languages, as the files of `templates/` say them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from reflexes.conversion import structure
from reflexes.fields import CODE_PATTERN, choice, line, many, part, prose, whole, yes
from reflexes.records import record
from reflexes.training.module import CODE_LENGTH, Asks, Shape, Way

FOLDER = "templates"
MAINS = (
    "moving-debate",
    "controversy-map",
    "negotiation",
    "crisis-exercise",
    "lessons-learnt",
    "piste-study",
    "evidence-reading",
)
"""The templates that may be chosen, in the order of a long module."""
FRAME = (
    "welcome",
    "entry-quiz",
    "landmarks",
    "break",
    "homework",
    "day-close",
    "reopen",
    "exit-quiz",
    "closing",
)
"""The templates that open, pace and close a module."""


@record
class Words:
    """The same words in French and in English; `%(subject)s` and its like are filled in."""

    fr: str = prose("French")
    en: str = prose("English")

    def said(self, language: str, facts: Mapping[str, str]) -> str:
        """The words in `language`, with what they wait for."""
        return (self.en if language == "en" else self.fr) % facts


@record
class ObjectiveWords:
    """What someone will be able to do after the activity."""

    code: str = line("Code", pattern=CODE_PATTERN, max_length=CODE_LENGTH)
    verb: Words = part("Verb")
    what: Words = part("What")
    condition: Words = part("Under which conditions")
    criterion: Words = part("How one sees that it is reached")


@record
class StepWords:
    """A step of the activity, in the minutes of its ordinary length."""

    minutes: int = whole("Minutes", minimum=1)
    text: Words = part("What is done")


@record
class SheetWords:
    """A sheet to fill by hand."""

    code: str = line("Code", pattern=CODE_PATTERN, max_length=CODE_LENGTH)
    title: Words = part("Title")
    text: Words | None = part("How to fill it", default=None)
    headings: tuple[Words, ...] = many("Headings", minimum=1)
    rows: tuple[Words, ...] = many("First cell of each line", default=())
    empty: int = whole("Empty lines", default=0)


@record
class CardWords:
    """A card; `pole` says whose strongest argument it bears, 1 or 2, 0 for none."""

    code: str = line("Code", pattern=CODE_PATTERN, max_length=CODE_LENGTH)
    shape: Shape = choice("What it is")
    title: Words = part("Title")
    text: Words = part("Text")
    pole: int = whole("Pole", default=0, minimum=0, maximum=2)
    minute: int | None = whole("Minute", default=None)


@record
class ChoiceWords:
    """One answer that an item offers."""

    text: Words = part("Text")
    right: bool = yes("Right", default=False)
    feedback: Words | None = part("Feedback", default=None)


@record
class ItemWords:
    """One question about the activity's own craft."""

    code: str = line("Code", pattern=CODE_PATTERN, max_length=CODE_LENGTH)
    asks: Asks = choice("How it is answered")
    question: Words = part("Question")
    choices: tuple[ChoiceWords, ...] = many("Answers", minimum=2)
    feedback: Words | None = part("General feedback", default=None)


@record
class Template:
    """An activity before it is filled with the catalogue: how it is led, whatever the subject.

    `least` is the fewest minutes in which it can be done well.
    """

    code: str = line("Code", pattern=CODE_PATTERN, max_length=CODE_LENGTH)
    title: Words = part("Title")
    way: Way = choice("Way of working")
    minutes: int = whole("Minutes", minimum=1)
    least: int = whole("Fewest minutes", minimum=1)
    fewest: int = whole("Fewest participants", minimum=1)
    most: int = whole("Most participants", minimum=1)
    groups_of: int = whole("Size of the groups", default=0)
    material: tuple[Words, ...] = many("Material", default=())
    material_remote: tuple[Words, ...] = many("Material, when all are away", default=())
    instruction: Words | None = part("Instruction, as read aloud", default=None)
    instruction_remote: Words | None = part("Instruction, when all are away", default=None)
    steps: tuple[StepWords, ...] = many("Steps", default=())
    trace: Words | None = part("Trace produced", default=None)
    accessible: Words | None = part("Accessible variant", default=None)
    remote: Words | None = part("Remote variant", default=None)
    plan_b: Words | None = part("Plan B", default=None)
    adapt: Words | None = part("If the group is faster, slower, bigger", default=None)
    debrief: tuple[Words, ...] = many("Questions to close with", default=())
    points: tuple[Words, ...] = many("Points of the slide", default=())
    objective: ObjectiveWords | None = part("Objective", default=None)
    sheets: tuple[SheetWords, ...] = many("Sheets", default=())
    cards: tuple[CardWords, ...] = many("Cards", default=())
    items: tuple[ItemWords, ...] = many("Items", default=())


@cache
def template(code: str) -> Template:
    """The template of that code; `LookupError` when there is none."""
    if code not in (*MAINS, *FRAME):
        raise LookupError(code)
    said = read_data(f"{FOLDER}/{code}.toml")
    return structure(Template, {"code": code, **said}, file=f"{code}.toml")


@cache
def read_data(name: str) -> dict[str, Any]:
    """What a data file of this package says."""
    return tomllib.loads(files("reflexes.training").joinpath(name).read_text("utf-8"))


@cache
def read_text(name: str) -> str:
    """The text of a file of this package."""
    return files("reflexes.training").joinpath(name).read_text("utf-8")
