"""A training module as data: its aim, objectives, sessions, activities, items and sources.

A module is written in one language and says by which edition of the catalogue it was made. What it
claims about the world is a `Claim`: it bears the code of a record and its sources. All other words
are instructions, and ours.
"""

from collections.abc import Iterator
from enum import StrEnum

from reflexes.fields import (
    CODE_PATTERN,
    choice,
    line,
    many,
    part,
    prose,
    reference,
    references,
    whole,
    yes,
)
from reflexes.records import record
from reflexes.texts import Language, Says

SHELVES = (
    "controversies",
    "phenomena",
    "pistes",
    "principles",
    "observations",
    "experiments",
    "evidence",
    "orientations",
    "disagreements",
)
"""Where the record of a claim may stand."""
HOUR = r"(?:[01]\d|2[0-3]):[0-5]\d"
CODE_LENGTH = 60
DEFAULT_FONT = "Atkinson Hyperlegible Next"


class Public(StrEnum):
    """For whom a module is."""

    ELECTED = "elected-officials"
    MANAGERS = "managers"
    AGENTS = "field-agents"
    LABS = "innovation-labs"


class Length(StrEnum):
    """How long a module lasts."""

    HALF_DAY = "half-day"
    DAY = "day"
    TWO_DAYS = "two-days"
    SIX_WEEKS = "six-weeks"


class Modality(StrEnum):
    """Where people are."""

    ROOM = "room"
    REMOTE = "remote"
    MIXED = "mixed"


class Way(StrEnum):
    """How an activity is led."""

    TALK = "talk"
    """One person speaks, the others listen."""
    PLENARY = "plenary"
    """All together, and everyone speaks."""
    GROUPS = "groups"
    ALONE = "alone"
    BREAK = "break"


class Shape(StrEnum):
    """What a card is; each has its own sign, so that colour never stands alone."""

    STATEMENT = "statement"
    ARGUMENT = "argument"
    ACTOR = "actor"
    CASE = "case"
    ROLE = "role"
    INJECT = "inject"
    PRINCIPLE = "principle"
    EVIDENCE = "evidence"
    PISTE = "piste"


class Asks(StrEnum):
    """How an item is answered."""

    CHOICE = "choice"
    """One right answer among several."""
    TRUE_FALSE = "true-false"
    MATCHING = "matching"
    """Each choice goes with its `pair`."""


@record
class Claim:
    """Something said about the world: the record it comes from, who says it, on which sources."""

    text: str = prose("Text")
    language: Language | None = choice("Language, when it is another", default=None)
    record: str = reference("Record", default="", refers=SHELVES)
    says: Says = choice("Who says it")
    sources: tuple[str, ...] = references("Sources", default=(), refers=("sources",))


@record
class Objective:
    """What a participant will be able to do: an observable verb, on what, and how well."""

    code: str = line("Code", pattern=CODE_PATTERN, max_length=CODE_LENGTH)
    verb: str = line("Verb", max_length=40)
    what: str = line("What")
    condition: str = line("Under which conditions", default="")
    criterion: str = line("How one sees that it is reached")


@record
class Step:
    """What the trainer does within an activity, in so many minutes."""

    minutes: int = whole("Minutes", minimum=1, maximum=600)
    text: str = prose("What is done", max_length=900)


@record
class Card:
    """A card to print: A6, or a sealed A5 brief for a role.

    `minute` is when an inject is dealt, from the start of the exercise.
    """

    code: str = line("Code", pattern=CODE_PATTERN, max_length=CODE_LENGTH)
    shape: Shape = choice("What it is")
    title: str = line("Title", max_length=120)
    text: str = prose("Text", default="", max_length=2400)
    claims: tuple[Claim, ...] = many("Claims", default=())
    minute: int | None = whole("Minute", default=None, minimum=0, maximum=600)


@record
class Worksheet:
    """A sheet to fill by hand: a table with headings and empty lines."""

    code: str = line("Code", pattern=CODE_PATTERN, max_length=CODE_LENGTH)
    title: str = line("Title", max_length=120)
    text: str = prose("How to fill it", default="", max_length=900)
    headings: tuple[str, ...] = many("Headings", minimum=1, maximum=7)
    rows: tuple[str, ...] = many("First cell of each line", default=())
    empty: int = whole("Empty lines", default=0, minimum=0, maximum=30)


@record
class Picture:
    """A picture beside the module's file, and the words for those who do not see it."""

    file: str = line("File")
    description: str = prose("Description", default="", max_length=600)


@record
class Slide:
    """One slide: few words for the screen, the rest in the notes."""

    title: str = line("Title", max_length=120)
    points: tuple[str, ...] = many("Points", default=())
    claims: tuple[Claim, ...] = many("Claims", default=())
    notes: str = prose("Speaker notes", default="")
    picture: Picture | None = part("Picture", default=None)


