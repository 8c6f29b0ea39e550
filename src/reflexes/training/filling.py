"""From a template to an activity: the words filled, the minutes shared, the catalogue's cards."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from reflexes.records import changed
from reflexes.training.matter import (
    Matter,
    argument_cards,
    case_cards,
    evidence_cards,
    is_ours,
    piste_cards,
    principle_cards,
    statement_cards,
)
from reflexes.training.module import (
    Activity,
    Card,
    Claim,
    Modality,
    Objective,
    Shape,
    Slide,
    Step,
    Way,
    Worksheet,
)
from reflexes.training.template import CardWords, SheetWords, Template, Words, template
from reflexes.training.timing import shared_out

CASES_ON_MAP = 6


def fill(matter: Matter, code: str, minutes: int, *, place: int = 0, name: str = "") -> Activity:
    """The activity of the template `code` in `minutes`; `place` is that of its first case.

    `name` is the activity's own code, the template's by default.
    """
    made = template(code)
    name = name or code
    cards = _cards(matter, made, minutes, place)
    return Activity(
        code=name,
        template=code,
        title=matter.words(made.title),
        way=made.way,
        minutes=minutes,
        objectives=(made.objective.code,) if made.objective else (),
        fewest=made.fewest,
        most=made.most,
        groups_of=made.groups_of,
        material=tuple(matter.words(each) for each in _material(matter, made)),
        instruction=_said(matter, _instruction(matter, made)),
        steps=_steps(matter, made, minutes),
        trace=_said(matter, made.trace),
        accessible=_said(matter, made.accessible),
        remote=_remote(matter, made),
        plan_b=_said(matter, made.plan_b),
        adapt=_said(matter, made.adapt),
        debrief=tuple(matter.words(each) for each in made.debrief),
        cards=tuple(changed(card, code=_own(name, card.code)) for card in cards),
        sheets=tuple(_sheet(matter, each, name) for each in made.sheets),
        slides=_slides(matter, made, cards),
    )


def objective_of(matter: Matter, code: str) -> Objective | None:
    """The objective that the template `code` serves, or None."""
    said = template(code).objective
    if said is None:
        return None
    return Objective(
        code=said.code,
        verb=matter.words(said.verb),
        what=matter.words(said.what),
        condition=matter.words(said.condition),
        criterion=matter.words(said.criterion),
    )


def _own(name: str, code: str) -> str:
    """A code that is unique in the module: it begins with its activity's."""
    return f"{name}-{code}"[:60].rstrip("-")


def _said(matter: Matter, words: Words | None) -> str:
    return matter.words(words) if words else ""


def _material(matter: Matter, made: Template) -> tuple[Words, ...]:
    """What to prepare: nobody clears a corridor in a room where nobody is."""
    away = matter.choices.where is Modality.REMOTE
    return made.material_remote if away and made.material_remote else made.material


def _instruction(matter: Matter, made: Template) -> Words | None:
    away = matter.choices.where is Modality.REMOTE
    return made.instruction_remote if away and made.instruction_remote else made.instruction


def _remote(matter: Matter, made: Template) -> str:
    """Remote words are kept only where someone may be away."""
    return "" if matter.choices.where is Modality.ROOM else _said(matter, made.remote)


def _steps(matter: Matter, made: Template, minutes: int) -> tuple[Step, ...]:
    steps = tuple(Step(minutes=each.minutes, text=matter.words(each.text)) for each in made.steps)
    return shared_out(steps, minutes)


def _sheet(matter: Matter, said: SheetWords, name: str) -> Worksheet:
    return Worksheet(
        code=_own(name, said.code),
        title=matter.words(said.title),
        text=_said(matter, said.text),
        headings=tuple(matter.words(each) for each in said.headings),
        rows=tuple(matter.words(each) for each in said.rows),
        empty=said.empty,
    )


def _cards(matter: Matter, made: Template, minutes: int, place: int) -> tuple[Card, ...]:
    own = tuple(_card(matter, each, made, minutes) for each in made.cards)
    from_catalogue = CATALOGUE_CARDS.get(made.code)
    return (*own, *(from_catalogue(matter, place) if from_catalogue else ()))