@record
class Activity:
    """What people do together for some minutes, and all that the trainer needs to lead it.

    `fewest` and `most` bound the number of participants for which it works; `groups_of` is the size
    of the small groups, 0 when there are none.
    """

    code: str = line("Code", pattern=CODE_PATTERN, max_length=CODE_LENGTH)
    template: str = line("Template", default="", max_length=CODE_LENGTH)
    title: str = line("Title", max_length=120)
    way: Way = choice("Way of working")
    minutes: int = whole("Minutes", minimum=1, maximum=600)
    objectives: tuple[str, ...] = references("Objectives", default=(), pattern=CODE_PATTERN)
    fewest: int = whole("Fewest participants", default=1, minimum=1)
    most: int = whole("Most participants", default=200, minimum=1)
    groups_of: int = whole("Size of the groups", default=0, minimum=0, maximum=60)
    material: tuple[str, ...] = many("Material", default=())
    instruction: str = prose("Instruction, as read aloud", default="", max_length=2400)
    steps: tuple[Step, ...] = many("Steps", default=())
    trace: str = prose("Trace produced", default="", max_length=600)
    accessible: str = prose("Accessible variant", default="", max_length=1200)
    remote: str = prose("Remote variant", default="", max_length=1200)
    plan_b: str = prose("Plan B", default="", max_length=1200)
    adapt: str = prose("If the group is faster, slower, bigger", default="", max_length=1200)
    debrief: tuple[str, ...] = many("Questions to close with", default=())
    cards: tuple[Card, ...] = many("Cards", default=())
    sheets: tuple[Worksheet, ...] = many("Sheets", default=())
    slides: tuple[Slide, ...] = many("Slides", default=())

    @property
    def is_break(self) -> bool:
        """Whether nobody works."""
        return self.way is Way.BREAK


@record
class Sequence:
    """A few activities that serve one moment of the progression."""

    code: str = line("Code", pattern=CODE_PATTERN, max_length=CODE_LENGTH)
    title: str = line("Title", max_length=120)
    minutes: int = whole("Minutes", minimum=1, maximum=900)
    activities: tuple[Activity, ...] = many("Activities", minimum=1)


@record
class Session:
    """One meeting: half a day, or a week of a remote course."""

    code: str = line("Code", pattern=CODE_PATTERN, max_length=CODE_LENGTH)
    title: str = line("Title", max_length=120)
    starts: str = line("Starts at", pattern=HOUR, max_length=5)
    minutes: int = whole("Minutes", minimum=1, maximum=900)
    sequences: tuple[Sequence, ...] = many("Sequences", minimum=1)


@record
class Choice:
    """One answer that an item offers. `pair` is what it goes with, in a matching."""

    text: str = line("Text", max_length=400)
    right: bool = yes("Right", default=False)
    pair: str = line("Goes with", default="", max_length=400)
    feedback: str = line("Feedback", default="", max_length=400)


@record
class Item:
    """One question of the bank. Its code is stable: entry and exit quizzes draw from one bank."""

    code: str = line("Code", pattern=CODE_PATTERN, max_length=CODE_LENGTH)
    objective: str = line("Objective", pattern=CODE_PATTERN, max_length=CODE_LENGTH)
    asks: Asks = choice("How it is answered")
    question: str = line("Question", max_length=600)
    choices: tuple[Choice, ...] = many("Answers", minimum=2, maximum=12)
    feedback: str = line("General feedback", default="", max_length=600)
    claims: tuple[Claim, ...] = many("What it rests on", default=())
    at_entry: bool = yes("In the entry quiz", default=True)
    at_exit: bool = yes("In the exit quiz", default=True)


@record
class Module:
    """A training module. `edition` is the one it was made from; `about` the records chosen."""

    code: str = line("Code", pattern=CODE_PATTERN, max_length=CODE_LENGTH)
    title: str = line("Title", max_length=160)
    edition: str = line("Edition", max_length=40)
    language: Language = choice("Language")
    about: tuple[str, ...] = references("About", default=(), refers=SHELVES)
    aim: str = prose("Training aim", max_length=900)
    public: Public = choice("Public")
    audience: str = prose("Who it is for, in words", max_length=600)
    prerequisites: str = prose("Prerequisites", max_length=600)
    length: Length = choice("Length")
    modality: Modality = choice("Modality")
    minutes: int = whole("Minutes", minimum=1, maximum=3000)
    fewest: int = whole("Fewest participants", minimum=1, maximum=200)
    most: int = whole("Most participants", minimum=1, maximum=200)
    font: str = line("Font", default=DEFAULT_FONT, max_length=80)
    objectives: tuple[Objective, ...] = many("Objectives", minimum=1, maximum=12)
    sessions: tuple[Session, ...] = many("Sessions", minimum=1, maximum=12)
    items: tuple[Item, ...] = many("Items", default=())

    @property
    def activities(self) -> tuple[Activity, ...]:
        """Every activity, in order."""
        return tuple(
            activity
            for session in self.sessions
            for sequence in session.sequences
            for activity in sequence.activities
        )

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every card, in order."""
        return tuple(card for activity in self.activities for card in activity.cards)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Everything said about the world, in order."""
        return tuple(_claims(self))

    def objective(self, code: str) -> Objective | None:
        """The objective of that code, or None."""
        return next((each for each in self.objectives if each.code == code), None)

    def quiz(self, *, entry: bool) -> tuple[Item, ...]:
        """The items of the entry or of the exit quiz, in the order of the bank."""
        return tuple(each for each in self.items if (each.at_entry if entry else each.at_exit))


def _claims(module: Module) -> Iterator[Claim]:
    for activity in module.activities:
        for card in activity.cards:
            yield from card.claims
        for slide in activity.slides:
            yield from slide.claims
    for item in module.items:
        yield from item.claims