def _card(matter: Matter, said: CardWords, made: Template, minutes: int) -> Card:
    """A card of the template; an inject's minute follows the length that play is given."""
    text = matter.words(said.text)
    claims: tuple[Claim, ...] = ()
    if said.pole:
        claims = argument_cards(matter)[said.pole - 1].claims
        text = f"{text}\n{matter.translate('The argument of your pole, in these words:')}"
    at = said.minute
    if at is not None:
        play = max(step.minutes for step in made.steps)
        given = max(step.minutes for step in _steps(matter, made, minutes))
        at = at * given // play
    return Card(
        code=said.code,
        shape=said.shape,
        title=matter.words(said.title),
        text=text,
        claims=claims,
        minute=at,
    )


def _debate_cards(matter: Matter, place: int) -> tuple[Card, ...]:
    return (*statement_cards(matter), *argument_cards(matter), *case_cards(matter, place, 1))


def _map_cards(matter: Matter, place: int) -> tuple[Card, ...]:
    return (*argument_cards(matter), *case_cards(matter, place, CASES_ON_MAP))


def _exercise_cards(matter: Matter, place: int) -> tuple[Card, ...]:
    return (*principle_cards(matter), *case_cards(matter, place, 1))


def _lessons_cards(matter: Matter, place: int) -> tuple[Card, ...]:
    return case_cards(matter, place, 2)


def _study_cards(matter: Matter, _: int) -> tuple[Card, ...]:
    return (*piste_cards(matter), *principle_cards(matter))


def _evidence_cards(matter: Matter, _: int) -> tuple[Card, ...]:
    return evidence_cards(matter)


CATALOGUE_CARDS: Mapping[str, Callable[[Matter, int], tuple[Card, ...]]] = MappingProxyType(
    {
        "moving-debate": _debate_cards,
        "controversy-map": _map_cards,
        "crisis-exercise": _exercise_cards,
        "lessons-learnt": _lessons_cards,
        "piste-study": _study_cards,
        "evidence-reading": _evidence_cards,
    }
)
"""What each template takes from the catalogue."""
CASES_TAKEN = MappingProxyType(
    {"moving-debate": 1, "controversy-map": CASES_ON_MAP, "crisis-exercise": 1, "lessons-learnt": 2}
)
"""How many cases each template uses up, so that the next one begins after them."""


def _slides(matter: Matter, made: Template, cards: tuple[Card, ...]) -> tuple[Slide, ...]:
    if made.way is Way.BREAK:
        return ()
    first = Slide(
        title=matter.words(made.title),
        points=tuple(matter.words(each) for each in made.points),
        notes=_said(matter, _instruction(matter, made)),
    )
    if made.code == "landmarks":
        return (first, *_landmarks(matter))
    shown = [card for card in cards if card.shape in {Shape.STATEMENT, Shape.ARGUMENT}]
    if made.code == "controversy-map":
        shown = []
    return (first, *(_slide_of(matter, card) for card in shown))


def _slide_of(matter: Matter, card: Card) -> Slide:
    said = matter.translate
    if card.shape is Shape.STATEMENT:
        statement, word = card.text.split("\n")
        return Slide(title=card.title, points=(statement, word), notes=said("Read it twice."))
    return Slide(
        title=said("Argument: %s") % card.title,
        claims=card.claims,
        notes=said("Read it in the same tone, and for the same time, as the other pole’s."),
    )


def _landmarks(matter: Matter) -> tuple[Slide, ...]:
    """What the tension is, then its two poles."""
    said = matter.translate
    debate = matter.claim(matter.controversy.code, matter.controversy.debate)
    poles = tuple(_slide_of(matter, card) for card in argument_cards(matter))
    told = said("What comes from the inquiry and what comes from us is marked on the slide.")
    ours = [is_ours(claim) for pole in poles for claim in pole.claims]
    notes = f"{told} {said('Here both arguments are ours.')}" if all(ours) else told
    return (Slide(title=said("What is in debate"), claims=(debate,), notes=notes), *poles)
